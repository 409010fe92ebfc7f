"""pydiffsol: backward differentiation in Rust on DiffSL text compiled by LLVM, restarted at every meal."""

from __future__ import annotations

from math import exp, log, log1p
from pathlib import Path
from typing import Any

import numpy as np
import pydiffsol
from runners.case import Case, pick


class Runner:
    """Its BDF with the matrix that proved fastest here; the pools at the begin are parameters."""

    def __init__(self, folder: Path) -> None:
        self.case = Case(folder)
        self.ready: dict[str, Any] = {}

    def prepare(self, scenario: str) -> None:
        ode = pydiffsol.Ode(self.case.text(f"{scenario}.diffsl"), matrix_type=MATRIX, linear_solver=SOLVER)
        ode.ode_solver = pydiffsol.bdf
        _, eat = self.case.functions(scenario, exp=exp, log=log, log1p=log1p, pick=pick)
        self.ready[scenario] = ode, eat
        self.run(scenario, 1, 1e-6)

    def run(self, scenario: str, persons: int, tolerance: float) -> np.ndarray:
        (ode, eat), of = self.ready[scenario], self.case.of
        ode.rtol, ode.atol = tolerance, 1e-3 * tolerance
        parts = [np.concatenate([[a], outputs]) - a for a, _, outputs in self.case.segments(scenario)]
        out = np.empty((persons, len(of[f"{scenario}.times"]), self.case.pools))
        entered = of["entered"]
        for person in range(persons):
            fixed = np.concatenate([of[f"{scenario}.constants"][person], of[f"{scenario}.served"][person]])
            given = np.concatenate([fixed, of["start"][person]])
            out[person, 0] = of["start"][person]
            row = 1
            for number, part in enumerate(parts):
                if number:
                    given[-self.case.pools + entered] += eat(given[-self.case.pools :], fixed, of["bite"][person])
                ys = ode.solve_dense(given, part).ys
                out[person, row : row + len(part) - 1] = ys.T[1:]
                given[-self.case.pools :] = ys[:, -1]
                row += len(part) - 1
        return out


MATRIX, SOLVER = pydiffsol.nalgebra_dense, pydiffsol.default
