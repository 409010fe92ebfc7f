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
     ("nuts (mixed)", "nut"), ("", "")],
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
