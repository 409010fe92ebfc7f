"""Exact derivatives: how fast a node of the graph changes with each pool, as nodes of the same graph.

Forward differentiation by the rules of school, once per model. So an edit of an organ is enough, and nobody writes a
Jacobian by hand; a slope that is nowhere is no node at all, which is how the sparse pattern is found.
"""

from __future__ import annotations

from collections.abc import Sequence

from epsom.simulate.graph import Graph

Slopes = dict[int, int]


def slopes(graph: Graph, rates: Sequence[int], pools: Sequence[int]) -> dict[tuple[int, int], int]:
    """Return the node of each slope that exists, by (rate, pool); both are counted from zero."""
    known: dict[int, Slopes] = {}
    column = {pool: number for number, pool in enumerate(pools)}
    for number in graph.reached(rates):
        node = graph.nodes[number]
        if number in column:
            known[number] = {column[number]: graph.number(1.0)}
        elif node.fixed:
            known[number] = {}
        else:
            known[number] = _rule(graph, number, known)
    zero = graph.number(0.0)
    return {
        (row, pool): slope
        for row, rate in enumerate(rates)
        for pool, slope in known[rate].items()
        if slope != zero
    }  # fmt: skip


def _rule(graph: Graph, number: int, known: dict[int, Slopes]) -> Slopes:
    node = graph.nodes[number]
    one = graph.number(1.0)
    if node.op in ("less", "pool"):
        return {}
    if node.op == "where":
        condition, then, otherwise = node.args
        zero = graph.number(0.0)
        pools = known[then].keys() | known[otherwise].keys()
        return {p: graph.where(condition, known[then].get(p, zero), known[otherwise].get(p, zero)) for p in pools}
    if node.op == "total":
        return {pool: graph.total(slope) for pool, slope in known[node.args[0]].items()}
    if node.op in ("add", "sub"):
        return _joined(graph, node.op, known[node.args[0]], known[node.args[1]])
    if node.op in ("mul", "scaled"):
        a, b = node.args
        return _joined(graph, "add", _times(graph, known[a], b), _times(graph, known[b], a))
    a = node.args[-1]
    if node.op == "exp":
        outer = number
    elif node.op == "log":
        outer = graph.div(one, a)
    elif node.op == "log1p":
        outer = graph.div(one, graph.add(one, a))
    elif node.op == "div":  # one over a: the only division by a pool that the graph keeps
        outer = graph.mul(graph.number(-1.0), graph.mul(number, number))
    else:
        raise AssertionError(f"no rule for {node.op}")
    return _times(graph, known[a], outer)


def _times(graph: Graph, inner: Slopes, outer: int) -> Slopes:
    return {pool: graph.mul(outer, slope) for pool, slope in inner.items()}


def _joined(graph: Graph, op: str, a: Slopes, b: Slopes) -> Slopes:
    zero = graph.number(0.0)
    return {pool: getattr(graph, op)(a.get(pool, zero), b.get(pool, zero)) for pool in {**a, **b}}
