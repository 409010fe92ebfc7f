"""Criteria: the rules E1 to E11 that a row of evidence must keep before anybody sees its number.

Each is one function in the table RULES. E5 and E12, and E4 and E6 between rows, are kept in together.py; E6 also by
what a row serves.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from epsom.outcomes.row import (
    APPLIED,
    CONTRASTS,
    DESIGNS,
    EXPOSURES,
    MEASURES,
    NOT_PRINTED,
    ROLES,
    SETTINGS,
    SHAPES,
    UNITS,
    EvidenceRow,
    rules,
)  # fmt: skip

_NEVER_PRIMARY = ("cross_sectional", "before_after", "within_arm", "uncontrolled", "narrative")
_IV_ROLES = ("out_of_scope", "refuse", "display", "narrative", "guard", "calibrate")
_SHAPES = {
    "supplemental_magnesium": {("step", "step")},
    "dietary_magnesium": {("log_linear", "per_unit")},
    "serum_magnesium": {("log_linear", "per_unit"), ("threshold", "categorical"), ("bins", "categorical")},
}
"""How an exposure of a primary row may act; whatever else is displayed until something here can project it."""


def fault(row: EvidenceRow) -> str | None:
    """Return the first rule the row breaks, in words, or None."""
    return next((broken for rule in RULES.values() if (broken := rule(row))), None)


def _words(row: EvidenceRow) -> str | None:
    known = (
        ("role", row.role, ROLES), ("exposure", row.exposure, EXPOSURES), ("measure", row.measure, MEASURES),
        ("shape", row.shape, SHAPES), ("contrast", row.contrast, CONTRASTS), ("design", row.design, DESIGNS),
        ("population.setting", row.setting, SETTINGS), ("read", row.read, ("full", "abstract", "memory")),
    )  # fmt: skip
    for name, word, words in known:
        if word not in words:
            return f"{name} = {word!r} is none of {', '.join(words)}."
    return None


def _e1(row: EvidenceRow) -> str | None:
    if row.curve and len(row.curve) != len(row.curve_intervals):
        return "E1: a curve needs one interval per point."
    if any(one[0] >= other[0] for one, other in zip(row.curve, row.curve[1:], strict=False)):
        return "E1: the points of a curve rise in exposure."
    if row.role == "refuse":
        return None
    for (_, effect), (low, high) in zip(row.curve, row.curve_intervals, strict=True):
        if not low <= effect <= high:
            return "E1: an interval of the curve does not hold its estimate."
    if row.estimate is None or row.interval is None:
        return None
    low, high = row.interval
    if not low <= row.estimate <= high or not low < high:
        return f"E1: the interval {low:g} to {high:g} does not hold the estimate {row.estimate:g}."
    if row.is_ratio and row.role != "display":
        off = abs(row.centre - (math.log(low) + math.log(high)) / 2)
        if off > float(rules()["log_symmetry"]["value"]) * row.standard_error:
            return "E1: the interval is not symmetric around the estimate on the log scale; refuse it, or display it."
    return None


def _e2(row: EvidenceRow) -> str | None:
    if row.role == "refuse":
        return None
    if not row.unit:
        return "E2: no unit of the exposure."
    if row.unit not in UNITS[row.exposure]:
        return f"E2: unit = {row.unit!r} is none of {', '.join(UNITS[row.exposure])} for {row.exposure}."
    if row.unit == NOT_PRINTED and row.role in APPLIED:
        return "E2: a row whose unit is not printed is applied to nobody."
    if row.contrast == "per_unit" and not row.increment:
        return "E2: no increment."
    return None


def _e3(row: EvidenceRow) -> str | None:
    if row.role == "primary" and row.valid_range is None:
        return "E3: no valid range and no doses of the trials: display only."
    if row.valid_range is not None and not row.valid_range[0] <= row.valid_range[1]:
        return "E3: the valid range is empty."
    return None


def _e7(row: EvidenceRow) -> str | None:
    if row.role in APPLIED and row.design in _NEVER_PRIMARY:
        return f"E7: {row.design} cannot be {row.role}."
    return None


def _e8(row: EvidenceRow) -> str | None:
    told_of_cells = row.setting == "laboratory" and row.role == "narrative"
    if (row.setting == "free_living") == (row.exposure == "intravenous_magnesium") and not told_of_cells:
        return "E8: an infusion is intravenous_magnesium, and what is eaten or swallowed is free_living; never mixed."
    if row.exposure == "intravenous_magnesium" and row.role not in _IV_ROLES:
        return "E8: an infusion is out of scope of food and supplements."
    return None


def _e9(row: EvidenceRow) -> str | None:
    if row.role in (*APPLIED, "calibrate", "triangulate", "dissent") and "memory" in (row.read, row.mark):
        return "E9: a number from memory drives nothing a person sees."
    if row.role in APPLIED and row.mark == "part-memory":
        return "E9: a number partly from memory drives nothing a person sees."
    return None


def _e10(row: EvidenceRow) -> str | None:
    if row.role in ("primary", "calibrate") and row.measure == "SMD" and not (row.scale and row.scale_sd):
        return "E10: a standardised difference needs a named scale and its standard deviation."
    return None


def _e11(row: EvidenceRow) -> str | None:
    if row.role not in APPLIED:
        return None
    if row.estimate is None or row.interval is None:
        return "E11: without an estimate and its interval a row is quoted, never applied to a person."
    return None


def _projectable(row: EvidenceRow) -> str | None:
    if row.role == "primary" and (row.shape, row.contrast) not in _SHAPES.get(row.exposure, set()):
        return f"{row.shape} by {row.contrast} of {row.exposure}: nothing here can project it yet; display it."
    if row.shape == "threshold" and (row.threshold is None or row.contrast == "per_unit"):
        return "a threshold stays a threshold: say at and below which exposure, and give no effect per unit."
    if row.contrast == "categorical" and not row.reference:
        return "a comparison of groups says with which group: reference = { what = ... }."
    return None


def _counted(row: EvidenceRow) -> str | None:
    if row.n_studies is None and row.role == "primary":
        return "a primary row needs its number of studies."
    if row.n_studies is not None and row.n_studies < 1:
        return f"n_studies = {row.n_studies} is no number of studies."
    if row.level <= 0.5 or row.level >= 1:
        return f"level = {row.level:g} is no level of an interval."
    return None


def _heterogeneity(row: EvidenceRow) -> str | None:
    known = (
        row.heterogeneity_ours
        or row.tau is not None
        or row.prediction_interval is not None
        or None not in (row.i2, row.n_studies)
    )
    if row.role == "primary" and not row.is_ratio and not known:
        return "no tau, I2 with number of studies or prediction interval: how far results differ is not known."
    return None


RULES: dict[str, Callable[[EvidenceRow], str | None]] = {
    "words": _words, "E1": _e1, "E2": _e2, "E3": _e3, "E7": _e7, "E8": _e8, "E9": _e9, "E10": _e10, "E11": _e11,
    "shape": _projectable, "count": _counted, "spread": _heterogeneity,
}  # fmt: skip
"""Each rule that a row keeps by itself, by name, in the order in which they are asked; a test takes out one by one."""
