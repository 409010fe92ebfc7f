"""Separating: which finding, not yet had, would part the first two causes best.

The measure is the expected log of the factor by which the odds between the two would move towards the truth.
"""

from __future__ import annotations

from math import exp, log

from epsom.status.causes.evidence import broken, findings
from epsom.status.causes.nouns import CauseLine, Finding, Told
from epsom.status.causes.rows import Shape, causes, questions, shape

LEAST = 0.1
"""Less than so much expected log odds parts nothing."""
UNITS = {
    "fractional excretion": "%",
    "day urine": "mmol/day",
    "urine calcium": "mmol/day",
    "potassium": "mmol/L",
    "intake": "of what is wanted",
}
LABELS = {"day urine": "magnesium in a 24-hour urine", "intake": "a record of what is eaten"}


def separating(told: Told, lines: tuple[CauseLine, ...]) -> Finding | None:
    """Return the finding that parts the first two causes best, None where there are not two or nothing parts them."""
    if len(lines) < 2:
        return None
    first, second = (causes()[line.name] for line in lines[:2])
    share = lines[0].probability / (lines[0].probability + lines[1].probability)
    worth: dict[str, float] = {}
    for name in _untold(told):
        a, b = shape(name, first), shape(name, second)
        worth[name] = share * _between(a, b) + (1.0 - share) * _between(b, a)
    for question in questions():
        p, q = question.chance(first), question.chance(second)
        worth[question.name] = share * _answered(p, q) + (1.0 - share) * _answered(q, p)
    name = max(worth, key=lambda each: (worth[each], each))
    if worth[name] < LEAST:
        return None
    return Finding(LABELS.get(name, name), None, UNITS.get(name, ""), exp(worth[name]))


def _untold(told: Told) -> tuple[str, ...]:
    """Return the measured findings that could still be had; urine magnesium once, and only where it is valid."""
    had = set(findings(told))
    if had & {"fractional excretion", "day urine"}:
        had |= {"fractional excretion", "day urine"}
    if broken(told):
        had |= {"fractional excretion"}
    return tuple(name for name in UNITS if name not in had)


def _between(a: Shape, b: Shape) -> float:
    """Expected log of the factor for a against b, where a holds; both log-normal."""
    return log(b.spread / a.spread) + (a.spread**2 + (log(a.median) - log(b.median)) ** 2) / (2.0 * b.spread**2) - 0.5


def _answered(p: float, q: float) -> float:
    """Expected log of the factor for p against q, where p holds; a question with two answers."""
    return p * log(p / q) + (1.0 - p) * log((1.0 - p) / (1.0 - q))
