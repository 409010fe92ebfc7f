"""Points: what a study read, as a formula in the model's variables; or why one simulation cannot say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from epsom import units
from epsom.body.gut import Meal
from epsom.body.readings import READINGS
from epsom.errors import InputError
from epsom.interfaces.petab.lives import Life, life, numbers, servings
from epsom.studies.catalogue import Point, Study
from epsom.studies.given import dose_mmol, eating, serving
from epsom.studies.measured import COLLECTED
from epsom.studies.protocol import Arm, TestMeal

SERVING = "serving"
"""How the ids of a serving begin that is swallowed at once, or whose absorption is asked."""
BEFORE = "before_"
"""How the ids begin of what was read on day 0, before anything had changed."""

ANOTHER_ARM = "it compares two arms, and an observable sees one simulation"
PEAK = "it is the highest of several readings, and an observable sees one moment"
MEAN = "it is a mean over days of something that is not collected, and an observable sees one moment"
CONTROL = "it is corrected by the same people without the load, who do not stand still: a second simulation"


class UnsaidError(Exception):
    """A point that a simulation of one person cannot say, and why."""


@dataclass(frozen=True)
class Said:
    """A point as an observable: its id and formula, in which ``numbers`` are placeholders by name.

    ``starts`` is the day from which urine and stool are collected, ``remembers`` are the readings of day 0 that it
    asks for, and ``meal`` is the serving whose absorption it asks.
    """

    observable: str
    formula: str
    numbers: dict[str, float]
    starts: float = 0.0
    remembers: tuple[str, ...] = ()
    meal: Meal | None = None


def said(point: Point, study: Study, arm: Arm) -> Said:
    """Return a point as an observable of its arm's simulation; UnsaidError where that cannot be."""
    if point.versus not in ("", "before"):
        raise UnsaidError(ANOTHER_ARM)
    if point.kind == "peak":
        raise UnsaidError(PEAK)
    now = _FORMULAS.get(point.quantity, _reading)(point, study, arm)
    if not point.versus:
        return now
    if point.quantity not in READINGS:
        raise UnsaidError(f"{point.quantity} on day 0 is no reading of the body")
    then, sign = BEFORE + point.quantity, {"ratio": "/", "difference": "-"}[point.kind]
    return Said(
        now.observable.replace("level_of", f"{point.kind}_of"), f"{now.formula} {sign} {then}", now.numbers,
        now.starts, (*now.remembers, point.quantity),
    )  # fmt: skip


def _over(point: Point) -> float:
    return point.over_days if point.day > 0 else 0.0


def _starts(point: Point, over: float) -> float:
    return max(point.day - over, 0.0) if over else 0.0


def _rate(quantity: str, over: float) -> str:
    return f"{COLLECTED[quantity]} / days" if over else quantity


def _days(over: float) -> dict[str, float]:
    return {"days": over} if over else {}


def _reading(point: Point, study: Study, arm: Arm) -> Said:
    over = _over(point)
    if point.quantity not in READINGS:
        raise UnsaidError(f"{point.quantity} has no formula in the model's variables here")
    if point.quantity not in COLLECTED:
        if over:
            raise UnsaidError(MEAN)
        return Said(f"level_of_{point.quantity}", point.quantity, {})
    collected = "collected_" if over else ""
    formula = _rate(point.quantity, over)
    return Said(f"level_of_{collected}{point.quantity}", formula, _days(over), _starts(point, over))


def _balance(point: Point, study: Study, arm: Arm) -> Said:
    over = _over(point)
    lost = " - ".join(_rate(quantity, over) for quantity in COLLECTED)
    found = {"eaten": _eaten(point, arm), **_days(over)}
    return Said("collected_balance" if over else "balance", f"eaten - {lost}", found, _starts(point, over))


def _net_absorption(point: Point, study: Study, arm: Arm) -> Said:
    stretch = arm.at(point.day)
    if stretch.meal is not None:
        formula = f"({SERVING}_absorbed - gut_endogenous_loss * days) / {SERVING}_amount"
        return Said("net_absorption_of_serving", formula, {"days": stretch.days}, meal=_swallowed(stretch.meal))
    over = _over(point)
    formula = f"1 - {_rate('faecal_magnesium', over)} / eaten"
    found = {"eaten": _eaten(point, arm), **_days(over)}
    return Said("collected_net_absorption" if over else "net_absorption", formula, found, _starts(point, over))


def _absorbed_fraction(point: Point, study: Study, arm: Arm) -> Said:
    meal = arm.at(point.day).meal
    if meal is None:
        raise UnsaidError("it is absorbed of usual meals, and the model only tells it of a serving by itself")
    formula = f"{SERVING}_absorbed / {SERVING}_amount"
    return Said("absorbed_share_of_serving", formula, {}, meal=_swallowed(meal))


def _excreted(point: Point, study: Study, arm: Arm) -> Said:
    """Return the share of what was given that is in the urine, or is not."""
    over = point.over_days or point.day
    given = sum(group.share * dose_mmol(arm, group, over) for group in arm.groups)
    extra, remembers, above = "urine", (), ""
    if point.corrected:
        if not _still(life(study.protocol, arm, infusions=False), point.day):
            raise UnsaidError(CONTROL)
        extra, remembers, above = f"(urine - {BEFORE}urine_magnesium * days)", ("urine_magnesium",), "_above_control"
    formula = f"{extra} / dose"
    if point.quantity == "retention":
        formula = f"1 - {formula}"
    found = {"dose": float(given), **({"days": over} if point.corrected else {})}
    return Said(f"{point.quantity}{above}", formula, found, _starts(point, over), remembers)


def _control(point: Point, study: Study, arm: Arm) -> Said:
    raise UnsaidError(CONTROL)


def _still(control: Life, until: float) -> bool:
    """Tell whether nothing changes for somebody up to a day: then they stay as they were on day 0."""
    most = max(map(servings, (control.before, *control.phases)))
    then = numbers(control.before, most)
    lasting = [phase for begin, phase in zip(control.begins(), control.phases, strict=True) if begin < until]
    same = all(np.allclose([*numbers(phase, most).values()], [*then.values()], rtol=1e-12) for phase in lasting)
    return same and not any(day < until for day, _ in control.stops())


def _eaten(point: Point, arm: Arm) -> float:
    return float(eating(arm.at(point.day), 1).per_day()[0])


def _swallowed(meal: TestMeal) -> Meal:
    amount = units.mmol(meal.mg)
    food, salt = (amount, 0.0) if meal.salt == "food" else (0.0, amount)
    return Meal(*serving(food, salt, meal.salt, meal.phytate_mmol, meal.oxalate_mmol))


_FORMULAS: dict[str, Callable[[Point, Study, Arm], Said]] = {
    "balance": _balance,
    "net_absorption": _net_absorption,
    "absorbed_fraction": _absorbed_fraction,
    "retention": _excreted,
    "excreted_share": _excreted,
    "magnesium_clearance": _control,
}


def tried(study: Study, arm: Arm) -> Life:
    """Return the life of an arm's mean person; UnsaidError where nobody can live so."""
    try:
        return life(study.protocol, arm)
    except InputError as fault:
        raise UnsaidError(fault.message.rstrip(".")) from None
