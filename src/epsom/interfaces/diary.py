"""The diary: a CSV file of what was eaten, a line each, with the place of every line."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from epsom.errors import InputError, InputErrors
from epsom.interfaces.document import Document, PlacedError, Spot, lines_of, shown, text_of

COLUMNS = ("date", "time", "meal", "eaten")
"""The columns of a diary; ``meal`` may be missing, and any order will do."""

_NEEDED = ("date", "time", "eaten")
_SEPARATORS = (",", ";", "\t")

Cell = tuple[str, Spot]


@dataclass
class _Page:
    """One diary while it is read: its lines, and the faults found so far."""

    name: str
    lines: tuple[str, ...]
    faults: list[InputError] = field(default_factory=lambda: [])

    def note(self, rule: str, line: int, column: int = 1) -> None:
        self.faults.append(PlacedError(InputError(rule), Spot(self.name, line, column), self.lines))

    def check(self) -> None:
        if self.faults:
            raise InputErrors(self.faults)


def read_diary(path: Path, document: Document) -> list[dict[str, Any]]:
    """Return the days of a diary in order, as a person file would hold them, and note their places in ``document``.

    Rows of one date, time and meal are one meal; the separator is the one that the header uses.
    InputErrors for an empty diary, unknown columns and rows of another width.
    """
    text = text_of(path, mend="diary: names a CSV file beside the person file.")
    page = _Page(shown(path), lines_of(text))
    document.spots[("record",)] = Spot(page.name, 1, 1)
    document.lines[page.name] = page.lines
    head = next((number for number, line in enumerate(page.lines) if line.strip()), None)
    if head is None:
        page.note(f"the diary is empty. Begin with: {','.join(COLUMNS)}", 1)
        page.check()
        return []
    separator = max(_SEPARATORS, key=page.lines[head].count)
    columns = _columns(page, head, separator)
    rows = _rows(page, head, separator, columns)
    if not rows and not page.faults:
        page.note("the diary has no rows. Write what was eaten, one line each, under the header.", head + 1)
    page.check()
    return _days(rows, document)


def _columns(page: _Page, head: int, separator: str) -> list[str]:
    cells = _trimmed(_cells(page, head + 1, separator), 1)
    columns = [cell.strip().lower() for cell, _ in cells]
    for column, (_, start) in zip(columns, cells, strict=True):
        if column not in COLUMNS:
            near = get_close_matches(column, COLUMNS, n=1, cutoff=0.5)
            hint = f"Nearest: {near[0]}." if near else f"Known: {', '.join(COLUMNS)}."
            page.note(f"{column!r} is no column of a diary. {hint}", head + 1, start)
        elif columns.count(column) > 1:
            page.note(f"the column {column!r} stands twice.", head + 1, start)
    for column in _NEEDED:
        if column not in columns and not page.faults:
            page.note(f"the column {column!r} is missing. A diary begins with: {','.join(COLUMNS)}", head + 1)
    page.check()
    return columns


def _rows(page: _Page, head: int, separator: str, columns: list[str]) -> list[dict[str, Cell]]:
    found: list[dict[str, Cell]] = []
    for number, line in enumerate(page.lines[head + 1 :], start=head + 2):
        if not line.strip(f" {separator}"):
            continue
        cells = _trimmed(_cells(page, number, separator), len(columns))
        if not cells:
            continue
        if len(cells) != len(columns):
            mend = f"Put a text that holds {separator!r} in double quotes."
            page.note(f"this row has {len(cells)} cells, the header {len(columns)}. {mend}", number)
            continue
        row = {
            column: (cell.strip(), Spot(page.name, number, start))
            for column, (cell, start) in zip(columns, cells, strict=True)
        }
        for column in _NEEDED:
            if not row[column][0]:
                mend = "Write it, or remove the row."
                page.note(f"nothing stands under {column!r}. {mend}", number, row[column][1].column)
        found.append(row)
    return found


def _days(rows: list[dict[str, Cell]], document: Document) -> list[dict[str, Any]]:
    days: dict[str, dict[tuple[str, str], list[dict[str, Cell]]]] = {}
    for row in rows:
        meal = row["meal"][0] if "meal" in row else ""
        days.setdefault(row["date"][0], {}).setdefault((row["time"][0], meal), []).append(row)
    record: list[dict[str, Any]] = []
    for day, (date, told) in enumerate(sorted(days.items())):
        meals: list[dict[str, Any]] = []
        for place, ((time, meal), eaten) in enumerate(told.items()):
            at = ("record", day, "meals", place)
            spot = eaten[0]["time"][1]
            document.spots |= {at: spot, (*at, "at"): spot}
            document.spots[(*at, "name")] = eaten[0]["meal"][1] if "meal" in eaten[0] else spot
            document.spots |= {(*at, "eaten", line): row["eaten"][1] for line, row in enumerate(eaten)}
            meals.append({"at": time, "name": meal or None, "eaten": [row["eaten"][0] for row in eaten]})
        first = next(iter(told.values()))[0]["date"][1]
        document.spots |= {("record", day): first, ("record", day, "date"): first}
        record.append({"date": date, "meals": meals})
    return record


def _trimmed(cells: list[tuple[str, int]], least: int) -> list[tuple[str, int]]:
    """Drop the blank cells that spreadsheets leave at the end of a line."""
    while len(cells) > least and not cells[-1][0].strip():
        cells = cells[:-1]
    return cells


def _cells(page: _Page, number: int, separator: str) -> list[tuple[str, int]]:
    """Split one line as CSV does, each cell with the column in which it begins, counted from 1; none at a fault."""
    line = page.lines[number - 1]
    try:
        values: list[str] = next(csv.reader([line], delimiter=separator, strict=True))
    except csv.Error as error:
        mend = "Close every quote on its own line, and double a quote inside a text."
        if "limit" in str(error):
            mend = "A cell is far too long."
        page.note(f"this row cannot be read: {error}. {mend}", number, line.find('"') + 1 or 1)
        return []
    starts, quoted = [1], False
    for position, letter in enumerate(line, start=1):
        quoted ^= letter == '"'
        if letter == separator and not quoted:
            starts.append(position + 1)
    starts += [1] * (len(values) - len(starts))
    return list(zip(values, starts, strict=False))
