"""Needs and limits: each kind its own type, one authority at a time, nothing averaged."""

from __future__ import annotations

import csv
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables
from epsom.errors import InputError
from epsom.needs import (
    AdequateIntake,
    Limit,
    LowerThreshold,
    Recommended,
    Requirement,
    authorities,
    known_authority,
    needs,
    rows,
)

REFERENCE = Path(__file__).parents[2].parent / "shared" / "reference" / "dri.csv"
WOMAN = Requirement(265.0, "EAR", "US/CA NASEM 1997", "iom1997", "read", "", 0.10)

AGES = st.floats(0, 110)
SEXES = st.sampled_from(["male", "female"])
STAGES = st.sampled_from(["none", "pregnancy", "lactation"])
AUTHORITIES = st.sampled_from(authorities())


def test_the_individual_formula_of_the_institute_of_medicine():
    """Woman, three days, mean 320 mg, day-to-day 86 mg: D = 55, SDD = 56, about 85 %; 377 mg for 97.5 %."""
    assert WOMAN.sd == pytest.approx(26.5)
    z = 55 / math.sqrt(26.5**2 + 86**2 / 3)
    assert z == pytest.approx(55 / 56, abs=0.01)
    assert WOMAN.classical_adequacy(320, 3, 86) == pytest.approx(0.836, abs=0.0005)
    assert WOMAN.classical_adequacy(377, 3, 86) == pytest.approx(0.977, abs=0.001)
    with pytest.raises(ValueError, match="one recorded day"):
        WOMAN.classical_adequacy(320, 0, 86)


def test_probability_met_by_hand():
    """The normal distribution at the mean, and one and two standard deviations above it."""
    assert WOMAN.probability_met(265.0) == 0.5
    assert WOMAN.probability_met(265.0 + 26.5) == pytest.approx(0.8413, abs=5e-5)
    assert WOMAN.probability_met(265.0 + 53.0) == pytest.approx(0.9772, abs=5e-5)
    many = WOMAN.probability_met(np.array([238.5, 265.0, 291.5]))
    assert many == pytest.approx([0.1587, 0.5, 0.8413], abs=5e-5)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_more_intake_is_never_less_likely_enough(one, other):
    low, high = sorted((one, other))
    assert 0 <= WOMAN.probability_met(low) <= WOMAN.probability_met(high) <= 1


@given(st.floats(0, 1000), st.integers(1, 30), st.floats(0, 300))
def test_many_days_bring_the_classical_formula_to_the_probability_of_usual_intake(mean, days, day_sd):
    assert abs(WOMAN.classical_adequacy(mean, days, day_sd) - 0.5) <= abs(WOMAN.probability_met(mean) - 0.5) + 1e-12


@pytest.mark.parametrize(
    ("authority", "age", "sex", "stage", "requirement", "target", "kind"),
    [
        ("US/CA NASEM 1997", 30, "male", "none", 330, 400, "RDA"),
        ("US/CA NASEM 1997", 31, "male", "none", 350, 420, "RDA"),
        ("US/CA NASEM 1997", 35, "female", "none", 265, 320, "RDA"),
        ("US/CA NASEM 1997", 16, "female", "pregnancy", 335, 400, "RDA"),
        ("US/CA NASEM 1997", 25, "female", "lactation", 255, 310, "RDA"),
        ("EU EFSA 2015", 40, "male", "none", None, 350, "AI"),
        ("EU EFSA 2015", 2, "male", "none", None, 170, "AI"),
        ("D-A-CH 2021", 17, "female", "none", None, 260, "AI"),
        ("Nordic NNR 2023", 40, "female", "none", None, 300, "AI"),
        ("UK COMA 1991", 40, "female", "none", 200, 270, "RNI"),
        ("UK COMA 1991", 30, "female", "pregnancy", 200, 270, "RNI"),
        ("UK COMA 1991", 30, "female", "lactation", None, 320, "RNI"),
        ("FAO/WHO 2004", 70, "male", "none", None, 224, "RNI"),
        ("Japan 2025", 70, "male", "none", 350 / 1.2, 350, "RDA"),
        ("Japan 2025", 35, "female", "pregnancy", 290 / 1.2 + 30, 330, "RDA"),
        ("Japan 2025", 35, "female", "lactation", 290 / 1.2, 290, "RDA"),
        ("Japan 2025", 9, "female", "none", 140, 160, "RDA"),
        ("China 2013", 70, "female", "none", 270, 320, "RNI"),
        ("China 2013", 30, "female", "pregnancy", 310, 370, "RNI"),
        ("AU/NZ NRV 2006", 15, "male", "none", 340, 410, "RDI"),
    ],
)
def test_values_as_the_authorities_print_them(authority, age, sex, stage, requirement, target, kind):
    found = needs(age, sex, stage, authority)
    assert found.authority == authority
    assert found.target is not None
    assert found.target.value == target
    assert found.target.kind == kind
    assert isinstance(found.target, AdequateIntake if kind == "AI" else Recommended)
    if requirement is None:
        assert found.requirement is None
        assert any("requirement" in reason for reason in found.reasons)
    else:
        assert isinstance(found.requirement, Requirement)
        assert found.requirement.value == pytest.approx(requirement)


