"""Units: every pitfall of the field by name, and a general unit library as oracle where it can be one."""

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import units
from epsom.errors import InputError
from epsom.quantities import told

REGISTRY = pint.UnitRegistry()
REGISTRY.define("mg_of_magnesium = mmol / 24.305")


def test_a_milliequivalent_of_magnesium_is_half_a_millimole():
    assert units.factor("mEq/L", "mmol/L", "magnesium") == 0.5
    assert units.factor("meq/L", "mmol/L", "calcium") == 0.5
    assert units.factor("mEq/L", "mmol/L", "potassium") == 1.0


def test_published_equalities():
    """1 mmol = 24.305 mg = 2 mEq; 1 mg/dL = 0.4114 mmol/L = 0.8229 mEq/L (clinical.md 5.1)."""
    assert units.milligrams(1.0) == pytest.approx(24.305)
    assert units.factor("mg/dL", "mmol/L", "magnesium") == pytest.approx(0.4114, abs=5e-5)
    assert units.factor("mg/dL", "mEq/L", "magnesium") == pytest.approx(0.8229, abs=5e-5)


@pytest.mark.parametrize(
    ("unit", "target"),
    [
        ("mg/dL", "mmol/L"),
        ("mg/L", "mmol/L"),
        ("µg/mL", "mmol/L"),
        ("mg/24h", "mmol/day"),
        ("g", "mmol"),
        ("mg/h", "mmol/day"),
    ],
)
def test_mass_and_amount_agree_with_a_general_library(unit, target):
    as_pint = unit.replace("24h", "day").replace("h", "hour") if "/h" in unit or "24h" in unit else unit
    mass = REGISTRY.Quantity(1.0, as_pint)
    oracle = (mass / REGISTRY.Quantity(24.305, "g/mol")).to(target).magnitude
    assert units.factor(unit, target, "magnesium") == pytest.approx(oracle, rel=1e-12)


@pytest.mark.parametrize(("unit", "target"), [("cm", "m"), ("lb", "kg"), ("dL", "L"), ("week", "day"), ("in", "cm")])
def test_plain_units_agree_with_a_general_library(unit, target):
    name = "inch" if unit == "in" else unit
    assert units.factor(unit, target) == pytest.approx(REGISTRY.Quantity(1.0, name).to(target).magnitude, rel=1e-9)


@given(st.floats(1e-6, 1e6))
def test_there_and_back(amount):
    assert units.mmol(units.milligrams(amount)) == pytest.approx(amount, rel=1e-12)


def test_a_general_library_would_be_wrong_about_equivalents():
    """Why there is a bridge of our own: UCUM and its kin make one equivalent one mole."""
    with pytest.raises(pint.UndefinedUnitError):
        REGISTRY.Quantity(1.0, "meq/L")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2.0", "has no unit"),
        (2.0, "has no unit"),
        ("2.0 mmol/day", "cannot be its unit"),
        ("2.0 mmol", "cannot be its unit"),
        ("2.0 furlong/L", "is no unit I know"),
        ("1,9 mg/dL", "comma"),
        ("< 0.2 mmol/L", "bound"),
        ("low", "not a number"),
        (True, "not a number"),
        ("", "not a number"),
        ("20 mmol/L", "a living person has"),
        ("-0.8 mmol/L", "a living person has"),
    ],
)
def test_what_cannot_be_a_serum_magnesium_is_refused_with_the_mend(text, part):
    with pytest.raises(InputError, match=part):
        told("serum_magnesium", text)


def test_no_unit_lists_what_each_would_mean_and_guesses_none():
    with pytest.raises(InputError) as caught:
        told("serum_magnesium", "2.0")
    assert '"2.0 mmol/L"' in caught.value.message
    assert '"2.0 mg/dL" (0.823 mmol/L)' in caught.value.message
    assert '"2.0 mEq/L" (1 mmol/L)' in caught.value.message


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.8 mmol/L", 0.75, 0.85),
        ("0.80 mmol/L", 0.795, 0.805),
        ("1.9 mg/dL", 0.7612, 0.8023),
        ("8e-1 mmol/L", 0.75, 0.85),
    ],
)
def test_the_printed_digits_tell_the_rounding(text, low, high):
    reading = told("serum_magnesium", text)
    assert (reading.low, reading.high) == pytest.approx((low, high), abs=1e-4)


@pytest.mark.parametrize("text", ["0.82mmol/L", "0.82 mmol/l", " 0.82  mmol / L ", "0.82 MMOL/L"])
def test_spaces_and_case_do_not_matter(text):
    assert told("serum_magnesium", text).value == pytest.approx(0.82)


def test_equivalents_of_what_has_none_are_refused():
    with pytest.raises(ValueError, match="mEq"):
        units.factor("mEq/L", "mmol/L", "creatinine")
    with pytest.raises(ValueError, match="mg"):
        units.factor("mg", "mmol")


@pytest.mark.parametrize("text", ["3 mmol/12h", "3 mmol/12 h", "0.1 mmol/h", "20 mmol/week"])
def test_a_collection_that_is_not_a_day_is_not_made_into_one(text):
    with pytest.raises(InputError, match="whole day"):
        told("urine_magnesium", text)


@pytest.mark.parametrize(
    "text", ["3 mmol/day", "3 mmol/24h", "3 mmol/24 h", "3 mmol/d", "3 mmol per day", "3 mmol/24 hours"]
)
def test_a_day_is_a_day_however_it_is_written(text):
    assert told("urine_magnesium", text).value == 3.0


@pytest.mark.parametrize(
    ("text", "metres"), [("66 inches", 1.6764), ("1.68 metres", 1.68), ("168 cm", 1.68), ("5.5 ft", 1.6764)]
)
def test_other_ways_of_writing_a_unit(text, metres):
    assert told("height", text).value == pytest.approx(metres)


def test_molar_is_mmol_per_litre_and_greek_mu_is_micro():
    assert told("serum_magnesium", "0.8 mM").value == 0.8
    assert told("serum_magnesium", "800 \u03bcmol/L").value == pytest.approx(0.8)


def test_a_message_names_what_the_number_belongs_to():
    with pytest.raises(InputError, match="a portion has"):
        told("portion_weight", "9 kg")


@pytest.mark.parametrize(
    ("name", "text"),
    [("weight", "3 500 g"), ("tap_water", "1 25 mg/L"), ("height", "1 68 cm"), ("urine_magnesium", "1 100 mg/day")],
)
def test_a_number_with_a_space_inside_is_refused_and_not_multiplied(name, text):
    with pytest.raises(InputError, match="without spaces"):
        told(name, text)


def test_a_count_below_the_line_is_a_count():
    assert units.factor("mg/100 g", "mg/g") == pytest.approx(0.01)
