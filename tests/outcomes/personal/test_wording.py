"""Wording: numbers as people read them, and sentences that come whole from one table."""

from __future__ import annotations

import re
from dataclasses import replace
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.outcomes.evidence import evidence
from epsom.outcomes.personal import wording
from epsom.outcomes.personal.wording import (
    counted,
    counted_years,
    ends,
    fewer,
    fewer_ends,
    found,
    graded,
    number,
    printed,
    say,
    share,
    told,
    who_says,
)

BY_NAME = {one.outcome: one for one in evidence()}
FOOD = BY_NAME["stroke"].row("diet.fang2016")


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(-2.81, 2, "−2.81"), (0.004, 2, "0.00"), (-0.004, 2, "0.00"), (12.345, 1, "12.3"), (-0.5, 0, "0")],
)
def test_a_number_has_a_true_minus_and_is_never_minus_zero(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(("value", "text"), [(-2.0, "−2"), (1.23, "1.23"), (-17.36, "−17.36"), (100.0, "100")])
def test_as_a_source_prints_it(value, text):
    assert printed(value) == text


@pytest.mark.parametrize(
    ("pair", "text"), [((-4.32, -1.29), "−4.3 to −1.3"), ((-11.0, 5.5), "−11.0 to +5.5"), ((0.0, 2.0), "0.0 to 2.0")]
)
def test_two_ends(pair, text):
    assert ends(pair, 1) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.04, "less than 0.1"), (0.05, "0.1"), (3.46, "3.5"), (9.94, "9.9"), (10.4, "10"), (104.6, "105"),
     (-0.01, "less than 0.1")],
)  # fmt: skip
def test_a_count_of_a_thousand(value, text):
    assert counted(value) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (17.2, 28.4, "17 to 28"),
        (0.0, 15.0, "0 to 15"),
        (-0.01, 15.0, "0 to 15"),
        (-0.2, 2.1, "from 0.2 more to 2.1 fewer"),
        (-22.0, -11.0, "11 to 22"),
        (-18.0, 0.0, "0 to 18"),
        (0.0, 0.0, "0 to 0"),
    ],
)
def test_the_ends_of_fewer(low, high, text):
    assert fewer_ends(low, high) == text


def test_more_is_never_a_negative_fewer():
    assert (fewer(16.2), fewer(-16.2), fewer(0.0)) == ("16 fewer", "16 more", "0 fewer")


@given(st.floats(-1000, 1000), st.floats(0, 1000))
def test_no_count_has_a_sign(low, width):
    text = f"{fewer(low)} {fewer_ends(low, low + width)}"
    assert not re.search(r"[-−+]", text)


def test_years_and_shares():
    assert (counted_years(1), counted_years(10), counted_years(0.5)) == ("1 year", "10 years", "0.5 years")
    assert share(0.25) == "25\u00a0%"


def test_a_sentence_needs_all_its_braces():
    assert say("refusal.group", group="pregnancy") == "Not studied in pregnancy."
    with pytest.raises(KeyError):
        say("refusal.group")
    with pytest.raises(KeyError):
        say("refusal.nobody")


def test_every_template_can_be_filled_and_asks_nothing_of_anybody():
    for name, text in wording.templates().items():
        braces = {field for _, field, _, _ in Formatter().parse(text) if field is not None}
        filled = say(name, **dict.fromkeys(braces, "x"))
        assert "{" not in filled
        assert not re.search(r"\b(you|take|must|should|will|cures?|prevents?|deficient)\b", filled.lower()), name


def test_every_exposure_and_contrast_of_the_evidence_has_words():
    for one in evidence():
        for row in one.rows:
            assert told(one, row).endswith(f"[{who_says(row)}]")


def test_what_a_row_found_by_hand():
    one = BY_NAME["stroke"]
    assert found(one, FOOD) == "relative risk 0.93 (0.89 to 0.97)"
    assert told(one, FOOD).startswith("magnesium from food, per 100 mg/d more: relative risk 0.93 (0.89 to 0.97) [")
    assert found(one, replace(FOOD, interval=None)) == "relative risk 0.93, no interval printed"
    down = BY_NAME["type 2 diabetes"].row("serum.kieboom2017")
    assert "serum magnesium, per 0.1 mmol/L less: hazard ratio 1.18" in told(BY_NAME["type 2 diabetes"], down)
    flag = BY_NAME["death"].row("serum.zhang2018")
    assert "at or below 0.7 mmol/L against 0.80 to 0.89 mmol/L: hazard ratio" in told(BY_NAME["death"], flag)


@pytest.mark.parametrize(
    ("outcome", "row", "said"),
    [
        ("type 2 diabetes", "serum.schutten2019.women", "low against women whose level is not low: hazard ratio 1.8 ("),
        ("fracture", "serum.dominguez2023", "low against a normal serum magnesium: relative risk 1.25"),
        ("fracture", "serum.kunutsor2017", "low against the quarter with the most: hazard ratio 1.8 ("),
        ("nephropathy", "diet.koh2024", "low against the fifth with the most: hazard ratio 1.3 ("),
        ("type 2 diabetes", "diet.zhao2020", "high against those who eat the least: relative risk 0.78 ("),
        ("sudden cardiac death", "serum.peacock2010", "high against the quarter with the least: hazard ratio 0.62 ("),
        ("bone density", "serum.chang2020", "women with osteoporosis against women without: standardised difference"),
        ("sudden cardiac death", "serum.kieboom2016.sudden", "at or below 0.8 mmol/L against 0.81 to 0.88 mmol/L"),
    ],
)
def test_a_comparison_names_both_groups_the_right_way_round(outcome, row, said):
    """By hand from the abstracts: more harm at low magnesium is never told as more harm at high magnesium."""
    assert f", {said}" in told(BY_NAME[outcome], BY_NAME[outcome].row(row))


@pytest.mark.parametrize("marked", [{"mark": "memory"}, {"read": "memory"}])
def test_a_number_from_memory_is_withheld(marked):
    said = told(BY_NAME["stroke"], replace(FOOD, **marked))
    assert "number withheld" in said
    assert not re.search(r"0\.93|0\.89|0\.97", said)


def test_whose_grading_it_is():
    assert graded(FOOD) == "low (our grading)"
    assert graded(replace(FOOD, certainty_by="source")) == "low (the source's grading)"
