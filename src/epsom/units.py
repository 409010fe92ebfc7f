"""Units: the one bridge between milligrams, millimoles, milliequivalents and what a laboratory prints.

Inside Epsom: mmol, litre, day, kg. A unit is read with the substance in hand, because 1 mEq of magnesium is half a
mmol and a general unit library says it is a whole one. A number without a unit is refused, never guessed from its size.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import isfinite
from typing import Any

from epsom.errors import InputError

_NUMBER = re.compile(r"^\s*([<>≤≥]?)\s*([-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?)\s*(.*?)\s*$")

_SECOND = re.compile(r"^(?:-|–|—|to\b)\s*\d", re.I)
"""A second number where a unit should stand: somebody wrote a range."""

# size of a unit in the house's own: mmol, g (mass), litre, day, metre, mL of filtrate per minute ...
_MASS = {"kg": 1e3, "g": 1.0, "mg": 1e-3, "µg": 1e-6, "ug": 1e-6, "mcg": 1e-6, "ng": 1e-9, "pg": 1e-12, "lb": 453.59237}
_AMOUNT = {"mol": 1e3, "mmol": 1.0, "µmol": 1e-3, "umol": 1e-3, "nmol": 1e-6, "pmol": 1e-9}
_CHARGE = {"eq": 1e3, "meq": 1.0, "µeq": 1e-3, "ueq": 1e-3}
_VOLUME = {"l": 1.0, "dl": 0.1, "cl": 0.01, "ml": 1e-3, "µl": 1e-6, "ul": 1e-6}
_TIME = {"day": 1.0, "days": 1.0, "d": 1.0, "24h": 1.0, "24 h": 1.0, "h": 1 / 24, "hour": 1 / 24, "min": 1 / 1440,
         "week": 7.0, "weeks": 7.0}  # fmt: skip
_LENGTH = {"m": 1.0, "cm": 0.01, "mm": 1e-3, "ft": 0.3048, "in": 0.0254}
_SHARE = {"1": 1.0, "%": 0.01}
_AREA = {"1.73m2": 1.0, "1.73 m2": 1.0, "1.73m²": 1.0, "1.73 m²": 1.0}
_KINDS = {
    "mass": _MASS,
    "amount": _AMOUNT,
    "charge": _CHARGE,
    "volume": _VOLUME,
    "time": _TIME,
    "length": _LENGTH,
    "standard area": _AREA,
    "share": _SHARE,
}

# other ways of writing the same unit
_SPELLINGS = {
    **dict.fromkeys(("lbs", "pound", "pounds"), "lb"),
    **dict.fromkeys(("inch", "inches"), "in"),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), "m"),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), "l"),
    **dict.fromkeys(("kgs", "kilogram", "kilograms"), "kg"),
    **dict.fromkeys(("gram", "grams"), "g"),
    **dict.fromkeys(("hours", "hr"), "h"),
    **dict.fromkeys(("24.h", "(24.h)", "24hr", "24 hr", "24hours", "24 hours"), "24h"),
    **dict.fromkeys(("{1.73_m2}", "1.73_m2", "1.73.m2"), "1.73m2"),
}

_MOLAR = {"mM": "mmol/L", "µM": "umol/L", "μM": "umol/L", "uM": "umol/L", "nM": "nmol/L", "pM": "pmol/L"}
"""Molarities, whose capital letter tells them from a length."""


@dataclass(frozen=True)
class Substance:
    """Something that is weighed or counted: molar mass in g/mol, and equivalents per mole (0 = none)."""

    name: str
    molar_mass: float
    valence: int


@cache
def substances() -> dict[str, Substance]:
    """Return the substances whose units Epsom can convert."""
    return {
        name: Substance(name, row["molar_mass"], row["valence"]) for name, row in _rows().items() if "valence" in row
    }


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("epsom").joinpath("units.toml").read_text("utf-8"))


def mmol(milligrams: float, substance: str = "magnesium") -> float:
    """Return the amount [mmol] of so many milligrams of an element."""
    return milligrams / substances()[substance].molar_mass


def milligrams(amount: float, substance: str = "magnesium") -> float:
    """Return the mass [mg] of so many mmol of an element."""
    return amount * substances()[substance].molar_mass


@dataclass(frozen=True)
class Told:
    """A number as somebody wrote it: with a unit, and with the rounding that its digits betray.

    ``value``, ``low`` and ``high`` are in the unit that was asked for; the true reading lies in [low, high].
    """

    value: float
    low: float
    high: float
    text: str


class SplitNumberError(ValueError):
    """A unit begins with digits: a number with a space in it, or two numbers."""


def _dimension(unit: str) -> tuple[tuple[str, ...], tuple[str, ...], float]:
    """Split ``mg/dL`` into kinds above and below the line and a factor to the house's own units."""
    above: list[str] = []
    below: list[str] = []
    factor = 1.0
    unit = _MOLAR.get(unit.strip(), unit)
    for position, part in enumerate(re.split(r"\s*(?:/|\bper\b)\s*", unit.strip())):
        word = part.strip().replace("μ", "µ").lower()
        count = re.match(r"^(\d+(?:\.\d+)?)\s*([a-zµ]+)$", word)
        scale = 1.0
        if count and not position:
            raise SplitNumberError(part)
        if count and word not in _TIME and word not in _AREA:
            scale, word = float(count[1]), count[2]
        word = _SPELLINGS.get(word, word)
        kind = next((name for name, table in _KINDS.items() if word in table), None)
        if kind is None:
            raise KeyError(part)
        size = scale * _KINDS[kind][word]
        (below if position else above).append(kind)
        factor = factor / size if position else factor * size
    return tuple(sorted(above)), tuple(sorted(below)), factor


