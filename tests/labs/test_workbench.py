"""The workbench: each formula by hand, through all units, with what it refuses and what it does not conclude."""

from __future__ import annotations

import dataclasses
import itertools
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom import tables, units
from epsom.errors import InputError
from epsom.labs.excretion import fractional_excretion
from epsom.labs.protocols import protocol
from epsom.labs.workbench import answer as answers
from epsom.labs.workbench.albumin import corrected, corrected_magnesium
from epsom.labs.workbench.answer import Answer
from epsom.labs.workbench.filtering import filtering
from epsom.labs.workbench.fractional import excretion
from epsom.labs.workbench.grade import grade
from epsom.labs.workbench.ionised import estimated
from epsom.labs.workbench.losses import HINTS, losses
from epsom.labs.workbench.refeeding import items, refeeding
from epsom.labs.workbench.retention import retained
from epsom.labs.workbench.score import depletion_score
from epsom.quantities import quantity, told
from epsom.tables import sources

MAGNESIUM = ("mmol/L", "mg/dL", "mEq/L", "mg/L")
CREATININE = ("mg/dL", "umol/L", "mg/L", "mmol/L")


def written(value: float, unit: str, target: str, substance: str) -> str:
    """A value in one unit, as a laboratory that uses another would print it, with all its digits."""
    return f"{value * units.factor(unit, target, substance)!r} {target}"


def spot(**changed: Any) -> Answer:
    told_of: dict[str, Any] = {
        "urine_magnesium": "2.0 mmol/L",
        "urine_creatinine": "10 mmol/L",
        "serum_magnesium": "0.50 mmol/L",
        "serum_creatinine": "100 umol/L",
        "egfr": "90 mL/min/1.73m2",
        "diuretic": False,
        "magnesium_given": False,
    }
    return excretion(**{**told_of, **changed})


# --- every answer -----------------------------------------------------------------------------------------------------

ANSWERS = (
    spot(),
    corrected("0.62 mmol/L", "25 g/L"),
    estimated("0.80 mmol/L"),
    depletion_score(diuretic=True),
    retained("gullestad1994", "12 %"),
    grade("0.45 mmol/L"),
    losses("0.50 mmol/L", urine_24h="3 mmol/day"),
    refeeding(bmi=15),
    filtering(age=50, sex="male", creatinine="0.9 mg/dL"),
)


def test_every_tool_of_the_table_is_a_tool():
    assert {one.tool for one in ANSWERS} == set(answers.tools())


@pytest.mark.parametrize("one", ANSWERS, ids=lambda one: one.tool)
def test_every_answer_says_when_where_it_misleads_and_whence(one: Answer):
    for text in (one.name, one.formula, one.when_to_use, one.evidence, one.reading, one.where):
        assert len(text) > 10, one.tool
    assert len(one.pitfalls) >= 2
    assert {one.source, *one.also} <= set(sources())
    assert one.rules
    assert one.mark in tables.MARKS
    assert not any("{" in text or "None" in text for text in (one.reading, *one.warnings))
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.value = 0.0  # type: ignore[misc]


@pytest.mark.parametrize("one", ANSWERS, ids=lambda one: one.tool)
def test_a_number_lies_in_its_bounds(one: Answer):
    if one.value is not None and one.low is not None and one.high is not None:
        assert one.low <= one.value <= one.high
        assert one.band


