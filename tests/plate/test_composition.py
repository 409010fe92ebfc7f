"""Composition: what meals add up to, and that the unknown stays unknown on the way."""

from __future__ import annotations

import csv
import math
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate.composition import NOTHING, Amounts, Composition, eaten, nutrients, of_portion, origins
from epsom.plate.foods import box
from epsom.plate.waters import waters
from epsom.tables import MARKS, sheet, sources

WATERS = {water.id for water in waters()}
FOODS = [food for food in box() if food.id not in WATERS]
TABLE = {row["id"]: row for row in sheet("plate/composition.csv")}
ASIDE = ("energy", "magnesium")  # these stand in foods.csv

grams = st.floats(0.0, 2000.0).map(lambda weight: round(weight, 1))
portions = st.lists(st.tuples(st.sampled_from(FOODS), grams), max_size=8)


def same(one: Amounts, other: Amounts) -> bool:
    """Tell whether two amounts are alike, to rounding; what is unknown must be unknown in both."""
    close = [math.isclose(one.grams, other.grams, rel_tol=1e-9, abs_tol=1e-9)]
    close += [math.isclose(one.at_least(n), other.at_least(n), rel_tol=1e-9, abs_tol=1e-9) for n in nutrients()]
    return all(close) and all(one.missing(n) == other.missing(n) for n in nutrients())


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_a_meal_by_hand(few):
    # 60 g whole-wheat bread and 200 g milk: 0.6 x 160 + 2 x 110 mg calcium, 0.6 x 42 + 2 x 5 g carbohydrate
    meal = eaten([(few["bread"], 60.0), (few["milk"], 200.0)])
    assert meal.grams == 260.0
    assert meal["calcium"] == pytest.approx(96.0 + 220.0)
    assert meal["carbohydrate"] == pytest.approx(25.2 + 10.0)
    assert meal["magnesium"] == pytest.approx(48.0 + 22.0)
    assert meal["energy"] == pytest.approx(0.6 * 252 + 2 * 61)


def test_a_sum_with_an_unknown_part_is_a_lower_bound(few):
    # white bread has no value of vitamin K; whole-wheat bread has 8 µg
    meal = eaten([(few["bread"], 100.0), (few["white"], 100.0), (few["tahini"], 10.0)])
    assert meal["vitamin_k"] is None
    assert meal.at_least("vitamin_k") == 8.0
    assert meal.missing("vitamin_k") == ("bread, white", "tahini")
    assert meal.is_lower_bound("vitamin_k")
    assert meal.is_lower_bound("magnesium")  # nobody knows the tahini's
    assert meal["energy"] == pytest.approx(252 + 266 + 59.5)
    assert not meal.is_lower_bound("energy")


def test_zero_is_known(few):
    assert few["spinach"].composition["fat"] == 0.0
    assert eaten([(few["spinach"], 100.0)])["fat"] == 0.0


def test_a_value_says_which_row_it_is_from(few):
    almond = few["almond"].composition
    assert almond.source_of("calcium") == "assumed:1"
    assert almond.source_of("vitamin_k") == "usda_sr26:12061"
    assert few["pumpkin"].composition.source_of("vitamin_k") == ""
    assert origins("a=x:1;b=y:2") == {"a": "x:1", "b": "y:2"}
    assert origins("") == {}


def test_a_word_that_is_no_nutrient_is_no_zero():
    with pytest.raises(KeyError):
        Composition({})["magnesum"]
    for ask in (NOTHING.at_least, NOTHING.missing, NOTHING.__getitem__):
        with pytest.raises(KeyError):
            ask("magnesum")


@pytest.mark.parametrize("weight", [-1.0, math.nan, math.inf])
def test_a_weight_that_cannot_be_is_refused(few, weight):
    with pytest.raises(InputError, match="g of almonds cannot be"):
        of_portion(few["almond"], weight)
    with pytest.raises(InputError, match="times a meal cannot be"):
        NOTHING.times(weight)


# --- laws ------------------------------------------------------------------------------------------------------------


