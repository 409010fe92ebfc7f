"""The cohort: size, kidney, motherhood, medicines and conditions move the right parameters the right way."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables, units
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.cohort import conditions, effects, medicines, scaling
from epsom.cohort.draw import draw, typical
from epsom.cohort.moves import moved
from epsom.errors import InputError, TableError
from epsom.person import Person
from epsom.simulate.live import mixed_meals, settled

N = 400
MAN = {"age": 30, "sex": "male", "height": "175 cm", "weight": "70 kg"}


def serum_and_urine(person, mg=300.0, seed=1):
    body = draw(person, persons=N, seed=seed).body()
    x = Pools(*settled(body, mixed_meals(np.full(N, units.mmol(mg)), 3), N))
    return np.median(balance.serum(x, body)), np.median(balance.spilled(x, body)), np.median(balance.content(x))


def test_fat_free_mass_by_hand():
    """Janmahasatian: 80 kg with an index of 20 is 67 kg in a man; with 30, 46 kg in a woman (published test values)."""
    assert scaling.fat_free_mass("male", 40, 2.0, 80) == pytest.approx(67, abs=0.5)
    assert scaling.fat_free_mass("female", 40, (80 / 30) ** 0.5, 80) == pytest.approx(46, abs=0.5)


def test_fat_free_mass_of_a_child_by_hand():
    """Al-Sallami: a girl of 12, 60 kg and 1.40 m has 36 kg (published test value)."""
    assert scaling.fat_free_mass("female", 12, 1.40, 60) == pytest.approx(36, abs=0.5)


@given(st.floats(3, 100), st.floats(0.9, 2.1), st.floats(12, 45), st.sampled_from(["male", "female"]))
def test_fat_free_mass_is_less_than_weight(age, height, index, sex):
    weight = index * height**2
    assert 0 < scaling.fat_free_mass(sex, age, height, weight) < weight * 1.02


def test_the_reference_adult_is_the_reference():
    body, plain = draw(Person(**MAN), persons=4000, seed=1).body(), typical()
    assert np.median(body.muscle.slow.content) == pytest.approx(plain.muscle.slow.content[0], rel=0.02)
    assert np.median(body.kidney.filtration_rate) == pytest.approx(plain.kidney.filtration_rate[0], rel=0.02)
    assert np.median(body.gut.carrier_capacity) == pytest.approx(plain.gut.carrier_capacity[0], rel=0.02)


def test_a_smaller_person_holds_less():
    small = serum_and_urine(Person(age=30, sex="female", height="155 cm", weight="48 kg"))
    assert small[2] < 0.75 * serum_and_urine(Person(**MAN))[2]


def test_an_egfr_told_is_used_and_its_error_is_smaller_than_ignorance():
    told = draw(Person(**MAN, egfr="60 mL/min/1.73m2"), persons=4000, seed=1).body().kidney.filtration_rate
    unknown = draw(Person(**MAN), persons=4000, seed=1).body().kidney.filtration_rate
    surface = scaling.body_surface(1.75, 70) / 1.73
    assert np.median(told) == pytest.approx(60 * 1.44 * surface, rel=0.02)
    assert np.std(np.log(told)) < np.std(np.log(unknown))


@pytest.mark.parametrize(("name", "sign"), [
    ("omeprazole", -1), ("hydrochlorothiazide", -1), ("furosemide", -1), ("amiloride", 1), ("empagliflozin", 1),
    ("cisplatin", -1), ("cetuximab", -1), ("tacrolimus", -1), ("gentamicin", -1), ("amphotericin b", -1),
])  # fmt: skip
def test_each_medicine_moves_serum_in_its_direction(name, sign):
    plain, taken = serum_and_urine(Person(**MAN))[0], serum_and_urine(Person(**MAN, medicines=[name]))[0]
    assert sign * (taken - plain) > 0


def test_a_thiazide_lowers_serum_by_what_the_cohort_study_saw():
    """Rotterdam: -0.018 mmol/L, 95 % interval -0.028 to -0.010."""
    plain, taken = serum_and_urine(Person(**MAN))[0], serum_and_urine(Person(**MAN, medicines=["thiazide"]))[0]
    assert -0.028 <= taken - plain <= -0.010


def test_diabetes_lowers_serum_by_what_the_survey_saw():
    """Canada: 0.04 to 0.07 mmol/L lower."""
    plain, ill = serum_and_urine(Person(**MAN))[0], serum_and_urine(Person(**MAN, conditions=["diabetes"]))[0]
    assert 0.04 <= plain - ill <= 0.07


def test_a_few_people_on_a_proton_pump_inhibitor_are_hit_hard():
    person = Person(**MAN, medicines=["omeprazole"])
    cohort = draw(person, persons=8000, seed=1)
    factor = cohort.body().gut.carrier_capacity / cohort.replete.gut.carrier_capacity
    assert 0.005 < np.mean(factor < 0.4) < 0.02
    assert 0.8 < np.median(factor) < 0.9


def test_the_replete_state_knows_neither_medicines_nor_costly_conditions():
    ill = draw(Person(**MAN, medicines=["omeprazole"], conditions=["diabetes"]), persons=50, seed=1)
    well = draw(Person(**MAN), persons=50, seed=1)
    assert np.array_equal(ill.replete.kidney.transport_maximum, well.replete.kidney.transport_maximum)
    assert np.array_equal(ill.replete.gut.carrier_capacity, well.replete.gut.carrier_capacity)
    assert not np.array_equal(ill.body().gut.carrier_capacity, ill.replete.gut.carrier_capacity)


def test_a_medicine_counts_from_the_day_it_was_begun():
    person = Person(**MAN, today=date(2026, 10, 1), medicines=[{"name": "omeprazole", "since": "2026-06-01"}])
    cohort = draw(person, persons=20, seed=1)
    before, after = cohort.body(date(2026, 5, 31)), cohort.body(date(2026, 6, 1))
    assert np.array_equal(before.gut.carrier_capacity, cohort.replete.gut.carrier_capacity)
    assert np.all(after.gut.carrier_capacity <= before.gut.carrier_capacity * 1.2)
    assert not np.array_equal(after.gut.carrier_capacity, before.gut.carrier_capacity)


def test_unknown_names_are_refused_with_the_nearest():
    with pytest.raises(InputError, match="omeprazole"):
        medicines.medicine("omeprazol")
    with pytest.raises(InputError, match="other_conditions"):
        conditions.condition("hypertonia")


def test_every_row_of_medicines_and_conditions_names_a_parameter_that_exists():
    for table in (medicines.TABLE, conditions.TABLE):
        for cause in effects.causes(table).values():
            for effect in cause.effects:
                changed = moved(typical(), effect.organ, effect.parameter, 0.5)
                assert changed != typical()
                assert effect.source == "assumed" or effect.source in tables.sources()


def test_a_row_without_a_source_or_with_a_falling_scale_is_refused():
    with pytest.raises(TableError, match="no source"):
        effects.effect_of({"parameter": "gut.leak_fraction", "scale": [0.5, 0.6, 0.7]}, "here")
    falling = {"parameter": "gut.leak_fraction", "scale": [0.9, 0.6, 0.7], "source": "assumed", "because": "test"}
    with pytest.raises(TableError, match="rise"):
        effects.effect_of(falling, "here")


def test_scaling_numbers_are_all_used():
    text = "".join(path.read_text("utf-8") for path in Path(scaling.__file__).parent.glob("*.py"))
    for name in tables.rows(scaling.TABLE):
        stem = name.removesuffix("_male").removesuffix("_female")
        assert f'"{name}"' in text or f'f"{stem}_{{sex}}"' in text, name


def test_untold_losses_are_half_of_the_draw_and_a_fiftieth_of_its_weight():
    from epsom.cohort import unexplained

    cohort = draw(Person(**MAN), persons=4000, seed=1, untold=True)
    way, weight = cohort.untold.way, np.exp(cohort.log_prior)
    assert np.mean(way > 0) == pytest.approx(0.5, abs=0.03)
    assert weight[way > 0].sum() / weight.sum() == pytest.approx(0.02, abs=0.003)
    assert set(way) == {0, *range(1, len(unexplained.ways()) + 1)}
    body = cohort.body()
    kidney = body.kidney.transport_maximum / cohort.replete.kidney.transport_maximum
    gut = body.gut.carrier_capacity / cohort.replete.gut.carrier_capacity
    assert np.all(kidney[way != 1] == 1)
    assert np.all(gut[way != 2] == 1)
    assert np.all(kidney <= 1)
    assert np.all(gut <= 1)
    assert np.median(kidney[way == 1]) == pytest.approx(0.80, abs=0.02)


def test_kidney_disease_without_a_filtration_rate_is_asked_for_it():
    with pytest.raises(InputError, match="egfr"):
        draw(Person(**MAN, conditions=["kidney failure"]), persons=5, seed=1)
    draw(Person(**MAN, conditions=["kidney failure"], egfr="18 mL/min/1.73m2"), persons=5, seed=1)


def test_a_filtration_rate_that_needs_dialysis_is_refused_because_dialysis_is_not_modelled():
    with pytest.raises(InputError, match="dialysis"):
        draw(Person(**MAN, egfr="3 mL/min/1.73m2"), persons=5, seed=1)


def test_two_names_of_one_class_count_once():
    once = draw(Person(**MAN, medicines=["omeprazole"]), persons=20, seed=1).body()
    twice = draw(Person(**MAN, medicines=["omeprazole", "esomeprazole"]), persons=20, seed=1).body()
    assert np.array_equal(once.gut.carrier_capacity, twice.gut.carrier_capacity)


def test_a_medicine_with_its_dose_is_asked_for_by_its_name_alone():
    with pytest.raises(InputError, match="Write the name alone: omeprazole"):
        medicines.medicine("Omeprazole 20 mg")
