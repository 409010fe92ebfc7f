"""Sentences: what the page and the terminal say of an assessment in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from epsom import tables
from epsom.interfaces.report import named, words
from epsom.interfaces.report.named import Names
from epsom.interfaces.report.words import Amounts
from epsom.labs.filtration import BOTH, CYSTATIN, EQUATION

if TYPE_CHECKING:
    from epsom.assessment import Assessment, DayFlows
    from epsom.units import Told


@dataclass(frozen=True)
class Said:
    """A sentence, and the names by which its numbers can be explained."""

    text: str
    explain: Names = ()


DEFICIT: Names = ("twenty dots", "deficit", "deficit share")
"""The names by which the numbers of the sentence about the deficit go."""
MATCHES = {
    "spelling": "matched by spelling: please check",
    "fragment": "matched by part of its name: please check",
}
"""How a food that was found by likeness is flagged."""


def name(assessment: Assessment) -> str:
    """Return what to call the person."""
    return assessment.person.name or "this person"


def who(assessment: Assessment) -> str:
    """Tell in one line who this is: sex, age, size, and what else was told."""
    person = assessment.person
    grown = {"female": "woman", "male": "man"} if person.age >= 18 else {"female": "girl", "male": "boy"}
    size = words.number(person.weight, 0 if person.weight >= 20 else 1)
    told = [f"{grown[person.sex]}, {words.counted_years(person.age)}", f"{words.number(person.height, 2)} m, {size} kg"]
    if person.pregnancy_week is not None:
        told.append(f"week {person.pregnancy_week} of pregnancy")
    if person.lactating:
        told.append("breast-feeding")
    if person.egfr is not None:
        told.append(filtration(person.egfr, person.creatinine, person.cystatin_c))
    if conditions := [*person.conditions, *person.other_conditions]:
        told.append(f"conditions: {', '.join(conditions)}")
    since = {drug.name: f" since {drug.since.isoformat()}" if drug.since else "" for drug in person.medicines}
    if medicines := [*(f"{drug}{begun}" for drug, begun in since.items()), *person.other_medicines]:
        told.append(f"medicines: {', '.join(medicines)}")
    return "; ".join(told)


def filtration(egfr: float, creatinine: Told | None, cystatin: Told | None = None) -> str:
    """Tell the filtration rate [mL/min/1.73m2], and from what it was estimated, if it was."""
    told = [f"{name} {one.text}" for name, one in (("creatinine", creatinine), ("cystatin C", cystatin)) if one]
    if not told:
        return f"eGFR {egfr:g} mL/min per 1.73 m²"
    equation = EQUATION if cystatin is None else CYSTATIN if creatinine is None else BOTH
    return f"eGFR {words.number(egfr, 0)} mL/min per 1.73 m² ({equation}, from {' and '.join(told)})"


def when(assessment: Assessment) -> str:
    """Name the day the flows are of: yesterday, today, the day's own name, or a usual day where none was told."""
    record = assessment.person.record
    if not record:
        return "a usual day"
    date = record[-1].date
    if date is not None and date == assessment.person.today - timedelta(days=1):
        return "yesterday"
    if date is not None and date == assessment.person.today:
        return "today"
    if date is not None:
        return f"{date.day} {date:%B %Y}"
    return assessment.day_names[-1] if assessment.day_names else "the last day told"


def of_day(day: str) -> str:
    """Return whose magnesium it is: ``yesterday’s magnesium``, ``the magnesium of a usual day``."""
    return f"{day}’s magnesium" if day in ("yesterday", "today") else f"the magnesium of {day}"


def on_day(day: str) -> str:
    """Return how a sentence about the day opens: ``Yesterday``, ``On a usual day``."""
    return words.capital(day) if day in ("yesterday", "today") else f"On {day}"


