"""Experiments: the persons of a protocol live, are looked at and read; who cannot be carried on is told, not mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from epsom.errors import InputError
from epsom.simulate import batch
from epsom.simulate.live import STATUS
from epsom.simulate.model import INDEX
from epsom.studies import arms, living, lost
from epsom.studies.arms import ArmRead, sizes
from epsom.studies.experiment import LOOKS, USUAL, experiment_of, looks
from epsom.studies.given import labelled_mmol, moments
from epsom.studies.lost import ENDED, LIVED
from epsom.studies.protocol import Group

MAN = {"age": 40, "sex": "male", "height": "178 cm", "weight": "78 kg"}
MOTHER = {"age": 30, "sex": "female", "height": "165 cm", "weight": "65 kg", "lactating": True}
BOTH = [{**MAN, "share": 0.75}, {**MOTHER, "share": 0.25}]
LOAD = {"days": 1, "infusion": [{"start_h": 0, "hours": 8, "mmol": 30}]}
STARVED = {"people": [MOTHER], "phase": [{"days": 365, "intake_mg": 0}]}


def asked(**changes: Any) -> Any:
    row = {"people": [MAN], "before": {"intake_mg": 350}, "phase": [{"days": 2}], "persons": 12, **changes}
    return experiment_of(row, "the protocol")


def read(**changes: Any) -> ArmRead:
    return arms.run(asked(**changes))[0]


def test_a_load_raises_serum_and_urine_while_it_runs_and_both_come_back():
    found = read(phase=[LOAD, {"days": 2}], people=BOTH, persons=40)
    serum, urine = found.course("serum_magnesium")[1], found.course("urine_magnesium")[1]
    top = int(np.argmax(serum))
    assert found.day[top] == pytest.approx(8 / 24)
    assert serum[top] > 1.3 * serum[0]
    assert urine[top] > 5 * urine[0]
    assert serum[-1] == pytest.approx(serum[0], rel=0.1)
    assert (found.ended == LIVED).all()
    assert found.lost == ()
    assert tuple(found.values) == USUAL


def test_without_a_change_nothing_moves():
    found = read(phase=[{"days": 30}], read=["body_magnesium"])
    held = found.values["body_magnesium"]
    assert held == pytest.approx(np.broadcast_to(held[0], held.shape), rel=1e-6)


def test_arms_have_the_same_persons_and_only_what_differs_differs():
    row = [
        {"name": "one", "phase": [LOAD]},
        {"name": "same", "phase": [LOAD]},
        {"name": "none", "phase": [{"days": 1}]},
    ]
    one, same, none = arms.run(asked(phase=None, arm=row))
    for name in USUAL:
        assert np.array_equal(one.values[name], same.values[name])
    assert np.array_equal(one.values["serum_magnesium"][0], none.values["serum_magnesium"][0])
    assert (one.values["serum_magnesium"][-1] > none.values["serum_magnesium"][-1]).all()


def test_same_seed_same_digits_and_another_seed_others():
    first, again, other = read(), read(), read(seed=2)
    assert np.array_equal(first.values["serum_magnesium"], again.values["serum_magnesium"])
    assert not np.array_equal(first.values["serum_magnesium"], other.values["serum_magnesium"])


def test_one_person_alone_lives_as_in_company():
    experiment = asked(people=BOTH, phase=[LOAD], before={"intake_mg": 350, "serum": 0.85})
    (together,) = arms.run(experiment)
    for person in (0, 8, 9, 11):
        (alone,) = arms.run(experiment, only=person)
        assert alone.person.tolist() == [person]
        assert alone.group.tolist() == [together.group[person]]
        for name in USUAL:
            assert np.array_equal(alone.values[name][:, 0], together.values[name][:, person])
    with pytest.raises(InputError, match="numbered from 0 to 11"):
        arms.run(experiment, only=12)


def test_many_persons_live_in_pieces_and_come_out_the_same(monkeypatch: pytest.MonkeyPatch):
    whole = read(people=BOTH, phase=[LOAD])
    monkeypatch.setattr(arms, "TOGETHER", 2 * len(whole.day))
    pieces = read(people=BOTH, phase=[LOAD])
    assert pieces.person.tolist() == list(range(12))
    assert np.array_equal(whole.values["serum_magnesium"], pieces.values["serum_magnesium"])
    assert np.array_equal(whole.weight, pieces.weight)


def test_groups_count_by_their_share():
    found = read(people=BOTH, persons=10)
    assert np.bincount(found.group).tolist() == [8, 2]
    assert [found.weight[found.group == k].sum() for k in (0, 1)] == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize(
    ("persons", "shares", "expected"),
    [(10, (0.5, 0.5), [5, 5]), (3, (0.98, 0.01, 0.01), [1, 1, 1]), (100, (1 / 3, 1 / 3, 1 / 3), [34, 33, 33]),
     (5, (0.999, 0.001), [4, 1]), (7, (1.0,), [7])],
)  # fmt: skip
def test_persons_are_shared_out_by_share_and_nobody_is_left_out(persons: int, shares: Any, expected: list[int]):
    person = asked().protocol.arms[0].groups[0].person
    assert sizes(persons, [Group(person, share) for share in shares]) == expected


def test_the_median_of_the_summary_is_the_weighted_one():
    found = read(people=BOTH, persons=12)
    found = replace(found, weight=np.where(found.person == 5, 1.0, 1e-9))
    assert found.course("serum_magnesium")[1] == pytest.approx(found.values["serum_magnesium"][:, 5])


def test_a_label_is_where_it_was_given_and_moves_on():
    dose = [{"hour": 0, "mg": 70, "salt": "chloride", "with_mg": 30, "labelled": 1.0}]
    found = read(phase=[{"days": 6, "dose": dose}], persons=5)
    last = {name: found.values[name][-1] for name in arms.LABELS}
    assert all((values[0] == 0).all() for values in (found.values[name] for name in arms.LABELS))
    assert (last["label_in_faeces"] > 0.3).all()
    assert (last["label_in_urine"] > 0.01).all()
    assert (np.diff(found.values["label_in_urine"], axis=0) >= -1e-12).all()
    assert ((sum(last.values()) > 0) & (sum(last.values()) < 1)).all()


def test_a_label_of_a_whole_dose_is_the_dose_however_much_food_is_beside_it():
    for beside in (0, 200):
        dose = [{"hour": 1, "mg": 24.305, "salt": "chloride", "with_mg": beside, "labelled": 0.5}]
        arm = asked(phase=[{"days": 1, "dose": dose}]).protocol.arms[0]
        assert labelled_mmol(arm, arm.groups[0]) == pytest.approx(0.5)


def test_an_arm_without_a_label_has_no_label_beside_one_that_has():
    phase = [{"days": 1, "infusion": [{"start_h": 0, "hours": 1, "mmol": 1, "labelled": 1.0}]}]
    with_it, without = arms.run(asked(phase=None, arm=[{"name": "a", "phase": phase}, {"name": "b", "phase": [LOAD]}]))
    assert set(with_it.values) - set(without.values) == set(arms.LABELS)


def test_the_absorption_of_a_test_meal_is_read_where_one_is_asked():
    meals = [{"hours": 24, "meal": {"mg": mg, "salt": "chloride"}} for mg in (50, 500)]
    found = read(phase=meals)
    small, large = (found.values["absorbed_fraction"][np.searchsorted(found.day, day)] for day in (0.5, 1.5))
    assert (small > large).all()


def test_dialysis_and_medicines_and_conditions_do_what_they_do():
    ill = {**MAN, "egfr": "6 mL/min/1.73m2", "conditions": ["chronic kidney disease"]}
    week = {"hours": 4, "per_week": 3, "dialysate": 0.5}
    row = [
        {"name": "low", "phase": [{"days": 14}]},
        {"name": "high", "phase": [{"days": 14, "dialysis": {**week, "dialysate": 1.0}}]},
        {"name": "omeprazole", "phase": [{"days": 14, "taking": ["omeprazole"]}]},
    ]
    found = arms.run(asked(people=[ill], before={"intake_mg": 250, "dialysis": week}, phase=None, arm=row))
    low, high, taken = (arm.values["serum_magnesium"][-1] for arm in found)
    assert (high > low).all()
    assert (taken < low).all()


# --- looks ---


def arm(**phase: Any) -> Any:
    return asked(phase=[phase]).protocol.arms[0]


@pytest.mark.parametrize("days", [0.02, 0.5, 1, 3, 30, 365, 7305])
def test_looks_suit_the_length_and_hold_both_ends(days: float):
    found = looks(arm(days=days))
    assert found[0] == 0.0
    assert found[-1] == days
    assert 3 <= len(found) <= LOOKS + 20
    assert list(found) == sorted(set(found))


def test_looks_hold_whatever_begins_or_ends():
    one = arm(days=20, infusion=[{"start_h": 1, "hours": 0.1, "mmol": 1}], dose=[{"hour": 30.2, "mg": 5}])
    assert {1 / 24, 1.1 / 24, 30.2 / 24} <= set(moments(one))
    assert set(moments(one)) <= set(looks(one))
    assert any(abs(day - (1.1 + 5 / 60) / 24) < 1e-9 for day in looks(one))


def test_looks_that_are_told_are_those_and_the_end():
    assert looks(arm(days=1), 0.3) == pytest.approx((0.0, 0.3, 0.6, 0.9, 1.0))
    assert looks(arm(days=1), 5.0) == (0.0, 1.0)
    assert looks(arm(days=0.3), 0.1) == pytest.approx((0.0, 0.1, 0.2, 0.3))


def test_sessions_of_a_year_are_not_looked_at_one_by_one():
    week = {"hours": 4, "per_week": 7, "dialysate": 0.5}
    assert len(looks(arm(days=365, dialysis=week))) <= LOOKS + 2


# --- who is lost ---


def test_a_state_driven_negative_ends_the_person_and_is_told_and_nobody_is_clipped():
    """A nursing mother who eats nothing for a year: the milk goes on taking, until the blood has none."""
    found = read(**STARVED, persons=8)
    assert not found.counts.any()
    assert {ENDED[how] for how in found.ended} <= {*STATUS[1:], "a pool below zero"}
    assert len(found.lost) == 8
    for one in found.lost:
        assert 1 < one.until < 365
        assert one.least == "plasma"
        assert 0 < one.left < 0.2
        assert min(one.pools.values()) > lost.BELOW_ZERO
    for row, one in zip(found.values["serum_magnesium"].T, found.lost, strict=True):
        seen = found.day <= one.until
        assert np.isfinite(row[seen]).all()
        assert np.isnan(row[~seen]).all()
        assert (row[seen] > 0).all()
    assert np.isnan(found.course("serum_magnesium")).all()


def test_a_pool_below_zero_ends_the_person_at_the_look_before(monkeypatch: pytest.MonkeyPatch):
    """The solver's own numbers with one pool pushed below zero at one look: found, told, and nothing is shown of it."""
    real = arms.live_through

    def pushed(*words: Any, **told: Any) -> Any:
        lived = real(*words, **told)
        if lived.persons > 1:
            pools = np.array(lived.course.pools)
            pools[5:, INDEX["muscle_fast"], 2] = -0.5
            lived = replace(lived, course=replace(lived.course, pools=pools))
        return lived

    monkeypatch.setattr(arms, "live_through", pushed)
    found = read(every="2 hours")
    assert [ENDED[how] for how in found.ended[:4]] == ["lived", "lived", "a pool below zero", "lived"]
    assert [one.person for one in found.lost] == [2]
    assert found.lost[0].until == pytest.approx(found.day[4])
    assert np.isfinite(found.values["serum_magnesium"][:5, 2]).all()
    assert np.isnan(found.values["serum_magnesium"][5:, 2]).all()


