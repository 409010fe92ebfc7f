"""What the evidence says about one person: an answer per outcome, its rows beside it, and never one added to another.

A supplement is read against trials of supplements, a change of food against cohorts of eaters, serum as it is against
thresholds of serum, and none of them against another. Who was not studied gets no number.
"""

from __future__ import annotations

from collections.abc import Sequence

from epsom import tables
from epsom.outcomes.evidence import Evidence, evidence
from epsom.outcomes.personal.effects import Belief, Beliefs, Effect, beliefs, effect, stream
from epsom.outcomes.personal.exposures import FOOD, SERUM, SUPPLEMENT, Exposures, seen
from epsom.outcomes.personal.finding import applied, quoted
from epsom.outcomes.personal.nouns import Finding, Folds, Following, PerThousand, Size, Spread
from epsom.outcomes.personal.per_thousand import Draws
from epsom.outcomes.personal.reasons import loop, notes
from epsom.outcomes.personal.sized import Asked, counts
from epsom.outcomes.personal.whom import PersonView, concerns, not_studied, only_pregnant
from epsom.outcomes.personal.wording import (
    MEASURE,
    counted,
    counted_years,
    fewer_ends,
    graded,
    number,
    printed,
    say,
    told,
)
from epsom.outcomes.row import EvidenceRow
from epsom.units import factor

__all__ = [
    "Belief", "Beliefs", "Effect", "Exposures", "Finding", "Folds", "Following", "PerThousand", "PersonView", "Size",
    "Spread", "beliefs", "draws", "effect", "not_studied", "people", "project",
]  # fmt: skip
VERSIONS = 20
_TOLD = ("guard", "display", "upper", "lower", "narrative", "calibrate", "dissent")


def project(
    person: PersonView, exposures: Exposures, seed: int = 0, about: Sequence[Evidence] | None = None,
    cause: Beliefs | None = None,
) -> tuple[Following, ...]:  # fmt: skip
    """Return what the evidence says about this person, an answer per outcome, none of them summed.

    Primary rows are applied where the person and the exposure were studied; rows for display and guards are quoted.
    The same seed gives the same digits. ``about`` is the evidence to use, all by default; the guards of its systems
    come along (E12). ``cause`` puts other beliefs in the place of ours (rules.toml), by the name of the judgement.
    """
    known = evidence()
    chosen = known if about is None else (*about, *_guarding(about, known))
    judged = beliefs() | dict(cause or {})
    return tuple(_following(one, person, exposures, seed, judged) for one in chosen)


def draws(
    person: PersonView, exposures: Exposures, row: EvidenceRow, seed: int = 0, cause: Beliefs | None = None
) -> Effect | None:
    """Return the draws behind the size that ``project`` shows for a row; None where nothing is worked out from it."""
    if row.role != "primary" or not_studied(person, row) or not concerns(row, person):
        return None
    belief = (beliefs() | dict(cause or {}))[row.judgement]
    change = seen(row, exposures, stream(seed + 1, row))
    return None if change is None else effect(row, change, stream(seed, row), belief=belief)


def people(
    person: PersonView, exposures: Exposures, one: Evidence, row: EvidenceRow, seed: int = 0,
    cause: Beliefs | None = None,
) -> Draws | None:  # fmt: skip
    """Return the draws behind the events per 1,000 that ``project`` shows for a row; None where there are none."""
    found = draws(person, exposures, row, seed, cause)
    belief = (beliefs() | dict(cause or {}))[row.judgement]
    return None if found is None else counts(Asked(one, row, person, exposures, seed, belief), found)


def _guarding(about: Sequence[Evidence], known: Sequence[Evidence]) -> list[Evidence]:
    """Return the outcomes whose guard rows go with the systems of those asked about (E12)."""
    names, systems = {one.outcome for one in about}, {one.system for one in about}
    return [one for one in known if one.guards and one.system in systems and one.outcome not in names]


