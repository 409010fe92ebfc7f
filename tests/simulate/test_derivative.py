"""Exact slopes: against complex steps of the plain flux functions, which no line of the derivative is involved in."""

import numpy as np
import pytest

from epsom.body.balance import Pools
from epsom.body.gut import Meal
from epsom.cohort.draw import typical
from epsom.elementwise import exp, log, maximum, minimum, softplus, where
from epsom.simulate import single
from epsom.simulate.arrays import Routine, bound
from epsom.simulate.derivative import slopes
from epsom.simulate.graph import Graph
from epsom.simulate.model import trace
from epsom.simulate.schedule import Eating
from epsom.simulate.steady import normal
from epsom.simulate.symbol import Symbol

N = 5
STEP = 1e-30


def living():
    """Return bodies, what they eat, and pools away from any corner."""
    rng = np.random.default_rng(7)
    rows = rng.uniform(0.5, 8.0, (4, N))
    meal = Meal(rows, np.ones((4, N)), np.full((4, N), 0.2), np.full((4, N), 0.3), np.full((4, N), 1.0))
    body = typical(N)
    x = normal(body, N) * rng.uniform(0.6, 1.3, (len(Pools._fields), N))
    return body, Eating(meal, 2.0), np.where(x == 0, 0.7, x)


def test_jacobian_against_complex_steps_of_the_plain_functions():
    model, (body, eating, x) = trace(), living()
    constants, served = bound(model, body, eating.servings, N, eating.days, 0.5)
    given = dict(zip(model.constants, constants, strict=True)) | dict(zip(model.pools, x, strict=True))
    given |= dict(zip(model.per_serving, served.transpose(1, 0, 2), strict=True))
    places = sorted(model.jacobian)
    found = Routine(model, [model.jacobian[place] for place in places], list(given))(given)
    exact = np.zeros((len(x), len(x), N))
    for place, value in zip(places, found, strict=True):
        exact[place] = value
    for column in range(len(x)):
        moved = x.astype(complex)
        moved[column] += STEP * 1j
        stepped = np.imag(single.rates(moved, body, eating, 0.5)) / STEP
        assert exact[:, column] == pytest.approx(stepped, rel=1e-10, abs=1e-13), Pools._fields[column]


def test_rates_of_the_graph_are_those_of_the_plain_functions():
    model, (body, eating, x) = trace(), living()
    constants, served = bound(model, body, eating.servings, N, eating.days, 0.5)
    given = dict(zip(model.constants, constants, strict=True)) | dict(zip(model.pools, x, strict=True))
    given |= dict(zip(model.per_serving, served.transpose(1, 0, 2), strict=True))
    found = np.array(Routine(model, model.rates, list(given))(given))
    assert found == pytest.approx(single.rates(x, body, eating, 0.5), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x * 3.0 + 2.0, lambda x: 2.0 - x, lambda x: x / 4.0, lambda x: 3.0 / x, lambda x: x**0.37,
        lambda x: x * x / (1.0 + x), lambda x: exp(-x), log, lambda x: -x, lambda x: x**3.1 / (x - 9.0),
        lambda x: softplus(x - 1.5), lambda x: log(2.0 * x) * exp(x) - x**2,
    ],
)  # fmt: skip
def test_each_rule_against_a_complex_step(function):
    at = np.array([0.3, 1.7, 4.2])
    assert slope(function, at) == pytest.approx(np.imag(function(at + STEP * 1j)) / STEP, rel=1e-12)


def slope(function, at):
    graph = Graph()
    x = Symbol(graph, graph.leaf("pool", "x", fixed=False))
    found = slopes(graph, [function(x).number], [x.number])

    class Bare:
        pass

    bare = Bare()
    bare.graph = graph
    return np.broadcast_to(Routine(bare, [found[0, 0]], [x.number])({x.number: at})[0], at.shape)


def test_softplus_slope_is_the_logistic_function_even_far_out():
    x = np.array([-800.0, -3.0, 0.0, 3.0, 800.0])
    assert slope(softplus, x) == pytest.approx([0.0, 1 / (1 + np.e**3), 0.5, 1 / (1 + np.e**-3), 1.0])


def test_corners_take_the_slope_of_their_side():
    def bent(x):
        return minimum(maximum(2.0 * x, 1.0), 3.0) + where(x > 1.0, x, 0.0)

    assert list(slope(bent, np.array([0.1, 0.8, 2.0]))) == [0.0, 2.0, 1.0]


def test_a_slope_that_is_nowhere_is_no_entry():
    model = trace()
    gone = [Pools._fields.index(name) for name in ("urine", "faeces", "sweat", "child")]
    assert not [place for place in model.jacobian if place[1] in gone]
