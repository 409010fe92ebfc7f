"""Kernels: the traced model as vector code, a virtual person in each lane.

Every kernel works on blocks of memory in which a quantity's lanes lie side by side. The text is LLVM's own
intermediate language, so the same graph serves AVX-512, AVX2 and NEON; nobody edits it, and nothing in it knows what
magnesium is. ``attempt`` is one step of the method for all lanes; a driver outside decides what to do with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from epsom.simulate import method
from epsom.simulate.elementary import declarations, splat
from epsom.simulate.model import Model
from epsom.simulate.writing import Kernel, Writer

SYSTEM = "ptr noalias %c, ptr noalias %s, i64 %servings"
PASSED = "ptr %c, ptr %s, i64 %servings"


def text(model: Model, lanes: int) -> str:
    """Return the kernels of a model for vectors of so many lanes, as LLVM's intermediate language."""
    return "\n".join((
        declarations(lanes),
        _rates(model, lanes),
        _begin(model, lanes),
        _solve(model, lanes),
        _attempt(model, lanes),
        _curves(model, lanes),
        _points(model, lanes),
        _newton(model, lanes),
        _serving(model, lanes),
    ))  # fmt: skip


def _pools(model: Model, kernel: Kernel) -> dict[int, Callable[[], str]]:
    return {number: (lambda place=place: kernel.load("%x", place)) for place, number in enumerate(model.pools)}


def _rates(model: Model, lanes: int) -> str:
    """``y = f(x) + inverse * q``: the right-hand side of a stage."""
    k = Kernel(lanes)
    writer = Writer(model, k, _pools(model, k))
    for place, value in enumerate(writer.run(model.rates)):
        k.store(k.fma("%inverse", k.load("%q", place), value), "%y", place)
    given = f"ptr noalias %x, {SYSTEM}, ptr noalias %q, {k.v} %inverse, ptr noalias %y"
    return k.function("epsom_rates", given, internal=True)


def _begin(model: Model, lanes: int) -> str:
    """``y = f(x)`` and the factors of ``shift * I - J(x)``, which share most of their work."""
    k = Kernel(lanes)
    writer = Writer(model, k, _pools(model, k) | {model.shift: lambda: "%shift"})
    values = writer.run((*model.rates, *model.factors))
    for place, value in enumerate(values[: model.size]):
        k.store(value, "%y", place)
    for place, value in enumerate(values[model.size :]):
        k.store(value, "%w", place)
    given = f"ptr noalias %x, {SYSTEM}, {k.v} %shift, ptr noalias %w, ptr noalias %y"
    return k.function("epsom_begin", given, internal=True)


def _solve(model: Model, lanes: int) -> str:
    """The solution u for one right-hand side y."""
    k = Kernel(lanes)
    given = {number: (lambda place=place: k.load("%w", place)) for place, number in enumerate(model.entries)}
    given |= {number: (lambda place=place: k.load("%y", place)) for place, number in enumerate(model.right)}
    for place, value in enumerate(Writer(model, k, given).run(model.solution)):
        k.store(value, "%u", place)
    return k.function("epsom_solve", "ptr noalias %w, ptr noalias %y, ptr noalias %u", internal=True)


def _attempt(model: Model, lanes: int) -> str:
    """One step of length h in every lane: the new pools, the stages, and by what the step length should change.

    Scratch: ``u`` holds the stages, ``w`` the factors, ``y`` and ``q`` a right-hand side.
    """
    k, n = Kernel(lanes), model.size
    h = k.load("%h", 0)
    inverse = k.op("fdiv", splat(1.0), h)
    shift = k.op("fmul", inverse, splat(1.0 / method.GAMMA))
    k.do(f"call void @epsom_begin(ptr %x, {PASSED}, {k.v} {shift}, ptr %w, ptr %y)")
    for stage, (a, c) in enumerate(zip(method.A, method.C, strict=True)):
        if stage:

            def combine(i: str, stage: int = stage, a: Sequence[float] = a, c: Sequence[float] = c) -> None:
                terms = [k.load("%u", _plus(k, i, n * j)) for j in range(stage)]
                at = k.weighted(a, terms, k.load("%x", i))
                k.store(str(at), "%new", i)
                k.store(str(k.weighted(c, terms)), "%q", i)

            k.loop(f"stage{stage}", n, combine)
            k.do(f"call void @epsom_rates(ptr %new, {PASSED}, ptr %q, {k.v} {inverse}, ptr %y)")
        k.do(f"call void @epsom_solve(ptr %w, ptr %y, ptr {k.at('%u', n * stage)})")
    total = k.put(f"alloca {k.v}, align {k.align}")
    k.store(splat(0.0), total, 0)
    scale = Writer(model, k, {})
    tolerance = k.load("%tolerance", 0)
    last = n * (method.STAGES - 1)
    for i, node in enumerate(model.scale):
        move = k.load("%u", last + i)
        new = k.op("fadd", k.load("%new", i), move)
        k.store(new, "%new", i)
        old, now = k.magnitude(k.load("%x", i)), k.magnitude(new)
        larger = k.choose("ogt", old, now, old, now)
        allowed = k.op("fmul", tolerance, k.fma(scale.read(node), splat(method.ABSOLUTE), larger))
        part = k.op("fdiv", move, allowed)
        k.store(k.fma(part, part, k.load(total, 0)), total, 0)
    error = k.op("fmul", k.load(total, 0), splat(1.0 / (n * method.OVERSTATED**2)))
    known = k.choose("olt", error, splat(1e10), error, splat(1e10))  # what is no number is no success
    least = k.choose("ogt", known, splat(1e-20), known, splat(1e-20))
    power = k.op("fmul", splat(-0.5 / method.ORDER_OF_ERROR), k.put(f"call {k.v} @epsom_log({k.v} {least})"))
    change = k.op("fmul", splat(method.SAFETY), k.put(f"call {k.v} @epsom_exp({k.v} {power})"))
    low = k.choose("ogt", change, splat(method.SHRINK), change, splat(method.SHRINK))
    k.store(k.choose("olt", low, splat(method.GROW), low, splat(method.GROW)), "%change", 0)
    k.store(known, "%error", 0)
    given = f"ptr noalias %x, {SYSTEM}, ptr noalias %h, ptr noalias %tolerance, ptr noalias %new, ptr noalias %u, "
    scratch = "ptr noalias %w, ptr noalias %y, ptr noalias %q, ptr noalias %change, ptr noalias %error"
    return k.function("epsom_attempt", given + scratch)


