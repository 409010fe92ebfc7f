"""Views of the laboratory: each value with its ranges and its use, what each told, and what is left of the stores."""

from __future__ import annotations

from math import inf, isnan

from epsom.assessment.asking import learned
from epsom.assessment.journey import Journey
from epsom.assessment.laboratory import Use, uses
from epsom.assessment.laboratory_nouns import AlertLine, LabView, LearnedLine, RangeLine, StoreLine
from epsom.labs.analytes import analyte
from epsom.labs.intervals import Interval, alerts, label, own
from epsom.labs.intervals import intervals as listed
from epsom.status.causes.evidence import of_trimester
from epsom.status.posterior import posterior
from epsom.status.summary import estimate

UNITS = {"renal threshold": "mmol/L", "absorption": "1"}
"""The units of what is told of a posterior; all others are in mmol."""
BELIEVED = ("", "void", "kept")
"""Doubts about a value whose number stands all the same, so that it is held against a range."""


def labs(journey: Journey) -> tuple[LabView, ...]:
    """Return every laboratory value as told, those that do not count with the reason."""
    return tuple(_lab(journey, use) for use in uses(journey.person))


def stores(journey: Journey) -> tuple[StoreLine, ...]:
    """Return deficit, stores, renal threshold and absorption as they were expected and as the readings left them."""
    found = posterior(journey, journey.weighting.weights)
    return tuple(
        StoreLine(name, UNITS.get(name, "mmol"), one.prior, one.posterior, one.narrowed) for name, one in found.items()
    )


def learned_lines(journey: Journey) -> tuple[LearnedLine, ...]:
    """Return how much each reading that counts told of the deficit, in the order of the labs."""
    found = list[LearnedLine]()
    for one in learned(journey):
        date = journey.person.labs[one.place].date
        found.append(
            LearnedLine(
                one.place, one.analyte, analyte(one.analyte).heading, one.reading, date.isoformat() if date else None,
                one.bits, one.error, one.without, one.deficit, None if isnan(one.k) else one.k, one.words,
            )
        )  # fmt: skip
    return tuple(found)


def _lab(journey: Journey, use: Use) -> LabView:
    drawn, lab, doubt = journey.drawn, use.lab, use.doubt
    k = drawn.places.index(use.place) if use.place in drawn.places else None
    believed = doubt is None or doubt.kind in BELIEVED
    reached = alerts(lab.quantity, lab.told.value) if believed else ()
    return LabView(
        quantity=lab.quantity,
        told=lab.told.text,
        value=lab.told.value,
        date=lab.date.isoformat() if lab.date else None,
        expected=None if k is None else estimate(drawn.expected[k], drawn.prior),
        unit=analyte(lab.quantity).unit,
        used=doubt is None,
        why="" if doubt is None else doubt.why,
        question="" if doubt is None else doubt.question,
        bound=lab.bound,
        nearest=None if k is None else drawn.nearest(k),
        widened=1.0 if k is None else drawn.read[k].widened,
        heading=analyte(lab.quantity).heading,
        doubt="" if doubt is None else doubt.kind,
        ranges=tuple(_range(use, one) for one in _intervals(journey, use)) if believed else (),
        alerts=tuple(AlertLine(one.level, one.audience, one.words, one.id, one.source) for one in reached),
    )


def _intervals(journey: Journey, use: Use) -> tuple[Interval, ...]:
    """Return the reporting laboratory's own interval, else the pregnancy's of serum, else every one that we know."""
    person, lab = journey.person, use.lab
    if lab.interval:
        return (own(lab.quantity, lab.interval),)
    if person.pregnancy_week is not None:
        if lab.quantity != "serum_magnesium":
            return ()
        row = of_trimester(person.pregnancy_week)
        whom = f"pregnancy, week {person.pregnancy_week:g}"
        return (
            Interval(
                "pregnancy", lab.quantity, "reference", "range of pregnancy", whom, "", (0.0, inf), "serum or plasma",
                row.value, None, analyte(lab.quantity).unit, f"from {row.value:g}", row.source, row.mark, row.where,
            ),
        )  # fmt: skip
    return listed(lab.quantity, years=person.age, sex=person.sex)


def _range(use: Use, interval: Interval) -> RangeLine:
    found, (low, high) = label(use.lab.told, interval), interval.ends()
    return RangeLine(
        found.word, found.sure, interval.place, interval.people, f"{interval.printed} {interval.unit}",
        None if low == -inf else low, None if high == inf else high, interval.source,
    )  # fmt: skip
