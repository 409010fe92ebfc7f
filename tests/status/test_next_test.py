"""The next test: what a reading would tell against closed forms and brute force, and what is chosen and said of it."""

import re
import runpy
from dataclasses import replace
from math import log2, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom import tables
from epsom.cohort import conditions, medicines
from epsom.labs.protocols import protocols
from epsom.quantities import quantities
from epsom.status import burden, next_test
from epsom.status.burden import Known
from epsom.status.expecting import again, expected
from epsom.status.information import relative_entropy
from epsom.status.next_test import Candidate, chosen

PROMISES = runpy.run_path(str(Path(__file__).parents[1] / "interfaces" / "test_no_promise.py"))
SERUM = burden.listed()["serum_magnesium"]
LOAD = burden.listed()["gullestad1994"]
SPOT = burden.listed()["spot_urine_magnesium"]


def cohort(persons, seed, slope, beside):
    """A deficit of 100 ± 50 mmol and the level of a reading that depends on it, with something else beside."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal(persons)
    return 100.0 + 50.0 * z, slope * z + beside * rng.standard_normal(persons)


def explained(slope, beside, spread):
    return slope**2 / (slope**2 + beside**2 + spread**2)


# --- what a reading would tell ----------------------------------------------------------------------------------------

CASES = [(1.0, 0.5, 1.0), (1.0, 0.5, 0.1), (1.0, 0.2, 0.05), (0.3, 1.0, 0.5), (0.1, 1.0, 1.0), (-0.8, 0.5, 0.5)]


@pytest.mark.parametrize("persons", [2000, 20_000])
@pytest.mark.parametrize(("slope", "beside", "spread"), CASES)
def test_it_agrees_with_the_closed_form_of_normal_laws(persons, slope, beside, spread):
    """Mutual information −½·log2(1 − ρ²), and a band that narrows by 1 − √(1 − ρ²)."""
    share = explained(slope, beside, spread)
    found = [expected(d, np.ones(persons), x, spread) for d, x in (cohort(persons, s, slope, beside) for s in range(5))]
    assert np.mean([one.bits for one in found]) == pytest.approx(-0.5 * log2(1.0 - share), rel=0.04, abs=0.01)
    assert np.mean([one.narrowing for one in found]) == pytest.approx(1.0 - sqrt(1.0 - share), abs=0.015)
    assert found[0].band_now == pytest.approx(50.0 * 2 * 1.644854, rel=0.05)


@pytest.mark.parametrize(
    ("away", "slope", "spread", "other"), [(0.5, 0.5, 0.5, 0.5), (2.5, 0.5, 0.5, 0.5), (2.0, 0.8, 0.4, 0.3)]
)
def test_it_holds_under_the_weights_that_an_earlier_reading_left(away, slope, spread, other):
    """A first reading far from the middle leaves few persons with a voice; closed form of three normal laws."""
    prior = np.array([[1.0, slope, other], [slope, 1.0, slope * other], [other, slope * other, 1.0]])
    left = prior - np.outer(prior[1], prior[1]) / (1.0 + spread**2)
    told: dict[int, list[float]] = {1: [], 2: []}
    errors: dict[int, list[float]] = {1: [], 2: []}
    for seed in range(8):
        rng = np.random.default_rng(seed)
        one, beside, apart = rng.standard_normal((3, 16_384))
        first = slope * one + (1 - slope**2) ** 0.5 * beside
        second = other * one + (1 - other**2) ** 0.5 * apart
        weights = np.exp(-0.5 * ((away * (1 + spread**2) ** 0.5 - first) / spread) ** 2)
        for place, level in ((1, first), (2, second)):
            found = expected(one, weights, level, spread)
            told[place].append(found.bits)
            errors[place].append(found.error)
    for place in (1, 2):
        share = left[0, place] ** 2 / (left[0, 0] * (left[place, place] + spread**2))
        assert np.mean(told[place]) == pytest.approx(-0.5 * log2(1.0 - share), rel=0.1, abs=np.mean(errors[place]))


def brute_force(deficit, weights, centre, spread, outcomes, seed):
    """Nested Monte Carlo: draw a person and a reading of it, weigh all anew, see what that told, and so on."""
    rng = np.random.default_rng(seed)
    chance, told = weights / weights.sum(), []
    for person in rng.choice(len(weights), outcomes, p=chance):
        result = rng.normal(centre[person], spread)
        after = weights * np.exp(-0.5 * ((result - centre) / spread) ** 2)
        told.append(relative_entropy(deficit, after, weights))
    return float(np.mean(told)), float(np.std(told) / outcomes**0.5)


@pytest.mark.parametrize("bent", [lambda z: z, lambda z: np.exp(0.5 * z), lambda z: np.abs(z)])
def test_it_agrees_with_brute_force_where_there_is_no_closed_form(bent):
    """Weights that are unlike, a deficit of two heaps, and a reading that bends: by weighing anew, one by one."""
    rng = np.random.default_rng(4)
    z = np.where(rng.random(4000) < 0.3, 3.0, 0.0) + rng.standard_normal(4000)
    weights = rng.gamma(2.0, size=4000) * np.exp(-0.1 * z)
    centre = bent(z) + 0.5 * rng.standard_normal(4000)
    by_force, error = brute_force(z, weights, centre, 0.6, 800, 5)
    one = expected(z, weights, centre, 0.6)
    assert one.bits == pytest.approx(by_force, abs=3.0 * error + one.error)
    assert by_force > 0.2


def test_a_reading_that_knows_nothing_of_the_deficit_tells_nothing_but_chance():
    for seed in range(10):
        one = expected(*(cohort(1000, seed, 0.0, 1.0)[0], np.ones(1000), cohort(1000, seed, 0.0, 1.0)[1]), 0.5)
        assert one.bits <= 3.0 * one.error
        assert one.narrowing == pytest.approx(0.0, abs=0.03)


def test_a_reading_that_is_the_same_in_all_tells_exactly_nothing():
    one = expected(np.arange(500.0), np.ones(500), np.full(500, 0.8), 0.04)
    assert one.bits == pytest.approx(0.0, abs=1e-9)
    assert one.narrowing == pytest.approx(0.0, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.floats(0.1, 2.0), st.floats(1.2, 4.0))
def test_a_blunter_reading_never_tells_more(seed, spread, factor):
    deficit, level = cohort(800, seed, 1.0, 0.5)
    sharp, blunt = (expected(deficit, np.ones(800), level, s) for s in (spread, factor * spread))
    assert blunt.bits <= sharp.bits + 0.5 * (sharp.error + blunt.error)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99), st.floats(-5.0, 5.0), st.floats(0.1, 10.0))
def test_neither_where_a_scale_begins_nor_its_unit_nor_the_order_of_persons_counts(seed, shift, factor):
    deficit, level = cohort(500, seed, 1.0, 0.5)
    mixed = np.random.default_rng(seed).permutation(500)
    before = expected(deficit, np.ones(500), level, 0.5)
    after = expected(deficit[mixed], np.full(500, 7.0), shift + factor * level[mixed], factor * 0.5)
    assert after.bits == pytest.approx(before.bits, rel=1e-6, abs=1e-9)
    assert after.band_after == pytest.approx(before.band_after, rel=1e-6)


def test_whoever_cannot_be_read_is_left_out():
    deficit, level = cohort(800, 1, 1.0, 0.5)
    dead = np.concatenate([level, [np.nan, -np.inf]])
    one = expected(np.concatenate([deficit, [1.0, 2.0]]), np.ones(802), dead, 0.5)
    assert one.bits == pytest.approx(expected(deficit, np.ones(800), level, 0.5).bits, rel=1e-9)
    with pytest.raises(ValueError, match="one is above 0"):
        expected(deficit, np.ones(800), np.full(800, np.nan), 0.5)
    with pytest.raises(ValueError, match="a spread is above 0"):
        expected(deficit, np.ones(800), level, 0.0)


# --- one more of the same ---------------------------------------------------------------------------------------------


def test_one_more_of_the_same_by_hand():
    """One reading 0.3 above what is expected, half of the variance the person's own: half of it comes again."""
    shift, spread = again(np.array([[0.3, 0.0]]), np.array([1.0]), 1.0, 1.0)
    assert shift == pytest.approx([0.15, 0.0])
    assert spread == pytest.approx(sqrt(0.5 + 1.0))