def used(name: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether some answer changes when one number of the workbench is moved a little."""

    def all_of_them() -> list[object]:
        serums = ("0.2 mmol/L", "0.49 mmol/L", "0.56 mmol/L", "0.6 mmol/L", "0.74 mmol/L", "1.09 mmol/L", "2.0 mmol/L")
        creatinines = ("60 umol/L", "70 umol/L", "140 umol/L", "142 umol/L", "280 umol/L", "285 umol/L")
        rates = ("59 mL/min/1.73m2", "60 mL/min/1.73m2", "89 mL/min/1.73m2", "90 mL/min/1.73m2")
        found: list[object] = [spot(serum_creatinine=marker) for marker in creatinines]
        found += [spot(egfr=rate) for rate in rates] + [retained("rob1999", "5 %", egfr=rate) for rate in rates]
        found += [spot(serum_magnesium=serum) for serum in (*serums, "0.75 mmol/L")]
        found += [corrected("0.70 mmol/L", protein) for protein in ("35 g/L", "35.1 g/L", "30 g/L", "45 g/L")]
        found += [
            f(serum) for f in (estimated, grade) for serum in (*serums, "0.50 mmol/L", "0.57 mmol/L", "1.08 mmol/L")
        ]
        found += [retained("gullestad1994", dose=f"{dose} mmol", urine="20 mmol") for dose in (27, 33)]
        found += [losses("0.5 mmol/L", urine_24h=f"{day} mmol/day") for day in (0.79, 0.8, 1.0, 1.01)]
        found += [depletion_score(drinks=drinks, sex=sex) for drinks in (1.0, 2.0) for sex in ("female", "male")]
        found += [depletion_score(egfr=rate) for rate in rates]
        found += [
            losses("0.5 mmol/L", urine_magnesium="2 mmol/L", urine_creatinine="10 mmol/L",
                   serum_creatinine="100 umol/L", urine_calcium=f"{lime} mmol/L", age=age, diuretic=False)
            for lime in (1.99, 2.0, 5.7, 5.71) for age in (39.0, 40.0)
        ]  # fmt: skip
        found += [
            filtering(age=50, sex="male", creatinine="0.9 mg/dL", cystatin=f"{other} mg/L")
            for other in (0.8, 0.97, 0.98, 0.99, 1.0, 0.7)
        ]
        return found

    usual, real = all_of_them(), tables.number
    for factor in (0.99, 1.01):
        monkeypatch.setattr(
            tables, "number", lambda table, row, by=factor: real(table, row) * (by if row == name else 1)
        )
        if all_of_them() != usual:
            return True
    return False


@pytest.mark.parametrize("name", list(tables.rows(answers.NUMBERS)))
def test_no_number_is_idle(name: str, monkeypatch: pytest.MonkeyPatch):
    assert used(name, monkeypatch)


# --- fractional excretion ---------------------------------------------------------------------------------------------


def test_fractional_excretion_by_hand():
    """100 x (2.0 x 0.100) / (0.7 x 0.50 x 10) = 100 x 0.2 / 3.5 = 5.714 %."""
    one = spot()
    assert one.value == pytest.approx(5.7143, abs=1e-4)
    assert (one.unit, one.zone, one.valid) == ("%", "renal", True)
    assert one.low == pytest.approx(100 * 1.95 * 0.0995 / (0.7 * 0.505 * 10.5), rel=1e-9)
    assert one.high == pytest.approx(100 * 2.05 * 0.1005 / (0.7 * 0.495 * 9.5), rel=1e-9)


def test_fractional_excretion_of_the_day_is_the_same_formula():
    """A day's urine of 4 mmol at 150 L/day and 0.8 mmol/L, against its own concentrations in 2 L of urine."""
    day = float(fractional_excretion(4.0, 0.8, 150.0))
    one = spot(
        urine_magnesium="2 mmol/L", serum_magnesium="0.8 mmol/L", urine_creatinine="7.5 mmol/L"
    )  # 75 x 100 umol/L
    assert one.value == pytest.approx(100 * day, rel=1e-12)


@pytest.mark.parametrize(
    ("urine", "zone"),
    [("0.6 mmol/L", "extrarenal"), ("1.0 mmol/L", "indeterminate"), ("1.5 mmol/L", "renal")],  # 1.71, 2.86, 4.29 %
)
def test_three_zones_in_low_serum(urine: str, zone: str):
    assert spot(urine_magnesium=urine).zone == zone


def test_no_zone_where_serum_is_not_low():
    one = spot(serum_magnesium="0.85 mmol/L")
    assert (one.zone, one.valid) == ("silent", True)
    assert spot(serum_magnesium="0.72 mmol/L", lower_limit="0.70 mmol/L").zone == "silent"
    assert spot(serum_magnesium="0.72 mmol/L").zone == "indeterminate"  # 3.97 %


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"egfr": "59 mL/min/1.73m2"}, "eGFR 59"),
        ({"diuretic": True}, "diuretic"),
        ({"magnesium_given": True}, "magnesium was given"),
        ({"urine_magnesium": "50 mmol/L"}, "Check the units"),
    ],
)
def test_a_condition_that_does_not_hold_is_said_and_no_zone_is_read(changed: dict[str, Any], word: str):
    one = spot(**changed)
    assert (one.zone, one.valid) == ("void", False)
    assert one.value is not None
    assert any("Not valid" in text and word in text for text in one.warnings)


