"""Stores: what each holds beside its full state, before any laboratory value and after all of them, on one ruler."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg
from epsom.interfaces.report.words import number

WIDTH = 480.0
LEFT, RIGHT, TOP, ROW, BOTTOM = 14.0, 14.0, 40.0, 46.0, 42.0
NAME, BEFORE, AFTER, THICK = 13.0, 21.0, 33.0, 9.0


@dataclass(frozen=True)
class Span:
    """5, 50 and 95 % of an amount beside the full state, in the unit shown."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Store:
    """A store with its two spans, and what they say in words."""

    name: str
    before: Span
    after: Span
    words: str


def stores_figure(label: str, stores: Sequence[Store], *, unit: str, before: str, after: str) -> str:
    """Draw two bars a store, pale before and dark after, beside the line of full stores at 0.

    ``before`` and ``after`` name the two for the reader. A bar is 90 of 100, with the middle marked.
    """
    ends = [end for one in stores for span in (one.before, one.after) for end in (span.low, span.high)]
    low, high = min([*ends, 0.0]), max([*ends, 0.0])
    pad = 0.05 * (high - low or 1.0)
    low, high = low - pad, high + pad
    base = TOP + ROW * len(stores)

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - low) / (high - low)

    parts = [svg.legend((LEFT, 14.0), [("■", "before", before), ("■", "after", after)], "start")]
    places = svg.ticks(low, high, 5)
    for value in places:
        line = f"M{svg.near(x(value))} {svg.near(TOP - 8)}V{svg.near(base)}"
        parts.append(svg.mark("path", d=line, class_="grid"))
        parts.append(svg.text((x(value), base + 17), number(value, svg.decimals(places)), class_="tick middle"))
    parts.append(svg.mark("path", d=f"M{svg.near(x(0.0))} {svg.near(TOP - 12)}V{svg.near(base)}", class_="cut"))
    for place, one in enumerate(stores):
        parts += _row(one, TOP + ROW * place, x)
    parts.append(svg.text((WIDTH / 2, base + 35), f"beside full stores, at 0 [{unit}]", class_="unit middle"))
    spoken = "; ".join(f"{one.name}: {one.words}" for one in stores)
    return svg.figure(WIDTH, base + BOTTOM, f"{label}. {spoken}.", parts, "held")


def _row(one: Store, top: float, x: Callable[[float], float]) -> list[str]:
    parts = [svg.text((LEFT, top + NAME), one.name, class_="row")]
    for span, at, kind in ((one.before, BEFORE, "before"), (one.after, AFTER, "after")):
        box = {"x": x(span.low), "y": top + at - 3, "width": max(x(span.high) - x(span.low), 1.5), "height": THICK}
        parts.append(svg.mark("rect", svg.title(f"{one.name}, {one.words}"), **box, rx=2.0, class_=f"held-{kind}"))
        line = f"M{svg.near(x(span.median))} {svg.near(top + at - 4)}v{svg.near(THICK + 2)}"
        parts.append(svg.mark("path", d=line, class_="middle-line"))
    return parts
