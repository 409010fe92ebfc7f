"""Living through a protocol: an arm's people, drawn as virtual persons, on their way from before to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from epsom import tables, units
from epsom.body import balance
from epsom.body.balance import ORGANS, Body, Pools
from epsom.body.gut import Meal
from epsom.cohort.draw import drawn
from epsom.cohort.moves import moved
from epsom.cohort.scaling import fat_free_mass
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.person import Medicine, Person
from epsom.plate.chance import Chance
from epsom.simulate.live import Eating, Infusion, Phase, TimeCourse, infused, live, settled
from epsom.studies.protocol import Arm, Group, Protocol, Stretch, form

CLOSE = 1e-4  # mmol/L: how near a printed baseline is met
ROUNDS = 12


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
) -> Lived:
    """Return a group that has lived through an arm, with its pools at the times [day]; InputError where nobody can.

    Without ``infusions`` the same people live the same days without infusions and single doses: their own control.
    """
    shift = _shift(protocol, arm, group, chance)
    before = _body(protocol, group, arm.before, chance, shift)
    usual = eating(arm.before, chance.persons)
    if arm.before.dialysis is not None:
        before = _dialysed(before, arm.before, share=_share_of_week(arm.before))
    start = settled(before, usual, chance.persons)
    _alive(start, arm, "no steady state on what came before")
    phases: list[Phase] = []
    now = 0.0
    for stretch in arm.stretches:
        body = _body(protocol, group, stretch, chance, shift)
        phases += _phases(stretch, group, body, now, chance.persons, infusions=infusions)
        now += stretch.days
    wanted = sorted({0.0, *(min(time, now) for time in times)})
    course = live(start, 0.0, phases, wanted, labelled=labelled) if phases else None
    return Lived(arm, group, before, start, tuple(phases), course)


def eating(stretch: Stretch, persons: int) -> Eating:
    """Return a stretch's diet as servings: equal mixed meals, the added doses in the first of them or between them."""
    meals = np.full(stretch.meals, units.mmol(stretch.intake_mg) / stretch.meals)
    dose = units.mmol(stretch.added_mg) / stretch.doses
    rows = [[meal, 0.0, stretch.phytate_mmol / stretch.meals, stretch.oxalate_mmol / stretch.meals] for meal in meals]
    if dose and stretch.with_meals:
        for number in range(stretch.doses):
            rows[number % len(rows)][1] += dose
    elif dose:
        rows += [[0.0, dose, 0.0, 0.0] for _ in range(stretch.doses)]
    found = [serving(food, salt, stretch.salt, phytate, oxalate) for food, salt, phytate, oxalate in rows]
    return Eating(together(found, persons))


def serving(food: float, salt: float, name: str, phytate: float = 0.0, oxalate: float = 0.0) -> tuple[float, ...]:
    """Return one serving of food and a salt [mmol] as the numbers of a Meal; availability by their shares."""
    kind = form(name)
    availability, slow = (1.0, 0.0) if kind is None else (kind.availability, float(kind.slow))
    amount = food + salt
    share = salt / amount if amount else 0.0
    return amount, 1.0 - share + share * availability, share * slow, phytate, oxalate


def together(servings: Sequence[tuple[float, ...]], persons: int, tracer: float = 0.0) -> Meal:
    """Return servings as one Meal, a row each, the same for all persons."""
    columns = np.array([(*row, tracer) for row in servings]).T
    return Meal(*(np.repeat(column[:, None], persons, axis=1) for column in columns))


def dose_mmol(arm: Arm, group: Group) -> float:
    """Return all that an arm's infusions and single doses bring to one person [mmol]."""
    infusions = sum(_amount(one.mmol, one.mmol_per_kg, one.lean, group) for s in arm.stretches for one in s.infusion)
    return infusions + sum(units.mmol(one.mg) for s in arm.stretches for one in s.dose)


def _amount(mmol: float, per_kg: float, lean: bool, group: Group) -> float:
    person = group.person
    weight = fat_free_mass(person.sex, person.age, person.height, person.weight) if lean else person.weight
    return mmol + per_kg * weight


def _phases(
    stretch: Stretch, group: Group, body: Body, now: float, persons: int, *, infusions: bool
) -> tuple[Phase, ...]:
    end = now + stretch.days
    doses = stretch.dose if infusions else ()
    beside = sum(one.with_mg for one in stretch.dose)
    diet = replace(stretch, intake_mg=max(stretch.intake_mg - beside / stretch.days, 0.0))
    stops = [
        (
            now + one.hour / 24.0,
            together(
                [serving(units.mmol(one.with_mg), units.mmol(one.mg), one.salt, one.phytate_mmol, one.oxalate_mmol)],
                persons,
                one.labelled,
            ),
        )
        for one in doses
    ]
    if not infusions and beside:
        stops = [
            (now + one.hour / 24.0, together([serving(units.mmol(one.with_mg), 0.0, "food")], persons))
            for one in stretch.dose
            if one.with_mg
        ]
    plain = Phase(end, body, eating(diet, persons), stops)
    given = [
        Infusion(
            now + one.start_h / 24.0,
            min(now + (one.start_h + one.hours) / 24.0, end),
            np.full(persons, (amount := _amount(one.mmol, one.mmol_per_kg, one.lean, group)) * 24.0 / one.hours),
            np.full(persons, amount * one.labelled * 24.0 / one.hours),
        )
        for one in (stretch.infusion if infusions else ())
    ]
    cut = infused(now, plain, given)
    return tuple(part for phase, begin in zip(cut, [now, *(one.end for one in cut)], strict=False)
                 for part in _sessions(phase, begin, stretch, now))


