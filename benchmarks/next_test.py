"""``python3 dev.py bench next-test``: the list of tests of one person, and one test's worth beside brute force.

The peer draws a virtual person and a reading of it, weighs the whole cohort anew, and asks what that told; a thousand
times, and takes the mean. Both see the same 2,000 virtual persons and count what was told in the same way, so the ratio
is what looking at every outcome once, instead of by chance, saves. The peer's error of chance is kept beside it.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable

import numpy as np
from speed.results import merge, say

from epsom.assessment import asking, walk
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.elementwise import Array
from epsom.labs.analytes import analyte
from epsom.person import Person
from epsom.status.expecting import expected
from epsom.status.information import relative_entropy

OUTCOMES, TIMES = 1000, 5
LABS = [{"serum_magnesium": "0.78 mmol/L"}]
RARE = [{"serum_magnesium": "0.60 mmol/L"}]


def person(labs: list[dict[str, str]]) -> Person:
    """A woman of 45 years with these readings."""
    return Person(
        age=45, sex="female", height="168 cm", weight="66 kg", egfr="92 mL/min/1.73m2", labs=labs,
        today=datetime.date(2026, 10, 5),
    )  # fmt: skip


def best(work: Callable[[], object], times: int = TIMES) -> float:
    """Return the shortest time of some runs [s]."""
    taken: list[float] = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def brute_force(deficit: Array, weights: Array, centre: Array, spread: float) -> tuple[float, float]:
    """Return by nested Monte Carlo what a reading would tell of the deficit [bits], and its error of chance."""
    rng, told = np.random.default_rng(1), list[float]()
    for one in rng.choice(len(weights), OUTCOMES, p=weights):
        after = weights * np.exp(-0.5 * ((rng.normal(centre[one], spread) - centre) / spread) ** 2)
        told.append(relative_entropy(deficit, after, weights))
    return float(np.mean(told)), float(np.std(told) / OUTCOMES**0.5)


def measured() -> dict[str, float]:
    """Return the figures by name."""
    usual, rare = walk(person(LABS)), walk(person(RARE))
    deficit, weights = usual.deficit, usual.weighting.weights
    centre = np.log(balance.spilled(Pools(*usual.now), usual.body))
    spread = analyte("urine_magnesium").reading_spread
    ours = expected(deficit, weights, centre, spread)
    peer, error = brute_force(deficit, weights, centre, spread)
    ours_s = best(lambda: expected(deficit, weights, centre, spread), 20)
    peer_s = best(lambda: brute_force(deficit, weights, centre, spread), 2)
    return {
        "next_test.list_s": best(lambda: asking.worth(usual)),
        "next_test.list_of_rare_reading_s": best(lambda: asking.worth(rare)),
        "next_test.learned_s": best(lambda: asking.learned(usual)),
        "next_test.one_s": ours_s,
        "next_test.one_bits": ours.bits,
        "next_test.nested_monte_carlo.one_s": peer_s,
        "next_test.nested_monte_carlo.one_bits": peer,
        "next_test.nested_monte_carlo.error_bits": error,
        "next_test.nested_monte_carlo.ratio": peer_s / ours_s,
    }


def main() -> None:
    """Measure, keep the figures and print them."""
    found = measured()
    merge("next_test", found)
    for name, value in sorted(found.items()):
        print(f"{value:12.4g}  {name}")
    say("Written: benchmarks/results.json")
