"""Diets: what a food contains and whom it suits; no answer may contradict another."""

from __future__ import annotations

import pytest

from epsom.errors import InputError
from epsom.plate.diets import ALLERGENS, FREE, KEPT, UNKNOWN, suits
from epsom.plate.foods import box
from epsom.tables import sheet

FOODS = list(box())
BY_FOOD = pytest.mark.parametrize("food", FOODS, ids=lambda food: food.id)
FLESH = {"fish", "crustaceans", "molluscs"}
OF_ANIMALS = FLESH | {"egg", "milk"}
CLINGING = {"seaweed"}  # small sea animals may cling to a plant: an allergen, and no part of the diet
LITTLE_LACTOSE = {"cheese-cheddar", "cheese-gouda", "cheese-swiss", "cheese-parmesan"}  # aged
CLEARED = {"wine-red", "wine-white"}  # with the casein of milk: no lactose


def holds(food, allergens):
    return any(food.diet.holds(allergen) == "yes" for allergen in allergens)


def may_hold(food, allergens):
    return any(food.diet.holds(allergen) != "no" for allergen in allergens)


def test_by_hand(few):
    bread = few["bread"]
    assert [suits(bread, diet) for diet in KEPT] == ["yes", "depends", "yes", "depends"]
    assert (suits(bread, "gluten-free"), suits(bread, "lactose-free")) == ("no", "depends")
    assert [suits(bread, f"{allergen}-free") for allergen in ("gluten_cereals", "milk", "egg")] == [
        "no",
        "depends",
        "yes",
    ]


def test_the_own_row_beats_the_group(few):
    assert suits(few["tahini"], "sesame-free") == "no"
    assert suits(few["pumpkin"], "sesame-free") == "yes"


def test_of_an_unknown_food_everything_depends(few, own):
    stew = few.with_own([own("stew")], None).find("stew").food
    assert stew.diet is UNKNOWN
    for diet in (*KEPT, *FREE, *(f"{allergen}-free" for allergen in ALLERGENS)):
        assert suits(stew, diet) == "depends"


@pytest.mark.parametrize("diet", ["keto", "free", "nut-free", "milk", ""])
def test_a_diet_that_is_none_is_refused_with_those_that_are(few, diet):
    with pytest.raises(InputError, match=r"is no diet I know. Say one of: vegetarian, vegan, halal"):
        suits(few["milk"], diet)
    with pytest.raises(InputError, match=r"is no allergen I know. Say one of: gluten_cereals"):
        few["milk"].diet.holds("cheese")


def test_the_fourteen_of_the_law():
    assert len(set(ALLERGENS)) == 14


@pytest.mark.parametrize("allergen", ALLERGENS)
def test_an_allergen_has_foods(allergen):
    found = {food.diet.holds(allergen) for food in FOODS}
    assert "no" in found
    assert "depends" in found or "yes" in found
    assert allergen == "lupin" or "yes" in found  # no food of the box is made of lupin


def test_every_row_of_the_table_is_used():
    rows = {row["id_or_group"] for row in sheet("plate/diets.csv")}
    assert rows <= {food.id for food in FOODS} | {food.group for food in FOODS}


def test_every_row_says_why():
    for row in sheet("plate/diets.csv"):
        assert row["source"] == "assumed"
        assert len(row["note"]) >= 4


# --- no answer may contradict another --------------------------------------------------------------------------------


@BY_FOOD
def test_what_is_of_an_animal_is_not_vegan(food):
    if holds(food, OF_ANIMALS):
        assert suits(food, "vegan") == "no"
    if may_hold(food, OF_ANIMALS) and food.id not in CLINGING:
        assert suits(food, "vegan") != "yes"


@BY_FOOD
def test_what_is_flesh_is_not_vegetarian(food):
    if holds(food, FLESH) or food.group in ("meat", "poultry", "fish"):
        assert suits(food, "vegetarian") == "no"
    if may_hold(food, FLESH) and food.id not in CLINGING:
        assert suits(food, "vegetarian") != "yes"


@BY_FOOD
def test_vegan_is_stricter_than_vegetarian(food):
    order = ("no", "depends", "yes")
    assert order.index(suits(food, "vegan")) <= order.index(suits(food, "vegetarian"))


@BY_FOOD
def test_shellfish_and_meat_with_milk_are_not_kosher(food):
    if holds(food, ("crustaceans", "molluscs")):
        assert suits(food, "kosher") == "no"
    meat = suits(food, "vegetarian") == "no" and not holds(food, FLESH) and food.group != "cheese"
    if meat and holds(food, ("milk",)):  # in a cheese it is the rennet
        assert suits(food, "kosher") == "no"


