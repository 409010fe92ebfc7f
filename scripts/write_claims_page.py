"""Writes docs/claims.md: what people are told about magnesium, beside what is known. Run after any change of a claim.

The rows are those of ``epsom claims``; nobody edits the page by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from epsom import tables
from epsom.outcomes.claims import VERDICTS, Claim, claims, tally, topics

PAGE = Path(__file__).parents[1] / "docs" / "claims.md"
MARKS = {"right": "🟢", "imprecise": "🟡", "outdated": "🟡", "unsupported": "🟠", "wrong": "🔴"}
HEAD = """# What people are told, and what is known

Written by `python scripts/write_claims_page.py`; nobody edits it by hand. The same in a terminal: `epsom claims`, by
word `epsom claims migraine`, for programs `epsom claims --json`.

For research and education: a verdict is on a statement, and nothing here says what a person lacks or should take. The
statements are in our own words. Number N in the first column is the Nth point in which the popular article, after
which Epsom was built, slips; what it says rightly stands here too. Ratios and differences are followed by their
interval of 95 %. Numbers on needs, foods and blood pressure are looked up in Epsom's own tables when this is written.
"""
SOURCES = """## Sources

The word after a source above says how it was read: read (there), read-secondary (in a text that quotes it), part-memory
or memory (to be verified), computed (from numbers that were read), ours (a judgement of this project, with its reason).
"""


def page() -> str:
    """Return the whole page."""
    found = claims()
    rows = [(f"{MARKS[verdict]} {verdict}", str(n), VERDICTS[verdict]) for verdict, n in tally(found).items()]
    parts = [HEAD, _table(("verdict", "claims", "what it means"), rows)]
    for topic in topics():
        of_topic = [claim for claim in found if claim.topic == topic]
        parts.append(f"## {topic[0].upper()}{topic[1:]}\n")
        parts.append(_table(("", "what people are told", "", "what is known", "source"), map(_row, of_topic)))
    keys = sorted({key for claim in found for key in claim.keys})
    parts += [SOURCES, "\n".join(_entry(key) for key in keys) + "\n"]
    return "\n".join(parts)


def _row(claim: Claim) -> Sequence[str]:
    slip = "" if claim.slip is None else str(claim.slip)
    told = f"{_plain(claim.statement)} *({claim.told_by})*"
    return slip, told, f"{MARKS[claim.verdict]} {claim.verdict}", _plain(claim.fact), _source(claim)


def _source(claim: Claim) -> str:
    if not claim.keys:
        return f"ours: {_plain(claim.because)}"
    links = ", ".join(f"[{key}](#{key})" for key in claim.keys)
    return f"{links}; {claim.mark}: {_plain(claim.where)}"


def _entry(key: str) -> str:
    return f'- <a id="{key}"></a>**{_plain(key)}** {_plain(tables.sources()[key].citation())}'


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)) + "\n"


def _plain(text: str) -> str:
    """Return words as Markdown shows them unchanged, in a table too."""
    for sign, shown in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("~", "\\~"), ("*", "\\*"), ("_", "\\_")):
        text = text.replace(sign, shown)
    return text


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print("written: docs/claims.md")


if __name__ == "__main__":
    main()
