"""The expression graph: what a flux equation becomes when it is run once on symbols.

The same operation on the same things is the same node, so nothing is computed twice. What hangs on a person alone and
not on the pools is told apart as it is built (``fixed``), so that it can be computed once before time begins; factors
of that kind are drawn together in front of a product, powers become exponentials of one shared logarithm, and a
division by a fixed thing becomes a multiplication by its inverse.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from math import exp, log, log1p
from operator import add, mul, sub

Key = tuple[str, tuple[int, ...], float | str | None]
FOLDED: dict[str, Callable[..., float]] = {
    "add": add, "sub": sub, "mul": mul, "div": float.__truediv__, "exp": exp, "log": log, "log1p": log1p}  # fmt: skip


class TraceError(TypeError):
    """An equation does something that cannot be traced; the message names its file and line."""


@dataclass(frozen=True)
class Node:
    """One operation: its name, the nodes it works on, the number or name it carries, and what it hangs on.

    ``fixed``: not on the pools; ``serving``: it has one value per serving.
    """

    op: str
    args: tuple[int, ...]
    value: float | str | None
    fixed: bool
    serving: bool


class Graph:
    """Nodes by number, arguments before what uses them; the same operation on the same nodes is the same node."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[Key, int] = {}
        self._one_serving = False

    def leaf(self, op: str, name: str, *, fixed: bool, serving: bool = False) -> int:
        """Return the node of something given from outside, such as a parameter or a pool."""
        return self._node(op, (), name, fixed=fixed, serving=serving)

    def number(self, value: float) -> int:
        """Return the node of a plain number."""
        return self._node("number", (), float(value), fixed=True, serving=False)

    @contextmanager
    def one_serving(self) -> Generator[None]:
        """Trace what follows for a serving eaten by itself: there is nothing to add up."""
        self._one_serving = True
        try:
            yield
        finally:
            self._one_serving = False

    def reached(self, ends: Iterable[int]) -> list[int]:
        """Return the numbers of all nodes that these need, themselves included, arguments first."""
        seen: set[int] = set()
        waiting = list(ends)
        while waiting:
            number = waiting.pop()
            if number not in seen:
                seen.add(number)
                waiting.extend(self.nodes[number].args)
        return sorted(seen)

    def add(self, a: int, b: int) -> int:
        """Return a + b."""
        if self._is(a, 0.0):
            return b
        if self._is(b, 0.0):
            return a
        if self._minus(b) is not None:
            return self.sub(a, self._minus(b))  # pyright: ignore[reportArgumentType]
        return self._made("add", *sorted((a, b)))

    def sub(self, a: int, b: int) -> int:
        """Return a - b."""
        if self._is(b, 0.0):
            return a
        if a == b:
            return self.number(0.0)
        if self._is(a, 0.0):
            return self.mul(self.number(-1.0), b)
        return self._made("sub", a, b)

    def mul(self, a: int, b: int) -> int:
        """Return a * b, with what is fixed drawn together in front."""
        if self._is(a, 0.0) or self._is(b, 0.0):
            return self.number(0.0)
        if self._is(a, 1.0):
            return b
        if self._is(b, 1.0):
            return a
        if self.nodes[a].fixed and self.nodes[b].fixed:
            return self._made("mul", *sorted((a, b)))
        (c, x), (d, y) = self._split(a), self._split(b)
        front = self._whole(c, d)
        back = self._made("mul", *sorted((x, y))) if x is not None and y is not None else y if x is None else x
        return self._scaled(front, back)

    def div(self, a: int, b: int) -> int:
        """Return a / b; by a fixed thing as a product with its inverse."""
        if self._is(b, 1.0) or self._is(a, 0.0):
            return a
        if self.nodes[b].fixed:
            if self.nodes[a].fixed:
                return self._made("div", a, b)
            return self.mul(self._made("div", self.number(1.0), b), a)
        c, x = self._split(b)
        inverse = self._made("div", self.number(1.0), x)  # pyright: ignore[reportArgumentType]
        return self.mul(a if c is None else self.div(a, c), inverse)

    def power(self, a: int, g: int) -> int:
        """Return a to the power g, as the exponential of a logarithm that all powers of ``a`` share."""
        if self._is(g, 1.0):
            return a
        if self._is(g, 2.0):
            return self.mul(a, a)
        if self._is(g, -1.0):
            return self.div(self.number(1.0), a)
        c, x = self._split(a)
        if c is not None and x is not None and self.nodes[g].fixed:
            return self.mul(self.power(c, g), self.power(x, g))
        return self.exp(self.mul(g, self.log(a)))

    def exp(self, a: int) -> int:
        """Return e to the power a."""
        return self._made("exp", a)

    def log(self, a: int) -> int:
        """Return the natural logarithm; that of a multiple is the sum of two, so that the second one is shared."""
        c, x = self._split(a)
        if c is not None and x is not None:
            return self.add(self.log(c), self.log(x))
        return self._made("log", a)

    def log1p(self, a: int) -> int:
        """Return log(1 + a)."""
        return self._made("log1p", a)

    def less(self, a: int, b: int) -> int:
        """Return the condition a < b."""
        return self._made("less", a, b)

    def where(self, condition: int, then: int, otherwise: int) -> int:
        """Return ``then`` where the condition holds, else ``otherwise``."""
        return then if then == otherwise else self._made("where", condition, then, otherwise)

    def total(self, a: int) -> int:
        """Return the sum over servings; sums and multiples are drawn out of it."""
        if self._one_serving:
            return a
        node = self.nodes[a]
        if node.op in ("add", "sub"):
            return getattr(self, node.op)(*(self.total(one) for one in node.args))
        c, x = self._split(a)
        if c is not None and x is not None and not self.nodes[c].serving:
            return self.mul(c, self.total(x))
        if not node.serving:
            raise TraceError("total() adds up servings, and this does not hang on a serving")
        return self._node("total", (a,), None, fixed=node.fixed, serving=False)

    def _made(self, op: str, *args: int) -> int:
        nodes = [self.nodes[number] for number in args]
        if op in FOLDED and all(node.op == "number" for node in nodes):
            return self.number(FOLDED[op](*(float(node.value or 0.0) for node in nodes)))
        fixed, serving = all(node.fixed for node in nodes), any(node.serving for node in nodes)
        return self._node(op, args, None, fixed=fixed, serving=serving)

    def _node(self, op: str, args: tuple[int, ...], value: float | str | None, *, fixed: bool, serving: bool) -> int:
        key = (op, args, value)
        if key not in self._known:
            self._known[key] = len(self.nodes)
            self.nodes.append(Node(op, args, value, fixed, serving))
        return self._known[key]

    def _is(self, a: int, value: float) -> bool:
        return self.nodes[a].op == "number" and self.nodes[a].value == value

    def _minus(self, a: int) -> int | None:
        """Return x where a is -1 * x."""
        node = self.nodes[a]
        return node.args[1] if node.op == "scaled" and self._is(node.args[0], -1.0) else None

    def _split(self, a: int) -> tuple[int | None, int | None]:
        """Return the fixed factor of a node and the rest; None where there is none."""
        node = self.nodes[a]
        if node.fixed:
            return a, None
        return (node.args[0], node.args[1]) if node.op == "scaled" else (None, a)

    def _whole(self, c: int | None, d: int | None) -> int | None:
        return d if c is None else c if d is None else self.mul(c, d)

    def _scaled(self, front: int | None, back: int | None) -> int:
        if back is None or front is None:
            return front if back is None else back  # pyright: ignore[reportReturnType]
        return back if self._is(front, 1.0) else self._made("scaled", front, back)
