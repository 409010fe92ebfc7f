"""A stiff solver for a whole cohort: the Rosenbrock method RODAS of Hairer and Wanner.

Six stages, order four, stable for the minutes of blood and the years of bone in one step. All virtual persons share
the step, and the worst-served person decides its length. What flows between pools is conserved by every step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from epsom.elementwise import Array
from epsom.simulate.elimination import Elimination
from epsom.simulate.system import System

# Hairer & Wanner, Solving Ordinary Differential Equations II, 2nd ed. (1996), section IV.7: coefficients of RODAS.
GAMMA = 0.25
A = (
    (),
    (1.544,),
    (0.9466785280815826, 0.2557011698983284),
    (3.314825187068521, 2.896124015972201, 0.9986419139977817),
    (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895),
    (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1.0),
)
C = (
    (),
    (-5.6688,),
    (-2.430093356833875, -0.2063599157091915),
    (-0.1073529058151375, -9.594562251023355, -20.47028614809616),
    (7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616),
    (8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054),
)
GROWTH = (0.2, 6.0)
SAFETY = 0.9
SHORTEST = 1e-9
FIRST = 1e-2


class StepError(ArithmeticError):
    """The solver could not meet its tolerance; ``person`` is the column that failed, ``time`` the day."""

    def __init__(self, person: int, time: float) -> None:
        super().__init__(f"no step short enough at day {time:.6g} for virtual person {person}")
        self.person = person
        self.time = time


@dataclass
class Solver:
    """Carries a cohort through time; ``scale`` is the size of each pool, shape (pools, 1), for the absolute error."""

    elimination: Elimination
    scale: Array
    relative_tolerance: float
    step: float = FIRST

    def advance(self, system: System, x: Array, start: float, end: float) -> Array:
        """Return the pools at ``end`` [day], given those at ``start``; shape (pools, persons)."""
        time = start
        grew = True
        while time < end:
            h = min(self.step, end - time)
            new, error = self._attempt(system, x, h)
            worst = float(np.max(error)) if np.all(np.isfinite(error)) else np.inf
            factor = GROWTH[1] if worst == 0 else SAFETY * worst ** (-0.25)
            factor = min(max(factor, GROWTH[0]), GROWTH[1])
            if worst <= 1.0:
                x = new
                time = end if h == end - time else time + h
                if not (h < self.step and factor >= 1.0):  # a step cut at a stop says nothing about the next
                    self.step = h * (factor if grew else min(factor, 1.0))
                grew = True
            else:
                self.step = h * min(factor, 0.5)
                grew = False
                if self.step < SHORTEST:
                    raise StepError(int(np.argmax(np.where(np.isfinite(error), error, np.inf))), time)
        return x

    def _attempt(self, system: System, x: Array, h: float) -> tuple[Array, Array]:
        factors = self.elimination.factor(system.jacobian(x), 1.0 / (GAMMA * h))
        stages: list[Array] = []
        at = x
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            for a, c in zip(A, C, strict=True):
                at = x if not a else x + sum_of(a, stages)
                right = system.rates(at)
                if c:
                    right += sum_of(c, stages) / h
                stages.append(factors.solve(right))
            new = at + stages[-1]
            weight = self.relative_tolerance * (np.maximum(np.abs(x), np.abs(new)) + 1e-3 * self.scale)
            error = np.sqrt(np.mean((stages[-1] / weight) ** 2, axis=0))
        return new, error


def sum_of(weights: tuple[float, ...], stages: list[Array]) -> Array:
    """Return the weighted sum of the stages, skipping zero weights."""
    out = weights[0] * stages[0]
    for weight, stage in zip(weights[1:], stages[1:], strict=False):
        out += weight * stage
    return out
