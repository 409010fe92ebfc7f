"""Sheets: a table as text, split at the mark that its first line uses."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from epsom.errors import InputError
from epsom.interfaces.records.preview import Aside
from epsom.interfaces.records.vocabulary import column

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_HINT = re.compile(r"\s*sep=(.)\s*", re.I)


@dataclass(frozen=True)
class Sheet:
    """A table: its headings, its rows with the line where each begins, and the rows that are as wide as no heading.

    ``places`` says in which column each known heading stands, ``units`` which unit it names.
    """

    name: str
    separator: str
    headings: tuple[str, ...]
    places: dict[str, int]
    units: dict[str, str]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    torn: tuple[Aside, ...]

    @property
    def commas(self) -> bool:
        """Tell whether a number may have a decimal comma: not where commas part the columns."""
        return self.separator != ","

    def has(self, *meanings: str) -> bool:
        """Tell whether all of these columns are there."""
        return all(meaning in self.places for meaning in meanings)

    def cell(self, row: tuple[str, ...], meaning: str) -> str:
        """Return what a row has under a heading; "" where there is no such column."""
        return row[self.places[meaning]].strip() if meaning in self.places else ""


def headings_of(text: str) -> tuple[str, ...]:
    """Return the headings of a table whatever parts them; nothing for what is no table."""
    first = _first(text)[1]
    found = [_cells(first, mark) for mark in SEPARATORS]
    return max(found, key=lambda cells: (sum(bool(column(cell)[0]) for cell in cells), len(cells)), default=())


def sheet(text: str, name: str) -> Sheet:
    """Return a table; InputError where it is not clear what parts its columns, or where a quote is never closed."""
    text = text.removeprefix("\ufeff")
    line, first = _first(text)
    separator = _separator(text, first, name)
    lines = text.splitlines(keepends=True)
    reader = csv.reader(io.StringIO("".join(lines[line:]), newline=""), delimiter=separator, strict=True)
    headings = tuple(cell.strip() for cell in _trimmed(_cells(first, separator), 1))
    rows: list[tuple[int, tuple[str, ...]]] = []
    torn: list[Aside] = []
    begins = line + 1
    try:
        for told in reader:
            row, cells = begins, _trimmed(tuple(told), len(headings))
            begins = line + reader.line_num + 1
            if row == line + 1 or not any(cell.strip() for cell in cells):
                continue
            if len(cells) == len(headings):
                rows.append((row, cells))
                continue
            rule = f"this row has {len(cells)} cells, the header {len(headings)}"
            torn.append(Aside(row, separator.join(cells)[:200], f"{rule}. Put a text with {separator!r} in quotes."))
    except csv.Error as error:
        raise InputError(f"{name}, row {begins}: cannot be read ({error}). Close every quote.") from None
    _refuse_other(torn, rows, separator, name)
    places, units = _columns(headings, name)
    return Sheet(name, separator, headings, places, units, tuple(rows), tuple(torn))


def _columns(headings: tuple[str, ...], name: str) -> tuple[dict[str, int], dict[str, str]]:
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    for place, heading in enumerate(headings):
        meaning, unit = column(heading)
        if meaning == "magnesium" and meaning in places:
            raise InputError(f"{name} has two columns for magnesium. Remove one of them.")
        if meaning and meaning not in places:
            places[meaning] = place
            units[meaning] = unit
    return places, units


def _first(text: str) -> tuple[int, str]:
    """Return the first line that says something, and its place; the hint "sep=;" of spreadsheets is passed over."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines()):
        if line.strip() and not _HINT.fullmatch(line):
            return number, line
    return 0, ""


def _separator(text: str, first: str, name: str) -> str:
    """Return what parts the columns: the hint of a spreadsheet, else what the headings have most of."""
    hint = _HINT.fullmatch(text.splitlines()[0]) if text.strip() else None
    if hint and hint[1] in SEPARATORS:
        return hint[1]
    bare = _QUOTED.sub("", first)
    count = Counter({mark: bare.count(mark) for mark in SEPARATORS})
    (best, most), (second, next_) = count.most_common(2)
    known = {mark: sum(bool(column(cell)[0]) for cell in _cells(first, mark)) for mark in (best, second)}
    if most == 0 or (next_ and known[second] >= known[best]):
        told = f"{most} {SEPARATORS[best]} and {next_} {SEPARATORS[second]}" if most else "no comma, semicolon or tab"
        raise InputError(
            f"{name}: the header has {told}, so it is not clear what parts its columns. Save it as CSV again, with one."
        )
    return best


def _refuse_other(torn: list[Aside], rows: list[tuple[int, tuple[str, ...]]], separator: str, name: str) -> None:
    """Refuse a file whose header is parted by one mark and its rows by another."""
    if rows or not torn:
        return
    for mark in SEPARATORS:
        if mark != separator and all(mark in one.told for one in torn):
            raise InputError(
                f"{name}: the header is parted by {SEPARATORS[separator]}, row {torn[0].row} by {SEPARATORS[mark]}. "
                "Save it as CSV again, with one mark for all."
            )


def _cells(line: str, separator: str) -> tuple[str, ...]:
    try:
        return tuple(next(csv.reader([line], delimiter=separator)))
    except (csv.Error, StopIteration):
        return ()


def _trimmed(cells: tuple[str, ...], least: int) -> tuple[str, ...]:
    """Drop the blank cells that spreadsheets leave at the end of a line."""
    while len(cells) > least and not cells[-1].strip():
        cells = cells[:-1]
    return cells
