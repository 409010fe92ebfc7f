"""The one wrap: what passes it, what does not, and that nothing is shown that did not pass."""

import ast
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import epsom.plan.regimen as regimen_room
from epsom.errors import InputError
from epsom.needs import authorities
from epsom.plan.regimen import Intake, Patient, Proposal, Regimen, passed, proposal
from epsom.plan.regimen.limits import ceiling_of, gate_of, room
from epsom.plan.regimen.rules import off, rule
from epsom.plan.timetable import separations
from tests.plan.regimen.people import patient, patients

CITRATE = "citrate (trimagnesium, anhydrous)"


def of(*milligrams: float, hours=(8.0, 14.0, 22.0), salt=CITRATE, weeks=12) -> Regimen:
    return Regimen(tuple(Intake(salt, each, at, 1.0, "capsule") for each, at in zip(milligrams, hours)), weeks)  # noqa: B905


def ids(found) -> set[str]:
    return {one.rule for one in found} if isinstance(found, tuple) else set()


# the limit


@pytest.mark.parametrize(
    ("authority", "age", "limit"),
    [
        ("US/CA NASEM 1997", 40, 350.0),
        ("US/CA NASEM 1997", 9, 350.0),
        ("US/CA NASEM 1997", 8, 110.0),
        ("US/CA NASEM 1997", 3.9, 65.0),
        ("US/CA NASEM 1997", 1, 65.0),
        ("EU EFSA 2015", 40, 250.0),
        ("EU EFSA 2015", 5, 250.0),
        ("EU EFSA 2015", 2, 60.0),  # none of its own below 4: the strictest of the others, 5 mg for each of 12 kg
        ("D-A-CH 2021", 40, 250.0),
        ("Nordic NNR 2023", 40, 250.0),
        ("UK COMA 1991", 40, 250.0),  # no limit of its own: the strictest of the others
        ("China 2013", 40, 250.0),
        ("Japan 2025", 40, 350.0),
        ("Japan 2025", 6, 60.0),  # 5 mg for each of 12 kg
        ("FAO/WHO 2004", 10, 110.0),
        ("FAO/WHO 2004", 40, 350.0),
    ],
)
def test_the_limit_is_that_of_authority_and_age(authority, age, limit):
    assert ceiling_of(patient(age=age, authority=authority, weight=12.0 if age < 18 else 70.0)).value == limit


def test_a_limit_held_from_memory_never_raises_it():
    """AU/NZ has 350 mg in a row from memory; the strictest that was read for an adult is 250 mg."""
    assert ceiling_of(patient(authority="AU/NZ NRV 2006")).value == 250.0
    assert ceiling_of(patient(authority="AU/NZ NRV 2006", age=2.0)).value == 65.0


@pytest.mark.parametrize("authority", authorities())
def test_pregnancy_and_lactation_have_the_limit_of_adults_or_less(authority):
    usual = ceiling_of(patient(authority=authority)).value
    assert ceiling_of(patient(authority=authority, pregnancy_week=20)).value <= usual
    assert ceiling_of(patient(authority=authority, lactating=True)).value <= usual


def test_an_unknown_authority_names_the_nearest():
    with pytest.raises(InputError, match="no authority I know"):
        room(patient(authority="Atlantis 2020"))


def test_at_the_limit_passes_and_a_milligram_above_does_not():
    who = patient(authority="EU EFSA 2015")
    assert isinstance(passed(of(125.0, 125.0), who), Regimen)
    assert ids(passed(of(84.0, 84.0, 83.0), who)) == {"T12"}


def test_own_supplements_count_against_the_limit():
    who = patient(authority="EU EFSA 2015", supplement=150.0)
    assert isinstance(passed(of(100.0), who), Regimen)
    assert ids(passed(of(101.0), who)) == {"T12"}
    with off("L01"):
        assert isinstance(passed(of(101.0), who), Regimen)


