"""The driver of the lanes: each has its own person, time and step, and takes the next person when one is done.

This text knows no model. numba compiles it once, and it calls the kernels of whatever model is linked to it. Every lane
does the same work in a round, so none waits for another, and what a person lives through does not depend on who sits
in the other lanes, or in which lane. Importing this room needs numba; only ``compiled`` does, when it must.
"""

# pyright: basic, reportPrivateImportUsage=false, reportCallIssue=false

from __future__ import annotations

from typing import Any

from llvmlite.binding import add_symbol
from numba import carray, types

from epsom.simulate import method
from epsom.simulate.seats import (
    FIRST,
    NOBODY,
    Given,
    Lanes,
    Sizes,
    enter_phase,
    jitted,
    leave,
    looks,
    sit_down,
    write,
    write_between,
    write_point,
)  # fmt: skip

AFTER_STOP, SHORTEST, MOST = method.AFTER_STOP, method.SHORTEST, method.MOST_ATTEMPTS
SAFETY, COEFFICIENTS = method.SAFETY, method.COEFFICIENTS
DONE, NO_STEP, TOO_MANY = 0, 1, 2
NEXT_PHASE = -1
KERNELS = ("attempt", "curves", "points", "serving", "newton")

pointer = types.CPointer(types.float64)
whole = types.CPointer(types.int64)


def kernel(name: str, arguments: int, *, servings: bool = False) -> Any:
    """Return a kernel that is linked later; ``servings``: its fourth argument is their number."""
    given = [pointer] * arguments
    if servings:
        given.insert(3, types.int64)
    return types.ExternalFunction(f"epsom_{name}", types.void(*given))


attempt = kernel("attempt", 12, servings=True)
curves = kernel("curves", 4)
points = kernel("points", 5)
serving = kernel("serving", 4)


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
    x, c, s, h, tolerance, new_, u, w, y, q, change_, error_, theta_, rows_, bite_,
):  # fmt: skip
    """Live through time with all persons; the memory comes from outside."""
    z = carray(sizes, 13)
    n = Sizes(z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7], z[8], z[9], z[10], z[11], z[12])
    width, lives = n.lanes, n.persons * n.phases
    marks = carray(when, 1 + n.stops + n.outputs)
    given = Given(
        carray(start_, n.persons * n.pools), carray(constants_, lives * n.constants),
        carray(served_, lives * n.servings * n.per_serving), carray(bites_, n.persons * n.bites * n.per_serving),
        marks[1 : 1 + n.stops], carray(kinds_, n.stops), marks[1 + n.stops :], carray(places_, n.picked + n.entered),
        carray(out_, n.persons * n.outputs * n.picked), carray(told_, 3 * n.persons),
    )  # fmt: skip
    real, count = carray(lanes_, (2, width)), carray(lanes_whole, (7, width))
    due = count[6]
    lanes = Lanes(
        real[0], real[1], count[0], count[1], count[2], count[3], count[4], count[5],
        carray(x, n.pools * width), carray(c, n.constants * width), carray(s, n.servings * n.per_serving * width),
    )  # fmt: skip
    steps, change, error, theta = carray(h, width), carray(change_, width), carray(error_, width), carray(theta_, width)
    new, entering = carray(new_, n.pools * width), carray(y, n.pools * width)
    rows = carray(rows_, COEFFICIENTS * n.row * width)
    bite = carray(bite_, n.per_serving * width)
    waiting = 0
    for lane in range(width):
        lanes.person[lane] = NOBODY
    while True:
        busy = False
        for lane in range(width):
            if lanes.person[lane] != NOBODY:
                pause(n, given, lanes, lane, bite, entering, x, c, bite_, y)
            while lanes.person[lane] == NOBODY and waiting < n.persons:
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
        most = 0
        for lane in range(width):
            theta[lane], due[lane] = 0.0, 0
            if lanes.person[lane] != NOBODY and error[lane] <= 1.0:
                due[lane] = looks(n, given, lanes, lane, steps[lane])
                most = max(most, due[lane])
                if due[lane]:
                    theta[lane] = (given.times[lanes.output[lane]] - lanes.time[lane]) / steps[lane]
        if most == 1:
            points(theta_, x, new_, u, rows_)
        elif most > 1:
            curves(x, new_, u, rows_)
        for lane in range(width):
            if due[lane] and most == 1:
                write_point(n, given, lanes, lane, rows)
            elif due[lane]:
                write_between(n, given, lanes, lane, steps[lane], rows)
        for lane in range(width):
            if lanes.person[lane] != NOBODY:
                judge(n, given, lanes, lane, steps[lane], change[lane], error[lane] <= 1.0, new)


LIVE = types.int64(whole, *[pointer] * 5, whole, whole, *[pointer] * 3, whole, *[pointer] * 15)


def language(function: Any, signature: Any) -> tuple[str, str]:
    """Return a driver as LLVM's intermediate language, and the name of its function in it."""
    for name in KERNELS:
        add_symbol(f"epsom_{name}", 1)  # promised here, given when a model's kernels are linked
    built = jitted(signature)(function)
    (text,) = built.inspect_llvm().values()
    return text, built.overloads[signature.args].fndesc.mangled_name
