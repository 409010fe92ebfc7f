"""What a plan does: the difference of two lives of the same virtual persons, and nothing of chance in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import numpy as np
import pytest

import epsom
from epsom import units
from epsom.assessment import Journey, assessment, walk
from epsom.body import balance
from epsom.person import SupplementTold
from epsom.plan import effect
from epsom.plan.diet import DietPlans, plans
from epsom.plan.effect import YEAR, ahead, of_diet, of_regimen, with_regimen
from epsom.plan.regimen import Regimen, asked, patient
from epsom.status.summary import estimate, mean
from tests.plan.people import EXAMPLES

PERSONS = 150


@pytest.fixture(scope="module")
def ana() -> Journey:
    return walk(epsom.read_person(EXAMPLES / "ana.yaml"), persons=PERSONS)


@pytest.fixture(scope="module")
def plate(ana: Journey) -> DietPlans:
    return plans(ana)


def regimen(journey: Journey, *lines: str, hours: tuple[float, ...] = (22.0,), weeks: int = 12) -> Regimen:
    found = asked(lines, hours, patient(journey.person), weeks)
    assert isinstance(found, Regimen), found
    return found


def test_a_plans_effect_is_assess_plan_minus_assess_now_on_the_same_seed(ana: Journey, plate: DietPlans):
    """Both journeys are assessed at the end of the year by the assessment itself, which knows nothing of effects."""
    eating = plate.alternatives[0].eating
    now, planned = ahead(ana, ana.usual), ahead(ana, eating)
    found = of_diet(ana, eating, now)
    without, with_plan = assessment(now.journey), assessment(planned.journey)
    assert found.serum[-1].without == without.serum
    assert found.serum[-1].with_plan == with_plan.serum
    assert found.stores[-1].without == without.content
    assert found.stores[-1].with_plan == with_plan.content
    assert found.urine[-1].with_plan == with_plan.urine
    w = ana.weighting.weights
    pairs = [(one.journey.now, one.journey.body) for one in (planned, now)]
    serum, serum_now = (balance.serum(balance.Pools(*pools), body) for pools, body in pairs)
    assert found.serum[-1].change == estimate(serum - serum_now, w)
    assert found.serum[-1].mean == pytest.approx(mean(serum, w) - mean(serum_now, w), abs=1e-12)
    assert found.serum[-1].mean > 0


def test_what_a_plan_adds_to_what_is_eaten_is_the_difference_of_what_is_assessed(ana: Journey, plate: DietPlans):
    eating = plate.alternatives[0].eating
    found = of_diet(ana, eating, ahead(ana, ana.usual))
    more = units.milligrams(1.0) * (eating.per_day() - ana.usual.per_day())
    assert found.eaten == estimate(more, ana.weighting.weights)
    assert found.eaten.low > found.absorbed.low > 0


@pytest.fixture(params=["ana", "nobody's record"])
def anyone(request: pytest.FixtureRequest, ana: Journey) -> Journey:
    """Someone without labs, so that no weight hangs on what is eaten: with a record of food, and without one."""
    told = ana.person.model_copy(update={"labs": ()})
    return walk(told if request.param == "ana" else told.model_copy(update={"record": ()}), persons=PERSONS)


def test_a_regimen_is_eaten_as_if_the_person_told_it(anyone: Journey):
    """Walking the whole journey again with the regimen in the file gives the same meals, serving by serving."""
    one = regimen(anyone, "magnesium citrate 100 mg elemental", hours=(10.5, 22.0))
    lines = tuple(
        SupplementTold(taken="magnesium citrate 100 mg elemental", at=time(hour, minute))
        for hour, minute in ((10, 30), (22, 0))
    )
    again = walk(anyone.person.model_copy(update={"supplements": lines}), persons=PERSONS)
    eating = with_regimen(anyone, one)
    both = anyone.viable & again.viable
    assert both.any()
    for mine, theirs in zip(eating.servings, again.usual.servings, strict=True):
        assert np.broadcast_to(mine, eating.servings.amount.shape)[:, both] == pytest.approx(
            np.broadcast_to(theirs, eating.servings.amount.shape)[:, both], rel=1e-12, abs=1e-15
        )
    assert eating.per_day()[both] - anyone.usual.per_day()[both] == pytest.approx(units.mmol(200.0), rel=1e-9)


def test_the_same_plan_twice_has_the_same_digits(ana: Journey):
    one = regimen(ana, "magnesium citrate 100 mg elemental")
    again = walk(epsom.read_person(EXAMPLES / "ana.yaml"), persons=PERSONS)
    assert of_regimen(ana, one) == of_regimen(again, one)
    assert plans(ana).alternatives[0].changes == plans(again).alternatives[0].changes


def test_a_plan_that_changes_nothing_does_nothing(ana: Journey):
    found = of_diet(ana, ana.usual, ahead(ana, ana.usual))
    for moments in (found.serum, found.stores, found.urine):
        assert all(each.change.low == each.change.high == each.mean == 0.0 for each in moments)
    assert found.outcomes == () or all("more magnesium" not in one.plain for one in found.outcomes)


def test_a_regimen_ends_and_most_of_it_is_gone_after_a_year(ana: Journey):
    found = of_regimen(ana, regimen(ana, "magnesium citrate 100 mg elemental", hours=(10.5, 22.0)))
    end, year = found.stores
    assert (end.day, year.day) == (84.0, YEAR)
    assert 0 <= year.change.median < 0.1 * end.change.median
    assert found.serum[0].change.low > 0
    assert abs(found.serum[1].change.median) < 0.001


def test_a_regimen_of_more_than_a_year_is_lived_to_its_end(ana: Journey):
    found = of_regimen(ana, regimen(ana, "magnesium citrate 100 mg elemental", weeks=60))
    assert [each.day for each in found.serum] == [420.0]
    assert found.until == 420.0


def test_no_more_magnesium_is_kept_than_is_absorbed(ana: Journey):
    """A law: what the stores gain in the weeks is at most what the gut took up of it in those weeks."""
    found = of_regimen(ana, regimen(ana, "magnesium citrate 100 mg elemental", hours=(10.5, 22.0)))
    assert 0 < found.stores[0].change.high < units.mmol(found.absorbed.high) * found.until


def test_what_a_dose_leaves_in_the_gut_is_less_than_the_dose_and_more_of_oxide(ana: Journey):
    citrate = of_regimen(ana, regimen(ana, "magnesium citrate 100 mg elemental")).left[0]
    oxide = of_regimen(ana, regimen(ana, "magnesium oxide 100 mg elemental")).left[0]
    assert citrate.milligrams == oxide.milligrams == 100.0
    assert 0 < citrate.left.low < citrate.left.high < 100.0
    assert oxide.left.median > citrate.left.median


def test_split_doses_leave_less_at_once_and_bring_more_where_no_meal_is_near(ana: Journey):
    once = of_regimen(ana, regimen(ana, "magnesium citrate 100 mg elemental"))
    split = of_regimen(ana, regimen(ana, "magnesium citrate 50 mg elemental", hours=(2.0, 22.0)))
    assert split.left[0].left.median < once.left[0].left.median
    assert split.absorbed.median > once.absorbed.median


def test_the_outcomes_are_of_what_the_plan_changes(ana: Journey, plate: DietPlans):
    food = of_diet(ana, plate.alternatives[0].eating, ahead(ana, ana.usual)).outcomes
    assert food
    assert all(one.leading and one.leading.exposure == "dietary_magnesium" for one in food)
    salt = of_regimen(ana, regimen(ana, "magnesium citrate 100 mg elemental")).outcomes
    assert all(one.leading and one.leading.exposure == "supplemental_magnesium" for one in salt)


def test_who_could_not_be_carried_through_counts_for_nothing(ana: Journey, monkeypatch: pytest.MonkeyPatch):
    real = effect.live

    def failing(*args: object, **kwargs: object) -> object:
        course = real(*args, **kwargs)  # type: ignore[arg-type]
        status = course.status.copy()
        status[:3] = 1
        return replace(course, status=status)

    monkeypatch.setattr(effect, "live", failing)
    later = ahead(ana, ana.usual)
    assert later.journey.weighting.weights[:3].sum() == 0.0
    assert later.journey.weighting.weights.sum() == pytest.approx(1.0)
