"""Prevalence: only an average requirement yields one."""

import csv
import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.needs import AdequateIntake, Limit, LowerThreshold, Recommended, Requirement, authorities, needs
from epsom.population.distributions import Gamma, LogNormal
from epsom.population.prevalence import cut_point, full_probability, requirement_of
from epsom.population.usual import Habits

TABLE = Path(__file__).parents[3] / "shared" / "data" / "intake_distributions" / "magnesium_450rows.csv.gz"
REST = ("made up", "iom1997", "read", "")
WOMAN = Requirement(265.0, "EAR", *REST, cv=0.10)
# Share of adults below the requirement [%]: full probability and cut-point, means of five-year groups, as printed
STATES = {"Females": (54.6, 55.2), "Males": (61.6, 62.5)}


def requirement(value, cv=0.1):
    return Requirement(value, "EAR", *REST, cv=cv)


@pytest.fixture(scope="module")
def fitted():
    """The gamma or log-normal law of each group, as its rows hold it, beside the row."""
    if not TABLE.exists():
        pytest.skip(f"no fitted distributions beside the checkout ({TABLE})")
    with gzip.open(TABLE, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def gamma(row):
    return Gamma(float(row["g_shape"]), float(row["g_rate"]))


def test_the_cut_point_of_361_fitted_distributions(fitted):
    with_one = [row for row in fitted if row["cutpoint_sev_ear"]]
    assert len(with_one) == 361
    for row in with_one:
        share = 100 * cut_point(requirement(float(row["ear"])), gamma(row))
        assert share == pytest.approx(float(row["cutpoint_sev_ear"]), rel=0, abs=1e-9), row


def test_the_full_probability_of_the_same(fitted):
    """Their integral is numerical too, so to a hundredth of a point; of log-normal laws as well."""
    for row in fitted:
        needed = requirement(float(row["ear"]), float(row["ear_cv"]))
        if row["g_shape"]:
            share = 100 * full_probability(needed, gamma(row))
            assert share == pytest.approx(float(row["g_sev_ear"]), abs=0.01), row
        if row["ln_meanlog"]:
            law = LogNormal(float(row["ln_meanlog"]), float(row["ln_sdlog"]))
            assert law.mean == pytest.approx(float(row["ln_mu"]), rel=1e-9)
            assert 100 * full_probability(needed, law) == pytest.approx(float(row["ln_sev_ear"]), abs=0.01), row


@pytest.mark.parametrize("sex", STATES)
def test_adults_of_the_united_states_both_ways(fitted, sex):
    rows = [row for row in fitted if row["country"] == "United States" and row["sex"] == sex]
    adults = [row for row in rows if int(row["age_group"].split("-")[0]) >= 20]
    both = [(full_probability(needed, gamma(row)), cut_point(needed, gamma(row)))
            for row in adults for needed in [requirement(float(row["ear"]))]]  # fmt: skip
    assert 100 * np.mean(both, axis=0) == pytest.approx(STATES[sex], abs=0.06)


def test_the_cut_point_by_hand():
    """Half of a log-normal law lies below its median, and 15.87 % below its median over e^spread."""
    law = LogNormal(math.log(265), 0.3)
    assert cut_point(WOMAN, law) == pytest.approx(0.5)
    assert cut_point(WOMAN, LogNormal(math.log(265) + 0.3, 0.3)) == pytest.approx(0.158655, abs=1e-6)
    # a gamma law of shape one is exponential
    assert cut_point(WOMAN, Gamma(1.0, 1 / 265)) == pytest.approx(1 - math.exp(-1))


@settings(max_examples=20, deadline=None)
@given(st.floats(150, 450), st.floats(20, 120))
def test_the_full_probability_by_hand(mean, sd):
    """Normal intake, normal requirement: their difference is normal too."""
    usual = Habits(1.0, np.array([mean - 1.0]), 0.0, 0.0, sd, 50.0, 2, 1, 0).of(0)
    z = (265.0 - mean) / math.hypot(sd, 26.5)
    lost = 0.5 * math.erfc(mean / sd / math.sqrt(2))  # nobody eats less than nothing, but a normal law has some who do
    assert full_probability(WOMAN, usual) == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=1e-6 + 2 * lost)


def test_a_requirement_alike_in_everybody_makes_both_ways_one():
    law = Gamma(9.0, 0.03)
    assert full_probability(requirement(265.0, cv=1e-9), law) == pytest.approx(cut_point(WOMAN, law), abs=1e-6)


@given(st.floats(0.5, 50), st.floats(0.005, 0.2), st.floats(10, 900))
def test_shares_are_shares_and_turn_round(shape, rate, value):
    law = Gamma(shape, rate)
    share = law.below(value)
    assert 0 <= share <= 1
    if 0.001 < share < 0.999:
        assert law.percentile(share) == pytest.approx(value, rel=1e-6)
    assert law.below(-1.0) == law.below(0.0) == 0.0
    other = LogNormal(math.log(200), 0.4)
    assert other.percentile(other.below(value)) == pytest.approx(value, rel=1e-5)
    assert other.below(0.0) == 0.0


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        (AdequateIntake(350.0, "AI", *REST), "AI 350 mg/day .* no average requirement is known .* no prevalence"),
        (Recommended(320.0, "RDA", *REST), "RDA 320 mg/day .* no prevalence .* Take the average requirement"),
        (LowerThreshold(150.0, "LRNI", *REST), "LRNI 150 mg/day"),
        (Limit(350.0, "UL_supplemental", *REST), "UL_supplemental 350 mg/day"),
    ],
)
@pytest.mark.parametrize("way", [cut_point, full_probability])
def test_nothing_but_an_average_requirement_yields_a_prevalence(way, reference, said):
    with pytest.raises(InputError, match=said):
        way(reference, LogNormal(5.6, 0.3))


@given(st.floats(1, 90), st.sampled_from(["male", "female"]), st.sampled_from(authorities()))
def test_an_authority_either_has_a_requirement_or_says_why_not(age, sex, authority):
    found = needs(age, sex, authority=authority)
    if found.requirement is not None:
        assert requirement_of(found) is found.requirement
        return
    with pytest.raises(InputError, match="no prevalence follows"):
        requirement_of(found)


def test_an_adequate_intake_of_europe_is_refused_by_name():
    with pytest.raises(InputError, match="AI 300 mg/day"):
        requirement_of(needs(40, "female", authority="EU EFSA 2015"))


@pytest.mark.parametrize("law", [lambda: Gamma(0.0, 1.0), lambda: Gamma(1.0, -1.0), lambda: LogNormal(5.0, 0.0)])
def test_a_law_without_spread_is_none(law):
    with pytest.raises(InputError, match="above zero"):
        law()
