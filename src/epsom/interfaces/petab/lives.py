"""Lives: what the mean person of an arm lives through, as phases of the solver and as numbers of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np

from epsom.body import balance
from epsom.body.balance import Pools
from epsom.body.gut import Meal
from epsom.elementwise import Array
from epsom.interfaces.sbml.numbers import script
from epsom.plate.chance import Median
from epsom.simulate.live import Eating, Phase, settled
from epsom.studies.given import eating
from epsom.studies.living import live_through, shifted
from epsom.studies.protocol import Arm, Protocol

ROUNDS = 30
SETTLED = 1e-12  # mmol/L


@dataclass(frozen=True)
class Life:
    """What the mean person of an arm lives through: one phase for good until day 0, and the phases from then on."""

    before: Phase
    phases: tuple[Phase, ...]

    def begins(self) -> list[float]:
        """Return the days on which the phases begin."""
        return [0.0, *(phase.end for phase in self.phases[:-1])] if self.phases else []

    def stops(self) -> list[tuple[float, Meal]]:
        """Return what is swallowed at once, and when, in order of time."""
        found: list[tuple[float, Meal]] = []
        for begin, phase in zip(self.begins(), self.phases, strict=True):
            found += [(day, Meal(*dose[: len(Meal._fields)])) for day, dose in phase.stops if begin <= day < phase.end]
        return sorted(found, key=lambda stop: stop[0])


def life(protocol: Protocol, arm: Arm, *, infusions: bool = True) -> Life:
    """Return the life of an arm's mean person: every number is the mean of its groups' typical ones, by their shares.

    Nobody is brought to a printed baseline. Without ``infusions`` nothing is infused and no dose taken: the control.
    InputError where somebody has no steady state on what came before.
    """
    nobody = (1.0, arm.serum_by)
    lived = [
        live_through(protocol, arm, group, (), Median(1, 0), infusions=infusions, shift=nobody) for group in arm.groups
    ]
    shares = [group.share for group in arm.groups]
    before = Phase(0.0, _mean([one.before for one in lived], shares), eating(arm.before, 1))
    alike = zip(*(one.phases for one in lived), strict=True)
    return Life(before, tuple(_together(phases, shares) for phases in alike))


def _together(phases: Sequence[Phase], shares: Sequence[float]) -> Phase:
    """Return the mean person's phase; its groups eat alike, and differ in body and in what is given per kg."""
    body = _mean([phase.body for phase in phases], shares)
    given = _mean([np.asarray(phase.infusion, dtype=float) for phase in phases], shares)
    return replace(phases[0], body=body, infusion=given)


def _mean(records: Sequence[Any], shares: Sequence[float]) -> Any:
    first: Any = records[0]
    if not is_dataclass(first):
        alike = all(np.array_equal(first, one) for one in records)  # a mean would round
        return first if alike else np.average(records, axis=0, weights=shares)
    own: Any = first
    names = [field.name for field in fields(first)]
    return replace(own, **{name: _mean([getattr(one, name) for one in records], shares) for name in names})


def numbers(phase: Phase, servings: int) -> dict[str, float]:
    """Return the numbers of the model in a phase, by id, for so many servings in the mean day."""
    plain = replace(phase, eating=_padded(phase.eating, servings), stops=())
    told = script([plain], 1, phase.end - 1.0).numbers
    return {known: float(number.values[0]) for known, number in told.items()}


def servings(phase: Phase) -> int:
    """Return how many servings a mean day of a phase has."""
    return 0 if phase.eating is None else len(phase.eating.servings.amount)


def _padded(diet: Eating | None, most: int) -> Eating | None:
    if diet is None or len(diet.servings.amount) == most:
        return diet
    nothing = np.zeros((most - len(diet.servings.amount), 1))
    return replace(diet, servings=Meal(*(np.concatenate([column, nothing]) for column in diet.servings)))


def baseline(before: Phase, serum: float, by: str) -> float:
    """Return the factor on set point, kidney or gut at which a person settles at a serum [mmol/L]."""

    diet = before.eating
    assert diet is not None

    def off(size: float) -> float:
        body = shifted(before.body, size, by)
        x: Array = settled(body, diet, 1)
        return float(balance.serum(Pools(*x), body)[0]) - serum

    last, size = 1.0, serum / (serum + off(1.0))
    gap, now = off(last), off(size)
    for _ in range(ROUNDS):
        if abs(now) < SETTLED or now == gap:
            break
        last, size = size, size - now * (size - last) / (now - gap)
        gap, now = now, off(size)
    return size
