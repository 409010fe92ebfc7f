"""Symbols: what a flux function sees instead of a number when it is traced.

Arithmetic on a symbol is written into the graph. Whatever would need a plain number, an ``if`` above all, is refused
with the file and the line of the equation, because it could not mean the same for a million persons at once.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, NoReturn

from epsom.simulate.graph import Graph, TraceError

BRIDGE = "elementwise.py"  # it passes quantities on; an equation stands outside it


class Symbol:
    """A node that takes part in arithmetic: what a flux function sees instead of a number."""

    __array_ufunc__ = None
    __hash__ = None  # pyright: ignore[reportAssignmentType]
    __slots__ = ("graph", "number")

    def __init__(self, graph: Graph, number: int) -> None:
        self.graph = graph
        self.number = number

    def _made(self, name: str, *others: Any) -> Symbol:
        return Symbol(self.graph, getattr(self.graph, name)(*(number_of(self.graph, other) for other in others)))

    def __add__(self, other: Any) -> Symbol:
        return self._made("add", self, other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Symbol:
        return self._made("sub", self, other)

    def __rsub__(self, other: Any) -> Symbol:
        return self._made("sub", other, self)

    def __mul__(self, other: Any) -> Symbol:
        return self._made("mul", self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Symbol:
        return self._made("div", self, other)

    def __rtruediv__(self, other: Any) -> Symbol:
        return self._made("div", other, self)

    def __pow__(self, other: Any) -> Symbol:
        return self._made("power", self, other)

    def __rpow__(self, other: Any) -> Symbol:
        return self._made("power", other, self)

    def __neg__(self) -> Symbol:
        return self._made("mul", -1.0, self)

    def __lt__(self, other: Any) -> Symbol:
        return self._made("less", self, other)

    def __gt__(self, other: Any) -> Symbol:
        return self._made("less", other, self)

    def exp(self) -> Symbol:
        """Return e to this power."""
        return self._made("exp", self)

    def log(self) -> Symbol:
        """Return the natural logarithm."""
        return self._made("log", self)

    def softplus(self) -> Symbol:
        """Return log(1 + e^x), without overflow on either side."""
        zero = Symbol(self.graph, self.graph.number(0.0))
        below = self < 0.0
        small = self.either(below, self, -self).exp()
        return self.either(below, zero, self) + small._made("log1p", small)

    def either(self, condition: Any, then: Any, otherwise: Any) -> Symbol:
        """Return one or the other side, person by person."""
        return self._made("where", condition, then, otherwise)

    def total(self) -> Symbol:
        """Return the sum over servings."""
        return self._made("total", self)

    def __bool__(self) -> NoReturn:
        refuse("`if`, `and`, `or` or `not` on a quantity; use where(condition, then, otherwise)")

    def __eq__(self, other: object) -> NoReturn:
        refuse("`==` on a quantity; use where(a < b, then, otherwise)")

    def __le__(self, other: object) -> NoReturn:
        refuse("`<=` on a quantity; use `<`")

    __ge__ = __le__

    def __float__(self) -> NoReturn:
        refuse("a plain number made of a quantity; use exp, log, where of epsom.elementwise")

    __int__ = __index__ = __float__

    def __iter__(self) -> NoReturn:
        refuse("a loop over a quantity; it is one value per person")

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        refuse(f"`.{name}` of a quantity; only arithmetic and epsom.elementwise are traced")


def refuse(what: str) -> NoReturn:
    """Raise TraceError that names the line of the equation, the innermost one outside the tracer itself."""
    frame = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    home = Path(__file__).parent
    while frame.f_back is not None:
        path = Path(frame.f_code.co_filename)
        if path.parent != home and path.name != BRIDGE and not path.name.startswith("<"):
            break
        frame = frame.f_back
    raise TraceError(f"{frame.f_code.co_filename}:{frame.f_lineno}: an equation cannot be traced through {what}.")


def number_of(graph: Graph, thing: Any) -> int:
    """Return the node of a symbol or of a plain number; TraceError for anything else."""
    if isinstance(thing, Symbol):
        return thing.number
    if isinstance(thing, (int, float)):
        return graph.number(thing)
    refuse(f"a {type(thing).__name__} beside a quantity")
