"""Arms: each arm of an experiment, lived through by the cohort, and what was read in every virtual person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.plate.chance import Chance
from epsom.simulate.partitions import seed_of
from epsom.status.summary import quantiles
from epsom.studies import lost
from epsom.studies.experiment import Experiment, labelled, looks
from epsom.studies.given import labelled_mmol
from epsom.studies.living import Lived, Shift, baseline_shift, live_through
from epsom.studies.lost import LIVED, Lost
from epsom.studies.measured import Window, measured
from epsom.studies.protocol import Arm, Group

LABELS = {"label_in_plasma": "plasma", "label_in_urine": "urine", "label_in_faeces": "faeces"}
"""What is read of a label, as a share of all that is given of it, and the pool it is in."""
SHARES = (0.05, 0.5, 0.95)
TOGETHER = 250_000  # persons times looks that live at once


@dataclass(frozen=True)
class ArmRead:
    """One arm as it was read: ``day`` of each look, and by name values of shape (looks, persons).

    ``weight`` is the share of the arm's people that a virtual person stands for, ``ended`` a number into
    ``lost.ENDED``; who did not live to the end has no values from there on and counts for nothing. ``beyond`` tells
    whose serum left what a living person has.
    """

    arm: Arm
    day: Array
    person: NDArray[np.int64]
    group: NDArray[np.int64]
    weight: Array
    ended: NDArray[np.int64]
    beyond: NDArray[np.bool_]
    values: Mapping[str, Array]
    lost: tuple[Lost, ...]

    @property
    def counts(self) -> NDArray[np.bool_]:
        """Who lived to the end."""
        return self.ended == LIVED

    def course(self, name: str) -> Array:
        """Return 5 %, median and 95 % of a reading at each look, shape (3, looks); nan where nobody has it."""
        found = np.full((len(SHARES), len(self.day)), np.nan)
        for column, row in zip(found.T, self.values[name], strict=True):
            some = self.counts & np.isfinite(row)
            if some.any():
                column[:] = quantiles(row[some], self.weight[some], SHARES)
        return found


def run(
    experiment: Experiment, *, only: int | None = None, say: Callable[[str], None] = lambda text: None
) -> tuple[ArmRead, ...]:
    """Let the cohort live through each arm and return what was read; the persons of the arms are the same.

    With ``only`` it is the one person of that number, as in the whole cohort. InputError where nobody can live so.
    """
    last = experiment.persons - 1
    if only is not None and not 0 <= only <= last:
        raise InputError(f"person {only}: there are {experiment.persons} persons, numbered from 0 to {last}.")
    found: list[ArmRead] = []
    for arm in experiment.protocol.arms:
        say(arm.name)
        found.append(_read(experiment, arm, only))
    return tuple(found)


def sizes(persons: int, groups: Sequence[Group]) -> list[int]:
    """Return how many of the virtual persons are in each group: by its share, and at least one."""
    exact = [persons * group.share for group in groups]
    found = [max(floor(one + 1e-9), 1) for one in exact]
    while (short := persons - sum(found)) != 0:
        way = 1 if short > 0 else -1
        open_to_it = [k for k in range(len(found)) if way > 0 or found[k] > 1]
        found[max(open_to_it, key=lambda k: way * (exact[k] - found[k]))] += way
    return found


def _read(experiment: Experiment, arm: Arm, only: int | None) -> ArmRead:
    days = looks(arm, experiment.every)
    pieces: list[ArmRead] = []
    first = 0
    for number, (group, size) in enumerate(zip(arm.groups, sizes(experiment.persons, arm.groups), strict=True)):
        seed = seed_of(experiment.seed, number)
        whom = np.arange(size) if only is None else np.array([only - first])
        whom = whom[(whom >= 0) & (whom < size)]
        if len(whom):
            shift = baseline_shift(experiment.protocol, arm, group, Chance(size, seed), everybody=False)
            each = max(TOGETHER // len(days), 1)
            for some in np.array_split(whom, -(-len(whom) // each)):
                piece = _Piece(experiment, arm, number, first, Chance(size, seed, origin=some), some, shift, days)
                pieces.append(piece.read())
        first += size
    return _joined(pieces)


@dataclass(frozen=True)
class _Piece:
    """Some persons of a group, who live at once; ``first`` is the number of the first person of their group."""

    experiment: Experiment
    arm: Arm
    number: int
    first: int
    chance: Chance
    persons: NDArray[np.int64]
    shift: Shift
    days: tuple[float, ...]

    def lived(self, chance: Chance, days: Sequence[float]) -> Lived:
        return live_through(
            self.experiment.protocol, self.arm, self.arm.groups[self.number], days, chance, shift=self.shift,
            labelled=labelled(self.arm), everybody=False,
        )  # fmt: skip

    def read(self) -> ArmRead:
        lived = self.lived(self.chance, self.days)
        ended, reached, beyond = lost.ended(lived)
        gone = np.array(self.days)[:, None] > reached
        values = {name: np.where(gone, np.nan, value) for name, value in self._values(lived).items()}
        who = np.flatnonzero(ended != LIVED)[: lost.MOST_LISTED]
        listed: tuple[Lost, ...] = ()
        if len(who):  # once more, to see them on the day they reached
            again = Chance(self.chance.drawn, self.chance.seed, origin=self.persons[who])
            seen = self.lived(again, [*np.maximum(reached[who], 0.0), self.arm.days])
            listed = lost.listed(seen, self.first + self.persons[who], self.number, ended[who], reached[who])
        many = len(self.persons)
        weight = np.full(many, self.arm.groups[self.number].share / self.chance.drawn)
        return ArmRead(
            self.arm, np.array(self.days), self.first + self.persons, np.full(many, self.number), weight, ended, beyond,
            values, listed,
        )  # fmt: skip

    def _values(self, lived: Lived) -> dict[str, Array]:
        with np.errstate(invalid="ignore", divide="ignore"):
            found = {
                name: np.array([np.reshape(measured(name, lived, None, Window(day)), -1) for day in self.days])
                for name in self.experiment.read
            }
        if labelled(self.arm):
            given = labelled_mmol(self.arm, lived.group) or np.nan
            found |= {name: lost.tracer(lived, pool) / given for name, pool in LABELS.items()}
        return found


def _joined(pieces: Sequence[ArmRead]) -> ArmRead:
    by_person = ("person", "group", "weight", "ended", "beyond")
    joined: dict[str, Any] = {name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in by_person}
    joined["values"] = {
        name: np.concatenate([piece.values[name] for piece in pieces], axis=1) for name in pieces[0].values
    }
    joined["lost"] = tuple(one for piece in pieces for one in piece.lost)[: lost.MOST_LISTED]
    return replace(pieces[0], **joined)
