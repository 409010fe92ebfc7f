"""The three ways to run have one meaning: kernels, NumPy and scipy on the plain functions; and each keeps the laws."""

from dataclasses import replace

import numpy as np
import pytest

from epsom.body import balance
from epsom.body.balance import Pools
from epsom.cohort.draw import typical
from epsom.cohort.moves import moved
from epsom.errors import InputError
from epsom.simulate import single, steady
from epsom.simulate.live import Infusion, Phase, TimeCourse, infused, live, settled
from epsom.simulate.model import INDEX
from tests.simulate.bodies import cohort, diet, eventful, serving, some

TIMES = [0.0, 8 / 24, 0.4, 0.5, 1.0, 1.1, 1.25, 1.7, 2.0, 5.0, 30.0]
WAYS = ("vector", "numpy")
PERSONS = 70


@pytest.fixture(scope="module")
def courses():
    """The eventful month of a cohort, each way."""
    body, phases = eventful(PERSONS)
    start = settled(body, diet(350, PERSONS), PERSONS)
    return start, phases, {way: live(start, 0.0, phases, TIMES, tolerance=1e-7, way=way) for way in WAYS}


def scaled(one, other):
    return np.max(np.abs(one - other) / (np.abs(other) + 0.01))


def test_kernels_and_numpy_give_the_same(courses):
    _, _, found = courses
    apart = [scaled(found["vector"].pools[..., k], found["numpy"].pools[..., k]) for k in range(PERSONS)]
    assert np.median(apart) < 1e-12
    assert max(apart) < 1e-10
    assert np.array_equal(found["vector"].attempts, found["numpy"].attempts)


@pytest.mark.parametrize("way", WAYS)
def test_scipy_on_the_plain_functions_gives_the_same(courses, way):
    start, phases, found = courses
    for person in (0, PERSONS - 1):
        who = np.array([person])
        oracle = single.live(start[:, person], 0.0, some(phases, PERSONS, who), TIMES, tolerance=1e-11)
        assert scaled(found[way].pools[:, :, person], oracle) < 2e-6


@pytest.mark.parametrize("way", WAYS)
def test_the_same_digits_alone_permuted_and_in_another_lane(courses, way):
    start, phases, found = courses
    for who in (np.array([5]), np.array([33, 5, 60]), np.arange(PERSONS)[::-1]):
        again = live(start[:, who], 0.0, some(phases, PERSONS, who), TIMES, tolerance=1e-7, way=way)
        assert np.array_equal(again.pools, found[way].pools[:, :, who])


def test_the_same_digits_however_many_threads(courses, monkeypatch):
    start, phases, found = courses
    many = np.resize(np.arange(PERSONS), 300)
    for threads in ("1", "3"):
        monkeypatch.setenv("EPSOM_THREADS", threads)
        again = live(start[:, many], 0.0, some(phases, PERSONS, many), TIMES, tolerance=1e-7, way="vector")
        assert np.array_equal(again.pools, found["vector"].pools[:, :, many])


@pytest.mark.parametrize("way", WAYS)
def test_a_smaller_tolerance_is_a_smaller_error(way):
    body = cohort(4)
    start = settled(body, diet(350, 4), 4)
    phases = [Phase(60.0, body, diet(12, 4))]
    exact = live(start, 0.0, phases, [7.0, 60.0], tolerance=1e-12, way=way).pools
    errors = [scaled(live(start, 0.0, phases, [7.0, 60.0], tolerance=t, way=way).pools, exact) for t in (1e-4, 1e-10)]
    assert errors[1] < 1e-8
    assert errors[1] < errors[0] < 1e-3


@pytest.mark.parametrize("way", WAYS)
def test_magnesium_is_conserved_through_all_that_happens(courses, way):
    start, phases, found = courses
    kept = [number for number, name in enumerate(Pools._fields) if name not in balance.REGULATORS]
    gained = found[way].pools[-1, kept].sum(axis=0) - start[kept].sum(axis=0)
    eaten = 6 * 5.0 + 0.25 * 40.0 + 28.0 * phases[-1].eating.per_day()
    assert np.abs(gained - eaten).max() < 1e-9


