"""An outcome: what magnesium is said to do, the rows that bear on it, and the answer they allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from epsom.outcomes.row import ENDPOINT_UNITS, Endpoint, EvidenceRow

KINDS = ("effect", "association", "null", "not known")
TYPES = ("binary", "rate", "continuous")
_TRIALS, _COHORTS = ("rct_meta", "rct"), ("cohort_meta", "cohort")


@dataclass(frozen=True)
class Answer:
    """What the rows of an outcome allow to be said: ``kind`` is one of KINDS, ``says`` a sentence in plain words.

    Where nothing is known, ``because`` says why, and ``settle`` which study would change that.
    """

    kind: str
    says: str
    because: str = ""
    settle: str = ""
    applies: str = ""
    pitfalls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All rows of one outcome; ``parent`` names what the outcome is part of, so that the two are never summed.

    ``system`` is the part of the body it is shown with, ``mission`` the rows of the mission it answers (empty for an
    outcome beyond it), ``projected`` whether an assessment works it out for a person.
    """

    outcome: str
    code: str
    parent: str
    endpoints: tuple[Endpoint, ...]
    rows: tuple[EvidenceRow, ...]
    system: str
    mission: tuple[int, ...]
    answer: Answer
    projected: bool = False

    def endpoint(self, name: str) -> Endpoint:
        """Return one endpoint by name."""
        return next(one for one in self.endpoints if one.name == name)

    def row(self, name: str) -> EvidenceRow:
        """Return one row by its id; KeyError for one that is not there."""
        for row in self.rows:
            if row.id == name:
                return row
        raise KeyError(name)

    @property
    def guards(self) -> tuple[EvidenceRow, ...]:
        """Return the rows that are shown whenever the outcome is."""
        return tuple(row for row in self.rows if row.role == "guard")


def endpoint_fault(one: Endpoint) -> str | None:
    """Return what is wrong with an endpoint, in words, or None."""
    if one.type not in TYPES:
        return f"type = {one.type!r} is none of {', '.join(TYPES)}."
    if one.type == "continuous" and one.unit not in ENDPOINT_UNITS:
        return f"unit = {one.unit!r} of a measured endpoint is no unit known here."
    if one.type == "binary" and one.unit:
        return "what happens or does not has no unit."
    if one.baseline and one.type != "binary":
        return f"baseline = {one.baseline!r}: only what happens or does not has a rate."
    return None


def answer_fault(answer: Mapping[str, Any]) -> str | None:
    """Return what an answer lacks, in words, or None."""
    if answer.get("kind") not in KINDS:
        return f"the kind of the answer is {answer.get('kind')!r}, none of {', '.join(KINDS)}."
    if extra := set(answer) - {"kind", "says", "because", "settle"}:
        return f"unknown key {sorted(extra)[0]!r} in the answer."
    if not str(answer.get("says", "")).endswith("."):
        return "the answer says no whole sentence."
    if answer["kind"] == "not known" and not (answer.get("because") and answer.get("settle")):
        return "what is not known needs because (why) and settle (which study would tell)."
    return None


def overclaim(one: Evidence) -> str | None:
    """Return where the answer of an outcome says other than its rows carry, in words, or None."""
    kind, primary = one.answer.kind, [row for row in one.rows if row.role == "primary"]
    if kind == "not known" and primary:
        return "not known, but a row is primary."
    if kind == "effect" and not any(row.design in _TRIALS for row in primary):
        return "an effect needs a primary row of trials; a cohort shows an association."
    if kind == "association" and not any(row.design in _COHORTS for row in primary):
        return "an association needs a primary row of a cohort."
    telling = primary or [row for row in one.rows if row.role in ("guard", "display")]
    if kind == "null" and not any(row.holds_no_effect for row in telling):
        return "a null needs a row whose interval holds no effect."
    return None
