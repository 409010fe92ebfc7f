"""The preview: what a record from elsewhere was read as, line by line, before anybody counts on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from epsom.errors import InputErrors
from epsom.person.faults import faults
from epsom.person.nouns import DayTold, MealTold, OwnFood

PRINTED = "as printed"
"""``how`` of a line whose magnesium the other program printed: taken as told, not looked up again."""

NOT_FOUND = "not found"
"""``how`` of a line whose food is not known: its magnesium is a range, never zero."""


@dataclass(frozen=True)
class Told:
    """One thing that a file says was eaten, before anything is looked up.

    ``row`` counts from 1 in the file; ``at`` is None where no time is told. ``eaten`` is a whole record line, or
    ``amount`` and ``food`` are told apart. ``magnesium`` [mg] and ``energy`` [kcal] are of the whole amount, None =
    the file does not tell; ``rounding`` [mg] is half of the last digit printed. ``parts`` [g] is the sum of water,
    protein, fat, carbohydrate and alcohol, where the file tells water and at least one of the others.
    """

    row: int
    date: datetime.date
    at: datetime.time | None
    meal: str
    amount: str
    food: str
    eaten: str = ""
    magnesium: float | None = None
    rounding: float = 0.0
    energy: float | None = None
    parts: float | None = None
    supplement: bool = False

    def words(self) -> str:
        """Return what the file says was eaten, as one line."""
        return self.eaten or f"{self.amount} {self.food}".strip()


@dataclass(frozen=True)
class Aside:
    """A row that is not counted: its number, what it says, and why it was left out."""

    row: int
    told: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One line as it was read: what the file says (``told``), and the record line that says the same (``written``).

    ``food`` is the food or the salt it was matched with, ``source`` where that one's magnesium comes from; ``score``
    1 is certain, ``how`` says on what grounds. ``magnesium`` [mg] is that of the line, None = not known; then the
    range from ``low`` to ``high`` counts. ``grams`` is 0 for a supplement. ``choices`` are other foods it may mean.
    """

    row: int
    date: datetime.date
    at: datetime.time
    meal: str
    told: str
    written: str
    food: str
    source: str
    score: float
    how: str
    grams: float
    magnesium: float | None
    low: float
    high: float
    supplement: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""

    @property
    def doubtful(self) -> bool:
        """Tell a match that rests on a slip of the pen or on part of a name: a person looks at it first."""
        return self.how in ("spelling", "fragment")


@dataclass(frozen=True)
class Preview:
    """What a record from elsewhere was read as; nothing of it is counted before a person file takes it.

    ``quarantined`` are rows that break a rule, ``set_aside`` rows that are no food (sums, empty days), ``outside``
    the number of rows before or after the days asked for. ``questions`` want an answer, ``notes`` only a look.
    """

    file: str
    layout: str
    lines: tuple[Line, ...]
    foods: tuple[OwnFood, ...]
    quarantined: tuple[Aside, ...] = ()
    set_aside: tuple[Aside, ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    outside: int = 0

    @property
    def unmatched(self) -> tuple[Line, ...]:
        """Return the lines whose food is not known; each is carried as a range."""
        return tuple(line for line in self.lines if line.how == NOT_FOUND)

    @property
    def doubtful(self) -> tuple[Line, ...]:
        """Return the lines whose match a person should look at."""
        return tuple(line for line in self.lines if line.doubtful)

    @property
    def supplements(self) -> tuple[Line, ...]:
        """Return the lines that are supplements."""
        return tuple(line for line in self.lines if line.supplement)

    def days(self) -> tuple[DayTold, ...]:
        """Return the days as a person file holds them; InputErrors for more than a person file can hold."""
        told: dict[datetime.date, dict[tuple[datetime.time, str], list[str]]] = {}
        for line in sorted(self.lines, key=lambda line: (line.date, line.at)):
            told.setdefault(line.date, {}).setdefault((line.at, line.meal), []).append(line.written)
        try:
            return tuple(
                DayTold(
                    date=date,
                    meals=tuple(
                        MealTold(at=at, name=name or None, eaten=tuple(eaten)) for (at, name), eaten in meals.items()
                    ),
                )
                for date, meals in told.items()
            )
        except ValidationError as error:
            raise InputErrors(faults(error)) from None

    def to_person_lines(self) -> list[str]:
        """Return the lines of YAML that a person file can take: the foods of its own, and the record."""
        from epsom.interfaces.records.fragment import yaml_lines

        return yaml_lines(self)


def dated(lines: Iterable[Line]) -> list[datetime.date]:
    """Return the days that some lines speak of, each once, in order."""
    return sorted({line.date for line in lines})
