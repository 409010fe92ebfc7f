"""The figures: plain numbers in, one SVG out that says its numbers."""

from __future__ import annotations

import re
from math import inf
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.interfaces.report.figures import band_figure, body_figure, dots_figure, needs_figure, svg
from epsom.interfaces.report.figures.band import Course, Interval
from epsom.interfaces.report.figures.bars import Asked, Spread
from epsom.interfaces.report.figures.body_figure import thickness
from epsom.interfaces.report.figures.dots import stacked
from epsom.interfaces.report.words import Amounts
from epsom.status.summary import Estimate
from epsom.units import mmol

NASTY = "<b>\"&'"


def label(drawn):
    return ElementTree.fromstring(drawn).attrib["aria-label"]


def flow(median, low=None, high=None):
    return Estimate(mmol(median - 1 if low is None else low), mmol(median), mmol(median + 1 if high is None else high))


NOTHING = Estimate(0, 0, 0)


def flows(**changes):
    told = {"eaten": 254, "absorbed": 98, "secreted": 17, "stool": 173, "filtered": 2400, "reabsorbed": 2316}
    told |= {"urine": 84, "sweat": 3, "blood": 0.4, "muscle": 2, "soft tissue": 1, "bone": 5} | changes
    return {name: flow(value) for name, value in told.items()} | dict.fromkeys(("offspring", "growth"), NOTHING)


def course(values, name="serum", time=None):
    lines = [[value + step for value in values] for step in (-0.05, -0.02, 0.0, 0.02, 0.05)]
    return Course(name, time or list(range(len(values))), *lines)


def dots(values=(-2.0, -1.0, 1.0, 3.0), **changes):
    told = {"cut": 0.0, "unit": "mmol", "digits": 1, "above": "short", "below": "full", "axis": "Missing"} | changes
    return dots_figure(list(values), **told)


def band(courses, **changes):
    told = {"unit": "mmol/L", "digits": 2, "marks": [(0, "start"), (9, "end")]} | changes
    return band_figure("Serum", courses, **told)


USUAL = (Spread("usual", 196, 259, 338),)


def needs(intakes=USUAL, asked=None):
    rows = asked or [Asked("NASEM", True, [("requirement", "EAR", 265), ("target", "RDA", 320)])]
    return needs_figure(intakes, rows, unit="mg", digits=0)


def every_figure():
    return {
        "body": body_figure(flows(), Amounts("mg"), when="yesterday"),
        "dots": dots(),
        "band": band([course([0.8, 0.81])]),
        "needs": needs(),
    }


@pytest.mark.parametrize("kind", ["body", "dots", "band", "needs"])
def test_a_figure_is_one_image_with_a_box_and_a_name(kind):
    drawn = ElementTree.fromstring(every_figure()[kind])
    assert drawn.tag == "svg"
    assert drawn.attrib["role"] == "img"
    assert drawn.attrib["width"] == "100%"
    assert re.fullmatch(r"0 0 \d+(\.\d)? \d+(\.\d)?", drawn.attrib["viewBox"])
    assert re.search(r"\d", drawn.attrib["aria-label"])


@pytest.mark.parametrize("kind", ["body", "dots", "band", "needs"])
def test_colours_are_left_to_the_style_sheet(kind):
    drawn = every_figure()[kind]
    assert "style=" not in drawn
    assert not re.search(r'(fill|stroke|stop-color)="(?!url\()', drawn)


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: body_figure(flows(), Amounts("mg"), when=NASTY),
        lambda: dots(above=NASTY, below=NASTY, axis=NASTY),
        lambda: band([course([0.8, 0.81], NASTY), course([0.8, 0.9], "b")], kinds=("usual", "serum")),
        lambda: band([course([0.8, 0.81])], interval=Interval(NASTY, 0.75, 0.95)),
        lambda: needs([Spread(NASTY, 1, 2, 3)], [Asked(NASTY, False, [("target", NASTY, 2)])]),
    ],
)
def test_text_is_escaped_and_comes_back_whole(drawn):
    picture = drawn()
    assert "<b>" not in picture
    assert NASTY in ElementTree.fromstring(picture).attrib["aria-label"]


