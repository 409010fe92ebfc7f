"""Exact derivatives: a symbol that carries its value and its slope with respect to each pool.

The flux functions of the body are run once on these symbols; what comes out is the flux and, by the rules of
differentiation, its slopes. So an edit of an organ is enough, and nobody writes a Jacobian by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Slopes = dict[int, Any]


class Dual:
    """A value per virtual person with its slopes by pool number; arithmetic follows the chain rule."""

    __array_ufunc__ = None  # so that array * Dual comes to us
    __slots__ = ("slopes", "value")

    def __init__(self, value: Any, slopes: Slopes) -> None:
        self.value = value
        self.slopes = slopes

    def _linear(self, value: Any, own: Any, other: Any = None, factor: Any = None) -> Dual:
        slopes = {pool: own * slope for pool, slope in self.slopes.items()}
        if isinstance(other, Dual):
            for pool, slope in other.slopes.items():
                term = factor * slope
                slopes[pool] = slopes[pool] + term if pool in slopes else term
        return Dual(value, slopes)

    def __add__(self, other: Any) -> Dual:
        return self._linear(self.value + plain(other), 1.0, other, 1.0)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Dual:
        return self._linear(self.value - plain(other), 1.0, other, -1.0)

    def __rsub__(self, other: Any) -> Dual:
        return self._linear(other - self.value, -1.0)

    def __neg__(self) -> Dual:
        return self._linear(-self.value, -1.0)

    def __mul__(self, other: Any) -> Dual:
        return self._linear(self.value * plain(other), plain(other), other, self.value)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Dual:
        below = plain(other)
        value = self.value / below
        return self._linear(value, 1.0 / below, other, -value / below)

    def __rtruediv__(self, other: Any) -> Dual:
        value = other / self.value
        return self._linear(value, -value / self.value)

    def __pow__(self, power: Any) -> Dual:
        if isinstance(power, Dual):
            raise TypeError("the exponent of a flux must be a parameter, not a pool")
        value = self.value**power
        return self._linear(value, power * value / self.value)

    def __lt__(self, other: Any) -> Any:
        return self.value < plain(other)

    def __gt__(self, other: Any) -> Any:
        return self.value > plain(other)

    def __bool__(self) -> bool:
        raise TypeError("a flux may not branch with `if` on a quantity; use where(condition, then, otherwise)")

    def exp(self) -> Dual:
        """Return e to this power."""
        value = np.exp(self.value)
        return self._linear(value, value)

    def log(self) -> Dual:
        """Return the natural logarithm."""
        return self._linear(np.log(self.value), 1.0 / self.value)

    def softplus(self) -> Dual:
        """Return log(1 + e^x), whose slope is the logistic function."""
        value = np.maximum(self.value, 0.0) + np.log1p(np.exp(-np.abs(self.value)))
        return self._linear(value, np.exp(self.value - value))

    def either(self, condition: Any, then: Any, otherwise: Any) -> Dual:
        """Return one or the other side, person by person, slopes included."""
        slopes: Slopes = {}
        for pool in {*getattr(then, "slopes", {}), *getattr(otherwise, "slopes", {})}:
            left = then.slopes.get(pool, 0.0) if isinstance(then, Dual) else 0.0
            right = otherwise.slopes.get(pool, 0.0) if isinstance(otherwise, Dual) else 0.0
            slopes[pool] = np.where(condition, left, right)
        return Dual(np.where(condition, plain(then), plain(otherwise)), slopes)

    def total(self) -> Dual:
        """Return the sum over servings."""
        return Dual(np.sum(self.value, axis=0), {pool: np.sum(slope, axis=0) for pool, slope in self.slopes.items()})


def plain(x: Any) -> Any:
    """Return the value of a symbol, or the number itself."""
    return x.value if isinstance(x, Dual) else x
