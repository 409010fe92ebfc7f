"""What the evidence says about one person: each line for itself, with its interval, and never added to another.

A supplement is read against trials of supplements, a change of food against cohorts of eaters, and neither against
the other. Who was not studied gets no number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from zlib import crc32

import numpy as np

from epsom import tables
from epsom.cohort.conditions import known
from epsom.elementwise import Array, exp, maximum, minimum
from epsom.outcomes.evidence import Evidence, projected
from epsom.outcomes.row import EvidenceRow, rules

DRAWS = 4000
MINUS = "\u2212"

_FOOD, _SUPPLEMENT = "dietary_magnesium", "supplemental_magnesium"
_EXPOSURE = {
    _FOOD: "magnesium from food", _SUPPLEMENT: "a magnesium supplement", "serum_magnesium": "serum magnesium",
    "genetic_serum_magnesium": "inherited serum magnesium", "intravenous_magnesium": "magnesium into a vein",
}  # fmt: skip
_CONTRAST = {
    "per_unit": "per {increment:g} {unit} more",
    "categorical": "high against low",
    "step": "with against without",
    "correlation": "going along with it",
}
_MEASURE = {"RR": "relative risk", "HR": "hazard ratio", "OR": "odds ratio", "SMD": "standardised difference"}


class PersonView(Protocol):
    """What a projection looks at in a person."""

    @property
    def age(self) -> float:
        """Return the age [years]."""
        ...

    @property
    def pregnancy_week(self) -> int | None:
        """Return the week of pregnancy, None if not pregnant."""
        ...

    @property
    def egfr(self) -> float | None:
        """Return the filtration rate [mL/min/1.73m2], None if not told."""
        ...

    @property
    def conditions(self) -> tuple[str, ...]:
        """Return the conditions told, by name."""
        ...

    @property
    def other_conditions(self) -> tuple[str, ...]:
        """Return further conditions, in the teller's own words."""
        ...


@dataclass(frozen=True)
class Exposures:
    """What changes: all in mg of magnesium per day.

    ``supplement``: elemental magnesium of supplements, 0 for none. ``diet_before`` and ``diet_after``: usual intake
    from food and drink without and with a plan, a number or one value per virtual person (then in the same order,
    with ``weights`` if they do not count alike); None: no change of food is looked at.
    """

    supplement: float = 0.0
    diet_before: float | Array | None = None
    diet_after: float | Array | None = None
    weights: Array | None = None


@dataclass(frozen=True)
class OutcomeLine:
    """One outcome for one person in words; ``applied`` tells whether ``size`` is worked out for this person."""

    outcome: str
    heading: str
    sentence: str
    size: str
    certainty: str
    tier: str
    for_whom: str
    source: str
    applied: bool
    note: str


@dataclass(frozen=True)
class Effect:
    """Draws of one effect on the working scale (logarithm of a ratio, or the unit of the endpoint).

    ``naive`` takes the evidence as wholly caused by magnesium; ``discounted`` counts how likely that is, and in part.
    """

    naive: Array
    discounted: Array


def effect(row: EvidenceRow, change: float | Array, rng: np.random.Generator, draws: int = DRAWS) -> Effect:
    """Return draws of the effect of a change of the exposure [in the row's unit; 1 for a step].

    The slope is normal with the standard error and the spread between studies; cause is a coin with the judged
    probability, and the share of the effect that is magnesium's a draw from the judged distribution.
    Holds inside the row's valid range; ``change`` is one number or one per draw.
    """
    slope = rng.normal(row.centre, math.hypot(row.standard_error, row.between_studies), draws) / (row.increment or 1.0)
    causal = rng.random(draws) < row.p
    share = rng.beta(*row.fraction, draws) if row.fraction is not None else np.ones(draws)
    naive = slope * change
    return Effect(naive, causal * share * naive)


def project(
    person: PersonView, exposures: Exposures, seed: int = 0, about: Sequence[Evidence] | None = None
) -> tuple[OutcomeLine, ...]:
    """Return what the evidence says about this person, a line per row that may be shown, none of them summed.

    Primary rows are applied where the person and the exposure were studied; rows for display and guards are quoted.
    The same seed gives the same digits. ``about`` is the evidence to use; by default all that is projected.
    """
    lines: list[OutcomeLine] = []
    shown = not_studied(person) is None
    for one in projected() if about is None else about:
        for row in one.rows:
            if row.role == "primary":
                lines.append(_primary(one, row, person, exposures, seed))
            elif row.role == "guard" or (row.role == "display" and shown and _concerns(row, person)):
                lines.append(_quoted(one, row))
    return tuple(lines)


