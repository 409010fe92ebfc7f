"""Explaining: every kind of name that may stand beside a number, with its size and its source."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.interfaces.cli import OK, run
from epsom.interfaces.explain import Explanation, explain, names
from epsom.outcomes.baselines import bands
from epsom.outcomes.evidence import evidence
from epsom.outcomes.row import rules
from epsom.plate.foods import box
from epsom.plate.supplements import salts
from epsom.tables import sources

ROWS = sorted({row.id for one in evidence() for row in one.rows})


def of(name: str, kind: str) -> list[Explanation]:
    return [one for one in explain(name) if one.kind == kind]


def test_a_row_of_evidence_is_said_for_every_outcome_where_it_stands():
    found = {one.name: one for one in of("diet.fang2016", "evidence")}
    assert len(found) >= 3
    stroke = found["stroke diet.fang2016"]  # Fang 2016, abstract: RR 0.93 (0.89 to 0.97) per 100 mg/day
    assert stroke.value == 0.93
    assert "RR 0.93, 95 % interval 0.89 to 0.97, per 100 mg/d" in stroke.meaning
    assert "Certainty low" in stroke.meaning
    assert (stroke.source, stroke.mark, stroke.where) == ("fang2016", "read", "abstract")
    assert "BMC Med 14:210. 2016" in stroke.citation
    assert stroke.table == "outcomes/evidence/stroke.toml"


def test_an_outcome_before_the_row_leaves_the_others_out():
    assert [one.name for one in explain("stroke diet.fang2016")] == ["stroke diet.fang2016"]


@given(st.sampled_from(ROWS))
def test_every_row_of_evidence_has_its_source(name: str):
    told = {row.source for one in evidence() for row in one.rows if row.id == name}
    found = of(name, "evidence")
    assert {one.source for one in found} == told
    assert all(one.citation or one.because for one in found)


def test_a_number_from_memory_is_withheld():
    hidden = [(one, row) for one in evidence() for row in one.rows if row.withheld and row.estimate is not None]
    for one, row in hidden:
        (told,) = explain(f"{one.outcome} {row.id}")
        assert told.value is None
        assert "withheld" in told.meaning
        assert f"{row.measure} {row.estimate:g}" not in told.meaning


def test_a_baseline_says_ages_rates_and_source():
    used = next(one for one in of("baseline stroke US", "baseline") if "both sexes" in one.meaning)
    # printed per 100,000 person-years: 237 from 45 to 65, 1003 from 75
    assert "45 to 65 years: 2.37; 75 to 85 years: 10" in used.meaning
    assert used.unit == "per 1,000 person-years"
    assert used.source == "howard2012"
    assert "2003-2011" in used.meaning


@pytest.mark.parametrize("outcome", sorted({band.outcome for band in bands()}))
def test_every_baseline_is_explained_country_by_country(outcome: str):
    countries = {band.country for band in bands() if band.outcome == outcome}
    assert {one.name for one in explain(f"baseline {outcome}")} == {
        f"baseline {outcome} {where}" for where in countries
    }
    for where in countries:
        held = {band.source for band in bands() if (band.outcome, band.country) == (outcome, where)}
        assert {one.source for one in explain(f"baseline {outcome} {where}")} == held


def test_a_rate_shown_and_not_applied_says_so():
    shown = [one for one in explain("baseline stroke US") if one.source == "arnold2005"]
    assert shown
    assert all("Displayed only" in one.meaning for one in shown)


@pytest.mark.parametrize("name", sorted(rules()["judgement"]))
def test_every_judgement_is_explained_with_its_chance_and_reason(name: str):
    (one,) = of(name, "judgement")
    assert one.value == rules()["judgement"][name]["p"]
    assert one.because == rules()["judgement"][name]["because"]


@pytest.mark.parametrize(
    ("name", "value", "table"),
    [
        ("heterogeneity", 0.08, "outcomes/rules.toml"),
        ("heterogeneity of trials", 0.75, "outcomes/rules.toml"),
        ("log_symmetry", 0.35, "outcomes/rules.toml"),
        ("bridged gap", 10, "outcomes/baselines.toml"),
        ("unprinted spread", 0.2, "outcomes/baselines.toml"),
        ("longest years", 10, "outcomes/baselines.toml"),
    ],
)
def test_a_default_of_the_evidence_is_explained(name: str, value: float, table: str):
    (one,) = of(name, "judgement")
    assert (one.value, one.table, one.source) == (value, table, "assumed")
    assert one.because


def test_a_range_of_exposure_is_explained_by_its_exposure():
    (one,) = of("valid range dietary magnesium", "judgement")
    assert "150 to 450" in one.meaning


@pytest.mark.parametrize(
    ("name", "told", "source"),
    [
        ("RDA US/CA NASEM 1997", "female, 31 to 51 years: 320;", "iom1997"),
        ("rda nasem", "male, 31 to 51 years: 420;", "iom1997"),
        ("EAR NASEM", "female, 31 to 51 years: 265", "iom1997"),
        ("UL NASEM", "both sexes, from 9 years: 350", "iom1997"),
        ("UL EFSA", "250", "scf2001"),
        ("AI EU EFSA 2015", "male, from 18 years: 350", "efsa2015"),
    ],
)
def test_a_reference_value_says_for_whom_and_who_printed_it(name: str, told: str, source: str):
    found = of(name, "reference value")
    assert any(told in one.meaning and one.source == source for one in found), found
    assert all(one.citation and one.mark for one in found)


def test_the_word_is_still_a_word():
    assert [one.kind for one in explain("RDA")] == ["word"]
    assert [one.kind for one in explain("deficit")] == ["word"]


def test_what_is_only_claimed_is_no_reference_value():
    with pytest.raises(InputError, match="no word or number"):
        explain("claim popular article (claim)")


@pytest.mark.parametrize("name", ["almonds", "food almonds", "Food Almonds", "Mandeln"])
def test_a_food_says_what_100_g_hold(name: str):
    (one,) = explain(name)  # SR Legacy 12061: 270 mg in 100 g
    assert (one.kind, one.value, one.unit) == ("food", 270.0, "mg per 100 g")
    assert (one.source, one.where) == ("usda_srlegacy", "number 12061")


def test_a_water_says_what_a_litre_holds_by_the_100_g():
    (one,) = explain("water Evian")  # Ciqual 76020: 26 mg per litre
    assert (one.kind, one.value, one.table) == ("water", 2.6, "plate/waters.csv")


def test_a_food_nobody_measured_has_no_value():
    unknown = next(food for food in box() if food.magnesium is None)
    (one,) = of(f"food {unknown.name}", "food")
    assert one.value is None
    assert "no value is known" in one.meaning


def test_a_salt_says_its_elemental_share():
    (one,) = explain("magnesium oxide")
    assert one.value == pytest.approx(24.305 / 40.304, abs=1e-4)  # MgO: 24.305 of 40.304 g/mol
    assert "MgO" in one.meaning
    assert one.kind == "salt"
    assert {salt for salt in salts() if not of(f"magnesium {salt}", "salt")} == set()


def test_a_publication_says_what_rests_on_it():
    (one,) = explain("iom1997")
    assert one.kind == "publication"
    assert "National Academies Press" in one.citation
    assert "needs/needs.csv" in one.meaning


@given(st.sampled_from(sorted(sources())))
def test_every_publication_is_explained(key: str):
    assert any(one.kind == "publication" and one.source == key for one in explain(key))


@pytest.mark.parametrize(
    ("name", "rests_on"),
    [("deficit", "replete content"), ("adequacy", "absorbed-equivalent intake"), ("usual intake", "days told"),
     ("absorption share", "gut.absorbed"), ("stool", "gut.defecated"), ("urine", "kidney.excreted"),
     ("sweat", "skin.sweated"), ("effective size", "serum_magnesium_assay_spread"), ("result id", "seed"),
     ("twenty dots", "deficit"), ("events per 1,000", "baseline"), ("equivalent intake", "usual intake")],
)  # fmt: skip
def test_a_computed_quantity_says_from_what(name: str, rests_on: str, capsys: pytest.CaptureFixture[str]):
    assert any(rests_on in one.computed_from for one in explain(name))
    assert run(["explain", name]) == OK
    assert "  from      " in capsys.readouterr().out


@pytest.mark.parametrize("name", ["age", "weight", "serum_magnesium", "told", "today"])
def test_what_a_person_tells_says_so(name: str, capsys: pytest.CaptureFixture[str]):
    assert any(one.told for one in explain(name))
    assert run(["explain", name]) == OK
    assert "by the person's file" in capsys.readouterr().out


def test_one_effect_of_a_medicine_leaves_the_others_out():
    (one,) = explain("proton pump inhibitor: gut.carrier capacity")
    assert "gut.carrier_capacity by 0.85" in one.meaning
    assert len(explain("proton pump inhibitor")) > 1


@pytest.mark.parametrize(
    ("name", "near"),
    [("diet.fang2061", "diet.fang2016"), ("baseline strok US", "baseline stroke us"), ("food almmonds", "almonds"),
     ("RDA NASEN 1997", "rda us/ca nasem 1997"), ("hetrogeneity", "heterogeneity")],
)  # fmt: skip
def test_an_unknown_name_gets_the_nearest(name: str, near: str):
    with pytest.raises(InputError) as fault:
        explain(name)
    assert near in fault.value.message


@pytest.mark.parametrize("name", ["", " ", ";", "...", "a", "1997", "\x00", "baseline of", "food ", "x" * 5000])
def test_a_name_that_is_none_is_refused(name: str):
    with pytest.raises(InputError, match="no word or number"):
        explain(name)


@given(st.text(max_size=20))
def test_no_words_break_it(name: str):
    with suppress(InputError):  # anything else would be a fault of ours
        assert all(one.kind and one.meaning for one in explain(name))


def test_names_hold_every_kind():
    known = set(names())
    assert {"diet.fang2016", "baseline stroke us", "trial, low certainty", "rda us/ca nasem 1997", "almonds",
            "magnesium oxide", "iom1997", "deficit", "gut.absorbed"} <= known  # fmt: skip


def test_nothing_heavy_is_loaded_before_a_name_is_asked_for():
    code = "import sys, epsom.interfaces.explain; print({'numpy', 'epsom.plate.foods'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_names_of_a_page_are_explained_together():
    """What stands in data-explain can be asked for as it stands."""
    assert [one.name for one in explain("deficit share; food almonds; iom1997")] == ["deficit", "almonds", "iom1997"]
    with pytest.raises(InputError, match="'defizit' is no word"):
        explain("almonds; defizit")


def test_a_word_that_rests_on_every_one_of_a_kind_names_them_all():
    (doubt,) = explain("causal discount")
    assert set(doubt.computed_from) == set(rules()["judgement"])
    (rate,) = explain("baseline")
    assert set(rate.computed_from) == {f"baseline {band.outcome} {band.country}" for band in bands()}
    (value,) = explain("reference values")
    assert {"US/CA NASEM 1997", "EU EFSA 2015"} <= set(value.computed_from)


@pytest.mark.parametrize(
    ("name", "kind", "part"),
    [
        ("FEMg", "tool of the workbench", "epsom lab fe"), ("MDS", "tool of the workbench", "0.63 (0.50 to 0.76)"),
        ("CTCAE", "tool of the workbench", "adverse events"), ("PTH", "analyte", "15 to 65 pg/mL"),
        ("25(OH)D", "analyte", "weighs no virtual person"), ("serum_magnesium", "analyte", "0.75 to 0.95 mmol/L"),
    ],
)  # fmt: skip
def test_words_of_the_laboratory_are_explained(name: str, kind: str, part: str):
    assert any(one.kind == kind and part in one.meaning for one in explain(name))