@given(portions, st.randoms(use_true_random=False), st.integers(0, 8))
def test_a_meal_is_the_sum_of_its_foods_in_any_order_and_grouping(meal, random, cut):
    whole = eaten(meal)
    assert same(whole, reduce(Amounts.__add__, (of_portion(food, weight) for food, weight in meal), NOTHING))
    assert same(whole, eaten(meal[:cut]) + eaten(meal[cut:]))
    assert same(whole, eaten(meal[cut:]) + eaten(meal[:cut]))
    assert same(whole, eaten(random.sample(meal, len(meal))))


@given(portions, portions, st.floats(0.0, 50.0).map(lambda x: round(x, 2)))
def test_scaling_distributes(one, other, factor):
    both = (eaten(one) + eaten(other)).times(factor)
    assert same(both, eaten(one).times(factor) + eaten(other).times(factor))
    assert same(both, eaten([(food, weight * factor) for food, weight in [*one, *other]]))


@given(portions)
def test_unknown_stays_unknown_and_never_becomes_zero(meal):
    there = [(food, weight) for food, weight in meal if weight > 0]
    total = eaten(meal)
    for name in nutrients():
        without = {food.name for food, _ in there if food.composition[name] is None}
        assert set(total.missing(name)) == without
        assert (total[name] is None) == bool(without)
        known = [(food.composition[name] or 0.0) * weight / 100 for food, weight in there if food.name not in without]
        assert total.at_least(name) == pytest.approx(math.fsum(known))


@given(st.sampled_from(FOODS))
def test_100_g_of_a_food_are_its_row(food):
    amounts = eaten([(food, 100.0)])
    assert amounts.grams == 100.0
    assert {name: amounts[name] for name in amounts} == {name: food.composition[name] for name in nutrients()}


@given(portions)
def test_more_on_the_plate_never_holds_less(meal):
    for name in nutrients():
        assert eaten(meal).at_least(name) >= eaten(meal[1:]).at_least(name) * (1 - 1e-9)


# --- the table -------------------------------------------------------------------------------------------------------


def test_the_nutrients_are_those_that_were_promised():
    units = {
        "energy": "kcal", "water": "g", "protein": "g", "fat": "g", "carbohydrate": "g", "sugars": "g", "fibre": "g",
        "saturated_fat": "g", "magnesium": "mg", "calcium": "mg", "phosphorus": "mg", "potassium": "mg",
        "sodium": "mg", "zinc": "mg", "iron": "mg", "vitamin_d": "µg", "vitamin_k": "µg",
    }  # fmt: skip
    assert {name: nutrient.unit for name, nutrient in nutrients().items()} == units
    # magnesium is id 1090 and number 304, energy 1008 and 208: mixing the two drops nutrients in silence
    assert (nutrients()["magnesium"].fdc_id, nutrients()["magnesium"].number) == (1090, "304")
    assert (nutrients()["energy"].fdc_id, nutrients()["energy"].number) == (1008, "208")


def test_every_food_has_a_row_and_every_value_a_source():
    assert list(TABLE) == [food.id for food in FOODS]
    assert set(next(iter(TABLE.values()))) >= set(nutrients()) - set(ASIDE)
    for food in FOODS:
        row = TABLE[food.id]
        assert row["source"] == food.source
        assert row["mark"] in MARKS
        for name in nutrients():
            origin = food.composition.source_of(name)
            assert bool(origin) == (food.composition[name] is not None)
            assert not origin or origin.split(":")[0] in {*sources(), "computed"}
        assert set(food.composition.elsewhere) <= set(food.composition.known)


def test_magnesium_and_energy_stand_in_one_place():
    assert not set(ASIDE) & set(next(iter(TABLE.values())))
    for food in FOODS:
        assert (food.composition["magnesium"], food.composition["energy"]) == (food.magnesium, food.energy)


@pytest.mark.parametrize(("nutrient", "share"), [(n, 0.9 if n in ("sugars", "vitamin_d", "vitamin_k") else 0.95)
                                                 for n in nutrients()])  # fmt: skip