def counts(unit: str) -> str:
    """Return what a unit counts above its line, such as mass, amount or charge; KeyError if it is unknown."""
    return " ".join(_dimension(unit)[0])


def factor(unit: str, target: str, substance: str | None = None) -> float:
    """Return what one ``unit`` is in ``target``; KeyError if unknown, ValueError if it cannot be."""
    above, below, size = _dimension(unit)
    goal_above, goal_below, goal_size = _dimension(target)
    if below != goal_below:
        raise ValueError(unit)
    if above == goal_above:
        return size / goal_size
    kinds = {above, goal_above}
    if substance is None or not kinds <= {("mass",), ("amount",), ("charge",)}:
        raise ValueError(unit)
    what = substances()[substance]
    if ("charge",) in kinds and not what.valence:
        raise ValueError(unit)
    per_mmol = {"mass": what.molar_mass / 1e3, "amount": 1.0, "charge": float(what.valence)}
    return size / per_mmol[above[0]] * per_mmol[goal_above[0]] / goal_size


def converted(value: float, unit: str, target: str, substance: str | None = None) -> float:
    """Return a value of ``unit`` in ``target``; KeyError if a unit is unknown, ValueError if it cannot be.

    All are factors but one: HbA1c in % and in mmol/mol are the scales of two reference methods, and a line joins them.
    """
    if substance is not None and "slope" in _rows().get(substance, {}):
        slope, offset = _rows()[substance]["slope"], _rows()[substance]["offset"]
        from_percent, to_percent = (unit.strip() == "%", target.strip() == "%")
        if from_percent != to_percent:
            counted = (value - offset) / slope if from_percent else value * factor(unit, "mmol/mol")
            return counted * factor("mmol/mol", target) if from_percent else slope * counted + offset
    return value * factor(unit, target, substance)


