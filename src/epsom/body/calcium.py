"""Calcium: the ionised calcium of the blood, between gut, kidney and the lending surface of bone."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import LN2
from epsom.elementwise import Array

TABLE = "body/calcium.toml"


@dataclass(frozen=True)
class Calcium:
    """Parameters of calcium, one value per virtual person; numbers and sources in calcium.toml."""

    normal_calcium: Array
    ionised_calcium_share: Array
    calcium_turnover: Array
    calcium_volume: Array
    calcitriol_share: Array
    calcium_excretion_exponent: Array
    calcium_threshold_exponent: Array
    calcium_magnesium_share: Array
    calcium_magnesium_exponent: Array
    calcium_bone_exchange: Array
    calcium_without_hormone: Array
    calcium_bone_exponent: Array
    lendable_calcium: Array
    calcium_refill_half_time: Array


def calcium_absorbed(calcitriol: Array, calcium: Calcium) -> Array:
    """Calcium that the gut takes up, net of what it secretes [mmol/day].

    A share that needs no vitamin D and a share in proportion to calcitriol [peterson2010].
    Holds for an ordinary calcium intake, which is not followed.
    """
    return calcium.calcium_turnover * (1.0 - calcium.calcitriol_share + calcium.calcitriol_share * calcitriol)


def calcium_excreted(ionised: Array, effective_hormone: Array, relative_magnesium: Array, calcium: Calcium) -> Array:
    """Calcium that leaves with the urine [mmol/day].

    Rises steeply as ionised calcium passes a threshold that parathyroid hormone raises [peterson2010], and with
    magnesium, which competes for the reabsorption of a share of it, little below normal [cruikshank1981].
    Holds near normal calcium with working kidneys; a filtration rate is not followed here.
    """
    threshold = calcium.normal_calcium * effective_hormone**calcium.calcium_threshold_exponent
    share = calcium.calcium_magnesium_share
    competing = 1.0 - share + share * relative_magnesium**calcium.calcium_magnesium_exponent
    return calcium.calcium_turnover * competing * (ionised / threshold) ** calcium.calcium_excretion_exponent


def calcium_lent(ionised: Array, lendable: Array, effective_hormone: Array, calcium: Calcium) -> Array:
    """Calcium that the surface of bone gives to the blood, negative when it takes [mmol/day].

    The surface holds ionised calcium at a level that the hormone raises and an emptied surface lowers [peterson2010].
    Holds for hours to months; remodelling itself moves far less.
    """
    without = calcium.calcium_without_hormone
    called = without + (1.0 - without) * effective_hormone**calcium.calcium_bone_exponent
    level = calcium.normal_calcium * called * lendable
    return calcium.calcium_bone_exchange * (level - ionised)


def calcium_changed(
    ionised: Array,
    lendable: Array,
    effective_hormone: Array,
    calcitriol: Array,
    relative_magnesium: Array,
    calcium: Calcium,
) -> Array:
    """Change of the ionised calcium of the blood [mmol/L/day].

    What gut and bone give less what the kidney lets go, in the extracellular volume [peterson2010].
    Holds as its parts do.
    """
    gained = calcium_absorbed(calcitriol, calcium) + calcium_lent(ionised, lendable, effective_hormone, calcium)
    lost = calcium_excreted(ionised, effective_hormone, relative_magnesium, calcium)
    return (gained - lost) / calcium.calcium_volume


def lendable_changed(ionised: Array, lendable: Array, effective_hormone: Array, calcium: Calcium) -> Array:
    """Change of the calcium that the surface of bone has to lend, relative to normal [1/day].

    What was lent is missing there until deeper mineral fills it up again [peterson2010].
    Holds for the surface alone; the half-time of its filling is a guess.
    """
    lent = calcium_lent(ionised, lendable, effective_hormone, calcium) / calcium.lendable_calcium
    return LN2 / calcium.calcium_refill_half_time * (1.0 - lendable) - lent


def total(ionised: Array, calcium: Calcium) -> Array:
    """Total calcium of serum [mmol/L].

    The ionised part over its share; about half of the total is bound or complexed [fatemi1991].
    Holds for normal albumin and pH.
    """
    return ionised / calcium.ionised_calcium_share