def _following(one: Evidence, person: PersonView, exposures: Exposures, seed: int, judged: Beliefs) -> Following:
    findings = tuple(_findings(one, person, exposures, seed, judged))
    group = _left_out(one, person)
    kind = _kind(one, findings, group)
    leading = next((found for found in findings if found.kind == kind), None)
    row = next((row for row in one.rows if leading is not None and row.id == leading.id), None)
    shown = row or next((row for row in one.rows if row.role in ("primary", *_TOLD)), None)
    return Following(
        outcome=one.outcome,
        system=one.system,
        mission=one.mission,
        kind=kind,
        direction=_direction(kind, row, leading),
        plain=_plain(one, kind, leading, findings, group, person),
        because=_because(one, kind, findings, group, person),
        certainty=leading.certainty if leading else _certainty(shown),
        for_whom=shown.condition if shown else "",
        findings=findings,
        folds=_folds(one),
        notes=notes(one, person),
        loop=loop(one, person),
    )


def _left_out(one: Evidence, person: PersonView) -> str | None:
    """Return the group of this person that studies of an outcome left out; None where a row is of just such people."""
    group = not_studied(person)
    if only_pregnant(one.rows) and person.pregnancy_week is None:
        return None  # a boy is told of whom it is, and not that he was left out
    just_them = (
        row.role in ("primary", *_TOLD) and not_studied(person, row) is None and concerns(row, person)
        for row in one.rows
    )  # fmt: skip
    return None if group is not None and any(just_them) else group


def _about_others(one: Evidence, person: PersonView) -> bool:
    """Tell whether every row that may be told is of people with another condition, age or sex."""
    rows = [row for row in one.rows if row.role in ("primary", *_TOLD)]
    return bool(rows) and not any(concerns(row, person) for row in rows)


def _findings(one: Evidence, person: PersonView, exposures: Exposures, seed: int, judged: Beliefs) -> list[Finding]:
    found: list[Finding] = []
    for row in one.rows:
        asked = Asked(one, row, person, exposures, seed, judged[row.judgement])
        if row.role == "primary":
            found.append(applied(asked))
        elif row.role == "guard" or (row.role in _TOLD and not_studied(person, row) is None and concerns(row, person)):
            found.append(quoted(asked))
    return found


def _kind(one: Evidence, findings: Sequence[Finding], group: str | None) -> str:
    """Return number, null or refusal: what the rows come to, or what the answer says of people who were studied."""
    kinds = {found.kind for found in findings}
    if "number" in kinds or (group is None and one.answer.kind == "scenario"):
        return "number"
    return "null" if "null" in kinds else "refusal"


def _direction(kind: str, row: EvidenceRow | None, leading: Finding | None) -> str:
    """Return where the outcome goes with more magnesium."""
    if kind == "null":
        return "no change"
    if row is None or leading is None or leading.size is None:
        return "not known"
    with_more = row.centre / (row.increment or 1.0) * (-1.0 if row.threshold is not None else 1.0)
    return "lower" if with_more < 0 else "higher"


def _plain(
    one: Evidence, kind: str, leading: Finding | None, findings: Sequence[Finding], group: str | None,
    person: PersonView,
) -> str:  # fmt: skip
    if kind == "number" and leading is not None and leading.size is not None:
        return _plain_number(leading, leading.size)
    if kind == "null":
        if one.answer.kind == "null" or leading is None or leading.role != "primary":
            return one.answer.says
        return say("food.plain_null", heading=leading.heading) if leading.exposure == FOOD else leading.sentence
    if kind == "refusal" and group is not None:
        return say("refusal.others", group=group, says=one.answer.says)
    if kind == "refusal" and one.answer.kind == "not known" and _about_others(one, person):
        return say("refusal.whom", whom=_studied(one))
    refused = [found for found in findings if found.kind == "refusal"]
    if kind == "refusal" and one.answer.kind != "not known":
        return refused[0].sentence if refused else say("refusal.whom", whom=_studied(one))
    return one.answer.says


