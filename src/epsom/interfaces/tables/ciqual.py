"""CIQUAL: the French table, one row per food, semicolons between cells, decimal commas, traces and limits in words.

Its carbohydrate is what the body can use, without fibre. The store's is with fibre, as in the tables of the USDA: the
sum of the two where both are known, else unknown.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

from epsom.errors import InputError
from epsom.interfaces.tables.delimited import Cells, comma_number, encoding_of, text
from epsom.plate.store.nutrients import AVAILABLE, Nutrient, nutrients, place, same_unit
from epsom.plate.store.rows import AmountTold, Aside, DetailTold, FoodTold, PortionTold

MARK = "alim_code"
TABLE = "ciqual"
_TITLE = re.compile(r"(?P<name>.+?)\s*\((?P<unit>[^()/]+)/\s*100\s*g\)")
_NAMES = [["alim_code"], ["alim_nom_eng", ""], ["alim_nom_fr", ""]]
_GROUPS = [["alim_ssgrp_nom_eng", "alim_ssgrp_nom_fr", "alim_grp_nom_eng", "alim_grp_nom_fr", ""]]


class Ciqual:
    """One CSV of CIQUAL, with French or English columns; ``opened`` gives its bytes anew each time."""

    sources = (TABLE,)

    def __init__(self, opened: Callable[[], AbstractContextManager[io.BufferedReader]], name: str) -> None:
        self._opened, self._name = opened, name
        with opened() as stream:
            self._encoding = encoding_of(stream)
        self.notes: list[str] = []

    def foods(self) -> Iterator[FoodTold | Aside]:
        """Yield the foods by CIQUAL code; of an English and a French name, the English one comes first."""
        for at, row, _ in self._read():
            if isinstance(at, Aside):
                yield at
                continue
            code, english, french, group = row
            name, also = (english, french) if english else (french, "")
            yield FoodTold(code, TABLE, code, name, group, TABLE, "", also, at)

    def details(self) -> Iterator[DetailTold | Aside]:
        """Yield nothing: the foods have it all."""
        return iter(())

    def amounts(self) -> Iterator[AmountTold | Aside]:
        """Yield the amounts: "-" and an empty cell are missing, "traces" and "< 0,5" are no values but say so."""
        carbohydrate, fibre = place("carbohydrate"), place("fibre")
        for at, row, told in self._read():
            if isinstance(at, Aside):
                continue
            known: dict[int, float] = {}
            for nutrient, cell in told:
                found = _amount(row[0], nutrient, cell, at)
                if isinstance(found, AmountTold) and found.amount is not None:
                    known[nutrient] = found.amount
                if found is not None and not (isinstance(found, AmountTold) and nutrient == carbohydrate):
                    yield found
            if carbohydrate in known and fibre in known:
                total = round(known[carbohydrate] + known[fibre], 6)
                yield AmountTold(row[0], carbohydrate, 0, total, None, at)

    def portions(self) -> Iterator[PortionTold | Aside]:
        """Yield nothing: CIQUAL has no household portions."""
        return iter(())

    def finish(self) -> None:
        """Say what was done to carbohydrate, and that nothing tells whether the file is whole."""
        self.notes.append("Carbohydrate is CIQUAL's plus its fibre, unknown where one of them is.")
        self.notes.append("CIQUAL tells no record counts: whether the file is whole was not checked.")

    def _read(self) -> Iterator[tuple[str | Aside, list[str], list[tuple[int, str]]]]:
        with self._opened() as stream:
            cells = Cells(text(stream, self._encoding), self._name, delimiter=";")
            places = cells.header([*_NAMES, *_GROUPS])
            columns = _columns(cells.titles, self._name)
            row = None
            for row in cells.rows(len(cells.titles)):
                if isinstance(row, Aside):
                    yield row, [], []
                    continue
                at, told = row
                named = [told[place].strip() if place is not None else "" for place in places]
                yield at, named, [(nutrient, told[column].strip()) for nutrient, column in columns.items()]
            if isinstance(row, Aside):
                raise InputError(f"{self._name} breaks off: in its last row, {row.why}. Download it again.")


def _columns(titles: Sequence[str], file: str) -> dict[int, int]:
    """Return the column of each nutrient; InputError for one in another unit, and for a file without magnesium."""
    found: dict[int, int] = {}
    for column, title in enumerate(titles):
        parts = _TITLE.fullmatch(title)
        nutrient = _meant(parts["name"]) if parts else None
        if parts is None or nutrient is None:
            continue
        unit = parts["unit"].strip()
        if nutrient.name == "energy" and unit.casefold() == "kj":
            continue
        if not same_unit(unit, nutrient.unit):
            raise InputError(
                f"{file}: the column {title!r} must be in {nutrient.unit}. Amounts are never converted on a guess;"
                " take the official file, as it was downloaded."
            )
        found.setdefault(nutrient.place, column)
    if place("magnesium") not in found:
        raise InputError(f'{file} has no column "Magnésium (mg/100 g)". Take the official file, as it was downloaded.')
    return found


def _meant(title: str) -> Nutrient | None:
    """Return the nutrient of a column: its name is the title, or what stands before the title's first comma."""
    told = {_folded(title), _folded(title.partition(",")[0])}
    for nutrient in nutrients():
        names = AVAILABLE if nutrient.name == "carbohydrate" else nutrient.ciqual
        if told.intersection(_folded(name) for name in names):
            return nutrient
    return None


def _folded(name: str) -> str:
    bare = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _amount(food: str, nutrient: int, cell: str, at: str) -> AmountTold | Aside | None:
    if cell in ("", "-"):
        return None
    if cell.casefold() in ("traces", "trace"):
        return AmountTold(food, nutrient, 0, None, None, at)
    limit = cell.startswith("<")
    value = comma_number(cell.removeprefix("<").strip())
    if isinstance(value, str):
        return Aside(at, f"{nutrients()[nutrient].name} of {food}", value)
    return AmountTold(food, nutrient, 0, None if limit else value, value if limit else None, at)


def opened(stream: io.BufferedReader) -> bool:
    """Tell whether bytes begin like CIQUAL: its first line names the column of codes."""
    return MARK.encode() in stream.readline()
