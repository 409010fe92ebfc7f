"""Who is drawn: everybody a rule names, everything that is not known, and the same persons for the same seed."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.checks import own_list
from epsom.checks.nouns import Case
from epsom.checks.persons import PART, conditions, draw, medicines, persons

COUNT = 20_000


@cache
def drawn() -> tuple[Case, ...]:
    return tuple(persons(COUNT, 3))


def test_the_same_seed_gives_the_same_persons_however_many_are_drawn():
    assert list(persons(7, 5)) == list(persons(PART + 3, 5))[:7]
    assert list(persons(50, 5)) != list(persons(50, 6))


@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 2**32), part=st.integers(0, 10**6), count=st.integers(1, 200))
def test_everybody_is_one_that_a_person_file_can_tell(seed: int, part: int, count: int):
    found = draw(seed, part, count)
    assert len(found) == count
    for case in found:
        facts = case.facts
        assert 0 <= facts["age"] <= 110
        assert facts["weight"] is None or 2 <= facts["weight"] <= 250
        assert {name for name, _ in facts["told_hours"]} <= set(facts["medicines"])
        assert all(6 <= hour <= 23 for _, hours in facts["told_hours"] for hour in hours)
        assert facts["egfr"] is None or 0 <= facts["egfr"] <= 140
        assert facts["serum"] is None or 0.2 <= facts["serum"] <= 5
        assert facts["supplement"] >= 0 <= case.wanted
        assert facts["authority"] in own_list.authorities()
        assert facts["pregnancy_week"] is None or (facts["sex"] == "female" and 1 <= facts["pregnancy_week"] <= 42)
        assert not (facts["lactating"] and facts["sex"] == "male")
        for name in ("conditions", "medicines"):
            assert len(set(facts[name])) == len(facts[name])


@pytest.mark.parametrize("name", [name for one in own_list.aparts() for name in one.names])
def test_every_medicine_of_a_row_is_drawn(name: str):
    assert name in medicines()
    assert any(name in map(own_list.plain, case.facts["medicines"]) for case in drawn())


@pytest.mark.parametrize("name", conditions())
def test_every_condition_is_drawn(name: str):
    assert any(name in map(str.casefold, case.facts["conditions"]) for case in drawn())


def test_every_bound_and_every_gap_is_drawn():
    facts = [case.facts for case in drawn()]
    for name, bounds in {
        "age": (0, 1, 4, 9, 11, 18, 65, 110), "egfr": (29.99, 30, 44.99, 45, 59.99, 60), "serum": (0.5, 1.05, 5),
        "supplement": (0, 250, 350, 1000),
    }.items():  # fmt: skip
        assert {*bounds} <= {one[name] for one in facts}, name
    for name in ("egfr", "serum", "pregnancy_week", "weight"):
        assert any(one[name] is None for one in facts)
    told = Counter(one["authority"] for one in facts)
    assert set(told) == set(own_list.authorities())
    assert any(one["dialysis"] for one in facts)
    assert any(one["told_hours"] for one in facts)
    assert any(one["lactating"] for one in facts)
    assert any(len(one["medicines"]) >= 10 for one in facts)
    assert any(name.isupper() for one in facts for name in one["medicines"])
    assert any(name.endswith("500 mg") for one in facts for name in one["medicines"])
