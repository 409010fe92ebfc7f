"""Absolute terms: the worked example by its printed digits, and sums that never exceed a thousand."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.outcomes.absolute import Events, events_per_1000, first_of_several, rates
from epsom.outcomes.baselines import Baseline, OwnRisk, baseline
from epsom.outcomes.evidence import read
from epsom.outcomes.project import effect

DRAWS = 200_000
small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_evidence.py"))))
EATERS = small.HEAD.replace('"effect"', '"association"') + small.COHORT.replace("n_studies", "tau = 0.08\nn_studies")
RATES = st.floats(0, 500)
RATIOS = st.floats(0, 5)
EXCLUSIVE = st.dictionaries(
    st.sampled_from(["stroke", "coronary heart disease", "hip fracture", "type 2 diabetes", "hypertension"]),
    st.tuples(st.lists(RATES, min_size=3, max_size=3), st.lists(RATIOS, min_size=3, max_size=3)),
    min_size=1,
)


def told(chance: float, years: float) -> Baseline:
    own = baseline("type 2 diabetes", 55, "male", "US", years=years, own=OwnRisk(chance, years))
    assert isinstance(own, Baseline)
    return own


def one(*values: float) -> np.ndarray:
    return np.array(values)


def test_worked_example_as_if_the_association_were_fully_causal():
    """T8, first line: 12 % in ten years, 0.81 (0.77 to 0.86) per 100 mg/day: 23 (17 to 28) fewer of 1,000."""
    rate = np.full(3, told(0.12, 10).rate)
    fewer = events_per_1000(rate, one(0.81, 0.86, 0.77), 10).fewer
    assert [round(value) for value in fewer] == [23, 17, 28]


def test_worked_example_with_doubt_about_cause():
    """T8, second line: cause as likely as not, then in part: mean 6, 95 % from 0 to 25, more than 5 in 0.41."""
    rng = np.random.default_rng(8)
    (row,) = read(EATERS, "eaters.toml").rows
    ratio = np.exp(effect(row, 100.0, rng, DRAWS).discounted)
    events = events_per_1000(rates(told(0.12, 10), rng, DRAWS), ratio, 10)
    low, high = events.interval()
    assert round(float(np.mean(events.fewer))) == 6
    assert round(low) == 0
    assert round(high) == pytest.approx(25, abs=1)
    assert events.chance(more_than=5.0) == pytest.approx(0.41, abs=0.01)
    assert events.people_per_event() is None


def test_each_measure_by_hand():
    rate = np.full(1, told(0.2, 10).rate)
    half = one(0.5)
    assert events_per_1000(rate, half, 10, "RR").after[0] == pytest.approx(100.0)
    assert events_per_1000(rate, half, 10, "HR").after[0] == pytest.approx(1000 * (1 - 0.8**0.5))
    assert events_per_1000(rate, half, 10, "OR").after[0] == pytest.approx(1000 * 0.125 / 1.125)


def test_a_ratio_stops_at_certainty():
    assert events_per_1000(np.full(1, told(0.6, 10).rate), one(3.0), 10).after[0] == 1000.0


def test_people_per_event_only_where_more_is_excluded():
    events = Events(np.full(100, 120.0), np.linspace(95, 105, 100), 10)
    found = events.people_per_event()
    assert found is not None
    assert found == pytest.approx((1000 / 24.75, 1000 / 15.25), rel=0.01)
    assert Events(one(1.0, 2.0), one(2.0, 1.0), 1).people_per_event() is None


def test_the_interval_of_the_source_comes_back_from_the_draws():
    """5.8 (4.3 to 7.8) per 1,000, as printed."""
    found = baseline("type 2 diabetes", 74.5, "male", "US")
    assert isinstance(found, Baseline)
    assert (found.low, found.high) == pytest.approx((4.3, 7.8))
    draws = rates(found, np.random.default_rng(1), DRAWS)
    assert np.quantile(draws, [0.025, 0.5, 0.975]) == pytest.approx([4.3, 5.8, 7.8], rel=0.02)


def test_doubt_about_the_rate_widens_the_answer():
    rng = np.random.default_rng(2)
    found = baseline("stroke", 60, "male", "US")
    assert isinstance(found, Baseline)
    ratio = np.full(5000, 0.9)
    wide = events_per_1000(rates(found, rng, 5000), ratio, 10).interval()
    sure = events_per_1000(rates(replace(found, source="told"), rng, 5000), ratio, 10).interval()
    assert wide[0] < sure[0] == pytest.approx(sure[1])
    assert wide[1] > sure[1]


@given(st.lists(RATES, min_size=1, max_size=5), RATIOS, st.floats(0.1, 10), st.sampled_from(["RR", "HR", "OR"]))
def test_events_lie_between_none_and_all(each: list[float], ratio: float, years: float, measure: str):
    events = events_per_1000(np.array(each), np.full(len(each), ratio), years, measure)
    for part in (events.before, events.after):
        assert np.all(part >= 0.0)
        assert np.all(part <= 1000.0)
    if ratio <= 1.0:
        assert np.all(events.fewer >= -1e-9)
    else:
        assert np.all(events.fewer <= 1e-9)


@settings(max_examples=200)
@given(EXCLUSIVE, st.floats(0.1, 10))
def test_sums_over_exclusive_outcomes_never_exceed_a_thousand(
    each: dict[str, tuple[list[float], list[float]]], years: float
):
    baselines = {name: np.array(rate) for name, (rate, _) in each.items()}
    ratios = {name: np.array(ratio) for name, (_, ratio) in each.items()}
    parts = first_of_several(baselines, ratios, years)
    for total in (sum(part.before for part in parts.values()), sum(part.after for part in parts.values())):
        assert np.all(total >= 0.0)
        assert np.all(total <= 1000.0 + 1e-9)


def test_alone_the_first_of_several_is_the_hazard_ratio():
    rate, ratio = one(10.0, 200.0), one(0.8, 1.5)
    alone = first_of_several({"stroke": rate}, {"stroke": ratio}, 10)["stroke"]
    same = events_per_1000(rate, ratio, 10, "HR")
    assert alone.before == pytest.approx(same.before)
    assert alone.after == pytest.approx(same.after)


def test_two_equal_rates_share_whom_any_reaches():
    parts = first_of_several({"stroke": one(50.0), "hip fracture": one(50.0)}, {}, 10)
    assert parts["stroke"].before == pytest.approx(1000 * (1 - np.exp(-1)) / 2)
    assert parts["stroke"].after == pytest.approx(parts["stroke"].before)


def test_nothing_is_reached_by_a_rate_of_nought():
    assert first_of_several({"stroke": one(0.0)}, {}, 10)["stroke"].before == [0.0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: events_per_1000(one(1.0), one(1.0), 10, "MD"), "measure = 'MD'"),
        (lambda: events_per_1000(one(1.0), one(1.0), 0), "years = 0"),
        (lambda: events_per_1000(one(-1.0), one(1.0), 10), "Check units?"),
        (lambda: events_per_1000(one(1.0), one(-0.2), 10), "still a logarithm"),
        (lambda: first_of_several({"stroke": one(1.0)}, {}, 0), "years = 0"),
        (
            lambda: first_of_several({"stroke": one(1.0), "death from all causes": one(9.0)}, {}, 10),
            "never summed",
        ),
    ],
)
def test_what_cannot_be_is_refused(call: object, said: str):
    assert callable(call)
    with pytest.raises(InputError) as caught:
        call()
    assert said in caught.value.message
