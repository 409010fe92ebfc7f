"""Causes: what may be taking the magnesium and might be taken away, named before any dose."""

from __future__ import annotations

from functools import lru_cache

from epsom.needs import known_authority, needs
from epsom.needs.kinds import Requirement, Target
from epsom.needs.printed import Sex
from epsom.plan.regimen.nouns import Cause, Patient
from epsom.plan.regimen.rules import holding, named, of_kind, rule, switched_off


def causes(patient: Patient) -> tuple[Cause, ...]:
    """Return the reversible causes that were told, with what evidence says of removing each; for review."""
    told = _told(patient.conditions, patient.medicines, switched_off())
    return (*told, *_of_eating(patient))


@lru_cache(maxsize=65536)
def _told(present: tuple[str, ...], taken: tuple[str, ...], off: frozenset[str]) -> tuple[Cause, ...]:
    words = named(present, taken)
    return tuple(
        Cause(one.id, ", ".join(holding(one.id, present, taken)), one.action, one.source)
        for one in of_kind("cause")
        if one.id in words
    )


def _of_eating(patient: Patient) -> tuple[Cause, ...]:
    """Return low intake as a cause where the food's magnesium is told and below the authority's value."""
    if patient.intake is None:
        return ()
    wanted = _wanted(
        int(patient.age), patient.sex, patient.pregnancy_week is not None, patient.lactating, patient.authority
    )
    if wanted is None or patient.intake >= wanted.value:
        return ()
    one = rule("R06")
    told = f"{patient.intake:.0f} mg a day from food, of {wanted.value:g} ({wanted.kind}, {wanted.authority})"
    return (Cause(one.id, told, one.action, wanted.source),)


@lru_cache(maxsize=4096)
def _wanted(years: int, sex: Sex, pregnant: bool, lactating: bool, authority: str) -> Requirement | Target | None:
    stage = "pregnancy" if pregnant else "lactation" if lactating else "none"
    found = needs(years, sex, stage, known_authority(authority))
    return found.requirement or found.target
