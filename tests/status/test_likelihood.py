"""The likelihood: by hand, its rounding, its weights, and the coverage of what it says about stores."""

from math import erf, exp, log, sqrt

import numpy as np
import pytest

from epsom import units
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.cohort.draw import draw
from epsom.labs.analytes import analyte, analytes
from epsom.person import Person
from epsom.plate.habit import usual_food
from epsom.quantities import quantities, told
from epsom.simulate.live import mixed_meals, settled
from epsom.status.likelihood import log_likelihood, softened, surprise, weighed, weighting
from epsom.status.summary import estimate, quantiles


def phi(z):
    return 0.5 * (1 + erf(z / sqrt(2)))


def test_by_hand_a_printed_value_is_an_interval():
    spread = analyte("serum_magnesium").reading_spread
    reading = told("serum_magnesium", "0.78 mmol/L")
    assert (reading.low, reading.high) == pytest.approx((0.775, 0.785))
    by_hand = phi(log(0.785 / 0.82) / spread) - phi(log(0.775 / 0.82) / spread)
    assert exp(log_likelihood(np.array([0.82]), reading, "serum_magnesium")[0]) == pytest.approx(by_hand, rel=1e-9)


def test_coarser_rounding_says_less():
    levels = np.array([0.70, 0.80, 0.90])
    fine = log_likelihood(levels, told("serum_magnesium", "0.80 mmol/L"), "serum_magnesium")
    coarse = log_likelihood(levels, told("serum_magnesium", "0.8 mmol/L"), "serum_magnesium")
    assert coarse[1] - coarse[0] < fine[1] - fine[0]


def test_the_probabilities_of_all_readings_sum_to_one():
    level = np.array([0.83])
    readings = [told("serum_magnesium", f"{k / 100:.2f} mmol/L") for k in range(20, 400)]
    assert sum(exp(log_likelihood(level, r, "serum_magnesium")[0]) for r in readings) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("level", [0.05, 0.2, 5.0, 9.9])
def test_a_reading_far_from_every_person_stays_finite(level):
    assert np.all(
        np.isfinite(log_likelihood(np.array([level]), told("serum_magnesium", "0.80 mmol/L"), "serum_magnesium"))
    )


def test_the_unit_of_a_reading_does_not_matter():
    levels = np.array([0.7, 0.8, 0.9])
    a = log_likelihood(levels, told("serum_magnesium", "0.800 mmol/L"), "serum_magnesium")
    b = log_likelihood(levels, told("serum_magnesium", "1.600 mEq/L"), "serum_magnesium")
    assert (a - a[1]) == pytest.approx(b - b[1], abs=0.02)


def test_no_labs_gives_the_prior():
    found = weighting(np.zeros(500))
    assert np.all(found.weights == found.weights[0])
    assert found.effective_size == pytest.approx(500)


def test_effective_size_by_hand():
    assert weighting(np.log(np.array([0.5, 0.25, 0.25]))).effective_size == pytest.approx(1 / (0.25 + 2 * 0.0625))


def test_analytes_and_quantities_agree():
    assert set(analytes()) <= set(quantities())


def test_quantiles_of_equal_weights_are_those_of_the_sample():
    values = np.random.default_rng(0).normal(size=4001)
    got = quantiles(values, np.ones(4001), (0.05, 0.5, 0.95))
    assert got == pytest.approx(np.quantile(values, (0.05, 0.5, 0.95)), abs=0.01)


def test_quantiles_by_hand_between_the_midpoints_of_the_weights():
    assert quantiles(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 1.0, 1.0]), (0.4, 0.55)) == pytest.approx(
        [2.0, 2.5]
    )


def test_who_has_no_weight_moves_nothing():
    shares = (0.0, 0.05, 0.5, 0.95, 1.0)
    some = quantiles(np.array([10.0, 20.0]), np.array([0.5, 0.5]), shares)
    assert quantiles(np.array([-90.0, 10.0, 20.0, 100.0]), np.array([0.0, 0.5, 0.5, 0.0]), shares) == pytest.approx(
        some
    )


FOUND = 1000


@pytest.fixture(scope="module")
def cohort():
    """A woman as 5,000 virtual persons on their usual intakes: 1,000 to be found, 4,000 to find them with."""
    n = FOUND + 4000
    person = Person(age=45, sex="female", height="168 cm", weight="66 kg")
    drawn = draw(person, persons=n, seed=11)
    body = drawn.body()
    eating = mixed_meals(usual_food(None, 45, "female", 11, n), 3)
    now = Pools(*settled(body, eating, n))
    replete = Pools(*settled(drawn.replete, mixed_meals(np.full(n, units.mmol(320.0)), 3), n))
    return balance.serum(now, body), balance.spilled(now, body), balance.content(replete) - balance.content(now)


