"""The reference values as the authorities print them: every row of needs.csv, read and checked once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from epsom import tables
from epsom.errors import TableError

Sex = Literal["male", "female"]
Stage = Literal["none", "pregnancy", "lactation"]

REQUIREMENTS = ("EAR", "AR")
RECOMMENDED = ("RDA", "RDI", "RNI", "PRI")
TARGETS = (*RECOMMENDED, "AI")
LIMITS = ("UL_supplemental", "UL_soluble", "max_supplement_per_day")
LIMIT_PER_KG = "UL_supplemental_mg_per_kg"
ADDED = tuple(f"{kind}_add" for kind in ("EAR", *RECOMMENDED))
# kept so that readers of other texts can find them; never the answer to "what does this person need?"
KEPT = (
    "guidance_level_supplemental", "EAR_mg_per_kg", "RDA_superseded", "NRV_label", "DV_label", "claim",
)  # fmt: skip
KINDS = (*REQUIREMENTS, *TARGETS, "LRNI", *LIMITS, LIMIT_PER_KG, *ADDED, *KEPT)
STAGES = ("infant", "child", "adolescent", "adult", "pregnancy", "lactation", "any")


@dataclass(frozen=True)
class NeedRow:
    """One row of needs.csv: ages are years, from ``age_lo`` to below ``age_hi``; ``value`` as printed [mg/day]."""

    authority: str
    stage: str
    sex: str
    age_lo: float
    age_hi: float
    kind: str
    value: str
    source: str
    mark: str
    note: str

    @property
    def number(self) -> float:
        """Return the value as a number; a claim, which may be a range of words, has none."""
        return float(self.value)

    def fits(self, age: float, sex: Sex, stages: Iterable[str]) -> bool:
        """Tell whether the row speaks for a person of this age [years] and sex, in one of these stages."""
        return self.age_lo <= age < self.age_hi and self.sex in (sex, "both") and self.stage in stages


@cache
def rows() -> tuple[NeedRow, ...]:
    """Return every reference value that needs.csv holds; TableError for a row that breaks a rule."""
    found: list[NeedRow] = []
    for number, cells in enumerate(tables.sheet("needs/needs.csv"), start=2):
        place = f"needs.csv:{number}"
        tables.check_source(dict(cells), place)
        row = NeedRow(
            cells["authority"], cells["stage"], cells["sex"], float(cells["age_lo"]), float(cells["age_hi"]),
            cells["kind"], cells["value"], cells["source"], cells["mark"], cells["note"],
        )  # fmt: skip
        if row.kind not in KINDS:
            raise TableError(f"{place}: {row.kind!r} is no kind of reference value I know.")
        if row.stage not in STAGES or row.sex not in ("male", "female", "both") or not row.age_lo < row.age_hi:
            raise TableError(f"{place}: stage, sex or ages make no sense.")
        if row.kind != "claim" and not row.number >= 0:
            raise TableError(f"{place}: {row.value!r} is no intake.")
        found.append(row)
    return tuple(found)


def find(table: str, kinds: tuple[str, ...], age: float, sex: Sex, stages: tuple[str, ...]) -> list[NeedRow]:
    """Return the rows of one table (an authority as needs.csv names it) that speak for a person."""
    return [row for row in rows() if row.authority == table and row.kind in kinds and row.fits(age, sex, stages)]
