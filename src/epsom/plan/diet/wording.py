"""Wording: what a diet plan says of itself in plain sentences."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from epsom.plan.diet.nouns import DietPlans
from epsom.plan.diet.taste import number


def words_of(what: str, plans: DietPlans) -> tuple[str, ...]:
    """Return the sentences about what was found, most important first."""
    after = plans.alternatives[0].adequacy_after if plans.alternatives else plans.before
    filled = {
        "before": plans.before or 0.0, "after": after or 0.0, "target": plans.target, "most": plans.most or 0.0,
        "binding": "; ".join(binding_words(plans.binding)),
        "plan_from": number("plan_from"), "serum_high": number("serum_high"),
    }  # fmt: skip
    names = (what, *(("losses",) if what == "reached" and plans.hands_over else ()))
    return (*(_sentences()[name].format(**filled) for name in names), *no_more_words(plans))


def no_more_words(plans: DietPlans) -> tuple[str, ...]:
    """Return the sentence that says of too few plans that no further one was found; none where there are enough."""
    return (_sentences()["no more"],) if plans.no_more else ()


def binding_words(binding: Sequence[str]) -> tuple[str, ...]:
    """Return limits as a reader meets them."""
    return tuple(_limits().get(name, name.replace("_", " ")) for name in binding)


def _sentences() -> dict[str, str]:
    return {name: text for name, text in _table().items() if isinstance(text, str)}


def _limits() -> dict[str, str]:
    return _table()["limits"]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("epsom").joinpath("plan/diet/wording.toml").read_text("utf-8"))
