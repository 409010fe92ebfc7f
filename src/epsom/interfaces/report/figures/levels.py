"""Levels: what does not move in a study, a row per number: the virtual people, and what was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.figures.band import RIGHT, WIDTH
from epsom.interfaces.report.figures.forest import shape
from epsom.interfaces.report.words import number

TOP, ROW, BOTTOM = 26.0, 46.0, 30.0
START = 14.0
LETTERS = 70  # of a name that find room in a row, and fewer beside another word


@dataclass(frozen=True)
class Level:
    """One number: the mean of virtual people and what 90 of 100 lie between; what was measured, and its 95 % interval.

    State as in the forest.
    """

    name: str
    predicted: float
    band: tuple[float, float]
    mean: float
    low: float
    high: float
    state: str
    ours: bool
    words: str


def levels_figure(label: str, levels: Sequence[Level], *, unit: str, none: float | None = None) -> str:
    """Draw levels on one ruler, a row each: a box of 90 of 100 virtual persons with their mean, and the study's mean.

    ``none`` is the value of no change, where there is one.
    """
    values = [value for one in levels for value in (*one.band, one.predicted, one.low, one.high)]
    values += [] if none is None else [none]
    low, high = min(values), max(values)
    pad = 0.05 * (high - low or abs(high) or 1.0)
    low, high = low - pad, high + pad
    base = TOP + ROW * len(levels)

    def x(value: float) -> float:
        return START + (WIDTH - START - RIGHT) * (value - low) / (high - low)

    parts = [svg.text((4.0, 16.0), unit, class_="unit")]
    places = svg.ticks(low, high, 5)
    for value in places:
        line = f"M{svg.near(x(value))} {svg.near(TOP)}V{svg.near(base)}"
        parts.append(svg.mark("path", d=line, class_="grid zero" if value == none else "grid"))
        parts.append(svg.text((x(value), base + 18), number(value, svg.decimals(places)), class_="tick middle"))
    for place, one in enumerate(levels):
        parts += _row(one, TOP + ROW * place, x)
    spoken = f"{label}. {' '.join(f'{one.words}.' for one in levels)}"
    return svg.figure(WIDTH, base + BOTTOM, spoken, parts, "levels")


def _row(one: Level, top: float, x: Callable[[float], float]) -> list[str]:
    y = top + 31
    first, last = x(one.band[0]), x(one.band[1])
    box = {"x": first, "y": y - 7, "width": max(last - first, 1.0), "height": 14.0, "rx": 3.0}
    said = "outside" if one.state == "outside" else ""
    bar = f"M{svg.near(x(one.low))} {svg.near(y - 4)}v8M{svg.near(x(one.low))} {svg.near(y)}"
    bar += f"H{svg.near(x(one.high))}M{svg.near(x(one.high))} {svg.near(y - 4)}v8"
    return [
        svg.text((START, top + 15), _short(one.name, LETTERS - 12 if said else LETTERS), class_="row"),
        svg.text((WIDTH - RIGHT, top + 15), said, class_="said end"),
        svg.mark("rect", svg.title(f"{one.name}: 90 of 100 virtual persons"), **box, class_="spread"),
        svg.mark("path", d=bar, class_=f"bar {one.state}"),
        svg.mark("path", d=f"M{svg.near(x(one.predicted))} {svg.near(y - 10)}v20", class_="middle-line"),
        shape((x(one.mean), y), one.state, one.words, ours=one.ours, size=5.2),
    ]


def _short(name: str, letters: int) -> str:
    """Return a name cut to the room there is; the whole of it stands in the titles."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"
