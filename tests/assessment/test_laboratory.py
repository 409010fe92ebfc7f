"""The laboratory in the journey: what counts, what is kept with its question, and how far it moves the stores."""

import datetime

import numpy as np
import pytest

from epsom.assessment import assessment, walk
from epsom.assessment.laboratory import uses
from epsom.assessment.life import lived
from epsom.assessment.views import result_id
from epsom.body import balance
from epsom.labs.protocols import protocol
from epsom.person import Person, person_from
from epsom.plate.foods import box
from epsom.plate.record import record
from epsom.status import observing
from epsom.status.likelihood import weighting
from epsom.status.posterior import QUANTITIES, posterior
from epsom.status.readings import alone, reading, together
from epsom.status.summary import estimate
from epsom.units import Told

TODAY = "2026-10-05"
WOMAN = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "today": TODAY, "egfr": "92 mL/min/1.73m2"}
DAY = "2026-10-01"
SERUM = {"serum_magnesium": "0.80 mmol/L", "date": DAY}
PERSONS = 400


def somebody(*labs, **told) -> Person:
    return person_from({**WOMAN, **told, "labs": list(labs)})


def found(*labs, persons=PERSONS, **told):
    journey = walk(somebody(*labs, **told), persons=persons)
    return journey, assessment(journey)


def deficit(*labs, **told):
    return found(*labs, **told)[1].deficit


@pytest.mark.parametrize(
    "lab",
    [
        {"serum_magnesium": "1.6 mmol/L"},
        {"serum_magnesium": "1.9 mg/dL", "loinc": "2601-3"},
        {"urine_magnesium": "0.9 mmol/24h", "collected": "20 h"},
        {"serum_magnesium": "0.55 mmol/L", "specimen": "EDTA"},
        {"serum_magnesium": "1.20 mmol/L", "specimen": "haemolysed"},
        {"spot_urine_magnesium": "2 mmol/L"},
        {"albumin": "35 g/L"},
        {"glucose": "5.5 mmol/L"},
    ],
)
def test_what_does_not_count_is_shown_with_its_reason_and_moves_nothing(lab):
    journey, said = found({**lab, "date": DAY})
    plain, _ = found()
    assert np.array_equal(journey.weighting.weights, plain.weighting.weights)
    (shown,) = said.labs
    assert not shown.used
    assert shown.why
    assert any(shown.why in line for line in said.warnings) == (shown.doubt != "kept")
    assert shown.question == "" or any(shown.question in line for line in said.warnings)
    assert shown.expected is None
    assert journey.road == "no reading"


def test_what_counts_is_shown_beside_what_was_expected():
    _, said = found(SERUM, {"albumin": "42 g/L", "date": DAY})
    assert [lab.used for lab in said.labs] == [True, False]
    assert said.labs[0].expected is not None
    assert 0.7 < said.labs[0].expected.median < 0.9
    assert said.labs[0].why == said.labs[0].question == ""
    assert (said.labs[0].nearest, said.labs[0].widened) == (None, 1.0)


def test_the_order_of_dates_does_not_matter():
    """A laboratory prints the newest first, a person writes the oldest first: one posterior."""
    labs = [
        {"serum_magnesium": "0.82 mmol/L", "date": "2026-09-01"},
        {"urine_magnesium": "3.0 mmol/24h", "date": "2026-09-20"},
        {"serum_magnesium": "0.78 mmol/L", "date": "2026-10-01"},
    ]
    one, other = found(*labs)[0], found(*reversed(labs))[0]
    assert one.weighting.weights == pytest.approx(other.weighting.weights, rel=1e-9)


def test_values_that_contradict_are_kept_flagged_and_softened():
    two = [{"serum_magnesium": "0.60 mmol/L", "date": "2026-09-30"}, {"serum_magnesium": "0.95 mmol/L", "date": DAY}]
    journey, said = found(*two)
    assert all(lab.used and lab.widened > 3 for lab in said.labs)
    assert any("contradict" in line and "0.60 mmol/L and 0.95 mmol/L" in line for line in said.warnings)
    low, high = deficit(two[0]), deficit(two[1])
    assert high.median < said.deficit.median < low.median
    assert all(one.widened > 3 for one in journey.read)


def test_a_reading_that_nobody_can_reach_says_so_with_the_nearest():
    _, said = found({"serum_potassium": "8.5 mmol/L", "date": DAY})
    (shown,) = said.labs
    assert shown.used
    assert shown.nearest is not None
    assert shown.nearest < 8.0
    assert any("No virtual person can be read as 8.5 mmol/L" in line for line in said.warnings)


def test_a_bound_weighs_to_its_side():
    below = deficit({"serum_magnesium": "< 0.70 mmol/L", "date": DAY}).median
    above = deficit({"serum_magnesium": "> 0.70 mmol/L", "date": DAY}).median
    assert below > above


