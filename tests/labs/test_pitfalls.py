"""The unit pitfalls of clinical practice with magnesium, each by name; expected values by hand from atomic weights.

Those of formulas (albumin, grades) stand with the formulas.
"""

from __future__ import annotations

import pytest

from epsom import units
from epsom.errors import InputError
from epsom.interfaces.commands.readings import _matter
from epsom.labs.agreeing import agree
from epsom.labs.converting import convert, matter, printed
from epsom.labs.intervals import age, intervals, labels, own
from epsom.quantities import told

MG = matter("magnesium")


def test_1_a_millimole_is_24_305_mg_and_2_milliequivalents():
    assert convert("1.000 mmol", "mg", MG).value == pytest.approx(24.305, rel=1e-12)
    assert convert("1.000 mmol", "mEq", MG).value == 2.0
    assert convert("1 mg/dL", "mmol/L", MG).value == pytest.approx(0.4114, abs=5e-5)
    assert convert("1 mg/dL", "mEq/L", MG).value == pytest.approx(0.8229, abs=5e-5)


@pytest.mark.parametrize(
    ("text", "unit", "value", "within"),
    [
        ("1 g", "mg elemental", 98.6, 0.05),  # 24.305 / 246.466
        ("1 g", "mmol", 4.06, 0.005),  # 1000 / 246.466
        ("1 g", "mEq", 8.11, 0.005),
        ("50 %", "mmol/mL", 2.03, 0.005),  # 0.5 g in a mL
        ("10 %", "mmol/mL", 0.41, 0.005),
        ("10 %", "mEq/mL", 0.81, 0.005),
        ("5 mL of 50 %", "mmol", 10.14, 0.005),  # 2.5 g
    ],
)
def test_1_epsom_salt_by_mass_charge_and_strength(text: str, unit: str, value: float, within: float):
    assert convert(text, unit, _matter("magnesium sulfate heptahydrate")).value == pytest.approx(value, abs=within)


def test_2_a_milliequivalent_per_litre_is_not_a_millimole_per_litre():
    assert convert("1 mEq/L", "mmol/L", MG).value == 0.5  # a UCUM library says 1.0
    assert convert("1 meq/L", "mmol/L", matter("potassium")).value == 1.0
    with pytest.raises(ValueError, match="meq"):
        units.factor("meq/L", "mmol/L")


@pytest.mark.parametrize("unit", ["furlong/L", "U/L", "mol%", "mg%%", "arb"])
def test_2_an_unknown_unit_is_refused_and_not_guessed(unit: str):
    with pytest.raises(InputError, match="is no unit I know"):
        convert(f"1.6 {unit}", "mmol/L", MG)
    with pytest.raises(InputError, match="is no unit I know"):
        convert("1.6 mmol/L", unit, MG)


@pytest.mark.parametrize(
    ("code", "text", "right"), [("2601-3", "1.9 mg/dL", "19123-9"), ("19123-9", "0.78 mmol/L", "2601-3")]
)
def test_4_a_unit_that_the_code_cannot_have_is_quarantined_with_the_question(code: str, text: str, right: str):
    found = agree("serum_magnesium", told("serum_magnesium", text), loinc=code)
    assert found.verdict == "quarantined"
    assert right in found.doubts[0].question


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("1.6 mmol/L", ("1.6 mg/dL (0.658 mmol/L)", "1.6 mEq/L (0.8 mmol/L)")),  # looks like a severe excess
        ("0.8 mg/dL", ("0.8 mmol/L",)),  # looks like a severe lack
    ],
)
def test_4_a_size_that_another_unit_would_explain_is_asked_about(text: str, others: tuple[str, ...]):
    found = agree("serum_magnesium", told("serum_magnesium", text))
    assert found.verdict == "quarantined"
    assert all(other in found.doubts[0].question for other in others)


def test_4_1_6_without_a_unit_could_be_four_things():
    with pytest.raises(InputError) as refused:
        convert("1.6", "mmol/L", matter("serum_magnesium"))
    said = refused.value.message
    assert all(part in said for part in ('"1.6 mmol/L"', "0.658 mmol/L", "0.8 mmol/L", "0.0658 mmol/L"))


def test_4_what_is_implausible_is_quarantined_even_under_its_own_code():
    for text in ("7 mmol/L", "0.15 mmol/L"):
        assert agree("serum_magnesium", told("serum_magnesium", text), loinc="2601-3").verdict == "quarantined"
    for text in ("0.2 mmol/L", "5 mmol/L"):
        assert agree("serum_magnesium", told("serum_magnesium", text), loinc="2601-3").verdict == "agrees"


