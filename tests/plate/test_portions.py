from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate import portions
from epsom.plate.foods import box
from epsom.plate.language import Portion
from epsom.plate.record import eaten


def of(*english, told="Becher"):
    return Portion(told, english)


def test_the_likeliest_portion_that_the_food_has(few):
    bread = few["bread"]  # slice 32 g, large slice 50 g
    assert portions.own(bread, of("slice")) == 32.0
    assert portions.own(bread, of("cup", "slice", "large slice")) == 32.0
    assert portions.own(bread, of("large slice", "slice")) == 50.0
    assert portions.own(bread, of("cup", "mug")) is None


def test_a_kitchen_measure_needs_a_density(few):
    assert portions.own(few["oil"], of("tablespoon")) == 13.5  # its own
    assert portions.own(few["oil"], of("teaspoon")) == pytest.approx(4.92892159375 * 0.92)
    assert portions.own(few["bread"], of("teaspoon")) is None


def test_an_ounce_weighs_the_same_of_everything(few):
    assert portions.own(few["bread"], of("square", "ounce")) == 28.349523125


def test_a_portion_is_the_usual_one(few):
    assert portions.own(few["chickpea"], of("portion")) == 160.0


@given(count=st.floats(0.1, 50))
def test_twice_as_many_weigh_twice_as_much(few, count):
    once = portions.grams_of(few["bread"], of("slice"), count, "told")
    assert portions.grams_of(few["bread"], of("slice"), 2 * count, "told") == pytest.approx(2 * once)


def test_a_piece_may_be_the_thing_itself(few):
    assert portions.grams_of(few["banana"], of("piece", "slice", "one"), 2.0, "2 Stück Banane") == 236.0
    dates = replace(few["almond"], name="dates", portions={"handful": 48.0, "date": 24.0}, default_portion="handful")
    assert portions.one(dates, 3.0, "3 Datteln") == 24.0


def test_a_portion_that_the_food_does_not_come_in_is_refused_with_those_it_does(few):
    with pytest.raises(InputError, match=r'"told": banana has no portion "Becher"\. Its portions: medium \(118 g\)'):
        portions.grams_of(few["banana"], of("pot", "cup"), 1.0, "told")


@pytest.mark.parametrize(
    ("phrase", "known"),
    [("slice", True), ("large slices", True), ("large", True), ("helping", True), ("tbsp", True), ("fistful", False)],
)
def test_is_portion(few, phrase, known):
    assert portions.is_portion(phrase.split(), few) is known


@pytest.mark.parametrize(
    ("told", "id"),
    [("un plato de lentejas", "lentils"), ("ein Teller Nudeln", "pasta"), ("a bowl of rice", "rice-white"),
     ("une assiette de frites", "french-fries"), ("un plato de judías verdes", "green-beans"),
     ("eine Schale Milchreis", "rice-pudding"), ("a bowl of strawberries", "strawberries")],
)  # fmt: skip
def test_a_plate_or_a_bowl_is_understood_of_what_comes_on_one(told: str, id: str):
    match, grams = eaten(told, box())
    assert match.food.id == id
    assert 100 <= grams <= 400
