"""The driver of the lanes: each has its own person, time and step, and takes the next person when one is done.

This text knows no model. numba compiles it once, and it calls the kernels of whatever model is linked to it. Every lane
does the same work in a round, so none waits for another, and what a person lives through does not depend on who sits
in the other lanes, or in which lane. Importing this room needs numba; only ``compiled`` does, when it must.
"""

# pyright: basic, reportPrivateImportUsage=false, reportCallIssue=false

from __future__ import annotations

from typing import Any, NamedTuple

from llvmlite.binding import add_symbol
from numba import carray, njit, types

from epsom.simulate import method

FIRST, AFTER_STOP, SHORTEST, MOST = method.FIRST, method.AFTER_STOP, method.SHORTEST, method.MOST_ATTEMPTS
SAFETY = method.SAFETY
DONE, NO_STEP, TOO_MANY = 0, 1, 2
NEXT_PHASE = -1
NOBODY = -1
KERNELS = ("attempt", "curves", "serving", "newton")

pointer = types.CPointer(types.float64)
whole = types.CPointer(types.int64)


def jitted(*signature: Any) -> Any:
    """Return numba's compiler for a function that is called from compiled code alone."""
    return njit(*signature, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)


def kernel(name: str, arguments: int, *, servings: bool = False) -> Any:
    """Return a kernel that is linked later; ``servings``: its fourth argument is their number."""
    given = [pointer] * arguments
    if servings:
        given.insert(3, types.int64)
    return types.ExternalFunction(f"epsom_{name}", types.void(*given))


attempt = kernel("attempt", 12, servings=True)
curves = kernel("curves", 4)
serving = kernel("serving", 4)


class Sizes(NamedTuple):
    """How much there is of everything; in the order of the numbers that come from outside."""

    first: Any
    last: Any
    lanes: Any
    pools: Any
    constants: Any
    per_serving: Any
    servings: Any
    phases: Any
    stops: Any
    bites: Any
    outputs: Any
    picked: Any
    entered: Any
    row: Any


class Given(NamedTuple):
    """What the persons bring, one after the other, and where the answers go."""

    start: Any
    constants: Any
    served: Any
    bites: Any
    stops: Any
    kinds: Any
    times: Any
    places: Any
    out: Any
    told: Any


class Lanes(NamedTuple):
    """Where each lane stands, and the pools and constants of the persons in the lanes."""

    time: Any
    step: Any
    person: Any
    stop: Any
    output: Any
    phase: Any
    grew: Any
    tried: Any
    pools: Any
    constants: Any
    served: Any


@jitted()
def enter_phase(n, given, lanes, lane, phase):
    """Put a person's constants for a phase into the lane."""
    row = lanes.person[lane] * n.phases + phase
    for i in range(n.constants):
        lanes.constants[i * n.lanes + lane] = given.constants[row * n.constants + i]
    for i in range(n.servings * n.per_serving):
        lanes.served[i * n.lanes + lane] = given.served[row * n.servings * n.per_serving + i]
    lanes.phase[lane] = phase


@jitted()
def sit_down(n, given, lanes, lane, person, begin):
    """Put a person into the lane, at the beginning of time."""
    lanes.person[lane] = person
    for i in range(n.pools):
        lanes.pools[i * n.lanes + lane] = given.start[person * n.pools + i]
    lanes.time[lane], lanes.step[lane] = begin, FIRST
    lanes.stop[lane], lanes.output[lane], lanes.tried[lane], lanes.grew[lane] = 0, 0, 0, 1
    enter_phase(n, given, lanes, lane, 0)


@jitted()
def write(n, given, lanes, lane, pools):
    """Write the pools that are asked for, at the lane's next output."""
    at = (lanes.person[lane] * n.outputs + lanes.output[lane]) * n.picked
    for i in range(n.picked):
        given.out[at + i] = pools[given.places[i] * n.lanes + lane]
    lanes.output[lane] += 1