@pytest.mark.parametrize(
    ("authority", "age", "limit", "whose"),
    [
        ("US/CA NASEM 1997", 2, 65, "US/CA NASEM 1997"),
        ("US/CA NASEM 1997", 8, 110, "US/CA NASEM 1997"),
        ("US/CA NASEM 1997", 40, 350, "US/CA NASEM 1997"),
        ("EU EFSA 2015", 40, 250, "EU SCF 2001 / EFSA 2006"),
        ("D-A-CH 2021", 40, 250, "DE BfR 2017/2021"),
        ("Nordic NNR 2023", 40, 250, "Nordic NNR 2023"),
        ("FAO/WHO 2004", 40, 350, "FAO/WHO 2004"),
        ("Japan 2025", 40, 350, "Japan 2020/2025"),
        ("AU/NZ NRV 2006", 40, 350, "AU/NZ NRV 2006"),
    ],
)
def test_limits_by_profile(authority, age, limit, whose):
    found = needs(age, "male", "none", authority)
    assert isinstance(found.limit, Limit)
    assert (found.limit.value, found.limit_authority) == (limit, whose)
    assert not any("strictest" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    ("authority", "age", "strictest"), [("China 2013", 40, 250), ("UK COMA 1991", 40, 250), ("EU EFSA 2015", 2, 65)]
)
def test_no_limit_of_its_own_takes_the_strictest_and_says_so(authority, age, strictest):
    found = needs(age, "female", "none", authority)
    assert found.limit is not None
    assert found.limit.value == strictest
    assert found.limit_authority not in (None, authority)
    assert any("strictest" in reason and f"{strictest} mg/day" in reason for reason in found.reasons)


def test_a_limit_per_kg_needs_the_weight():
    """Five mg per kg: a Japanese child of 20 kg; without the weight the strictest of the others holds."""
    told = needs(8, "male", "none", "Japan 2025", weight=20)
    assert told.limit is not None
    assert (told.limit.value, told.limit_authority) == (100, "Japan 2020/2025")
    untold = needs(8, "male", "none", "Japan 2025")
    assert untold.limit is not None
    assert (untold.limit.value, untold.limit_authority) == (110, "US/CA NASEM 1997")


@given(AGES, SEXES, STAGES, AUTHORITIES)
def test_an_adequate_intake_never_yields_a_requirement(age, sex, stage, authority):
    found = needs(age, sex, stage, authority)
    if isinstance(found.target, AdequateIntake) or authority == "FAO/WHO 2004":
        assert found.requirement is None
    if found.requirement is not None:
        assert isinstance(found.target, Recommended)
        assert 0 < found.requirement.cv < 0.3
        assert found.requirement.value < found.target.value


@given(AGES, SEXES, STAGES, AUTHORITIES)
def test_nothing_is_averaged_and_what_is_missing_has_a_reason(age, sex, stage, authority):
    found = needs(age, sex, stage, authority)
    if found.target is None or found.requirement is None or found.limit is None:
        assert found.reasons
    if found.limit is not None and found.limit.kind != "UL_supplemental_mg_per_kg":
        assert found.limit.value in {row.number for row in rows() if row.authority == found.limit_authority}
    if found.target is not None:
        parts = [row.number for row in found.rows if row.kind.removesuffix("_add") == found.target.kind]
        assert found.target.value == sum(parts)