def _studied(one: Evidence) -> str:
    """Return whom the rows that an answer rests on were about."""
    telling = [row for row in one.rows if row.role in ("primary", "guard")]
    telling = telling or [row for row in one.rows if row.role in _TOLD] or one.rows
    whom = dict.fromkeys(row.condition for row in telling)
    return "; ".join(each for each in whom if not any(each.startswith(f"{other} ") for other in whom))


def _plain_number(found: Finding, size: Size) -> str:
    if size.below is not None:
        threshold = number(size.threshold or 0.0, 2)
        said = say("serum.plain", heading=found.heading, threshold=threshold, below=round(VERSIONS * size.below))
        return f"{said} {say('serum.nobody')}" if size.nobody else said
    if found.exposure == SUPPLEMENT:
        unit = f" {size.unit}" if size.unit else ""
        direction = "lower" if size.estimate < 0 else "higher"
        return say(
            "supplement.plain", heading=found.heading, direction=direction, mean=f"{printed(size.estimate)}{unit}"
        )
    change = _changed(found, size)
    none = say("events.none_likely" if size.likely < 0.5 else "events.none_maybe")
    if (events := found.events) is None:
        ratio = f"{MEASURE[size.measure]} {number(size.doubted.mean, 2)}"
        return say("events.plain_none", heading=found.heading, ratio=ratio, change=change, none=none)
    fewer = events.fewer_doubted
    return say(
        "events.plain", heading=found.heading, whom=events.whom, before=counted(events.before.median),
        years=counted_years(events.years), event=_event(events), change=change, fewer=counted(abs(fewer.mean)),
        fewer_or_more="fewer" if fewer.mean >= 0 else "more", ends=fewer_ends(fewer.low95, fewer.high95), none=none,
    )  # fmt: skip


def _event(events: PerThousand) -> str:
    """Return what the rate counts, in brackets, for it is seldom just what the effect is of.

    Empty where the two are the same word, and for a risk that was told.
    """
    return "" if not events.country or events.outcome.startswith(events.event) else f" ({events.event})"


def _changed(found: Finding, size: Size) -> str:
    """Return what changes, in words: so much more or less from food, or a serum so much higher or lower."""
    change = size.change or 0.0
    if found.exposure == SERUM:
        more = "higher" if change > 0 else "lower"
        return say("events.change_serum", size=number(abs(change), 2), unit=size.change_unit, more=more)
    milligrams = abs(change) * factor(size.change_unit, "mg/d", "magnesium")
    return say("events.change_food", size=f"{milligrams:.0f}", more="more" if change > 0 else "less")


def _because(one: Evidence, kind: str, findings: Sequence[Finding], group: str | None, person: PersonView) -> str:
    if kind != "refusal":
        return ""
    group_said = say("refusal.group", group=group) if group is not None else ""
    if not group_said and one.answer.kind == "not known" and _about_others(one, person):
        return say("refusal.whom", whom=_studied(one))
    if one.answer.because or group_said:
        return " ".join(part for part in (_sentence(one.answer.because), group_said) if part)
    refused = next((found for found in findings if found.kind == "refusal"), None)
    if refused is None:
        return say("refusal.whom", whom=_studied(one))
    return refused.sentence if concerns(one.row(refused.id), person) else refused.note


def _sentence(text: str) -> str:
    """Return a phrase as a sentence; empty stays empty."""
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def _certainty(row: EvidenceRow | None) -> str:
    return graded(row) if row else say("quoted.ungraded")


def _evidence(one: Evidence, row: EvidenceRow) -> str:
    """Return one row for the list of all rows: what was counted or measured, in whom, and what was found."""
    return say("quoted.evidence", heading=one.endpoint(row.endpoint).heading, whom=row.condition, told=told(one, row))


def _folds(one: Evidence) -> Folds:
    cited = dict.fromkeys(row.source for row in one.rows)
    return Folds(
        one.answer.applies, one.answer.pitfalls, tuple(_evidence(one, row) for row in one.rows if row.role != "refuse"),
        one.answer.settle, tuple(tables.sources()[key].citation() for key in cited),
    )  # fmt: skip
