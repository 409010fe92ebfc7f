"""Content: a plan as plain values for a program; the regimens only where a clinician asked."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from epsom.interfaces.explain import citation
from epsom.plan.timetable import Impossible

if TYPE_CHECKING:
    from epsom.assessment import Journey
    from epsom.outcomes.project import Following
    from epsom.plan import Plan
    from epsom.plan.diet import DietPlan
    from epsom.plan.effect import Effect
    from epsom.plan.timetable import Timetable

_INSIDE = ("record", "eating", "changes", "sides")
_FOODS = ("old", "new")


def content(journey: Journey, plan: Plan, result: str, *, for_clinician: bool) -> dict[str, Any]:
    """Return a plan for JSON. Units: magnesium mg/day, serum mmol/L, stores mmol, urine mmol/day, energy a share."""
    diet = plan.diet
    found: dict[str, Any] = {
        "result_id": result, "seed": journey.seed, "persons": journey.persons, "authority": journey.needs.authority,
        "view": "clinician" if for_clinician else "lay",
        "needed": diet.needed, "reached": diet.reached, "infeasible": plan.infeasible, "target": diet.target,
        "before": diet.before, "most": diet.most, "binding": list(diet.binding), "words": list(diet.words),
        "no_more": diet.no_more, "hands_over": diet.hands_over, "missing": diet.missing,
        "urgent": plan.proposal.oral_wrong,
        "cautions": [asdict(one) | {"citation": _citation(one.source)} for one in plan.cautions],
        "causes": [asdict(one) | {"citation": _citation(one.source)} for one in plan.causes],
        "alternatives": [
            _alternative(one) | {"effect": effect(done)}
            for one, done in zip(diet.alternatives, plan.effects, strict=True)
        ],
    }  # fmt: skip
    return found | (_for_clinician(plan) if for_clinician else {})


def _for_clinician(plan: Plan) -> dict[str, Any]:
    told = plan.told
    proposal = plan.proposal.to_dict()
    for one, done in zip(proposal["regimens"], plan.regimen_effects, strict=True):
        one["effect"] = effect(done)
        one["basis"] = [each | {"citation": _citation(each["source"])} for each in one["basis"]]
    wish = None
    if told is not None:
        kept = None if told.regimen is None else {
            item.name: getattr(told.regimen, item.name) for item in fields(told.regimen)
            if item.name not in ("seal", "intakes", "basis", "timetable")
        } | {"intakes": [asdict(one) for one in told.regimen.intakes],
             "basis": [asdict(one) for one in told.regimen.basis]}  # fmt: skip
        wish = {"regimen": kept, "blocks": [asdict(one) for one in told.blocks],
                "effect": None if told.effect is None else effect(told.effect)}  # fmt: skip
    return {
        "review": "for review by a clinician, never an order",
        "asks_for_egfr": plan.proposal.asks_for_egfr,
        "gap": plan.gap, "deficit": plan.deficit, "limit": plan.room.limit, "left": plan.room.left,
        "limits": [asdict(one) | {"citation": _citation(one.source)} for one in plan.room.basis],
        "barred": [asdict(one) for one in plan.room.blocks],
        "proposal": proposal, "wish": wish, "timetable": _hours(plan.hours),
    }  # fmt: skip


def _alternative(one: DietPlan) -> dict[str, Any]:
    plain = {item.name: getattr(one, item.name) for item in fields(one) if item.name not in _INSIDE}
    changes = [
        {item.name: getattr(each, item.name) for item in fields(each) if item.name not in (*_FOODS, "gain")}
        | {"gain": asdict(each.gain), "food": each.new.id, "instead_of": each.old.id if each.old else None}
        for each in one.changes
    ]
    return plain | {"groups": list(one.groups), "changes": changes, "sides": [asdict(side) for side in one.sides]}


def effect(one: Effect) -> dict[str, Any]:
    """Return an effect as plain values; the courses are differences with and without, person by person."""
    whole = {item.name: getattr(one, item.name) for item in fields(one)}
    whole |= {name: asdict(whole[name]) for name in ("eaten", "absorbed")}
    whole |= {name: [asdict(each) for each in whole[name]] for name in ("serum", "stores", "urine", "left")}
    whole["courses"] = {name: asdict(course) for name, course in one.courses.items()}
    whole["outcomes"] = [_outcome(each) for each in one.outcomes]
    return whole


def _outcome(one: Following) -> dict[str, Any]:
    leading = one.leading
    return {
        "outcome": one.outcome, "kind": one.kind, "plain": one.plain, "certainty": one.certainty,
        "for_whom": one.for_whom, "row": leading.id if leading else None,
        "size": asdict(leading.size) if leading and leading.size else None,
        "events": asdict(leading.events) if leading and leading.events else None,
    }  # fmt: skip


def _hours(found: Timetable | Impossible | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"impossible": isinstance(found, Impossible), **asdict(found)}


def _citation(source: str) -> str:
    return "a guess of ours" if source == "assumed" else citation(source)
