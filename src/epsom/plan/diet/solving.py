"""Solving: which options together are the fewest that reach the target within all limits, by integer programming.

HiGHS finds the fewest changes first, and among as few the smallest deviation, the least cost and the least of what is
limited. It runs on one thread and is stopped by counting, never by a clock, so the same question has the same answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from epsom.elementwise import Array
from epsom.plan.diet.limits import SideLimit
from epsom.plan.diet.options import Option
from epsom.plan.diet.taste import caps, number
from epsom.plan.diet.uptake import Crowding

NODES = 60  # branches after which a search ends with the best it has; a count, so that it ends alike every time
SIZES = (0.8, 2.0, 3.5, 5.5)  # mmol/day added to a meal at which its loss is drawn as straight lines
LATER = 0.5  # share of its changes within which a second or third plan need not be the one with the fewest
ALIKE = 0.02  # share of their price within which two plans of as many changes count as alike, and a search may end


@dataclass(frozen=True)
class Question:
    """What is asked: options with the gain of each alone [mmol/day absorbed], what they lose to each other at one
    meal, and how much of it all together is wanted.

    ``energy`` [kcal/day] and ``now`` (by nutrient, per day) are the record's. ``apart`` are the groups of plans
    found before, of which too few may be shared; ``never`` are sets of options that were tried and fell short.
    ``without`` names families of limits that are left out, to learn which of them binds; ``changes`` is how many a
    plan may have.
    """

    options: tuple[Option, ...]
    gain: Array
    crowding: Crowding
    wanted: float
    limits: tuple[SideLimit, ...]
    energy: float
    now: Mapping[str, float]
    apart: tuple[frozenset[str], ...] = ()
    never: tuple[frozenset[int], ...] = ()
    without: frozenset[str] = field(default_factory=frozenset[str])
    changes: float = field(default_factory=lambda: number("most_swaps"))


@dataclass(frozen=True)
class Rows:
    """The program but for its price: rows from ``low`` to ``high``, and the most that each column may be.

    Columns are the options, then for each meal what is lost there, then each group that earlier plans changed.
    ``gain`` is what the columns add to what is absorbed.
    """

    matrix: Array
    low: Array
    high: Array
    most: Array
    gain: Array

    def also(self, values: Array, low: float, high: float) -> Rows:
        """Return the program with one row more."""
        matrix = np.concatenate([self.matrix, values[None, :]])
        return replace(self, matrix=matrix, low=np.append(self.low, low), high=np.append(self.high, high))


def fewest(question: Question) -> tuple[int, ...] | None:
    """Return the options of a plan with the fewest changes, behind other plans of few.

    None where there is none, or none in so many branches.
    """
    count = len(question.options)
    if not count:
        return None
    rows = _rows(question)
    if _relaxed(-rows.gain, rows) < question.wanted:
        return None  # not even with parts of changes
    rows = rows.also(rows.gain, question.wanted, np.inf)
    within_one = 0.99 / number("most_swaps")  # changes are whole: nearer to the bound than one, no plan has fewer
    within_one = LATER if question.apart else within_one
    return _solved(_padded(np.ones(count), len(rows.gain)), rows, count, gap=within_one) or None


def finest(question: Question, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """Return the plan of as many changes that touches the fewest food groups and moves least of what is common, then
    costs least, among those that touch the same places.

    Such are the options at the same place on the plate, or of the same new group at the same meal. A group more weighs
    as ``group_weight`` portions moved. ``chosen`` itself where no other is found in so many branches.
    """
    options = question.options
    spots = {options[k].place for k in chosen} | {(options[k].meal, options[k].new.group) for k in chosen}
    near = [k for k, one in enumerate(options) if one.place in spots or (one.meal, one.new.group) in spots]
    few = _only(question, near)
    every = tuple(sorted({group for one in few.options for group in one.groups}))
    rows = _rows(few, every)
    rows = rows.also(rows.gain, question.wanted, np.inf)
    rows = rows.also(_padded(np.ones(len(near)), len(rows.gain)), -np.inf, float(len(chosen)))
    price = _padded(_finer(few), len(rows.gain))
    price[len(price) - len(every) :] = number("group_weight")
    found = _solved(price, rows, len(near), gap=ALIKE)
    return chosen if found is None else tuple(near[k] for k in found)


def leanest(question: Question) -> tuple[int, ...] | None:
    """Return a plan that touches the fewest food groups, so that most are left for others.

    None where no plan is found in so many branches.
    """
    every = tuple(sorted({group for one in question.options for group in one.groups}))
    rows = _rows(question, every)
    rows = rows.also(rows.gain, question.wanted, np.inf)
    count = len(question.options)
    price = np.zeros(len(rows.gain))
    price[len(price) - len(every) :] = 1.0
    return _solved(price, rows, count, gap=0.99 / len(every)) or None


def _only(question: Question, near: list[int]) -> Question:
    """Return the question with some of its options only."""
    crowd = question.crowding
    return replace(
        question, options=tuple(question.options[k] for k in near), gain=question.gain[near],
        crowding=replace(crowd, amount=crowd.amount[near], meal=crowd.meal[near]),
        never=tuple(frozenset(near.index(k) for k in tried) for tried in question.never if tried <= set(near)),
    )  # fmt: skip


def most(question: Question) -> tuple[int, ...]:
    """Return the options that bring most within the limits."""
    if not question.options:
        return ()
    rows = _rows(question)
    return _solved(-rows.gain, rows, len(question.options), gap=ALIKE) or ()


def brings(question: Question, chosen: Sequence[int]) -> float:
    """Return what some options together add by the reckoning of the program [mmol/day absorbed]."""
    crowd, at = question.crowding, list(chosen)
    added = np.bincount(crowd.meal[at], crowd.amount[at], len(crowd.loss))
    alone = question.gain[at] + crowd.loss[crowd.meal[at]] * crowd.amount[at] ** 2
    return float(alone.sum() - np.sum(crowd.loss * added**2))


def bound(question: Question) -> float:
    """Return how much may be absorbed [mmol/day] where parts of changes may be made: no plan exceeds it."""
    if not question.options:
        return 0.0
    rows = _rows(question)
    return _relaxed(-rows.gain, rows)


def _finer(question: Question) -> Array:
    """Return the price of each option: deviation first, then cost, then what is limited, then its place in line."""
    options = question.options
    deviation = np.array([one.strain for one in options])
    known = np.array([one.cost is not None for one in options])
    cost = np.array([0.0 if one.cost is None else one.cost for one in options])
    priced = bool(known.any())
    unknown = (~known).astype(float) if priced else np.zeros(len(options))
    scale = max(float(np.abs(cost).max()), 1e-9) if priced else 1.0
    sides = np.zeros(len(options))
    for k, limit in enumerate(question.limits):
        sides += np.array([one.sides[k] for one in options]) / max(question.now.get(limit.nutrient, 0.0), 1e-9)
    order = np.arange(len(options)) / len(options)
    return deviation + 1e-2 * (unknown + cost / scale) + 1e-3 * np.clip(sides, -1.0, 1.0) + 1e-5 * order


def _rows(question: Question, counted: tuple[str, ...] = ()) -> Rows:
    """Return the program of a question, without what is wanted and at what price.

    The groups ``counted`` get a column each, in their order at the end, which is 1 where a plan changes them.
    """
    options, without, crowd = question.options, question.without, question.crowding
    shared = counted or tuple(sorted({group for groups in question.apart for group in groups}))
    count, meals = len(options), len(crowd.loss)
    columns = count + meals + len(shared)
    parts: list[tuple[Array, float, float]] = []

    def row(values: Sequence[float] | Array, low: float, high: float) -> None:
        parts.append((_padded(np.asarray(values, dtype=float), columns), low, high))

    if "energy" not in without:
        room = number("energy_held") * question.energy
        row([one.energy for one in options], -room, room)
    for k, limit in enumerate(question.limits):
        if limit.nutrient not in without:
            room = limit.slack * question.now.get(limit.nutrient, 0.0)
            row([one.sides[k] for one in options], -room if limit.rule == "steady" else -np.inf, room)
    if "number of changes" not in without:
        row(np.ones(count), -np.inf, question.changes)
    for where in _shares([one.place for one in options]):
        row(where, -np.inf, 1.0)
    if "variety" not in without:
        same = [
            [one.new.id for one in options],
            [(one.meal, one.new.slot) for one in options],
            [one.meal if one.kind == "add" else None for one in options],
        ]
        for where in (each for things in same for each in _shares(things)):
            row(where, -np.inf, 1.0)
        for where in _shares([one.new.group for one in options], least=int(number("same_group")) + 1):
            row(where, -np.inf, number("same_group"))
        for group, grams in sorted(caps().items()):
            row([one.on if one.new.group == group else 0.0 for one in options], -np.inf, grams)
    for tried in question.never:
        row([1.0 if k in tried else 0.0 for k in range(count)], -np.inf, len(tried) - 1.0)
    for k, loss in enumerate(crowd.loss):
        here = np.where(crowd.meal == k, crowd.amount, 0.0)
        for size in SIZES:
            values = _padded(2.0 * size * loss * here, columns)
            values[count + k] = -1.0
            parts.append((values, -np.inf, loss * size**2))
    for k, group in enumerate(shared):
        touching = [one.place if group in one.groups else None for one in options]
        for where in _shares(touching, least=1):
            values = _padded(where, columns)
            values[count + meals + k] = -1.0
            parts.append((values, -np.inf, 0.0))
    for groups in question.apart:
        values = np.zeros(columns)
        values[[count + meals + shared.index(group) for group in groups if group in shared]] = 1.0
        parts.append((values, -np.inf, number("shared_groups")))
    gain = _padded(question.gain + crowd.loss[crowd.meal] * crowd.amount**2, columns)
    gain[count : count + meals] = -1.0
    limit = np.ones(columns)
    limit[count : count + meals] = np.inf
    matrix, low, high = (np.array(column, dtype=np.float64) for column in zip(*parts, strict=True))
    return Rows(matrix, low, high, limit, gain)


def _shares(things: Sequence[Hashable], least: int = 2) -> list[Array]:
    """Return, for each thing that so many options or more would take, which options those are."""
    taken: dict[Hashable, list[int]] = {}
    for k, thing in enumerate(things):
        if thing is not None:
            taken.setdefault(thing, []).append(k)
    return [np.isin(np.arange(len(things)), who).astype(np.float64) for who in taken.values() if len(who) >= least]


def _padded(values: Array, columns: int) -> Array:
    return np.concatenate([np.asarray(values, dtype=float), np.zeros(columns - len(values))])


def _solved(price: Array, rows: Rows, whole: int, *, gap: float) -> tuple[int, ...] | None:
    """Return the columns chosen among the first ``whole``, which are taken or left; None where no choice is allowed."""
    kinds = np.zeros(len(price))
    kinds[:whole] = 1
    limits = {"node_limit": NODES, "mip_rel_gap": gap}
    found = _program(price, kinds, rows, limits)
    if found is None:
        return None
    return tuple(int(k) for k in np.flatnonzero(found[:whole] > 0.5))


def _relaxed(price: Array, rows: Rows) -> float:
    """Return the largest value of the price below zero, where every column may be taken in part."""
    found = _program(price, np.zeros(len(price)), rows, {})
    return 0.0 if found is None else -float(price @ found)


def _program(price: Array, kinds: Array, rows: Rows, options: dict[str, float]) -> Array | None:
    """Return the cheapest columns that HiGHS finds; loaded late, since only a plan asks for it."""
    from scipy import optimize, sparse

    program: Any = optimize
    held = program.LinearConstraint(sparse.csr_array(rows.matrix), rows.low, rows.high)
    found = program.milp(
        price, integrality=kinds, bounds=program.Bounds(0.0, rows.most), constraints=held, options=options
    )
    return None if found.x is None else np.asarray(found.x, dtype=np.float64)
