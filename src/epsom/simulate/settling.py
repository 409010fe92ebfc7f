"""The driver of the steady state: Newton's method in vector lanes, each taking the next person when one is done.

The idea and its numbers are in ``steady``; this is the same walk as a text that numba compiles once, for any model.
"""

# pyright: basic, reportPrivateImportUsage=false

from __future__ import annotations

from numba import carray, types

from epsom.simulate.driver import kernel, pointer, whole
from epsom.simulate.seats import NOBODY

GONE, SENSED = 1, 2
newton = kernel("newton", 7, servings=True)


def settle(
    sizes, settings_, start_, constants_, served_, kinds_, out_, told_, lanes_, lanes_whole, x, c, s, shift_, u, w, y,
):  # fmt: skip
    """Find where nothing changes, for all persons; see ``steady`` for the idea."""
    z = carray(sizes, 6)
    persons, width, pools, constants, per_serving, servings = z[0], z[1], z[2], z[3], z[4], z[5]
    setting = carray(settings_, 7)
    tolerance, most, drop = setting[0], setting[1], setting[2]
    longer, shorter, longest, begin = setting[3], setting[4], setting[5], setting[6]
    start, parameters = carray(start_, persons * pools), carray(constants_, persons * constants)
    meals, kinds = carray(served_, persons * servings * per_serving), carray(kinds_, pools)
    out, told = carray(out_, persons * pools), carray(told_, 3 * persons)
    length, count = carray(lanes_, width), carray(lanes_whole, (2, width))
    person, tried = count[0], count[1]
    held, shift = carray(x, pools * width), carray(shift_, width)
    hoisted, eaten = carray(c, constants * width), carray(s, servings * per_serving * width)
    move, rate = carray(u, pools * width), carray(y, pools * width)
    waiting = 0
    for lane in range(width):
        person[lane] = NOBODY
    while True:
        busy = False
        for lane in range(width):
            shift[lane] = 1.0
            if person[lane] == NOBODY and waiting < persons:
                person[lane], tried[lane], length[lane] = waiting, 0, begin
                for i in range(pools):
                    held[i * width + lane] = 0.0 if kinds[i] == GONE else start[waiting * pools + i]
                for i in range(constants):
                    hoisted[i * width + lane] = parameters[waiting * constants + i]
                for i in range(servings * per_serving):
                    eaten[i * width + lane] = meals[waiting * servings * per_serving + i]
                waiting += 1
            if person[lane] != NOBODY:
                busy = True
                shift[lane] = 1.0 / length[lane]
        if not busy:
            return 0
        newton(x, c, s, servings, shift_, u, w, y)
        for lane in range(width):
            p = person[lane]
            if p == NOBODY:
                continue
            steady, kept = True, True
            for i in range(pools):
                if kinds[i] != GONE and not abs(rate[i * width + lane]) <= tolerance:
                    steady = False
                if kinds[i] == SENSED and not -move[i * width + lane] <= drop * held[i * width + lane]:
                    kept = False
            if steady or tried[lane] >= most:
                for i in range(pools):
                    out[p * pools + i] = held[i * width + lane] if steady else float("nan")
                told[3 * p], told[3 * p + 1], told[3 * p + 2] = 0.0 if steady else 1.0, float(tried[lane]), 0.0
                person[lane] = NOBODY
                continue
            tried[lane] += 1
            if kept:  # a move that would empty the blood is not made; the person walks in shorter steps
                for i in range(pools):
                    if kinds[i] != GONE:
                        held[i * width + lane] += move[i * width + lane]
            length[lane] = min(length[lane] * longer, longest) if kept else length[lane] * shorter


SETTLE = types.int64(whole, *[pointer] * 4, whole, *[pointer] * 3, whole, *[pointer] * 7)