def test_a_supplement_above_the_limit_leaves_nothing_and_says_so():
    found = proposal(patient(authority="EU EFSA 2015", supplement=400.0), wanted=50.0)
    assert found.regimens == ()
    assert found.infeasible
    assert [one.rule for one in found.blocks] == ["L01"]
    assert "400 mg a day are taken already, above the limit of 250 mg; no more is proposed" in found.blocks[0].words


# single intakes


def test_a_dose_is_split():
    assert ids(passed(of(126.0), patient())) == {"T13"}
    assert ids(passed(of(100.0, 100.0, hours=(8.0, 8.0)), patient())) == {"T13"}
    assert isinstance(passed(of(100.0, 100.0), patient()), Regimen)
    with off("T13"):
        assert isinstance(passed(of(126.0), patient()), Regimen)


def test_four_intakes_a_day_are_too_many():
    four = of(50.0, 50.0, 50.0, 50.0, hours=(7.0, 12.0, 17.0, 22.0))
    assert ids(passed(four, patient())) == {"L02"}


@pytest.mark.parametrize("milligrams", [0.0, -5.0, math.nan, math.inf])
def test_an_amount_that_is_none_does_not_pass(milligrams):
    assert "T12" in ids(passed(of(milligrams), patient()))


@pytest.mark.parametrize("salt", ["unobtanate", "stearate", ""])
def test_a_salt_that_is_not_known_or_does_not_count_does_not_pass(salt):
    assert "T12" in ids(passed(of(100.0, salt=salt), patient()))


def test_no_intake_no_week_and_no_hour_of_the_day_do_not_pass():
    assert ids(passed(Regimen((), 12), patient()))
    assert ids(passed(of(100.0, weeks=0), patient()))
    assert ids(passed(of(100.0, hours=(24.0,)), patient()))


# the kidney's gate


@pytest.mark.parametrize(
    ("egfr", "gate", "limit"),
    [(120.0, "K04", 350.0), (60.0, "K04", 350.0), (59.9, "K05", 350.0), (45.0, "K05", 350.0),
     (44.9, "K06", 175.0), (30.0, "K06", 175.0)],
)  # fmt: skip
def test_the_gate_by_filtration(egfr, gate, limit):
    who = patient(egfr=egfr)
    assert gate_of(who).id == gate
    assert room(who).limit == limit
    assert room(who).left == limit


@pytest.mark.parametrize("who", [patient(egfr=29.9), patient(egfr=5.0), patient(dialysis=True),
                                 patient(egfr=90.0, conditions=("haemodialysis",))])  # fmt: skip
def test_below_thirty_and_on_dialysis_nothing_passes(who):
    assert ids(passed(of(10.0), who)) == {"K07"}
    assert proposal(who, 50.0).regimens == ()
    with off("K07"):
        assert proposal(who, 50.0).regimens


def test_half_the_limit_and_no_more_between_thirty_and_forty_five():
    who = patient(egfr=40.0)
    assert isinstance(passed(of(87.0, 88.0, salt="lactate dihydrate"), who), Regimen)
    assert ids(passed(of(88.0, 88.0, salt="lactate dihydrate"), who)) == {"K06"}
    with off("K06"):
        assert isinstance(passed(of(88.0, 88.0, salt="lactate dihydrate"), who), Regimen)


@pytest.mark.parametrize("salt", [CITRATE, "oxide", "hydroxide"])
def test_laxative_salts_are_left_out_between_thirty_and_forty_five(salt):
    assert ids(passed(of(50.0, salt=salt), patient(egfr=44.9))) == {"K03"}
    assert isinstance(passed(of(50.0, salt=salt), patient(egfr=45.0)), Regimen)
    with off("K03"):
        assert isinstance(passed(of(50.0, salt=salt), patient(egfr=44.9)), Regimen)
    found = proposal(patient(egfr=42.0), 60.0).regimens
    assert found
    assert salt not in {each.salt for one in found for each in one.intakes}


