"""Tables: every number with its source. A row without one is refused when the table is read."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from epsom.errors import TableError
from epsom.quantities import quantity
from epsom.version import __version__

MARKS = ("read", "read-secondary", "part-memory", "memory", "computed", "ours")
_KEYS = {"value", "spread", "source", "mark", "where", "because", "run", "studies", "note"}


@dataclass(frozen=True)
class Source:
    """One entry of sources.bib; ``short`` is its short title, or its title where it has none."""

    key: str
    author: str
    title: str
    year: str
    journal: str
    address: str
    short: str

    def citation(self) -> str:
        """Return the source as one line a reader can look up."""
        parts = (self.author, self.title, self.journal, self.year, self.address)
        return ". ".join(part for part in parts if part)


@dataclass(frozen=True)
class Row:
    """One sourced number: typical value, spread between persons (standard deviation of the logarithm), and whence."""

    table: str
    name: str
    value: float
    spread: float
    source: str
    mark: str
    where: str
    because: str
    unit: str
    meaning: str


def _root() -> Traversable:
    return files("epsom")


@cache
def _keys() -> frozenset[str]:
    """Return the keys of sources.bib without reading the entries: all that most tables need to be checked."""
    text = _root().joinpath("sources.bib").read_text("utf-8")
    return frozenset(re.findall(r"^@\w+\{([\w.-]+),", text, flags=re.M))


@cache
def sources() -> dict[str, Source]:
    """Return sources.bib by key."""
    text = re.sub(r"^%.*$", "", _root().joinpath("sources.bib").read_text("utf-8"), flags=re.M)
    found: dict[str, Source] = {}
    for entry in re.finditer(r"@\w+\{([\w.-]+),(.*?)^\}", text, flags=re.S | re.M):
        key, body = entry.groups()
        pairs = re.findall(r"(\w+)\s*=\s*\{((?:[^{}]|\{[^{}]*\})*)\}", body)
        field = {name: value.replace("{", "").replace("}", "").replace("--", "–") for name, value in pairs}
        if key in found:
            raise TableError(f"sources.bib: key {key!r} stands twice.")
        if missing := {"title", "year", "author"} - set(field):
            raise TableError(f"sources.bib [{key}]: no {sorted(missing)[0]}.")
        address = f"doi:{field['doi']}" if "doi" in field else f"PMID {field['pmid']}" if "pmid" in field else ""
        where = " ".join(field[name] for name in ("journal", "volume") if name in field)
        found[key] = Source(
            key=key,
            author=field["author"],
            title=field["title"],
            year=field["year"],
            journal=where + (f":{field['pages']}" if "pages" in field else ""),
            address=address or field.get("url", ""),
            short=field.get("shorttitle", field["title"]),
        )
    return found


def check_source(row: dict[str, Any], place: str) -> None:
    """Raise TableError unless the row says where its number comes from.

    Three ways: a key of sources.bib with a mark; "fitted" with run and studies; "assumed" with because.
    """
    source = row.get("source")
    if not source:
        mend = 'Give a key of sources.bib, "fitted" with run and studies, or "assumed" with because.'
        raise TableError(f"{place}: no source. {mend}")
    if source == "assumed":
        if not row.get("because"):
            raise TableError(f'{place}: "assumed" needs because = "...".')
    elif source == "fitted":
        if not (row.get("run") and row.get("studies")):
            raise TableError(f'{place}: "fitted" needs run and studies.')
    elif source not in _keys():
        raise TableError(f"{place}: {source!r} is no key of sources.bib.")
    elif row.get("mark") not in MARKS:
        raise TableError(f"{place}: mark must be one of {', '.join(MARKS)}.")


@cache
def rows(table: str) -> dict[str, Row]:
    """Return the numbers of one table, such as ``body/gut.toml``, by name."""
    found: dict[str, Row] = {}
    for name, row in tomllib.loads(_root().joinpath(table).read_text("utf-8")).items():
        place = f"{table} [{name}]"
        if extra := set(row) - _KEYS:
            raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
        check_source(row, place)
        what = quantity(name)
        value = float(row["value"])
        if not what.low <= value <= what.high:
            raise TableError(f"{place}: {value:g} {what.unit} lies outside {what.low:g} to {what.high:g}. Check units?")
        mark = row.get("mark", "ours")
        found[name] = Row(
            table, name, value, float(row.get("spread", 0.0)), row["source"], mark, row.get("where", ""),
            row.get("because", ""), what.unit, what.meaning,
        )  # fmt: skip
    return found


def number(table: str, name: str) -> float:
    """Return the value of one number of a table; KeyError for a name the table does not have."""
    return rows(table)[name].value


@cache
def sheet(table: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a CSV table as text by column; every row needs a ``source`` column that is not empty."""
    lines = csv.reader(_root().joinpath(table).read_text("utf-8").splitlines())
    header = next(lines, list[str]())
    if "source" not in header:
        raise TableError(f"{table}: no column named source.")
    source, width = header.index("source"), len(header)
    found: list[dict[str, str]] = []
    for number, cells in enumerate((cells for cells in lines if cells), start=2):  # an empty line is no row
        if len(cells) != width:
            raise TableError(f"{table}:{number}: not as many cells as the header has columns.")
        if not cells[source]:
            raise TableError(f"{table}:{number}: no source.")
        found.append(dict(zip(header, cells, strict=True)))
    return tuple(found)


def parameter_tables() -> Iterator[str]:
    """Name every TOML table of sourced numbers in the house, in the order of the path."""
    rooms = (
        "plate",
        "labs",
        "labs/workbench",
        "needs",
        "body",
        "cohort",
        "status",
        "status/causes",
        "outcomes/mechanisms",
        "assessment",
        "plan",
        "plan/diet",
        "plan/timetable",
        "studies",
    )
    for room in rooms:
        folder = _root().joinpath(room)
        for entry in sorted(folder.iterdir(), key=lambda item: item.name) if folder.is_dir() else ():
            if entry.name.endswith(".toml") and is_parameter_table(f"{room}/{entry.name}"):
                yield f"{room}/{entry.name}"


def is_parameter_table(table: str) -> bool:
    """Tell a table of named numbers (each with a ``value``) from one of lists, such as medicines."""
    content = tomllib.loads(_root().joinpath(table).read_text("utf-8"))
    return bool(content) and all(isinstance(row, dict) and "value" in row for row in content.values())


@cache
def fingerprint() -> str:
    """Return a hash of the version, the code and every table that Epsom ships: equal if and only if all are equal."""
    digest = hashlib.sha256(__version__.encode())

    def add(folder: Traversable, path: str) -> None:
        for entry in sorted(folder.iterdir(), key=lambda item: item.name):
            if entry.is_dir() and not entry.name.startswith("__"):
                add(entry, f"{path}{entry.name}/")
            elif entry.name.endswith((".py", ".toml", ".csv", ".bib")):
                digest.update(f"{path}{entry.name}\0".encode())
                digest.update(entry.read_bytes())

    add(_root(), "")
    return digest.hexdigest()
