"""The forest: how far every prediction lies from what a study measured, a row per study, all on one ruler."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import number

WIDTH = 600.0
LEFT, RIGHT, TOP, ROW, HEAD, BOTTOM = 206.0, 126.0, 62.0, 17.0, 30.0, 44.0
FARTHEST = 6.0
"""Standard errors at the edge; what lies farther is drawn there, with an arrow."""
INSIDE = 1.96


@dataclass(frozen=True)
class Dot:
    """One outcome: its distance in standard errors; state is inside, outside or shown; ``words`` say it all.

    ``ours`` marks a tolerance that is not the study's.
    """

    z: float
    state: str
    ours: bool
    words: str


@dataclass(frozen=True)
class Row:
    """One study: its label, what stands at the right of it, a target to go to, and its outcomes."""

    label: str
    note: str
    target: str
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Stand:
    """The studies of one group."""

    name: str
    rows: Sequence[Row]


def _x(z: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (z + FARTHEST) / (2 * FARTHEST)


def shape(at: svg.Point, state: str, words: str, *, ours: bool = False, size: float = 4.6) -> str:
    """Return the sign of an outcome: a circle inside, a diamond outside, a square for what is only shown."""
    x, y = at
    style = f"seen {state}{' ours' if ours else ''}"
    if state == "outside":
        far = size * 1.3
        outline = svg.path([(x, y - far), (x + far, y), (x, y + far), (x - far, y)], close=True)
        return svg.mark("path", svg.title(words), d=outline, class_=style)
    if state == "shown":
        side = size * 1.7
        box = {"x": x - side / 2, "y": y - side / 2, "width": side, "height": side}
        return svg.mark("rect", svg.title(words), **box, class_=style)
    return svg.mark("circle", svg.title(words), cx=x, cy=y, r=size, class_=style)


def _dot(dot: Dot, y: float) -> str:
    if not isfinite(dot.z):
        return svg.text((_x(0.0), y + 4), "no number", class_="none middle")
    if abs(dot.z) <= FARTHEST:
        return shape((_x(dot.z), y), dot.state, dot.words, ours=dot.ours)
    way = 1.0 if dot.z > 0 else -1.0
    x = _x(way * FARTHEST)
    tip = [(x + way * 11, y), (x + way * 2, y - 6), (x + way * 2, y + 6)]
    return svg.mark("path", svg.title(dot.words), d=svg.path(tip, close=True), class_=f"seen {dot.state}")


def _linked(target: str, drawn: str) -> str:
    return f'<a href="#{escape(target)}">{drawn}</a>' if target else drawn


def _ruler(top: float, bottom: float) -> list[str]:
    wide = _x(INSIDE) - _x(-INSIDE)
    parts = [svg.mark("rect", x=_x(-INSIDE), y=top, width=wide, height=bottom - top, class_="reference")]
    for z in range(-int(FARTHEST), int(FARTHEST) + 1, 2):
        x = svg.near(_x(z))
        parts.append(svg.mark("path", d=f"M{x} {svg.near(top)}V{svg.near(bottom)}", class_="axis" if not z else "grid"))
        for y in (top - 7, bottom + 16):
            parts.append(svg.text((_x(z), y), number(z, 0), class_="tick middle"))
    middle = (_x(0.0), bottom + 35)
    parts.append(svg.text(middle, "predicted less observed, in standard errors of the study", class_="unit middle"))
    return parts


def _legend() -> str:
    keys = [("●", "inside", "inside"), ("◆", "outside", "outside"), ("■", "shown", "shown, not counted"),
            ("○", "ours", "hollow: tolerance ours"), ("▶", "far", "farther than 6")]  # fmt: skip
    return svg.legend((WIDTH / 2, 18.0), keys, "middle")


def forest_figure(stands: Sequence[Stand], label: str) -> str:
    """Draw every outcome by its distance in standard errors: a row per study, studies by group.

    The pale zone is where a prediction lies inside the 95 % interval of a study's mean. Shape and title say what the
    colour says.
    """
    rows = sum(len(stand.rows) for stand in stands)
    height = TOP + HEAD * len(stands) + ROW * rows + BOTTOM
    parts = [_legend(), *_ruler(TOP, height - BOTTOM)]
    y = TOP
    for stand in stands:
        parts.append(svg.text((8.0, y + HEAD - 9), stand.name, class_="stand"))
        line = f"M8 {svg.near(y + HEAD - 3)}H{svg.near(WIDTH - 8)}"
        parts.append(svg.mark("path", d=line, class_="grid"))
        y += HEAD
        for row in stand.rows:
            middle = y + ROW / 2
            label_ = svg.text((LEFT - 20, middle + 4), row.label, class_="row end")
            parts.append(_linked(row.target, label_))
            parts += [_dot(dot, middle) for dot in sorted(row.dots, key=lambda one: one.state == "outside")]
            parts.append(svg.text((WIDTH - RIGHT + 20, middle + 4), row.note, class_="row"))
            y += ROW
    return svg.figure(WIDTH, height, label, parts, "forest")
