"""Writes docs/outcomes.md: what is known of each outcome, and the rules its rows must keep. Run after any change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path

from epsom import tables
from epsom.outcomes.evidence import evidence
from epsom.outcomes.outcome import Evidence
from epsom.outcomes.row import EvidenceRow, rules

PAGE = Path(__file__).parents[1] / "docs" / "outcomes.md"
HEAD = """# What follows: what is known of each outcome

Written by `python scripts/write_outcomes_page.py`; nobody edits it by hand. All rows of one of them: `epsom outcomes
NAME`. An *effect* was seen in trials, an *association* in cohorts; a *null* is an answer, and so is *not known*; a
*scenario* was seen in people who did without magnesium, and is nobody's forecast. Each answer tells to whom it applies,
what is easily misread, why it is not known where it is not, and which study would change it. For research and
education.
"""
RULES = (
    ("E1", "An interval holds its estimate, and that of a ratio lies around it on the log scale.", "criteria"),
    ("E2", "The exposure has a unit that is known, and a step its size.", "criteria"),
    ("E3", "An applied row says where it holds; beyond, the answer stays flat or is *not studied*.", "criteria"),
    ("E4", "One primary row per outcome and exposure.", "together"),
    ("E5", "A part is never added to its whole, nor an effect to what it runs through.", "together"),
    (
        "E6",
        "Food, supplements and serum each have rows of their own; intake and serum never together.",
        "together",
    ),
    ("E7", "People seen once, changes within one arm and uncontrolled studies are never the answer.", "criteria"),
    ("E8", "An infusion in hospital is out of reach of food and supplements.", "criteria"),
    ("E9", "A number from memory is compared with nothing, applied to nobody and shown nowhere.", "criteria"),
    ("E10", "Standard deviations are not turned into points without a named scale and its spread.", "criteria"),
    ("E11", "Without an interval a row is quoted, and applied to nobody.", "criteria"),
    ("E12", "A guard is shown whenever its system is.", "together"),
)
"""The rules of the loader, and the module that keeps each; a test holds this list against the tests there are."""


def page() -> str:
    """Return the page as it should be."""
    parts = [HEAD]
    found = sorted(evidence(), key=lambda one: (one.mission or (99,), one.system, one.outcome))
    order = list(dict.fromkeys(one.system for one in found))
    found.sort(key=lambda one: order.index(one.system))
    for system, ones in groupby(found, lambda one: one.system):
        parts += [f"## {system[:1].upper()}{system[1:]}\n", *map(_outcome, ones)]
    parts += [_faults(found), _rules(), _ours()]
    return "\n".join(parts)


def _outcome(one: Evidence) -> str:
    answer = one.answer
    said = f"**{one.outcome[:1].upper()}{one.outcome[1:]}** ({answer.kind}). {answer.says} {answer.applies}"
    why = f"*Why:* {answer.because}. " if answer.because else ""
    folds = f"*Easily misread:* {' '.join(answer.pitfalls)} {why}*What would change it:* {answer.settle}."
    rows = _table(("role", "what", "who", "certainty", "source"), [_row(one, row) for row in one.rows])
    return "\n\n".join([said, folds, rows])


def _row(one: Evidence, row: EvidenceRow) -> tuple[str, ...]:
    source = tables.sources()[row.source]
    author = f"{source.author.split(',')[0].removesuffix(' and others')} {source.year}"
    size = f"{row.measure} {row.estimate:g}" if row.estimate is not None else row.finds or "no number"
    ends = f" ({row.interval[0]:g} to {row.interval[1]:g})" if row.interval else ""
    what = f"number withheld, {row.withheld}" if row.withheld else size + ends
    what = f"printed, not used: {what}" if row.role == "refuse" else what
    return (
        row.role.replace("_", " "),
        f"{one.endpoint(row.endpoint).heading}: {what}",
        row.condition,
        row.certainty,
        author,
    )


def _faults(found: Sequence[Evidence]) -> str:
    rows = [(one.outcome, row) for one in found for row in one.rows if row.role == "refuse"]
    lines = [f"- {name}, {tables.sources()[row.source].citation()}. {row.note}." for name, row in rows]
    return "\n".join(["## Faults of sources\n", *lines, ""])


def _rules() -> str:
    kept = [(name, says, f"`outcomes/{room}.py`") for name, says, room in RULES]
    return "## The rules of a row\n\nA row that breaks one does not load.\n\n" + _table(("", "rule", "kept in"), kept)


def _ours() -> str:
    entries = [("I2 of trials", rules()["heterogeneity_of_trials"]), ("spread of cohorts", rules()["heterogeneity"])]
    entries += [(name.replace("_", " "), entry) for name, entry in rules()["valid_range"].items()]
    lines = [f"- {name}, {entry.get('value', entry.get('range'))}: {entry['because']}." for name, entry in entries]
    limits = rules()["studied"]
    people = f"from {limits['age_from']} years, eGFR from {limits['egfr_from']}"
    lines.append(f"- who was studied, {people}: {limits['because']}.")
    return "\n".join(["## What is ours\n", *lines, ""])


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return "No study to list.\n"
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *body, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
