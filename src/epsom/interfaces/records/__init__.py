"""Records from elsewhere: what other programs export, read into the days, meals and foods that Epsom has.

Nothing is counted before a person has looked: ``read_record`` gives a preview, the preview gives the lines of a person
file. What a file leaves open (the order of its dates, which of two programs counts) is asked, never guessed.
"""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from epsom.errors import InputError
from epsom.interfaces.records.preview import Aside, Line, Preview
from epsom.interfaces.records.shown import document, text

if TYPE_CHECKING:
    from epsom.interfaces.records.figures import Order
    from epsom.interfaces.records.packed import Content
    from epsom.interfaces.records.rows import Rows, Span
    from epsom.plate.foods import Foods

__all__ = ["Aside", "Line", "Preview", "document", "read_record", "text"]


def read_record(
    path: str | os.PathLike[str],
    *,
    dates: str | None = None,
    foods: Foods,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    source: str | None = None,
) -> Preview:
    """Return what a file (or a zip) of another program holds: Cronometer, Apple Health, or a plain table.

    The layout is told from the content, not from the name. ``dates`` is "day-first" or "month-first", ``since`` and
    ``until`` are the first and last day wanted, ``source`` the program that counts in an Apple Health export. Raises
    InputError for a layout that is not known, a damaged or endless file, and for what must be asked.
    """
    from epsom.interfaces.records.figures import ORDERS
    from epsom.interfaces.records.matching import matched
    from epsom.interfaces.records.rows import Span

    if dates is not None and dates not in ORDERS:
        raise InputError(f"dates = {dates!r}: write {' or '.join(ORDERS)}.")
    if since and until and since > until:
        raise InputError(f"since {since} lies after until {until}. Exchange them.")
    content = _record_in(Path(path))
    layout, app, rows = _rows(content, dates, Span(since, until), source)
    found = matched(rows.told, foods, app)
    preview = Preview(
        file=content.name, layout=layout, lines=found.lines, foods=found.foods,
        quarantined=tuple(sorted((*rows.quarantined, *found.quarantined), key=lambda one: one.row)),
        set_aside=tuple(sorted((*rows.set_aside, *found.set_aside), key=lambda one: one.row)),
        questions=tuple(rows.questions), notes=tuple(rows.notes), outside=rows.outside,
    )  # fmt: skip
    return replace(preview, notes=(*preview.notes, *_assumed(preview, rows)))


def _rows(content: Content, order: Order | None, span: Span, source: str | None) -> tuple[str, str, Rows]:
    """Return the layout of a file, the name its foods bear, and what its rows tell."""
    from epsom.interfaces.records import apple_health, cronometer, elsewhere
    from epsom.interfaces.records.rows import rows
    from epsom.interfaces.records.sheets import headings_of, sheet
    from epsom.interfaces.records.vocabulary import column

    if content.is_health_export:
        return "Apple Health export", apple_health.APP, apple_health.records(content, span, source)
    if source is not None:
        raise InputError(f"source = {source!r} is asked of an Apple Health export only. Leave it out.")
    written = content.text()
    headings = headings_of(written)
    elsewhere.refuse_without_foods(headings, content.name)
    meanings = {column(heading)[0] for heading in headings}
    if not meanings - {""}:
        raise elsewhere.unknown(headings, content.name)
    table = sheet(written, content.name)
    if cronometer.is_servings(headings):
        return "Cronometer servings", cronometer.APP, cronometer.servings(table, order, span)
    if cronometer.is_summary(headings):
        return "Cronometer daily summary", cronometer.APP, cronometer.summary(table, order, span)
    if "date" in meanings and {"food", "eaten"} & meanings:
        if not {"time", "meal"} & meanings:
            mend = "Add a column time or meal; a cell may be empty."
            raise InputError(f"{content.name} has neither a time nor a meal. {mend}")
        return "a plain table", "imported", rows(table, order, span)
    raise elsewhere.unknown(headings, content.name)


def _record_in(path: Path) -> Content:
    """Return the one record that a file holds; InputError for a zip with none or with several."""
    from epsom.interfaces.records import elsewhere
    from epsom.interfaces.records.packed import contents
    from epsom.interfaces.records.sheets import headings_of
    from epsom.interfaces.records.vocabulary import column

    inside = contents(path)
    if len(inside) == 1:
        return inside[0]
    exports = [one for one in inside if one.is_health_export]
    tables: list[Content] = []
    for one in inside if not exports else ():
        headings = headings_of(one.head.decode("utf-8-sig", "replace"))
        meanings = {column(heading)[0] for heading in headings}
        if "date" in meanings and {"food", "eaten", "energy", "magnesium"} & meanings:
            tables.append(one)
    found = exports or tables
    if not found:
        raise elsewhere.unknown((), path.name)
    if len(found) > 1:
        names = ", ".join(one.member for one in found)
        mend = "Unpack it and name one; together they may count twice."
        raise InputError(f"{path.name} holds several records: {names}. {mend}")
    return found[0]


def _assumed(preview: Preview, rows: Rows) -> list[str]:
    """Return what was assumed for many lines at once."""
    notes: list[str] = []
    untimed = {told.row for told in rows.told if told.at is None}
    clock = sum(line.row in untimed for line in preview.lines)
    if clock:
        notes.append(f"{clock} lines tell no time of day; each stands at the usual hour of its meal.")
    weight = sum(line.note.startswith("weight not told") for line in preview.lines)
    if weight:
        notes.append(
            f"{weight} lines tell no weight; one stands in for it. Where magnesium is printed it is as printed, and "
            "only phytate and oxalate hang on the weight."
        )
    return notes