def test_a_step_that_cannot_meet_its_tolerance_is_told_with_the_parameters(monkeypatch: pytest.MonkeyPatch):
    """A solver that may not shorten its steps at all: everybody is lost at once, with all that is theirs."""
    monkeypatch.setattr(batch, "SHORTEST", 1.0)
    labelled = [{"start_h": 0, "hours": 1, "mmol": 20, "labelled": 1.0}]  # a label always goes the way of NumPy
    found = read(phase=[{"days": 1, "infusion": labelled}], persons=4)
    assert [ENDED[how] for how in found.ended] == ["no step was short enough"] * 4
    known = {name.partition(".")[0] for name in found.lost[0].parameters}
    assert {"gut", "plasma", "kidney", "bone", "hormones"} <= known
    assert len({one.parameters["gut.carrier_capacity"] for one in found.lost}) == 4
    assert all(np.isfinite(value) for one in found.lost for value in one.parameters.values())


def test_who_takes_too_many_steps_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(batch, "MOST_ATTEMPTS", 3)
    monkeypatch.setattr(batch, "SHORTEST", 0.0)
    labelled = [{"start_h": 0, "hours": 1, "mmol": 20, "labelled": 1.0}]
    found = read(phase=[{"days": 1, "infusion": labelled}], persons=3)
    assert "too many steps" in {ENDED[how] for how in found.ended}


