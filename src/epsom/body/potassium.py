"""Potassium: what its level in serum loses when magnesium is short."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import LN2
from epsom.body.gates import gate
from epsom.elementwise import Array

TABLE = "body/potassium.toml"


@dataclass(frozen=True)
class Potassium:
    """Parameters of potassium, one value per virtual person; numbers and sources in potassium.toml."""

    normal_potassium: Array
    potassium_share_lost: Array
    potassium_gate_half: Array
    potassium_gate_steepness: Array
    potassium_half_time: Array


def potassium_changed(potassium: Array, cell_magnesium: Array, parameters: Potassium) -> Array:
    """Change of serum potassium [mmol/L/day].

    Without magnesium in the cell the kidney lets potassium go, so its level drifts to a lower one [huang2007].
    Holds for an ordinary diet; a description of what is seen, not of how.
    """
    opened = gate(cell_magnesium, parameters.potassium_gate_half, parameters.potassium_gate_steepness)
    level = parameters.normal_potassium * (1.0 - parameters.potassium_share_lost * (1.0 - opened))
    return LN2 / parameters.potassium_half_time * (level - potassium)
