"""The limits: the one wrap around every regimen, and the only place that seals one.

First what a patient may have at all (``room``), then whether a regimen stays inside it (``passed``). Nothing is
clipped: what is above a limit does not pass, and says by how much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import floor

from epsom.needs import known_authority, needs
from epsom.needs import rows as needs_rows
from epsom.needs.authorities import Stage
from epsom.needs.printed import LIMIT_PER_KG, LIMITS, Sex
from epsom.plan.regimen import monitoring
from epsom.plan.regimen.absorption import absorbed, gut_of
from epsom.plan.regimen.candidates import products
from epsom.plan.regimen.nouns import Basis, Block, Intake, Patient, Regimen
from epsom.plan.regimen.rules import Rule, high, holding, low, named, number, of_kind, on, rule, switched_off
from epsom.plan.regimen.seal import put_on
from epsom.plate.supplements import salts

ROUNDING = 1e-6
"""Milligrams by which sums of floating numbers may miss a limit."""


@dataclass(frozen=True)
class Room:
    """What a patient may have of supplements: ``limit`` in all [mg/day], ``left`` beside what is taken [mg/day].

    ``gate`` is the rule of the kidney that holds, ``blocks`` forbid everything, ``less`` say why there is less than
    the authority allows, ``basis`` whence the limit is. ``barred`` are products that are left out, by id.
    """

    limit: float
    left: float
    gate: Rule
    blocks: tuple[Block, ...]
    less: tuple[Block, ...]
    basis: tuple[Basis, ...]
    barred: Mapping[str, Block]


@dataclass(frozen=True)
class Ceiling:
    """An authority's limit for supplements [mg/day], with words and source."""

    value: float
    words: str
    source: str


def room(patient: Patient) -> Room:
    """Return what a patient may have of supplements, and every rule that forbids or lessens it."""
    return _room(patient, switched_off())


@lru_cache(maxsize=256)
def _room(patient: Patient, off: frozenset[str]) -> Room:
    blocks = (*_forbidden(patient), *((_kidney_block(patient),) if gate_of(patient).number == 0.0 else ()))
    ceiling, gate = ceiling_of(patient), gate_of(patient)
    share = 1.0 if gate.number is None else gate.number
    limit = ceiling.value * share if "T12" not in off else math.inf
    taken = patient.supplement if on("L01") else 0.0
    less: list[Block] = []
    if 0.0 < share < 1.0:
        less.append(Block(gate.id, gate.sentence(), gate.source))
    if taken > 0.0:
        above = taken > limit + ROUNDING
        words = f"{taken:g} mg a day are taken already, {'above' if above else 'of'} the limit of {limit:g} mg"
        less.append(Block("L01", words + ("; no more is proposed" if taken >= limit - ROUNDING else ""), "iom1997"))
    basis = (Basis("T12", ceiling.words, ceiling.source), Basis(gate.id, gate.sentence(), gate.source))
    left = 0.0 if blocks else max(limit - taken, 0.0)
    return Room(limit, left, gate, blocks, tuple(less), basis, _barred(patient))


def ceiling_of(patient: Patient) -> Ceiling:
    """Return the limit for supplements of a patient's authority and age [mg/day], sealed by no kidney yet.

    An authority without one takes the strictest of the others, as does one whose value is held from memory only, where
    that is stricter. Raises InputError for an authority nobody can choose.
    """
    stage: Stage = "pregnancy" if patient.pregnancy_week is not None else "lactation" if patient.lactating else "none"
    years = max(floor(patient.age), int(high("C06")))
    found = _ceiling(years, patient.sex, stage, known_authority(patient.authority))
    per_kg = _per_kg(years) if _goes_by_weight(years, known_authority(patient.authority)) else None
    if per_kg is not None and patient.weight is not None and per_kg * patient.weight < found.value:
        words = f"{per_kg:g} mg for each kg, the strictest that holds at this age"
        return Ceiling(per_kg * patient.weight, words, "mhlw2025")
    return found


@lru_cache(maxsize=4096)
def _ceiling(years: int, sex: Sex, stage: Stage, authority: str) -> Ceiling:
    own = needs(years, sex, stage, authority).limit
    strictest = min(
        (row for row in needs_rows()
         if row.kind in LIMITS and "memory" not in row.mark and row.fits(years, sex, (stage, "any", "child", "adult"))),
        key=lambda row: row.number,
    )  # fmt: skip
    if own is not None and ("memory" not in own.mark or own.value <= strictest.number):
        return Ceiling(own.value, f"limit of {own.authority}: {own.value:g} mg a day not from food", own.source)
    words = f"limit of {strictest.authority}, the strictest that was read: {strictest.number:g} mg a day not from food"
    return Ceiling(strictest.number, words, strictest.source)


