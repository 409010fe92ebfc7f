"""Binding: which limits stand between a person's plate and the target."""

from __future__ import annotations

from dataclasses import replace

from epsom.plan.diet.options import UNKNOWN
from epsom.plan.diet.search import Search
from epsom.plan.diet.solving import Question, bound
from epsom.plan.diet.uptake import crowding


def binding(search: Search) -> tuple[str, ...]:
    """Return the families of limits each of which, left out alone, would let the target be reached.

    Where none does alone, the families that together leave most on the table, or the foods themselves.
    """
    question = search.question
    families = ["energy", *(limit.nutrient for limit in question.limits), "number of changes", "variety"]
    relaxed = {family: replace(question, without=frozenset({family})) for family in families}
    for reason in sorted({reason for one in search.everything for reason in one.refused}):
        family = reason.removeprefix(f"{UNKNOWN}: ")
        relaxed[reason if family == reason else f"unknown {family}"] = _wider(search, frozenset({reason}))
    now = bound(question)
    if now >= question.wanted:
        return ("whole and half portions",)
    reach = {family: bound(wider) for family, wider in relaxed.items()}
    if alone := [family for family, gain in reach.items() if gain >= question.wanted]:
        return tuple(alone)
    together = [family for family, gain in sorted(reach.items(), key=lambda one: -one[1]) if gain > 1.01 * now]
    every = frozenset(reason for one in search.everything for reason in one.refused)
    if together and bound(replace(_wider(search, every), without=frozenset(families))) >= question.wanted:
        return tuple(together[:3])
    return (*together[:2], "the foods of the box")


def _wider(search: Search, reasons: frozenset[str]) -> Question:
    """Return the question with the options that were refused for no other than these reasons."""
    allowed = [k for k, one in enumerate(search.everything) if one.refused <= reasons]
    wider = tuple(search.everything[k] for k in allowed)
    return replace(
        search.question, options=wider, gain=search.line.along(search.everything_each[allowed]),
        crowding=crowding(search.journey, search.some, search.line.slope, wider),
    )  # fmt: skip