@BY_FOOD
def test_gluten_and_lactose_go_with_their_allergens(food):
    if suits(food, "gluten-free") == "no":
        assert food.diet.holds("gluten_cereals") == "yes"
    assert (suits(food, "gluten-free") == "yes") == (food.diet.holds("gluten_cereals") == "no")
    if suits(food, "lactose-free") == "no":
        assert food.diet.holds("milk") == "yes"
    if food.id not in LITTLE_LACTOSE | CLEARED:
        assert (suits(food, "lactose-free") == "yes") == (food.diet.holds("milk") == "no")


def test_pork_is_neither_halal_nor_kosher():
    for id in ("pork-chop", "pork-tenderloin", "ham", "bacon", "salami", "sausage", "sandwich-ham"):
        assert (suits(box()[id], "halal"), suits(box()[id], "kosher")) == ("no", "no")


def test_alcohol_is_not_halal():
    for food in FOODS:
        if food.group == "alcohol":
            assert suits(food, "halal") == ("depends" if "free" in food.name else "no")


def test_slaughter_decides_over_other_meat():
    for id in ("beef-steak", "lamb", "veal", "chicken-breast", "duck"):
        assert (suits(box()[id], "halal"), suits(box()[id], "kosher")) == ("depends", "depends")


@pytest.mark.parametrize("word", ["wheat", "bread", "rye", "barley", "spelt", "bulgur", "couscous", "pasta", "pizza"])
def test_wheat_rye_and_barley_hold_gluten(word):
    named = [food for food in FOODS if word in food.name.lower().split() or f"{word}s" in food.name.lower()]
    named = [food for food in named if "buckwheat" not in food.name and "corn" not in food.name]
    assert named
    assert [food.id for food in named if food.diet.holds("gluten_cereals") != "yes"] == []


def test_rice_maize_and_potatoes_hold_none():
    for id in ("rice-white", "rice-brown", "polenta", "quinoa", "buckwheat", "millet", "potato-boiled", "popcorn"):
        assert suits(box()[id], "gluten-free") == "yes"


def test_oats_are_on_the_list_of_the_law_and_depend_for_the_coeliac():
    assert (suits(box()["oats"], "gluten_cereals-free"), suits(box()["oats"], "gluten-free")) == ("no", "depends")


def test_aged_cheese_is_milk_with_next_to_no_lactose():
    for id in LITTLE_LACTOSE:
        assert (suits(box()[id], "milk-free"), suits(box()[id], "lactose-free")) == ("no", "yes")
    assert suits(box()["milk-whole"], "lactose-free") == "no"


def test_the_list_of_nuts_is_that_of_the_law():
    for id in ("almonds", "hazelnuts", "walnuts", "cashews", "pecans", "brazil-nuts", "pistachios", "macadamia-nuts"):
        assert suits(box()[id], "nuts-free") == "no"
    for id in ("peanuts", "chestnuts", "coconut", "pine-nuts"):
        assert suits(box()[id], "nuts-free") == "yes"
    assert suits(box()["peanuts"], "peanut-free") == "no"


@pytest.mark.parametrize("group", ["dish", "soup", "sauce", "snack", "pastry", "special", "fish", "sweet"])
def test_of_a_mixed_group_nothing_is_taken_for_granted(group):
    row = next(row for row in sheet("plate/diets.csv") if row["id_or_group"] == group)
    assert not row["contains"] or group == "pastry"
    assert len(row["may_contain"].split(";")) >= 3
    assert {row[name] for name in ("halal", "kosher")} == {"depends"}


def test_plain_plants_and_waters_suit_all():
    for id in ("apple", "broccoli", "lentils", "rice-white", "water-hepar", "tap-water", "olive-oil", "salt"):
        assert {suits(box()[id], diet) for diet in (*KEPT, *FREE)} == {"yes"}
        assert not may_hold(box()[id], ALLERGENS)


def test_what_depends_on_rennet_or_fining_says_so():
    for id in ("cheese-cheddar", "cheese-brie", "wine-red", "wine-white", "beer"):
        assert suits(box()[id], "vegetarian") == "depends"
        assert len(box()[id].diet.note) > 5
    assert suits(box()["gelatin-dessert"], "vegetarian") == "no"
    assert (suits(box()["honey"], "vegetarian"), suits(box()["honey"], "vegan")) == ("yes", "no")
