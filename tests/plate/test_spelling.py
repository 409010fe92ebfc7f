import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.plate.spelling import Known, distance, slips, sound

KNOWN = Known(["haricot", "zanahoria", "spinach", "brokkoli", "kartoffel", "vanilla", "cherry"])


@pytest.mark.parametrize(
    ("a", "b", "steps"), [("haricot", "aricot", 1), ("abcd", "acbd", 1), ("abc", "abc", 0), ("kitten", "sitting", 3)]
)
def test_distance_by_hand(a, b, steps):
    assert distance(a, b) == steps


@pytest.mark.parametrize(
    ("heard", "meant"),
    [("zanaoria", "zanahoria"), ("vanila", "vanilla"), ("kartofel", "kartoffel"), ("brocoli", "brokkoli")],
)
def test_words_that_sound_alike_are_found(heard, meant):
    assert sound(heard) == sound(meant)
    assert meant in KNOWN.sounding(heard)


def test_near_finds_what_is_close_and_says_how_far():
    assert KNOWN.near("aricot", 2) == [("haricot", 1)]
    assert KNOWN.near("spinich", 2) == [("spinach", 1)]
    assert KNOWN.near("sherry", 2) == []
    assert KNOWN.near("spinich", 0) == []


@given(st.text("abcde", min_size=1, max_size=7), st.integers(0, 2))
def test_near_finds_nothing_that_is_further(text, steps):
    known = Known(["abcde", "bcd", "ace", "edcba"])
    for word, far in known.near(text, steps):
        assert distance(text, word) == far <= steps


@given(st.text("abcdefghi", min_size=6, max_size=9), st.integers(1, 5))
def test_near_finds_a_word_with_a_letter_dropped(word, at):
    assert (word, 1) in Known([word]).near(word[:at] + word[at + 1 :], 1)


def test_short_words_have_no_slips():
    assert [slips("a" * size) for size in (4, 5, 6, 7, 8)] == [0, 0, 1, 1, 2]
