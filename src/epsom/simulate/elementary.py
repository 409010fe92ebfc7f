"""Exponential and logarithm as vector code: the same arithmetic in every lane, whatever the processor.

Both reduce their argument to a small interval and end in a polynomial there. A logarithm of what is not above zero is
not a number, so that a step which left the living range is seen and refused.
"""

from __future__ import annotations

import struct
from math import factorial

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # their sum is ln 2 to 100 bits
FLAGS = "nsz arcp contract"
ROUNDER = 1.5 * 2.0**52  # adding it rounds a small number to an integer, which then stands in the low bits
MOST = 700.0


def literal(value: float) -> str:
    """Return a number as LLVM reads it without loss."""
    return f"0x{struct.unpack('<Q', struct.pack('<d', value))[0]:016X}"


def splat(value: float) -> str:
    """Return a vector with this number in every lane, without its type."""
    return f"splat (double {literal(value)})"


def whole(value: int) -> str:
    """Return a vector with this integer in every lane, without its type."""
    return f"splat (i64 {value})"


class Lines:
    """Vector code being written line by line; every result gets a name of its own."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.v = f"<{lanes} x double>"
        self.i = f"<{lanes} x i64>"
        self.text: list[str] = []
        self._count = 0

    def name(self) -> str:
        """Return a fresh name."""
        self._count += 1
        return f"%v{self._count}"

    def put(self, text: str) -> str:
        """Write one operation and return the name of its result."""
        name = self.name()
        self.text.append(f"  {name} = {text}")
        return name

    def do(self, text: str) -> None:
        """Write one operation that has no result."""
        self.text.append(f"  {text}")

    def op(self, what: str, a: str, b: str) -> str:
        """Write an arithmetic operation on two vectors, such as ``fadd``."""
        return self.put(f"{what} {FLAGS} {self.v} {a}, {b}")

    def fma(self, a: str, b: str, c: str) -> str:
        """Write a * b + c."""
        suffix = f"v{self.lanes}f64"
        return self.put(f"call {self.v} @llvm.fma.{suffix}({self.v} {a}, {self.v} {b}, {self.v} {c})")

    def choose(self, comparison: str, a: str, b: str, then: str, otherwise: str) -> str:
        """Write: ``then`` where the comparison of a and b holds, else ``otherwise``."""
        mask = self.put(f"fcmp {comparison} {self.v} {a}, {b}")
        return self.put(f"select <{self.lanes} x i1> {mask}, {self.v} {then}, {self.v} {otherwise}")

    def magnitude(self, a: str) -> str:
        """Write the absolute value."""
        return self.put(f"call {self.v} @llvm.fabs.v{self.lanes}f64({self.v} {a})")

    def polynomial(self, x: str, coefficients: list[float]) -> str:
        """Write a polynomial, lowest coefficient first, in pairs (Estrin), so that the processor need not wait."""
        terms = [splat(value) for value in coefficients]
        power = x
        while len(terms) > 1:
            pairs = [self.fma(terms[k + 1], power, terms[k]) for k in range(0, len(terms) - 1, 2)]
            terms = pairs + (terms[-1:] if len(terms) % 2 else [])
            if len(terms) > 1:
                power = self.op("fmul", power, power)
        return terms[0]


def declarations(lanes: int) -> str:
    """Return the declarations and the three functions for vectors of so many lanes."""
    v = f"<{lanes} x double>"
    intrinsics = f"declare {v} @llvm.fma.v{lanes}f64({v}, {v}, {v})\ndeclare {v} @llvm.fabs.v{lanes}f64({v})\n"
    return intrinsics + "\n".join(_function(name, write, lanes) for name, write in WRITERS.items())


def _function(name: str, write: object, lanes: int) -> str:
    lines = Lines(lanes)
    result = write(lines, "%a")  # pyright: ignore[reportCallIssue, reportUnknownVariableType]
    body = "\n".join(lines.text)
    return (
        f"define internal {lines.v} @epsom_{name}({lines.v} %a) alwaysinline {{\n{body}\n  ret {lines.v} {result}\n}}\n"
    )


def _exp(to: Lines, a: str) -> str:
    low = to.choose("olt", a, splat(-MOST), splat(-MOST), a)
    x = to.choose("ogt", low, splat(MOST), splat(MOST), low)
    rounded = to.fma(x, splat(1.4426950408889634), splat(ROUNDER))
    n = to.op("fsub", rounded, splat(ROUNDER))
    r = to.fma(n, splat(-LN2_LOW), to.fma(n, splat(-LN2_HIGH), x))
    p = to.polynomial(r, [1.0 / factorial(k) for k in range(13)])
    exponent = to.put(f"shl {to.i} {to.put(f'bitcast {to.v} {rounded} to {to.i}')}, {whole(52)}")
    bits = to.put(f"add {to.i} {to.put(f'bitcast {to.v} {p} to {to.i}')}, {exponent}")
    return to.put(f"bitcast {to.i} {bits} to {to.v}")


def _log(to: Lines, a: str) -> str:
    half_root = struct.unpack("<q", struct.pack("<d", 0.5**0.5))[0]
    bits = to.put(f"bitcast {to.v} {a} to {to.i}")
    offset = to.put(f"sub {to.i} {bits}, {whole(half_root)}")
    k = to.put(f"ashr {to.i} {offset}, {whole(52)}")
    e = to.put(f"sitofp {to.i} {k} to {to.v}")
    mantissa = to.put(f"sub {to.i} {bits}, {to.put(f'shl {to.i} {k}, {whole(52)}')}")
    m = to.put(f"bitcast {to.i} {mantissa} to {to.v}")
    s = to.op("fdiv", to.op("fsub", m, splat(1.0)), to.op("fadd", m, splat(1.0)))
    z = to.op("fmul", s, s)
    p = to.polynomial(z, [2.0 / k for k in range(3, 23, 2)])
    tail = to.fma(e, splat(LN2_LOW), to.op("fmul", to.op("fmul", s, z), p))
    value = to.fma(e, splat(LN2_HIGH), to.fma(s, splat(2.0), tail))
    return to.choose("ogt", a, splat(0.0), value, splat(float("nan")))


def _log1p(to: Lines, a: str) -> str:
    w = to.put(f"fadd {to.v} {a}, {splat(1.0)}")
    rest = to.put(f"fsub {to.v} {w}, {splat(1.0)}")
    value = to.op("fmul", to.put(f"call {to.v} @epsom_log({to.v} {w})"), to.op("fdiv", a, rest))
    return to.choose("oeq", rest, splat(0.0), a, value)


WRITERS = {"exp": _exp, "log": _log, "log1p": _log1p}
