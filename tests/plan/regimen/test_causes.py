"""Causes and monitoring: what is named before any dose, what is measured, and when to stop."""

import pytest

from epsom.plan.regimen import proposal
from epsom.plan.regimen.causes import causes
from epsom.plan.regimen.rules import off
from tests.plan.regimen.people import patient


@pytest.mark.parametrize(
    ("name", "told", "word"),
    [
        ("R01", {"medicines": ("pantoprazole",)}, "quarter"),
        ("R02", {"medicines": ("hydrochlorothiazide",)}, "potassium-sparing"),
        ("R03", {"medicines": ("furosemide",)}, "large doses"),
        ("R04", {"conditions": ("chronic diarrhoea",)}, "loose"),
        ("R04", {"medicines": ("senna",)}, "laxative"),
        ("R05", {"conditions": ("heavy drinking",)}, "four weeks"),
        ("R06", {"intake": 150.0}, "plate"),
        ("R07", {"conditions": ("coeliac disease",)}, "coeliac"),
        ("R08", {"medicines": ("cisplatin",)}, "prescribes"),
        ("R09", {"conditions": ("type 2 diabetes",)}, "glucose"),
    ],
)
def test_a_reversible_cause_is_named_with_what_evidence_says(name, told, word):
    found = {one.rule: one for one in causes(patient(**told))}
    assert name in found
    assert word in found[name].words
    assert found[name].told
    assert found[name].source
    if name != "R06":
        with off(name):
            assert name not in {one.rule for one in causes(patient(**told))}


def test_nothing_told_is_no_cause():
    assert causes(patient()) == ()
    assert causes(patient(intake=400.0)) == ()


def test_low_intake_is_held_against_the_requirement_of_the_authority():
    """NASEM's average requirement for a woman of 40 is 265 mg a day."""
    assert [one.rule for one in causes(patient(intake=264.0))] == ["R06"]
    assert causes(patient(intake=265.0)) == ()


def test_a_cause_is_named_even_where_nothing_may_be_proposed():
    found = proposal(patient(egfr=20.0, medicines=("omeprazole",)), 50.0)
    assert found.regimens == ()
    assert [one.rule for one in found.causes] == ["R01"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"egfr": 50.0}, "4 to 8 weeks"),
        ({"egfr": 40.0}, "2 to 4 weeks"),
        ({"egfr": None}, "creatinine may be measured first"),
        ({"medicines": ("furosemide",)}, "every 3 to 6 months"),
        ({"medicines": ("digoxin",)}, "digoxin toxic"),
        ({"medicines": ("omeprazole",)}, "periodically"),
        ({"medicines": ("spironolactone",), "egfr": 50.0}, "both may rise"),
        ({"medicines": ("calcitriol",), "egfr": 50.0}, "active vitamin D"),
        ({"age": 70.0}, "3 months"),
        ({"serum": 0.55}, "within a week"),
        ({"pregnancy_week": 20}, "pregnancy"),
        ({"lactating": True}, "lactation"),
    ],
)
def test_what_to_measure_and_when(told, words):
    plain = "\n".join(proposal(patient(), 30.0).regimens[0].monitor)
    lines = "\n".join(proposal(patient(**told), 30.0).regimens[0].monitor)
    assert words in lines
    assert words not in plain


def test_everyone_is_measured_before_and_after_the_weeks():
    assert "(8 weeks)" in proposal(patient(), 30.0, weeks=8).regimens[0].monitor[0]


def test_when_to_stop():
    stop = "\n".join(proposal(patient(), 30.0).regimens[0].stop)
    for word in ("loose stools", "weakness", "above the range", "dehydration", "48 hours"):
        assert word in stop


def test_low_intake_names_the_authority_that_says_so_and_what_kind_of_value_it_is():
    """EFSA has an adequate intake of 300 mg for women, and it is EFSA's source that stands beside it."""
    (found,) = causes(patient(intake=286.0, authority="EU EFSA 2015"))
    assert found.told == "286 mg a day from food, of 300 (AI, EU EFSA 2015)"
    assert "efsa" in found.source
