"""Signs that a person tells of: known by name, and what is published about each; the rows are in signs.csv."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from epsom import tables
from epsom.errors import InputError, TableError

TABLE = "person/signs.csv"


@dataclass(frozen=True)
class Sign:
    """One sign or symptom: the names it goes by, whether it asks for urgent care, and what a study says of it.

    ``ratio`` is a published likelihood ratio of low serum magnesium, None where no study was found; ``says`` is what
    the study found, in words, empty where there is none.
    """

    name: str
    names: tuple[str, ...]
    urgent: bool
    ratio: float | None
    says: str
    source: str


@cache
def signs() -> dict[str, Sign]:
    """Return the signs by name; TableError for a row that does not say whence, or a ratio that is none."""
    found: dict[str, Sign] = {}
    for row in tables.sheet(TABLE):
        place = f"{TABLE} [{row['sign']}]"
        tables.check_source(dict(row), place)
        ratio = float(row["ratio"]) if row["ratio"] else None
        if row["urgent"] not in ("yes", "no") or (ratio is not None and not ratio > 0):
            raise TableError(f"{place}: urgent is yes or no, and a ratio above zero.")
        names = tuple(name for name in row["names"].split(";") if name)
        found[row["sign"]] = Sign(row["sign"], names, row["urgent"] == "yes", ratio, row["says"], row["source"])
    return found


def signs_told(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the signs by the name of the table, each once; InputError with the nearest for one it does not have."""
    known = {spelling.casefold(): one.name for one in signs().values() for spelling in (one.name, *one.names)}
    found: list[str] = []
    for entry in entries:
        wanted = " ".join(entry.casefold().split())
        if wanted not in known:
            near = get_close_matches(wanted, known, n=3, cutoff=0.6)
            hint = f" Nearest: {', '.join(near)}." if near else f" Known: {', '.join(signs())}."
            raise InputError(f"{entry!r} is no sign I know.{hint} Leave it out, or note it under other_conditions.")
        found.append(known[wanted])
    return tuple(dict.fromkeys(found))
