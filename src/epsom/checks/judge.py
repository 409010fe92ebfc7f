"""The judge: given a person and what was proposed, which rules of the check's own list are broken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations, product
from math import isfinite

from epsom.checks import own_list
from epsom.checks.nouns import PatientSeen, ProposalSeen, RegimenSeen, Violation

SLACK = 1e-6
"""Rounding that no rule is about [mg or hours]."""
MOST = 3
"""The most regimens of one proposal."""
DAY = 24.0

_ROAD = re.compile(r"\b(iv|i\.v\.|intravenous(ly)?|infus\w+|inject\w+|intramuscular(ly)?|bolus|by vein|drip)\b", re.I)
_DOSE = re.compile(r"\d\s*(mg|g|mmol|meq|ml)\b", re.I)
_EMERGENCY = re.compile(r"\b(emergency|loading) (dos\w+|regimen|treatment)\b", re.I)


def barring(patient: PatientSeen) -> tuple[str, ...]:
    """Return the ids of the rules that allow this person no regimen, in the order of the list."""
    conditions = {own_list.plain(name) for name in patient.conditions}
    found = [
        bar.id
        for bar in own_list.bars()
        if not conditions.isdisjoint(bar.conditions)
        or patient.age < bar.age_below
        or (patient.serum is not None and not bar.serum_below <= patient.serum <= bar.serum_above)
    ]
    found += [gate.id for gate in own_list.gates() if gate.share == 0.0 and _inside(patient, gate)]
    rule = own_list.unknown()
    if patient.egfr is None and (patient.age >= rule.age or not conditions.isdisjoint(rule.conditions)):
        found.append(rule.id)
    found += [one.rule for one in map(own_list.apart, patient.medicines) if one.never]
    return tuple(dict.fromkeys(found))


def _inside(patient: PatientSeen, gate: own_list.Gate) -> bool:
    told = gate.conditions and not gate.conditions.isdisjoint(map(own_list.plain, patient.conditions))
    within = patient.egfr is not None and gate.low <= patient.egfr < gate.high
    return bool(told) or (gate.dialysis and patient.dialysis) or within


def room(patient: PatientSeen) -> tuple[float, str]:
    """Return the most that a regimen may hold [mg/day], what is taken already left aside, and the rule that says so.

    Zero where no authority speaks for the age.
    """
    most = own_list.limit(patient.authority, patient.age, patient.weight)
    if most is None:
        return 0.0, "T12"
    for gate in own_list.gates():
        if gate.share < 1.0 and _inside(patient, gate):
            return most * gate.share, gate.id
    return most, "T12"


def judge(patient: PatientSeen, proposal: ProposalSeen, wanted: float | None = None) -> tuple[Violation, ...]:
    """Return every rule that a proposal breaks; ``wanted`` [mg/day absorbed] where it is known.

    No regimen breaks no rule of a regimen: who proposes none to anybody is found out by the counts of the check.
    """
    found: list[Violation] = []
    if proposal.regimens:
        found += [Violation(rule, "a regimen where none is allowed") for rule in barring(patient)]
        if wanted is not None and wanted <= 0:
            found.append(Violation("not needed", "a regimen where nothing is missing"))
        if len(proposal.regimens) > MOST:
            found.append(Violation("shape", f"{len(proposal.regimens)} regimens, more than {MOST}"))
        if patient.egfr is None and not _speaks_of_kidney(proposal):
            found.append(Violation(own_list.unknown().otherwise, "nothing says that the kidney is unknown"))
    for regimen in proposal.regimens:
        found += _regimen(patient, regimen)
    said = [*proposal.notes, proposal.oral_wrong]
    found += [Violation("words", f"{text!r} speaks of a dose by vein or of an emergency dose") for text in _doses(said)]
    return tuple(dict.fromkeys(found))


def _regimen(patient: PatientSeen, regimen: RegimenSeen) -> Iterator[Violation]:
    amounts = [one.milligrams for one in regimen.intakes]
    total = sum(amounts)
    if not amounts or not all(isfinite(one) and one > 0 for one in amounts):
        yield Violation("shape", f"intakes of {amounts} mg")
    if not all(0 <= one.at < DAY for one in regimen.intakes):
        yield Violation("shape", f"intakes at {[one.at for one in regimen.intakes]}")
    if abs(total - regimen.per_day) > 1e-3:
        yield Violation("shape", f"states {regimen.per_day:g} mg/day, and its intakes add up to {total:g}")
    most, rule = room(patient)
    if total + patient.supplement > most + SLACK:
        taken = f" beside {patient.supplement:g} already taken" if patient.supplement else ""
        yield Violation(rule, f"{total:g} mg/day{taken}, above {most:g}")
    if regimen.limit > most + SLACK:
        yield Violation(rule, f"states a limit of {regimen.limit:g} mg/day, above {most:g}")
    split = own_list.split()
    for hour in dict.fromkeys(one.at for one in regimen.intakes):
        once = sum(one.milligrams for one in regimen.intakes if one.at == hour)  # two salts at one hour are one intake
        if once > split.most + SLACK:
            yield Violation(split.id, f"{once:g} mg at one hour, above {split.most:g}")
    loosening = own_list.loosening()
    if not loosening.conditions.isdisjoint(map(own_list.plain, patient.conditions)):
        for salt in dict.fromkeys(one.salt for one in regimen.intakes):
            if any(name in salt for name in loosening.salts):
                yield Violation(loosening.id, f"{salt} with severe diarrhoea")
    for gate in own_list.gates():
        if gate.weeks and _inside(patient, gate) and not any(_weeks(text, gate.weeks) for text in regimen.monitor):
            low, high = gate.weeks
            yield Violation(gate.id, f"no serum level asked for at {low} to {high} weeks")
    said = [text for one in regimen.intakes for text in (one.salt, one.form)] + [*regimen.monitor, *regimen.stop]
    for text in said:
        if _road(text):
            yield Violation("words", f"{text!r} names another road than the mouth")
    for text in _doses([*said, *(str(one.words) for one in regimen.basis)]):
        yield Violation("words", f"{text!r} speaks of a dose by vein or of an emergency dose")
    yield from _apart(patient, regimen)
    yield from _pairs(patient, regimen)


def _apart(patient: PatientSeen, regimen: RegimenSeen) -> Iterator[Violation]:
    """Hold each medicine that has an interval against each intake of magnesium, proposed or own, around the clock."""
    due = [(name, own_list.apart(name)) for name in patient.medicines]
    due = [(name, rule) for name, rule in due if rule.before or rule.after]
    if not due:
        return
    slots = _slots(regimen)
    hours = sorted({one.at for one in regimen.intakes} | set(patient.supplement_hours))
    taken = {_flat(name) for name in patient.medicines}
    shown = sorted({at for name, at in slots if name.startswith("magnesium") and name not in taken})
    if shown and shown != hours:
        yield Violation("timetable", f"magnesium at {shown} in the timetable and at {hours} in the regimen")
    told = dict(patient.told_hours)
    for name, rule in due:
        times = _times(name, slots)
        if not set(told.get(name, ())) <= set(times):
            yield Violation("timetable", f"{name} at {times} in the timetable, and told for {told[name]}")
        if not times:
            yield Violation("timetable", f"{name} is not in the timetable")
        for at in times:
            for hour in hours:
                earlier, later = (hour - at) % DAY, (at - hour) % DAY
                if rule.before is not None and earlier < rule.before - SLACK:
                    yield Violation(rule.rule, f"{name} at {at:g} h, {earlier:g} h before magnesium")
                if rule.after is not None and later < rule.after - SLACK:
                    yield Violation(rule.rule, f"{name} at {at:g} h, {later:g} h after magnesium")


def _pairs(patient: PatientSeen, regimen: RegimenSeen) -> Iterator[Violation]:
    """Hold each medicine that has an interval from another one against it; one without an hour meets nothing."""
    due = [(*two, rule) for two in permutations(patient.medicines, 2) for rule in own_list.between(*two)]
    if not due:
        return
    slots = _slots(regimen)
    for name, other, rule in due:
        for at, there in product(_times(name, slots), _times(other, slots)):
            earlier, later = (there - at) % DAY, (at - there) % DAY
            if rule.before is not None and earlier < rule.before - SLACK:
                yield Violation(rule.rule, f"{name} at {at:g} h, {earlier:g} h before {other}")
            if rule.after is not None and later < rule.after - SLACK:
                yield Violation(rule.rule, f"{name} at {at:g} h, {later:g} h after {other}")


def _slots(regimen: RegimenSeen) -> list[tuple[str, float]]:
    return [(_flat(slot.name), slot.at) for slot in getattr(regimen.timetable, "slots", ())]


def _times(name: str, slots: Sequence[tuple[str, float]]) -> list[float]:
    known = {_flat(name), own_list.plain(name)}
    return [at for said, at in slots if any(_names(said, one) for one in known)]


def _flat(name: str) -> str:
    return " ".join(name.casefold().split())


def _names(slot: str, medicine: str) -> bool:
    """Tell whether a slot is one of a medicine, be it numbered: ``iron``, ``iron 2``, ``iron (morning)``."""
    return slot == medicine or (slot.startswith(medicine) and not slot[len(medicine)].isalpha())


@lru_cache(4096)
def _road(text: str) -> bool:
    return bool(_ROAD.search(text))


@lru_cache(4096)
def _weeks(text: str, weeks: tuple[int, ...]) -> bool:
    return "week" in text and set(map(str, weeks)) <= set(re.findall(r"\d+", text))


@lru_cache(4096)
def _dosing(text: str) -> bool:
    return bool(_EMERGENCY.search(text) and _DOSE.search(text)) or bool(_ROAD.search(text) and _DOSE.search(text))


def _doses(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text and _dosing(text)]


@lru_cache(4096)
def _kidney(text: str) -> bool:
    what, gap = r"(kidney|egfr|filtration)", r"(unknown|not (yet )?(known|told|measured)|missing)"
    return bool(re.search(f"{what}.*{gap}|{gap}.*{what}", text, re.I))


def _speaks_of_kidney(proposal: ProposalSeen) -> bool:
    texts: Sequence[str] = [
        *proposal.notes, *(str(one.words) for regimen in proposal.regimens for one in regimen.basis),
        *(text for regimen in proposal.regimens for text in regimen.monitor),
    ]  # fmt: skip
    return any(map(_kidney, texts))
