"""Epsom itself: the vector kernels, asked through ``simulate.live`` like everybody asks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["EPSOM_WAY"] = "vector"

import numpy as np

from epsom.simulate.live import live
from speed import scenario as scenarios


class Runner:
    """The whole call counts, with what is worked out for each person before time begins."""

    def __init__(self, folder: Path) -> None:
        self.threads = 1
        self.few = 0
        self.told: dict[str, Any] = {}

    def prepare(self, scenario: str) -> None:
        self.run(scenario, scenarios.MOST, 1e-6)

    def run(self, scenario: str, persons: int, tolerance: float) -> np.ndarray:
        os.environ["EPSOM_THREADS"] = str(self.threads)
        people = scenarios.cohort(persons)
        times = scenarios.times(scenario)
        if self.few:
            times = [times[0], times[-1]]
        phases = [scenarios.phase(scenario, people.body, persons)]
        course = live(people.start, 0.0, phases, times, tolerance=tolerance)
        self.told = {"attempts": int(course.attempts.sum()), "unfinished": len(course.failed)}
        return np.moveaxis(course.pools, -1, 0)
