"""The words of an experiment: what its readings are called, and what is said of each arm beside its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from epsom.assessment.warn import of_age
from epsom.elementwise import Array
from epsom.quantities import quantity
from epsom.studies.arms import LABELS, ArmRead
from epsom.studies.lost import ENDED, LIVED

NOISE = 1e-3  # of a reading: what moves less has not moved
HEAD = ("arm", "quantity", "", "day", "5 %", "50 %", "95 %")


@dataclass(frozen=True)
class Line:
    """One moment of one reading in one arm: its day, and 5 %, median and 95 % of the virtual persons."""

    arm: str
    quantity: str
    unit: str
    moment: str
    day: float
    low: float
    median: float
    high: float


def unit_of(name: str) -> str:
    """Return the unit of a reading as people read it."""
    if name in LABELS:
        return "share of the label"
    if (unit := quantity(name).unit) == "1":
        return "share" if "fraction" in name else "relative to normal"
    return unit


def title_of(name: str) -> str:
    """Return the name of a reading as a heading."""
    words = name.replace("_", " ").replace("label in", "Label in")
    return words[:1].upper() + words[1:]


def arm_of(read: ArmRead) -> str:
    """Return what an arm is called."""
    return read.arm.name or "everybody"


def readings(arms: Sequence[ArmRead]) -> tuple[str, ...]:
    """Return the names of all readings, those of a label last."""
    names = dict.fromkeys(name for arm in arms for name in arm.values)
    return tuple(sorted(names, key=lambda name: name in LABELS))


def lines(arms: Sequence[ArmRead]) -> list[Line]:
    """Return start and end of each reading in each arm, and where its median was lowest and highest on the way."""
    found: list[Line] = []
    for name in readings(arms):
        for arm in arms:
            if name not in arm.values:
                continue
            low, median, high = arm.course(name)
            for k, moment in _moments(median):
                row = (float(arm.day[k]), float(low[k]), float(median[k]), float(high[k]))
                found.append(Line(arm_of(arm), name, unit_of(name), moment, *row))
    return found


def _moments(median: Array) -> list[tuple[int, str]]:
    """Return the looks to tell of, in the order of time; none on the way that is hardly beyond start and end."""
    known = [int(k) for k in np.flatnonzero(np.isfinite(median))]
    if not known:
        return []
    first, last = known[0], known[-1]
    noise = NOISE * float(np.max(np.abs(median[known])))
    least, most = min(known, key=lambda k: median[k]), max(known, key=lambda k: median[k])
    between: list[tuple[int, str]] = []
    if median[least] < min(median[first], median[last]) - noise:
        between.append((least, "lowest"))
    if median[most] > max(median[first], median[last]) + noise:
        between.append((most, "highest"))
    return [(first, "start"), *sorted(between), (last, "end")]


def ends(arm: ArmRead, several: bool) -> list[str]:
    """Return how many of an arm lived to the end, and what became of the others."""
    many, lived = len(arm.person), int(arm.counts.sum())
    where = f"{arm_of(arm)}: " if several else ""
    found = [f"{where}{lived} of {many} virtual persons lived to the end and count."]
    if lived < many:
        kinds = [f"{ENDED[how]}: {int(np.sum(arm.ended == how))}" for how in np.unique(arm.ended[arm.ended != LIVED])]
        first = min(arm.lost, key=lambda one: one.until)
        store = first.least.replace("_", " ")
        left = f"; {store} then held {100 * first.left:.0f} % of what it had held" if first.until else ""
        found.append(
            f"{where}{many - lived} could not be carried to the end ({'; '.join(kinds)}): the first, person"
            f" {first.person}, until day {first.until:.3g}{left}. Nothing was clipped; what they lived before that is"
            " in the table of all persons."
        )
    if beyond := int(arm.beyond.sum()):
        known = quantity("serum_magnesium")
        found.append(
            f"{where}in {beyond} of them serum left {known.low:g} to {known.high:g} {known.unit}, where nobody lives:"
            " the body is not modelled there."
        )
    return found


def cautions(arms: Sequence[ArmRead]) -> list[str]:
    """Return what must be said of every number of these people."""
    ages = sorted({group.person.age for arm in arms for group in arm.arm.groups})
    return list(dict.fromkeys(said for age in ages for said in of_age(age)))
