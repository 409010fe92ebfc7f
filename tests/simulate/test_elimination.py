"""Elimination in a fixed order: against a dense solve, and with a small part of its work."""

import numpy as np
import pytest

from epsom.body.balance import Pools
from epsom.cohort.draw import typical
from epsom.simulate.arrays import Routine, bound
from epsom.simulate.elimination import ordered
from epsom.simulate.model import trace
from epsom.simulate.steady import normal
from tests.simulate.bodies import diet

SIZE = len(Pools._fields)


def test_elimination_equals_a_dense_solve():
    model, body = trace(), typical(3)
    constants, served = bound(model, body, diet(350, 3).servings, 3)
    given = dict(zip(model.constants, constants, strict=True))
    given |= dict(zip(model.per_serving, served.transpose(1, 0, 2), strict=True))
    given |= dict(zip(model.pools, normal(body, 3) + 0.1, strict=True)) | {model.shift: np.full(3, 2.0)}
    right = np.random.default_rng(0).normal(size=(SIZE, 3))
    factors = Routine(model, model.factors, list(given))(given)
    told = dict(zip(model.entries, factors, strict=True)) | dict(zip(model.right, right, strict=True))
    got = np.array([np.broadcast_to(u, (3,)) for u in Routine(model, model.solution, list(told))(told)])
    places = list(model.jacobian)
    slopes = Routine(model, [model.jacobian[place] for place in places], list(given))(given)
    for person in range(3):
        dense = np.zeros((SIZE, SIZE))
        for place, slope in zip(places, slopes, strict=True):
            dense[place] = np.broadcast_to(slope, (3,))[person]
        assert got[:, person] == pytest.approx(np.linalg.solve(2.0 * np.eye(SIZE) - dense, right[:, person]), rel=1e-9)


def test_elimination_does_a_twentieth_of_the_dense_work():
    steps = ordered(frozenset(trace().jacobian), SIZE)
    assert sum(len(rows) * (1 + len(columns)) for _, rows, columns in steps) < SIZE**3 / 3 / 20


def test_the_pivot_with_the_fewest_neighbours_comes_first():
    arrow = frozenset({(0, k) for k in range(5)} | {(k, 0) for k in range(5)})
    assert ordered(arrow, 5)[-1][0] in (0, 4)
    assert all(len(rows) <= 1 for _, rows, _ in ordered(arrow, 5))
