"""The steady state of a whole cohort, found by a root finder and not by waiting twelve years for deep bone.

Newton's method with the exact Jacobian, started as a walk in pseudo-time so that it cannot overshoot: each step is
an implicit one of growing length, and in the end the length is so large that the step is Newton's own.
"""

from __future__ import annotations

import numpy as np

from epsom.body.balance import GONE, Body, Pools
from epsom.elementwise import Array
from epsom.simulate.elimination import Elimination
from epsom.simulate.system import INDEX, System

LARGEST_DROP = 0.8
ITERATIONS = 80
LONGER, SHORTER, LONGEST = 8.0, 0.1, 1e12
SENSED = [INDEX[name] for name in ("plasma", "interstitium", "memory_of_serum")]  # powers are taken of these
ALIVE = np.array([name not in GONE for name in Pools._fields])


def normal(body: Body, persons: int) -> Array:
    """Return the pools of a body at its normal serum with an empty gut, shape (pools, persons): where to start."""
    p = body.plasma
    x = dict.fromkeys(Pools._fields, np.zeros(persons))
    x |= {
        "plasma": p.plasma_volume * p.normal_serum,
        "interstitium": p.interstitial_volume * p.ultrafiltrable_fraction * p.normal_serum,
        "red_cells": body.red_cells.all.content,
        "muscle_fast": body.muscle.fast.content,
        "muscle_slow": body.muscle.slow.content,
        "soft_fast": body.soft_tissue.fast.content,
        "soft_slow": body.soft_tissue.slow.content,
        "bone_fast": body.bone.fast.content,
        "bone_slow": body.bone.slow.content,
        "bone_deep": body.bone.deep_content,
        "memory_of_serum": p.normal_serum,
        "adaptation": 1.0,
    }
    return np.array([np.broadcast_to(np.asarray(x[name], dtype=float), (persons,)) for name in Pools._fields])


def steady_state(
    system: System, elimination: Elimination, start: Array, *, tolerance: float, iterations: int = ITERATIONS
) -> Array:
    """Return the pools at which nothing changes, shape (pools, persons); cumulative losses are zero.

    ``tolerance`` is the largest imbalance left in any pool [mmol/day]. A virtual person for whom no steady state is
    found, because nobody could live so for good, has nan in every pool; the others are not touched by it.
    """
    x = np.array(start)
    x[~ALIVE] = 0.0
    length = np.full(x.shape[1], 1.0)
    rates = _alive(system.rates(x))
    residual = np.abs(rates).max(axis=0)
    for _ in range(iterations):
        factors = elimination.factor(system.jacobian(x), 1.0 / length)
        move = factors.solve(rates)
        move[~ALIVE] = 0.0
        with np.errstate(invalid="ignore", divide="ignore"):
            drop = (-move[SENSED] / x[SENSED]).max(axis=0)
        kept = drop <= LARGEST_DROP  # a move that would empty the blood is not made; the person walks in shorter steps
        x = np.where(kept, x + move, x)
        rates = _alive(system.rates(x))
        residual = np.abs(rates).max(axis=0)
        if np.all(residual <= tolerance):
            return x
        length = np.where(kept, np.minimum(length * LONGER, LONGEST), length * SHORTER)
    return np.where(residual <= tolerance, x, np.nan)


def _alive(rates: Array) -> Array:
    return np.where(ALIVE[:, None], rates, 0.0)
