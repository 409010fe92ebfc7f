"""``python3 dev.py bench plan``: a hundred everyday days walked and planned for, one after the other.

The days are those of scripts/everyday_records.py. Each is timed once and whole: from the person to the plans that have
been put to the whole cohort, and the plan alone; then the whole advice, its year ahead lived with every alternative and
without. The first day of a process, which loads what all need, is left out.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median, quantiles

from speed.results import merge, say

from epsom.assessment import walk
from epsom.plan import advise
from epsom.plan.diet import plans

DAYS = 100
SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


def measured(days: int = DAYS) -> dict[str, float]:
    """Return the figures by name [s], and how many changes a plan has."""
    sys.path.insert(0, str(SCRIPTS))
    from everyday_records import person  # pyright: ignore[reportMissingImports]

    advise(walk(person(0, seed=2)))
    alone: list[float] = []
    whole: list[float] = []
    advised: list[float] = []
    changes: list[int] = []
    for number in range(days):
        told = person(number)
        begin = time.perf_counter()
        journey = walk(told)
        walked = time.perf_counter()
        found = plans(journey)
        end = time.perf_counter()
        alone.append(end - walked)
        whole.append(end - begin)
        advise(journey)
        advised.append(walked - begin + time.perf_counter() - end)
        changes += [len(found.alternatives[0].changes)] if found.needed and found.reached else []
    return {
        "plan.days": days,
        "plan.alone_median_s": median(alone),
        "plan.alone_p95_s": quantiles(alone, n=20, method="inclusive")[-1],
        "plan.walked_and_planned_median_s": median(whole),
        "plan.walked_and_planned_p95_s": quantiles(whole, n=20, method="inclusive")[-1],
        "plan.walked_and_advised_median_s": median(advised),
        "plan.walked_and_advised_p95_s": quantiles(advised, n=20, method="inclusive")[-1],
        "plan.reached": len(changes),
        "plan.changes_median": median(changes) if changes else 0,
    }


def main() -> None:
    """Measure, keep the figures and print them."""
    say("Walking and planning a hundred everyday days (about three minutes) ...")
    found = measured()
    merge("plan", found)
    for name, value in sorted(found.items()):
        print(f"{value:12.4g}  {name}")
    say("Written: benchmarks/results.json")
