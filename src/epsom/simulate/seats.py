"""Seats: what a lane holds while a person is in it, and what it does when one comes, is looked at, and leaves.

These are the parts of ``driver`` that know where things lie in memory: a quantity's lanes side by side, all that a
person brings one after the other.
"""

# pyright: basic, reportPrivateImportUsage=false, reportCallIssue=false

from __future__ import annotations

from typing import Any, NamedTuple

from numba import njit

from epsom.simulate import method

FIRST, COEFFICIENTS = method.FIRST, method.COEFFICIENTS
NOBODY = -1


def jitted(*signature: Any) -> Any:
    """Return numba's compiler for a function that is called from compiled code alone, and becomes part of its caller.

    The tuples of arrays that are handed on would otherwise be passed word by word: a third of all the time.
    """
    return njit(*signature, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True, forceinline=True)


class Sizes(NamedTuple):
    """How much there is of everything; in the order of the numbers that come from outside."""

    persons: Any
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
def looks(n, given, lanes, lane, step):
    """Return how many outputs fall inside a step: none, one, or (2) more."""
    number = lanes.output[lane]
    if number == n.outputs or not given.times[number] - lanes.time[lane] < step:
        return 0
    number += 1
    return 1 if number == n.outputs or not given.times[number] - lanes.time[lane] < step else 2


@jitted()
def write_point(n, given, lanes, lane, rows):
    """Write the one output inside a step that was taken."""
    row = rows[lane * n.row : (lane + 1) * n.row]
    at = (lanes.person[lane] * n.outputs + lanes.output[lane]) * n.picked
    into = given.out[at : at + n.picked]
    if n.picked == n.pools:  # all of them, in their order
        for i in range(n.pools):
            into[i] = row[i]
    else:
        for k in range(n.picked):
            into[k] = row[given.places[k]]
    lanes.output[lane] += 1


@jitted()
def write_between(n, given, lanes, lane, step, rows):
    """Write all outputs inside a step that was taken, from the coefficients of each pool's way through it."""
    mine = rows[lane * COEFFICIENTS * n.row : (lane + 1) * COEFFICIENTS * n.row]
    c0, c1, c2 = mine[: n.row], mine[n.row : 2 * n.row], mine[2 * n.row : 3 * n.row]
    c3, c4 = mine[3 * n.row : 4 * n.row], mine[4 * n.row :]
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
