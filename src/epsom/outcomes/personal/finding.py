"""A finding: one row of evidence read for one person, with its size, in absolute terms where there is a rate."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from epsom import tables
from epsom.outcomes.outcome import Evidence
from epsom.outcomes.personal.effects import stream
from epsom.outcomes.personal.exposures import (
    FOOD,
    SERUM,
    SUPPLEMENT,
    change_of_food,
    change_of_serum,
    low_serum,
    milligrams,
    studied_dose,
    threshold,
    too_small,
    valid,
)
from epsom.outcomes.personal.nouns import QUOTED, Finding, Size
from epsom.outcomes.personal.sized import (
    Asked,
    counted_in_people,
    doubt_words,
    doubted_words,
    kind_of,
    ratio_words,
    sized,
)
from epsom.outcomes.personal.whom import concerns, not_studied, why_not
from epsom.outcomes.personal.wording import (
    MEASURE,
    behind,
    ends,
    graded,
    number,
    printed,
    say,
    share,
    told,
)
from epsom.outcomes.row import EvidenceRow


def quoted(asked: Asked, why: str = "") -> Finding:
    """Return a row as it is printed, applied to nobody."""
    one, row = asked.one, asked.row
    missing = say("quoted.missing") if row.estimate is not None and row.interval is None and not row.withheld else ""
    words = say("quoted.row", whom=row.condition, told=told(one, row), missing=f" {missing}" if missing else "")
    note = " ".join(part for part in (why, f"{row.note}." if row.note else "") if part)
    nothing = bool(row.finds) or (one.answer.kind == "null" and row.holds_no_effect and row.role != "dissent")
    kind = (
        "null"
        if nothing and not row.withheld and not_studied(asked.person, row) is None and concerns(row, asked.person)
        else QUOTED
    )
    return _finding(asked, kind, words, "quoted only", note=note)


def applied(asked: Asked) -> Finding:
    """Return what a primary row says of this person: a size, no effect, or why nothing can be said."""
    row, person = asked.row, asked.person
    if (group := not_studied(person, row)) is not None:
        return _refused(asked, say("refusal.group", group=group), "not studied")
    if not concerns(row, person):
        if row.otherwise and row.tested_otherwise:
            because = f"{why_not(row, person)[:1].upper()}{why_not(row, person)[1:]}."
            return _finding(asked, "null", f"{row.otherwise}.", "no effect shown", note=because)
        why = f"{row.otherwise[:1].lower()}{row.otherwise[1:]}" if row.otherwise else why_not(row, person)
        return _refused(asked, say("refusal.unrelated", why=why), "does not apply", note=f"{why_not(row, person)}.")
    if row.exposure == SUPPLEMENT:
        return _supplement(asked)
    if row.exposure == SERUM:
        return _threshold(asked) if row.threshold is not None else _serum(asked)
    return _food(asked)


def _supplement(asked: Asked) -> Finding:
    row, dose = asked.row, asked.exposures.supplement
    limits = _limits(row)
    if not studied_dose(row, asked.exposures):
        sentence = say("supplement.outside", dose=f"{dose:.0f}", **limits)
        return _refused(asked, sentence, "not studied", note=_others(asked))
    size = sized(asked, asked.effect(1.0), None)
    unit = f" {asked.unit}" if asked.unit else ""
    mean = f"{printed(size.estimate)}{unit}"
    digits = 1 if abs(size.estimate) >= 1 else 2
    prediction = f"{ends(size.prediction, digits)}{unit}"
    sentence = say(
        "supplement.effect", **limits, whom=row.condition, endpoint=asked.endpoint, mean=mean,
        interval=f" ({ends(size.interval, 2)})", prediction=prediction,
        step=f" {say('supplement.step')}" if row.shape == "step" else "",
        none="" if dose > 0 else f" {say('supplement.none')}",
    )  # fmt: skip
    doubt = say("supplement.doubt", likely=share(size.likely),
                ends80=f"{ends((size.doubted.low80, size.doubted.high80), digits)}{unit}")  # fmt: skip
    short = say("supplement.short", mean=mean, prediction=prediction)
    return _finding(asked, kind_of(asked), sentence, short, note=f"{doubt} {_others(asked)}", size=size)


def _food(asked: Asked) -> Finding:
    row, exposures = asked.row, asked.exposures
    change = change_of_food(row, exposures, stream(asked.seed + 1, row))
    if change is None or too_small(row, change) or not change.inside:
        nothing = "by_serum" if exposures.by_serum else "no_change"
        why = nothing if change is None else "too_small" if too_small(row, change) else "beyond"
        interval = row.interval or (math.nan, math.nan)
        sentence = say(
            "food.unchanged", increment=f"{milligrams(row) * (row.increment or 1.0):.4g}", endpoint=asked.endpoint,
            printed=f"{MEASURE[row.measure]} of {printed(row.estimate or math.nan)} ({ends(interval, 2)})",
            why=say(f"food.{why}", **_limits(row)),
        )  # fmt: skip
        return _refused(asked, sentence, "not studied" if why == "beyond" else "no change of food", note=_others(asked))
    found = asked.effect(change.draws)
    size = sized(asked, found, change)
    sentence = say(
        "food.effect", change=f"{milligrams(row) * abs(change.used):.0f}", more="more" if change.used > 0 else "less",
        asked=say(f"asked.{exposures.asked}"), measure=MEASURE[row.measure],
        size=ratio_words(size), endpoint=asked.endpoint,
        maybe=f" {say('food.maybe')}" if size.may_be_none else "", doubted=doubted_words(size),
    )  # fmt: skip
    beyond = replace(change, told=change.told - change.used)
    clamped = say("food.clamped", told=f"{milligrams(row) * abs(change.told):.0f}", **_limits(row))
    parts = ("" if too_small(row, beyond) else clamped, doubt_words(size), _others(asked))
    short = say("food.short", size=ratio_words(size), doubted=doubted_words(size))
    note = " ".join(part for part in parts if part)
    return counted_in_people(_finding(asked, kind_of(asked), sentence, short, note=note, size=size), asked, found)


def _threshold(asked: Asked) -> Finding:
    row = asked.row
    low = low_serum(row, asked.exposures, stream(asked.seed + 1, row))
    found = asked.effect(1.0)
    size = replace(
        sized(asked, found, None), threshold=threshold(row), below=None if low is None else float(np.mean(low))
    )
    limits = {
        "threshold": number(threshold(row), 2), "endpoint": asked.endpoint, "measure": MEASURE[row.measure],
        "reference": row.reference or "people above",
    }  # fmt: skip
    if size.below is None:
        return _refused(asked, say("serum.unknown", size=ratio_words(size), **limits), "serum not simulated")
    below = f"{100 * size.below:.0f}"
    maybe = f" {say('food.maybe')}" if size.may_be_none else ""
    sentence = say("serum.effect", below=below, size=ratio_words(size), maybe=maybe, **limits)
    short = say("serum.short", below=below, size=ratio_words(size), doubted=doubted_words(size), **limits)
    if size.nobody:
        sentence = f"{sentence} {say('serum.nobody')}"
    note = f"{doubt_words(size)} {_others(asked)}"
    return counted_in_people(_finding(asked, "number", sentence, short, note=note, size=size), asked, found)


def _serum(asked: Asked) -> Finding:
    """Return what a row per step of serum says: applied only where a change is read through serum alone (E6)."""
    row = asked.row
    change = change_of_serum(row, asked.exposures, stream(asked.seed + 1, row))
    if change is None:
        beside = any(other.exposure == FOOD and other.endpoint == row.endpoint for other in _primaries(asked.one))
        if row.contrast != "per_unit":
            return quoted(asked, say("serum.groups"))
        return quoted(asked, say("serum.not_beside" if beside and not asked.exposures.by_serum else "serum.not_acting"))
    if not change.inside:
        low, high = valid(row)
        why = say("serum.beyond" if change.told else "serum.unchanged", low=f"{low:g}", high=f"{high:g}", unit=row.unit)
        printed_as = told(asked.one, row)
        sentence = say("serum.nothing", told=f"{printed_as[:1].upper()}{printed_as[1:]}", why=why)
        return _refused(asked, sentence, "not studied" if change.told else "no change of serum", note=_others(asked))
    found = asked.effect(change.draws)
    size = sized(asked, found, change)
    sentence = say(
        "serum.change", change=number(change.used, 2), unit=row.unit, measure=MEASURE[row.measure],
        size=ratio_words(size),
        endpoint=asked.endpoint, maybe=f" {say('food.maybe')}" if size.may_be_none else "", doubted=doubted_words(size),
    )  # fmt: skip
    short = say("food.short", size=ratio_words(size), doubted=doubted_words(size))
    note = f"{doubt_words(size)} {_others(asked)}"
    return counted_in_people(_finding(asked, kind_of(asked), sentence, short, note=note, size=size), asked, found)


def _limits(row: EvidenceRow) -> dict[str, str]:
    """Return the ends of what was studied of an intake [mg/day], as they are written."""
    low, high = valid(row)
    return {"low": f"{milligrams(row) * low:.4g}", "high": f"{milligrams(row) * high:.4g}"}


def _primaries(one: Evidence) -> tuple[EvidenceRow, ...]:
    return tuple(row for row in one.rows if row.role == "primary")


def _refused(asked: Asked, sentence: str, size: str, note: str = "") -> Finding:
    return _finding(asked, "refusal", sentence, size, note=f"{note[:1].upper()}{note[1:]}")


def _finding(
    asked: Asked, kind: str, sentence: str, short: str, *, note: str = "", size: Size | None = None
) -> Finding:
    row = asked.row
    return Finding(
        row.id, asked.one.endpoint(row.endpoint).heading, row.exposure, row.role, kind, sentence, short,
        graded(row), row.tier, row.condition, row.source, tables.sources()[row.source].citation(),
        row.mark, note.strip(), size, counts=behind(row),
    )  # fmt: skip


def _others(asked: Asked) -> str:
    """Return the row's own note, and what other sources on the same endpoint found."""
    one, row = asked.one, asked.row
    found = [told(one, other) for other in one.rows if other.role == "triangulate" and other.endpoint == row.endpoint]
    compare = say("quoted.triangle", told="; ".join(found)) if found else ""
    return " ".join(part for part in (f"{row.note}." if row.note else "", compare) if part)
