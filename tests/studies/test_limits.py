"""Limits: beyond what the body is modelled for, a protocol is refused with the value, the rule and its place."""

from __future__ import annotations

from typing import Any

import pytest

from epsom import tables, units
from epsom.errors import InputError, TableError
from epsom.quantities import quantity
from epsom.studies import limits
from epsom.studies.reader import protocol_of

ADULT = {"age": 40, "sex": "male", "height": "178 cm", "weight": "78 kg"}


def protocol(**changes: Any) -> dict[str, Any]:
    return {"people": [ADULT], "before": {"intake_mg": 350}, "phase": [{"days": 10}], **changes}


def refused(row: dict[str, Any], *words: str) -> InputError:
    with pytest.raises(InputError) as caught:
        protocol_of(row, "the protocol", InputError)
    for word in ("the protocol", *words):
        assert word in str(caught.value)
    return caught.value


def test_a_protocol_as_long_as_the_models_range_is_read_and_a_longer_one_refused():
    longest = tables.number(limits.TABLE, "longest_protocol")
    half = {"days": longest / 2}
    assert protocol_of(protocol(phase=[half, half]), "x", InputError).arms[0].days == longest
    fault = refused(protocol(phase=[half, {"days": longest / 2 + 1}]), f"{longest + 1:g} days", "up to", "shorter")
    assert fault.at == ("phase",)


def test_an_infusion_above_any_used_is_refused_and_one_as_fast_is_read():
    fastest = tables.number(limits.TABLE, "fastest_infusion")
    calm = protocol(phase=[{"days": 1, "infusion": [{"start_h": 0, "hours": 0.1, "mmol": fastest * 0.1}]}])
    protocol_of(calm, "x", InputError)
    fast = protocol(phase=[{"days": 1}, {"days": 1, "infusion": [{"start_h": 0, "hours": 0.1, "mmol": fastest}]}])
    fault = refused(fast, f"{10 * fastest:.3g} mmol/h", f"{fastest:g} mmol/h", "1 g of magnesium sulfate")
    assert fault.at == ("phase", 1)


def test_an_infusion_by_weight_is_judged_for_the_heaviest():
    fastest = tables.number(limits.TABLE, "fastest_infusion")
    people = [{**ADULT, "share": 0.5}, {**ADULT, "share": 0.5, "weight": "150 kg"}]
    by_weight = [{"days": 1, "infusion": [{"start_h": 0, "hours": 1, "mmol_per_kg": 1.01 * fastest / 150}]}]
    refused(protocol(people=people, phase=by_weight), "mmol/h")
    protocol_of(protocol(phase=by_weight), "x", InputError)


