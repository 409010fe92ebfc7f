"""The laboratory on the command line: the group ``epsom lab``, to which each room of tools adds its commands."""

from __future__ import annotations

import typer
from typer.core import TyperCommand, TyperGroup

from epsom.interfaces.commands import workbench

EXAMPLES = """
    epsom lab grade "0.92 mg/dL"
    epsom lab albumin "1.5 mg/dL" "2.5 g/dL"
    """


def commands(group: type[TyperGroup], command: type[TyperCommand]) -> typer.Typer:
    """Return the group ``epsom lab``, in the dress of the other commands."""
    found = typer.Typer(cls=group, rich_markup_mode=None, no_args_is_help=True, epilog=EXAMPLES)
    workbench.add(found, command)
    return found
