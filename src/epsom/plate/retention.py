"""Retention: how much of a mineral stays in a food when it is cooked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from epsom.errors import InputError, TableError
from epsom.tables import check_source, sheet

FACTORS, COOKING, RAW = "plate/retention.csv", "plate/cooking.csv", "plate/raw.csv"
MINERALS = ("calcium", "iron", "magnesium", "phosphorus", "potassium", "sodium", "zinc")
UNCOOKED = "raw"


@dataclass(frozen=True)
class Retention:
    """What stays of the minerals in one kind of food cooked in one way, as shares from 0 to 1.

    True retention: what the cooked food holds of what the raw food held, whatever either weighs [usda_retention6]. It
    is printed in steps of 5 %, and never above 100 %. A nutrient that the table does not have is carried whole, as the
    US survey does with energy, protein, fat, carbohydrate, fibre and the vitamins D and K.
    """

    code: str
    meaning: str
    kind: str
    method: str
    kept: Mapping[str, float] = field(default_factory=dict[str, float])
    source: str = ""
    mark: str = ""
    note: str = ""

    def share(self, nutrient: str) -> float:
        """Return the share of a nutrient that stays."""
        return self.kept.get(nutrient, 1.0)


WHOLE = Retention("", "nothing is lost", "", "")
"""A food that is not cooked, or was cooked already when its table measured it."""


@cache
def retentions() -> tuple[Retention, ...]:
    """Return the rows of retention.csv; TableError for one that breaks a rule."""
    found: list[Retention] = []
    for line, row in enumerate(sheet(FACTORS), start=2):
        place = f"{FACTORS}:{line}"
        check_source({**row, "because": row["note"]}, place)
        kept = {mineral: float(row[mineral]) / 100.0 for mineral in MINERALS}
        if not 0.0 <= min(kept.values()) <= max(kept.values()) <= 1.0:
            raise TableError(f"{place}: a percentage outside 0 to 100.")
        if bool(row["kind"]) != bool(row["method"]) or row["method"] not in {"", *methods()}:
            raise TableError(f"{place}: a kind wants a method that cooking.csv has, and a method a kind.")
        found.append(
            Retention(
                row["code"], row["meaning"], row["kind"], row["method"], kept, row["source"], row["mark"], row["note"]
            )
        )
    if len({(one.kind, one.method) for one in found if one.kind}) < sum(1 for one in found if one.kind):
        raise TableError(f"{FACTORS}: a kind and method stand twice.")
    return tuple(found)


@cache
def methods() -> tuple[str, ...]:
    """Return the ways of cooking that Epsom tells apart."""
    return tuple(row["method"] for row in sheet(COOKING) if row["method"])


@cache
def _told() -> dict[str, str]:
    """Return the way of cooking by the words people have for it; "" for words that leave the water open."""
    return {
        _plain(word): row["method"]
        for row in sheet(COOKING)
        for word in (row["method"], *row["words"].split(";"))
        if word
    }


def _plain(text: str) -> str:
    """Return words in lower case, without accents, with one space between them."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare.casefold()))


def method(told: str) -> str:
    """Return the way of cooking that words mean, in English, German, French or Spanish.

    InputError for words that say nothing of the water ("boiled"), which makes the difference, and for unknown ones.
    """
    found = _told().get(_plain(told))
    if found == "":
        raise InputError(
            f'cooked: "{told}" does not say what became of the water, and magnesium goes with it. '
            'Say "boiled and drained", or "boiled, water eaten" as in a soup or a stew.'
        )
    if found is None:
        raise InputError(f'cooked: "{told}" is no way of cooking I know. Known: {", ".join(methods())}.')
    return found


@cache
def kinds() -> dict[str, str]:
    """Return by id which foods of the box are raw or dry as their table has them, and as what kind they cook."""
    found: dict[str, str] = {}
    for line, row in enumerate(sheet(RAW), start=2):
        check_source({**row, "because": row["note"]}, f"{RAW}:{line}")
        if row["id"] in found:
            raise TableError(f"{RAW}:{line}: the id {row['id']!r} stands twice.")
        found[row["id"]] = row["kind"]
    return found


def retention(kind: str, cooked: str) -> Retention:
    """Return what stays of a kind of food, such as "potato", cooked in one of the ``methods``.

    InputError for a kind and way of cooking that nobody has measured together.
    """
    if cooked == UNCOOKED:
        return WHOLE
    for one in retentions():
        if (one.kind, one.method) == (kind, cooked):
            return one
    known = ", ".join(one.method for one in retentions() if one.kind == kind)
    mend = f"Known ways for it: {known}." if known else f"Kinds: {', '.join(sorted({o.kind for o in retentions()}))}."
    raise InputError(f"What stays of {kind}, {cooked}, is not known. {mend}")


def of_food(id: str, cooked: str) -> Retention:
    """Return what stays of a food of the box; all of it where its table measured it as it is eaten."""
    return retention(kinds()[id], cooked) if id in kinds() else WHOLE


def by_code(code: int) -> Retention:
    """Return the row that the US survey names by a number; 0 means that nothing is lost. KeyError if unknown."""
    return WHOLE if code == 0 else _by_code()[f"{code:04d}"]


@cache
def _by_code() -> dict[str, Retention]:
    return {one.code: one for one in retentions() if one.code}
