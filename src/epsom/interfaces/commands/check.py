"""The command ``epsom check regimens``: what is proposed to very many drawn persons, held against a list of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from epsom.checks.nouns import Tally

FINDING = 1
ENOUGH = 1000
"""Persons among whom somebody must get a regimen, or the check has seen nothing."""
SHORTEST = """
    epsom check regimens                       100000 persons, in about a minute
"""
EXAMPLES = """
    epsom check regimens                       100000 persons, in about a minute
    epsom check regimens --n 1000000
    epsom check regimens --n 20000 --seed 7 --json
"""

Count = Annotated[int, typer.Option("--n", help="How many persons are drawn.", min=1, max=100_000_000)]
Seed = Annotated[int, typer.Option(help="The same seed gives the same persons and the same counts.", min=0)]
Processes = Annotated[int, typer.Option(help="Cores to use; the counts are the same on any number.", min=1, max=256)]
Json = Annotated[bool, typer.Option("--json", help="Print the counts and the first violations as JSON.")]


def regimens(n: Count = 100_000, seed: Seed = 1, processes: Processes = 2, as_json: Json = False) -> None:
    """Check that no regimen breaks a limit, the kidney gate, a contraindication or an interval between two things.

    Persons are drawn of every age, kidney, condition and medicine that a rule names, and with much not known. What is
    proposed to each is held against a short list of rules that the check keeps for itself. Writes nothing. Exits with 1
    if a rule is broken, or if nobody got a regimen, for then nothing was checked.
    """
    from epsom.checks.run import check
    from epsom.interfaces import terminal

    with terminal.counting("persons") as say:
        tally = check(n, seed, processes, say)
    if as_json:
        terminal.json_result("check of regimens", _content(tally, seed))
    else:
        terminal.result("\n".join([*_lines(tally), last_line(tally)]))
    if empty(tally):
        terminal.talk("Nobody got a regimen, so nothing was checked: that is a fault, and no proof.")
    raise typer.Exit(FINDING if tally.violations or empty(tally) else 0)


def last_line(tally: Tally) -> str:
    """Return how many persons, regimens and violations there were, as a line."""
    return f"{tally.persons} persons, {tally.regimens} regimens, {tally.violations} violations"


def empty(tally: Tally) -> bool:
    """Tell whether a check of many persons saw no regimen at all."""
    return tally.regimens == 0 and tally.persons >= ENOUGH


def _content(tally: Tally, seed: int) -> dict[str, Any]:
    from dataclasses import asdict

    return {"seed": seed, "sentence": last_line(tally), **asdict(tally)}


def _lines(tally: Tally) -> list[str]:
    """Return the counts by rule, and the first violations, each with its person."""
    from epsom.interfaces import terminal

    found = [f"{tally.served} persons got a regimen; {tally.timed} regimens have a timetable with medicines."]
    rows = [(rule, str(count), str(tally.alone.get(rule, 0))) for rule, count in sorted(tally.barred.items())]
    if rows:
        head = ("no regimen, by the rule", "persons", "by it alone")
        found += ["", terminal.table(head, rows, right=(1, 2))]
    for one in tally.first:
        found += ["", f"VIOLATION of {one['rule']}: {one['words']}", f"  person: {_facts(one['person'])}"]
        found += [f"  regimen: {_facts(regimen)}" for regimen in one["regimens"][:1]]
    if tally.by_rule:
        found += ["", terminal.table(("rule broken", "times"), [(r, str(c)) for r, c in sorted(tally.by_rule.items())])]
    return [*found, ""]


def _facts(facts: Mapping[str, Any]) -> str:
    told = {name: value for name, value in facts.items() if value not in (None, False, (), [], 0.0)}
    return ", ".join(f"{name} {value}" for name, value in told.items())
