"""Check the plans for a hundred everyday days: is the aim reached, or the limit named, with how few changes, how fast.

``python scripts/check_plans.py`` makes days as everyday_records.py has them, walks each one whole and plans for it, and
prints a table. Ends with 1 where a day misses what the plan promises: no aim reached and no limit named, energy off by
more than the limit, a limited nutrient worse, or two plans that share more than one changed food group; or where the
medians and times are beyond their bounds. ``--twice`` plans for every day again and wants the same digits.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from statistics import median, quantiles

import numpy as np
from everyday_records import everyday, groups, person, totals

from epsom.assessment import walk
from epsom.plan.diet import DietPlans, plans
from epsom.plan.diet.taste import number

DAYS = 100
MOST_CHANGES, MEDIAN_S, P95_S = 4, 1.0, 3.0  # the aims of the plan


@dataclass(frozen=True)
class Checked:
    """One day: what was planned, how long the plan alone and the whole way took [s], how much processor time
    the whole way took [s], and what is wrong with it.
    """

    number: int
    found: DietPlans
    plan_s: float
    whole_s: float
    worked_s: float
    faults: tuple[str, ...]


def checked(which: int, seed: int, *, twice: bool, persons: int | None) -> Checked:
    """Walk one day and plan for it."""
    some = {} if persons is None else {"persons": persons}
    told = person(which, seed)
    begin, idle = time.perf_counter(), time.process_time()
    journey = walk(told, **some)
    walked = time.perf_counter()
    found = plans(journey)
    end, worked = time.perf_counter(), time.process_time() - idle
    faults = list(wrong(found))
    if twice and digits(plans(walk(told, **some))) != digits(found):
        faults.append("the same plan twice has other digits")
    return Checked(which, found, end - walked, end - begin, worked, tuple(faults))


def wrong(found: DietPlans) -> list[str]:
    """Return what one answer misses."""
    faults: list[str] = []
    if found.needed and not found.reached and not found.binding:
        faults.append("the aim is not reached and no limit is named")
    for plan in found.alternatives:
        if found.reached and plan.adequacy_after < found.target:
            faults.append(f"a plan reaches {plan.adequacy_after:.3f} only")
        if abs(plan.energy) > number("energy_held") + 1e-9:
            faults.append(f"energy is off by {plan.energy:.1%}")
        faults += [f"more {side.nutrient}: {side.change:+.3g}" for side in plan.sides if side.change > 1e-6]
    for one, other in combinations(found.alternatives, 2):
        if len(set(one.groups) & set(other.groups)) > 1:
            faults.append(f"two plans share {sorted(set(one.groups) & set(other.groups))}")
    return faults


def digits(found: DietPlans) -> tuple[object, ...]:
    """Return all that a plan says, to the last digit."""
    return tuple(
        (plan.adequacy_after, plan.energy, plan.deviation, [(c.choose, c.gain, c.after) for c in plan.changes])
        for plan in found.alternatives
    ), found.binding, found.most  # fmt: skip


def main() -> int:
    """Check so many days and print what was found."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--days", type=int, default=DAYS)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--persons", type=int)
    reader.add_argument("--twice", action="store_true")
    reader.add_argument("--all", action="store_true", help="print every day")
    told = reader.parse_args()
    checked(0, told.seed + 1, twice=False, persons=told.persons)  # the first of a process loads what all need
    days: list[Checked] = []
    for which in range(told.days):
        one = checked(which, told.seed, twice=told.twice, persons=told.persons)
        days.append(one)
        if told.all or one.faults:
            said = "; ".join(one.faults) or ", ".join(one.found.binding) or "-"
            counts = "/".join(str(len(plan.changes)) for plan in one.found.alternatives) or "none"
            print(f"{which:4} {one.found.before or 0:5.0%} changes {counts:8} {one.plan_s:6.2f} s  {said}", flush=True)
    return told_of(days, told.seed)


def told_of(days: list[Checked], seed: int) -> int:
    """Print the table; 1 where something is missed."""
    drawn = [(everyday(one.number, seed), groups()[one.number % len(groups())]) for one in days]
    far = np.array([np.log(np.divide(totals(day[2]), day[3])) for day, _ in drawn])
    needed = [one for one in days if one.found.needed]
    met = [one for one in needed if one.found.reached]
    changes = [len(one.found.alternatives[0].changes) for one in met]
    plan_s, whole_s = [one.plan_s for one in days], [one.whole_s for one in days]
    worked_s = [one.worked_s for one in days]
    slow = {
        name: quantiles(times, n=20, method="inclusive")[-1]
        for name, times in (("plan", plan_s), ("whole", whole_s), ("worked", worked_s))
    }
    lines = {
        "days": len(days),
        "off the energy drawn, rms of logarithms": float(np.sqrt(np.mean(far[:, 0] ** 2))),
        "off the magnesium drawn, rms of logarithms": float(np.sqrt(np.mean(far[:, 1] ** 2))),
        "no change is needed": len(days) - len(needed),
        "the aim is reached": len(met),
        "with three alternatives": sum(len(one.found.alternatives) == 3 for one in met),
        "not reached, and the limit named": sum(bool(one.found.binding) for one in needed if not one.found.reached),
        "changes, median": median(changes) if changes else 0,
        "plan alone, median s": median(plan_s),
        "plan alone, 95 % s": slow["plan"],
        "walked and planned, median s of processor time": median(worked_s),
        "walked and planned, 95 % s of processor time": slow["worked"],
        "walked and planned, median s": median(whole_s),
        "walked and planned, 95 % s": slow["whole"],
    }
    for name, value in lines.items():
        print(f"{value:10.3g}  {name}")
    named = Counter(name for one in needed if not one.found.reached for name in one.found.binding)
    print("limits named: " + (", ".join(f"{name} {count}" for name, count in named.most_common()) or "none"))
    faults = sum(len(one.faults) for one in days)
    late = lines["walked and planned, median s"] > MEDIAN_S or lines["walked and planned, 95 % s"] > P95_S
    many = lines["changes, median"] > MOST_CHANGES
    print(f"{len(days)} days, {faults} faults{', too slow' if late else ''}{', too many changes' if many else ''}")
    return 1 if faults or late or many else 0


if __name__ == "__main__":
    sys.exit(main())
