"""numbalsoda: LSODA in C++ on a compiled function, called person by person and meal by meal inside compiled code."""

from __future__ import annotations

from math import exp, log, log1p
from pathlib import Path
from typing import Any

import numpy as np
from numba import carray, cfunc, njit
from numbalsoda import lsoda, lsoda_sig
from runners.case import Case, pick


class Runner:
    """LSODA on the equations as a numba function; the absolute error is that of the smallest pools for all."""

    def __init__(self, folder: Path) -> None:
        self.case = Case(folder)
        self.ready: dict[str, Any] = {}

    def prepare(self, scenario: str) -> None:
        case, of = self.case, self.case.of
        plain, eating = case.functions(scenario, exp=exp, log=log, log1p=log1p, pick=njit(pick))
        rates, eat = njit(plain, error_model="numpy"), njit(eating)
        pools, constants = case.pools, of[f"{scenario}.constants"].shape[1]
        total = constants + of[f"{scenario}.served"].shape[1]

        @cfunc(lsoda_sig)
        def right(_: Any, x: Any, dx: Any, p: Any) -> None:
            data = carray(p, total)
            new = rates(carray(x, pools), data, data[constants:])
            for i in range(pools):
                dx[i] = new[i]

        first, second, third = of["entered"]
        address = right.address

        @njit
        def all_of_them(start: Any, data: Any, bite: Any, marks: Any, ends: Any, relative: Any, absolute: Any) -> Any:
            persons = len(start)
            out = np.empty((persons, len(marks) - len(ends) + 1, pools))
            good = True
            for person in range(persons):
                x = start[person].copy()
                out[person, 0] = x
                begin, row = 0, 1
                for end in ends:
                    found, fine = lsoda(
                        address, x, marks[begin:end], data[person], rtol=relative, atol=absolute, mxstep=1000000
                    )
                    good = good and fine
                    many = end - begin - 1
                    out[person, row : row + many] = found[1:]
                    x = found[many].copy()
                    if end < len(marks):
                        a, b, c = eat(x, data[person], bite[person])
                        x[first] += a
                        x[second] += b
                        x[third] += c
                    begin, row = end, row + many
            return out, good

        marks = [np.concatenate([[begin], outputs]) for begin, _, outputs in case.segments(scenario)]
        data = np.ascontiguousarray(np.hstack([of[f"{scenario}.constants"], of[f"{scenario}.served"]]))
        self.ready[scenario] = all_of_them, data, np.concatenate(marks), np.cumsum([len(each) for each in marks])
        self.keep = right, getattr(self, "keep", None)
        self.run(scenario, 1, 1e-6)

    def run(self, scenario: str, persons: int, tolerance: float) -> np.ndarray:
        work, data, marks, ends = self.ready[scenario]
        of = self.case.of
        out, good = work(
            of["start"][:persons], data[:persons], of["bite"][:persons], marks, ends, tolerance, 1e-3 * tolerance
        )
        if not good:
            raise RuntimeError("LSODA gave up")
        return out
