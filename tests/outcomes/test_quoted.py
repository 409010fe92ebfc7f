"""Numbers quoted in words: they are the tables' own, and braces that lead nowhere do not load."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import TableError
from epsom.outcomes.quoted import filled
from epsom.plate.foods import box

KNOWN = [food for food in box() if food.magnesium is not None]


@pytest.mark.parametrize(
    ("braces", "number"),
    [
        ("{RDA male 25}", "400"),  # p. 219 and 239 of the reference values of 1997
        ("{RDA female 40}", "320"),
        ("{RDA lactation 16}", "360"),
        ("{RDA child 6}", "130"),
        ("{UL_supplemental child 2}", "65"),
        ("{UL_supplemental male 40 of EU SCF 2001 / EFSA 2006}", "250"),
        ("{AI female 40 of EU EFSA 2015}", "300"),
        ("{food almonds}", "270"),  # food 12061 of the US tables
        ("{row diet.han2017}", "0.95 (0.9 to 1)"),
        ("{row supplement.argeros2025.systolic}", "−2.81 (−4.32 to −1.29)"),
        ("{mmol of 24 g}", "987"),  # 24 / 0.024305
        ("{g of 1100 mmol}", "26.7"),  # 1100 * 0.024305
    ],
)
def test_braces_become_what_the_table_prints(braces: str, number: str):
    assert filled(f"It is {braces} here.", "a place") == f"It is {number} here."


@pytest.mark.parametrize(
    "braces",
    [
        "{}", "{RDA}", "{RDA male}", "{RDA male old}", "{RDA male 25 by EU EFSA 2015}", "{RDA male 25 of nobody}",
        "{XYZ male 25}", "{food}", "{food moon cheese}", "{food moon-cheese}", "{row nobody.nowhere}",
        "{mmol of 24 spoons}", "{mmol in 24 g}", "{mmol of many g}",
    ],
)  # fmt: skip
def test_braces_that_lead_nowhere_name_themselves_and_their_place(braces: str):
    with pytest.raises(TableError) as error:
        filled(f"It is {braces}.", "food.toml [salt]")
    assert str(error.value).startswith(f"food.toml [salt]: {braces} leads to no number of Epsom's tables")


def test_what_nobody_has_measured_is_not_quoted_as_zero():
    unknown = next(food for food in box() if food.magnesium is None)
    with pytest.raises(TableError, match="nobody has measured it"):
        filled(f"{{food {unknown.id}}}", "a place")


@pytest.mark.parametrize("text", ["{ RDA male 25", "RDA male 25}", "{{RDA male 25}}"])
def test_a_brace_that_nothing_closes_does_not_load(text: str):
    with pytest.raises(TableError):
        filled(text, "a place")


@given(st.text(st.characters(exclude_characters="{}")))
def test_a_text_without_braces_stays_as_it_is(text: str):
    assert filled(text, "a place") == text


@given(st.sampled_from(KNOWN))
def test_any_food_with_a_value_can_be_quoted(food):
    assert float(filled(f"{{food {food.id}}}", "a place")) == pytest.approx(food.magnesium, rel=1e-5)


@given(st.floats(0.1, 5000))
def test_grams_and_millimoles_lead_back(grams: float):
    there = filled(f"{{mmol of {grams:.6f} g}}", "a place")
    back = float(filled(f"{{g of {float(there):f} mmol}}", "a place"))
    assert back == pytest.approx(grams, rel=0.011)  # three figures each way
