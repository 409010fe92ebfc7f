"""Stores: the law of exchange that muscle, soft tissue, red cells and the exchangeable part of bone obey.

How fast a store exchanges (its half-time) and how much it gives up when serum falls (its mobilisation) are two
different things: a tracer may reach a pool that deficiency hardly empties.
"""

from __future__ import annotations

from dataclasses import dataclass

from epsom.elementwise import Array

LN2 = 0.6931471805599453


@dataclass(frozen=True)
class Store:
    """One store of an organ, one value per virtual person; its numbers stand in the organ's table."""

    content: Array
    half_time: Array
    mobilisation: Array


def taken_up(relative_magnesium: Array, store: Store) -> Array:
    """Magnesium that enters a store [mmol/day].

    The store heads for its normal content times a power of the magnesium around it, as depletion shows [wallach1988].
    Holds from severe depletion to moderate excess; a power of zero never empties.
    """
    return LN2 / store.half_time * store.content * relative_magnesium**store.mobilisation


def released(held: Array, store: Store) -> Array:
    """Magnesium that leaves a store [mmol/day].

    First order in what the store holds, so that a labelled atom leaves as the others do [silver1960].
    Holds wherever a single half-time describes the washout.
    """
    return LN2 / store.half_time * held
