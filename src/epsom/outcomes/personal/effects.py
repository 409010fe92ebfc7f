"""Draws of one effect: what the study says, and what is left of it when cause is doubted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.outcomes.personal.exposures import DRAWS
from epsom.outcomes.personal.nouns import Spread
from epsom.outcomes.row import EvidenceRow, rules


@dataclass(frozen=True)
class Belief:
    """How likely a kind of study shows what magnesium causes (``likely``, 0 to 1), and which part of it then.

    ``fraction`` are the two numbers of a beta distribution; None: all of it.
    """

    likely: float
    fraction: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        """Refuse what is no chance: InputError names the value and the rule."""
        if not 0.0 <= self.likely <= 1.0:
            raise InputError(f"cause = {self.likely:g}: how likely the cause is lies between 0 and 1.")
        if self.fraction is not None and min(self.fraction) <= 0.0:
            raise InputError(f"fraction = {self.fraction}: both numbers of the share are above 0.")


Beliefs = Mapping[str, Belief]


def beliefs() -> dict[str, Belief]:
    """Return our own judgement for each kind of study, by its name in rules.toml."""
    return {
        name: Belief(float(entry["p"]), tuple(entry["fraction"]) if "fraction" in entry else None)
        for name, entry in rules()["judgement"].items()
    }


def judged(row: EvidenceRow, belief: Belief) -> str:
    """Return whose judgement of cause a belief is: ours, by name and version, or the reader's own."""
    ours = belief == Belief(row.p, row.fraction)
    return f"{row.judgement}, version {rules()['judged']['value']}" if ours else "the reader's own"


@dataclass(frozen=True)
class Effect:
    """Draws of one effect on the working scale (logarithm of a ratio, or the unit of the endpoint).

    ``printed`` takes the study as true of these people and as wholly caused by magnesium, ``naive`` as true of such
    people somewhere, with the spread between studies; ``discounted`` counts how likely the cause is, and in part.
    """

    printed: Array
    naive: Array
    discounted: Array


def effect(
    row: EvidenceRow, change: float | Array, rng: np.random.Generator, draws: int = DRAWS, belief: Belief | None = None
) -> Effect:
    """Return draws of the effect of a change of the exposure [in the row's unit; 1 for a step].

    The slope is normal with the standard error, and beyond that with the spread between studies; cause is a coin with
    the judged probability, and the share that is magnesium's a draw from the judged distribution.
    Holds inside the row's valid range; ``change`` is one number or one per draw.
    """
    belief = belief or Belief(row.p, row.fraction)
    per = 1.0 / (row.increment or 1.0)
    here = rng.normal(row.centre, row.standard_error, draws) * per
    elsewhere = here + rng.normal(0.0, row.between_studies, draws) * abs(per)
    causal = rng.random(draws) < belief.likely
    share = rng.beta(*belief.fraction, draws) if belief.fraction is not None else np.ones(draws)
    naive = elsewhere * change
    return Effect(here * change, naive, causal * share * naive)


def stream(seed: int, row: EvidenceRow) -> np.random.Generator:
    """Return the random stream of one row: the same seed gives the same draws, whatever else is asked."""
    return np.random.default_rng([seed, crc32(row.id.encode())])


def spread(draws: Array) -> Spread:
    """Return where draws lie: mean, and 2.5, 10, 50, 90 and 97.5 %."""
    return Spread(float(np.mean(draws)), *(float(end) for end in np.quantile(draws, (0.025, 0.1, 0.5, 0.9, 0.975))))
