"""The size of one row for one person: its draws, both views, in people where there is a rate, and in words."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from epsom.elementwise import Array, exp
from epsom.outcomes.outcome import Evidence
from epsom.outcomes.personal.effects import Belief, Effect, effect, judged, spread, stream
from epsom.outcomes.personal.exposures import Change, Exposures
from epsom.outcomes.personal.nouns import Finding, PerThousand, Size
from epsom.outcomes.personal.per_thousand import Draws, draws_per_thousand, per_thousand
from epsom.outcomes.personal.whom import PersonView
from epsom.outcomes.personal.wording import counted, counted_years, ends, fewer, fewer_ends, number, say, share
from epsom.outcomes.row import EvidenceRow


@dataclass(frozen=True)
class Asked:
    """One row read for one person: the outcome, the row, the person, what changes, the seed, and what is believed."""

    one: Evidence
    row: EvidenceRow
    person: PersonView
    exposures: Exposures
    seed: int
    belief: Belief

    @property
    def endpoint(self) -> str:
        """Return the heading of the endpoint, as it stands inside a sentence."""
        heading = self.one.endpoint(self.row.endpoint).heading
        return heading if heading[:2].isupper() else heading[:1].lower() + heading[1:]

    @property
    def unit(self) -> str:
        """Return the unit of the endpoint, empty for what happens or does not."""
        return self.one.endpoint(self.row.endpoint).unit

    def effect(self, change: float | Array) -> Effect:
        """Return the draws of this row for a change."""
        return effect(self.row, change, stream(self.seed, self.row), belief=self.belief)


def kind_of(asked: Asked) -> str:
    """Return whether a size is a number or, where the answer is that there is no effect, a null."""
    return "null" if asked.one.answer.kind == "null" and asked.row.holds_no_effect else "number"


def sized(asked: Asked, found: Effect, change: Change | None) -> Size:
    """Return the size of an effect for the mean change, and what is left of it when cause is doubted."""
    row = asked.row
    times = 1.0 if change is None else change.used / (row.increment or 1.0)
    middle, reach = row.centre * times, row.quantile * row.standard_error * abs(times)
    further = row.quantile * math.hypot(row.standard_error, row.between_studies) * abs(times)
    shown = math.exp if row.is_ratio else float
    doubted: Array = exp(found.discounted) if row.is_ratio else found.discounted
    none = 1.0 if row.is_ratio else 0.0
    return Size(
        measure=row.measure,
        unit=asked.unit,
        estimate=shown(middle),
        interval=(shown(middle - reach), shown(middle + reach)) if change or not row.interval else row.interval,
        prediction=(shown(middle - further), shown(middle + further)) if change else row.prediction(),
        doubted=spread(doubted),
        likely=asked.belief.likely,
        judgement=judged(asked.row, asked.belief),
        fewer_in=float(np.mean(doubted < none)),
        change=None if change is None else change.used,
        change_unit="" if change is None else row.unit,
    )


def counted_in_people(finding: Finding, asked: Asked, found: Effect) -> Finding:
    """Return the finding in absolute terms, or with the reason why it stays in relative ones."""
    outcome = asked.one.endpoint(asked.row.endpoint).baseline
    if not asked.row.is_ratio or not outcome:
        return finding
    rng = stream(asked.seed + 2, asked.row)
    events = per_thousand(outcome, asked.row.measure, found, asked.person, asked.exposures.years, rng)
    if isinstance(events, str):
        return replace(finding, no_events=say("events.no_rate", because=events))
    if finding.size is not None and finding.size.nobody:
        return replace(finding, events=events)
    return replace(finding, events=events, sentence=f"{finding.sentence} {_in_people(finding, events)}")


def counts(asked: Asked, found: Effect) -> Draws | None:
    """Return the draws behind the absolute terms of a finding; None where it has none."""
    outcome = asked.one.endpoint(asked.row.endpoint).baseline
    if not asked.row.is_ratio or not outcome:
        return None
    rng = stream(asked.seed + 2, asked.row)
    drawn = draws_per_thousand(outcome, asked.row.measure, found, asked.person, asked.exposures.years, rng)
    return None if isinstance(drawn, str) else drawn


def _in_people(finding: Finding, events: PerThousand) -> str:
    whom = f"{events.whom} in {events.country}" if events.country else events.whom
    common = {
        "whom": whom,
        "before": counted(events.before.median),
        "after": counted(events.after.median),
        "years": counted_years(events.years),
    }
    if finding.size is not None and finding.size.below is not None:
        return say("events.flag", **common)
    return say(
        "events.clinical", **common, fewer=fewer(events.fewer.mean),
        ends=fewer_ends(events.fewer.low95, events.fewer.high95),
        fewer_doubted=fewer(events.fewer_doubted.mean),
        doubted_ends=fewer_ends(events.fewer_doubted.low95, events.fewer_doubted.high95),
    )  # fmt: skip


def ratio_words(size: Size) -> str:
    """Return the size of a ratio in words: estimate and interval."""
    return f"{number(size.estimate, 2)} ({ends(size.interval, 2)})" if size.none else number(size.estimate, 2)


def doubted_words(size: Size) -> str:
    """Return what is left of a size when cause is doubted: mean and 95 of 100."""
    doubted = size.doubted
    return say(
        "food.doubted", mean=number(doubted.mean, 2), low=number(doubted.low95, 2), high=number(doubted.high95, 2)
    )


def doubt_words(size: Size) -> str:
    """Return the sentence that says how the doubt was counted."""
    fewer_in = "" if size.below is not None else say("food.fewer_in", fewer=share(size.fewer_in))
    return say(
        "food.doubt", likely=share(size.likely), low80=number(size.doubted.low80, 2),
        high80=number(size.doubted.high80, 2), fewer=fewer_in,
    )  # fmt: skip
