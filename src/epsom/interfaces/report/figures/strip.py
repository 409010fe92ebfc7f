"""A strip: one laboratory value on its ruler, over the ranges that laboratories print and what was expected of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import number

WIDTH, HEIGHT = 480.0, 84.0
LEFT, RIGHT, TOP, BASE = 16.0, 16.0, 22.0, 60.0
VALUE, BAR = TOP + 9.0, BASE - 9.0
EDGE = 28.0  # nearer to an end than this, a number is written towards the middle


@dataclass(frozen=True)
class Printed:
    """A range as somebody prints it; an end that is not printed is None."""

    name: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Expected:
    """What was expected before the value was read: 5, 50 and 95 %."""

    low: float
    median: float
    high: float


def strip_figure(
    name: str,
    value: float,
    *,
    unit: str,
    digits: int,
    printed: Sequence[Printed] = (),
    expected: Expected | None = None,
    bound: str = "",
    told: str = "",
) -> str:
    """Draw a value as a diamond, over printed ranges laid on each other, and what was expected as a bar beneath it.

    All numbers are in the unit shown. ``bound`` is < or > where no more is known of the value than that it lies there;
    ``told`` is the value with the digits in which it was told.
    """
    known = [end for one in printed for end in (one.low, one.high) if end is not None]
    values = [value, *known, *((expected.low, expected.high) if expected else ())]
    low, high = min(values), max(values)
    pad = 0.08 * (high - low or abs(high) or 1.0)
    low, high = (max(low - pad, 0.0) if low >= 0 else low - pad), high + pad

    def x(at: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (at - low) / (high - low)

    parts: list[str] = []
    for one in printed:
        first, last = x(low if one.low is None else one.low), x(high if one.high is None else one.high)
        box = {"x": first, "y": TOP, "width": last - first, "height": BASE - TOP}
        parts.append(svg.mark("rect", svg.title(_range(one, unit)), **box, class_="printed"))
    places = svg.ticks(low, high, 5)
    parts.append(svg.mark("path", d=f"M{svg.near(LEFT)} {svg.near(BASE)}H{svg.near(WIDTH - RIGHT)}", class_="axis"))
    for place in places:
        parts.append(svg.mark("path", d=f"M{svg.near(x(place))} {svg.near(BASE)}v4", class_="axis"))
        parts.append(svg.text((x(place), BASE + 18), number(place, svg.decimals(places)), class_="tick middle"))
    said = told or f"{bound and f'{bound} '}{number(value, digits)} {unit}"
    if expected is not None:
        parts += _bar(expected, x, unit, digits)
    parts += _value(x(value), said, bound)
    ranges = "; ".join(_range(one, unit) for one in printed)
    before = "" if expected is None else f" Expected before: {_span(expected, unit, digits)}."
    spoken = f"{name}: {said}.{ranges and f' Printed ranges: {ranges}.'}{before}"
    return svg.figure(WIDTH, HEIGHT, spoken, parts, "strip")


def _bar(expected: Expected, x: Callable[[float], float], unit: str, digits: int) -> list[str]:
    first, last = x(expected.low), x(expected.high)
    box = {"x": first, "y": BAR - 5, "width": max(last - first, 1.5), "height": 10.0, "rx": 3.0}
    title = svg.title(f"expected before it was read: {_span(expected, unit, digits)}")
    line = f"M{svg.near(x(expected.median))} {svg.near(BAR - 7)}v14"
    return [svg.mark("rect", title, **box, class_="spread"), svg.mark("path", d=line, class_="middle-line")]


def _value(x: float, said: str, bound: str) -> list[str]:
    outline = svg.path([(x, VALUE - 8), (x + 8, VALUE), (x, VALUE + 8), (x - 8, VALUE)], close=True)
    anchor = "start" if x < LEFT + EDGE else "end" if x > WIDTH - RIGHT - EDGE else "middle"
    at = LEFT if anchor == "start" else WIDTH - RIGHT if anchor == "end" else x
    parts = [
        svg.mark("path", d=f"M{svg.near(x)} {svg.near(VALUE)}V{svg.near(BASE)}", class_="drop"),
        svg.mark("path", svg.title(said), d=outline, class_="reading"),
        svg.text((at, TOP - 6), said, class_=f"value {anchor}"),
    ]
    if bound:
        way = -1 if bound == "<" else 1
        arrow = f"M{svg.near(x + 10 * way)} {svg.near(VALUE)}h{20 * way}m{-5 * way} -4l{5 * way} 4l{-5 * way} 4"
        parts.append(svg.mark("path", d=arrow, class_="toward"))
    return parts


def _range(one: Printed, unit: str) -> str:
    if one.low is None:
        return f"{one.name} up to {one.high:.4g} {unit}"
    if one.high is None:
        return f"{one.name} from {one.low:.4g} {unit}"
    return f"{one.name} {one.low:.4g} to {one.high:.4g} {unit}"


def _span(one: Expected, unit: str, digits: int) -> str:
    return f"{number(one.median, digits)} {unit} ({number(one.low, digits)} to {number(one.high, digits)})"