def in_short(assessment: Assessment, amounts: Amounts) -> tuple[Said, ...]:
    """Say the whole result in three or four sentences; chances as so many of twenty."""
    day, who_is = when(assessment), name(assessment)
    eaten, kept = assessment.flows.eaten, assessment.absorption_share
    ate = (
        f"{on_day(day)}, {who_is} ate {amounts.estimate(eaten)} of magnesium. Over time, less what digestive "
        f"juices lose again, {words.share_range(kept)} of the usual intake stays."
    )
    said = [Said(f"Urgent: {urgent(assessment)}", ("told",))] if assessment.urgent else []
    said += [
        Said(ate, ("eaten", "absorption share", "90 of 100", "told")),
        Said(deficit_sentence(assessment, amounts), DEFICIT),
    ]
    reached = named.of_adequacy(assessment)
    if assessment.adequacy is not None:
        met = words.of_twenty(assessment.adequacy)
        usual = (
            f"The usual diet, {amounts.middle(assessment.usual_intake)} a day, is taken up like "
            f"{worth(assessment, amounts)}, and reaches {goal(assessment)} in {met} versions ({assessment.authority})."
        )
        said.append(Said(usual, ("usual intake", "absorbed-equivalent intake", *reached)))
    else:
        target = f"{assessment.authority} gives a target only, so no probability is shown for the usual diet."
        said.append(Said(target, (assessment.authority,)))
    if assessment.swaps and assessment.plan_adequacy is not None:
        count = words.capital(words.counted(len(assessment.swaps)))
        kind = "swap" if all(swap.instead for swap in assessment.swaps) else "change"
        swap = f"{count} {kind}{'' if count == 'One' else 's'} of food in section 7"
        may = f"{swap}, for review, may bring that to {words.of_twenty(assessment.plan_adequacy)}{aim(assessment)}."
        said.append(Said(may, ("swap", "plan_target", *reached)))
    return tuple(said)


def urgent(assessment: Assessment) -> str:
    """Say what was told that is for urgent human care, and that no plan is shown, as a plan says it."""
    return f"{words.capital(assessment.urgent)}. {assessment.plan_says}"


def on_its_way(flows: DayFlows) -> tuple[float, str]:
    """Return what the gut still holds of the day [mmol], or gave up of the day before, and what it is ("" if little).

    With it the day's sum comes out: what is eaten on a day does not leave on the same day.
    """
    kept = flows.eaten.median - flows.absorbed.median + flows.secreted.median - flows.stool.median
    if abs(kept) < flows.eaten.median / 20:
        return 0.0, ""
    return abs(kept), "still in the gut" if kept > 0 else "of it eaten the day before"


def worth(assessment: Assessment, amounts: Amounts) -> str:
    """Say what the usual diet is worth to this gut: ``190 mg in three plain meals without medicines``."""
    return f"{amounts.middle(assessment.equivalent_intake)} in three plain meals without medicines"


def aim(assessment: Assessment) -> str:
    """Return what to add to a plan's chance: that it falls short of what a plan aims at, or nothing."""
    reached, target = assessment.plan_adequacy, assessment.plan_target
    grows = "; what is missing still grows in the weeks ahead" if assessment.plan_deficit_grows else ""
    if reached is None or target is None or reached >= target:
        return grows
    return f", short of the {words.of_twenty(target)} that a plan aims at{grows}"


def goal(assessment: Assessment) -> str:
    """Name what a probability is about: the need, or where the authority has only a target, that target."""
    if "at or above" not in assessment.adequacy_name:
        return "the need"
    target = assessment.adequacy_name.rpartition(" ")[2]
    return "the adequate intake" if target == "AI" else f"the {target}"


def deficit_sentence(assessment: Assessment, amounts: Amounts) -> str:
    """Say what the twenty dots say."""
    dots, deficit = assessment.deficit_dots, assessment.deficit
    below = sum(dot > 0 for dot in dots)
    side = "less" if deficit.median >= 0 else "more"
    return (
        f"In {below} of {len(dots)} equally likely versions of {name(assessment)}, the body holds less magnesium than "
        f"it would at its own full stores; the middle version holds {amounts.size(deficit)} {side}, "
        f"{words.share(abs(assessment.deficit_share.median))} of full stores."
    )


