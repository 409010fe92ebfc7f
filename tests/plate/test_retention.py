import pytest

from epsom.errors import InputError
from epsom.plate.foods import box
from epsom.plate.retention import (
    MINERALS,
    UNCOOKED,
    WHOLE,
    by_code,
    kinds,
    method,
    methods,
    of_food,
    retention,
    retentions,
)
from epsom.plate.search import words


# three rows of the USDA table as printed: calcium, iron, magnesium, phosphorus, potassium, sodium, zinc [%]
@pytest.mark.parametrize(
    ("kind", "cooked", "percent"),
    [
        ("legume", "boiled and drained", (85, 80, 75, 85, 70, 90, 85)),
        ("pasta", "boiled and drained", (95, 75, 85, 85, 30, 50, 100)),
        ("vegetable", "boiled and drained", (95, 95, 95, 90, 90, 95, 95)),
        ("vegetable", "baked", (100,) * 7),
    ],
)
def test_the_table_as_printed(kind, cooked, percent):
    kept = retention(kind, cooked)
    order = ("calcium", "iron", "magnesium", "phosphorus", "potassium", "sodium", "zinc")
    assert tuple(kept.share(mineral) for mineral in order) == pytest.approx([p / 100 for p in percent])


@pytest.mark.parametrize("one", [one for one in retentions() if one.mark == "read-secondary"], ids=lambda one: one.code)
def test_shares_come_in_steps_of_five(one):
    for mineral in MINERALS:
        assert one.share(mineral) * 20 == pytest.approx(round(one.share(mineral) * 20))


@pytest.mark.parametrize("kind", sorted({one.kind for one in retentions() if one.kind}))
def test_draining_never_keeps_more_than_eating_the_liquid(kind):
    ways = {one.method: one for one in retentions() if one.kind == kind}
    if {"boiled and drained", "boiled in its liquid"} <= ways.keys():
        for mineral in MINERALS:
            assert ways["boiled and drained"].share(mineral) <= ways["boiled in its liquid"].share(mineral)


def test_every_raw_food_is_in_the_box_and_can_be_cooked_in_every_way():
    assert kinds().keys() <= {food.id for food in box()}
    for id in kinds():
        for way in methods():
            assert 0 <= of_food(id, way).share("magnesium") <= 1


def test_what_was_measured_as_eaten_loses_nothing_more():
    assert of_food("lentils", "boiled and drained") is WHOLE
    assert of_food("spinach-raw", "boiled and drained").share("magnesium") == 0.95
    assert of_food("spinach-raw", UNCOOKED) is WHOLE


def test_a_dry_pulse_and_a_raw_meat_lose_by_their_own_kind():
    assert of_food("lentils-dry", "boiled and drained") is retention("legume", "boiled and drained")
    assert of_food("pasta-dry", "boiled and drained") is retention("pasta", "boiled and drained")
    assert of_food("cod-raw", "fried") is retention("fish", "fried")


def test_a_nutrient_without_a_factor_is_carried_whole():
    assert retention("vegetable", "boiled and drained").share("protein") == 1.0


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ("boiled and drained", "boiled and drained"),
        ("Boiled, drained", "boiled and drained"),
        ("gekocht und abgegossen", "boiled and drained"),
        ("cuit à l'eau et égoutté", "boiled and drained"),
        ("hervido y escurrido", "boiled and drained"),
        ("stew", "boiled in its liquid"),
        ("Eintopf", "boiled in its liquid"),
        ("roasted", "baked"),
        ("au four", "baked"),
        ("al vapor", "steamed"),
        ("steamed", "steamed"),
        ("stir-fried", "fried"),
        ("RAW", "raw"),
    ],
)
def test_ways_of_cooking_in_four_languages(told, means):
    assert method(told) == means


@pytest.mark.parametrize("told", ["boiled", "cooked", "gekocht", "cuit", "hervido"])
def test_water_that_is_not_told_is_asked(told):
    with pytest.raises(InputError, match="what became of the water"):
        method(told)


@pytest.mark.parametrize("told", ["", "sous vide in a bag of", "??"])
def test_an_unknown_way_of_cooking_is_refused(told):
    with pytest.raises(InputError, match="is no way of cooking I know"):
        method(told)


def test_an_unmeasured_way_of_cooking_is_refused():
    with pytest.raises(InputError, match=r"milk, steamed, is not known. Known ways for it: .*baked"):
        retention("milk", "steamed")
    with pytest.raises(InputError, match=r"Kinds: .*beef"):
        retention("gravel", "baked")


def test_the_survey_names_rows_by_number():
    assert by_code(0) is WHOLE
    assert by_code(3775).share("magnesium") == 0.95
    with pytest.raises(KeyError):
        by_code(9999)


def test_no_raw_vegetable_or_fruit_of_the_box_is_forgotten():
    raw = {food.id for food in box() if "raw" in words(food.name) and food.group in ("vegetable", "leafy", "fruit")}
    assert raw <= kinds().keys()
