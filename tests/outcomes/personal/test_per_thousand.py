"""Of 1,000 people: the same effect in counts, from the person's own risk, a country's rate, or not at all."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from epsom.outcomes import baselines, incidence
from epsom.outcomes.personal.effects import Effect
from epsom.outcomes.personal.nouns import PerThousand
from epsom.outcomes.personal.per_thousand import per_thousand

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))
OUTCOME = "type 2 diabetes"
RATE = {
    "outcome": OUTCOME, "country": "US", "sex": "both", "age_from": "45", "age_to": "85", "group": "", "printed": "10",
    "printed_low": "", "printed_high": "", "unit": "per 1000 person-years", "years": "2018", "event": "new diabetes",
    "role": "apply", "source": "cdc_diabetes2022", "mark": "read", "where": "a table", "note": "",
}  # fmt: skip
GERMAN = RATE | {"country": "DE", "sex": "female", "printed": "20"}
SOMEBODY = people.Somebody(age=60, country="US")


@pytest.fixture(autouse=True)
def ten_in_a_thousand(monkeypatch):
    """Let 10 of 1,000 people of 45 to 84 in the United States fall ill each year, and 20 women in Germany."""
    table = incidence.read([RATE, GERMAN])
    monkeypatch.setattr(baselines, "bands", lambda: table)


def counted(person=SOMEBODY, ratio=0.8, years=10.0, measure="RR", outcome=OUTCOME, likely=0.5):
    """Return the counts for a ratio that is magnesium's in so many of the draws."""
    draws = np.full(4000, math.log(ratio))
    causal = np.arange(4000) < 4000 * likely
    return per_thousand(outcome, measure, Effect(draws, draws, draws * causal), person, years, np.random.default_rng(1))


def test_by_hand():
    """10 of 1,000 a year: 1 - exp(-0.1) = 95.2 in ten years; a relative risk of 0.8 leaves 76.1, so 19.0 fewer."""
    found = counted()
    assert found.before.median == pytest.approx(95.2, rel=0.02)  # drawn as wide as regions differ
    assert found.fewer.median == pytest.approx(19.0, rel=0.02)
    assert found.after.median == pytest.approx(76.1, rel=0.02)
    assert found.fewer_doubted.mean == pytest.approx(found.fewer.mean / 2, rel=0.05)
    assert found.any == 0.5
    assert found.per_event is None  # in half of the draws magnesium is not the cause
    assert (found.years, found.whom, found.country) == (10, "people of about 60 years", "the United States")
    assert found.event == "new diabetes"
    assert found.citation.endswith("[2018]")


def test_a_hazard_ratio_multiplies_the_rate():
    """1 - exp(-0.1 * 0.8) = 76.9 of 1,000, where a relative risk leaves 76.1."""
    own = replace(SOMEBODY, own_risks={OUTCOME: people.Told(1 - math.exp(-0.1), 10)})
    assert counted(own, measure="HR").after.median == pytest.approx(76.9, abs=0.05)
    assert counted(own, measure="RR").after.median == pytest.approx(76.1, abs=0.05)


def test_a_relative_risk_stops_at_certainty():
    """900 of 1,000 and a relative risk of 1.5 are not 1,350."""
    own = replace(SOMEBODY, own_risks={OUTCOME: people.Told(0.9, 10)})
    assert counted(own, ratio=1.5).after.high95 == 1000


def test_people_per_event_only_where_fewer_is_all_that_is_left():
    own = replace(SOMEBODY, own_risks={OUTCOME: people.Told(0.10, 10)})
    assert counted(own, likely=1.0).per_event == pytest.approx((50, 50))  # 20 of 1,000: one in 50
    assert counted(own, ratio=1.2, likely=1.0).per_event is None


def test_the_own_risk_goes_before_the_rate_of_the_country():
    own = replace(SOMEBODY, own_risks={OUTCOME: people.Told(0.12, 10)})
    found = counted(own)
    assert (found.before.low95, found.before.high95) == (pytest.approx(120), pytest.approx(120))
    assert (found.source, found.country, found.whom) == ("told", "", "people with the risk as told")
    assert found.citation == "the person's own risk, as told"
    assert counted(replace(own, country=None)).before.median == pytest.approx(120)
    assert counted(replace(own, country=None), outcome="stroke") == counted(
        replace(SOMEBODY, country=None), outcome="stroke"
    )  # a risk of diabetes says nothing of stroke


def test_the_own_risk_is_told_for_its_own_years():
    own = replace(SOMEBODY, own_risks={OUTCOME: people.Told(0.03, 3)})
    assert (counted(own).years, counted(own).before.median) == (3, pytest.approx(30))


def test_no_country_no_rate():
    found = counted(replace(SOMEBODY, country=None))
    assert isinstance(found, str)
    assert "no country is told" in found
    assert "`country:`" in found


@pytest.mark.parametrize(
    ("age", "country", "why"),
    [
        (44, "US", "not studied in people under 45"),
        (85, "US", "not studied in people of 85 and over"),
        (60, "FR", "no rate of type 2 diabetes in FR by age is in the table"),
    ],
)
def test_who_is_too_young_or_too_old_or_elsewhere_is_told_so(age, country, why):
    found = counted(replace(SOMEBODY, age=age, country=country))
    assert isinstance(found, str)
    assert why in found


@pytest.mark.parametrize(("age", "years"), [(75, 10), (76, 5), (80, 5), (81, 1), (84.4, 1)])
def test_where_rates_reach_less_far_fewer_years_are_told(age, years):
    """The mid of the last year must lie below 85: of ten years from 75 it is 84.5, of five from 80 as well."""
    found = counted(replace(SOMEBODY, age=age))
    assert isinstance(found, PerThousand)
    assert found.years == years
    assert found.before.median == pytest.approx(1000 * (1 - math.exp(-0.01 * years)), rel=0.02)


def test_the_fewer_years_are_said():
    """Of the last year told, one year and not "1 years"."""
    one = people.evidence_of(people.small.COHORT, baseline=OUTCOME)
    for age, said in ((75, "in 10 years"), (76, "in 5 years"), (81, "in 1 year;")):
        told = people.follows_of(one, replace(SOMEBODY, age=age))
        assert said in told.leading.sentence
        assert said.strip(";").replace("in ", "within ") in told.plain
    assert "years" not in people.follows_of(one, replace(SOMEBODY, age=81)).plain.split("of about 81 years")[1]


def test_no_more_years_than_asked():
    assert counted(years=7).years == 5
    assert counted(years=1).years == 1
    assert counted(years=0.5) == "no rate of type 2 diabetes within 0.5 years"


def test_a_rate_by_sex_is_that_of_the_person():
    woman = counted(replace(SOMEBODY, country="DE"))
    assert woman.whom == "women of about 60 years"
    assert woman.before.median == pytest.approx(1000 * (1 - math.exp(-0.2)), rel=0.02)
    assert isinstance(counted(replace(SOMEBODY, country="DE", sex="male")), str)


def test_a_low_serum_is_set_beside_the_rate_and_not_taken_off_it():
    row = people.evidence_of(people.small.SERUM, baseline=OUTCOME)
    events = people.follows_of(row, replace(SOMEBODY, own_risks={OUTCOME: people.Told(0.1, 10)})).leading.events
    assert events.fewer.median < 0
    assert events.after.median == pytest.approx(1000 * (1 - 0.9**1.34), rel=0.02)
