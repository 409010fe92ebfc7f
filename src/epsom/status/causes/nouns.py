"""The nouns of causes: what was told, a finding, a cause with its probability, and all of them ranked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a ranking looks at, as told; what is not known is None or missing, and never counts as absent.

    ``age`` [year], ``egfr`` [mL/min/1.73m2], ``readings`` by the name of the analyte in its house unit, the latest
    usable one each. ``conditions`` and ``medicines`` are names as a person file has them, with those kept without an
    effect. ``intake`` is the magnesium eaten over what is wanted [1]. ``lower_limit`` is the reporting laboratory's
    own [mmol/L]. ``deficit`` is the probability of a deficit above the share of causes.toml, from the cohort [1].
    """

    age: float
    pregnancy_week: int | None = None
    egfr: float | None = None
    conditions: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    readings: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    intake: float | None = None
    lower_limit: float | None = None
    deficit: float | None = None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One finding and how far it speaks.

    ``value`` in ``unit`` is None for a finding not yet had. ``times``: of a finding that was told, how many times as
    usual it is with the cause as where no cause is known; of one not yet had, by what factor it is expected to move
    the odds between the first two causes.
    """

    name: str
    value: float | None
    unit: str
    times: float


@dataclass(frozen=True)
class CauseLine:
    """One cause: ``probability`` of being the main one [1], the findings that spoke, and whence its prior odds are.

    ``odds`` are its odds before any finding against no known cause. ``rule`` is the id of the plan's rule that says
    what may be reviewed about it, empty where there is none; ``evidence`` and ``source`` are those of the odds.
    """

    name: str
    branch: str
    group: str
    probability: float
    odds: float
    why: tuple[Finding, ...]
    rule: str
    evidence: str
    source: str


@dataclass(frozen=True)
class Ranked:
    """All causes, the likeliest first; their probabilities sum to one, with "none of these or not known" among them.

    ``causes`` is empty where none is looked for: serum is not low, or not told. ``separates`` is the finding that is
    expected to part the first two best, None where there are not two or nothing parts them. ``serum`` and ``limit``
    [mmol/L] say what was held against what. ``alerts`` come before everything else.
    """

    causes: tuple[CauseLine, ...]
    separates: Finding | None
    serum: float | None
    limit: float
    alerts: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def looked_for(self) -> bool:
        """Tell whether causes were looked for at all."""
        return bool(self.causes)

    def branch(self, name: str) -> float:
        """Return the probability that the main cause lies in one branch, such as ``kidney`` [1]."""
        return sum(line.probability for line in self.causes if line.branch == name)