def test_without_an_earlier_reading_or_a_shared_spread_nothing_is_known_before():
    assert again(np.zeros((0, 3)), np.zeros(0), 0.3, 0.4)[1] == pytest.approx(0.5)
    shift, spread = again(np.ones((2, 3)), np.ones(2), 0.0, 0.4)
    assert list(shift) == [0.0, 0.0, 0.0]
    assert spread == 0.4


def test_a_tenth_reading_of_the_same_tells_less_than_a_second_and_that_less_than_the_first():
    """Closed form: each reading y = z + shared + own; what n of them know of z is 1/(shared² + own²/n)."""
    rng = np.random.default_rng(2)
    z, shared, own = rng.standard_normal(20_000), 0.5, 0.5
    told, before = [], 0.0
    for count in (0, 1, 9):
        readings = np.full((count, 1), 0.4) - z
        stray = shared**2 + own**2 / max(count, 1)
        weights = np.exp(-0.5 * (0.4 - z) ** 2 / stray) if count else np.ones(len(z))
        shift, spread = again(readings, np.full(count, own), shared, own)
        one = expected(z, weights, z + shift, spread)
        known = 1.0 + (1.0 / stray if count else 0.0)
        then = 1.0 + 1.0 / (shared**2 + own**2 / (count + 1))
        assert one.bits == pytest.approx(0.5 * log2(then / known), rel=0.06, abs=0.01)
        told.append(one.bits)
        before = one.narrowing
    assert told[0] > told[1] > told[2]
    assert before < next_test.number("least_narrowing")


