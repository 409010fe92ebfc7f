"""The laboratory on the command line: the group ``epsom lab``, to which each room of tools adds its commands."""

from __future__ import annotations

import re
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from epsom.interfaces.commands import readings, workbench

EXAMPLES = """
    epsom lab convert "1.6 mEq/L" mmol/L --analyte magnesium
    epsom lab check "0.8 mg/dL" --analyte serum_magnesium --loinc 2601-3
    epsom lab grade "0.92 mg/dL"
    epsom lab albumin "1.5 mg/dL" "2.5 g/dL"
    """


_BELOW_ZERO = re.compile(r"^-(?=[\d.])")


def _signed(command: type[TyperCommand]) -> type[TyperCommand]:
    """Return the same command, to which a number below zero is a value and no option: a retention may be negative."""

    class Signed(command):
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            return super().parse_args(ctx, [_BELOW_ZERO.sub("−", word) for word in args])

    return Signed


def commands(group: type[TyperGroup], command: type[TyperCommand]) -> typer.Typer:
    """Return the group ``epsom lab``, in the dress of the other commands."""
    found = typer.Typer(cls=group, rich_markup_mode=None, no_args_is_help=True, epilog=EXAMPLES)
    readings.add(found, _signed(command))
    workbench.add(found, _signed(command))
    return found
