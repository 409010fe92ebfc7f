"""Writes docs/studies.md and docs/studies.svg: what the body predicts beside what was measured. Run after any change.

The numbers are those of ``epsom studies``, the words those of its page, and the picture is the overview of that page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from epsom.interfaces.report import house
from epsom.interfaces.studies import wording
from epsom.interfaces.studies.overview import Held, grouped, overview
from epsom.studies import catalogue, run
from epsom.studies.catalogue import Study
from epsom.studies.run import Outcome, Trial
from epsom.studies.score import summary

DOCS = Path(__file__).parents[1] / "docs"
SHEETS = (("epsom.interfaces.report", "report.css"), ("epsom.interfaces.studies", "studies.css"))
MARKS = {"inside": "🟢", "outside": "🔴", "shown": "⚪"}
HEAD = """# The body beside published studies

Written by `python scripts/write_studies_page.py`; nobody edits it by hand. The same with every time course drawn over
its points: `epsom studies --html`. Misses stay red until somebody understands them.
"""
PICTURE = """![Every outcome by its distance from what was measured, in standard errors of the study](studies.svg)

Circles are inside, diamonds outside, squares only shown; hollow where the tolerance is ours; arrows lie farther than
six standard errors. The pale zone is about where a prediction lies in the 95 % interval of the study's mean.
"""
HARD = """## The hard tier

What must hold before anything else is believed.
"""
COLUMNS = ("", "study", "what", "role", "observed (95 %)", "predicted", "z", "fold error")


def held() -> list[Held]:
    """Return every study with its outcomes."""
    outcomes = run()
    return [(catalogue.study(name), tuple(o for o in outcomes if o.study == name)) for name in catalogue.names()]


def page(found: Sequence[Held] | None = None) -> str:
    """Return the whole page."""
    found = held() if found is None else found
    left_out = catalogue.left_out()
    scores = summary([one for _, outcomes in found for one in outcomes])
    hard = [one for study, outcomes in found if study.tier == "hard" for one in outcomes]
    parts = [HEAD, *(f"{said}\n" for said in wording.in_short(scores, [study for study, _ in found], left_out))]
    parts += [_table(wording.SCORE_HEAD, wording.scores(scores)), *(f"{said}\n" for said in wording.COUNTING), PICTURE]
    parts += [HARD, _outcomes(hard)]
    for _, name, of_group in grouped(found):
        parts += [f"## {name}\n", _outcomes([one for _, outcomes in of_group for one in outcomes])]
        parts += [_study(study, outcomes) for study, outcomes in of_group]
    reasons = "\n".join(f"- **{_plain(one.name)}**, {_plain(one.title)}: {_plain(one.reason)}" for one in left_out)
    parts.append(_folded(f"{len(left_out)} published studies that are not simulated, and why", reasons))
    return "\n".join(["\n".join(parts[:-1]), "## Left out\n", parts[-1]])


def picture(found: Sequence[Held] | None = None) -> str:
    """Return the overview as a whole SVG file."""
    return house.alone(overview(held() if found is None else found), *SHEETS)


def _outcomes(outcomes: Sequence[Outcome]) -> str:
    return _table(COLUMNS, [_row(one) for one in outcomes])


def _row(one: Outcome) -> tuple[str, ...]:
    where = f"{MARKS[wording.state(one)]} {wording.verdict(one)}"
    what = _plain(one.quantity) + (f" ({wording.HYPOTHESIS})" if one.hypothesis else "")
    unit = wording.unit(one.measured, one.kind)
    observed = f"{wording.figure(one.observed)} ({wording.between(one)}){f' {unit}' if unit else ''}"
    predicted = wording.figure(one.predicted) or "none"
    return (
        where,
        f"[{one.study}](#{one.study})",
        what,
        one.role,
        observed,
        predicted,
        wording.signed(one.z),
        wording.folds(one),
    )


def _study(study: Study, outcomes: Sequence[Outcome]) -> str:
    """Return what is behind a study's numbers, folded under its title."""
    lines = [wording.citation(study), f"**People.** {wording.people(study, Trial(study).persons)}"]
    lines.append("\n".join(f"- {f'{arm}: ' if arm else ''}{told}" for arm, told in wording.arms(study)))
    lines += [study.note] if study.note else []
    if faults := {one.fault for one in outcomes if one.fault}:
        lines.append(f"**No number came out**, counted as outside: {'; '.join(sorted(faults))}")
    lines.append("Where each number stands:")
    lines.append("\n".join(f"- {point.label}: {point.mark}; {point.where}." for point in study.points))
    if study.guesses:
        lines += ["Guessed, because nobody could read it:", "\n".join(f"- {guess}." for guess in study.guesses)]
    tier = ", hard tier" if study.tier == "hard" else ""
    told = f"<b>{study.name}</b> ({study.points[0].role}{tier}): {_plain(study.title)}"
    return f'<a id="{study.name}"></a>\n{_folded(told, _plain(chr(10).join(f"{line}{chr(10)}" for line in lines)))}'


def _folded(title: str, inside: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{inside.strip()}\n\n</details>\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _plain(text: str) -> str:
    """Return words as Markdown shows them unchanged, in a table too."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("~", "\\~")


def main() -> None:
    found = held()
    for name, text in (("studies.md", page(found)), ("studies.svg", picture(found))):
        (DOCS / name).write_text(text, "utf-8")
        print(f"written: docs/{name}")


if __name__ == "__main__":
    main()
