"""Every place in the shipped tables that names a source."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

from epsom import tables

_NO_TABLES = ("examples", "interfaces", "__pycache__")
_NO_NUMBERS = ("plate/names.csv",)
"""Tables of words: what foods are called is no number that could be a guess."""


@dataclass(frozen=True)
class Sourced:
    """One place in a table that names a source: the table, what the row is called, and its reason if it is a guess."""

    table: str
    name: str
    source: str
    mark: str
    because: str


@cache
def sourced() -> tuple[Sourced, ...]:
    """Return every place in the shipped tables that names a source, by room."""
    found: list[Sourced] = []
    for room in sorted(files("epsom").iterdir(), key=lambda item: item.name):
        for table, entry in _files(room, room.name) if room.is_dir() and room.name not in _NO_TABLES else ():
            if table.endswith(".csv"):
                rows: list[dict[str, Any]] = [dict(row) for row in tables.sheet(table)]
                for number, row in enumerate(rows, start=2):
                    title = next((row[key] for key in ("id", "name", "salt") if row.get(key)), f"row {number}")
                    found.append(_sourced(table, title, row))
            else:
                found += _in_toml(table, "", tomllib.loads(entry.read_text("utf-8")))
    return tuple(found)


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _files(entry, f"{name}/{entry.name}")
        elif entry.name.endswith((".toml", ".csv")) and f"{name}/{entry.name}" not in _NO_NUMBERS:
            yield f"{name}/{entry.name}", entry


def _in_toml(table: str, title: str, content: object) -> Iterator[Sourced]:
    if isinstance(content, dict):
        row = cast(dict[str, Any], content)
        own = " ".join(str(row[key]) for key in ("name", "id", "outcome", "parameter") if isinstance(row.get(key), str))
        title = " ".join(part for part in (title, own) if part)
        if isinstance(row.get("source"), str):
            yield _sourced(table, title, row)
        for key, value in row.items():
            if isinstance(value, dict | list):
                inner = title if isinstance(value, list) else f"{title} {key}".strip()
                yield from _in_toml(table, inner, cast(object, value))
    elif isinstance(content, list):
        for value in cast(list[object], content):
            yield from _in_toml(table, title, value)


def _sourced(table: str, title: str, row: dict[str, Any]) -> Sourced:
    return Sourced(table, title, row["source"], row.get("mark") or "ours", row.get("because") or "")
