"""Diets: which food suits whom, by allergen, by conviction and by what a person cannot digest.

Each answer is about the usual food of that name, made the usual way: yes, no, or *depends*, on the maker, the recipe or
the slaughter. *Depends* is an answer: read the label, or ask. Traces that a packing line may leave stand on the label
only, and nobody with an allergy should rely on this table instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from epsom.errors import InputError, TableError
from epsom.tables import check_source

Answer = Literal["yes", "no", "depends"]

DIETS = "plate/diets.csv"
ALLERGENS = (
    "gluten_cereals", "crustaceans", "egg", "fish", "peanut", "soy", "milk", "nuts", "celery", "mustard", "sesame",
    "sulphite", "lupin", "molluscs",
)  # fmt: skip
"""The fourteen that the food law of the European Union has named on every label (Regulation 1169/2011, Annex II).

Cereals that hold gluten are there wheat, rye, barley and oats; nuts are tree nuts without chestnut, pine nut and
coconut.
"""
KEPT = ("vegetarian", "vegan", "halal", "kosher")
FREE = {"gluten-free": "gluten", "lactose-free": "lactose"}
OPPOSITE: dict[Answer, Answer] = {"yes": "no", "no": "yes", "depends": "depends"}


@dataclass(frozen=True)
class Diet:
    """What one food is to the diets: which allergens it contains and may contain, whom it suits, and why we think so.

    ``gluten`` and ``lactose`` say whether it holds them in amounts that matter to whom they harm. To the law oats are
    a cereal with gluten, yet they suit many people with coeliac disease: there ``gluten`` depends. Aged cheese is
    milk, and holds next to no lactose.
    """

    contains: frozenset[str]
    may_contain: frozenset[str]
    vegetarian: Answer
    vegan: Answer
    halal: Answer
    kosher: Answer
    gluten: Answer
    lactose: Answer
    note: str = ""

    def holds(self, allergen: str) -> Answer:
        """Return whether it contains one of the fourteen allergens; InputError for another word."""
        if allergen not in ALLERGENS:
            raise InputError(f'"{allergen}" is no allergen I know. Say one of: {", ".join(ALLERGENS)}.')
        return "yes" if allergen in self.contains else "depends" if allergen in self.may_contain else "no"


UNKNOWN = Diet(
    frozenset(), frozenset(ALLERGENS), vegetarian="depends", vegan="depends", halal="depends", kosher="depends",
    gluten="depends", lactose="depends", note="nothing is known of what is in it",
)  # fmt: skip
"""The diet of a food of which nobody has said what is in it, such as a person's own."""


class Suited(Protocol):
    """A thing that has a diet, such as a food of the box."""

    @property
    def diet(self) -> Diet: ...  # noqa: D102


def suits(food: Suited, diet: str) -> Answer:
    """Return whether a food suits a diet: yes, no, or depends.

    A diet is vegetarian, vegan, halal, kosher, gluten-free or lactose-free, or an allergen with ``-free`` behind it,
    such as ``peanut-free``; InputError for another word.
    """
    if diet in KEPT:
        return cast(Answer, getattr(food.diet, diet))
    if diet in FREE:
        return OPPOSITE[cast(Answer, getattr(food.diet, FREE[diet]))]
    allergen = diet.removesuffix("-free")
    if diet.endswith("-free") and allergen in ALLERGENS:
        return OPPOSITE[food.diet.holds(allergen)]
    known = ", ".join([*KEPT, *FREE, *(f"{name}-free" for name in ALLERGENS)])
    raise InputError(f'"{diet}" is no diet I know. Say one of: {known}.')


def read(rows: Iterable[Mapping[str, str]]) -> dict[str, Diet]:
    """Return the diets by food or group of diets.csv; TableError with file and line for a row that breaks a rule."""
    found: dict[str, Diet] = {}
    for line, row in enumerate(rows, start=2):
        place = f"{DIETS}:{line}"
        check_source({**row, "because": row["note"]}, place)
        if row["id_or_group"] in found:
            raise TableError(f"{place}: {row['id_or_group']!r} stands twice.")
        contains, may = (_allergens(row[column], place) for column in ("contains", "may_contain"))
        if both := contains & may:
            raise TableError(f"{place}: it cannot both contain and perhaps contain {min(both)}.")
        answers: list[Answer] = [_answer(row[name], name, place) for name in (*KEPT, *FREE.values())]
        found[row["id_or_group"]] = Diet(contains, may, *answers, note=row["note"])
    return found


def _allergens(text: str, place: str) -> frozenset[str]:
    named = frozenset(filter(None, text.split(";")))
    if strange := named - set(ALLERGENS):
        raise TableError(f"{place}: {min(strange)!r} is none of the allergens {', '.join(ALLERGENS)}.")
    return named


def _answer(text: str, name: str, place: str) -> Answer:
    if text not in OPPOSITE:
        raise TableError(f"{place}: {name} = {text!r}. Say yes, no or depends.")
    return text
