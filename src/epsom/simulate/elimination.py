"""Linear systems of one fixed sparse pattern, solved by straight-line arithmetic found once.

The body's pools talk to few others, so elimination in a good order (Markowitz: the pivot with the fewest neighbours
first) meets a small part of a dense matrix's entries. Both the factors and the solution are nodes of the graph: what a
person alone decides is hoisted out of them like everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from epsom.simulate.graph import Graph

Place = tuple[int, int]
Steps = tuple[tuple[int, tuple[int, ...], tuple[int, ...]], ...]


def ordered(pattern: frozenset[Place], size: int) -> Steps:
    """Return the pivots in order, each with the rows below it and the columns beside it that it meets."""
    filled = set(pattern) | {(k, k) for k in range(size)}
    left = set(range(size))
    steps: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
    while left:
        rows = {k: [i for i in sorted(left) if i != k and (i, k) in filled] for k in left}
        columns = {k: [j for j in sorted(left) if j != k and (k, j) in filled] for k in left}
        pivot = min(sorted(left), key=lambda k: len(rows[k]) * len(columns[k]))
        filled |= {(i, j) for i in rows[pivot] for j in columns[pivot]}
        left.discard(pivot)
        steps.append((pivot, tuple(rows[pivot]), tuple(columns[pivot])))
    return tuple(steps)


def factored(graph: Graph, jacobian: Mapping[Place, int], steps: Steps, shift: int) -> dict[Place, int]:
    """Return the nodes of the factors of ``shift * I - J``; a pivot's own place holds its inverse."""
    zero, one = graph.number(0.0), graph.number(1.0)
    w = {place: graph.sub(zero, slope) for place, slope in jacobian.items()}
    for k, _, _ in steps:
        w[k, k] = graph.sub(shift, jacobian[k, k]) if (k, k) in jacobian else shift
    for k, rows, columns in steps:
        w[k, k] = graph.div(one, w[k, k])
        for i in rows:
            w[i, k] = graph.mul(w[i, k], w[k, k])
            for j in columns:
                w[i, j] = graph.sub(w.get((i, j), zero), graph.mul(w[i, k], w[k, j]))
    return w


def solved(graph: Graph, entry: Callable[[Place], int], steps: Steps, right: Sequence[int]) -> list[int]:
    """Return the nodes of u for one right-hand side; ``entry`` gives the node of a factor's place."""
    u = list(right)
    for k, rows, _ in steps:
        for i in rows:
            u[i] = graph.sub(u[i], graph.mul(entry((i, k)), u[k]))
    for k, _, columns in reversed(steps):
        for j in columns:
            u[k] = graph.sub(u[k], graph.mul(entry((k, j)), u[j]))
        u[k] = graph.mul(u[k], entry((k, k)))
    return u
