"""Readings as people write them: names, signs, bounds and intervals of many laboratories, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from epsom.errors import InputError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.interfaces.commands.readings import _matter
from epsom.labs import intervals
from epsom.labs.agreeing import agree
from epsom.labs.converting import convert, matter, measured, printed
from epsom.labs.workbench.fractional import excretion
from epsom.labs.workbench.grade import grade
from epsom.labs.workbench.losses import losses
from epsom.labs.workbench.retention import retained
from epsom.quantities import told

SPOT: dict[str, Any] = {
    "urine_creatinine": "8 mmol/L",
    "serum_magnesium": "0.55 mmol/L",
    "serum_creatinine": "80 umol/L",
}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Plasma magnesium", "serum_magnesium"), ("serum calcium", "total_calcium"), ("K+", "serum_potassium"),
        ("25(OH)D", "vitamin_d_25"), ("25-OH vitamin D", "vitamin_d_25"), ("1,25(OH)2D", "calcitriol"),
        ("intact PTH", "parathyroid_hormone"), ("Serum albumin", "albumin"), ("blood glucose", "glucose"),
        ("HbA1c", "hba1c"), ("24-hour urine magnesium", "urine_magnesium"), ("eGFR", "egfr"),
        ("Ionized magnesium", "ionised_magnesium"), ("potassium", "serum_potassium"), ("phosphorus", "phosphate"),
    ],
)  # fmt: skip
def test_a_name_as_laboratories_write_it_finds_its_analyte(written: str, name: str):
    assert measured(written).name == name


@pytest.mark.parametrize(("written", "part"), [("calcium", "urine_calcium"), ("magnesium", "ionised_magnesium")])
def test_a_substance_that_several_analytes_measure_is_asked_about(written: str, part: str):
    with pytest.raises(InputError, match=f"could be .*{part}.* Say which was measured"):
        measured(written)


@pytest.mark.parametrize(
    ("salt", "mmol"),
    [("Epsom salt", 4.057), ("MgSO4.7H2O", 4.057), ("MgO", 24.81), ("milk of magnesia", 17.15)],  # 1000 / molar mass
)
def test_a_salt_by_its_formula_or_its_name_in_shops(salt: str, mmol: float):
    assert convert("1 g", "mmol", _matter(salt)).value == pytest.approx(mmol, abs=0.005)


@pytest.mark.parametrize("salt", ["MgSO4", "magnesium sulphate", "magnesium citrate"])
def test_a_salt_without_its_water_is_refused(salt: str):
    with pytest.raises(InputError, match="Water of crystallisation weighs too"):
        _matter(salt)


@pytest.mark.parametrize("text", ["5 mL of 50 %", "5 ml 50%", "5 mL of 50 % solution"])
def test_a_volume_of_a_solution(text: str):
    assert convert(text, "mmol", _matter("Epsom salt")).value == pytest.approx(10.14, abs=0.005)


@pytest.mark.parametrize(
    ("text", "shown", "bound"),
    [("<= 0.2 mmol/L", "≤ 0.486", "<"), ("≥0.2 mmol/L", "≥ 0.486", ">"), ("> 0.2 mmol/L", "> 0.486", ">")],
)
def test_a_bound_keeps_its_sign(text: str, shown: str, bound: str):
    found = convert(text, "mg/dL", matter("magnesium"))
    assert (found.shown, found.bound) == (shown, bound)


@pytest.mark.parametrize("text", ["1.6-2.6 mg/dL", "1.6 – 2.6 mg/dL", "1.6 to 2.6 mg/dL"])
def test_two_numbers_are_no_reading(text: str):
    for read in (lambda: told("serum_magnesium", text), lambda: convert(text, "mmol/L", matter("magnesium"))):
        with pytest.raises(InputError, match="two numbers, as an interval has"):
            read()


def test_no_amount_lies_below_zero_but_a_retained_share_may():
    for text in ("-1 mg/dL", "−1 mg/dL"):
        with pytest.raises(InputError, match="below zero"):
            convert(text, "mmol/L", matter("magnesium"))
    assert printed("magnesium_retention", "−25 %").value == -0.25
    assert convert("0 mg/dL", "mmol/L", matter("magnesium")).low == 0.0  # no rounding reaches below nothing


def test_a_negative_number_is_a_value_and_no_option(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "retention", "-25 %", "--protocol", "gullestad1994", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["value"] == pytest.approx(-25)
    assert run(["lab", "check", "-0.8 mmol/L", "--analyte", "serum_magnesium"]) == INVALID
    assert "below zero" in capsys.readouterr().err


def test_units_that_do_not_turn_into_each_other_are_both_named():
    with pytest.raises(InputError, match=r"'mEq/L' cannot be its unit where 'mmol' is asked for"):
        convert("1.6 mEq/L", "mmol", matter("magnesium"))


def test_a_share_is_told_in_percent_and_never_in_ones():
    for wrong in ("145 %", "0.45"):
        with pytest.raises(InputError) as refused:
            told("magnesium_retention", wrong)
        assert "1 1" not in refused.value.message
        assert " 1)" not in refused.value.message


@pytest.mark.parametrize("text", ["1e999 mg/dL", "1e-400 mg/dL"])
def test_a_number_beyond_all_others_is_no_fault_of_ours(text: str):
    with pytest.raises(InputError):
        told("serum_magnesium", text)


@pytest.mark.parametrize(
    "text", ["(0.75-0.95) mmol/L", "[0.75 - 0.95] mmol/L", "0.75–0.95mmol/L", "0.75 — 0.95 mmol/L", "0.75 to 0.95 mM"]
)
def test_an_interval_as_reports_print_it(text: str):
    assert intervals.own("serum_magnesium", text).ends() == (0.75, 0.95)


def test_an_interval_with_commas_and_an_age_nobody_has_are_refused():
    with pytest.raises(InputError, match="0,7 - 1,0 mmol/L has a comma"):
        intervals.own("serum_magnesium", "0,7 - 1,0 mmol/L")
    with pytest.raises(InputError, match="a living person has up to 122"):
        intervals.age("400 y")


@pytest.mark.parametrize(
    ("text", "word", "sure"),
    [("< 0.9 mmol/L", "low or in range", False), ("> 0.9 mmol/L", "in range or high", False),
     ("< 0.6 mmol/L", "low", True), ("> 1.2 mmol/L", "high", True), ("< 1.2 mmol/L", "low or in range or high", False)],
)  # fmt: skip
def test_a_bound_is_labelled_by_all_that_it_can_be(text: str, word: str, sure: bool):
    reading = printed("serum_magnesium", text)
    (found,) = intervals.labels("serum_magnesium", reading, own_interval="0.70-1.00 mmol/L")
    assert (found.word, found.sure) == (word, sure)


def test_a_laboratory_that_prints_equivalents_has_its_row():
    """1.3 to 1.9 mEq/L are 0.65 to 0.95 mmol/L; 3 mmol of a day's urine are 75 mg or so."""
    (mine,) = (one for one in intervals.intervals("serum_magnesium") if one.unit == "mEq/L")
    assert mine.ends() == (0.65, 0.95)
    assert {one.ends()[0] for one in intervals.intervals("urine_magnesium")} >= {3.0}


