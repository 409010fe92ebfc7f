"""Medicines and conditions: what each does to named parameters of the body, as rows and not as code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from epsom import tables
from epsom.body.balance import Body
from epsom.cohort.moves import moved
from epsom.elementwise import Array, exp, log, where
from epsom.errors import InputError, TableError
from epsom.plate.chance import Chance

TAIL = 1.6448536269514722  # standard normal quantile of the 5 % and 95 % ends that a scale is told by
_KEYS = {"name", "names", "code", "about", "costs", "needs_egfr", "effect"}


@dataclass(frozen=True)
class Effect:
    """What something does to one parameter: the factor as 5 %, median and 95 % of people; a rare class apart."""

    organ: str
    parameter: str
    scale: tuple[float, float, float]
    susceptible_share: float
    susceptible_scale: tuple[float, float, float] | None
    source: str
    mark: str
    because: str


@dataclass(frozen=True)
class Cause:
    """A medicine or a condition that a person file may name.

    ``costs`` is false for a condition that does not cost magnesium; ``needs_egfr`` is true where it means nothing
    without the filtration rate.
    """

    name: str
    names: tuple[str, ...]
    code: str
    about: str
    costs: bool
    needs_egfr: bool
    effects: tuple[Effect, ...]


@cache
def causes(table: str) -> dict[str, Cause]:
    """Return the causes of one table (``cohort/medicines.toml`` or ``cohort/conditions.toml``) by name."""
    found: dict[str, Cause] = {}
    for row in tomllib.loads(files("epsom").joinpath(table).read_text("utf-8"))["cause"]:
        place = f"{table} [{row.get('name')}]"
        if extra := set(row) - _KEYS:
            raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
        effects = tuple(effect_of(effect, place) for effect in row.get("effect", ()))
        found[row["name"]] = Cause(
            name=row["name"],
            names=tuple(row.get("names", ())),
            code=row.get("code", ""),
            about=row.get("about", ""),
            costs=row.get("costs", True),
            needs_egfr=row.get("needs_egfr", False),
            effects=effects,
        )
    return found


def effect_of(row: dict[str, Any], place: str) -> Effect:
    """Return one row of an effect; TableError without a source or with a scale that does not rise."""
    tables.check_source(row, place)
    organ, _, parameter = row["parameter"].partition(".")
    low, middle, high = row["scale"]
    if not 0 < low <= middle <= high:
        raise TableError(f"{place}: scale must rise from its 5 % to its 95 % end and stay above zero.")
    rare = row.get("susceptible", {})
    return Effect(
        organ, parameter, (low, middle, high), rare.get("share", 0.0),
        tuple(rare["scale"]) if rare else None, row["source"], row.get("mark", "ours"), row.get("because", ""),
    )  # fmt: skip


def named(sheets: tuple[str, ...], name: str, what: str, keep: str) -> Cause:
    """Return the cause of these tables that goes by this name, or raise InputError with the nearest ones."""
    wanted = name.strip().casefold()
    known: dict[str, Cause] = {}
    for cause in (cause for table in sheets for cause in causes(table).values()):
        for spelling in (cause.name, *cause.names):
            known.setdefault(spelling.casefold(), cause)
    if wanted in known:
        return known[wanted]
    inside = [spelling for spelling in known if wanted.startswith(f"{spelling} ")]
    near = inside or get_close_matches(wanted, known, n=3, cutoff=0.6)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    if inside:
        hint = f" Write the name alone: {inside[0]}."
    raise InputError(
        f"{name!r} is no {what} I know.{hint} "
        f"If it is right as it stands, list it under {keep}, where it is kept without an effect."
    )


def applied(body: Body, present: tuple[Cause, ...], chance: Chance) -> Body:
    """Return the body with the effects of what is present, drawn person by person from each effect's range."""
    for cause in present:
        for effect in cause.effects:
            size = factor(cause.name, effect, chance)
            body = moved(body, effect.organ, effect.parameter, size)
    return body


def factor(name: str, effect: Effect, chance: Chance) -> Array:
    """Return how much an effect multiplies its parameter in each virtual person, shape (persons,)."""
    z = chance.normal(f"{name}.{effect.parameter}")
    usual = _between(effect.scale, z)
    if effect.susceptible_scale is None:
        return usual
    rare = chance.even(rare_class(name, effect)) < effect.susceptible_share
    return np.where(rare, _between(effect.susceptible_scale, z), usual)


def rare_class(name: str, effect: Effect) -> str:
    """Return the name of the draw that says who is of the rare class of an effect: who lies below its share."""
    return f"{name}.{effect.parameter}.susceptible"


def _between(scale: tuple[float, float, float], z: Array) -> Array:
    low, middle, high = scale
    step = where(z < 0, log(middle / low), log(high / middle)) / TAIL
    return middle * exp(step * z)
