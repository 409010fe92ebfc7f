"""Courses: they pass through what the runner predicts, begin at no change, and look closely where something happens."""

from __future__ import annotations

from itertools import pairwise

import pytest

from epsom.errors import InputError
from epsom.studies import catalogue
from epsom.studies.course import LOOKS, Followed, beside, looks
from epsom.studies.run import Trial

PERSONS = 24
HOUR = 1 / 24


def study(phases: list[dict] = (), points: list[dict] = (), **told):
    """Return a study of one made-up man, as a file would hold it."""
    row = {"source": "fine1991", "title": "Made up", "group": "load"}
    row["people"] = [{"share": 1.0, "age": 40, "sex": "male", "height": "178 cm", "weight": "75 kg"}]
    row |= {"before": {"intake_mg": 300}, "phase": list(phases)}
    known = {"label": "x", "quantity": "serum_magnesium", "kind": "level", "day": 0, "observed": 1.0, "sem": 0.1}
    known |= {"role": "check", "mark": "read", "where": "nowhere"}
    row["point"] = [known | {"label": f"number {k}"} | point for k, point in enumerate(points or [{}])]
    return catalogue.study_of(row | told, "load_made_up", "load_made_up.toml")


def at(course, day: float) -> float:
    return course.mean[min(range(len(course.day)), key=lambda k: abs(course.day[k] - day))]


INFUSION = [{"hours": 12, "infusion": [{"start_h": 2, "hours": 1, "mmol": 10}]}]
SUPPLEMENT = [{"days": 60, "added_mg": 300, "doses": 2}]


def test_an_arm_is_looked_at_about_sixty_times_and_closely_after_each_event():
    days = looks(study(INFUSION).protocol.arms[0])
    assert LOOKS * 0.8 <= len(days) <= LOOKS * 1.2
    assert days[0] == 0
    assert days[-1] == pytest.approx(0.5)
    assert all(min(abs(day - event) for day in days) < 1e-9 for event in (2 * HOUR, 3 * HOUR))
    after = [later - earlier for earlier, later in pairwise(day for day in days if day >= 3 * HOUR)]
    assert after[0] < after[-1] / 10


def test_an_arm_without_stretches_is_looked_at_once():
    assert looks(study().protocol.arms[0]) == (0.0,)


def test_among_weekly_sessions_the_hour_of_the_reading_is_kept():
    phase = {"days": 60, "dialysis": {"start_h": 0, "hours": 4, "dialysate": 0.5, "per_week": 3}}
    made = study([phase], [{"day": 58}])
    every = 7 / 3
    inner = looks(made.protocol.arms[0], made.points)[1:-1]
    assert len(inner) > 10
    assert all(abs((58 - day) / every - round((58 - day) / every)) < 1e-9 for day in inner)


def test_without_stretches_the_course_is_a_level_at_the_prediction():
    found = beside(study(), PERSONS)
    course = found.courses[0]
    assert course.steady
    assert set(course.mean) == {found.outcomes[0].predicted}
    assert course.day[-1] > course.day[0]


@pytest.mark.parametrize(
    ("phases", "point"),
    [
        (INFUSION, {"day": 3 * HOUR}),
        (INFUSION, {"day": 0.5, "kind": "difference", "versus": "before"}),
        (INFUSION, {"day": 0.5, "kind": "ratio", "versus": "before"}),
        (INFUSION, {"day": 0.5, "quantity": "retention"}),
        (INFUSION, {"day": 0.5, "quantity": "excreted_share", "over_days": 0.25}),
        (SUPPLEMENT, {"day": 30, "quantity": "urine_magnesium", "over_days": 1}),
        (SUPPLEMENT, {"day": 60, "quantity": "balance", "over_days": 7}),
        (SUPPLEMENT, {"day": 30, "quantity": "absorbed_fraction"}),
    ],
)
def test_a_course_passes_through_the_prediction(phases, point):
    found = beside(study(phases, [point]), PERSONS)
    course, predicted = found.courses[0], found.outcomes[0].predicted
    assert at(course, point["day"]) == pytest.approx(predicted, rel=1e-6)
    assert all(low <= high for low, high in zip(course.low, course.high, strict=True))
    assert list(course.day) == sorted(set(course.day))


def test_looking_often_changes_no_prediction():
    made = study(INFUSION, [{"day": 3 * HOUR}, {"day": 0.5, "quantity": "retention"}])
    assert Followed(made, PERSONS).outcomes() == Trial(made, PERSONS).outcomes()


def test_a_peak_is_the_highest_of_its_course():
    found = beside(study(INFUSION, [{"day": 0.5, "kind": "peak"}]), PERSONS)
    assert max(found.courses[0].mean) == pytest.approx(found.outcomes[0].predicted, rel=0.02)


@pytest.mark.parametrize(("kind", "none"), [("difference", 0.0), ("ratio", 1.0)])
def test_a_course_begins_at_no_change_for_everybody(kind, none):
    course = beside(study(SUPPLEMENT, [{"day": 60, "kind": kind, "versus": "before"}]), PERSONS).courses[0]
    assert (course.mean[0], course.low[0], course.high[0]) == pytest.approx((none, none, none))
    assert not course.steady


def test_against_another_arm_each_person_is_held_against_the_same_person():
    """Two arms alike differ by nothing, for nobody."""
    arms = [{"name": name, "phase": SUPPLEMENT} for name in ("one", "other")]
    made = study(points=[{"day": 60, "kind": "difference", "arm": "one", "versus": "other"}], arm=arms, phase=[])
    course = beside(made, PERSONS).courses[0]
    assert set(course.low) == set(course.high) == {0.0}


def test_groups_weigh_by_their_shares():
    people = [{"share": share, "age": 40, "sex": sex, "height": "170 cm", "weight": "70 kg"}
              for sex, share in (("male", 0.9), ("female", 0.1))]  # fmt: skip
    point = {"quantity": "body_magnesium", "observed": 900.0, "sem": 50.0}
    both = beside(study(points=[point], people=people), PERSONS)
    each = [beside(study(points=[point], people=[one | {"share": 1.0}]), PERSONS).courses[0].mean[0] for one in people]
    assert both.courses[0].mean[0] == pytest.approx(0.9 * each[0] + 0.1 * each[1])


def test_where_nobody_can_live_there_is_a_reason_and_no_course(monkeypatch: pytest.MonkeyPatch):
    def dies(trial: Trial) -> None:
        raise InputError("no steady state for 9 of 24")

    monkeypatch.setattr(Trial, "outcomes", dies)
    found = beside(study(INFUSION, [{"day": 0.5}, {"day": 0.25}]), PERSONS)
    assert found.courses == (None, None)
    assert [one.fault for one in found.outcomes] == ["no steady state for 9 of 24"] * 2
    assert not any(one.inside for one in found.outcomes)
