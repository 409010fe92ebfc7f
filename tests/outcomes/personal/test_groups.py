"""Groups: the rates of new hypertension go by the pressure at the start, and by nothing that is not asked for."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.outcomes.baselines import outcomes
from epsom.outcomes.incidence import COUNTRIES, bands
from epsom.outcomes.personal.effects import Effect
from epsom.outcomes.personal.groups import group_of, pressure_group
from epsom.outcomes.personal.nouns import PerThousand
from epsom.outcomes.personal.per_thousand import per_thousand
from epsom.person import PressureTold

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))


def somebody(told: PressureTold | None = None, country: str | None = "US") -> Any:
    return people.Somebody(age=52, country=country, blood_pressure=told)


def pressure(upper: float, lower: float) -> PressureTold:
    return PressureTold(upper, lower, f"{upper:g}/{lower:g}")


def in_people(person: Any) -> PerThousand | str:
    log = np.full(200, np.log(0.92))
    return per_thousand("hypertension", "RR", Effect(log, log, log), person, 10, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("upper", "lower", "group"),
    [
        (119, 79, "optimal"), (90, 50, "optimal"),
        (120, 79, "normal"), (119, 80, "normal"), (129, 84, "normal"),
        (130, 60, "high normal"), (110, 85, "high normal"), (139, 89, "high normal"),
        (140, 60, "hypertension"), (110, 90, "hypertension"),
    ],
)  # fmt: skip
def test_groups_are_those_of_framingham(upper: float, lower: float, group: str):
    """Below 120/80, 120 to 129 or 80 to 84, 130 to 139 or 85 to 89, 140/90 and more [vasan2001]."""
    assert pressure_group(pressure(upper, lower)) == group


@given(st.integers(40, 300), st.integers(15, 200), st.integers(0, 60), st.integers(0, 60))
def test_more_pressure_is_never_a_lower_group(upper: int, lower: int, more: int, also: int):
    order = ["optimal", "normal", "high normal", "hypertension"]
    one, other = pressure_group(pressure(upper, lower)), pressure_group(pressure(upper + more, lower + also))
    assert order.index(one) <= order.index(other)


@pytest.mark.parametrize(("told", "four_years"), [((115, 75), 5.3), ((125, 82), 17.6), ((135, 70), 37.3)])
def test_the_rate_is_that_of_the_group(told: tuple[float, float], four_years: float):
    """A year at 52 has the chance of the group below 65: 5.3, 17.6 and 37.3 % in four years."""
    person = somebody(pressure(*told))
    log = np.zeros(20_000)
    found = per_thousand("hypertension", "RR", Effect(log, log, log), person, 1, np.random.default_rng(1))
    assert isinstance(found, PerThousand)
    assert found.before.median == pytest.approx(1000 * (1 - (1 - four_years / 100) ** 0.25), rel=0.03)
    assert found.source == "vasan2001"


def test_without_a_pressure_there_is_no_rate_and_the_key_is_named():
    said = in_people(somebody())
    assert isinstance(said, str)
    assert "blood pressure at the start" in said
    assert "`blood_pressure:`" in said
    assert not {"white", "black", "Hispanic", "Chinese"} & set(said.replace(",", " ").split())


@pytest.mark.parametrize("country", ["US", "DE"])
def test_so_high_a_pressure_is_for_review(country: str):
    said = in_people(somebody(pressure(152, 94), country))
    assert isinstance(said, str)
    assert all(words in said for words in ("152/94", "140/90 or more", "for review"))


def test_a_country_without_groups_takes_no_notice_of_the_pressure():
    one, other = (in_people(somebody(told, "DE")) for told in (None, pressure(118, 70)))
    assert isinstance(one, PerThousand)
    assert one == other


def test_other_outcomes_have_no_group():
    for outcome in outcomes():
        if outcome != "hypertension":
            assert group_of(outcome, somebody(pressure(152, 94))) == ("", "")


def test_no_rate_by_race_is_ever_applied():
    """Carson 2011 prints four; none of them is asked for, so they are only displayed."""
    by_race = [band for band in bands() if band.source == "carson2011"]
    assert {band.group for band in by_race} == {"white", "black", "Hispanic", "Chinese"}
    assert {band.role for band in by_race} == {"display"}
    for country in COUNTRIES:
        for told in (None, pressure(115, 75), pressure(125, 82), pressure(135, 87), pressure(150, 95)):
            group, _ = group_of("hypertension", somebody(told, country))
            assert group in ("", "optimal", "normal", "high normal")
