"""Words of the screen and of the report, numbers of the tables, quantities, and publications."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import TableError
from epsom.interfaces.explaining import needs, outcomes
from epsom.interfaces.explaining.nouns import Explanation, citation
from epsom.interfaces.explaining.sourced import sourced
from epsom.quantities import quantities

TERMS, DRAWN = "interfaces/terms.toml", "interfaces/report/report.toml"
_KEYS = {"names", "meaning", "from", "every", "because", "told", "quantities", "source", "mark", "where"}
_EVERY = {"authority": needs.authorities, "baseline": outcomes.rates, "judgement": outcomes.chances}
"""What a word may be computed from as a whole: every name of a kind."""


@cache
def words() -> dict[str, dict[str, Any]]:
    """Return terms.toml by title; TableError for a key it does not know, or a source without its mark."""
    content: dict[str, dict[str, Any]] = tomllib.loads(files("epsom").joinpath(TERMS).read_text("utf-8"))
    for title, row in content.items():
        if extra := set(row) - _KEYS:
            raise TableError(f"{TERMS} [{title}]: unknown key {sorted(extra)[0]!r}.")
        if row.get("every", "authority") not in _EVERY:
            raise TableError(f"{TERMS} [{title}]: every = {row['every']!r} is none of {', '.join(_EVERY)}.")
        if "source" in row:
            tables.check_source(row, f"{TERMS} [{title}]")
    return content


@cache
def told_quantities() -> frozenset[str]:
    """Return the quantities that a person's file may tell."""
    return frozenset(name for row in words().values() for name in row.get("quantities", ()))


@cache
def number_tables() -> tuple[str, ...]:
    """Return every table of named numbers, and the one of which only the report draws."""
    return (*tables.parameter_tables(), DRAWN)


def names() -> Iterator[str]:
    """Return every name that is explained here."""
    yield from (spelling.casefold() for title, row in words().items() for spelling in (title, *row.get("names", ())))
    yield from quantities()
    yield from (row for table in number_tables() for row in tables.rows(table))
    yield from tables.sources()


def terms(wanted: str) -> Iterator[Explanation]:
    """Explain a word, with the names it is computed from."""
    for title, row in words().items():
        if wanted in (title.casefold(), *(name.casefold() for name in row.get("names", ()))):
            source, kind = row.get("source", ""), row.get("every", "")
            whole = (*row.get("from", ()), *(_EVERY[kind]() if kind else ()))
            yield Explanation(
                title, "word", row["meaning"], source=source, citation=citation(source), mark=row.get("mark", ""),
                where=row.get("where", ""), because=row.get("because", ""), computed_from=whole,
                told=bool(row.get("told", False)),
            )  # fmt: skip


def numbers(wanted: str) -> Iterator[Explanation]:
    """Explain a number of a table: ``carrier_capacity``, or with its room, ``gut.carrier_capacity``."""
    for table in number_tables():
        room = table.rsplit("/", 1)[1].removesuffix(".toml")
        for name, row in tables.rows(table).items():
            if wanted.replace(" ", "_") in (name, f"{room}.{name}"):
                what = quantities()[name]
                yield Explanation(
                    f"{room}.{name}", "number", row.meaning, row.unit, row.value, row.spread or None,
                    what.low, what.high, "", row.source, citation(row.source), row.mark, row.where, row.because, table,
                )  # fmt: skip


def measures(wanted: str) -> Iterator[Explanation]:
    """Explain a quantity: its unit and what a living person can have."""
    what = quantities().get(wanted.replace(" ", "_"))
    if what is not None:
        told = what.name in told_quantities()
        yield Explanation(what.name, "quantity", what.meaning, what.unit, low=what.low, high=what.high, told=told)


def publications(wanted: str) -> Iterator[Explanation]:
    """Explain a key of sources.bib: the publication, and which tables rest on it."""
    key = next((key for key in tables.sources() if key.casefold() == wanted), None)
    if key is not None:
        rows = [row.table for row in sourced() if row.source == key]
        resting = f"{len(rows)} sourced rows rest on it, in {', '.join(dict.fromkeys(rows))}."
        yield Explanation(
            key, "publication", resting if rows else "No number of a table rests on it.", source=key,
            citation=citation(key),
        )  # fmt: skip


def rows_of_tables(wanted: str) -> Iterator[Explanation]:
    """Explain a row that has no other name than its own in its table: ``unexplained.share``."""
    for row in sourced():
        room = row.table.rpartition("/")[2].partition(".")[0]
        if row.name and wanted in (row.name.casefold(), f"{room}.{row.name}".casefold()):
            yield Explanation(
                f"{room}.{row.name}", "row", f"A row of {row.table}, where its number stands.", source=row.source,
                citation=citation(row.source), mark=row.mark, because=row.because, table=row.table,
            )  # fmt: skip