@jitted()
def write_between(n, given, lanes, lane, step, rows):
    """Write all outputs inside a step that was taken, from the coefficients of each pool's way through it."""
    first = lane * 5 * n.row
    c0, c1, c2 = (
        rows[first : first + n.row],
        rows[first + n.row : first + 2 * n.row],
        rows[first + 2 * n.row : first + 3 * n.row],
    )
    c3, c4 = rows[first + 3 * n.row : first + 4 * n.row], rows[first + 4 * n.row : first + 5 * n.row]
    while lanes.output[lane] < n.outputs:
        past = given.times[lanes.output[lane]] - lanes.time[lane]
        if not past < step:
            return
        th = past / step
        at = (lanes.person[lane] * n.outputs + lanes.output[lane]) * n.picked
        into = given.out[at : at + n.picked]
        if n.picked == n.pools:  # all of them, in their order
            for i in range(n.pools):
                into[i] = c0[i] + th * (c1[i] + th * (c2[i] + th * (c3[i] + th * c4[i])))
        else:
            for k in range(n.picked):
                i = given.places[k]
                into[k] = c0[i] + th * (c1[i] + th * (c2[i] + th * (c3[i] + th * c4[i])))
        lanes.output[lane] += 1


@jitted()
def leave(n, given, lanes, lane, status):
    """Say how it ended, with not-a-number for what was not reached, and empty the lane."""
    person = lanes.person[lane]
    while lanes.output[lane] < n.outputs:
        at = (person * n.outputs + lanes.output[lane]) * n.picked
        for i in range(n.picked):
            given.out[at + i] = float("nan")
        lanes.output[lane] += 1
    given.told[3 * person], given.told[3 * person + 1] = float(status), float(lanes.tried[lane])
    given.told[3 * person + 2] = lanes.time[lane]
    lanes.person[lane] = NOBODY


@jitted()
def pause(n, given, lanes, lane, bite, entering, x, c, bite_, y):
    """Write what is asked for at this very moment, then do what happens at it: servings, the next phase, the end."""
    now = lanes.time[lane]
    while lanes.output[lane] < n.outputs and given.times[lanes.output[lane]] <= now:
        write(n, given, lanes, lane, lanes.pools)
    paused = False
    while lanes.stop[lane] < n.stops and given.stops[lanes.stop[lane]] <= now:
        kind = given.kinds[lanes.stop[lane]]
        if kind == NEXT_PHASE:
            if lanes.phase[lane] + 1 < n.phases:
                enter_phase(n, given, lanes, lane, lanes.phase[lane] + 1)
        else:
            row = (lanes.person[lane] * n.bites + kind) * n.per_serving
            for i in range(n.per_serving):
                bite[i * n.lanes + lane] = given.bites[row + i]
            serving(x, c, bite_, y)
            for i in range(n.entered):
                place = given.places[n.picked + i]
                lanes.pools[place * n.lanes + lane] += entering[i * n.lanes + lane]
        lanes.stop[lane] += 1
        paused = True
    if paused:
        lanes.step[lane] *= AFTER_STOP
        lanes.grew[lane] = 1
    if lanes.stop[lane] == n.stops:
        leave(n, given, lanes, lane, DONE)


@jitted()
def judge(n, given, lanes, lane, step, factor, good, new):
    """Take the step or refuse it, and choose the length of the next one."""
    lanes.tried[lane] += 1
    if good:
        for i in range(n.pools):
            lanes.pools[i * n.lanes + lane] = new[i * n.lanes + lane]
        now, mark = lanes.time[lane], given.stops[lanes.stop[lane]]
        lanes.time[lane] = now + step if step < mark - now else mark
        if step >= lanes.step[lane] or factor < 1.0:  # a step cut at a stop says nothing about the next
            lanes.step[lane] = step * (factor if lanes.grew[lane] == 1 else min(factor, 1.0))
        lanes.grew[lane] = 1
    else:
        lanes.step[lane] = step * min(factor, SAFETY)
        lanes.grew[lane] = 0
        if lanes.tried[lane] >= MOST:
            leave(n, given, lanes, lane, TOO_MANY)
        elif lanes.step[lane] < SHORTEST:
            leave(n, given, lanes, lane, NO_STEP)