def test_what_is_not_told_is_said():
    assert len(spot(egfr=None, diuretic=None).warnings) == 3  # filtration, drugs, and the limit that was taken
    assert len(spot(lower_limit="0.75 mmol/L").warnings) == 0


@settings(max_examples=60, deadline=None)
@given(st.floats(0.1, 20), st.floats(1, 40), st.floats(0.3, 2), st.floats(30, 900))
def test_fractional_excretion_is_the_same_in_all_units(urine: float, below: float, serum: float, marker: float):
    expected = 100 * (urine * marker / 1e3) / (0.7 * serum * below)
    for unit, other in itertools.product(MAGNESIUM, CREATININE):
        one = excretion(
            written(urine, "mmol/L", unit, "magnesium"),
            written(below, "mmol/L", other if other != "mg/L" else "g/L", "creatinine"),
            written(serum, "mmol/L", unit, "magnesium"),
            written(marker, "umol/L", other, "creatinine"),
        )
        assert one.value == pytest.approx(expected, rel=1e-12)


# --- albumin and ionised ----------------------------------------------------------------------------------------------


def test_corrected_magnesium_by_hand():
    """0.62 + 0.005 x (40 - 25) = 0.695; at 40 g/L nothing changes; 0.12 mg/dL per g/dL x 10."""
    assert corrected_magnesium(0.62, 25.0) == pytest.approx(0.695, abs=1e-12)
    assert corrected_magnesium(0.62, 40.0) == 0.62
    slope = corrected_magnesium(0.62, 30.0) - corrected_magnesium(0.62, 31.0)
    assert slope * units.factor("mmol/L", "mg/dL", "magnesium") == pytest.approx(0.01215, abs=1e-5)


def test_albumin_shows_both_and_prefers_ionised():
    one = corrected("0.70 mmol/L", "25 g/L")  # 0.775: across the limit of 0.75
    assert one.zone == "lifted"
    assert [name for name, _ in one.beside] == ["corrected", "measured"]
    assert any("Ionised magnesium is preferred" in text for text in one.warnings)
    assert corrected("0.80 mmol/L", "25 g/L").zone == "raised"
    assert corrected("0.80 mmol/L", "41 g/L").zone == "unchanged"
    assert corrected("0.80 mmol/L", "50 g/L").zone == "lowered"


@settings(max_examples=60, deadline=None)
@given(st.floats(0.2, 3), st.floats(10, 60))
def test_corrected_magnesium_is_the_same_in_all_units(serum: float, protein: float):
    for unit, other in itertools.product(MAGNESIUM, ("g/L", "g/dL")):
        size = units.factor("g/L", other)
        one = corrected(written(serum, "mmol/L", unit, "magnesium"), f"{protein * size!r} {other}")
        assert one.value == pytest.approx(serum + 0.005 * (40 - protein), rel=1e-12)


