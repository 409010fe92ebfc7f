"""The reader of protocols: a mapping as files hold it becomes people and arms, or an error that says where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from epsom.cohort.conditions import condition
from epsom.cohort.medicines import medicine
from epsom.errors import InputError, InputErrors, Place
from epsom.person import person_from
from epsom.studies import entries, limits
from epsom.studies.protocol import Arm, Given, Group, Protocol, Sessions, Stretch, Taken, TestMeal, form

BY = ("set point", "kidney", "gut")
"""What a printed baseline serum is reached by: another set point in health, a kidney that wastes, a gut that fails."""

T = TypeVar("T")
KEYS = {"people", "before", "phase", "arm", "parameters"}
_EXTRAS = ("egfr", "conditions", "pregnancy_week", "lactating")
_ARM = {"name", "people", "before", "phase", "serum", "serum_by", *_EXTRAS}
_WHO = {"share", "age", "sex", "height", "weight", *_EXTRAS}
_CALLED: dict[type[Any], str] = {
    Taken: "dose", Given: "infusion", Sessions: "dialysis", TestMeal: "meal", Stretch: "phase",
}  # fmt: skip


def protocol_of(row: Mapping[str, Any], place: str, error: limits.Refusal) -> Protocol:
    """Return the protocol of a mapping as files hold it; ``error`` with the place for whatever breaks a rule.

    An InputError knows where in the mapping its value stands.
    """
    read = _Reader(place, error)
    if not row.get("people"):
        read.refuse("no people. Give their share, age, sex, height and weight.")
    arms = [*read.rows(row, "arm")] or [(read, {"name": "", "phase": row.get("phase")})]
    if row.get("arm") and row.get("phase"):
        read.under("phase").refuse("both phase and arm. Put every phase under its arm.")
    found = tuple(here.arm(arm, row, read) for here, arm in arms)
    if len({arm.name for arm in found}) < len(found):
        read.under("arm").refuse("two arms of one name. Give each a name of its own.")
    parameters = read.entry(row, "parameters")
    for name, value in parameters.items():
        here = read.under("parameters", name)
        if not entries.is_number(value):
            here.refuse(f"{name} = {value!r} is no plain number. Write the number alone, in the unit of its table.")
        limits.check_parameters({name: value}, place, here.fault)
    return Protocol(found, {str(name): float(value) for name, value in parameters.items()})


@dataclass(frozen=True)
class _Reader:
    """Reads a part of a protocol; ``at`` is where in the mapping it stands."""

    place: str
    error: limits.Refusal
    at: Place = ()

    def under(self, *inner: str | int) -> _Reader:
        return replace(self, at=(*self.at, *inner))

    def fault(self, message: str) -> Exception:
        fault = self.error(message)
        if isinstance(fault, InputError):
            fault.at = self.at
        return fault

    def refuse(self, what: str) -> None:
        raise self.fault(f"{self.place}: {what}")

    def rows(self, told: Mapping[str, Any], key: str) -> Iterator[tuple[_Reader, Mapping[str, Any]]]:
        """Yield the entries of a list, each with its reader."""
        here, found = self.under(key), told.get(key)
        if found is not None and not isinstance(found, list | tuple):
            here.refuse(f"{key} is a list. Begin each entry with its own dash.")
        for number, one in enumerate(cast(list[Any], found or [])):
            if not isinstance(one, Mapping):
                here.under(number).refuse(f"{one!r} is no {key}. Write keys and values.")
            yield here.under(number), cast(Mapping[str, Any], one)

    def entry(self, told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        found = told.get(key)
        if found is not None and not isinstance(found, Mapping):
            self.under(key).refuse(f"{key} = {found!r}: write keys and values under it.")
        return cast(Mapping[str, Any], found or {})

    def arm(self, row: Mapping[str, Any], shared: Mapping[str, Any], top: _Reader) -> Arm:
        name = row.get("name", "")
        if not isinstance(name, str):
            self.under("name").refuse(f"name = {name!r}: an arm is named by a word.")
        where = f"arm {name!r}: " if name else ""
        if extra := set(row) - _ARM:
            what = f"{where}unknown key {sorted(extra)[0]!r}. Known: {', '.join(sorted(_ARM))}."
            self.under(sorted(extra)[0]).refuse(what)
        told = {**top.entry(shared, "before"), **self.entry(row, "before")}
        serum, by = row.get("serum", told.pop("serum", None)), row.get("serum_by", told.pop("serum_by", BY[0]))
        first = self.under("before") if row.get("before") else top.under("before")
        if by not in BY:
            first.refuse(f"{where}serum_by = {by!r}: say {', '.join(BY[:-1])} or {BY[-1]}.")
        if serum is not None and not entries.is_number(serum):
            first.under("serum").refuse(f"{where}serum = {serum!r} is no plain number. Write it in mmol/L, alone.")
        first.fits(Stretch, told)
        if "intake_mg" not in told:
            first.refuse(f"{where}before has no intake_mg. Give the usual magnesium [mg/day] of these people.")
        if once := [key for key in ("dose", "infusion", "meal") if told.get(key)]:
            first.under(once[0]).refuse(f"{where}{once[0]} in before, which has no clock. Put it into a phase.")
        before = first.stretch({"days": 1.0, **told}, None)
        people = self.rows(row, "people") if row.get("people") else top.rows(shared, "people")
        groups = tuple(here.group(one, row) for here, one in people)
        if abs(sum(group.share for group in groups) - 1.0) > 1e-6:
            self.under("people").refuse(f"{where}the shares of people must sum to 1.")
        own = "serum" in row or "serum" in self.entry(row, "before")
        phases = [(here, here.stretch(phase, before)) for here, phase in self.rows(row, "phase")]
        arm = Arm(name, groups, before, serum, by, own, tuple(stretch for _, stretch in phases))
        where = f"{self.place}: arm {name!r}" if name else self.place
        limits.check(arm, where, self.under("phase").fault)
        heaviest = max(group.person.weight for group in groups)
        for here, stretch in ((first, before), *phases):
            limits.check_stretch(stretch, heaviest, where, here.fault)
            if stretch.pregnancy_week is not None and any(group.person.sex == "male" for group in groups):
                here.under("pregnancy_week").refuse("a pregnancy among men. Give them an arm of their own.")
        return arm

    def group(self, told: Mapping[str, Any], arm: Mapping[str, Any]) -> Group:
        row = {**told, **{key: arm[key] for key in _EXTRAS if key in arm and key != "conditions"}}
        if extra := sorted(set(row) - _WHO):
            self.under(extra[0]).refuse(f"unknown key {extra[0]!r} in people. Known: {', '.join(sorted(_WHO))}.")
        share = row.pop("share", 1.0)
        if not (entries.is_number(share) and 0 < share <= 1):
            self.under("share").refuse(f"share = {share!r}: how many of all people, above 0 and up to 1.")
        if week := row.pop("pregnancy_week", None):
            row["pregnancy"] = {"week": week}
        own, more = told.get("conditions", []), arm.get("conditions", [])
        row["conditions"] = [*own, *more] if isinstance(own, list) and isinstance(more, list) else own
        try:
            person = person_from(row)
        except InputError as error:
            several = error.errors if isinstance(error, InputErrors) else (error,)
            found = [self.under(*one.at).fault(f"{self.place}: people: {one.message}") for one in several]
            inputs = [one for one in found if isinstance(one, InputError)]
            raise InputErrors(inputs) if inputs else found[0] from None
        self.known("conditions", person.conditions, condition)
        return Group(person, float(share))

    def known(self, key: str, names: Sequence[str], find: Callable[[str], object]) -> None:
        """Refuse the name of a medicine or a condition that there is no row for."""
        for name in names:
            try:
                find(name)
            except InputError as fault:
                self.under(key).refuse(fault.message.partition(" If it is right")[0])

    def stretch(self, told: Mapping[str, Any], before: Stretch | None) -> Stretch:
        self.fits(Stretch, told, "hours")
        row: dict[str, Any] = dict(told)
        if "hours" in row:
            row["days"] = row.pop("hours") / 24.0
        if "days" not in row:
            self.refuse("a phase has neither days nor hours.")
        if before is not None:
            row = {"intake_mg": before.intake_mg, "meals": before.meals, **row}
        row["taking"] = tuple(row.get("taking", before.taking if before else ()))
        row["conditions"] = tuple(row.get("conditions", ()))
        self.known("taking", row["taking"], medicine)
        self.known("conditions", row["conditions"], condition)
        if row.get("fasting"):
            row["intake_mg"] = 0.0
        row["dose"] = tuple(here.record(Taken, one) for here, one in self.rows(row, "dose"))
        row["infusion"] = tuple(here.record(Given, one) for here, one in self.rows(row, "infusion"))
        if row.get("dialysis") is not None:
            row["dialysis"] = self.under("dialysis").record(Sessions, row["dialysis"])
        elif before is not None and before.dialysis is not None and "dialysis" not in row:
            row["dialysis"] = before.dialysis
        if row.get("meal") is not None:
            row["meal"] = self.under("meal").record(TestMeal, row["meal"])
        stretch = Stretch(**row)
        for name in {stretch.salt, *(one.salt for one in stretch.dose), *([stretch.meal.salt] if stretch.meal else ())}:
            try:
                form(name)
            except InputError as fault:
                self.refuse(str(fault))
        return stretch

    def fits(self, kind: type[Any], row: Mapping[str, Any], *extra: str) -> None:
        if wrong := entries.misfit(kind, row, _CALLED[kind], extra):
            self.under(wrong[0]).refuse(wrong[1])

    def record(self, kind: type[T], row: Mapping[str, Any]) -> T:
        self.fits(kind, row)
        if name := entries.missing(kind, row):
            self.refuse(f"a {_CALLED[kind]} without {name}. Give it.")
        return kind(**row)
