"""Usual intake on the command line: what a person told of some days, and whether the habit behind them is enough."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.assessment.usual import UsualIntake
    from epsom.interfaces.report.words import Amounts
    from epsom.status.summary import Estimate

EXAMPLES = """
    epsom intake person.yaml
    epsom intake person.yaml --unit mmol
    epsom intake person.yaml --json
    """


def intake(
    person: Annotated[str, typer.Argument(help="The person file.", metavar="PERSON.yaml")],
    unit: Annotated[str, typer.Option(help="Unit of amounts.", metavar="mg|mmol")] = "mg",
    seed: Annotated[int, typer.Option(help="The same seed gives the same digits.", min=0)] = 1,
    persons: Annotated[int | None, typer.Option(help="How many draws; 2000 unless told.", min=100, max=20000)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")] = False,
) -> None:
    """Tell a person's usual intake from the days told: their mean, the habit behind them, and whether it is enough."""
    from epsom.assessment.journey import DEFAULT_PERSONS
    from epsom.assessment.usual import usual_intake
    from epsom.errors import InputError
    from epsom.interfaces.files import read
    from epsom.interfaces.report.words import UNITS, Amounts

    amounts = next((Amounts(one) for one in UNITS if one == unit), None)
    if amounts is None:
        raise typer.BadParameter(f"{unit!r} is neither mg nor mmol.", param_hint="--unit")
    reading = read(person)
    try:
        found = usual_intake(reading.person, persons=persons or DEFAULT_PERSONS, seed=seed)
    except InputError as error:
        raise reading.located(error) from None
    if as_json:
        terminal.json_result("intake", {"unit": "mg/day", **asdict(found)})
        return
    terminal.result(terminal.table(["", ""], _lines(found, amounts)).lstrip("\n ").replace("\u00a0", " "))
    for doubt in found.doubts:
        terminal.result(f"! {doubt}")
    terminal.talk("Nine in ten in brackets. What the body takes up of it: epsom assess " + person)


def _lines(found: UsualIntake, amounts: Amounts) -> list[list[str]]:
    def span(one: Estimate) -> str:
        return f"{_amount(one.median, amounts)} ({_amount(one.low, amounts)} to {_amount(one.high, amounts)})"

    unit = amounts.unit
    lines: list[list[str]] = []
    for number, day in enumerate(found.eaten, start=1):
        lines.append([f"Day {number}", f"{span(day)} {unit}"])
    if found.mean is not None and found.days > 1:
        lines.append(["Mean", f"{span(found.mean)} {unit} over {found.days} days"])
    parts = f"; food {_amount(found.food.median, amounts)}, supplements {_amount(found.supplements.median, amounts)}"
    lines.append(["Usual intake", f"{span(found.usual)} {unit} per day{parts}"])
    like = "the nearest age a survey has" if found.nearest_age else "people of that age and sex"
    lines.append([
        "",
        f"drawn towards {like}, who eat {_amount(found.day_mean, amounts)} {unit} a day;"
        f" one person's days differ by {_amount(found.day_sd, amounts)} {unit}",
    ])  # fmt: skip
    if found.requirement is not None:
        needed = f"{found.requirement_kind} {_amount(found.requirement, amounts)} {unit}"
        lines.append(["Need", f"{needed} ({found.authority})"])
    if found.adequacy is not None:
        lines.append(["Enough", f"{found.adequacy:.0%} probable, by the usual intake as drawn"])
    if found.adequacy_classical is not None:
        by = "by the classical formula for a person, on the days told alone"
        lines.append(["", f"{found.adequacy_classical:.0%} {by}"])
    lines += [["", reason] for reason in found.reasons]
    return lines


def _amount(milligrams: float, amounts: Amounts) -> str:
    """Write an amount [mg] in the reader's unit: whole mg, or mmol with one decimal."""
    value = amounts.of_mg(milligrams)
    return f"{value:.0f}" if amounts.unit == "mg" else f"{value:.1f}"
