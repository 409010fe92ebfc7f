"""Layouts that are known, and those that are refused with the reason and what to do instead."""

from __future__ import annotations

from epsom.errors import InputError
from epsom.interfaces.records.vocabulary import column, plain

LAYOUTS = {
    "Cronometer servings": "Day,Time,Group,Food Name,Amount,Energy (kcal),...,Magnesium (mg),...",
    "Cronometer daily summary": "Date,Energy (kcal),...,Magnesium (mg),...,Completed",
    "Apple Health export": '<?xml ...> <HealthData ...> <Record type="HKQuantityTypeIdentifierDietaryMagnesium" .../>',
    "a plain table": "date,time,meal,amount,food (or date,time,eaten), in English, German, French or Spanish",
}
"""The layouts that are read, with how each begins."""


def refuse_without_foods(headings: tuple[str, ...], name: str) -> None:
    """Raise InputError for the nutrition summary of MyFitnessPal: it has neither foods nor magnesium."""
    named = {plain(heading) for heading in headings}
    meanings = {column(heading)[0] for heading in headings}
    if {"date", "meal", "calories"} <= named and not {"food", "eaten", "magnesium"} & meanings:
        raise InputError(
            f"{name} is a nutrition summary of MyFitnessPal. It tells the energy of whole meals, but neither their "
            "foods nor magnesium, so nothing can be followed from it. Instead: log in a program that keeps magnesium "
            "(such as Cronometer) and export its servings; or write the foods of a few days as a table that begins "
            "with date,meal,amount,food - the printable diary of MyFitnessPal names them."
        )


def unknown(headings: tuple[str, ...], name: str) -> InputError:
    """Return the error for a layout that is not known: what it begins with, and those that are."""
    begins = ",".join(headings)[:80] or "no headings"
    known = "; ".join(f"{what}: {how}" for what, how in LAYOUTS.items())
    return InputError(f"{name} begins with {begins!r}, which is no layout I know. Known are: {known}.")
