"""The kinds of reference value, each its own type: what one kind may be used for, another may not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, overload

import numpy as np

from epsom.elementwise import Array

_SQRT2 = math.sqrt(2.0)
_erf = np.vectorize(math.erf, otypes=[np.float64])


@dataclass(frozen=True)
class Reference:
    """One reference value [mg/day] of one authority for one group; ``source`` is a key of sources.bib."""

    meaning: ClassVar[str]

    value: float
    kind: str
    authority: str
    source: str
    mark: str
    note: str

    @property
    def text(self) -> str:
        """Return the value and what it means, in one line for a reader."""
        return f"{self.kind} {self.value:g} mg/day: {self.meaning}"


@dataclass(frozen=True)
class Requirement(Reference):
    """An average requirement (EAR, AR): the only kind from which adequacy or a prevalence may be computed.

    ``cv`` is the coefficient of variation of the requirement between people of the group, taken as normal [iom2000].
    """

    meaning = "covers the need of half of the healthy people of this group"

    cv: float

    @property
    def sd(self) -> float:
        """Return the standard deviation of the requirement between people [mg/day]."""
        return self.cv * self.value

    @overload
    def probability_met(self, intake: float) -> float: ...
    @overload
    def probability_met(self, intake: Array) -> Array: ...
    def probability_met(self, intake: float | Array) -> float | Array:
        """Return the probability that somebody's requirement is at or below this usual intake [1].

        A normal requirement with its coefficient of variation [iom2000]; ``intake`` in mg/day, one value or many.
        Holds for usual intake, not for one day; for one day it promises more than the day can tell.
        """
        z = (np.asarray(intake, dtype=np.float64) - self.value) / self.sd
        chance = 0.5 * (1.0 + _erf(z / _SQRT2))
        return chance if isinstance(intake, np.ndarray) else float(chance)

    def classical_adequacy(self, mean_intake: float, days: int, day_sd: float) -> float:
        """Return the confidence that usual intake meets the need, by the individual formula on mg eaten [1, iom2000].

        The distance of the recorded mean from the requirement, in units of what requirement and day-to-day variation
        leave open. ``mean_intake`` and ``day_sd`` (within-person standard deviation) in mg/day. Holds for one to about
        thirty recorded days; it knows nothing of absorption. Raises ValueError below one day.
        """
        if days < 1:
            raise ValueError("The classical formula needs at least one recorded day.")
        difference = mean_intake - self.value
        spread = math.sqrt(self.sd**2 + day_sd**2 / days)
        return 0.5 * (1.0 + math.erf(difference / spread / _SQRT2))


@dataclass(frozen=True)
class Recommended(Reference):
    """A recommended intake (RDA, RDI, RNI, PRI): a target for one person, never a yardstick for a prevalence."""

    meaning = "covers the need of nearly all healthy people of this group; a target for one person"


@dataclass(frozen=True)
class AdequateIntake(Reference):
    """An adequate intake (AI), set where no requirement could be: a target, from which no adequacy follows."""

    meaning = "what healthy people of this group eat; no average requirement is known behind it"


@dataclass(frozen=True)
class LowerThreshold(Reference):
    """A lower reference intake (LRNI): enough only for the few people with the lowest needs."""

    meaning = "enough only for the few people of this group with the lowest needs"


@dataclass(frozen=True)
class Limit(Reference):
    """A daily limit for magnesium from supplements, medicines and fortified water; food does not count towards it."""

    meaning = "most per day from supplements, medicines and fortified water; ordinary food does not count"

    @property
    def text(self) -> str:
        """Return the limit and what it means, in one line for a reader."""
        return f"limit {self.value:g} mg/day: {self.meaning}"


Target = Recommended | AdequateIntake
"""What a plan aims at: a recommended intake, or an adequate intake where only that exists."""
