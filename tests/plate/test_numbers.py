import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate.numbers import and_a_half, figure, number, with_points


@pytest.mark.parametrize(
    ("text", "value", "rest"),
    [
        ("2 eggs", 2, "eggs"),
        ("1/3 cup", 1 / 3, "cup"),
        ("1 1/2 cups", 1.5, "cups"),
        ("one and a half cups", 1.5, "cups"),
        ("half a dozen eggs", 6, "eggs"),
        ("one hundred grams", 100, "grams"),
        ("two hundred and fifty grams", 250, "grams"),
        ("fifteen almonds", 15, "almonds"),
        ("deux cent cinquante grammes", 250, "grammes"),
        ("doscientos cincuenta gramos", 250, "gramos"),
        ("zweihundertfünfzig Gramm", 250, "Gramm"),
        ("hundred one egg sandwiches", None, "hundred one egg sandwiches"),
        ("cien un huevo", 100, "un huevo"),
        ("ein Ei", 1, "Ei"),
        ("eine Banane", 1, "Banane"),
        ("fünf Nüsse", 5, "Nüsse"),
        ("fuenf Nüsse", 5, "Nüsse"),
        ("FÜNF Nüsse", 5, "Nüsse"),
        ("zwölf Nüsse", 12, "Nüsse"),
        ("halbe Avocado", 0.5, "Avocado"),
        ("eine halbe Avocado", 0.5, "Avocado"),
        ("die Hälfte einer Avocado", 0.5, "Avocado"),
        ("ein Viertel Liter", 0.25, "Liter"),
        ("drei viertel Liter", 0.75, "Liter"),
        ("dreiviertel Liter", 0.75, "Liter"),
        ("anderthalb Tassen", 1.5, "Tassen"),
        ("zwei und eine halbe Tasse", 2.5, "Tasse"),
        ("zweieinhalb Tassen", 2.5, "Tassen"),
        ("ein halbes Dutzend Eier", 6, "Eier"),
        ("zwei Dutzend Eier", 24, "Eier"),
        ("ein Paar Eier", 2, "Eier"),
        ("zweihundert Gramm", 200, "Gramm"),
        ("un œuf", 1, "œuf"),
        ("deux œufs", 2, "œufs"),
        ("demi avocat", 0.5, "avocat"),
        ("un demi avocat", 0.5, "avocat"),
        ("la moitié d'un avocat", 0.5, "avocat"),
        ("un quart de litre", 0.25, "litre"),
        ("trois quarts d'une tasse", 0.75, "tasse"),
        ("deux tiers de tasse", 2 / 3, "tasse"),
        ("deux et demi", 2.5, ""),
        ("une douzaine d'œufs", 12, "d'œufs"),
        ("une demi douzaine d'œufs", 6, "d'œufs"),
        ("deux cents grammes", 200, "grammes"),
        ("vingt-cinq amandes", 25, "amandes"),
        ("dos huevos", 2, "huevos"),
        ("medio aguacate", 0.5, "aguacate"),
        ("media taza", 0.5, "taza"),
        ("un cuarto de kilo", 0.25, "kilo"),
        ("tres cuartos de taza", 0.75, "taza"),
        ("dos y media tazas", 2.5, "tazas"),
        ("una docena de huevos", 12, "de huevos"),
        ("media docena de huevos", 6, "de huevos"),
        ("la mitad de un aguacate", 0.5, "aguacate"),
        ("un par de huevos", 2, "de huevos"),
        ("once almendras", 11, "almendras"),
        ("elf Mandeln", 11, "Mandeln"),
        ("spinach", None, "spinach"),
        ("", None, ""),
    ],
)
def test_number_by_hand(text, value, rest):
    found, left = number(text.split(), foreign=True)
    assert found == (None if value is None else pytest.approx(value))
    assert " ".join(left) == rest


@pytest.mark.parametrize("text", ["once almonds", "elf almonds", "quart of milk", "par boiled rice", "à la carte"])
def test_an_english_word_is_no_foreign_number(text):
    assert number(text.split()) == (None, text.split())


def test_a_quart_is_no_quarter_in_english():
    assert number(["a", "quart", "of", "milk"]) == (1.0, ["quart", "of", "milk"])
    assert number(["un", "quart", "de", "lait"], foreign=True) == (0.25, ["lait"])


@pytest.mark.parametrize(
    ("text", "part", "rest"),
    [
        ("tasse et demie de riz", 0.5, "tasse de riz"),
        ("litre et demi", 0.5, "litre"),
        ("cuillère à soupe et demie d'huile", 0.5, "cuillère à soupe d'huile"),
        ("taza y media de arroz", 0.5, "taza de arroz"),
        ("cup and a half of rice", 0.5, "cup of rice"),
        ("cup half and half", 0.0, "cup half and half"),
        ("banana and half an avocado", 0.0, "banana and half an avocado"),
        ("cup mac and cheese", 0.0, "cup mac and cheese"),
    ],
)
def test_and_a_half_behind_the_measure(text, part, rest):
    assert and_a_half(text.split(), foreign=True) == (part, rest.split())


@pytest.mark.parametrize(
    ("token", "value"), [("2", 2), ("0.5", 0.5), ("3/4", 0.75), ("1/0", None), ("2.", None), ("1e3", None)]
)
def test_figure_by_hand(token, value):
    assert figure(token) == value


@given(whole=st.integers(0, 4999), behind=st.integers(0, 99))
def test_a_decimal_comma_is_a_point_in_a_foreign_line(whole, behind):
    told = f"{whole},{behind:02d} kg Reis"
    assert with_points(told, told, foreign=True) == f"{whole}.{behind:02d} kg Reis"
    with pytest.raises(InputError, match=r"has a comma\. Write"):
        with_points(told, told, foreign=False)


@given(whole=st.integers(1, 999), behind=st.integers(0, 999), foreign=st.booleans())
def test_three_digits_behind_a_comma_are_always_asked(whole, behind, foreign):
    told = f"{whole},{behind:03d} g"
    with pytest.raises(InputError, match=rf"Write {whole}\.{behind:03d} or {whole}{behind:03d}\."):
        with_points(told, told, foreign)


def test_a_german_thousand_is_asked_too():
    with pytest.raises(InputError, match=r"is 1\.500 about 1 or 1500\?"):
        with_points("1.500 g Kartoffeln", "1.500 g Kartoffeln", foreign=True)
    assert with_points("1.500 kg potatoes", "1.500 kg potatoes", foreign=False) == "1.500 kg potatoes"
    assert with_points("0,250 kg Reis", "0,250 kg Reis", foreign=True) == "0.250 kg Reis"  # no thousand begins with 0
