"""The plan for everybody: food alone, what it may change, what stands against more, and the limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epsom.interfaces.planning.written import PURPOSE, cited, effect_lines, energy, headed, mg, titled
from epsom.interfaces.report import words
from epsom.needs.kinds import AdequateIntake
from epsom.plan.diet.wording import binding_words, no_more_words

if TYPE_CHECKING:
    from epsom.assessment import Journey
    from epsom.plan import Plan
    from epsom.plan.diet import Change, DietPlan, DietPlans
    from epsom.plan.effect import Effect
    from epsom.plan.regimen import Cause

NOT_KNOWN = "not known"
NO_PLAN = ("age", "serum", "no record", "no requirement", "urgent")


def lay(journey: Journey, plan: Plan, result: str) -> str:
    """Return the lay view of a plan: food only, in plain words, with the chances as so many of twenty."""
    lines = titled("", journey, result)
    lines += headed("Urgent", [plan.proposal.oral_wrong] if plan.proposal.oral_wrong else [])
    lines += headed("Before anything else", [f"{one.words} {cited(one.source)}" for one in plan.cautions])
    lines += headed("Is a change needed?", [*needed(plan.diet, goal(journey)), *aim(journey, plan.diet)])
    lines += headed("Causes that may be looked at first", causes(plan))
    for number, (one, effect) in enumerate(zip(plan.diet.alternatives, plan.effects, strict=True), 1):
        lines += headed(_title(number, one), alternative(one, effect))
    lines += headed("What stands against more", against(plan))
    lines += headed("Limits", limits(plan))
    return "\n".join([*lines, "", PURPOSE])


def goal(journey: Journey) -> str:
    """Name what is aimed at: what is needed, or where the authority has only a target, that target."""
    target = journey.needs.target
    if journey.needs.requirement is not None or target is None:
        return "what is needed"
    return "the adequate intake" if isinstance(target, AdequateIntake) else f"the {target.kind}"


def aim(journey: Journey, diet: DietPlans) -> list[str]:
    """Say what an aim that is no requirement means, where a change is said to be needed for it."""
    target = journey.needs.target
    if journey.needs.requirement is not None or target is None or diet.before is None or not diet.needed:
        return []
    meant = f"{words.capital(goal(journey))} of {target.authority}, {target.value:g} mg a day, is {target.meaning}"
    return [f"{meant}: to be below it does not say that anything is missing. {cited(target.source)}"]


def needed(diet: DietPlans, goal: str) -> list[str]:
    """Say whether a change is needed to reach a ``goal``, in words of twenty."""
    if (reason := next((one for one in diet.binding if one in NO_PLAN), None)) is not None and not diet.alternatives:
        return [f"{'No. ' if reason == 'serum' else ''}{diet.words[0]}"]
    if diet.before is None:
        return list(diet.words)
    now, often = words.of_twenty(diet.before), words.of_twenty(diet.target)
    as_now = f"as this person eats, {now} versions reach {goal}; the aim is {often}"
    if not diet.needed:
        return [f"No change is needed: {as_now}."]
    if diet.before >= diet.target:
        return [f"{words.capital(as_now)}, and what is missing grows all the same."]
    if diet.reached:
        return [f"Yes: {as_now}. {_many(len(diet.alternatives))} below may reach it, for review.", *no_more_words(diet)]
    most = words.of_twenty(diet.most or 0.0)
    return [f"Yes: {as_now}. Food alone was not found to reach it: {most} at most."]


def _many(count: int) -> str:
    return "The plan" if count == 1 else f"Each of the {words.counted(count)} plans"


def first(plan: Plan) -> list[Cause]:
    """Return the causes that are named; that little is eaten is none to speak of where no plate is the answer."""
    return [one for one in plan.causes if one.rule != "R06" or not plan.proposal.oral_wrong]


def causes(plan: Plan) -> list[str]:
    """Return the reversible causes that were told, with what evidence says of them."""
    lines = [f"{one.told}: {one.words} {cited(one.source)}" for one in first(plan)]
    if any(set(one.told.split(", ")) & set(plan.patient.medicines) for one in plan.causes):
        lines.append("A medicine has its reason: whether to change it is for review by whoever prescribed it.")
    return lines


def _title(number: int, one: DietPlan) -> str:
    count = words.counted(len(one.changes))
    chance = f"{words.of_twenty(one.adequacy_before)} → {words.of_twenty(one.adequacy_after)}"
    return f"Plan {number}: {count} change{'' if len(one.changes) == 1 else 's'}, {chance} versions"


def alternative(one: DietPlan, effect: Effect) -> list[str]:
    """Return one plan for the plate: its changes, what it costs in energy, and what it does in a year."""
    lines = [line(change) for change in one.changes]
    cost = f"; cost {words.plus(words.number(one.cost, 2))} a day by the prices told" if one.cost is not None else ""
    lines.append(f"energy {energy(one.energy)}{cost}; food groups: {', '.join(one.groups)}")
    for side in one.sides:
        digits = 0 if abs(side.change) >= 10 else 1
        before = NOT_KNOWN if side.before is None else f"{words.number(side.before, digits)} {side.unit}"
        lines.append(f"{side.nutrient.replace('_', ' ')} {words.plus(words.number(side.change, digits))} {side.unit} "
                     f"a day, now {before} ({side.rule}: {side.because})")  # fmt: skip
    if one.deficit_grows:
        lines.append("what is missing would still grow in the weeks ahead")
    return [*lines, *effect_lines(effect, said="the same virtual persons live a year with and without it")]


def line(change: Change) -> str:
    """Return one change: what, where, how much it brings, and how many versions then reach what is needed."""
    often = f", {words.counted(change.times)} times" if change.times > 1 else ""
    what = f"{words.change(change.choose, change.instead)} ({change.meal}{often})"
    kcal = f"{words.plus(words.number(change.energy, 0))} kcal"
    return f"{what}: {mg(change.gain, ' a day')}, {kcal}, then {words.of_twenty(change.after)}"


def against(plan: Plan) -> list[str]:
    """Return what stands against more, and to whom the question goes on."""
    diet = plan.diet
    named = () if set(diet.binding) & set(NO_PLAN) else binding_words(diet.binding)
    lines = [f"{words.capital(one)}." for one in named]
    if diet.hands_over and not plan.infeasible:
        lines.append("What else could be done is for a clinician's review.")
    if plan.infeasible:
        lines.append("Nothing else may be proposed here either: this is for a clinician's review.")
    return lines


def limits(plan: Plan) -> list[str]:
    """Return the limits that hold for this person, and what is told above one."""
    held, taken = plan.room, plan.patient.supplement
    lines = ["A plan keeps energy within five per cent, and no more sodium and saturated fat than now."]
    lines += [f"Magnesium beside food: at most {held.limit:g} mg a day ({held.basis[0].words})"] if taken else []
    if taken:
        side = "above it: for review by a clinician" if taken > held.limit else "within it"
        lines.append(f"Told: {taken:g} mg a day beside food, {side}.")
    return lines