@pytest.mark.parametrize("way", WAYS)
def test_who_fails_has_a_status_and_the_others_go_on(way):
    body = cohort(20)
    start = settled(body, diet(350, 20), 20)
    bad = start.copy()
    bad[INDEX["plasma"], 7] = np.nan
    phases = [Phase(10.0, body, diet(300, 20))]
    good, found = (live(x, 0.0, phases, [5.0, 10.0], way=way) for x in (start, bad))
    assert list(found.failed) == [7]
    assert found.status[7] == 1
    assert found.reached[7] == 0.0
    assert np.isnan(found.pools[:, :, 7]).all()
    others = np.arange(20) != 7
    assert np.array_equal(found.pools[:, :, others], good.pools[:, :, others])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("organ", "name"), [("kidney", "filtration_rate"), ("gut", "carrier_capacity")])
def test_a_parameter_that_is_no_number_fails_that_person_alone(way, organ, name):
    body = cohort(9)
    start = settled(body, diet(350, 9), 9)
    broken = moved(body, organ, name, np.where(np.arange(9) == 4, np.nan, 1.0))
    found = live(start, 0.0, [Phase(3.0, broken, diet(300, 9))], [3.0], way=way)
    assert list(found.failed) == [4]
    assert list(np.flatnonzero(np.isnan(settled(broken, diet(300, 9), 9, way=way)[0]))) == [4]


@pytest.mark.parametrize("way", WAYS)
def test_stiffness_beyond_reach_is_a_status_and_no_endless_run(way):
    body = cohort(8)
    start = settled(body, diet(350, 8), 8)
    stiff = moved(body, "kidney", "filtration_rate", np.where(np.arange(8) == 2, 1e300, 1.0))
    found = live(start, 0.0, [Phase(3.0, stiff, diet(300, 8))], [3.0], way=way)
    assert list(found.failed) == [2]
    assert found.attempts[2] < 100
    assert np.isfinite(found.pools[:, :, np.arange(8) != 2]).all()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_asked_at_a_meal_is_the_state_just_before_it(way):
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    course = live(start, 0.0, [Phase(1.0, body, stops=[(0.5, serving(9.0))])], [0.5, 0.51], way=way)
    assert course.pools[1, INDEX["colon"], 0] - course.pools[0, INDEX["colon"], 0] > 1


@pytest.mark.parametrize("way", WAYS)
def test_two_servings_at_once_and_one_at_the_very_beginning(way):
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    stops = [(0.0, serving(2.0)), (0.3, serving(3.0)), (0.3, serving(4.0))]
    course = live(start, 0.0, [Phase(1.0, body, stops=stops)], [0.0, 1.0], way=way)
    kept = [number for number, name in enumerate(Pools._fields) if name not in balance.REGULATORS]
    assert course.pools[1, kept].sum() - start[kept].sum() == pytest.approx(9.0, abs=1e-10)
    assert np.array_equal(course.pools[0], start)


@pytest.mark.parametrize("way", WAYS)
def test_steady_state_is_steady_and_found_from_far_away(way):
    body = cohort(40)
    x = settled(body, diet(300, 40), 40, way=way)
    alive = [number for number, name in enumerate(Pools._fields) if name not in balance.GONE]
    assert np.abs(single.rates(x, body, diet(300, 40))[alive]).max() < 1e-8


def test_steady_state_the_same_each_way():
    body = cohort(100)
    one, other = (settled(body, diet(300, 100), 100, way=way) for way in WAYS)
    assert np.max(np.abs(one - other) / (np.abs(other) + 1e-3)) < 1e-9


@pytest.mark.parametrize("way", WAYS)
def test_who_has_no_steady_state_is_marked_and_the_others_are_not_touched(way):
    body = cohort(3)
    eating = diet(300, 3)
    eating = replace(eating, servings=eating.servings._replace(amount=eating.servings.amount * np.array([1, 0, 1])))
    found = settled(body, eating, 3, way=way)
    assert np.isnan(found[:, 1]).all()
    assert np.array_equal(found[:, [0, 2]], settled(body, diet(300, 3), 3, way=way)[:, [0, 2]])


def test_each_gives_a_quantity_at_all_times():
    body = typical(2)
    start = settled(body, diet(350, 2), 2)
    course = live(start, 0.0, [Phase(2.0, body, diet(350, 2))], [0.0, 1.0, 2.0])
    assert isinstance(course, TimeCourse)
    serum = course.each(balance.serum)
    assert serum.shape == (3, 2)
    assert serum == pytest.approx(np.broadcast_to(serum[0], (3, 2)), rel=1e-6)


