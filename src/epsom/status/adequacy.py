"""Adequacy: whether usual intake, as this body can use it, reaches the requirement."""

from __future__ import annotations

import numpy as np

from epsom.body import gut
from epsom.body.balance import Body
from epsom.elementwise import Array
from epsom.simulate.live import Eating


def absorbed_per_day(eating: Eating, adaptation: Array, body: Body) -> Array:
    """Return what a day's servings bring into the blood [mmol/day], shape (persons,)."""
    return np.sum(gut.absorbed(eating.servings, adaptation, body.gut), axis=0) / eating.days


def equivalent_intake(eating: Eating, adaptation: Array, body: Body, unhindered: Body, meals: int) -> Array:
    """Return the absorbed-equivalent intake [mmol/day], shape (persons,).

    The intake in so many mixed meals without inhibitors from which this virtual person, ``unhindered`` by medicines,
    would absorb as much as from the actual servings.
    """
    share = absorbed_per_day(eating, adaptation, body) / meals
    return meals * gut.plain_meal(share, adaptation, unhindered.gut)
