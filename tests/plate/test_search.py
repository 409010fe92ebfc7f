import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.plate.search import Index, distance, head, singular, slipped, slips, words

NAMES = [
    ("pumpkin seeds", 0),
    ("bread, whole wheat", 1),
    ("milk chocolate", 2),
    ("chocolate milk", 3),
    ("apple pie", 4),
]
INDEX = Index([*NAMES, ("rye bread", 5), ("pepitas", 0)], [("pumkinseed", 0)])


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ("", "", 0),
        ("seed", "seed", 0),
        ("pumkin", "pumpkin", 1),
        ("almnods", "almonds", 1),
        ("abc", "", 3),
        ("ab", "cd", 2),
    ],
)
def test_distance_counts_slips_of_the_pen(a, b, steps):
    assert distance(a, b) == steps


@given(st.text("abcd", max_size=8), st.text("abcd", max_size=8))
def test_distance_is_symmetric_and_bounded(a, b):
    assert distance(a, b) == distance(b, a)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a == b)


@pytest.mark.parametrize(
    ("many", "one"),
    [("seeds", "seed"), ("berries", "berry"), ("potatoes", "potato"), ("peaches", "peach"), ("glasses", "glass"),
     ("leaves", "leaf"), ("cookies", "cookie"), ("olives", "olive"), ("boxes", "box")],
)  # fmt: skip
def test_singular_and_plural_end_up_the_same(many, one):
    assert singular(many) == singular(one)


@pytest.mark.parametrize("word", ["hummus", "swiss", "gas", "couscous"])
def test_singular_leaves_words_that_only_look_plural(word):
    assert singular(word) == word


def test_words_drop_accents_case_and_little_words():
    assert words("The Hépar of Crème-brûlée, 70 % boiled") == ("hepar", "creme", "brulee", "70%", "cooked")


@pytest.mark.parametrize("text", ["whole wheat bread", "Bread, Whole Wheat", "wheat bread whole"])
def test_sure_minds_neither_order_nor_plural(text):
    assert INDEX.sure(text) == ([1], "exact")


def test_sure_keeps_order_where_order_tells_two_things_apart():
    assert INDEX.sure("milk chocolate") == ([2], "exact")
    assert INDEX.sure("chocolate milk") == ([3], "exact")


def test_sure_takes_words_that_only_one_name_has_and_few_more():
    assert INDEX.sure("organic rye bread") == ([5], "word")
    assert INDEX.sure("pie") == ([4], "fragment")
    assert INDEX.sure("bread")[0] == [1, 5]
    assert INDEX.sure("xylophone") == ([], "fragment")


@pytest.mark.parametrize("text", ["pumkin seeds", "pumpkin sedes", "pumpkinseds", "pumkinseed", "seeds pumkin"])
def test_sure_mends_a_slip_and_says_so(text):
    assert INDEX.sure(text) == ([0], "spelling")


def test_cooked_may_be_said_of_food_as_it_is_eaten_but_not_of_raw_food():
    index = Index([("brown rice", 0), ("carrots, raw", 1), ("carrots", 1)])
    assert index.sure("boiled brown rice") == ([0], "word")
    assert index.sure("boiled carrots") == ([], "fragment")


def test_search_offers_what_shares_a_word():
    assert INDEX.search("brown rye toast", 3)[0].number == 5


def test_sure_mends_nothing_in_short_words():
    assert slips("rye") == slips("lime") == 0
    assert INDEX.sure("rya") == ([], "fragment")


def test_sure_never_takes_a_thing_by_what_only_describes_it():
    """A multivitamin is no multivitamin juice, rye no bread, and mint no mint tea."""
    index = Index([("multivitamin juice", 0), ("rye bread", 1), ("bread, rye, toasted", 2), ("tea with mint", 3)])
    for text in ("multivitamin", "rye", "mint", "rye toasted"):
        assert index.sure(text) == ([], "fragment")
    assert index.sure("tea")[0] == [3]


@pytest.mark.parametrize(
    ("name", "thing"),
    [("rye bread", "bread"), ("bread, rye", "bread"), ("tea with mint", "tea"), ("potatoes in their skin", "potato"),
     ("nuts (mixed)", "nut"), ("", ""), ("noix de cajou", "noix"), ("varitas de merluza", "varita"),
     ("huile d'olive", "huile"), ("chili con carne", "chili"), ("Nudeln mit Soße", "nudeln"),
     ("dehydrated soup", "soup")],
)  # fmt: skip
def test_head_is_what_a_thing_is(name, thing):
    assert head(name) == thing


@pytest.mark.parametrize("pair", [("sherry", "cherry"), ("toffee", "coffee"), ("celeriac", "celeri"), ("lime", "lima")])
def test_another_word_is_no_slip(pair):
    assert slipped(*pair) is None


