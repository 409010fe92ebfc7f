"""The laboratory on a terminal: what each value says, the stores, what may be behind it, and what would tell most next.

In the words and figures of the report's section, short enough for a screen; all numbers are in the report and the JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from epsom.interfaces.report import behind, laboratory, words
from epsom.interfaces.report.words import Amounts
from epsom.status.summary import Estimate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from epsom.assessment import Assessment, LabView, LearnedLine, RangeLine, StoreLine
    from epsom.status.causes import CauseLine

_MOST = 3
"""So many causes are told here; all of them stand in the report."""
_DOUBTS = {"quarantined": "in doubt and not used", "spoiled": "a spoiled sample, not used", "void": "not used"}
Section = tuple[str, tuple[str, ...]]


def sections(assessment: Assessment, amounts: Amounts) -> tuple[Section, ...]:
    """Return the titles and lines of what the laboratory says; nothing for a person without a value or a sign."""
    if not assessment.labs and not assessment.signs:
        return ()
    found = (
        ("What the laboratory says", (*_alerts(assessment), *_values(assessment, amounts), *_signs(assessment))),
        ("The stores, before these values and after", _stores(assessment, amounts)),
        ("What may be behind it", _behind(assessment)),
        ("What would tell most next", _next(assessment, amounts)),
    )
    return tuple((title, lines) for title, lines in found if lines)


def next_in_short(assessment: Assessment) -> str:
    """Return in one sentence what would tell most next; empty where nothing was asked."""
    return assessment.next_test.words.lay[0] if assessment.next_test else ""


def said_here(assessment: Assessment, warning: str) -> bool:
    """Tell whether a warning only repeats why a value is not used, which stands with the value."""
    return any(lab.why in warning for lab in assessment.labs if lab.why)


def _alerts(assessment: Assessment) -> list[str]:
    return [one.text for one in behind.alerts(assessment)]


def _values(assessment: Assessment, amounts: Amounts) -> list[str]:
    told = {one.place: one for one in assessment.learned}
    labs = [(lab, told.get(place)) for place, lab in enumerate(assessment.labs)]
    found = [_value(lab, one, amounts) for lab, one in labs if lab.used]
    found += [_unused(lab) for lab, _ in labs if not lab.used and lab.doubt != "kept"]
    if kept := [_kept(lab) for lab, _ in labs if lab.doubt == "kept"]:
        found.append(f"Shown, and nobody is weighed by it: {'; '.join(kept)}.")
    if len(assessment.learned) > 1 and (all_ := assessment.learned_in_all) is not None:
        found.append(f"All together {laboratory.much(all_.bits, all_.error)} about the stores ({_bits(all_.bits)}).")
    if said := [one.text for one in laboratory.serum_alone(assessment, amounts)]:
        found.append(" ".join(said))
    return found


def _value(lab: LabView, learned: LearnedLine | None, amounts: Amounts) -> str:
    parts = [f"{_named(lab)}: {_ranges(lab.ranges)}"] if lab.ranges else [_named(lab)]
    parts += [f"{one.words} ({one.rule})" for one in lab.alerts if one.level == "note"]
    if lab.expected is not None:
        parts.append(f"expected {laboratory.measure(lab, amounts).span(lab.expected)} before it was read")
    if learned is not None:
        rough = f"; {laboratory.ROUGH}" if laboratory.rough(learned) else ""
        told = laboratory.much(learned.bits, learned.error)
        parts.append(f"it {told} about the stores ({_bits(learned.bits)}{rough})")
    return f"{'; '.join(parts)}."


def _named(lab: LabView) -> str:
    heading = lab.heading or words.capital(lab.quantity.replace("_", " "))
    return f"{heading} {lab.told}{f', {lab.date}' if lab.date else ''}"


def _ranges(ranges: tuple[RangeLine, ...]) -> str:
    """Say where a value lies by each range, with the first range of those that say the same."""
    parts = list[str]()
    for word in dict.fromkeys(one.word for one in ranges):
        same = [one for one in ranges if one.word == word]
        others = words.counted(len(same) - 1)
        agree = f"; {others} other range{' agrees' if len(same) == 2 else 's agree'}" if len(same) > 1 else ""
        unsure = "; at a limit as rounded" if not all(one.sure for one in same) else ""
        parts.append(f"{word} ({same[0].printed}, {same[0].place}{agree}{unsure})")
    return ", ".join(parts)


def _unused(lab: LabView) -> str:
    ask = f" {lab.question}" if lab.question else ""
    return f"{_named(lab)}: {_DOUBTS.get(lab.doubt, 'not used')}. {lab.why}{ask}"


def _kept(lab: LabView) -> str:
    name = _named(lab)
    return f"{name[:1].lower()}{name[1:]}{f', {_ranges(lab.ranges)}' if lab.ranges else ''}"


def _bits(bits: float) -> str:
    return f"{words.number(bits, 2)} bits"


def _signs(assessment: Assessment) -> list[str]:
    return [one.text for one in behind.signs(assessment)]


def _stores(assessment: Assessment, amounts: Amounts) -> tuple[str, ...]:
    """Say what is missing before the values and after, and where unless they told next to nothing."""
    known, told = {one.name: one for one in assessment.stores}, assessment.learned_in_all
    if not assessment.learned or told is None or "deficit" not in known:
        return ()
    whole = known["deficit"]
    before, after = amounts.estimate(whole.prior), amounts.estimate(whole.posterior)
    missing = f"Missing in the whole body: {before} before, {after} after."
    if laboratory.nothing(told.bits, told.error):
        return (missing,)
    places = [_store(known[name], amounts) for name in laboratory.STORES if name in known]
    found = [missing, f"Beside their full state, before and after: {'; '.join(places)}."]
    of_organs = [
        (known[name], label)
        for name, label in (("renal threshold", "the kidney saves up to"), ("absorption", "the gut takes up"))
        if name in known
    ]
    found += [f"{words.capital('; '.join(_organ(one, label) for one, label in of_organs))}."] if of_organs else []
    return tuple(found)


def _store(one: StoreLine, amounts: Amounts) -> str:
    return f"{one.name} {amounts.middle(one.prior)}, {amounts.estimate(one.posterior)}"


def _organ(one: StoreLine, label: str) -> str:
    if one.unit == "1":
        return f"{label} {words.share(one.prior.median)} before, {words.share_range(one.posterior)} after"
    how = laboratory.Measure(1.0, one.unit, 2)
    return f"{label} {how.text(one.prior.median)} before, {how.span(one.posterior)} after"


def _behind(assessment: Assessment) -> tuple[str, ...]:
    """Say the likeliest causes and what parts the first two; nothing where there is nothing to explain."""
    found = assessment.causes
    if found is None or not found.looked_for:
        return ()
    apart = behind.separating(assessment)
    lines = [f"As the one main cause: {_ranked(found.causes[:_MOST])}."]
    return (*lines, *([apart.text] if apart is not None else []))


def _ranked(causes: Iterable[CauseLine]) -> str:
    return "; ".join(f"{one.name} {behind.in_hundred(one.probability)}" for one in causes)


def _next(assessment: Assessment, amounts: Amounts) -> tuple[str, ...]:
    """Say in plain words what would tell most next, and what it is expected to tell; what limits it stands in the end.

    The last sentence of the plain words says that no test measures the stores.
    """
    found = assessment.next_test
    if found is None:
        return ()
    best = next((one for one in found.tests if one.test == found.best), None)
    free = [one for one in found.tests if not one.barred]
    numbers = list[str]()
    if best is not None:
        wide, narrow = (amounts.middle(Estimate(0.0, band, band)) for band in (best.band_now, best.band_after))
        told = f"{_bits(best.bits)} (standard error {words.number(best.error, 2)})"
        numbers.append(f"Expected: {told}; 90 of 100 versions would lie within {narrow}, now within {wide}.")
    elif free:
        most = max(free, key=lambda one: one.bits)
        numbers.append(f"The most that any would tell is {_bits(most.bits)} ({most.heading}).")
    return (" ".join(found.words.lay[:-1]), *numbers, found.words.lay[-1])
