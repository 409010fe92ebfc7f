"""Baselines: how often an outcome befalls people of an age and sex, as published, before anything is changed.

Rates stand in baselines.csv as they are printed, with source, country and years. Between the middles of neighbouring
bands of age the logarithm of the rate is a straight line; outside the middles, to the ends of the ages studied, it is
level; across a gap wider than baselines.toml allows, and beyond the ages studied, there is no number but a reason.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

from epsom.errors import InputError
from epsom.outcomes.incidence import COUNTRIES, SEXES, Band, bands, rules

_LEVEL = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Baseline:
    """How often the outcome befalls people like this one, per 1,000 person-years, with the 95 % interval if printed.

    ``event`` is what the source counted, ``years`` when, ``sex`` whom (both where the sexes are printed together);
    ``source`` is a key of sources.bib, or ``told`` for the person's own risk; ``where`` names the places in it and
    ``mark`` how they were read. ``ages`` are those of the printed rates used, from the first year to below the last;
    ``interpolated`` tells that the rate lies between two of them.
    """

    outcome: str
    rate: float
    low: float | None
    high: float | None
    source: str
    years: str
    country: str
    sex: str
    event: str
    interpolated: bool
    note: str
    ages: tuple[float, float] | None = None
    mark: str = ""
    where: str = ""

    @property
    def spread(self) -> float:
        """Return the standard deviation of the logarithm of the rate: from the interval, else our own; told: none."""
        if self.source == "told":
            return 0.0
        if self.low is None or self.high is None:
            return float(rules()["unprinted_spread"]["value"])
        return math.log(self.high / self.low) / (2.0 * _LEVEL)


@dataclass(frozen=True)
class NoBaseline:
    """No rate for this person, and why: then relative terms only, and the reason is said."""

    outcome: str
    because: str


@dataclass(frozen=True)
class OwnRisk:
    """The person's own risk as told, by a doctor or a score: ``chance`` from 0 to 1 within ``years``."""

    chance: float
    years: float


def baseline(
    outcome: str, age: float, sex: str, country: str, *, years: float = 1.0, group: str = "", own: OwnRisk | None = None
) -> Baseline | NoBaseline:
    """Return the rate of an outcome for people of an age and sex in a country, over the ``years`` ahead.

    The person's own risk, where told, goes before every published rate. The rate is the mean over the ages that the
    years ahead run through. ``group`` picks rows of one group, such as pressure at the start. Where the sexes are
    printed apart, the person's own is used; else both together. InputError for a word, a sex, years or an own risk
    that cannot be; NoBaseline, with the reason, for what is not published or not studied.
    """
    _check(outcome, age, sex, years)
    if own is not None:
        return _told(outcome, sex, country, own)
    longest = float(rules()["longest_years"]["value"])
    if years > longest:
        return NoBaseline(outcome, f"rates of the past are not carried further than {longest:g} years ahead")
    series = _series(outcome, sex, country, group)
    if not series:
        return NoBaseline(outcome, _nothing(outcome, country, group))
    steps = max(1, round(years))
    points: list[_Point] = []
    for step in range(steps):
        point = _at(series, age + years * (step + 0.5) / steps)
        if isinstance(point, str):
            return NoBaseline(outcome, f"{outcome} was not studied in {point} [{_joined(series, 'source')}]")
        points.append(point)
    used = tuple(dict.fromkeys(band for point in points for band in point.used))
    return Baseline(
        outcome, sum(point.rate for point in points) / steps, _mean([point.low for point in points]),
        _mean([point.high for point in points]), _joined(used, "source"), _joined(used, "years"), country,
        _joined(used, "sex"), _joined(used, "event"), any(len(point.used) > 1 for point in points),
        _joined(used, "note"), (min(one.age_from for one in used), max(one.age_to for one in used)),
        _joined(used, "mark"), _joined(used, "where"),
    )  # fmt: skip


def risk(rate: float, years: float) -> float:
    """Return the chance of at least one event within the years, 0 to 1, at a steady rate per 1,000 person-years.

    One less the exponential of minus rate times years; who dies of something else first is not taken out.
    """
    if not (rate >= 0.0 and math.isfinite(rate)):
        raise InputError(f"rate = {rate:g} per 1,000 person-years: a rate is zero or more. Check units?")
    _check_years(years)
    return -math.expm1(-rate * years / 1000.0)


