"""What the evidence says of one person: plain nouns that a report, a program and a file can read."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.outcomes.loops import Loop

KINDS = ("number", "null", "refusal")
"""What an outcome may come to for a person: a size, no effect, or nothing that can be said, with the reason."""
LEAST = 0.005
"""A share of versions below this is none of 100."""
QUOTED = "quoted"
"""The kind of a row that is told as it is printed and applied to nobody."""

Ends = tuple[float, float]


@dataclass(frozen=True)
class Spread:
    """Where draws lie: mean, middle, the ends of 80 of 100 and of 95 of 100, in the unit of what was drawn."""

    mean: float

    low95: float
    low80: float
    median: float
    high80: float
    high95: float


@dataclass(frozen=True)
class Size:
    """How large one effect is: ratios on the natural scale, differences in ``unit``.

    ``estimate`` and ``interval`` (at the printed level) take the study as wholly caused by magnesium and true of these
    people; ``prediction`` is where the mean of a new group may lie; ``doubted`` counts how likely the cause is
    (``likely``, 0 to 1), which part of it then is magnesium's, and the spread between studies. ``fewer_in`` is the
    share of doubted draws below no effect. Of a threshold of serum ``below`` is the chance that this person lies at or
    below ``threshold`` [mmol/L], and the rest tells of those who do against those who do not. ``judgement`` names the
    belief behind ``likely``: our own of rules.toml with its version, or the reader's.
    """

    measure: str
    unit: str
    estimate: float
    interval: Ends
    prediction: Ends
    doubted: Spread
    likely: float
    fewer_in: float
    change: float | None = None
    change_unit: str = ""
    below: float | None = None
    threshold: float | None = None
    judgement: str = ""

    @property
    def none(self) -> float:
        """Return what no effect is: 1 for a ratio, 0 for a difference."""
        return 1.0 if self.measure in ("RR", "HR", "OR") else 0.0

    @property
    def nobody(self) -> bool:
        """Tell whether a threshold of serum reaches less than one in two hundred versions of this person."""
        return self.below is not None and self.below < LEAST

    @property
    def may_be_none(self) -> bool:
        """Tell whether the interval, as it is shown with two decimals, holds no effect."""
        low, high = (round(end, 2) for end in self.interval)
        return low <= self.none <= high


@dataclass(frozen=True)
class PerThousand:
    """The same in 1,000 people of this age and sex over ``years``: how many have an event, and how many fewer.

    ``before`` and ``after`` are counts per 1,000; ``fewer`` takes the association as fully causal, ``fewer_doubted``
    counts the doubt, and ``after_doubted`` the count that is left then; below zero is more. ``any`` is the share of
    doubted draws with any fewer, ``notable`` that with more than ``notable_size`` fewer. ``per_event`` is how many
    people for one event less, doubt counted, and is given only where that interval leaves no event more or none less.
    ``outcome`` is the name of the rate (baselines.csv).
    """

    outcome: str
    years: float
    before: Spread
    after: Spread
    after_doubted: Spread
    fewer: Spread
    fewer_doubted: Spread
    any: float
    notable: float
    notable_size: float
    per_event: Ends | None
    event: str
    whom: str
    country: str
    source: str
    citation: str
    note: str


@dataclass(frozen=True)
class Finding:
    """One row of evidence read for one person; ``kind`` is number, null, refusal, or quoted (applied to nobody).

    ``sentence`` is for whoever reads numbers, ``size_text`` the same in short; ``note`` says what to mind. ``events``
    is None where there is no rate, and ``no_events`` then says why (empty where a rate would mean nothing). ``counts``
    tells how many studies, people and events stand behind the row, as far as its source prints them.
    """

    id: str
    heading: str
    exposure: str
    role: str
    kind: str
    sentence: str
    size_text: str
    certainty: str
    tier: str
    for_whom: str
    source: str
    citation: str
    mark: str
    note: str = ""
    size: Size | None = None
    events: PerThousand | None = None
    no_events: str = ""
    counts: str = ""

    @property
    def applied(self) -> bool:
        """Tell whether the size is worked out for this person."""
        return self.size is not None


@dataclass(frozen=True)
class Folds:
    """What opens under an outcome: when it applies, pitfalls, the evidence, what would change it, the sources."""

    applies: str
    pitfalls: tuple[str, ...]
    evidence: tuple[str, ...]
    would_change: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Following:
    """What follows for one outcome: its kind (of KINDS), direction with more magnesium, plain words, and its rows.

    ``direction`` is ``lower``, ``higher``, ``no change`` or ``not known``; ``because`` says why there is no number.
    ``certainty`` and ``for_whom`` are those of the row the answer rests on. ``mission`` names the rows it answers.
    ``notes`` say what of this person bears on the outcome, such as medicines that may lower magnesium; ``loop`` is the
    loop it is part of in this person, if any.
    """

    outcome: str
    system: str
    mission: tuple[int, ...]
    kind: str
    direction: str
    plain: str
    because: str
    certainty: str
    for_whom: str
    findings: tuple[Finding, ...]
    folds: Folds
    notes: tuple[str, ...] = ()
    loop: Loop | None = None

    @property
    def leading(self) -> Finding | None:
        """Return the row that the answer rests on, None where there is none."""
        wanted = {"number": ("number",), "null": ("null",)}.get(self.kind, ())
        return next((one for one in self.findings if one.kind in wanted), None)