def chances(assessment: Assessment) -> tuple[tuple[str, str, str, Names], ...]:
    """Return the probability of adequacy both ways: (what, of twenty and as a share, how it was reckoned, names)."""
    ways = (
        (assessment.adequacy_name, assessment.adequacy,
         "over the uncertainty of usual intake, of the need, and of absorption (salts and inhibitors count)",
         named.of_adequacy(assessment)),
        (f"{assessment.adequacy_name}, classical", assessment.adequacy_classical,
         "the usual formula for one person, on what was eaten, without absorption", ("classical adequacy",)),
    )  # fmt: skip
    return tuple(
        (words.capital(what), f"{words.of_twenty(chance)} ({words.number(100 * chance, 0)}{words.NB}%)", how, names)
        for what, chance, how, names in ways
        if chance is not None
    )


def certainty_steps(certainty: str) -> int:
    """Return how many of four steps a grade of certainty fills; 0 where no grade was given."""
    grade = certainty.lower()
    for words_of, steps in (("very low", 1), ("low", 2), ("moderate", 3), ("high", 4)):
        if grade.startswith(words_of):
            return steps
    return 0


def limits(assessment: Assessment, amounts: Amounts) -> tuple[Said, ...]:
    """Say what the limits for supplements are, one sentence each."""
    found = [line for line in assessment.needs if is_limit(line.kind)]
    return tuple(
        Said(f"{line.authority}: {amounts.text_mg(line.value)} per day: {meaning(line.text)}.", named.of_need(line))
        for line in found
    )


def meaning(text: str) -> str:
    """Return what a reference value means, without the amount in mg that opens its text and without a full stop."""
    return text.rpartition("mg/day: ")[2].rstrip(".")


def is_limit(kind: str) -> bool:
    """Tell a limit for supplements from a need."""
    return kind.upper().startswith("UL") or "limit" in kind.lower() or kind.startswith("max_supplement")


def unknowns(assessment: Assessment) -> tuple[Said, ...]:
    """List what this result does not know."""
    said = [Said(text, named.of_warning(text, assessment.authority)) for text in assessment.warnings]
    assumed = sum(row.source == "assumed" for row in assessment.parameters)
    counted = f"{assumed} of the {len(assessment.parameters)} numbers in section 9 are assumptions, marked as such."
    said += [
        Said(
            "Blood holds only a small part of the magnesium in a body, so a serum value inside the interval does not "
            "settle how full the stores are."
        ),
        Said("Nobody has measured these stores; they are computed from what was told and from published studies."),
        Said("The past year is drawn from the same diet as told; what was eaten then is not known."),
        Said(counted, ("count", "assumed")),
    ]
    return tuple(said)


def weighed(assessment: Assessment) -> str:
    """Tell how the virtual persons were weighed by the labs, with both numbers by which that is judged."""
    size, persons = words.number(assessment.effective_size, 0), assessment.persons
    if assessment.road == "led":
        text = (
            f"{persons} virtual persons were led to what was told in stages, and are worth as much as {size} equal ones"
        )
    else:
        text = (
            f"The {persons} virtual persons were weighted by how well they fit what was told;"
            f" together they carry as much information as {size} equal ones"
        )
    tail, limit = tail_of_weights(assessment), tables.number("assessment/journey.toml", "most_k")
    return f"{text} ({tail}; below {words.number(limit, 1)} no few of them speak for all)." if tail else f"{text}."


def tail_of_weights(assessment: Assessment) -> str:
    """Return the shape of the tail of the weights, or nothing where there is none to look at."""
    return "" if assessment.pareto_k is None else f"Pareto k {words.number(assessment.pareto_k, 2)}"
