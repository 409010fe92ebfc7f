"""Streaming: partitions lived through on all cores, kept as they are done, and added up in the order of their numbers.

What a partition leaves is small, so a run needs the memory of a few partitions, however many virtual persons there are.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np

from epsom.errors import InputError
from epsom.simulate import lanes, live, parts, sketch
from epsom.simulate.partitions import ENDED, EVERYBODY, OBSERVED, Lived, Run, check, group_of, identity, lived
from epsom.simulate.sketch import Sketch

SUMMARY, SHEET, FAILED = "summary.json", "summary.csv", "failed.json"
SHARES = {"q05": 0.05, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q95": 0.95}
MOST_FAILED = 100  # listed in all; the counts are complete
PATIENCE = 1.0  # seconds until somebody who wants to stop is heard, where waiting cannot be interrupted


@dataclass(frozen=True)
class Rows:
    """A table of all persons of a partition: its kind, with the version that makes it, its ending, and how."""

    kind: str
    ending: str
    table: Callable[[Lived], bytes]


def stream(
    run: Run,
    folder: Path,
    *,
    shard: tuple[int, int] = (0, 1),
    groups: Sequence[str] = ("person",),
    workers: int | None = None,
    rows: Rows | None = None,
    say: Callable[[int, int], None] = lambda done, of: None,
    tell: Callable[[str], None] = lambda text: None,
) -> dict[str, Any] | None:
    """Do what is not yet done of a run and return its summary; None while other shards have not done theirs.

    The folder holds the state: parts that are there and sound are not done again. ``shard`` (i, N) does the partitions
    whose number leaves i when divided by N. ``say`` is told how many of its partitions are done, ``tell`` what had to
    be mended. Raises InputError for a run that makes no sense, for the folder of another run, and where nothing can be
    written; stopped at any moment, the same call goes on later.
    """
    check(run)
    one, of = shard
    if not 0 <= one < of:
        raise InputError(f"shard = {one}/{of}: of {of} shards, the first is 0/{of} and the last {of - 1}/{of}.")
    labels = [group_of(stratum, groups) for stratum in run.strata]
    way = live.way(build=True)  # a large run pays for kernels
    told = identity(run, way) | {"rows": rows.kind if rows else ""}
    key = parts.begun(folder, told)
    parts.sweep(folder, lambda number: number % of == one)
    mine = range(one, run.partitions, of)
    todo = [number for number in mine if not _there(folder, key, number, tell)]
    say(len(mine) - len(todo), len(mine))

    def do(number: int) -> None:
        part = lived(run, number, way)
        parts.keep(folder, key, number, summed(part), {rows.ending: rows.table(part)} if rows else {})

    many = workers or lanes.cores()
    _in_threads(do, todo, many, lambda done: say(len(mine) - len(todo) + done, len(mine)))
    if not all((folder / parts.name_of(number)).exists() for number in range(run.partitions)):
        return None
    return merge(folder, key, told, [labels[run.place(number)[0]] for number in range(run.partitions)])


def _there(folder: Path, key: str, number: int, tell: Callable[[str], None]) -> bool:
    try:
        return parts.kept(folder, key, number) is not None
    except InputError:
        tell(f"{folder / parts.name_of(number)} is damaged; it is done again.")
        return False


def _in_threads(do: Callable[[int], None], todo: Sequence[int], workers: int, say: Callable[[int], None]) -> None:
    """Do all, so many at a time, saying how many are done; stopped or failing, wait for those in hand only."""
    pool = ThreadPoolExecutor(workers)
    waiting = iter(todo)
    hand: set[Future[None]] = set()
    done = 0
    try:
        while True:
            hand |= {pool.submit(do, number) for number in islice(waiting, 2 * workers - len(hand))}
            if not hand:
                return
            over, hand = wait(hand, PATIENCE, FIRST_COMPLETED)
            for one in over:
                one.result()
            done += len(over)
            if over:
                say(done)
    finally:
        pool.shutdown(cancel_futures=True)


def summed(part: Lived) -> dict[str, Any]:
    """Return what is kept of a partition: how its persons ended, and the sketches of each quantity in time."""
    weights = np.where(part.status == 0, part.stratum.weight, 0.0)
    many = np.bincount(part.status, minlength=len(ENDED))
    return {
        "person": part.stratum.name,
        "first": part.first,
        "ended": {how: int(count) for how, count in zip(ENDED, many, strict=True)},
        "failed": part.failed,
        "sketches": {
            name: [sketch.sketched(values, weights).to_dict() for values in row]
            for name, row in zip(part.run.quantities, part.values, strict=True)
        },
    }


class Sums:
    """What the parts add up to, one after the other in the order of their numbers, for everybody and by group."""

    def __init__(self) -> None:
        self.sketches: dict[str, dict[str, list[Sketch]]] = {}
        self.ended: dict[str, dict[str, int]] = {}
        self.failed: list[Any] = []

    def add(self, part: Mapping[str, Any], group: str) -> None:
        """Add one part."""
        new = {name: [sketch.read(one) for one in row] for name, row in part["sketches"].items()}
        for label in (EVERYBODY, group):
            sums = self.sketches.setdefault(label, {})
            for name, row in new.items():
                sums[name] = (
                    [sketch.merged(*pair) for pair in zip(sums[name], row, strict=True)] if name in sums else row
                )
            ended = self.ended.setdefault(label, {})
            for how, many in part["ended"].items():
                ended[how] = ended.get(how, 0) + many
        self.failed += part["failed"][: MOST_FAILED - len(self.failed)]


def merge(folder: Path, key: str, run: Mapping[str, Any], groups: Sequence[str]) -> dict[str, Any]:
    """Add up all parts, ``groups`` naming the group of each, write the summary's files and return the summary."""
    sums = Sums()
    for number, group in enumerate(groups):
        text = parts.kept(folder, key, number)
        if text is None:
            raise InputError(f"{folder / parts.name_of(number)} has gone. Run the same command again.")
        sums.add(json.loads(text), group)
    days = cast(Sequence[float], run["times"])

    def course(name: str, row: list[Sketch]) -> list[dict[str, Any]]:
        unit = OBSERVED[name][1]
        return [{"day": day, "unit": unit} | _told(one) for day, one in zip(days, row, strict=True)]

    summary = {
        "kind": "summary of a cohort",
        "run": dict(run),
        "groups": {
            group: {
                "ended": {how: sums.ended[group][how] for how in ENDED},
                "quantities": {name: course(name, found[name]) for name in run["quantities"]},
            }
            for group, found in sums.sketches.items()
        },
    }
    parts.whole(folder / SUMMARY, json.dumps(summary, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n")
    parts.whole(folder / SHEET, _sheet(summary).encode())
    parts.whole(
        folder / FAILED, json.dumps(sums.failed, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"
    )
    parts.sweep(folder)
    return summary


def _told(one: Sketch) -> dict[str, Any]:
    """Return what a reader wants of a sketch; None is not known, because nobody counts."""
    if not one.count:
        empty: dict[str, Any] = dict.fromkeys(("mean", "sd", "least", *SHARES, "most"))
        return {"persons": 0, "weight": 0.0, **empty, "edges": [], "weights": []}
    edges, weights = one.histogram()
    shares = dict(zip(SHARES, one.quantiles(list(SHARES.values())), strict=True))
    return {
        "persons": one.count,
        "weight": one.weight,
        "mean": one.mean,
        "sd": one.deviation,
        "least": one.low,
        **shares,
        "most": one.high,
        "edges": edges,
        "weights": weights,
    }


def _sheet(summary: Mapping[str, Any]) -> str:
    """Return the summary as a table, without the bars of the histograms."""
    columns = ("day", "unit", "persons", "weight", "mean", "sd", "least", *SHARES, "most")
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(("group", "quantity", *columns))
    for group, found in summary["groups"].items():
        for name, row in found["quantities"].items():
            lines.writerows((group, name, *(at[column] for column in columns)) for at in row)
    return out.getvalue()
