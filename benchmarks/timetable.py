"""Times the timetable: twelve medicines and two intakes, a few medicines anew, and a set that was seen before."""

from __future__ import annotations

import gc
import random
import time

from speed.results import merge

from epsom.plan import timetable
from epsom.plan.timetable import Impossible, separations
from epsom.plan.timetable.things import usual

MANY, FEW, SETS = 12, 3, 300
WISHED = (8.0, 20.0)
HARD = (
    ((
        "captopril", "eltrombopag", "zinc", "cefpodoxime", "metformin", "calcium", "patiromer",
        "calcineurin inhibitor", "penicillamine", "mycophenolate", "iron", "cefaclor",
    ), (8.0, 20.0)),
    ((
        "doxycycline", "nitrofurantoin", "levothyroxine", "cefpodoxime", "minocycline", "iron", "patiromer",
        "mycophenolate", "calcium", "penicillamine", "calcineurin inhibitor", "eltrombopag",
    ), (8.0, 22.0)),
    ((
        "fexofenadine", "risedronate", "norfloxacin", "patiromer", "chloroquine", "cabotegravir",
        "proton pump inhibitor", "nitrofurantoin", "iron", "zinc", "calcium", "ofloxacin",
    ), (8.0, 20.0)),
)  # fmt: skip
"""The hardest of some thousand random sets, each with the hours wished for magnesium."""


def names() -> list[str]:
    """Every medicine that may be beside magnesium and is swallowed."""
    never = {name for rule in separations.rules().values() if rule.kind == "never" for name in rule.medicines}
    return sorted(name for name, when in usual().items() if when.hours and name not in {*never, "magnesium"})


def timed(count: int, told: int, chance: random.Random) -> tuple[list[float], int]:
    """Solve random sets never seen; return processor times in order [s], and how many sets are impossible."""
    taken: list[float] = []
    impossible = 0
    for _ in range(SETS):
        medicines = tuple(chance.sample(names(), count))
        hours = {name: (chance.randrange(12, 46) / 2,) for name in medicines[:told]}
        start = time.process_time()
        found = timetable.solve(timetable.things(medicines, WISHED, hours))
        taken.append(time.process_time() - start)
        impossible += isinstance(found, Impossible)
    return sorted(taken), impossible


def main() -> None:
    """Time the timetable, print it, and keep it beside the other results."""
    chance = random.Random(1)
    timetable.solve(timetable.things(("levothyroxine",), WISHED))  # tables are read once
    gc.collect()
    gc.freeze()  # what was loaded before is not swept again while a timetable is timed
    hardest: list[float] = []
    for medicines, wished in HARD:
        start = time.process_time()
        timetable.solve(timetable.things(medicines, wished))
        hardest.append(time.process_time() - start)
    found: dict[str, float] = {"timetable.hardest_known_ms": 1e3 * max(hardest)}
    for what, count, told in (("few", FEW, 0), ("many", MANY, 0), ("many_told", MANY, 6)):
        taken, impossible = timed(count, told, chance)
        found |= {
            f"timetable.{what}_median_ms": 1e3 * taken[SETS // 2],
            f"timetable.{what}_p95_ms": 1e3 * taken[int(0.95 * SETS)],
            f"timetable.{what}_slowest_ms": 1e3 * taken[-1],
            f"timetable.{what}_impossible_share": impossible / SETS,
        }
    medicines = ("levothyroxine", "omeprazole", "rosuvastatin")
    start = time.process_time()
    for _ in range(10_000):
        timetable.solve(timetable.things(medicines, WISHED))
    found["timetable.seen_before_ms"] = (time.process_time() - start) / 10
    merge("timetable", found)
    for name, value in found.items():
        print(f"{value:12.4g}  {name}")
