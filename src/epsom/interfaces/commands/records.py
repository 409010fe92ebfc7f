"""Records from elsewhere on the command line: what another program exported, looked at before anything counts."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from epsom.interfaces import terminal

EXAMPLES = """
    epsom record servings.csv                           a Cronometer export, looked at
    epsom record export.zip --since 2026-09-01          from Apple Health
    epsom record diary.csv --dates day-first --write record.yaml
    """
DAY = ["%Y-%m-%d"]


def record(
    file: Annotated[str, typer.Argument(help="What the other program exported.", metavar="FILE")],
    dates: Annotated[str | None, typer.Option(help="How 03/04/2026 is meant.", metavar="day-first|month-first")] = None,
    since: Annotated[datetime.datetime | None, typer.Option(help="The first day wanted.", formats=DAY)] = None,
    until: Annotated[datetime.datetime | None, typer.Option(help="The last day wanted.", formats=DAY)] = None,
    source: Annotated[
        str | None, typer.Option(help="Which program counts where two told the same meal, or all.", metavar="NAME|all")
    ] = None,
    write: Annotated[
        str, typer.Option(help="Write the lines of a person file: foods and record.", metavar="FILE.yaml")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")] = False,
) -> None:
    """Read a food record of Cronometer, Apple Health or a plain table: what was understood, and what was not."""
    from epsom.errors import InputError
    from epsom.interfaces.files import write_whole
    from epsom.interfaces.records import document, read_record, text
    from epsom.plate.foods import box

    if write and Path(write).exists():
        raise InputError(f"{write} is already there and is kept. Name a new file.")
    preview = read_record(
        file, dates=dates, foods=box(), source=source,
        since=since.date() if since else None, until=until.date() if until else None,
    )  # fmt: skip
    if as_json:
        terminal.json_result("record", document(preview))
    else:
        terminal.result(text(preview))
    if write:
        write_whole(write, "\n".join(preview.to_person_lines()) + "\n")
        terminal.talk(f"Written: {write}. Add who it is (age, sex, height, weight), then: epsom assess {write}")
