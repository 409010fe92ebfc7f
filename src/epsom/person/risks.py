"""Risks of one's own: the chance of a disease as a doctor or a score told it, always with its unit and its years."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import core_schema

from epsom import tables
from epsom.errors import InputError, InputErrors
from epsom.person.listed import all_or_faults, read_listed

TABLE = "person/risks.toml"
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_WRITTEN = re.compile(rf"({_NUMBER})\s*(%|per 1000(?!\d))?(?:\s*in ({_NUMBER}) years?)?")
_OF_ONE = {"%": 100.0, "per 1000": 1000.0}
_SUCH = "12 % in 10 years"


@dataclass(frozen=True)
class RiskTold:
    """A person's own risk: ``chance`` from 0 to 1 within ``years``, and the ``text`` as it was told."""

    chance: float
    years: float
    text: str


def outcomes() -> tuple[str, ...]:
    """Return the names of the outcomes of which people may tell a risk of their own."""
    return tuple(_table()["outcomes"])


def longest() -> float:
    """Return for how many years ahead a risk may be told, at most."""
    entry = _table()["longest"]
    tables.check_source(entry, f"{TABLE} [longest]")
    return float(entry["value"])


def risk_told(outcome: str, value: object) -> RiskTold:
    """Return a risk written like ``12 % in 10 years`` or ``120 per 1000 in 10 years``; InputError for any other.

    A chance lies above 0 and below 100 %, the years above 0 and up to the longest; neither unit nor years are guessed.
    """
    if isinstance(value, RiskTold):
        return value
    told = f"own risk of {outcome} = {value!r}"
    if value is None:
        raise InputError(f"own risk of {outcome} is empty. Write it, such as {outcome}: {_SUCH}, or leave it out.")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InputError(f"{told} is no risk. Write it like this: {outcome}: {_SUCH}.")
    text = " ".join(str(value).split())
    match = _WRITTEN.fullmatch(text)
    if not match:
        raise InputError(f"{told} {_unread(text)}")
    number, unit, years = match.groups()
    if unit is None:
        share = f" (or {float(number) * 100:g} %, if it is a part of 1)" if 0.0 < float(number) < 1.0 else ""
        meant = f'"{number} % in {years or 10} years"{share} or "{number} per 1000 in {years or 10} years"'
        raise InputError(f"{told} has no unit, and none is guessed. Say {meant}.")
    if years is None:
        raise InputError(f"{told} does not say in how many years. Say it, such as {number} {unit} in 10 years.")
    chance = float(number) / _OF_ONE[unit]
    if not 0.0 < chance < 1.0:
        mend = "Check the number and its unit" if chance else "Leave it out where it is not known"
        raise InputError(f"{told}: a chance is more than 0 % and less than 100 %. {mend}.")
    if not 0.0 < float(years) <= longest():
        mend = f"Ask for the risk in {longest():g} years, or leave it out"
        raise InputError(f"{told}: a risk is told for more than 0 and up to {longest():g} years ahead. {mend}.")
    return RiskTold(chance, float(years), text)


class RisksTold:
    """Marks risks of one's own: outcomes with chance and years, none where the person file leaves them out."""

    def read(self, value: object) -> dict[str, RiskTold]:
        """Return the risks by the name of their outcome; InputErrors names every one that cannot be read."""
        wanted = f"names and risks. Write them like this: own_risks: {{stroke: {_SUCH}}}."
        return all_or_faults(*read_listed("own_risks", value, wanted, _outcome, risk_told))

    def __get_pydantic_core_schema__(self, source: Any, inner: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, inner(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, inner: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        unit = "|".join(_OF_ONE)
        written = {"type": "string", "pattern": rf"^\s*[0-9.]+\s*({unit})\s*in [0-9.]+ years?\s*$", "examples": [_SUCH]}
        return {
            "type": "object",
            "description": "risks of one's own as a doctor or a score told them: chance and years",
            "properties": dict.fromkeys(outcomes(), written),
            "additionalProperties": False,
        }


def still_open(risks: dict[str, RiskTold], info: ValidationInfo) -> dict[str, RiskTold]:
    """Return the risks; InputError for that of a lasting disease which the person is told to have."""
    has = {str(name).casefold() for key in ("conditions", "other_conditions") for name in info.data.get(key) or ()}
    faults = [
        InputError(
            f"own risk of {name} = {risk.text!r} is told of a person who has {name}: who has it cannot come to have"
            " it. Remove the risk, or mend conditions.",
            at=(name,),
        )
        for name, risk in risks.items()
        if name in _table()["lasting"] and name in has
    ]
    if faults:
        raise InputErrors(faults)
    return risks


def _outcome(key: object) -> str:
    name = " ".join(str(key).casefold().split())
    if name in outcomes():
        return name
    near = get_close_matches(name, outcomes(), n=1, cutoff=0.5)
    hint = f"Nearest: {near[0]}." if near else f"There are: {', '.join(outcomes())}."
    raise InputError(f"{key!r} is no outcome of which an own risk may be told. {hint}")


def _unread(text: str) -> str:
    if re.search(r"\d,\d", text):
        return "has a comma. Write a point, and thousands without it: 12.5 % in 10 years, 120 per 1000 in 10 years."
    if re.match(r"[<>≤≥~]", text):
        return "is a bound, not a risk. Write the risk as a number, or leave it out."
    return f"is no risk with its unit and its years. Write it like this: {_SUCH}, or 120 per 1000 in 10 years."


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
