"""How long a fresh process takes until its first virtual person has lived: ever, later, and after an edited organ."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

RUNS = 3
PIECES = 3  # files of machine code
PATIENCE = 60  # seconds
CHILD = """
import sys
from dataclasses import replace
from epsom.body import balance
if "edited" in sys.argv:
    first, *rest = balance.FLUXES
    balance.FLUXES = (replace(first, rate=lambda x, b: 1.0009 * first.rate(x, b)), *rest)
import numpy as np
from epsom import units
from epsom.cohort.draw import draw
from epsom.person import Person
from epsom.simulate.live import Phase, live, mixed_meals, settled
person = Person.model_validate({"age": 30, "sex": "male", "height": "175 cm", "weight": "70 kg"})
body = draw(person, persons=1, seed=1).body()
eating = mixed_meals(np.array([units.mmol(350.0)]), 3)
found = live(settled(body, eating, 1), 0.0, [Phase(7.0, body, eating)], [float(day) for day in range(8)])
assert np.isfinite(found.pools).all()
"""


def first_person(cache: Path, *words: str, way: str = "vector") -> float:
    """Return the time from starting Python to the first person's week [s]; kernels are kept in this folder."""
    environment = os.environ | {"EPSOM_WAY": way, "EPSOM_CACHE": str(cache), "PYTHONWARNINGS": "ignore"}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", CHILD, *words], env=environment, check=True)
    return time.perf_counter() - began


def first_answer() -> float:
    """Return the time to the first person on a machine that has no kernels yet, as it comes [s]: NumPy answers."""
    with tempfile.TemporaryDirectory() as name:
        taken = first_person(Path(name), way="auto")
        for _ in range(PATIENCE):  # the kernels are being built beside it, and would disturb what follows
            if len(list(Path(name).glob("*.o"))) == PIECES:
                break
            time.sleep(1.0)
    return taken


def starts() -> dict[str, float]:
    """Return the times to the first person by kind of start: the middle of a few runs each, in turns."""
    taken: dict[str, list[float]] = {"first": [], "first_kernels": [], "later": [], "after_edit": []}
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as name:
            cache = Path(name)
            works: dict[str, Callable[[], float]] = {
                "first": first_answer,
                "first_kernels": lambda cache=cache: first_person(cache),
                "later": lambda cache=cache: first_person(cache),
                "after_edit": lambda cache=cache: first_person(cache, "edited"),
            }
            for kind, work in works.items():
                taken[kind].append(work())
    return {f"simulation.start_{kind}_s": median(times) for kind, times in taken.items()}
