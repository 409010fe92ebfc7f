"""The figures of the laboratory: a strip per value, lengths, and stores before and after."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.interfaces.report.figures import lengths_figure, stores_figure, strip_figure
from epsom.interfaces.report.figures.lengths import BEHIND, Length
from epsom.interfaces.report.figures.lengths import WIDTH as LONG
from epsom.interfaces.report.figures.stores import Span, Store
from epsom.interfaces.report.figures.strip import LEFT, RIGHT, WIDTH, Expected, Printed

NASTY = "<b>\"&'"
BEFORE, AFTER = Span(-70.0, -30.0, -2.0), Span(-75.0, -40.0, -10.0)


def strip(value=0.66, **changes):
    told = {"unit": "mmol/L", "digits": 2, "printed": [Printed("UK", 0.70, 1.00), Printed("US", 0.75, 0.95)]}
    told |= {"expected": Expected(0.75, 0.82, 0.89)}
    return strip_figure("Serum", value, **(told | changes))


def lengths(*told, **changes):
    rows = told or (Length("serum", 0.4, 0.1, "told a fair amount"), Length("urine", 0.01, 0.02, "told nothing"))
    return lengths_figure("Told", rows, **changes)


def stores(*told):
    rows = told or (Store("Bone", BEFORE, AFTER, "before −30, after −40"),)
    return stores_figure("Stores", rows, unit="mmol", before="before", after="after")


FIGURES = {"strip": strip, "lengths": lengths, "held": stores}


def label(drawn):
    return ElementTree.fromstring(drawn).attrib["aria-label"]


def marks(drawn, kind):
    return [one.attrib for one in ElementTree.fromstring(drawn).iter() if kind in one.attrib.get("class", "").split()]


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_one_image_with_a_box_a_name_and_no_colours(kind):
    drawn = FIGURES[kind]()
    root = ElementTree.fromstring(drawn)
    assert (root.tag, root.attrib["role"], root.attrib["class"]) == ("svg", "img", f"figure {kind}")
    assert re.search(r"\d|nothing", root.attrib["aria-label"])
    assert "style=" not in drawn
    assert not re.search(r'(fill|stroke)="', drawn)


@pytest.mark.parametrize(
    "drawn",
    [
        lambda: strip(unit=NASTY),
        lambda: strip(printed=[Printed(NASTY, 0.7, 1.0)]),
        lambda: lengths(Length(NASTY, 1.0, 0.0, NASTY, note=NASTY)),
        lambda: stores(Store(NASTY, BEFORE, AFTER, NASTY)),
    ],
)
def test_text_is_escaped_and_comes_back_whole(drawn):
    assert "<b>" not in drawn()
    assert NASTY in label(drawn())


def test_a_strip_says_the_value_the_ranges_and_what_was_expected():
    assert label(strip()) == (
        "Serum: 0.66 mmol/L. Printed ranges: UK 0.7 to 1 mmol/L; US 0.75 to 0.95 mmol/L. "
        "Expected before: 0.82 mmol/L (0.75 to 0.89)."
    )


def test_a_range_with_one_end_reaches_to_the_edge():
    drawn = strip(printed=[Printed("A", 0.85, None), Printed("B", None, 0.9)], expected=None)
    assert "A from 0.85 mmol/L; B up to 0.9 mmol/L" in label(drawn)
    above, below = marks(drawn, "printed")
    assert float(above["x"]) + float(above["width"]) == pytest.approx(WIDTH - RIGHT, abs=0.2)
    assert float(below["x"]) == LEFT


@pytest.mark.parametrize(("bound", "way"), [("<", "h-20"), (">", "h20")])
def test_a_bound_is_drawn_as_an_arrow_and_said(bound, way):
    drawn = strip(bound=bound)
    (arrow,) = marks(drawn, "toward")
    assert way in arrow["d"]
    assert f"Serum: {bound} 0.66 mmol/L" in label(drawn)


def test_a_value_is_written_with_the_digits_in_which_it_was_told():
    assert label(strip(0.7, told="0.70 mmol/L")).startswith("Serum: 0.70 mmol/L.")


@given(st.floats(-50, 1e4), st.floats(0, 100), st.floats(0, 100))
def test_all_marks_of_a_strip_lie_inside_it(value, low, wide):
    drawn = strip(value, printed=[Printed("A", low, low + wide + 0.1)], expected=Expected(low, low + 0.1, low + 1))
    for box in (*marks(drawn, "printed"), *marks(drawn, "spread")):
        assert float(box["x"]) >= LEFT - 0.1
        assert float(box["x"]) + float(box["width"]) <= WIDTH - RIGHT + 1.6
    (line,) = marks(drawn, "drop")
    at = re.match(r"M(-?[\d.]+)", line["d"])
    assert at is not None
    assert LEFT - 0.1 <= float(at[1]) <= WIDTH - RIGHT + 0.1


def test_lengths_are_in_proportion_and_never_longer_than_the_whole():
    whole = LONG - 4 - BEHIND
    drawn = lengths(Length("a", 0.5, 0, ""), Length("b", 2.0, 0, ""), full=1.0)
    one, two = (float(box["width"]) for box in marks(drawn, "count"))
    assert one == pytest.approx(whole / 2, abs=0.1)
    assert two == pytest.approx(whole, abs=0.1)


def test_a_least_ruler_keeps_small_ones_small():
    (box,) = marks(lengths(Length("a", 0.1, 0, ""), least=1.0), "count")
    assert float(box["width"]) == pytest.approx(0.1 * (LONG - 4 - BEHIND), abs=0.1)


def test_a_whisker_is_drawn_only_where_an_error_is_told():
    assert len(marks(lengths(Length("a", 1.0, 0.2, ""), Length("b", 1.0, 0.0, "")), "whisker")) == 1


def test_stores_have_two_bars_each_and_a_line_at_full():
    drawn = stores(Store("Bone", BEFORE, AFTER, ""), Store("Blood", Span(-1, 0, 1), Span(0, 0, 0), ""))
    before, after = marks(drawn, "held-before"), marks(drawn, "held-after")
    assert len(before) == len(after) == 2
    assert float(before[0]["x"]) > float(after[0]["x"])
    assert float(after[1]["width"]) == 1.5
    (cut,) = marks(drawn, "cut")
    assert cut["d"].startswith("M")
