"""NMDA: how the magnesium around a nerve cell blocks one of its receptors; a teaching model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.elementwise import Array, exp
from epsom.outcomes.mechanisms.badges import shown

TABLE = "outcomes/mechanisms/nmda.toml"


@dataclass(frozen=True)
class Receptor:
    """Parameters of the block; numbers and sources in nmda.toml."""

    nmda_half_block: float
    nmda_voltage_slope: float


@dataclass(frozen=True)
class Opened:
    """Share of receptors that magnesium leaves open at each voltage [mV], for one concentration [mmol/L]."""

    nmda_magnesium: float
    by_voltage: dict[float, float]


@cache
def receptor() -> Receptor:
    """Return the receptor as it was measured."""
    rows = tables.rows(TABLE)
    return Receptor(rows["nmda_half_block"].value, rows["nmda_voltage_slope"].value)


def opened(nmda_magnesium: Array | float, membrane_voltage: Array | float, of: Receptor) -> Array:
    """Share of the receptors that magnesium does not block [1].

    One ion plugs the pore, and is drawn in the deeper the more negative the inside of the cell [jahr1990].
    Holds for nerve cells in culture, 0.001 to 10 mmol/L; nothing leads from a person's intake to this concentration.
    """
    drawn_in = exp(-of.nmda_voltage_slope * membrane_voltage)
    return 1.0 / (1.0 + nmda_magnesium / of.nmda_half_block * drawn_in)


def table() -> tuple[Opened, ...]:
    """Return the share left open for the concentrations and voltages of shown.toml."""
    voltages = [float(each) for each in shown()["membrane_voltage"]["values"]]
    return tuple(
        Opened(float(amount), {volt: float(opened(float(amount), volt, receptor())) for volt in voltages})
        for amount in shown()["nmda_magnesium"]["values"]
    )
