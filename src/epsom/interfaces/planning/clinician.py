"""The plan for a clinician: the plate in short, and regimens for review with the basis beside every line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epsom.assessment.laboratory import uses
from epsom.interfaces.planning import lay
from epsom.interfaces.planning.written import PURPOSE, cited, effect_lines, headed, mg_of, span, titled
from epsom.interfaces.report import words
from epsom.plan.regimen.candidates import products
from epsom.plan.regimen.rules import rules
from epsom.plan.timetable import Impossible, clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from epsom.assessment import Journey
    from epsom.plan import Plan
    from epsom.plan.advice import Told
    from epsom.plan.effect import Effect
    from epsom.plan.regimen import Basis, Block, Intake, Regimen
    from epsom.plan.timetable import Held, Timetable

REVIEW = "For review by a clinician: nothing here is an order, and nothing is for an emergency."


def clinician(journey: Journey, plan: Plan, result: str) -> str:
    """Return the clinician's view of a plan: everything, each line with the rule and the source it rests on."""
    lines = [*titled(", clinician's view", journey, result), REVIEW]
    lines += headed("The road by mouth is the wrong one", [plan.proposal.oral_wrong or ""])
    lines += headed("Kidney and blood", [*_kidney(plan), *_doubted(journey)])
    lines += headed(
        "Causes first", [f"{one.rule}  {one.told}: {one.words} {cited(one.source)}" for one in lay.first(plan)]
    )
    lines += headed("The plate", _plate(journey, plan))
    lines += headed("What is asked of a regimen", _asked(journey, plan))
    lines += headed("Why none, or why less", [*_blocks(plan.proposal.blocks or plan.room.blocks), *_left_out(plan)])
    for number, one in enumerate(plan.proposal.regimens, 1):
        title = f"Regimen {number} of {len(plan.proposal.regimens)}, for review"
        lines += headed(title, regimen(one, plan.regimen_effects[number - 1], plan))
    lines += _together(plan.proposal.regimens)
    if plan.told is not None:
        lines += headed("The wish, held against every limit", _wish(plan.told, plan))
    lines += headed("Notes", plan.proposal.notes)
    lines += headed("One timetable", hours(plan.hours))
    return "\n".join([*lines, "", PURPOSE])


def _kidney(plan: Plan) -> list[str]:
    who_, lines = plan.patient, list[str]()
    if who_.egfr is None and not plan.proposal.needed:
        lines.append("eGFR is not known, and is not asked for while no supplement is.")
    elif who_.egfr is None:
        lines.append("eGFR is not known: it is asked for. Write egfr: ... mL/min/1.73m2, or creatinine, in the file.")
    else:
        lines.append(f"eGFR {who_.egfr:g} mL/min/1.73m2")
    doubt = ", a value in doubt" if who_.doubted else ""
    known = "is not known" if who_.serum is None else f"{who_.serum:.2f} mmol/L{doubt}"
    lines.append(f"serum magnesium {known}")
    if who_.supplement:
        side = "above" if who_.supplement > plan.room.limit else "within"
        lines.append(f"taken already: {who_.supplement:g} mg a day, {side} the limit of {plan.room.limit:g} mg [L01]")
    return [*lines, *(_basis(one) for one in (*plan.cautions, *plan.room.basis))]


def _doubted(journey: Journey) -> list[str]:
    """Return the values that were told and are not used, with the question that settles each."""
    return [
        f"{use.lab.quantity.replace('_', ' ')} {use.lab.told.text} is not used: {use.doubt.why} {use.doubt.question}"
        for use in uses(journey.person)
        if use.doubt is not None and use.doubt.kind != "kept"
    ]


def _plate(journey: Journey, plan: Plan) -> list[str]:
    lines = lay.needed(plan.diet, lay.goal(journey))
    for number, one in enumerate(plan.diet.alternatives, 1):
        after = words.of_twenty(one.adequacy_after)
        lines += [f"Plan {number}, {after}:", *(f"  {lay.line(change)}" for change in one.changes)]
    if plan.effects:
        lines += effect_lines(plan.effects[0], said="plan 1, simulated for a year beside the usual diet")
    stand = lay.against(plan)
    return [*lines, *(["What stands against more:"] if stand else []), *(f"  {line}" for line in stand)]


