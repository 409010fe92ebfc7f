"""Panels: which numbers each figure of a study draws, and in what words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import levels_figure, trial_figure
from epsom.interfaces.report.figures.levels import Level
from epsom.interfaces.report.figures.trial import Line, Measured
from epsom.interfaces.report.words import capital
from epsom.interfaces.studies import wording
from epsom.studies.catalogue import Point
from epsom.studies.course import COUNTED_UP, OVER_DAYS, Beside, Course
from epsom.studies.run import Outcome

TIMES = (
    (2.05, "h", 24.0, (0.25, 0.5, 1, 2, 4, 6, 12)),
    (42.0, "days", 1.0, (1, 2, 3, 5, 7, 10)),
    (float("inf"), "weeks", 1.0 / 7.0, (1, 2, 4, 8, 13, 26, 52, 104, 208)),
)
"""Up to how many days time is told in which unit, how many of it make a day, and the steps between its marks."""
MOST_MARKS = 6


@dataclass(frozen=True)
class Panel:
    """A figure with its heading and what must be said under it."""

    heading: str
    svg: str
    caption: str


@dataclass(frozen=True)
class _Read:
    """One published number with its outcome and its course."""

    point: Point
    outcome: Outcome
    course: Course

    @property
    def start(self) -> float:
        """Return the day from which time is told: of what grows with a collection, its beginning."""
        return self.point.day - (self.point.over_days or self.point.day) if self.point.quantity in COUNTED_UP else 0.0

    @property
    def scale(self) -> str:
        """Return level, difference or ratio; a peak is a level, or a difference where it stands against another."""
        if self.point.kind == "peak":
            return "difference" if self.point.versus else "level"
        return self.point.kind

    @property
    def key(self) -> tuple[object, ...]:
        """Return what must agree for two numbers to stand in one figure."""
        point = self.point
        over = point.over_days if point.quantity in OVER_DAYS else 0.0
        alone = point.arm if self.span else ""
        return point.quantity, self.scale, point.versus, point.corrected, over, self.start, self.course.steady, alone

    @property
    def span(self) -> tuple[float, float] | None:
        """Return the days over which the study took the mean of what the course shows; None where it did not."""
        point = self.point
        if not point.over_days or point.kind == "peak" or point.quantity in (*OVER_DAYS, *COUNTED_UP):
            return None
        return point.day - point.over_days, point.day


def panels(beside: Beside) -> list[Panel]:
    """Return the figures of a study: a time course for what moves, levels for what does not."""
    found: dict[tuple[object, ...], list[_Read]] = {}  # what stands in one figure
    for point, outcome, course in zip(beside.study.points, beside.outcomes, beside.courses, strict=True):
        if course is not None and not outcome.fault:
            read = _Read(point, outcome, course)
            found.setdefault(read.key, []).append(read)
    return [_levels(reads) if reads[0].course.steady else _trial(reads) for reads in found.values()]


def _none(read: _Read) -> float | None:
    return {"difference": 0.0, "ratio": 1.0}.get(read.scale)


def _heading(read: _Read) -> str:
    point = read.point
    against = "before" if point.versus == "before" else f"“{point.versus}”"
    scale = {"level": "", "difference": f", less {against}", "ratio": f", relative to {against}"}[read.scale]
    return f"{capital(point.quantity.replace('_', ' '))}{scale}"


def _caption(read: _Read) -> str:
    point = read.point
    said: list[str] = []
    if point.quantity in COUNTED_UP and not read.course.steady:
        said.append("At each time, what a collection up to then would have given.")
    elif point.quantity in OVER_DAYS and point.over_days and not read.course.steady:
        days = "the day" if point.over_days == 1 else f"the {point.over_days:g} days"
        said.append(f"At each time, what a collection over {days} before it would give.")
    if read.span is not None:
        said.append("The study took a mean over time; the broken level line is that of the prediction.")
    if point.kind == "peak":
        said.append("The highest value is drawn where the prediction has its own.")
    if point.versus:
        against = "before" if point.versus == "before" else "in the other arm"
        said.append(f"Each virtual person is held against the same person {against}.")
    return " ".join(said)


def _levels(reads: Sequence[_Read]) -> Panel:
    rows = [
        Level(
            read.outcome.quantity, read.outcome.predicted, (read.course.low[-1], read.course.high[-1]),
            read.outcome.observed, read.outcome.low, read.outcome.high, wording.state(read.outcome),
            read.outcome.tolerance_ours, wording.spoken(read.outcome),
        )
        for read in reads
    ]  # fmt: skip
    heading, told = _heading(reads[0]), wording.unit(reads[0].point.quantity, reads[0].scale)
    return Panel(heading, levels_figure(heading, rows, unit=told, none=_none(reads[0])), _caption(reads[0]))


def _trial(reads: Sequence[_Read]) -> Panel:
    longest: dict[str, _Read] = {}
    for read in reads:
        arm = read.point.arm
        if arm not in longest or read.course.day[-1] > longest[arm].course.day[-1]:
            longest[arm] = read
    lines = [_line(arm, read) for arm, read in longest.items()]
    places = {arm: place for place, arm in enumerate(longest)}
    heading = _heading(reads[0])
    if len(lines) == 1 and reads[0].point.arm and reads[0].point.versus in ("", "before"):
        heading += f": {reads[0].point.arm}"
    drawn = trial_figure(
        heading, lines, [_measured(read, places[read.point.arm]) for read in reads],
        unit=wording.unit(reads[0].point.quantity, reads[0].scale), none=_none(reads[0]),
        marks=marks(max(line.time[-1] for line in lines)),
    )  # fmt: skip
    return Panel(heading, drawn, _caption(reads[0]))


def _line(arm: str, read: _Read) -> Line:
    course = read.course
    time = [day - read.start for day in course.day]
    return Line(arm or "the virtual people", time, course.mean, course.low, course.high)


def _measured(read: _Read, line: int) -> Measured:
    point, outcome = read.point, read.outcome
    time, span = point.day - read.start, read.span
    if point.kind == "peak":
        first = point.day - (point.over_days or point.day)
        among = [k for k, day in enumerate(read.course.day) if first <= day <= point.day + 1e-9]
        time = read.course.day[max(among, key=lambda k: read.course.mean[k])]
    elif span is not None:
        time = sum(span) / 2
    return Measured(
        line, time, outcome.observed, outcome.low, outcome.high, wording.state(outcome), outcome.tolerance_ours,
        wording.spoken(outcome), span, outcome.predicted,
    )  # fmt: skip


def marks(days: float) -> list[tuple[float, str]]:
    """Return the marks of a time axis of so many days: hours, days or weeks, the unit named once at the end."""
    _, name, per_day, steps = next(one for one in TIMES if days <= one[0])
    whole = days * per_day * (1.0 + 1e-6)
    step = next((step for step in steps if whole / step < MOST_MARKS + 1), steps[-1])
    places = [step * k for k in range(int(whole / step) + 1)]
    written = [f"{place:g}" for place in places]
    written[-1] += f" {name}"
    return [(place / per_day, text) for place, text in zip(places, written, strict=True)]
