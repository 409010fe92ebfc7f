"""Adenylates: how much ATP carries magnesium in a muscle cell, and what splitting it yields.

Exact chemistry of a told mixture, and no forecast. What splitting ATP yields hardly moves with free magnesium, because
creatine kinase moves free ADP along: in the product of the two equilibria ATP and ADP cancel, and only the weak binding
of phosphate and creatine phosphate is left.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from epsom import tables
from epsom.elementwise import Array, exp, log
from epsom.errors import InputError, TableError
from epsom.outcomes.mechanisms.badges import shown
from epsom.quantities import quantity

TABLE = "outcomes/mechanisms/adenylates.toml"
MUSCLE = "outcomes/mechanisms/resting_muscle.toml"
ZERO_CELSIUS = 273.15  # kelvin, by definition
_KEYS = {"name", "reaction", "value", "enthalpy", "enthalpy_also", "gives", "takes"}
_SAID = {"source", "mark", "where", "because", "note"}


@dataclass(frozen=True)
class Constant:
    """One equilibrium at the reference temperature and ionic strength 0: value [mol/L or L/mol], enthalpy [kJ/mol].

    ``charges`` is the sum of squared charges that the reaction takes less that which it gives.
    ``enthalpy_also`` is what the source prints elsewhere; equal to ``enthalpy`` where it agrees with itself.
    """

    name: str
    reaction: str
    value: float
    enthalpy: float
    enthalpy_also: float
    charges: int


@dataclass(frozen=True)
class Cell:
    """What is in the water of a cell; units, ranges and meanings by the same names in quantities.toml."""

    cell_free_magnesium: Array | float
    cell_ph: Array | float
    cell_temperature: Array | float
    cell_ionic_strength: Array | float
    cell_atp: Array | float
    cell_creatine_phosphate: Array | float
    cell_creatine: Array | float
    cell_phosphate: Array | float


@dataclass(frozen=True)
class Energetics:
    """What follows for ATP: the share of it that carries magnesium [1], free ADP [µmol/L], and its free energy.

    ``creatine_kinase`` [1] and ``atp_splitting`` [mol/L] are the apparent equilibria at the pH and free magnesium
    of the cell; ``free_energy`` [kJ/mol] is that of splitting ATP, negative where it yields energy.
    """

    magnesium_atp_share: Array
    creatine_kinase: Array
    atp_splitting: Array
    free_adp: Array
    free_energy: Array


@cache
def constants() -> dict[str, Constant]:
    """Return the equilibria by name; TableError for a row without source or with an unknown key."""
    found: dict[str, Constant] = {}
    for row in _content()["constant"]:
        place = f"{TABLE} [{row.get('name', '?')}]"
        if extra := set(row) - _KEYS - _SAID:
            raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
        tables.check_source(row, place)
        charges = sum(z * z for z in row["takes"]) - sum(z * z for z in row["gives"])
        enthalpy = float(row["enthalpy"])
        also = float(row.get("enthalpy_also", enthalpy))
        found[row["name"]] = Constant(row["name"], row["reaction"], float(row["value"]), enthalpy, also, charges)
    return found


@cache
def resting_muscle() -> Cell:
    """Return a human muscle cell at rest, as resting_muscle.toml has it."""
    return Cell(**{name: row.value for name, row in tables.rows(MUSCLE).items()})


def equilibria(cell: Cell, *, also: bool = False) -> dict[str, Array]:
    """Equilibria at the temperature and ionic strength of the cell, by name [mol/L or L/mol].

    Van 't Hoff for temperature, extended Debye-Hückel for ionic strength [teague1996].
    Holds for 20 to 42 °C and 0.05 to 0.35 mol/L; ``also`` takes the enthalpies that the source prints elsewhere.
    """
    gas = _content()["gas_constant"]["value"] / 1e3
    kelvin = cell.cell_temperature + ZERO_CELSIUS
    warmth = 1.0 / (_content()["reference_temperature"]["value"] + ZERO_CELSIUS) - 1.0 / kelvin
    root = cell.cell_ionic_strength**0.5
    damping = _activity(kelvin) * root / (1.0 + _content()["ion_size"]["value"] * root)
    return {
        one.name: one.value
        * exp((one.enthalpy_also if also else one.enthalpy) / gas * warmth - damping * one.charges)
        for one in constants().values()
    }  # fmt: skip


def energetics(cell: Cell, *, also: bool = False) -> Energetics:
    """What follows for ATP in the cell: the share with magnesium, free ADP, and what splitting it yields.

    Binding polynomials of each reactant, creatine kinase at equilibrium [golding1995].
    Holds for a cell at rest whose ATP, creatine and phosphate are as told; InputError outside what living cells have.
    """
    _check(cell)
    k = equilibria(cell, also=also)
    h, m = 10.0 ** -np.asarray(cell.cell_ph), np.asarray(cell.cell_free_magnesium) / 1e3
    bare_atp = 1.0 + h / k["atp_acid"]
    magnesium_atp = m * (k["atp_magnesium"] + k["acid_atp_magnesium"] * h / k["atp_acid"])
    atp = bare_atp + magnesium_atp
    adp = 1.0 + h / k["adp_acid"] + m * (k["adp_magnesium"] + k["acid_adp_magnesium"] * h / k["adp_acid"])
    phosphate = 1.0 + h / k["phosphate_acid"] + m * k["phosphate_magnesium"]
    creatine_phosphate = 1.0 + h / k["creatine_phosphate_acid"] + m * k["creatine_phosphate_magnesium"]

    kinase = k["creatine_kinase"] * h * atp / (adp * creatine_phosphate)
    splitting = k["atp_splitting"] / h * adp * phosphate / atp
    free_adp = cell.cell_atp * cell.cell_creatine / (cell.cell_creatine_phosphate * kinase)  # mmol/L
    warm = _content()["gas_constant"]["value"] / 1e3 * (cell.cell_temperature + ZERO_CELSIUS)
    mass_action = free_adp / 1e3 * cell.cell_phosphate / cell.cell_atp  # mol/L
    return Energetics(magnesium_atp / atp, kinase, splitting, 1e3 * free_adp, warm * log(mass_action / splitting))


def table(cell: Cell | None = None) -> tuple[tuple[float, Energetics], ...]:
    """Return the energetics of a cell (resting muscle unless told) at each free magnesium [mmol/L] of shown.toml."""
    where = cell or resting_muscle()
    steps = (float(each) for each in shown()["cell_free_magnesium"]["values"])
    return tuple((each, energetics(replace(where, cell_free_magnesium=each))) for each in steps)


def printed(one: Energetics) -> tuple[str, str, str, str]:
    """Return what follows for ATP as it is shown, four significant digits: share, K' of the kinase, free ADP, energy.

    Rounded once more, half up, they are the digits of the evidence note; its 132 was rounded over 131.5 from 131.4986.
    """
    share, kinase, adp, energy = one.magnesium_atp_share, one.creatine_kinase, one.free_adp, one.free_energy
    return f"{float(share):#.4g}", f"{float(kinase):#.4g}", f"{float(adp):#.4g}", f"{float(energy):#.4g}"


def fallen(cell: Cell, share: float) -> tuple[float, float]:
    """Return what a fall of free magnesium by this share changes: ATP with magnesium [1, relative], energy [kJ/mol].

    The fall seen in red cells after weeks with hardly any magnesium is a fifth [fatemi1991].
    Holds as ``energetics``; InputError for a share that is not between 0 and 1.
    """
    if not 0.0 <= share < 1.0:
        raise InputError(f"share = {share:g} is no fall. Say a number from 0 to below 1, such as 0.2 for a fifth.")
    before = energetics(cell)
    after = energetics(replace(cell, cell_free_magnesium=cell.cell_free_magnesium * (1.0 - share)))
    carried = float(after.magnesium_atp_share / before.magnesium_atp_share) - 1.0
    return carried, float(after.free_energy - before.free_energy)


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
    for name, row in content.items():
        if name != "constant":
            tables.check_source(row, f"{TABLE} [{name}]")
    return content


def _activity(kelvin: Array | float) -> Array:
    """Coefficient of the logarithm of activity, from the dielectric constant and density of water."""
    row = _content()["activity_of_water"]
    a, b, c, d, e = row["coefficients"]
    return row["factor"] * (a + b / kelvin + c * log(kelvin) + d * kelvin / 100 + e * (kelvin / 100) ** 2)


def _check(cell: Cell) -> None:
    for each in fields(cell):
        value, what = np.asarray(getattr(cell, each.name)), quantity(each.name)
        if not bool(np.all((value >= what.low) & (value <= what.high))):  # a value that is no number fails as well
            low, high = float(np.min(value)), float(np.max(value))
            told = f"{low:g}" if math.isclose(low, high) or math.isnan(low) else f"{low:g} to {high:g}"
            raise InputError(
                f"{each.name} = {told}: {what.bearer} has {what.low:g} to {what.high:g} {what.unit}."
                " Check the number and its unit."
            )
