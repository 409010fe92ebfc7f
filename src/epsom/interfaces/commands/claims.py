"""Claims: what people are told about magnesium, beside what is known."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.outcomes.claims import Claim
    from epsom.tables import Source

EXAMPLES = """
    epsom claims                       what people are told against what is known
    epsom claims migraine              only where this word stands
    epsom claims blood pressure        all words must stand there; a topic is a word too
    epsom claims --verdict wrong
    epsom claims --json > claims.json
"""
_WIDEST = 100

Words = Annotated[
    list[str] | None,
    typer.Argument(help="Words that the claim or the fact has; all claims where left out.", metavar="WORD"),
]
Verdict = Annotated[
    str,
    typer.Option(
        help="right, imprecise, outdated, unsupported or wrong; all where left out.",
        metavar="VERDICT",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def claims(words: Words = None, verdict: Verdict = "", as_json: Json = False) -> None:
    """List what people are told about magnesium, each with a verdict, what is known, and where to look it up.

    A verdict is on the statement, not on a person, and nothing here is advice.
    """
    from epsom.outcomes.claims import search, tally

    found = search(" ".join(words or ()), verdict)
    if as_json:
        terminal.json_result("claims", {"verdicts": tally(found), "claims": [content(one) for one in found]})
        return
    terminal.result("\n\n".join(_paragraphs(found)))
    told = ", ".join(f"{count} {name}" for name, count in tally(found).items() if count)
    counted = f"{len(found)} {'claim' if len(found) == 1 else 'claims'}"
    terminal.talk(f"{counted}: {told}. For research and education. A source in full: --json.")


def content(claim: Claim) -> dict[str, Any]:
    """Return a claim as JSON has it, with its sources as lines that can be looked up."""
    return {**asdict(claim), "citations": {key: citation(key) for key in claim.keys}}


def citation(key: str) -> str:
    """Return a source as one line; a key without an entry cannot be here, as the claims were checked when read."""
    from epsom.tables import sources

    return sources()[key].citation()


def _paragraphs(found: tuple[Claim, ...]) -> list[str]:
    width = min(terminal.wide(), _WIDEST)
    parts: list[str] = []
    topic = ""
    for claim in found:
        if claim.topic != topic:
            topic = claim.topic
            parts.append(topic.upper())
        parts.append(_paragraph(claim, width))
    return parts


def _paragraph(claim: Claim, width: int) -> str:
    lines = textwrap.wrap(f"{claim.verdict}: {claim.statement}", width, subsequent_indent="  ")
    lines += _indented("known", claim.fact, width)
    lines += _indented("source", source(claim), width)
    return "\n".join(lines)


def source(claim: Claim) -> str:
    """Return the sources of a fact in short, with how and where it was read; for a judgement of ours, its reason."""
    from epsom.tables import sources

    if not claim.keys:
        return f"ours: {claim.because}"
    return f"{'; '.join(_named(sources()[key]) for key in claim.keys)} [{claim.mark}: {claim.where}]"


def _named(entry: Source) -> str:
    """Return a source as people name it: its short title, or its first author, with the year and its key."""
    name = entry.short if entry.short != entry.title else entry.author.split(",")[0]
    return f"{name} {entry.year} ({entry.key})"


def _indented(label: str, text: str, width: int) -> list[str]:
    head = f"  {label:<7}"
    return textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
