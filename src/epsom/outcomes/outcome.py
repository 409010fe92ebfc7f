"""An outcome: what magnesium is said to do, the rows that bear on it, and the answer they allow."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from epsom.outcomes.row import ENDPOINT_UNITS, Endpoint, EvidenceRow

KINDS = ("effect", "association", "null", "not known", "scenario")
"""What an answer may be. A scenario was seen in people in depletion, and is nobody's forecast."""
TYPES = ("binary", "rate", "continuous")
_ROW = re.compile(r"\{row ([^{}]*)\}")
_TRIALS, _COHORTS = ("rct_meta", "rct"), ("cohort_meta", "cohort")


@dataclass(frozen=True)
class Answer:
    """What the rows of an outcome allow to be said: ``kind`` is one of KINDS, ``says`` a sentence in plain words.

    ``applies`` tells when this applies and to whom, ``pitfalls`` what is easily misread, each a whole sentence;
    ``settle`` which study would change the answer and ``because`` why nothing is known, both without a full stop.
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
    outcome beyond it).
    """

    outcome: str
    code: str
    parent: str
    endpoints: tuple[Endpoint, ...]
    rows: tuple[EvidenceRow, ...]
    system: str
    mission: tuple[int, ...]
    answer: Answer

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
    if extra := set(answer) - {"kind", "says", "because", "settle", "applies", "pitfalls"}:
        return f"unknown key {sorted(extra)[0]!r} in the answer."
    if not str(answer.get("says", "")).endswith("."):
        return "the answer says no whole sentence."
    if not answer.get("settle"):
        return "no settle: say which study would change the answer."
    if answer["kind"] == "not known" and not answer.get("because"):
        return "what is not known needs because: say why."
    if not str(answer.get("applies", "")).endswith("."):
        return "applies is no whole sentence: say when this applies, and to whom."
    told = answer.get("pitfalls")
    if not isinstance(told, list) or not 1 <= len(cast(list[Any], told)) <= 3:
        return "pitfalls: give a list of one to three sentences on what is easily misread."
    if broken := next((one for one in cast(list[Any], told) if not str(one).endswith(".")), None):
        return f"pitfalls: {broken!r} is no whole sentence."
    return None


def printed(row: EvidenceRow) -> str:
    """Return the effect of a row as its source prints it, with the interval if there is one: 0.95 (0.9 to 1)."""
    if row.estimate is None:
        raise ValueError(f"{row.id} has no single estimate")
    said = _signed(row.estimate)
    return said if row.interval is None else f"{said} ({_signed(row.interval[0])} to {_signed(row.interval[1])})"


def answered(told: Mapping[str, Any], rows: Sequence[EvidenceRow]) -> Answer:
    """Return the answer with the number of a row of the same file wherever ``{row ID}`` stands.

    ValueError for a row that is not there, has no number, or whose number may be shown to nobody.
    """
    known = {row.id: row for row in rows}

    def number(match: re.Match[str]) -> str:
        row = known.get(match[1])
        if row is None or row.withheld or row.role == "refuse":
            raise ValueError(f"{{row {match[1]}}} leads to no number of this file that may be shown.")
        return printed(row)

    def whole(text: str) -> str:
        return _ROW.sub(number, text)

    words = {key: whole(str(value)) for key, value in told.items() if key not in ("kind", "pitfalls")}
    return Answer(kind=str(told["kind"]), pitfalls=tuple(whole(str(one)) for one in told["pitfalls"]), **words)


def _signed(value: float) -> str:
    return f"{value:g}".replace("-", "\u2212")


def overclaim(one: Evidence) -> str | None:
    """Return where the answer of an outcome says other than its rows carry, in words, or None."""
    kind, primary = one.answer.kind, [row for row in one.rows if row.role == "primary"]
    if kind == "not known" and primary:
        return "not known, but a row is primary."
    if kind == "effect" and not any(row.design in _TRIALS for row in primary):
        return "an effect needs a primary row of trials; a cohort shows an association."
    if kind == "association" and not any(row.design in _COHORTS for row in primary):
        return "an association needs a primary row of a cohort."
    if kind == "scenario" and not any(row.design == "depletion" for row in one.rows):
        return "a scenario needs a row of people in depletion."
    if kind == "scenario" and primary:
        return "a scenario is nobody's forecast, but a row is primary."
    telling = primary or [row for row in one.rows if row.role in ("guard", "display")]
    if kind == "null" and not any(row.holds_no_effect for row in telling):
        return "a null needs a row whose interval holds no effect."
    return None
