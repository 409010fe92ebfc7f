"""The cohort in NumPy: no compiler, the same method, and the reference that the compiled kernels are held against.

Every virtual person has a time and a step of their own. Persons are taken in blocks that fit the processor's cache;
a round is one attempted step for all of a block who are still on their way.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.simulate import method
from epsom.simulate.arrays import Routine, stacked
from epsom.simulate.method import ABSOLUTE, AFTER_STOP, FIRST, GAMMA, MOST_ATTEMPTS, SAFETY, SHORTEST
from epsom.simulate.model import Model
from epsom.simulate.schedule import NEXT_PHASE, Schedule

BLOCK = 512
DONE, NO_STEP, TOO_MANY = 0, 1, 2


def live(
    model: Model, start: Array, schedule: Schedule, times: Array, picked: NDArray[np.int64], tolerance: float
) -> tuple[Array, Array]:
    """Return pools at the times, shape (times, picked, persons), and (status, attempts, day) by person.

    ``start`` has shape (pools, persons). Who could not be carried on has a status other than ``DONE`` and not-a-number
    at what was not reached; the others go on.
    """
    persons = start.shape[1]
    out, told = np.full((len(times), len(picked), persons), np.nan), np.empty((persons, 3))
    for first in range(0, persons, BLOCK):
        some = slice(first, first + BLOCK)
        block = Block(model, start[:, some], schedule.of(some), times, picked, tolerance)
        block.run()
        out[:, :, some] = block.out
        told[some] = np.array([block.status, block.tried, block.time]).T
    return out, told


class Block:
    """Some persons on their way: where each stands in time and in the schedule."""

    def __init__(
        self, model: Model, start: Array, schedule: Schedule, times: Array, picked: NDArray[np.int64], tolerance: float
    ) -> None:
        self.model, self.schedule, self.times, self.picked, self.tolerance = model, schedule, times, picked, tolerance
        persons = start.shape[1]
        fixed = (*model.constants, *model.per_serving)
        self.rates = Routine(model, model.rates, (*model.pools, *fixed))
        self.factors = Routine(model, model.factors, (*model.pools, model.shift, *fixed))
        self.solution = Routine(model, model.solution, (*model.entries, *model.right))
        self.entering = Routine(model, model.entering, (*model.pools, *fixed))
        self.scale = Routine(model, model.scale, fixed)
        self.x = np.array(start)
        self.time, self.step = np.full(persons, schedule.begin), np.full(persons, FIRST)
        self.stop, self.output, self.phase, self.tried, self.status = np.zeros((5, persons), dtype=np.int64)
        self.grew, self.going = np.ones((2, persons), dtype=bool)
        self.constants = np.array(schedule.constants[0])
        self.served = np.array(schedule.served[0])
        self.out = np.full((len(times), len(picked), persons), np.nan)

    def run(self) -> None:
        """Carry everybody to the end, or to where they fail."""
        self._pause(np.flatnonzero(self.going))
        while self.going.any():
            who = np.flatnonzero(self.going)
            marks = self.schedule.stops[self.stop[who]]
            step = np.minimum(self.step[who], marks - self.time[who])
            new, stages, error, change = self._attempt(who, step)
            good = error <= 1.0
            self._between(who[good], step[good], new[:, good], [stage[:, good] for stage in stages])
            self._judge(who, step, good, change, marks, new)
            self._pause(who[good])

    def _given(self, who: NDArray[np.int64], x: Array) -> dict[int, Any]:
        given: dict[int, Any] = dict(zip(self.model.constants, self.constants[:, who], strict=True))
        given |= dict(zip(self.model.per_serving, self.served[:, :, who].transpose(1, 0, 2), strict=True))
        return given | dict(zip(self.model.pools, x, strict=True))

    def _attempt(self, who: NDArray[np.int64], h: Array) -> tuple[Array, list[Array], Array, Array]:
        """Return the new pools, the stages, the error and by what the step should change, for one step each."""
        x, model = self.x[:, who], self.model
        given = self._given(who, x)
        entries = self.factors(given | {model.shift: 1.0 / (GAMMA * h)})
        right: dict[int, Any] = dict(zip(model.entries, entries, strict=True))
        stages: list[Array] = []
        at = x
        with np.errstate(all="ignore"):
            for a, c in zip(method.A, method.C, strict=True):
                at = x + summed(a, stages) if a else x
                rate = stacked(self.rates(given | dict(zip(model.pools, at, strict=True))), len(who))
                if c:
                    rate += summed(c, stages) / h
                stages.append(stacked(self.solution(right | dict(zip(model.right, rate, strict=True))), len(who)))
            new = at + stages[-1]
            scale = stacked(self.scale(given), len(who))
            allowed = self.tolerance * (np.maximum(np.abs(x), np.abs(new)) + ABSOLUTE * scale)
            parts = (stages[-1] / allowed) ** 2
            error = reduce(np.add, parts) / (
                len(x) * method.OVERSTATED**2
            )  # pool by pool: one order, however many persons
            error = np.where(error < 1e10, error, 1e10)
            change = SAFETY * np.maximum(error, 1e-20) ** (-0.5 / method.ORDER_OF_ERROR)
        return new, stages, error, np.clip(change, method.SHRINK, method.GROW)

    def _between(self, who: NDArray[np.int64], step: Array, new: Array, stages: list[Array]) -> None:
        """Write what is asked for inside the step that was taken."""
        while True:
            due = self.output[who] < len(self.times)
            due[due] = self.times[self.output[who[due]]] - self.time[who[due]] < step[due]
            if not due.any():
                return
            some, x, end = who[due], self.x[:, who[due]], new[:, due]
            theta = (self.times[self.output[some]] - self.time[some]) / step[due]
            bends = [summed(weights, [stage[:, due] for stage in stages]) for weights in method.DENSE]
            curve = bends[0] + theta * (bends[1] + theta * bends[2])
            found = (1 - theta) * x + theta * (end + (1 - theta) * curve)
            self.out[self.output[some], :, some] = found[self.picked].T
            self.output[some] += 1

    def _judge(
        self, who: NDArray[np.int64], step: Array, good: NDArray[np.bool_], change: Array, marks: Array, new: Array
    ) -> None:
        """Take the steps or refuse them, and choose the length of the next ones."""
        self.tried[who] += 1
        cut = (step < self.step[who]) & (change >= 1.0)
        grown = step * np.where(self.grew[who], change, np.minimum(change, 1.0))
        longer = np.where(cut, self.step[who], grown)
        self.step[who] = np.where(good, longer, step * np.minimum(change, SAFETY))
        self.grew[who] = good
        now = self.time[who]
        self.x[:, who[good]] = new[:, good]
        self.time[who] = np.where(good, np.where(step < marks - now, now + step, marks), now)
        for failed, status in (
            (~good & (self.step[who] < SHORTEST), NO_STEP),
            (~good & (self.tried[who] >= MOST_ATTEMPTS), TOO_MANY),
        ):
            self.status[who[failed]] = status
            self.going[who[failed]] = False

    def _pause(self, who: NDArray[np.int64]) -> None:
        """Write what is asked for at this moment, then do what happens at it: servings, the next phase, the end."""
        while (due := who[self._due(who, self.output, self.times)]).size:
            self.out[self.output[due], :, due] = self.x[self.picked][:, due].T
            self.output[due] += 1
        paused = who[self._due(who, self.stop, self.schedule.stops)]
        while (due := who[self._due(who, self.stop, self.schedule.stops)]).size:
            for number in np.unique(self.stop[due]):
                self._happen(int(self.schedule.kinds[number]), due[self.stop[due] == number])
            self.stop[due] += 1
        self.step[paused] *= AFTER_STOP
        self.grew[paused] = True
        self.going[who] = self.stop[who] < len(self.schedule.stops)

    def _due(self, who: NDArray[np.int64], number: NDArray[np.int64], moments: Array) -> NDArray[np.bool_]:
        due = number[who] < len(moments)
        due[due] = moments[number[who[due]]] <= self.time[who[due]]
        return due

    def _happen(self, kind: int, who: NDArray[np.int64]) -> None:
        if kind == NEXT_PHASE:
            self.phase[who] += 1
            phase = int(self.phase[who[0]])
            if phase < len(self.schedule.constants):
                self.constants[:, who] = self.schedule.constants[phase][:, who]
                self.served[:, :, who] = self.schedule.served[phase][:, :, who]
            return
        given = self._given(who, self.x[:, who])
        given |= dict(zip(self.model.per_serving, self.schedule.bites[kind][:, who], strict=True))
        for place, amount in zip(self.model.entered, self.entering(given), strict=True):
            self.x[place, who] += amount


def summed(weights: tuple[float, ...], stages: list[Array]) -> Array:
    """Return the weighted sum of the stages."""
    out = weights[0] * stages[0]
    for weight, stage in zip(weights[1:], stages[1:], strict=False):
        out += weight * stage
    return out