def outcomes() -> tuple[str, ...]:
    """Return the names of all outcomes that baselines.csv holds, in the order of the table."""
    return tuple(dict.fromkeys(band.outcome for band in bands()))


def _series(outcome: str, sex: str, country: str, group: str) -> tuple[Band, ...]:
    for whose in (sex, "both"):
        found = [
            one for one in bands()
            if (one.outcome, one.country, one.sex, one.group, one.role) == (outcome, country, whose, group, "apply")
        ]  # fmt: skip
        if found:
            return tuple(sorted(found, key=lambda one: one.age_from))
    return ()


@dataclass(frozen=True)
class _Point:
    """The rate at one age, and the printed rates it rests on: one, or the two it lies between."""

    rate: float
    low: float | None
    high: float | None
    used: tuple[Band, ...]


def _at(series: Sequence[Band], age: float) -> _Point | str:
    """Return the rate at an age; or, as words, the people who were not studied."""
    if age < series[0].age_from:
        return f"people under {series[0].age_from:g}"
    if age >= series[-1].age_to:
        return f"people of {series[-1].age_to:g} and over"
    for one, other in pairwise(series):
        bridged = other.age_from - one.age_to <= float(rules()["bridged_gap"]["value"])
        if not bridged and one.age_to <= age < other.age_from:
            return f"people between {one.age_to:g} and {other.age_from:g}"
        if bridged and one.middle < age < other.middle:
            share = (age - one.middle) / (other.middle - one.middle)
            return _Point(
                _between(one.rate, other.rate, share), _between_known(one.low, other.low, share),
                _between_known(one.high, other.high, share), (one, other),
            )  # fmt: skip
    own = min(series, key=lambda one: max(one.age_from - age, age - one.age_to, 0.0))
    return _Point(own.rate, own.low, own.high, (own,))


def _between(one: float, other: float, share: float) -> float:
    return math.exp((1.0 - share) * math.log(one) + share * math.log(other))


def _between_known(one: float | None, other: float | None, share: float) -> float | None:
    return None if one is None or other is None else _between(one, other, share)


def _mean(found: Sequence[float | None]) -> float | None:
    """Return the mean, or None where one is not known."""
    known = [one for one in found if one is not None]
    return sum(known) / len(known) if len(known) == len(found) else None


def _joined(used: Sequence[Band], name: str) -> str:
    """Return what the printed rates say under a name, each thing once."""
    said = dict.fromkeys(str(getattr(one, name)) for one in used)
    return "; ".join(one for one in said if one)


def _nothing(outcome: str, country: str, group: str) -> str:
    where = COUNTRIES.get(country, country)
    applied = [one for one in bands() if one.outcome == outcome and one.role == "apply"]
    known = sorted({one.country for one in applied})
    groups = sorted({one.group for one in applied if one.country == country and one.group})
    if groups:
        asked = f"people described as {group}" if group else "people not described further"
        return f"no rate of {outcome} in {where} is known for {asked}; there are rates for {', '.join(groups)}"
    return f"no rate of {outcome} in {where} by age is in the table (there are {', '.join(known)})"


def _told(outcome: str, sex: str, country: str, own: OwnRisk) -> Baseline:
    if not 0.0 < own.chance < 1.0:
        mend = " Say 12 % as 0.12." if own.chance >= 1.0 else ""
        raise InputError(f"own risk of {outcome} = {own.chance:g}: a chance lies between 0 and 1.{mend}")
    _check_years(own.years)
    rate = -math.log1p(-own.chance) * 1000.0 / own.years
    note = "the person's own risk, as told"
    return Baseline(outcome, rate, None, None, "told", "", country, sex, "as told", False, note)


def _check(outcome: str, age: float, sex: str, years: float) -> None:
    if outcome not in outcomes():
        raise InputError(f'"{outcome}" has no baseline. There are: {", ".join(outcomes())}.')
    if sex not in SEXES:
        raise InputError(f'sex = "{sex}": rates are printed for female and male.')
    if not 0.0 <= age <= 120.0:
        raise InputError(f"age = {age:g}: an age lies between 0 and 120 years.")
    _check_years(years)


def _check_years(years: float) -> None:
    if not (years > 0.0 and math.isfinite(years)):
        raise InputError(f"years = {years:g}: a risk needs time. Say a number of years above 0.")
