"""The figure of a loop: every station and arrow is there, says what it says in words, and nothing slips out of it."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from itertools import combinations
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from epsom.interfaces.report.figures import loop_svg
from epsom.interfaces.report.figures.loop import WIDTH
from epsom.outcomes.loops import Loop, loops

(LOOP,) = loops()
NASTY = "<b>\"&' </svg><script>"
KINDS = ("mechanism", "trial", "association")


def drawn(loop: Loop) -> ElementTree.Element:
    return ElementTree.fromstring(loop_svg(loop))


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if name in one.attrib.get("class", "").split()]


def boxes(root: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    found = [
        {key: float(one.attrib[key]) for key in ("x", "y", "width", "height")} for one in of_class(root, "station")
    ]
    return [(one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"]) for one in found]


def test_each_arrow_says_what_is_known_and_from_where():
    root = drawn(LOOP)
    arrows = of_class(root, "arrow")
    assert [arrow.attrib["class"].split()[1] for arrow in arrows] == [step.known for step in LOOP.steps]
    for arrow, step in zip(arrows, LOOP.steps, strict=True):
        said = arrow.findtext("title") or ""
        assert all(words in said for words in (step.says, step.known_means, step.citation))


def test_who_does_not_see_it_hears_it():
    root = drawn(LOOP)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == LOOP.heading == root.findtext("title")
    spoken = root.findtext("desc") or ""
    assert LOOP.note in spoken
    for step in LOOP.steps:
        assert step.station in spoken
        assert step.says in spoken


def test_no_word_of_a_station_is_lost():
    texts = [one.text or "" for one in of_class(drawn(LOOP), "row")]
    for step in LOOP.steps:
        assert set(step.station.split()) <= {word for text in texts for word in text.split()}


def test_nothing_hangs_on_colour_alone():
    """Each way of knowing is named in the key, and its line differs: whole, broken, or double."""
    root = drawn(LOOP)
    assert {one.attrib["class"].split()[1] for one in of_class(root, "sign")} == set(KINDS)
    style = files("epsom").joinpath("interfaces/report/report.css").read_text("utf-8")
    assert ".ring .association .way{stroke-dasharray" in style
    assert len(of_class(root, "core")) == sum(step.known == "trial" for step in LOOP.steps)
    assert all(f".ring .{kind} .way" in style for kind in KINDS)


def test_hostile_words_stay_words():
    steps = tuple(replace(step, station=NASTY, says=NASTY, citation=NASTY) for step in LOOP.steps)
    text = loop_svg(replace(LOOP, heading=NASTY, note=NASTY, steps=steps))
    assert "<script" not in text
    assert "<b>" not in text
    assert ElementTree.fromstring(text).findtext("title") == NASTY


@given(st.integers(3, 8), st.lists(st.sampled_from(KINDS), min_size=8, max_size=8))
def test_a_loop_of_any_size_is_round(count: int, kinds: list[str]):
    """As many arrows as stations, all of it inside, and no station on another."""
    steps = tuple(replace(LOOP.steps[0], station=f"Station {place}", known=kinds[place]) for place in range(count))
    root = drawn(replace(LOOP, steps=steps))
    assert len(of_class(root, "arrow")) == len(boxes(root)) == count
    height = float(root.attrib["viewBox"].split()[3])
    for left, top, right, bottom in boxes(root):
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= height
    if count <= 6:
        for one, other in combinations(boxes(root), 2):
            assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]
