"""Medicines that change how the body keeps magnesium, in medicines.toml; unmoved.toml has those known by name only.

What a trade name, a product of several medicines or a whole class stands for is in products.csv.
"""

from __future__ import annotations

from functools import cache

from epsom import tables
from epsom.cohort import effects
from epsom.cohort.effects import Cause
from epsom.errors import TableError

TABLE = "cohort/medicines.toml"
UNMOVED = "cohort/unmoved.toml"
"""Medicines that no row says to move a parameter; a timetable knows what hours they ask for."""


PRODUCTS = "cohort/products.csv"


def medicine(name: str) -> Cause:
    """Return the medicine of this name, product or class; InputError with the nearest ones for an unknown name.

    A product or class of products.csv moves no parameter: none of the medicines it stands for does.
    """
    wanted = name.strip().casefold()
    if wanted not in _spelled():
        for spelling in products():
            if spelling.removeprefix("^") == wanted:
                return Cause(wanted, (), "", "", costs=True, needs_egfr=False, effects=())
    return effects.named((TABLE, UNMOVED), name, "medicine", "other_medicines")


def known() -> dict[str, tuple[str, ...]]:
    """Return every medicine or class that Epsom knows by name, with the names it goes by."""
    return {cause.name: cause.names for table in (UNMOVED, TABLE) for cause in effects.causes(table).values()}


@cache
def _spelled() -> frozenset[str]:
    return frozenset(spelling.casefold() for name, also in known().items() for spelling in (name, *also))


@cache
def products() -> dict[str, tuple[str, ...]]:
    """Return the medicines that each product, trade name or class stands for, by spelling.

    A spelling that begins with ``^`` counts only at the beginning of a name. TableError for a medicine that nobody
    knows, and for one that moves a parameter: a product of it needs a row of its own beside that medicine.
    """
    moving = {cause.name for cause in effects.causes(TABLE).values() if cause.effects}
    found: dict[str, tuple[str, ...]] = {}
    for line, row in enumerate(tables.sheet(PRODUCTS), start=2):
        place = f"{PRODUCTS}:{line}"
        tables.check_source(dict(row), place)
        stands_for = tuple(filter(None, row["medicines"].split(";")))
        for name in stands_for:
            if name not in known():
                raise TableError(f"{place}: {name!r} is no medicine I know.")
            if name in moving:
                raise TableError(f"{place}: {name!r} moves a parameter. Add the spelling to its row in {TABLE}.")
        for spelling in filter(None, row["names"].split(";")):
            if spelling in found or spelling != spelling.casefold():
                raise TableError(f"{place}: {spelling!r} stands twice, or has capitals.")
            found[spelling] = stands_for
    return found
