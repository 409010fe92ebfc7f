import pytest

from epsom.plate import language
from epsom.plate.foods import box
from epsom.plate.language import Portion, abroad, english, is_foreign, names_foreign_food, portion, without_of
from epsom.plate.search import words


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("zwei Scheiben Brot", True),
        ("1 EL Öl", True),
        ("un verre d'eau", True),
        ("2 tazas", True),
        ("2 cups of rice", False),
        ("one banana", False),
        ("1,5 glasses eau de Vichy", False),
        ("0,5 l Wasser", None),
        ("once almendras", None),
        ("a pot", None),
    ],
)
def test_is_foreign(text, foreign):
    assert is_foreign(text) is foreign


def test_the_name_of_a_food_tells_the_language():
    assert names_foreign_food("0,5 l Wasser")
    assert names_foreign_food("1,5 kg pommes de terre, cuites")
    assert not names_foreign_food("0,5 l milk")
    assert not names_foreign_food("0,5 l Hépar")  # of no language; the record reads its comma all the same


@pytest.mark.parametrize(
    ("text", "english", "length"),
    [
        ("Scheiben Brot", ("slice",), 1),
        ("große Scheibe Brot", ("large slice",), 2),
        ("Groesse", None, 0),
        ("tranche fine de pain", ("thin slice", "thin rasher"), 2),
        ("cuillères à soupe d'huile", ("tablespoon",), 3),
        ("c. à s. d'huile", ("tablespoon",), 3),
        ("cucharada de té de miel", ("teaspoon",), 3),
        ("cucharada de miel", ("tablespoon",), 1),
        ("gestrichener EL Zucker", ("tablespoon",), 2),
        ("grosse pomme", ("large",), 1),
        ("Esslöffel", ("tablespoon",), 1),
        ("Essloeffel", ("tablespoon",), 1),
        ("slice bread", None, 0),
        ("el aguacate", None, 0),
    ],
)  # fmt: skip
def test_portion_by_hand(text, english, length):
    found = portion(text.split(), foreign=True)
    told = " ".join(text.split()[:length])
    assert found == (None if english is None else (Portion(told, english), length))


@pytest.mark.parametrize("text", ["pot of tea", "dose of oats", "bar of chocolate", "filet mignon", "part skim milk"])
def test_an_english_word_is_no_foreign_portion(text):
    assert portion(text.split(), foreign=False) is None


def test_a_foreign_portion_is_one_that_foods_come_in():
    known = box().portion_words | {(word,) for word in language.listed("any_helping")}
    orphans = {"ounce", "one", "spoon"}  # a measure of mass; the thing itself; a spoon of which nobody says which
    for told, meant in abroad().portions.items():
        assert any(words(one) in known or one in orphans for one in meant), told


def test_a_word_is_either_a_number_or_a_portion():
    speech = abroad()
    assert not set(speech.numbers) & set(speech.portions)
    assert not set(speech.numbers) & set(speech.parts)
    assert not set(speech.portions) & (speech.of | speech.ands)
    assert not set(english().numbers) & set(english().parts)


def test_every_size_is_one_that_english_has():
    assert {one for meant in abroad().sizes.values() for one in meant} <= set(language.listed("sizes"))


def test_neutral_preparations_are_ones_that_a_word_leads_to():
    meant = {one for found in abroad().preparations.values() for one in found}
    assert language.neutral_preparations() <= meant


@pytest.mark.parametrize(
    ("text", "rest"),
    [("of milk", "milk"), ("de la leche", "leche"), ("d'eau", "eau"), ("de l'eau", "eau"), ("von Milch", "Milch"),
     ("del arroz", "arroz"), ("Del Monte", "Del Monte"), ("De Cecco pasta", "De Cecco pasta"), ("dates", "dates")],
)  # fmt: skip
def test_without_of(text, rest):
    assert " ".join(without_of(text.split())) == rest
