"""Times Epsom and writes benchmarks/results.json: ``python3 dev.py bench``.

Without a word, the command line as users meet it, and a cohort's year seen by the month, beside scipy: no more than a
minute. With ``simulation``, the simulator beside its peers, in ``speed``: see docs/speed.md. With ``plate``, the search
of foods and the import of tables, beside theirs. With ``plan``, plans for the plate and for a review. With
``timetable``, that of medicines. With ``next-test``, what each test would tell of one person, beside brute force. With
``posterior``, what six readings tell of one person, beside NumPy. With ``page``, that page of speed anew. Runs are
interleaved, so that a busy machine slows all alike; read the ratios first, the seconds second. The shortest of several
runs counts. Memory is the peak of a whole process.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files

from scipy.integrate import solve_ivp
from speed import scenario
from speed.results import merge, read

from epsom.simulate import single
from epsom.simulate.live import live, settled

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


def months() -> dict[str, float]:
    """Time a cohort's year on less, seen by the month, against scipy's LSODA on the organs' own functions."""
    many = scenario.cohort(PERSONS)
    way = scenario.phase("year", many.body, PERSONS)
    singles = [scenario.alone(person) for person in range(FEW)]
    ways = [scenario.phase("year", one.body, 1) for one in singles]
    times = [365.0 * k / 12 for k in range(1, 13)]

    def ours() -> object:
        return live(many.start, 0.0, [way], times)

    def peer() -> list[object]:
        return [
            solve_ivp(
                lambda _, x, way=way: single.rates(x[:, None], way.body, way.eating)[:, 0],
                (0.0, 365.0), one.start[:, 0], method="LSODA", rtol=1e-4, atol=1e-6, t_eval=times,
            )
            for one, way in zip(singles, ways, strict=True)
        ]  # fmt: skip

    def steady() -> object:
        return settled(many.body, scenario.eating(scenario.LESS, PERSONS), PERSONS)

    taken = best({"ours": ours, "peer": peer, "steady": steady}, 3)
    ours_rate, peer_rate = PERSONS / taken["ours"], FEW / taken["peer"]
    return {
        "months.persons_per_s": ours_rate,
        "months.scipy_lsoda.persons_per_s": peer_rate,
        "months.scipy_lsoda.ratio": ours_rate / peer_rate,
        "months.steady_state.persons_per_s": PERSONS / taken["steady"],
    }


def main(words: list[str]) -> int:
    """Time what is asked for, print it, and keep it beside what others found."""
    if words == ["simulation"]:
        from speed.main import main as contest

        contest()
    elif words == ["page"]:
        from speed import page

        page.write(read())
    elif words == ["plate"]:
        from plate.main import main as plate

        plate()
    elif words == ["plan"]:
        from plan.main import main as plan

        plan()
    elif words == ["timetable"]:
        from timetable import main as timetable

        timetable()
    elif words == ["next-test"]:
        from next_test import main as next_test

        next_test()
    elif words == ["posterior"]:
        from posterior import main as posterior

        posterior()
    elif words:
        known = "simulation, plate, plan, timetable, next-test, posterior or page"
        print(f"bench knows no {' '.join(words)!r}. Say nothing, {known}.", file=sys.stderr)
        return 2
    else:
        found = journey() | months()
        merge("journey", found)
        for name, value in found.items():
            print(f"{value:12.4g}  {name}")
        print("Written: benchmarks/results.json", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
