"""The run: persons drawn, proposed to and judged, in parts, on as many processes as are wanted."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from epsom.checks.judge import barring, judge
from epsom.checks.nouns import Case, Room, Tally
from epsom.checks.persons import draw, parts

SHOWN = 20
"""How many violations are shown in full."""


def product() -> Room:
    """Return the room that is checked: the product's own, by its door."""
    from epsom.plan.regimen import Patient, proposal

    return Room(Patient, proposal)


def held(cases: Iterable[Case], room: Room, shown: int = SHOWN) -> Tally:
    """Judge what a room proposes to each of these persons."""
    tally = Tally()
    for case in cases:
        patient = room.patient(**case.facts)
        proposal = room.propose(patient, case.wanted, case.weeks)
        tally.persons += 1
        tally.served += bool(proposal.regimens)
        tally.regimens += len(proposal.regimens)
        tally.timed += sum(regimen.timetable is not None for regimen in proposal.regimens)
        bars = barring(patient)
        for rule in bars:
            tally.barred[rule] = tally.barred.get(rule, 0) + 1
        if len(bars) == 1:
            tally.alone[bars[0]] = tally.alone.get(bars[0], 0) + 1
        for found in judge(patient, proposal, case.wanted):
            tally.violations += 1
            tally.by_rule[found.rule] = tally.by_rule.get(found.rule, 0) + 1
            if len(tally.first) < shown:
                told = {**case.facts, "wanted": case.wanted, "weeks": case.weeks}
                tally.first.append({**asdict(found), "person": told, "regimens": [_told(r) for r in proposal.regimens]})
    return tally


def _told(regimen: Any) -> dict[str, Any]:
    """Return a regimen as it is shown beside a violation."""
    slots = getattr(regimen.timetable, "slots", ())
    return {
        "intakes": [[one.salt, round(one.milligrams, 3), one.at] for one in regimen.intakes],
        "per_day": regimen.per_day,
        "limit": regimen.limit,
        "timetable": [[slot.name, slot.at] for slot in slots],
    }


def check(
    count: int, seed: int = 1, processes: int = 2, say: Callable[[int, int], None] = lambda done, of: None
) -> Tally:
    """Check what the product proposes to ``count`` persons; ``say`` is told how many are done, of how many.

    The same count and seed give the same tally on any number of processes.
    """
    whole, done = Tally(), 0
    for tally in _tallies([(seed, part, wanted) for part, wanted in parts(count)], processes):
        whole.add(tally, SHOWN)
        done += tally.persons
        say(done, count)
    return whole


def _tallies(tasks: Sequence[tuple[int, int, int]], processes: int) -> Iterator[Tally]:
    """Return the tally of each part, in order; no more processes than there are parts."""
    if min(processes, len(tasks)) <= 1:
        yield from map(_part, tasks)
        return
    one_thread = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS") if name not in os.environ}
    os.environ.update(one_thread)  # each process is one core's work
    try:
        with multiprocessing.get_context("spawn").Pool(min(processes, len(tasks)), _leave_stopping) as pool:
            yield from pool.imap(_part, tasks)
    finally:
        for name in one_thread:
            del os.environ[name]


def _leave_stopping() -> None:
    """Leave it to the first process to stop all of them, when the user stops it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _part(task: tuple[int, int, int]) -> Tally:
    return held(draw(*task), product())
