"""What users wait for: a million person-years with monthly summaries, a posterior, an assessment."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from statistics import median

DRAWS = 16_384
RUNS = 5
EXAMPLE = str(files("epsom").joinpath("examples", "ana.yaml"))
PERSON = "age: 30\nsex: male\nheight: 175 cm\nweight: 70 kg\n"
MILLION = ("--persons", "1000000", "--days", "365", "--intake", "350 mg", "--then", "200 mg", "--out", "year")


def million() -> dict[str, float]:
    """Run ``epsom simulate`` for a million persons and a year; return its time [s] and its peak of memory [GB]."""
    with tempfile.TemporaryDirectory() as name:
        Path(name, "person.yaml").write_text(PERSON, "utf-8")
        environment = {key: value for key, value in os.environ.items() if key != "EPSOM_THREADS"}
        command = [sys.executable, "-m", "epsom", "simulate", "person.yaml", *MILLION]
        with Path(name, "told.txt").open("w+", encoding="utf-8") as told:
            began = time.perf_counter()
            process = subprocess.Popen(
                command, cwd=name, env=environment | {"EPSOM_WAY": "vector"}, stdout=told, stderr=told
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - began
            told.seek(0)
            if process.returncode:
                last = told.read().strip().splitlines()[-1:]
                raise RuntimeError(f"epsom simulate ended with {process.returncode}: {' '.join(last)}")
    unit = 1024.0**2 if sys.platform != "darwin" else 1024.0**3
    return {
        "simulation.million_person_years_s": seconds,
        "simulation.million_person_years_peak_gb": used.ru_maxrss / unit,
    }


def posterior() -> dict[str, float]:
    """Time the posterior of the example person's laboratory: draws, their year, and their weights."""
    from epsom import units
    from epsom.assessment.life import lived
    from epsom.interfaces.files import read
    from epsom.needs import needs
    from epsom.plate.foods import box
    from epsom.plate.record import record

    person = read(EXAMPLE).person
    told = record(person.record, person.supplements, box().with_own(person.foods, person.tap_water))
    need = needs(person.age, person.sex, "none", person.authority, weight=person.weight).target
    assert need is not None
    target = units.mmol(need.value)
    kept: list[float] = []

    def work() -> None:
        life = lived(person, told, target, persons=DRAWS, seed=1, untold=True)
        kept[:] = [life.weighting.effective_size]

    return {"simulation.posterior_s": middle(work), "simulation.posterior_effective_size": kept[0]}


def assess() -> dict[str, float]:
    """Time the assessment of the example person: a whole process of the command line, and again within one process."""
    import epsom

    person = epsom.read_person(EXAMPLE)
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "epsom", "assess", EXAMPLE, "--report", str(Path(name, "report.html"))]
        whole = middle(lambda: subprocess.run(command, capture_output=True, check=True))
    return {"simulation.assess_warm_s": whole, "simulation.assess_again_s": middle(lambda: epsom.assess(person))}


def middle(work: Callable[[], object]) -> float:
    """Return the middle time of a few runs after a first one that does not count [s]."""
    work()
    taken: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


TASKS: dict[str, Callable[[], dict[str, float]]] = {
    "simulation.million_person_years_s": million,
    "simulation.posterior_s": posterior,
    "simulation.assess_warm_s": assess,
}