def test_meals_and_their_mean_agree_where_they_overlap():
    """A short window meal by meal and a long one on daily means describe the same body, day after day."""
    body = cohort(50)
    start = settled(body, diet(350, 50), 50)
    eating = diet(350, 50).servings
    stops = [(d + (k + 0.5) / 3, eating._replace(**{n: getattr(eating, n)[:1] for n in eating._fields}))
             for d in range(28) for k in range(3)]  # fmt: skip
    by_meal = live(start, 0.0, [Phase(28.0, body, stops=stops)], [28.0]).pools[0]
    evenly = live(start, 0.0, [Phase(28.0, body, diet(350, 50))], [28.0]).pools[0]
    content = balance.content(Pools(*by_meal)) / balance.content(Pools(*evenly))
    assert content == pytest.approx(1.0, abs=2e-3)
    urine = INDEX["urine"]
    assert by_meal[urine] == pytest.approx(evenly[urine], rel=0.05)


def test_a_time_outside_the_phases_is_refused():
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    with pytest.raises(ValueError, match="end of the last phase"):
        live(start, 0.0, [Phase(1.0, body, diet(350, 1))], [0.5, 2.0])


def test_phases_out_of_order_are_refused():
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    with pytest.raises(InputError, match="phase 2 ends on day 1, not after day 2"):
        live(start, 0.0, [Phase(2.0, body), Phase(1.0, body)], [0.5])
    with pytest.raises(InputError, match="serving at day nan"):
        live(start, 0.0, [Phase(2.0, body, stops=[(float("nan"), serving(1.0))])], [0.5])


def test_infusions_become_exact_stretches():
    body = typical(1)
    plain = Phase(2.0, body, diet(300, 1))
    phases = infused(0.0, plain, [Infusion(1.0, 1.5, 20.0), Infusion(0.25, 0.5, 30.0)])
    assert [phase.end for phase in phases] == [0.25, 0.5, 1.0, 1.5, 2.0]
    assert [float(phase.infusion) for phase in phases] == [0.0, 30.0, 0.0, 20.0, 0.0]
    start = settled(body, diet(300, 1), 1)
    with_, without = (live(start, 0.0, p, [2.0]).pools[0].sum() for p in (phases, [plain]))
    assert with_ - without == pytest.approx(0.25 * 30 + 0.5 * 20, abs=0.2)  # the regulators move a little as well


@pytest.mark.parametrize(
    ("infusions", "said"),
    [
        ([Infusion(0.2, 0.5, 1.0), Infusion(0.4, 0.6, 1.0)], "overlaps the one before"),
        ([Infusion(-0.5, 0.5, 1.0)], "begins before day 0"),
        ([Infusion(0.5, 0.5, 1.0)], "lasts no time"),
        ([Infusion(0.5, 3.0, 1.0)], "goes beyond day 2"),
        ([Infusion(0.5, 0.9, -1.0)], "below zero"),
    ],
)
def test_infusions_that_make_no_sense_are_refused(infusions, said):
    with pytest.raises(InputError, match=said):
        infused(0.0, Phase(2.0, typical(1)), infusions)


def test_normal_pools_are_where_a_walk_begins():
    body = typical(3)
    assert balance.serum(Pools(*steady.normal(body, 3)), body) == pytest.approx(body.plasma.normal_serum)


@pytest.mark.parametrize("way", WAYS)
def test_one_look_inside_a_step_and_several_are_the_same_look(way):
    """Seen by the hour or rarely, alone or beside others whose steps are shorter, a person is the same to the digit."""
    body, phases = eventful(PERSONS)
    start = settled(body, diet(350, PERSONS), PERSONS)
    hourly = [hour / 24 for hour in range(24 * 30 + 1)]
    often = live(start, 0.0, phases, hourly, tolerance=1e-5, way=way)
    rarely = live(start, 0.0, phases, hourly[5::71], tolerance=1e-5, way=way)
    assert np.array_equal(often.pools[5::71], rarely.pools)
    who = np.array([17])
    alone = live(start[:, who], 0.0, some(phases, PERSONS, who), hourly, tolerance=1e-5, way=way)
    assert np.array_equal(alone.pools, often.pools[:, :, who])
