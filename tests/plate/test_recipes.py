import importlib.util
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate.composition import Composition, eaten, nutrients
from epsom.plate.foods import TOLD, box
from epsom.plate.intake import content
from epsom.plate.recipes import Ingredient, Recipe, food
from epsom.plate.retention import WHOLE, Retention, retention

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "composition"
HALF = Retention("", "half of the magnesium", "", "", {"magnesium": 0.5})


@dataclass(frozen=True)
class Thing:
    name: str
    composition: Composition


NUTS = Thing("nuts", Composition({"magnesium": 300.0, "calcium": 250.0, "water": 5.0, "fat": 50.0, "energy": 600.0}))
WATER = Thing("water", Composition({"magnesium": 1.0, "calcium": 4.0, "water": 100.0, "fat": 0.0, "energy": 0.0}))
RIDDLE = Thing("riddle", Composition({"calcium": 10.0, "water": 50.0, "fat": 0.0}))


def dish(*ingredients, portions=2.0, **rest):
    return Recipe("dish", tuple(Ingredient(*one) for one in ingredients), portions, **rest)


def test_a_dish_by_hand():
    made = dish((NUTS, 100.0, HALF), (WATER, 300.0), portions=4.0, weighed=250.0)
    assert made.total["magnesium"] == pytest.approx(0.5 * 300 + 3)  # mg
    assert made.per_portion()["magnesium"] == pytest.approx(153 / 4)
    assert made.per_portion().grams == pytest.approx(62.5)
    assert made.per_100g()["magnesium"] == pytest.approx(153 / 2.5)
    assert made.per_100g().grams == pytest.approx(100)
    assert made.total["calcium"] == pytest.approx(250 + 12)  # no share told for it: whole
    assert made.total["water"] == pytest.approx(305 - 150)  # what it lost in weight is water


things = st.sampled_from([NUTS, WATER, RIDDLE])
lines = st.lists(
    st.builds(Ingredient, things, st.floats(1.0, 250.0), st.sampled_from([WHOLE, HALF])), min_size=1, max_size=6
)


@given(lines, st.integers(1, 3))
def test_a_dish_is_the_sum_of_its_ingredients_times_what_stays(ingredients, portions):
    if sum(one.grams for one in ingredients) < 5 * portions:
        return
    made = Recipe("dish", tuple(ingredients), portions)
    for name in nutrients():
        parts = [(one.food.composition[name], one.grams, one.retention.share(name)) for one in ingredients]
        if any(value is None for value, _, _ in parts):
            assert made.total[name] is None
            assert made.per_100g()[name] is None
        else:
            assert made.total[name] == pytest.approx(sum(value * grams / 100 * share for value, grams, share in parts))


@given(lines, st.integers(1, 3))
def test_portions_add_up(ingredients, portions):
    if sum(one.grams for one in ingredients) < 5 * portions:
        return
    made = Recipe("dish", tuple(ingredients), portions)
    again = sum((made.per_portion() for _ in range(portions - 1)), made.per_portion())
    assert again.grams == pytest.approx(made.weight)
    for name in nutrients():
        assert again[name] == (None if made.total[name] is None else pytest.approx(made.total[name]))


@given(lines)
def test_without_cooking_a_dish_is_a_meal_of_its_ingredients(ingredients):
    raw = tuple(replace(one, retention=WHOLE) for one in ingredients)
    if sum(one.grams for one in raw) < 5:
        return
    made, meal = Recipe("dish", raw, 1.0).total, eaten((one.food, one.grams) for one in raw)
    for name in nutrients():
        assert made[name] == (None if meal[name] is None else pytest.approx(meal[name]))


@given(st.floats(200.0, 400.0))
def test_weighing_moves_what_a_gram_holds_and_not_a_portion(weighed):
    plain = dish((NUTS, 100.0), (WATER, 300.0))
    made = replace(plain, weighed=weighed)
    assert made.per_portion()["magnesium"] == pytest.approx(plain.per_portion()["magnesium"])
    assert made.per_100g()["magnesium"] * weighed == pytest.approx(plain.per_100g()["magnesium"] * 400)


def test_unknown_stays_unknown():
    made = dish((NUTS, 100.0), (RIDDLE, 1.0, HALF))
    assert made.total["magnesium"] is None
    assert made.per_portion().at_least("magnesium") == pytest.approx(150)
    assert made.per_portion().missing("magnesium") == ("riddle",)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: dish(), "has no ingredients"),
        (lambda: dish((NUTS, -3.0)), "-3 g of nuts cannot be an ingredient"),
        (lambda: dish((NUTS, 0.0)), "0 g of nuts"),
        (lambda: dish((NUTS, float("nan"))), "nan g of nuts"),
        (lambda: dish((NUTS, 100.0), portions=0.0), "makes 0 portions; a kitchen makes 1 to 100"),
        (lambda: dish((NUTS, 100.0), portions=-2.0), "makes -2 portions"),
        (lambda: dish((NUTS, 4000.0), portions=400.0), "makes 400 portions"),
        (lambda: dish((NUTS, 100.0), portions=90.0), "One portion .* would weigh 1.11 g"),
        (lambda: dish((WATER, 12000.0)), "One portion .* would weigh 6e\\+03 g; one can weigh 5 to 5000 g"),
        (lambda: dish((NUTS, 4000.0)), "would hold 6000 mg magnesium; one serving can hold up to 4861 mg"),
        (lambda: dish((NUTS, 100.0), weighed=150.0), 'nothing gets heavier by itself.*"50 g tap water"'),
        (lambda: dish((NUTS, 100.0), weighed=20.0), r"less than its ingredients without their water and fat \(45 g\)"),
        (lambda: dish((NUTS, 100.0), weighed=0.0), "One portion .* would weigh 0 g"),
    ],
)
def test_a_dish_that_cannot_be_is_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


