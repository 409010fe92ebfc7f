"""Absolute terms: of 1,000 people like this one, how many with and without a change, as a distribution.

Every draw carries its own rate and its own effect, so that what is not known of both reaches the numbers shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.outcomes.baselines import Baseline
from epsom.outcomes.incidence import rules

MEASURES = ("RR", "HR", "OR")
PEOPLE = 1000.0


@dataclass(frozen=True)
class Events:
    """Of 1,000 people, those with at least one event within the years: ``before`` and ``after`` a change, per draw."""

    before: Array
    after: Array
    years: float

    @property
    def fewer(self) -> Array:
        """Return how many fewer of 1,000 after the change, per draw; below zero: more."""
        return self.before - self.after

    def median(self) -> float:
        """Return the middle of how many fewer of 1,000."""
        return float(np.quantile(self.fewer, 0.5))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the ends between which ``level`` of the draws of how many fewer of 1,000 lie."""
        low, high = np.quantile(self.fewer, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
        return float(low), float(high)

    def chance(self, more_than: float = 0.0) -> float:
        """Return the share of draws with more than so many fewer of 1,000; from zero on: with any benefit."""
        return float(np.mean(self.fewer > more_than))

    def people_per_event(self) -> tuple[float, float] | None:
        """Return how many people for one event less, as an interval; None unless fewer is all that is left."""
        low, high = self.interval()
        return (PEOPLE / high, PEOPLE / low) if low > 0.0 else None


def rates(found: Baseline, rng: np.random.Generator, draws: int) -> Array:
    """Return draws of a baseline rate per 1,000 person-years: log-normal about the rate, as wide as its interval.

    Where no interval is printed the width is our own (baselines.toml); a person's own risk is taken as told.
    """
    return found.rate * np.exp(found.spread * rng.standard_normal(draws))


def events_per_1000(baseline: Array, ratio: Array, years: float, measure: str = "RR") -> Events:
    """Return how many of 1,000 have an event within the years, with and without the change, draw by draw.

    ``baseline``: rates per 1,000 person-years; ``ratio``: relative risk, hazard or odds ratio, by ``measure``. A
    relative risk multiplies the chance and stops at certainty; a hazard ratio multiplies the rate; an odds ratio the
    odds. Holds for a steady rate and for people who do not die of something else first.
    """
    if measure not in MEASURES:
        raise InputError(f"measure = {measure!r}: a ratio is one of {', '.join(MEASURES)}.")
    if not years > 0.0:
        raise InputError(f"years = {years:g}: a risk needs time. Say a number of years above 0.")
    if np.any(baseline < 0.0) or not np.all(np.isfinite(baseline)):
        raise InputError("a baseline rate is zero or more per 1,000 person-years. Check units?")
    if np.any(ratio < 0.0) or not np.all(np.isfinite(ratio)):
        raise InputError("a ratio is zero or more; is it still a logarithm?")
    hazard = baseline * years / PEOPLE
    chance = -np.expm1(-hazard)
    if measure == "HR":
        changed = -np.expm1(-hazard * ratio)
    elif measure == "RR":
        changed = np.minimum(1.0, chance * ratio)
    else:
        changed = chance * ratio / (1.0 - chance + chance * ratio)
    return Events(PEOPLE * chance, PEOPLE * changed, years)


def first_of_several(baselines: Mapping[str, Array], ratios: Mapping[str, Array], years: float) -> dict[str, Events]:
    """Return how many of 1,000 have each outcome as their first of those named: so that they may be added.

    The rates compete: each takes its share of those whom any reaches, so that the sum never exceeds 1,000. Ratios
    multiply rates; an outcome without one is not changed. InputError where one outcome counts another's events again.
    """
    for one, other in combinations(baselines, 2):
        again: Mapping[str, list[str]] = rules()["counted_again"]
        if other in again.get(one, []) or one in again.get(other, []):
            raise InputError(f"{one} and {other} may count the same event: show them side by side, never summed.")
    if not years > 0.0:
        raise InputError(f"years = {years:g}: a risk needs time. Say a number of years above 0.")
    after = {name: rate * ratios[name] if name in ratios else rate for name, rate in baselines.items()}
    without, changed = _firsts(baselines, years), _firsts(after, years)
    return {name: Events(without[name], changed[name], years) for name in baselines}


def _firsts(each: Mapping[str, Array], years: float) -> dict[str, Array]:
    together: Array = np.sum(np.stack(list(each.values())), axis=0)
    reached = -np.expm1(-together * years / PEOPLE)
    share = np.divide(reached, together, out=np.zeros_like(together), where=together > 0.0)
    return {name: PEOPLE * rate * share for name, rate in each.items()}
