"""The graph: what is the same is one node, what a person alone decides is told apart, and what cannot be traced is
refused where it stands."""

import math
import re
import textwrap

import numpy as np
import pytest

from epsom.body import balance
from epsom.elementwise import exp, log, maximum, minimum, softplus, total, where
from epsom.simulate.arrays import Routine
from epsom.simulate.graph import Graph, TraceError
from epsom.simulate.model import trace, traced
from epsom.simulate.symbol import Symbol


@pytest.fixture
def graph():
    return Graph()


def symbols(graph):
    x, y = (Symbol(graph, graph.leaf("pool", name, fixed=False)) for name in "xy")
    return x, y, Symbol(graph, graph.leaf("parameter", "c", fixed=True))


def value(graph, symbol, **given):
    held = {number: given[node.value] for number, node in enumerate(graph.nodes) if node.value in given}
    return Routine_of(graph, symbol.number, held)


def Routine_of(graph, end, held):
    class Bare:
        pass

    bare = Bare()
    bare.graph = graph
    return Routine(bare, [end], list(held))(held)[0]


def test_the_same_operation_is_the_same_node(graph):
    x, y, _ = symbols(graph)
    assert (x * y + 1.0).number == (y * x + 1.0).number
    assert exp(x).number == exp(x).number
    assert (x - y).number != (y - x).number


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y, c: x * 3.0 + 2.0, lambda x, y, c: 2.0 - x, lambda x, y, c: x / 4.0, lambda x, y, c: 3.0 / x,
        lambda x, y, c: x**0.37, lambda x, y, c: (c * x) ** c, lambda x, y, c: x * y / (c + x), lambda x, y, c: -x * c,
        lambda x, y, c: exp(-x) * c * 2.0, lambda x, y, c: log(c * x), lambda x, y, c: c * x / (c * y),
        lambda x, y, c: softplus(x - 2.0) * c, lambda x, y, c: minimum(x, c) + maximum(y, 2.0),
        lambda x, y, c: where(x < y, c, x) - c * (x * c), lambda x, y, c: x**2 - x**-1, lambda x, y, c: 0.0 * x + y,
    ],
)  # fmt: skip
def test_rewriting_keeps_the_value(graph, function):
    rng = np.random.default_rng(1)
    x, y, c = rng.uniform(0.2, 4.0, (3, 50))
    got = value(graph, function(*symbols(graph)), x=x, y=y, c=c)
    assert np.broadcast_to(got, (50,)) == pytest.approx(function(x, y, c), rel=1e-13)


def test_what_is_fixed_is_drawn_together_in_front(graph):
    x, _, c = symbols(graph)
    flux = c * 2.0 * (x / c) / 3.0
    node = graph.nodes[flux.number]
    assert node.op == "scaled"
    assert graph.nodes[node.args[0]].fixed
    assert node.args[1] == x.number


def test_powers_of_one_thing_share_its_logarithm(graph):
    x, _, c = symbols(graph)
    ends = [(x / c) ** 0.5, (x / 3.0) ** c, log(7.0 * x)]
    logs = [n for n in graph.reached(e.number for e in ends) if graph.nodes[n].op == "log" and not graph.nodes[n].fixed]
    assert len(logs) == 1


def test_the_body_takes_few_logarithms_for_its_powers():
    """Stores and losses follow one concentration, the gates another; the rest is calcium, hormone, memory and cells.

    Raised to a power are magnesium around and in the cells, the serum remembered, calcium, the hormone heard and
    osteoclasts; what differs by a fixed factor alone shares its logarithm, and each serves for several powers.
    """
    model = trace()
    live = [model.graph.nodes[n] for n in model.graph.reached(model.rates) if not model.graph.nodes[n].fixed]
    raised = [model.graph.nodes[node.args[0]] for node in live if node.op == "log"]
    pools = {"interstitium", "soft_fast", "calcium", "osteoclasts"}
    assert pools <= {node.value for node in raised if node.op == "pool"}
    assert not any(node.op == "scaled" for node in raised)
    powers = sum(node.op == "exp" for node in live)
    assert 2 * len(raised) < powers
    assert sum(node.op == "div" for node in live) < powers / 2


def test_totals_add_up_servings_and_let_through_what_is_fixed(graph):
    a = Symbol(graph, graph.leaf("pool", "a", fixed=False))
    s = Symbol(graph, graph.leaf("serving", "s", fixed=True, serving=True))
    c = Symbol(graph, graph.leaf("parameter", "c", fixed=True))
    end = total(s - c * minimum(s * a, 2.0))
    rows = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    got = value(graph, end, a=np.array([0.5, 2.0]), s=rows, c=np.array([1.0, 0.5]))
    want = np.sum(rows - np.array([1.0, 0.5]) * np.minimum(rows * np.array([0.5, 2.0]), 2.0), axis=0)
    assert got == pytest.approx(want, rel=1e-15)
    with pytest.raises(TraceError, match="serving"):
        total(a * 2.0)


def organ(tmp_path, text):
    """Return a rate function written in a file of its own, as an edited organ would be."""
    path = tmp_path / "organ.py"
    path.write_text("import math\nimport numpy as np\n\n" + textwrap.dedent(text), "utf-8")
    space = {}
    exec(compile(path.read_text("utf-8"), str(path), "exec"), space)
    return path, space["rate"]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("if x.plasma > 1.0:\n        return x.plasma\n    return 0.0", 5),
        ("y = x.plasma\n    return y if y else 0.0", 6),
        ("return max(x.plasma, 1.0)", 5),
        ("return math.exp(x.plasma)", 5),
        ("return 1.0 if x.plasma == 0 else x.plasma", 5),
        ("return x.plasma.mean()", 5),
        ("return [v for v in x.plasma]", 5),
        ("return x.plasma * 'two'", 5),
    ],
)
def test_what_cannot_be_traced_is_refused_with_file_and_line(tmp_path, body, line):
    path, rate = organ(tmp_path, f"def rate(x, b):\n    {body}\n")
    flux = balance.Flux("plasma", "urine", rate, "rude1980")
    with pytest.raises(TraceError, match=re.escape(f"{path}:{line}:")):
        traced((flux,), ())


def test_a_numpy_function_on_a_quantity_is_refused(tmp_path):
    _, rate = organ(tmp_path, "def rate(x, b):\n    return np.exp(x.plasma)\n")
    with pytest.raises(TypeError):
        traced((balance.Flux("plasma", "urine", rate, "rude1980"),), ())


def test_an_edit_of_an_organ_is_another_model():
    changed = [balance.Flux(f.source_pool, f.target_pool, f.rate, f.source) for f in balance.FLUXES]
    assert traced(changed, balance.DRIFTS).hash == trace().hash
    old = changed[5]
    changed[5] = balance.Flux(old.source_pool, old.target_pool, lambda x, b: 1.0001 * old.rate(x, b), old.source)
    assert traced(changed, balance.DRIFTS).hash != trace().hash


def test_numbers_are_folded(graph):
    x, _, _ = symbols(graph)
    assert (x * 1.0).number == x.number
    assert graph.nodes[(x * 0.0).number].value == 0.0
    two = exp(log(x * 0.0 + 2.0))
    assert graph.nodes[two.number].value == pytest.approx(2.0)
    assert math.isclose(graph.nodes[graph.add(graph.number(1.0), graph.number(2.0))].value, 3.0)
