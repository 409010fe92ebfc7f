"""Observing: what the laboratory would read in virtual persons, and the loading test lived through."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from epsom import units
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.body.readings import READINGS
from epsom.cohort.draw import draw
from epsom.cohort.moves import moved
from epsom.labs.analytes import analyte, analytes
from epsom.labs.protocols import protocol, protocols
from epsom.person import Person
from epsom.simulate.live import TimeCourse, mixed_meals, settled
from epsom.status import observing
from epsom.status.observing import OBSERVED, Moment, Sample, expected, read

PEOPLE = 400


def life(person: Person, intake: float = 320.0, wasted: float = 1.0) -> SimpleNamespace:
    """Return people who have lived on an intake [mg/day] for good; ``wasted``: what is left of uptake from the gut."""
    cohort = draw(person, persons=PEOPLE, seed=5)
    body = moved(cohort.body(), "gut", "carrier_capacity", wasted)
    body = moved(body, "gut", "leak_fraction", wasted)
    usual = mixed_meals(np.full(PEOPLE, units.mmol(intake)), 3)
    pools = settled(body, usual, PEOPLE)
    alive = ~np.isnan(pools).any(axis=0)
    none = np.zeros(PEOPLE, dtype=np.int64)
    year = TimeCourse(np.array([0.0]), pools[None], (body,), none, none, np.zeros(PEOPLE))
    return SimpleNamespace(cohort=cohort, year=year, usual=usual, alive=alive)


@pytest.fixture(scope="module")
def healthy() -> SimpleNamespace:
    return life(Person(age=42, sex="male", height="178 cm", weight="78 kg"))


@pytest.fixture(scope="module")
def depleted() -> SimpleNamespace:
    return life(Person(age=42, sex="male", height="178 cm", weight="78 kg"), wasted=0.35)


def test_every_analyte_that_weighs_can_be_read_in_a_virtual_person():
    assert set(OBSERVED) == {name for name, one in analytes().items() if one.weighs}


@pytest.mark.parametrize("name", sorted(set(OBSERVED) - {"magnesium_retention", "spot_urine_magnesium"}))
def test_healthy_people_are_read_as_plausible(name: str, healthy: SimpleNamespace):
    low, high = analyte(name).plausible
    found = expected(healthy, name)
    assert found.shape == (PEOPLE,)
    assert np.all((low <= found) & (found <= high))


def test_serum_follows_the_albumin_of_its_sample(healthy: SimpleNamespace):
    """20 g/L less than usual take off about 0.1 mmol/L: 0.005 mmol/L for each g/L, as the usual correction has it."""
    usual = expected(healthy, "serum_magnesium", sample=Sample(albumin=observing.number("bound_at_albumin")))
    assert usual == pytest.approx(expected(healthy, "serum_magnesium"))
    low = expected(healthy, "serum_magnesium", sample=Sample(albumin=22.0))
    assert np.median(usual - low) / 20.0 == pytest.approx(0.005, abs=0.0004)
    assert expected(healthy, "ionised_magnesium", sample=Sample(albumin=22.0)) == pytest.approx(
        expected(healthy, "ionised_magnesium")
    )


def test_calcium_follows_the_albumin_of_its_sample(healthy: SimpleNamespace):
    low = expected(healthy, "total_calcium", sample=Sample(albumin=32.0))
    assert expected(healthy, "total_calcium") - low == pytest.approx(np.full(PEOPLE, 0.2))


def test_a_spot_by_hand(healthy: SimpleNamespace):
    """What spills in a day, times the share of a fasting spot, over its creatinine: (28 - 0.2 x 42) x 78 = 1,529 mg."""
    spilled = READINGS["urine_magnesium"](Pools(*healthy.year.pools[0]), healthy.year.bodies[0])
    by_hand = spilled * observing.number("morning_share") / (1528.8 / 113.12) * 8.0
    found = expected(healthy, "spot_urine_magnesium", sample=Sample(urine_creatinine=8.0, hour=7.5))
    assert found == pytest.approx(by_hand, rel=1e-4)
    later = expected(healthy, "spot_urine_magnesium", sample=Sample(urine_creatinine=8.0, hour=14.0))
    assert np.all(later > found)
    with pytest.raises(ValueError, match="creatinine"):
        expected(healthy, "spot_urine_magnesium")


def test_a_spot_with_creatinine_of_blood_is_fractional_excretion(healthy: SimpleNamespace):
    """The clinic's formula on spot and blood gives back the fasting share of the day's own fractional excretion."""
    told = healthy.cohort.person.model_copy(update={"creatinine": units.Told(80.0, 79.5, 80.5, "80 umol/L")})
    x, body = Pools(*healthy.year.pools[0]), healthy.year.bodies[0]
    moment = Moment(healthy.year.pools[0], body, healthy.usual, told, Sample(urine_creatinine=8.0, hour=8.0))
    spot, serum = read("spot_urine_magnesium", moment), balance.serum(x, body)
    excretion = spot * 0.080 / (0.7 * serum * 8.0)
    day = balance.spilled(x, body) / (0.7 * serum * body.kidney.filtration_rate)
    assert excretion == pytest.approx(observing.number("morning_share") * day)
    assert 0.01 < np.median(excretion) < 0.04


@pytest.mark.parametrize("name", sorted(protocols()))
def test_healthy_people_retain_what_was_published(name: str, healthy: SimpleNamespace):
    """The mean lies within 1.7 standard deviations of a healthy group; the test of rob1999 is the worst of three."""
    found, test = expected(healthy, "magnesium_retention", protocol=name), protocol(name)
    assert abs(found.mean() - test.normal_mean) < 1.7 * test.normal_sd


def test_healthy_people_retain_what_gullestad_published(healthy: SimpleNamespace):
    found = expected(healthy, "magnesium_retention", protocol="gullestad1994")
    assert abs(found.mean() - 0.063) < 0.103


@pytest.mark.parametrize("name", sorted(protocols()))
def test_depleted_people_retain_more(name: str, healthy: SimpleNamespace, depleted: SimpleNamespace):
    full = expected(healthy, "magnesium_retention", protocol=name)[depleted.alive]
    empty = expected(depleted, "magnesium_retention", protocol=name)[depleted.alive]
    assert np.mean(empty > full) > 0.95
    assert np.median(empty) > np.median(full) + (0.1 if name != "ryzen1985" else 0.03)


@pytest.mark.xfail(strict=True, reason="people of ryzen1985 with a normal serum retained half of a load; ours a fifth")
def test_people_short_of_magnesium_with_a_normal_serum_retain_half(depleted: SimpleNamespace):
    """Alcoholics with a normal serum retained 51 % of 0.1 mmol/kg in four hours, as ryzen1985 is remembered."""
    normal = depleted.alive & (expected(depleted, "serum_magnesium") > 0.70)
    assert normal.any()
    assert np.median(expected(depleted, "magnesium_retention", protocol="ryzen1985")[normal]) > 0.35


def test_magnesium_is_kept_in_a_loading_test(healthy: SimpleNamespace):
    """No more leaves with the urine than what flowed in and the stores gave, and a load makes more urine than none."""
    moment = Moment(
        healthy.year.pools[0], healthy.year.bodies[0], healthy.usual, healthy.cohort.person, Sample("gullestad1994")
    )
    found = observing.loaded(protocol("gullestad1994"), moment)
    none = observing.loaded(replace(protocol("gullestad1994"), dose_mmol=1e-9), moment)
    assert np.all(found > none)
    assert np.all(found - none < 30.0)
    assert none == pytest.approx(balance.spilled(moment.x, moment.body), rel=0.02)


def test_the_dose_goes_by_lean_mass_where_the_protocol_says_so():
    person = Person(age=42, sex="male", height="178 cm", weight="78 kg")
    assert observing.dose(protocol("gullestad1994"), person) == 30.0
    assert observing.dose(protocol("rob1999"), person) == pytest.approx(7.8)
    assert 5.0 < observing.dose(protocol("ryzen1985"), person) < 7.0


def test_a_retention_wants_its_protocol(healthy: SimpleNamespace):
    with pytest.raises(ValueError, match="protocol"):
        expected(healthy, "magnesium_retention")
