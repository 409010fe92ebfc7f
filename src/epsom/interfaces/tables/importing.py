"""Importing official tables: which layout a file has, and all files into one database or none of them."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from epsom.errors import InputError
from epsom.interfaces.tables import ciqual, cnf, fdc, sr
from epsom.interfaces.tables.archive import Archive
from epsom.plate.store import TableWritten, where
from epsom.plate.store.rows import Aside, TableFile
from epsom.plate.store.writing import index, rewritten, write

KNOWN = (
    "a FoodData Central CSV zip (SR Legacy, Foundation, FNDDS survey, branded), the ASCII zip of SR26, the CSV of"
    " CIQUAL, or the CSV zip of the Canadian Nutrient File"
)


@dataclass(frozen=True)
class Report:
    """What an import did: the database, the tables as they are in it now, what was set aside by file, and notes."""

    database: Path
    tables: tuple[TableWritten, ...]
    asides: tuple[tuple[str, Aside], ...]
    notes: tuple[tuple[str, str], ...]


def import_tables(files: Sequence[Path], database: Path | None = None, *, branded: bool = False) -> Report:
    """Take official files into the database, each table in the place of what it held before.

    All files come in, or none: InputError leaves the old database as it was. Brands come only if asked for.
    """
    database = database or where()
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    tables: dict[str, TableWritten] = {}
    asides: list[tuple[str, Aside]] = []
    notes: list[tuple[str, str]] = []
    with rewritten(database) as base:
        for path in map(Path, files):
            with _opened(path, branded) as told:
                written, left = write(base, told, path.name, _sha256(path), today)
                tables |= {one.table: one for one in written}
                asides += [(path.name, aside) for aside in left]
                notes += [(path.name, note) for note in told.notes]
        index(base)
    return Report(database, tuple(tables.values()), tuple(asides), tuple(notes))


@contextmanager
def _opened(path: Path, branded: bool) -> Generator[TableFile]:
    """Open a file as the table that it is; InputError for one that is none, or is not there."""
    if not path.is_file():
        raise InputError(f"{path} is no file. Give {KNOWN}.")
    with ExitStack() as stack:
        if zipfile.is_zipfile(path) or _begins(path) == b"PK" or path.suffix.casefold() == ".zip":
            yield _zipped(stack.enter_context(Archive(path)), branded)
            return
        with path.open("rb") as stream:
            found = ciqual.opened(stream)
        if not found:
            raise InputError(f"{path} is no table that I know. Give {KNOWN}.")
        yield ciqual.Ciqual(lambda: path.open("rb"), path.name)


def _zipped(archive: Archive, branded: bool) -> TableFile:
    if fdc.MARK in archive:
        return fdc.FoodDataCentral(archive, branded=branded)
    if sr.MARK in archive:
        return sr.StandardReference(archive)
    if cnf.MARK in archive:
        return cnf.CanadianNutrientFile(archive)
    for name in archive:
        if name.endswith(".csv"):
            with archive.open(name) as stream:
                found = ciqual.opened(stream)
            if found:
                return ciqual.Ciqual(_member(archive, name), name)
    sheets = " Save the sheet as CSV with semicolons." if "workbook.xml" in archive else ""
    raise InputError(f"{archive.path} is no table that I know.{sheets} Give {KNOWN}.")


def _member(archive: Archive, name: str) -> Callable[[], AbstractContextManager[io.BufferedReader]]:
    return lambda: archive.open(name)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _begins(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(2)
