"""Together: several plans sought at once that share few food groups, where one after the other none was left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from epsom.plan.diet.solving import Question, program, rows_of
from epsom.plan.diet.taste import number

NODES = 5  # branches after which the search for all together ends; one is dearer than of a single plan
FIRST = 0.9  # of the price within which any plans will do: what counts is that there are so many


@dataclass(frozen=True)
class Together:
    """The options of each plan, the one of fewest changes first; ``proved`` where there are none."""

    plans: tuple[tuple[int, ...], ...]
    proved: bool


def together(question: Question, count: int, few: int) -> Together:
    """Return so many plans, each pair of which shares at most ``shared_groups`` food groups, the first with at most
    ``few`` changes; all by the same reckoning of what is wanted.

    Each plan has the columns of the single program, then one for each food group; each pair has one for each group
    that both change.
    """
    groups = tuple(sorted({group for one in question.options for group in one.groups}))
    rows = rows_of(replace(question, apart=()), groups)
    rows = rows.also(rows.gain, question.wanted, np.inf)
    options, width = len(question.options), rows.matrix.shape[1]
    pairs = list(combinations(range(count), 2))
    columns = count * width + len(pairs) * len(groups)
    low, high = [np.tile(rows.low, count)], [np.tile(rows.high, count)]
    from scipy import sparse

    each_alone: Any = sparse.block_diag([sparse.csr_array(rows.matrix)] * count)
    parts: list[Any] = [sparse.hstack([each_alone, sparse.csr_array((each_alone.shape[0], columns - count * width))])]
    more = sparse.lil_array((len(pairs) * (len(groups) + 1) + count, columns))
    at = 0
    for k, pair in enumerate(pairs):
        both = count * width + k * len(groups)
        for g in range(len(groups)):
            for one in pair:
                more[at, one * width + width - len(groups) + g] = 1.0
            more[at, both + g] = -1.0
            at += 1
        more[at, both : both + len(groups)] = 1.0
        at += 1
    ends = [1.0] * len(groups) + [number("shared_groups")]
    for one in range(count):
        more[at, one * width : one * width + options] = 1.0
        at += 1
    low.append(np.full(at, -np.inf))
    high.append(np.array([*(ends * len(pairs)), float(few), *([number("most_swaps")] * (count - 1))]))
    parts.append(sparse.csr_array(more))
    kinds, price = np.zeros(columns), np.zeros(columns)
    for one in range(count):
        kinds[one * width : one * width + options] = 1
        kinds[one * width + width - len(groups) : (one + 1) * width] = 1
        price[one * width : one * width + options] = 1.0
    most = np.concatenate([np.tile(rows.most, count), np.ones(columns - count * width)])
    limits = {"node_limit": NODES, "mip_rel_gap": FIRST}
    found, proved = program(price, kinds, sparse.vstack(parts), np.concatenate(low), np.concatenate(high), most, limits)
    if found is None:
        return Together((), proved)
    each = (np.flatnonzero(found[one * width : one * width + options] > 0.5) for one in range(count))
    first, *others = (tuple(int(k) for k in one) for one in each)
    return Together((first, *sorted(others, key=len)), proved=False)
