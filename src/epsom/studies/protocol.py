"""Protocols: who lives through what. A published study has one, and anybody may write one of their own.

People in groups, what they live on before, and arms of stretches: diets, supplements, single doses, infusions,
isotopes, medicines, sessions of dialysis. Amounts of magnesium on the plate are in mg, in the blood in mmol.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from epsom.errors import InputError
from epsom.person import Person
from epsom.plate.supplements import Salt, salts


@dataclass(frozen=True)
class Group:
    """Some of the people, alike enough to stand for one figure; ``share`` of all of them."""

    person: Person
    share: float


@dataclass(frozen=True)
class Taken:
    """One dose by mouth at an hour of its stretch: magnesium [mg], its salt, what food with it brings [mg].

    ``labelled`` is the share of the dose that is a tracer.
    """

    hour: float
    mg: float
    salt: str = "food"
    with_mg: float = 0.0
    phytate_mmol: float = 0.0
    oxalate_mmol: float = 0.0
    labelled: float = 0.0


@dataclass(frozen=True)
class Given:
    """An infusion in a stretch: from an hour on for some hours, in mmol, or mmol per kg (``lean``: of lean weight)."""

    start_h: float
    hours: float
    mmol: float = 0.0
    mmol_per_kg: float = 0.0
    lean: bool = False
    labelled: float = 0.0


@dataclass(frozen=True)
class Sessions:
    """Dialysis: one session from an hour on, or so many a week for as long as the stretch lasts.

    ``dialysate`` [mmol/L], ``clearance`` [mL/min].
    """

    hours: float
    dialysate: float
    start_h: float = 0.0
    per_week: float = 0.0
    clearance: float = 100.0


@dataclass(frozen=True)
class TestMeal:
    """A single meal whose absorption is asked: magnesium [mg], its form, phytate and oxalate [mmol]."""

    mg: float
    salt: str = "food"
    phytate_mmol: float = 0.0
    oxalate_mmol: float = 0.0
    fasting: bool = True


@dataclass(frozen=True)
class Stretch:
    """A stretch of an arm: so many days on so much magnesium [mg/day], and what else happens in it.

    ``added_mg`` per day in ``doses`` of a salt, in the first meals of the day or between them. ``phytate_mmol`` and
    ``oxalate_mmol`` are per day. ``taking`` and ``conditions`` come to those of the people; ``pregnancy_week`` takes
    the place of theirs, so that a pregnancy can be lived through in stretches.
    """

    days: float
    intake_mg: float
    meals: int = 3
    added_mg: float = 0.0
    doses: int = 1
    salt: str = "acetate"
    with_meals: bool = True
    phytate_mmol: float = 0.0
    oxalate_mmol: float = 0.0
    taking: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    pregnancy_week: int | None = None
    fasting: bool = False
    dose: tuple[Taken, ...] = ()
    infusion: tuple[Given, ...] = ()
    dialysis: Sessions | None = None
    meal: TestMeal | None = None


@dataclass(frozen=True)
class Arm:
    """One arm: its people, what they lived on before, the baseline serum they are brought to, and its stretches."""

    name: str
    groups: tuple[Group, ...]
    before: Stretch
    serum: float | None
    serum_by: str
    own_serum: bool
    stretches: tuple[Stretch, ...]

    @property
    def days(self) -> float:
        """How long the arm lasts."""
        return sum(stretch.days for stretch in self.stretches)

    def at(self, day: float) -> Stretch:
        """Return the stretch of a day: what came before at its beginning, then the one that ends on or after it."""
        end = 0.0
        for stretch in self.stretches if day > 0 else ():
            end += stretch.days
            if day <= end + 1e-9:
                return stretch
        return self.before


@dataclass(frozen=True)
class Protocol:
    """Who lives through what, and which parameters of the body are set to another typical value for it."""

    arms: tuple[Arm, ...]
    parameters: Mapping[str, float] = field(default_factory=dict[str, float])

    def arm(self, name: str) -> Arm:
        """Return one arm by name."""
        return next(arm for arm in self.arms if arm.name == name)


def form(name: str) -> Salt | None:
    """Return the salt of a name, None for food; InputError with the names there are for an unknown one."""
    if name == "food":
        return None
    wanted = name.casefold()
    for salt in salts().values():
        if wanted in (salt.name.casefold(), *(other.casefold() for other in salt.names)):
            return salt
    raise InputError(f"{name!r} is no salt I know. Say food, or one of: {', '.join(salts())}.")
