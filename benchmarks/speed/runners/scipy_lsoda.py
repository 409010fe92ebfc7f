"""scipy's LSODA on pure Python, restarted at every meal.

What counts is the faster of two ways: the equations written out in plain Python, as numba and JAX are given them. The
other, the organs' own flux functions with one person's numbers, is timed beside it.
"""

from __future__ import annotations

import dataclasses
from math import exp, log, log1p
from pathlib import Path
from typing import Any

import numpy as np
from runners.case import Case, pick
from scipy.integrate import solve_ivp

from epsom.body import gut
from epsom.body.gut import Meal
from epsom.simulate import single
from epsom.simulate.model import INDEX
from epsom.simulate.schedule import Eating
from speed import scenario as scenarios


def of_one(record: Any, person: int) -> Any:
    """Return a record of parameters with the numbers of one person, as plain numbers."""
    if dataclasses.is_dataclass(record):
        each = {field.name: of_one(getattr(record, field.name), person) for field in dataclasses.fields(record)}
        return dataclasses.replace(record, **each)  # pyright: ignore[reportArgumentType]
    return float(record if np.ndim(record) == 0 else record[person])


class Organs:
    """``organs``: rates by ``epsom.simulate.single``, the flux functions as they stand."""

    def __init__(self, folder: Path) -> None:
        self.case = Case(folder)
        self.body = scenarios.cohort(len(self.case.of["start"])).body

    def prepare(self, scenario: str) -> None:
        pass

    def right(self, scenario: str, person: int) -> tuple[Any, Any]:
        """Return the rates of one person, and what a meal brings."""
        body = of_one(self.body, person)
        way = scenarios.phase(scenario, self.body, len(self.case.of["start"]))
        eating = None
        if way.eating is not None:
            eating = Eating(Meal(*(np.asarray(each)[:, person] for each in way.eating.servings)))
        bite = Meal(*(np.asarray(each)[:, person] for each in scenarios.meal(person + 1)))

        def rates(_: float, x: np.ndarray) -> np.ndarray:
            return single.rates(x.tolist(), body, eating)

        def eat(x: np.ndarray) -> np.ndarray:
            eaten = x.copy()
            for pool, amount in gut.swallowed(bite, x[INDEX["adaptation"]], body.gut).items():
                eaten[INDEX[pool]] += amount
            return eaten

        return rates, eat

    def run(self, scenario: str, persons: int, tolerance: float) -> np.ndarray:
        of, segments = self.case.of, self.case.segments(scenario)
        out = np.empty((persons, len(of[f"{scenario}.times"]), self.case.pools))
        for person in range(persons):
            rates, eat = self.right(scenario, person)
            x = of["start"][person].copy()
            out[person, 0] = x
            row = 1
            for number, (begin, end, outputs) in enumerate(segments):
                x = eat(x) if number else x
                found = solve_ivp(
                    rates, (begin, end), x, method="LSODA", t_eval=outputs, rtol=tolerance,
                    atol=1e-3 * tolerance * of["scale"][person],
                )  # fmt: skip
                out[person, row : row + len(outputs)] = found.y.T
                x = found.y[:, -1]
                row += len(outputs)
        return out


class Runner(Organs):
    """The same on the equations written out in plain Python."""

    def right(self, scenario: str, person: int) -> tuple[Any, Any]:
        """Return the rates of one person, and what a meal brings."""
        of = self.case.of
        written, swallowed = self.case.functions(scenario, exp=exp, log=log, log1p=log1p, pick=pick)
        constants, served = of[f"{scenario}.constants"][person].tolist(), of[f"{scenario}.served"][person].tolist()
        bite, entered = of["bite"][person].tolist(), of["entered"]

        def rates(_: float, x: np.ndarray) -> tuple[float, ...]:
            return written(x.tolist(), constants, served)

        def eat(x: np.ndarray) -> np.ndarray:
            eaten = x.copy()
            eaten[entered] += swallowed(x.tolist(), constants, bite)
            return eaten

        return rates, eat
