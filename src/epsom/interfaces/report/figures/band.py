"""Bands: how a quantity of an uncertain person moves in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import number

WIDTH, HEIGHT = 480.0, 268.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 12.0, 34.0, 40.0


@dataclass(frozen=True)
class Course:
    """Five quantiles in time, in the unit shown; ``name`` stands in the legend."""

    name: str
    time: Sequence[float]
    q05: Sequence[float]
    q25: Sequence[float]
    q50: Sequence[float]
    q75: Sequence[float]
    q95: Sequence[float]


@dataclass(frozen=True)
class Interval:
    """A named interval drawn behind the curve."""

    name: str
    low: float
    high: float


@dataclass(frozen=True)
class Scale:
    """Places time and value on the drawing."""

    start: float
    end: float
    low: float
    high: float

    def x(self, time: float) -> float:
        """Return the distance from the left edge."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (time - self.start) / (self.end - self.start or 1.0)

    def y(self, value: float) -> float:
        """Return the distance from the top edge."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.low) / (self.high - self.low or 1.0)


def _scale(courses: Sequence[Course], interval: Interval | None, zero: bool) -> Scale:
    low = min(min(course.q05) for course in courses)
    high = max(max(course.q95) for course in courses)
    if interval is not None:
        low, high = min(low, interval.low), max(high, interval.high)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    pad = 0.06 * (high - low or abs(high) or 1.0)
    return Scale(min(c.time[0] for c in courses), max(c.time[-1] for c in courses), low - pad, high + pad)


def _area(scale: Scale, time: Sequence[float], low: Sequence[float], high: Sequence[float]) -> list[svg.Point]:
    at = svg.thinned(len(time))
    upper = [(scale.x(time[i]), scale.y(high[i])) for i in at]
    return upper + [(scale.x(time[i]), scale.y(low[i])) for i in reversed(at)]


def _line(scale: Scale, time: Sequence[float], value: Sequence[float]) -> str:
    return svg.path([(scale.x(time[i]), scale.y(value[i])) for i in svg.thinned(len(time))])


def _course(scale: Scale, course: Course, kind: str) -> list[str]:
    outer = svg.path(_area(scale, course.time, course.q05, course.q95), close=True)
    inner = svg.path(_area(scale, course.time, course.q25, course.q75), close=True)
    name = course.name
    return [
        svg.mark("path", svg.title(f"{name}: 90 of 100 virtual persons"), d=outer, class_=f"outer {kind}"),
        svg.mark("path", svg.title(f"{name}: 50 of 100 virtual persons"), d=inner, class_=f"inner {kind}"),
    ]


def axes(scale: Scale, unit: str, marks: Sequence[tuple[float, str]]) -> list[str]:
    """Return grid, ticks and unit of the values, and the marks of the time axis."""
    parts: list[str] = []
    values = svg.ticks(scale.low, scale.high)
    digits = svg.decimals(values)
    for value in values:
        y = scale.y(value)
        zero = " zero" if value == 0 else ""
        parts.append(
            svg.mark("path", d=f"M{svg.near(LEFT)} {svg.near(y)}H{svg.near(WIDTH - RIGHT)}", class_=f"grid{zero}")
        )
        parts.append(svg.text((LEFT - 6, y + 4), number(value, digits), class_="tick end"))
    for position, (time, words) in enumerate(marks):
        x = scale.x(time)
        anchor = "start" if position == 0 else "end" if position == len(marks) - 1 else "middle"
        parts.append(svg.mark("path", d=f"M{svg.near(x)} {svg.near(HEIGHT - BOTTOM)}v5", class_="axis"))
        parts.append(svg.text((x, HEIGHT - BOTTOM + 20), words, class_=f"tick {anchor}"))
    base = f"M{svg.near(LEFT)} {svg.near(HEIGHT - BOTTOM)}H{svg.near(WIDTH - RIGHT)}"
    parts += [svg.mark("path", d=base, class_="axis"), svg.text((4.0, 16.0), unit, class_="unit")]
    return parts


def _legend(courses: Sequence[Course], kinds: Sequence[str], interval: Interval | None) -> str:
    keys: list[tuple[str, str, str]] = []
    if len(courses) > 1:
        keys = [("╍╍" if kind == "usual" else "━━", kind, one.name) for one, kind in zip(courses, kinds, strict=True)]
    if interval is not None:
        keys.append(("■", "interval", interval.name))
    return svg.legend((WIDTH - RIGHT, 16.0), keys, "end") if keys else ""


def described(course: Course, unit: str, digits: int) -> str:
    """Tell a course in words: the middle at its start and end, and the range at its end."""
    first, last, low, high = (
        number(v, digits) for v in (course.q50[0], course.q50[-1], course.q05[-1], course.q95[-1])
    )
    return (
        f"{course.name}: middle {first} {unit} at the start, {last} at the end; 90 of 100 end between {low} and {high}."
    )


def band_figure(
    label: str,
    courses: Sequence[Course],
    *,
    unit: str,
    digits: int,
    marks: Sequence[tuple[float, str]],
    interval: Interval | None = None,
    kinds: Sequence[str] = ("serum",),
    zero: bool = False,
) -> str:
    """Draw one course, or two to compare, with their ranges in time.

    Outer area 90 of 100 virtual persons, inner 50 of 100, line the middle. Values and ``interval`` in the unit shown;
    ``marks`` are (time, words) of the time axis; ``kinds`` name the classes, one per course; the last course is drawn
    on top. ``zero`` keeps zero in sight. Time is thinned to about 120 points and keeps its last.
    """
    scale = _scale(courses, interval, zero)
    parts: list[str] = []
    if interval is not None:
        top, bottom = scale.y(interval.high), scale.y(interval.low)
        words = f"{interval.name} {number(interval.low, digits)} to {number(interval.high, digits)} {unit}"
        named = {"x": LEFT, "y": top, "width": WIDTH - LEFT - RIGHT, "height": bottom - top, "class_": "reference"}
        parts.append(svg.mark("rect", svg.title(words), **named))
    parts += axes(scale, unit, marks)
    for course, kind in zip(courses, kinds, strict=True):
        parts += _course(scale, course, kind)
    for course, kind in zip(courses, kinds, strict=True):
        parts.append(svg.mark("path", d=_line(scale, course.time, course.q50), class_=f"median {kind}"))
    parts.append(_legend(courses, kinds, interval))
    spoken = " ".join([f"{label}.", *(described(course, unit, digits) for course in courses)])
    if interval is not None:
        spoken += f" {interval.name}: {number(interval.low, digits)} to {number(interval.high, digits)} {unit}."
    return svg.figure(WIDTH, HEIGHT, spoken, parts, "band")
