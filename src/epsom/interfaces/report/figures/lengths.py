"""Lengths: one bar per line from none on, its name and a note above it, and its number in words behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from epsom.interfaces.report.figures import svg

WIDTH = 480.0
LEFT, TOP, ROW, NOTE, THICK = 4.0, 4.0, 40.0, 15.0, 11.0  # NOTE: how much higher a row with a note is
NAME, MIDDLE = 14.0, 27.0  # where a row's name and its bar stand in it
BEHIND = 204.0  # room for the words behind the longest bar


@dataclass(frozen=True)
class Length:
    """One line: its name, how long, how far that may be off (0: not told), its number in words, and a note."""

    name: str
    value: float
    error: float
    words: str
    kind: str = "causal"
    note: str = ""


def lengths_figure(label: str, lengths: Sequence[Length], *, full: float | None = None, least: float = 0.0) -> str:
    """Draw values of zero or more as bars on a pale whole one, each with a whisker of its error.

    ``full`` is what the whole stands for; where it is not told, the longest, but never less than ``least``, so that
    small ones look small.
    """
    longest = full or max([*(one.value + one.error for one in lengths), least, 1e-9])
    row = ROW + (NOTE if any(one.note for one in lengths) else 0.0)
    wide = WIDTH - LEFT - BEHIND

    def x(value: float) -> float:
        return LEFT + wide * min(max(value, 0.0) / longest, 1.0)

    parts: list[str] = []
    for place, one in enumerate(lengths):
        top = TOP + row * place
        y = top + MIDDLE + row - ROW
        box: dict[str, object] = {"y": y - THICK / 2, "height": THICK, "rx": 2.0}
        parts.append(svg.mark("rect", "", x=LEFT, width=wide, class_="whole", **box))
        long = max(x(one.value) - LEFT, 1.5)
        title = svg.title(f"{one.name}: {one.words}")
        parts.append(svg.mark("rect", title, x=LEFT, width=long, class_=f"count {one.kind}", **box))
        if one.error > 0:
            first, last = x(one.value - one.error), x(one.value + one.error)
            caps = "".join(f"M{svg.near(at)} {svg.near(y - 4)}v8" for at in (first, last))
            parts.append(
                svg.mark("path", d=f"M{svg.near(first)} {svg.near(y)}H{svg.near(last)}{caps}", class_="whisker")
            )
        parts.append(svg.text((LEFT, top + NAME), one.name, class_="row"))
        if one.note:
            parts.append(svg.text((LEFT, top + NAME + NOTE), one.note, class_="tick"))
        parts.append(svg.text((LEFT + wide + 8, y + 4), one.words, class_="said"))
    told = "; ".join(f"{one.name}{f', {one.note}' if one.note else ''}: {one.words}" for one in lengths)
    return svg.figure(WIDTH, TOP + row * len(lengths) + 2, f"{label}. {told}.", parts, "lengths")