def not_studied(person: PersonView) -> str | None:
    """Return the group of this person that trials and cohorts left out, in words, or None."""
    limits = rules()["studied"]
    if person.age < limits["age_from"]:
        return f"people under {limits['age_from']}"
    if person.pregnancy_week is not None:
        return "pregnancy"
    if person.egfr is not None and person.egfr < limits["egfr_from"]:
        return f"severe kidney disease (eGFR below {limits['egfr_from']})"
    return None


def _concerns(row: EvidenceRow, person: PersonView) -> bool:
    told = _names(person)
    if row.only_with and not told & set(row.only_with):
        return False
    return not told & set(row.only_without)


def _names(person: PersonView) -> set[str]:
    """Return the conditions told by every name they go by, so that a row need not list them all."""
    told = {name.strip().casefold() for name in (*person.conditions, *person.other_conditions)}
    for name, others in known().items():
        spellings = {name.casefold(), *(other.casefold() for other in others)}
        if told & spellings:
            told |= spellings
    return told


def _primary(one: Evidence, row: EvidenceRow, person: PersonView, exposures: Exposures, seed: int) -> OutcomeLine:
    if (left_out := not_studied(person)) is not None:
        return _line(one, row, f"This has not been studied in {left_out}.", "not studied", note="")
    if not _concerns(row, person):
        told = "is not among the conditions told" if row.only_with else "is among the conditions told"
        name = (row.only_with or row.only_without)[0]
        return _line(one, row, f"{row.otherwise}.", "no effect shown" if row.only_with else "does not apply",
                     note=f"{name[:1].upper()}{name[1:]} {told}.")  # fmt: skip
    if row.exposure == _SUPPLEMENT:
        return _supplement(one, row, exposures.supplement, seed)
    return _food(one, row, exposures, seed)


def _supplement(one: Evidence, row: EvidenceRow, dose: float, seed: int) -> OutcomeLine:
    low, high = _valid(row)
    unit = one.endpoint(row.endpoint).unit
    trials = f"trials of a magnesium supplement of {low:g} to {high:g} mg/day"
    mean = f"{_printed(row.centre)} {unit}"
    if not low <= dose <= high:
        none = "No supplement is told" if dose <= 0 else f"{dose:.0f} mg/day lies outside what the trials used"
        sentence = f"{none}, so nothing is worked out; in {trials} the mean change was {mean}."
        return _line(one, row, sentence, "not studied" if dose > 0 else "no supplement", note=_others(one, row))
    ends = _range(row.prediction(), 1)
    doubted = effect(row, 1.0, _stream(seed, row)).discounted
    sentence = (
        f"In {trials} the mean change over all who took part was {mean}; in a new group of people the mean may lie "
        f"anywhere from {ends} {unit}, and a single person can differ more. A larger dose showed no larger effect."
    )
    note = (
        f"We judge it {_share(row.p)} likely that the trials show a real effect; counting that doubt, half of the "
        f"draws lie from {_range(_quantiles(doubted, 0.25, 0.75), 1)} {unit}. {_others(one, row)}"
    )
    return _line(one, row, sentence, f"{mean} (95 % of new groups: {ends} {unit})", note=note, applied=True)


def _food(one: Evidence, row: EvidenceRow, exposures: Exposures, seed: int) -> OutcomeLine:
    low, high = _valid(row)
    increment = row.increment or 1.0
    printed = f"{_MEASURE[row.measure]} {_number(row.estimate or 0.0, 2)}, {_range(row.interval or (0, 0), 2)}"
    general = f"{increment:g} mg/day more magnesium from food is associated with this risk ({printed})"
    told_before, told_after = exposures.diet_before, exposures.diet_after
    if told_before is None or told_after is None:
        sentence = f"In cohorts, {general}; no change of food is looked at here."
        return _line(one, row, sentence, "no change of food", note=_others(one, row))
    rng = _stream(seed, row)
    before, after = _clouds(told_before, told_after, exposures.weights, rng)
    told = float(np.mean(after - before))
    change: Array = maximum(minimum(after, high), low) - maximum(minimum(before, high), low)
    used = float(np.mean(change))
    if abs(told) < 0.5 or not np.any(change):
        what = "no change of food" if abs(told) < 0.5 else "not studied"
        why = "this plan does not change it" if abs(told) < 0.5 else f"studied only from {low:g} to {high:g} mg/day"
        return _line(one, row, f"In cohorts, {general}; {why}.", what, note=_others(one, row))
    slope, error = row.centre / increment, row.quantile * row.standard_error / increment
    naive = [math.exp(one_slope * used) for one_slope in (slope, slope - error, slope + error)]
    size = f"{_number(naive[0], 2)} ({_range((min(naive), max(naive)), 2)})"
    ratios: Array = exp(effect(row, change, rng).discounted)
    middle, ends = float(np.quantile(ratios, 0.5)), _quantiles(ratios, 0.025, 0.975)
    discounted = f"{_number(middle, 2)} ({_range(ends, 2)})"
    maybe = " There may be no difference." if min(naive) <= 1.0 <= round(max(naive), 2) else ""
    more = "more" if used > 0 else "less"
    risk = one.endpoint(row.endpoint).heading.lower()
    sentence = (
        f"About {abs(used):.0f} mg/day {more} magnesium from food is associated with a {_MEASURE[row.measure]} of "
        f"{size} of {risk}.{maybe} Whether magnesium itself is the reason is not known: counting that doubt, "
        f"{discounted}."
    )
    note = (
        f"First number: if the association were fully causal. Second: cause judged {_share(row.p)} likely, and then in "
        f"part; 80 % from {_range(_quantiles(ratios, 0.1, 0.9), 2)}; chance of any lower risk "
        f"{_share(float(np.mean(ratios < 1)))}. {_others(one, row)}"
    )
    if abs(told - used) >= 0.5:
        note = f"Of {abs(told):.0f} mg/day, what lies outside {low:g} to {high:g} mg/day is not counted. {note}"
    return _line(one, row, sentence, f"{size}; with doubt about cause {discounted}", note=note, applied=True)


