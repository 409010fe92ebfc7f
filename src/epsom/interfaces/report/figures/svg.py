"""The few marks that every figure is made of. Colours are named by class; the page's style sheet decides them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from math import ceil, floor, log10

Point = tuple[float, float]


def near(value: float) -> str:
    """Write a coordinate with one decimal, as short as it goes; never ``-0``."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def attributes(named: dict[str, object]) -> str:
    """Write attributes, escaped; a trailing underscore and inner underscores serve Python's names."""
    cells: list[str] = []
    for name, value in named.items():
        written = near(value) if isinstance(value, float) else escape(str(value), quote=True)
        cells.append(f' {name.rstrip("_").replace("_", "-")}="{written}"')
    return "".join(cells)


def mark(tag: str, inside: str = "", **named: object) -> str:
    """Return one element; ``inside`` is markup already escaped."""
    start = f"<{tag}{attributes(named)}"
    return f"{start}>{inside}</{tag}>" if inside else f"{start}/>"


def text(at: Point, words: str, **named: object) -> str:
    """Return a line of text, escaped."""
    return mark("text", escape(words), x=float(at[0]), y=float(at[1]), **named)


def legend(at: Point, keys: Sequence[tuple[str, str, str]], anchor: str) -> str:
    """Return one line that says what each sign means: (sign, class, words), set by the reader's own letter widths."""
    gap = "\u2003"
    cells = [mark("tspan", escape(sign), class_=f"sign {kind}") + f" {escape(words)}" for sign, kind, words in keys]
    return mark("text", gap.join(cells), x=float(at[0]), y=float(at[1]), class_=f"legend {anchor}")


def title(words: str) -> str:
    """Return the name that a pointer resting on a shape shows, escaped."""
    return f"<title>{escape(words)}</title>"


def figure(width: float, height: float, label: str, parts: Iterable[str], kind: str) -> str:
    """Return a whole figure: as wide as its box, named for a reader who does not see it."""
    box = f"0 0 {near(width)} {near(height)}"
    named = attributes(
        {"viewBox": box, "width": "100%", "role": "img", "aria_label": label, "class_": f"figure {kind}"}
    )
    # the namespace name is an identifier and fetches nothing; a page with SVG inline does not need it
    return f'<svg{named} focusable="false">{"".join(parts)}</svg>'


def path(points: Sequence[Point], *, close: bool = False) -> str:
    """Return straight lines through points, written relative to each other and rounded without drift."""
    rounded = [(round(x, 1), round(y, 1)) for x, y in points]
    steps = [f"M{near(rounded[0][0])} {near(rounded[0][1])}"]
    for (x0, y0), (x1, y1) in pairwise(rounded):
        if (x0, y0) != (x1, y1):
            step = f"l{near(x1 - x0)} {near(y1 - y0)}".replace(" -", "-")
            steps.append(re.sub(r"(?<=[l -])0(?=\.)", "", step))  # a zero before the point says nothing
    return "".join(steps) + ("z" if close else "")


def smooth(points: Sequence[Point]) -> str:
    """Return a closed soft outline through points (Catmull and Rom's spline as cubic curves)."""
    count = len(points)
    steps = [f"M{near(points[0][0])} {near(points[0][1])}"]
    for i in range(count):
        before, start, end, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        lead = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        trail = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        steps.append("C" + " ".join(f"{near(x)} {near(y)}" for x, y in (lead, trail, end)))
    return "".join(steps) + "z"


def thinned(count: int, limit: int = 120) -> list[int]:
    """Return the positions to draw of so many points: about ``limit``, evenly, always the first and the last."""
    if count <= limit:
        return list(range(count))
    return sorted({round(i * (count - 1) / (limit - 1)) for i in range(limit)})


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Return round values inside [low, high], about so many."""
    if not high > low:
        return [low]
    rough = (high - low) / max(about, 1)
    size = 10.0 ** floor(log10(rough))
    step = min((size * factor for factor in (1, 2, 2.5, 5, 10)), key=lambda one: abs(one - rough))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(k * step, 10) + 0.0 for k in range(first, last + 1)]


def decimals(values: Sequence[float]) -> int:
    """Return the decimals that tell round values apart: 0 for 0, 50, 100; 2 for 0.75, 0.80."""
    return next((digits for digits in range(4) if all(abs(v - round(v, digits)) < 1e-9 for v in values)), 4)
