"""The store as others see it: search it, and look at one food."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from epsom.errors import InputError
from epsom.plate.search import How
from epsom.plate.store import finding
from epsom.plate.store.layout import connect
from epsom.plate.store.nutrients import nutrients, place
from epsom.plate.store.rows import Aside
from epsom.plate.store.writing import TableWritten


@dataclass(frozen=True)
class Hit:
    """A food of a full table that words may mean: score 1 is certain, ``how`` says on what grounds.

    ``magnesium`` [mg/100 g] is None where the table has no value; ``doubt`` says what is odd about the food's amounts.
    """

    name: str
    table: str
    number: str
    magnesium: float | None
    category: str
    date: str
    score: float
    how: How
    doubt: str = ""


@dataclass(frozen=True)
class StoredFood:
    """A food of a full table, per 100 g edible: what is unknown is absent from ``amounts``.

    ``below`` has limits of amounts that are only known to be smaller, ``traces`` what is there in unknown small amount.
    ``portions`` are household portions in g.
    """

    table: str
    number: str
    name: str
    also: str
    category: str
    data_type: str
    date: str
    amounts: Mapping[str, float]
    below: Mapping[str, float]
    traces: frozenset[str]
    portions: Mapping[str, float]
    doubt: str


def where() -> Path:
    """Return where the full tables are kept: ``EPSOM_FOODS``, or a file in the user's own data folder."""
    told = os.environ.get("EPSOM_FOODS")
    if told:
        return Path(told)
    from platformdirs import user_data_path

    return user_data_path("epsom") / "foods.sqlite"


class Store:
    """The full tables that were imported. Close it, or use it in a ``with``; it only reads."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or where()
        if not self.path.is_file():
            raise InputError(
                f"{self.path} is not there: no full table was imported yet. Say: epsom foods import FILE,"
                " with a file of FoodData Central, SR26, CIQUAL or the Canadian Nutrient File."
            )
        self._base: sqlite3.Connection = connect(str(self.path))

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def __len__(self) -> int:
        return self._base.execute("SELECT count(*) FROM foods").fetchone()[0]

    def tables(self) -> list[TableWritten]:
        """Return what was imported: table, file with its sha256, date, counts."""
        sql = "SELECT tbl, file, sha256, date, foods, amounts, portions, doubtful FROM imports ORDER BY tbl"
        return [TableWritten(*row) for row in self._base.execute(sql)]

    def doubtful(self) -> list[tuple[str, str, str, str]]:
        """Return table, number, name and doubt of every food whose amounts do not fit each other."""
        sql = "SELECT tbl, number, name, doubt FROM foods WHERE doubt <> '' ORDER BY tbl, number"
        return self._base.execute(sql).fetchall()

    def asides(self) -> list[tuple[str, Aside]]:
        """Return every row that the imports set aside, with its file and the reason."""
        rows = self._base.execute("SELECT file, part, what, why FROM asides")
        return [(file, Aside(part, what, why)) for file, part, what, why in rows]

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Return the foods that a text may mean, best first; none is taken: the choice is the reader's."""
        hits: list[Hit] = []
        sql = """SELECT name, tbl, number, amount, category, date, doubt FROM foods
            LEFT JOIN amounts ON food = id AND nutrient = ? WHERE id = ?"""
        for found in finding.find(self._base, text, limit):
            row = self._base.execute(sql, (place("magnesium"), found.id)).fetchone()
            name, table, number, amount, category, date, doubt = row
            hits.append(Hit(name, table, number, amount, category, date, found.score, found.how, doubt))
        return hits

    def food(self, table: str, number: str) -> StoredFood:
        """Return one food by its table and number; InputError for one that is not there."""
        sql = "SELECT id, name, also, category, data_type, date, doubt FROM foods WHERE tbl = ? AND number = ?"
        row = self._base.execute(sql, (table, number)).fetchone()
        if row is None:
            known = ", ".join(one.table for one in self.tables())
            raise InputError(f"{table} has no food {number!r}. Imported are: {known}. Search for it by name.")
        id, name, also, category, data_type, date, doubt = row
        amounts: dict[str, float] = {}
        below: dict[str, float] = {}
        traces: set[str] = set()
        sql = "SELECT nutrient, amount, below FROM amounts WHERE food = ?"
        rows: list[tuple[int, float | None, float | None]] = self._base.execute(sql, (id,)).fetchall()
        for at, amount, limit in rows:
            nutrient = nutrients()[at].name
            if amount is not None:
                amounts[nutrient] = amount
            elif limit is not None:
                below[nutrient] = limit
            else:
                traces.add(nutrient)
        portions = dict(self._base.execute("SELECT words, grams FROM portions WHERE food = ? ORDER BY words", (id,)))
        return StoredFood(
            table, number, name, also, category, data_type, date, amounts, below, frozenset(traces), portions, doubt
        )