def _plus(k: Kernel, name: str, number: int) -> str:
    return k.put(f"add i64 {name}, {number}") if number else name


def _way(k: Kernel, n: int, i: int) -> list[str]:
    """The way of one pool from one end of a step to the other: five coefficients of a polynomial.

    With K_q = sum DENSE[q][j] U_j the polynomial of the method is x + th (d + K1) + th^2 (K2 - K1) + th^3 (K3 - K2)
    - th^4 K3, where d is the whole step.
    """
    stages = [k.load("%u", i + n * j) for j in range(method.STAGES)]
    first, second, third = (str(k.weighted(weights, stages)) for weights in method.DENSE)
    begin = k.load("%x", i)
    whole = k.op("fsub", k.load("%new", i), begin)
    return [
        begin, k.op("fadd", whole, first), k.op("fsub", second, first), k.op("fsub", third, second),
        k.op("fsub", splat(0.0), third),
    ]  # fmt: skip


def _store_turned(k: Kernel, rows: list[str], places: Sequence[int]) -> None:
    """Store up to a square block of vectors person by person: lane number l of them goes to the l-th place."""
    rows = rows + [splat(0.0)] * (k.lanes - len(rows))
    for place, values in zip(places, k.turned(rows), strict=True):
        k.do(f"store {k.v} {values}, ptr {k.put(f'getelementptr double, ptr %rows, i64 {place}')}, align 8")


def _curves(model: Model, lanes: int) -> str:
    """The ways of all pools through a step, person by person, for several looks at each."""
    k, n = Kernel(lanes), model.size
    row = padded(n, lanes)
    for start in range(0, n, lanes):
        block = [_way(k, n, i) for i in range(start, min(start + lanes, n))]
        for q in range(method.COEFFICIENTS):
            places = [(lane * method.COEFFICIENTS + q) * row + start for lane in range(lanes)]
            _store_turned(k, [terms[q] for terms in block], places)
    given = "ptr noalias %x, ptr noalias %new, ptr noalias %u, ptr noalias %rows"
    return k.function("epsom_curves", given)


def _points(model: Model, lanes: int) -> str:
    """All pools at the part ``theta`` of a step, person by person: one look, to the digit that of ``curves``."""
    k, n = Kernel(lanes), model.size
    theta = k.load("%theta", 0)
    for start in range(0, n, lanes):
        block: list[str] = []
        for i in range(start, min(start + lanes, n)):
            *lower, value = _way(k, n, i)
            for coefficient in reversed(lower):  # not fused, as the driver's own arithmetic is not
                value = k.put(f"fadd {k.v} {coefficient}, {k.put(f'fmul {k.v} {theta}, {value}')}")
            block.append(value)
        _store_turned(k, block, [lane * padded(n, lanes) + start for lane in range(lanes)])
    given = "ptr noalias %theta, ptr noalias %x, ptr noalias %new, ptr noalias %u, ptr noalias %rows"
    return k.function("epsom_points", given)


def padded(pools: int, lanes: int) -> int:
    """Return how many places a person's pools take where vectors are stored whole."""
    return -(-pools // lanes) * lanes


def _newton(model: Model, lanes: int) -> str:
    """The rates at x, and the move that an implicit step of length 1 / shift makes from there."""
    k = Kernel(lanes)
    k.do(f"call void @epsom_begin(ptr %x, {PASSED}, {k.v} {k.load('%shift', 0)}, ptr %w, ptr %y)")
    k.do("call void @epsom_solve(ptr %w, ptr %y, ptr %u)")
    given = f"ptr noalias %x, {SYSTEM}, ptr noalias %shift, ptr noalias %u, ptr noalias %w, ptr noalias %y"
    return k.function("epsom_newton", given)


def _serving(model: Model, lanes: int) -> str:
    """What one serving brings to the pools that it enters."""
    k = Kernel(lanes)
    for place, value in enumerate(Writer(model, k, _pools(model, k), one=True).run(model.entering)):
        k.store(value, "%y", place)
    return k.function("epsom_serving", "ptr noalias %x, ptr noalias %c, ptr noalias %s, ptr noalias %y")
