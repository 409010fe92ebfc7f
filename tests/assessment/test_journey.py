"""The journey: what is told moves what is found; the same digits each time; what is unknown is said."""

import datetime
import json

import numpy as np
import pytest

import epsom
from epsom import units
from epsom.assessment import assessment, walk
from epsom.assessment.warn import of_age, sentences
from epsom.errors import InputError
from epsom.person import Person
from epsom.plan import advised
from epsom.plate.intake import magnesium

TODAY = datetime.date(2026, 10, 5)
WOMAN = {"age": 45, "sex": "female", "height": "168 cm", "weight": "66 kg", "today": TODAY, "egfr": "92 mL/min/1.73m2"}
DAY = {
    "date": "2026-10-04",
    "meals": [
        {"at": "08:00", "eaten": ["2 slices white bread", "1 cup coffee"]},
        {"at": "13:00", "eaten": ["150 g white rice", "120 g chicken breast"]},
        {"at": "19:00", "eaten": ["1 banana", "0.5 L Evian"]},
    ],
}
SERUM = {"serum_magnesium": "0.70 mmol/L", "date": "2026-10-02"}


def found(persons=600, **told):
    walked = walk(Person(**WOMAN, **told), persons=persons)
    return walked, advised(walked, assessment(walked))


@pytest.fixture(scope="module")
def plain():
    return found(record=[DAY])


@pytest.fixture(scope="module")
def measured():
    return found(record=[DAY], labs=[SERUM])


def test_no_labs_gives_the_prior(plain):
    _, result = plain
    assert result.effective_size == pytest.approx(600)
    assert result.deficit == result.prior_deficit
    assert sentences()["no_labs"] in result.warnings


def test_a_low_serum_moves_the_deficit_up_and_counts_fewer_persons(plain, measured):
    assert measured[1].deficit.median > plain[1].deficit.median
    assert measured[1].effective_size < 600
    assert measured[1].serum.high - measured[1].serum.low < plain[1].serum.high - plain[1].serum.low


def test_the_same_seed_gives_the_same_digits_and_the_same_id(measured):
    again = found(record=[DAY], labs=[SERUM])[1]
    assert json.dumps(again.to_dict()) == json.dumps(measured[1].to_dict())
    other = walk(Person(**WOMAN, record=[DAY], labs=[SERUM]), persons=600, seed=2)
    assert assessment(other).result_id != measured[1].result_id


def test_without_a_record_usual_intake_is_drawn_by_age_and_sex():
    _, result = found()
    assert result.record_mean is None
    assert result.eaten == ()
    assert 200 < units.milligrams(result.usual_intake.median) < 330
    assert sentences()["no_record"] in result.warnings
    assert result.swaps == ()
    assert "serum_usual" in result.courses


def test_the_parts_of_the_day_are_the_whole(plain):
    walked, _ = plain
    lines = sum(magnesium(line, 600, 1) for line in walked.record.servings)
    assert walked.as_eaten.daily()[0] == pytest.approx(lines)
    assert walked.last_day.per_day() == pytest.approx(lines)


def test_flows_of_the_last_day_balance(plain):
    """Absorbed = what the stores gained + urine + sweat + what went back into the gut, for the medians to rounding."""
    flows = plain[1].flows
    assert flows.growth.median == flows.offspring.median == 0.0
    gained = sum(store.median for store in flows.stores.values())
    out = flows.urine.median + flows.sweat.median + flows.secreted.median + flows.offspring.median
    assert flows.absorbed.median == pytest.approx(gained + out, rel=0.05)
    assert flows.reabsorbed.median == pytest.approx(flows.filtered.median - flows.urine.median, rel=0.02)


def test_dots_are_twenty_rising_quantiles(measured):
    dots = measured[1].deficit_dots
    assert len(dots) == 20
    assert list(dots) == sorted(dots)
    assert measured[1].deficit.low <= dots[1] <= dots[10] <= measured[1].deficit.high


def test_units_of_a_lab_do_not_matter():
    a = found(record=[DAY], labs=[{"serum_magnesium": "0.80 mmol/L"}])[1]
    b = found(record=[DAY], labs=[{"serum_magnesium": "1.60 mEq/L"}])[1]
    assert b.deficit.median == pytest.approx(a.deficit.median, rel=0.1)
    assert sentences()["undated"] in a.warnings


