"""Code, unit, size and sample of a reading: what agrees, what waits, what is spoiled."""

from __future__ import annotations

import json

import pytest

from epsom import tables
from epsom.errors import InputError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.labs import codes, intervals, specimens
from epsom.labs.agreeing import agree
from epsom.labs.analytes import analyte, analytes
from epsom.labs.converting import printed
from epsom.quantities import told


def verdict(text: str, name: str = "serum_magnesium", **beside: str) -> str:
    return agree(name, printed(name, text), **beside).verdict


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("0.78 mmol/L", {}, "agrees"),
        ("0.78 mmol/L", {"loinc": "2601-3"}, "agrees"),
        ("1.9 mg/dL", {"loinc": "19123-9"}, "agrees"),
        ("1.6 mEq/L", {"loinc": "2601-3"}, "agrees"),  # US laboratories send it so
        ("1.6 mmol/L", {"loinc": "2601-3"}, "agrees"),
        ("1.6 mmol/L", {"interval": "0.70-1.00 mmol/L"}, "agrees"),
        ("1.6 mmol/L", {"interval": "1.6-2.6 mg/dL"}, "quarantined"),
        ("0.78 mmol/L", {"loinc": "2823-3"}, "quarantined"),  # potassium
        ("0.78 mmol/L", {"loinc": "2601-4"}, "quarantined"),  # mistyped
        ("0.78 mmol/L", {"loinc": "718-7"}, "agrees"),  # unknown to us: neither for nor against
        ("1.6 mmol/L", {"loinc": "718-7"}, "quarantined"),
        ("0.78 mmol/L", {"specimen": "serum"}, "agrees"),
        ("0.78 mmol/L", {"specimen": "haemolysed"}, "spoiled"),
        ("0.78 mmol/L", {"specimen": "Purple top"}, "spoiled"),
        ("0.8 mg/dL", {"loinc": "2601-3", "specimen": "edta"}, "spoiled"),
    ],
)
def test_verdicts(text: str, beside: dict[str, str], expected: str):
    assert verdict(text, **beside) == expected


def test_a_code_from_memory_is_no_witness():
    code = next(code for code in codes.codes().values() if code.hint and code.analyte == "parathyroid_hormone")
    found = agree("parathyroid_hormone", printed("parathyroid_hormone", "40 pg/mL"), loinc=code.code)
    assert found.verdict == "agrees"
    assert "a hint" in found.notes[0]


@pytest.mark.parametrize(
    ("code", "good"), [("2601-3", True), ("19123-9", True), ("2601-4", False), ("19132-9", False), ("2601", False)]
)
def test_the_check_digit_finds_slips(code: str, good: bool):
    assert codes.well_formed(code) is good


def test_every_code_of_an_analyte_fits_one_of_its_units():
    for code in codes.codes().values():
        if code.analyte:
            assert agree(code.analyte, printed(code.analyte, f"{_middle(code)} {code.unit}"), loinc=code.code)
            assert code.counts(_kind(code.unit))


def _middle(code: codes.Code) -> float:
    from epsom import units

    what = analyte(code.analyte)
    low, high = what.plausible
    return units.converted((low * high) ** 0.5 or high / 5, what.unit, code.unit, what.substance)


def _kind(unit: str) -> str:
    from epsom import units

    return units.counts(unit)


@pytest.mark.parametrize(
    ("fault", "name", "effect"),
    [
        ("haemolysed", "serum_magnesium", "high"),
        ("haemolysed", "serum_potassium", "high"),
        ("edta", "serum_magnesium", "low"),
        ("edta", "total_calcium", "low"),
        ("edta", "serum_potassium", "high"),
        ("citrate", "ionised_magnesium", "low"),
        ("oxalate", "total_calcium", "low"),
        ("infusion of magnesium", "serum_magnesium", "high"),
        ("drip arm", "serum_magnesium", "either"),
        ("incomplete", "urine_magnesium", "low"),
        ("incomplete", "magnesium_retention", "high"),
    ],
)
def test_faults_have_a_direction_and_a_source(fault: str, name: str, effect: str):
    found = specimens.spoilt(name, fault)
    assert found is not None
    assert found.effect == effect
    assert found.source in tables.sources() or found.because


@pytest.mark.parametrize(
    ("fault", "name"), [("edta", "red_cell_magnesium"), ("edta", "creatinine"), ("serum", "albumin")]
)
def test_what_a_fault_does_not_touch_is_not_spoiled(fault: str, name: str):
    assert specimens.spoilt(name, fault) is None


def test_words_that_say_nothing_of_a_sample_are_refused():
    with pytest.raises(InputError, match="neither a fault nor a sound sample"):
        specimens.named("banana")
    with pytest.raises(InputError, match="Nearest: haemolysed"):
        specimens.named("haemolysd")