def test_a_figure_is_never_mended():
    index = Index([("avocado", 0), ("chocolate, 70%", 1)])
    assert index.sure("10 avocado") == ([], "fragment")
    assert index.sure("chocolate 75%") == ([], "fragment")


def test_search_puts_exact_before_words_before_fragments():
    assert [hit.how for hit in INDEX.search("milk chocolate", 2)] == ["exact", "word"]
    assert [(hit.number, hit.how) for hit in INDEX.search("pump", 5)] == [(0, "fragment")]
    assert INDEX.search("chocolat", 1)[0].number in (2, 3)


@given(st.text(max_size=30))
def test_search_takes_any_text_and_keeps_its_promises(text):
    hits = INDEX.search(text, 4)
    assert len(hits) <= 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0.0 < hit.score <= 1.0 for hit in hits)
    assert len({hit.number for hit in hits}) == len(hits)
    INDEX.sure(text)


# --- four languages --------------------------------------------------------------------------------------------------

FOUR = Index(
    [
        ("French fries", 0), ("Pommes", 0),
        ("apple", 1), ("pomme", 1), ("pommes", 1), ("Apfel", 1),
        ("spinach, cooked", 2), ("spinach", 2), ("Spinat", 2), ("épinards", 2),
        ("spinach, raw", 3), ("raw spinach", 3), ("roher Spinat", 3),
        ("kidney beans, canned", 4), ("kidney beans", 5),
        ("pasta", 6), ("pâtes", 6), ("liver pâté", 7), ("pâté", 7),
        ("water, sparkling", 8), ("agua con gas", 8), ("water, still", 9), ("agua sin gas", 9),
        ("rye bread", 10), ("Brot", 10), ("wholegrain bread", 11), ("Vollkornbrot", 11),
        ("almonds", 12), ("amandes", 12), ("almond milk", 13), ("lait d'amande", 13),
        ("green beans", 14), ("haricots verts", 14), ("carrots", 15), ("zanahoria", 15),
    ]
)  # fmt: skip


def first(text: str) -> int | None:
    hits = FOUR.search(text, 1)
    return hits[0].number if hits else None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("gekochter Spinat", 2), ("épinards cuits", 2), ("Spinat", 2), ("epinard", 2),
        ("spinach crudo", 3), ("rohe Spinat", 3),
        ("tin of kidney beans", 4), ("tinned kidney beans", 4), ("kidney bean", 5),
        ("PÂTES", 6), ("pâté", 7), ("agua mineral con gas", 8), ("water sin gas", 9),
        ("Vollkorn Brot", 11), ("vollkornbrote", 11), ("Sesambrot", 10), ("une poignée d'amandes", 12), ("amande", 12),
        ("lait d’amandes", 13), ("almondmilk", 13), ("haricot vert", 14), ("Äpfel", 1), ("a glass of almond milk", 13),
    ],
)  # fmt: skip
def test_search_reads_four_languages(text, number):
    assert first(text) == number


@pytest.mark.parametrize(
    ("text", "number"), [("aricots verts", 14), ("zanaoria", 15), ("Volkornbrod", 11), ("spinich", 2), ("almnods", 12)]
)
def test_search_mends_what_sounds_or_looks_alike(text, number):
    hit = FOUR.search(text, 1)[0]
    assert (hit.number, hit.how) == (number, "spelling")


def test_a_capital_tells_two_languages_apart_and_small_letters_leave_a_choice():
    assert FOUR.sure("Pommes") == ([0], "exact")
    assert sorted(Index([("pommes", 1), ("Pommes", 0)]).sure("pommes")[0]) == [0, 1]
    assert first("Pommes") == 0


def test_an_accent_tells_two_foods_apart():
    assert FOUR.sure("pâtes") == ([6], "exact")
    assert FOUR.sure("pâté") == ([7], "exact")


def test_sure_understands_how_it_was_cooked_in_four_languages():
    for text in ("gekochter Spinat", "Spinat, gekocht", "épinards cuits", "boiled spinach"):
        assert FOUR.sure(text)[0] == [2], text
    assert FOUR.sure("roher Spinat")[0] == [3]


@pytest.mark.parametrize("text", ["alm", "haric", "Vollk", "kidney bea", "boil"])
def test_an_unfinished_word_is_no_slip(text):
    assert all(hit.how in ("fragment", "word") for hit in FOUR.search(text, 3))


def test_search_of_no_names_finds_nothing():
    assert Index([]).search("bread", 3) == []
    assert Index([]).sure("bread") == ([], "fragment")


@given(st.sampled_from(["spinach, raw", "kidney beans, canned", "lait d'amande", "Vollkornbrot"]), st.integers(1, 20))
def test_a_name_is_found_from_its_first_letters_on(name, letters):
    number = FOUR.sure(name)[0][0]
    if len(name[:letters].rstrip(" ,'")) > 2:
        assert number in [hit.number for hit in FOUR.search(name[:letters], 10)]
