"""Arms: how a quantity moves in the arms of an experiment, a line and a band for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.figures.band import HEIGHT, RIGHT, WIDTH, Scale, axes
from epsom.interfaces.report.words import fitting, number

COLOURS = 8  # after so many arms they come again
POINTS = 600  # of a line at the most; a session or an infusion among many days is not thinned away


@dataclass(frozen=True)
class ArmCourse:
    """The median of an arm's virtual people in time, and what 90 of 100 of them lie between; nan where nobody is."""

    name: str
    time: Sequence[float]
    low: Sequence[float]
    median: Sequence[float]
    high: Sequence[float]

    def seen(self) -> list[int]:
        """Return the positions that are drawn."""
        there = [k for k in range(len(self.time)) if isfinite(self.low[k] + self.median[k] + self.high[k])]
        return [there[k] for k in svg.thinned(len(there), POINTS)]


def spoken(arm: ArmCourse, unit: str) -> str:
    """Tell an arm in words: the median at its start, its highest and its end."""
    seen = [arm.median[k] for k in arm.seen()]
    if not seen:
        return f"{arm.name}: nobody."
    first, most, last = (number(value, fitting(max(map(abs, seen)))) for value in (seen[0], max(seen), seen[-1]))
    return f"{arm.name}: median {first} {unit} at the start, {most} at its highest, {last} at the end."


def arms_figure(
    label: str, arms: Sequence[ArmCourse], *, unit: str, marks: Sequence[tuple[float, str]], zero: bool = False
) -> str:
    """Draw the arms of an experiment: lines are medians, bands hold 90 of 100 virtual persons.

    ``marks`` are (time, words) of the time axis; ``zero`` keeps zero in sight. Colours and dashes are those of the
    classes ``arm0`` and so on, named beside the drawing by whoever shows it.
    """
    values = [line[k] for arm in arms for k in arm.seen() for line in (arm.low, arm.high)] or [0.0]
    low, high = min(values), max(values)
    low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
    pad = 0.06 * (high - low or abs(high) or 1.0)
    end = max(arm.time[-1] for arm in arms)
    scale = Scale(0.0, end, 0.0 if zero and low == 0.0 else low - pad, high + pad)
    parts = [_band(scale, arm, place) for place, arm in enumerate(arms) if arm.seen()]
    parts += axes(scale, unit, marks)
    parts += [_median(scale, arm, place) for place, arm in enumerate(arms) if arm.seen()]
    if not any(arm.seen() for arm in arms):
        parts.append(svg.text(((WIDTH - RIGHT) / 2, HEIGHT / 2), "nobody to show", class_="unit middle"))
    words = " ".join(spoken(arm, unit) for arm in arms)
    return svg.figure(WIDTH, HEIGHT, f"{label}. {words}", parts, "arms")


def sample(place: int) -> str:
    """Return a short piece of an arm's line, for the words beside the drawing."""
    line = svg.mark("path", d="M0 5h34", class_=f"median arm{place % COLOURS}")
    return f'<svg viewBox="0 0 34 10" width="34" height="10" class="sample" aria-hidden="true">{line}</svg>'


def _band(scale: Scale, arm: ArmCourse, place: int) -> str:
    at = arm.seen()
    upper = [(scale.x(arm.time[k]), scale.y(arm.high[k])) for k in at]
    lower = [(scale.x(arm.time[k]), scale.y(arm.low[k])) for k in reversed(at)]
    said = svg.title(f"{arm.name}: 90 of 100 virtual persons")
    return svg.mark("path", said, d=svg.path(upper + lower, close=True), class_=f"outer arm{place % COLOURS}")


def _median(scale: Scale, arm: ArmCourse, place: int) -> str:
    points = [(scale.x(arm.time[k]), scale.y(arm.median[k])) for k in arm.seen()]
    return svg.mark("path", d=svg.path(points), class_=f"median arm{place % COLOURS}")
