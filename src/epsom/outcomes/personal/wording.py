"""Wording: every sentence that a projection says of a person, from one table of templates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from epsom import tables
from epsom.outcomes.evidence import Evidence
from epsom.outcomes.personal.nouns import Ends
from epsom.outcomes.row import EvidenceRow

TEMPLATES = "outcomes/personal/wording.toml"
MINUS = "\u2212"
MEASURE = {
    "RR": "relative risk", "HR": "hazard ratio", "OR": "odds ratio", "SMD": "standardised difference",
    "RD": "difference of shares", "% change": "change in %",
}  # fmt: skip


@cache
def templates() -> Mapping[str, str]:
    """Return every template by name; what stands in braces is filled in for a person."""
    content = tomllib.loads(files("epsom").joinpath(TEMPLATES).read_text("utf-8"))
    return {f"{room}.{name}": text for room, entries in content.items() for name, text in entries.items()}


def say(name: str, **filled: object) -> str:
    """Return a sentence of the table with its braces filled; KeyError for a name or a brace that is not there."""
    return " ".join(templates()[name].format(**filled).split())


def number(value: float, digits: int) -> str:
    """Write a number with so many decimals and a true minus sign; never minus zero."""
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", MINUS)


def printed(value: float) -> str:
    """Write a number as its source prints it."""
    return f"{value:g}".replace("-", MINUS)


def share(value: float) -> str:
    """Write a share of 1 in percent."""
    return f"{100 * value:.0f}\u00a0%"


def ends(pair: Ends, digits: int) -> str:
    """Write two ends; the upper one with its sign where they lie on both sides of zero and are differences."""
    sign = "+" if pair[0] < 0 < pair[1] else ""
    return f"{number(pair[0], digits)} to {sign}{number(pair[1], digits)}"


def counted(value: float) -> str:
    """Write a count per 1,000: whole from ten on, else one decimal, and never a bare 0 for less than a tenth."""
    size = abs(value)
    return number(value, 0 if size >= 10 or size == 0 else 1) if size >= 0.05 or size == 0 else "less than 0.1"


def counted_years(years: float) -> str:
    """Write a number of years."""
    return f"{years:g} year{'s' if years != 1 else ''}"


def fewer(value: float) -> str:
    """Write how many fewer of 1,000; below zero as so many more."""
    return say("events.fewer" if value >= 0 else "events.more", count=counted(abs(value)))


def fewer_ends(low: float, high: float) -> str:
    """Write between which counts per 1,000 the fewer lie; an end below zero as so many more.

    Where both ends are on one side their counts alone are written, beside a count that says which side.
    """
    if low > -0.05:
        return say("events.fewer_ends", low=counted(max(low, 0.0)), high=counted(max(high, 0.0)))
    if high < 0.05:
        return say("events.fewer_ends", low=counted(max(-high, 0.0)), high=counted(-low))
    return say("events.fewer_both", more=counted(-low), fewer=counted(high))


def who_says(row: EvidenceRow) -> str:
    """Return author and year of a row's source."""
    source = tables.sources()[row.source]
    return f"{source.author.split(',')[0].removesuffix(' and others')} {source.year}"


def graded(row: EvidenceRow) -> str:
    """Return how sure a row is, and by whose grading."""
    return say("quoted.by_us" if row.certainty_by == "us" else "quoted.by_source", level=row.certainty)


def behind(row: EvidenceRow) -> str:
    """Return how many studies, people and events are behind a row, as far as they are printed; empty for memory."""
    told = ((row.n_studies, "stud{}", "y", "ies"), (row.n_people, "{}", "person", "people"),
            (row.n_events, "event{}", "", "s"))  # fmt: skip
    shown = () if row.withheld else told
    return ", ".join(f"{n:,} {word.format(one if n == 1 else more)}" for n, word, one, more in shown if n)


def told(one: Evidence, row: EvidenceRow) -> str:
    """Return what a row found, as a source prints it; a number from memory is withheld."""
    text = {name: say(f"exposure.{name}") for name in (row.exposure,)}[row.exposure]
    more = "less" if (row.increment or 0.0) < 0 else "more"
    contrast = say(
        f"contrast.{row.contrast}", increment=printed(abs(row.increment or 0.0)), unit=row.unit, more=more,
        compared=row.compared, reference=row.reference,
    )  # fmt: skip
    if row.threshold is not None:
        contrast = say(
            "contrast.threshold", threshold=printed(row.threshold), unit=row.unit, reference=row.reference or "above"
        )
    return f"{text}, {contrast}: {found(one, row)} [{who_says(row)}]"


def found(one: Evidence, row: EvidenceRow) -> str:
    """Return the size that a row prints, in short: measure, estimate, unit, interval."""
    if row.withheld:
        return f"number withheld, {row.withheld}"
    if row.estimate is None:
        return row.finds or "no number"
    unit = one.endpoint(row.endpoint).unit
    size = " ".join(part for part in (MEASURE.get(row.measure, ""), printed(row.estimate), unit) if part)
    if row.interval is None:
        return f"{size}, no interval printed"
    return f"{size} ({printed(row.interval[0])} to {printed(row.interval[1])})"
