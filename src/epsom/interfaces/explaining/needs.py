"""Reference values: what an authority prints, by kind and for whom; ``RDA US/CA NASEM 1997``, or ``UL NASEM``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from epsom import tables
from epsom.interfaces.explaining.nouns import Explanation, citation

if TYPE_CHECKING:
    from epsom.needs import NeedRow

TABLE = "needs/needs.csv"
_LIMITS = ("UL_supplemental", "UL_soluble", "max_supplement_per_day", "UL_supplemental_mg_per_kg")


def names() -> Iterator[str]:
    """Return every name that is explained here: each authority, and each kind it prints."""
    for row, _ in _rows():
        yield row.authority.casefold()
        yield f"{row.kind.replace('_', ' ')} {row.authority}".casefold()


def authorities() -> tuple[str, ...]:
    """Return every authority that prints a reference value."""
    return tuple(dict.fromkeys(row.authority for row, _ in _rows()))


def reference_values(wanted: str) -> Iterator[Explanation]:
    """Explain what an authority prints: all of it, or one kind where one is named; one source each."""
    asked = _tokens(wanted)
    kinds = {kind for row, _ in _rows() for kind in [row.kind] if _tokens(kind) <= asked}
    kinds |= set(_LIMITS) if "ul" in asked else set()
    rest = asked - {token for kind in kinds for token in _tokens(kind)} - {"ul"}
    if not any(len(token) > 1 and not token.isdigit() for token in rest):
        return
    near = {name: _tokens(name) for name in authorities() if rest <= _tokens(name)}
    whole = [name for name, tokens in near.items() if tokens == rest]
    for name in whole or near:
        found: dict[tuple[str, str, str], list[tuple[NeedRow, str]]] = {}
        for row, where in _rows():
            if row.authority == name and (not kinds or row.kind in kinds):
                found.setdefault((row.kind, row.source, row.mark), []).append((row, where))
        for (kind, source, mark), values in found.items():
            told = "; ".join(f"{_whom(row)}: {row.value}" for row, _ in values)
            per = "mg/kg per day" if kind.endswith("mg_per_kg") else "mg/day"
            places = dict.fromkeys(part for row, where in values for part in (where, row.note) if part)
            yield Explanation(
                f"{kind.replace('_', ' ')} {name}", "reference value", f"{told}. All in {per}.", source=source,
                citation=citation(source), mark=mark, where="; ".join(places), table=TABLE,
                because="a guess of this project" if source == "assumed" else "",
            )  # fmt: skip


@cache
def _rows() -> tuple[tuple[NeedRow, str], ...]:
    """Return every printed value with its place in the source; what somebody claims is no reference value."""
    from epsom.needs import rows

    places = (line["where"] for line in tables.sheet(TABLE))
    return tuple((row, where) for row, where in zip(rows(), places, strict=True) if row.kind != "claim")


@cache
def _tokens(text: str) -> frozenset[str]:
    return frozenset(token for token in re.split(r"[^\w]+|_", text.casefold()) if token)


def _whom(row: NeedRow) -> str:
    who = {"male": "male", "female": "female"}.get(row.sex, "both sexes")
    stage = f", {row.stage}" if row.stage in ("pregnancy", "lactation") else ""
    ages = f"from {row.age_lo:g}" if row.age_hi > 115 else f"{row.age_lo:g} to {row.age_hi:g}"
    return f"{who}{stage}, {ages} years"
