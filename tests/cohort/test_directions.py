"""Conditions and medicines: each row moves what it is said to move, in its direction, and says where that is known."""

from itertools import pairwise

import numpy as np
import pytest

from epsom import tables
from epsom.body import balance, gut
from epsom.body.gut import Meal
from epsom.cohort import conditions, effects, medicines
from epsom.cohort.draw import draw
from epsom.person import Person
from tests.cohort.steady import MAN, change, direction, rest

SERUM, URINE, CALCIUM = "serum_magnesium", "urine_magnesium", "ionised_calcium"
HORMONE, VITAMIN, POTASSIUM = "parathyroid_hormone", "calcitriol", "serum_potassium"

WASTES = {SERUM: -1, "renal_threshold": -1, "body_magnesium": -1}
TAKES_UP_LESS = {SERUM: -1, URINE: -1, "body_magnesium": -1}
KEEPS = {SERUM: 1, "body_magnesium": 1}
"""By a kidney that lets more go, a gut that takes up less or loses more, and a kidney that keeps more."""

MOVES = {
    "conditions": {
        "type 2 diabetes": WASTES,
        "type 1 diabetes": WASTES,
        "prediabetes": WASTES,
        "heavy drinking": WASTES,
        "gitelman": WASTES | {POTASSIUM: -1},
        "renal magnesium wasting": WASTES | {CALCIUM: -1},
        "proteinuria": WASTES,
        "trpm6 defect": WASTES | {URINE: -1, CALCIUM: -1, POTASSIUM: -1},
        "malabsorption": TAKES_UP_LESS,
        "short bowel": TAKES_UP_LESS,
        "chronic diarrhoea": TAKES_UP_LESS,
        "endurance training": TAKES_UP_LESS,
        "pre-eclampsia": KEEPS,
        "primary hyperparathyroidism": {CALCIUM: 1, "total_calcium": 1, HORMONE: 1, VITAMIN: 1},
        "vitamin d deficiency": {VITAMIN: -1, HORMONE: 1},
    },
    "medicines": {
        "omeprazole": TAKES_UP_LESS,
        "thiazide": WASTES,
        "furosemide": WASTES,
        "amiloride": KEEPS,
        "empagliflozin": KEEPS,
        "cisplatin": WASTES,
        "cetuximab": WASTES,
        "tacrolimus": WASTES,
        "gentamicin": WASTES,
        "amphotericin b": WASTES,
        "laxative": TAKES_UP_LESS,
    },
}
ROWS = [(kind, name) for kind, names in MOVES.items() for name in names]


@pytest.fixture(scope="module")
def plain():
    return rest(**MAN)


def with_it(kind, name, **more):
    return rest(**(MAN | more), **{kind: [name]})


def egfr(value):
    return {"egfr": f"{value} mL/min/1.73m2"}


@pytest.mark.parametrize(("kind", "name"), ROWS)
def test_each_row_moves_what_it_moves_in_its_direction(kind, name, plain):
    other = with_it(kind, name)
    for reading, way in MOVES[kind][name].items():
        assert direction(change(plain, other, reading)) == way, reading


@pytest.mark.parametrize(("kind", "name"), [row for row in ROWS if MOVES[row[0]][row[1]] in (WASTES, KEEPS)])
def test_what_works_on_the_kidney_is_seen_in_urine_at_first(kind, name, plain):
    """The day it begins, serum is still what it was: who wastes has more magnesium in urine, who keeps has less."""
    begun = draw(Person(**MAN, **{kind: [name]}), persons=len(plain.pools.plasma), seed=1).body()
    found = balance.spilled(plain.pools, begun) - balance.spilled(plain.pools, plain.body)
    way = direction(found)
    assert way == -MOVES[kind][name][SERUM]


@pytest.mark.parametrize("module", [conditions, medicines])
def test_every_cause_with_an_effect_stands_here(module):
    """A new row needs a direction here before it counts."""
    look = {conditions: conditions.condition, medicines: medicines.medicine}[module]
    kind = module.__name__.rpartition(".")[2]
    named = {look(name).name for name in MOVES[kind]}
    assert named == {cause.name for cause in effects.causes(module.TABLE).values() if cause.effects}


