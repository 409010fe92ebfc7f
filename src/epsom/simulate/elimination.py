"""Linear systems of one fixed sparse pattern, solved for all virtual persons at once.

The body's pools talk to few others, so elimination in a good order (Markowitz: the pivot with the fewest neighbours
first) meets a tenth of the entries of a dense matrix. The order is found once; the arithmetic is one array operation
per entry, over all persons.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from epsom.elementwise import Array
from epsom.simulate.system import Jacobian

Pattern = frozenset[tuple[int, int]]


class Elimination:
    """The order in which to solve ``(shift * I - J) u = b`` for a Jacobian J of this pattern."""

    def __init__(self, pattern: Pattern, size: int) -> None:
        filled = set(pattern) | {(k, k) for k in range(size)}
        left = set(range(size))
        self.size = size
        self.steps: list[tuple[int, tuple[int, ...], tuple[int, ...]]] = []
        while left:
            rows = {k: [i for i in left if i != k and (i, k) in filled] for k in left}
            columns = {k: [j for j in left if j != k and (k, j) in filled] for k in left}
            pivot = min(sorted(left), key=lambda k: len(rows[k]) * len(columns[k]))
            filled |= {(i, j) for i in rows[pivot] for j in columns[pivot]}
            left.discard(pivot)
            self.steps.append((pivot, tuple(rows[pivot]), tuple(columns[pivot])))

    def factor(self, jacobian: Jacobian, shift: Any) -> Factors:
        """Return the factors of ``shift * I - J``; ``shift`` is a number or one per person."""
        w: dict[tuple[int, int], Any] = {place: -slope for place, slope in jacobian.items()}
        for k in range(self.size):
            w[k, k] = w.get((k, k), 0.0) + shift
        for k, rows, columns in self.steps:
            inverse = 1.0 / w[k, k]
            w[k, k] = inverse
            for i in rows:
                multiplier = w[i, k] * inverse
                w[i, k] = multiplier
                for j in columns:
                    w[i, j] = w[i, j] - multiplier * w[k, j] if (i, j) in w else -multiplier * w[k, j]
        return Factors(self.steps, w)


class Factors:
    """A factored system, ready for any number of right-hand sides."""

    def __init__(self, steps: list[tuple[int, tuple[int, ...], tuple[int, ...]]], entries: dict[Any, Any]) -> None:
        self.steps = steps
        self.entries = entries

    def solve(self, right: Array) -> Array:
        """Return u for one right-hand side of shape (pools, persons)."""
        u = np.array(right)
        for k, rows, _ in self.steps:
            for i in rows:
                u[i] -= self.entries[i, k] * u[k]
        for k, _, columns in reversed(self.steps):
            for j in columns:
                u[k] -= self.entries[k, j] * u[j]
            u[k] *= self.entries[k, k]
        return u