@pytest.mark.parametrize("name", ["gut.carrier_capacity", "kidney.filtration_rate", "bone.slow_content"])
def test_a_parameter_outside_its_range_is_refused_and_one_inside_is_read(name: str):
    known = quantity(name.partition(".")[2])
    row = tables.rows(f"body/{name.partition('.')[0]}.toml")[name.partition(".")[2]]
    assert protocol_of(protocol(parameters={name: row.value}), "x", InputError).parameters == {name: row.value}
    for value in (known.low - 1.0, known.high * 1.01 + 1.0):
        fault = refused(protocol(parameters={name: value}), name, f"{value:g}", f"{known.low:g} to {known.high:g}")
        assert fault.at == ("parameters", name)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"gut.carrier": 1.0}, "no parameter of the body. There are: gut.carrier_capacity"),
        ({"spleen.size": 1.0}, "There are: gut, plasma"),
        ({"gut.leak_fraction": "high"}, "'high' is no plain number"),
        ({"gut.leak_fraction": True}, "True is no plain number"),
        ({"gut.leak_fraction": float("nan")}, "nan is no plain number"),
    ],
)
def test_a_parameter_that_is_none_is_refused(parameters: dict[str, Any], said: str):
    refused(protocol(parameters=parameters), said)


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        ({"days": 0}, "a phase of 0 days"),
        ({"days": -1}, "a phase of -1 days"),
        ({}, "neither days nor hours"),
        ({"days": 1, "intake_mg": -1}, "intake_mg = -1"),
        ({"days": 1, "intake_mg": 1e5}, "intake_mg = 100000; between 0 and"),
        ({"days": 1, "added_mg": 1e5}, "added_mg = 100000"),
        ({"days": 1, "meals": 0}, "counted from 1"),
        ({"days": 1, "doses": 0, "added_mg": 3}, "counted from 1"),
        ({"days": 1, "phytate_mmol": 1000}, "phytate_mmol in each of 3 meals"),
        ({"days": 1, "infusion": [{"start_h": 0, "hours": 25, "mmol": 1}]}, "lies outside its phase of 24"),
        ({"days": 1, "infusion": [{"start_h": -1, "hours": 1, "mmol": 1}]}, "lies outside its phase"),
        ({"days": 1, "infusion": [{"start_h": 0, "hours": 0, "mmol": 1}]}, "lies outside its phase"),
        ({"days": 1, "infusion": [{"start_h": 0, "hours": 1}]}, "one of mmol and mmol_per_kg"),
        ({"days": 1, "infusion": [{"start_h": 0, "hours": 1, "mmol": 1, "mmol_per_kg": 1}]}, "one of mmol and"),
        ({"days": 1, "infusion": [{"start_h": 0, "hours": 1, "mmol": 1, "labelled": 2}]}, "labelled of an infusion"),
        ({"days": 1, "dose": [{"hour": 24, "mg": 1}]}, "a dose at hour 24 of a phase of 24 hours"),
        ({"days": 1, "dose": [{"hour": -1, "mg": 1}]}, "a dose at hour -1"),
        ({"days": 1, "dose": [{"hour": 1, "mg": -1}]}, "mg of a dose = -1"),
        ({"days": 1, "dose": [{"hour": 1, "mg": 1, "labelled": -0.1}]}, "labelled of a dose"),
        ({"days": 1, "dose": [{"hour": 1, "mg": 1, "oxalate_mmol": 1000}]}, "oxalate_mmol of a dose"),
        ({"days": 1, "pregnancy_week": 60}, "pregnancy_week = 60"),
        ({"days": 1, "pregnancy_week": 20.5}, "20.5 is no whole number"),
        ({"days": 1, "pregnancy_week": 20}, "a pregnancy among men"),
        ({"days": 1, "meal": {"mg": -5}}, "mg of a meal = -5"),
        ({"days": 7, "dialysis": {"hours": 60, "per_week": 3, "dialysate": 0.5}}, "do not fit into a week"),
        ({"days": 1, "dialysis": {"hours": 30, "dialysate": 0.5}}, "a session of dialysis"),
        ({"days": 1, "dialysis": {"hours": 4, "dialysate": 50}}, "dialysate = 50 mmol/L"),
        ({"days": 1, "dialysis": {"hours": 4, "dialysate": 0.5, "clearance": 0}}, "clearance = 0 mL/min"),
    ],
)
def test_a_phase_that_cannot_be_is_refused_where_it_stands(phase: dict[str, Any], said: str):
    fault = refused(protocol(phase=[{"days": 1}, phase]), said)
    assert fault.at[:2] == ("phase", 1)


def test_an_absurd_clearance_is_refused_in_the_unit_it_was_told_in():
    most = quantity("dialyser_clearance").high / units.factor("mL/min", "L/day")
    session = {"hours": 4, "dialysate": 0.5, "clearance": 1e6}
    refused(protocol(phase=[{"days": 1, "dialysis": session}]), "clearance = 1e+06 mL/min", f"{most:.0f} mL/min")


def test_a_baseline_serum_that_nobody_has_is_refused():
    refused(protocol(before={"intake_mg": 350, "serum": 80}), "serum = 80 mmol/L", "Check units?")


def test_an_arm_is_named_and_its_place_is_known():
    arms = [{"name": "calm", "phase": [{"days": 1}]}, {"name": "late", "phase": [{"days": 1}, {"days": 1e5}]}]
    row = {key: value for key, value in protocol(arm=arms).items() if key != "phase"}
    assert refused(row, "arm 'late'", "days").at == ("arm", 1, "phase")