@pytest.mark.parametrize(
    ("text", "part"),
    [("0.7-1.0", "has no unit"), ("1.0-0.7 mmol/L", "ends below"), ("low", "is no interval"),
     ("0.7-1.0 g", "cannot be its unit"), ("0.70 mmol/L - 2.4 mg/dL", "two units")],
)  # fmt: skip
def test_an_interval_that_cannot_be_told_is_refused(text: str, part: str):
    with pytest.raises(InputError, match=part):
        intervals.own("serum_magnesium", text)


def test_a_reading_whose_rounding_reaches_over_the_limit_says_so():
    (found,) = intervals.labels(
        "serum_magnesium", told("serum_magnesium", "0.7 mmol/L"), own_interval="0.70-1.00 mmol/L"
    )
    assert (found.word, found.sure) == ("in range", False)
    (found,) = intervals.labels("serum_magnesium", told("serum_magnesium", "0.69 mmol/L"), own_interval="0.7-1 mmol/L")
    assert (found.word, found.sure) == ("low", True)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        (0.36, ["D04"]),  # 0.9 mg/dL and less is phoned
        (0.49, ["D04"]),
        (0.5, ["D03"]),
        (0.6, ["D03"]),
        (0.65, []),
        (0.75, ["D02"]),
        (0.84, ["D02"]),
        (0.85, []),
        (1.05, []),
        (1.1, ["T10.high"]),
        (2.0, ["T10.critical"]),
        (3.0, ["T10.reflexes"]),
        (4.0, ["T10.block"]),
        (6.0, ["T10.breathing"]),
        (9.0, ["T10.coma"]),
    ],
)
def test_levels_by_the_rules(value: float, ids: list[str]):
    assert [one.id for one in intervals.alerts("serum_magnesium", value)] == ids


def test_an_interval_of_one_sex_is_left_out_where_the_sex_is_not_known():
    assert intervals.intervals("creatinine") == ()
    assert [one.id for one in intervals.intervals("creatinine", sex="female")] == ["creatinine.au.female"]


@pytest.mark.parametrize("name", analytes())
def test_every_interval_lies_within_what_is_plausible(name: str):
    low, high = analyte(name).plausible
    for one in intervals.intervals(name):
        ends = one.ends()
        assert max(ends[0], low) < min(ends[1], high)
        assert low <= ends[0] or ends[0] == -float("inf")
        assert ends[1] <= high or ends[1] == float("inf")


def test_a_spoiled_reading_on_the_command_line(capsys: pytest.CaptureFixture[str]):
    words = ["lab", "check", "0.8 mg/dL", "--analyte", "serum_magnesium", "--loinc", "2601-3", "--specimen", "edta"]
    assert run(words) == INVALID
    out = capsys.readouterr().out
    assert out.startswith("0.8 mg/dL: spoiled\n")
    assert "Does the report print mg/dL or mmol/L?" in out
    assert "if it is as printed, below 0.5 mmol/L" in out
    assert "label" not in out
    assert run([*words, "--json"]) == INVALID
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["labels"]) == ("spoiled", [])
    assert {doubt["kind"] for doubt in told["doubts"]} == {"spoiled", "quarantined"}


def test_a_sound_reading_on_the_command_line(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "check", "0.62 mmol/L", "--analyte", "serum magnesium", "--age", "3 d"]) == OK
    out = capsys.readouterr().out
    assert "in range: 0.60 to 1.00 mmol/L (Australia RCPA/AACB 2015, newborns)" in out
    assert run(["lab", "check", "0.62 mmol/L", "--analyte", "serum_magnesium", "--age", "3"]) == INVALID
    assert '"3 y" or "3 mo"' in capsys.readouterr().err


def test_what_is_known_of_an_analyte(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "analytes", "--json"]) == OK
    every = json.loads(capsys.readouterr().out)["analytes"]
    assert [one["name"] for one in every] == list(analytes())
    for one in every:
        for row in (*one["intervals"], *one["variation"], *one["faults"], *one["codes"], *one["alerts"]):
            assert row["source"] == "assumed" or row["source"] in tables.sources()
    assert run(["lab", "analytes", "Serum magnesium"]) == OK
    page = capsys.readouterr().out
    assert all(part in page for part in ("0.70 to 1.00 mmol/L", "haemolysed", "2601-3", "urgent human care"))
    assert max(map(len, page.splitlines())) <= 100
    assert run(["lab", "analytes", "serum_magnesum"]) == INVALID


@pytest.mark.parametrize(
    ("name", "text", "asked"),
    [
     ("serum_potassium", "2.9 mmol/L", True), ("serum_potassium", "4.0 mmol/L", False),
     ("total_calcium", "7.2 mg/dL", True), ("ionised_calcium", "0.95 mmol/L", True), ("phosphate", "0.5 mmol/L", False),
    ],
)  # fmt: skip
def test_low_potassium_and_calcium_ask_whether_magnesium_was_measured(name: str, text: str, asked: bool):
    """7.2 mg/dL are 1.80 mmol/L, below 2.10."""
    said = intervals.triggers(intervals.labels(name, told(name, text)))
    assert [("whether magnesium was measured" in one and "[D19]" in one) for one in said] == [True] * asked
