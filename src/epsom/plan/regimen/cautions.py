"""Cautions: what is said before any plan, to everybody: a reading to be looked at, and whom more must ask first."""

from __future__ import annotations

from epsom.plan.regimen.nouns import Basis, Patient
from epsom.plan.regimen.rules import Rule, high, holding, named, number, on, rule

KINDS = ("D21", "D23", "D01", "D02", "N05", "N07", "N08")
"""The rules that are said before a plan, in the order in which they are said."""


def cautions(patient: Patient) -> tuple[Basis, ...]:
    """Return what must be said before any plan, each with its rule and source; nothing where nothing holds.

    Reference intervals of serum and the criteria of refeeding are those of adults who are not pregnant.
    """
    said: list[Basis] = []
    for one in (rule(name) for name in KINDS if on(name)):
        told = _told(one, patient)
        if told is not None:
            said.append(Basis(one.id, f"{told}: {one.action}", one.source))
    return tuple(said)


def _told(one: Rule, who: Patient) -> str | None:
    """Return what of a person a caution is about, in words; None where it is about nothing of theirs."""
    grown, expecting = who.age >= high("N05"), who.pregnancy_week is not None
    words = ", ".join(holding(one.id, who.conditions, who.medicines)) if _speaks(one, who) else ""
    if one.id in ("D21", "D23"):
        return _thin(one, who, words) if grown and not expecting else None
    if one.id in ("D01", "D02"):
        inside = who.serum is not None and grown and not expecting and one.within(who.serum)
        return who.serum_words if inside else None
    if one.id == "N05":
        return None if grown else one.condition
    if one.id == "N07":
        week = f"week {who.pregnancy_week} of pregnancy" if expecting else ""
        return week or ("breast-feeding" if who.lactating else None)
    weak = who.egfr is not None and who.egfr < high(one.id)
    return f"eGFR {who.egfr:g} mL/min/1.73m2" if weak else "dialysis" if who.dialysis else words or None


def _speaks(one: Rule, who: Patient) -> bool:
    return one.id in named(who.conditions, who.medicines)


def _thin(one: Rule, who: Patient, words: str) -> str | None:
    """Return the risk of refeeding: by what is told or a body mass index alone, or by an index and a medicine."""
    index = who.body_mass_index
    told = f"body mass index {index:.1f}" if index is not None and index < number(one.id) else ""
    if one.id == "D21":
        return told or words or None
    already = _told(rule("D21"), who) is not None
    return f"{told} with {words}" if told and words and not already else None