def test_a_study_of_ours_that_breaks_a_limit_is_our_fault():
    with pytest.raises(TableError, match=r"studies/x\.toml lasts 9000 days"):
        protocol_of(protocol(phase=[{"days": 9000}]), "studies/x.toml", TableError)


@pytest.mark.parametrize(
    ("change", "said", "at"),
    [
        ({"people": []}, "no people", ()),
        ({"people": 3}, "people is a list", ("people",)),
        ({"people": ["ben"]}, "'ben' is no people", ("people", 0)),
        ({"people": [{**ADULT, "age": "old"}]}, "age = 'old'", ("people", 0, "age")),
        ({"people": [{**ADULT, "record": []}]}, "unknown key 'record' in people", ("people", 0, "record")),
        ({"people": [{**ADULT, "share": 0.5}]}, "must sum to 1", ("people",)),
        ({"people": [{**ADULT, "share": 0}]}, "share = 0", ("people", 0, "share")),
        ({"people": [{**ADULT, "conditions": ["joy"]}]}, "'joy' is no condition", ("people", 0, "conditions")),
        ({"people": [{**ADULT, "conditions": "gout"}]}, "conditions", ("people", 0, "conditions")),
        ({"before": {}}, "no intake_mg", ("before",)),
        ({"before": 350}, "before = 350: write keys", ("before",)),
        ({"before": {"intake_mg": 350, "serum_by": "magic"}}, "serum_by = 'magic'", ("before",)),
        ({"before": {"intake_mg": 350, "serum": "0.8 mmol/L"}}, "in mmol/L, alone", ("before", "serum")),
        ({"before": {"intake_mg": 350, "dose": [{"hour": 1, "mg": 1}]}}, "dose in before", ("before", "dose")),
        ({"phase": {"days": 1}}, "phase is a list", ("phase",)),
        ({"phase": [{"days": "1"}]}, "days = '1' is no plain number", ("phase", 0, "days")),
        ({"phase": [{"days": None}]}, "days = nothing", ("phase", 0, "days")),
        ({"phase": [{"days": 1, "meals": 2.5}]}, "meals = 2.5 is no whole number", ("phase", 0, "meals")),
        ({"phase": [{"days": 1, "fasting": "no"}]}, "neither true nor false", ("phase", 0, "fasting")),
        ({"phase": [{"days": 1, "salt": 7}]}, "salt = 7 is no word", ("phase", 0, "salt")),
        ({"phase": [{"days": 1, "salt": "rock"}]}, "'rock' is no salt", ("phase", 0)),
        ({"phase": [{"days": 1, "taking": "omeprazole"}]}, "[omeprazole]", ("phase", 0, "taking")),
        ({"phase": [{"days": 1, "taking": ["luck"]}]}, "'luck' is no medicine", ("phase", 0, "taking")),
        ({"phase": [{"days": 1, "dose": {"hour": 1}}]}, "no list of entries", ("phase", 0, "dose")),
        ({"phase": [{"days": 1, "dose": [{"hour": 1}]}]}, "a dose without mg", ("phase", 0, "dose", 0)),
        ({"phase": [{"days": 1, "dialysis": 3}]}, "no entry of keys and values", ("phase", 0, "dialysis")),
        ({"phase": [{"days": 1, "surprise": 3}]}, "unknown key 'surprise' in phase", ("phase", 0, "surprise")),
        ({"phase": [{"days": 1}], "arm": [{"name": "a"}]}, "both phase and arm", ("phase",)),
        ({"phase": None, "arm": [{"name": "a"}, {"name": "a"}]}, "two arms of one name", ("arm",)),
        ({"phase": None, "arm": [{"name": 3}]}, "an arm is named by a word", ("arm", 0, "name")),
        ({"phase": None, "arm": [{"name": "a", "days": 3}]}, "arm 'a': unknown key 'days'", ("arm", 0, "days")),
        ({"parameters": [1]}, "parameters = [1]: write keys", ("parameters",)),
    ],
)
def test_a_protocol_that_is_written_otherwise_is_refused_where_it_stands(change: Any, said: str, at: tuple[Any, ...]):
    assert refused(protocol(**change), said).at == at