def test_outside_the_table_is_not_known():
    found = needs(0.2, "female", "none", "EU EFSA 2015")
    assert found.target is None
    assert any("has no value at age 0.2" in reason for reason in found.reasons)
    assert needs(55, "female", "pregnancy", "US/CA NASEM 1997").target is None
    assert needs(30, "male", "pregnancy", "US/CA NASEM 1997").target is None


def test_two_values_for_one_infant_are_both_told_and_none_is_chosen():
    found = needs(0.2, "female", "none", "FAO/WHO 2004")
    assert found.target is None
    assert any("26 mg/day (human milk)" in reason and "36 mg/day (formula)" in reason for reason in found.reasons)


def test_below_one_year_nobody_gives_a_limit():
    assert needs(0.5, "male").limit is None


def test_the_lower_threshold_is_no_requirement():
    found = needs(40, "male", "none", "UK COMA 1991")
    assert isinstance(found.lower, LowerThreshold)
    assert found.lower.value == 190
    assert found.requirement is not None
    assert found.requirement.value == 250


def test_british_spread_follows_the_definition_of_the_rni():
    """RNI = EAR + two standard deviations: (270 - 200) / 2 = 35 mg, so 17.5 %."""
    found = needs(40, "female", "none", "UK COMA 1991")
    assert found.requirement is not None
    assert found.requirement.sd == pytest.approx(35)


@pytest.mark.parametrize(
    ("told", "nearest"),
    [("EFSA", "EU EFSA 2015"), ("US/CA NASEM", "US/CA NASEM 1997"), ("China 2023", "China 2013")],
)
def test_an_unknown_authority_names_the_nearest(told, nearest):
    with pytest.raises(InputError, match="authority = ") as caught:
        needs(40, "male", "none", told)
    assert f"Nearest: {nearest}" in caught.value.message
    assert caught.value.at == ("authority",)


def test_capital_letters_do_not_matter():
    assert known_authority("eu efsa 2015") == "EU EFSA 2015"


def test_claims_and_labels_are_held_but_nobody_can_choose_them():
    held = {row.authority for row in rows()}
    for name in ("popular article (claim)", "US label", "D-A-CH 2000 (superseded 2021)"):
        assert name in held
        assert name not in authorities()
        with pytest.raises(InputError, match="held for reading only"):
            known_authority(name)


def test_every_row_has_a_source_and_all_rows_are_held():
    assert len(rows()) == 304
    assert {row.source for row in rows()} <= set(tables.sources())
    assert len(authorities()) == 9


def test_the_table_is_the_reference_row_by_row():
    if not REFERENCE.exists():
        pytest.skip(f"no reference table beside the checkout ({REFERENCE})")
    with REFERENCE.open(encoding="utf-8", newline="") as lines:
        told = list(csv.DictReader(lines))
    sex = {"M": "male", "F": "female", "both": "both"}
    renamed = {"RDA": "RDI"}

    def kind(row: dict[str, str]) -> str:
        return renamed.get(row["kind"], row["kind"]) if row["authority"].startswith("AU/NZ") else row["kind"]

    wanted = Counter(
        (
            row["authority"], row["life_stage"], sex[row["sex"]], float(row["age_lo"]), float(row["age_hi"]),
            kind(row), row["mg_per_day"], row["mark"],
        )
        for row in told
    )  # fmt: skip
    held = Counter(
        (row.authority, row.stage, row.sex, row.age_lo, row.age_hi, row.kind, row.value, row.mark) for row in rows()
    )
    assert held == wanted


@pytest.mark.parametrize("name", authorities())
def test_text_for_the_screen_says_what_the_kind_means(name):
    found = needs(40, "female", "none", name)
    assert found.target is not None
    assert found.limit is not None
    assert f"{found.target.value:g} mg/day" in found.target.text
    assert "food does not count" in found.limit.text
