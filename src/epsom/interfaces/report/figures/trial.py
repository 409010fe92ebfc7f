"""The trial: the time course of virtual people over what a study measured in its people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.figures.band import BOTTOM, HEIGHT, LEFT, RIGHT, WIDTH, Scale, axes
from epsom.interfaces.report.figures.forest import shape

LETTERS = "ABCDEFGH"
BESIDE = 9.0  # apart are marks of the same moment
LINE = 18.0
REACH = 1.0  # as much as this of what must be seen, the band may reach beyond it


@dataclass(frozen=True)
class Line:
    """The mean of an arm's virtual people in time, and what 90 of 100 of them lie between."""

    name: str
    time: Sequence[float]
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Measured:
    """What a study measured in an arm: when, the mean and its 95 % interval, and where the prediction lies.

    ``line`` is the arm's place among the lines; ``span`` the time over which it is a mean, where it is; ``predicted``
    is then drawn over it, as the line does not say it. State as in the forest.
    """

    line: int
    time: float
    mean: float
    low: float
    high: float
    state: str
    ours: bool
    words: str
    span: tuple[float, float] | None
    predicted: float


def _seen(lines: Sequence[Line], measured: Sequence[Measured], none: float | None) -> tuple[float, float, bool]:
    """Return the lowest and the highest value to show, and whether bands are cut there.

    Means and intervals are shown whole; a band of people far wider than these is cut, or nothing else could be read.
    """
    must = [value for line in lines for value in line.mean]
    must += [value for one in measured for value in (one.low, one.high, one.predicted)]
    must += [] if none is None else [none]
    low, high = min(must), max(must)
    room = REACH * (high - low or abs(high) or 1.0)
    lowest = min(min(line.low) for line in lines)
    highest = max(max(line.high) for line in lines)
    cut = lowest < low - room or highest > high + room
    return max(min(lowest, low), low - room), min(max(highest, high), high + room), cut


def _band(scale: Scale, line: Line, place: int) -> str:
    def y(value: float) -> float:
        return scale.y(min(max(value, scale.low), scale.high))

    at = svg.thinned(len(line.time))
    upper = [(scale.x(line.time[k]), y(line.high[k])) for k in at]
    lower = [(scale.x(line.time[k]), y(line.low[k])) for k in reversed(at)]
    said = svg.title(f"{line.name}: 90 of 100 virtual persons")
    return svg.mark("path", said, d=svg.path(upper + lower, close=True), class_=f"outer arm{place}")


def _mean(scale: Scale, line: Line, place: int) -> str:
    points = [(scale.x(line.time[k]), scale.y(line.mean[k])) for k in svg.thinned(len(line.time))]
    return svg.mark("path", d=svg.path(points), class_=f"median arm{place}")


def _apart(measured: Sequence[Measured], scale: Scale) -> list[float]:
    """Return where each mark stands: those of one moment side by side, all within the frame."""
    found: list[float] = []
    for number, one in enumerate(measured):
        same = [k for k, other in enumerate(measured) if abs(scale.x(other.time) - scale.x(one.time)) < BESIDE]
        shift = (same.index(number) - (len(same) - 1) / 2) * BESIDE
        found.append(min(max(scale.x(one.time) + shift, LEFT + 6), WIDTH - RIGHT - 6))
    return found


def _mark(scale: Scale, one: Measured, x: float, letter: str) -> list[str]:
    parts: list[str] = []
    top, bottom = svg.near(scale.y(one.high)), svg.near(scale.y(one.low))
    if one.span is not None:
        first, last = svg.near(scale.x(one.span[0])), svg.near(scale.x(one.span[1]))
        said = svg.title("the prediction for the time over which the study took the mean")
        over = f"M{first} {svg.near(scale.y(one.predicted))}H{last}"
        parts.append(svg.mark("path", said, d=over, class_=f"foreseen arm{one.line}"))
        parts.append(svg.mark("path", d=f"M{first} {svg.near(scale.y(one.mean))}H{last}", class_=f"bar {one.state}"))
    bar = f"M{svg.near(x - 4)} {top}h8M{svg.near(x)} {top}V{bottom}M{svg.near(x - 4)} {bottom}h8"
    parts.append(svg.mark("path", d=bar, class_=f"bar {one.state}"))
    parts.append(shape((x, scale.y(one.mean)), one.state, one.words, ours=one.ours, size=5.2))
    if letter:
        parts.append(svg.text((x, scale.y(one.high) - 5), letter, class_="said middle"))
    if one.state == "outside":
        side, anchor = (x - 9, "end") if x > WIDTH * 0.72 else (x + 9, "start")
        parts.append(svg.text((side, scale.y(one.mean) - 8), "outside", class_=f"said {anchor}"))
    return parts


def _names(lines: Sequence[Line]) -> list[str]:
    """Return a row per arm under the drawing: its line and its letter."""
    parts: list[str] = []
    for place, line in enumerate(lines):
        y = HEIGHT + LINE * place + 6
        parts.append(svg.mark("path", d=f"M{svg.near(LEFT)} {svg.near(y - 4)}h34", class_=f"median arm{place}"))
        parts.append(svg.text((LEFT + 42, y), f"{LETTERS[place]}  {line.name}", class_="legend"))
    return parts


def trial_figure(
    label: str,
    lines: Sequence[Line],
    measured: Sequence[Measured],
    *,
    unit: str,
    marks: Sequence[tuple[float, str]],
    none: float | None = None,
) -> str:
    """Draw time courses, a line and a band per arm, and over them what was measured, with its 95 % interval.

    ``marks`` are (time, words) of the time axis; ``none`` is the value of no change, where there is one.
    """
    low, high, cut = _seen(lines, measured, none)
    pad = 0.06 * (high - low or 1.0)
    scale = Scale(0.0, max(line.time[-1] for line in lines), low - pad, high + pad)
    parts = [_band(scale, line, place) for place, line in enumerate(lines)]
    parts += axes(scale, unit, marks)
    if none is not None:
        across = f"M{svg.near(LEFT)} {svg.near(scale.y(none))}H{svg.near(WIDTH - RIGHT)}"
        parts.append(svg.mark("path", d=across, class_="grid zero"))
    parts += [_mean(scale, line, place) for place, line in enumerate(lines)]
    several = len(lines) > 1
    for one, x in zip(measured, _apart(measured, scale), strict=True):
        parts += _mark(scale, one, x, LETTERS[one.line] if several else "")
    if cut:
        parts.append(svg.text((WIDTH - RIGHT, 16.0), "the band reaches farther", class_="unit end"))
    if several:
        parts += _names(lines)
    height = HEIGHT + (LINE * len(lines) if several else 0.0) - (0.0 if several else BOTTOM * 0.2)
    spoken = f"{label}. {' '.join(f'{one.words}.' for one in measured)}"
    return svg.figure(WIDTH, height, spoken, parts, "trial")
