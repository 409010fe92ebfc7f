"""Everyday searches, record lines and misspellings, labelled before the names were tuned: the right food first."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from epsom.plate.foods import box

ROOT = Path(__file__).resolve().parents[2]


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_searches", ROOT / "scripts" / "check_searches.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


CHECK = script()
HALVES = ["open", "closed"]


@pytest.mark.parametrize("half", HALVES)
def test_searches_find_the_right_food_first(half: str):
    assert CHECK.share(CHECK.found("searches", half)) >= CHECK.BOUNDS["searches"]


@pytest.mark.parametrize("half", HALVES)
def test_misspellings_find_the_right_food_among_the_first_three(half: str):
    assert CHECK.share(CHECK.found("misspellings", half)) >= CHECK.BOUNDS["misspellings"]


@pytest.mark.parametrize("half", HALVES)
def test_lines_give_the_right_food_and_its_grams(half: str):
    assert CHECK.share(CHECK.lines(half)) >= CHECK.BOUNDS["lines"]


def test_the_halves_are_told_by_name_and_nothing_else():
    with pytest.raises(ValueError, match="half must be one of open, closed"):
        CHECK.labelled("searches", "both")


def test_a_wrong_answer_counts_as_wrong():
    row = {"language": "en", "text": "banana", "ids": "apple", "grams_low": "1", "grams_high": "2"}
    assert not CHECK._found(row, 1).right
    assert not CHECK._line(row).right
    right = row | {"ids": "banana;apple", "grams_low": "50"}
    assert CHECK._found(right, 1).right
    assert CHECK._line(right).food
    assert not CHECK._line(right).right
    assert not CHECK._line(row | {"text": "xylophone"}).food


def test_the_share_is_of_all():
    answers = [CHECK.Answer("en", "a", "", "", right, right) for right in (True, True, False, True)]
    assert CHECK.share(answers) == 0.75


def test_the_open_lists_hold_four_languages():
    for name in ("searches", "lines"):
        told = Counter(row["language"] for row in CHECK.labelled(name, "open"))
        assert set(told) == {"en", "de", "fr", "es"}
        assert min(told.values()) >= 10


@pytest.mark.parametrize(
    "text",
    ["soya cream", "chickpea nuggets", "peanut bread", "coconut oil", "mullet", "macaroons", "mascarpone", "Karpfen",
     "turrón", "cannelloni", "lechón", "chicharrón", "coquilles"],
)  # fmt: skip
def test_another_food_is_no_slip_of_the_pen(text):
    assert [match.food.id for match in box().meant(text) if match.how == "spelling"] == []
