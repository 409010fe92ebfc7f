"""The loop: stations round a circle, an arrow from each to the next, drawn by how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import cos, hypot, pi, sin
from textwrap import wrap

from epsom.interfaces.report.figures import svg
from epsom.outcomes.loops import Loop, Step

WIDTH = 600.0
MIDDLE: svg.Point = (300.0, 204.0)
REACH: svg.Point = (214.0, 172.0)
"""Half the width and half the height of the ellipse that the stations lie on."""
BOX: svg.Point = (142.0, 56.0)
LINE, LETTERS, GAP, DISC = 16.0, 16, 8.0, 10.0
SIGNS = {"mechanism": "━", "trial": "═", "association": "╌"}
"""How an arrow looks in the key: whole, double and broken, so that nothing hangs on colour alone."""


def loop_svg(loop: Loop) -> str:
    """Draw a loop clockwise, its first station on top; titles hold what is said of each arrow and its citation.

    Any number of stations from three on; a name longer than three lines is cut, and stands whole in the title.
    """
    angles = [2.0 * pi * place / len(loop.steps) - pi / 2.0 for place in range(len(loop.steps))]
    turn = 2.0 * pi / len(loop.steps)
    arrows = [
        _arrow(step, number, angle, angle + turn)
        for number, (step, angle) in enumerate(zip(loop.steps, angles, strict=True), start=1)
    ]
    stations = [_station(step, angle) for step, angle in zip(loop.steps, angles, strict=True)]
    spoken = " ".join(f"{step.station}: {step.says} ({step.known_means})." for step in loop.steps)
    parts = [
        svg.title(loop.heading), f"<desc>{escape(f'{loop.note} {spoken}')}</desc>", *arrows, *stations, _key(loop.steps)
    ]  # fmt: skip
    low = max(MIDDLE[1] + REACH[1] + DISC, *(_on(angle)[1] + BOX[1] / 2.0 for angle in angles))
    return svg.figure(WIDTH, low + 5.0, loop.heading, parts, "ring")


def _on(angle: float) -> svg.Point:
    return MIDDLE[0] + REACH[0] * cos(angle), MIDDLE[1] + REACH[1] * sin(angle)


def _station(step: Step, angle: float) -> str:
    x, y = _on(angle)
    left, top = x - BOX[0] / 2.0, y - BOX[1] / 2.0
    frame = svg.mark("rect", x=left, y=top, width=BOX[0], height=BOX[1], rx=9.0, class_="station")
    lines = wrap(step.station, LETTERS, max_lines=3, placeholder="…")
    first = y + 4.5 - LINE * (len(lines) - 1) / 2.0
    words = [svg.text((x, first + LINE * place), line, class_="row middle") for place, line in enumerate(lines)]
    return svg.mark("g", svg.title(step.station) + frame + "".join(words))


def _outside(angle: float, at: float) -> bool:
    """Tell whether a point of the ellipse lies outside the box of the station at another angle, with a gap."""
    (x, y), (left, top) = _on(at), _on(angle)
    return abs(x - left) > BOX[0] / 2 + GAP or abs(y - top) > BOX[1] / 2 + GAP


def _arrow(step: Step, number: int, start: float, end: float) -> str:
    """Return an arrow along the ellipse from the edge of one box to the edge of the next, with its number on it."""
    places = [start + (end - start) * part / 200 for part in range(201)]
    free = [at for at in places if _outside(start, at) and _outside(end, at)]
    free = free or places[90:111]
    points = [_on(at) for at in free]
    (x0, y0), (x1, y1) = points[max(len(points) - 12, 0)], points[-1]
    length = hypot(x1 - x0, y1 - y0) or 1.0
    back, side = (11.0 * (x1 - x0) / length, 11.0 * (y1 - y0) / length), 5.5 / 11.0
    left = (x1 - back[0] - side * back[1], y1 - back[1] + side * back[0])
    right = (x1 - back[0] + side * back[1], y1 - back[1] - side * back[0])
    shaft = [point for point in points if hypot(point[0] - x1, point[1] - y1) > 8.0] or points[:1]
    at = points[len(points) // 2]
    words = f"{step.says} {step.known.capitalize()}: {step.known_means}. {step.citation}"
    inside = svg.title(words) + svg.mark("path", d=svg.path(shaft[::3] + shaft[-1:]), class_="way")
    if step.known == "trial":
        inside += svg.mark("path", d=svg.path(shaft[::3] + shaft[-1:]), class_="core")
    inside += svg.mark("path", d=svg.path([(x1, y1), left, right], close=True), class_="tip")
    inside += svg.mark("circle", cx=at[0], cy=at[1], r=DISC, class_="disc")
    inside += svg.text((at[0], at[1] + 4.5), str(number), class_="count middle")
    return svg.mark("g", inside, class_=f"arrow {step.known}")


def _key(steps: Sequence[Step]) -> str:
    """Return what the arrows mean, a line for each way of knowing that is there, in the middle of the ring."""
    known = {step.known: step.known_means for step in steps}
    lines = list(known.items())
    top = MIDDLE[1] - 8.0 - 19.0 * (len(lines) - 3)
    parts: list[str] = []
    for place, (kind, means) in enumerate(lines):
        y = top + 38.0 * place
        sign = svg.mark("tspan", SIGNS.get(kind, "─") * 2, class_=f"sign {kind}")
        parts.append(svg.mark("text", f"{sign} {escape(kind)}", x=MIDDLE[0], y=y, class_="row middle"))
        parts.append(svg.text((MIDDLE[0], y + 15.0), means, class_="legend middle"))
    return "".join(parts)
