"""Conversions: there and back through every unit, bounds and digits kept, and nothing guessed."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import units
from epsom.errors import InputError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.interfaces.commands.readings import _matter
from epsom.labs.analytes import analytes
from epsom.labs.converting import convert, matter, printed
from epsom.quantities import told

PAIRS = [(one, *pair) for one in analytes().values() for pair in permutations(one.accepts, 2)]
OF_MAGNESIUM = ("mmol/L", "mg/dL", "mEq/L", "mg/L", "umol/L", "ug/dL", "g/L", "g/dL", "ug/mL", "mol/L", "nmol/mL")
PER_DAY = ("mmol/24h", "mg/24h", "mEq/24h", "mmol/day", "g/day", "mg/(24.h)")


@given(st.floats(1e-6, 1e6), st.sampled_from(PAIRS))
def test_there_and_back_through_every_unit_of_every_analyte(value, pair):
    what, first, second = pair
    there = units.converted(value, first, second, what.substance)
    back = units.converted(there, second, first, what.substance)
    assert back == pytest.approx(value, rel=1e-12, abs=1e-10 if what.name == "hba1c" else 0)


@given(st.floats(1e-6, 1e6), st.permutations(OF_MAGNESIUM))
def test_round_through_all_units_of_a_concentration(value, way):
    found = value
    for first, second in zip(way, (*way[1:], way[0]), strict=True):
        found = units.converted(found, first, second, "magnesium")
    assert found == pytest.approx(value, rel=1e-12)


@given(st.floats(1e-6, 1e6), st.permutations(PER_DAY))
def test_round_through_all_units_of_a_day(value, way):
    found = value
    for first, second in zip(way, (*way[1:], way[0]), strict=True):
        found = units.converted(found, first, second, "magnesium")
    assert found == pytest.approx(value, rel=1e-12)


@given(st.floats(1e-6, 1e6))
def test_there_and_back_through_a_salt(value):
    salt = _matter("magnesium sulfate heptahydrate")
    there = convert(f"{value!r} g", "mEq", salt).value
    assert convert(f"{there!r} mEq", "g salt", salt).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "name", "value"),
    [
        ("10.0 mg/dL", "mmol/L", "calcium", 2.495),  # 100 / 40.078
        ("4.0 mEq/L", "mmol/L", "potassium", 4.0),
        ("3.1 mg/dL", "mmol/L", "phosphate", 1.001),  # 31 / 30.974: as phosphorus, not PO4 (0.326)
        ("1.0 mg/dL", "umol/L", "creatinine", 88.4),
        ("180 mg/dL", "mmol/L", "glucose", 9.99),
        ("20 ng/mL", "nmol/L", "vitamin_d_25", 49.9),
        ("45 pg/mL", "pmol/L", "calcitriol", 108.0),
        ("65 pg/mL", "pmol/L", "pth", 6.9),
        ("4.0 g/dL", "g/L", "albumin", 40.0),
        ("7.0 %", "mmol/mol", "hba1c", 53.0),  # as laboratories print it
        ("120 mg/24h", "mmol/24h", "urine_magnesium", 4.937),
        ("45 %", "1", "magnesium_retention", 0.45),
        ("5.5 mg/dL", "mmol/L", "rbc magnesium", 2.263),
    ],
)
def test_by_hand(text: str, unit: str, name: str, value: float):
    assert convert(text, unit, matter(name)).value == pytest.approx(value, rel=1e-3)


def test_a_bound_stays_a_bound():
    found = convert("< 0.2 mmol/L", "mg/dL", matter("magnesium"))
    assert (found.bound, found.low, found.shown) == ("<", 0.0, "< 0.486")
    assert found.high == found.value == pytest.approx(0.4861)
    assert printed("serum_magnesium", "> 5.0 mmol/L").high == float("inf")


@pytest.mark.parametrize(
    ("text", "unit", "name", "part"),
    [
        ("1.6 mEq/L", "mmol/L", "phosphate", "cannot be its unit"),
        ("1.6 mEq/L", "mmol/day", "magnesium", "cannot be its unit"),
        ("1.6 mEq/L", "mmol/day", "serum_magnesium", "cannot be a unit of serum_magnesium"),
        ("1,6 mEq/L", "mmol/L", "magnesium", "comma"),
        ("1e999 mEq/L", "mmol/L", "magnesium", "no number anybody has"),
        ("", "mmol/L", "magnesium", "not a number"),
        ("6.5", "mmol/mol", "hba1c", r'"6.5 %" \(47.5 mmol/mol\)'),
        ("12 mg/8h", "mmol/24h", "magnesium", "not gathered over a whole day"),
    ],
)
def test_what_cannot_be_told_is_refused(text: str, unit: str, name: str, part: str):
    with pytest.raises(InputError, match=part):
        convert(text, unit, matter(name))


@pytest.mark.parametrize(
    ("text", "unit", "part"),
    [("1", "mmol", '"1 g elemental"'), ("1 foo", "mmol", "no unit I know"), ("1 g", "mmol/L", "cannot be its unit")],
)
def test_a_dose_of_a_salt_that_cannot_be_told_is_refused(text: str, unit: str, part: str):
    with pytest.raises(InputError, match=part):
        convert(text, unit, _matter("magnesium sulfate heptahydrate"))


def test_an_unknown_name_brings_the_nearest():
    with pytest.raises(InputError, match="Nearest: serum_magnesium"):
        matter("serum magnesum")
    with pytest.raises(InputError, match="Known: serum_magnesium"):
        matter("xyz")


def test_hba1c_is_read_on_both_scales():
    assert told("hba1c", "48 mmol/mol").value == 48
    assert told("hba1c", "6.5 %").value == pytest.approx((6.5 - 2.152) / 0.09148, rel=1e-12)


@pytest.mark.parametrize("name", analytes())
def test_every_analyte_converts_by_its_name_on_the_command_line(name: str, capsys: pytest.CaptureFixture[str]):
    what = analytes()[name]
    assert run(["lab", "convert", f"1 {what.accepts[0]}", what.accepts[-1], "--analyte", name, "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    expected = units.converted(1.0, what.accepts[0], what.accepts[-1], what.substance)
    assert told["value"] == pytest.approx(expected, rel=1e-12)


def test_convert_prints_value_and_unit(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "convert", "1.6 mEq/L", "mmol/L", "--analyte", "magnesium", "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["value"], told["unit"], told["shown"]) == ("conversion", 0.8, "mmol/L", "0.80")
    assert run(["lab", "convert", "1.6 mEq/L", "mmol/L", "--analyte", "magnesium"]) == OK
    said = "1.6 mEq/L = 0.80 mmol/L (magnesium)\nas printed, between 0.775 and 0.825 mmol/L\n"
    assert capsys.readouterr().out == said


def test_convert_without_a_substance_or_a_unit_is_invalid_input(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "convert", "1.6 mEq/L", "mmol/L"]) == INVALID
    assert "--analyte magnesium" in capsys.readouterr().err
    assert run(["lab", "convert", "1.6", "mmol/L", "--analyte", "magnesium"]) == INVALID
    assert '"1.6 mEq/L" (0.8 mmol/L)' in capsys.readouterr().err
