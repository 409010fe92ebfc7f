"""The normal law: its tails with their digits, and back again.

Three functions, for NumPy arrays. They are written out here because loading the library that has them takes longer than
everything that an assessment asks of them; the tests hold them against that library.
"""

from __future__ import annotations

from math import erfc, log, pi
from typing import Any

import numpy as np

from epsom.elementwise import Array

# Rational approximations, highest power first; see ndtri.
_MIDDLE = (
    (
        2509.0809287301227,
        33430.57558358813,
        67265.7709270087,
        45921.95393154987,
        13731.69376550946,
        1971.5909503065513,
        133.14166789178438,
        3.3871328727963665,
    ),
    (
        5226.495278852854,
        28729.085735721943,
        39307.89580009271,
        21213.794301586597,
        5394.196021424751,
        687.1870074920579,
        42.31333070160091,
        1.0,
    ),
)
_TAIL = (
    (
        0.0007745450142783414,
        0.022723844989269184,
        0.2417807251774506,
        1.2704582524523684,
        3.6478483247632045,
        5.769497221460691,
        4.630337846156546,
        1.4234371107496835,
    ),
    (
        1.0507500716444169e-09,
        0.0005475938084995345,
        0.015198666563616457,
        0.14810397642748008,
        0.6897673349851,
        1.6763848301838038,
        2.053191626637759,
        1.0,
    ),
)
_FAR = (
    (
        2.0103343992922881e-07,
        2.7115555687434876e-05,
        0.0012426609473880784,
        0.026532189526576124,
        0.29656057182850487,
        1.7848265399172913,
        5.463784911164114,
        6.657904643501103,
    ),
    (
        2.0442631033899397e-15,
        1.421511758316446e-07,
        1.8463183175100548e-05,
        0.0007868691311456133,
        0.014875361290850615,
        0.1369298809227358,
        0.599832206555888,
        1.0,
    ),
)
FAR_OUT = -36.0  # below it the complementary error function leaves the range of numbers
_erfc = np.frompyfunc(erfc, 1, 1)


def ndtr(x: Any) -> Array:
    """Return the probability that a standard normal is below x."""
    return np.asarray(0.5 * _erfc(-np.asarray(x, dtype=float) / 2**0.5), dtype=float)


def log_ndtr(x: Any) -> Array:
    """Return the logarithm of the probability that a standard normal is below x, however far out."""
    x = np.asarray(x, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        near = np.log(ndtr(np.maximum(x, FAR_OUT)))
        z = np.minimum(x, FAR_OUT) ** -2.0
        series = 1.0 - z * (1.0 - 3.0 * z * (1.0 - 5.0 * z * (1.0 - 7.0 * z)))
        far = -0.5 / z - np.log(-np.minimum(x, FAR_OUT)) - 0.5 * log(2.0 * pi) + np.log(series)
    return np.where(x < FAR_OUT, far, near)


def ndtri(p: Any) -> Array:
    """Return the quantile of a standard normal below which the probability p lies; infinite at 0 and at 1.

    Rational approximations to one part in 1e16 [wichura1988].
    """
    p = np.asarray(p, dtype=float)
    q = p - 0.5
    found = np.asarray(q * _ratio(_MIDDLE, 0.180625 - q * q))
    out = ~(np.abs(q) <= 0.425)
    with np.errstate(divide="ignore", invalid="ignore"):
        r = np.sqrt(-np.log(np.minimum(p, 1.0 - p)[out]))
        tail = np.where(r <= 5.0, _ratio(_TAIL, r - 1.6), _ratio(_FAR, r - 5.0))
    found[out] = np.sign(q[out]) * np.where(np.isinf(r), np.inf, tail)
    return found


def _ratio(parts: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    over, under = parts
    above, below = np.full_like(x, over[0]), np.full_like(x, under[0])
    for a, b in zip(over[1:], under[1:], strict=True):
        above = above * x + a
        below = below * x + b
    return above / below