def _quoted(one: Evidence, row: EvidenceRow) -> OutcomeLine:
    missing = "" if row.interval else " The source read prints no interval, so it is not known how sure this is."
    sentence = f"In {row.condition}, {_text(one, row)}: quoted, and applied to nobody.{missing}"
    return _line(one, row, sentence, "quoted only", note=row.note)


def _line(
    one: Evidence, row: EvidenceRow, sentence: str, size: str, *, note: str, applied: bool = False
) -> OutcomeLine:
    by = "our grading" if row.certainty_by == "us" else "the source's grading"
    return OutcomeLine(
        one.outcome, one.endpoint(row.endpoint).heading, sentence, size, f"{row.certainty} ({by})", row.tier,
        row.condition, tables.sources()[row.source].citation(), applied, note.strip(),
    )  # fmt: skip


def _others(one: Evidence, row: EvidenceRow) -> str:
    """Return the row's own note, and what other sources on the same endpoint found."""
    found = [_text(one, other) for other in one.rows if other.role == "triangulate" and other.endpoint == row.endpoint]
    compare = f"Other sources: {'; '.join(found)}." if found else ""
    return " ".join(part for part in (f"{row.note}." if row.note else "", compare) if part)


def _text(one: Evidence, row: EvidenceRow) -> str:
    digits = 2 if row.is_ratio else 1
    unit = one.endpoint(row.endpoint).unit
    size = "no number"
    if row.estimate is not None:
        number = _number(row.estimate, 2) if row.is_ratio else _printed(row.estimate)
        size = " ".join(part for part in (_MEASURE.get(row.measure, ""), number, unit) if part)
    ends = f" ({_range(row.interval, digits)})" if row.interval else ""
    contrast = _CONTRAST[row.contrast].format(increment=row.increment, unit=row.unit)
    author = tables.sources()[row.source]
    return f"{_EXPOSURE[row.exposure]}, {contrast}: {size}{ends} [{author.author.split(',')[0]} {author.year}]"


def _valid(row: EvidenceRow) -> tuple[float, float]:
    if row.valid_range is None:
        raise ValueError(f"{row.id} has no valid range.")
    return row.valid_range


def _clouds(
    before: float | Array, after: float | Array, weights: Array | None, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return usual intake before and after for each draw, the same virtual person in both."""
    persons = max(np.size(before), np.size(after))
    one: Array = np.zeros(persons) + before
    other: Array = np.zeros(persons) + after
    chance = None if weights is None or persons == 1 else weights / weights.sum()
    chosen = rng.choice(persons, DRAWS, p=chance)
    return one[chosen], other[chosen]


def _stream(seed: int, row: EvidenceRow) -> np.random.Generator:
    return np.random.default_rng([seed, crc32(row.id.encode())])


def _quantiles(draws: Array, low: float, high: float) -> tuple[float, float]:
    found = np.quantile(draws, [low, high])
    return float(found[0]), float(found[1])


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return (text.removeprefix("-") if float(text) == 0 else text).replace("-", MINUS)


def _printed(value: float) -> str:
    return f"{value:g}".replace("-", MINUS)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"


def _range(ends: tuple[float, float], digits: int) -> str:
    sign = "+" if ends[0] < 0 < ends[1] and digits == 1 else ""
    return f"{_number(ends[0], digits)} to {sign}{_number(ends[1], digits)}"
