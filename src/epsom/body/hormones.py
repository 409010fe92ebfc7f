"""Hormones: parathyroid hormone and calcitriol, which magnesium lets be made, let go and heard."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import LN2
from epsom.body.gates import gate
from epsom.elementwise import Array

TABLE = "body/hormones.toml"


@dataclass(frozen=True)
class Hormones:
    """Parameters of the glands, one value per virtual person; numbers and sources in hormones.toml."""

    set_point: Array
    secretion_steepness: Array
    secretion_floor: Array
    secretion_range: Array
    magnesium_potency: Array
    gland_size: Array
    gland_reserve: Array
    gland_rate: Array
    hormone_loss: Array
    secretion_gate_half: Array
    secretion_gate_steepness: Array
    resistance_half: Array
    resistance_steepness: Array
    hydroxylase_capacity: Array
    hydroxylase_half_time: Array
    hydroxylase_exponent: Array
    hydroxylase_gate_half: Array
    hydroxylase_gate_steepness: Array
    vitamin_d: Array
    calcitriol_half_time: Array


def called_for(ionised_calcium: Array, magnesium_above_normal: Array, hormones: Hormones) -> Array:
    """Secretion that calcium calls for, relative to normal [1].

    The gland reads calcium, and magnesium as a weaker calcium, through a steep sigmoid [fatemi1991].
    Holds for changes over minutes to weeks; how weak magnesium is, is disputed.
    """
    read = ionised_calcium + hormones.magnesium_potency * magnesium_above_normal
    return hormones.secretion_floor + hormones.secretion_range / (
        1.0 + (read / hormones.set_point) ** hormones.secretion_steepness
    )


def hormone_secreted(called: Array, gland: Array, cell_magnesium: Array, hormones: Hormones) -> Array:
    """Parathyroid hormone that the glands let go, relative to normal [1/day].

    What is called for, out of what is in store, through a gate that needs magnesium in the cell [fatemi1991].
    Explains secretion that fails in depletion and returns within minutes of an infusion; a hypothesis.
    """
    opened = gate(cell_magnesium, hormones.secretion_gate_half, hormones.secretion_gate_steepness)
    return hormones.hormone_loss * hormones.gland_size * called * opened * gland


def hormone_changed(hormone: Array, called: Array, gland: Array, cell_magnesium: Array, hormones: Hormones) -> Array:
    """Change of parathyroid hormone in the blood, relative to normal [1/day].

    Secreted less lost, with a half-life of minutes [peterson2010].
    Holds for intact hormone.
    """
    return hormone_secreted(called, gland, cell_magnesium, hormones) - hormones.hormone_loss * hormone


def gland_changed(gland: Array, called: Array, cell_magnesium: Array, hormones: Hormones) -> Array:
    """Change of the hormone that the glands hold ready, relative to normal [1/day].

    Made as called for until the store is full, and let go through the gate; a closed gate fills it [rude1978], and
    by little, as glands break down much of what they keep [hanley1986].
    Holds for hours to days; growth of the glands is not followed.
    """
    opened = gate(cell_magnesium, hormones.secretion_gate_half, hormones.secretion_gate_steepness)
    room = (hormones.gland_reserve - gland) / (hormones.gland_reserve - 1.0)
    return hormones.gland_rate * called * (room - opened * gland)


def heard(hormone: Array, cell_magnesium: Array, hormones: Hormones) -> Array:
    """Parathyroid hormone as bone and kidney hear it, relative to normal [1].

    The target cells need magnesium to answer; in depletion they resist [fatemi1991].
    Holds from severe depletion to normal; how much it takes differs between persons.
    """
    return hormone * gate(cell_magnesium, hormones.resistance_half, hormones.resistance_steepness)


def hydroxylase_changed(hydroxylase: Array, effective_hormone: Array, cell_magnesium: Array, h: Hormones) -> Array:
    """Change of the kidney's 1-alpha-hydroxylase, relative to normal [1/day].

    Rises with the hormone, needs magnesium in the cell, and kidney tissue [peterson2010].
    Holds for hours to months; phosphate and FGF23 are not followed.
    """
    opened = gate(cell_magnesium, h.hydroxylase_gate_half, h.hydroxylase_gate_steepness)
    wanted = h.hydroxylase_capacity * effective_hormone**h.hydroxylase_exponent * opened
    return LN2 / h.hydroxylase_half_time * (wanted - hydroxylase)


def calcitriol_changed(calcitriol: Array, hydroxylase: Array, hormones: Hormones) -> Array:
    """Change of calcitriol, 1,25-dihydroxyvitamin D, relative to normal [1/day].

    What the enzyme makes of the vitamin D there is, with a half-life of hours [peterson2010].
    Holds for steady vitamin D; stores of vitamin D are not followed.
    """
    return LN2 / hormones.calcitriol_half_time * (hydroxylase * hormones.vitamin_d - calcitriol)
