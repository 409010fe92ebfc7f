"""Holding predictions against published human studies, in the open: red where they lie outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from epsom.errors import InputError
from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.studies import Outcome
    from epsom.studies.course import Beside
    from epsom.studies.score import Score, Summary, Tally

EXAMPLES = """
    epsom studies                              hold predictions against every published study
    epsom studies depletion_fatemi1991 --json
    epsom studies --html                       write a page with the time courses: studies.html
    epsom studies load_rob1999 --html rob.html
    epsom studies --strict || echo "a check lies outside"
"""
DEFAULT_PAGE = "studies.html"
PAGE_MARK = b"<title>Studies: "
"""What a page of studies begins with; another HTML file is never replaced."""

Names = Annotated[
    list[str] | None, typer.Argument(help="Some studies; all where left out.", metavar="NAME", show_default=False)
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, with the studies left out and why.")]
Html = Annotated[
    bool,
    typer.Option("--html", help=f"Write a page as well: {DEFAULT_PAGE}, or the FILE told, whose name ends with .html."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 if a number of role check lies outside.")]
SCORES = ("", "studies", "inside", "by study", "fold error", "tolerance ours")
HEAD = ("", "role", "study", "what", "observed", "95 % of the mean", "predicted", "z", "fold")


def studies(names: Names = None, as_json: Json = False, html: Html = False, strict: Strict = False) -> None:
    """Hold predictions against published human studies: each study's own people live through its protocol.

    A number is inside where the prediction lies in the 95 % interval of the study's mean. Misses are printed in red and
    are no error: the exit code is 0, unless --strict asks whether a number of role check, with an error that its study
    prints, lies outside.
    """
    told = tuple(names or ())
    pages = tuple(name for name in told if html and name.lower().endswith((".html", ".htm")))
    if len(pages) > 1:
        raise InputError(f"Two pages, {pages[0]} and {pages[1]}, but one is written. Name one.")
    page = (pages or (DEFAULT_PAGE,))[0] if html else ""
    raise typer.Exit(_held(tuple(name for name in told if name not in pages), as_json, page, strict))


def _held(names: tuple[str, ...], as_json: bool, page: str, strict: bool) -> int:
    from epsom.interfaces.commands.journey import called, check_place
    from epsom.studies.score import checks_missed, summary

    _check_names(names)
    check_place(page, PAGE_MARK)
    found, besides = _simulated(names, drawn=bool(page))
    scores = summary(found)
    if page:
        from epsom.interfaces.files import write_whole
        from epsom.interfaces.studies import render

        write_whole(page, render(besides, () if names else None))
    if as_json:
        terminal.json_result("studies", _content(found, scores))
    else:
        terminal.result(_text(found, scores))
        _say(scores, everything=not names)
    if page:
        terminal.talk(f"Page: {called(Path(page))}")
    return int(strict and bool(checks_missed(found)))


def _check_names(names: Sequence[str]) -> None:
    from epsom.studies import catalogue

    known = catalogue.names()
    for name in names:
        if name not in known:
            raise InputError(f"{name!r} is no study I know.{_near(name, known)} All of them: epsom studies")


def _simulated(names: Sequence[str], *, drawn: bool) -> tuple[tuple[Outcome, ...], tuple[Beside, ...]]:
    """Simulate the studies; with their time courses where they are to be drawn."""
    from epsom.studies import catalogue, course, run

    known = tuple(names) or catalogue.names()
    found: list[Outcome] = []
    besides: list[Beside] = []
    with terminal.waiting("Living through published studies") as say:
        for number, name in enumerate(known, 1):
            say(f"Living through published studies ({number} of {len(known)}: {name})")
            if drawn:
                besides.append(course.beside(catalogue.study(name)))
                found += besides[-1].outcomes
            else:
                found += run((name,))
    return tuple(found), tuple(besides)


def _content(found: Sequence[Outcome], scores: Summary) -> dict[str, Any]:
    """Return the result as JSON has it; what is no number is null there."""
    from epsom.studies import catalogue

    left_out = [{"study": one.name, "title": one.title, "reason": one.reason} for one in catalogue.left_out()]
    told = asdict(scores)
    told["hard_missed"] = [
        {"study": one.study, "quantity": one.quantity, "z": _finite(one.z)} for one in scores.hard_missed
    ]
    told["left_out"] = len(left_out)
    outcomes = [{name: _finite(value) for name, value in asdict(one).items()} for one in found]
    return {"outcomes": outcomes, "summary": told, "left_out": left_out}


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value


def verdict(one: Outcome) -> str:
    """Return where a prediction lies, in a word; ``~`` for a tolerance of ours."""
    word = "no number" if one.fault else "inside" if one.inside else "OUTSIDE"
    return ("~" if one.tolerance_ours else "") + word


def _row(one: Outcome) -> list[str]:
    missing = not isfinite(one.predicted)
    return [
        verdict(one),
        one.role,
        one.study,
        one.quantity,
        f"{one.observed:.3g}",
        f"{one.low:.3g} to {one.high:.3g}",
        "" if missing else f"{one.predicted:.3g}",
        "" if missing else f"{one.z:+.1f}",
        "" if one.fold_error is None else f"{one.fold_error:.2f}",
    ]


def _text(found: Sequence[Outcome], scores: Summary) -> str:
    """Return a line per number, or two where the terminal is narrow, and the scores."""
    rows = [_row(one) for one in found]
    head, *lines = terminal.table(HEAD, rows, right=(4, 6, 7, 8)).splitlines()
    if terminal.narrower(max(map(len, (head, *lines)))):
        head, lines = "", [_stacked(row) for row in rows]
    shown = [_painted(line, one) for line, one in zip(lines, found, strict=True)]
    return "\n".join([*([head] if head else []), *shown, "", _scores(scores)])


def _stacked(row: Sequence[str]) -> str:
    mark, role, study, what, observed, between, predicted, z, fold = row
    numbers = f"observed {observed} ({between}), predicted {predicted or 'nothing'}"
    numbers += (f", z {z}" if z else "") + (f", fold error {fold}" if fold else "")
    return f"{mark} {role} {study}\n  {what}\n  {numbers}"


def _painted(line: str, one: Outcome) -> str:
    word = verdict(one)
    return line if one.inside or one.role == "shown" else line.replace(word, terminal.red(word), 1)


def _scores(scores: Summary) -> str:
    batches = {f"check, {name} batch": scores.batches[n] for n, name in ((1, "first"), (2, "second"))}
    tallies = {**scores.roles, **batches, "fit and check": scores.counted, "hard tier": scores.hard}
    rows = [_score(name, tally) for name, tally in tallies.items() if tally.printed.outcomes or tally.ours.outcomes]
    return terminal.table(SCORES, rows, right=(1, 2, 3, 4, 5))


def _score(name: str, tally: Tally) -> list[str]:
    printed = tally.printed
    return [
        name,
        str(printed.studies),
        _of(printed),
        "" if printed.share is None else f"{100 * printed.share:.0f} %",
        "" if printed.fold_error is None else f"{printed.fold_error:.2f}",
        _of(tally.ours) if tally.ours.outcomes else "",
    ]


def _of(score: Score) -> str:
    return f"{score.inside} of {score.outcomes}"


def _say(scores: Summary, *, everything: bool) -> None:
    """Say how the scores are counted and what is missing."""
    from epsom.studies import catalogue

    terminal.talk(
        "Inside: in the 95 % interval of the study's mean. By study: the mean over studies of the share inside, which"
        " is how check is counted. Fold error: the median."
    )
    if scores.counted.ours.outcomes or any(tally.ours.outcomes for tally in scores.roles.values()):
        terminal.talk("Tolerance ours: 15 %, where a study prints no error; marked ~ and counted apart.")
    if not scores.roles["check"].printed.outcomes:
        terminal.talk("No number here has role check and an error of its own, so nothing here tests Epsom.")
    if scores.unlived:
        terminal.talk(f"No number came out of {', '.join(scores.unlived)}: --json says why.")
    if everything:
        terminal.talk(f"{len(catalogue.left_out())} studies are left out, each with its reason in --json.")


def _near(name: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=3, cutoff=0.4) or [one for one in known if name in one]
    return f" Nearest: {', '.join(near)}." if near else ""
