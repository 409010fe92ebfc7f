"""The few functions that flux equations are written in.

The same equation text must serve a number, an array of virtual persons and a symbol, because a solver differentiates
it and exporters read it. An object that brings its own ``exp``, ``log``, ``softplus``, ``either`` or ``total`` is a
symbol; everything else goes to NumPy.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
"""A quantity with one value per virtual person; a plain number serves as well."""


def exp(x: Any) -> Any:
    """Return e to the power of ``x``, element by element."""
    return x.exp() if hasattr(x, "exp") else np.exp(x)


def log(x: Any) -> Any:
    """Return the natural logarithm of ``x``, element by element."""
    return x.log() if hasattr(x, "log") else np.log(x)


def softplus(x: Any) -> Any:
    """Return log(1 + e^x) without overflow: a threshold with a rounded corner one unit wide."""
    if hasattr(x, "softplus"):
        return x.softplus()
    below = x < 0.0
    size = where(below, x, -x)  # not np.abs, which a complex step does not pass: tests take their slopes from one
    return where(below, 0.0, x) + np.log1p(np.exp(size))


def where(condition: Any, then: Any, otherwise: Any) -> Any:
    """Return ``then`` where the condition holds and ``otherwise`` elsewhere; equations have no ``if``."""
    if hasattr(then, "either"):
        return then.either(condition, then, otherwise)
    if hasattr(otherwise, "either"):
        return otherwise.either(condition, then, otherwise)
    return np.where(condition, then, otherwise)  # pyright: ignore[reportUnknownVariableType]


def minimum(a: Any, b: Any) -> Any:
    """Return the smaller of the two, element by element."""
    return where(a < b, a, b)


def maximum(a: Any, b: Any) -> Any:
    """Return the larger of the two, element by element."""
    return where(a > b, a, b)


def total(x: Any) -> Any:
    """Return the sum over the first axis: all servings of a day, for each virtual person."""
    return x.total() if hasattr(x, "total") else np.sum(x, axis=0)