@pytest.mark.parametrize(
    "measured", [("serum_magnesium",), ("urine_magnesium",), ("serum_magnesium", "urine_magnesium")]
)
def test_the_ninety_percent_interval_of_the_deficit_covers_about_ninety_percent(cohort, measured):
    """1,000 virtual persons of known deficit, labs simulated with assay, day and printing: 87 to 93 % are covered.

    Chance alone moves the share by one in a hundred.
    """
    serum, urine, deficit = cohort
    rng = np.random.default_rng(5)
    inside = 0
    for true in range(FOUND):
        chance = np.zeros(4000)
        for name in measured:
            level = {"serum_magnesium": serum, "urine_magnesium": urine}[name]
            reading = level[true] * exp(analyte(name).reading_spread * rng.standard_normal())
            printed = told(name, f"{reading:.2f} {quantities()[name].unit}")
            chance = chance + log_likelihood(level[FOUND:], printed, name)
        found = estimate(deficit[FOUND:], weighting(chance).weights)
        inside += found.low <= deficit[true] <= found.high
    assert 0.87 <= inside / FOUND <= 0.93


def test_a_low_serum_raises_the_deficit(cohort):
    serum, _, deficit = cohort
    low = weighting(log_likelihood(serum, told("serum_magnesium", "0.70 mmol/L"), "serum_magnesium")).weights
    high = weighting(log_likelihood(serum, told("serum_magnesium", "0.90 mmol/L"), "serum_magnesium")).weights
    assert estimate(deficit, low).median > estimate(deficit, high).median


def test_surprise_by_hand():
    level, weights = np.array([0.82]), np.array([1.0])
    assert surprise(level, told("serum_magnesium", "0.82 mmol/L"), "serum_magnesium", weights) == pytest.approx(1.0)
    far = told("serum_magnesium", "0.70 mmol/L")
    by_hand = 2 * phi(log(0.70 / 0.82) / analyte("serum_magnesium").reading_spread)
    assert surprise(level, far, "serum_magnesium", weights) == pytest.approx(by_hand)


def test_nobody_who_explains_a_reading_is_an_error():
    with pytest.raises(ValueError, match="no virtual person"):
        weighting(np.full(3, -np.inf))


def test_readings_that_fit_few_count_in_part_until_enough_persons_are_left():
    rng = np.random.default_rng(1)
    steep = -200.0 * rng.random(2000)
    assert weighting(steep).effective_size < 30
    found = softened(steep, np.zeros(2000), 50.0)
    assert found.effective_size == pytest.approx(50.0, rel=0.01)
    assert 0 < found.counted < 1
    gentle = -2.0 * rng.random(2000)
    assert softened(gentle, np.zeros(2000), 50.0).counted == 1.0
    assert np.array_equal(softened(gentle, np.zeros(2000), 50.0).weights, weighting(gentle).weights)


def test_softening_tempers_the_readings_and_never_the_prior():
    """Readings that say nothing about who is rare leave the rare as rare, however much they are softened."""
    rng = np.random.default_rng(2)
    rare = np.arange(4000) < 2000
    prior = np.where(rare, np.log(0.02 / 0.5), np.log(0.98 / 0.5))
    found = softened(-300.0 * rng.random(4000), prior, 80.0)
    assert found.counted < 0.5
    assert found.weights[rare].sum() == pytest.approx(0.02, abs=0.02)


@pytest.mark.parametrize("persons", [1, 5, 45])
def test_a_small_cohort_still_listens_to_its_readings(persons):
    readings = -np.linspace(0.0, 30.0, persons)
    found = softened(readings, np.zeros(persons), 50.0)
    assert found.counted > 0
    assert found.weights[0] == found.weights.max()


def test_the_long_tail_of_a_spreadsheet_number_is_a_reading_like_any_other():
    levels = np.array([0.75, 0.82, 0.9])
    long = log_likelihood(levels, told("serum_magnesium", "0.8200000000000001 mmol/L"), "serum_magnesium")
    short = log_likelihood(levels, told("serum_magnesium", "0.8200 mmol/L"), "serum_magnesium")
    assert np.all(np.isfinite(long))
    assert long - long[1] == pytest.approx(short - short[1], abs=1e-3)


def test_a_cohort_is_accepted_by_size_and_tail_together():
    from epsom.status.likelihood import Weighting

    weights = np.full(500, 1 / 500)
    assert Weighting(weights, 500.0).accepted(400, 0.7)
    assert Weighting(weights, 500.0, k=0.69).accepted(400, 0.7)
    assert not Weighting(weights, 500.0, k=0.71).accepted(400, 0.7)
    assert not Weighting(weights, 399.0, k=-1.0).accepted(400, 0.7)


def test_silenced_persons_have_no_weight_and_the_others_share_theirs():
    found = weighting(np.log(np.array([0.2, 0.3, 0.5]))).silenced(np.array([2]))
    assert found.weights == pytest.approx([0.4, 0.6, 0.0])
    assert found.effective_size < weighting(np.log(np.array([0.2, 0.3, 0.5]))).effective_size
    same = weighting(np.zeros(3))
    assert same.silenced(np.array([], dtype=int)) is same


def test_smoothing_changes_ordinary_weights_by_little():
    """A serum near the middle: smoothed and raw weights tell the same mean, to a hundredth of a deviation."""
    level = 0.83 * np.exp(0.06 * np.random.default_rng(8).standard_normal(2000))
    logs = log_likelihood(level, told("serum_magnesium", "0.78 mmol/L"), "serum_magnesium")
    raw, smooth = weighting(logs), weighed(logs)
    assert smooth.k < 0.5
    assert np.sum(smooth.weights * level) == pytest.approx(np.sum(raw.weights * level), abs=0.0005)
    assert smooth.effective_size == pytest.approx(raw.effective_size, rel=0.01)