def test_5_400_mg_of_magnesium_oxide_are_241_mg_of_magnesium():
    oxide = _matter("magnesium oxide")
    assert convert("400 mg", "mg elemental", oxide).value == pytest.approx(241, abs=0.5)  # 24.305 / 40.304
    assert convert("241 mg elemental", "mg salt", oxide).value == pytest.approx(400, abs=0.5)


def test_5_a_mass_that_could_be_of_salt_or_metal_is_refused():
    with pytest.raises(InputError, match='Say "mg elemental" or "mg salt"'):
        convert("1 g", "mg", _matter("magnesium oxide"))


def test_5_water_of_crystallisation_weighs_too():
    with pytest.raises(InputError, match="nonahydrate"):
        _matter("magnesium citrate")
    assert convert("1 g", "mmol", _matter("magnesium citrate (nonahydrate)")).value == pytest.approx(4.892, abs=0.001)
    assert _matter("magnesium chloride hexahydrate").share == pytest.approx(0.1196, abs=5e-5)


def test_6_ten_percent_is_0_81_and_not_8_milliequivalents_per_millilitre():
    found = convert("10 %", "mEq/mL", _matter("magnesium sulfate heptahydrate")).value
    assert found == pytest.approx(0.81, abs=0.005)  # a blog prints 8
    assert found < 1


def test_6_4_to_6_mg_per_dl_are_not_1_8_to_3_0_mmol_per_l():
    low, high = (convert(f"{value} mg/dL", "mmol/L", MG).value for value in (4, 6))
    assert (low, high) == (pytest.approx(1.646, abs=0.001), pytest.approx(2.469, abs=0.001))
    back = [convert(f"{value} mmol/L", "mg/dL", MG).value for value in (1.8, 3.0)]
    assert back == [pytest.approx(4.4, abs=0.05), pytest.approx(7.3, abs=0.05)]


def test_6_a_clearance_has_no_mg_per_dl():
    with pytest.raises(InputError, match="cannot be its unit"):
        told("egfr", "20 mg/dL")


def test_8_the_printed_precision_is_kept():
    """0.8 mEq/L has one decimal, 0.80 has two, and the bounds say so."""
    coarse, fine = (convert(text, "mmol/L", MG) for text in ("1.6 mEq/L", "1.60 mEq/L"))
    assert (coarse.low, coarse.high) == (pytest.approx(0.775), pytest.approx(0.825))
    assert (fine.low, fine.high) == (pytest.approx(0.7975), pytest.approx(0.8025))
    assert (coarse.shown, fine.shown) == ("0.80", "0.800")
    assert own("serum_magnesium", "0.70-1.00 mmol/L").printed == "0.70 to 1.00"
    assert printed("serum_magnesium", "1.60 mEq/L").text == "1.60 mEq/L"


def test_8_the_laboratorys_own_range_comes_first():
    reading = told("serum_magnesium", "0.72 mmol/L")
    (only,) = labels("serum_magnesium", reading, own_interval="0.75-0.95 mmol/L")
    assert (only.word, only.interval.place) == ("low", "the reporting laboratory")
    words = {one.interval.id: one.word for one in labels("serum_magnesium", reading)}
    assert words["serum.uk"] == "in range"  # 0.70
    assert words["serum.iom"] == "low"  # 0.75


def test_8_per_day_per_kilogram_and_both():
    assert convert("4.86 mg/kg/d", "mmol/kg/day", MG).value == pytest.approx(0.2, abs=0.0001)
    for text, unit in (("120 mg/d", "mmol/kg/d"), ("4.86 mg/kg/d", "mmol/day"), ("4.86 mg/kg", "mmol")):
        with pytest.raises(InputError, match="cannot be its unit"):
            convert(text, unit, MG)


def test_8_months_are_not_years():
    assert age("6 mo") == pytest.approx(0.5)
    assert age("6 y") == 6.0
    with pytest.raises(InputError, match='"6 y" or "6 mo"'):
        age("6")
    newborn, infant, child = (
        {one.id for one in intervals("serum_magnesium", years=age(text), place="Australia")}
        for text in ("6 d", "6 mo", "6 y")
    )
    assert newborn == {"serum.au.newborn"}
    assert infant == child == {"serum.au.child"}
    assert {one.id for one in intervals("serum_magnesium", years=age("18 y"), place="Australia")} == {"serum.au"}
