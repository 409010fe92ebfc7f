"""The laws of the whole body, and what is known of the reference adult."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom import units
from epsom.body import balance, gut
from epsom.body.balance import CONTENT, GONE, GUT, Pools
from epsom.body.gut import Meal
from epsom.cohort.draw import draw, typical
from epsom.person import Medicine, Person
from epsom.simulate.live import Phase, live, mixed_meals, settled
from epsom.status.adequacy import absorbed_per_day, equivalent_intake

N = 1000
REFERENCE = Person(age=30, sex="male", height="175 cm", weight="70 kg")
STORED = [Pools._fields.index(name) for name in (*CONTENT, *GUT, *GONE)]


@pytest.fixture(scope="module")
def reference():
    """The reference adult: 70 kg, 350 mg/day in three meals, as virtual persons at their steady state."""
    cohort = draw(REFERENCE, persons=N, seed=1)
    body = cohort.body()
    eating = mixed_meals(np.full(N, units.mmol(350.0)), 3)
    return body, eating, settled(body, eating, N)


def test_serum_of_the_reference_adult(reference):
    body, _, x = reference
    assert 0.78 <= np.median(balance.serum(Pools(*x), body)) <= 0.88


def test_body_content_of_the_reference_adult(reference):
    _, _, x = reference
    assert 900 <= np.median(balance.content(Pools(*x))) <= 1150


def test_median_net_absorption_of_the_reference_adult(reference):
    body, eating, x = reference
    pools = Pools(*x)
    lost = gut.secreted(balance.around(pools, body), body.gut)
    net = (absorbed_per_day(eating, pools.adaptation, body) - lost) / eating.per_day()
    assert 0.30 <= np.median(net) <= 0.40


def test_urine_of_the_reference_adult(reference):
    body, _, x = reference
    urine = units.milligrams(1.0) * balance.spilled(Pools(*x), body)
    assert 80 <= np.median(urine) <= 160


def test_mass_balance_closes_over_a_year(reference):
    """Eaten = stored + lost, to 1e-6 mmol over a year in which the diet changes."""
    body, _, x = reference
    low = mixed_meals(np.full(N, units.mmol(180.0)), 3)
    course = live(x, 0.0, [Phase(365.0, body, low)], [100.0, 365.0])
    for k, day in enumerate((100.0, 365.0)):
        gained = course.pools[k, STORED].sum(axis=0) - x[STORED].sum(axis=0)
        assert np.abs(gained - day * low.per_day()).max() < 1e-6


def test_mass_balance_closes_meal_by_meal_and_through_an_infusion(reference):
    body, eating, x = reference
    stops = [(d + h / 24, Meal(*(c[:1] for c in eating.servings))) for d in range(2) for h in (8, 13, 19)]
    phases = [
        Phase(1.0, body, stops=stops),
        Phase(1.2, body, stops=stops, infusion=np.full(N, 35.0)),
        Phase(2.0, body, stops=stops),
    ]
    end = live(x, 0.0, phases, [2.0]).pools[0]
    eaten = 6 * eating.servings.amount[0] + 0.2 * 35.0
    assert np.abs(end[STORED].sum(axis=0) - x[STORED].sum(axis=0) - eaten).max() < 1e-6


def test_a_steady_diet_ends_in_a_steady_state(reference):
    body, eating, x = reference
    later = live(x, 0.0, [Phase(365.0, body, eating)], [365.0]).pools[0]
    held = [Pools._fields.index(name) for name in CONTENT]
    assert later[held] == pytest.approx(x[held], rel=1e-6)


def test_pools_stay_positive_in_a_long_depletion(reference):
    body, _, x = reference
    none = mixed_meals(np.full(N, units.mmol(10.0)), 3)
    course = live(x, 0.0, [Phase(120.0, body, none)], [10.0, 60.0, 120.0])
    assert course.pools[:, STORED].min() > -1e-9


def test_meals_and_their_mean_agree_over_a_week(reference):
    """Short windows meal by meal and long ones on mean intake describe the same body."""
    body, eating, x = reference
    few = slice(0, 50)
    stops = [(d + h / 24, Meal(*(c[:1] for c in eating.servings))) for d in range(7) for h in (8, 13, 19)]
    by_meal = live(x, 0.0, [Phase(7.0, body, stops=stops)], [7.0]).pools[0]
    evenly = live(x, 0.0, [Phase(7.0, body, eating)], [7.0]).pools[0]
    total = [Pools._fields.index(name) for name in CONTENT]
    assert by_meal[total].sum(axis=0)[few] == pytest.approx(evenly[total].sum(axis=0)[few], rel=1e-3)
    urine = Pools._fields.index("urine")
    assert by_meal[urine][few] == pytest.approx(evenly[urine][few], rel=0.05)


def test_same_seed_same_digits_and_the_first_persons_of_a_larger_cohort_are_the_same():
    person = REFERENCE.model_copy(update={"medicines": (Medicine(name="omeprazole"), Medicine(name="thiazide"))})
    a, b = draw(person, persons=50, seed=3).body(), draw(person, persons=100, seed=3).body()
    assert np.array_equal(a.kidney.transport_maximum, b.kidney.transport_maximum[:50])
    assert np.array_equal(a.gut.carrier_capacity, b.gut.carrier_capacity[:50])
    assert np.array_equal(a.bone.slow.content, b.bone.slow.content[:50])
    other = draw(REFERENCE, persons=50, seed=4).body()
    assert not np.array_equal(a.gut.carrier_capacity, other.gut.carrier_capacity)


def test_twice_the_cohort_gives_the_same_answer():
    medians = []
    for persons in (2000, 4000):
        body = draw(REFERENCE, persons=persons, seed=2).body()
        x = settled(body, mixed_meals(np.full(persons, units.mmol(300.0)), 3), persons)
        medians.append(np.median(balance.serum(Pools(*x), body)))
    assert medians[0] == pytest.approx(medians[1], rel=0.005)


@settings(max_examples=15, deadline=None)
@given(st.floats(60, 900), st.floats(1.05, 2.0))
def test_more_magnesium_eaten_is_never_less_held(mg, factor):
    body = typical(2)
    x = settled(body, mixed_meals(units.mmol(1.0) * np.array([mg, mg * factor]), 3), 2)
    held = balance.content(Pools(*x))
    assert held[1] > held[0]


@settings(max_examples=20, deadline=None)
@given(st.floats(50, 1200))
def test_three_plain_meals_are_worth_what_they_hold(mg):
    """The absorbed-equivalent intake of three mixed meals without inhibitors is the intake itself."""
    body = typical(1)
    eating = mixed_meals(np.array([units.mmol(mg)]), 3)
    assert equivalent_intake(eating, np.array([1.0]), body, body, 3)[0] == pytest.approx(units.mmol(mg), rel=1e-9)


def test_spreading_helps_and_phytate_hinders():
    body, one = typical(1), np.ones((1, 1))
    amount = units.mmol(350.0)
    once = Meal(amount * one, one, 0 * one, 0 * one, 0 * one)
    six = Meal(np.full((6, 1), amount / 6), *(np.full((6, 1), v) for v in (1.0, 0.0, 0.0, 0.0)))
    bran = once._replace(phytate=1.2 * one)
    from epsom.simulate.live import Eating

    worth = [equivalent_intake(Eating(m), np.array([1.0]), body, body, 3)[0] for m in (bran, once, six)]
    assert worth[0] < worth[1] < amount < worth[2]