def test_a_lab_is_read_on_its_day():
    """A serum from before a medicine was begun is compared with the body before it."""
    drug = [{"name": "cisplatin", "since": "2026-07-01"}]
    before = found(record=[DAY], medicines=drug, labs=[{"serum_magnesium": "0.83 mmol/L", "date": "2026-06-01"}])[1]
    after = found(record=[DAY], medicines=drug, labs=[{"serum_magnesium": "0.83 mmol/L", "date": "2026-10-01"}])[1]
    assert before.labs[0].expected.median > after.labs[0].expected.median + 0.05
    serum = before.courses["serum"]
    assert serum.q50[0] > serum.q50[-1] + 0.05


def test_readings_that_contradict_each_other_are_said():
    labs = [
        {"serum_magnesium": "0.60 mmol/L", "date": "2026-10-01"},
        {"serum_magnesium": "1.05 mmol/L", "date": "2026-10-02"},
    ]
    _, result = found(record=[DAY], labs=labs)
    assert sum("fits the rest badly" in warning for warning in result.warnings) == 2


def test_a_rare_reading_draws_persons_with_an_untold_loss_and_is_met():
    walked, result = found(record=[DAY], labs=[{"serum_magnesium": "0.54 mmol/L", "date": "2026-10-01"}])
    assert walked.persons == result.persons > 600
    assert result.serum.low < 0.54 < result.serum.high
    assert any("nobody told of" in warning for warning in result.warnings)
    untold = walked.weighting.weights[walked.cohort.untold.way > 0].sum()
    assert untold > 0.9
    assert walked.prior[walked.cohort.untold.way > 0].sum() == pytest.approx(0.02, abs=0.005)


def test_a_reading_beyond_the_model_counts_in_part_and_says_so():
    labs = [{"serum_magnesium": "3.50 mmol/L", "date": "2026-10-01"}, {"urine_magnesium": "0.5 mmol/day"}]
    walked, result = found(record=[DAY], labs=labs, persons=200)
    assert result.road == "softened"
    assert 0 < walked.weighting.counted < 1
    assert result.effective_size == pytest.approx(50, rel=0.02)
    assert any("count only in part" in warning for warning in result.warnings)


def test_readings_far_out_are_reached_by_persons_led_to_them():
    labs = [{"serum_magnesium": "0.30 mmol/L", "date": "2026-10-01"}, {"urine_magnesium": "9 mmol/day"}]
    walked, result = found(record=[DAY], labs=labs, persons=300)
    assert result.road == "led"
    assert walked.weighting.counted == 1
    assert result.effective_size >= 0.15 * 400
    assert result.pareto_k < 0.7
    assert result.serum.low < 0.30 < result.serum.high
    assert result.persons == round(0.15 * 2048)
    assert result.prior_deficit.high < result.deficit.low
    assert any("led to the readings" in warning for warning in result.warnings)
    assert walked.usual.per_day().shape == walked.now[0].shape == walked.as_eaten.daily()[0].shape
    again = found(record=[DAY], labs=labs, persons=300)[1]
    assert json.dumps(again.to_dict()) == json.dumps(result.to_dict())


def test_untold_losses_have_no_voice_without_a_reading_that_calls_for_them(measured):
    assert measured[0].cohort.untold is None


def test_an_ordinary_reading_raises_no_eyebrow(measured):
    assert not any("fits the rest badly" in warning for warning in measured[1].warnings)


def test_supplements_count_and_are_not_scaled_by_habit():
    without, with_ = (
        found(record=[DAY]),
        found(record=[DAY], supplements=[{"taken": "magnesium citrate 150 mg elemental", "at": "21:00"}]),
    )
    assert units.milligrams(with_[0].salts_per_day) == pytest.approx(np.full(600, 150.0))
    assert with_[1].usual_intake.median - without[1].usual_intake.median == pytest.approx(units.mmol(150.0), rel=0.01)
    assert with_[1].deficit.median < without[1].deficit.median


def test_supplements_without_a_record_count_too():
    _, result = found(supplements=[{"taken": "magnesium citrate 150 mg elemental", "at": "21:00"}])
    assert units.milligrams(result.usual_intake.median) > 350


