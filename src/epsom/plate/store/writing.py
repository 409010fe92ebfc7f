"""Writing the store: beside the old one, and in its place only when all is well."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from epsom.errors import InputError
from epsom.plate.store.checks import Tell, doubts, possible, weighed
from epsom.plate.store.layout import PLACES, connect, create, heads, others, quality, spoken
from epsom.plate.store.rows import Aside, DetailTold, FoodTold, TableFile

_STAGE = """
CREATE TEMP TABLE told(
    key TEXT PRIMARY KEY, tbl TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL,
    data_type TEXT NOT NULL, date TEXT NOT NULL, also TEXT NOT NULL, part TEXT NOT NULL, id INTEGER
) WITHOUT ROWID;
CREATE TEMP TABLE told_amounts(
    key TEXT NOT NULL, nutrient INTEGER NOT NULL, preference INTEGER NOT NULL, amount REAL, below REAL,
    part TEXT NOT NULL, apart INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(key, nutrient, preference)
) WITHOUT ROWID;
CREATE TEMP TABLE told_portions(
    key TEXT NOT NULL, words TEXT NOT NULL, grams REAL NOT NULL, part TEXT NOT NULL, apart INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(key, words)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class TableWritten:
    """One table as it came in: how many foods, amounts and portions, how many doubtful, and of which file."""

    table: str
    file: str
    sha256: str
    date: str
    foods: int
    amounts: int
    portions: int
    doubtful: int


@contextmanager
def rewritten(path: Path) -> Generator[sqlite3.Connection]:
    """Open a copy of the store (or an empty one) for writing; it takes the old one's place if nothing is raised."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
    except OSError as error:
        raise InputError(
            f"{path.parent} cannot be written ({error.strerror}). Name another file for the tables with EPSOM_FOODS."
        ) from None
    os.close(handle)
    new, before = Path(name), _stamp(path)
    try:
        if path.exists():
            connect(str(path)).close()
            shutil.copyfile(path, new)
            base = connect(name, write=True)
        else:
            base = create(name)
        with closing(base):
            base.execute("PRAGMA journal_mode = OFF")
            base.execute("PRAGMA synchronous = OFF")
            base.execute("PRAGMA temp_store = FILE")
            for function, arity in ((spoken, 1), (heads, 1), (others, 2), (quality, 3)):
                base.create_function(function.__name__, arity, function, deterministic=True)
            yield base
            base.commit()
            if base.execute("PRAGMA quick_check").fetchone()[0] != "ok":
                raise InputError(f"The new database beside {path} cannot be read back; the old one stays. Try again.")
        with new.open("rb+") as stream:
            os.fsync(stream.fileno())
        if _stamp(path) != before:
            raise InputError(f"Something else wrote to {path} during this import, and is kept. Import again.")
        new.chmod(0o644)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """Return what tells a file from a later one in its place; None where there is none."""
    if not path.exists():
        return None
    told = path.stat()
    return told.st_ino, told.st_mtime_ns, told.st_size


def write(
    base: sqlite3.Connection, told: TableFile, file: str, sha256: str, today: str
) -> tuple[list[TableWritten], list[Aside]]:
    """Take one file into the store, in the place of what the same tables held before.

    Returns what was written and what was set aside; InputError if the file holds no food or not one amount.
    """
    for name in ("told", "told_amounts", "told_portions"):
        base.execute(f"DROP TABLE IF EXISTS temp.{name}")
    base.executescript(_STAGE)
    asides: list[Aside] = []
    _stage(base, told, asides)
    tables = [row[0] for row in base.execute("SELECT DISTINCT tbl FROM told ORDER BY tbl")]
    if not tables:
        raise InputError(f"{file} holds no food that can be taken.{_first(asides)}")
    _forget(base, tables)
    _number(base)
    _settle(base, tables)
    if not base.execute("SELECT 1 FROM amounts JOIN told ON amounts.food = told.id LIMIT 1").fetchone():
        raise InputError(f"{file} holds not one amount that can be taken.{_first(asides)}")
    base.execute("DELETE FROM asides WHERE file = ?", (file,))
    base.executemany("INSERT INTO asides VALUES (?, ?, ?, ?)", ((file, *aside) for aside in asides))
    written = [_counted(base, table, file, sha256, today) for table in tables]
    base.executemany(
        "INSERT OR REPLACE INTO imports VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((w.table, w.file, w.sha256, w.date, w.foods, w.amounts, w.portions, w.doubtful) for w in written),
    )
    base.execute("DELETE FROM asides WHERE file NOT IN (SELECT file FROM imports)")
    return written, asides


def index(base: sqlite3.Connection) -> None:
    """Write the vocabulary anew: every word of a name, with how many names have it; brands' words are among them."""
    counted: Counter[str] = Counter()
    for row in base.execute("SELECT words, others FROM foods"):
        counted.update({*row[0].split(), *row[1].split()})
    base.execute("DELETE FROM vocabulary")
    entries = ((word, names) for word, names in sorted(counted.items()) if not word[0].isdigit())
    base.executemany("INSERT INTO vocabulary(word, names) VALUES (?, ?)", entries)
    base.execute("INSERT INTO letters(letters) VALUES ('rebuild')")


def _first(asides: list[Aside]) -> str:
    return (
        f" First of {len(asides)} rows set aside: {asides[0].row}, {asides[0].what}: {asides[0].why}." if asides else ""
    )


def _stage(base: sqlite3.Connection, told: TableFile, asides: list[Aside]) -> None:
    tell = asides.append
    for row in told.foods():
        if isinstance(row, Aside):
            tell(row)
        elif not row.name.strip():
            tell(Aside(row.row, row.key, "the food has no name"))
        else:
            _stage_food(base, row, tell)
    _stage_details(base, told, asides)
    for key, part in base.execute("SELECT key, part FROM told WHERE number = ''").fetchall():
        tell(Aside(part, key, "no file of this table gives the food its number"))
    base.execute("DELETE FROM told WHERE number = ''")
    twice = """SELECT key, part, number FROM (SELECT *, row_number() OVER (PARTITION BY tbl, number ORDER BY
        CAST(key AS INTEGER), key) AS nth FROM told) WHERE nth > 1"""
    for key, part, number in base.execute(twice).fetchall():
        tell(Aside(part, f"{key}, number {number}", "another food has this number"))
        base.execute("DELETE FROM told WHERE key = ?", (key,))
    base.executemany(
        """INSERT INTO told_amounts(key, nutrient, preference, amount, below, part) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET apart = apart OR amount IS NOT excluded.amount OR below IS NOT excluded.below,
        part = part || ' and ' || excluded.part""",
        possible(told.amounts(), tell),
    )
    base.executemany(
        """INSERT INTO told_portions(key, words, grams, part) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET apart = apart OR grams IS NOT excluded.grams,
        part = part || ' and ' || excluded.part""",
        weighed(told.portions(), tell),
    )
    told.finish()
    for name, what in (("told_amounts", "nutrient"), ("told_portions", "words")):
        sql = f"SELECT part, key, {what} FROM {name} WHERE apart"
        for part, key, which in base.execute(sql).fetchall():
            tell(Aside(part, f"{key}, {what} {which}", "told twice with different figures, so none is taken"))
        base.execute(f"DELETE FROM {name} WHERE apart")


def _stage_food(base: sqlite3.Connection, row: FoodTold, tell: Tell) -> None:
    try:
        base.execute("INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row)
    except sqlite3.IntegrityError:
        tell(Aside(row.row, f"{row.key}, {row.name}", "the id stands twice; the first one is kept"))


def _stage_details(base: sqlite3.Connection, told: TableFile, asides: list[Aside]) -> None:
    def details() -> Iterator[DetailTold]:
        for row in told.details():
            if isinstance(row, Aside):
                asides.append(row)
            else:
                yield row

    base.executemany(
        """UPDATE told SET number = iif(?2 = '', number, ?2), category = iif(?3 = '', category, ?3),
        also = trim(also || ' ' || ?4) WHERE key = ?1""",
        details(),
    )


def _forget(base: sqlite3.Connection, tables: list[str]) -> None:
    """Take out what these tables held, names first: the index is told what it must forget."""
    for table in tables:
        base.execute(
            """INSERT INTO names(names, rowid, head, words, others)
            SELECT 'delete', id, head, words, others FROM foods WHERE tbl = ?""",
            (table,),
        )
        for name in ("amounts", "portions"):
            base.execute(f"DELETE FROM {name} WHERE food IN (SELECT id FROM foods WHERE tbl = ?)", (table,))
        base.execute("DELETE FROM foods WHERE tbl = ?", (table,))
        base.execute("DELETE FROM imports WHERE tbl = ?", (table,))


def _number(base: sqlite3.Connection) -> None:
    """Give every new food its id: how plain it is, then a number of its own."""
    last = base.execute(f"SELECT max(id & {(1 << PLACES) - 1}) FROM foods").fetchone()[0] or 0
    base.execute(
        f"""UPDATE told SET id = (quality(name, data_type, category) << {PLACES}) + ? + nth FROM
        (SELECT key AS known, row_number() OVER (ORDER BY length(name), name, key) AS nth FROM told)
        WHERE key = known""",
        (last,),
    )
    base.execute(
        """INSERT INTO foods SELECT id, tbl, number, name, category, data_type, date, also, heads(name), spoken(name),
        others(name, also), '' FROM told ORDER BY id"""
    )


def _settle(base: sqlite3.Connection, tables: list[str]) -> None:
    """Give amounts and portions to the foods, note the doubtful ones, and let the names be found."""
    base.execute(
        """INSERT INTO amounts SELECT id, nutrient, amount, below FROM
        (SELECT told.id, nutrient, amount, below, min(preference) FROM told_amounts JOIN told USING (key)
        GROUP BY told.id, nutrient)"""
    )
    base.execute("INSERT INTO portions SELECT told.id, words, grams FROM told_portions JOIN told USING (key)")
    for food, why in doubts(base, tables):
        base.execute("UPDATE foods SET doubt = iif(doubt = '', ?2, doubt || '; ' || ?2) WHERE id = ?1", (food, why))
    base.execute(
        """INSERT INTO names(rowid, head, words, others)
        SELECT foods.id, head, words, others FROM foods JOIN told ON told.id = foods.id ORDER BY foods.id"""
    )


def _counted(base: sqlite3.Connection, table: str, file: str, sha256: str, today: str) -> TableWritten:
    chosen = "SELECT id FROM foods WHERE tbl = ?"
    counts = [
        base.execute(sql, (table,)).fetchone()[0]
        for sql in (
            "SELECT count(*) FROM foods WHERE tbl = ?",
            f"SELECT count(*) FROM amounts WHERE food IN ({chosen})",
            f"SELECT count(*) FROM portions WHERE food IN ({chosen})",
            "SELECT count(*) FROM foods WHERE tbl = ? AND doubt <> ''",
        )
    ]
    return TableWritten(table, file, sha256, today, *counts)
