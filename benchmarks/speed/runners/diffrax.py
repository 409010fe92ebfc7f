"""diffrax: JAX's solvers, many persons at once by ``vmap``; meals are stretches in a ``scan``.

Three of its methods are tried, and the fastest on each scenario counts. One processor core, 64 bits.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"

import diffrax
import jax
import jax.numpy as jnp
import numpy as np
from runners.case import Case

jax.config.update("jax_enable_x64", True)

BATCH = 64
METHODS = ("Tsit5", "Kvaerno3", "Kvaerno5")


def pick(a: Any, b: Any, then: Any, otherwise: Any) -> Any:
    return jnp.where(a < b, then, otherwise)


class Runner:
    """One compiled function for each scenario and method."""

    def __init__(self, folder: Path) -> None:
        self.case = Case(folder)
        self.ready: dict[tuple[str, str], Any] = {}
        self.method = METHODS[0]

    def prepare(self, scenario: str) -> None:
        case, of = self.case, self.case.of
        rates, eat = case.functions(scenario, exp=jnp.exp, log=jnp.log, log1p=jnp.log1p, pick=pick)
        segments = case.segments(scenario)
        most = max(len(outputs) for *_, outputs in segments)
        padded = np.array([np.append(outputs, np.full(most - len(outputs), end)) for _, end, outputs in segments])
        begins, ends = (np.array([each[k] for each in segments]) for k in (0, 1))
        entered = of["entered"]

        def right(_: Any, x: Any, given: Any) -> Any:
            return jnp.stack([jnp.asarray(rate, dtype=float) for rate in rates(x, *given)])

        def person(start: Any, constants: Any, served: Any, bite: Any, tolerance: Any) -> Any:
            controller = diffrax.PIDController(rtol=tolerance, atol=1e-3 * tolerance)
            solver = getattr(diffrax, self.method)()

            def stretch(x: Any, span: Any) -> Any:
                begin, end, marks = span
                found = diffrax.diffeqsolve(
                    diffrax.ODETerm(right), solver, begin, end, None, x, (constants, served),
                    saveat=diffrax.SaveAt(ts=marks), stepsize_controller=controller, max_steps=None,
                    adjoint=diffrax.DirectAdjoint(), throw=False,
                ).ys  # fmt: skip
                eaten = jnp.stack(eat(found[-1], constants, bite))
                return found[-1].at[entered].add(eaten), found

            return jax.lax.scan(stretch, start, (begins, ends, padded))[1]

        given = [each[:BATCH] for each in self.given(scenario)]
        many = jax.jit(jax.vmap(person, in_axes=(0, 0, 0, 0, None)))
        self.ready[scenario, self.method] = many.lower(*given, 1e-6).compile()

    def run(self, scenario: str, persons: int, tolerance: float) -> np.ndarray:
        found: list[np.ndarray] = []
        for first in range(0, persons, BATCH):
            some = slice(first, first + BATCH)
            given = [each[some] for each in self.given(scenario)]
            found.append(np.asarray(self.ready[scenario, self.method](*given, tolerance)))
        return self.flat(scenario, np.concatenate(found), self.case.of["start"][:persons])

    def given(self, scenario: str) -> tuple[np.ndarray, ...]:
        of = self.case.of
        return of["start"], of[f"{scenario}.constants"], of[f"{scenario}.served"], of["bite"]

    def flat(self, scenario: str, found: np.ndarray, start: np.ndarray) -> np.ndarray:
        """Return what was found in the stretches as one row of times, from the start on."""
        parts = [found[:, k, : len(outputs)] for k, (*_, outputs) in enumerate(self.case.segments(scenario))]
        return np.concatenate([start[:, None], *parts], axis=1)
