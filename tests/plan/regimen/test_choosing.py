"""Choosing: what reaches the wanted magnesium at the least burden, the same each time; clear answers to bad input."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plan.regimen import Patient, proposal, wanted
from epsom.plan.regimen.rules import number
from tests.plan.regimen.people import patient, patients


def test_what_is_missing_is_the_gap_and_the_deficit_in_time():
    """60 mmol are 1458.3 mg; in 12 weeks of 7 days that is 17.36 mg a day."""
    assert wanted(gap=20.0, deficit=60.0, weeks=12) == pytest.approx(37.36, abs=0.01)
    assert wanted(gap=0.0, deficit=0.0, weeks=12) == 0.0


def test_no_supplement_is_needed_is_an_answer():
    found = proposal(patient(), 0.0)
    assert not found.needed
    assert not found.infeasible
    assert found.regimens == ()
    assert found.blocks == ()
    assert "No supplement is needed" in found.notes[0]


def test_no_supplement_is_needed_does_not_hush_a_critical_level():
    assert "urgent human care" in proposal(patient(serum=0.4), 0.0).oral_wrong


def test_a_wish_for_next_to_nothing_is_one_for_nothing():
    assert not proposal(patient(), 1e-300).needed


def test_a_proposal_becomes_plain_values():
    found = proposal(patient(medicines=("omeprazole",), egfr=40.0), 30.0)
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain["regimens"][0]["intakes"][0]["milligrams"] == found.regimens[0].intakes[0].milligrams
    assert plain["blocks"][0]["rule"] == "K06"
    assert plain["causes"][0]["told"] == "omeprazole"
    assert "seal" not in json.dumps(plain)


@pytest.mark.parametrize("wanted", [-1.0, math.nan, math.inf])
def test_an_amount_that_is_none_is_refused(wanted):
    with pytest.raises(InputError, match="wanted"):
        proposal(patient(), wanted)


@pytest.mark.parametrize("weeks", [0, -3, 105])
def test_a_span_that_is_none_is_refused(weeks):
    with pytest.raises(InputError, match="weeks"):
        proposal(patient(), 50.0, weeks)


def test_an_unknown_salt_is_refused_and_names_those_held():
    with pytest.raises(InputError, match=r"no salt of magnesium.*lactate"):
        proposal(patient(), 50.0, salts=("unobtanate",))


def test_salts_that_were_asked_for_are_the_only_ones():
    found = proposal(patient(), 40.0, salts=("magnesium citrate", "lactate"))
    assert {one.salt for each in found.regimens for one in each.intakes} <= {
        "citrate (trimagnesium, anhydrous)", "lactate dihydrate",
    }  # fmt: skip
    assert found.regimens


def test_a_salt_that_the_patient_may_not_have_leaves_nothing_and_says_why():
    found = proposal(patient(conditions=("chronic diarrhoea",)), 40.0, salts=("citrate",))
    assert found.regimens == ()
    assert "no product held here fits" in found.blocks[0].words


@pytest.mark.parametrize("wanted", [5.0, 20.0, 40.0, 70.0])
def test_the_wanted_magnesium_is_reached_where_the_limits_allow_it(wanted):
    found = proposal(patient(), wanted)
    assert found.blocks == ()
    assert len(found.regimens) == number("O5") == 3
    assert all(one.absorbed >= wanted for one in found.regimens)


def test_a_limit_that_binds_is_named_with_the_most_that_it_leaves():
    found = proposal(patient(authority="EU EFSA 2015"), 190.0)
    assert found.regimens
    assert [one.rule for one in found.blocks] == ["T12"]
    most = max(one.absorbed for one in found.regimens)
    assert f"about {most:.0f} may come from supplements" in found.blocks[0].words
    assert found.blocks[0].words.startswith("of 190 mg a day")


def test_the_best_has_no_more_burden_than_the_next():
    found = proposal(patient(), 40.0).regimens

    def points(one):
        hours = {each.at for each in one.intakes}
        pieces = sum(math.ceil(each.pieces) for each in one.intakes)
        above = max(one.per_day - 250.0, 0.0) / 110.0
        return one.unabsorbed / 100.0 + 0.2 * pieces + 0.35 * len(hours) + above

    assert [points(one) for one in found] == sorted(points(one) for one in found)


def test_a_small_lack_asks_for_one_small_intake_and_a_large_one_is_spread():
    small, large = proposal(patient(), 10.0).regimens[0], proposal(patient(), 85.0).regimens[0]
    assert len({one.at for one in small.intakes}) == 1
    assert len({one.at for one in large.intakes}) == 3
    assert small.per_day < large.per_day


def test_regimens_differ_by_salt_and_at_most_one_is_a_combination():
    for missing in (10.0, 40.0, 80.0, 120.0):
        salts = [frozenset(one.salt for one in each.intakes) for each in proposal(patient(), missing).regimens]
        alone = [each for each in salts if len(each) == 1]
        assert len(set(alone)) == len(alone)
        assert len(salts) - len(alone) <= 1


def test_a_combination_that_gains_nothing_is_not_shown():
    """For a child of 5 two products are held; both together are only more."""
    found = proposal(patient(age=5.0, weight=19.0), 15.0).regimens
    assert [len({one.salt for one in each.intakes}) for each in found] == [1, 1]


def test_notes_on_taking_come_only_where_something_is_taken():
    assert proposal(patient(egfr=20.0), 50.0).notes == ()
    once = proposal(patient(), 10.0)
    assert all(len({one.at for one in each.intakes}) == 1 for each in once.regimens)
    assert len(once.notes) == 1
    assert len(proposal(patient(), 60.0).notes) == 2


def test_a_combination_says_that_it_is_only_a_sum():
    """Where 350 mg bind, two salts come closer to three times 116 mg than one does."""
    together = [one for one in proposal(patient(), 200.0).regimens if len({each.salt for each in one.intakes}) == 2]
    assert together
    assert any(one.rule == "N01" and "sum" in one.words for one in together[0].basis)


def test_acid_blockers_turn_the_choice_away_from_what_needs_acid():
    plain = proposal(patient(), 30.0, salts=("oxide",)).regimens[0]
    blocked = proposal(patient(medicines=("omeprazole",)), 30.0, salts=("oxide",)).regimens[0]
    assert blocked.absorbed / blocked.per_day < plain.absorbed / plain.per_day
    assert "oxide" not in {one.salt for one in proposal(patient(medicines=("omeprazole",)), 30.0).regimens[0].intakes}


def test_sugar_and_phosphate_are_kept_from_whom_they_harm():
    diabetic = proposal(patient(conditions=("type 2 diabetes",)), 60.0, salts=("aspartate",))
    assert "sachet of powder for a drink" not in {one.form for each in diabetic.regimens for one in each.intakes}
    weak = proposal(patient(egfr=40.0), 30.0)
    assert weak.regimens
    assert "glycerophosphate" not in {one.salt for each in weak.regimens for one in each.intakes}


def test_every_line_has_its_basis():
    for one in proposal(patient(egfr=50.0), 60.0).regimens:
        held = {each.rule for each in one.basis}
        assert {"T12", "T13", "K05", "form"} <= held
        assert all(each.words and each.source for each in one.basis)
        assert one.monitor
        assert one.stop


def test_causes_come_with_every_proposal_and_children_go_to_a_paediatrician():
    found = proposal(patient(medicines=("omeprazole",)), 30.0)
    assert [one.rule for one in found.causes] == ["R01"]
    assert any("paediatrician" in note for note in proposal(patient(age=7.0, weight=22.0), 10.0).notes)


@given(patients, st.floats(0.0, 150.0))
def test_the_same_question_has_the_same_answer(who: Patient, wanted: float):
    assert proposal(who, wanted) == proposal(who, wanted)


@given(st.floats(18.0, 64.0), st.floats(60.0, 120.0), st.floats(1.0, 60.0), st.floats(0.0, 30.0))
def test_more_that_is_wanted_is_never_met_with_less(age, egfr, wanted, more):
    who = patient(age=age, egfr=egfr)
    first, second = proposal(who, wanted).regimens[0], proposal(who, wanted + more).regimens[0]
    assert first.absorbed >= wanted - 1e-6
    assert second.absorbed >= wanted + more - 1e-6
