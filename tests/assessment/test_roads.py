"""The roads: which one answers, that all of them tell of the same person, and what becomes of who fails."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

from epsom.assessment import life, roads, walk
from epsom.assessment.eating import number
from epsom.assessment.life import lived
from epsom.assessment.roads import ROADS, inferred, led
from epsom.assessment.viable import parameters
from epsom.assessment.views import assessment
from epsom.cohort.draw import drawn
from epsom.errors import InputError
from epsom.person import Person
from epsom.plan import advised
from epsom.plate.chance import Chance
from epsom.plate.foods import box
from epsom.plate.record import record
from epsom.status.summary import estimate

TODAY = datetime.date(2026, 10, 5)
WOMAN = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "today": TODAY, "egfr": "92 mL/min/1.73m2"}
DAY = {
    "date": "2026-10-04",
    "meals": [{"at": "13:00", "eaten": ["150 g white rice", "2 slices white bread", "1 banana"]}],
}
TARGET = 13.0


def somebody(*readings, **told):
    labs = [{"serum_magnesium" if "/L" in one else "urine_magnesium": one, "date": "2026-10-01"} for one in readings]
    return Person(**WOMAN, record=[DAY], labs=labs, **told)


def plate(person):
    return record(person.record, person.supplements, box())


def road(*readings, persons=2000, **told):
    person = somebody(*readings, **told)
    return inferred(person, plate(person), TARGET, persons=persons, seed=1, say=lambda stage: None)


@pytest.mark.parametrize(
    ("readings", "name", "asked", "persons"),
    [
        ((), "no reading", 2000, 2000),
        (("0.80 mmol/L",), "draws", 2000, 2000),
        (("0.60 mmol/L",), "more draws", 2000, 16384),
        (("0.50 mmol/L",), "led", 400, 410),
        (("3.50 mmol/L", "0.5 mmol/day"), "softened", 200, 1638),
    ],
)
def test_each_reading_takes_its_road(readings, name, asked, persons):
    found, taken = road(*readings, persons=asked)
    assert taken == name
    assert taken in ROADS
    assert found.cohort.chance.persons == persons == len(found.weighting.weights)
    if name in ("draws", "more draws", "led"):
        assert found.weighting.effective_size >= number("enough_effective") * asked / 2000
        assert found.weighting.k < number("most_k")
    assert found.weighting.weights.sum() == pytest.approx(1.0)


def test_a_smaller_cohort_is_judged_in_proportion():
    found, taken = road("0.80 mmol/L", persons=200)
    assert taken == "draws"
    assert 40 <= found.weighting.effective_size < 200


def test_the_led_tell_the_same_as_the_drawn_where_both_can():
    """An ordinary reading: leading and weighing are two ways to one posterior, in deficit, serum and way of loss."""
    person = somebody("0.64 mmol/L", medicines=["omeprazole"])
    told = plate(person)
    cohort = lived(person, told, TARGET, persons=16384, seed=1, untold=True)
    other = led(cohort, told, TARGET, persons=2048, least=400, few=100)
    assert cohort.weighting.effective_size > 400
    a, b = (estimate(one.deficit, one.weighting.weights) for one in (cohort, other))
    width = a.high - a.low
    assert (b.low, b.median, b.high) == pytest.approx((a.low, a.median, a.high), abs=0.12 * width)
    for way in (0, 1, 2):
        here, there = (one.weighting.weights[one.cohort.untold.way == way].sum() for one in (cohort, other))
        assert there == pytest.approx(here, abs=0.1)


def test_a_retention_of_most_of_a_load_is_led_to_and_counts_in_full():
    labs = [{"magnesium_retention": "60 %", "protocol": "gullestad1994", "date": "2026-10-01"}]
    person = Person(**WOMAN, record=[DAY], labs=labs)
    found, taken = inferred(person, plate(person), TARGET, persons=2000, seed=1, say=lambda stage: None)
    assert taken == "led"
    assert found.weighting.effective_size >= number("enough_effective")
    assert 0.3 < np.median(found.expected[0]) < 0.6


def test_a_rare_class_that_is_drawn_oftener_counts_as_rarely_as_it_is():
    """One in a hundred is hit hard by a proton pump inhibitor: half of those drawn, a hundredth of the weight."""
    person = somebody("0.80 mmol/L", medicines=["omeprazole"])
    told = plate(person)
    plain, often = (
        lived(person, told, TARGET, persons=8192, seed=1, untold=True, oftener=oftener) for oftener in (False, True)
    )
    assert np.mean(often.cohort.untold.rare > 0) == pytest.approx(0.5, abs=0.02)
    assert np.mean(plain.cohort.untold.rare > 0) == pytest.approx(0.01, abs=0.005)
    before = np.exp(often.cohort.log_prior)
    assert before[often.cohort.untold.rare > 0].sum() / before.sum() == pytest.approx(0.01, abs=0.001)
    assert np.array_equal(plain.cohort.untold.way, often.cohort.untold.way)
    a, b = (estimate(one.deficit, one.weighting.weights) for one in (plain, often))
    assert (b.low, b.median, b.high) == pytest.approx((a.low, a.median, a.high), abs=0.15 * (a.high - a.low))


def test_chances_told_back_make_the_same_persons():
    """The standard normals behind a cohort, told in place of its seed, give its bodies, plates and readings again."""
    person = somebody("0.80 mmol/L", medicines=["omeprazole", "thiazide"], conditions=["diabetes"])
    told = plate(person)
    first = lived(person, told, TARGET, persons=64, seed=3, untold=True)
    chosen = np.arange(63, -1, -1)
    latent = {name: z[chosen] for name, z in first.cohort.chance.latent().items()}
    assert ("habit",) in latent
    assert ("kidney.filtration_rate",) in latent
    assert any(name[-1] == "phytate" for name in latent)
    other = life.through(drawn(person, Chance(64, 5, latent, chosen), untold=False), told, TARGET, ())
    plain = life.through(drawn(person, Chance(64, 3), untold=False), told, TARGET, ())
    lives = other.viable
    assert np.array_equal(lives, plain.viable[chosen])
    assert np.mean(lives) > 0.5
    assert other.expected[0][lives] == pytest.approx(plain.expected[0][chosen][lives], rel=1e-6)
    assert other.usual.per_day()[lives] == pytest.approx(plain.usual.per_day()[chosen][lives], rel=1e-9)


def test_who_cannot_be_carried_through_has_no_weight_and_is_told_of(monkeypatch):
    """Two persons fail in the year and one on the last day: others stand in, and every number stays a number."""
    real = life.live

    def failing(start, begin, phases, times, **words):
        course = real(start, begin, phases, times, **words)
        pools, status = course.pools.copy(), course.status.copy()
        if begin < -300:
            pools[-1:, :, [3, 8]] = np.nan
            status[[3, 8]] = 1
        return replace(course, pools=pools, status=status)

    person = somebody("0.80 mmol/L")
    starving = [int(one) for one in np.flatnonzero(~walk(person, persons=300).viable)]
    assert not {3, 8} & set(starving)
    monkeypatch.setattr(life, "live", failing)
    journey = walk(person, persons=300)
    result = advised(journey, assessment(journey))
    assert list(np.flatnonzero(~journey.viable)) == sorted([3, 8, *starving])
    assert np.all(journey.weighting.weights[[3, 8]] == 0)
    assert np.all(np.isfinite(journey.year.pools))
    assert np.isfinite(result.adequacy)
    assert any("2 of 300 virtual persons could not be carried through" in warning for warning in result.warnings)
    assert any("could not live" in warning for warning in result.warnings) == bool(starving)
    lost = journey.lost
    assert lost["kidney.transport_maximum"] == pytest.approx(journey.cohort.body().kidney.transport_maximum[[3, 8]])
    assert lost["bone.slow.content"].shape == (2,)


def test_who_fails_on_the_last_day_or_ahead_has_no_weight_there(monkeypatch):
    from epsom.assessment import journey as walking
    from epsom.plan.diet import ahead

    def failing(who, real):
        def live(*words, **more):
            course = real(*words, **more)
            pools, status = course.pools.copy(), course.status.copy()
            pools[1:, :, who], status[who] = np.nan, 2
            return replace(course, pools=pools, status=status)

        return live

    monkeypatch.setattr(walking, "live", failing(5, walking.live))
    monkeypatch.setattr(ahead, "live", failing(6, ahead.live))
    journey = walk(somebody("0.80 mmol/L"), persons=300)
    result = advised(journey, assessment(journey))
    assert journey.weighting.weights[5] == 0
    assert journey.weighting.weights.sum() == pytest.approx(1.0)
    assert all(np.isfinite(result.courses["serum_usual"].q95))
    assert np.isfinite(result.flows.urine.median)
    assert any("1 of 300 virtual persons could not be carried through" in warning for warning in result.warnings)


def test_where_most_fail_nobody_answers(monkeypatch):
    real = life.live

    def failing(*words, **more):
        course = real(*words, **more)
        return replace(course, status=np.where(np.arange(len(course.status)) % 3, 1, 0))

    monkeypatch.setattr(life, "live", failing)
    with pytest.raises(InputError, match="could live for good"):
        walk(somebody("0.80 mmol/L"), persons=300)


def test_parameters_of_chosen_persons_by_name():
    body = lived(somebody(), plate(somebody()), TARGET, persons=20, seed=1, untold=False).body
    found = parameters(body, np.array([4, 7]))
    assert found["gut.carrier_capacity"] == pytest.approx(body.gut.carrier_capacity[[4, 7]])
    assert all(values.shape == (2,) for values in found.values())


def test_readings_that_are_not_reached_are_softened(monkeypatch):
    monkeypatch.setattr(roads, "led", lambda *words, **more: None)
    found, taken = road("0.30 mmol/L", "9 mmol/day", persons=600)
    assert taken == "softened"
    assert found.weighting.counted < 1
    assert found.weighting.k > number("most_k")
