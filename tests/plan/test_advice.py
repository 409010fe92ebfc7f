"""Advice: food first, a regimen only for what food was not found to reach, and no answer passed over in silence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from epsom.assessment import walk
from epsom.errors import InputError
from epsom.plan import Plan, Wish, advise
from epsom.plan.timetable import Impossible, Timetable
from tests.plan.people import RICH, person

PERSONS = 150


def advice(wish: Wish | None = None, *, clinician: bool = True, **told: Any) -> Plan:
    return advise(walk(person(**told), persons=PERSONS), wish, clinician=clinician)


def test_where_food_reaches_the_aim_no_supplement_is_needed():
    enough = advice(record=RICH)
    assert not enough.diet.needed
    assert enough.diet.words[0].startswith("No change is needed")
    assert (enough.gap, enough.deficit, enough.proposal.regimens) == (0.0, 0.0, ())
    assert enough.proposal.notes[0].startswith("No supplement is needed")
    assert not enough.infeasible


def test_what_food_does_not_reach_goes_on_to_the_regimen_beside_the_plate():
    plan = advice(sex="male", medicines=["omeprazole"])
    assert plan.diet.hands_over
    assert plan.gap == plan.diet.missing
    assert plan.proposal.wanted > 0
    assert plan.proposal.regimens
    assert len(plan.regimen_effects) == len(plan.proposal.regimens)
    assert plan.plate is plan.diet.alternatives[0]
    best = max(one.adequacy or 0.0 for one in plan.regimen_effects)
    assert best > plan.plate.adequacy_after


def test_causes_are_named_whatever_is_planned():
    plan = advice(medicines=["omeprazole", "hydrochlorothiazide"], conditions=["type 2 diabetes"])
    assert {"R01", "R02", "R09"} <= {one.rule for one in plan.causes}


def test_without_a_record_the_gap_is_that_of_the_usual_diet():
    plan = advice(record=None)
    assert plan.diet.alternatives == ()
    assert plan.gap > 0
    assert plan.plate is None
    assert plan.proposal.regimens


def test_nothing_is_lived_through_for_a_regimen_that_nobody_asked_to_see():
    plan = advice(sex="male", medicines=["omeprazole"], clinician=False)
    assert plan.proposal.regimens
    assert plan.regimen_effects == ()


def test_magnesium_in_excess_wants_no_more():
    plan = advice(labs=[{"serum_magnesium": "1.4 mmol/L"}], egfr="25 mL/min/1.73m2")
    assert plan.diet.binding == ("serum",)
    assert plan.proposal.wanted == 0.0
    assert plan.infeasible
    assert {"C03", "K07"} <= {one.rule for one in plan.room.blocks}


def test_failing_kidneys_and_no_food_that_reaches_are_infeasible():
    plan = advice(sex="male", egfr="20 mL/min/1.73m2")
    assert plan.diet.hands_over
    assert plan.infeasible
    assert {one.rule for one in plan.proposal.blocks} == {"K07"}


def test_one_timetable_holds_all_medicines_and_the_magnesium():
    plan = advice(sex="male", medicines=[{"name": "omeprazole", "at": "07:00"}, "hydrochlorothiazide"])
    assert isinstance(plan.hours, Timetable)
    assert {"omeprazole", "hydrochlorothiazide", "magnesium"} == {one.name for one in plan.hours.slots}
    assert plan.hours.at("omeprazole") == (7.0,)
    assert plan.hours.at("magnesium") == tuple(sorted({one.at for one in plan.proposal.regimens[0].intakes}))


def test_medicines_that_no_hours_hold_together_are_named():
    told = [{"name": "levothyroxine", "at": "07:00"}]
    plan = advice(medicines=told, supplements=[{"taken": "magnesium citrate 100 mg elemental", "at": "07:30"}])
    assert isinstance(plan.hours, Impossible)
    assert any("levothyroxine" in reason for reason in plan.hours.reasons)
    assert plan.impossible


def test_a_wish_is_held_against_the_same_limits():
    kept = advice(Wish(doses=("magnesium citrate 100 mg elemental",), hours=(22.0,)))
    assert kept.told is not None
    assert kept.told.regimen is not None
    assert kept.told.effect is not None
    assert kept.told.effect.left[0].at == 22.0
    for hours, milligrams, rule in (((10.0, 16.0, 22.0), 120, "T12"), ((10.0, 22.0), 150, "T13")):
        broken = advice(Wish(doses=(f"magnesium oxide {milligrams} mg elemental",), hours=hours))
        assert broken.told is not None
        assert broken.told.regimen is None
        assert {one.rule for one in broken.told.blocks} == {rule}
        assert broken.impossible


def test_a_wish_without_an_hour_is_for_the_evening():
    plan = advice(Wish(doses=("magnesium citrate 100 mg elemental",)))
    assert plan.told is not None
    assert plan.told.regimen is not None
    assert [one.at for one in plan.told.regimen.intakes] == [22.0]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"weeks": 0}, "weeks = 0"),
        ({"weeks": 500}, "weeks = 500"),
        ({"salts": ("unobtainium",)}, "no salt of magnesium I know"),
        ({"doses": ("magnesium citrate 100",)}, "does not say how much"),
        ({"doses": ("magnesium unobtainate 100 mg elemental",)}, "no salt of magnesium I know"),
        ({"doses": ("magnesium citrate 100 mg",)}, "does not say of what"),
        ({"hours": (22.0,)}, "no dose"),
    ],
)
def test_a_wish_that_cannot_be_asked_is_refused_before_anything_is_computed(wish: dict[str, Any], said: str):
    with pytest.raises(InputError, match=said):
        Wish(**wish)


def test_the_same_person_twice_has_the_same_plan():
    one, other = advice(sex="male"), advice(sex="male")
    assert one.proposal == other.proposal
    assert one.regimen_effects == other.regimen_effects
    assert [each.changes for each in one.diet.alternatives] == [each.changes for each in other.diet.alternatives]
    assert np.isfinite(one.gap)
