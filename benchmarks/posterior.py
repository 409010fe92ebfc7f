"""``python3 dev.py bench posterior``: one person with six readings, from the person to what they tell of the deficit.

The peer is the same posterior simulated in NumPy, without kernels: the same virtual persons, likelihood and weights, so
the ratio is what the kernels save. Beside it stands the posterior that is hardest of the worked cases, where virtual
persons are led to four readings that plain draws do not meet, and the list of next tests after the six.
"""

from __future__ import annotations

import datetime
import os
import time
from collections.abc import Callable

from speed.results import merge, say

from epsom.assessment import asking, walk
from epsom.assessment.journey import Journey
from epsom.person import Person

TIMES = 5
SIX = [
    {"serum_magnesium": "0.78 mmol/L"}, {"ionised_magnesium": "0.52 mmol/L"}, {"urine_magnesium": "3.1 mmol/24h"},
    {"total_calcium": "2.35 mmol/L"}, {"serum_potassium": "4.1 mmol/L"}, {"parathyroid_hormone": "45 pg/mL"},
]  # fmt: skip
FAR = [
    {"serum_magnesium": "0.45 mmol/L"}, {"urine_magnesium": "0.5 mmol/24h"}, {"total_calcium": "2.0 mmol/L"},
    {"serum_potassium": "3.7 mmol/L"},
]  # fmt: skip


def person(labs: list[dict[str, str]], *medicines: str) -> Person:
    """A woman of 45 years with these readings and medicines."""
    return Person(
        age=45, sex="female", height="168 cm", weight="66 kg", egfr="92 mL/min/1.73m2", labs=labs,
        medicines=[{"name": name} for name in medicines], today=datetime.date(2026, 10, 5),
    )  # fmt: skip


def timed(work: Callable[[], Journey]) -> tuple[float, float, Journey]:
    """Return the seconds until the readings are weighed, those with the last day hour by hour, and the journey."""
    start = time.perf_counter()
    found = work()
    return found_at[0] - start, time.perf_counter() - start, found


found_at = [0.0]


def noted(stage: str) -> None:
    """Note when the readings are weighed: the stage that follows them begins."""
    if stage.startswith("living through the last day"):
        found_at[0] = time.perf_counter()


def runs(who: Person, way: str, times: int) -> tuple[float, float, Journey]:
    """Return the shortest of some warm runs in one way to simulate."""
    told = os.environ.get("EPSOM_WAY")
    os.environ["EPSOM_WAY"] = way
    try:
        found = [timed(lambda: walk(who, say=noted)) for _ in range(times + 1)][1:]
    finally:
        os.environ.pop("EPSOM_WAY") if told is None else os.environ.update(EPSOM_WAY=told)
    return min(one[0] for one in found), min(one[1] for one in found), found[0][2]


def measured() -> dict[str, float]:
    """Return the figures by name."""
    six, far = person(SIX), person(FAR, "omeprazole")
    ours, with_day, journey = runs(six, "vector", TIMES)
    peer, peer_with_day, other = runs(six, "numpy", 2)
    led, led_with_day, found = runs(far, "vector", 2)
    start = time.perf_counter()
    asking.worth(journey)
    listed = time.perf_counter() - start
    return {
        "posterior.six_readings_s": ours,
        "posterior.six_readings_with_day_s": with_day,
        "posterior.six_readings.persons": journey.persons,
        "posterior.six_readings.effective_size": journey.weighting.effective_size,
        "posterior.next_test_s": listed,
        "posterior.numpy.six_readings_s": peer,
        "posterior.numpy.six_readings_with_day_s": peer_with_day,
        "posterior.numpy.effective_size": other.weighting.effective_size,
        "posterior.numpy.ratio": peer / ours,
        "posterior.far_readings_s": led,
        "posterior.far_readings_with_day_s": led_with_day,
        "posterior.far_readings.effective_size": found.weighting.effective_size,
    }


def main() -> None:
    """Measure, keep the figures and print them."""
    figures = measured()
    merge("posterior", figures)
    for name, value in sorted(figures.items()):
        print(f"{value:12.4g}  {name}")
    say("Written: benchmarks/results.json")
