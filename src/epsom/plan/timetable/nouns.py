"""The nouns of a timetable: what is taken, when it is taken, what was held apart, and why it may be impossible."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """Something swallowed every day: a medicine, or the magnesium.

    ``hours`` are its usual, wished or told clock hours [h], one per dose; where ``told`` they are kept as they are.
    ``windows`` are the hours [h] it may be moved to, both ends included; none means all waking hours. ``needs`` says
    what it goes with, in words. ``gap`` is the least time between two of its doses [h]. ``keys`` are the medicines
    the name stands for, as the tables call them; ``magnesium`` is true for whatever carries it. ``guessed`` is true
    where nobody told or printed how often it is taken. ``meals`` are the meals of a record that its hours go by, with
    their clock hours [h].
    """

    name: str
    hours: tuple[float, ...]
    windows: tuple[tuple[float, float], ...] = ()
    needs: str = "any"
    told: bool = False
    gap: float = 0.0
    keys: tuple[str, ...] = ()
    magnesium: bool = False
    guessed: bool = False
    meals: tuple[tuple[str, float], ...] = ()

    @property
    def times(self) -> int:
        """How many times a day it is taken."""
        return len(self.hours)


@dataclass(frozen=True)
class Slot:
    """One thing at one clock hour [h]; ``told`` where the person said so and it was not moved."""

    name: str
    at: float
    told: bool = False


@dataclass(frozen=True)
class Held:
    """A rule that a timetable keeps, or that no timetable could keep: id, between whom, in words, and its source."""

    rule: str
    names: tuple[str, str]
    words: str
    source: str
    mark: str


@dataclass(frozen=True)
class Timetable:
    """Hours for everything, in the order of the day, with the rules that are held and what is to be known of it."""

    slots: tuple[Slot, ...]
    held: tuple[Held, ...] = ()
    notes: tuple[str, ...] = ()

    def at(self, name: str) -> tuple[float, ...]:
        """Return the clock hours [h] of one thing; none where it is not in the timetable."""
        return tuple(slot.at for slot in self.slots if slot.name == name)


@dataclass(frozen=True)
class Impossible:
    """No timetable: the reasons in words, and the smallest set of things that cannot be held together.

    Without any one of ``things`` the rest of them has a timetable.
    """

    reasons: tuple[str, ...]
    things: tuple[str, ...] = ()
    rules: tuple[Held, ...] = ()


def clock(hour: float) -> str:
    """Return a clock hour as people write it: 7.5 is 07:30."""
    minutes = round(hour * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
