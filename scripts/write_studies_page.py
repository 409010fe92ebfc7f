"""Writes docs/studies.md: what the body predicts beside what was measured, misses in red. Run it after any change."""

from __future__ import annotations

from pathlib import Path

from epsom import tables
from epsom.studies import protocol, run

PAGE = Path(__file__).parents[1] / "docs" / "studies.md"
HEAD = """# The body beside published studies

Written by `python scripts/write_studies_page.py`; nobody edits it by hand. A prediction is *inside* when it lies in the
95 % interval of the study's mean. A study's role is fixed in its file: `fit` means that numbers of the body were fitted
to it, so agreement proves little; `check` means they were not; `shown` is a known conflict or an open question,
displayed and not counted. Misses stay red until somebody understands them.
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    outcomes = run()
    counted = [o for o in outcomes if o.role != "shown"]
    parts.append(f"{sum(o.inside for o in counted)} of {len(counted)} counted numbers are inside.\n")
    for name in protocol.names():
        study = protocol.study(name)
        parts.append(f"## {study.title}\n\n{tables.sources()[study.source].citation()}.\n\n{study.note}\n")
        parts.append(
            "| | what | role | observed (95 %) | predicted | z | mark |\n| --- | --- | --- | --- | --- | --- | --- |"
        )
        rows = [
            f"| {'🟢 inside' if o.inside else '🔴 outside'} | {o.quantity} | {o.role} | "
            f"{o.observed:.3g} ({o.low:.3g} to {o.high:.3g}) | {o.predicted:.3g} | {o.z:+.1f} | {o.mark} |"
            for o in outcomes
            if o.study == name
        ]
        parts.append("\n".join(rows) + "\n")
        if study.guesses:
            guesses = "\n".join(f"- {one}." for one in study.guesses)
            parts.append(f"Guessed, because nobody could read it:\n\n{guesses}\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    print(f"written: docs/{PAGE.name}")