def test_an_unknown_food_value_widens_and_is_never_zero():
    own = [{"name": "granny's stew", "portions": {"bowl": "300 g"}}]
    meals = [*DAY["meals"], {"at": "20:00", "eaten": ["1 bowl granny's stew"]}]
    _, result = found(record=[{"meals": meals}], foods=own)
    line = result.eaten[-1]
    assert not line.known
    assert 0 < line.magnesium.low < line.magnesium.median < line.magnesium.high
    assert any("granny" in warning for warning in result.warnings)


def test_an_authority_with_an_ai_only_has_no_adequacy_but_another_name():
    _, result = found(record=[DAY], authority="EU EFSA 2015")
    assert result.adequacy_name == "probability of being at or above the AI"
    assert result.adequacy_classical is None
    assert 0 <= result.adequacy <= 1


def test_the_chosen_authority_moves_the_replete_state():
    us, who = found(record=[DAY])[1], found(record=[DAY], authority="FAO/WHO 2004")[1]
    assert us.replete_content.median > who.replete_content.median
    assert us.deficit.median > who.deficit.median


MILK = ("06:00", "10:00", "14:00", "18:00", "22:00")
YOUNG = {
    0.1: ("54 cm", "4.3 kg"), 0.7: ("70 cm", "8.5 kg"), 2.5: ("91 cm", "13 kg"), 8: ("130 cm", "27 kg"),
    17.9: ("177 cm", "66 kg"),
}  # fmt: skip


@pytest.mark.parametrize("age", YOUNG)
def test_a_child_gets_the_flag_first_from_birth_on(age):
    height, weight = YOUNG[age]
    milk = {"date": "2026-10-04", "meals": [{"at": at, "eaten": ["200 g human milk"]} for at in MILK]}
    told = {"record": [milk], "foods": [{"name": "human milk", "magnesium": "3.1 mg/100 g"}]} if age < 1 else {}
    child = Person(age=age, sex="male", height=height, weight=weight, today=TODAY, **told)
    found = assessment(walk(child, persons=100))
    assert found.warnings[0] == sentences()["child"]
    assert ("Under 3 years" in found.warnings[1]) == (age < 3)
    assert found.flows.growth.median > 0


def test_nobody_grown_gets_the_flag(plain):
    assert of_age(18.0) == of_age(45.0) == ()
    assert sentences()["child"] not in plain[1].warnings


def test_an_infant_without_target_is_refused():
    baby = Person(age=0.3, sex="male", height="60 cm", weight="6 kg", today=TODAY, authority="EU EFSA 2015")
    with pytest.raises(InputError, match="authority"):
        walk(baby, persons=50)


def test_swaps_raise_adequacy_step_by_step_and_use_the_same_persons(plain):
    _, result = plain
    assert 1 <= len(result.swaps) <= 3
    chain = [result.adequacy, *(swap.adequacy_after for swap in result.swaps)]
    assert chain == sorted(chain)
    assert result.swaps[0].adequacy_before == pytest.approx(result.adequacy)
    assert result.plan_adequacy == result.swaps[-1].adequacy_after
    assert all(swap.gain_mg.low > 0 for swap in result.swaps)
    assert result.courses["deficit_plan"].q50[-1] < result.courses["deficit_usual"].q50[-1]
    assert result.courses["deficit_plan"].q50[0] == result.courses["deficit_usual"].q50[0]
    assert result.plan_deficit_grows is False


def test_a_plan_that_cannot_stop_a_loss_says_so():
    """A medicine begun today wastes magnesium: swaps help, and what is missing grows all the same."""
    drug = [{"name": "cisplatin", "since": "2026-10-05"}]
    _, result = found(record=[DAY], medicines=drug)
    assert result.swaps
    assert result.plan_deficit_grows is True


def test_swaps_keep_to_taste(plain):
    from epsom.plan.swaps import candidates, number, taste

    walked, _ = plain
    for swap in candidates(walked.record, walked.foods):
        assert swap.new.slot == swap.old.slot != "ingredient"
        assert swap.new.source != "assumed"
        assert any(swap.new.group in family and swap.old.group in family for family in taste()["families"])
        assert swap.new.group not in taste()["never_chosen"][0]
        assert number("least_portions") <= swap.portions <= number("most_portions")


