"""MathML: an equation of an organ, run once on names instead of numbers, as other programs read it.

The formula stands as the physiologist wrote it: nothing is drawn together, cancelled or turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Any, NoReturn
from xml.etree.ElementTree import Element, SubElement

MATHML = "http://www.w3.org/1998/Math/MathML"
SOFTPLUS = "softplus"
TIME = "http://www.sbml.org/sbml/symbols/time"


@dataclass(frozen=True, eq=False)
class Formula:
    """An operation on formulas, or a name (``ci``), a number (``cn``) with its unit, the time, or a ``call``.

    It takes part in arithmetic and brings what ``epsom.elementwise`` asks for, so a flux function takes it for one.
    """

    __array_ufunc__ = None
    __hash__ = None  # pyright: ignore[reportAssignmentType]

    op: str
    args: tuple[Formula, ...] = ()
    text: str = ""
    unit: str = ""

    def __add__(self, other: Any) -> Formula:
        return _applied("plus", self, other)

    def __radd__(self, other: Any) -> Formula:
        begins = isinstance(other, int) and other == 0  # a sum, with a zero that nobody wrote
        return self if begins else _applied("plus", other, self)

    def __sub__(self, other: Any) -> Formula:
        return _applied("minus", self, other)

    def __rsub__(self, other: Any) -> Formula:
        return _applied("minus", other, self)

    def __mul__(self, other: Any) -> Formula:
        return _applied("times", self, other)

    def __rmul__(self, other: Any) -> Formula:
        return _applied("times", other, self)

    def __truediv__(self, other: Any) -> Formula:
        return _applied("divide", self, other)

    def __rtruediv__(self, other: Any) -> Formula:
        return _applied("divide", other, self)

    def __pow__(self, other: Any) -> Formula:
        return _applied("power", self, other)

    def __rpow__(self, other: Any) -> Formula:
        return _applied("power", other, self)

    def __neg__(self) -> Formula:
        return _applied("minus", self)

    def __lt__(self, other: Any) -> Formula:
        return _applied("lt", self, other)

    def __gt__(self, other: Any) -> Formula:
        return _applied("gt", self, other)

    def __ge__(self, other: Any) -> Formula:
        return _applied("geq", self, other)

    def exp(self) -> Formula:
        """Return e to this power."""
        return _applied("exp", self)

    def log(self) -> Formula:
        """Return the natural logarithm."""
        return _applied("ln", self)

    def softplus(self) -> Formula:
        """Return log(1 + e^x), as a function that the document defines."""
        return call(SOFTPLUS, self)

    def either(self, condition: Any, then: Any, otherwise: Any) -> Formula:
        """Return one or the other side."""
        return _applied("piecewise", then, condition, otherwise)

    def total(self) -> Formula:
        """Return itself: a formula stands for one serving."""
        return self

    def __bool__(self) -> NoReturn:
        raise TypeError("an equation cannot be written out through `if`, `and` or `or`; use where of epsom.elementwise")

    def __eq__(self, other: object) -> NoReturn:
        raise TypeError("an equation cannot be written out through `==`; use where(a < b, then, otherwise)")

    def __float__(self) -> NoReturn:
        raise TypeError("an equation cannot be written out through a plain number; use exp, log of epsom.elementwise")

    def may_turn(self) -> bool:
        """Return whether it could come out below zero where no name in it does: a difference outside a bound."""
        if self.op in ("exp", "abs") or (self.op, self.text) == ("call", SOFTPLUS):
            return False
        if self.op in ("minus", "ln", "call"):
            return True
        sides = {"power": self.args[:1], "piecewise": self.args[::2]}.get(self.op, self.args)
        return self.text.startswith("-") or any(part.may_turn() for part in sides)

    def names(self) -> Iterator[str]:
        """Yield every name in it, from left to right, as often as it stands there."""
        if self.op == "ci":
            yield self.text
        for part in self.args:
            yield from part.names()


def name(text: str) -> Formula:
    """Return the formula that is one name."""
    return Formula("ci", text=text)


def number(value: float, unit: str = "dimensionless") -> Formula:
    """Return the formula that is one number, with all its digits; ``unit`` is an id of the document."""
    if not isfinite(value):
        raise ValueError(f"{value} cannot stand in a formula")
    return Formula("cn", text=format(Decimal(repr(float(value))), "f"), unit=unit)


def both(a: Formula, b: Formula) -> Formula:
    """Return whether the one and the other hold."""
    return _applied("and", a, b)


def time() -> Formula:
    """Return the formula that is the time."""
    return Formula("time", text="time")


def call(function: str, *args: Formula) -> Formula:
    """Return the formula that is a function of the document, of these."""
    return Formula("call", args, function)


def math(formula: Any, sbml: str) -> Element:
    """Return the ``math`` element of what a flux function made of formulas; ``sbml``: where numbers have units."""
    whole = Element("math", {"xmlns": MATHML, "xmlns:sbml": sbml})
    _write(whole, formula)
    return whole


def function(args: Sequence[str], formula: Any, sbml: str) -> Element:
    """Return the ``math`` element of a function of these names."""
    whole = Element("math", {"xmlns": MATHML, "xmlns:sbml": sbml})
    inside = SubElement(whole, "lambda")
    for arg in args:
        _write(SubElement(inside, "bvar"), name(arg))
    _write(inside, formula)
    return whole


def softplus() -> Formula:
    """Return log(1 + e^x) in a form that cannot overflow."""
    x, zero = name("x"), number(0.0)
    above = x.either(x > zero, x, zero)
    return above + (1.0 + (-_applied("abs", x)).exp()).log()


def _applied(op: str, *things: Any) -> Formula:
    return Formula(op, tuple(thing if isinstance(thing, Formula) else number(float(thing)) for thing in things))


def _write(parent: Element, formula: Formula) -> None:
    leaf = _LEAVES.get(formula.op)
    if leaf is not None:
        SubElement(parent, *leaf(formula)).text = f" {formula.text} "
    elif formula.op == "piecewise":
        then, condition, otherwise = formula.args
        pieces = SubElement(parent, "piecewise")
        piece = SubElement(pieces, "piece")
        _write(piece, then)
        _write(piece, condition)
        _write(SubElement(pieces, "otherwise"), otherwise)
    else:
        apply = SubElement(parent, "apply")
        if formula.op == "call":
            _write(apply, name(formula.text))
        else:
            SubElement(apply, formula.op)
        for part in formula.args:
            _write(apply, part)


_LEAVES: dict[str, Callable[[Formula], tuple[str, dict[str, str]]]] = {
    "ci": lambda formula: ("ci", {}),
    "cn": lambda formula: ("cn", {"sbml:units": formula.unit}),
    "time": lambda formula: ("csymbol", {"encoding": "text", "definitionURL": TIME}),
}
