"""The page of an experiment: one self-contained file with a drawing for each reading, without script or request."""

from __future__ import annotations

from collections.abc import Sequence

from epsom.interfaces.experiment import wording
from epsom.interfaces.report import house
from epsom.interfaces.report.figures.arms import ArmCourse, arms_figure, sample
from epsom.interfaces.report.words import plain
from epsom.studies.arms import LABELS, ArmRead
from epsom.studies.experiment import Experiment
from epsom.version import __version__

ROOM = "epsom.interfaces.experiment"
SHEETS = (("epsom.interfaces.report", "report.css"), (ROOM, "experiment.css"))
MONTH, YEAR = 365.25 / 12, 365.25
SPANS = (
    (3.0, 1 / 24, "{:g} h", (0.25, 0.5, 1, 2, 4, 6, 12)),
    (150.0, 1.0, "day {:g}", (1, 2, 3, 5, 7, 14, 28)),
    (1100.0, MONTH, "month {:g}", (1, 2, 3, 6, 12)),
    (float("inf"), YEAR, "year {:g}", (1, 2, 5, 10)),
)
"""Up to how many days the time axis is in which unit: its length [day], how it is written, and steps between marks."""
MOST_MARKS, NEAR = 6, 0.05  # a mark nearer to the end than this part of the axis is written to its left


def render(arms: Sequence[ArmRead], experiment: Experiment, *, file: str, told: str) -> str:
    """Return the page; ``file`` is the name of the protocol and ``told`` what stands in it."""
    from markupsafe import Markup

    several = len(arms) > 1
    names = wording.readings(arms)
    return house.template(ROOM, "experiment.html.j2").render(
        style=Markup(house.style(f"Seed {experiment.seed}", *SHEETS)),
        title=experiment.title or file,
        note=experiment.note,
        file=file,
        told=told,
        version=__version__,
        experiment=experiment,
        arms=[(wording.arm_of(arm), Markup(sample(place))) for place, arm in enumerate(arms)] if several else [],
        sentences=[said for arm in arms for said in wording.ends(arm, several)],
        cautions=wording.cautions(arms),
        drawings=[(wording.title_of(name), Markup(drawing(arms, name))) for name in names],
        rows=_rows(arms, several),
        several=several,
    )


def drawing(arms: Sequence[ArmRead], name: str) -> str:
    """Draw one reading in all arms that have it; each keeps its colour on all drawings."""
    shown: list[ArmCourse] = []
    for arm in arms:
        there = name in arm.values
        low, median, high = arm.course(name).tolist() if there else ([float("nan")] * len(arm.day),) * 3
        shown.append(ArmCourse(wording.arm_of(arm), arm.day.tolist(), low, median, high))
    marks = time_marks(max(float(arm.day[-1]) for arm in arms))
    return arms_figure(wording.title_of(name), shown, unit=wording.unit_of(name), marks=marks, zero=name in LABELS)


def time_marks(end: float) -> list[tuple[float, str]]:
    """Return the marks of a time axis up to a day, in a unit that suits it."""
    size, written, steps = next((size, written, steps) for most, size, written, steps in SPANS if end <= most)
    whole = end / size
    step = next((one for one in steps if whole / one < MOST_MARKS), steps[-1])
    places = [step * k for k in range(int(whole / step + 1e-9) + 1)]
    marks = [(place * size, written.format(place) if place else "0") for place in places]
    return marks if places[-1] > (1.0 - NEAR) * whole else [*marks, (end, "")]


def _rows(arms: Sequence[ArmRead], several: bool) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for one in wording.lines(arms):
        numbers = tuple(plain(value) for value in (one.day, one.median, one.low, one.high))
        head = (f"{wording.title_of(one.quantity)} [{one.unit}]", *((one.arm,) if several else ()), one.moment)
        found.append((*head, *numbers[:2], f"{numbers[2]} to {numbers[3]}"))
    return found
