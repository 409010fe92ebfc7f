"""Bars: usual intake held against what each authority asks, one row each, on one ruler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import number

WIDTH = 480.0
LEFT, RIGHT, TOP, ROW, BOTTOM = 152.0, 22.0, 40.0, 25.0, 40.0


@dataclass(frozen=True)
class Spread:
    """An uncertain amount per day, in the unit shown: 5, 50 and 95 %."""

    name: str
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Asked:
    """What one authority says: ``values`` are (shape, kind, amount); shape is requirement, target or adequate."""

    name: str
    own: bool
    values: Sequence[tuple[str, str, float]]


def _shape(kind: str, at: svg.Point, words: str, own: bool) -> str:
    x, y = at
    style = f"asked {kind}{' own' if own else ''}"
    if kind == "requirement":
        outline = svg.path([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)], close=True)
        return svg.mark("path", svg.title(words), d=outline, class_=style)
    if kind == "adequate":
        return svg.mark("rect", svg.title(words), x=x - 5, y=y - 5, width=10.0, height=10.0, class_=style)
    return svg.mark("circle", svg.title(words), cx=x, cy=y, r=5.8, class_=style)


def _legend() -> str:
    keys = [("◆", "requirement", "average need"), ("●", "target", "recommended"), ("■", "adequate", "adequate intake")]
    return svg.legend((WIDTH - RIGHT, 16.0), keys, "end")


def needs_figure(intakes: Sequence[Spread], asked: Sequence[Asked], *, unit: str, digits: int) -> str:
    """Draw intakes as bars (90 of 100, a line at the middle) above one row of marks per authority.

    Amounts per day in the unit shown. Diamonds are average requirements, circles recommendations, squares adequate
    intakes; the authority chosen is the row marked ``own``, whose marks reach up through the bars. None is averaged.
    """
    points = [point for row in asked for _, _, point in row.values]
    highest = max([*points, *(one.high for one in intakes), 1e-9]) * 1.06
    height = TOP + ROW * (len(intakes) + len(asked)) + BOTTOM

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * value / highest

    parts = [_legend()]
    base = height - BOTTOM
    places = svg.ticks(0.0, highest, 5)
    for value in places:
        parts.append(svg.mark("path", d=f"M{svg.near(x(value))} {svg.near(TOP - 8)}V{svg.near(base)}", class_="grid"))
        parts.append(svg.text((x(value), base + 17), number(value, svg.decimals(places)), class_="tick middle"))
    parts.append(svg.text((WIDTH - RIGHT, base + 34), f"{unit} per day", class_="unit end"))
    for own in (row for row in asked if row.own):
        for kind, _, value in own.values:
            line = f"M{svg.near(x(value))} {svg.near(TOP - 8)}V{svg.near(TOP + ROW * (len(intakes) + 0.5))}"
            parts.append(svg.mark("path", d=line, class_=f"rule {kind}"))
    spoken: list[str] = []
    for position, one in enumerate(intakes):
        y = TOP + ROW * (position + 0.5)
        words = (
            f"{one.name}: {number(one.median, digits)} {unit} ({number(one.low, digits)} to {number(one.high, digits)})"
        )
        spoken.append(words)
        box = {"x": x(one.low), "y": y - 6, "width": max(x(one.high) - x(one.low), 1.0), "height": 12.0, "rx": 3.0}
        parts.append(svg.mark("rect", svg.title(words), **box, class_="spread"))
        parts.append(svg.mark("path", d=f"M{svg.near(x(one.median))} {svg.near(y - 9)}v18", class_="middle-line"))
        parts.append(svg.text((LEFT - 10, y + 4), one.name, class_="row end"))
    for position, row in enumerate(asked):
        y = TOP + ROW * (len(intakes) + position + 0.5)
        style = "row end own" if row.own else "row end"
        parts.append(svg.text((LEFT - 10, y + 4), row.name, class_=style))
        for kind, name, value in row.values:
            words = f"{row.name} {name}: {number(value, digits)} {unit}"
            spoken.append(words)
            parts.append(_shape(kind, (x(value), y), words, row.own))
    return svg.figure(WIDTH, height, f"Intake per day against needs. {'; '.join(spoken)}.", parts, "bars")
