"""Outcomes on the command line: what is known of each, how sure, from whom, and what each row may be used for."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from epsom.interfaces import terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from epsom.interfaces.commands.following import Wish
    from epsom.outcomes.evidence import Evidence
    from epsom.outcomes.row import EvidenceRow

EXAMPLES = """
    epsom outcomes                   every outcome, the answer, how sure, and from whom
    epsom outcomes migraine          all that was found on one outcome
    epsom outcomes --json
    epsom outcomes --for person.yaml                    what follows for one person
    epsom outcomes stroke --for person.yaml --food 50   ... of one outcome, with 50 mg a day more from food
    """
_LEADING = (
    "primary", "guard", "upper", "lower", "display", "narrative", "calibrate", "triangulate", "dissent", "refuse",
    "out_of_scope",
)  # fmt: skip
"""The row that stands for an outcome in the overview is the first of this order."""
_USE = {
    "primary": "the answer rests on it", "triangulate": "compared with the answer", "upper": "the larger end",
    "lower": "the smaller end", "dissent": "says otherwise", "calibrate": "the body is held against it",
    "guard": "always shown with its system", "narrative": "told in words", "display": "quoted, applied to nobody",
    "refuse": "a fault of its source", "out_of_scope": "a medicine, not food",
}  # fmt: skip


def outcomes(
    name: Annotated[list[str] | None, typer.Argument(help="One outcome; all where left out.", metavar="NAME")] = None,
    person: Annotated[str, typer.Option("--for", help="What follows for this person.", metavar="PERSON.yaml")] = "",
    food: Annotated[
        float | None, typer.Option(help="Ask about so much more magnesium from food (or less).", metavar="MG/DAY")
    ] = None,
    supplement: Annotated[
        float | None, typer.Option(help="Magnesium of supplements, in the place of what is told.", metavar="MG/DAY")
    ] = None,
    years: Annotated[
        float | None, typer.Option(help="How far ahead risks are told; 10 unless told.", metavar="YEARS")
    ] = None,
    cause: Annotated[
        float | None, typer.Option(help="How likely associations are causal, in the place of ours.", metavar="0..1")
    ] = None,
    by_serum: Annotated[bool, typer.Option("--by-serum", help="Read serum alone, and no change of food.")] = False,
    draws: Annotated[str, typer.Option(help="Write the draws behind every size.", metavar="FILE.csv")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")] = False,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same digits.", min=0)] = None,
    persons: Annotated[
        int | None, typer.Option(help="How many virtual persons stand for this one.", min=100, max=20000)
    ] = None,
) -> None:
    """List what is known of each outcome of magnesium; with --for, what of it follows for one person."""
    from epsom.outcomes.evidence import evidence

    wanted = " ".join(name or ()).replace("_", " ").casefold()
    found = [_named(wanted, evidence())] if wanted else list(evidence())
    asked = {
        "--food": food, "--supplement": supplement, "--years": years, "--cause": cause, "--by-serum": by_serum or None,
        "--draws": draws or None, "--seed": seed, "--persons": persons,
    }  # fmt: skip
    if person:
        from epsom.interfaces.commands.following import Wish

        start = 1 if seed is None else seed
        _follows(Wish(person, food, supplement, years, cause, by_serum, draws, start, persons), found, wanted, as_json)
        return
    if lonely := next((option for option, value in asked.items() if value is not None), ""):
        from epsom.errors import InputError

        raise InputError(f"{lonely} asks about one person. Say whom: --for PERSON.yaml, or leave {lonely} out.")
    if as_json:
        terminal.json_result("outcomes", {"outcomes": [_content(one) for one in found]})
    elif wanted:
        terminal.result(_whole(found[0], evidence()))
    else:
        terminal.result(_overview(found))
        terminal.talk("All that was found on one of them: epsom outcomes NAME. For research and education.")


def _follows(wish: Wish, about: Sequence[Evidence], wanted: str, as_json: bool) -> None:
    """Print what follows for one person, and write its draws where they are asked for."""
    from epsom.interfaces.commands import following

    told = following.answered(wish, about)
    where = following.write_draws(told, wish.draws) if wish.draws else None
    if as_json:
        terminal.json_result("following", following.content(told))
    elif wanted:
        terminal.result(following.whole(told))
    else:
        terminal.result(following.overview(told))
    if where is not None:
        terminal.talk(f"Draws: {where}")
    if not as_json:
        terminal.talk("For research and education; not a medical device.")


def _named(wanted: str, known: Sequence[Evidence]) -> Evidence:
    from difflib import get_close_matches

    from epsom.errors import InputError

    found = next((one for one in known if one.outcome == wanted), None)
    if found is None:
        near = get_close_matches(wanted, [one.outcome for one in known], 3, 0.5)
        hint = f"Nearest: {', '.join(near)}." if near else "All of them: epsom outcomes."
        raise InputError(f"{wanted!r} is no outcome I know. {hint}")
    return found


def _leading(one: Evidence) -> EvidenceRow | None:
    return min(one.rows, key=lambda row: _LEADING.index(row.role), default=None)


def _overview(found: Sequence[Evidence]) -> str:
    lines: list[list[str]] = []
    for one in sorted(found, key=lambda one: (one.mission or (99,), one.outcome)):
        row = _leading(one)
        certainty = f"{row.certainty} ({_by(row)})" if row else "nothing to grade"
        lines.append([one.outcome, one.answer.kind, certainty, row.role if row else "none", _short(row) if row else ""])
    return terminal.table(["outcome", "answer", "certainty", "role", "source"], lines)


def _whole(one: Evidence, known: Sequence[Evidence]) -> str:
    from epsom.outcomes.together import guards

    width = min(terminal.wide(), 100)
    lines = [f"{one.outcome}: {one.answer.kind}", *_wrapped(one.answer.says, width)]
    if one.answer.because:
        lines += _wrapped(f"Why: {one.answer.because}.", width) + _wrapped(
            f"What would tell: {one.answer.settle}.", width
        )
    for row in one.rows:
        lines += ["", *_row(one, row, width)]
    others = [(other, row) for other, row in guards(one.system, known) if other.outcome != one.outcome]
    for other, row in others:  # E12: a guard goes with its system
        lines += ["", f"Goes with it, from {other.outcome}:", *_row(other, row, width)]
    return "\n".join(lines)


def _row(one: Evidence, row: EvidenceRow, width: int) -> list[str]:
    from epsom.interfaces.explain import citation

    size = f"{one.endpoint(row.endpoint).heading}: {_size(one, row)}"
    who = f"{row.condition}; {row.exposure.replace('_', ' ')}; {row.design.replace('_', ' ')}"
    lines = [f"{row.role.replace('_', ' ')} ({_USE[row.role]}), {row.certainty} ({_by(row)}), {row.tier}"]
    for text in (size, who, f"{row.note}." if row.note else "", f"{citation(row.source)} [{row.where}]"):
        lines += _wrapped(text, width) if text else []
    return lines


def _size(one: Evidence, row: EvidenceRow) -> str:
    if row.withheld:
        return f"number withheld, {row.withheld}"
    if row.estimate is None:
        return "no number"
    unit = "" if row.is_ratio else one.endpoint(row.endpoint).unit
    ends = f" ({row.interval[0]:g} to {row.interval[1]:g})" if row.interval else ", no interval printed"
    against = f", against {row.reference}" if row.reference else ""
    per = f", per {row.increment:g} {row.unit}" if row.increment else ""
    at = f", at or below {row.threshold:g} {row.unit}" if row.threshold is not None else ""
    printed = "printed, not used: " if row.role == "refuse" else ""
    return f"{printed}{row.measure} {row.estimate:g} {unit}".rstrip() + ends + per + at + against


def _content(one: Evidence) -> dict[str, Any]:
    """Return one outcome for a program to read; a number that may not be shown is null, and says why."""
    head = {key: value for key, value in asdict(one).items() if key not in ("rows", "endpoints")}
    row = _leading(one)
    lead = {
        "source": row.source if row else None, "certainty": row.certainty if row else None,
        "role": row.role if row else None,
    }  # fmt: skip
    return {
        **head,
        **lead,
        "endpoints": [asdict(each) for each in one.endpoints],
        "rows": [_fields(r) for r in one.rows],
    }


def _fields(row: EvidenceRow) -> dict[str, Any]:
    from epsom.interfaces.explain import citation
    from epsom.outcomes.row import APPLIED

    told = {key: value for key, value in asdict(row).items() if key not in ("curve", "curve_intervals")}
    told["prediction_interval"] = row.prediction() if row.role in APPLIED and row.measure != "SMD" else None
    if row.withheld:
        told["estimate"] = told["interval"] = None
    fault = row.note if row.role == "refuse" else ""
    return {**told, "citation": citation(row.source), "withheld": row.withheld, "fault": fault, "use": _USE[row.role]}


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width - 4, initial_indent="    ", subsequent_indent="    ")


def _by(row: EvidenceRow) -> str:
    return "our grading" if row.certainty_by == "us" else "the source's"


def _short(row: EvidenceRow) -> str:
    from epsom import tables

    source = tables.sources()[row.source]
    return f"{source.author.split(',')[0].removesuffix(' and others')} {source.year}"
