"""Holding predictions against published human studies, in the open: red where they lie outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from epsom.errors import InputError
from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.studies import Outcome


def studies(names: Sequence[str], as_json: bool) -> int:
    """Print a line per published number; return 1 if one of a study of role ``check`` lies outside, else 0."""
    from epsom.studies import protocol, run

    known = protocol.names()
    for name in names:
        if name not in known:
            raise InputError(f"{name!r} is no study I know.{_near(name, known)} All of them: epsom studies")
    with terminal.waiting("Living through published studies"):
        found = run(tuple(names))
    checked = [one for one in found if one.role == "check" and not one.tolerance_ours]
    outside = [one for one in checked if not one.inside]
    if as_json:
        terminal.json_result("studies", {"points": [asdict(one) for one in found], "outside": len(outside)})
    else:
        head = ("role", "", "study", "quantity", "observed", "95 % of the mean", "predicted", "fold")
        terminal.result(terminal.table(head, [_row(one) for one in found], right=(4, 6, 7)))
        ours = sum(one.tolerance_ours for one in found)
        points = "number" if len(checked) == 1 else "numbers"
        tested = f"{len(checked) - len(outside)} of {len(checked)} {points} of role check inside."
        terminal.talk(tested if checked else "No point here has role check, so nothing here tests Epsom.")
        if ours:
            have = "1 point has" if ours == 1 else f"{ours} points have"
            terminal.talk(f"{have} a tolerance of ours (marked ~), not counted.")
    return int(bool(outside))


def _row(one: Outcome) -> list[str]:
    between = f"{one.low:.3g} to {one.high:.3g}"
    return [
        one.role,
        ("~" if one.tolerance_ours else "") + ("inside" if one.inside else "OUTSIDE"),
        one.study,
        one.quantity,
        f"{one.observed:.3g}",
        between,
        f"{one.predicted:.3g}",
        "" if one.fold_error is None else f"{one.fold_error:.2f}",
    ]


def _near(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3, cutoff=0.4) or [one for one in known if name in one]
    return f" Nearest: {', '.join(near)}." if near else ""
