"""Dots: twenty equally likely versions of one person, laid out along a quantity."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import number

WIDTH, DOT = 480.0, 33.0
LEFT, RIGHT, TOP, BOTTOM = 14.0, 14.0, 44.0, 48.0


def stacked(values: Sequence[float], size: float) -> list[tuple[float, int]]:
    """Return (column centre, height in the stack) of each dot in order of value; columns are a dot wide, edge at 0."""
    height: dict[int, int] = {}
    placed: list[tuple[float, int]] = []
    for value in sorted(values):
        column = ceil(value / size) - 1
        column = max(column, 0) if value > 0 else column
        placed.append(((column + 0.5) * size, height.get(column, 0)))
        height[column] = height.get(column, 0) + 1
    return placed


def _range(values: Sequence[float], cut: float) -> tuple[float, float]:
    low, high = min(*values, cut), max(*values, cut)
    pad = 0.09 * (high - low or abs(high) or 1.0)
    return low - pad, high + pad


def dots_figure(
    values: Sequence[float], *, cut: float, unit: str, digits: int, above: str, below: str, axis: str
) -> str:
    """Draw quantiles as stacked dots, told apart at ``cut`` by fill and by a line.

    ``values`` are equally likely, in the unit shown; ``above`` and ``below`` name the two sides for the reader;
    ``axis`` names the quantity. Dots of one column differ by less than a dot's width.
    """
    low, high = _range(values, cut)
    wide = WIDTH - LEFT - RIGHT
    placed = stacked([value - cut for value in values], (high - low) * DOT / wide)
    tallest = max(level for _, level in placed) + 1
    base = TOP + tallest * DOT
    height = base + BOTTOM

    def x(value: float) -> float:
        return LEFT + wide * (value - low) / (high - low)

    parts: list[str] = []
    more = sum(value > cut for value in values)
    for value, (centre, level) in zip(sorted(values), placed, strict=True):
        side = "above" if value > cut else "below"
        words = f"{number(value, digits)} {unit}: {above if value > cut else below}"
        at = {"cx": x(centre + cut), "cy": base - DOT * (level + 0.5), "r": DOT / 2 - 2.2, "class_": f"dot {side}"}
        parts.append(svg.mark("circle", svg.title(words), **at))
    parts.append(svg.mark("path", d=f"M{svg.near(LEFT)} {svg.near(base + 2)}H{svg.near(WIDTH - RIGHT)}", class_="axis"))
    places = svg.ticks(low, high, 5)
    for value in places:
        parts.append(svg.mark("path", d=f"M{svg.near(x(value))} {svg.near(base + 2)}v5", class_="axis"))
        parts.append(svg.text((x(value), base + 21), number(value, svg.decimals(places)), class_="tick middle"))
    parts.append(svg.text((WIDTH / 2, base + 41), f"{axis} [{unit}]", class_="unit middle"))
    parts.append(svg.mark("path", d=f"M{svg.near(x(cut))} {svg.near(TOP - 14)}V{svg.near(base + 2)}", class_="cut"))
    parts += _sides(x(cut), len(values) - more, more, above, below)
    count = f"{more} of {len(values)} {above}; {len(values) - more} of {len(values)} {below}"
    middle = sorted(values)[len(values) // 2 - 1 : len(values) // 2 + 1]
    spread = f"from {number(min(values), digits)} to {number(max(values), digits)} {unit}"
    label = f"{axis}: {count}. Cut at {number(cut, digits)} {unit}. The dots run {spread}, middle about "
    return svg.figure(WIDTH, height, f"{label}{number(sum(middle) / 2, digits)} {unit}.", parts, "dots")


def _sides(x: float, less: int, more: int, above: str, below: str) -> list[str]:
    """Name both sides over the line: the shorter side's words in the line above."""
    left, right = f"◂ {less} {below}", f"{more} {above} ▸"
    ends = ((x - 8, "end") if x - LEFT > 7.6 * len(left) else (LEFT, "start"),
            (x + 8, "start") if WIDTH - RIGHT - x > 7.6 * len(right) else (WIDTH - RIGHT, "end"))  # fmt: skip
    apart = ends[0][1] == ends[1][1] or ends[0][1] == "start"
    rows = (12.0, TOP - 14) if apart else (TOP - 14, TOP - 14)
    if ends[1][1] == "end":
        rows = (TOP - 14, 12.0)
    return [
        svg.text((at, row), side, class_=f"legend {anchor}")
        for (at, anchor), row, side in zip(ends, rows, (left, right), strict=True)
    ]
