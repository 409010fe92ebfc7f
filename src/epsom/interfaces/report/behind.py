"""What may lie behind a value, what signs say, and what would tell most next: ranked, with its burden, for review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epsom.interfaces.report import words
from epsom.interfaces.report.figures import lengths_figure
from epsom.interfaces.report.figures.lengths import Length
from epsom.interfaces.report.laboratory import BEFORE_AFTER, BITS, NOTHING, much, rough
from epsom.interfaces.report.named import Names
from epsom.interfaces.report.sentences import Said
from epsom.interfaces.report.view import TABLE, Cell, Table, line, source_cell, table
from epsom.interfaces.report.words import Amounts
from epsom.status.causes.separating import LABELS
from epsom.tables import number

if TYPE_CHECKING:
    from epsom.assessment import Assessment, LearnedLine
    from epsom.status.causes import CauseLine
    from epsom.status.next_test import TestWorth

CAUSES: Names = ("probability of a cause", "told")
TESTS: Names = ("next test", "bits")
MOST = 5
"""So many causes and tests are drawn; all of them stand in the tables."""


def in_hundred(chance: float) -> str:
    """Write a probability as so many in 100, neither none nor all unless it is so."""
    count = round(100 * chance)
    if count == 0 and chance > 0:
        return "fewer than 1 in 100"
    return "nearly 100 in 100" if count == 100 and chance < 1 else f"{count} in 100"


def alerts(assessment: Assessment) -> tuple[Said, ...]:
    """Return what comes before everything else."""
    return () if assessment.causes is None else tuple(Said(text, ("told",)) for text in assessment.causes.alerts)


def causes_chart(assessment: Assessment) -> str:
    """Draw the likeliest causes, a whole bar for certainty; nothing where none is looked for."""
    if assessment.causes is None or not assessment.causes.looked_for:
        return ""
    shown = assessment.causes.causes[:MOST]
    lines = [Length(words.capital(one.name), one.probability, 0.0, in_hundred(one.probability)) for one in shown]
    return lengths_figure("Probability of being the main cause", lines, full=1.0)


def separating(assessment: Assessment) -> Said | None:
    """Say which finding would part the first two causes best."""
    found = assessment.causes
    if found is None or not found.looked_for or len(found.causes) < 2:
        return None
    first, second = found.causes[:2]
    if found.separates is None:
        return Said(f"Nothing that is asked here parts {first.name} from {second.name}.")
    text = (
        f"What may part the first two, {first.name} and {second.name}, best: {found.separates.name}. It is expected to "
        f"move the odds between them by a factor of {words.number(found.separates.times, 1)}."
    )
    return Said(text, CAUSES)


def causes_words(assessment: Assessment) -> tuple[Said, ...]:
    """Return all that the ranking says, for clinicians."""
    return () if assessment.causes is None else tuple(Said(text, CAUSES) for text in assessment.causes.words)


def causes_table(assessment: Assessment) -> Table | None:
    """Return every cause with its probability and what spoke for or against it."""
    if assessment.causes is None or not assessment.causes.looked_for:
        return None
    lines = [
        line(
            (
                Cell(words.capital(one.name), small=one.group),
                in_hundred(one.probability),
                "; ".join(_spoke(one)) or "nothing yet",
                source_cell(one.source, one.evidence) if one.source != "assumed" else Cell("", one.evidence, "assumed"),
            ),
            CAUSES,
        )
        for one in assessment.causes.causes
    ]
    caption = "All causes looked for, as the one main cause. Times: how much oftener than where no cause is known."
    return table(caption, ("Cause", "Probability", "What spoke, by times", "Odds before, from"), lines, (1,))


def _spoke(one: CauseLine) -> list[str]:
    """Return what spoke for or against a cause, strongest first; what hardly spoke is left out."""
    ranked = sorted(one.why, key=lambda each: -max(each.times, 1.0 / max(each.times, 1e-9)))
    return [
        f"{LABELS.get(each.name, each.name)} {words.plain(round(each.value or 0.0, 2))} {each.unit}, × {each.times:.2g}"
        for each in ranked
        if not 0.9 < each.times < 1.1
    ]


def signs(assessment: Assessment) -> tuple[Said, ...]:
    """Return what is known of each sign told, urgent ones first."""
    found = sorted(assessment.signs, key=lambda one: not one.urgent)
    return tuple(Said(one.words, ("told", *((one.source,) if one.source != "assumed" else ()))) for one in found)


def tests_chart(assessment: Assessment) -> str:
    """Draw what the most telling tests that this person may have would tell."""
    if assessment.next_test is None:
        return ""
    best = assessment.next_test.best
    free = [one for one in assessment.next_test.tests if not one.barred]
    shown = [one for place, one in enumerate(free) if place < MOST or one.test == best]
    lines = [
        Length(
            words.capital(one.heading), one.bits, one.error, f"{words.number(one.bits, 2)} bits",
            "causal" if one.test != best else "best", one.burden,
        )
        for one in shown
    ]  # fmt: skip
    label = "What each test would be expected to tell about the stores"
    return lengths_figure(label, lines, least=number(TABLE, "told_much")) if lines else ""


def next_words(assessment: Assessment) -> tuple[Said, ...]:
    """Return what is said of the next test, for clinicians."""
    return () if assessment.next_test is None else tuple(Said(t, TESTS) for t in assessment.next_test.words.clinician)


def tests_table(assessment: Assessment) -> Table | None:
    """Return every test with what it would tell and what it asks; those barred with their reason."""
    if assessment.next_test is None:
        return None
    lines = [line(_test(one), TESTS) for one in assessment.next_test.tests]
    head = ("Test", "Would tell [bits]", "Range narrower by", "Asks", "For this person")
    caption = "Every test that could be read here, the most telling first; burden from 1 (a tube of blood) to 5."
    return table(caption, head, lines, (1, 2), TESTS)


def _test(one: TestWorth) -> tuple[str | Cell, ...]:
    told = f"{words.number(one.bits, 2)} ± {words.number(one.error, 2)}"
    asks = Cell(one.burden, small=f"{one.hours:g} h, cost {one.cost}, burden {one.score}")
    verdict = Cell("not suited", small="; ".join(one.barred)) if one.barred else Cell(_verdict(one))
    return words.capital(one.heading), told, words.share(max(one.narrowing, 0.0)), asks, verdict


def _verdict(one: TestWorth) -> str:
    again = ", measured before" if one.taken else ""
    return f"{'may be worth it' if one.worth else 'would tell too little'}{again}"


def plainly(assessment: Assessment, amounts: Amounts) -> tuple[Said, ...]:
    """Say the whole section in plain words, without an order and without a dose."""
    return (*_of_values(assessment, amounts), *_of_causes(assessment), *_of_next(assessment))


def _of_values(assessment: Assessment, amounts: Amounts) -> tuple[Said, ...]:
    used = [one for one in assessment.labs if one.used]
    left = [one for one in assessment.labs if not one.used and one.question]
    found: list[Said] = []
    if not used:
        found.append(Said("No laboratory value counts here, so food and person alone say what the body may hold."))
    ranked = sorted(assessment.learned, key=lambda one: -one.bits)
    if ranked:
        found.append(Said(_most([one for one in ranked if not rough(one)], assessment), BITS))
        before, after = amounts.estimate(assessment.prior_deficit), amounts.estimate(assessment.deficit)
        moved = f"Missing from full stores: {before} without these values, {after} with them."
        found.append(Said(moved, ("deficit", *BEFORE_AFTER)))
    if any(one.analyte == "serum_magnesium" for one in ranked):
        found.append(
            Said(
                "Blood holds very little of the body’s magnesium. A usual value in blood does not show that the stores "
                "are full, and a low one does not show how much is missing."
            )
        )
    if left:
        count = words.capital(words.counted(len(left)))
        verb, ask = ("value was", "its question") if len(left) == 1 else ("values were", "their questions")
        found.append(Said(f"{count} {verb} not used: {ask} below would settle it.", ("told",)))
    return tuple(found)


def _most(sound: list[LearnedLine], assessment: Assessment) -> str:
    """Say which value told most; where none alone told anything that shows, how much all did together."""
    together = assessment.learned_in_all
    if together is not None and (not sound or much(sound[0].bits, sound[0].error) == NOTHING):
        return f"What was measured {much(together.bits, together.error)} about what the body stores."
    first, said = sound[0], much(sound[0].bits, sound[0].error)
    rest = dict.fromkeys(one.heading for one in sound[1:] if one.heading != first.heading)
    lowered = [one[0].lower() + one[1:] if one[1:2].islower() else one for one in rest]
    less = f"; less came from {words.listed(lowered)}" if lowered else ""
    return f"{first.heading} {said} about what the body stores{less}."


def _of_causes(assessment: Assessment) -> tuple[Said, ...]:
    found = assessment.causes
    if found is None or not found.looked_for:
        return ()
    first = found.causes[0]
    chance = f"{words.of_twenty(first.probability)} by our reckoning"
    text = f"Of what may lie behind it, this comes first: {first.name} ({chance})."
    if found.separates is not None and len(found.causes) > 1:
        text += f" What could tell it from the next one, {found.causes[1].name}: {found.separates.name}."
    return (Said(text, CAUSES),)


def _of_next(assessment: Assessment) -> tuple[Said, ...]:
    return () if assessment.next_test is None else tuple(Said(t, TESTS) for t in assessment.next_test.words.lay)
