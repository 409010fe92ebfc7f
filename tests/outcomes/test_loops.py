"""Loops: every arrow with its source and how it is known, and none without the doubt."""

from __future__ import annotations

import pytest

from epsom import tables
from epsom.cohort import conditions
from epsom.errors import TableError
from epsom.outcomes.evidence import evidence
from epsom.outcomes.loops import loops, read

STEP = """
  [[loop.step]]
  station = "{station}"
  says    = "It leads on."
  known   = "trial"
  source  = "simental2016"
  mark    = "read"
  where   = "abstract"
"""
GOOD = """
[known]
trial = "by lot"
[[loop]]
name = "round"
heading = "Round"
systems = ["sugar and insulin"]
conditions = ["type 2 diabetes"]
note = "A hypothesis."
""" + "".join(STEP.format(station=name) for name in ("one", "two", "three"))


def test_the_loop_of_diabetes_goes_round():
    """Sugar, urine, loss, lack, insulin, and back; two arrows are associations, and the note doubts the whole."""
    (loop,) = loops()
    assert [step.station for step in loop.steps] == [
        "Sugar high in the blood", "Sugar in the urine", "Magnesium lost in urine", "Less magnesium in the body",
        "Insulin works less well",
    ]  # fmt: skip
    assert [step.known for step in loop.steps] == ["mechanism", "mechanism", "association", "trial", "association"]
    assert "hypothesis" in loop.note
    assert "which comes first is not known" in loop.note


def test_it_stands_on_what_is_known_elsewhere():
    systems = {one.system for one in evidence()}
    for loop in loops():
        assert set(loop.systems) <= systems
        assert set(loop.conditions) <= set(conditions.known())
        for step in loop.steps:
            assert step.source in tables.sources()
            assert step.citation == tables.sources()[step.source].citation()
            assert step.known_means
            assert step.says.endswith(".")


def test_a_good_table_is_read():
    (loop,) = read(GOOD)
    assert [step.known_means for step in loop.steps] == ["by lot"] * 3


@pytest.mark.parametrize(
    ("changed", "into", "said"),
    [
        ('source  = "simental2016"', 'source  = "nobody1900"', "no key of sources.bib"),
        ('known   = "trial"', 'known   = "hearsay"', "known = 'hearsay' is none of trial"),
        ('mark    = "read"', 'mark    = "memory"', "E9"),
        ('where   = "abstract"', "", "'where' is missing"),
        ('note = "A hypothesis."', 'note = ""', "no note"),
        ('heading = "Round"', "", "'heading' is missing"),
        (STEP.format(station="two"), "", "2 stations are no loop"),
    ],
)
def test_each_rule_breaks_a_table(changed: str, into: str, said: str):
    assert changed in GOOD
    with pytest.raises(TableError) as caught:
        read(GOOD.replace(changed, into, 1))
    assert said in str(caught.value)
