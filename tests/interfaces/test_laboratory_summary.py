"""The laboratory on the terminal: each value, the stores, what may be behind them, what would tell most next."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from epsom.interfaces.summary import summary

HERE = Path(__file__)
fake = runpy.run_path(str(HERE.with_name("fake_assessment.py")))["fake"]
LABORATORY = runpy.run_path(str(HERE.with_name("fake_laboratory.py")))
TITLES = (
    "What the laboratory says", "The stores, before these values and after", "What may be behind it",
    "What would tell most next",
)  # fmt: skip


def lines_of(title: str, **changes: object) -> list[str]:
    """Return the lines under a title, each point in one line."""
    text = summary(fake(**LABORATORY["laboratory"](**changes)))
    section = text.partition(f"\n{title}\n")[2].partition("\n\n")[0]
    return [" ".join(point.split()) for point in f"\n{section}".split("\n- ")[1:]]


def test_the_four_parts_stand_in_their_order_after_the_page():
    text = summary(fake(**LABORATORY["laboratory"](causes=LABORATORY["causes"]())))
    places = [text.index(f"\n{title}\n") for title in TITLES]
    assert places == sorted(places)
    assert text.index("Swaps") < places[0]


def test_without_values_and_signs_one_line_says_what_would_tell_most():
    nothing = {"labs": (), "signs": (), "learned": (), "learned_in_all": None}
    text = summary(fake(**LABORATORY["laboratory"](**nothing)))
    assert not any(title in text for title in TITLES)
    assert "Next test        Ionised magnesium, for review." in text
    assert len(text.splitlines()) <= 28


def test_each_value_has_its_range_what_was_expected_and_how_much_it_told():
    said = lines_of(TITLES[0])[1:]
    for lab in LABORATORY["labs"]():
        (line,) = [line for line in said if f"{lab.heading[1:]} {lab.told}" in line]
        for one in lab.ranges[:1]:
            assert f"{one.word} ({one.printed}" in line
        assert ("before it was read" in line) == (lab.used and lab.expected is not None)
        if not lab.used and lab.doubt != "kept":
            assert lab.why in line
            assert lab.question in line


def test_what_each_told_is_said_in_words_and_bits():
    said = " ".join(lines_of(TITLES[0]))
    for one in LABORATORY["learned"]():
        assert f"about the stores ({one.bits:.2f} bits)" in said
    assert "All together told much about the stores (2.10 bits)." in said
    assert "as far as published data allow" in said


def test_a_sign_is_told_and_never_added_up():
    said = lines_of(TITLES[0])
    assert said[-2:] == ["Seizure: urgent human care.", "Cramps: not told by any study."]


def test_nothing_is_behind_what_needs_no_explaining():
    assert lines_of(TITLES[2])
    assert lines_of(TITLES[2], causes=LABORATORY["not_looked_for"]()) == []


@pytest.mark.parametrize("best", ["ionised_magnesium", None])
def test_the_next_test_has_its_numbers_or_none_is_worth_it(best: str | None):
    asked = LABORATORY["next_test"](best)
    said = " ".join(lines_of(TITLES[3], next_test=asked))
    assert asked.words.lay[-1] in said
    assert ("Expected: 0.20 bits" in said) == (best is not None)
    assert ("The most that any would tell is 0.20 bits (ionised magnesium)." in said) == (best is None)


def test_a_warning_that_repeats_a_reason_stands_once():
    found = LABORATORY["laboratory"]()
    unused = next(lab for lab in found["labs"] if lab.why and lab.doubt != "kept")
    text = summary(fake(**found, warnings=(f"It does not count: {unused.why} {unused.question}", "Another warning.")))
    assert " ".join(text.split()).count(unused.why) == 1
    assert "! Another warning." in text


def test_an_alert_comes_first():
    ranked = replace(LABORATORY["causes"](), alerts=("Serum magnesium 0.45 mmol/L: urgent human care (D04).",))
    assert lines_of(TITLES[0], causes=ranked)[0] == ranked.alerts[0]