def test_taste_names_groups_and_foods_that_exist():
    from epsom.plan.swaps import taste
    from epsom.plate.foods import box

    groups, ids = {food.group for food in box()}, {food.id for food in box()}
    assert {group for family in taste()["families"] for group in family} <= groups
    assert taste()["never_chosen"][0] <= groups
    assert taste()["never_chosen_foods"][0] <= ids


def test_front_door_is_the_same_journey(tmp_path):
    """Five lines of Python give the digits of the walk."""
    file = tmp_path / "person.yaml"
    file.write_text(
        "age: 45\nsex: female\nheight: 168 cm\nweight: 66 kg\ntoday: 2026-10-05\negfr: 92 mL/min/1.73m2\n"
        "labs:\n  - serum_magnesium: 0.70 mmol/L\n    date: 2026-10-02\n",
        "utf-8",
    )
    person = epsom.read_person(file)
    result = epsom.assess(person, persons=600)
    walked = walk(Person(**WOMAN, labs=[SERUM]), persons=600)
    assert result.deficit == assessment(walked).deficit
    report = epsom.write_report(result, tmp_path / "report.html")
    assert result.result_id in report.read_text("utf-8")


def test_outcomes_see_the_supplement_and_the_plan(plain):
    _, result = plain
    rows = [found for one in result.outcomes for found in one.findings]
    assert any(row.applied and "with the swaps of food of this report" in row.sentence for row in rows)
    assert result.asked.whose == "plan"
    assert result.asked.change > 0
    assert result.asked.supplement == 0
    ill = found(
        record=[DAY],
        conditions=["hypertension"],
        supplements=[{"taken": "magnesium citrate 300 mg elemental", "at": "21:00"}],
    )[1]
    rows = [found for one in ill.outcomes for found in one.findings]
    assert any(row.applied and row.size.unit == "mmHg" for row in rows)
    assert ill.asked.supplement == pytest.approx(300, rel=0.02)


def test_every_parameter_of_the_journey_is_listed(plain):
    walked, result = plain
    tables = {row.table for row in result.parameters}
    assert {
        "body/gut.toml",
        "body/kidney.toml",
        "labs/analytes.toml",
        "assessment/journey.toml",
        "plan/diet.toml",
    } <= tables
    assert walked.persons == 600


def test_a_record_nobody_lives_on_is_refused_with_the_mend():
    with pytest.raises(InputError, match="Check the amounts"):
        walk(Person(**WOMAN, record=[{"meals": [{"at": "12:00", "eaten": ["1 g butter"]}]}] * 7), persons=100)


def test_a_supplement_above_the_limit_and_a_failing_kidney_are_said():
    dose = [{"taken": "magnesium citrate 500 mg elemental", "at": "21:00"}]
    assert any("above the limit of 350 mg" in warning for warning in found(supplements=dose)[1].warnings)
    failing = WOMAN | {"egfr": "20 mL/min/1.73m2"}
    warned = assessment(walk(Person(**failing, supplements=dose), persons=200)).warnings
    assert any("may pile up" in warning for warning in warned)


def test_the_very_ill_are_simulated_without_those_who_could_not_live():
    """Many causes of loss at once: some virtual persons cannot live so, and the others are answered for."""
    ill = Person(
        age=80, sex="female", height="150 cm", weight="45 kg", today=TODAY, egfr="40 mL/min/1.73m2", record=[DAY],
        conditions=["diabetes", "chronic diarrhoea", "malabsorption"],
        medicines=["omeprazole", "thiazide", "torasemide"],
    )  # fmt: skip
    walked = walk(ill, persons=600)
    result = advised(walked, assessment(walked))
    assert 0.5 <= walked.viable.mean() < 1.0
    assert np.all(walked.weighting.weights[~walked.viable] == 0)
    assert result.deficit.low > 0
    assert any("could not live" in warning for warning in result.warnings)


def test_a_record_without_any_magnesium_is_refused_and_not_divided_by():
    own = [{"name": "sugar water", "magnesium": "0 mg/100 g", "portions": {"glass": "200 g"}}]
    day = {"meals": [{"at": "12:00", "eaten": ["1 glass sugar water"]}]}
    with pytest.raises(InputError, match="about 0 mg a day"):
        walk(Person(**WOMAN, record=[day], foods=own), persons=50)


