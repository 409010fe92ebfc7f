"""The cohort in vector lanes: persons laid out in memory as the compiled drivers read them, shared among threads.

The same two questions that ``batch`` and ``steady`` answer in NumPy, asked of machine code.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.simulate import method, steady
from epsom.simulate.compiled import Compiled
from epsom.simulate.kernel import padded
from epsom.simulate.schedule import Schedule

ALIGNED = 64  # bytes
FEWEST = 64  # persons for whom a share of their own is worth its while
SHARES = 4  # for each thread, so that none waits long for the other


def live(
    ready: Compiled,
    start: Array,
    schedule: Schedule,
    times: Array,
    picked: NDArray[np.int64],
    tolerance: float,
    threads: int | None = None,
) -> tuple[Array, Array]:
    """Return pools at the times, shape (times, picked, persons), and (status, attempts, day) by person.

    ``start`` has shape (pools, persons), ``picked`` are numbers of pools that rise. The meaning is ``batch.live``'s.
    """
    if np.any(np.diff(picked) <= 0):
        raise ValueError("the numbers of the pools that are asked for must rise")
    model, persons = ready.model, start.shape[1]
    out, told = np.empty((persons, len(times), len(picked))), np.empty((persons, 3))
    when = np.concatenate([[schedule.begin], schedule.stops, times])
    places = np.concatenate([picked, np.array(model.entered, dtype=np.int64)])
    n, servings, constants, per_serving = _sizes(ready, schedule)
    counts = (
        servings, len(schedule.constants), len(schedule.stops), len(schedule.bites), len(times), len(picked),
        len(model.entered), padded(n, ready.lanes),
    )  # fmt: skip
    blocks = (
        n, constants, servings * per_serving, 1, 1, n, n * method.STAGES, len(model.entries), n, n, 1, 1,
        1, method.COEFFICIENTS * padded(n, ready.lanes), per_serving,
    )  # fmt: skip

    def part(first: int, last: int) -> None:
        sizes = np.array([last - first, ready.lanes, n, constants, per_serving, *counts], dtype=np.int64)
        some = schedule.of(slice(first, last))
        given = [_by_person(each) for each in (start[:, first:last], some.constants, some.served, some.bites)]
        real, whole, *memory = aligned((2, 7, *blocks), ready.lanes)
        memory[4][:] = tolerance
        arrays = (sizes, when, *given, schedule.kinds, places, out[first:last], told[first:last], real, whole, *memory)
        ready.call("live", [array.ctypes.data for array in arrays])

    shared_out(part, persons, threads or cores())
    return np.moveaxis(out, 0, -1), told


def settle(
    ready: Compiled, start: Array, schedule: Schedule, *, tolerance: float, threads: int | None = None
) -> tuple[Array, Array]:
    """Return the steady states, shape (pools, persons), and how many steps they took; as ``steady.steady_state``."""
    persons = start.shape[1]
    out, told = np.empty((persons, len(start))), np.empty((persons, 3))
    kinds = steady.KINDS.astype(np.int64)
    settings = np.array([
        tolerance, steady.ITERATIONS, steady.LARGEST_DROP, steady.LONGER, steady.SHORTER, steady.LONGEST, steady.BEGIN,
    ])  # fmt: skip
    n, servings, constants, per_serving = _sizes(ready, schedule)
    blocks = (n, constants, servings * per_serving, 1, n, len(ready.model.entries), n)

    def part(first: int, last: int) -> None:
        sizes = np.array([last - first, ready.lanes, n, constants, per_serving, servings], dtype=np.int64)
        some = schedule.of(slice(first, last))
        given = [_by_person(each) for each in (start[:, first:last], some.constants[:1], some.served[:1])]
        real, whole, *memory = aligned((1, 2, *blocks), ready.lanes)
        arrays = (sizes, settings, *given, kinds, out[first:last], told[first:last], real, whole, *memory)
        ready.call("settle", [array.ctypes.data for array in arrays])

    shared_out(part, persons, threads or cores())
    return np.ascontiguousarray(out.T), told[:, 1]


def cores() -> int:
    """Return how many threads share a cohort: ``EPSOM_THREADS``, or one for each processor core that may be used."""
    told = os.environ.get("EPSOM_THREADS", "")
    if told.isdigit() and int(told) > 0:
        return int(told)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(work: Callable[[int, int], None], persons: int, threads: int) -> None:
    """Do work for the persons from a first to before a last one, in a few shares for each thread."""
    shares = max(1, min(threads * (1 if threads == 1 else SHARES), persons // FEWEST))
    edges = [persons * k // shares for k in range(shares + 1)]
    if shares == 1:
        work(0, persons)
        return
    with ThreadPoolExecutor(min(shares, threads)) as pool:
        list(pool.map(work, edges[:-1], edges[1:]))


def aligned(sizes: tuple[int, ...], lanes: int) -> list[Array]:
    """Return blocks of memory, each so many vectors long and beginning where a vector may."""
    step = ALIGNED // 8
    lengths = [-(-max(size, 1) * lanes // step) * step for size in sizes]
    memory = np.zeros(sum(lengths) + step)
    first = (-memory.ctypes.data % ALIGNED) // 8
    found: list[Array] = []
    for length in lengths:
        found.append(memory[first : first + length])
        first += length
    return found


def _by_person(values: Array) -> Array:
    """Return values with all of one person side by side."""
    return np.ascontiguousarray(np.moveaxis(values, -1, 0))


def _sizes(ready: Compiled, schedule: Schedule) -> tuple[int, int, int, int]:
    return ready.model.size, schedule.served.shape[1], len(ready.model.constants), len(ready.model.per_serving)
