"""Whom a row of evidence is about: who was studied, who was left out, and which conditions count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from epsom.cohort.conditions import known
from epsom.outcomes.row import EvidenceRow, rules

_KIDNEY = "chronic kidney disease"


class Risk(Protocol):
    """The person's own risk as told: ``chance`` from 0 to 1 within ``years``."""

    @property
    def chance(self) -> float:
        """Return the chance, 0 to 1."""
        ...

    @property
    def years(self) -> float:
        """Return within how many years."""
        ...


class Pressure(Protocol):
    """A usual blood pressure as told, in mmHg."""

    @property
    def systolic(self) -> float:
        """Return the upper value [mmHg]."""
        ...

    @property
    def diastolic(self) -> float:
        """Return the lower value [mmHg]."""
        ...


class Taken(Protocol):
    """A medicine as told."""

    @property
    def name(self) -> str:
        """Return its name in the teller's words."""
        ...


class PersonView(Protocol):
    """What a projection looks at in a person."""

    @property
    def age(self) -> float:
        """Return the age [years]."""
        ...

    @property
    def sex(self) -> str:
        """Return the sex, as rates are printed: female or male."""
        ...

    @property
    def pregnancy_week(self) -> int | None:
        """Return the week of pregnancy, None if not pregnant."""
        ...

    @property
    def egfr(self) -> float | None:
        """Return the filtration rate [mL/min/1.73m2], None if not told."""
        ...

    @property
    def conditions(self) -> tuple[str, ...]:
        """Return the conditions told, by name."""
        ...

    @property
    def other_conditions(self) -> tuple[str, ...]:
        """Return further conditions, in the teller's own words."""
        ...

    @property
    def medicines(self) -> Sequence[Taken]:
        """Return the medicines told, by a name that Epsom knows."""
        ...

    @property
    def other_medicines(self) -> Sequence[str]:
        """Return further medicines, in the teller's own words."""
        ...

    @property
    def blood_pressure(self) -> Pressure | None:
        """Return the usual blood pressure, None if not told."""
        ...

    @property
    def country(self) -> str | None:
        """Return the country, as a code of two letters, None if not told."""
        ...

    @property
    def own_risks(self) -> Mapping[str, Risk]:
        """Return the person's own risks as told, by outcome."""
        ...


def not_studied(person: PersonView, row: EvidenceRow | None = None) -> str | None:
    """Return the group of this person that studies left out, in words, or None; ``row`` may have studied just them."""
    limits = rules()["studied"]
    if person.age < limits["age_from"]:
        return f"people under {limits['age_from']}"
    if person.pregnancy_week is not None and not (row and row.pregnant):
        return "pregnancy"
    if row is not None and row.egfr is not None and person.egfr is not None:
        return None if row.egfr[0] <= person.egfr <= row.egfr[1] else "such a kidney function"
    if person.egfr is not None and person.egfr < limits["egfr_from"]:
        return f"kidney disease (eGFR below {limits['egfr_from']})"
    if _KIDNEY in named(person):
        return "kidney disease"
    return None


def concerns(row: EvidenceRow, person: PersonView) -> bool:
    """Tell whether a row is about people with this person's conditions, age and sex."""
    told = named(person)
    if (row.only_with and not told & set(row.only_with)) or told & set(row.only_without):
        return False
    if row.egfr is not None and not (person.egfr is not None and row.egfr[0] <= person.egfr <= row.egfr[1]):
        return False
    if row.ages is not None and not row.ages[0] <= person.age <= row.ages[1]:
        return False
    return not (row.sex and row.sex != person.sex) and not (row.pregnant and person.pregnancy_week is None)


def only_pregnant(rows: Sequence[EvidenceRow]) -> bool:
    """Tell whether every row of an outcome is of pregnant women, so that it is about nobody else."""
    return bool(rows) and all(row.pregnant for row in rows)


def why_not(row: EvidenceRow, person: PersonView) -> str:
    """Return why a row does not concern this person, as the end of ``because ...``."""
    told = named(person)
    if row.only_with and not told & set(row.only_with):
        return f"{row.only_with[0]} is not among the conditions told"
    if found := told & set(row.only_without):
        return f"{next(name for name in row.only_without if name in found)} is among the conditions told"
    return f"it was studied in {row.condition}"


def named(person: PersonView) -> set[str]:
    """Return the conditions told by every name they go by, so that a row need not list them all."""
    told = {name.strip().casefold() for name in (*person.conditions, *person.other_conditions)}
    for name, others in known().items():
        spellings = {name.casefold(), *(other.casefold() for other in others)}
        if told & spellings:
            told |= spellings
    return told
