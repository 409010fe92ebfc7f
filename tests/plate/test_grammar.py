import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate import grammar


@pytest.mark.parametrize(
    ("text", "count", "grams", "millilitres", "words"),
    [
        ("zwei Scheiben Vollkornbrot", 2, None, None, "Scheiben Vollkornbrot"),
        ("1,5 Tassen gekochter Spinat", 1.5, None, None, "Tassen gekochter Spinat"),
        ("½ Avocado", 0.5, None, None, "Avocado"),
        ("250 Gramm Magerquark", 250, 250, None, "Magerquark"),
        ("150 g Kichererbsen, abgetropft", 150, 150, None, "Kichererbsen, abgetropft"),
        ("0,75 Liter von der Milch", 0.75, None, 750, "der Milch"),
        ("ein Viertel Liter Milch", 0.25, None, 250, "Milch"),
        ("ein halbes Pfund Kartoffeln", 0.5, 250, None, "Kartoffeln"),
        ("2EL Leinsamen", 2, None, None, "EL Leinsamen"),
        ("etwa 30 g Mandeln", 30, 30, None, "Mandeln"),
        ("rund zwanzig Mandeln", 20, None, None, "Mandeln"),
        ("2 mal 150 Gramm Linsen", 300, 300, None, "Linsen"),
        ("2 Scheiben Brot (je 35 g)", 2, 70, None, "Scheiben Brot"),
        ("2 Scheiben Brot (à 35 g)", 2, 70, None, "Scheiben Brot"),
        ("2 Scheiben Brot à 35 g", 2, 70, None, "Scheiben Brot"),
        ("2 Scheiben Brot (70 g insgesamt)", 2, 70, None, "Scheiben Brot"),
        ("Leinsamen, 2 Esslöffel", 2, None, None, "Esslöffel of Leinsamen"),
        ("Mandeln, eine Handvoll", 1, None, None, "Handvoll of Mandeln"),
        ("une poignée d'amandes", 1, None, None, "poignée d'amandes"),
        ("200 ml de lait", 200, None, 200, "lait"),
        ("200 g d'épinards", 200, 200, None, "épinards"),
        ("200 g d’épinards", 200, 200, None, "épinards"),
        ("2 décilitres de lait", 2, None, 200, "lait"),
        ("un kilo et demi de riz", 1.5, 1500, None, "riz"),
        ("un demi-litre de lait", 0.5, None, 500, "lait"),
        ("une demi-douzaine d'œufs", 6, None, None, "œufs"),
        ("une livre de fraises", 1, 500, None, "fraises"),
        ("environ 30 g de noix", 30, 30, None, "noix"),
        ("2 fois 150 g de pois chiches", 300, 300, None, "pois chiches"),
        ("2 tranches de pain (35 g chacune)", 2, 70, None, "tranches de pain"),
        ("2 tranches de pain (70 g au total)", 2, 70, None, "tranches de pain"),
        ("huile d'olive : 2 cuillères à soupe", 2, None, None, "cuillères à soupe of huile d'olive"),
        ("dos rebanadas de pan integral", 2, None, None, "rebanadas de pan integral"),
        ("taza y media de arroz", 1.5, None, None, "taza de arroz"),
        ("200 mililitros de leche", 200, None, 200, "leche"),
        ("medio kilo de patatas", 0.5, 500, None, "patatas"),
        ("100 gramos de la tarta", 100, 100, None, "tarta"),
        ("unos 30 gramos de nueces", 30, 30, None, "nueces"),
        ("unas 20 almendras", 20, None, None, "almendras"),
        ("más o menos 30 gramos de nueces", 30, 30, None, "nueces"),
        ("2 rebanadas de pan (35 g cada una)", 2, 70, None, "rebanadas de pan"),
        ("2 rebanadas de pan (70 g en total)", 2, 70, None, "rebanadas de pan"),
        ("1 cup half and half", 1, None, None, "cup half and half"),
        ("2 Del Monte peaches", 2, None, None, "Del Monte peaches"),
        ("one little gem lettuce", 1, None, None, "little gem lettuce"),
        ("a cup and a half of milk", 1.5, None, None, "cup of milk"),
    ],
)  # fmt: skip
def test_read_by_hand_in_four_languages(text, count, grams, millilitres, words):
    line = grammar.read(text)
    assert (line.count, line.grams, line.millilitres) == pytest.approx((count, grams, millilitres))
    assert line.words == words


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,050 Gramm Mandeln", r"1,050 has a comma\. Write 1\.050 or 1050\."),
        ("1.050 Gramm Mandeln", r"is 1\.050 about 1 or 1050\?"),
        ("1,5 cups of spinach", r"1,5 has a comma\. Write 1\.5\."),
        ("1,5 glasses of eau de Vichy", r"1,5 has a comma\. Write 1\.5\."),
        ("0,5 l milk", r"0,5 has a comma\. Write 0\.5\."),
        ("2 bis 3 Scheiben Brot", "is a range"),
        ("2 à 3 tranches de pain", "is a range"),
        ("2 a 3 rebanadas de pan", "is a range"),
        ("2-3 Scheiben Brot", "is a range"),
        ("einige Mandeln", "does not say how much"),
        ("ein paar Mandeln", "does not say how much"),
        ("ein bisschen Reis", "does not say how much"),
        ("quelques amandes", "does not say how much"),
        ("un peu de riz", "does not say how much"),
        ("unas almendras", "does not say how much"),
        ("un poco de arroz", "does not say how much"),
        ("0 Gramm Mandeln", "amount of nothing"),
        ("200 Gramm", "names no food"),
        ("2 Scheiben Brot (35 Gramm)", "for one or for all"),
        ("2 Scheiben Brot (35 g am Stück)", r"cannot read \(35 g am Stück\)"),
    ],
)
def test_read_refuses_in_four_languages(text, says):
    with pytest.raises(InputError, match=says):
        grammar.read(text)


SPOKEN = ["2", "1/2", "0,5", "1.500", "(", ")", "35 g", "je", "x", ":", ",", "ein", "halbes", "paar", "d'", "de", "et",
          "demie", "und", "of", "EL", "cuillère", "à", "soupe", "Tasse", "great", "Milch", "unas", "once", "-",
          "Dutzend", "la"]  # fmt: skip


@given(st.lists(st.sampled_from(SPOKEN), max_size=8).map(" ".join), st.booleans())
def test_read_takes_any_foreign_words_or_says_why_not(text, foreign):
    try:
        line = grammar.read(text, foreign)
    except InputError:
        return
    assert line.words
    assert line.count is None or line.count > 0


def test_the_food_may_tell_the_language():
    assert grammar.read("0,5 l Wasser", foreign=True).millilitres == 500
    with pytest.raises(InputError, match="has a comma"):
        grammar.read("0,5 l Wasser")


def test_every_measure_is_found_by_each_of_its_words():
    for measure in grammar.measures().values():
        assert measure.kind in grammar.KINDS
        assert measure.size > 0
    assert grammar.measures()["pfund"].size == 500.0
    assert grammar.measures()["decilitre"].size == 100.0
    assert "" not in grammar.measures()