def test_a_dish_that_lost_more_than_water_has_an_unknown_rest_of_it():
    made = dish((NUTS, 100.0), weighed=60.0)  # 5 g of water, 50 g of fat
    assert made.total["water"] is None
    assert made.total["magnesium"] == 300


def test_scales_may_be_off_by_a_little():
    assert dish((NUTS, 100.0), weighed=101.0).weight == 101.0


# --- a dish as a food ------------------------------------------------------------------------------------------------


def of(few, *parts, portions=2.0, **rest):
    return food(dish(*((few[id], grams) for id, grams in parts), portions=portions, **rest))


def test_a_food_of_one_ingredient_is_that_ingredient(few):
    made, almond = of(few, ("almond", 100.0)), few["almond"]
    assert made.magnesium == almond.magnesium
    assert made.spread == pytest.approx(almond.spread)
    assert (made.phytate_low, made.phytate, made.phytate_high) == pytest.approx((200, 1000, 4000))
    assert made.source == TOLD
    assert made.portions == {"portion": 50.0}


def test_a_food_twice_on_the_list_varies_as_once(few):
    assert of(few, ("almond", 40.0), ("almond", 60.0)).spread == pytest.approx(of(few, ("almond", 100.0)).spread)


def test_different_foods_vary_apart(few):
    made = of(few, ("almond", 50.0), ("pumpkin", 50.0))
    assert made.magnesium == pytest.approx((300 + 600) / 2)
    assert made.spread < min(few["almond"].spread, few["pumpkin"].spread)


def test_spread_is_that_of_the_sum_of_draws(few):
    parts = (("almond", 70.0), ("spinach", 200.0), ("bread", 30.0))
    made, people = of(few, *parts), 40_000
    drawn = sum(content(few[id], people, 5) * grams / 100 for id, grams in parts) / 3.0
    assert made.magnesium == pytest.approx(drawn.mean(), rel=0.01)
    assert made.spread == pytest.approx(np.log(drawn).std(), rel=0.05)
    assert np.quantile(drawn, [0.05, 0.95]) == pytest.approx([made.magnesium_low, made.magnesium_high], rel=0.03)


def test_an_unknown_ingredient_leaves_a_range(few):
    made = of(few, ("tahini", 100.0), ("oil", 100.0))  # 90 to 360 mg, and 0
    assert made.magnesium is None
    assert (made.magnesium_low, made.magnesium_high) == pytest.approx((45, 180))
    assert made.composition["magnesium"] is None


def test_cooking_moves_value_and_range_alike():
    raw = box()["spinach-raw"]
    kept = retention("leafy vegetable", "boiled and drained")
    made, plain = food(dish((raw, 100.0, kept))), food(dish((raw, 100.0)))
    for name in ("magnesium", "magnesium_low", "magnesium_high"):
        assert getattr(made, name) == pytest.approx(0.95 * getattr(plain, name))
    assert made.composition["potassium"] == pytest.approx(0.85 * raw.composition["potassium"])
    assert made.composition["protein"] == pytest.approx(raw.composition["protein"])


def test_a_dish_suits_as_its_least_ingredient():
    foods = box()
    made = food(dish((foods["oats"], 100.0), (foods["milk-whole"], 100.0)))
    assert made.diet.vegan == "no"
    assert made.diet.vegetarian == "yes"
    assert made.diet.lactose == "yes"
    assert {"milk", "gluten_cereals"} <= made.diet.contains


# --- the real thing --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def survey():
    if not DATA.is_dir():
        pytest.skip(f"no composition tables beside the checkout ({DATA})")
    spec = importlib.util.spec_from_file_location("check_recipes", ROOT / "scripts" / "check_recipes.py")
    script = importlib.util.module_from_spec(spec)
    sys.modules["check_recipes"] = script
    spec.loader.exec_module(script)
    return script.Survey(DATA)


def test_the_dishes_of_the_us_survey_come_out_as_printed(survey):
    found = survey.agreement()
    assert found.dishes == 5304
    assert found.r >= 0.999
    assert found.within >= 0.9


def test_what_cooking_takes_brings_them_nearer(survey):
    assert survey.agreement().within > survey.agreement(cooked=False).within


def test_potassium_too(survey):
    assert survey.agreement("potassium").r >= 0.99