def test_a_nutrient_is_known_in_nearly_all_foods(nutrient, share):
    assert sum(food.composition[nutrient] is not None for food in FOODS) >= share * len(FOODS)


def test_a_range_is_unknown_in_all_but_its_energy():
    ranges = [food for food in FOODS if food.magnesium is None]
    assert ranges
    assert all(set(food.composition.known) <= {"energy"} for food in ranges)


@pytest.mark.parametrize("food", FOODS, ids=lambda food: food.id)
def test_100_g_weigh_100_g(food):
    """No part is more than its whole, to the rounding and the different methods of the tables."""
    has = food.composition.known
    parts = [has.get(name, 0.0) for name in ("water", "protein", "fat", "carbohydrate")]
    assert sum(parts) <= 105.0
    for part, whole in (("sugars", "carbohydrate"), ("fibre", "carbohydrate"), ("saturated_fat", "fat")):
        if part in has and whole in has:
            assert has[part] <= has[whole] * 1.05 + 0.1
    minerals = [name for name, nutrient in nutrients().items() if nutrient.unit == "mg"]
    assert sum(has.get(name, 0.0) for name in minerals) <= 40_000  # salt: 38.8 g sodium


def test_energy_is_that_of_the_parts():
    """General factors of Atwater, 4, 9 and 4 kcal/g, fibre whole or not at all, 15 % and 15 kcal to either side."""
    known = [f for f in FOODS if {"energy", "protein", "fat", "carbohydrate"} <= set(f.composition.known)]
    odd: set[str] = set()
    for food in known:
        has = food.composition.known
        most = 4 * has["protein"] + 9 * has["fat"] + 4 * has["carbohydrate"]
        least = most - 4 * has.get("fibre", 0.0)
        if not least * 0.85 - 15 <= has["energy"] <= most * 1.15 + 15:
            odd.add(food.id)
    assert odd >= {"wine-red", "spirits"}  # alcohol is energy and none of the three
    # the starch of oat bran and the acid of vinegar have factors of their own
    assert {id for id in odd if box()[id].group != "alcohol"} <= {"oat-bran", "vinegar"}


# values as the US tables print them, of memory: a boiled egg, almonds, olive oil, table salt
@pytest.mark.parametrize(
    ("id", "nutrient", "value"),
    [
        ("egg-boiled", "protein", 12.58), ("egg-boiled", "fat", 10.61), ("egg-boiled", "water", 74.62),
        ("almonds", "calcium", 269), ("almonds", "fibre", 12.5), ("olive-oil", "vitamin_k", 60.2),
        ("salt", "sodium", 38758), ("banana", "potassium", 358), ("milk-whole", "calcium", 113),
        ("spinach-raw", "vitamin_k", 482.9),
    ],
)  # fmt: skip
def test_a_value_is_the_one_of_its_table(id, nutrient, value):
    assert box()[id].composition[nutrient] == pytest.approx(value, rel=1e-9)


def test_carbohydrate_counts_its_fibre_in_every_table():
    """Ciqual lists it without: then 100 g are only full when fibre is added, as the compiler does."""
    french = [food for food in FOODS if food.source == "ciqual2017" and (food.composition["fibre"] or 0) > 0]
    assert french
    for food in french:
        assert food.composition.source_of("carbohydrate") == "computed:carbohydrate+fibre"
        assert food.composition["carbohydrate"] > food.composition["fibre"]
        assert 90 <= sum(food.composition[name] for name in ("water", "protein", "fat", "carbohydrate")) <= 101


def test_the_numbers_of_the_nutrients_are_the_official_ones(composition_folder):
    with (composition_folder / "fdc_meta" / "nutrient.csv").open(encoding="utf-8", newline="") as lines:
        official = {int(row["id"]): row for row in csv.DictReader(lines)}
    for nutrient in nutrients().values():
        row = official[nutrient.fdc_id]
        assert row["nutrient_nbr"] == nutrient.number
        assert row["unit_name"].casefold() == {"µg": "ug"}.get(nutrient.unit, nutrient.unit).casefold()
