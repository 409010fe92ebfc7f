"""Outside: what moves a reading by a road that virtual persons do not have, so that the reading would be misread.

Low potassium speaks of magnesium only as far as nothing else told lowers it. The rows are in outside.csv; such a value
is kept and shown, and weighs nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.labs.analytes import analyte
from epsom.status.burden import Known

TABLE = "status/outside.csv"


@dataclass(frozen=True)
class Mover:
    """What moves these analytes by itself: any one of what it names is enough. ``words`` are the reason."""

    id: str
    analytes: frozenset[str]
    medicines: tuple[re.Pattern[str], ...]
    conditions: tuple[re.Pattern[str], ...]
    egfr_below: float | None
    words: str

    def holds(self, known: Known) -> bool:
        """Tell whether this is told of a person."""
        low = self.egfr_below is not None and known.egfr is not None and known.egfr < self.egfr_below
        taken = any(pattern.search(name) for pattern in self.medicines for name in known.medicines)
        return low or taken or any(pattern.search(name) for pattern in self.conditions for name in known.conditions)


@cache
def movers() -> dict[str, Mover]:
    """Return every row by its id; TableError without a source, KeyError for an analyte that nobody knows."""
    return {row["id"]: _mover(row) for row in tables.sheet(TABLE)}


def moved(name: str, known: Known) -> tuple[str, ...]:
    """Return what moves an analyte of this person by itself, a clause each; nothing where nothing told does."""
    return tuple(row.words for row in movers().values() if name in row.analytes and row.holds(known))


def _mover(row: dict[str, str]) -> Mover:
    tables.check_source(dict(row), f"{TABLE} [{row['id']}]")
    limit = float(row["egfr_below"]) if row["egfr_below"] else None
    return Mover(
        id=row["id"],
        analytes=frozenset(analyte(name).name for name in row["analytes"].split(";")),
        medicines=_patterns(row["medicines"]),
        conditions=_patterns(row["conditions"]),
        egfr_below=limit,
        words=row["words"].format(limit=row["egfr_below"]),
    )


def _patterns(told: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(part, re.IGNORECASE) for part in told.split(";") if part)
