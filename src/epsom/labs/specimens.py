"""Specimens: what a wrong tube, burst cells or an infusion do to a reading; the reading is kept, shown and not used."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from epsom import tables
from epsom.errors import InputError, TableError
from epsom.labs.analytes import analytes

TABLE = "labs/specimens.csv"
EFFECTS = ("low", "high", "either")
SOUND = {
    "serum", "plasma", "blood", "whole blood", "red cells", "heparin", "lithium heparin", "heparin plasma", "fasting",
    "24-hour urine", "24 h urine", "spot urine", "urine", "gel tube", "serum gel", "normal", "good",
}  # fmt: skip
"""Words for a sample that has no fault."""


@dataclass(frozen=True)
class Fault:
    """What a fault of the sample does to one or more analytes: reads them falsely low, high, or either way."""

    fault: str
    names: tuple[str, ...]
    analytes: tuple[str, ...]
    effect: str
    words: str
    source: str
    mark: str
    where: str
    because: str


@cache
def faults() -> tuple[Fault, ...]:
    """Return the faults of samples, a row per effect; TableError for a row that says less than it must."""
    found: list[Fault] = []
    for row in tables.sheet(TABLE):
        place = f"{TABLE} [{row['fault']}]"
        tables.check_source(dict(row), place)
        names, spoilt = tuple(row["names"].split(";")), tuple(row["analytes"].split(";"))
        if row["effect"] not in EFFECTS or not set(spoilt) <= set(analytes()):
            raise TableError(f"{place}: effect must be one of {', '.join(EFFECTS)}, and every analyte a known one.")
        rest = (row[name] for name in ("effect", "words", "source", "mark", "where", "because"))
        found.append(Fault(row["fault"], names, spoilt, *rest))
    return tuple(found)


def named(specimen: str) -> str:
    """Return the fault that these words mean, empty for a sound sample; InputError for words that say neither."""
    wanted = _plain(specimen)
    known = {_plain(name): one.fault for one in faults() for name in (*one.names, one.fault)}
    if wanted in {_plain(word) for word in SOUND}:
        return ""
    bare = wanted.removesuffix(" tube").removesuffix(" sample").removesuffix(" plasma").removesuffix(" specimen")
    for form in (wanted, bare):
        if form in known:
            return known[form]
    near = get_close_matches(wanted, [*known, *SOUND], n=3, cutoff=0.5)
    listed = ", ".join(dict.fromkeys(one.fault for one in faults()))
    hint = f"Nearest: {', '.join(near)}." if near else f"Known faults: {listed}."
    raise InputError(f"specimen = {specimen!r} is neither a fault nor a sound sample that I know. {hint}")


def _plain(words: str) -> str:
    return " ".join(words.casefold().replace("_", " ").replace("-", " ").split())


def spoilt(analyte: str, specimen: str) -> Fault | None:
    """Return what the fault of a sample does to an analyte; None where it does nothing that we know of."""
    fault = named(specimen)
    return next((one for one in faults() if one.fault == fault and analyte in one.analytes), None)


def of(analyte: str) -> tuple[Fault, ...]:
    """Return the faults that spoil an analyte."""
    return tuple(one for one in faults() if analyte in one.analytes)
