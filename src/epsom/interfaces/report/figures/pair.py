"""A pair of counts: how many of 1,000 without and with a change, on one ruler that begins at none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from epsom.interfaces.report.figures import svg

WIDTH = 400.0
LEFT, RIGHT, TOP, ROW, THICK = 150.0, 92.0, 2.0, 25.0, 14.0


@dataclass(frozen=True)
class Bar:
    """One count of 1,000: its name, how many, the ends of a whisker (None: none), and what is written at its end."""

    name: str
    value: float
    low: float | None
    high: float | None
    words: str


def pair_figure(bars: Sequence[Bar], label: str) -> str:
    """Draw counts of 1,000 as bars from none on, the first one plain, the others with whiskers of 95 of 100.

    ``label`` says what is counted, among whom and in which time. Values are zero or more.
    """
    highest = max([*(one.value for one in bars), *(one.high or 0.0 for one in bars), 1e-9])
    wide = WIDTH - LEFT - RIGHT
    height = TOP + ROW * len(bars) + 2.0

    def x(value: float) -> float:
        return LEFT + wide * value / highest

    spoken = [f"{one.name}: {one.words}" for one in bars]
    told = f"{label}. {'; '.join(spoken)}."
    parts = [svg.title(label), svg.mark("desc", escape(told))]
    parts.append(svg.mark("path", d=f"M{svg.near(LEFT)} {svg.near(TOP)}V{svg.near(height - 2)}", class_="axis"))
    for place, one in enumerate(bars):
        y = TOP + ROW * (place + 0.5)
        kind = ("before", "doubted", "causal")[min(place, 2)]
        box = {"x": LEFT, "y": y - THICK / 2, "width": max(x(one.value) - LEFT, 0.8), "height": THICK}
        parts.append(svg.mark("rect", svg.title(spoken[place]), **box, class_=f"count {kind}"))
        end = x(one.value)
        if one.low is not None and one.high is not None:
            low, end = x(one.low), max(x(one.high), end)
            line = f"M{svg.near(low)} {svg.near(y)}H{svg.near(x(one.high))}"
            caps = "".join(f"M{svg.near(at)} {svg.near(y - 4)}v8" for at in (low, x(one.high)))
            parts.append(svg.mark("path", d=line + caps, class_="whisker"))
        parts.append(svg.text((LEFT - 8, y + 4), one.name, class_="row end"))
        parts.append(svg.text((end + 7, y + 4), one.words, class_=f"said {kind}"))
    return svg.figure(WIDTH, height, told, parts, "pair-of-counts")
