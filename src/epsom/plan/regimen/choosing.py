"""Choosing: of all that may be taken, what reaches the wanted magnesium at the least burden of gut and pills."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from epsom import units
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.plan.regimen import timing
from epsom.plan.regimen.absorption import absorbed, gut_of
from epsom.plan.regimen.candidates import Candidates, candidates, of_salt, products
from epsom.plan.regimen.causes import causes
from epsom.plan.regimen.limits import ROUNDING, Room, passed, room
from epsom.plan.regimen.nouns import LEAST, Block, Intake, Patient, Proposal, Regimen
from epsom.plan.regimen.rules import high, low, named, number, of_kind, on, rule

WEEK = 7.0
FAR = 1e6
"""More points than any burden has: whoever misses the wanted magnesium comes after all that reach it."""

STEPS = 1000.0
"""Steps of missed magnesium that fit into it; one step is more than any burden as well."""


def wanted(gap: float, deficit: float, weeks: int) -> float:
    """Absorbed magnesium that is missing [mg/day]: the daily ``gap`` [mg/day], and the ``deficit`` [mmol] in time.

    A deficit is spread evenly over the weeks as if all of it were kept, so this is the least that can do; what the
    kidney lets go of it, the cohort tells. Holds for a gap and a deficit of zero or more.
    """
    return gap + units.milligrams(deficit) / (WEEK * weeks)


def proposal(patient: Patient, wanted: float, weeks: int = 12, salts: tuple[str, ...] = ()) -> Proposal:
    """Return what a doctor might review: at most three regimens for a patient, or why there is none.

    ``wanted`` is the absorbed magnesium that is missing [mg/day], zero where nothing is; ``weeks`` how long to take
    it; ``salts`` narrows the choice to some, by any name people use. The same question has the same answer, to the
    digit. InputError for an amount or a span that is none, and for a salt that is not known.
    """
    if not (math.isfinite(wanted) and wanted >= 0.0):
        raise InputError(f"wanted = {wanted:g} mg a day is no amount of magnesium. Write zero or more.")
    most = number("L05")
    if not 1 <= weeks <= most:
        raise InputError(f"weeks = {weeks}: a regimen is for 1 to {most:g} weeks, and is then looked at again.")
    asked = frozenset(one.id for name in salts for one in of_salt(name))
    allowed = room(patient)
    found, blocks = tuple[Regimen, ...](), allowed.blocks
    if wanted <= LEAST:
        blocks = ()
    elif not blocks:
        found, reasons = _found(patient, wanted, weeks, allowed, asked)
        blocks = (*allowed.less, *reasons)
    notes = _notes(patient, allowed, found, wanted)
    if wanted <= LEAST and not allowed.blocks:
        notes = ("No supplement is needed: what is eaten, with the plan for the plate, is enough.", *notes)
    return Proposal(
        patient, wanted, weeks, found, blocks, causes(patient), notes, oral_wrong=_oral_wrong(allowed, patient)
    )


def _found(
    patient: Patient, wanted: float, weeks: int, allowed: Room, asked: frozenset[str]
) -> tuple[tuple[Regimen, ...], tuple[Block, ...]]:
    table, hours = candidates(), tuple(one.hours for one in of_kind("hours"))
    own = gut_of(patient)
    up: Array = absorbed(table.amount, table.availability, table.slow, own)
    left, times = table.amount - up, np.array([len(each) for each in hours])
    may = _may(table, allowed, asked)[:, None] & (table.amount[:, None] * times <= allowed.left + ROUNDING)
    points, gained = _points(table, left, times, patient.supplement), up[:, None] * times
    short = np.maximum(wanted - gained, 0.0)
    rank = np.where(short > ROUNDING, FAR + np.floor(short / (number("O6") * wanted)) * FAR / STEPS + points, points)
    rank = np.where(may, rank, np.inf)
    found: list[Regimen] = []
    reasons: dict[Block, None] = {}
    for row, column in _picked(table, rank, left, times):
        made = _made(table, row, hours[column], patient, weeks)
        sealed = passed(made, patient) if isinstance(made, Regimen) else made
        if isinstance(sealed, Regimen):
            found.append(sealed)
        else:
            reasons |= dict.fromkeys(sealed)
    if found:
        most = max(one.absorbed for one in found)
        if most < wanted - ROUNDING:
            reasons |= {_short(allowed, most, wanted): None}
    elif not reasons and allowed.left > 0.0:
        words = f"no product held here fits into {allowed.left:g} mg a day, at this age and with these conditions"
        reasons |= {Block("L03", words, rule("L03").source): None}
        reasons |= dict.fromkeys(allowed.barred[name] for name in sorted(asked & {*allowed.barred}))
    return tuple(found), tuple(reasons)


def _may(table: Candidates, allowed: Room, asked: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which rows of the table a patient may have at one time."""
    barred = [one.id in allowed.barred or bool(asked and one.id not in asked) for one in products()]
    may = ~(table.uses @ np.array(barred))
    return may & (table.amount <= number("T13") + ROUNDING) if on("T13") else may