def test_who_has_no_steady_state_before_is_told_and_the_others_live(monkeypatch: pytest.MonkeyPatch):
    """One without a steady state, and one whose serum would be lower than anybody's, among those who have one."""
    real = living.settled

    def some(body: Any, eating: Any, persons: int) -> Any:
        x = np.array(real(body, eating, persons))
        if persons > 3:
            x[:, 1], x[INDEX["plasma"], 3] = np.nan, 0.01
        return x

    monkeypatch.setattr(living, "settled", some)
    found = read(persons=6)
    lived, never, low = ENDED[:3]
    assert [ENDED[how] for how in found.ended] == [lived, never, lived, low, lived, lived]
    assert found.counts.tolist() == [True, False, True, False, True, True]
    assert np.isnan(found.values["serum_magnesium"][:, [1, 3]]).all()
    assert np.isfinite(found.course("serum_magnesium")).all()
    assert [(one.person, one.until) for one in found.lost] == [(1, 0.0), (3, 0.0)]


def test_where_nobody_has_the_baseline_that_is_told_it_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(living, "settled", lambda body, eating, persons: np.full((len(INDEX), persons), np.nan))
    with pytest.raises(InputError, match=r"no steady state at a serum of 0\.8 mmol/L for 6 of 6"):
        read(persons=6, before={"intake_mg": 350, "serum": 0.8})


