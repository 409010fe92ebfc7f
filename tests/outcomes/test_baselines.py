"""Baselines: the printed rate for the right person, a line between two, and a reason where there is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables
from epsom.errors import InputError
from epsom.outcomes.baselines import Baseline, NoBaseline, OwnRisk, baseline, outcomes, risk
from epsom.outcomes.incidence import COUNTRIES, bands

SERIES = sorted({(band.outcome, band.country, band.group) for band in bands() if band.role == "apply"})
TELLABLE = st.builds(
    lambda series, age, sex: (series, age, sex),
    st.sampled_from(SERIES), st.floats(0, 110), st.sampled_from(("female", "male")),
)  # fmt: skip


def found(outcome: str, age: float, sex: str, country: str, years: float = 1.0, group: str = "") -> Baseline:
    answer = baseline(outcome, age, sex, country, years=years, group=group)
    assert isinstance(answer, Baseline), answer
    return answer


def refused(outcome: str, age: float, sex: str, country: str, years: float = 1.0, group: str = "") -> str:
    answer = baseline(outcome, age, sex, country, years=years, group=group)
    assert isinstance(answer, NoBaseline), answer
    return answer.because


def test_the_printed_rate_stands_at_the_middle_of_its_ages():
    one = found("type 2 diabetes", 54.5, "male", "US")  # the year ahead runs through 55, the middle of 45 to 64
    assert (one.rate, one.low, one.high) == pytest.approx((10.1, 8.1, 12.5))
    assert (one.source, one.years, one.sex, one.interpolated) == ("cdc_diabetes2022", "2018-2019", "both", False)


def test_between_two_middles_the_logarithm_is_a_line():
    """Women 65-69: 2.03, 70-74: 3.94 per 1,000; half way between, at 70, the root of the product."""
    one = found("hip fracture", 69.5, "female", "US")
    assert one.rate == pytest.approx(math.sqrt(2.03 * 3.94))
    assert one.interpolated
    assert one.low is None


def test_outside_the_middles_the_band_is_level():
    assert found("hip fracture", 50.0, "male", "US").rate == pytest.approx(0.28)
    assert found("hip fracture", 93.0, "male", "US").rate == pytest.approx(16.30)


@pytest.mark.parametrize(
    ("country", "age", "sex", "printed"),
    [
        ("US", 52, "male", 0.005971), ("US", 68, "female", 0.012711), ("US", 83, "male", 0.079465),
        ("GB", 52, "male", 0.003907), ("GB", 68, "female", 0.010330), ("GB", 83, "male", 0.075396),
    ],
)  # fmt: skip
def test_years_left_out_of_the_life_table_come_out_as_printed(country: str, age: float, sex: str, printed: float):
    """The table holds every fifth year of age; the source prints those between as well."""
    assert risk(found("death from all causes", age, sex, country).rate, 1.0) == pytest.approx(printed, rel=0.02)


@pytest.mark.parametrize(
    ("country", "sex", "printed"),
    [("US", "male", 17.89), ("US", "female", 20.45), ("GB", "male", 18.76), ("GB", "female", 21.12)],
)
def test_expectation_of_life_at_65_comes_out_as_printed(country: str, sex: str, printed: float):
    """The life table prints it; it follows from the rates from 65 to 100 and the few who live on."""
    left, years = 1.0, 0.0
    for age in range(65, 100):
        dying = risk(found("death from all causes", age, sex, country).rate, 1.0)
        years += left * (1.0 - dying / 2.0)
        left *= 1.0 - dying
    assert years + 2.2 * left == pytest.approx(printed, abs=0.05)


def test_the_chance_of_four_years_comes_back_as_printed():
    one = found("hypertension", 50, "female", "US", group="high normal")
    assert risk(one.rate, 4.0) == pytest.approx(0.373)


def test_ten_years_ahead_run_through_ten_ages():
    """At 60, a German man: 5.8413 % die in five years and 8.7105 % of the rest in the next five."""
    one = found("death from all causes", 60, "male", "DE", years=10.0)
    printed = 1.0 - (1.0 - 0.058413) * (1.0 - 0.087105)
    assert risk(one.rate, 10.0) == pytest.approx(printed, rel=0.03)


def test_own_risk_goes_before_everything():
    told = baseline("type 2 diabetes", 30, "female", "nowhere", years=10, own=OwnRisk(0.12, 10))
    assert isinstance(told, Baseline)
    assert told.source == "told"
    assert told.spread == 0.0
    assert risk(told.rate, 10.0) == pytest.approx(0.12)


@pytest.mark.parametrize(
    ("outcome", "age", "sex", "country", "years", "group", "said"),
    [
        ("stroke", 30, "male", "US", 1, "", "not studied in people under 45 [howard2012]"),
        ("stroke", 12, "female", "DE", 1, "", "not studied in people under 18"),
        ("type 2 diabetes", 90, "male", "US", 1, "", "not studied in people of 85 and over"),
        ("type 2 diabetes", 80, "male", "US", 10, "", "not studied in people of 85 and over"),
        ("atrial fibrillation", 70, "male", "GB", 1, "", "not studied in people between 55 and 85"),
        ("hip fracture", 70, "male", "GB", 1, "", "no rate of hip fracture in Britain by age is in the table"),
        ("hip fracture", 70, "male", "IT", 1, "", "no rate of hip fracture in IT by age is in the table"),
        ("hypertension", 50, "male", "US", 1, "", "there are rates for high normal, normal, optimal"),
        ("hypertension", 50, "male", "US", 1, "tall", "no rate of hypertension in the United States is known for"),
        ("stroke", 60, "male", "US", 11, "", "not carried further than 10 years"),
    ],
)  # fmt: skip
def test_who_was_not_studied_gets_a_reason(
    outcome: str, age: float, sex: str, country: str, years: float, group: str, said: str
):
    assert said in refused(outcome, age, sex, country, years, group)


def test_a_short_gap_is_bridged_a_long_one_is_not():
    """The youngest and oldest groups of age of one abstract lie ten years apart; of another, thirty."""
    assert 2.37 < found("stroke", 70, "male", "US").rate < 10.03
    assert "between" in refused("stroke", 70, "male", "NL")


def test_without_an_interval_the_spread_is_ours():
    assert found("hip fracture", 70, "male", "US").spread == pytest.approx(0.2)
    told = found("type 2 diabetes", 54.5, "male", "US")
    assert told.spread == pytest.approx(math.log(12.5 / 8.1) / 3.919928, rel=1e-6)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: baseline("strokes", 60, "male", "US"), '"strokes" has no baseline. There are:'),
        (lambda: baseline("stroke", 60, "m", "US"), 'sex = "m"'),
        (lambda: baseline("stroke", -1, "male", "US"), "age = -1"),
        (lambda: baseline("stroke", 60, "male", "US", years=0), "years = 0"),
        (lambda: baseline("stroke", 60, "male", "US", own=OwnRisk(12, 10)), "Say 12 % as 0.12"),
        (lambda: baseline("stroke", 60, "male", "US", own=OwnRisk(0.1, 0)), "years = 0"),
        (lambda: risk(-1.0, 5), "rate = -1"),
        (lambda: risk(1.0, math.inf), "years = inf"),
    ],
)
def test_what_cannot_be_is_refused_with_the_mend(call: object, said: str):
    assert callable(call)
    with pytest.raises(InputError) as caught:
        call()
    assert said in caught.value.message


@given(TELLABLE)
def test_a_rate_never_leaves_what_is_printed(told: tuple[tuple[str, str, str], float, str]):
    (outcome, country, group), age, sex = told
    answer = baseline(outcome, age, sex, country, group=group)
    if isinstance(answer, NoBaseline):
        assert answer.because
        return
    printed = [
        band.rate for band in bands()
        if (band.outcome, band.country, band.group, band.sex) == (outcome, country, group, answer.sex)
        and band.role == "apply"
    ]  # fmt: skip
    assert min(printed) <= answer.rate * (1 + 1e-12)
    assert answer.rate <= max(printed) * (1 + 1e-12)
    assert answer.source in tables.sources()
    if answer.low is not None and answer.high is not None:
        assert answer.low <= answer.rate <= answer.high


@given(st.floats(0, 5000), st.floats(0.01, 10), st.floats(0.01, 10))
def test_risk_is_a_chance_and_grows_with_time(rate: float, years: float, more: float):
    assert 0.0 <= risk(rate, years) <= risk(rate, years + more) <= 1.0


@pytest.mark.parametrize("outcome", outcomes())
def test_nothing_for_display_reaches_a_person(outcome: str):
    shown = {(band.source, band.sex, band.country) for band in bands() if band.role == "display"}
    applied = {(band.source, band.sex, band.country) for band in bands() if band.role == "apply"}
    for country in COUNTRIES:
        for sex in ("female", "male"):
            for age in range(0, 111, 5):
                answer = baseline(outcome, age, sex, country)
                if isinstance(answer, Baseline):
                    assert (answer.source, answer.sex, country) not in shown - applied


def test_a_rate_between_two_bands_names_both():
    """The year from 54.5 turns about 55, the middle of the ages 45 to 65; that from 60 lies between two bands."""
    middle, between = found("type 2 diabetes", 54.5, "male", "US"), found("type 2 diabetes", 60, "male", "US")
    assert (middle.ages, middle.interpolated) == ((45.0, 65.0), False)
    assert (between.ages, between.interpolated) == ((45.0, 85.0), True)
    assert (between.source, between.mark) == ("cdc_diabetes2022", "read")
    assert between.where.startswith("table 2 of the web page; ")
