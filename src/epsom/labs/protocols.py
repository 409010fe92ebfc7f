"""Protocols: the three ways of a magnesium loading test, each with its own dose, formula and cut-off.

A share of an infused dose that is not found in the urine is *retained*. What share is normal depends on the dose, on
the hours and on whether the ordinary urine was taken off, so a retention without its protocol says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.errors import InputError

TABLE = "labs/protocols.csv"


@dataclass(frozen=True)
class Protocol:
    """One loading test as its authors did it; retentions are shares of the dose [1] and may be negative.

    The dose is ``dose_mmol`` in all, or ``dose_mmol_per_kg`` of body weight (of lean mass where ``lean``). Where
    ``subtracts``, the urine of as many hours without an infusion is taken off before the share is formed.
    ``normal_low`` and ``normal_high`` bound what healthy people retain; above ``probable_above`` is more than that,
    above ``deficient_above`` what the authors of the test call a deficiency (None: they name no such cut-off).
    ``repeat_sd`` is the spread of the difference between two tests of one person.
    """

    id: str
    heading: str
    dose_mmol: float | None
    dose_mmol_per_kg: float | None
    lean: bool
    infusion_h: float
    collection_h: float
    subtracts: bool
    normal_mean: float
    normal_sd: float
    normal_low: float | None
    normal_high: float
    probable_above: float
    deficient_above: float | None
    repeat_sd: float
    repeat_mark: str
    repeat_because: str
    people: str
    source: str
    mark: str
    where: str
    note: str

    @property
    def reading_sd(self) -> float:
        """Spread of one test around the person's own level [share of the dose]: two tests differ by root two of it."""
        return self.repeat_sd / 2.0**0.5

    def dose(self, weight: float | None = None, lean_mass: float | None = None) -> float:
        """Return the dose [mmol] for a person of this weight or lean mass [kg]; InputError where it is not told."""
        if self.dose_mmol is not None:
            return self.dose_mmol
        mass = lean_mass if self.lean else weight
        if mass is None:
            of = "lean mass" if self.lean else "body weight"
            raise InputError(
                f"{self.id}: the dose is {self.dose_mmol_per_kg:g} mmol per kg of {of}, which is not told. "
                "Give the dose itself, such as 7 mmol."
            )
        assert self.dose_mmol_per_kg is not None, self.id
        return self.dose_mmol_per_kg * mass

    def retention(self, dose: float, urine: float, baseline: float | None = None) -> float:
        """Return the share of the dose [mmol] not found in the urine of the collection [mmol]; may be negative.

        Where the protocol takes the ordinary urine off, ``baseline`` is that of as many hours; InputError without it.
        """
        if self.subtracts and baseline is None:
            raise InputError(
                f"{self.id} takes off the urine of {self.collection_h:g} hours without an infusion, which is not told. "
                "Give that baseline, or the protocol by which the share was formed."
            )
        above = urine - baseline if self.subtracts and baseline is not None else urine
        return 1.0 - above / dose


@cache
def protocols() -> dict[str, Protocol]:
    """Return the protocols by their id."""
    return {row["id"]: _read(row) for row in tables.sheet(TABLE)}


def protocol(name: str | None) -> Protocol:
    """Return one protocol; InputError, naming all three and their cut-offs, without a name or for an unknown one."""
    found = protocols().get(str(name or "").strip().lower())
    if found is None:
        unknown = f"{name!r} is no protocol of a loading test I know"
        said = unknown if name else "A retention has no meaning without its protocol"
        raise InputError(f"{said}. Say which of {len(protocols())}: {'; '.join(map(_in_words, protocols().values()))}.")
    return found


def _in_words(one: Protocol) -> str:
    upper = "" if one.deficient_above is None else f", deficiency from {100 * one.deficient_above:g} %"
    return f"{one.id} ({one.heading}; above normal from {100 * one.probable_above:g} %{upper})"


def _read(row: dict[str, str]) -> Protocol:
    tables.check_source(dict(row), f"{TABLE} {row['id']}")
    return Protocol(
        id=row["id"],
        heading=row["heading"],
        dose_mmol=_maybe(row["dose_mmol"]),
        dose_mmol_per_kg=_maybe(row["dose_mmol_per_kg"]),
        lean=row["lean"] == "yes",
        infusion_h=float(row["infusion_h"]),
        collection_h=float(row["collection_h"]),
        subtracts=row["subtracts"] == "yes",
        normal_mean=float(row["normal_mean"]),
        normal_sd=float(row["normal_sd"]),
        normal_low=_maybe(row["normal_low"]),
        normal_high=float(row["normal_high"]),
        probable_above=float(row["probable_above"]),
        deficient_above=_maybe(row["deficient_above"]),
        repeat_sd=float(row["repeat_sd"]),
        repeat_mark=row["repeat_mark"],
        repeat_because=row["repeat_because"],
        people=row["people"],
        source=row["source"],
        mark=row["mark"],
        where=row["where"],
        note=row["note"],
    )


def _maybe(text: str) -> float | None:
    return float(text) if text else None