def read(text: object, *, name: str, unit: str, accepts: tuple[str, ...], substance: str | None = None) -> Told:
    """Read a number with its unit, such as ``1.9 mg/dL``, into ``unit``.

    ``name`` is what the value is called in messages; ``accepts`` lists the units that make sense for it, the first
    as example. Raises InputError for a missing, unknown or impossible unit, a bound (``< 0.2``) or a decimal comma.
    """
    match = _NUMBER.match(plain(str(text)))
    if match is None or isinstance(text, bool):
        raise InputError(f"{name} = {text!r} is not a number with a unit. Write it like this: {_example(accepts)}.")
    bound, number, told_unit = match.groups()
    if bound:
        raise InputError(f"{name} = {text!r} is a bound, not a value. Give the printed number, or leave it out.")
    if "," in number:
        raise InputError(
            f"{name} = {text!r} has a comma, which could be a decimal point or a thousand. "
            f"Write {number.replace(',', '.')} or {number.replace(',', '')}, with its unit."
        )
    if not told_unit:
        raise InputError(_no_unit(name, number, unit, accepts, substance))
    if _SECOND.match(told_unit):
        raise InputError(
            f"{name} = {text!r} has two numbers, as an interval has. Give the reading itself, with its unit."
        )
    if _whole_day(unit) and _part_of_a_day(told_unit):
        raise InputError(
            f"{name} = {text!r} was not gathered over a whole day, and the rest of the day is not known."
            f" Use one of: {', '.join(accepts)}."
        )
    try:
        value, low, high = (converted(one, told_unit, unit, substance) for one in _with_ends(number))
    except ArithmeticError:
        raise InputError(f"{name} = {text!r} is no number anybody has. Check the number and its unit.") from None
    except SplitNumberError:
        raise InputError(
            f"{name} = {text!r} has a space inside its number, or two numbers. Write the number without spaces, once."
        ) from None
    except (KeyError, ValueError) as fault:
        rule = "is no unit I know" if isinstance(fault, KeyError) else "cannot be its unit"
        raise InputError(f"{name} = {text!r}: {told_unit!r} {rule}. Use one of: {', '.join(accepts)}.") from None
    return Told(value, low, high, str(text).strip())


def plain(text: str) -> str:
    """Return what was written with one way of writing a minus and a bound: ``-``, ``≤`` and ``≥``."""
    return text.replace("−", "-").replace("<=", "≤").replace(">=", "≥")


def parts(text: str) -> tuple[str, str, str]:
    """Return bound, number and unit of what was written, each empty where it is not there."""
    match = _NUMBER.match(plain(text))
    return ("", "", "") if match is None else (match[1], match[2], match[3])


def _with_ends(number: str) -> tuple[float, float, float]:
    """Return a printed number, and the two ends between which its digits say that it lay."""
    exact, half = Decimal(number), Decimal(5).scaleb(-_decimals(number) - 1)
    ends = float(exact), float(exact - half), float(exact + half)
    if not all(map(isfinite, ends)):
        raise OverflowError(number)
    return ends


def _part_of_a_day(unit: str) -> bool:
    """Tell an amount per some hours from one per day: the one does not become the other by arithmetic."""
    return any(span != 1.0 for span in _spans(unit))


def _whole_day(unit: str) -> bool:
    return any(span == 1.0 for span in _spans(unit))


def _spans(unit: str) -> list[float]:
    """Return the times below the line of a unit, in days."""
    parts = (part.strip() for part in re.split(r"/|\bper\b", unit.strip().lower())[1:])
    return [span for part in parts if (span := _TIME.get(_SPELLINGS.get(part, part)) or _hours(part)) is not None]


def _hours(part: str) -> float | None:
    count = re.match(r"^(\d+(?:\.\d+)?)\s*(?:h|hr|hour|hours)$", part)
    return float(count[1]) / 24 if count else None


def _decimals(number: str) -> int:
    mantissa, _, power = number.lower().partition("e")
    return len(mantissa.partition(".")[2]) - int(power or 0)


def _example(accepts: tuple[str, ...]) -> str:
    return " or ".join(f'"1 {unit}"' for unit in accepts[:2])


def _no_unit(name: str, number: str, unit: str, accepts: tuple[str, ...], substance: str | None) -> str:
    readings: list[str] = []
    for candidate in accepts:
        in_house = converted(float(number), candidate, unit, substance)
        same = "" if in_house == float(number) or unit == "1" else f" ({in_house:.3g} {unit})"
        readings.append(f'"{number} {candidate}"{same}')
    return f"{name} = {number} has no unit. Say {' or '.join(readings)}."
