"""The country of a person: two letters, and nothing in their place."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from epsom.errors import InputError, InputErrors
from epsom.outcomes.incidence import COUNTRIES
from epsom.person import Person, person_from
from epsom.person.country import codes

BEA: dict[str, Any] = {"age": 60, "sex": "female", "height": "164 cm", "weight": "64 kg", "today": "2026-10-05"}


def fault(country: object) -> InputError:
    with pytest.raises(InputErrors) as caught:
        person_from({**BEA, "country": country})
    (only,) = caught.value.errors
    assert only.at == ("country",)
    return only


def test_there_are_as_many_countries_as_the_standard_has():
    """ISO 3166-1 has 249 officially assigned codes."""
    assert len(codes()) == 249
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes())


def test_a_country_is_told_and_never_guessed():
    assert person_from({**BEA, "country": "DE"}).country == "DE"
    assert person_from(BEA).country is None
    assert person_from({**BEA, "country": None}).country is None
    assert person_from({**BEA, "authority": "UK COMA 1991"}).country is None


@pytest.mark.parametrize("told", ["no", "NO", " No "])
def test_capitals_and_spaces_do_not_matter(told: str):
    assert person_from({**BEA, "country": told}).country == "NO"


@pytest.mark.parametrize(("told", "meant"), [("UK", "GB"), ("uk", "GB"), ("EL", "GR"), ("USA", "US")])
def test_what_is_often_written_is_mended(told: str, meant: str):
    assert fault(told).message.endswith(f"Write {meant}.")
    assert repr(told) in fault(told).message


@pytest.mark.parametrize("told", ["Germany", "DEU", "XX", "EU", "D", "", "D E", 49, 4.9, True, ["DE"], {"code": "DE"}])
def test_no_other_word_is_a_country(told: object):
    message = fault(told).message
    assert repr(told) in message
    assert all(words in message for words in ("two letters of ISO 3166", "US, GB or DE", "leave the key out"))


def test_norway_is_not_false():
    assert '"NO"' in fault(False).message


def test_every_country_with_a_rate_of_disease_can_be_told():
    assert set(COUNTRIES) <= codes()


def test_the_schema_knows_it():
    schema = Person.model_json_schema()
    jsonschema.validate({**BEA, "country": "de"}, schema)
    for wrong in ("Germany", 49):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**BEA, "country": wrong}, schema)