# the body


def test_the_body_says_every_flow_with_its_unit():
    said = label(body_figure(flows(), Amounts("mg"), when="yesterday")).replace("\u00a0", " ")
    for words in ("of yesterday", "eaten 254 mg", "absorbed 98 mg", "stool 173 mg", "urine 84 mg", "bone gains 5.0 mg"):
        assert words in said


def test_the_body_in_mmol_says_the_same_amounts():
    said = label(body_figure(flows(), Amounts("mmol"), when="yesterday")).replace("\u00a0", " ")
    assert f"eaten {254 / 24.305:.1f} mmol" in said
    assert " mg" not in said


def test_a_store_that_gives_back_is_dashed_turned_round_and_says_so():
    drawn = body_figure(flows(bone=-5), Amounts("mg"), when="yesterday")
    gains = body_figure(flows(bone=5), Amounts("mg"), when="yesterday")
    assert "bone gives back 5.0" in label(drawn).replace("\u00a0", " ")
    assert "gives back" in re.findall(r">([^<]*)</text>", drawn)
    assert 'class="ribbon back"' in drawn
    assert 'marker-start="url(#tip-bone)"' in drawn
    assert "auto-start-reverse" in drawn
    for sign in ('class="ribbon back"', "marker-start", "auto-start-reverse"):
        assert sign not in gains
    assert "bone gains 5.0" in label(gains).replace("\u00a0", " ")


def test_a_store_that_rounds_to_nothing_claims_no_direction():
    assert "bone stays even" in label(body_figure(flows(bone=-0.01), Amounts("mg"), when="yesterday"))


def test_a_child_is_drawn_only_where_there_is_one():
    told = flows()
    assert "To the child" not in body_figure(told, Amounts("mg"), when="yesterday")
    with_child = body_figure(told | {"offspring": flow(7)}, Amounts("mg"), when="yesterday")
    assert "To the child" in with_child
    assert "to the child 7" in label(with_child)


def test_growth_is_drawn_only_where_somebody_grows():
    told = flows()
    plain = body_figure(told, Amounts("mg"), when="yesterday")
    assert "growth" not in plain
    growing = body_figure(told | {"growth": flow(4)}, Amounts("mg"), when="yesterday")
    assert "Into growth" in growing
    assert "into growth 4" in label(growing)
    assert growing.count('class="organ growth"') == 1


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(0.01, 1e3))
def test_a_wider_ribbon_never_means_less(one, other, eaten):
    small, large = sorted((one, other))
    assert 1 <= thickness(small, eaten) <= thickness(large, eaten) <= 26


def test_a_ribbon_widens_less_than_in_proportion():
    assert thickness(20, 20) < 2 * thickness(10, 20)
    assert thickness(0, 0) > 0


# the dots


MILLIMOLES = st.integers(-(10**6), 10**6).map(lambda thousandths: thousandths / 1000)


@given(st.lists(MILLIMOLES, min_size=1, max_size=40), st.floats(0.01, 100))
def test_stacked_dots_never_overlap_and_stay_on_their_side(values, size):
    placed = stacked(values, size)
    assert len(set(placed)) == len(values)
    for value, (centre, _) in zip(sorted(values), placed, strict=True):
        assert abs(centre - value) <= size / 2 * (1 + 1e-6) + 1e-9
        assert (centre > 0) == (value > 0)


def test_dots_count_both_sides_of_the_cut():
    drawn = dots()
    assert drawn.count('class="dot above"') == 2
    assert drawn.count('class="dot below"') == 2
    assert label(drawn).startswith("Missing: 2 of 4 short; 2 of 4 full. Cut at 0.0 mmol.")


@pytest.mark.parametrize("values", [(5.0, 6.0, 7.0), (-5.0, -6.0), (0.0, 0.0), (3.0,)])
def test_dots_stay_inside_the_drawing_wherever_the_cut_is(values):
    drawn = ElementTree.fromstring(dots(values))
    across = [float(dot.attrib["cx"]) for dot in drawn.iter("circle")]
    assert len(across) == len(values)
    assert all(0 < x < 480 for x in across)


# the bands


