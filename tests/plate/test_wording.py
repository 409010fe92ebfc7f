import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import TableError
from epsom.plate import wording as room
from epsom.plate.wording import folded, plain, rooted, scores, singular, stem, stems, tokens, wording, words


def root(text: str) -> tuple[str, ...]:
    return stems(tokens(folded(text)))


def test_folded_drops_case_accents_and_elision():
    assert folded("Crème d'Épinards à l’œuf, ½ 70 %") == "creme epinards a oeuf, 1⁄2 70%"
    assert folded("Goat's Äpfel\nsüß") == "goats apfel\nsuss"


@pytest.mark.parametrize("text", ["Milch, 1,5 %", "milch 1.5%"])
def test_a_decimal_comma_is_a_point(text):
    assert "1.5%" in tokens(folded(text))


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("Tomate", "Tomaten"), ("Nuss", "Nüsse"), ("Kartoffel", "Kartoffeln"), ("Apfel", "Äpfel"), ("Pilz", "Pilze"),
        ("Bohne", "Bohnen"), ("Auster", "Austern"),
        ("gâteau", "gâteaux"), ("chou", "choux"), ("pêche", "pêches"), ("tomate", "tomates"), ("noix", "noix"),
        ("limón", "limones"), ("nuez", "nueces"), ("pimiento", "pimientos"), ("melón", "melones"),
        ("berry", "berries"), ("peach", "peaches"), ("leaf", "leaves"),
    ],
)  # fmt: skip
def test_one_and_many_have_one_stem(one, many):
    assert root(one) == root(many)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Käse", "Kaese"), ("süß", "suess"), ("Müsli", "Muesli"), ("œufs", "oeuf"), ("piña", "pina"), ("Brühe", "bruhe")],
)
def test_an_accent_may_be_written_or_left_out(one, other):
    assert root(one) == root(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("chicken", "chick"),
        ("beer", "Beeren"),
        ("pasta", "paste"),
        ("lime", "lima"),
        ("con gas", "sin gas"),
        ("7", "70"),
    ],
)
def test_different_words_keep_different_stems(one, other):
    assert root(one) != root(other)


@pytest.mark.parametrize(
    "text", ["gekochter Spinat", "Spinat, gegart", "boiled Spinat", "Spinat cocida", "der Spinat cuit"]
)
def test_one_way_to_cook_in_four_languages(text):
    assert sorted(root(text)) == ["cooked", "spinat"]


def test_words_said_in_passing_are_left_out_unless_they_are_all():
    assert root("filet de saumon à la crème") == ("filet", "saumon", "crem")
    assert root("de la") == ("de", "la")


def test_plain_leaves_out_praise_and_serving_unless_that_is_all():
    assert list(plain(["glass", "fresh", "milk"])) == ["milk"]
    assert list(plain(["fresh"])) == ["fresh"]


def test_the_lists_are_written_as_they_are_looked_up():
    table = tomllib.loads(files("epsom").joinpath(room.TABLE).read_text("utf-8"))
    listed = [*table["little"], *table["neutral"], *table["whole"], *table["uncooked"], *table["english"]["little"]]
    listed += [one for alike in table["same"].values() for one in alike]
    for word in listed:
        assert folded(word) == word
    assert len(set(table["neutral"])) == len(table["neutral"])
    assert not set(table["neutral"]) & wording().little
    for meaning in table["same"]:
        assert rooted(meaning) == rooted(table["same"][meaning][0])


def test_a_word_with_two_meanings_is_refused(monkeypatch):
    table = tomllib.loads(files("epsom").joinpath(room.TABLE).read_text("utf-8"))
    table["same"] = {"cooked": ["boiled"], "raw": ["boiled"]}
    monkeypatch.setattr(room.tomllib, "loads", lambda _: table)
    with pytest.raises(TableError, match="'boiled' stands for 'cooked' and for 'raw'"):
        wording.__wrapped__()


def test_surer_finds_score_higher():
    at = scores()
    assert 1.0 >= at.written > at.exact > at.stems > at.known_slip > at.bare > at.served
    assert at.served > at.shared + at.like + at.first > at.fair > at.poor
    assert at.longer + at.finished < 1.0
    assert at.part + at.whole_part < 1.0


@given(st.text(max_size=12))
def test_any_text_has_words_and_stems(text):
    found = tokens(folded(text))
    assert bool(found) == bool(words(text)) == bool(stems(found))
    assert all(stem(word) for word in found)


@given(st.from_regex("[a-z]{1,12}", fullmatch=True))
def test_a_stem_is_never_longer_than_its_word_nor_empty(word):
    assert 0 < len(stem(word)) <= max(len(singular(word)), 1)
