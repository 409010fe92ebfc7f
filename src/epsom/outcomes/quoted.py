"""Numbers quoted in words: a sentence names the row, and the number comes from the table that holds it.

So a number that a table of Epsom has is never written a second time. In braces stand:

- ``{RDA male 25}``: a reference value [mg/day] by kind, for whom (male, female, child, pregnancy or lactation) and age
  [years]; another authority after ``of``, as in ``{AI female 40 of EU EFSA 2015}``;
- ``{food almonds}``: magnesium of a food [mg per 100 g], by its id in foods.csv;
- ``{row diet.han2017}``: the effect of one row of evidence, with its interval, as it is printed;
- ``{mmol of 24 g}``, ``{g of 1100 mmol}``: an amount of magnesium in another unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from epsom.errors import InputError, TableError
from epsom.needs import printed
from epsom.outcomes.evidence import evidence
from epsom.outcomes.outcome import printed as printed_row
from epsom.plate import foods
from epsom.units import factor

AUTHORITY = "US/CA NASEM 1997"
_BRACES = re.compile(r"\{([^{}]*)\}")
_PERIODS = ("pregnancy", "lactation")
_STAGES = ("infant", "child", "adolescent", "adult", "any")


def filled(text: str, place: str) -> str:
    """Return the text with each number in braces looked up; TableError names the braces that lead nowhere."""

    def number(match: re.Match[str]) -> str:
        words = match[1].split()
        look_up = _LOOK_UPS.get(words[0] if words else "", _need)
        try:
            return look_up(words)
        except (KeyError, ValueError, IndexError, InputError) as error:
            raise TableError(f"{place}: {{{match[1]}}} leads to no number of Epsom's tables ({error}).") from None

    whole = _BRACES.sub(number, text)
    if "{" in whole or "}" in whole:
        raise TableError(f"{place}: a brace that opens or closes nothing.")
    return whole


def _need(words: list[str]) -> str:
    kind, who, age, *rest = words
    if rest and rest[0] != "of":
        raise ValueError("write: kind, for whom, age, and perhaps: of an authority")
    authority = " ".join(rest[1:]) or AUTHORITY
    stages = (who,) if who in _PERIODS else _STAGES
    found = printed.find(authority, (kind,), float(age), "male" if who == "male" else "female", stages)
    values = {row.number for row in found}
    if len(values) != 1:
        raise ValueError(f"{len(values)} values of {authority}")
    return f"{values.pop():g}"


def _food(words: list[str]) -> str:
    _, id = words
    per_100_g = foods.box()[id].magnesium
    if per_100_g is None:
        raise ValueError("nobody has measured it")
    return f"{per_100_g:g}"


def _row(words: list[str]) -> str:
    _, id = words
    row = next((row for one in evidence() for row in one.rows if row.id == id), None)
    if row is None:
        raise ValueError("no such row")
    return printed_row(row)


def _amount(words: list[str]) -> str:
    unit, of, value, given = words
    if of != "of":
        raise ValueError("write: unit, of, value, unit")
    return f"{float(value) * factor(given, unit, 'magnesium'):.3g}"


_LOOK_UPS: dict[str, Callable[[list[str]], str]] = {"food": _food, "row": _row, "mmol": _amount, "g": _amount}