@pytest.mark.parametrize(
    "who",
    [
        patient(egfr=None, age=65.0),
        patient(egfr=None, conditions=("type 2 diabetes",)),
        patient(egfr=None, conditions=("hypertension",)),
        patient(egfr=None, conditions=("heart failure",)),
        patient(egfr=None, conditions=("chronic kidney disease",)),
        patient(egfr=None, medicines=("insulin",)),
    ],
)
def test_an_unknown_filtration_in_a_risk_asks_for_it(who):
    found = proposal(who, 50.0)
    assert found.regimens == ()
    assert {one.rule for one in found.blocks} == {"K08"}
    assert "measured" in found.blocks[0].words
    assert found.asks_for_egfr
    with off("K08"):
        assert proposal(who, 50.0).regimens


def test_an_unknown_filtration_otherwise_is_noted():
    found = proposal(patient(egfr=None), 50.0)
    assert found.regimens
    assert found.asks_for_egfr
    assert any("kidney function is not known" in note for note in found.notes)


def spoken(found: Proposal) -> list[str]:
    """All that a proposal says, of itself and with its regimens."""
    of_regimens = [(*one.monitor, *(line.words for line in one.basis)) for one in found.regimens]
    return [*found.notes, *(line for lines in of_regimens for line in lines)]


def test_what_is_said_of_an_unknown_filtration_is_the_row_and_goes_with_it():
    """In the note, in the basis and in what to monitor; with the rule off the dose stays and none of the words."""
    words, who = rule("K09").sentence(), patient(egfr=None)
    found = proposal(who, 50.0)
    assert words in found.notes
    for one in found.regimens:
        assert words in one.monitor
        assert ("K09", words) in {(line.rule, line.words) for line in one.basis}
    with off("K09"):
        without = proposal(who, 50.0)
    assert len(without.regimens) == len(found.regimens)
    assert not [line for line in spoken(without) if "not known" in line or words in line]


@pytest.mark.parametrize("words", ["stage 5 chronic kidney disease", "CKD 5", "end-stage renal disease"])
def test_failing_kidneys_beside_a_good_filtration_are_a_contradiction_that_is_asked_about(words):
    who = patient(egfr=95.0, conditions=(words,))
    found = proposal(who, 50.0)
    assert found.regimens == ()
    (block,) = found.blocks
    assert block.rule == "K07"
    assert "eGFR 95" in block.words
    assert words in block.words
    assert block.words.endswith("?")
    with off("K07"):
        assert proposal(who, 50.0).regimens


def test_failing_kidneys_that_fit_their_filtration_are_no_contradiction():
    for egfr in (12.0, None):
        (block,) = proposal(patient(egfr=egfr, conditions=("CKD 5",)), 50.0).blocks
        assert block.rule == "K07"
        assert "?" not in block.words


@pytest.mark.parametrize(
    "words",
    [
        "T2DM",
        "IDDM",
        "HTN",
        "raised blood pressure",
        "CHF",
        "left ventricular failure",
        "CKD3",
        "Linksherzinsuffizienz",
    ],
)
def test_a_short_name_of_a_risk_counts_as_the_risk(words):
    found = proposal(patient(egfr=None, conditions=(words,)), 50.0)
    assert {one.rule for one in found.blocks} == {"K08"}
    assert proposal(patient(egfr=95.0, conditions=(words,)), 50.0).regimens


def test_a_sachet_of_sugar_is_not_for_diabetes_by_any_name():
    for words in ("type 2 diabetes", "T2DM", "IDDM", "DM2"):
        assert "L04" in {one.rule for one in room(patient(conditions=(words,))).barred.values()}, words


# contraindications