def test_ionised_by_hand():
    """0.66 x 0.80 + 0.039 = 0.567; spread (0.67 - 0.45) / 3.92 x root(1 - 0.48^2) = 0.0492, twice 0.0965."""
    one = estimated("0.80 mmol/L")
    assert one.value == pytest.approx(0.567, abs=1e-12)
    assert one.low == pytest.approx(0.567 - 0.66 * 0.005 - 0.0965, abs=1e-4)
    assert one.high == pytest.approx(0.567 + 0.66 * 0.005 + 0.0965, abs=1e-4)
    assert one.band == "published error"


@pytest.mark.parametrize("total", ["0.56 mmol/L", "1.09 mmol/L"])
def test_ionised_is_not_estimated_where_the_line_was_not_made(total: str):
    one = estimated(total)
    assert (one.value, one.valid, one.zone) == (None, False, "outside")


@given(st.floats(0.58, 1.07))
def test_ionised_is_less_than_total_and_the_same_in_all_units(total: float):
    found = [estimated(written(total, "mmol/L", unit, "magnesium")).value for unit in MAGNESIUM]
    assert found == pytest.approx([0.66 * total + 0.039] * 4, rel=1e-12)
    assert 0 < found[0] < total  # type: ignore[operator]


# --- the score --------------------------------------------------------------------------------------------------------


def test_the_score_by_hand():
    """Diuretic 1 + inhibitor 1 + eGFR 75: 1 + two drinks of a woman 1 = 4; the same of a man 3."""
    rate = "75 mL/min/1.73m2"
    assert depletion_score(diuretic=True, ppi=True, egfr=rate, drinks=2, sex="female").value == 4
    assert depletion_score(diuretic=True, ppi=True, egfr=rate, drinks=2, sex="male").value == 3
    none = depletion_score(diuretic=False, ppi=False, egfr="95 mL/min/1.73m2", drinks=0, sex="male")
    assert (none.value, none.zone) == (0, "told")
    most = depletion_score(diuretic=True, ppi=True, egfr="59 mL/min/1.73m2", drinks=3, sex="male")
    assert most.value == 5
    assert any("reason against" in text for text in most.warnings)


def test_what_is_not_told_widens_the_score():
    one = depletion_score(ppi=True)
    assert (one.value, one.low, one.high) == (None, 1, 5)
    assert len(one.warnings) == 3
    between = depletion_score(diuretic=False, ppi=False, egfr="95 mL/min/1.73m2", drinks=1.5)
    assert (between.low, between.high) == (0, 1)
    assert any("heavy for a woman and not for a man" in text for text in between.warnings)


def test_the_score_shows_every_banding_and_its_honest_area():
    one = depletion_score(diuretic=True, ppi=True, egfr="95 mL/min/1.73m2", drinks=0, sex="male")  # two points
    assert "three bands middle" in one.reading
    assert "two bands low" in one.reading
    assert "four bands 2" in one.reading
    assert "0.63" in one.reading
    assert "0.63 (0.50 to 0.76)" in one.evidence
    assert "77" in one.evidence


FACTS = st.tuples(
    st.sampled_from([None, False, True]), st.sampled_from([None, False, True]),
    st.sampled_from([None, *(f"{rate} mL/min/1.73m2" for rate in (20, 59, 60, 89, 90, 120))]),
    st.sampled_from([None, 0.0, 1.0, 1.5, 2.0, 3.0]), st.sampled_from([None, "female", "male"]),
)  # fmt: skip


@given(FACTS, FACTS)
def test_telling_more_never_leaves_the_range_of_the_score(first: tuple[Any, ...], more: tuple[Any, ...]):
    names = ("diuretic", "ppi", "egfr", "drinks", "sex")
    both = [one if one is not None else other for one, other in zip(first, more, strict=True)]
    less, told_of = (depletion_score(**dict(zip(names, facts, strict=True))) for facts in (first, both))

    def ends(one: Answer) -> tuple[float, float]:
        return (one.value, one.value) if one.value is not None else (one.low or 0.0, one.high or 0.0)

    assert 0 <= ends(less)[0] <= ends(told_of)[0] <= ends(told_of)[1] <= ends(less)[1] <= 5


