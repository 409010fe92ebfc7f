"""The laboratory on the command line: the group ``epsom lab``, to which each room of tools adds its commands."""

from __future__ import annotations

import typer
from typer.core import TyperCommand, TyperGroup

from epsom.interfaces.commands import readings, workbench

EXAMPLES = """
    epsom lab convert "1.6 mEq/L" mmol/L --analyte magnesium
    epsom lab check "0.8 mg/dL" --analyte serum_magnesium --loinc 2601-3
    epsom lab grade "0.92 mg/dL"
    epsom lab albumin "1.5 mg/dL" "2.5 g/dL"
    """


def commands(group: type[TyperGroup], command: type[TyperCommand]) -> typer.Typer:
    """Return the group ``epsom lab``, in the dress of the other commands."""
    found = typer.Typer(cls=group, rich_markup_mode=None, no_args_is_help=True, epilog=EXAMPLES)
    readings.add(found, command)
    workbench.add(found, command)
    return found