BLOCKED = [
    ("C01", {"conditions": ("myasthenia gravis",)}),
    ("C02", {"conditions": ("heart block",)}),
    ("C03", {"serum": 0.96}),
    ("C03", {"conditions": ("hypermagnesaemia",)}),
    ("C04", {"conditions": ("bowel obstruction",)}),
    ("C05", {"medicines": ("raltegravir",)}),
    ("C06", {"age": 0.9, "weight": 9.0}),
    ("C07", {"conditions": ("pre-eclampsia",)}),
    ("C08", {"medicines": ("sodium polystyrene sulfonate",)}),
    ("C09", {"medicines": ("baloxavir",)}),
    ("C10", {"medicines": ("magnesium hydroxide",)}),
    ("C10", {"medicines": ("Rennie",)}),
    ("C11", {"medicines": ("Gaviscon",)}),
    ("D04", {"serum": 0.49}),
]


TWICE = {"C05": ("S17",), "C08": ("S39",), "C09": ("S21",)}
"""Bars that the timetable holds as well, by a row of its own."""


@pytest.mark.parametrize(("name", "told"), BLOCKED)
def test_a_contraindication_blocks_and_without_its_rule_it_would_not(name, told):
    who = patient(**told)
    found = proposal(who, 30.0)
    assert found.regimens == ()
    assert {one.rule for one in found.blocks} == {name}
    assert all(one.words and one.source for one in found.blocks)
    assert ids(passed(of(10.0), who)) >= {name}
    with off(name), separations.off(*TWICE.get(name, ())):
        assert proposal(who, 30.0).regimens


@pytest.mark.parametrize("name", ["C05", "C08", "C09"])
def test_what_stands_in_the_timetable_too_holds_there_alone(name):
    (told,) = [told for each, told in BLOCKED if each == name]
    with off(name):
        found = proposal(patient(**told), 30.0)
    assert found.regimens == ()
    assert {one.rule for one in found.blocks} == {"timetable"}
    assert f"[{TWICE[name][0]}]" in found.blocks[0].words


@pytest.mark.parametrize("serum", [0.5, 0.75, 0.95])
def test_a_serum_in_reach_does_not_block(serum):
    assert proposal(patient(serum=serum), 30.0).regimens


def test_a_high_serum_and_a_wish_for_more():
    found = proposal(patient(serum=3.0), 100.0)
    assert found.regimens == ()
    assert "serum magnesium 3 mmol/L" in found.blocks[0].words
    assert "urgent human care" in found.oral_wrong


@pytest.mark.parametrize("told", [{"serum": 0.45}, {"conditions": ("ileus",)}])
def test_the_road_by_mouth_is_the_wrong_one(told):
    found = proposal(patient(**told), 100.0)
    assert found.oral_wrong
    assert found.regimens == ()


def test_oral_is_right_for_most():
    assert proposal(patient(serum=0.7), 50.0).oral_wrong == ""


def test_loose_stools_leave_out_the_salts_of_laxatives():
    who = patient(conditions=("chronic diarrhoea",))
    assert ids(passed(of(100.0), who)) == {"G01"}
    laxative = {"oxide", "hydroxide", CITRATE}
    assert not laxative & {one.salt for each in proposal(who, 150.0).regimens for one in each.intakes}
    with off("G01"):
        assert isinstance(passed(of(100.0), who), Regimen)


def test_a_product_for_adults_is_not_for_children():
    child = patient(age=6.0, weight=20.0)
    assert ids(passed(of(50.0, salt="lactate dihydrate"), child)) == {"L03"}
    used = {one.form for each in proposal(child, 20.0).regimens for one in each.intakes}
    assert used
    assert used <= {"oral liquid, 1 mmol in a mL", "film-coated tablet"}


