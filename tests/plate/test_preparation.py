from dataclasses import replace

import pytest

from epsom.errors import InputError
from epsom.plate.foods import Foods
from epsom.plate.preparation import also, find, prepared, sure


@pytest.fixture(scope="module")
def shelf(few):
    """The made-up box with raw beside cooked, canned beside boiled, brown beside white, and names in four languages."""
    cooked, boiled, almond, bread = (few[id] for id in ("spinach", "chickpea", "almond", "bread"))
    return Foods([
        replace(cooked, name="spinach, cooked", names=("Spinat", "épinards", "espinacas")),
        replace(cooked, id="raw", name="spinach, raw", names=()),
        replace(boiled, name="chickpeas", names=("Kichererbsen", "pois chiches", "garbanzos")),
        replace(boiled, id="canned", name="chickpeas, canned", names=()),
        replace(almond, names=("Mandeln", "amandes", "almendras")),
        replace(almond, id="roasted", name="almonds, roasted", names=()),
        replace(bread, id="brown", name="rice, brown", names=("Naturreis", "riz complet", "arroz integral")),
        replace(bread, id="white", name="rice, white", names=("rice", "cooked rice", "Reis", "riz", "arroz")),
        replace(almond, id="oats", name="oats, dry", names=("Haferflocken",)),
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("gekochter Spinat", "spinach"),
        ("Spinat, gekocht", "spinach"),
        ("roher Spinat", "raw"),
        ("frischer roher Spinat", "raw"),
        ("épinards cuits", "spinach"),
        ("épinards crus", "raw"),
        ("épinards cuits à la vapeur", "spinach"),
        ("espinacas cocidas", "spinach"),
        ("espinacas crudas", "raw"),
        ("Kichererbsen aus der Dose", "canned"),
        ("Kichererbsen aus der Dose, abgetropft", "canned"),
        ("Kichererbsen, abgetropft", "chickpea"),
        ("pois chiches en conserve", "canned"),
        ("pois chiches égouttés", "chickpea"),
        ("garbanzos de lata, escurridos", "canned"),
        ("garbanzos cocidos y escurridos", "chickpea"),
        ("chickpeas, drained", "chickpea"),
        ("chickpeas from a tin, drained and rinsed", "canned"),
        ("geröstete Mandeln", "roasted"),
        ("gehackte Mandeln", "almond"),
        ("amandes grillées", "roasted"),
        ("almendras tostadas", "roasted"),
        ("riz complet cuit", "brown"),
        ("riz cuit", "white"),
        ("gekochter Naturreis", "brown"),
    ],
)
def test_prepared_by_hand(shelf, text, id):
    match = prepared(text, shelf, foreign=True)
    assert match is not None
    assert (match.food.id, match.told) == (id, text)
    assert match.how == "word"  # never as certain as the name itself
    assert match.score < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Mandeln",  # no preparation
        "gekochte Haferflocken",  # no row for porridge here: dry oats are not cooked ones
        "geräucherte Mandeln",  # a preparation that the box does not know of almonds
        "gekochter Xylit",  # no food
        "gekocht",
    ],
)
def test_what_the_box_does_not_know_is_not_guessed(shelf, text):
    assert prepared(text, shelf, foreign=True) is None
    if text != "Mandeln":
        with pytest.raises(InputError):
            find(text, shelf, foreign=True)


def test_the_words_as_told_come_first(shelf):
    named = Foods([*shelf, replace(shelf["almond"], id="porridge", name="gekochter Spinat", names=())])
    match = sure("gekochter Spinat", named, foreign=True)
    assert match is not None
    assert (match.food.id, match.how) == ("porridge", "exact")


def test_a_slip_of_the_pen_is_not_sure(shelf):
    assert sure("chikpeas", shelf, foreign=False) is None
    assert find("chikpeas", shelf, foreign=False).how == "spelling"


def test_what_comes_in_a_can_is_canned(shelf):
    chickpeas = find("chickpeas", shelf, foreign=False)
    canned = also(chickpeas, "canned", shelf)
    assert canned is not None
    assert (canned.food.id, canned.how, canned.told) == ("canned", "word", "chickpeas")
    assert also(find("Mandeln", shelf, foreign=True), "canned", shelf) is None
