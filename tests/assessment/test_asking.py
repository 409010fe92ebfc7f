"""Asking: what was learned from each reading of a person, and which test would tell most next."""

import datetime
from functools import cache

import numpy as np
import pytest

from epsom.assessment import asking, walk
from epsom.labs.analytes import analytes
from epsom.person import Person
from epsom.status import burden

TODAY = datetime.date(2026, 10, 5)
WOMAN = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "today": TODAY, "egfr": "92 mL/min/1.73m2"}
SERUM = {"serum_magnesium": "0.70 mmol/L", "date": "2026-10-01"}
URINE = {"urine_magnesium": "2.0 mmol/24h", "date": "2026-09-20"}


@cache
def _walked(count):
    return walk(Person(**WOMAN, labs=[SERUM, URINE][:count]), persons=1000)


def walked(*labs, **told):
    return _walked(len(labs)) if not told else walk(Person(**WOMAN | told, labs=list(labs)), persons=200)


def of(found, test):
    return next(one for one in found.tests if one.test == test)


def test_every_test_whose_analyte_weighs_is_asked():
    weighs = {one.id for one in burden.listed().values() if analytes()[one.analyte].weighs}
    assert {one.test for one in asking.worth(walked(SERUM)).tests} == weighs


def test_the_list_is_in_order_and_the_same_every_time():
    found = asking.worth(walked(SERUM))
    assert [one.bits for one in found.tests] == sorted((one.bits for one in found.tests), reverse=True)
    assert asking.worth(walked(SERUM)) == found


def test_a_second_reading_of_the_same_tells_less_than_the_first_would_have():
    before, after = asking.worth(walked()), asking.worth(walked(SERUM))
    assert of(before, "serum_magnesium").taken == 0
    assert of(after, "serum_magnesium").taken == 1
    assert of(after, "serum_magnesium").bits < of(before, "serum_magnesium").bits


def test_the_band_of_now_is_that_of_the_assessment():
    journey = walked(SERUM)
    low, high = np.quantile(np.random.default_rng(0).choice(journey.deficit, 200_000, p=journey.weighting.weights),
                            (0.05, 0.95))  # fmt: skip
    assert asking.worth(journey).tests[0].band_now == pytest.approx(high - low, rel=0.03)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"medicines": ["furosemide"]}, "a medicine"),
        ({"other_conditions": ["complete heart block"]}, "conduction"),
        ({"egfr": "38 mL/min/1.73m2"}, "below 60"),
        ({"conditions": ["gitelman"]}, "renal magnesium wasting"),
        ({"pregnancy": 20}, "pregnancy"),
    ],
)
def test_a_loading_test_is_barred_by_what_a_person_file_tells(told, says):
    found = asking.worth(walked(**told))
    assert says in of(found, "rob1999").barred[0]
    assert found.best not in {"rob1999", "gullestad1994", "ryzen1985"}


def test_a_reading_is_learned_from_in_its_own_place():
    found = asking.learned(walked(SERUM, URINE))
    assert [one.place for one in found] == [0, 1]
    assert [one.analyte for one in found] == ["serum_magnesium", "urine_magnesium"]
    assert found[0].reading == "0.70 mmol/L"
    assert found[0].deficit == found[1].deficit
    assert asking.learned(walked()) == ()


def test_the_only_reading_told_all_that_was_told():
    journey = walked(SERUM)
    (only,), in_all = asking.learned(journey), asking.learned_in_all(journey)
    assert only.bits == pytest.approx(in_all.bits, abs=0.02)
    assert only.bits > 0.0


def test_without_a_reading_nothing_was_learned():
    assert asking.learned_in_all(walked()).bits == pytest.approx(0.0, abs=1e-9)


def test_the_rest_of_a_reading_is_what_the_others_say_alone():
    """Without the urine the persons are weighed as if it had never been told: the same cohort, the same seed."""
    without = asking.learned(walked(SERUM, URINE))[1].without
    alone = asking.learned(walked(SERUM))[0].deficit
    assert without.median == pytest.approx(alone.median, abs=0.5)
    assert without.high - without.low == pytest.approx(alone.high - alone.low, rel=0.05)


def test_persons_led_to_a_reading_say_what_they_learned_from_it():
    journey = walk(Person(**WOMAN, labs=[SERUM | {"serum_magnesium": "0.50 mmol/L"}, URINE]), persons=400)
    assert journey.road == "led"
    found = asking.learned(journey)
    assert len(found) == 2
    assert all(np.isfinite(one.bits) for one in found)
    assert found[0].k == found[0].k
    assert asking.learned_in_all(journey).bits > 1.0
    assert asking.worth(journey).tests


def test_heavy_persons_hold_nearly_all_the_weight():
    weights = np.concatenate([np.full(10, 1.0), np.full(1000, 1e-9)])
    assert list(asking.heavy(weights)) == list(range(10))
    assert len(asking.heavy(np.ones(500))) == 500
