"""Loops: chains in which what comes last is said to feed what comes first, each arrow with its source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import TableError

TABLE = "outcomes/loops.toml"
LEAST = 3
"""So many stations has a loop at least; two that feed each other are one arrow there and back."""
_STEP = {"station", "says", "known", "source", "mark", "where"}
_LOOP = {"name", "heading", "systems", "conditions", "note", "step"}


@dataclass(frozen=True)
class Step:
    """One station of a loop, and what ``says`` of the arrow to the next; ``known`` is how that is known.

    ``known`` is mechanism, trial or association; ``known_means`` says so in words. ``source`` is a key of sources.bib.
    """

    station: str
    says: str
    known: str
    known_means: str
    source: str
    citation: str
    mark: str


@dataclass(frozen=True)
class Loop:
    """A loop and whom it concerns: outcomes of ``systems`` in people with one of ``conditions``; the note doubts it."""

    name: str
    heading: str
    systems: tuple[str, ...]
    conditions: tuple[str, ...]
    note: str
    steps: tuple[Step, ...]


@cache
def loops() -> tuple[Loop, ...]:
    """Return every loop; TableError names the loop and the rule it breaks."""
    return read(files("epsom").joinpath(TABLE).read_text("utf-8"))


def read(text: str) -> tuple[Loop, ...]:
    """Read loops from a table: no arrow without source and way of knowing, no loop without a note that doubts it."""
    content: dict[str, Any] = tomllib.loads(text)
    return tuple(_loop(row, content["known"]) for row in content["loop"])


def _loop(row: Mapping[str, Any], known: Mapping[str, str]) -> Loop:
    place = f"{TABLE} [{row.get('name')}]"
    if wrong := set(row) ^ _LOOP:
        raise TableError(f"{place}: {sorted(wrong)[0]!r} is missing, or a key I do not know.")
    if not row["note"]:
        raise TableError(f"{place}: no note. Say what of the loop is a hypothesis.")
    if len(row["step"]) < LEAST:
        raise TableError(f"{place}: {len(row['step'])} stations are no loop; the least is {LEAST}.")
    steps = tuple(_step(step, known, place) for step in row["step"])
    return Loop(row["name"], row["heading"], tuple(row["systems"]), tuple(row["conditions"]), row["note"], steps)


def _step(row: Mapping[str, Any], known: Mapping[str, str], place: str) -> Step:
    here = f"{place} [{row.get('station')}]"
    if wrong := set(row) ^ _STEP:
        raise TableError(f"{here}: {sorted(wrong)[0]!r} is missing, or a key I do not know.")
    tables.check_source(dict(row), here)
    if row["known"] not in known:
        raise TableError(f"{here}: known = {row['known']!r} is none of {', '.join(known)}.")
    if row["mark"] in ("memory", "part-memory"):
        raise TableError(f"{here}: E9: what is told from memory leads nobody round a loop. Read it, or leave it out.")
    citation = tables.sources()[row["source"]].citation()
    return Step(
        row["station"], row["says"], row["known"], known[row["known"]], row["source"], citation, row["mark"]
    )  # fmt: skip