@pytest.mark.parametrize("module", [conditions, medicines])
def test_every_effect_says_where_it_is_from(module):
    for cause in effects.causes(module.TABLE).values():
        assert cause.code
        for effect in cause.effects:
            assert effect.source in tables.sources() or effect.because, cause.name
            assert effect.scale[1] != 1.0, cause.name


# --- sizes that were published ---------------------------------------------------------------------------------------


def test_gitelman_brings_serum_to_what_cohorts_of_patients_have():
    """0.5 to 0.7 mmol/L, with potassium low."""
    assert 0.50 <= with_it("conditions", "gitelman").median(SERUM) <= 0.70


def test_wasting_kidneys_leave_serum_at_what_patients_have_and_urine_as_it_was(plain):
    """0.4 to 0.7 mmol/L, with ordinary urine: at rest nobody excretes more than is taken up."""
    wastes = with_it("conditions", "renal magnesium wasting")
    assert 0.4 <= wastes.median(SERUM) <= 0.7
    assert wastes.median(URINE) == pytest.approx(plain.median(URINE), rel=0.2)


def test_without_the_channel_serum_is_low_calcium_falls_and_high_doses_help():
    """Hypomagnesaemia with secondary hypocalcaemia: lifelong high doses hold serum at about half of normal."""
    ill, dosed = with_it("conditions", "trpm6 defect"), with_it("conditions", "trpm6 defect", mg=1500.0)
    assert ill.median(SERUM) < 0.45
    assert 0.3 < dosed.median(SERUM) < 0.65
    assert direction(change(ill, dosed, SERUM)) == 1
    assert direction(change(ill, dosed, CALCIUM)) == 1


def test_hyperparathyroidism_raises_ionised_calcium_as_patients_have_it():
    """1.3 to 1.5 mmol/L, and hormone one and a half to three times normal."""
    ill = with_it("conditions", "primary hyperparathyroidism")
    assert 1.27 <= ill.median(CALCIUM) <= 1.5
    assert 1.5 <= ill.median(HORMONE) <= 3.5


def test_vitamin_d_deficiency_lowers_calcitriol_and_hardly_moves_magnesium(plain):
    ill = with_it("conditions", "vitamin d deficiency")
    assert ill.median(VITAMIN) < 0.8 * plain.median(VITAMIN)
    assert abs(ill.median(SERUM) - plain.median(SERUM)) < 0.02
    assert abs(ill.median(CALCIUM) - plain.median(CALCIUM)) < 0.03


def test_a_short_bowel_takes_up_less_than_malabsorption_in_general(plain):
    ill, short = with_it("conditions", "malabsorption"), with_it("conditions", "short bowel")
    assert plain.median(URINE) > ill.median(URINE) > short.median(URINE)


def test_diabetes_of_either_type_lowers_serum_more_than_prediabetes(plain):
    levels = [with_it("conditions", name).median(SERUM) for name in ("prediabetes", "type 1 diabetes", "diabetes")]
    assert plain.median(SERUM) > levels[0] > max(levels[1:])


def test_training_costs_some_of_what_urine_would_have(plain):
    """Sweat of hours: a few to some twenty mg a day, and serum nearly as it was."""
    trains = with_it("conditions", "endurance training")
    assert 1.5 < np.median(trains.body.skin.sweat_loss / plain.body.skin.sweat_loss) < 6.0
    assert abs(trains.median(SERUM) - plain.median(SERUM)) < 0.03


# --- kidney disease --------------------------------------------------------------------------------------------------

STAGES = (100, 60, 45, 30, 20, 12)


@pytest.fixture(scope="module")
def stages():
    return [rest(**MAN, **egfr(value)) for value in STAGES]


def test_less_kidney_tissue_lowers_calcitriol_and_raises_the_hormone(stages):
    calcitriol = [found.median(VITAMIN) for found in stages]
    hormone = [found.median(HORMONE) for found in stages]
    assert calcitriol[0] == pytest.approx(calcitriol[1], rel=0.12)  # nothing is lost above stage 3
    assert all(a > b for a, b in pairwise(calcitriol[1:]))
    assert all(a < b for a, b in pairwise(hormone[1:]))
    assert 0.15 < calcitriol[-1] < 0.5  # a fifth near dialysis [schmulen1980]


