"""Ages: filtration from birth on, growth of children alone, bone after menopause."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import units
from epsom.cohort import ages, scaling
from epsom.cohort.draw import draw, typical
from epsom.cohort.moves import moved
from epsom.cohort.scaling import number
from epsom.person import Person
from epsom.simulate.model import records
from tests.cohort.steady import MAN, WOMAN, at_rest, rest

CHILDREN = (
    ("female", 0.0, "50 cm", "3.3 kg"), ("male", 0.3, "62 cm", "6.5 kg"), ("female", 1.0, "74 cm", "9 kg"),
    ("male", 5.0, "110 cm", "18.5 kg"), ("female", 11.5, "147 cm", "39 kg"), ("male", 14.0, "163 cm", "51 kg"),
    ("male", 17.5, "176 cm", "65 kg"),
)  # fmt: skip


def drawn(persons=200, **who):
    return draw(Person(**who), persons=persons, seed=1).body()


# --- filtration ------------------------------------------------------------------------------------------------------


def test_filtration_of_adults_by_hand():
    """4 mL/min a decade up to 45, then 8 [poggio2009]: 112.5 at thirty, 106.5 at 45 and 90.5 at 65."""
    assert ages.typical_filtration(30) == 112.5
    assert ages.typical_filtration(45) == pytest.approx(106.5)
    assert ages.typical_filtration(65) == pytest.approx(90.5)
    assert ages.typical_filtration(5) == ages.typical_filtration(18)


@pytest.mark.parametrize(("days", "measured"), [(0, 19.6), (5, 40.6), (28, 59.4)])
def test_filtration_of_the_newborn_is_what_was_measured(days, measured):
    """Term babies: 19.6 mL/min/1.73m2 at birth, 40.6 after five days and 59.4 after four weeks [smeets2022]."""
    assert ages.typical_filtration(days / 365.25) == pytest.approx(measured, rel=0.05)


def test_filtration_rises_in_infancy_is_adult_at_two_and_falls_with_the_years():
    first = [ages.typical_filtration(age) for age in np.linspace(0.0, 2.0, 50)]
    assert all(a < b for a, b in pairwise(first))
    assert ages.typical_filtration(2.0) == ages.typical_filtration(18.0)
    later = [ages.typical_filtration(age) for age in np.linspace(20.0, 90.0, 50)]
    assert all(a > b for a, b in pairwise(later))


@given(st.floats(0.0, 89.9))
def test_filtration_never_jumps(age):
    step = 1e-4
    assert abs(ages.typical_filtration(age + step) - ages.typical_filtration(age)) < 0.5


def test_a_newborn_filters_a_fiftieth_of_what_an_adult_does_a_day():
    """Little for its surface, and a surface of an eighth: about 3 mL/min in all at birth."""
    baby = drawn(age=0.0, sex="female", height="50 cm", weight="3.3 kg").kidney.filtration_rate
    assert 2.0 < np.median(baby) / units.factor("mL/min", "L/day") < 3.5


# --- growth ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", [18.0, 30.0, 51.0, 99.0])
@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_grown_lay_down_nothing(sex, age):
    assert ages.growth(sex, age) == 0.0
    assert np.all(drawn(age=age, sex=sex, height="170 cm", weight="66 kg").growth.accretion == 0.0)


@pytest.mark.parametrize(("sex", "age", "height", "weight"), CHILDREN)
def test_every_child_lays_down_some(sex, age, height, weight):
    """From under 1 to some 12 mg a day: most in the first months and in the spurt."""
    accretion = units.milligrams(drawn(age=age, sex=sex, height=height, weight=weight).growth.accretion)
    assert np.all(accretion > 0.2)
    assert np.all(accretion < 13.0)


@given(st.floats(0.0, 17.999), st.sampled_from(["female", "male"]))
def test_growth_is_never_nothing_before_it_ends(age, sex):
    assert ages.growth(sex, age) > 0.0


@pytest.mark.parametrize(
    ("sex", "born", "grown"), [("male", (0.50, 3.4), (1.77, 67.0)), ("female", (0.49, 3.3), (1.64, 56.0))]
)
def test_growth_adds_up_to_what_a_child_gains(sex, born, grown):
    """The gains from birth to eighteen bring the fat-free mass of a newborn to that of an adult."""
    years = np.linspace(0.0, 18.0, 5001)
    gained = np.trapezoid([ages.growth(sex, age) for age in years], years)
    from_to = scaling.fat_free_mass(sex, 18.0, *grown) - scaling.fat_free_mass(sex, 0.02, *born)
    assert gained == pytest.approx(from_to, rel=0.1)


def test_girls_grow_fastest_before_boys_do():
    years = np.linspace(6.0, 17.9, 500)
    fastest = {sex: years[np.argmax([ages.growth(sex, age) for age in years])] for sex in ("female", "male")}
    assert 10.5 < fastest["female"] < 12.5
    assert 13.0 < fastest["male"] < 14.5


def test_what_a_growing_child_lays_down_is_missing_in_its_urine():
    child = {"age": 13.5, "sex": "male", "height": "160 cm", "weight": "49 kg"}
    grows = rest(**child)
    built = float(np.nanmedian(grows.body.growth.accretion))
    same = drawn(persons=400, **child)
    assert built > 0.15
    assert np.all(same.growth.accretion == grows.body.growth.accretion)
    grown = at_rest(moved(grows.body, "growth", "accretion", 0.0))
    assert grows.median("urine_magnesium") < grown.median("urine_magnesium")


# --- the grown -------------------------------------------------------------------------------------------------------


def test_the_surface_of_bone_lends_less_in_age():
    shares = [np.median(drawn(**(MAN | {"age": age})).bone.slow.content) for age in (20, 30, 50, 80)]
    assert shares[0] == shares[1] > shares[2] > shares[3] > 0.5 * shares[0]


@pytest.mark.parametrize(("sex", "age", "more"), [("female", 45, False), ("female", 60, True), ("male", 60, False)])
def test_after_menopause_bone_is_taken_down_faster(sex, age, more):
    who = (WOMAN if sex == "female" else MAN) | {"age": age}
    found = rest(**who)
    assert np.all(found.body.turnover.oestrogen_loss > 1.0) == more
    assert (np.nanmedian(found.pools.osteoclasts) > 1.2) == more
    assert (found.median("bone_density") < 0.96) == more


def test_menopause_begins_at_its_age():
    begin = number("menopause_age")
    before, after = (drawn(**(WOMAN | {"age": age})).turnover.oestrogen_loss for age in (begin - 0.1, begin))
    assert np.all(before == 1.0)
    assert np.all(after > 1.2)


def test_the_reference_adult_of_thirty_is_as_the_tables_have_him():
    """Ages leave him as he is, where sex, size and years are those of the reference."""
    body = ages.aged(typical(3), Person(**MAN), 1.0)
    for (name, plain), (_, aged) in zip(records(typical(3)), records(body), strict=True):
        assert aged == pytest.approx(plain, rel=1e-9), name


@pytest.mark.parametrize(
    ("age", "height", "weight", "mg"), [(0.05, "52 cm", "3.8 kg", 28.0), (0.3, "62 cm", "6.5 kg", 30.0)]
)
def test_a_breast_fed_infant_keeps_the_serum_of_infants(age, height, weight, mg):
    """0.6 to 1.05 mmol/L on the 25 to 35 mg a day of breast milk, of which infants take up about half or more."""
    assert 0.6 <= rest(mg, age=age, sex="male", height=height, weight=weight).median("serum_magnesium") <= 1.05