@given(st.integers(1, 2000), st.integers(2, 200))
def test_thinning_keeps_both_ends_and_no_more_than_asked(count, limit):
    kept = svg.thinned(count, limit)
    assert kept[0] == 0
    assert kept[-1] == count - 1
    assert len(kept) <= max(limit, 2)
    assert kept == sorted(set(kept))


def test_a_band_draws_its_last_point_at_the_right_edge():
    year = course([0.8 + 0.0001 * k for k in range(1000)])
    line = re.search(r'd="(M[^"]*)" class="median serum"', band([year], marks=[(0, "a"), (999, "b")]))[1]
    pairs = re.findall(r"[Ml](-?[\d.]+)[ ]?(-?[\d.]+)", line)
    assert len(pairs) <= 120
    assert sum(float(x) for x, _ in pairs) == pytest.approx(480 - 12, abs=0.05)


def test_a_band_says_its_start_and_end_with_unit():
    said = label(band([course([0.80, 0.84])], interval=Interval("reference interval", 0.75, 0.95)))
    assert "middle 0.80 mmol/L at the start, 0.84 at the end; 90 of 100 end between 0.79 and 0.89" in said
    assert "reference interval: 0.75 to 0.95 mmol/L" in said


def test_the_reference_interval_is_drawn_only_when_given():
    without = band([course([0.80, 0.84])])
    assert 'class="reference"' not in without
    assert "reference" not in label(without)


def test_two_courses_are_told_apart_by_words_and_dashes_not_by_colour_alone():
    drawn = band([course([0.8, 0.8], "usual diet"), course([0.8, 0.9], "with the swaps")], kinds=("usual", "serum"))
    words = " ".join("".join(text.itertext()) for text in ElementTree.fromstring(drawn).iter("text"))
    assert "╍╍ usual diet" in words
    assert "━━ with the swaps" in words


def test_a_flat_course_is_drawn():
    flat = Course("x", [0, 1], *[[0.0, 0.0]] * 5)
    assert "nan" not in band([flat])
    assert "inf" not in band([flat]).replace("interval", "")


# the needs


def test_needs_keep_authorities_apart():
    rows = [Asked("A", True, [("requirement", "EAR", 265)]), Asked("B", False, [("adequate", "AI", 300)])]
    said = label(needs(asked=rows))
    assert "usual: 259 mg (196 to 338)" in said
    assert "A EAR: 265 mg" in said
    assert "B AI: 300 mg" in said


def test_needs_of_each_kind_have_their_own_shape():
    rows = [Asked("A", True, [("requirement", "EAR", 265), ("target", "RDA", 320), ("adequate", "AI", 300)])]
    tags = {
        element.attrib["class"].split()[1]: element.tag
        for element in ElementTree.fromstring(needs(asked=rows)).iter()
        if element.attrib.get("class", "").startswith("asked")
    }
    assert tags == {"requirement": "path", "target": "circle", "adequate": "rect"}


# the marks


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e4))
def test_ticks_lie_inside_and_rise_evenly(low, width):
    found = svg.ticks(low, low + width)
    assert 1 <= len(found) <= 12
    assert all(low - 1e-6 * width - 1e-6 <= value <= low + width * (1 + 1e-6) + 1e-6 for value in found)
    assert found == sorted(found)


def test_ticks_are_round():
    assert svg.ticks(0.743, 0.962) == [0.75, 0.8, 0.85, 0.9, 0.95]
    assert svg.decimals([0.75, 0.8]) == 2
    assert svg.decimals([0, 50, 100]) == 0


def test_a_path_does_not_drift():
    points = [(0.04 * k, 0.0) for k in range(1000)]
    steps = re.findall(r"[Ml](-?[\d.]+)", svg.path(points))
    assert sum(map(float, steps)) == pytest.approx(39.96, abs=0.051)


@pytest.mark.parametrize(("value", "written"), [(3.0, "3"), (-0.04, "0"), (2.25, "2.2"), (-7.96, "-8")])
def test_a_coordinate_is_short(value, written):
    assert svg.near(value) == written


def test_no_number_is_written_as_infinite():
    assert str(inf) not in "".join(every_figure().values()).replace("interval", "")
