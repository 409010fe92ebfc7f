"""The command ``epsom plan``: the fewest changes on the plate, and for a clinician what might be reviewed beside it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from epsom.errors import InputError

if TYPE_CHECKING:
    from epsom.assessment import Journey
    from epsom.interfaces.files import Reading
    from epsom.plan import Plan, Wish

INFEASIBLE = 4
"""Exit code: no food reaches the aim and nothing may be proposed, or no hours hold all medicines together."""
EXAMPLES = """
    epsom plan person.yaml                    the plate: is a change needed, and which
    epsom plan person.yaml --report plan.html
    epsom plan person.yaml --clinician        what a doctor might review, with the basis beside every line
    epsom plan person.yaml --clinician --json > plan.json
    epsom plan person.yaml --clinician --dose "magnesium citrate 100 mg elemental" --at 10:30 --at 22:00
    """
_CLOCK = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")


def plan(
    person: Annotated[str, typer.Argument(help="The person file.", metavar="PERSON.yaml")],
    clinician: Annotated[
        bool, typer.Option("--clinician", help="Show what a doctor might review, for review only.")
    ] = False,
    weeks: Annotated[int, typer.Option(help="Weeks of a regimen, in the clinician's view.")] = 12,
    salt: Annotated[
        list[str] | None, typer.Option(help="Only this salt; may be told again. Clinician's view.", metavar="NAME")
    ] = None,
    dose: Annotated[
        list[str] | None,
        typer.Option(help="A wish to hold against every limit; may be told again. Clinician's view.", metavar="LINE"),
    ] = None,
    at: Annotated[
        list[str] | None, typer.Option(help="A clock hour of the wish; may be told again.", metavar="HH:MM")
    ] = None,
    report: Annotated[str, typer.Option(help="Write the report as well.", metavar="FILE.html")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    persons: Annotated[
        int | None, typer.Option(help="How many virtual persons stand for this one.", min=100, max=20000)
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same digits.", min=0)] = 1,
) -> None:
    """Plan for a person: the fewest changes on the plate, each lived through by the same virtual persons for a year.

    Food alone is shown, and what stands against more. With --clinician also regimens for review, the rules they rest
    on, and one timetable for all medicines. Exits with 4 where no food reaches the aim and nothing may be proposed.
    """
    from epsom.interfaces import terminal
    from epsom.interfaces.commands.journey import called, check_place
    from epsom.interfaces.files import read, write_whole

    check_place(report)
    wish = _wish(weeks, salt, dose, at, clinician=clinician)
    reading = read(person)
    journey, found, page = _found(reading, wish, persons, seed, clinician=clinician, paged=bool(report))
    if report:
        write_whole(report, page)
    _show(journey, found, clinician=clinician, as_json=as_json)
    if report:
        terminal.talk(f"Report: {called(Path(report))}")
    impossible = clinician and found.impossible
    raise typer.Exit(INFEASIBLE if found.infeasible or impossible else 0)


def _found(
    reading: Reading, wish: Wish, persons: int | None, seed: int, *, clinician: bool, paged: bool
) -> tuple[Journey, Plan, str]:
    """Return the journey, the plan, and the report where one is wanted."""
    from epsom.assessment import assessment, journey
    from epsom.interfaces import terminal
    from epsom.plan import advise, advised

    many = journey.DEFAULT_PERSONS if persons is None else persons
    try:
        with terminal.waiting("following magnesium from the plate to the organs") as say:
            walked = journey.walk(reading.person, persons=many, seed=seed, say=say)
            found = advise(walked, wish, clinician=clinician, say=say)
            page = ""
            if paged:
                from epsom.interfaces.report import render

                page = render(advised(walked, assessment(walked), say, found.diet), unit="mg")
    except InputError as error:
        raise reading.located(error) from None
    return walked, found, page


def _show(journey: Journey, found: Plan, *, clinician: bool, as_json: bool) -> None:
    from epsom.assessment.views import result_id
    from epsom.interfaces import terminal

    result = result_id(journey)
    if as_json:
        from epsom.interfaces.planning.content import content

        terminal.json_result("plan", content(journey, found, result, for_clinician=clinician))
    elif clinician:
        from epsom.interfaces.planning.clinician import clinician as text

        terminal.result(text(journey, found, result))
    else:
        from epsom.interfaces.planning.lay import lay

        terminal.result(lay(journey, found, result))


def _wish(
    weeks: int, salts: list[str] | None, doses: list[str] | None, at: list[str] | None, *, clinician: bool
) -> Wish:
    """Return what a clinician asks about; InputError for what cannot be asked, or is asked in the lay view."""
    from epsom.plan import Wish

    told = {"--salt": salts, "--dose": doses, "--at": at}
    lonely = next((option for option, values in told.items() if values), "")
    if lonely and not clinician:
        raise InputError(f"{lonely} is for the clinician's view. Add --clinician, or leave {lonely} out.")
    return Wish(weeks, tuple(salts or ()), tuple(doses or ()), tuple(map(_hour, at or ())))


def _hour(text: str) -> float:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise InputError(f"--at {text!r} is no clock time. Write it like this: --at 22:00.")
    return int(found[1]) + int(found[2] or 0) / 60.0
