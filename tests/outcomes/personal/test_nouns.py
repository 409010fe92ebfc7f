"""Nouns: which row leads an answer, and when a size may be no difference."""

from __future__ import annotations

import pytest

from epsom.outcomes.personal.nouns import KINDS, QUOTED, Finding, Folds, Following, Size, Spread


def size(measure: str, low: float, high: float) -> Size:
    return Size(measure, "", (low + high) / 2, (low, high), (low, high), Spread(0, 0, 0, 0, 0, 0), 0.5, 0.5)


def found(name: str, kind: str) -> Finding:
    return Finding(name, "", "", "", kind, "", "", "", "", "", "", "", "")


def following(kind: str, *findings: Finding) -> Following:
    return Following("", "", (), kind, "", "", "", "", "", findings, Folds("", (), (), "", ()))


@pytest.mark.parametrize(
    ("measure", "low", "high", "may"),
    [
        ("RR", 0.92, 1.00, True), ("RR", 0.92, 0.9949, False), ("RR", 0.92, 0.996, True), ("HR", 1.02, 1.77, False),
        ("OR", 0.7, 1.2, True), ("MD", -4.32, -1.29, False), ("MD", -4.32, -0.004, True), ("MD", -1.0, 2.0, True),
        ("SMD", 0.5, 1.5, False),
    ],
)  # fmt: skip
def test_a_size_may_be_none_as_it_is_shown(measure, low, high, may):
    assert size(measure, low, high).may_be_none is may


@pytest.mark.parametrize(("measure", "none"), [("RR", 1), ("HR", 1), ("OR", 1), ("MD", 0), ("SMD", 0), ("% change", 0)])
def test_no_effect_is_one_of_a_ratio_and_zero_of_a_difference(measure, none):
    assert size(measure, 1, 2).none == none


def test_the_leading_row_is_the_first_of_its_kind():
    rows = [found("a", QUOTED), found("b", "refusal"), found("c", "null"), found("d", "number"), found("e", "number")]
    leading = {kind: following(kind, *rows).leading for kind in KINDS}
    assert leading["number"] is rows[3]
    assert leading["null"] is rows[2]
    assert leading["refusal"] is None
    assert following("number", *rows[:3]).leading is None  # as of a scenario


def test_a_finding_is_applied_where_it_has_a_size():
    assert not found("a", "number").applied
    assert Finding(*("",) * 13, size=size("RR", 0.9, 1.1)).applied
