"""Studies: the files keep their rules, the runner lays predictions beside them, and misses are said, not hidden."""

import math
from copy import deepcopy

import pytest

from epsom.errors import InputError, TableError
from epsom.studies import catalogue
from epsom.studies.catalogue import study, study_of
from epsom.studies.run import Trial, outcomes

PEOPLE = [{"share": 1.0, "age": 30, "sex": "male", "height": "175 cm", "weight": "70 kg"}]
POINT = {
    "label": "serum", "quantity": "serum_magnesium", "kind": "level", "day": 0, "observed": 0.8, "sem": 0.01,
    "role": "check", "mark": "read", "where": "abstract",
}  # fmt: skip
PLAIN = {
    "source": "fatemi1991", "title": "A study", "group": "load", "n": 4, "people": PEOPLE,
    "before": {"intake_mg": 300}, "point": [POINT],
}  # fmt: skip


def told(**changes):
    row = deepcopy(PLAIN)
    row.update(changes)
    return row


def pointed(drop=(), **changes):
    point = {key: value for key, value in (POINT | changes).items() if key not in drop}
    return told(point=[point])


@pytest.mark.parametrize("name", catalogue.names())
def test_every_file_keeps_the_rules(name):
    found = study(name)
    assert found.points
    assert len({point.role for point in found.points}) == 1
    assert all(point.low < point.high for point in found.points)


def test_enough_studies_were_read_and_are_spread():
    read = [one for one in map(study, catalogue.names()) if {p.mark for p in one.points} & {"read", "computed"}]
    assert len(read) >= 45
    groups = {one.group for one in read}
    assert groups >= {"absorption", "load", "depletion", "supplement", "kidney", "medicine", "population", "dialysis"}


def test_whatever_is_not_simulated_says_why():
    assert len(catalogue.left_out()) > 20
    assert all(one.reason and one.title for one in catalogue.left_out())
    assert len({one.name for one in catalogue.left_out()}) == len(catalogue.left_out())


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (pointed(drop=["sem"]), "no tolerance"),
        (pointed(interval=[0.7, 0.9]), "no tolerance"),
        (pointed(role="fit or check"), "one and never two"),
        (told(point=[POINT, POINT | {"label": "again", "role": "fit"}]), "more than one role"),
        (pointed(drop=["sem"], interval=[0.9, 1.0]), "does not hold the observed 0.8"),
        (pointed(drop=["sem"], sd=0.1), "sd without n_point"),
        (pointed(drop=["sem"], tolerance="10 %"), "it says 'ours'"),
        (pointed(quantity="serum_zinc"), "nothing that is measured"),
        (pointed(kind="ratio", versus="placebo"), "no arm here"),
        (pointed(day=3), "its arm lasts 0 days"),
        (pointed(mark="heard"), "mark must be one of"),
        (told(group="sport"), "group = 'sport'"),
        (told(source="nobody1900"), "no key of sources.bib"),
        (told(tier="soft and hard"), "tier ="),
        (told(before={}), "no intake_mg"),
        (told(people=[PEOPLE[0] | {"share": 0.5}]), "must sum to 1"),
        (told(colour="red"), "unknown key 'colour'"),
    ],
)
def test_a_file_that_breaks_a_rule_is_refused_by_name(row, said):
    with pytest.raises(TableError) as caught:
        study_of(row, "example", "studies/published/example.toml")
    assert "studies/published/example.toml" in str(caught.value)
    assert said in str(caught.value)


def test_an_unknown_study_names_those_there_are():
    with pytest.raises(InputError, match="depletion_fatemi1991"):
        study("fatemi")


def test_a_tolerance_of_ours_is_fifteen_percent_and_said():
    point = study_of(pointed(drop=["sem"], tolerance="ours"), "x", "x.toml").points[0]
    assert point.ours
    assert (point.low, point.high) == pytest.approx((0.68, 0.92))


def test_a_standard_deviation_becomes_the_error_of_the_mean():
    point = study_of(pointed(drop=["sem"], sd=0.1, n_point=25), "x", "x.toml").points[0]
    assert point.high - point.low == pytest.approx(2 * 1.96 * 0.02)


def test_people_start_from_the_printed_baseline():
    row = told(before={"intake_mg": 300, "serum": 0.74})
    assert Trial(study_of(row, "x", "x.toml"), 60).predicted(study_of(row, "x", "x.toml").points[0]) == pytest.approx(
        0.74, abs=2e-4
    )


def test_as_many_virtual_persons_as_people_and_some_more():
    assert Trial(study_of(told(n=30), "x", "x.toml"), 100).persons == 120


def test_depletion_and_its_loads_are_met():
    """The hard tier's first study: serum and retention before and after three weeks."""
    found = {o.quantity: o for o in outcomes(study("depletion_fatemi1991"), 200)}
    assert found["serum magnesium after 21 days, relative to before"].inside
    assert found["retention of the load before depletion"].inside
    before, after = (found[f"retention of the load {when}"].predicted for when in ("before depletion", "after 21 days"))
    assert after > before + 0.4


@pytest.mark.parametrize(
    "name",
    ["depletion_shils1964", "population_nhanes2023", "kidney_threshold_rude1980", "balance_nielsen2016",
     "load_preeclampsia_lu2002"],
)  # fmt: skip
def test_the_hard_tier_holds(name):
    found = outcomes(study(name), 200)
    assert study(name).tier == "hard"
    assert all(o.inside for o in found), [(o.quantity, o.predicted, o.low, o.high) for o in found]


def test_supplements_raise_serum_as_the_trials_saw():
    found = outcomes(study("supplement_zhang2016"), 200)
    assert next(o for o in found if o.measured == "serum_magnesium").inside


def test_a_proton_pump_inhibitor_lowers_serum_as_a_general_population_saw():
    """The first check: the size of the effect was guessed in medicines.toml before this number was read."""
    assert all(o.inside for o in outcomes(study("medicine_ppi_kieboom2015"), 400))


def test_fold_error_only_for_positive_ratio_scales():
    for o in outcomes(study("supplement_zhang2016"), 50) + outcomes(study("kidney_threshold_rude1980"), 50):
        assert (o.fold_error is None) == (o.kind == "difference")
        assert math.isfinite(o.predicted)
        if o.fold_error is not None:
            assert o.fold_error >= 1.0
