"""Draw docs/simulation.svg: from the flux table to vector lanes, with the model's own counts.

``python scripts/draw_simulation_picture.py`` rewrites it; ``--check`` writes nothing and ends with 1 if the counts of
the model have moved on.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from html import escape
from pathlib import Path

import numpy as np

from epsom import units
from epsom.body.balance import DRIFTS, FLUXES
from epsom.cohort.draw import draw
from epsom.person import Person
from epsom.simulate.live import Phase, live, mixed_meals, settled
from epsom.simulate.model import Model, trace

PICTURE = Path(__file__).parents[1] / "docs" / "simulation.svg"
LETTERS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
INK, FAINT, GROUND = "#1d2b36", "#66757f", "#ffffff"
BOX, EDGE, ACCENT = "#f3f6f8", "#b8c4cc", "#1f6f8b"
SHADES = ("#1f6f8b", "#4a7c59", "#5b7083", "#9a6a12", "#75609c")
WIDTH, HEIGHT = 960, 560
LANES, PERSONS = 8, 30
CHECKED = (
    "Checked on the way: NumPy computes the same graph; scipy and an exported SBML file read the plain functions"
    " and never see it."
)
SEATED = (
    "Each bar is a person's year on a changed diet, as long as the steps it took. Whoever is done makes room for the"
    " next: no lane waits."
)


def counts(model: Model) -> list[tuple[str, list[str]]]:
    """Return what the boxes say: a title and its lines."""
    nodes = model.graph.nodes
    timed = Counter(nodes[n].op for n in model.graph.reached(model.rates) if not nodes[n].fixed)
    dense = model.size**2
    return [
        ("the body, as written", [f"{len(FLUXES)} fluxes, {len(DRIFTS)} drifts,", "plain Python, by organ"]),
        (
            "the graph",
            [f"{len(model.constants)} constants of a person,", "hoisted out of time",
             f"{timed['exp']} exponentials and", f"{timed['log']} logarithms per look"],
        ),
        (
            "slopes and elimination",
            [f"{len(model.jacobian)} of {dense} slopes exist,", f"{len(model.places)} of {dense} factors;",
             "the order is found once"],
        ),
        ("kernels", ["vector code, a person", "in each lane; kept on disk", "under a hash of the model"]),
    ]  # fmt: skip


def attempts() -> list[int]:
    """Return how many steps some virtual persons take through a year on a low diet, for the lanes of the picture."""
    persons = PERSONS
    body = draw(Person(age=30, sex="male", height="175 cm", weight="70 kg"), persons=persons, seed=1).body()
    start = settled(body, mixed_meals(np.full(persons, units.mmol(350.0)), 3), persons, way="numpy")
    low = mixed_meals(np.linspace(units.mmol(15.0), units.mmol(500.0), persons), 3)
    return list(map(int, live(start, 0.0, [Phase(365.0, body, low)], [365.0], way="numpy").attempts))


def text(
    x: float, y: float, words: str, *, size: int = 13, colour: str = INK, bold: bool = False, end: str = ""
) -> str:
    """Return a line of text."""
    anchor = f' text-anchor="{end}"' if end else ""
    weight = ' font-weight="600"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}"{anchor}{weight}>{escape(words)}</text>'


def picture(model: Model, steps: list[int]) -> str:
    """Return the whole picture."""
    marks = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{GROUND}"/>']
    boxes = counts(model)
    width, gap, top = 204.0, 34.0, 56.0
    marks.append(text(20, 34, "Written once, traced once", size=17, bold=True))
    for number, (title, lines) in enumerate(boxes):
        x = 20 + number * (width + gap)
        marks.append(
            f'<rect x="{x:g}" y="{top:g}" width="{width:g}" height="118" rx="8" fill="{BOX}" stroke="{EDGE}"/>'
        )
        marks.append(text(x + 14, top + 26, title, bold=True, size=14))
        marks += [text(x + 14, top + 50 + 18 * k, line, colour=FAINT) for k, line in enumerate(lines)]
        if number:
            marks.append(arrow(x - gap + 4, top + 58, x - 6, top + 58))
    marks.append(text(20, 206, CHECKED, colour=FAINT))
    marks.append(text(20, 262, f"{PERSONS} virtual persons in {LANES} lanes", size=17, bold=True))
    marks.append(text(20, 284, SEATED, colour=FAINT))
    return "\n".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
        f" role=\"img\" font-family='{LETTERS}'>",
        "<title>How a cohort is simulated: from the flux table to vector lanes</title>",
        *marks, *lanes(steps), "</svg>", "",
    ))  # fmt: skip


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return an arrow."""
    head = f"{x2:g},{y2:g} {x2 - 8:g},{y2 - 5:g} {x2 - 8:g},{y2 + 5:g}"
    return (
        f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2 - 6:g}" y2="{y2:g}" stroke="{ACCENT}" stroke-width="2"/>'
        f'<polygon points="{head}" fill="{ACCENT}"/>'
    )


def lanes(steps: list[int]) -> list[str]:
    """Return the lanes with the persons in them, each lane taking the next person as it falls empty."""
    filled = [0] * LANES
    seats: list[tuple[int, int, int, int]] = []
    for person, length in enumerate(steps):
        lane = filled.index(min(filled))
        seats.append((lane, filled[lane], length, person))
        filled[lane] += length
    scale = (WIDTH - 100) / max(filled)
    found: list[str] = []
    for lane in range(LANES):
        found.append(text(62, 320 + 25 * lane, f"lane {lane + 1}", size=12, colour=FAINT, end="end"))
    for lane, start, length, person in seats:
        x, y, wide = 72 + start * scale, 305 + 25 * lane, length * scale - 2
        found.append(
            f'<rect x="{x:.1f}" y="{y}" width="{wide:.1f}" height="20" rx="3" fill="{SHADES[person % len(SHADES)]}"/>'
        )
        if wide > 22:
            found.append(text(x + wide / 2, y + 14.5, str(person + 1), size=11, colour=GROUND, end="middle"))
    base = 305 + 25 * LANES + 8
    found.append(arrow(72, base + 6, WIDTH - 24, base + 6))
    found.append(
        text(72, base + 26, "rounds: in each, every lane attempts one step of its own length", size=12, colour=FAINT)
    )
    return found


def main() -> int:
    """Write the picture, or check that what it says still holds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--check", action="store_true", help="write nothing; end with 1 if the counts have moved on")
    if asked.parse_args().check:
        shown = PICTURE.read_text("utf-8")
        missing = [line for _, lines in counts(trace()) for line in lines if escape(line) not in shown]
        if missing:
            print(f"docs/simulation.svg is out of date: it lacks {missing[0]!r}. Draw it anew.", file=sys.stderr)
        return 1 if missing else 0
    PICTURE.write_text(picture(trace(), attempts()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
