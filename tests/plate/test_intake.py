import datetime
from dataclasses import replace
from types import SimpleNamespace as Told

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom import units
from epsom.plate.foods import box
from epsom.plate.intake import TABLE, Intake, availability, content, intake, magnesium
from epsom.plate.record import FoodRecord, Serving, record
from epsom.plate.supplements import salts
from epsom.quantities import quantity
from epsom.tables import rows

N = 4000


def ate(food, grams, hour=8.0, day=0):
    return Serving(f"{grams} g {food.name}", day, hour, "meal", food, grams, None, 0.0, "exact")


def took(salt, elemental, hour=8.0, day=0):
    return Serving(f"magnesium {salt}", day, hour, "meal", None, 0.0, salts()[salt], elemental, "exact")


def of(*servings, days=1):
    return FoodRecord(tuple(servings), days, (None,) * days)


def test_a_certain_food_by_hand(few):
    certain = replace(few["almond"], spread=0.0)
    taken = intake(of(ate(certain, 50.0)), 3, seed=1)
    assert taken.food == pytest.approx(np.full((1, 3), 150.0 / 24.305))  # 300 mg/100 g
    assert taken.salt == pytest.approx(0.0)
    assert taken.availability == pytest.approx(1.0)
    assert taken.slow == pytest.approx(0.0)


def test_inhibitors_by_hand(few):
    fixed = replace(few["almond"], phytate_low=1000.0, phytate_high=1000.0, oxalate_low=120.0, oxalate_high=120.0)
    taken = intake(of(ate(fixed, 50.0)), 2, seed=1)
    assert taken.phytate == pytest.approx(500.0 / 660.04)  # C6H18O24P6
    assert taken.oxalate == pytest.approx(60.0 / 90.03)  # C2H2O4


def test_molar_masses_follow_from_the_formulae():
    C, H, oxygen, P = 12.011, 1.008, 15.999, 30.974
    assert rows(TABLE)["phytic_acid_molar_mass"].value == pytest.approx(6 * C + 18 * H + 24 * oxygen + 6 * P, abs=0.02)
    assert rows(TABLE)["oxalic_acid_molar_mass"].value == pytest.approx(2 * C + 2 * H + 4 * oxygen, abs=0.01)


def test_salts_by_hand():
    taken = intake(of(took("oxide", 100.0), took("acetate tetrahydrate", 300.0)), 50, seed=3)
    assert taken.salt == pytest.approx(units.mmol(400.0))
    assert taken.slow == pytest.approx(0.25)
    r = 0.25 * availability(salts()["oxide"], 50, 3) + 0.75 * availability(salts()["acetate tetrahydrate"], 50, 3)
    assert taken.availability[0] == pytest.approx(r)


def test_what_is_eaten_within_two_hours_is_one_serving(few):
    banana = few["banana"]
    hours = [(0, 8.0), (0, 9.5), (0, 10.0), (0, 10.1), (0, 12.1), (0, 23.5), (1, 0.5)]
    taken = intake(of(*(ate(banana, 100.0, hour, day) for day, hour in hours), days=2), 2, seed=1)
    assert list(zip(taken.day, taken.hour, strict=True)) == [(0, 8.0), (0, 10.1), (0, 23.5), (1, 0.5)]
    assert taken.food[:, 0] / taken.food[2, 0] == pytest.approx([3, 2, 1, 1])


def test_the_same_food_twice_is_equally_rich_twice(few):
    taken = intake(of(ate(few["banana"], 100.0, 8), ate(few["banana"], 200.0, 20)), N, seed=7)
    assert taken.food[1] == pytest.approx(2 * taken.food[0])
    assert np.std(taken.food[0]) > 0


def test_another_food_and_a_larger_cohort_change_no_draw(few):
    alone = intake(of(ate(few["banana"], 100.0)), 100, seed=7)
    with_more = intake(of(ate(few["almond"], 30.0, 7, 0), ate(few["banana"], 100.0, 12)), 100, seed=7)
    larger = intake(of(ate(few["banana"], 100.0)), 300, seed=7)
    for name in ("food", "phytate", "oxalate"):
        assert np.array_equal(getattr(with_more, name)[1], getattr(alone, name)[0])
        assert np.array_equal(getattr(larger, name)[0, :100], getattr(alone, name)[0])


def test_same_seed_same_digits_other_seed_others(few):
    told = of(ate(few["banana"], 100.0))
    assert np.array_equal(intake(told, 50, seed=1).food, intake(told, 50, seed=1).food)
    assert not np.array_equal(intake(told, 50, seed=1).food, intake(told, 50, seed=2).food)


def test_foods_differ_independently(few):
    a, b = content(few["banana"], N, 1), content(few["avocado"], N, 1)
    assert abs(np.corrcoef(a, b)[0, 1]) < 4 / np.sqrt(N)


