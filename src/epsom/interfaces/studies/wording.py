"""Wording: what the pages of studies say, in HTML and in Markdown alike."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from epsom import tables
from epsom.interfaces.report import words
from epsom.quantities import quantity
from epsom.studies.catalogue import LeftOut, Study
from epsom.studies.protocol import Arm, Group
from epsom.studies.run import Outcome
from epsom.studies.score import Score, Summary, Tally

GROUPS = {
    "absorption": "Absorption", "load": "Loads and infusions", "depletion": "Depletion", "balance": "Balance",
    "supplement": "Supplements", "kidney": "Kidney", "dialysis": "Dialysis", "medicine": "Medicines",
    "disease": "Disease", "pregnancy": "Pregnancy and lactation", "population": "Populations", "hormones": "Hormones",
}  # fmt: skip
COUNTING = (
    "A number is inside where the prediction lies in the 95 % interval of the study’s mean; check is counted per"
    " study, as the mean over studies of the share of their numbers that lie inside, so that a study with many numbers"
    " weighs no more than one with a single number; where a study prints no error, 15 % is taken, marked ~ and counted"
    " apart.",
    "Which studies are check was fixed in their files before anything was simulated (commit 6d877db), and no role has"
    " changed since: check means that no number of the body was set by the study; fit, that some were, so that"
    " agreement proves little; shown, a known conflict or an open question, drawn and not counted.",
    "The first, blind run of the 61 check studies had 41 of their 81 numbers with printed errors inside (45 % by"
    " study); the structure of the body was mended afterwards, by people who had seen these misses, so that what their"
    " check says today is less than a blind test. The second batch was collected meanwhile and first simulated after"
    " the fit: 6 of 21 inside (31 % by study); what was changed since then had other reasons.",
)
"""How the numbers are counted and when their roles were fixed, a sentence each."""
HYPOTHESIS = "rests on a hypothesis"
SCORE_HEAD = ("", "studies", "inside", "by study", "median fold error", "tolerance ours")
Level = tuple[str, str, str, str, str, str]


def figure(value: float) -> str:
    """Write a number with three figures and a true minus sign; empty where there is none."""
    if not isfinite(value):
        return ""
    text = f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", words.MINUS)


def signed(value: float) -> str:
    """Write a distance in standard errors with its sign; empty where there is none."""
    return f"{value:+.1f}".replace("-", words.MINUS) if isfinite(value) else ""


def folds(outcome: Outcome) -> str:
    """Write the fold error; empty where there is none."""
    return "" if outcome.fold_error is None else f"{outcome.fold_error:.2f}"


def state(outcome: Outcome) -> str:
    """Return what sign an outcome has in a figure: inside, outside, or shown."""
    return "shown" if outcome.role == "shown" else "inside" if outcome.inside else "outside"


def verdict(outcome: Outcome) -> str:
    """Return where a prediction lies, in words; ``~`` for a tolerance of ours."""
    word = "no number" if outcome.fault else "inside" if outcome.inside else "outside"
    return f"~{word}" if outcome.tolerance_ours else word


def sign(outcome: Outcome) -> str:
    """Return the sign of an outcome as figures draw it."""
    return {"inside": "●", "outside": "◆", "shown": "■"}[state(outcome)]


def between(outcome: Outcome) -> str:
    """Write the 95 % interval of the study's mean."""
    return f"{figure(outcome.low)} to {figure(outcome.high)}"


def spoken(outcome: Outcome) -> str:
    """Say one outcome in a line, as a figure's titles do."""
    predicted = f"predicted {figure(outcome.predicted)}" if isfinite(outcome.predicted) else "no prediction"
    z = f", z {signed(outcome.z)}" if isfinite(outcome.z) else ""
    measured = f"observed {figure(outcome.observed)} ({between(outcome)})"
    return f"{outcome.quantity}: {measured}, {predicted}{z}, {verdict(outcome)}"


def unit(name: str, kind: str) -> str:
    """Return the unit of a reading on its scale; empty for a plain ratio."""
    told = quantity(name).unit
    return "" if kind == "ratio" or told == "1" else told


