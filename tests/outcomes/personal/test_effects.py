"""Effects: draws of one row, what a study says, and what is left when cause is doubted."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.outcomes.personal.effects import spread, stream
from epsom.outcomes.project import Belief, beliefs, draws, effect
from epsom.outcomes.row import rules

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))
small = people.small
MORE = people.MORE
ABROAD = replace(people.HEALTHY, country="US")
(COHORT,) = people.evidence_of(small.COHORT).rows
(TRIAL,) = people.evidence_of(small.TRIAL, answer="effect").rows
MANY = 200_000


def test_the_mean_and_the_width_are_those_of_the_printed_interval():
    """0.81 (0.77 to 0.86): the logarithm is -0.2107, its standard error (ln 0.86 - ln 0.77) / 3.92 = 0.0282."""
    found = effect(COHORT, 100.0, np.random.default_rng(1), MANY)
    assert found.printed.mean() == pytest.approx(np.log(0.81), abs=0.0005)
    assert found.printed.std() == pytest.approx(0.0282, abs=0.0003)
    assert found.naive.std() == pytest.approx(np.hypot(0.0282, 0.08), abs=0.0006)  # and our spread between cohorts


def test_the_spread_between_trials_is_that_of_their_i2():
    """3 (1 to 5): standard error 4 / 3.92 = 1.0204; I2 0.5 of eight trials: 1.0204 * root(8 * 0.5) = 2.041."""
    found = effect(TRIAL, 1.0, np.random.default_rng(1), MANY)
    assert found.naive.mean() == pytest.approx(3, abs=0.02)
    assert found.naive.std() == pytest.approx(np.hypot(1.0204, 2.0408), abs=0.01)


def test_the_discount_pulls_towards_no_difference():
    row = people.about("blood pressure").row("diet.han2017")
    found = effect(row, 100.0, np.random.default_rng(3), MANY)
    # cause one in four, and then half of it on average
    assert found.discounted.mean() == pytest.approx(found.naive.mean() * 0.25 * 0.5, abs=0.0006)
    assert np.mean(found.discounted == 0) == pytest.approx(0.75, abs=0.005)


@given(st.floats(-300, 300), st.floats(0, 3))
def test_an_effect_is_as_large_as_its_change(change, times):
    one, other = (effect(COHORT, size, stream(0, COHORT), 100) for size in (change, change * times))
    for name in ("printed", "naive", "discounted"):
        assert np.allclose(getattr(other, name), times * getattr(one, name), atol=1e-12)


def test_a_step_down_is_told_with_its_sign():
    (down,) = people.evidence_of(small.changed(small.COHORT, ("increment = 100", "increment = -100"))).rows
    assert effect(down, 100.0, stream(0, down)).printed.mean() == pytest.approx(-np.log(0.81), abs=0.002)


def test_a_belief_of_ours_is_that_of_the_table():
    for name, belief in beliefs().items():
        assert belief.likely == rules()["judgement"][name]["p"]
    assert beliefs()["cohort, highly suggestive, genetics in part"] == Belief(0.5, (2.0, 2.0))
    assert beliefs()["trial, hard outcome"] == Belief(1.0)


@pytest.mark.parametrize(
    ("likely", "fraction", "names"),
    [(1.01, None, "cause = 1.01"), (-0.1, None, "cause = -0.1"), (0.5, (0.0, 2.0), "fraction = "),
     (0.5, (2.0, -1.0), "fraction = ")],
)  # fmt: skip
def test_a_belief_that_is_no_chance_is_refused(likely, fraction, names):
    with pytest.raises(InputError, match=names):
        Belief(likely, fraction)


def test_a_share_of_the_cause_is_drawn_from_its_distribution():
    """Beta(1, 3) has the mean 1/4; believed for sure, a quarter of the effect is left."""
    found = effect(COHORT, 100.0, np.random.default_rng(2), MANY, Belief(1.0, (1.0, 3.0)))
    share = found.discounted / found.naive
    assert share.mean() == pytest.approx(0.25, abs=0.002)
    assert (share.min() >= 0, share.max() <= 1) == (True, True)


def test_cause_is_a_belief_that_may_be_another():
    judgement = people.about("stroke").row("diet.fang2016").judgement
    sure, never = (
        people.follows("stroke", ABROAD, MORE, cause={judgement: Belief(likely)}).leading for likely in (1.0, 0.0)
    )
    row = people.about("stroke").row("diet.fang2016")
    told = draws(ABROAD, MORE, row, cause={judgement: Belief(1.0)})
    assert np.array_equal(told.discounted, told.naive)
    assert sure.size.doubted.mean == pytest.approx(sure.size.estimate, abs=0.01)
    assert (sure.size.likely, never.size.likely) == (1.0, 0.0)
    assert sure.size.judgement == never.size.judgement == "the reader's own"
    assert (never.size.doubted.mean, never.size.doubted.low95, never.size.doubted.high95) == (1, 1, 1)
    assert never.events.fewer_doubted.high95 == never.events.any == 0
    ours = people.follows("stroke", ABROAD, MORE).leading
    assert never.size.doubted.mean > ours.size.doubted.mean > sure.size.doubted.mean
    assert ours.size.likely == beliefs()[judgement].likely
    assert ours.size.judgement.startswith(f"{judgement}, version ")
    assert never.size.estimate == ours.size.estimate == sure.size.estimate


def test_a_stream_is_the_row_s_own():
    one, again, other_seed, other_row = (
        stream(seed, row).random(4).tolist() for seed, row in ((1, COHORT), (1, COHORT), (2, COHORT), (1, TRIAL))
    )
    assert one == again
    assert one != other_seed
    assert one != other_row


def test_a_spread_is_by_quantiles():
    found = spread(np.arange(1001.0))
    assert (found.mean, found.low95, found.low80, found.median, found.high80, found.high95) == (
        500, 25, 100, 500, 900, 975,
    )  # fmt: skip