def test_infants_without_a_record_are_not_known():
    with pytest.raises(InputError, match="infants"):
        walk(Person(age=0.5, sex="female", height="66 cm", weight="7 kg", today=TODAY), persons=50)


@pytest.mark.parametrize("since", ["2026-10-05", "2026-10-04", "2025-10-05", "2026-03-01"])
def test_what_today_says_is_the_end_of_the_year_whenever_a_medicine_was_begun(since):
    """A medicine begun today has changed nothing yet: it counts in the days ahead."""
    _, result = found(persons=300, medicines=[{"name": "cisplatin", "since": since}])
    assert result.urine.median == pytest.approx(result.courses["urine"].q50[-1])
    assert result.serum.median == pytest.approx(result.courses["serum"].q50[-1])
    if since == "2026-10-05":
        assert result.courses["serum_usual"].q50[-1] < result.serum.median - 0.05


def test_a_salt_is_taken_at_its_hour_without_a_record_too():
    walked = walk(
        Person(**WOMAN, supplements=[{"taken": "magnesium citrate 300 mg elemental", "at": "21:00"}]), persons=50
    )
    gut = walked.day.pools[:, :3].sum(axis=1).mean(axis=1)
    at = {round(hour * 24): held for hour, held in zip(walked.day.time, gut, strict=True)}
    assert at[22] > at[21] + 1.0
    assert at[1] < at[22]


def test_a_recorded_day_long_before_is_not_the_day_before():
    rich = {"date": "2026-09-01", "meals": [{"at": "22:00", "eaten": ["100 g pumpkin seeds"]}]}
    far = walk(Person(**WOMAN, record=[rich, DAY]), persons=50)
    near = walk(Person(**WOMAN, record=[rich | {"date": "2026-10-03"}, DAY]), persons=50)
    assert near.day.pools[0].sum() != far.day.pools[0].sum()
    start = far.day.pools[0, :3].sum(axis=0).mean(), near.day.pools[0, :3].sum(axis=0).mean()
    assert start[0] < start[1]


def test_fewer_than_one_virtual_person_is_refused_and_not_replaced():
    for few in (0, -3):
        with pytest.raises(InputError, match="at least one"):
            epsom.assess(Person(**WOMAN), persons=few)
    assert epsom.assess(Person(**WOMAN), persons=2).persons == 2


def test_json_holds_the_day_even_when_it_is_the_default(plain):
    assert plain[1].to_dict()["person"]["today"] == "2026-10-05"
    fresh = Person(age=45, sex="female", height="168 cm", weight="66 kg")
    told = assessment(walk(fresh, persons=20)).to_dict()["person"]
    assert told["today"] == datetime.date.today().isoformat()


def test_the_id_is_of_what_was_asked_and_not_of_what_was_needed():
    from dataclasses import replace

    from epsom.assessment.views import result_id

    grown = walk(
        Person(**WOMAN, record=[DAY], labs=[{"serum_magnesium": "0.54 mmol/L", "date": "2026-10-01"}]), persons=600
    )
    assert (grown.asked, grown.persons) == (600, 4915)
    assert result_id(grown) == result_id(replace(grown, persons=9600))
    assert result_id(grown) != result_id(replace(grown, asked=2400))


def test_a_tiny_record_gets_no_enormous_swap():
    tiny = {"meals": [{"at": "12:00", "eaten": ["2 biscuits", "1 glass Volvic"]}]}
    from epsom.plan.swaps import number

    _, result = found(record=[tiny])
    assert all(swap.gain_mg.median <= number("most_gain") and swap.gain_mg.low > 0 for swap in result.swaps)


def test_what_was_applied_and_eaten_is_among_the_numbers_with_its_source(plain):
    _, result = found(record=[DAY], medicines=["omeprazole"], conditions=["diabetes"])
    names = {(row.table, row.name) for row in result.parameters}
    assert ("cohort/medicines.toml", "proton pump inhibitor: gut.carrier_capacity") in names
    assert ("cohort/conditions.toml", "type 2 diabetes: kidney.transport_maximum") in names
    assert ("plate/foods.csv", "banana") in names
    for swap in result.swaps:
        assert any(row.table == "plate/foods.csv" and row.name in swap.choose for row in result.parameters)
