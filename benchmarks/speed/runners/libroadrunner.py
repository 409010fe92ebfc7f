"""libroadrunner: SUNDIALS' CVODE on Epsom's own SBML document, loaded once and given the numbers of each person.

Meals are events of the document, so that a person is a single call: faster here than a call for each meal. What is
asked for at a meal comes after it, so the meal is taken off again.
"""

from __future__ import annotations

from math import exp, log, log1p
from pathlib import Path
from typing import Any

import numpy as np
import roadrunner
from runners.case import Case, pick


class Runner:
    """One loaded document for each scenario."""

    def __init__(self, folder: Path) -> None:
        self.case = Case(folder)
        self.ready: dict[str, Any] = {}

    def prepare(self, scenario: str) -> None:
        loaded = roadrunner.RoadRunner(self.case.text(f"{scenario}.xml"))
        pools = [str(name) for name in self.case.of["pools"]]
        loaded.timeCourseSelections = pools
        parameters, species = loaded.model.getGlobalParameterIds(), loaded.model.getFloatingSpeciesIds()
        names = [str(name).replace(".", "_") for name in self.case.of["names"]]
        regulators = [pool for pool in pools if pool not in species]
        places = (
            [parameters.index(name) for name in (*names, *regulators)],
            [pools.index(name) for name in regulators],
            [pools.index(name) for name in species],
        )
        _, eat = self.case.functions(scenario, exp=exp, log=log, log1p=log1p, pick=pick)
        self.ready[scenario] = loaded, eat, np.array(loaded.model.getGlobalParameterValues()), places
        self.run(scenario, 1, 1e-6)

    def run(self, scenario: str, persons: int, tolerance: float) -> np.ndarray:
        (loaded, eat, numbers, (parameters, regulators, species)), of = self.ready[scenario], self.case.of
        times, stops = of[f"{scenario}.times"], of[f"{scenario}.stops"]
        meals = np.flatnonzero(np.isin(times, stops))
        loaded.integrator.relative_tolerance = tolerance
        loaded.integrator.absolute_tolerance = 1e-3 * tolerance
        out = np.empty((persons, len(times), self.case.pools))
        asked = times.tolist()
        for person in range(persons):
            start, model = of["start"][person], loaded.model
            loaded.reset()
            numbers[parameters] = np.concatenate([of["values"][person], start[regulators]])
            model.setGlobalParameterValues(numbers)
            model.setFloatingSpeciesAmounts(np.ascontiguousarray(start[species]))
            out[person] = loaded.simulate(times=asked)
            if len(meals):
                fixed, bite = of[f"{scenario}.constants"][person], of["bite"][person]
                for row in meals:
                    out[person, row, of["entered"]] -= eat(out[person, row], fixed, bite)
        return out
