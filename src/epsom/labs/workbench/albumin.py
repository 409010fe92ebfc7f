"""Albumin: total magnesium as it might be with a normal albumin, beside what was measured."""

from __future__ import annotations

from epsom import units
from epsom.labs.workbench.answer import Answer, answer, figures, low_limit, number, warning
from epsom.quantities import told


def corrected_magnesium(serum: float, albumin: float) -> float:
    """Return total magnesium [mmol/L] corrected to a normal albumin, from serum [mmol/L] and albumin [g/L].

    A line: so much magnesium is bound to each gram of albumin [kroll1985]. Derived in a group, with total magnesium in
    mmol/L and albumin in g/L; in other units the slope is another number.
    """
    return serum + number("albumin_binding") * (number("normal_albumin") - albumin)


def corrected(serum_magnesium: object, albumin: object, *, lower_limit: object = None) -> Answer:
    """Return albumin-corrected magnesium [mmol/L] beside the measured, both in both units."""
    serum, protein, (limit, own) = (
        told("serum_magnesium", serum_magnesium),
        told("albumin", albumin),
        low_limit(lower_limit),
    )
    value = corrected_magnesium(serum.value, protein.value)
    moved = value - serum.value
    if abs(moved) <= number("small_correction") + 1e-12:
        zone = "unchanged"
    elif moved < 0:
        zone = "lowered"
    else:
        zone = "lifted" if serum.value < limit.value <= value else "raised"
    warnings = [warning("albumin", "prefer_ionised")]
    if not own and zone == "lifted":
        warnings.append(warning("albumin", "limit_assumed", limit=figures(limit.value)))
    per = units.factor("mmol/L", "mg/dL", "magnesium")
    return answer(
        "albumin",
        zone,
        value=value,
        unit="mmol/L",
        bounds=(corrected_magnesium(serum.low, protein.high), corrected_magnesium(serum.high, protein.low)),
        warnings=tuple(warnings),
        beside=(
            ("corrected", f"{value:.3f} mmol/L, {value * per:.2f} mg/dL"),
            ("measured", f"{serum.value:.3f} mmol/L, {serum.value * per:.2f} mg/dL"),
        ),
        fill={
            "corrected": f"{value:.3f}",
            "measured": f"{serum.value:.3f}",
            "step": figures(number("small_correction")),
            "limit": figures(limit.value),
        },
    )
