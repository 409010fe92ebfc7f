"""Asking: what was learned from which reading of a person, and which test would tell most next, for review."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files
from math import nan

import numpy as np
from numpy.typing import NDArray

from epsom import tables
from epsom.assessment.journey import Journey
from epsom.assessment.laboratory import known, uses
from epsom.assessment.life import Lived
from epsom.body.gut import Meal
from epsom.cohort.moves import chosen
from epsom.elementwise import Array
from epsom.labs.analytes import Analyte, analyte
from epsom.labs.intervals import alerts
from epsom.labs.protocols import protocol
from epsom.person import Person
from epsom.simulate.live import Eating
from epsom.status import burden, observing, outside
from epsom.status.burden import Known, LabTest
from epsom.status.causes.signs import urgent as urgent_signs
from epsom.status.expecting import again
from epsom.status.information import Told, divergence, told
from epsom.status.likelihood import Weighting, weighed, weighting
from epsom.status.next_test import Candidate, NextTest, Words, next_test
from epsom.status.observing import Moment, Sample
from epsom.status.readings import together
from epsom.status.summary import Estimate, estimate

TABLE, WORDS = "assessment/asking.toml", "assessment/asking.words.toml"
number = partial(tables.number, TABLE)


@dataclass(frozen=True)
class Learned:
    """How much one reading told of the deficit beyond all the others.

    ``place`` is its place in the person's labs. ``bits`` with their standard ``error``; ``without`` is the deficit
    [mmol] as all others tell it and ``deficit`` with this one. ``k`` is the shape of the tail of the weights without
    it: where it is ``most_k`` of the journey or more, too few of the persons led to the readings tell what would be
    without one.
    """

    place: int
    analyte: str
    reading: str
    bits: float
    error: float
    without: Estimate
    deficit: Estimate
    k: float
    words: Words


def worth(journey: Journey) -> NextTest:
    """Return what each test that this person could have would tell of the deficit, and which to think of, if any.

    Asked of the virtual persons who count: those who together weigh less than a thousandth are left out. No test is
    named where a value or a sign is for urgent care.
    """
    who, told_of = heavy(journey.weighting.weights), known(journey.person)
    listed = [_candidate(journey, who, test, told_of) for test in burden.listed().values()]
    found = [one for one in listed if one is not None]
    return next_test(journey.deficit[who], journey.weighting.weights[who], found, urgent(journey.person))


def urgent(person: Person) -> str:
    """Return what was told that is for urgent human care, the latest value of an analyte or a sign; else nothing."""
    sound = [use.lab for use in uses(person) if use.doubt is None or use.doubt.kind == "kept"]
    latest = {lab.quantity: lab for lab in sorted(sound, key=lambda lab: lab.date or person.today)}
    critical = [
        f"{analyte(name).heading} {lab.told.text}"
        for name, lab in latest.items()
        if any(alert.level == "critical" for alert in alerts(name, lab.told.value))
    ]
    return next(iter((*critical, *urgent_signs(person.signs))), "")


def heavy(weights: Array) -> NDArray[np.int64]:
    """Return the places of the fewest persons who together weigh all but ``unheard``, in their order."""
    order = np.argsort(weights, kind="stable")
    light = np.cumsum(weights[order]) < number("unheard") * np.sum(weights)
    return np.sort(order[~light]).astype(np.int64)


def learned(journey: Journey) -> tuple[Learned, ...]:
    """Return how much each reading that counts told of the deficit beyond the others, in the order of the labs."""
    after = estimate(journey.deficit, journey.weighting.weights)
    return tuple(_learned(journey, k, after) for k in range(len(journey.read)))


def learned_in_all(journey: Journey) -> Told:
    """Return how much all readings together told of the deficit, from diet and person alone to now [bits]."""
    drawn, weights = journey.drawn, journey.weighting.weights
    if journey.before is not None:
        return divergence(journey.deficit, weights, drawn.deficit, drawn.prior)
    return told(journey.deficit, weights, np.where(weights > 0, journey.prior, 0.0))


def _candidate(journey: Journey, who: NDArray[np.int64], test: LabTest, told_of: Known) -> Candidate | None:
    """Return a test as one that this person could have; None where nobody can be weighed or read by it."""
    row = analyte(test.analyte)
    if not row.weighs or test.analyte not in observing.OBSERVED:
        return None
    meals = Meal(*(column[:, who] for column in journey.usual.servings))
    sample = Sample(protocol=test.protocol, urine_creatinine=number("any_urine_creatinine"))
    body, pools = chosen(journey.body, who), journey.now[:, who]
    with np.errstate(divide="ignore", invalid="ignore"):
        moment = Moment(pools, body, Eating(meals, journey.usual.days), journey.person, sample)
        level = observing.read(test.analyte, moment)
        centre = level if row.scale == "linear" else np.log(level)
    if not np.any(np.isfinite(centre)):
        return None
    taken = [k for k, one in enumerate(journey.read) if one.analyte == test.analyte and not one.bound and not one.below]
    shift, spread = again(
        np.array([np.mean(journey.read[k].off(journey.expected[k][who]), axis=0) for k in taken]).reshape(-1, len(who)),
        np.array([np.hypot(journey.read[k].assay, journey.read[k].daily) for k in taken]),
        row.unexplained_spread,
        own_spread(row, test.protocol),
    )
    barred = (*burden.barred(test, told_of), *outside.moved(test.analyte, told_of))
    return Candidate(test, centre + shift, spread, len(taken), barred)


def own_spread(row: Analyte, test: str | None) -> float:
    """Return how far one reading strays that shares nothing with another, on the scale of its analyte."""
    if test is not None:
        return protocol(test).reading_sd
    return float(np.hypot(row.assay_spread, row.within_person_spread))


def _learned(journey: Journey, k: int, after: Estimate) -> Learned:
    with_it, without = _weights(journey, k)
    found = told(journey.deficit, with_it.weights, without.weights)
    one, before = journey.read[k], estimate(journey.deficit, without.weights)
    return Learned(
        place=journey.places[k],
        analyte=one.analyte,
        reading=one.told.text,
        bits=found.bits,
        error=found.error,
        without=before,
        deficit=after,
        k=without.k if journey.before is not None else nan,
        words=_said(analyte(one.analyte).heading, one.told.text, found, before, after),
    )


def _weights(life: Lived, k: int) -> tuple[Weighting, Weighting]:
    """Return the weights of all readings, and of all but this one, of the same persons.

    Of persons led to the readings each counts by how unlikely this reading made it, the heaviest smoothed, as in
    leave-one-out cross-validation [vehtari2017].
    """
    counted, power = life.weighting.weights > 0, life.weighting.counted
    others = [j for j in range(len(life.read)) if j != k]
    rest = together([life.read[j] for j in others], [life.expected[j] for j in others], len(life.viable))

    def heard(fit: Array, base: Array) -> Array:
        return np.where(counted & np.isfinite(fit) & np.isfinite(base), power * fit + base, -np.inf)

    if life.before is not None:
        return life.weighting, weighed(heard(rest - life.readings, np.zeros(len(rest))))
    weigh = weighed if power >= 1.0 else weighting
    return weigh(heard(life.readings, life.silent)), weigh(heard(rest, life.silent))


@cache
def _words() -> tuple[dict[str, str], dict[str, str]]:
    words = tomllib.loads(files("epsom").joinpath(WORDS).read_text("utf-8"))
    return words["clinician"], words["lay"]


def _said(heading: str, reading: str, found: Told, before: Estimate, after: Estimate) -> Words:
    little = found.bits < max(number("least_learned"), found.error)
    shift = "smaller" if after.median < before.median else "larger"
    clinician, lay = (
        words["little" if little else "much"].format(
            heading=heading, reading=reading, bits=f"{found.bits:.2f}", error=f"{found.error:.2f}", shift=shift,
            before=f"{before.median:.0f} ({before.low:.0f} to {before.high:.0f})",
            after=f"{after.median:.0f} ({after.low:.0f} to {after.high:.0f})",
        )
        for words in _words()
    )  # fmt: skip
    return Words((clinician,), (lay,))
