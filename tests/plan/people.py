"""Persons for the plans: the examples, and one in writing that tests change in a line or two."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from epsom.person import Person, person_from

TOP = Path(__file__).parents[2]
EXAMPLES = TOP / "src" / "epsom" / "examples"
SIX = sorted((TOP / "examples" / "six").glob("*.yaml"))
MEALS = [
    {"at": "07:00", "name": "breakfast", "eaten": ["2 slices white bread", "20 g butter", "1 cup coffee"]},
    {"at": "13:00", "name": "lunch", "eaten": ["200 g pasta", "100 g chicken breast", "1 glass cola"]},
    {"at": "19:00", "name": "dinner", "eaten": ["200 g white rice", "150 g beef steak", "1 glass beer"]},
]
"""A day with little magnesium and enough energy."""
RICH = [
    {"date": "2026-10-04", "meals": [{"at": f"{hour:02}:00", "eaten": ["300 g banana"]} for hour in range(6, 24, 3)]}
]
"""A day with enough magnesium for a woman, without inhibitors, spread over six meals."""


def told(**changed: Any) -> dict[str, Any]:
    """Return a person as a file tells it: a woman of 50 who eats little magnesium, with some lines written anew."""
    plain: dict[str, Any] = {
        "today": "2026-10-05", "age": 50, "sex": "female", "country": "US", "height": "168 cm", "weight": "70 kg",
        "egfr": "90 mL/min/1.73m2", "record": [{"date": "2026-10-04", "meals": MEALS}],
    }  # fmt: skip
    return {key: value for key, value in (plain | changed).items() if value is not None}


def person(**changed: Any) -> Person:
    """Return that person, read."""
    return person_from(told(**changed))
