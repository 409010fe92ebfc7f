"""Wishes: the diet a person keeps, what it must not hold, what is disliked, and what food costs there, as told.

Whatever names a food is read later, beside the foods; here are the closed lists and the form of a price.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from epsom.errors import InputError, InputErrors
from epsom.person.listed import all_or_faults, read_listed

TABLE = "person/wishes.toml"
_SUCH = "12 per kg"
_WRITTEN = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([^\W\d_]{1,4}|[$€£¥])?\s*(?:per|/)\s*(kg|100 ?g|lb|L|l|litre|liter)")
_GRAMS = {"kg": 1000.0, "100g": 100.0, "lb": 453.59237}
"""Grams of each measure that a price may be for; the pound is so by definition."""


@dataclass(frozen=True)
class PriceTold:
    """What a food costs: ``per_kg``, or ``per_litre`` for what is told by the litre; ``money`` as named, or empty."""

    per_kg: float | None
    per_litre: float | None
    money: str
    text: str


def diets() -> tuple[str, ...]:
    """Return the diets that a person may tell."""
    return tuple(_table()["diets"])


def allergen(word: str) -> str | None:
    """Return the allergen that a word means, by its name in plate/diets.py; None where it is another food."""
    told = " ".join(word.casefold().replace("-", " ").split())
    for name, words in _table()["allergens"].items():
        if told in words or told == name.replace("_", " "):
            return str(name)
    return None


def allergen_words() -> tuple[str, ...]:
    """Return the words that mean an allergen."""
    return tuple(word for words in _table()["allergens"].values() for word in words)


def diet_told(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the diets a person keeps, in their own words of the list; InputErrors with the nearest for any other."""
    found, faults = list[str](), list[InputError]()
    for place, value in enumerate(values):
        word = "-".join(value.casefold().replace("-", " ").split())
        if word in diets():
            found.append(word)
            continue
        near = get_close_matches(word, diets(), n=1, cutoff=0.4)
        hint = f"Nearest: {near[0]}." if near else f"Known: {', '.join(diets())}."
        mend = "What is only not liked stands under dislikes, what harms under allergies."
        faults.append(InputError(f"{value!r} is no diet I know. {hint} {mend}", at=(place,)))
    if faults:
        raise InputErrors(faults)
    return tuple(found)


def price_told(food: str, value: object) -> PriceTold:
    """Return a price written like ``12 per kg``, ``1.20 EUR per 100 g`` or ``0.90 per litre``; InputError else."""
    if isinstance(value, PriceTold):
        return value
    text = " ".join(str(value).split()) if value is not None else ""
    match = _WRITTEN.fullmatch(text)
    if not match:
        why = "is no price with what it is for"
        raise InputError(f"price of {food} = {value!r} {why}. Write it like this: {food}: {_SUCH} (100 g, lb, litre).")
    amount, money, unit = float(match[1]), match[2] or "", match[3].replace(" ", "")
    if amount > 10_000.0:
        raise InputError(f"price of {food} = {text!r}: no food costs that. Check the number and its unit.")
    if unit in _GRAMS:
        return PriceTold(amount * 1000.0 / _GRAMS[unit], None, money, text)
    return PriceTold(None, amount, money, text)


class PricesTold:
    """Marks the prices a person pays: foods with what they cost, none where the person file leaves them out."""

    def read(self, value: object) -> dict[str, PriceTold]:
        """Return the prices by food as told; InputErrors names every one that cannot be read, or in other money."""
        wanted = f"foods and what they cost. Write them like this: almonds: {_SUCH}."
        found, faults = read_listed("prices", value, wanted, lambda key: str(key).strip(), price_told)
        money = sorted({price.money.casefold() for price in found.values() if price.money})
        if len(money) > 1:
            faults.append(InputError(f"prices are told in {' and '.join(money)}. Tell all of them in one money."))
        return all_or_faults(found, faults)

    def __get_pydantic_core_schema__(self, source: Any, inner: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, inner(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, inner: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "object",
            "description": "what foods cost this person; a plan reckons with no other prices",
            "additionalProperties": {"type": "string", "pattern": rf"^\s*{_WRITTEN.pattern}\s*$", "examples": [_SUCH]},
        }


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
