"""Analytes: what a laboratory measures, in which unit it prints it, and how far a reading strays from the person.

Words, units and plausible ranges stand in analytes.csv, spreads in analytes.toml.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from epsom import tables
from epsom.errors import InputError, TableError
from epsom.quantities import quantities, quantity

TABLE, WORDS = "labs/analytes.toml", "labs/analytes.csv"
SCALES = ("log", "linear")
_FLAGS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Analyte:
    """One kind of reading.

    ``unit`` is the one in which a printed reading is kept and ``accepts`` are those in which it may be printed.
    ``normal`` is, in that unit, what the quantity of this name counts as one (red cells, parathyroid hormone,
    calcitriol: told relative to normal); None where quantity and print share their unit. Spreads are standard
    deviations of the logarithm, or of the value itself where ``scale`` is linear. ``weighs`` tells whether a reading
    weighs virtual persons. ``plausible`` is in ``unit``: outside it a slip of unit or code is the likelier explanation.
    """

    name: str
    heading: str
    specimen: str
    scale: str
    weighs: bool
    unit: str
    accepts: tuple[str, ...]
    substance: str | None
    normal: float | None
    plausible: tuple[float, float]
    assay_spread: float
    within_person_spread: float
    unexplained_spread: float
    diurnal: float

    @property
    def reading_spread(self) -> float:
        """Spread of one reading around what a virtual person would have: assay, day to day, and unexplained."""
        return (self.assay_spread**2 + self.within_person_spread**2 + self.unexplained_spread**2) ** 0.5


@cache
def analytes() -> dict[str, Analyte]:
    """Return all analytes by name; TableError for a row that says less than it must."""
    return {row["name"]: _analyte(row) for row in tables.sheet(WORDS)}


def analyte(name: str) -> Analyte:
    """Return one analyte; InputError with the nearest names for one that no row describes."""
    if name not in analytes():
        near = get_close_matches(name, analytes(), n=3, cutoff=0.6)
        raise InputError(f"{name!r} is no analyte I know. {_nearest(near)}")
    return analytes()[name]


def _nearest(near: list[str]) -> str:
    return f"Nearest: {', '.join(near)}." if near else "All of them: epsom lab analytes."


def _analyte(row: dict[str, str]) -> Analyte:
    name, place = row["name"], f"{WORDS} [{row['name']}]"
    tables.check_source(row, place)
    if name not in quantities():
        raise TableError(f"{place}: no quantity of this name.")
    if row["scale"] not in SCALES or row["weighs"] not in _FLAGS:
        raise TableError(f"{place}: scale must be one of {', '.join(SCALES)}, weighs yes or no.")
    what = quantity(name)
    low, high = float(row["plausible_low"]), float(row["plausible_high"])
    if not low < high:
        raise TableError(f"{place}: the plausible range is empty.")
    spreads = tables.rows(TABLE)
    normal = spreads.get(f"{name}_normal")
    if bool(row["unit"]) != (normal is not None):
        raise TableError(f"{place}: a unit of its own and what counts as normal go together.")

    def spread(part: str) -> float:
        found = spreads.get(f"{name}_{part}")
        return 0.0 if found is None else found.value

    return Analyte(
        name=name,
        heading=row["heading"],
        specimen=row["specimen"],
        scale=row["scale"],
        weighs=_FLAGS[row["weighs"]],
        unit=row["unit"] or what.unit,
        accepts=tuple(row["accepts"].split(";")) if row["accepts"] else what.accepts,
        substance=row["substance"] or what.substance,
        normal=None if normal is None else normal.value,
        plausible=(low, high),
        assay_spread=spread("assay_spread"),
        within_person_spread=spread("daily_spread"),
        unexplained_spread=spread("unexplained_spread"),
        diurnal=spread("diurnal_swing"),
    )
