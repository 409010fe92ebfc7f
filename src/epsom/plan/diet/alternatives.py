"""Alternatives: up to three plans that reach the target and share few food groups, one after the other or together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from epsom.plan.diet.search import Search, Tried, finer, held_all, redrawn, tried, without_idle
from epsom.plan.diet.shown import sound
from epsom.plan.diet.solving import Question, fewest
from epsom.plan.diet.taste import number
from epsom.plan.diet.together import together


@dataclass(frozen=True)
class Found:
    """The plans that reach the target, and why there are no more of them: empty where there are as many as wanted."""

    plans: tuple[Tried, ...]
    no_more: str


def alternatives(search: Search) -> Found:
    """Return up to ``alternatives`` plans that reach the target, each with other food groups than those before it.

    The first has the fewest changes found. Where too few follow it one by one, all are sought together, the first
    with no more changes than it has.
    """
    wanted = int(number("alternatives"))
    found, question = _one_by_one(search, search.question, wanted)
    if not found or len(found) == wanted:
        return Found(tuple(found), "")
    why = "not found"
    if len(question.options) > number("most_together"):
        return Found(tuple(found), why)
    for count in range(wanted, len(found), -1):
        both, proved = _all_at_once(search, question, count, len(found[0].chosen))
        if len(both) == count:
            return Found(both, "" if count == wanted else why)
        why = "none" if proved else "not found"
        if count == wanted and proved and len(found) == count - 1:
            break
    return Found(tuple(found), why)


def _one_by_one(search: Search, question: Question, wanted: int) -> tuple[list[Tried], Question]:
    """Return plans found one after the other, and the question with what was learned on the way."""
    plans: list[Tried] = []
    while len(plans) < wanted:
        one, question = found(search, replace(question, apart=tuple(plan.groups for plan in plans)))
        if one is None:
            break
        plans.append(one)
    return plans, question


def found(search: Search, question: Question) -> tuple[Tried | None, Question]:
    """Return a plan that reaches the target on the whole cohort, sought again with cuts while it falls short."""
    for _ in range(int(number("rounds"))):
        chosen = fewest(question)
        if chosen is None:
            break
        one = tried(search.journey, tuple(question.options[k] for k in chosen))
        short = _short(search, question, chosen, one)
        if not short:
            return without_idle(search, finer(search, question, chosen, one), chance=search.target), question
        question = replace(redrawn(search, question, chosen, one), never=(*question.never, *short))
    return None, question


def _short(search: Search, question: Question, chosen: tuple[int, ...], one: Tried) -> list[frozenset[int]]:
    """Return the options that no plan may hold together from now on: none where this plan does what is wanted."""
    weak = [frozenset({k}) for k in chosen if not sound(search.journey, question.options[k])]
    return weak or ([frozenset(chosen)] if one.reached < search.target else [])


def _all_at_once(search: Search, question: Question, count: int, few: int) -> tuple[tuple[Tried, ...], bool]:
    """Return so many plans sought together, or none, and whether it was proved that there are none."""
    question = replace(question, apart=())
    for _ in range(int(number("rounds_together"))):
        answer = together(question, count, few)
        if not answer.plans:
            return (), answer.proved
        plans = [tried(search.journey, tuple(question.options[k] for k in chosen)) for chosen in answer.plans]
        short = [
            (chosen, one, cut)
            for chosen, one in zip(answer.plans, plans, strict=True)
            if (cut := _short(search, question, chosen, one))
        ]
        if not short:
            return _apart(search, question, answer.plans, plans), False
        worst = min(short, key=lambda each: each[1].reached)
        cuts = [cut for _, _, each in short for cut in each]
        question = replace(redrawn(search, question, worst[0], worst[1]), never=(*question.never, *cuts))
    return (), False


def _apart(
    search: Search, question: Question, chosen: Sequence[tuple[int, ...]], plans: Sequence[Tried]
) -> tuple[Tried, ...]:
    """Return plans made finer one by one, as long as they stay apart, and without idle changes."""
    kept = [without_idle(search, one, chance=search.target) for one in plans]
    for k, one in enumerate(chosen):
        better = without_idle(search, finer(search, question, one, plans[k]), chance=search.target)
        changed = [*kept[:k], better, *kept[k + 1 :]]
        apart = all(len(a.groups & b.groups) <= number("shared_groups") for a, b in combinations(changed, 2))
        if apart and held_all(search.question, better.chosen):
            kept = changed
    return tuple(kept)
