"""Where the product keeps each rule of the check's list, so that it can be switched off there.

A rule that the product holds twice, as a bar and as a row of the timetable, is switched off in both: it is one rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product

from epsom.checks import own_list
from epsom.plan.regimen import rules
from epsom.plan.timetable import separations

BARS = {
    "C05": "C05", "never: polystyrene sulfonate": "C08", "never: baloxavir": "C09", "never: magnesium medicine": "C10",
    "never: magnesium in some": "C11",
}  # fmt: skip
"""Pairs without an interval that the regimen's room bars itself, beside the timetable."""

BESIDE = {"apart: kinase inhibitors": "the product proposes no magnesium beside any of them"}
"""Where the product is stricter than the list, so that nobody who takes it gets a regimen."""


def product_ids(id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of a rule in the regimen's room and in the timetable's."""
    if pair := next((one for one in own_list.pairs() if one.rule == id), None):
        return (), _rows(pair)
    named = next((one for one in own_list.aparts() if one.rule == id), None)
    if named is None:
        return (id,), ()
    names = named.names or ("newdrugumab",)
    rows = {row.id for name in names for row in separations.of(separations.keys(name))}
    return tuple(filter(None, [BARS.get(id)])), tuple(sorted(rows))


def _rows(pair: own_list.Pair) -> tuple[str, ...]:
    """The rows of the timetable that keep a pair of the list apart, in whatever order they name the two."""
    kept: set[str] = set()
    for name, other in product(pair.names, pair.others or ("newdrugumab",)):
        one, beside = set(separations.keys(name)), set(separations.keys(other))
        for row in separations.pairs():
            for first, second in ((one, beside), (beside, one)):
                if first & set(row.objects) and (not row.others or second & set(row.others)):
                    kept.add(row.id)
    return tuple(sorted(kept))


@contextmanager
def off(id: str) -> Iterator[None]:
    """Switch a rule off wherever the product keeps it."""
    bars, rows = product_ids(id)
    if len(bars) > 1:
        raise ValueError(f"{id}: switch one rule off at a time.")
    if not bars:
        with separations.off(*rows):
            yield
    elif not rows:
        with rules.off(bars[0]):
            yield
    else:
        with rules.off(bars[0]), separations.off(*rows):
            yield