def test_albumin_explains_part_of_a_low_serum():
    low = {"serum_magnesium": "0.70 mmol/L", "date": DAY}
    alone_, beside = deficit(low), deficit(low, {"albumin": "25 g/L", "date": "2026-09-30"})
    assert beside.median < alone_.median
    (use, _) = uses(somebody(low, {"albumin": "25 g/L", "date": DAY}))
    assert use.sample.albumin == 25.0
    for far in ({"albumin": "25 g/L", "date": "2026-06-01"}, {"albumin": "10 g/L", "date": DAY}):
        assert uses(somebody(low, far))[0].sample.albumin is None


def test_a_spot_finds_the_creatinine_of_its_own_urine():
    spot, made = {"spot_urine_magnesium": "2 mmol/L", "date": DAY}, {"spot_urine_creatinine": "8 mmol/L", "date": DAY}
    assert uses(somebody(spot, made))[0].sample.urine_creatinine == 8.0
    assert uses(somebody({**spot, "spot_urine_creatinine": "7 mmol/L"}))[0].sample.urine_creatinine == 7.0
    assert uses(somebody(spot, {**made, "date": "2026-09-01"}))[0].doubt is not None


def test_a_loading_test_of_a_poor_kidney_is_void():
    (use,) = uses(somebody({"magnesium_retention": "45 %", "protocol": "rob1999"}, egfr="30 mL/min/1.73m2"))
    assert use.doubt is not None
    assert use.doubt.kind == "void"


@pytest.mark.parametrize("analyte", ["serum_potassium", "total_calcium"])
def test_what_a_thiazide_moves_by_itself_is_kept_with_its_reason_and_weighs_nobody(analyte):
    lab = {analyte: "3.1 mmol/L" if analyte == "serum_potassium" else "2.6 mmol/L", "date": DAY}
    journey, said = found(SERUM, lab, medicines=["hydrochlorothiazide"])
    plain, _ = found(SERUM, medicines=["hydrochlorothiazide"])
    assert np.array_equal(journey.weighting.weights, plain.weighting.weights)
    shown = said.labs[1]
    assert not shown.used
    assert "by itself" in shown.why
    (use, other) = uses(somebody(SERUM, lab))
    assert use.doubt is None
    assert other.doubt is None


@pytest.fixture(scope="module")
def cohort():
    person = Person(**WOMAN)
    return lived(person, record((), (), box()), 13.0, persons=8192, seed=1, untold=True)


def after(cohort, name, value, half, **told):
    one = reading(name, Told(value, value - half, value + half, ""), assay=told.pop("assay", None))
    fit = alone(one, observing.expected(cohort, name, **told))
    return estimate(cohort.deficit, weighting(fit + cohort.silent).weights)


@pytest.mark.parametrize("name", ["gullestad1994", "ryzen1985"])
def test_the_loading_test_separates_replete_from_depleted(cohort, name):
    """6 % and 60 % of the load retained by the same person: their deficits stand clearly apart, in that order."""
    sd = protocol(name).reading_sd
    full = after(cohort, "magnesium_retention", 0.06, 0.005, protocol=name, assay=sd)
    empty = after(cohort, "magnesium_retention", 0.60, 0.005, protocol=name, assay=sd)
    assert empty.median > full.median
    assert empty.high > full.high + 20.0
    if name == "gullestad1994":
        assert empty.low > full.high


def test_serum_alone_moves_the_deficit_modestly(cohort):
    """0.70 against 0.85 mmol/L: higher, by more than nothing and by less than a fiftieth of the body's magnesium."""
    low, high = (after(cohort, "serum_magnesium", value, 0.005) for value in (0.70, 0.85))
    body = float(np.median(balance.content(balance.Pools(*cohort.replete))))
    assert 1.0 < low.median - high.median < 0.02 * body
    assert low.low < high.high


def test_more_readings_of_one_analyte_sharpen_no_further_than_people_differ(cohort):
    level = observing.expected(cohort, "red_cell_magnesium")
    one = reading("red_cell_magnesium", Told(1.7, 1.65, 1.75, ""))
    sizes = []
    for count in (1, 10):
        many = [reading("red_cell_magnesium", one.told, day=-float(k)) for k in range(count)]
        fit = together(many, [level] * count, len(level))
        sizes.append(weighting(fit + cohort.silent).effective_size)
    assert sizes[1] > 0.8 * sizes[0]


def test_the_posterior_tells_before_and_after(cohort):
    journey, said = found({"serum_magnesium": "0.72 mmol/L", "date": DAY})
    told = posterior(journey, journey.weighting.weights)
    assert set(told) == set(QUANTITIES)
    assert told["deficit"].posterior == said.deficit
    assert told["deficit"].prior == said.prior_deficit
    assert told["renal threshold"].narrowed > 0.1
    stores = sum(QUANTITIES[name](journey) for name in balance.STORES)
    assert stores == pytest.approx(-journey.deficit)


def test_a_person_without_labs_is_as_before_and_knows_nothing_of_readings():
    journey, said = found()
    assert journey.read == journey.expected == journey.places == ()
    assert said.labs == ()
    assert len(result_id(journey)) == 12


def test_dates_are_days_before_today():
    person = somebody({**SERUM, "date": "2026-09-25"}, {"serum_magnesium": "0.8 mmol/L"})
    assert [use.reading.day for use in uses(person) if use.reading] == [-10.0, 0.0]
    assert person.today == datetime.date(2026, 10, 5)
