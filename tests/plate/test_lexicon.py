from hypothesis import given
from hypothesis import strategies as st

from epsom.plate.lexicon import Lexicon, at_each, together
from epsom.plate.wording import words

NAMES = [("rye bread", 0), ("bread, rye", 0), ("Roggenbrot", 0), ("bread", 1), ("peanut butter", 2), ("leche", 3)]
LEXICON = Lexicon(NAMES, [("Rogenbrot", 0), ("pean\nut", 2), ("rogenbrot", 0)])


def test_written_minds_case_only_where_it_tells_apart():
    assert LEXICON.written("ROGGENBROT") == [0]
    assert LEXICON.written("  rye   bread ") == [0]
    assert LEXICON.written("rye breads") == []


def test_exact_takes_plural_order_and_one_word_for_two():
    for text, number in (("rye breads", 0), ("bread rye", 0), ("peanutbutter", 2), ("peanutbutters", 2)):
        assert LEXICON.exact(words(text)) == [number], text
    assert LEXICON.exact(words("butter")) == []


def test_same_stems_wants_all_of_them_and_no_more():
    assert LEXICON.same_stems(("rye", "bread")) == [0]
    assert LEXICON.same_stems(("bread",)) == [1]
    assert LEXICON.same_stems(("bread", "rye", "seed")) == []


def test_all_words_wants_the_head():
    assert LEXICON.all_words(("bread",)) == [0, 1]
    assert LEXICON.all_words(("peanut",)) == []


def test_a_known_slip_stands_once_for_its_thing():
    assert LEXICON.misspelt == {"rogenbrot": [0], "peanut": [2]}


def test_a_rare_word_weighs_more():
    assert LEXICON.weight("roggenbrot") > LEXICON.weight("bread") > 0


def test_together_is_singular():
    assert together(["pumpkin", "seeds"]) == "pumpkinseed"
    assert together([]) == ""


@given(st.lists(st.sampled_from("abc")))
def test_at_each_gives_every_place_once(keys):
    found = at_each(keys)
    assert sorted(i for at in found.values() for i in at) == list(range(len(keys)))
    assert all(keys[i] == key for key, at in found.items() for i in at)


SPACED = st.text(max_size=12).map(lambda text: " ".join(text.split()))


@given(st.lists(st.tuples(SPACED, st.integers(0, 3)), max_size=6))
def test_any_names_can_be_kept(names):
    lexicon = Lexicon(names)
    assert len(lexicon.stems) == len(names)
    for name, number in names:
        if words(name):
            assert number in lexicon.written(name) or number in lexicon.exact(words(name))
