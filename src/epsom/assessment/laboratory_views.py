"""What the laboratory says of a journey, summed up: stores before and after, what was learned, causes, the next test."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.assessment import asking
from epsom.assessment.causes import causes
from epsom.assessment.journey import Journey
from epsom.labs.analytes import analyte
from epsom.status.causes import Ranked, SignLine, of_signs
from epsom.status.information import Told
from epsom.status.next_test import NextTest
from epsom.status.posterior import posterior
from epsom.status.summary import Estimate

UNITS = {"renal threshold": "mmol/L", "absorption": "1"}
"""What is not counted in mmol."""


@dataclass(frozen=True)
class StoreLine:
    """A store, or what decides it, before any reading and after all of them, in ``unit``; ``narrowed`` is a share."""

    name: str
    unit: str
    prior: Estimate
    posterior: Estimate
    narrowed: float


@dataclass(frozen=True)
class LearnedLine:
    """How much one reading told of the deficit beyond all the others [bits], with its standard error."""

    analyte: str
    heading: str
    told: str
    date: str | None
    bits: float
    error: float


@dataclass(frozen=True)
class Laboratory:
    """All that an assessment holds of what the laboratory says."""

    stores: tuple[StoreLine, ...]
    learned: tuple[LearnedLine, ...]
    learned_in_all: Told
    next_test: NextTest
    causes: Ranked
    signs: tuple[SignLine, ...]


def laboratory(journey: Journey) -> Laboratory:
    """Return what the laboratory says of a journey."""
    found = posterior(journey, journey.weighting.weights)
    labs = journey.person.labs
    return Laboratory(
        stores=tuple(
            StoreLine(name, UNITS.get(name, "mmol"), one.prior, one.posterior, one.narrowed)
            for name, one in found.items()
        ),
        learned=tuple(
            LearnedLine(
                one.analyte, analyte(one.analyte).heading, one.reading,
                date.isoformat() if (date := labs[one.place].date) else None, one.bits, one.error,
            )
            for one in asking.learned(journey)
        ),
        learned_in_all=asking.learned_in_all(journey),
        next_test=asking.worth(journey),
        causes=causes(journey),
        signs=of_signs(journey.person.signs),
    )  # fmt: skip
