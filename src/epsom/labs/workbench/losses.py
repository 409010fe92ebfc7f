"""Losses: through the kidney or the gut, from what the kidney lets go while serum magnesium is low."""

from __future__ import annotations

from collections.abc import Sequence

from epsom.errors import InputError
from epsom.labs.workbench.answer import Answer, answer, figures, low_limit, maybe, number, warning, words
from epsom.labs.workbench.fractional import Fraction, fraction
from epsom.quantities import told

HINTS = ("family", "hearing loss", "eye disease", "nephrocalcinosis", "diabetes with kidney cysts")
"""What beside a young age asks for a look at inherited disorders, by the words that are told."""


def urine_zone(urine: float) -> str:
    """Return what a 24-hour urine [mmol/day] in low serum magnesium tells: renal, saving or between [tucker2020]."""
    if urine > number("urine_wasting"):
        return "renal"
    return "saving" if urine < number("urine_saving") else "between"


def calcium_zone(ratio: float) -> str:
    """Return whether urine calcium over creatinine [mmol/mmol] is high, low or between, in adults [blanchard2017]."""
    if ratio > number("calcium_ratio_high"):
        return "high"
    return "low" if ratio < number("calcium_ratio_low") else "between"


def losses(
    serum_magnesium: object,
    *,
    urine_24h: object = None,
    urine_magnesium: object = None,
    urine_creatinine: object = None,
    serum_creatinine: object = None,
    urine_calcium: object = None,
    egfr: object = None,
    age: float | None = None,
    diuretic: bool | None = None,
    magnesium_given: bool | None = None,
    hints: Sequence[str] = (),
    lower_limit: object = None,
) -> Answer:
    """Return the way of the loss in low serum magnesium, from 24-hour urine, fractional excretion, or both.

    ``value`` is the 24-hour urine [mmol/day] where it is told. Where the loss is through the kidney, spot urine calcium
    over creatinine adds a list, and a young age or one of HINTS without a medicine a note on inherited disorders.
    """
    serum, (limit, own) = told("serum_magnesium", serum_magnesium), low_limit(lower_limit)
    if unknown := [hint for hint in hints if hint not in HINTS]:
        raise InputError(f"hint = {unknown[0]!r} is none that I know. Use one of: {', '.join(HINTS)}.")
    day = maybe("urine_magnesium", urine_24h)
    spot = None
    if None not in (urine_magnesium, urine_creatinine, serum_creatinine):
        spot = fraction(
            urine_magnesium, urine_creatinine, serum_magnesium, serum_creatinine,
            egfr=egfr, diuretic=diuretic, magnesium_given=magnesium_given,
        )  # fmt: skip
    warnings = [] if own else [warning("losses", "limit_assumed", limit=figures(limit.value))]
    warnings += [*spot.broken, *spot.untold] if spot is not None else []
    if urine_magnesium is not None and spot is None:
        beside_it = {"creatinine of the same urine": urine_creatinine, "creatinine of serum": serum_creatinine}
        untold = " and ".join(name for name, told_of in beside_it.items() if told_of is None)
        warnings.append(warning("losses", "half_told", untold=untold))
    if urine_calcium is not None and urine_creatinine is None:
        warnings.append(warning("losses", "calcium_half_told"))
    if day is not None and (diuretic or magnesium_given):
        warnings.append(warning("losses", "urine_drug"))
    if serum.value >= limit.value:
        zone, by = "silent", ()
    else:
        zone, by = _way(None if day is None else day.value, spot)
    beside = [] if zone != "renal" else _renal(urine_calcium, urine_creatinine, spot, age, diuretic, hints)
    return answer(
        "losses",
        zone,
        value=None if day is None else day.value,
        unit="mmol/day",
        bounds=None if day is None else (max(day.low, 0.0), day.high),
        valid=zone not in ("silent", "untold"),
        warnings=tuple(warnings),
        beside=tuple(beside),
        fill={"by": "; ".join(by), "limit": figures(limit.value)},
    )


def _way(day: float | None, spot: Fraction | None) -> tuple[str, tuple[str, ...]]:
    """Return the zone that the valid findings agree on, and the findings in words."""
    parts, by, said = words("losses")["parts"], list[str](), list[str]()
    if day is not None:
        zone = urine_zone(day)
        numbers = {"most": figures(number("urine_wasting")), "least": figures(number("urine_saving"))}
        by.append(parts[f"urine_{zone}"].format(urine=figures(day), **numbers))
        said.append({"renal": "renal", "saving": "extrarenal", "between": "indeterminate"}[zone])
    if spot is not None and not spot.broken:
        numbers = {"low": figures(100 * number("saving_fraction")), "high": figures(100 * number("wasting_fraction"))}
        by.append(parts[f"fe_{spot.zone}"].format(fe=figures(100 * spot.value), **numbers))
        said.append(spot.zone)
    if not said:
        return "untold", ()
    clear = {zone for zone in said if zone != "indeterminate"}
    return ("conflict" if len(clear) > 1 else clear.pop() if clear else "indeterminate"), tuple(by)


def _renal(
    calcium: object,
    creatinine: object,
    spot: Fraction | None,
    age: float | None,
    drug: bool | None,
    hints: Sequence[str],
) -> list[tuple[str, str]]:
    """Return the lines that follow once the loss is through the kidney."""
    parts, found = words("losses")["parts"], list[tuple[str, str]]()
    lime, marker = maybe("spot_urine_calcium", calcium), maybe("spot_urine_creatinine", creatinine)
    if lime is not None and marker is not None:
        ratio = lime.value / marker.value
        found.append(("urine calcium", parts[f"calcium_{calcium_zone(ratio)}"].format(ratio=figures(ratio))))
    why = [f"age {age:g}"] if age is not None and age < number("inherited_age") else []
    why += [hint for hint in HINTS if hint in hints]
    if why and drug is False and spot is not None and spot.zone == "renal":
        found.append(("inherited", parts["genetic"].format(why=", ".join(why))))
    return found