@pytest.mark.parametrize(
    ("name", "text", "twice"),
    [("serum_magnesium", "1.6 mmol/L", "is 1.6 mmol/L"), ("egfr", "300 mL/min/1.73m2", "is 300"),
     ("magnesium_retention", "450 %", "1 1"), ("serum_magnesium", "1.6 mol/L", "e+03"),
     ("glucose", "5.5 mg/dL", "5.5 mmol/L (5.5 mmol/L)")],
)  # fmt: skip
def test_a_doubt_says_nothing_twice_and_no_power_of_ten(name: str, text: str, twice: str):
    found = agree(name, printed(name, text))
    assert found.verdict == "quarantined"
    assert not any(twice in part for doubt in found.doubts for part in (doubt.why, doubt.question))


def test_what_a_laboratory_phones_is_not_taken_for_another_unit():
    assert agree("serum_magnesium", printed("serum_magnesium", "0.9 mg/dL")).verdict == "agrees"
    assert agree("serum_magnesium", printed("serum_magnesium", "0.8 mg/dL")).verdict == "quarantined"


@pytest.mark.parametrize(
    ("name", "text", "part"),
    [("magnesium_retention", "45 %", "no meaning without the protocol"), ("creatinine", "80 umol/L", "differs by sex"),
     ("hba1c", "40 mmol/mol", "No reference interval")],
)  # fmt: skip
def test_a_reading_without_a_label_says_why(name: str, text: str, part: str, capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "check", text, "--analyte", name, "--json"]) == OK
    assert part in json.loads(capsys.readouterr().out)["notes"][0]


