"""The nouns of a diet plan: one change on the plate, the plan they make, and the alternatives beside each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from epsom.plate.food import Food
from epsom.plate.record import FoodRecord
from epsom.simulate.schedule import Eating
from epsom.status.summary import Estimate

Kind = Literal["swap", "add"]


@dataclass(frozen=True)
class Change:
    """One change: ``choose`` in the place of ``instead``, or added where ``instead`` is empty, at one meal.

    ``portions`` (whole and halves) and ``grams`` are of each time, ``times`` how often in the recorded days; ``gain``
    of magnesium [mg/day] and ``energy`` [kcal/day] are of the mean day. ``groups`` are the food groups that this
    touches, on the plate and off it. ``cost`` is per day in the money of the person's own prices, None where a price
    is missing. ``before`` and ``after`` are the probability without and with it, those above it already made.
    """

    kind: Kind
    meal: str
    day: int
    instead: str
    choose: str
    old: Food | None = field(repr=False)
    new: Food = field(repr=False)
    portions: float
    grams: float
    times: int
    gain: Estimate
    energy: float
    groups: tuple[str, ...]
    cost: float | None
    before: float
    after: float
    why: str


@dataclass(frozen=True)
class SideLine:
    """What a plan does to one nutrient that it must keep in bounds, as a mean day; None where a part is unknown."""

    nutrient: str
    unit: str
    before: float | None
    change: float
    rule: str
    because: str


@dataclass(frozen=True)
class DietPlan:
    """Some changes that belong together, lived through by the whole cohort before anybody sees them.

    ``adequacy_before`` and ``adequacy_after`` are the probability of adequacy as DEFINITIONS has it, ``energy`` the
    change of energy as a share of the record's [1], ``deviation`` the usual portions a day put on the plate and taken
    off it, ``cost`` per day (None where a price is missing). ``record`` and ``eating`` are the diet with the changes
    made, ``deficit_grows`` whether what is missing still grows over the weeks of the definition.
    """

    changes: tuple[Change, ...]
    adequacy_before: float
    adequacy_after: float
    deficit_grows: bool
    energy: float
    sides: tuple[SideLine, ...]
    deviation: float
    cost: float | None
    record: FoodRecord = field(repr=False)
    eating: Eating = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the food groups that this plan changes, in order of the alphabet."""
        return tuple(sorted({group for change in self.changes for group in change.groups}))


@dataclass(frozen=True)
class DietPlans:
    """What food can do: up to three plans that differ by food group, or why there is none.

    ``needed`` is false where the target is met as the person eats. ``reached`` says that every alternative meets the
    target; where none does, ``binding`` names the limits that stand against it, ``most`` is the largest probability
    that food was found to reach, ``missing`` the magnesium [mg/day, absorbed] still wanted then, and ``hands_over``
    says that the question goes on to the regimen, for a clinician's review. ``no_more`` says that fewer alternatives
    were found than are wanted, which does not prove that there are none. ``words`` say the same to a reader.
    """

    alternatives: tuple[DietPlan, ...]
    needed: bool
    reached: bool
    target: float
    before: float | None
    binding: tuple[str, ...] = ()
    most: float | None = None
    missing: float | None = None
    hands_over: bool = False
    no_more: bool = False
    words: tuple[str, ...] = ()