@lru_cache(maxsize=4096)
def _goes_by_weight(years: int, authority: str) -> bool:
    """Tell an authority whose limit at an age goes by weight, or which has none, so that the strictest holds."""
    light, heavy = (needs(years, "male", authority=authority, weight=weight).limit for weight in (1.0, 100.0))
    return light != heavy


@lru_cache(maxsize=256)
def _per_kg(years: int) -> float | None:
    found = [row.number for row in needs_rows() if row.kind == LIMIT_PER_KG and row.age_lo <= years < row.age_hi]
    return min(found, default=None)


def gate_of(patient: Patient) -> Rule:
    """Return the rule of the kidney that holds for a patient: the first that is switched on and fits.

    Where none that is on fits, K04 is left, which asks for nothing.
    """
    at_risk = (
        patient.egfr is None
        and on("K08")
        and (patient.age >= low("K08") or "K08" in named(patient.conditions, patient.medicines))
    )
    if on("K07") and (_failing(patient) or (patient.egfr is not None and patient.egfr < high("K07"))):
        return rule("K07")
    if patient.egfr is None:
        return rule("K08") if at_risk else rule("K09") if on("K09") else rule("K04")
    for name in ("K06", "K05"):
        if on(name) and rule(name).within(patient.egfr):
            return rule(name)
    return rule("K04")


def _failing(patient: Patient) -> bool:
    return patient.dialysis or "K07" in named(patient.conditions, patient.medicines)


def _kidney_block(patient: Patient) -> Block:
    gate = gate_of(patient)
    known = "eGFR is not known" if patient.egfr is None else f"eGFR {patient.egfr:g} mL/min/1.73m2"
    told = "dialysis" if patient.dialysis else ", ".join(holding(gate.id, patient.conditions, patient.medicines))
    because = told or (f"{patient.age:g} years" if gate.id == "K08" else "")
    good = patient.egfr is not None and patient.egfr >= high("K07")
    asked = f"; {rule('N06').action}" if told and good and gate.id == "K07" and on("N06") else ""
    return Block(gate.id, f"{known}{f' ({because})' if because else ''}: {gate.action}{asked}", gate.source)


def _forbidden(patient: Patient) -> list[Block]:
    """Return every contraindication that holds."""
    found: list[Block] = []
    words = named(patient.conditions, patient.medicines)
    for one in of_kind("contraindication"):
        told = ", ".join(holding(one.id, patient.conditions, patient.medicines)) if one.id in words else ""
        if not told and one.id == "C06" and patient.age < high("C06"):
            told = f"age {patient.age:g}"
        if one.id == "C12":
            told = ", ".join(patient.signs)
        if not told and patient.serum is not None:
            above = one.id == "C03" and patient.serum > high("C03")
            if above or (one.id == "D04" and patient.serum < low("D04")):
                told = patient.serum_words
        if told:
            found.append(Block(one.id, f"{told}: {one.action}", one.source))
    return found


def _barred(patient: Patient) -> dict[str, Block]:
    """Return the products that are left out for a patient, by id, with the rule that leaves them out."""
    loose = on("G01") and "G01" in named(patient.conditions, patient.medicines)
    line = "\n".join(name.casefold() for name in patient.conditions)
    years = max(patient.age, high("C06"))
    weak = patient.egfr if patient.egfr is not None else math.inf
    found: dict[str, Block] = {}
    for one in products():
        if loose and one.laxative:
            words = f"{one.salt.label()} is used as a laxative too: {rule('G01').sentence()}"
            found[one.id] = Block("G01", words, rule("G01").source)
        elif on("K03") and one.laxative and rule("K03").within(weak):
            words = f"{one.salt.label()} is used as a laxative too: {rule('K03').sentence()}"
            found[one.id] = Block("K03", words, rule("K03").source)
        elif on("L03") and years < one.from_age:
            words = f"{one.salt.label()}, {one.form}: held here for people from {one.from_age:g} years"
            found[one.id] = Block("L03", words, one.source)
        elif on("L04") and (
            (one.avoid is not None and one.avoid.search(line)) or (one.least_egfr is not None and weak < one.least_egfr)
        ):
            found[one.id] = Block("L04", f"{one.salt.label()}, {one.form}: {one.why_not}", one.source)
    return found


