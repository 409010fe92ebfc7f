"""Cronometer: its servings (a row per food) and its daily summary (a row per day); both print magnesium themselves.

Layouts as the program writes them: ``Day,Time,Group,Food Name,Amount,Energy (kcal),…,Magnesium (mg),…,Category`` and
``Date,Energy (kcal),…,Magnesium (mg),…,Completed``. Time and Group are missing in some accounts.
"""

from __future__ import annotations

from epsom.errors import InputError
from epsom.interfaces.records import figures
from epsom.interfaces.records.preview import Aside, Told
from epsom.interfaces.records.rows import Rows, Span, amount_of, dated, energy_of, milligrams_in, parts_of, rows
from epsom.interfaces.records.sheets import Sheet
from epsom.interfaces.records.vocabulary import plain

APP = "Cronometer"
WHOLE_DAY = "all food and drink"
"""What a day's total is called: nobody knows of which foods it is made."""

_SERVINGS = ("day", "food name", "amount")
_MEALS = ("breakfast", "lunch", "dinner")


def is_servings(headings: tuple[str, ...]) -> bool:
    """Tell the export of servings by its headings."""
    return set(_SERVINGS) <= {plain(heading) for heading in headings}


def is_summary(headings: tuple[str, ...]) -> bool:
    """Tell the daily summary by its headings: a day, an energy with its unit, and no food."""
    named = {plain(heading) for heading in headings}
    energies = {"energy (kcal)", "energy (kj)"}
    return bool({"date", "day"} & named and energies & named and not {"food name", "food", "meal", "group"} & named)


def servings(sheet: Sheet, order: figures.Order | None, span: Span) -> Rows:
    """Return the foods that were logged; one without a printed magnesium is looked up by its name."""
    found = rows(sheet, order, span)
    if not sheet.has("magnesium"):
        found.questions.append(
            "This export has no column for magnesium, so every food is looked up by its name. Show magnesium in "
            "Cronometer and export again, and its own values are taken."
        )
    return found


def summary(sheet: Sheet, order: figures.Order | None, span: Span) -> Rows:
    """Return a day's magnesium as three equal meals, because the file does not tell when it was eaten.

    A day on which nothing was logged is no day without food: it is set aside. InputError without magnesium.
    """
    if not sheet.has("magnesium"):
        raise InputError(
            f"{sheet.name} is a daily summary without magnesium, and names no foods. Show magnesium in Cronometer and "
            "export again, or export the servings (Food & Recipe Entries)."
        )
    found = Rows(quarantined=list(sheet.torn))
    factor = milligrams_in(sheet)
    unfinished: list[str] = []
    seen: dict[str, int] = {}
    for row, cells, day, _ in dated(sheet, order, span, found):
        shown = f"{day}: {sheet.cell(cells, 'magnesium') or 'no'} {sheet.units['magnesium']} magnesium"
        try:
            energy, magnesium = energy_of(sheet, cells), amount_of(sheet, cells, "magnesium")
            parts = parts_of(sheet, cells)
        except InputError as error:
            found.quarantined.append(Aside(row, shown, error.message))
            continue
        if str(day) in seen:
            found.quarantined.append(Aside(row, shown, f"{day} stands twice: row {seen[str(day)]} tells it too."))
        elif not energy and not magnesium:
            found.set_aside.append(Aside(row, shown, "nothing was logged on this day; unknown is not zero"))
        elif not magnesium:
            reason = "a day with energy and no magnesium cannot be; its foods tell none. Add the day by hand."
            found.quarantined.append(Aside(row, shown, reason))
        else:
            seen[str(day)] = row
            unfinished += [str(day)] if plain(sheet.cell(cells, "completed")) == "false" else []
            found.told += [
                Told(
                    row, day, None, meal, "a third of the day:", WHOLE_DAY, magnesium=magnesium * factor / len(_MEALS),
                    energy=None if energy is None else energy / len(_MEALS),
                    parts=None if parts is None else parts / len(_MEALS),
                )
                for meal in _MEALS
            ]  # fmt: skip
    if found.told:
        found.questions.append(
            "A daily summary adds supplements to food and cannot tell them apart: all of it counts as food. Was a "
            "supplement logged? Then import the servings, or take it off the day and write it as a supplement."
        )
        found.notes.append(
            "Each day's magnesium is written as three equal meals: the file does not tell when it was eaten."
        )
    if unfinished:
        first = ", ".join(unfinished[:5]) + (" and others" if len(unfinished) > 5 else "")
        found.questions.append(
            f"{len(unfinished)} of the days are not marked as completed ({first}). Were they logged to the end? "
            "A day logged in part counts as a day of little magnesium."
        )
    return found
