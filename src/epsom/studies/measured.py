"""Measured: what a study would have read in the virtual persons, as it read it in its people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from epsom import units
from epsom.body import gut
from epsom.body.readings import READINGS
from epsom.elementwise import Array
from epsom.labs.excretion import fractional_excretion
from epsom.studies.given import dose_mmol, eating, serving, together
from epsom.studies.living import Lived

STEPS = 24  # readings over a window whose mean or peak is asked


@dataclass(frozen=True)
class Window:
    """When something is measured: on a ``day``, or over so many days that end on it."""

    day: float
    over: float = 0.0

    def times(self) -> list[float]:
        """Return the days to look at."""
        return list(np.linspace(max(self.day - self.over, 0.0), self.day, STEPS + 1)) if self.over else [self.day]


def measured(quantity: str, lived: Lived, control: Lived | None, window: Window, *, corrected: bool = True) -> Array:
    """Return a quantity for every virtual person, shape (persons,), or (times, persons) for a reading over a window."""
    if quantity in SPECIAL:
        return SPECIAL[quantity](lived, control, window, corrected)
    if quantity in COLLECTED and window.over and window.day > 0:
        pool = COLLECTED[quantity]
        return _gone(lived, pool, window) / window.over
    return np.array([READINGS[quantity](*lived.at(day)) for day in window.times()])


def _gone(lived: Lived, pool: str, window: Window) -> Array:
    first, last = lived.at(max(window.day - window.over, 0.0))[0], lived.at(window.day)[0]
    return getattr(last, pool) - getattr(first, pool)


def _rate(lived: Lived, quantity: str, window: Window) -> Array:
    """Return what leaves by one way [mmol/day], over the window or at the moment."""
    if window.over and window.day > 0:
        return _gone(lived, COLLECTED[quantity], window) / window.over
    return READINGS[quantity](*lived.at(window.day))


def _eaten(lived: Lived, window: Window) -> Array:
    return eating(lived.arm.at(window.day), lived.persons).per_day()


def _balance(lived: Lived, _: Lived | None, window: Window, __: bool) -> Array:
    return _eaten(lived, window) - _rate(lived, "urine_magnesium", window) - _rate(lived, "faecal_magnesium", window)


def _net_absorption(lived: Lived, control: Lived | None, window: Window, _: bool) -> Array:
    meal = lived.arm.at(window.day).meal
    if meal is None:
        return 1.0 - _rate(lived, "faecal_magnesium", window) / _eaten(lived, window)
    body, stretch = lived.at(window.day)[1], lived.arm.at(window.day)
    lost = gut.secreted(np.ones(lived.persons), body.gut) * stretch.days
    return _taken(lived, window) - lost / units.mmol(meal.mg)


def _taken(lived: Lived, window: Window) -> Array:
    """Return the share of a test meal that is absorbed: of the meal of the stretch, or of the usual one without it."""
    x, body = lived.at(window.day)
    stretch = lived.arm.at(window.day)
    if stretch.meal is None:
        servings = eating(stretch, lived.persons).servings
    else:
        m = stretch.meal
        food, salt = (units.mmol(m.mg), 0.0) if m.salt == "food" else (0.0, units.mmol(m.mg))
        servings = together([serving(food, salt, m.salt, m.phytate_mmol, m.oxalate_mmol)], lived.persons)
    return np.sum(gut.absorbed(servings, x.adaptation, body.gut), axis=0) / np.sum(servings.amount, axis=0)


def _absorbed_fraction(lived: Lived, _: Lived | None, window: Window, __: bool) -> Array:
    return _taken(lived, window)


def _recovered(lived: Lived, control: Lived | None, window: Window, corrected: bool) -> Array:
    """Return the share of the arm's doses that is in the urine of the window, above its own control if corrected."""
    over = Window(window.day, window.over or window.day)
    extra = _gone(lived, "urine", over)
    if corrected:
        if control is None:
            raise ValueError("a correction for baseline needs the control")
        extra = extra - _gone(control, "urine", over)
    return extra / dose_mmol(lived.arm, lived.group, over.over)


def _retention(lived: Lived, control: Lived | None, window: Window, corrected: bool) -> Array:
    return 1.0 - _recovered(lived, control, window, corrected)


def _clearance(lived: Lived, control: Lived | None, window: Window, _: bool) -> Array:
    if control is None:
        raise ValueError("a clearance needs the control")
    over = Window(window.day, window.over or window.day)
    excess = _gone(lived, "urine", over) - _gone(control, "urine", over)
    serum = [
        READINGS["serum_magnesium"](*lived.at(day)) - READINGS["serum_magnesium"](*control.at(day))
        for day in over.times()
    ]
    return excess / np.trapezoid(np.array(serum), over.times(), axis=0)


def _fractional_excretion(lived: Lived, _: Lived | None, window: Window, __: bool) -> Array:
    x, body = lived.at(window.day)
    serum = READINGS["serum_magnesium"](x, body)
    return fractional_excretion(_rate(lived, "urine_magnesium", window), serum, body.kidney.filtration_rate)


Special = Callable[[Lived, Lived | None, Window, bool], Array]
COLLECTED = {"urine_magnesium": "urine", "faecal_magnesium": "faeces"}
SPECIAL: dict[str, Special] = {
    "balance": _balance,
    "net_absorption": _net_absorption,
    "absorbed_fraction": _absorbed_fraction,
    "retention": _retention,
    "excreted_share": _recovered,
    "magnesium_clearance": _clearance,
    "fractional_excretion": _fractional_excretion,
}
CONTROLLED = ("retention", "excreted_share", "magnesium_clearance")
"""What needs the same people without the load."""
QUANTITIES: Sequence[str] = (*READINGS, *SPECIAL)
