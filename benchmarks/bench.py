"""Times Epsom against peers in one run and writes benchmarks/results.json: ``python3 dev.py bench``.

Runs are interleaved, so that a busy machine slows all alike; read the ratios first, the seconds second. The shortest
of several runs counts. Memory is the peak of a whole process.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

import epsom
from epsom import units
from epsom.cohort.draw import draw
from epsom.person import Person
from epsom.simulate.live import Eating, Phase, live, mixed_meals, settled
from epsom.simulate.system import System

RESULTS = Path(__file__).parent / "results.json"
EXAMPLE = str(files("epsom").joinpath("examples", "ana.yaml"))
TIMES = 5
PERSONS, FEW = 2000, 8


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def whole(*words: str) -> Callable[[], object]:
    """Return a run of the command line as a fresh process in a folder of its own."""

    def run() -> object:
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run([sys.executable, "-m", "epsom", *words], cwd=folder, capture_output=True, check=True)

    return run


def best(works: dict[str, Callable[[], object]], times: int = TIMES) -> dict[str, float]:
    """Return the shortest time of each piece of work [s]; the pieces take turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(times):
        for name, work in works.items():
            taken[name].append(seconds(work))
    return {name: min(runs) for name, runs in taken.items()}


def journey() -> dict[str, float]:
    """Time the command line as a user meets it, and what it takes of memory."""
    found = best({
        "help_s": whole("--help"),
        "assess_example_s": whole("assess", EXAMPLE),
        "search_s": whole("foods", "search", "whole wheat bread"),
    })  # fmt: skip
    unit = 1024.0 if sys.platform != "darwin" else 1024.0**2
    found["assess_example_peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
    return {f"journey.{name}": value for name, value in found.items()}


def simulation() -> dict[str, float]:
    """Time a cohort's year on a changed diet against scipy's LSODA on the same plain functions, person by person."""
    person = Person.model_validate({"age": 30, "sex": "male", "height": "175 cm", "weight": "70 kg"})
    many = draw(person, persons=PERSONS, seed=1).body()
    singles = [draw(person, persons=1, seed=seed).body() for seed in range(FEW)]

    def eating(mg: float, persons: int) -> Eating:
        return mixed_meals(np.full(persons, units.mmol(mg)), 3)

    start = settled(many, eating(350, PERSONS), PERSONS)
    starts = [settled(body, eating(350, 1), 1)[:, 0] for body in singles]
    systems = [System(body, eating(200, 1).servings) for body in singles]
    months = [365.0 * k / 12 for k in range(1, 13)]

    def ours() -> object:
        return live(start, 0.0, [Phase(365.0, many, eating(200, PERSONS))], months)

    def peer() -> list[object]:
        return [
            solve_ivp(
                lambda _, x, system=system: system.rates(x[:, None])[:, 0],
                (0.0, 365.0), begin, method="LSODA", rtol=1e-4, atol=1e-6, t_eval=months,
            )
            for system, begin in zip(systems, starts, strict=True)
        ]  # fmt: skip

    taken = best({"ours": ours, "peer": peer, "steady": lambda: settled(many, eating(200, PERSONS), PERSONS)}, 3)
    ours_rate, peer_rate = PERSONS / taken["ours"], FEW / taken["peer"]
    return {
        "simulation.year.persons_per_s": ours_rate,
        "simulation.year.scipy_lsoda.persons_per_s": peer_rate,
        "simulation.year.scipy_lsoda.ratio": ours_rate / peer_rate,
        "simulation.steady_state.persons_per_s": PERSONS / taken["steady"],
    }


def main() -> None:
    """Time everything, print it, and keep it."""
    found = journey() | simulation()
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    content = {
        "date": datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        "epsom": epsom.__version__,
        "machine": machine,
        "results": {name: float(f"{value:.4g}") for name, value in found.items()},
    }
    RESULTS.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    for name, value in found.items():
        print(f"{value:12.4g}  {name}")
    print("Written: benchmarks/results.json", file=sys.stderr)


if __name__ == "__main__":
    main()