@pytest.mark.parametrize(
    ("name", "plan", "told"),
    [
        ("T12", of(120.0, 120.0, 120.0), {}),
        ("T13", of(126.0), {}),
        ("L01", of(101.0), {"supplement": 250.0}),
        ("L02", of(50.0, 50.0, 50.0, 50.0, hours=(7.0, 12.0, 17.0, 22.0)), {}),
        ("L03", of(50.0, salt="lactate dihydrate"), {"age": 6.0, "weight": 20.0}),
        ("L04", of(97.0, salt="glycerophosphate"), {"conditions": ("hyperphosphataemia",)}),
        ("G01", of(100.0), {"conditions": ("chronic diarrhoea",)}),
        ("K06", of(88.0, 88.0, salt="lactate dihydrate"), {"egfr": 40.0}),
        ("K07", of(50.0), {"egfr": 29.0}),
        ("K08", of(50.0), {"egfr": None, "age": 80.0}),
        *[(name, of(50.0), told) for name, told in BLOCKED if name != "C06"],
        ("C06", of(30.0, salt="glycerophosphate"), {"age": 0.5, "weight": 7.0}),
    ],
)
def test_each_rule_alone_holds_what_it_is_for(name, plan, told):
    assert isinstance(passed(plan, patient(**told)), tuple)
    with off(name):
        assert isinstance(passed(plan, patient(**told)), Regimen)


# the seal


def test_a_proposal_takes_nothing_that_has_not_passed():
    who, plain = patient(), of(100.0)
    with pytest.raises(ValueError, match="not passed"):
        Proposal(who, 50.0, 12, regimens=(plain,))
    sealed = passed(plain, who)
    assert Proposal(who, 50.0, 12, regimens=(sealed,)).regimens == (sealed,)


def test_a_regimen_changed_afterwards_or_for_another_is_refused():
    who = patient()
    sealed = passed(of(100.0), who)
    more = replace(sealed, intakes=(replace(sealed.intakes[0], milligrams=400.0),))
    for changed in (more, replace(sealed, limit=1000.0), replace(sealed, monitor=()), replace(sealed, per_day=1.0)):
        with pytest.raises(ValueError, match="changed since"):
            Proposal(who, 50.0, 12, regimens=(changed,))
    with pytest.raises(ValueError, match="this patient"):
        Proposal(patient(egfr=20.0), 50.0, 12, regimens=(sealed,))


def test_only_the_limits_put_a_seal_on():
    folder = Path(regimen_room.__file__).parent
    using = [path.name for path in sorted(folder.parent.rglob("*.py")) if "put_on" in names_in(path)]
    assert using == ["limits.py"]


def names_in(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return found


def test_what_a_regimen_says_of_itself_is_not_believed():
    liar = replace(of(100.0, 100.0), per_day=1.0, absorbed=500.0, limit=1e9, monitor=("nothing",))
    sealed = passed(liar, patient())
    assert sealed.per_day == 200.0
    assert sealed.limit == 350.0
    assert sealed.absorbed < 100.0
    assert sealed.monitor != ("nothing",)


@given(patients, st.floats(0.0, 200.0))
def test_whatever_the_patient_nothing_above_a_limit_or_against_a_gate(who: Patient, wanted: float):
    found = proposal(who, wanted)
    for one in found.regimens:
        total = sum(each.milligrams for each in one.intakes)
        assert total + who.supplement <= one.limit + 1e-6
        assert one.limit <= 350.0
        if who.age < 4.0:
            assert one.limit <= 65.0
        assert who.age >= 1.0
        assert not who.dialysis
        assert who.egfr is None or who.egfr >= 30.0
        assert who.egfr is None or who.egfr >= 45.0 or one.limit <= 175.0
        assert who.egfr is not None or who.age < 65.0
        assert who.serum is None or 0.5 <= who.serum <= 0.95
        assert not {"myasthenia gravis", "heart block", "ileus", "pre-eclampsia", "haemodialysis"} & {*who.conditions}
        assert not {"raltegravir", "baloxavir", "kayexalate", "milk of magnesia"} & {*who.medicines}
        at_once = {each.at: 0.0 for each in one.intakes}
        for each in one.intakes:
            at_once[each.at] += each.milligrams
        assert max(at_once.values()) <= 125.0 + 1e-6
    assert found.regimens or found.blocks or not found.needed