def test_the_parameters_of_the_lost_are_theirs():
    """What is saved of a person is what the same person, drawn anew, has."""
    from epsom.cohort.draw import drawn
    from epsom.plate.chance import Chance
    from epsom.simulate.model import records
    from epsom.simulate.partitions import seed_of

    experiment = asked(**STARVED, persons=6)
    (found,) = arms.run(experiment)
    body = drawn(experiment.protocol.arms[0].groups[0].person, Chance(6, seed_of(1, 0))).body()
    again = dict(records(body))
    for one in found.lost:
        for name, value in one.parameters.items():
            assert value == np.broadcast_to(again[name], (6,))[one.person]


def test_who_lives_where_nobody_lives_is_counted_apart():
    flood = [{"start_h": 0, "hours": 20, "mmol": 2000}]
    assert read(phase=[{"days": 1, "infusion": flood}]).beyond.all()
    assert not read(phase=[LOAD]).beyond.any()


def test_infusions_that_overlap_are_refused():
    twice = [{"start_h": 0, "hours": 5, "mmol": 3}, {"start_h": 4, "hours": 5, "mmol": 3}]
    with pytest.raises(InputError, match="overlaps the one before it"):
        read(phase=[{"days": 1, "infusion": twice}])


@pytest.mark.parametrize(
    ("change", "said", "at"),
    [
        ({"persons": 0}, "persons = 0", ("persons",)),
        ({"persons": 1, "people": BOTH}, "from 2 to", ("persons",)),
        ({"persons": 10**6}, "persons = 1000000", ("persons",)),
        ({"persons": "many"}, "'many' is no whole number", ("persons",)),
        ({"persons": 2.5}, "2.5 is no whole number", ("persons",)),
        ({"seed": -1}, "seed = -1", ("seed",)),
        ({"seed": None}, "None is no whole number", ("seed",)),
        ({"every": 3}, "every = 3 has no unit", ("every",)),
        ({"every": "0 hours"}, "give a time above 0", ("every",)),
        ({"every": "-2 hours"}, "give a time above 0", ("every",)),
        ({"every": "3 furlongs"}, "no unit I know", ("every",)),
        ({"every": "0.01 hours", "persons": 20000}, "Look less often", ("every",)),
        ({"read": "serum_magnesium"}, "no list of readings", ("read",)),
        ({"read": []}, "no list of readings", ("read",)),
        ({"read": ["body_magnesium", "serum_magnesum"]}, "Nearest: serum_magnesium", ("read", 1)),
        ({"title": 3}, "title = 3 is no text", ("title",)),
        ({"phases": []}, "Nearest: phase", ("phases",)),
        ({"phase": []}, "no phase. Give at least one", ("arm", 0)),
        ({"phase": None, "arm": [{"name": "a"}]}, "arm 'a' has no phase", ("arm", 0)),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(change: dict[str, Any], said: str, at: tuple[Any, ...]):
    with pytest.raises(InputError) as caught:
        asked(**change)
    assert said in str(caught.value)
    assert str(caught.value).startswith("the protocol: ")
    assert caught.value.at == at