def _points(table: Candidates, left: Array, times: NDArray[np.int64], taken: float) -> Array:
    """Return the burden of each row at each number of times, by the rules of the objective [points]."""
    above = np.clip(table.amount[:, None] * times + taken - low("T13"), 0.0, None) / (high("T13") - low("T13"))
    return (
        (left / number("O1"))[:, None]
        + number("O2") * table.pieces[:, None] * times
        + number("O3") * times
        + number("O4") * above
    )


def _picked(table: Candidates, rank: Array, left: Array, times: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return rows and columns of the best few, best first: no salt twice, and at most one combination of two.

    A combination is shown where it is among the best and gains something on the best salt alone: points, less in the
    gut at one time, fewer pieces or fewer times.
    """
    cells = rank.argmin(axis=1)
    of_row = rank[np.arange(len(cells)), cells]
    rows = [group.start + int(of_row[group].argmin()) for group in table.groups]
    best = [(points, row) for points, row in sorted((float(of_row[row]), row) for row in rows) if points < math.inf]
    alone = next((row for _, row in best if row != rows[-1]), None)
    if alone is not None:
        often = times[cells]
        pieces = table.pieces * often
        gains = any(each[rows[-1]] < each[alone] for each in (of_row, left, pieces, often))
        best = [(points, row) for points, row in best if gains or row != rows[-1]]
    return [(row, int(cells[row])) for _, row in best[: int(number("O5"))]]


def _made(
    table: Candidates, row: int, wished: tuple[float, ...], patient: Patient, weeks: int
) -> Regimen | tuple[Block, ...]:
    """Return the regimen of a row at its hours, as the other medicines leave them; or why they leave none."""
    hours = timing.timed(patient, wished)
    if hours.reasons:
        return tuple(Block("timetable", reason, "assumed") for reason in hours.reasons)
    intakes = tuple(
        Intake(one.salt.name, one.milligrams * count, at, count, one.form)
        for at in hours.hours
        for one, count in table.parts[row]
    )
    return Regimen(intakes, weeks, timetable=hours.timetable)


def _short(allowed: Room, most: float, wanted: float) -> Block:
    gate = allowed.gate.id if (allowed.gate.number or 1.0) < 1.0 else "T12"
    words = (
        f"of {wanted:.0f} mg a day that should reach the blood, about {most:.0f} may come from supplements: "
        f"{allowed.left:g} mg a day is what the limits leave"
    )
    return Block(gate, words, rule(gate).source)


def _oral_wrong(allowed: Room, patient: Patient) -> str:
    """Return when the road by mouth is the wrong one, and to whom to go; empty where it is not."""
    wrong = [one.words for one in allowed.blocks if one.rule in ("D04", "C04", "C07", "C12")]
    if patient.serum is not None and patient.serum >= high("N04"):
        wrong.append(f"{patient.serum_words}: {rule('N04').action}")
    return "; ".join(wrong)


def _notes(patient: Patient, allowed: Room, found: tuple[Regimen, ...], wanted: float) -> tuple[str, ...]:
    notes = [rule("N05").sentence()] if patient.age < high("N05") else []
    notes += [rule("T14").sentence()] if on("T14") and "T14" in named(patient.conditions, patient.medicines) else []
    if allowed.gate.id == "K09" and wanted > LEAST:
        notes.append(allowed.gate.sentence())
    if any(len({each.at for each in one.intakes}) > 1 for one in found):
        notes.append(rule("N02").sentence())
    if found:
        notes.append(rule("N03").sentence())
    return tuple(notes)
