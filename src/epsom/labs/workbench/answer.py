"""Answers: what every tool of the workbench gives back, a number with its error, its reading and its limits."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.labs.intervals import Interval, intervals
from epsom.quantities import quantity, told
from epsom.units import Told

WORDS = "labs/workbench/workbench.toml"
NUMBERS = "labs/workbench/constants.toml"
CONVENTIONAL = "serum.iom"
"""The interval whose lower end counts as low where the laboratory's own limit is not told."""


@dataclass(frozen=True)
class Answer:
    """What one tool says.

    ``value`` in ``unit`` (None where nothing can be computed) lies in ``low`` to ``high``; ``band`` says what makes
    them, rounding of what was told or published error (None and empty where neither is known). ``zone`` is the reading
    as a word for programs, ``reading`` the same for people; ``valid`` is False where a condition of the tool does not
    hold, and then no zone is read from the number. ``warnings`` says which conditions, and what is not told.
    ``beside`` holds further lines (name and text), ``source`` and ``also`` are keys of sources.bib, ``rules`` those of
    the clinical rules.
    """

    tool: str
    name: str
    formula: str
    value: float | None
    unit: str
    low: float | None
    high: float | None
    band: str
    zone: str
    reading: str
    valid: bool
    warnings: tuple[str, ...]
    beside: tuple[tuple[str, str], ...]
    when_to_use: str
    pitfalls: tuple[str, ...]
    evidence: str
    rules: tuple[str, ...]
    source: str
    also: tuple[str, ...]
    mark: str
    where: str


@cache
def words(tool: str) -> dict[str, Any]:
    """Return the words of one tool; KeyError for a tool that the table does not have."""
    return _table()[tool]


def tools() -> tuple[str, ...]:
    """Return the names of the tools, in the order of the table."""
    return tuple(_table())


def number(name: str) -> float:
    """Return one number of the workbench, in the unit of its quantity."""
    return tables.number(NUMBERS, name)


def answer(
    tool: str,
    zone: str,
    *,
    value: float | None = None,
    unit: str = "",
    bounds: tuple[float, float] | None = None,
    band: str = "rounding",
    valid: bool = True,
    warnings: tuple[str, ...] = (),
    beside: tuple[tuple[str, str], ...] = (),
    reading: str | None = None,
    fill: Mapping[str, object] | None = None,
) -> Answer:
    """Return the answer of a tool in one zone, its reading filled in from ``fill`` unless it is given whole."""
    said = words(tool)
    low, high = bounds if bounds is not None else (None, None)
    return Answer(
        tool=tool,
        name=said["name"],
        formula=said["formula"],
        value=value,
        unit=unit,
        low=low,
        high=high,
        band="" if bounds is None else band,
        zone=zone,
        reading=said["readings"][zone].format(**(fill or {})) if reading is None else reading,
        valid=valid,
        warnings=warnings,
        beside=beside,
        when_to_use=said["when_to_use"],
        pitfalls=tuple(said["pitfalls"]),
        evidence=said["evidence"],
        rules=tuple(said["rules"]),
        source=said["source"],
        also=tuple(said.get("also", "").split()),
        mark=said["mark"],
        where=said["where"],
    )


def warning(tool: str, name: str, **fill: object) -> str:
    """Return one warning of a tool, with its numbers."""
    return words(tool)["warnings"][name].format(**fill)


def maybe(name: str, text: object) -> Told | None:
    """Read a quantity where it is told; None stays None, for unknown is not zero."""
    return None if text is None or text == "" else told(name, text)


def low_limit(text: object) -> tuple[Told, bool]:
    """Return the lower limit of serum magnesium [mmol/L], and whether it was told rather than the conventional one."""
    own = maybe("serum_magnesium", text)
    if own is not None:
        return own, True
    usual = interval("serum_magnesium", CONVENTIONAL).ends()[0]
    return Told(usual, usual, usual, f"{usual:g} {quantity('serum_magnesium').unit}"), False


def interval(analyte: str, name: str) -> Interval:
    """Return one reference interval of an analyte by its id; KeyError where the table has no such row."""
    return {one.id: one for one in intervals(analyte)}[name]


def figures(value: float, digits: int = 3) -> str:
    """Write a number with so many significant figures, never with a power of ten."""
    return f"{float(f'{value:.{digits}g}'):.10f}".rstrip("0").rstrip(".") if value else "0"


@cache
def _table() -> dict[str, Any]:
    content = tomllib.loads(files("epsom").joinpath(WORDS).read_text("utf-8"))
    for tool, row in content.items():
        tables.check_source(row, f"{WORDS} [{tool}]")
    return content