def test_the_page_of_an_analyte_gives_every_level_its_numbers(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "analytes", "Mg serum"]) == INVALID
    assert run(["lab", "analytes", "plasma magnesium"]) == OK
    said = capsys.readouterr().out
    for part in ("from 0.75 to below 0.85 mmol/L", "from 0.5 to 0.6 mmol/L", "below 0.5 mmol/L:", "above 1.05"):
        assert part in said


# --- the workbench ----------------------------------------------------------------------------------------------------


def test_a_creatinine_that_no_adult_filters_sixty_with_voids_the_fraction():
    """142 x (Scr/0.9)^-1.2 x 0.9938^18 = 60 at 1.66 mg/dL, 147 umol/L, of the youngest man."""

    def zone(creatinine: str, **more: Any) -> str:
        return excretion("2.1 mmol/L", **{**SPOT, "serum_creatinine": creatinine}, **more).zone

    assert zone("160 umol/L") == "void"
    assert zone("140 umol/L") == "renal"
    assert zone("160 umol/L", egfr="65 mL/min/1.73m2") == "renal"  # what is told counts


def test_a_fraction_whose_rounding_reaches_over_a_zone_says_so():
    """0.8 x 80 / (0.7 x 0.55 x 8 x 1000) = 2.08 %; 0.75 and 0.85 mmol/L are 1.8 and 2.4 %."""
    assert any("more than one zone" in text for text in excretion("0.8 mmol/L", **SPOT).warnings)
    assert not any("more than one zone" in text for text in excretion("2.10 mmol/L", **SPOT).warnings)


def test_another_dose_than_the_protocols_is_said():
    def said(dose: str, by: str = "gullestad1994", **more: Any) -> bool:
        return any(
            "not that of the protocol" in text for text in retained(by, dose=dose, urine="9 mmol", **more).warnings
        )

    assert said("20 mmol")
    assert not said("31 mmol")
    assert said("7 mmol", "rob1999", weight="50 kg")  # 0.1 mmol per kg are 5
    assert not said("7 mmol", "rob1999")


def test_more_urine_than_any_load_explains_is_void():
    one = retained("gullestad1994", dose="3 mmol", urine="24 mmol")
    assert (one.zone, one.valid) == ("void", False)


def test_what_is_told_by_half_or_in_unknown_words_is_not_passed_over():
    one = losses("0.52 mmol/L", urine_magnesium="2.1 mmol/L", urine_calcium="1 mmol/L")
    assert any("without creatinine of the same urine and creatinine of serum" in text for text in one.warnings)
    assert any("Urine calcium is told without" in text for text in one.warnings)
    with pytest.raises(InputError, match="hearing loss"):
        losses("0.52 mmol/L", hints=("deaf",))


def test_limits_the_wrong_way_round_are_refused():
    with pytest.raises(InputError, match="does not lie below"):
        grade("0.60 mmol/L", lower_limit="1.0 mmol/L", upper_limit="0.7 mmol/L")


ODD = ("1e400 mmol/L", "1e-400 mg/dL", "½ mg/dL", "1 000 mg/dL", "1.6±0.1 mg/dL", "~1.6 mg/dL", "mmol//L", "1.6 mg/",
       "1.6 mmol\u200b/L", "1.6\tmg/dL", "1.6 µM", "５ mmol/L", "+2 mEq", "", " ", "1.6 K/uL",
       "nan mmol/L")  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_nothing_that_is_typed_is_a_fault_of_ours(text: str, capsys: pytest.CaptureFixture[str]):
    """Read or refused, and never a traceback: the exit code of a bug is another one."""
    for words in (
        ["convert", text, "mmol/L", "--analyte", "magnesium"], ["convert", "1 mg/dL", text, "--analyte", "magnesium"],
        ["convert", "1 mg/dL", "mmol/L", "--analyte", text], ["check", text, "--analyte", "serum_magnesium"],
        ["check", "0.8 mmol/L", "--analyte", "serum_magnesium", "--interval", f"0.7-{text}"],
        ["grade", text], ["albumin", "0.8 mmol/L", text], ["retention", text, "--protocol", "rob1999"],
    ):  # fmt: skip
        assert run(["lab", *words]) in (OK, INVALID), words
        said = capsys.readouterr()
        assert "nan" not in said.out
        assert "Traceback" not in said.err
