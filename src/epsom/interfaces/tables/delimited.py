"""Reading tables of separated cells as a stream, strictly: the columns by name, every row as long as its header."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from epsom.errors import InputError
from epsom.interfaces.tables.archive import limits
from epsom.plate.store.rows import Aside

_NUMBER = re.compile(r"-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_TWO_READINGS = re.compile(r"-?\d{1,3}(,\d{3})+")
_OTHER = {",": "a comma", ";": "a semicolon", "\t": "a tab", "^": "a caret", "|": "a bar"}


def text(stream: io.BufferedReader, encoding: str) -> io.TextIOWrapper:
    """Return bytes as text; a mark of byte order at the beginning is no part of it, and any line ending will do."""
    return io.TextIOWrapper(stream, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")


def encoding_of(stream: io.BufferedReader) -> str:
    """Return "utf-8" for bytes that are UTF-8 from end to end, else "cp1252", reading them block by block."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := stream.read(1 << 16):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


class Cells:
    """The rows of one file. ``counted`` says how many rows below the header were read so far."""

    def __init__(self, lines: io.TextIOWrapper, name: str, *, delimiter: str = ",", quote: str = '"') -> None:
        csv.field_size_limit(limits()["cell_most"])
        self.name, self.counted = name, 0
        self._delimiter, self._encoding = delimiter, lines.encoding
        self._rows = csv.reader(lines, delimiter=delimiter, quotechar=quote)

    def header(self, needed: Sequence[Sequence[str]]) -> list[int | None]:
        """Return the position of each needed column; one may have several names, and "" among them says optional.

        InputError where a needed column is missing; it says so if the cells are separated by something else.
        """
        titles = [title.strip() for title in self._next() or []]
        places: list[int | None] = []
        for names in needed:
            at = next((titles.index(name) for name in names if name and name in titles), None)
            if at is None and "" not in names:
                raise self._no_column(names[0], titles)
            places.append(at)
        self.titles = titles
        return places

    def _no_column(self, column: str, titles: list[str]) -> InputError:
        if len(titles) == 1:
            mark = max((one for one in _OTHER if one != self._delimiter), key=titles[0].count)
            if mark in titles[0]:
                return InputError(
                    f"{self.name} separates its cells by {_OTHER[mark]}, where the official file has"
                    f" {_OTHER[self._delimiter]}. Take the official file, as it was downloaded."
                )
        seen = ", ".join(titles[:6]) + (", ..." if len(titles) > 6 else "")
        return InputError(
            f"{self.name} has no column {column!r} (it begins: {seen or 'nothing'}). Take the official file,"
            " as it was downloaded."
        )

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the place of each row and its cells; blank lines do not count."""
        while (row := self._next()) is not None:
            if row:
                self.counted += 1
                yield f"{self.name}:{self._rows.line_num}", row

    def rows(self, width: int) -> Iterator[tuple[str, list[str]] | Aside]:
        """Yield the rows of the right width, and those of another as set aside."""
        for place, row in self:
            if len(row) == width:
                yield place, row
            else:
                yield Aside(place, " | ".join(row)[:120], f"the row has {len(row)} cells, its header {width}")

    def _next(self) -> list[str] | None:
        try:
            return next(self._rows, None)
        except UnicodeDecodeError as error:
            raise InputError(
                f"{self.name} is not written in {self._encoding} (byte {error.object[error.start]:#x})."
                " Take the official file, as it was downloaded."
            ) from None
        except csv.Error as error:
            raise InputError(
                f"{self.name}:{self._rows.line_num} cannot be read: {error}. Take the official file, as it was"
                " downloaded."
            ) from None


def number(told: str) -> float | str:
    """Return a number written with a point, or why the text is none."""
    if _NUMBER.fullmatch(told):
        return float(told)
    if _TWO_READINGS.fullmatch(told):
        return f"{told} can be read two ways: with a comma for thousands, or for decimals"
    if _NUMBER.fullmatch(told.replace(",", ".", 1)):
        return f"{told} has a decimal comma, where the official file has a point"
    return f"{told!r} is no number"


def comma_number(told: str) -> float | str:
    """Return a number written with a decimal comma, or why the text is none."""
    plain = told.replace(" ", "").replace(" ", "").replace(" ", "")
    if "." in plain:
        if re.fullmatch(r"-?\d{1,3}(\.\d{3})+", plain):
            return f"{told} can be read two ways: with a point for thousands, or for decimals"
        return f"{told} has a point, where the official file has a decimal comma"
    if plain.count(",") <= 1 and _NUMBER.fullmatch(plain.replace(",", ".")):
        return float(plain.replace(",", "."))
    return f"{told!r} is no number"
