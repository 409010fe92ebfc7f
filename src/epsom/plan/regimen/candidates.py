"""The candidates: usual products of the salts, alone and two together, one to three times a day, as one table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import ceil

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.errors import InputError, TableError
from epsom.plan.regimen.rules import number
from epsom.plate.supplements import Salt, by_name, salts
from epsom.tables import check_source, sheet

FORMS = "plan/regimen/forms.csv"
MOST_AT_ONCE = 500.0
"""Larger than any limit, so that the limits and not the table hold a dose back [mg]."""


@dataclass(frozen=True)
class Product:
    """A usual product: ``milligrams`` of elemental magnesium in a ``piece``; ``halves`` may be taken.

    It is for people from ``from_age`` [year] on and an eGFR from ``least_egfr`` [mL/min/1.73m2] on where that is told;
    ``avoid`` finds the conditions in which it is left out, because of ``why_not``. ``laxative`` salts are of the class
    of laxatives as well. ``holds`` is what else is in it.
    """

    id: str
    salt: Salt
    form: str
    piece: str
    milligrams: float
    halves: bool
    from_age: float
    laxative: bool
    holds: str
    avoid: re.Pattern[str] | None
    least_egfr: float | None
    why_not: str
    source: str
    mark: str
    because: str


@cache
def products() -> tuple[Product, ...]:
    """Return the products of forms.csv; TableError for one whose strength rests on memory or whose salt is unknown."""
    found: list[Product] = []
    for line, row in enumerate(sheet(FORMS), start=2):
        place = f"{FORMS}:{line}"
        check_source(dict(row), place)
        salt = salts().get(row["salt"])
        if salt is None or not salt.counted:
            raise TableError(f"{place}: {row['salt']!r} is no salt of the plate that counts.")
        if "memory" in row["mark"] or row["id"] in {one.id for one in found}:
            raise TableError(f"{place}: stands twice, or a strength that rests on memory.")
        if {row["halves"], row["laxative"]} - {"yes", "no"} or not float(row["milligrams"]) > 0.0:
            raise TableError(f"{place}: halves and laxative are yes or no, and milligrams more than nothing.")
        found.append(
            Product(
                row["id"], salt, row["form"], row["piece"], float(row["milligrams"]), row["halves"] == "yes",
                float(row["from_age"]), row["laxative"] == "yes", row["holds"],
                re.compile("|".join(row["avoid_conditions"].split(";"))) if row["avoid_conditions"] else None,
                float(row["least_egfr"]) if row["least_egfr"] else None, row["why_not"],
                row["source"], row["mark"], row["because"] or row["where"],
            )
        )  # fmt: skip
    order = list(dict.fromkeys(one.salt.name for one in found))
    return tuple(sorted(found, key=lambda one: order.index(one.salt.name)))


def of_salt(name: str) -> tuple[Product, ...]:
    """Return the products of a salt by any name people use; InputError for a salt that is not known or has none."""
    known = by_name().get(name.strip().lower().removeprefix("magnesium ").strip())
    if not known:
        listed = "; ".join(sorted({one.salt.name for one in products()}))
        raise InputError(f"{name!r} is no salt of magnesium I know. Those with a product here: {listed}.")
    wanted = {salt.name for salt in known}
    found = tuple(one for one in products() if one.salt.name in wanted)
    if not found:
        listed = "; ".join(sorted({one.salt.name for one in products()}))
        raise InputError(f"Of {known[0].label()} no usual product is held here. Those with one: {listed}.")
    return found


@dataclass(frozen=True, eq=False)
class Candidates:
    """What may be taken at one time, a row each: pieces of one product, or a piece each of two.

    ``parts`` names product and pieces; ``amount`` is elemental magnesium [mg], ``availability`` its mean, ``slow`` the
    share of it in slowly dissolving salts, ``pieces`` how many are swallowed, a half counting as one because it must be
    parted; ``uses`` has a column per product.
    ``groups`` are the rows of each salt taken alone, one salt after
    the other, and of all pairs.
    """

    parts: tuple[tuple[tuple[Product, float], ...], ...]
    amount: Array
    availability: Array
    slow: Array
    pieces: Array
    uses: NDArray[np.bool_]
    groups: tuple[slice, ...]


@cache
def candidates() -> Candidates:
    """Return all that may be taken at one time, in a fixed order; made once."""
    held = products()
    parts: list[tuple[tuple[Product, float], ...]] = []
    spans: list[slice] = []
    for one in held:
        counts = [float(count) for count in range(1, int(number("O7")) + 1)] + ([0.5, 1.5] if one.halves else [])
        before = spans.pop().start if spans and parts[-1][0][0].salt == one.salt else len(parts)
        parts += [((one, count),) for count in sorted(counts) if one.milligrams * count <= MOST_AT_ONCE]
        spans.append(slice(before, len(parts)))
    for one, other in combinations(held, 2):
        if one.salt.name != other.salt.name:
            halves = [(1.0, 1.0)] + ([(0.5, 1.0)] if one.halves else []) + ([(1.0, 0.5)] if other.halves else [])
            both = [((one, mine), (other, yours)) for mine, yours in halves]
            parts += [part for part in both if sum(each.milligrams * count for each, count in part) <= MOST_AT_ONCE]
    weights = [np.array([one.milligrams * count for one, count in part]) for part in parts]
    return Candidates(
        parts=tuple(parts),
        amount=np.array([weight.sum() for weight in weights]),
        availability=np.array(
            [weight @ [one.salt.availability for one, _ in part] / weight.sum()
             for weight, part in zip(weights, parts, strict=True)]
        ),
        slow=np.array(
            [weight @ [float(one.salt.slow) for one, _ in part] / weight.sum()
             for weight, part in zip(weights, parts, strict=True)]
        ),
        pieces=np.array([sum(ceil(count) for _, count in part) for part in parts], dtype=np.float64),
        uses=np.array([[one in [mine for mine, _ in part] for one in held] for part in parts]),
        groups=(*spans, slice(spans[-1].stop, len(parts))),
    )  # fmt: skip
