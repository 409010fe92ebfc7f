"""Fractional excretion: of the magnesium that was filtered, how much is in the urine, from one urine and one blood."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.labs.excretion import fractional_excretion
from epsom.labs.filtration import estimated_filtration, least_age
from epsom.labs.workbench.answer import Answer, answer, figures, low_limit, maybe, number, warning
from epsom.quantities import told
from epsom.units import Told


@dataclass(frozen=True)
class Fraction:
    """A fractional excretion [share], its bounds by rounding, the conditions that do not hold, and those not told."""

    value: float
    low: float
    high: float
    broken: tuple[str, ...]
    untold: tuple[str, ...]

    @property
    def zone(self) -> str:
        """Where the fraction lies: extrarenal, indeterminate or renal; it speaks only in low serum magnesium."""
        return _zone(self.value)

    @property
    def sure(self) -> bool:
        """Whether the zone is the same wherever the rounding of what was told leaves the fraction."""
        return _zone(self.low) == _zone(self.high)


def _zone(value: float) -> str:
    if value < number("saving_fraction"):
        return "extrarenal"
    return "renal" if value > number("wasting_fraction") else "indeterminate"


def fraction(
    urine_magnesium: object,
    urine_creatinine: object,
    serum_magnesium: object,
    serum_creatinine: object,
    *,
    egfr: object = None,
    diuretic: bool | None = None,
    magnesium_given: bool | None = None,
) -> Fraction:
    """Return the fraction of filtered magnesium that is excreted, from concentrations with their units.

    Creatinine tells how much was filtered for one litre of urine: urine over serum creatinine, in litres
    [elisaf1997]. Holds with an eGFR of 60 or more and without a diuretic or magnesium within 24 hours.
    """
    top = told("spot_urine_magnesium", urine_magnesium)
    spot = told("spot_urine_creatinine", urine_creatinine)
    serum, creatinine = told("serum_magnesium", serum_magnesium), told("creatinine", serum_creatinine)

    def at(magnesium: float, below: float, blood: float, marker: float) -> float:
        return float(fractional_excretion(magnesium, blood, below * 1e3 / marker))  # mmol/L over umol/L

    value = at(top.value, spot.value, serum.value, creatinine.value)
    low = at(max(top.low, 0.0), spot.high, serum.high, creatinine.low)
    high = at(top.high, spot.low, serum.low, creatinine.high)
    filtration = maybe("egfr", egfr)
    broken = _broken(value, filtration, creatinine.low, diuretic, magnesium_given)
    return Fraction(value, low, high, broken, _untold(filtration, diuretic, magnesium_given))


def excretion(
    urine_magnesium: object,
    urine_creatinine: object,
    serum_magnesium: object,
    serum_creatinine: object,
    *,
    egfr: object = None,
    diuretic: bool | None = None,
    magnesium_given: bool | None = None,
    lower_limit: object = None,
) -> Answer:
    """Return fractional excretion [%] with its zone; a zone is read only in low serum and while the formula holds."""
    found = fraction(
        urine_magnesium, urine_creatinine, serum_magnesium, serum_creatinine,
        egfr=egfr, diuretic=diuretic, magnesium_given=magnesium_given,
    )  # fmt: skip
    serum, (limit, own) = told("serum_magnesium", serum_magnesium), low_limit(lower_limit)
    warnings = [*found.broken, *found.untold]
    if not own:
        warnings.append(warning("fe", "limit_assumed", limit=figures(limit.value)))
    if not found.broken and not found.sure:
        warnings.append(warning("fe", "rounding", low=figures(100 * found.low), high=figures(100 * found.high)))
    zone = "void" if found.broken else found.zone if serum.value < limit.value else "silent"
    return answer(
        "fe",
        zone,
        value=100 * found.value,
        unit="%",
        bounds=(100 * found.low, 100 * found.high),
        valid=not found.broken,
        warnings=tuple(warnings),
        fill={
            "low": figures(100 * number("saving_fraction")),
            "high": figures(100 * number("wasting_fraction")),
            "limit": figures(limit.value),
        },
    )


def _broken(
    value: float, egfr: Told | None, creatinine: float, diuretic: bool | None, given: bool | None
) -> tuple[str, ...]:
    """Return the conditions that do not hold; without an eGFR, creatinine [umol/L] may tell that none can reach it."""
    least = number("formula_least_egfr")
    found: list[str] = []
    if egfr is not None and egfr.value < least:
        found.append(warning("fe", "low_egfr", egfr=figures(egfr.value), least=f"{least:g}"))
    if egfr is None and float(estimated_filtration(creatinine, "male", least_age())) < least:
        found.append(warning("fe", "no_adult", creatinine=figures(creatinine), least=f"{least:g}"))
    if diuretic:
        found.append(warning("fe", "diuretic"))
    if given:
        found.append(warning("fe", "magnesium"))
    if value > 1.0:
        found.append(warning("fe", "implausible"))
    return tuple(found)


def _untold(egfr: Told | None, diuretic: bool | None, given: bool | None) -> tuple[str, ...]:
    found: list[str] = []
    if egfr is None:
        found.append(warning("fe", "egfr_untold", least=figures(number("formula_least_egfr"))))
    if not (diuretic or given) and None in (diuretic, given):
        found.append(warning("fe", "drugs_untold"))
    return tuple(found)