def live(
    sizes, when, start_, constants_, served_, bites_, kinds_, places_, out_, told_, lanes_, lanes_whole,
    x, c, s, h, tolerance, new_, u, w, y, q, change_, error_, rows_, bite_,
):  # fmt: skip
    """Live through time with all persons from ``first`` to ``last``; the memory comes from outside."""
    z = carray(sizes, 14)
    n = Sizes(z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7], z[8], z[9], z[10], z[11], z[12], z[13])
    width, rows = n.lanes, n.last * n.phases
    marks = carray(when, 1 + n.stops + n.outputs)
    given = Given(
        carray(start_, n.last * n.pools), carray(constants_, rows * n.constants),
        carray(served_, rows * n.servings * n.per_serving), carray(bites_, n.last * n.bites * n.per_serving),
        marks[1 : 1 + n.stops], carray(kinds_, n.stops), marks[1 + n.stops :], carray(places_, n.picked + n.entered),
        carray(out_, n.last * n.outputs * n.picked), carray(told_, 3 * n.last),
    )  # fmt: skip
    real, count = carray(lanes_, (2, width)), carray(lanes_whole, (6, width))
    lanes = Lanes(
        real[0], real[1], count[0], count[1], count[2], count[3], count[4], count[5],
        carray(x, n.pools * width), carray(c, n.constants * width), carray(s, n.servings * n.per_serving * width),
    )  # fmt: skip
    steps, change, error = carray(h, width), carray(change_, width), carray(error_, width)
    new, entering = carray(new_, n.pools * width), carray(y, n.pools * width)
    rows = carray(rows_, 5 * n.row * width)
    bite = carray(bite_, n.per_serving * width)
    waiting = n.first
    for lane in range(width):
        lanes.person[lane] = NOBODY
    while True:
        busy = False
        for lane in range(width):
            if lanes.person[lane] != NOBODY:
                pause(n, given, lanes, lane, bite, entering, x, c, bite_, y)
            while lanes.person[lane] == NOBODY and waiting < n.last:
                sit_down(n, given, lanes, lane, waiting, marks[0])
                waiting += 1
                pause(n, given, lanes, lane, bite, entering, x, c, bite_, y)
            steps[lane] = FIRST
            if lanes.person[lane] != NOBODY:
                busy = True
                steps[lane] = min(lanes.step[lane], given.stops[lanes.stop[lane]] - lanes.time[lane])
        if not busy:
            return 0
        attempt(x, c, s, n.servings, h, tolerance, new_, u, w, y, q, change_, error_)
        drawn = False
        for lane in range(width):
            if lanes.person[lane] == NOBODY or error[lane] > 1.0 or lanes.output[lane] == n.outputs:
                continue
            if given.times[lanes.output[lane]] - lanes.time[lane] < steps[lane]:
                if not drawn:
                    curves(x, new_, u, rows_)
                    drawn = True
                write_between(n, given, lanes, lane, steps[lane], rows)
        for lane in range(width):
            if lanes.person[lane] != NOBODY:
                judge(n, given, lanes, lane, steps[lane], change[lane], error[lane] <= 1.0, new)


LIVE = types.int64(whole, *[pointer] * 5, whole, whole, *[pointer] * 3, whole, *[pointer] * 14)


def language(function: Any, signature: Any) -> tuple[str, str]:
    """Return a driver as LLVM's intermediate language, and the name of its function in it."""
    for name in KERNELS:
        add_symbol(f"epsom_{name}", 1)  # promised here, given when a model's kernels are linked
    built = jitted(signature)(function)
    (text,) = built.inspect_llvm().values()
    return text, built.overloads[signature.args].fndesc.mangled_name
