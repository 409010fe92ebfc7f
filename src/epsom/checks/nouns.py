"""What the check looks at: the shapes of a patient and of a proposal, and of the room that answers one with the other.

They are shapes and no classes, so that the check knows nothing of how a proposal comes about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class PatientSeen(Protocol):
    """A patient, as far as a rule looks at one; None is not known."""

    @property
    def age(self) -> float:
        """Age [years]."""
        ...

    @property
    def egfr(self) -> float | None:
        """Filtration [mL/min/1.73m2]; None where not known."""
        ...

    @property
    def dialysis(self) -> bool:
        """Whether dialysis does the kidney's work."""
        ...

    @property
    def weight(self) -> float | None:
        """Weight [kg]; None where not known."""
        ...

    @property
    def conditions(self) -> tuple[str, ...]:
        """Conditions, by the words of the person file."""
        ...

    @property
    def medicines(self) -> tuple[str, ...]:
        """Medicines, by the words of the person file."""
        ...

    @property
    def told_hours(self) -> tuple[tuple[str, tuple[float, ...]], ...]:
        """Hours of medicines that the person told, and that stay."""
        ...

    @property
    def serum(self) -> float | None:
        """Serum magnesium [mmol/L]; None where not measured."""
        ...

    @property
    def supplement(self) -> float:
        """Elemental magnesium already taken beside the food [mg/day]."""
        ...

    @property
    def supplement_hours(self) -> tuple[float, ...]:
        """Hours at which that is taken, where told."""
        ...

    @property
    def authority(self) -> str:
        """Whose limit holds."""
        ...


class IntakeSeen(Protocol):
    """One intake: ``milligrams`` [mg elemental] of a ``salt`` in a ``form``, ``at`` an hour of the clock."""

    @property
    def salt(self) -> str:
        """The salt's name."""
        ...

    @property
    def milligrams(self) -> float:
        """Elemental magnesium [mg]."""
        ...

    @property
    def at(self) -> float:
        """Hour of the day [0, 24)."""
        ...

    @property
    def form(self) -> str:
        """Tablet, sachet and so on."""
        ...


class RegimenSeen(Protocol):
    """A regimen: its intakes, the amount and the limit it states [mg/day], what is said with it, and its timetable."""

    @property
    def intakes(self) -> Sequence[IntakeSeen]:
        """The intakes of a day."""
        ...

    @property
    def per_day(self) -> float:
        """Elemental magnesium a day, as stated [mg/day]."""
        ...

    @property
    def limit(self) -> float:
        """The limit it was held against, as stated [mg/day]."""
        ...

    @property
    def basis(self) -> Sequence[Any]:
        """The rules it rests on, each with ``words``."""
        ...

    @property
    def monitor(self) -> Sequence[str]:
        """What to measure, and when."""
        ...

    @property
    def stop(self) -> Sequence[str]:
        """When to stop."""
        ...

    @property
    def timetable(self) -> Any:
        """A timetable with ``slots`` (``name``, ``at``), or None where nothing needs one."""
        ...


class ProposalSeen(Protocol):
    """A proposal: its regimens, best first, and what is said beside them."""

    @property
    def regimens(self) -> Sequence[RegimenSeen]:
        """The regimens, best first; none where none is proposed."""
        ...

    @property
    def notes(self) -> Sequence[str]:
        """What is said beside."""
        ...

    @property
    def oral_wrong(self) -> str:
        """Why the mouth is the wrong road; empty where it is not."""
        ...


@dataclass(frozen=True)
class Violation:
    """A rule of the check's own list that a proposal breaks, and how, in words with the numbers."""

    rule: str
    words: str


@dataclass(frozen=True)
class Room:
    """The room that is checked: ``patient`` makes its noun of named facts, ``propose`` answers it.

    ``propose`` takes a patient, the absorbed magnesium that is missing [mg/day, >= 0] and the weeks to mend it in.
    """

    patient: Callable[..., Any]
    propose: Callable[[Any, float, int], Any]


@dataclass(frozen=True)
class Case:
    """One person drawn, as facts by name, with the absorbed magnesium that is missing [mg/day] and the weeks."""

    facts: Mapping[str, Any]
    wanted: float
    weeks: int = 12


@dataclass
class Tally:
    """What a check found: how many persons and regimens, and violations by rule.

    ``barred`` counts by rule the persons whom the check's own list allows no regimen, and ``alone`` those whom one
    rule alone does: without them a check would prove little. ``first`` shows the first violations with their persons.
    """

    persons: int = 0
    served: int = 0
    regimens: int = 0
    timed: int = 0
    violations: int = 0
    by_rule: dict[str, int] = field(default_factory=dict[str, int])
    barred: dict[str, int] = field(default_factory=dict[str, int])
    alone: dict[str, int] = field(default_factory=dict[str, int])
    first: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def add(self, other: Tally, shown: int) -> None:
        """Add what another part of the same check found; at most ``shown`` violations are kept in full."""
        for name in ("persons", "served", "regimens", "timed", "violations"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("by_rule", "barred", "alone"):
            mine: dict[str, int] = getattr(self, name)
            for rule, count in getattr(other, name).items():
                mine[rule] = mine.get(rule, 0) + count
        self.first = [*self.first, *other.first][:shown]