def passed(regimen: Regimen, patient: Patient) -> Regimen | tuple[Block, ...]:
    """Return the regimen sealed, with its limit, basis, monitoring and stops filled in; or every rule it breaks.

    All is worked out again from the intakes: what a regimen says of itself is not believed.
    """
    allowed = room(patient)
    blocks = [*allowed.blocks, *_of_intakes(regimen, allowed)]
    per_day = math.fsum(one.milligrams for one in regimen.intakes)
    if not blocks and per_day > allowed.left + ROUNDING:
        beside = f" beside {patient.supplement:g} mg taken already" if patient.supplement > 0.0 and on("L01") else ""
        words = f"{per_day:g} mg a day{beside} would be above the limit of {allowed.limit:g} mg"
        gate = allowed.gate.id if (allowed.gate.number or 1.0) < 1.0 else "T12"
        blocks.append(Block(gate, words, allowed.basis[0].source))
    if blocks:
        return tuple(blocks)
    taken, left = _uptake(regimen.intakes, patient)
    sealed = Regimen(
        regimen.intakes, regimen.weeks, per_day, left, taken, allowed.limit, (*allowed.basis, *_basis(regimen.intakes)),
        monitoring.monitor(patient, allowed.gate, regimen.weeks), monitoring.stop(), regimen.timetable,
    )  # fmt: skip
    return replace(sealed, seal=put_on(sealed.held(patient)))


def _of_intakes(regimen: Regimen, allowed: Room) -> list[Block]:
    """Return what is wrong with the intakes themselves: nothing, too many, too much at once, a product left out."""
    found: list[Block] = []
    if not regimen.intakes or regimen.weeks < 1:
        found.append(Block("L02", "a regimen needs an intake and at least one week", "assumed"))
    at_once: dict[float, float] = {}
    for one in regimen.intakes:
        salt = salts().get(one.salt)
        if salt is None or not salt.counted:
            found.append(Block("T12", f"{one.salt!r} is no salt of the plate that counts", "assumed"))
        if not (math.isfinite(one.milligrams) and one.milligrams > 0.0 and 0.0 <= one.at < 24.0):
            found.append(Block("T12", f"{one.milligrams:g} mg at {one.at:g} h is no intake", "assumed"))
        at_once[one.at] = at_once.get(one.at, 0.0) + one.milligrams
        if (left_out := _left_out(one, allowed)) is not None:
            found.append(left_out)
    if on("L02") and len(at_once) > number("L02"):
        found.append(Block("L02", f"{len(at_once)} intakes a day: {rule('L02').action}", rule("L02").source))
    largest = max(at_once.values(), default=0.0)
    if on("T13") and largest > number("T13") + ROUNDING:
        found.append(Block("T13", f"{largest:g} mg at one time: {rule('T13').action}", rule("T13").source))
    return found


def _left_out(one: Intake, allowed: Room) -> Block | None:
    """Return why the product that an intake is of is left out; a salt is left out if all its products are."""
    same = _of_form(one.salt, one.form)
    reasons = [allowed.barred.get(name) for name in same]
    return reasons[0] if reasons and all(reasons) else None


@lru_cache(maxsize=256)
def _of_form(salt: str, form: str) -> tuple[str, ...]:
    same = [product for product in products() if product.salt.name == salt]
    return tuple(one.id for one in [product for product in same if product.form == form] or same)


def _basis(intakes: tuple[Intake, ...]) -> tuple[Basis, ...]:
    return _told(tuple(dict.fromkeys((one.salt, one.form) for one in intakes)), switched_off())


def _uptake(intakes: tuple[Intake, ...], patient: Patient) -> tuple[float, float]:
    """Return what is absorbed in a day and what stays in the gut of the largest intake [mg]."""
    own, taken, left = gut_of(patient), 0.0, 0.0
    hours = dict.fromkeys(one.at for one in intakes)
    alike: dict[tuple[tuple[str, float], ...], int] = {}
    for hour in hours:
        together = tuple((one.salt, one.milligrams) for one in intakes if one.at == hour)
        alike[together] = alike.get(together, 0) + 1
    for together, times in alike.items():
        parts = [(milligrams, salts()[salt]) for salt, milligrams in together]
        amount = sum(part for part, _ in parts)
        availability = sum(part * salt.availability for part, salt in parts) / amount
        slow = sum(part * salt.slow for part, salt in parts) / amount
        up = float(absorbed(amount, availability, slow, own))
        taken, left = taken + times * up, max(left, amount - up)
    return taken, left


@lru_cache(maxsize=4096)
def _told(told: tuple[tuple[str, str], ...], off: frozenset[str]) -> tuple[Basis, ...]:
    """Return what the salts, the splitting and a combination rest on."""
    forms = {(one.salt.name, one.form): one for one in products()}
    found = [Basis("T13", rule("T13").sentence(), rule("T13").source)] if on("T13") else []
    for name, form in told:
        one = forms.get((name, form))
        if one is not None:
            holds = f"; it also holds {one.holds}" if one.holds else ""
            found.append(
                Basis("form", f"{one.salt.label()}: {one.milligrams:g} mg in a {one.piece}{holds}", one.source)
            )
    if len({salt for salt, _ in told}) > 1:
        found.append(Basis("N01", rule("N01").sentence(), rule("N01").source))
    return tuple(found)
