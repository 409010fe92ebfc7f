"""Retention: how much of an infused load stayed in the body, by the protocol of the test and by no other."""

from __future__ import annotations

import re

from epsom.errors import InputError
from epsom.labs.protocols import Protocol, protocol
from epsom.labs.workbench.answer import Answer, answer, figures, maybe, number, warning
from epsom.quantities import quantity, told
from epsom.units import Told


def retained(
    by: str | None,
    share: object = None,
    *,
    dose: object = None,
    urine: object = None,
    baseline: object = None,
    concentration: object = None,
    volume: object = None,
    weight: object = None,
    egfr: object = None,
    renal_wasting: bool | None = None,
) -> Answer:
    """Return the share of a load that was retained [%] and its zone by the protocol ``by``.

    The share itself is told, or the dose (or the weight it follows) with the urine of the collection, as an amount or
    as concentration and volume; a protocol that takes the ordinary urine off needs its amount too. InputError without
    a protocol, naming all of them. Void with loss through the kidney or low filtration.
    """
    one = protocol(by)
    if share is not None and share != "":
        if dose is not None or urine is not None or concentration is not None:
            raise InputError(
                "The retention and the urine are both told. Give one: the share, or the dose with the urine."
            )
        found = told("magnesium_retention", share)
    else:
        found = _share(
            one, dose, _collected(urine, concentration, volume), maybe("collected_magnesium", baseline), weight
        )
    broken = _broken(maybe("egfr", egfr), renal_wasting)
    if found.value < quantity("magnesium_retention").low:
        broken = (*broken, warning("retention", "incomplete"))
    warnings = [*broken, *_unlike(one, dose, weight)]
    if egfr is None:
        warnings.append(warning("retention", "egfr_untold"))
    limits = [limit for limit in (one.probable_above, one.deficient_above) if limit is not None]
    if not broken and any(abs(found.value - limit) < one.reading_sd for limit in limits):
        warnings.append(warning("retention", "near_cut_off", error=figures(100 * one.reading_sd, 2)))
    zone = "void" if broken else zone_of(one, found.value)
    deficient = "" if one.deficient_above is None else f"{_percent(one.deficient_above)} %"
    return answer(
        "retention",
        zone,
        value=100 * found.value,
        unit="%",
        bounds=(100 * found.low, 100 * found.high),
        valid=not broken,
        warnings=tuple(warnings),
        beside=(("protocol", f"{one.id}: {one.heading}, urine of {one.collection_h:g} hours; {one.people}"),),
        fill={"normal": _normal(one), "probable": f"{_percent(one.probable_above)} %", "deficient": deficient},
    )


def zone_of(one: Protocol, share: float) -> str:
    """Return where a retained share lies by its protocol: low, normal, above, probable or deficient."""
    if one.normal_low is not None and share < one.normal_low:
        return "low"
    if share <= one.probable_above:
        return "normal"
    if one.deficient_above is None:
        return "above"
    return "deficient" if share >= one.deficient_above else "probable"


def _collected(urine: object, concentration: object, volume: object) -> Told:
    amount, strength, litres = maybe("collected_magnesium", urine), maybe("spot_urine_magnesium", concentration), None
    litres = maybe("urine_volume", volume)
    if amount is not None and strength is None and litres is None:
        return amount
    if amount is None and strength is not None and litres is not None:
        text = f"{strength.text} x {litres.text}"
        return Told(
            strength.value * litres.value, max(strength.low, 0.0) * litres.low, strength.high * litres.high, text
        )
    raise InputError(
        "The urine of the collection is not told, or twice. Give its magnesium as an amount, such as 24 mmol, or as "
        "concentration and volume, such as 12 mmol/L and 2 L; or give the retention itself."
    )


def _share(one: Protocol, dose: object, urine: Told, baseline: Told | None, weight: object) -> Told:
    given, heavy = _dose(dose), maybe("weight", weight)
    if given is None:
        load = one.dose(weight=heavy.value if heavy else None)
        given = Told(load, load, load, f"{load:g} mmol")
    usual = (None, None, None) if baseline is None else (baseline.value, baseline.low, baseline.high)
    value = one.retention(given.value, urine.value, usual[0])
    ends = [
        one.retention(load, *pair)
        for load in (given.low, given.high)
        for pair in ((urine.low, usual[2]), (urine.high, usual[1]))
    ]
    return Told(value, min(ends), max(ends), urine.text)


def _unlike(one: Protocol, dose: object, weight: object) -> list[str]:
    """Say where the dose told is another than that of the protocol, whose cut-offs then may not hold."""
    given, heavy = _dose(dose), maybe("weight", weight)
    if given is None or (one.dose_mmol is None and (one.lean or heavy is None)):
        return []
    usual = one.dose(weight=None if heavy is None else heavy.value)
    if abs(given.value - usual) <= number("dose_tolerance") * usual:
        return []
    return [warning("retention", "dose", given=figures(given.value), usual=figures(usual))]


def _dose(text: object) -> Told | None:
    """Return the dose told; InputError for a mass, which could be of the salt or of its magnesium."""
    given = maybe("infused_magnesium", text)
    if given is not None and re.search(r"\d\s*[kmµu]?g\b", given.text):
        raise InputError(
            f"dose = {given.text!r} is a mass, which could be of the salt or of its magnesium: 1 g of magnesium "
            "sulfate heptahydrate is 4.06 mmol, 1 g of magnesium 41.1. Say it in mmol or mEq."
        )
    return given


def _broken(egfr: Told | None, wasting: bool | None) -> tuple[str, ...]:
    least = number("test_least_egfr")
    found = [warning("retention", "wasting")] if wasting else []
    if egfr is not None and egfr.value < least:
        found.append(warning("retention", "low_egfr", egfr=figures(egfr.value), least=f"{least:g}"))
    return tuple(found)


def _normal(one: Protocol) -> str:
    high = f"{_percent(one.normal_high)} %"
    return f"up to {high}" if one.normal_low is None else f"{_percent(one.normal_low)} to {high}"


def _percent(share: float) -> str:
    return figures(100 * share)
