"""Searching the store: each rule on names made for it, and laws that hold for any name."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.plate.search import words
from epsom.plate.store import Store, rules
from epsom.plate.store.layout import BRANDED
from epsom.plate.store.rows import FoodTold

made = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_store.py"))))

NAMES = [
    "Bread, rye", "Bread crumbs, dry, grated, plain", "Rye flour", "Apples, raw, with skin", "Rose-apples, raw",
    "Apple pie, prepared from recipe", "Babyfood, fruit, apple", "Egg, whole, raw", "Egg, yolk, raw",
    "Noodles, egg, dry",
    "KELLOGG'S, Apple Jacks", "Spinach, raw", "Spinach, cooked, boiled, drained", "Broccoli, raw", "Peanut butter",
    "Almonds, raw", "Milk, whole", "Milk, reduced fat", "Chocolate milk", "Popcorn", "Nuts, cashew nuts, raw",
    "Crème fraîche", "Yogurt, Greek, plain", "Cheese, cheddar", "Oil, walnut", "Nuts, walnuts", "Milk, 2% fat",
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "foods.sqlite"
    foods = [made.food(str(n), name) for n, name in enumerate(NAMES)]
    foods.append(FoodTold("900", "brands", "900", "Rye bread", "", BRANDED, "", "Mill & Sons", "b:1"))
    made.stored(path, made.Told(foods, [made.amount("0", 40.0)]))
    with Store(path) as opened:
        yield opened


def first(store: Store, text: str) -> str:
    return store.search(text)[0].name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rye bread", "Bread, rye"),  # a brand with the very name comes after it
        ("apple", "Apples, raw, with skin"),  # neither the pie, nor rose-apples, nor baby food, nor a brand
        ("egg", "Egg, whole, raw"),  # the head word, and whole before a part
        ("milk", "Milk, whole"),  # whole before reduced
        ("cashews", "Nuts, cashew nuts, raw"),  # nuts are a class: what it is stands second
        ("walnuts", "Nuts, walnuts"),  # not their oil
        ("spinach", "Spinach, raw"),
        ("boiled spinach", "Spinach, cooked, boiled, drained"),
        ("2% milk", "Milk, 2% fat"),
        ("creme fraiche", "Crème fraîche"),
        ("apple jacks", "KELLOGG'S, Apple Jacks"),
    ],
)
def test_the_right_food_comes_first(text: str, name: str, store: Store) -> None:
    assert first(store, text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("brocoli", "Broccoli, raw"), ("spinich", "Spinach, raw"), ("almnods", "Almonds, raw"),
        ("peanutbutter", "Peanut butter"), ("pop corn", "Popcorn"), ("yoghurt greek", "Yogurt, Greek, plain"),
        ("chedar chese", "Cheese, cheddar"), ("milc", "Milk, whole"),
    ],
)  # fmt: skip
def test_a_slip_is_mended_and_said(text: str, name: str, store: Store) -> None:
    hit = store.search(text)[0]
    assert (hit.name, hit.how) == (name, "spelling")
    assert hit.score < rules.rules()["exact"]


@pytest.mark.parametrize(("text", "name"), [("brocc", "Broccoli, raw"), ("peanut bu", "Peanut butter")])
def test_an_unfinished_word_finds_what_it_begins(text: str, name: str, store: Store) -> None:
    hit = store.search(text)[0]
    assert (hit.name, hit.how) == (name, "fragment")


def test_a_word_too_many_still_finds_the_rest(store: Store) -> None:
    hit = store.search("spinach zzzzqqq")[0]
    assert hit.name.startswith("Spinach")
    assert hit.how == "fragment"
    assert hit.score < 0.5


def test_several_slips_and_a_word_too_many_still_find_something(store: Store) -> None:
    hit = store.search("brocoli spinich wth almnods")[0]
    assert hit.how == "spelling"
    assert hit.name in {"Broccoli, raw", "Spinach, raw", "Almonds, raw"}


def test_the_very_name_is_certain(store: Store) -> None:
    hit = store.search("Peanut butter")[0]
    assert (hit.score, hit.how) == (1.0, "exact")


@pytest.mark.parametrize("text", ["", "   ", "!?", "of", "xyzzy", '"', "*", "a OR b", "head : rye", "NEAR(", "'; --"])
def test_no_text_is_taken_for_a_command(text: str, store: Store) -> None:
    for hit in store.search(text):
        assert 0 < hit.score <= 1


def test_brands_are_found_by_their_maker(store: Store) -> None:
    assert store.search("mill rye bread")[0].number == "900"


def test_how_many_are_wanted_is_how_many_come_at_most(store: Store) -> None:
    everything = store.search("raw", 50)
    assert len(everything) > 3
    assert store.search("raw", 3) == everything[:3]
    assert store.search("raw", 0) == []


@given(st.text(max_size=40))
def test_any_text_gives_an_ordered_list_of_scores_between_nothing_and_certain(store: Store, text: str) -> None:
    hits = store.search(text)
    assert len({(hit.table, hit.number) for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_every_food_is_found_by_its_words_in_any_order(store: Store, name: str, random) -> None:
    asked = list(words(name))
    random.shuffle(asked)
    assert name in [hit.name for hit in store.search(" ".join(asked[:8]), 20)]


@pytest.mark.parametrize("name", sorted(rules.rules()))
def test_no_rule_is_idle(name: str, store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Move a rule's number: some answer must move."""
    texts = ("rye bread", "apple", "egg", "milk", "raw", "spinich", "chocolatte", "peanut bu", "babyfood", "zzzz milk")
    told = [
        made.amount("0", value, made.place(nutrient))
        for nutrient, value in (("sugars", 7.0), ("carbohydrate", 6.0), ("water", 100.0))
    ]

    def answers() -> list[object]:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.sqlite"
        made.stored(path, made.Told([made.food("0", "Rye")], told))
        with Store(path) as doubtful:
            return [doubtful.food("made_up", "0").doubt, *(store.search(text, 30) for text in texts)]

    before, known = answers(), rules.rules()
    moved = {"candidates": 1.0, "neighbours": 0.0, "part_tolerance": 2.0}.get(name, known[name] * 1.03)
    for module in ("finding", "checks"):
        monkeypatch.setattr(f"epsom.plate.store.{module}.rules", lambda: {**known, name: moved})
    assert answers() != before