def _asked(journey: Journey, plan: Plan) -> list[str]:
    if not plan.proposal.needed:
        return []
    gap = f"{plan.gap:.0f} mg a day that should reach the blood beside the plate"
    missing = f"{plan.deficit:.0f} mmol missing in the stores, spread over {plan.proposal.weeks} weeks"
    return [f"{gap}; {missing}: {plan.proposal.wanted:.0f} mg a day absorbed", *lay.aim(journey, plan.diet)]


def _blocks(blocks: Sequence[Block]) -> list[str]:
    return [f"{one.rule}  {one.words} {cited(one.source)}" for one in blocks]


def _left_out(plan: Plan) -> list[str]:
    """Return the products that a condition or the kidneys leave out, where any are shown; those of other ages aside."""
    found = dict.fromkeys(one for one in plan.room.barred.values() if one.rule != "L03")
    return _blocks([*found]) if plan.proposal.regimens else []


def _basis(one: Basis) -> str:
    return f"{one.rule}  {one.words} {cited(one.source)}"


def regimen(one: Regimen, effect: Effect | None, plan: Plan) -> list[str]:
    """Return one regimen: what is taken when, what it rests on, and what it does to the same virtual persons."""
    lines = [
        f"{clock(each.at)}  {each.pieces:g} x {_piece(each)}, magnesium {each.salt}, {each.milligrams:g} mg elemental"
        for each in one.intakes
    ]
    taken = f" beside {plan.patient.supplement:g} mg taken already" if plan.patient.supplement else ""
    lines.append(f"{one.per_day:g} mg a day for {one.weeks} weeks{taken}, of at most {one.limit:g} mg in all")
    lines += [f"  {_basis(each)}" for each in one.basis]
    if effect is None:
        return lines
    lines += [
        f"{clock(each.at)}  leaves {span(each.left, 0, 'mg', signed=False)} of {each.milligrams:g} mg in the gut"
        for each in effect.left
    ]
    beside = "the first plan for the plate" if plan.plate is not None else "the usual diet"
    lines += effect_lines(effect, said=f"beside {beside}, left off after {one.weeks} weeks")
    if effect.adequacy is not None:
        lines.append(f"while it is taken, {words.of_twenty(effect.adequacy)} versions reach what is aimed at")
    if len(effect.stores) > 1:
        lines.append(f"of what the stores gained, {mg_of(effect.stores[-1].change)} are left after a year")
    return lines


def _piece(one: Intake) -> str:
    """Return what is taken: the form, and the piece that is counted where the form does not name it."""
    pieces = {each.piece for each in products() if each.salt.name == one.salt and each.form == one.form}
    piece = next(iter(pieces), "")
    return one.form if not piece or piece in one.form else f"{piece} of {one.form}"


def _together(regimens: Sequence[Regimen]) -> list[str]:
    """Return what to measure and when to stop, once for all regimens."""
    measured = dict.fromkeys(line for one in regimens for line in one.monitor)
    stopped = dict.fromkeys(line for one in regimens for line in one.stop)
    return [
        *headed("What to measure, and when", [_ruled(line) for line in measured]),
        *headed("When to stop", [_ruled(line) for line in stopped]),
    ]


def _ruled(line: str) -> str:
    """Return a line of a rule with the rule's id and source beside it."""
    found = next((one for one in rules().values() if line.startswith(one.sentence())), None)
    return line if found is None else f"{found.id}  {line} {cited(found.source)}"


def _wish(told: Told, plan: Plan) -> list[str]:
    if told.regimen is None:
        return ["It breaks these rules, and is not shown as a regimen:", *_blocks(told.blocks)]
    return ["It keeps every limit.", *regimen(told.regimen, told.effect, plan)]


def hours(found: Timetable | Impossible | None) -> list[str]:
    """Return the one timetable of all medicines and the magnesium, or why there is none."""
    if found is None:
        return []
    if isinstance(found, Impossible):
        return ["No hours hold all of these together.", *found.reasons, *(_held(one) for one in found.rules)]
    lines = [f"{clock(one.at)}  {one.name}{' (told)' if one.told else ''}" for one in found.slots]
    return [*lines, *(_held(one) for one in found.held), *found.notes]


def _held(one: Held) -> str:
    return f"{one.rule}  {one.words} {cited(one.source)}"
