"""Medicines known by name only: accepted, without an effect, and told of in a warning."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from types import SimpleNamespace
from typing import Any, cast

import pytest

from epsom.assessment.warn import _of_person
from epsom.cohort import medicines
from epsom.errors import InputError
from epsom.person import Person


def names(table: str) -> list[str]:
    rows = tomllib.loads(files("epsom").joinpath(table).read_text("utf-8"))["cause"]
    return [name.casefold() for row in rows for name in (row["name"], *row["names"])]


def test_a_medicine_known_by_name_only_has_no_effect():
    assert medicines.medicine("Synthroid").name == "levothyroxine"
    assert medicines.medicine("levothyroxine").effects == ()
    assert medicines.medicine("omeprazole").effects


def test_no_name_stands_twice():
    every = [*names(medicines.TABLE), *names(medicines.UNMOVED)]
    assert [name for name in set(every) if every.count(name) > 1] == []


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
