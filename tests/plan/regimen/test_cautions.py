"""Cautions: what is said before any plan, by the rows of the reference notes."""

from __future__ import annotations

import pytest

from epsom.plan.regimen import cautions, proposal
from epsom.plan.regimen.rules import off
from tests.plan.regimen.people import patient


def ids(**told) -> list[str]:
    return [one.rule for one in cautions(patient(**told))]


def test_a_healthy_woman_is_told_nothing():
    assert ids() == []
    assert ids(serum=0.85, height=1.68) == []


@pytest.mark.parametrize(
    ("serum", "said"),
    [(0.49, []), (0.5, ["D01"]), (0.749, ["D01"]), (0.75, ["D02"]), (0.849, ["D02"]), (0.85, []), (1.2, [])],
)
def test_a_serum_below_or_low_in_its_range_is_named_by_the_notes_own_bounds(serum: float, said: list[str]):
    """Below 0.5 the plan is withheld (D04), from 0.5 it is below the interval, up to 0.85 in its lower part."""
    assert ids(serum=serum) == said


def test_the_interval_is_that_of_adults_who_are_not_pregnant():
    assert ids(serum=0.7, age=9.0, weight=30.0) == ["N05"]
    assert ids(serum=0.7, pregnancy_week=24) == ["N07"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"weight": 43.3, "height": 1.65}, ["D21"]),  # 15.9 kg/m2
        ({"weight": 44.0, "height": 1.65}, []),  # 16.2, and nothing else
        ({"weight": 44.0, "height": 1.65, "medicines": ("furosemide",)}, ["D23"]),
        ({"weight": 44.0, "height": 1.65, "conditions": ("heavy drinking",)}, ["D23"]),
        ({"weight": 40.0, "height": 1.65, "medicines": ("furosemide",)}, ["D21"]),
        ({"weight": 51.0, "height": 1.65, "medicines": ("furosemide",)}, []),  # 18.7
        ({"weight": 44.0, "height": 1.65, "conditions": ("anorexia nervosa",)}, ["D21"]),
        ({"conditions": ("anorexia nervosa",)}, ["D21"]),
        ({"age": 9.0, "weight": 27.0, "height": 1.35}, ["N05"]),  # 14.8, which is usual at nine
    ],
)
def test_refeeding_comes_before_more_food(told: dict[str, object], said: list[str]):
    """One of NICE's strong signs, or two of its weaker ones, as far as they are told."""
    assert ids(**told) == said


@pytest.mark.parametrize(
    ("told", "holds"),
    [
        ({"egfr": 59.9}, True),
        ({"egfr": 60.0}, False),
        ({"egfr": None, "conditions": ("chronic kidney disease",)}, True),
        ({"egfr": None, "dialysis": True}, True),
        ({"egfr": None}, False),
    ],
)
def test_kidneys_that_filter_less_are_told_of_what_builds_up(told: dict[str, object], holds: bool):
    assert ("N08" in ids(**told)) is holds


def test_children_and_mothers_are_for_those_who_lead_their_care():
    assert ids(lactating=True) == ["N07"]
    assert ids(age=17.9) == ["N05"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("D01", {"serum": 0.6}), ("D02", {"serum": 0.8}), ("N07", {"lactating": True}), ("N08", {"egfr": 40.0}),
     ("D21", {"conditions": ("malnutrition",)})],
)  # fmt: skip
def test_each_caution_has_its_rule(name: str, told: dict[str, object]):
    assert ids(**told) == [name]
    with off(name):
        assert ids(**told) == []


def test_migraine_is_told_of_a_dose_that_is_not_proposed():
    """Peikert 1996: 600 mg a day, attacks down by 41.6 % against 15.8 %, diarrhoea in 18.6 %."""
    said = [one for one in proposal(patient(conditions=("migraine",)), 30.0).notes if one.startswith("migraine")]
    assert len(said) == 1
    assert all(number in said[0] for number in ("600 mg", "42 %", "16 %", "19 %", "above every limit"))
    assert not [one for one in proposal(patient(), 30.0).notes if "migraine" in one]


def test_a_serum_from_0_6_to_0_7_is_measured_again_early():
    found = proposal(patient(serum=0.68), 30.0).regimens
    assert found
    assert all(any("again after 2 to 4 weeks" in line for line in one.monitor) for one in found)
    healthy = proposal(patient(serum=0.8), 30.0).regimens
    assert not any("again after 2 to 4 weeks" in line for one in healthy for line in one.monitor)
