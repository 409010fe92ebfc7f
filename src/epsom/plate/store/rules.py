"""The rules of the store as numbers and words of its two tables."""

from __future__ import annotations

from functools import cache

from epsom.tables import check_source, sheet

RULES, WORDS = "plate/store/rules.csv", "plate/store/words.csv"


@cache
def rules() -> dict[str, float]:
    """Return the numbers of the rules by name; TableError for one without a source."""
    found: dict[str, float] = {}
    for line, row in enumerate(sheet(RULES), start=2):
        check_source(dict(row), f"{RULES}:{line}")
        found[row["name"]] = float(row["value"])
    return found


@cache
def kind(of: str) -> frozenset[str]:
    """Return the words of one kind, such as ``class`` or ``baby``, as ``plate.search.words`` writes them."""
    for line, row in enumerate(sheet(WORDS), start=2):
        check_source(dict(row), f"{WORDS}:{line}")
    return frozenset(row["word"] for row in sheet(WORDS) if row["kind"] == of)
