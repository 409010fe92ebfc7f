"""One published effect of magnesium: what changed, what followed, and how sure the source and we are."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from statistics import NormalDist
from typing import Any

from epsom import tables

RULES = "outcomes/rules.toml"

ROLES = (
    "primary", "triangulate", "upper", "lower", "dissent", "calibrate", "guard", "narrative", "display", "refuse",
    "out_of_scope",
)  # fmt: skip
APPLIED = ("primary", "upper", "lower")
"""Roles whose number may reach a person: as the answer, or as the better and the worse end of it."""
NOT_PRINTED = "not printed"
"""What a row says of something that its source, as read, does not tell; leaving it out is a fault."""
UNITS = {
    "dietary_magnesium": ("mg/d", "mEq/d", NOT_PRINTED), "supplemental_magnesium": ("mg/d", "mmol/d"),
    "serum_magnesium": ("mmol/L", "mg/dL", "mEq/L", NOT_PRINTED), "genetic_serum_magnesium": ("mmol/L", NOT_PRINTED),
    "intravenous_magnesium": ("mmol", "g", "mg/dL", NOT_PRINTED),
}  # fmt: skip
"""The exposures there are, and the units each may be told in."""
EXPOSURES = tuple(UNITS)
ENDPOINT_UNITS = (
    "mmHg", "min", "ms", "mm", "mmol/L", "mmol/day", "mg/dL", "pmol/L", "L", "%", "% points", "points", "SD", "z score",
    "attacks/month", "days/month", "cramps/week", "mL/min/1.73m2 per year", "Agatston units", "HOMA index",
)  # fmt: skip
RATIOS = ("RR", "HR", "OR")
MEASURES = (*RATIOS, "MD", "SMD", "RD", "correlation", "beta", "% change", "none")
FINDS = ("", "no association", "no effect")
"""What a source may say without printing a number: of a cohort, of a trial."""
SHAPES = ("log_linear", "step", "threshold", "spline", "bins")
CONTRASTS = ("per_unit", "categorical", "step", "correlation")
DESIGNS = (
    "rct_meta", "rct", "cohort_meta", "cohort", "mr", "cross_sectional", "before_after", "within_arm", "uncontrolled",
    "depletion", "narrative",
)  # fmt: skip
SETTINGS = ("free_living", "hospital_iv", "laboratory")

Pair = tuple[float, float]


@dataclass(frozen=True)
class Endpoint:
    """What is measured: ``unit`` is empty for something that happens or does not.

    ``baseline`` names the outcome of baselines.csv whose rate stands behind it, empty where none counts the same.
    """

    name: str
    heading: str
    type: str
    unit: str
    baseline: str = ""


@dataclass(frozen=True)
class EvidenceRow:
    """One published effect: what changed, what followed, how sure; ratios as printed, on the natural scale.

    ``valid_range`` is the exposure [``unit``] the row may be used for, ``valid_range_ours`` whether that is our
    default and not the source's. ``tau`` is the spread between studies on the working scale (logarithm for ratios).
    ``p`` and ``fraction`` are our judgement of cause, by name in rules.toml. ``n_studies`` is None where the source
    read does not print it. ``reference`` says with which group the group ``compared`` is compared, ``threshold`` the
    exposure at and below which a threshold holds. A negative ``increment`` is a step down. ``instead_of`` names the
    rows of the same endpoint of which only this or they may be applied, and ``overlaps`` those that share studies or
    people with it. ``mediated_by`` names the outcomes through which its effect may run, so that the two are never
    added.
    ``ages`` [years] and ``sex`` tell who was studied where that was not all adults; ``egfr`` [mL/min/1.73m2] where the
    study was of people with kidney disease, ``pregnant`` where it was of pregnant women. ``tested_otherwise`` tells
    that those of whom ``otherwise`` speaks were tested too, and no effect was seen. ``finds`` is what a source without
    a number says it found, one of FINDS.
    """

    id: str
    endpoint: str
    role: str
    exposure: str
    unit: str
    contrast: str
    increment: float | None
    measure: str
    shape: str
    curve: tuple[Pair, ...]
    estimate: float | None
    interval: Pair | None
    curve_intervals: tuple[Pair, ...]
    level: float
    tau: float | None
    prediction_interval: Pair | None
    n_studies: int | None
    i2: float | None
    valid_range: Pair | None
    valid_range_ours: bool
    design: str
    condition: str
    setting: str
    certainty: str
    certainty_by: str
    tier: str
    judgement: str
    p: float
    fraction: Pair | None
    only_with: tuple[str, ...]
    only_without: tuple[str, ...]
    otherwise: str
    scale: str
    scale_sd: float | None
    source: str
    where: str
    read: str
    mark: str
    note: str
    n_people: int | None = None
    n_events: int | None = None
    reference: str = ""
    compared: str = ""
    threshold: float | None = None
    instead_of: tuple[str, ...] = ()
    overlaps: tuple[str, ...] = ()
    heterogeneity_ours: bool = False
    dose: Pair | None = None
    duration_wk: float | None = None
    adjusted_for: tuple[str, ...] = ()
    mediated_by: tuple[str, ...] = ()
    ages: Pair | None = None
    sex: str = ""
    egfr: Pair | None = None
    pregnant: bool = False
    finds: str = ""
    tested_otherwise: bool = False

    @property
    def withheld(self) -> str:
        """Return why the number of this row is shown to nobody, empty where it may be shown."""
        if "memory" in (self.mark, self.read):
            return "from memory: the source was not read"
        return ""

    @property
    def holds_no_effect(self) -> bool:
        """Tell whether the interval holds no effect (1 of a ratio, 0 of a difference), or the source says so."""
        if self.finds:
            return True
        nothing = 1.0 if self.is_ratio else 0.0
        return self.interval is not None and self.interval[0] <= nothing <= self.interval[1]

    def serves(self, exposure: str) -> bool:
        """Tell whether a change of this exposure may be read against the row; an infusion serves nobody at home."""
        return self.exposure == exposure and self.setting == "free_living" and self.role in APPLIED

    @property
    def is_ratio(self) -> bool:
        """Tell whether the effect multiplies (then it is worked with as a logarithm)."""
        return self.measure in RATIOS

    @property
    def centre(self) -> float:
        """Return the estimate on the working scale: logarithm for a ratio, as printed otherwise."""
        if self.estimate is None:
            raise ValueError(f"{self.id} has no single estimate.")
        return math.log(self.estimate) if self.is_ratio else self.estimate

    @property
    def standard_error(self) -> float:
        """Return the standard error on the working scale, from the printed interval."""
        if self.interval is None:
            raise ValueError(f"{self.id} has no interval.")
        low, high = self._working(self.interval)
        return (high - low) / (2 * self.quantile)

    @property
    def quantile(self) -> float:
        """Return how many standard errors the printed interval reaches to each side."""
        return NormalDist().inv_cdf(0.5 + self.level / 2)

    @property
    def between_studies(self) -> float:
        """Return the standard deviation between studies on the working scale.

        As printed; else from I² and the number of studies k, SE·√(k·I²), with our I² where none is printed; else, for
        cohorts, our default.
        """
        if self.tau is not None:
            return self.tau
        i2 = float(rules()["heterogeneity_of_trials"]["value"]) if self.heterogeneity_ours else self.i2
        if i2 is not None and self.n_studies is not None:
            return self.standard_error * math.sqrt(self.n_studies * i2)
        return float(rules()["heterogeneity"]["value"]) if self.is_ratio else 0.0

    def prediction(self) -> Pair:
        """Return the interval in which the mean of a new group of people would lie, at the printed level."""
        if self.prediction_interval is not None:
            return self.prediction_interval
        reach = self.quantile * math.hypot(self.standard_error, self.between_studies)
        low, high = self.centre - reach, self.centre + reach
        return (math.exp(low), math.exp(high)) if self.is_ratio else (low, high)

    def _working(self, interval: Pair) -> Pair:
        return (math.log(interval[0]), math.log(interval[1])) if self.is_ratio else interval


@cache
def rules() -> Mapping[str, Any]:
    """Return rules.toml: our defaults and judgements; TableError for one without a source."""
    content: dict[str, Any] = tomllib.loads(files("epsom").joinpath(RULES).read_text("utf-8"))
    for name, entry in content.items():
        nested = entry if name in ("valid_range", "judgement", "guard") else {name: entry}
        for key, row in nested.items():
            tables.check_source(row, f"{RULES} [{name}.{key}]")
    return content
