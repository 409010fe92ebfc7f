"""The overview: every outcome of every study in one figure, by group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epsom.interfaces.report.figures import forest_figure
from epsom.interfaces.report.figures.forest import Dot, Row, Stand
from epsom.interfaces.studies import wording
from epsom.studies.catalogue import Study
from epsom.studies.run import Outcome

SHEET = 62
"""Rows of one figure, the heading of a group counted as two."""
HEADING = 2
Held = tuple[Study, tuple[Outcome, ...]]
"""A study and its outcomes."""


def grouped(held: Sequence[Held]) -> Iterator[tuple[str, str, list[Held]]]:
    """Yield each group of studies: its key, its name and its studies, those of the hard tier first."""
    for key, name in wording.GROUPS.items():
        of_group = [one for one in held if one[0].group == key]
        if of_group:
            yield key, name, sorted(of_group, key=lambda one: one[0].tier != "hard")


def overview(held: Sequence[Held]) -> str:
    """Draw how far every prediction lies from what was measured, all in one figure that stands alone."""
    return forest_figure(_stands(held, linked=False), f"{_counted(held)} {_missed(held)}")


def overviews(held: Sequence[Held]) -> list[str]:
    """Draw the same, linked to the studies on the same page, in as many figures as fit on a sheet of paper each."""
    sheets: list[list[Stand]] = [[]]
    for stand in _stands(held, linked=True):
        if sheets[-1] and sum(len(one.rows) + HEADING for one in (*sheets[-1], stand)) > SHEET:
            sheets.append([])
        sheets[-1].append(stand)
    said = [f"{_counted(held)} {_missed(held)}", *("The same, continued." for _ in sheets[1:])]
    return [forest_figure(stands, label) for stands, label in zip(sheets, said, strict=True)]


def _stands(held: Sequence[Held], *, linked: bool) -> list[Stand]:
    return [Stand(name, [_row(*one, linked) for one in of_group]) for _, name, of_group in grouped(held)]


def _counted(held: Sequence[Held]) -> str:
    counted = [one for _, found in held for one in found if one.role != "shown"]
    inside = sum(one.inside for one in counted)
    return f"Every outcome by its distance from what was measured. {inside} of {len(counted)} counted are inside."


def _missed(held: Sequence[Held]) -> str:
    found = [one for _, found in held for one in found if one.role != "shown" and not one.inside]
    return f"Outside: {'; '.join(f'{one.study}, {wording.spoken(one)}' for one in found) or 'none'}."


def _row(study: Study, found: Sequence[Outcome], linked: bool) -> Row:
    dots = [Dot(one.z, wording.state(one), one.tolerance_ours, wording.spoken(one)) for one in found]
    missed = sum(wording.state(one) == "outside" for one in found)
    said = [study.points[0].role]
    said += ["hard"] if study.tier == "hard" else []
    said += [f"{missed} outside" if len(found) > 1 else "outside"] if missed else []
    return Row(wording.label(study), ", ".join(said), study.name if linked else "", dots)
