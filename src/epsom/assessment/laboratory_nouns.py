"""What an assessment holds of the laboratory: values with their ranges, what each told, and what is left of stores."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.status.next_test import Words
from epsom.status.summary import Estimate


@dataclass(frozen=True)
class RangeLine:
    """Where a value lies by one interval: ``word`` is low, in range or high, ``sure`` unless its rounding reaches over.

    ``place`` is whose interval it is and ``people`` for whom; ``printed`` has the digits and the unit of its source,
    ``low`` and ``high`` are in the unit of the value, None where there is no such end.
    """

    word: str
    sure: bool
    place: str
    people: str
    printed: str
    low: float | None
    high: float | None
    source: str


@dataclass(frozen=True)
class AlertLine:
    """What a level is said to mean: a note, a warning or critical, for ``all`` or for a ``clinician``, by a rule."""

    level: str
    audience: str
    words: str
    rule: str
    source: str


@dataclass(frozen=True)
class LabView:
    """A reading as told and its value in ``unit``, beside what the cohort expected before it was weighed in.

    Where it does not count (``used`` is false), ``why`` says for what reason and ``question`` what would settle it;
    ``doubt`` is the kind of reason: quarantined, spoiled, void, or kept where nobody is weighed by such a value.
    ``expected`` is None where nothing of the kind is expected of anybody. ``bound`` is < or > where no more is known.
    ``nearest`` is what the virtual person comes closest with, where none can be read as told, and ``widened`` by what
    factor its error was widened because readings of one kind contradict each other. ``ranges`` are the intervals it is
    held against, the reporting laboratory's own alone where it is told; none for a value that cannot be believed.
    """

    quantity: str
    told: str
    value: float
    date: str | None
    expected: Estimate | None
    unit: str
    used: bool = True
    why: str = ""
    question: str = ""
    bound: str = ""
    nearest: float | None = None
    widened: float = 1.0
    heading: str = ""
    doubt: str = ""
    ranges: tuple[RangeLine, ...] = ()
    alerts: tuple[AlertLine, ...] = ()


@dataclass(frozen=True)
class StoreLine:
    """One quantity before any reading and after all of them, in ``unit``: the deficit, a store, the kidney, the gut.

    Of a store it is what it holds more than in the replete state, negative where it holds less. ``narrowed`` is by
    what share the band of nine in ten became narrower [1], negative where it became wider.
    """

    name: str
    unit: str
    prior: Estimate
    posterior: Estimate
    narrowed: float


@dataclass(frozen=True)
class LearnedLine:
    """How much one reading told of the deficit beyond all the others [bits], with the standard ``error``.

    ``place`` is its place among the labs. ``without`` is the deficit [mmol] as all the others tell it, and ``deficit``
    with this one. ``k`` is the shape of the tail of the weights without it, None where nobody was led to the readings.
    """

    place: int
    analyte: str
    heading: str
    told: str
    date: str | None
    bits: float
    error: float
    without: Estimate
    deficit: Estimate
    k: float | None
    words: Words
