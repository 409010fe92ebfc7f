"""The six example persons: each is who the first line of the file says, and every line of the records is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from epsom.interfaces.files import read_person
from epsom.outcomes.incidence import COUNTRIES
from epsom.person import Person
from epsom.plate.foods import box
from epsom.plate.record import record

FOLDER = Path(__file__).parents[2] / "examples" / "six"
SIX: dict[str, Callable[[Person], bool]] = {
    "paul": lambda one: 40 < one.age < 50 and not one.conditions and (one.egfr or 0) >= 90 and bool(one.labs),
    "julia": lambda one: one.sex == "female" and one.conditions == ("migraine",) and not one.labs,
    "george": lambda one: one.egfr == 42 and {"type 2 diabetes", "chronic kidney disease"} < set(one.conditions),
    "ruth": lambda one: one.age > 75 and len(one.medicines) == 2 and one.labs[0].told.value < 0.70,
    "sanne": lambda one: one.pregnancy_week == 24,
    "emil": lambda one: one.age < 10,
}


def test_they_are_six():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(SIX)


@pytest.mark.parametrize("name", SIX)
def test_each_is_who_the_first_line_says(name: str):
    path = FOLDER / f"{name}.yaml"
    assert path.read_text("utf-8").startswith(("# A man", "# A woman", "# A boy", "# A healthy man"))
    person = read_person(str(path))
    assert person.name == name.title()
    assert SIX[name](person)


@pytest.mark.parametrize("name", SIX)
def test_each_lives_where_rates_of_disease_are_known(name: str):
    assert read_person(str(FOLDER / f"{name}.yaml")).country in COUNTRIES


@pytest.mark.parametrize("name", SIX)
def test_every_line_of_the_record_is_a_food_that_is_known(name: str):
    """Nothing is guessed: each line is found by its words, has a weight and a content, and two days were written."""
    person = read_person(str(FOLDER / f"{name}.yaml"))
    eaten = record(person.record, person.supplements, box())
    lines = [line for day in person.record for meal in day.meals for line in meal.eaten]
    assert eaten.days == len(person.record) == 2
    assert len(eaten.servings) == len(lines)
    assert all(one.food is not None and one.food.magnesium is not None and one.grams > 0 for one in eaten.servings)
    assert {one.how for one in eaten.servings} == {"exact"}