def label(study: Study) -> str:
    """Return a study's short name in its group: what stands in its file's name after the group."""
    return study.name.removeprefix(f"{study.group}_").replace("_", " ")


def citation(study: Study) -> str:
    """Return where a study is published."""
    return tables.sources()[study.source].citation() + "."


def people(study: Study, persons: int) -> str:
    """Say whom the study studied and who stands for them."""
    studied = f"{study.people} in the study" if study.people else "how many were in the study was not read"
    groups = max(len(arm.groups) for arm in study.protocol.arms)
    each = " of each kind" if groups > 1 else ""
    arm = ", the same in each arm" if len(study.protocol.arms) > 1 else ""
    return f"{words.capital(studied)}; {persons} virtual persons{each} stand for them{arm}."


def arms(study: Study) -> list[tuple[str, str]]:
    """Return every arm's name and its people; one nameless line where all arms have the same."""
    found = [(arm.name, _of_arm(arm)) for arm in study.protocol.arms]
    return found if len({told for _, told in found}) > 1 else [("", found[0][1])]


def _of_arm(arm: Arm) -> str:
    return "; ".join(_of_group(group, alone=len(arm.groups) == 1) for group in arm.groups)


def _of_group(group: Group, *, alone: bool) -> str:
    one = group.person
    share = "" if alone else f"{100 * group.share:.0f}{words.NB}% "
    age = f"{one.age:g} years" if one.age >= 2 else f"{12 * one.age:.0f} months"
    size = f"{100 * one.height:.0f}{words.NB}cm, {one.weight:g}{words.NB}kg"
    more = [*one.conditions, *(medicine.name for medicine in one.medicines)]
    more += [f"pregnant, week {one.pregnancy_week}"] if one.pregnancy_week else []
    more += ["lactating"] if one.lactating else []
    more += [f"eGFR {one.egfr:g}"] if one.egfr is not None else []
    return ", ".join([f"{share}{one.sex}, {age}", size, *more])


def _batches(summary: Summary) -> dict[str, Tally]:
    """Return the check studies by batch, under what they are called."""
    return {f"check, {name} batch": summary.batches[n] for n, name in ((1, "first"), (2, "second"))}


def scores(summary: Summary) -> list[Level]:
    """Return the table of scores, a row per role and one for the hard tier."""
    named = {**summary.roles, **_batches(summary), "fit and check": summary.counted, "hard tier": summary.hard}
    return [_scored(name, one) for name, one in named.items() if one.printed.outcomes or one.ours.outcomes]


def _scored(name: str, tally: Tally) -> Level:
    printed = tally.printed
    share = "" if printed.share is None else f"{100 * printed.share:.0f}{words.NB}%"
    fold = "" if printed.fold_error is None else f"{printed.fold_error:.2f}"
    return name, str(printed.studies), of(printed), share, fold, of(tally.ours) if tally.ours.outcomes else ""


def of(score: Score) -> str:
    """Return how many lie inside of how many."""
    return f"{score.inside} of {score.outcomes}"


def in_short(summary: Summary, studies: Sequence[Study], left_out: Sequence[LeftOut]) -> list[str]:
    """Say the result in a few sentences."""
    check, hard = summary.roles["check"].printed, summary.hard
    one = len(studies) == 1
    found = ["One published study is simulated." if one else f"{len(studies)} published studies are simulated."]
    if left_out:
        found[0] = f"{found[0][:-1]}; {len(left_out)} are left out, each with its reason."
    if check.share is not None:
        found.append(
            f"Of {check.outcomes} numbers that nothing was fitted to (role check, error printed), {check.inside} lie"
            f" inside; counted by study, {100 * check.share:.0f}{words.NB}%. Their median fold error is"
            f" {'not known' if check.fold_error is None else f'{check.fold_error:.2f}'}."
        )
    if hard.printed.outcomes or hard.ours.outcomes:
        missed = len(summary.hard_missed)
        whole = hard.printed.outcomes + hard.ours.outcomes
        found.append(f"Of the {whole} numbers of the hard tier, which must hold, {missed or 'none'} are missed.")
    if summary.unlived:
        found.append(f"No number came out of {words.listed(list(summary.unlived))}; that counts as outside.")
    return found
