"""Alternatives: up to three plans that reach the target and share few food groups, sought one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from epsom.plan.diet.search import Search, Tried, finer, redrawn, tried, without_idle
from epsom.plan.diet.shown import sound
from epsom.plan.diet.solving import Question, fewest, leanest
from epsom.plan.diet.taste import number


@dataclass(frozen=True)
class Found:
    """The plans that reach the target; ``no_more`` where fewer than wanted were found, which proves nothing."""

    plans: tuple[Tried, ...]
    no_more: bool


def alternatives(search: Search, usual: Search) -> Found:
    """Return up to ``alternatives`` plans that reach the target, each with other food groups than those before it.

    The first has the fewest changes found, where as few allow it without foods that are eaten seldom (the search
    ``usual``). Where too few follow it, they are sought once again behind another first
    plan of as many changes that touches fewer food groups.
    """
    wanted = int(number("alternatives"))
    first, question = found(search, search.question, number("rounds"))
    if first is None:
        return Found((), no_more=False)
    first = _of_usual(usual, first)
    plans = _behind(search, question, first, wanted)
    if len(plans) < wanted and (other := _leaner(search, question, first)) is not None:
        again = _behind(search, question, other, wanted)
        plans = again if len(again) > len(plans) else plans
    return Found(plans, no_more=len(plans) < wanted)


def _behind(search: Search, question: Question, first: Tried, wanted: int) -> tuple[Tried, ...]:
    """Return a first plan and those found behind it, until there are as many as wanted or no other is found."""
    plans = [first]
    while len(plans) < wanted:
        apart = tuple(plan.groups for plan in plans)
        one, question = found(search, replace(question, apart=apart), number("rounds_more"))
        if one is None:
            break
        plans.append(one)
    return tuple(plans)


def found(search: Search, question: Question, rounds: float) -> tuple[Tried | None, Question]:
    """Return a plan that reaches the target on the whole cohort, sought again with cuts while it falls short."""
    for often in range(int(rounds)):
        chosen = fewest(question)
        if chosen is None:
            break
        one = tried(search.journey, tuple(question.options[k] for k in chosen))
        short = _short(search, question, chosen, one)
        if not short:
            return without_idle(search, finer(search, question, chosen, one), chance=search.target), question
        drawn = redrawn(search, question, chosen, one)
        wanted = drawn.wanted * (1.0 + max(often - 2, 0) * number("more_each_round"))
        question = replace(drawn, wanted=wanted, never=(*question.never, *short))
    return None, question


def _of_usual(usual: Search, first: Tried) -> Tried:
    """Return a plan of no more changes without foods that are eaten seldom, if one is found; else the plan itself."""
    if not any(one.seldom for one in first.chosen):
        return first
    few = replace(usual.question, changes=len(first.chosen))
    other, _ = found(usual, few, number("rounds_finer"))
    return first if other is None else other


def _leaner(search: Search, question: Question, first: Tried) -> Tried | None:
    """Return another plan of no more changes that touches fewer food groups, if it reaches the target as well."""
    chosen = leanest(replace(question, changes=len(first.chosen)))
    if not chosen:
        return None
    one = tried(search.journey, tuple(question.options[k] for k in chosen))
    if _short(search, question, chosen, one) or len(one.groups) >= len(first.groups):
        return None
    return one


def _short(search: Search, question: Question, chosen: tuple[int, ...], one: Tried) -> list[frozenset[int]]:
    """Return the options that no plan may hold together from now on: none where this plan does what is wanted."""
    weak = [frozenset({k}) for k in chosen if not sound(search.journey, question.options[k])]
    return weak or ([frozenset(chosen)] if one.reached < search.target else [])
