"""Exact slopes: against complex steps, which no line of the derivative code is involved in."""

import numpy as np
import pytest

from epsom.body.balance import Pools
from epsom.body.gut import Meal
from epsom.cohort.draw import typical
from epsom.elementwise import exp, log, maximum, minimum, softplus, where
from epsom.simulate.derivative import Dual
from epsom.simulate.steady import normal
from epsom.simulate.system import System

N = 5


def system():
    rng = np.random.default_rng(7)
    rows = rng.uniform(0.5, 8.0, (4, N))
    meal = Meal(rows, np.ones((4, N)), np.full((4, N), 0.2), np.full((4, N), 0.3), np.full((4, N), 1.0))
    return System(typical(N), meal, 1.0, 0.5)


def test_jacobian_matches_central_differences_of_the_rates():
    s = system()
    rng = np.random.default_rng(3)
    x = normal(s.body, N) * rng.uniform(0.6, 1.3, (len(Pools._fields), N))
    x[x == 0] = 0.7
    jacobian = s.jacobian(x)
    for column in range(len(x)):
        h = 1e-6 * x[column]
        up, down = x.copy(), x.copy()
        up[column] += h
        down[column] -= h
        slope = (s.rates(up) - s.rates(down)) / (2 * h)
        for row in range(len(x)):
            exact = np.broadcast_to(jacobian.get((row, column), 0.0), (N,))
            assert exact == pytest.approx(slope[row], rel=2e-4, abs=1e-4), (Pools._fields[row], Pools._fields[column])


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * 3.0 + 2.0, lambda x: 2.0 - x, lambda x: x / 4.0, lambda x: 3.0 / x, lambda x: x**0.37,
        lambda x: x * x / (1.0 + x), lambda x: exp(-x), log, lambda x: -x,
    ],
)  # fmt: skip
def test_each_rule_against_a_complex_step(function):
    x = np.array([0.3, 1.7, 4.2])
    dual = function(Dual(x, {0: 1.0}))
    stepped = function(x + 1e-30j) if function is not log else np.log(x + 1e-30j)
    if function is not log and np.isrealobj(stepped):
        pytest.fail("the complex step was lost")
    assert dual.value == pytest.approx(np.real(stepped))
    assert np.broadcast_to(dual.slopes[0], x.shape) == pytest.approx(np.imag(stepped) / 1e-30)


def test_softplus_slope_is_the_logistic_function_even_far_out():
    x = np.array([-800.0, -3.0, 0.0, 3.0, 800.0])
    got = softplus(Dual(x, {0: 1.0}))
    assert got.slopes[0] == pytest.approx([0.0, 1 / (1 + np.e**3), 0.5, 1 / (1 + np.e**-3), 1.0])
    assert np.all(np.isfinite(got.value))


def test_the_same_text_serves_number_array_and_symbol():
    def flux(x):
        return minimum(maximum(2.0 * x, 1.0), 3.0) + where(x > 1.0, x, 0.0)

    assert flux(0.1) == 1.0
    assert list(flux(np.array([0.1, 0.8, 2.0]))) == [1.0, 1.6, 5.0]
    got = flux(Dual(np.array([0.1, 0.8, 2.0]), {0: 1.0}))
    assert list(got.value) == [1.0, 1.6, 5.0]
    assert list(got.slopes[0]) == [0.0, 2.0, 1.0]


def test_a_branch_on_a_quantity_is_refused():
    with pytest.raises(TypeError, match="where"):
        bool(Dual(np.array([1.0]), {0: 1.0}))


def test_a_pool_as_exponent_is_refused():
    with pytest.raises(TypeError, match="exponent"):
        Dual(np.array([1.0]), {}) ** Dual(np.array([1.0]), {})
