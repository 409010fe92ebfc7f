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
        _dense(model, lanes),
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
    error = k.op("fmul", k.load(total, 0), splat(1.0 / n))
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


def _dense(model: Model, lanes: int) -> str:
    """The pools inside a step, at the part ``theta`` of it in each lane; ``bends`` makes them ready, once a step."""
    k, n = Kernel(lanes), model.size

    def bend(i: str) -> None:
        terms = [k.load("%u", _plus(k, i, n * j)) for j in range(method.STAGES)]
        for q, weights in enumerate(method.DENSE):
            k.store(str(k.weighted(weights, terms)), "%bend", _plus(k, i, n * q))

    k.loop("each", n, bend)
    bends = k.function("epsom_bends", "ptr noalias %u, ptr noalias %bend")
    k = Kernel(lanes)
    theta = k.load("%theta", 0)
    rest = k.op("fsub", splat(1.0), theta)

    def inside(i: str) -> None:
        first, second, third = (k.load("%bend", _plus(k, i, n * q)) for q in range(3))
        curve = k.fma(theta, k.fma(theta, third, second), first)
        end = k.fma(rest, curve, k.load("%new", i))
        k.store(k.fma(theta, end, k.op("fmul", rest, k.load("%x", i))), "%y", i)

    k.loop("each", n, inside)
    given = "ptr noalias %theta, ptr noalias %x, ptr noalias %new, ptr noalias %bend, ptr noalias %y"
    return bends + k.function("epsom_inside", given)


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
