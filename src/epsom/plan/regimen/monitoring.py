"""Monitoring: what to measure and when, and when to stop."""

from __future__ import annotations

from functools import lru_cache

from epsom.plan.regimen.nouns import Patient
from epsom.plan.regimen.rules import Rule, high, low, named, of_kind, switched_off


def monitor(patient: Patient, gate: Rule, weeks: int) -> tuple[str, ...]:
    """Return what to measure and when, the kidney's own line first; ``gate`` is the rule of the kidney that holds."""
    return _monitor(patient, gate, weeks, switched_off())


@lru_cache(maxsize=256)
def _monitor(patient: Patient, gate: Rule, weeks: int, off: frozenset[str]) -> tuple[str, ...]:
    lines = [gate.sentence()] if gate.weeks is not None else []
    if gate.id == "K09":
        lines.append(gate.sentence())
    lines += [f"{line} ({weeks} weeks)" if name == "M01" else line for name, line in _lines(_which(patient), off)]
    return tuple(lines)


def stop() -> tuple[str, ...]:
    """Return when to stop, a line each."""
    return _stops(switched_off())


@lru_cache(maxsize=8)
def _stops(off: frozenset[str]) -> tuple[str, ...]:
    return tuple(one.sentence() for one in of_kind("stop"))


def _which(patient: Patient) -> frozenset[str]:
    words = named(patient.conditions, patient.medicines)
    weak = patient.egfr is None or patient.egfr < high("M05")
    held = {
        "M01": True,
        "M02": "M02" in words,
        "M03": "M03" in words,
        "M04": "M04" in words,
        "M05": "M05" in words and weak,
        "M06": patient.age >= low("M06"),
        "M07": patient.serum is not None and low("M07") <= patient.serum <= high("M07"),
        "M10": patient.serum is not None and low("M10") < patient.serum < high("M10"),
        "M08": patient.pregnancy_week is not None or patient.lactating,
        "M09": "M09" in words and weak,
    }
    return frozenset(name for name, holds in held.items() if holds)


@lru_cache(maxsize=512)
def _lines(which: frozenset[str], off: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple((one.id, one.sentence()) for one in of_kind("monitoring") if one.id in which)
