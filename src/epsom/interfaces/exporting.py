"""Exporting: the commands that write what Epsom simulates in the formats of other programs."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup


def commands(group: type[TyperGroup], command: type[TyperCommand]) -> typer.Typer:
    """Return the group ``epsom export``, in the dress of the other commands."""
    found = typer.Typer(cls=group, rich_markup_mode=None, no_args_is_help=True, epilog="epsom export sbml -o model.xml")
    found.command(
        name="sbml",
        cls=command,
        short_help="Write the model as SBML.",
        epilog="""
        epsom export sbml -o model.xml                       the reference adult, on the recommended intake
        epsom export sbml person.yaml -o ana.xml --intake 150mg --days 90
        epsom export sbml person.yaml -o week.xml --meals --days 7
        """,
    )(sbml)
    found.command(
        name="petab",
        cls=command,
        short_help="Write the fit of the body as a PEtab problem.",
        epilog="""
        epsom export petab                                   into the folder petab
        epsom export petab --out fit
        """,
    )(petab)
    return found


def sbml(
    person: Annotated[
        str, typer.Argument(help="A person file; the reference adult where left out.", metavar="PERSON.yaml")
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", help="Where to write; the screen where left out.", metavar="FILE.xml")
    ] = "",
    intake: Annotated[
        str, typer.Option(help="Magnesium eaten per day; the recommended intake where left out.", metavar="350mg")
    ] = "",
    days: Annotated[float, typer.Option(help="Days of the schedule.", metavar="DAYS")] = 365,
    meals: Annotated[bool, typer.Option("--meals", help="Meal by meal, as events, not as a daily mean.")] = False,
) -> None:
    """Write the model, and what one virtual person lives through, as SBML that other simulators read.

    It begins in the steady state of the recommended intake. Of a person file, size, age, sex, kidney, conditions and
    medicines are used, each parameter at its median; the record and the labs are not.
    """
    from epsom.interfaces.commands import export

    export.sbml(person, output, intake, days, meals)


def petab(
    out: Annotated[str, typer.Option(help="A folder for the files of the problem.", metavar="FOLDER")] = "petab",
) -> None:
    """Write the fit of the body to published studies as a PEtab problem that other programs solve.

    Model, parameters with what was believed of them, what the people of each study lived through, and what was read.
    What one simulation of one person cannot say is left out; a README beside the files says what and why.
    """
    from epsom.interfaces.commands import export

    export.petab(out)
