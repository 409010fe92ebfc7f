"""Adequacy: whether usual intake, as this body can use it, reaches the requirement."""

from __future__ import annotations

import numpy as np

from epsom.body import gut
from epsom.body.balance import Body
from epsom.elementwise import Array
from epsom.simulate.live import Eating, mixed_meals

HALVINGS = 60


def absorbed_per_day(eating: Eating, adaptation: Array, body: Body) -> Array:
    """Return what a day's servings bring into the blood [mmol/day], shape (persons,)."""
    return np.sum(gut.absorbed(eating.servings, adaptation, body.gut), axis=0) / eating.days


def equivalent_intake(eating: Eating, adaptation: Array, body: Body, unhindered: Body, meals: int) -> Array:
    """Return the absorbed-equivalent intake [mmol/day], shape (persons,).

    The intake in so many mixed meals without inhibitors from which this virtual person, ``unhindered`` by medicines,
    would absorb as much as from the actual servings. Found by halving, since absorption rises with intake.
    """
    goal = absorbed_per_day(eating, adaptation, body)
    low, high = np.zeros_like(goal), np.full_like(goal, 1.0)
    while np.any(short := absorbed_per_day(mixed_meals(high, meals), adaptation, unhindered) < goal):
        high = np.where(short, high * 2.0, high)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        short = absorbed_per_day(mixed_meals(middle, meals), adaptation, unhindered) < goal
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return 0.5 * (low + high)
