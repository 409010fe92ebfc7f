"""The solver against what is known: a closed form, scipy on the plain functions, and a dense linear solve."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from epsom import units
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.body.gut import Meal
from epsom.cohort.draw import typical
from epsom.simulate import live as living
from epsom.simulate.elimination import Elimination
from epsom.simulate.live import Phase, TimeCourse, eaten, live, mixed_meals, settled
from epsom.simulate.steady import normal, steady_state
from epsom.simulate.system import INDEX, System

BODY = typical(3)


def diet(mg=350.0, persons=3):
    return mixed_meals(np.full(persons, units.mmol(mg)), 3)


def test_elimination_equals_a_dense_solve():
    system = System(BODY, diet().servings)
    x = normal(BODY, 3) + 0.1
    jacobian = system.jacobian(x)
    size = len(Pools._fields)
    right = np.random.default_rng(0).normal(size=(size, 3))
    got = Elimination(frozenset(jacobian), size).factor(jacobian, 2.0).solve(right)
    for person in range(3):
        dense = np.zeros((size, size))
        for (row, column), slope in jacobian.items():
            dense[row, column] = np.broadcast_to(slope, (3,))[person]
        assert got[:, person] == pytest.approx(np.linalg.solve(2.0 * np.eye(size) - dense, right[:, person]), rel=1e-9)


def test_elimination_does_a_tenth_of_the_dense_work():
    system = System(BODY, diet().servings)
    steps = Elimination(frozenset(system.jacobian(normal(BODY, 3) + 0.1)), len(Pools._fields)).steps
    assert sum(len(rows) * len(columns) for _, rows, columns in steps) < len(Pools._fields) ** 3 / 3 / 10


def test_depletion_agrees_with_scipy_on_the_plain_functions():
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    low = diet(12, 1)
    course = live(start, 0.0, [Phase(60.0, body, low)], [7.0, 60.0])
    system = System(body, low.servings)
    oracle = solve_ivp(
        lambda t, y: system.rates(y[:, None])[:, 0],
        (0, 60),
        start[:, 0],
        method="LSODA",
        rtol=1e-9,
        atol=1e-10,
        t_eval=[7, 60],
    )
    assert oracle.success
    for k in range(2):
        assert course.pools[k, :, 0] == pytest.approx(oracle.y[:, k], rel=2e-4, abs=2e-5)


def test_a_meal_agrees_with_scipy():
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    one = np.ones((1, 1))
    meal = Meal(6.0 * one, one, 0 * one, 0 * one, 0 * one)
    course = live(start, 0.0, [Phase(1.0, body, stops=[(0.25, meal)])], [0.25, 0.5, 1.0])
    system = System(body)
    first = solve_ivp(
        lambda t, y: system.rates(y[:, None])[:, 0], (0, 0.25), start[:, 0], method="LSODA", rtol=1e-10, atol=1e-11
    )
    after = eaten(first.y[:, -1:], meal, body)[:, 0]
    rest = solve_ivp(
        lambda t, y: system.rates(y[:, None])[:, 0],
        (0.25, 1.0),
        after,
        method="LSODA",
        rtol=1e-10,
        atol=1e-11,
        t_eval=[0.5, 1.0],
    )
    assert course.pools[0, :, 0] == pytest.approx(first.y[:, -1], rel=1e-4, abs=1e-5)
    assert course.pools[2, :, 0] == pytest.approx(rest.y[:, -1], rel=1e-4, abs=1e-5)


def test_steady_state_is_steady_and_found_from_far_away():
    body = typical(4)
    system = System(body, mixed_meals(units.mmol(1.0) * np.array([30.0, 200.0, 600.0, 2000.0]), 3).servings)
    elimination = Elimination(frozenset(system.jacobian(normal(body, 4) + 0.1)), len(Pools._fields))
    found = steady_state(system, elimination, normal(body, 4) * 0.3 + 0.01, tolerance=1e-9)
    alive = [name not in balance.GONE for name in Pools._fields]
    assert np.abs(system.rates(found)[alive]).max() < 1e-9


def test_who_has_no_steady_state_is_marked_and_the_others_are_not_touched():
    body = typical(2)
    system = System(body, mixed_meals(np.array([units.mmol(300.0), 0.0]), 3).servings)
    elimination = Elimination(frozenset(system.jacobian(normal(body, 2) + 0.1)), len(Pools._fields))
    found = steady_state(system, elimination, normal(body, 2), tolerance=1e-9)
    assert np.all(np.isnan(found[:, 1]))
    assert found[:, 0] == pytest.approx(settled(typical(1), diet(300, 1), 1)[:, 0], rel=1e-6)


def test_what_is_asked_at_a_meal_is_the_state_just_before_it():
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    one = np.ones((1, 1))
    course = live(
        start, 0.0, [Phase(1.0, body, stops=[(0.5, Meal(9 * one, one, 0 * one, 0 * one, 0 * one))])], [0.5, 0.51]
    )
    gained = course.pools[1, :, 0] - course.pools[0, :, 0]
    assert gained[INDEX["colon"]] > 1


def test_each_gives_a_quantity_at_all_times():
    body = typical(2)
    start = settled(body, diet(350, 2), 2)
    course = live(start, 0.0, [Phase(2.0, body, diet(350, 2))], [0.0, 1.0, 2.0])
    assert isinstance(course, TimeCourse)
    serum = course.each(balance.serum)
    assert serum.shape == (3, 2)
    assert serum == pytest.approx(np.broadcast_to(serum[0], (3, 2)), rel=1e-6)
    assert living.RELATIVE_TOLERANCE <= 1e-4


def test_a_time_outside_the_phases_is_refused():
    body = typical(1)
    start = settled(body, diet(350, 1), 1)
    with pytest.raises(ValueError, match="end of the last phase"):
        live(start, 0.0, [Phase(1.0, body, diet(350, 1))], [0.5, 2.0])