def test_less_kidney_tissue_lowers_uptake_and_a_little_the_threshold():
    bodies = [draw(Person(**MAN, **egfr(value)), persons=400, seed=1).body() for value in STAGES]
    uptake = [np.median(body.gut.carrier_capacity) for body in bodies]
    kept = [np.median(body.kidney.transport_maximum) for body in bodies]
    for values in (uptake, kept):
        assert values[0] == pytest.approx(values[1], rel=0.06)  # nothing is lost above stage 3
        assert all(a >= b for a, b in pairwise(values))
    assert 0.4 * uptake[0] < uptake[-1] < 0.8 * uptake[0]  # net absorption a third of normal, of which less calcitriol
    assert 0.9 * kept[0] < kept[-1] < kept[0]


def test_where_no_egfr_is_told_the_kidney_is_taken_as_whole():
    body, told = (draw(Person(**MAN, **more), persons=50, seed=1).body() for more in ({}, egfr(100)))
    assert np.array_equal(body.kidney.transport_maximum, told.kidney.transport_maximum)
    assert np.array_equal(body.gut.carrier_capacity, told.gut.carrier_capacity)
    assert np.array_equal(body.hormones.hydroxylase_capacity, told.hormones.hydroxylase_capacity)


def test_serum_is_normal_in_stage_3_and_rises_where_filtration_fails(stages):
    """Serum stays normal or a little raised down to some 30 mL/min; below, excretion no longer keeps up."""
    serum = [found.median(SERUM) for found in stages]
    assert all(abs(value - serum[0]) < 0.05 for value in serum[1:4])
    late = [rest(**MAN, **egfr(value)).median(SERUM) for value in (30, 15, 8)]
    assert all(a < b for a, b in pairwise(late))
    assert late[-1] > serum[0]
    assert late[-1] < 1.3


def test_serum_near_dialysis_lies_between_the_survey_and_the_reviews():
    """Below 15 mL/min the few of the survey's calibration half have 0.8 to 1.0 mmol/L; reviews tell of some 1.1."""
    assert 0.9 < rest(**MAN, **egfr(10)).median(SERUM) < 1.1


def test_in_kidney_disease_the_share_of_the_filtered_that_is_excreted_rises(stages):
    shares = [
        np.median(balance.spilled(found.pools, found.body) / (
            found.body.kidney.filtration_rate * balance.free(found.pools, found.body)
        ))
        for found in stages
    ]  # fmt: skip
    assert all(a < b for a, b in pairwise(shares))


# --- the susceptible few ---------------------------------------------------------------------------------------------


def test_of_people_on_a_proton_pump_inhibitor_a_few_fall_far():
    """One in a hundred is of a class in whom uptake nearly fails; in the others serum falls by little."""
    who = MAN | {"persons": 4000}
    plain, taken = rest(**who), rest(**who, medicines=["omeprazole"])
    factor = taken.body.gut.carrier_capacity / plain.body.gut.carrier_capacity
    few = factor < 0.4
    assert 0.004 < np.mean(few) < 0.02
    fell = plain.each(SERUM) - taken.each(SERUM)
    assert np.nanmedian(fell[~few]) < 0.03
    assert np.nanmedian(fell[few]) > 2.0 * np.nanmedian(fell[~few])
    assert np.nanmedian(fell[few]) > 0.03


def test_acid_suppressed_oxide_dissolves_less():
    body, taken = (draw(Person(**MAN, **more), persons=200, seed=1).body() for more in ({}, {"medicines": ["ppi"]}))
    one = np.ones((1, 200))
    oxide = Meal(10.0 * one, one, one, 0.0 * one, 0.0 * one)
    assert direction(gut.soluble(oxide, taken.gut)[0] - gut.soluble(oxide, body.gut)[0]) == -1


def test_what_is_known_of_without_an_effect_moves_nothing(plain):
    for name in ("hypertension", "migraine", "osteoporosis", "heart failure", "atrial fibrillation"):
        assert np.array_equal(with_it("conditions", name).pools.plasma, plain.pools.plasma)