def _sessions(phase: Phase, begin: float, stretch: Stretch, start: float) -> list[Phase]:
    """Return a phase cut where sessions of dialysis begin and end."""
    if stretch.dialysis is None:
        return [phase]
    d = stretch.dialysis
    every = 7.0 / d.per_week if d.per_week else np.inf
    found: list[Phase] = []
    now, first = begin, start + d.start_h / 24.0
    while first < phase.end:
        last = min(first + d.hours / 24.0, phase.end)
        if first > now:
            found.append(replace(phase, end=first))
        if last > max(first, now):
            found.append(replace(phase, end=last, body=_dialysed(phase.body, stretch)))
            now = last
        first += every
    if now < phase.end:
        found.append(phase)
    return found


def _dialysed(body: Body, stretch: Stretch, share: float = 1.0) -> Body:
    d = stretch.dialysis
    if d is None:
        raise ValueError("no dialysis in this stretch")
    clearance = body.dialysis.dialyser_clearance + share * d.clearance * units.factor("mL/min", "L/day")
    magnesium = np.full_like(clearance, d.dialysate)
    return replace(body, dialysis=replace(body.dialysis, dialyser_clearance=clearance, dialysate_magnesium=magnesium))


def _share_of_week(stretch: Stretch) -> float:
    d = stretch.dialysis
    return 0.0 if d is None else d.per_week * d.hours / (7.0 * 24.0)


def _body(protocol: Protocol, group: Group, stretch: Stretch, chance: Chance, shift: tuple[float, str]) -> Body:
    """Return the people's bodies on what they take and have in a stretch; the draws are the same in each."""
    told: Person = group.person
    taken = tuple(Medicine(name=name) for name in stretch.taking)
    ill = tuple(dict.fromkeys((*told.conditions, *stretch.conditions)))
    person = told.model_copy(update={"medicines": (*told.medicines, *taken), "conditions": ill})
    body = drawn(person, chance, dialysed=stretch.dialysis is not None or _on_dialysis(told)).body()
    return _shifted(set_to(body, protocol.parameters), *shift)


def _on_dialysis(person: Person) -> bool:
    return person.egfr is not None and person.egfr < tables.number("cohort/scaling.toml", "least_egfr")


def set_to(body: Body, parameters: Mapping[str, float]) -> Body:
    """Return the bodies with other typical values of named parameters; persons keep their distance from typical."""
    for name, value in parameters.items():
        organ, _, row = name.partition(".")
        body = moved(body, organ, row, value / tables.rows(ORGANS[organ][1])[row].value)
    return body


def _shifted(body: Body, size: float, by: str) -> Body:
    if size == 1.0:
        return body
    if by == "gut":
        return moved(body, "gut", "carrier_capacity", size)
    body = moved(body, "kidney", "transport_maximum", size)
    return body if by == "kidney" else moved(body, "plasma", "normal_serum", size)


def _shift(protocol: Protocol, arm: Arm, group: Group, chance: Chance) -> tuple[float, str]:
    """Return by how much set point, kidney or gut must differ for the printed baseline serum, and which of them."""
    if arm.serum is None:
        return 1.0, arm.serum_by
    if not arm.own_serum:  # the printed baseline is that of the arm with the least to change it
        plain = min(protocol.arms, key=lambda one: sum(len(g.person.conditions) for g in one.groups))
        number = arm.groups.index(group)
        group = plain.groups[number] if number < len(plain.groups) else plain.groups[0]
    size, tried = 1.0, []
    for _ in range(ROUNDS):
        body = _body(protocol, group, arm.before, chance, (size, arm.serum_by))
        if arm.before.dialysis is not None:
            body = _dialysed(body, arm.before, share=_share_of_week(arm.before))
        x = settled(body, eating(arm.before, chance.persons), chance.persons)
        _alive(x, arm, f"no steady state at a serum of {arm.serum:g} mmol/L")
        mean = float(np.mean(balance.serum(Pools(*x), body)))
        tried.append((size, mean))
        if abs(mean - arm.serum) < CLOSE:
            return size, arm.serum_by
        if len(tried) < 2 or abs(tried[-1][1] - tried[-2][1]) < 1e-9:
            size *= arm.serum / mean
        else:
            (a, fa), (b, fb) = tried[-2], tried[-1]
            size = min(max(b + (arm.serum - fb) * (b - a) / (fb - fa), 0.5 * b), 2.0 * b)
    raise InputError(
        f"arm {arm.name!r}: a mean serum of {arm.serum:g} mmol/L cannot be reached by the {arm.serum_by}; the nearest is"
        f" {tried[-1][1]:.3g}. Say serum_by another of set point, kidney or gut, or leave serum out."
    )


def _alive(x: Array, arm: Arm, what: str) -> None:
    lost = int(np.isnan(x).any(axis=0).sum())
    if lost:
        raise InputError(f"arm {arm.name!r}: {what} for {lost} of {x.shape[1]} virtual persons. Check the protocol.")
