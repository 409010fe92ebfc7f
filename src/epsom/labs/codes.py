"""Codes: what a LOINC code says was measured, and whether it counts mass or moles; a code from memory is but a hint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.errors import TableError
from epsom.labs.analytes import analytes

TABLE = "labs/codes.csv"
_COUNTED = {"mass": ("mass",), "moles": ("amount", "charge"), "volume": ("volume",), "share": ("share",)}
"""What a unit may count under each kind; equivalents go with moles, as laboratories send them so."""


@dataclass(frozen=True)
class Code:
    """One LOINC code: its name, the analyte of ours that it is (empty for none), its kind (mass/volume, ...)
    and its usual unit."""

    code: str
    name: str
    analyte: str
    kind: str
    unit: str
    source: str
    mark: str
    where: str

    @property
    def hint(self) -> bool:
        """Whether nobody has looked the code up: then it settles nothing by itself."""
        return self.mark == "memory"

    def counts(self, kind: str) -> bool:
        """Tell whether a unit that counts this (mass, amount, charge, ...) goes with the kind of the code."""
        return kind in _COUNTED[self.kind.partition("/")[0]]


@cache
def codes() -> dict[str, Code]:
    """Return the codes by number; TableError for a mistyped one, or one of an analyte that nobody knows."""
    found: dict[str, Code] = {}
    for row in tables.sheet(TABLE):
        place = f"{TABLE} [{row['code']}]"
        tables.check_source(dict(row), place)
        if not well_formed(row["code"]) or row["code"] in found:
            raise TableError(f"{place}: the check digit is wrong, or the code stands twice.")
        if row["analyte"] and row["analyte"] not in analytes():
            raise TableError(f"{place}: {row['analyte']!r} is no analyte.")
        found[row["code"]] = Code(**{name: row[name] for name in Code.__dataclass_fields__})
    return found


def of(analyte: str) -> tuple[Code, ...]:
    """Return the codes of an analyte."""
    return tuple(code for code in codes().values() if code.analyte == analyte)


def well_formed(code: str) -> bool:
    """Tell whether a LOINC code has its form and its check digit, which finds most slips of typing."""
    if not re.fullmatch(r"\d{1,7}-\d", code):
        return False
    digits, check = code.split("-")
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return (10 - sum(part // 10 + part % 10 for part in doubled) % 10) % 10 == int(check)
