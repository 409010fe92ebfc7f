"""Causes: laws of the ranking, its tables, and signs that move nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from math import exp, log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.person.signs import signs, signs_told
from epsom.plan.regimen.rules import rules
from epsom.status.causes import Told, of_signs, ranked
from epsom.status.causes.evidence import excreted, findings, limit, odds_of_albumin
from epsom.status.causes.ranking import density
from epsom.status.causes.rows import NOT_KNOWN, Shape, causes, questions, shapes

LOW = {"serum_magnesium": 0.62}
NAMES = ("omeprazole", "hydrochlorothiazide", "furosemide", "cisplatin", "cetuximab", "tacrolimus", "senna")
ILLS = ("type 2 diabetes", "heavy drinking", "crohn's disease", "short bowel", "chronic diarrhoea", "gitelman")
TAKEN = st.lists(st.sampled_from(NAMES), unique=True, max_size=3).map(tuple)
PRESENT = st.lists(st.sampled_from(ILLS), unique=True, max_size=3).map(tuple)
READ = st.fixed_dictionaries(
    {"serum_magnesium": st.floats(0.2, 0.74)},
    optional={
        "urine_magnesium": st.floats(0.05, 15), "urine_calcium": st.floats(0.1, 20),
        "serum_potassium": st.floats(1.8, 6), "albumin": st.floats(12, 52),
    },
)  # fmt: skip
PERSONS = st.builds(
    Told, age=st.floats(18, 95), conditions=PRESENT, medicines=TAKEN, readings=READ,
    intake=st.none() | st.floats(0.1, 3), egfr=st.none() | st.floats(5, 120),
)  # fmt: skip


def probability(told: Told) -> dict[str, float]:
    return {line.name: line.probability for line in ranked(told).causes}


def spot(share: float, serum: float = 0.62) -> dict[str, float]:
    """Readings whose fractional excretion is this share: by hand, urine = share x 0.7 x serum x 8.0 / 0.080."""
    return {
        "serum_magnesium": serum, "creatinine": 80.0, "spot_urine_creatinine": 8.0,
        "spot_urine_magnesium": share * 0.7 * serum * 100.0,
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(PERSONS)
def test_probabilities_sum_to_one_with_not_known_among_them(told: Told):
    found = probability(told)
    assert sum(found.values()) == pytest.approx(1.0)
    assert 0 <= found[NOT_KNOWN] <= 1


@settings(max_examples=40, deadline=None)
@given(PERSONS)
def test_the_order_in_which_things_are_told_does_not_matter(told: Told):
    turned = replace(
        told, conditions=told.conditions[::-1], medicines=told.medicines[::-1],
        readings=dict(reversed(told.readings.items())),
    )  # fmt: skip
    assert probability(turned) == pytest.approx(probability(told))


@settings(max_examples=40, deadline=None)
@given(PERSONS, st.sampled_from(NAMES))
def test_a_medicine_taken_away_takes_its_cause_and_lowers_no_other(told: Told, name: str):
    without = replace(told, medicines=tuple(one for one in told.medicines if one != name))
    before, after = probability(replace(without, medicines=(*without.medicines, name))), probability(without)
    assert len(set(before) - set(after)) == 1
    assert all(after[cause] >= before[cause] - 1e-12 for cause in after)


@settings(max_examples=40, deadline=None)
@given(TAKEN, PRESENT, st.floats(0.08, 0.3))
def test_a_wasting_spot_raises_every_cause_that_is_of_the_kidney_alone(medicines, conditions, share: float):
    """Drinking has a row of its own: half of those who drink conserve. A diuretic makes the spot invalid."""
    taken = tuple(one for one in medicines if one not in ("hydrochlorothiazide", "furosemide"))
    before = Told(age=50, conditions=conditions, medicines=taken, readings={**spot(share), "spot_urine_magnesium": 0.0})
    after = replace(before, readings=spot(share))
    old, new = probability(before), probability(after)
    for name in old:
        if causes()[name].branch == "kidney" and name != "heavy drinking":
            assert new[name] > old[name] or new[name] > 1 - 1e-9


@given(st.floats(0.01, 0.5))
def test_fractional_excretion_by_hand(share: float):
    told = Told(age=40, readings=spot(share))
    assert excreted(told) == pytest.approx(share)
    assert findings(told)["fractional excretion"] == (pytest.approx(100 * share), "%")


def test_bayes_rule_by_hand():
    """Two causes told of nothing but age 55, where every age is as usual as with no known cause or has its own row."""
    told = Told(age=55, medicines=("omeprazole",), readings=LOW)
    lines = {line.name: line for line in ranked(told).causes}
    ppi, none = lines["proton pump inhibitor"], lines[NOT_KNOWN]
    z = (log(0.62) - log(0.50)) / 0.40
    own = exp(-0.5 * z * z) / 0.40
    z = (log(0.62) - log(0.72)) / 0.06
    usual = exp(-0.5 * z * z) / 0.06
    z = (log(0.62) - log(0.72)) / 0.18
    anywhere = exp(-0.5 * z * z) / 0.18
    times = (0.9 * own + 0.1 * anywhere) / (0.9 * usual + 0.1 * anywhere)
    assert ppi.odds == pytest.approx(0.71)
    assert ppi.probability / none.probability == pytest.approx(0.71 * times, rel=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.floats(1e-3, 1e3))
def test_no_finding_rules_a_cause_out(value: float):
    """One in ten has another reason, three times as wide: at worst 0.1 / 3 stands against 0.9 + 0.1 / 3."""
    for line in ranked(Told(age=50, readings={**LOW, "urine_calcium": value})).causes:
        times = {one.name: one.times for one in line.why}["urine calcium"]
        assert times >= (0.1 / 3) / (0.9 + 0.1 / 3) - 1e-9


def test_urine_magnesium_speaks_once():
    both = Told(age=40, readings={**spot(0.12), "urine_magnesium": 5.0})
    assert "day urine" not in findings(both)
    assert "day urine" in findings(replace(both, egfr=45.0))
    assert "fractional excretion" not in findings(replace(both, egfr=45.0))
    assert "fractional excretion" not in findings(replace(both, medicines=("hydrochlorothiazide",)))


def test_urine_magnesium_tells_no_way_of_loss_while_serum_is_not_low():
    for name in ("fractional excretion", "day urine"):
        assert name not in findings(
            Told(age=40, readings={**spot(0.12, serum=0.9), "urine_magnesium": 5.0}, deficit=0.9)
        )


def test_an_unknown_filtration_is_said_where_the_spot_speaks():
    told = Told(age=40, readings=spot(0.12))
    assert any("filtration is not told" in line for line in ranked(told).words)
    assert not any("filtration is not told" in line for line in ranked(replace(told, egfr=90.0)).words)


def test_serum_in_range_or_untold_looks_for_no_cause_unless_a_deficit_is_likely():
    assert ranked(Told(age=40, readings={"serum_magnesium": 0.9})).causes == ()
    assert ranked(Told(age=40)).causes == ()
    assert "not told" in ranked(Told(age=40)).words[0]
    assert ranked(Told(age=40, readings={"serum_magnesium": 0.9}, deficit=0.79)).causes == ()
    assert ranked(Told(age=40, readings={"serum_magnesium": 0.9}, deficit=0.95)).looked_for


def test_a_lower_limit_is_the_trimesters_then_the_laboratorys():
    assert limit(Told(age=30)) == 0.75
    assert limit(Told(age=30, lower_limit=0.66)) == 0.66
    weeks = [limit(Told(age=30, pregnancy_week=week, lower_limit=0.7)) for week in (8, 20, 34)]
    assert weeks == [0.66, 0.62, 0.45]


def test_albumin_by_hand():
    """Albumin 30: shift 0.05; below 0.75 by survey 0.81 (0.069): z -0.870 and -0.145, shares 0.192 and 0.442."""
    odds = odds_of_albumin(Told(age=50, readings={**LOW, "albumin": 30.0}))
    assert odds == pytest.approx((0.442 / 0.558) / (0.192 / 0.808) - 1, rel=0.02)
    assert odds_of_albumin(Told(age=50, readings={**LOW, "albumin": 44.0})) == 0
    assert odds_of_albumin(Told(age=50, readings=LOW)) == 0


def test_a_name_in_free_text_asks_for_its_cause():
    assert "another medicine that wastes magnesium" in probability(
        Told(age=50, medicines=("Foscarnet infusion",), readings=LOW)
    )
    assert "shift into cells or bone" in probability(Told(age=50, conditions=("hungry bone",), readings=LOW))


def test_two_told_causes_are_both_ranked_in_any_order():
    found = [
        probability(Told(age=60, medicines=order, readings=LOW))
        for order in permutations(("omeprazole", "hydrochlorothiazide", "cisplatin"))
    ]
    assert all(one == pytest.approx(found[0]) for one in found)


@given(st.floats(0.01, 100), st.floats(0.05, 2))
def test_a_density_is_highest_at_its_median(value: float, spread: float):
    shape = Shape(1.0, spread, "assumed")
    assert density(shape, value) <= density(shape, 1.0)


def test_every_row_is_used_and_every_rule_of_the_plan_exists():
    names = {row.name for row in causes().values()}
    for row in causes().values():
        assert row.rule == "" or rules()[row.rule].kind == "cause"
        assert row.evidence
    reach = names | {row.pattern for row in causes().values()} | {row.branch for row in causes().values()}
    assert {of for _, of in shapes()} <= reach
    assert {finding for finding, of in shapes() if of == "unknown"} >= {
        finding for finding, _ in shapes() if finding != "corrected serum"
    }
    assert len({question.name for question in questions()}) == len(questions())


def test_a_sign_of_which_no_study_tells_says_so():
    (line,) = of_signs(("muscle cramps",))
    assert line.ratio is None
    assert "not told by any study we found" in line.words
    assert "moves nothing" in line.words


def test_no_sign_has_a_ratio_without_a_study():
    for sign in signs().values():
        assert sign.ratio is None or sign.source != "assumed"


@settings(max_examples=30, deadline=None)
@given(PERSONS, st.lists(st.sampled_from(sorted(signs())), unique=True).map(tuple))
def test_signs_move_no_probability(told: Told, some: tuple[str, ...]):
    assert probability(replace(told, signs=some)) == probability(told)


@pytest.mark.parametrize("sign", ["seizure", "tetany", "arrhythmia", "prolonged qt interval"])
def test_an_urgent_sign_is_an_alert_whatever_serum_is(sign: str):
    for readings in ({}, {"serum_magnesium": 0.9}, LOW):
        found = ranked(Told(age=50, readings=readings, signs=(sign,)))
        assert any("urgent human care" in alert for alert in found.alerts)
    assert of_signs(("tremor", sign))[0].name == sign


def test_alerts_by_serum():
    said = {serum: ranked(Told(age=50, readings={"serum_magnesium": serum})).alerts for serum in (0.49, 0.5, 0.6, 0.61)}
    assert "urgent" in said[0.49][0]
    assert "clinician" in said[0.5][0]
    assert "clinician" in said[0.6][0]
    assert said[0.61] == ()


def test_signs_are_told_by_the_names_of_the_table():
    assert signs_told(("Cramps", "leg cramps", "Tingling")) == ("muscle cramps", "paraesthesia")
    with pytest.raises(InputError, match="tremor"):
        signs_told(("tremors",))