def test_no_dose_is_ever_made_of_the_score():
    one = depletion_score(diuretic=True, ppi=True, egfr="40 mL/min/1.73m2", drinks=3, sex="male")
    assert not any(unit in one.reading for unit in (" mg", "mmol"))
    assert "dose" not in {field.name for field in dataclasses.fields(one)}


# --- retention --------------------------------------------------------------------------------------------------------


def test_retention_from_dose_and_urine_by_hand():
    """30 mmol infused, 24 found: 20 % kept, within -19.5 to 27.5; 12 mmol/L x 2 L is the same urine."""
    one = retained("gullestad1994", dose="30 mmol", urine="24 mmol", egfr="90 mL/min/1.73m2")
    assert one.value == pytest.approx(20.0)
    assert one.zone == "normal"
    same = retained("gullestad1994", dose="30 mmol", concentration="12 mmol/L", volume="2 L")
    assert same.value == pytest.approx(20.0)
    lean = retained("ryzen1985", dose="6 mmol", urine="5 mmol", baseline="3 mmol")  # 1 - 2/6
    assert lean.value == pytest.approx(100 * 2 / 3)
    assert lean.zone == "deficient"
    assert retained("rob1999", urine="8 mmol", weight="80 kg").value == pytest.approx(0.0)  # 0.1 x 80 = 8


def test_the_same_share_reads_differently_by_protocol():
    zones = {name: retained(name, "26 %").zone for name in ("gullestad1994", "rob1999", "ryzen1985")}
    assert zones == {"gullestad1994": "normal", "rob1999": "above", "ryzen1985": "probable"}
    assert retained("ryzen1985", "50 %").zone == "deficient"
    assert retained("gullestad1994", "-25 %").zone == "low"


@pytest.mark.parametrize("changed", [{"renal_wasting": True}, {"egfr": "30 mL/min/1.73m2"}])
def test_retention_is_void_with_wasting_or_low_filtration(changed: dict[str, Any]):
    one = retained("ryzen1985", "60 %", **changed)
    assert (one.zone, one.valid) == ("void", False)
    assert one.value == pytest.approx(60.0)


def test_retention_without_its_protocol_is_refused_and_names_all_three():
    with pytest.raises(InputError, match=r"gullestad1994.*rob1999.*ryzen1985"):
        retained(None, "45 %")


@pytest.mark.parametrize(
    "given_",
    [
        {"dose": "30 mmol"},
        {"share": "20 %", "dose": "30 mmol"},
        {"dose": "30 mmol", "concentration": "12 mmol/L"},
        {"dose": "30 mmol", "urine": "24 mmol", "volume": "2 L"},
    ],
)
def test_urine_told_twice_or_by_half_is_refused(given_: dict[str, Any]):
    with pytest.raises(InputError):
        retained("gullestad1994", **given_)


@pytest.mark.parametrize("dose", ["1 g", "730 mg"])
def test_a_dose_as_a_mass_is_refused_for_it_could_be_the_salt(dose: str):
    with pytest.raises(InputError, match=r"salt.*mmol or mEq"):
        retained("gullestad1994", dose=dose, urine="24 mmol")


@settings(max_examples=50, deadline=None)
@given(st.floats(5, 60), st.floats(0, 60))
def test_retention_is_the_same_in_all_units_and_follows_its_protocol(dose: float, urine: float):
    expected = 100 * protocol("gullestad1994").retention(dose, urine)
    for first, second in itertools.product(("mmol", "mEq"), ("mmol", "mg", "mEq", "g")):
        one = retained(
            "gullestad1994",
            dose=written(dose, "mmol", first, "magnesium"),
            urine=written(urine, "mmol", second, "magnesium"),
        )
        assert one.value == pytest.approx(expected, rel=1e-11, abs=1e-10)


# --- losses -----------------------------------------------------------------------------------------------------------

SPOT = {"urine_creatinine": "10 mmol/L", "serum_creatinine": "100 umol/L"}


