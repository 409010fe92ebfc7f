"""Blood pressure as told: the upper and the lower value in mmHg, both of them, and never one made up for the other."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from epsom import tables
from epsom.errors import InputError
from epsom.quantities import quantity

TABLE = "person/pressure.toml"
_NUMBER = r"(\d+(?:\.\d+)?)"
_WRITTEN = re.compile(rf"{_NUMBER}\s*/\s*{_NUMBER}\s*(.*)")
_HOUSE, _OTHER = ("", "mmhg"), "kpa"
_SUCH = "blood_pressure: 128/82"
SCHEMA = {
    "type": "string",
    "pattern": r"^\s*[0-9.]+\s*/\s*[0-9.]+\s*([mM][mM]\s?[hH][gG])?\s*$",
    "description": "the upper and the lower value of a usual blood pressure, in mmHg",
    "examples": ["128/82", "128/82 mmHg"],
}


@dataclass(frozen=True)
class PressureTold:
    """A blood pressure: ``systolic``, the upper value, and ``diastolic``, the lower [mmHg]; ``text`` as it was told."""

    systolic: float
    diastolic: float
    text: str


def pressure_told(value: object) -> object:
    """Return a pressure written like ``128/82``, None where it is not told; InputError for what cannot be one.

    Each value lies in the range of quantities.toml, which is wider than that of a survey [tapela2021], and the upper
    lies above the lower. A unit may be left out, because two numbers with a stroke are read in mmHg all over the
    world; any other unit is refused and never converted in silence.
    """
    if value is None or isinstance(value, PressureTold):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise InputError(f"blood_pressure = {value:g} is one number, and a pressure has two. Write both: {_SUCH}.")
    text = " ".join(value.split()) if isinstance(value, str) else ""
    match = _WRITTEN.fullmatch(text)
    if not match:
        raise InputError(f"blood_pressure = {value!r} is no pressure. {_unread(text)}")
    upper, lower, unit = float(match[1]), float(match[2]), match[3].replace(" ", "").casefold()
    told = f"blood_pressure = {text!r}"
    if unit == _OTHER:
        meant = f"{upper * _kilopascal():.0f}/{lower * _kilopascal():.0f}"
        raise InputError(f"{told} is in kPa; it is read in mmHg only. Write blood_pressure: {meant}, if that is meant.")
    if unit not in _HOUSE:
        raise InputError(f"{told} has a unit I do not know. Write it in mmHg: {_SUCH}.")
    if lower >= upper:
        mend = f"Write {match[2]}/{match[1]}, if they changed places" if lower > upper else "Check both numbers"
        raise InputError(f"{told}: the upper value comes first and is higher than the lower. {mend}.")
    for name, number in (("systolic_pressure", upper), ("diastolic_pressure", lower)):
        what, which = quantity(name), "upper" if name == "systolic_pressure" else "lower"
        if not what.low <= number <= what.high:
            raise InputError(
                f"{told}: the {which} value of {what.bearer} is {what.low:g} to {what.high:g} {what.unit}. "
                "Check the number and that it is in mmHg."
            )
    return PressureTold(upper, lower, text)


def _unread(text: str) -> str:
    if re.fullmatch(rf"{_NUMBER}\s*(mm\s*hg|kpa)?", text, flags=re.I):
        return f"It is one number, and a pressure has two. Write both: {_SUCH}."
    if "," in text:
        return f"It has a comma. Write whole numbers, or a point: {_SUCH}."
    if re.match(r"[<>≤≥~]", text):
        return "A bound is no pressure. Write the two numbers, or leave it out."
    return f"Write the upper and the lower value in mmHg: {_SUCH}."


@cache
def _kilopascal() -> float:
    entry = tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))["kilopascal"]
    tables.check_source(entry, f"{TABLE} [kilopascal]")
    return float(entry["value"])
