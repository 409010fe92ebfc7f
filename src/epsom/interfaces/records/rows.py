"""Rows: what each row of a table of foods says was eaten; rows that break a rule are put aside with the reason."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from epsom import units
from epsom.errors import InputError
from epsom.interfaces.records import figures
from epsom.interfaces.records.preview import Aside, Told
from epsom.interfaces.records.sheets import Sheet
from epsom.interfaces.records.vocabulary import is_sum, is_supplement
from epsom.person.entries import text as one_line

_PARTS = ("water", "protein", "carbohydrate", "fat", "alcohol")


@dataclass
class Rows:
    """What was found while a file is read: things eaten, rows that break a rule, rows that are no food."""

    told: list[Told] = field(default_factory=lambda: [])
    quarantined: list[Aside] = field(default_factory=lambda: [])
    set_aside: list[Aside] = field(default_factory=lambda: [])
    questions: list[str] = field(default_factory=lambda: [])
    notes: list[str] = field(default_factory=lambda: [])
    outside: int = 0


@dataclass(frozen=True)
class Span:
    """The days that are asked for, both ends among them; None = no bound."""

    since: datetime.date | None = None
    until: datetime.date | None = None

    def __contains__(self, day: datetime.date) -> bool:
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


Dated = tuple[int, tuple[str, ...], datetime.date, str]


def rows(sheet: Sheet, order: figures.Order | None, span: Span) -> Rows:
    """Return what the rows of a table of foods tell; InputError where its dates or its units are not clear."""
    found = Rows(quarantined=list(sheet.torn))
    factor = milligrams_in(sheet)
    seen: dict[tuple[str, ...], Told] = {}
    for row, cells, day, rest in dated(sheet, order, span, found):
        words = " ".join(sheet.cell(cells, one) for one in ("amount", "unit", "food", "eaten")).split()
        shown = " ".join(words)
        try:
            told = _told(sheet, row, cells, day, rest, factor)
        except InputError as error:
            found.quarantined.append(Aside(row, shown, error.message))
            continue
        same = (str(day), str(told.at), told.meal.casefold(), told.words().casefold())
        if same in seen:
            found.quarantined.append(Aside(row, shown, _twice(seen[same], told)))
            continue
        seen[same] = told
        found.told.append(told)
    return found


def _twice(first: Told, again: Told) -> str:
    """Return why the second of two like rows does not count, and what they tell apart."""
    if first.magnesium == again.magnesium:
        return f"stands twice: row {first.row} says the same. If it was eaten twice, write it with its sum."
    each = ["no" if one.magnesium is None else f"{one.magnesium:g} mg" for one in (first, again)]
    return (
        f"stands twice: row {first.row} tells the same food with {each[0]} magnesium, this row with {each[1]}. "
        "Keep the right one; if it was eaten twice, write it with its sum."
    )


def dated(sheet: Sheet, order: figures.Order | None, span: Span, found: Rows) -> list[Dated]:
    """Return the rows inside the days asked for, each with its day and what stands after it in the date's cell.

    Sums are set aside, rows without a day are quarantined.
    """
    read: list[tuple[int, tuple[str, ...], figures.Readings, str]] = []
    for row, cells in sheet.rows:
        named = [sheet.cell(cells, one) for one in ("date", "time", "meal", "food", "eaten", "amount")]
        if any(is_sum(cell) for cell in named if cell):
            shown = " ".join(cell for cell in cells if cell.strip())[:80]
            found.set_aside.append(Aside(row, shown, "a sum of other rows"))
            continue
        try:
            readings, rest = figures.day_and_rest(sheet.cell(cells, "date"))
        except InputError as error:
            shown = " ".join(cell for cell in named if cell)
            found.quarantined.append(Aside(row, shown, error.message))
            continue
        read.append((row, cells, readings, rest))
    known = [(row, sheet.cell(cells, "date"), readings) for row, cells, readings, _ in read]
    chosen, note = figures.order_of(known, order)
    found.notes += [note] if note else []
    inside: list[Dated] = []
    for row, cells, readings, rest in read:
        day = readings.get(chosen) if order or len(readings) > 1 else next(iter(readings.values()))
        if day is None:
            rule = f'"{sheet.cell(cells, "date")}" is no day when read {chosen}. Check it.'
            found.quarantined.append(Aside(row, sheet.cell(cells, "food") or sheet.cell(cells, "eaten"), rule))
        elif day in span:
            inside.append((row, cells, day, rest))
        else:
            found.outside += 1
    return inside


def milligrams_in(sheet: Sheet) -> float:
    """Return how many mg one unit of the magnesium column is; InputError where the heading names no unit of mass."""
    if not sheet.has("magnesium"):
        return 1.0
    heading, unit = sheet.headings[sheet.places["magnesium"]], sheet.units["magnesium"]
    if not unit:
        raise InputError(
            f'{sheet.name}: the column "{heading}" has no unit, and it is not guessed from the numbers. '
            'Write "Magnesium (mg)" over it, or the unit it has.'
        )
    try:
        return units.factor(unit, "mg", "magnesium")
    except (KeyError, ValueError):
        raise InputError(
            f'{sheet.name}: the column "{heading}" is in {unit}, which is no unit of magnesium. '
            'Write "Magnesium (mg)" over it, or the unit it has.'
        ) from None


def amount_of(sheet: Sheet, cells: tuple[str, ...], meaning: str) -> float | None:
    """Return the number in one cell, None for an empty one; InputError for what is none, or is below zero."""
    told = sheet.cell(cells, meaning)
    if not told:
        return None
    value = figures.figure(told, commas=sheet.commas)
    if value < 0.0:
        raise InputError(f"{sheet.headings[sheet.places[meaning]]} is {told}: less than nothing. Check the row.")
    return value


def energy_of(sheet: Sheet, cells: tuple[str, ...]) -> float | None:
    """Return the energy [kcal], None where the heading does not say that it is in kcal."""
    return amount_of(sheet, cells, "energy") if sheet.units.get("energy") == "kcal" else None


def parts_of(sheet: Sheet, cells: tuple[str, ...]) -> float | None:
    """Return what water, protein, carbohydrate, fat and alcohol weigh together [g], None where water is not told."""
    if any(sheet.units.get(part, "g") != "g" for part in _PARTS):
        return None
    values = {part: amount_of(sheet, cells, part) for part in _PARTS}
    told = [value for value in values.values() if value is not None]
    return sum(told) if values["water"] is not None and len(told) > 1 and sum(told) > 0.0 else None


def _told(sheet: Sheet, row: int, cells: tuple[str, ...], day: datetime.date, rest: str, factor: float) -> Told:
    at = figures.clock(sheet.cell(cells, "time") or rest)
    meal = _line(sheet.cell(cells, "meal"))
    food, eaten = _line(sheet.cell(cells, "food")), _line(sheet.cell(cells, "eaten"))
    amount = _amount(sheet, cells)
    if eaten:
        eaten = figures.pointed(eaten, commas=sheet.commas)
    elif not food:
        raise InputError("this row names no food. Write it, or remove the row.")
    magnesium = amount_of(sheet, cells, "magnesium")

    return Told(
        row=row, date=day, at=at, meal=meal, amount=amount, food=food, eaten=eaten,
        magnesium=None if magnesium is None else magnesium * factor,
        rounding=figures.last_digit(sheet.cell(cells, "magnesium")) * factor,
        energy=energy_of(sheet, cells), parts=parts_of(sheet, cells),
        supplement=is_supplement(sheet.cell(cells, "category")),
    )  # fmt: skip


def _amount(sheet: Sheet, cells: tuple[str, ...]) -> str:
    """Return the amount with its unit: from one cell, from two, or with the unit that the heading names."""
    told = _line(sheet.cell(cells, "amount"))
    found = re.match(r"[-+−]?[\d.,]*\d", told)
    if not found:
        return told
    value = figures.figure(found[0], commas=sheet.commas)
    if value < 0.0:
        raise InputError(f'"{told}" is less than nothing. Give the amount that was eaten.')
    rest = told[found.end() :]
    if rest[:1] == "/":
        return told
    unit = rest.strip() or sheet.cell(cells, "unit") or sheet.units.get("amount", "")
    return f"{found[0].replace(',', '.') if ',' in found[0] else found[0]} {unit}".strip()


def _line(told: str) -> str:
    return one_line(told) if told else ""