@pytest.mark.parametrize(
    ("told_of", "zone"),
    [
        ({"urine_24h": "3 mmol/day"}, "renal"),
        ({"urine_24h": "24.4 mg/day"}, "renal"),  # 1.004 mmol
        ({"urine_24h": "0.5 mmol/day"}, "extrarenal"),
        ({"urine_24h": "0.9 mmol/day"}, "indeterminate"),
        ({"urine_magnesium": "3 mmol/L", **SPOT}, "renal"),  # 8.6 %
        ({"urine_magnesium": "0.5 mmol/L", **SPOT}, "extrarenal"),  # 1.4 %
        ({"urine_24h": "0.9 mmol/day", "urine_magnesium": "3 mmol/L", **SPOT}, "renal"),
        ({"urine_24h": "0.5 mmol/day", "urine_magnesium": "3 mmol/L", **SPOT}, "conflict"),
        ({"urine_24h": "3 mmol/day", "urine_magnesium": "0.5 mmol/L", **SPOT, "diuretic": True}, "renal"),  # spot void
        ({"urine_magnesium": "3 mmol/L", **SPOT, "egfr": "40 mL/min/1.73m2"}, "untold"),
        ({}, "untold"),
    ],
)
def test_losses_in_low_serum(told_of: dict[str, Any], zone: str):
    assert losses("0.50 mmol/L", **told_of).zone == zone


def test_a_spot_whose_conditions_are_not_told_says_so_here_too():
    assert len(losses("0.50 mmol/L", urine_magnesium="3 mmol/L", **SPOT, lower_limit="0.7 mmol/L").warnings) == 2
    told_of = {"egfr": "80 mL/min/1.73m2", "diuretic": False, "magnesium_given": False, "lower_limit": "0.7 mmol/L"}
    assert losses("0.50 mmol/L", urine_magnesium="3 mmol/L", **SPOT, **told_of).warnings == ()


def test_urine_says_nothing_of_losses_where_serum_is_normal():
    assert losses("0.85 mmol/L", urine_24h="5 mmol/day").zone == "silent"


@pytest.mark.parametrize(("lime", "name"), [("8 mmol/L", "Bartter"), ("1 mmol/L", "Gitelman"), ("4 mmol/L", "neither")])
def test_urine_calcium_parts_the_losses_of_the_kidney(lime: str, name: str):
    one = losses("0.50 mmol/L", urine_magnesium="3 mmol/L", **SPOT, urine_calcium=lime)
    assert any(name in text for _, text in one.beside)
    gut = losses("0.50 mmol/L", urine_magnesium="0.5 mmol/L", **SPOT, urine_calcium=lime)
    assert gut.beside == ()


def test_a_note_on_inherited_disorders_needs_a_reason_and_no_drug():
    told_of = {"urine_magnesium": "3 mmol/L", **SPOT}

    def note(**more: Any) -> bool:
        return any(name == "inherited" for name, _ in losses("0.50 mmol/L", **told_of, **more).beside)

    assert note(age=25, diuretic=False)
    assert note(age=60, diuretic=False, hints=("hearing loss",))
    assert not note(age=60, diuretic=False)
    assert not note(age=25, diuretic=True)
    assert not note(age=25)  # whether a drug explains it is not told
    assert set(HINTS) >= {"family", "hearing loss", "eye disease", "nephrocalcinosis"}


# --- refeeding --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told_of", "zone"),
    [
        ({"bmi": 15.9}, "high"),
        ({"loss": 15.1}, "high"),
        ({"days": 11}, "high"),
        ({"low_electrolytes": True}, "high"),
        ({"bmi": 17, "loss": 12}, "high"),
        ({"days": 6, "alcohol_or_drugs": True}, "high"),
        ({"bmi": 17}, "open"),
        ({}, "open"),
        ({"bmi": 16, "loss": 10, "days": 5, "low_electrolytes": False, "alcohol_or_drugs": False}, "not_high"),
        ({"bmi": 22, "loss": 0, "days": 0, "low_electrolytes": False}, "not_high"),  # one item alone does not suffice
    ],
)
def test_refeeding_one_of_or_two_of(told_of: dict[str, Any], zone: str):
    one = refeeding(**told_of)
    assert one.zone == zone
    assert one.valid == (zone != "open")


