"""The depletion score: four risk factors counted, which raise a question and never a dose."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from epsom import tables
from epsom.errors import InputError
from epsom.labs.workbench.answer import Answer, answer, figures, maybe, number, warning

BANDS = "labs/workbench/bands.csv"


@dataclass(frozen=True)
class Points:
    """The points of one item, both ends included: equal where it is told, apart where it is not."""

    item: str
    low: int
    high: int


def heavy(drinks: float | None, sex: str | None) -> bool | None:
    """Tell whether so many drinks a day are heavy drinking, which differs by sex; None where it cannot be told."""
    if sex not in (None, "female", "male"):
        raise InputError(f"sex = {sex!r} is neither female nor male. Leave it out where it is not known.")
    if drinks is None:
        return None
    if not 0 <= drinks <= 100:
        raise InputError(
            f"drinks = {drinks:g} a day is no number of drinks; they are 0 to 100. Check what was counted."
        )
    if sex is None:
        most, least = number("drinks_male"), number("drinks_female")
        return True if drinks > most else False if drinks <= least else None
    return drinks > number(f"drinks_{sex}")


def points(
    diuretic: bool | None, ppi: bool | None, egfr: float | None, drinks: float | None, sex: str | None
) -> tuple[Points, ...]:
    """Return the points of every item; eGFR in mL/min/1.73m2, drinks a day."""
    much = heavy(drinks, sex)
    mild, low = number("score_mild_egfr"), number("score_low_egfr")
    filtration = 0 if egfr is None else 2 if egfr < low else 1 if egfr < mild else 0
    return (
        _one("diuretic", diuretic),
        _one("ppi", ppi),
        Points("egfr", filtration, 2 if egfr is None else filtration),
        _one("drinks", much),
    )


@cache
def bands() -> dict[str, tuple[tuple[int, int, str], ...]]:
    """Return how papers divide the score: by paper, the lowest and highest points of each band and its name."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for row in tables.sheet(BANDS):
        tables.check_source(dict(row), f"{BANDS} {row['paper']}")
        found.setdefault(row["paper"], []).append((int(row["low"]), int(row["high"]), row["name"]))
    return {paper: tuple(rows) for paper, rows in found.items()}


def depletion_score(
    *,
    diuretic: bool | None = None,
    ppi: bool | None = None,
    egfr: object = None,
    drinks: float | None = None,
    sex: str | None = None,
) -> Answer:
    """Return the score with its bands as papers draw them; what is not told widens it to a range [fan2021]."""
    filtration = maybe("egfr", egfr)
    items = points(diuretic, ppi, filtration.value if filtration else None, drinks, sex)
    low, high = sum(one.low for one in items), sum(one.high for one in items)
    missing = [one.item for one in items if one.low != one.high]
    warnings = [_missing(item, drinks) for item in missing]
    least = number("score_low_egfr")
    if filtration is not None and filtration.value < least:
        warnings.append(warning("score", "no_dose", least=figures(least)))
    said = "; ".join(f"{paper} {_within(rows, low, high)}" for paper, rows in bands().items())
    return answer(
        "score",
        "partial" if missing else "told",
        value=None if missing else float(low),
        unit="points",
        bounds=(float(low), float(high)) if missing else None,
        band="what is not told",
        warnings=tuple(warnings),
        beside=tuple((_NAMES[one.item], _in_words(one)) for one in items),
        fill={"points": low, "low": low, "high": high, "bands": said},
    )


_NAMES = {"diuretic": "diuretic", "ppi": "proton pump inhibitor", "egfr": "eGFR", "drinks": "heavy drinking"}


def _one(item: str, fact: bool | None) -> Points:
    return Points(item, 1 if fact else 0, 0 if fact is False else 1)


def _missing(item: str, drinks: float | None) -> str:
    if item == "drinks" and drinks is not None:
        return warning("score", "sex_untold", drinks=figures(drinks))
    return warning("score", f"{item}_untold")


def _in_words(one: Points) -> str:
    return f"{one.low}" if one.low == one.high else f"{one.low} to {one.high}, not told"


def _within(rows: tuple[tuple[int, int, str], ...], low: int, high: int) -> str:
    met = [name for least, most, name in rows if least <= high and low <= most]
    return met[0] if len(met) == 1 else f"{met[0]} to {met[-1]}"
