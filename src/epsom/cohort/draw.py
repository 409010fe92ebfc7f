"""Drawing: typical values, spreads and covariates become so many virtual persons.

Every parameter has a stream of its own, seeded by its name, so that a new parameter or a plan leaves the others'
draws as they were: the same seed is the same cohort, and a difference between two runs is the plan's and not chance's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from epsom import tables
from epsom.body.balance import ORGANS, Body
from epsom.body.exchange import Store
from epsom.cohort import effects, scaling, unexplained
from epsom.cohort.conditions import condition
from epsom.cohort.effects import Cause
from epsom.cohort.medicines import medicine
from epsom.cohort.unexplained import Unexplained
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.person import Person
from epsom.plate.chance import Chance

Normal = Callable[[str], Any]


@dataclass(frozen=True)
class Cohort:
    """Virtual persons who could be one person.

    ``replete`` has the same draws but neither medicines nor conditions that cost magnesium; it defines the deficit.
    ``untold`` says who has a loss that nobody told of, where such losses were drawn.
    """

    person: Person
    replete: Body
    chance: Chance
    untold: Unexplained | None = None

    def body(self, day: date | None = None) -> Body:
        """Return the bodies on a day, with the conditions and the medicines taken by then (None: as of today)."""
        ill = effects.applied(self.replete, _present(self.person, day), self.chance)
        return ill if self.untold is None else unexplained.applied(ill, self.untold, self.chance)

    @property
    def rare_classes(self) -> tuple[tuple[str, ...], ...]:
        """The names of the draws that say who is of a rare class whom what is told hits hard."""
        return tuple((name,) for name in unexplained.rare_classes(_present(self.person, None)))

    @property
    def log_prior(self) -> Array:
        """How much each virtual person counts before any reading, as a logarithm, shape (persons,)."""
        return np.zeros(self.chance.persons) if self.untold is None else self.untold.log_prior


def draw(person: Person, *, persons: int, seed: int, untold: bool = False) -> Cohort:
    """Return so many virtual persons of this size, age, sex and kidney, with what the person has and takes.

    With ``untold`` half of them have a loss that the person file does not tell of, and count as rarely as it is.
    """
    return drawn(person, Chance(persons, seed), untold=untold)


def drawn(
    person: Person, chance: Chance, *, untold: bool = False, oftener: bool = False, dialysed: bool = False
) -> Cohort:
    """Return the virtual persons whom these chances make; the same as ``draw`` where none of them is told.

    With ``oftener``, half of those with and without an untold loss are also of each rare class whom a medicine they
    take hits hard, and count as rarely as such people are. ``dialysed`` persons may have kidneys that do not work.
    """
    if not dialysed:
        _check_kidney(person)
    sized = scaling.scaled(_bodies(chance.normal, chance.persons), person, chance.normal("kidney.filtration_rate"))
    keeping = tuple(cause for cause in _conditions(person) if not cause.costs)
    replete = effects.applied(sized, keeping, chance)
    if not untold:
        return Cohort(person, replete, chance)
    classes = unexplained.rare_classes(_present(person, None))
    found = unexplained.draw(chance)
    if oftener:
        chance, worth = unexplained.oftener(chance, classes)
        found = replace(found, log_prior=found.log_prior + worth)
    return Cohort(person, replete, chance, replace(found, rare=unexplained.of_class(chance, classes)))


def _present(person: Person, day: date | None) -> tuple[Cause, ...]:
    """Return what a person has and has taken by a day that costs magnesium (None: as of today)."""
    costly = tuple(cause for cause in _conditions(person) if cause.costs)
    taken = tuple(
        medicine(drug.name) for drug in person.medicines if day is None or drug.since is None or drug.since <= day
    )
    return tuple({cause.name: cause for cause in costly + taken}.values())


def _conditions(person: Person) -> tuple[Cause, ...]:
    return tuple({cause.name: cause for cause in map(condition, person.conditions)}.values())


def _check_kidney(person: Person) -> None:
    least = scaling.number("least_egfr")
    if person.egfr is None and any(cause.needs_egfr for cause in _conditions(person)):
        raise InputError(
            "conditions: chronic kidney disease says nothing here without the filtration rate, on which everything"
            " hangs. Add egfr: as the laboratory prints it, such as 40 mL/min/1.73m2, or creatinine: 1.7 mg/dL.",
            at=("conditions",),
        )
    if person.egfr is not None and person.egfr < least:
        told = next((name for name in ("creatinine", "cystatin_c") if getattr(person, name) is not None), "egfr")
        since = "" if told == "egfr" else f", estimated from {told} = {getattr(person, told).text},"
        raise InputError(
            f"egfr = {person.egfr:.3g} mL/min/1.73m2{since} is below {least:g}: nobody lives so without dialysis. A"
            " protocol can have its sessions (epsom simulate PROTOCOL.yaml); for one person no answer is better than a"
            " wrong one.",
            at=(told,),
        )


def typical(persons: int = 1) -> Body:
    """Return the body of the reference adult: every parameter at its typical value, for teaching and tests."""
    return _bodies(lambda name: 0.0, persons)


def _bodies(normal: Normal, persons: int) -> Body:
    return Body(**{organ: _record(kind, table, organ, normal, persons) for organ, (kind, table) in ORGANS.items()})


def _record(kind: type, table: str, organ: str, normal: Normal, persons: int, prefix: str = "") -> Any:
    rows = tables.rows(table)
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.type in ("Store", Store):
            values[field.name] = _record(Store, table, organ, normal, persons, f"{field.name}_")
            continue
        row = rows[prefix + field.name]
        z = normal(f"{organ}.{row.name}") if row.spread else 0.0
        values[field.name] = np.broadcast_to(row.value * np.exp(row.spread * z), (persons,))
    return kind(**values)