def test_refeeding_refers_and_quotes_no_dose():
    one = refeeding(bmi=15)
    assert "refer" in one.reading
    assert not any("mmol" in text for text in (one.reading, *one.warnings, one.evidence, *one.pitfalls))
    assert {item.list for item in items()} == {"one", "two"}
    with pytest.raises(InputError, match="bmi = 250"):
        refeeding(bmi=250)


# --- filtration -------------------------------------------------------------------------------------------------------


def test_filtration_by_all_three_equations_at_the_knees():
    """142 x 0.9938^50 = 104.05; 133 x 0.996^50 = 108.85; 135 x 0.9961^50 = 111.04; women's factors 0.932 and 0.963."""
    man = filtering(age=50, sex="male", creatinine="0.9 mg/dL", cystatin="0.8 mg/L")
    assert man.value == pytest.approx(111.04, abs=0.02)
    assert next(name for name, _ in man.beside).startswith("CKD-EPI creatinine and cystatin C")
    assert filtering(age=50, sex="male", creatinine="0.9 mg/dL").value == pytest.approx(104.05, abs=0.02)
    assert filtering(age=50, sex="male", cystatin="0.8 mg/L").value == pytest.approx(108.85, abs=0.02)
    assert filtering(age=50, sex="female", cystatin="0.08 mg/dL").value == pytest.approx(108.85 * 0.932, abs=0.02)


def test_filtration_away_from_the_knees():
    """133 x 2^-1.328 x 0.996^60 = 133 x 0.39834 x 0.78625 = 41.65; 133 x 0.5^0.499... below: x 1.41323 at half."""
    assert filtering(age=60, sex="male", cystatin="1.6 mg/L").value == pytest.approx(41.65, abs=0.02)
    assert filtering(age=60, sex="male", cystatin="0.4 mg/L").value == pytest.approx(133 * 1.41323 * 0.78625, abs=0.02)
    both = filtering(age=60, sex="male", creatinine="1.8 mg/dL", cystatin="1.6 mg/L")  # 135 x .68586 x .58317 x .79103
    assert both.value == pytest.approx(42.71, abs=0.02)


def test_markers_that_differ_are_said():
    one = filtering(age=70, sex="male", creatinine="0.6 mg/dL", cystatin="1.5 mg/L")
    assert any("differ" in text for text in one.warnings)


@pytest.mark.parametrize(
    ("told_of", "part"),
    [
        ({"age": 50, "sex": "male"}, "Neither creatinine nor cystatin"),
        ({"age": 50, "creatinine": "0.9 mg/dL"}, "sex"),
        ({"sex": "male", "creatinine": "0.9 mg/dL"}, "not told"),
        ({"age": 12, "sex": "male", "creatinine": "0.9 mg/dL"}, "18 years"),
        ({"age": 50, "sex": "male", "creatinine": "0.9"}, "no unit"),
    ],
)
def test_filtration_refuses_what_it_cannot_be_made_of(told_of: dict[str, Any], part: str):
    with pytest.raises(InputError, match=part):
        filtering(**told_of)


def test_an_egfr_of_300_is_refused_with_its_rule_and_mend():
    with pytest.raises(InputError) as refused:
        told("egfr", "300 mL/min/1.73m2")
    assert all(part in refused.value.message for part in ("300", "0 to 200", "Check"))
    with pytest.raises(InputError, match="0 to 200"):
        spot(egfr="300 mL/min/1.73m2")
    tiny = filtering(age=20, sex="male", creatinine="10 umol/L")
    assert (tiny.value or 0) > quantity("egfr").high
    assert not tiny.valid
