"""Protocols: who lives through what. A published study has one, and anybody may write one of their own.

People in groups, what they live on before, and arms of stretches: diets, supplements, single doses, infusions,
isotopes, medicines, sessions of dialysis. Amounts of magnesium on the plate are in mg, in the blood in mmol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from epsom.errors import InputError
from epsom.person import Person
from epsom.plate.supplements import Salt, salts
from epsom.studies import limits

BY = ("set point", "kidney", "gut")
"""What a printed baseline serum is reached by: another set point in health, a kidney that wastes, a gut that fails."""

T = TypeVar("T")


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
    ``oxalate_mmol`` are per day. ``taking`` and ``conditions`` come to those of the people.
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


KEYS = {"people", "before", "phase", "arm", "parameters"}
_EXTRAS = ("egfr", "conditions", "pregnancy_week", "lactating")
_ARM = {"name", "people", "before", "phase", "serum", "serum_by", *_EXTRAS}


def protocol_of(row: Mapping[str, Any], place: str, error: limits.Refusal) -> Protocol:
    """Return the protocol of a mapping as files hold it; ``error`` with the place for whatever breaks a rule."""
    read = _Reader(place, error)
    if not row.get("people"):
        read.refuse("no people. Give their share, age, sex, height and weight.")
    arms = row.get("arm") or [{"name": "", "phase": row.get("phase", [])}]
    if row.get("arm") and row.get("phase"):
        read.refuse("both phase and arm. Put every phase under its arm.")
    found = tuple(read.arm(arm, row) for arm in arms)
    if len({arm.name for arm in found}) < len(found):
        read.refuse("two arms of one name. Give each a name of its own.")
    parameters = {str(name): float(value) for name, value in row.get("parameters", {}).items()}
    limits.check_parameters(parameters, place, error)
    protocol = Protocol(found, parameters)
    for arm in found:
        limits.check(arm, place, error)
    return protocol


@dataclass(frozen=True)
class _Reader:
    place: str
    error: limits.Refusal

    def refuse(self, what: str) -> None:
        raise self.error(f"{self.place}: {what}")

    def arm(self, row: Mapping[str, Any], shared: Mapping[str, Any]) -> Arm:
        where = f"arm {row.get('name')!r}: " if row.get("name") else ""
        if extra := set(row) - _ARM:
            self.refuse(f"{where}unknown key {sorted(extra)[0]!r}. Known: {', '.join(sorted(_ARM))}.")
        told = {**shared.get("before", {}), **row.get("before", {})}
        serum, by = row.get("serum", told.pop("serum", None)), row.get("serum_by", told.pop("serum_by", BY[0]))
        if by not in BY:
            self.refuse(f"{where}serum_by = {by!r}: say {', '.join(BY[:-1])} or {BY[-1]}.")
        if "intake_mg" not in told:
            self.refuse(f"{where}before has no intake_mg. Give the usual magnesium [mg/day] of these people.")
        before = self.stretch({"days": 1.0, **told}, None)
        groups = tuple(self.group(one, row) for one in row.get("people", shared["people"]))
        if abs(sum(group.share for group in groups) - 1.0) > 1e-6:
            self.refuse(f"{where}the shares of people must sum to 1.")
        own = "serum" in row or "serum" in row.get("before", {})
        stretches = tuple(self.stretch(phase, before) for phase in row.get("phase", []))
        return Arm(row.get("name", ""), groups, before, serum, by, own, stretches)

    def group(self, told: Mapping[str, Any], arm: Mapping[str, Any]) -> Group:
        row = {**told, **{key: arm[key] for key in _EXTRAS if key in arm and key != "conditions"}}
        share = float(row.pop("share", 1.0))
        if week := row.pop("pregnancy_week", None):
            row["pregnancy"] = {"week": week}
        row["conditions"] = [*told.get("conditions", []), *arm.get("conditions", [])]
        try:
            return Group(Person(**row), share)
        except (InputError, ValidationError) as fault:
            self.refuse(f"people: {fault}")
            raise

    def stretch(self, told: Mapping[str, Any], before: Stretch | None) -> Stretch:
        row = dict(told)
        if "hours" in row:
            row["days"] = row.pop("hours") / 24.0
        if "days" not in row:
            self.refuse("a phase has neither days nor hours.")
        usual = {} if before is None else {"intake_mg": before.intake_mg, "meals": before.meals}
        row = usual | row
        row["taking"] = tuple(row.get("taking", before.taking if before else ()))
        row["conditions"] = tuple(row.get("conditions", ()))
        if row.get("fasting"):
            row["intake_mg"] = 0.0
        row["dose"] = tuple(self.record(Taken, one) for one in row.get("dose", ()))
        row["infusion"] = tuple(self.record(Given, one) for one in row.get("infusion", ()))
        if row.get("dialysis") is not None:
            row["dialysis"] = self.record(Sessions, row["dialysis"])
        elif before is not None and before.dialysis is not None and "dialysis" not in row:
            row["dialysis"] = before.dialysis
        if row.get("meal") is not None:
            row["meal"] = self.record(TestMeal, row["meal"])
        stretch = self.record(Stretch, row)
        for name in {stretch.salt, *(one.salt for one in stretch.dose), *([stretch.meal.salt] if stretch.meal else ())}:
            self.salt(name)
        return stretch

    def salt(self, name: str) -> None:
        try:
            form(name)
        except InputError as fault:
            self.refuse(str(fault))

    def record(self, kind: Callable[..., T], row: Mapping[str, Any]) -> T:
        known = {one.name for one in fields(cast(Any, kind))}
        if extra := set(row) - known:
            what = cast(Any, kind).__name__.lower()
            self.refuse(f"unknown key {sorted(extra)[0]!r} in {what}. Known: {', '.join(sorted(known))}.")
        try:
            return kind(**row)
        except TypeError as fault:
            self.refuse(str(fault).split("() ")[-1] + ".")
            raise


def form(name: str) -> Salt | None:
    """Return the salt of a name, None for food; InputError with the names there are for an unknown one."""
    if name == "food":
        return None
    wanted = name.casefold()
    for salt in salts().values():
        if wanted in (salt.name.casefold(), *(other.casefold() for other in salt.names)):
            return salt
    raise InputError(f"{name!r} is no salt I know. Say food, or one of: {', '.join(salts())}.")
