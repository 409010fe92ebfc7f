"""Living through a protocol: an arm's people, drawn as virtual persons, on their way from before to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from epsom import tables
from epsom.body import balance
from epsom.body.balance import ORGANS, Body, Pools
from epsom.cohort.draw import drawn
from epsom.cohort.moves import moved
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.person import Medicine, Person
from epsom.plate.chance import Chance
from epsom.simulate.live import Phase, TimeCourse, live, settled
from epsom.studies import given
from epsom.studies.given import dialysed, eating, share_of_week
from epsom.studies.protocol import Arm, Group, Protocol, Stretch

Shift = tuple[float, str]
"""By how much the bodies differ from usual ones to have a printed baseline serum, and by what."""

SHIFTED = {
    "set point": (("kidney", "transport_maximum"), ("plasma", "normal_serum")),
    "kidney": (("kidney", "transport_maximum"),),
    "gut": (("gut", "carrier_capacity"),),
}
"""What may differ for a printed baseline serum, and the parameters it stands for."""
CLOSE = 1e-4  # mmol/L: how near a printed baseline is met
ROUNDS = 12
MOST_LOST = 0.15  # of the virtual persons may be unable to live so; whoever cannot was not in the study either


@dataclass(frozen=True)
class Lived:
    """One group of an arm that has lived: its start, its bodies by stretch, and its time course."""

    arm: Arm
    group: Group
    before: Body
    start: Array
    phases: tuple[Phase, ...]
    course: TimeCourse | None

    @property
    def persons(self) -> int:
        """How many virtual persons there are."""
        return self.start.shape[1]

    def at(self, day: float) -> tuple[Pools, Body]:
        """Return pools and bodies on a day that was asked for; day 0 is before anything began."""
        if day <= 0 or self.course is None:
            return Pools(*self.start), self.before
        number = int(np.argmin(np.abs(self.course.time - day)))
        return self.course.at(number), self.course.bodies[number]


def live_through(
    protocol: Protocol,
    arm: Arm,
    group: Group,
    times: Sequence[float],
    chance: Chance,
    *,
    infusions: bool = True,
    labelled: bool = False,
    shift: Shift | None = None,
    everybody: bool = True,
) -> Lived:
    """Return a group that has lived through an arm, with its pools at the times [day]; InputError where nobody can.

    Without ``infusions`` the same people live the same days without infusions and single doses: their own control.
    ``shift`` is what ``baseline_shift`` found for the whole group, where these are only some of it. With ``everybody``
    it is an InputError if a single person has no steady state to begin with; else that person has no numbers.
    """
    if shift is None:
        shift = baseline_shift(protocol, arm, group, chance, everybody=everybody)
    before = _body(protocol, group, arm.before, chance, shift)
    usual = eating(arm.before, chance.persons)
    if arm.before.dialysis is not None:
        before = dialysed(before, arm.before, share=share_of_week(arm.before))
    start = settled(before, usual, chance.persons)
    if everybody:
        _alive(start, arm, "no steady state on what came before")
    phases: list[Phase] = []
    now = 0.0
    for stretch in arm.stretches:
        body = _body(protocol, group, stretch, chance, shift)
        phases += given.phases(stretch, group, body, now, chance.persons, infusions=infusions)
        now += stretch.days
    wanted = sorted({0.0, *(min(time, now) for time in times)})
    course = live(start, 0.0, phases, wanted, labelled=labelled) if phases else None
    return Lived(arm, group, before, start, tuple(phases), course)


def _body(protocol: Protocol, group: Group, stretch: Stretch, chance: Chance, shift: Shift) -> Body:
    """Return the people's bodies on what they take and have in a stretch; the draws are the same in each."""
    told: Person = group.person
    taken = tuple(Medicine(name=name) for name in stretch.taking)
    ill = tuple(dict.fromkeys((*told.conditions, *stretch.conditions)))
    week = told.pregnancy_week if stretch.pregnancy_week is None else stretch.pregnancy_week
    update = {"medicines": (*told.medicines, *taken), "conditions": ill, "pregnancy_week": week}
    person = told.model_copy(update=update)
    body = drawn(person, chance, dialysed=stretch.dialysis is not None or _on_dialysis(told)).body()
    return shifted(set_to(body, protocol.parameters), *shift)


def _on_dialysis(person: Person) -> bool:
    return person.egfr is not None and person.egfr < tables.number("cohort/scaling.toml", "least_egfr")


def set_to(body: Body, parameters: Mapping[str, float]) -> Body:
    """Return the bodies with other typical values of named parameters; persons keep their distance from typical."""
    for name, value in parameters.items():
        organ, _, row = name.partition(".")
        body = moved(body, organ, row, value / tables.rows(ORGANS[organ][1])[row].value)
    return body


def shifted(body: Body, size: float, by: str) -> Body:
    """Return bodies whose set point, kidney or gut differs by a factor."""
    for organ, name in SHIFTED[by]:
        body = moved(body, organ, name, size)
    return body


def baseline_shift(protocol: Protocol, arm: Arm, group: Group, chance: Chance, *, everybody: bool = True) -> Shift:
    """Return by how much set point, kidney or gut must differ for the printed baseline serum, and which of them.

    InputError where it cannot be reached, or where ``everybody`` must have a steady state and somebody has none.
    """
    if arm.serum is None:
        return 1.0, arm.serum_by
    if not arm.own_serum:  # the printed baseline is that of the arm with the least to change it
        plain = min(protocol.arms, key=lambda one: sum(len(g.person.conditions) for g in one.groups))
        number = arm.groups.index(group)
        group = plain.groups[number] if number < len(plain.groups) else plain.groups[0]
    size, tried = 1.0, list[tuple[float, float]]()
    for _ in range(ROUNDS):
        body = _body(protocol, group, arm.before, chance, (size, arm.serum_by))
        if arm.before.dialysis is not None:
            body = dialysed(body, arm.before, share=share_of_week(arm.before))
        x = settled(body, eating(arm.before, chance.persons), chance.persons)
        if everybody or np.isnan(x).all():
            _alive(x, arm, f"no steady state at a serum of {arm.serum:g} mmol/L")
        mean = float(np.nanmean(balance.serum(Pools(*x), body)))
        tried.append((size, mean))
        if abs(mean - arm.serum) < CLOSE:
            return size, arm.serum_by
        if len(tried) < 2 or abs(tried[-1][1] - tried[-2][1]) < 1e-9:
            size *= arm.serum / mean
        else:
            (a, fa), (b, fb) = tried[-2], tried[-1]
            size = min(max(b + (arm.serum - fb) * (b - a) / (fb - fa), 0.5 * b), 2.0 * b)
    raise InputError(
        f"arm {arm.name!r}: a mean serum of {arm.serum:g} mmol/L cannot be reached by the {arm.serum_by}; the nearest"
        f" is {tried[-1][1]:.3g}. Say serum_by another of set point, kidney or gut, or leave serum out."
    )


def _alive(x: Array, arm: Arm, what: str) -> None:
    lost = int(np.isnan(x).any(axis=0).sum())
    if lost > MOST_LOST * x.shape[1]:
        raise InputError(f"arm {arm.name!r}: {what} for {lost} of {x.shape[1]} virtual persons. Check the protocol.")
