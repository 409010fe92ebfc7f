"""Times Epsom in one run and writes benchmarks/results.json: ``python3 dev.py bench``.

Each timing is the best of several, in a fresh interpreter where the start counts. Read them as ratios: the machine
matters more than the code.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import epsom

RESULTS = Path(__file__).parent / "results.json"
PERSONS = (500, 2000, 8000)


def best(work: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several runs [s]."""
    taken: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def command(*words: str) -> Callable[[], object]:
    """Return a run of the command line in a fresh interpreter, in a folder of its own."""

    def run() -> object:
        with tempfile.TemporaryDirectory() as folder:
            return subprocess.run([sys.executable, "-m", "epsom", *words], cwd=folder, capture_output=True, check=True)

    return run


def timings() -> dict[str, float]:
    """Return every timing [s] by name."""
    from epsom.interfaces.report import render
    from epsom.plate.foods import box

    found = {
        "start: epsom --help": best(command("--help"), 5),
        "start to end: epsom demo": best(command("demo")),
    }
    person = epsom.read_person(str(files("epsom").joinpath("examples", "ana.yaml")))
    box().search("almonds")
    found["one food search"] = best(lambda: box().search("whole grain bread"), 20)
    for persons in PERSONS:
        found[f"assess, {persons} virtual persons"] = best(lambda n=persons: epsom.assess(person, persons=n))
    result = epsom.assess(person)
    found["report"] = best(lambda: render(result))
    return found


def main() -> None:
    """Time everything, print it, and keep it."""
    found = timings()
    machine = {"python": platform.python_version(), "system": platform.system(), "cores": os.cpu_count()}
    content = {"epsom": epsom.__version__, "machine": machine, "seconds": {k: round(v, 4) for k, v in found.items()}}
    RESULTS.write_text(json.dumps(content, indent=2) + "\n")
    for name, seconds in found.items():
        print(f"{seconds:9.4f} s  {name}")
    print(
        f"Written: {RESULTS.relative_to(Path.cwd()) if RESULTS.is_relative_to(Path.cwd()) else RESULTS}",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
