"""Badges: what a mechanism is worth, and what it does not say about a person; shown wherever the mechanism is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import InputError, TableError

TABLE = "outcomes/mechanisms/badges.toml"
SHOWN = "outcomes/mechanisms/shown.toml"
KINDS = {
    "exact": "exact chemistry, explains and forecasts nobody",
    "teaching": "teaching model, forecasts nobody",
    "hypothesis": "hypothesis, a scenario and no forecast",
}
"""What a badge says on the screen, by kind."""

WAYS = ("", "course", "direction")
_KEYS = {"name", "title", "kind", "readings", "shown", "stands_on", "not_said", "source", "mark", "where", "because"}


@dataclass(frozen=True)
class Badge:
    """What stands behind one mechanism and what it is silent about.

    ``readings`` names what a scenario reads off a body; ``shown`` whether as a course in time or as its direction only.
    """

    name: str
    title: str
    kind: str
    stands_on: str
    not_said: tuple[str, ...]
    source: str
    readings: tuple[str, ...] = ()
    shown: str = ""

    @property
    def text(self) -> str:
        """Return the badge as it stands beside a number."""
        return KINDS[self.kind]


@cache
def badges() -> dict[str, Badge]:
    """Return every badge by the name of its mechanism; TableError names what is missing."""
    return read(files("epsom").joinpath(TABLE).read_text("utf-8"))


def read(text: str) -> dict[str, Badge]:
    """Read badges; a mechanism that does not say what it is silent about does not load."""
    found: dict[str, Badge] = {}
    for row in tomllib.loads(text)["badge"]:
        place = f"{TABLE} [{row.get('name', '?')}]"
        if extra := set(row) - _KEYS:
            raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
        tables.check_source(row, place)
        if row.get("kind") not in KINDS:
            raise TableError(f"{place}: kind = {row.get('kind')!r} is none of {', '.join(KINDS)}.")
        if row.get("shown", "") not in WAYS or bool(row.get("readings")) != bool(row.get("shown")):
            raise TableError(f"{place}: readings are shown as course or direction. Give both, or neither.")
        if not row.get("not_said") or not row.get("stands_on"):
            raise TableError(f"{place}: say what it stands on (stands_on) and what it does not say (not_said).")
        if row["name"] in found:
            raise TableError(f"{place}: this name stands twice.")
        found[row["name"]] = Badge(
            row["name"], row["title"], row["kind"], row["stands_on"], tuple(row["not_said"]), row["source"],
            tuple(row.get("readings", ())), row.get("shown", ""),
        )  # fmt: skip
    return found


def badge(name: str) -> Badge:
    """Return one badge; InputError for a mechanism that there is none of."""
    if name not in badges():
        raise InputError(f"{name!r} is no mechanism I know. There are: {', '.join(badges())}.")
    return badges()[name]


@cache
def shown() -> Mapping[str, Any]:
    """Return shown.toml: what is laid out in tables, each with its reason."""
    content: dict[str, Any] = tomllib.loads(files("epsom").joinpath(SHOWN).read_text("utf-8"))
    for name, row in content.items():
        tables.check_source(row, f"{SHOWN} [{name}]")
    return content
