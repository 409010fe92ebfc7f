"""The report's section about the laboratory: what it shows of values, stores, causes, signs and the next test."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.interfaces.report import behind, laboratory, render
from epsom.interfaces.report.laboratory_section import section
from epsom.interfaces.report.words import NB, Amounts
from epsom.status.information import Told
from epsom.status.summary import Estimate
from epsom.tables import number

HERE = Path(__file__).parent
fake = runpy.run_path(str(HERE / "fake_assessment.py"))["fake"]
HAND = runpy.run_path(str(HERE / "fake_laboratory.py"))
MG, MMOL = Amounts("mg"), Amounts("mmol")


def told(**changes):
    return fake(**HAND["laboratory"](**changes))


def page(**changes):
    return part(render(told(**changes)))


def part(whole):
    return whole.partition('<section aria-labelledby="laboratory">')[2].partition("</section>")[0]


def plain(markup):
    text = re.sub(r"<svg.*?</svg>", "", markup, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).replace(NB, " ").replace("&#39;", "'")


@pytest.fixture(scope="module")
def said():
    return plain(page())


def test_every_value_is_shown_as_told_and_those_that_count_come_first():
    found = laboratory.values(told(), MG)
    assert [one.used for one in found] == [True, True, True, False, False, False]
    assert [one.told.replace(NB, " ") for one in found] == [
        "0.66 mmol/L", "5.1 mmol/24h", "45 %", "1.6 mmol/L", "0.82 mmol/L", "43 g/L"
    ]  # fmt: skip


def test_a_value_says_where_it_lies_what_was_expected_and_what_it_told(said):
    assert "Low: 0.7 to 1.0 mmol/L (UK, adults); 0.75 to 0.95 mmol/L (US IOM 1997, adults)." in said
    assert "Expected before it was read: 0.82 mmol/L (0.75 to 0.89)." in said
    assert "It told a fair amount about the stores beyond the other values (0.42 bits)." in said
    assert "It told much about the stores beyond the other values (1.31 bits)." in said
    assert "Lower part of the range (D02)." in said


def test_ranges_that_differ_are_said_to_differ():
    apart = HAND["serum"](ranges=HAND["ranges"](HAND["UK"], ("US IOM 1997", "in range", 0.65, 0.95, "iom1997")))
    (one,) = laboratory.values(told(labs=(apart,), learned=()), MG)
    assert ("ranges differ", "differ") in one.badges
    assert "Low: 0.7 to 1.0 mmol/L (UK, adults). In range: 0.65 to 0.95" in " ".join(one.said)


def test_rounding_that_reaches_over_a_limit_is_said():
    near = replace(HAND["serum"]().ranges[0], sure=False)
    (one,) = laboratory.values(told(labs=(HAND["serum"](ranges=(near,)),), learned=()), MG)
    assert "Its rounding reaches over a limit." in " ".join(one.said)


def test_what_is_not_used_says_why_and_what_would_settle_it_and_draws_nothing(said):
    assert "1.6 mmol/L is far outside every reference interval." in said
    assert "What would settle it: Was it 1.6 mg/dL?" in said
    assert "What would settle it: Can a new sample be drawn?" in said
    unused = [one for one in laboratory.values(told(), MG) if not one.used]
    assert all(not one.strip for one in unused)
    assert [one.badges[-1][0] for one in unused] == ["not used", "not used", "shown, not weighed"]


def test_a_value_that_nobody_reaches_gives_the_nearest(said):
    assert "No virtual person comes to this value; the nearest comes to 38 %." in said


def test_values_that_contradict_are_said_to_be_widened():
    (one,) = laboratory.values(told(labs=(HAND["serum"](widened=2.34),), learned=()), MG)
    assert "its error was widened 2.3 times" in " ".join(one.said)


@pytest.mark.parametrize(("amounts", "shown"), [(MG, "124 mg per day"), (MMOL, "5.10 mmol per day")])
def test_urine_is_drawn_in_the_readers_unit(amounts, shown):
    found = laboratory.values(told(), amounts)[1]
    assert shown in found.strip
    assert "Expected" in found.said[1]


def test_calcium_is_never_turned_into_milligrams_of_magnesium():
    calcium = HAND["serum"](quantity="urine_calcium", unit="mmol/day", value=4.1, told="4.1 mmol/24h", expected=None)
    assert laboratory.measure(calcium, MG).unit == "mmol/day"
    assert laboratory.measure(calcium, MG).factor == 1.0


@pytest.mark.parametrize(
    ("bits", "error", "words"),
    [(0.0, 0.0, "next to nothing"), (0.049, 0.0, "next to nothing"), (0.2, 0.25, "next to nothing"),
     (0.2, 0.1, "a little"), (0.3, 0.1, "a fair amount"), (0.99, 0.1, "a fair amount"), (1.0, 0.1, "much")],
)  # fmt: skip
def test_bits_in_words(bits, error, words):
    assert laboratory.much(bits, error) == f"told {words}"


def test_the_words_for_bits_stand_in_order():
    least = number("assessment/asking.toml", "least_learned")
    assert least < number(laboratory.TABLE, "told_little") < number(laboratory.TABLE, "told_much")


def test_all_values_together_and_how_far_serum_reaches(said):
    assert "All values together told much: 2.10 bits." in said
    assert "Serum moves what is said of the stores as far as published data allow and no further" in said
    assert "Serum alone counts here" not in said


def test_serum_alone_says_that_it_is_alone_and_how_far_it_moved_the_deficit():
    alone = told(learned=HAND["learned"]()[:1])
    text = " ".join(one.text for one in laboratory.serum_alone(alone, MMOL)).replace(NB, " ")
    before, after = MMOL.estimate(alone.prior_deficit), MMOL.estimate(alone.deficit)
    assert f"Serum alone counts here. It moved the deficit from {before} to {after}.".replace(NB, " ") in text


def test_without_serum_nothing_is_said_of_it():
    assert laboratory.serum_alone(told(learned=HAND["learned"]()[1:]), MG) == ()


def test_stores_stand_before_and_after_with_what_is_missing_turned_round():
    found = section(told(), MMOL)
    assert "Whole body: before −30 mmol (−70 to −2), after −40 mmol (−75 to −10)" in found.stores.replace(NB, " ")
    assert found.stores_table is not None
    cells = [[cell.text.replace(NB, " ") for cell in row.cells] for row in found.stores_table.groups[0].rows]
    assert ["Up to where the kidney saves", "0.57 mmol/L (0.52 to 0.61)", "0.52 mmol/L (0.48 to 0.56)",
            "25 % narrower"] in cells  # fmt: skip
    assert ["Absorbed of the usual diet", "40 % (25 to 66)", "45 % (30 to 70)", "25 % narrower"] in cells


@pytest.mark.parametrize(
    ("narrowed", "words"),
    [(0.0, "as wide"), (0.3, "30 % narrower"), (-0.3, "30 % wider"), (-2.5, "3.5 times as wide")],
)
def test_how_a_range_changed(narrowed, words):
    assert laboratory._width(narrowed).replace(NB, " ") == words


def test_causes_are_ranked_with_probability_and_what_parts_the_first_two(said):
    drawn = section(told(), MG).causes
    assert re.findall(r'class="row">([^<]+)<', drawn)[:2] == ["Thiazide diuretic", "Low intake"]
    assert re.findall(r'class="said">([^<]+)<', drawn) == ["72 in 100", "20 in 100", "8 in 100", "fewer than 1 in 100"]
    assert "What may part the first two, thiazide diuretic and low intake, best: urine calcium." in said
    assert "by a factor of 5.8" in said
    assert "None is a diagnosis." in said


def test_where_nothing_parts_the_first_two_that_is_said():
    assert "Nothing that is asked here parts" in plain(page(causes=HAND["causes"](separates=None)))


def test_where_no_cause_is_looked_for_none_is_drawn():
    found = page(causes=HAND["not_looked_for"]())
    assert "is not low (from 0.75)" in plain(found)
    assert "Probability of being the main cause" not in found


@given(st.floats(0, 1))
def test_a_probability_in_a_hundred_is_neither_none_nor_all_unless_it_is_so(chance):
    words = behind.in_hundred(chance)
    assert (words == "0 in 100") == (chance == 0)
    assert (words == "100 in 100") == (chance == 1)


def test_what_hardly_spoke_for_a_cause_is_left_out():
    found = section(told(), MG).causes_table
    assert found is not None
    spoke = [row.cells[2].text for row in found.groups[0].rows]
    assert spoke == ["magnesium in a 24-hour urine 5.1 mmol/day, × 6.2", "nothing yet", "nothing yet", "nothing yet"]


def test_urgent_signs_come_first_and_no_score_is_made(said):
    assert said.index("Seizure: urgent human care.") < said.index("Cramps: not told by any study.")
    assert "no score is made of them" in said


def test_an_alert_comes_before_everything_else(said):
    assert said.index("something (D99)") < said.index("In plain words")


def test_the_next_test_stands_with_its_burden_and_one_barred_with_its_reason(said):
    drawn = section(told(), MG).tests
    assert "Ionised magnesium, blood sample, kept from air: 0.20 bits" in drawn
    assert "Loading test" not in drawn
    assert "filtration not told" in said
    assert "For review: ionised magnesium." in said
    assert "would tell too little, measured before" in said


def test_plain_words_hold_no_bits_and_say_what_is_missing_before_and_after():
    text = " ".join(one.text for one in behind.plainly(told(), MG)).replace(NB, " ")
    assert "bits" not in text
    assert "Retention of a magnesium load told much about what the body stores; less came from" in text
    assert "Missing from full stores:" in text
    assert "Two values were not used: their questions below would settle it." in text
    assert "thiazide diuretic (14 of 20 by our reckoning)" in text
    assert "Ionised magnesium, for review." in text
    assert not re.search(r"\b(take|tablet|dose|supplement)\b", text)


@pytest.mark.parametrize(("bits", "words"), [(0.0, "next to nothing"), (2.0, "much")])
def test_where_no_value_alone_told_anything_plain_words_say_what_all_did(bits, words):
    silent = tuple(replace(one, bits=0.0) for one in HAND["learned"]())
    text = " ".join(one.text for one in behind.plainly(told(learned=silent, learned_in_all=Told(bits, 0.01)), MG))
    assert f"What was measured told {words} about what the body stores." in text


def test_what_too_few_virtual_persons_tell_is_called_rough_and_leads_no_plain_word():
    *others, load = HAND["learned"]()
    unsure = told(learned=(*others, replace(load, k=1.4)))
    assert not laboratory.rough(replace(load, k=0.6))
    assert not laboratory.rough(load)
    assert "rough: few virtual persons" in laboratory.told_chart(unsure)
    assert "Rough: few virtual persons" in plain(part(render(unsure)))
    text = " ".join(one.text for one in behind.plainly(unsure, MG))
    assert "Serum magnesium told a fair amount about what the body stores" in text
    assert "Retention of a magnesium load told much" not in text


def test_a_person_without_labs_is_shown_what_would_tell_most_next_and_little_else():
    bare = page(labs=(), learned=(), learned_in_all=None, causes=HAND["not_looked_for"](), signs=())
    text = plain(bare)
    assert "No lab was told" in text
    assert "What would tell most next" in text
    for heading in ("Each value", "How much each value told", "The stores, before and after", "Signs told"):
        assert heading not in text
    assert "No laboratory value counts here" in text


def test_an_assessment_made_before_there_was_such_a_section_still_renders():
    text = plain(part(render(fake())))
    assert "Serum magnesium 0.78 mmol/L" in text
    assert "What would tell most next" not in text


def test_hostile_words_stay_words():
    nasty = "<b>x</b>"
    found = page(labs=(HAND["serum"](told=f"0.66 {nasty}", why=nasty, question=nasty, used=False, doubt="spoiled"),))
    assert nasty not in found
    assert "&lt;b&gt;x&lt;/b&gt;" in found


@given(st.floats(-2e3, 2e3), st.floats(0, 1e3), st.floats(0, 1e3))
def test_turned_round_twice_is_the_same(middle, less, more):
    one = Estimate(middle - less, middle, middle + more)
    assert laboratory._turned(laboratory._turned(one)) == one