# --- the choice -------------------------------------------------------------------------------------------------------


def among(*tests, persons=2000):
    """Candidates by test, how much their reading depends on the deficit, and whatever bars them."""
    rng = np.random.default_rng(0)
    z = rng.standard_normal(persons)
    candidates = [
        Candidate(t, slope * z + 0.1 * rng.standard_normal(persons), 1.0, 0, bars) for t, slope, bars in tests
    ]
    return next_test.next_test(100.0 + 50.0 * z, np.ones(persons), candidates)


def test_the_most_telling_comes_first_and_a_much_lighter_one_does_not_win_by_lightness():
    found = among((SERUM, 0.6, ()), (LOAD, 2.0, ()))
    assert [one.test for one in found.tests] == ["gullestad1994", "serum_magnesium"]
    assert found.best == "gullestad1994"


def test_a_lighter_test_that_tells_nearly_as_much_is_named_before_the_heavier_one():
    found = among((SERUM, 1.0, ()), (LOAD, 1.1, ()))
    assert found.tests[0].test == "gullestad1994"
    assert found.best == "serum_magnesium"
    assert any("greater burden" in one and LOAD.heading in one for one in found.words.clinician)


def test_no_further_test_is_worth_it_is_an_answer():
    found = among((SERUM, 0.1, ()), (LOAD, 0.2, ()))
    assert found.best is None
    assert not any(one.worth for one in found.tests)
    assert found.words.clinician[0].startswith("No further test is worth it")
    assert found.words.lay[0].startswith("No further test is expected to tell much more")
    assert among().best is None
    assert among().words.lay[0]


def test_who_may_not_have_a_test_is_told_why_and_it_is_never_the_best():
    found = among((SERUM, 1.0, ()), (LOAD, 3.0, ("the test is void",)))
    assert found.best == "serum_magnesium"
    assert found.tests[0].bits > found.tests[1].bits
    assert not found.tests[0].worth
    for said in (found.words.clinician, found.words.lay):
        assert any("the test is void" in one for one in said)
        assert not any("greater burden" in one or "asks more of you" in one for one in said)
    assert among((LOAD, 3.0, ("void",))).best is None


