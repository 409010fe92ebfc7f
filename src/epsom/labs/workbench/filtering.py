"""Filtering: the filtration rate from creatinine, cystatin C or both, with every equation that can be worked out."""

from __future__ import annotations

from epsom.errors import InputError
from epsom.labs.filtration import (
    BOTH,
    CYSTATIN,
    EQUATION,
    estimated_filtration,
    filtration_by_both,
    filtration_by_cystatin,
    least_age,
)
from epsom.labs.workbench.answer import Answer, answer, figures, maybe, number, warning
from epsom.quantities import quantity
from epsom.units import Told


def filtering(
    *, age: float | None = None, sex: str | None = None, creatinine: object = None, cystatin: object = None
) -> Answer:
    """Return filtration [mL/min/1.73m2]: by both markers where both are told, else by the one [inker2021, inker2012].

    For adults outside pregnancy. InputError without age, sex and a marker. The bounds are those of rounding.
    """
    marker, other = maybe("creatinine", creatinine), maybe("cystatin_c", cystatin)
    if marker is None and other is None:
        raise InputError("Neither creatinine nor cystatin C is told. Give one with its unit, such as 0.9 mg/dL.")
    if sex not in ("female", "male"):
        raise InputError(f"sex = {sex!r}: the equations were made for female and male. Say one of them.")
    if age is None or not least_age() <= age <= quantity("age").high:
        said = "not told" if age is None else f"{age:g}"
        raise InputError(
            f"age = {said}: the equations were made for adults of {least_age():g} years and more. "
            "Give the age in years; for a child use its own equation."
        )
    found = _rates(marker, other, sex, age)
    name, value, low, high = found[0]
    warnings: list[str] = []
    most = quantity("egfr").high
    if value > most:
        warnings.append(warning("egfr", "implausible", most=f"{most:g}"))
    if len(found) > 1 and abs(found[1][1] - found[2][1]) > number("markers_differ") * min(found[1][1], found[2][1]):
        warnings.append(warning("egfr", "differ", share=figures(100 * number("markers_differ"))))
    if sex == "female":
        warnings.append(warning("egfr", "pregnant"))
    return answer(
        "egfr",
        "told",
        value=value,
        unit="mL/min/1.73m2",
        bounds=(low, high),
        valid=value <= most,
        warnings=tuple(warnings),
        beside=tuple((equation, f"{rate:.0f} mL/min/1.73m2") for equation, rate, _, _ in found),
        fill={"value": f"{value:.0f}", "equation": name},
    )


def _rates(marker: Told | None, other: Told | None, sex: str, age: float) -> list[tuple[str, float, float, float]]:
    """Return every equation that can be worked out, the best first: name, rate, and its bounds by rounding."""
    found: list[tuple[str, float, float, float]] = []
    if marker is not None and other is not None:
        pairs = ((marker.value, other.value), (marker.high, other.high), (marker.low, other.low))
        value, low, high = (float(filtration_by_both(one, two, sex, age)) for one, two in pairs)
        found.append((BOTH, value, low, high))
    if marker is not None:
        value, low, high = (
            float(estimated_filtration(one, sex, age)) for one in (marker.value, marker.high, marker.low)
        )
        found.append((EQUATION, value, low, high))
    if other is not None:
        value, low, high = (
            float(filtration_by_cystatin(one, sex, age)) for one in (other.value, other.high, other.low)
        )
        found.append((CYSTATIN, value, low, high))
    return found