def test_content_keeps_the_mean_and_has_its_spread(few):
    spinach = few["spinach"]
    drawn = content(spinach, N, 5)
    assert np.mean(drawn) == pytest.approx(90.0, abs=4 * 90.0 * 0.31 / np.sqrt(N))
    assert np.std(np.log(drawn)) == pytest.approx(0.3, rel=4 / np.sqrt(2 * N))


def test_a_food_without_a_value_stays_a_range(few):
    drawn = content(few["tahini"], N, 5)
    assert 90.0 <= drawn.min() < 100.0
    assert 350.0 < drawn.max() <= 360.0
    assert np.mean(drawn) == pytest.approx(225.0, abs=4 * 270 / np.sqrt(12 * N))


def test_inhibitors_stay_inside_their_range_with_the_typical_in_the_middle(few):
    phytate = intake(of(ate(few["pumpkin"], 100.0)), N, seed=2).phytate[0] * 660.04
    assert phytate.min() * (1 + 1e-9) >= 1000.0
    assert phytate.max() <= 4000.0 * (1 + 1e-9)
    assert np.mean(phytate < 2000.0) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(N))


def test_an_inhibitor_that_may_be_absent_can_be_zero_only_where_the_table_says(few):
    milk = intake(of(ate(few["milk"], 100.0)), N, seed=2)
    assert np.all(milk.phytate == 0.0)
    assert 0.0 <= milk.oxalate.min() < milk.oxalate.max() <= 10.0 / 90.03


@pytest.mark.parametrize("salt", salts().values(), ids=lambda salt: salt.name)
def test_availability_is_possible_and_centred(salt):
    drawn = availability(salt, N, 11)
    assert drawn.min() > 0.0
    assert drawn.max() <= quantity("availability").high * (1 + 1e-9)
    assert np.mean(drawn < salt.availability) == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(N))


lines = st.lists(
    st.tuples(st.integers(0, len(box()) - 1), st.floats(1.0, 1000.0), st.floats(0, 23.9), st.integers(0, 2)),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(lines, st.floats(0, 400))
def test_the_whole_is_the_sum_of_its_parts(told, elemental):
    foods = list(box())
    servings = [ate(foods[i], grams, hour, day) for i, grams, hour, day in told]
    servings.append(took("oxide", elemental, 12.0, 0))
    taken = intake(of(*servings, days=3), 20, seed=4)
    parts = [intake(of(one, days=3), 20, seed=4) for one in servings]
    for name in ("food", "salt", "phytate", "oxalate", "meal"):
        assert getattr(taken, name).sum(axis=0) == pytest.approx(sum(getattr(part, name)[0] for part in parts))
    assert taken.daily() == pytest.approx(sum(part.daily() for part in parts))
    assert taken.daily().sum(axis=0) == pytest.approx(sum(magnesium(one, 20, 4) for one in servings))
    assert np.all((taken.slow >= 0) & (taken.slow <= 1 + 1e-12))
    assert np.all(np.diff(taken.day * 24.0 + taken.hour) > 0)


def test_scaled_scales_food_and_not_salts(few):
    taken = intake(of(ate(few["almond"], 30.0), took("oxide", 100.0), ate(few["banana"], 100.0, 15)), 40, seed=4)
    factor = np.linspace(0.5, 2.0, 40)
    more = taken.scaled(factor)
    assert more.food == pytest.approx(taken.food * factor)
    assert more.salt == pytest.approx(taken.salt)
    assert more.phytate == pytest.approx(taken.phytate * factor)
    usable = taken.food * factor + taken.salt * availability(salts()["oxide"], 40, 4)
    assert more.availability[0] == pytest.approx((usable / more.meal)[0])
    assert more.slow == pytest.approx(taken.salt / more.meal)
    once_again = more.scaled(1.0 / factor)
    assert once_again.availability == pytest.approx(taken.availability)


def test_a_serving_without_magnesium_has_nothing_to_share(few):
    taken = intake(of(ate(few["oil"], 10.0)), 3, seed=1)
    assert np.all(taken.meal == 0.0)
    assert np.all(taken.availability == 1.0)
    assert np.all(taken.slow == 0.0)


def test_nothing_told_is_no_serving(few):
    taken = intake(of(days=0), 5, seed=1)
    assert taken.food.shape == (0, 5)
    assert taken.daily().shape == (0, 5)
    assert isinstance(taken.scaled(np.ones(5)), Intake)


def test_from_words_to_millimoles():
    day = Told(date=None, meals=[Told(at=datetime.time(8), name="breakfast", eaten=("banana", "1 glass tap water"))])
    mine = box().with_own((), tap_water=50.0)
    taken = intake(record([day], [], mine), N, seed=1)
    banana = box()["banana"]
    grams = banana.portions[banana.default_portion]
    water = mine["tap-water"].portions["glass"] * 5.0 / 100.0  # 50 mg/L
    expected = units.mmol(banana.magnesium * grams / 100.0 + water)
    assert np.mean(taken.daily()) == pytest.approx(expected, rel=4 * banana.spread / np.sqrt(N))