def test_both_measures_must_be_reached():
    worth = among((SERUM, 2.0, ())).tests[0]
    assert worth.worth
    assert chosen((worth,)) is worth
    assert chosen((replace(worth, worth=False),)) is None
    least = next_test.number("least_told")
    assert worth.bits > least
    assert worth.narrowing > next_test.number("least_narrowing")


def test_a_second_reading_is_said_to_be_one():
    z = np.random.default_rng(0).standard_normal(1000)
    found = next_test.next_test(z, np.ones(1000), [Candidate(SERUM, z, 0.5, taken=1)])
    assert found.best == "serum_magnesium"
    assert any("further reading of the same" in one for one in found.words.clinician)
    assert any("measured before" in one for one in found.words.lay)


def test_what_is_said_has_its_numbers_and_promises_nothing():
    found = among((SERUM, 1.0, ()), (SPOT, 1.3, ("dialysis",)), (LOAD, 1.1, ()))
    first = next(one for one in found.tests if one.test == found.best)
    assert f"{first.bits:.2f} bits" in found.words.clinician[0]
    assert "for review" in found.words.clinician[0]
    assert "for review" in found.words.lay[0]
    for sentence in (*found.words.clinician, *found.words.lay):
        assert not PROMISES["faults"](sentence), sentence
        assert not re.search(r"[{}]", sentence)


# --- burden and bars --------------------------------------------------------------------------------------------------


def test_every_test_reads_a_quantity_and_every_protocol_has_its_test():
    assert {one.analyte for one in burden.listed().values()} <= set(quantities()) | {
        "magnesium_retention", "spot_urine_magnesium",
    }  # fmt: skip
    assert {one.protocol for one in burden.listed().values() if one.protocol} == set(protocols())


def test_blood_is_lighter_than_a_collection_and_that_lighter_than_an_infusion():
    day = burden.listed()["urine_magnesium"]
    assert SERUM.score < day.score < LOAD.score
    assert day.hours == LOAD.hours == 24.0


HEALTHY = Known(age=45, egfr=95.0)


def test_nothing_is_barred_from_a_healthy_adult():
    assert [one.id for one in burden.listed().values() if burden.barred(one, HEALTHY)] == []


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"conditions": ("gitelman syndrome",)}, "renal magnesium wasting"),
        ({"conditions": ("renal magnesium wasting",)}, "renal magnesium wasting"),
        ({"conditions": ("Second-degree AV block",)}, "conduction"),
        ({"conditions": ("myasthenia gravis",)}, "nerve and muscle"),
        ({"conditions": ("on dialysis",)}, "too little urine"),
        ({"medicines": ("loop diuretic",)}, "a medicine"),
        ({"medicines": ("cisplatin",)}, "a medicine"),
        ({"egfr": 41.0}, "below 60 mL/min"),
        ({"egfr": None}, "not told"),
        ({"pregnant": True}, "pregnancy"),
        ({"age": 12.0}, "below 18 years"),
    ],
)
def test_who_may_not_have_a_loading_test(told, says):
    known = replace(HEALTHY, **told)
    for name in protocols():
        reasons = burden.barred(burden.listed()[name], known)
        assert len(reasons) == 1
        assert says in reasons[0]
    assert burden.barred(SERUM, known) == ()


def test_a_rule_names_medicines_and_conditions_that_a_person_file_knows():
    for bar in burden.bars().values():
        assert bar.medicines <= set(medicines.known())
    wasting = burden.bars()["renal wasting"].conditions
    named = [name for name in conditions.known() if any(p.search(name) for p in wasting)]
    assert set(named) == {"gitelman syndrome", "renal magnesium wasting", "trpm6 defect"}


def test_every_row_of_both_tables_is_used():
    assert {name for one in burden.listed().values() for name in one.barred} == set(burden.bars())
    assert len(burden.listed()) == len(tables.sheet(burden.TESTS))
