"""A small honest proposer, so that the check can be tried without the product; each of its rules can be left out.

It is written from the same references and shares no table with the check but the names that its persons carry.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from epsom.checks.nouns import Room

OLD = 65
LIMITS = {
    "US/CA NASEM 1997": ((1, 65), (4, 110), (9, 350)),
    "AU/NZ NRV 2006": ((1, 65), (4, 110), (9, 350)),
    "FAO/WHO 2004": ((1, 65), (4, 110), (11, 350)),
    "EU EFSA 2015": ((4, 250),),
    "D-A-CH 2021": ((4, 250),),
    "Nordic NNR 2023": ((4, 250),),
    "Japan 2025": ((18, 350),),
}
KIDNEY = (
    "diabet", "diabèt", "hypertension", "high blood pressure", "heart failure", "kidney", "nephropathy", "t1dm", "t2dm",
    "iddm", "htn", "raised blood pressure", "chf", "left ventricular failure", "lvf", "ckd", "renal", "rénale",
    "bluthochdruck", "hipertensión", "herzinsuff", "cardiaque", "cardíaca", "niereninsuff",
)  # fmt: skip
FAILING = (
    "stage 4 chronic", "stage 5 chronic", "disease stage 5", "ckd 4", "ckd 5", "ckd5", "ckd stage 5", "end-stage",
    "esrd", "kidney failure", "dialy", "terminal",
)  # fmt: skip
NERVE = ("myasth", "miastenia", "lambert", "lems", "neuromuscular")
BLOCK = ("heart block", "av block")
BOWEL = (
    "bowel obstruction", "intestinal obstruction", "ileus", "acute abdomen", "severe diarrh", "darmverschluss",
    "occlusion", "obstrucción",
)  # fmt: skip
NEVER = (
    "baloxavir", "nilotinib", "sodium polystyrene sulfonate", "milk of magnesia", "magnesium hydroxide",
    "magnesium antacid", "magnesium laxative", "rennie", "maalox", "picolax", "citrafleet", "zma", "mg citrate",
    "gaviscon",
)  # fmt: skip
APART: dict[str, tuple[float, float]] = {
    "levothyroxine": (4, 4), "ciprofloxacin": (2, 6), "moxifloxacin": (4, 8), "delafloxacin": (2, 6),
    "gemifloxacin": (2, 3), "tetracycline": (4, 4), "tetracyclines": (4, 4), "tetracycline antibiotic": (4, 4),
    "fluoroquinolone": (4, 8), "quinolone": (4, 8), "quinolone antibiotic": (4, 8), "juluca": (4, 6),
    "tivicay": (2, 6), "triumeq": (2, 6), "dovato": (2, 6), "biktarvy": (2, 6),
    "doxycycline": (2, 4), "minocycline": (2, 4),
    "omadacycline": (4, 0), "dolutegravir": (2, 6), "bictegravir": (2, 6), "cabotegravir": (4, 2),
    "rilpivirine": (4, 2), "eltrombopag": (2, 4), "erlotinib": (2, 4), "chloroquine": (4, 4),
    "hydroxychloroquine": (4, 4), "patiromer": (3, 3),
}  # fmt: skip
IRON, MINERALS = ("iron", "ferrous sulfate"), ("calcium carbonate", "iron", "ferrous sulfate")
DRONATES = ("alendronate", "alendronic acid", "risedronate")
BESIDE: dict[str, tuple[tuple[str, ...], tuple[str, ...], float, float]] = {
    "levothyroxine and minerals": (("levothyroxine",), MINERALS, 4, 4),
    "patiromer": (("patiromer",), (), 3, 3),
    "alendronate and risedronate": (DRONATES, (), 0.5, 0),
    "ibandronate": (("ibandronate",), (), 1, 0),
    "ciprofloxacin and minerals": (("ciprofloxacin",), MINERALS, 2, 6),
    "moxifloxacin and iron": (("moxifloxacin",), IRON, 4, 8),
    "delafloxacin and iron": (("delafloxacin",), IRON, 2, 6),
    "gemifloxacin and iron": (("gemifloxacin",), IRON, 2, 3),
    "other fluoroquinolones and iron": (("levofloxacin", "ofloxacin", "norfloxacin"), IRON, 2, 2),
    "tetracyclines and iron": (("doxycycline", "minocycline"), IRON, 2, 2),
    "dolutegravir and minerals": (("dolutegravir", "tivicay", "triumeq", "dovato", "juluca"), MINERALS, 2, 6),
    "eltrombopag and minerals": (("eltrombopag",), MINERALS, 2, 4),
    "penicillamine and iron": (("penicillamine",), IRON, 2, 2),
    "iron and calcium": (IRON, ("calcium carbonate",), 2, 2),
    "bisphosphonates and iron": ((*DRONATES, "ibandronate"), IRON, 0.5, 2),
}
"""Medicines and how long before and after others they are taken [hours]; no others: any."""
NO_INTERVAL = (2.0, 2.0)
MOST_TRIED = 20_000  # hours tried for the medicines of one person, before it is said that there is no timetable
HOURS = [quarter / 4 for quarter in range(96)]


@dataclass(frozen=True)
class Patient:
    age: float
    sex: str
    pregnancy_week: int | None
    lactating: bool
    egfr: float | None
    dialysis: bool
    weight: float | None
    conditions: tuple[str, ...]
    medicines: tuple[str, ...]
    serum: float | None
    supplement: float
    authority: str
    told_hours: tuple[tuple[str, tuple[float, ...]], ...] = ()
    supplement_hours: tuple[float, ...] = ()


@dataclass(frozen=True)
class Intake:
    salt: str
    milligrams: float
    at: float
    pieces: float = 1.0
    form: str = "tablet"


@dataclass(frozen=True)
class Basis:
    rule: str
    words: str
    source: str = ""


@dataclass(frozen=True)
class Slot:
    name: str
    at: float


@dataclass(frozen=True)
class Timetable:
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Regimen:
    intakes: tuple[Intake, ...]
    per_day: float
    limit: float
    basis: tuple[Basis, ...] = ()
    monitor: tuple[str, ...] = ()
    stop: tuple[str, ...] = ("stop if the serum is above the range",)
    timetable: Timetable | None = None


@dataclass(frozen=True)
class Proposal:
    regimens: tuple[Regimen, ...] = ()
    notes: tuple[str, ...] = ()
    oral_wrong: str = ""
    blocks: tuple[Any, ...] = field(default=())


def room(*off: str) -> Room:
    """The proposer with some of its rules left out."""
    return Room(Patient, lambda patient, wanted, weeks: propose(patient, wanted, frozenset(off)))


def propose(patient: Patient, wanted: float, off: frozenset[str] = frozenset()) -> Proposal:
    if wanted <= 0 or any(rule not in off for rule in barred(patient)):
        return Proposal(notes=("none",))
    limit = most(patient) * (0.5 if patient.egfr is not None and 30 <= patient.egfr < 45 and "K06" not in off else 1.0)
    free = limit - patient.supplement if "T12" not in off else 2 * limit
    day = min(free, 3.0 * wanted)
    if day < 1:
        return Proposal(notes=("nothing is left below the limit",))
    at = (8.0, 14.0, 20.0) if "T13" not in off else (8.0,)
    timetable = placed(patient, at, off)
    if timetable is None:
        return Proposal(notes=("no timetable",))
    intakes = tuple(Intake("bisglycinate", day / len(at), hour) for hour in at)
    monitor: list[str] = []
    if patient.egfr is not None and 45 <= patient.egfr < 60 and "K05" not in off:
        monitor.append("serum magnesium within 4 to 8 weeks")
    if patient.egfr is not None and 30 <= patient.egfr < 45 and "K06" not in off:
        monitor.append("serum magnesium within 2 to 4 weeks")
    notes = ("the eGFR is unknown",) if patient.egfr is None and "K09" not in off else ()
    return Proposal((Regimen(intakes, day, limit, monitor=tuple(monitor), timetable=timetable),), notes)


def barred(patient: Patient) -> list[str]:
    ill = " / ".join(patient.conditions).casefold()
    taken = " / ".join(patient.medicines).casefold()
    found: list[str] = []
    if any(name in ill for name in FAILING) or patient.dialysis or (patient.egfr is not None and patient.egfr < 30):
        found.append("K07")
    if patient.egfr is None and (patient.age >= OLD or any(name in ill for name in KIDNEY)):
        found.append("K08")
    for rule, names in (("C01", NERVE), ("C02", BLOCK), ("C04", BOWEL)):
        found += [rule] * any(name in ill for name in names)
    found += ["C01"] * ("mg" in ill.split(" / "))
    found += ["C03"] * (patient.serum is not None and patient.serum > 1.05)
    found += ["D04"] * (patient.serum is not None and patient.serum < 0.5)
    found += ["C06"] * (patient.age < 1)
    found += ["C05"] * any(name in taken for name in ("raltegravir", "isentress", "integrase"))
    return found + [name for name in NEVER if name in taken]


def most(patient: Patient) -> float:
    def own(authority: str) -> float | None:
        if authority == "Japan 2025" and 1 <= patient.age < 18 and patient.weight is not None:
            return 5.0 * patient.weight
        return next((mg for age, mg in reversed(LIMITS.get(authority, ())) if patient.age >= age), None)

    mine = own(patient.authority)
    every = [value for name in LIMITS if (value := own(name)) is not None]
    return mine if mine is not None else min(every, default=0.0) if patient.age >= 1 else 100.0


def placed(patient: Patient, at: tuple[float, ...], off: frozenset[str]) -> Timetable | None:
    slots = [Slot(f"magnesium {number}", hour) for number, hour in enumerate((*at, *patient.supplement_hours), 1)]
    every = (*at, *patient.supplement_hours)
    choices: list[tuple[str, list[tuple[float, ...]]]] = []
    for name in patient.medicines:
        before, after = APART.get(word(name), NO_INTERVAL)
        if word(name) in off or "any other" in off:
            before = after = 0.0
        hours = dict(patient.told_hours).get(name)
        fits = [hour for hour in HOURS if all((m - hour) % 24 >= before and (hour - m) % 24 >= after for m in every)]
        if hours and not set(hours) <= set(fits):
            return None
        if not hours and not fits:
            return None
        own = [tuple(hours)] if hours else [(hour,) for hour in (fits if before or after else [at[0], *fits])]
        choices.append((name, own))
    chosen = arranged(choices, [row for id, row in BESIDE.items() if f"pair: {id}" not in off])
    if chosen is None:
        return None
    slots += [Slot(name, hour) for (name, _), hours in zip(choices, chosen, strict=True) for hour in hours]
    return Timetable(tuple(slots))


def word(name: str) -> str:
    return name.casefold().removesuffix(" 500 mg")


def arranged(
    choices: list[tuple[str, list[tuple[float, ...]]]],
    rows: list[tuple[tuple[str, ...], tuple[str, ...], float, float]],
) -> list[tuple[float, ...]] | None:
    """The first hours of every medicine that keep it from the others, tried one after the other."""
    found: list[tuple[float, ...]] = []
    tried = 0

    def kept(one: str, mine: tuple[float, ...], other: str, theirs: tuple[float, ...]) -> bool:
        return all(
            (there - hour) % 24 >= before and (hour - there) % 24 >= after
            for names, others, before, after in rows
            if one in names and (not others or other in others)
            for hour in mine
            for there in theirs
        )

    def next_one(place: int) -> bool:
        nonlocal tried
        if place == len(choices):
            return True
        name, own = word(choices[place][0]), choices[place][1]
        for hours in own:
            tried += 1
            if tried > MOST_TRIED:
                return False
            beside = [(word(choices[k][0]), there) for k, there in enumerate(found)]
            if all(kept(name, hours, *one) and kept(*one, name, hours) for one in beside):
                found.append(hours)
                if next_one(place + 1):
                    return True
                found.pop()
        return False

    return found if next_one(0) else None
