"""Medicines known by name only: accepted, without an effect, and told of in a warning."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, cast

import pytest

from epsom.assessment.warn import _of_person
from epsom.cohort import effects, medicines
from epsom.errors import InputError
from epsom.person import Person


def names(table: str) -> list[str]:
    rows = tomllib.loads(files("epsom").joinpath(table).read_text("utf-8"))["cause"]
    return [name.casefold() for row in rows for name in (row["name"], *row["names"])]


def test_a_medicine_known_by_name_only_has_no_effect():
    assert medicines.medicine("Synthroid").name == "levothyroxine"
    assert medicines.medicine("levothyroxine").effects == ()
    assert medicines.medicine("omeprazole").effects


def test_no_name_stands_twice_in_one_table():
    for table in (medicines.TABLE, medicines.UNMOVED):
        every = names(table)
        assert [name for name in set(every) if every.count(name) > 1] == []


def test_the_first_table_goes_before_the_second(monkeypatch: pytest.MonkeyPatch):
    one, other = medicines.medicine("omeprazole"), medicines.medicine("levothyroxine")
    monkeypatch.setattr(effects, "causes", {"one": {"x": one}, "other": {"x": replace(other, name=one.name)}}.get)
    assert effects.named(("one", "other"), one.name, "", "").effects == one.effects
    assert effects.named(("other", "one"), one.name, "", "").effects == ()


def test_an_unknown_name_is_still_refused_with_the_nearest():
    with pytest.raises(InputError, match="levothyroxine"):
        medicines.medicine("levothyroxin")


def test_who_takes_one_is_told_that_it_counts_for_nothing():
    person = Person(
        age=45, sex="female", height="168 cm", weight="66 kg", egfr="90 mL/min/1.73m2",
        medicines=["omeprazole", "levothyroxine"], other_medicines=["cetirizine"],
    )  # fmt: skip
    said = " ".join(_of_person(cast(Any, SimpleNamespace(person=person))))
    assert "levothyroxine, cetirizine" in said
    assert "omeprazole" not in said
