"""Advice: what to do for one person, all of it together: causes, the plate, what a doctor might review, and the hours.

The plate comes first. Only what it was not found to reach goes on to the regimen, and what is shown of either has been
lived through by the same virtual persons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from epsom import units
from epsom.assessment.journey import Journey
from epsom.errors import InputError
from epsom.plan import timetable
from epsom.plan.diet import DietPlan, DietPlans, plans
from epsom.plan.diet.uptake import line, versions
from epsom.plan.effect import Effect, ahead, of_diet, of_regimen
from epsom.plan.regimen import Basis, Block, Cause, Patient, Proposal, Regimen, asked, cautions, proposal, wanted
from epsom.plan.regimen.candidates import of_salt
from epsom.plan.regimen.limits import Room, room
from epsom.plan.regimen.rules import number, of_kind
from epsom.plan.timetable import Impossible, Timetable
from epsom.plan.urgent import NO_ANSWER, seen, unless_urgent
from epsom.plate.products import doses
from epsom.status.summary import estimate

WEEKS = 12
"""Weeks of a regimen unless others are told."""


@dataclass(frozen=True)
class Wish:
    """What a clinician asks about: ``weeks`` of a regimen, some salts only, or doses of their own at clock hours.

    ``doses`` are lines such as "magnesium citrate 100 mg elemental", all of them taken at each of the ``hours``.
    """

    weeks: int = WEEKS
    salts: tuple[str, ...] = ()
    doses: tuple[str, ...] = ()
    hours: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be asked, before anything is computed: InputError names the value, the rule, the mend."""
        most = number("L05")
        if not 1 <= self.weeks <= most:
            raise InputError(
                f"weeks = {self.weeks}: a regimen is for 1 to {most:g} weeks, and is then looked at again."
            )
        if self.hours and not self.doses:
            raise InputError("An hour is told, and no dose that is taken then. Tell the dose, or leave the hour out.")
        for name in self.salts:
            of_salt(name)
        for told in self.doses:
            doses(told)


@dataclass(frozen=True)
class Told:
    """A clinician's own wish held against the limits: the regimen with its effect, or every rule it breaks."""

    regimen: Regimen | None
    effect: Effect | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Plan:
    """What to do for one person, with what each part does to the same virtual persons in a year.

    ``effects`` go with the alternatives for the plate, ``regimen_effects`` with the regimens, beside the first of those
    alternatives where there is one (``plate``). ``gap`` [mg/day] and ``deficit`` [mmol] are what the regimen was asked
    for, ``room`` what the limits leave. ``hours`` is the one timetable of all medicines, with the magnesium of the
    first regimen; None without any. ``told`` is a clinician's own wish.
    """

    diet: DietPlans
    effects: tuple[Effect, ...]
    patient: Patient
    gap: float
    deficit: float
    room: Room
    proposal: Proposal
    regimen_effects: tuple[Effect, ...]
    hours: Timetable | Impossible | None
    told: Told | None

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Return the reversible causes that were told, which come before anything else."""
        return self.proposal.causes

    @property
    def cautions(self) -> tuple[Basis, ...]:
        """Return what is said before any plan, to everybody."""
        return cautions(self.patient)

    @property
    def plate(self) -> DietPlan | None:
        """Return the plan for the plate that a regimen would be taken beside."""
        return self.diet.alternatives[0] if self.diet.alternatives else None

    @property
    def no_food_reaches(self) -> bool:
        """Tell whether food was looked at, or may not be, and does not bring what is aimed at."""
        return self.diet.hands_over or bool(set(self.diet.binding) & set(NO_ANSWER))

    @property
    def infeasible(self) -> bool:
        """Tell whether no food reaches the target and nothing may be proposed beside it."""
        return self.no_food_reaches and not self.proposal.regimens

    @property
    def impossible(self) -> bool:
        """Tell whether all medicines together have no timetable, or a clinician's own wish breaks a rule."""
        refused = self.told is not None and self.told.regimen is None
        return isinstance(self.hours, Impossible) or refused


def advise(
    journey: Journey, wish: Wish | None = None, *, clinician: bool = False,
    say: Callable[[str], None] = lambda stage: None,
) -> Plan:  # fmt: skip
    """Return what to do for the person of a journey; regimens are lived through where a ``clinician`` asks.

    The same journey and the same wish have the same digits. InputError for what the person's file or the wish has
    wrong: a word that no food goes by, an unknown salt, a dose without its unit.
    """
    asked_for = Wish() if wish is None else wish
    who = seen(journey)
    told = _asked(asked_for, who)
    say("looking for changes on the plate")
    diet = unless_urgent(plans(journey), who)
    gap, deficit = _missing(journey, diet)
    found = proposal(who, wanted(gap, deficit, asked_for.weeks), asked_for.weeks, asked_for.salts)
    say("living a year ahead with and without the plan")
    effects, beside, own = tuple[Effect, ...](), tuple[Effect, ...](), told
    if diet.alternatives:
        usual = ahead(journey, journey.usual)
        effects = tuple(of_diet(journey, one.eating, usual) for one in diet.alternatives)
    if clinician:
        plate = diet.alternatives[0] if diet.alternatives else None
        beside = tuple(of_regimen(journey, one, plate) for one in found.regimens)
        if told is not None and told.regimen is not None:
            own = replace(told, effect=of_regimen(journey, told.regimen, plate))
    return Plan(diet, effects, who, gap, deficit, room(who), found, beside, _hours(journey, found), own)


def _missing(journey: Journey, diet: DietPlans) -> tuple[float, float]:
    """Return what is wanted beside the plate: the daily gap [mg absorbed], and the deficit [mmol]; nothing if reached.

    Without a record no plate can be planned, and the gap is that of the usual diet. Magnesium in excess wants none.
    """
    if diet.needed and "no record" in diet.binding:
        some = versions(journey)
        before = 0.0 if diet.before is None else diet.before
        gap = 0.0 if before >= diet.target else line(some, np.ones_like(some.habit), diet.target).wanted
        return units.milligrams(max(gap, 0.0)), max(_deficit(journey), 0.0) if gap > 0.0 else 0.0
    if not diet.hands_over:
        return 0.0, 0.0
    return diet.missing or 0.0, max(_deficit(journey), 0.0)


def _deficit(journey: Journey) -> float:
    return estimate(journey.deficit, journey.weighting.weights).median


def _asked(wish: Wish, who: Patient) -> Told | None:
    """Return a clinician's own wish held against every limit; None where there is none."""
    if not wish.doses:
        return None
    found = asked(wish.doses, wish.hours or _usual_hours(), who, wish.weeks)
    return Told(found, None, ()) if isinstance(found, Regimen) else Told(None, None, found)


def _usual_hours() -> tuple[float, ...]:
    return of_kind("hours")[0].hours


def _hours(journey: Journey, found: Proposal) -> Timetable | Impossible | None:
    """Return the one timetable of all medicines: that of the first regimen, or of the medicines alone."""
    first: Sequence[Regimen] = found.regimens[:1]
    if first and isinstance(first[0].timetable, Timetable):
        return first[0].timetable
    names = timetable.names(journey.person)
    if not names:
        return None
    taken = found.patient.supplement_hours
    return timetable.solve(
        timetable.things(names, (), timetable.told(journey.person), taken, timetable.meals(journey.person))
    )
