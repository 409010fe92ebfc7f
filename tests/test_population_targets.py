"""Population targets: what the survey says of serum magnesium, intake and medicines, against what is known of it.

The anchors are those of the reference (food.md 2.1 and 2.3). Without the survey beside the checkout its tests are
skipped; the arithmetic is tested by hand always.
"""

from __future__ import annotations

import importlib.util
import math
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from epsom import units

ROOT = Path(__file__).parents[1]
NHANES = ROOT.parent / "shared" / "data" / "nhanes"
LITRE = units.factor("mg/dL", "mmol/L", "magnesium")


@cache
def script() -> ModuleType:
    pytest.importorskip("pyarrow")
    spec = importlib.util.spec_from_file_location("population_targets", ROOT / "scripts" / "population_targets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def survey() -> ModuleType:
    if not NHANES.exists():
        pytest.skip(f"no survey data beside the checkout ({NHANES})")
    return script()


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


# --- by hand ---


def test_the_surveys_creatinine_is_read_in_its_unit():
    """At a man's knee, 0.9 mg/dL: 142 x 0.9938^50 = 142 x 0.73274. The equation has its own test."""
    assert script().filtration(0.9, "male", 50) == pytest.approx(104.05, abs=0.02)


def test_weighted_mean_spread_and_sample_size_by_hand():
    values, weights = column(1, 2, 4), column(1, 1, 2)
    assert script().moments(values, weights) == pytest.approx((2.75, math.sqrt(1.6875)))
    assert script().effective(weights) == pytest.approx(16 / 6)
    assert script().effective(column(5, 5, 5)) == pytest.approx(3)


def test_error_of_a_mean_by_hand():
    """Two strata of two places: mean 3.5; the places pull -5/8, -3/8, 1/8, 7/8; so 2 (2/64 + 18/64)."""
    values, weights = column(1, 2, 4, 7), np.ones(4)
    places = [(1, 1), (1, 2), (2, 1), (2, 2)]
    found = script().error_of_places(values, weights, places, [places[:2], places[2:]])
    assert found == pytest.approx(math.sqrt(5 / 8))


def test_people_alone_in_their_places_give_the_usual_standard_error():
    values, places = column(1, 2, 4, 7), [(1, 1), (1, 2), (1, 3), (1, 4)]
    found = script().error_of_places(values, np.ones(4), places, [places])
    assert found == pytest.approx(values.std(ddof=1) / 2)


def test_correlation_by_hand_and_given_something():
    one, sex = np.ones((6, 1)), column(0, 0, 0, 1, 1, 1)
    x, y = column(1, 2, 3, 11, 12, 13), column(2, 1, 3, 22, 21, 23)
    weights = column(1, 1, 1, 1, 1, 1)
    assert script().correlation(x, y, one, weights) > 0.9
    # within each sex: x strays by -1, 0, 1 and y by 0, -1, 1, so 1/2
    assert script().correlation(x, y, np.column_stack([one, sex]), weights) == pytest.approx(0.5)
    assert script().correlation(x, y, one, column(0, 0, 0, 2, 2, 2)) == pytest.approx(0.5)


def test_days_and_persons_by_hand():
    """Logarithms 0, 1, 4, 5 and 1, 0, 5, 4: half the mean squared difference 0.5, variance 4.25, so 3.75 between."""
    e, weight = math.e, np.ones(4)
    centre, between, within = script().components(column(1, e, e**4, e**5), column(e, 1, e**5, e**4), weight, weight)
    assert (centre, between, within) == pytest.approx((2.5, math.sqrt(3.75), math.sqrt(0.5)))


def test_own_levels_give_the_readings_again():
    """A crowd of levels, read with the spread of assay and day and printed in steps, spreads as the readings do."""
    rng, mean, sd = np.random.default_rng(3), 0.81, 0.069
    level = rng.normal(mean, script().own_level_sd(mean, sd), 200_000)
    read = level * np.exp(rng.normal(0, script().analyte("serum_magnesium").reading_spread, level.size))
    assert (np.round(read / LITRE, 1) * LITRE).std() == pytest.approx(sd, rel=0.02)
    assert math.isnan(script().own_level_sd(mean, 0.001))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("HYDROCHLOROTHIAZIDE; TRIAMTERENE", {"thiazide", "potassium-sparing diuretic"}),
        ("EMPAGLIFLOZIN; METFORMIN", {"SGLT2 inhibitor", "metformin"}),
        ("AMOXICILLIN; CLARITHROMYCIN; OMEPRAZOLE", {"proton pump inhibitor"}),
        ("ARIPIPRAZOLE", set()),
        ("TACROLIMUS TOPICAL", set()),
        ("CYCLOSPORINE OPHTHALMIC", set()),
        ("55555", set()),
        (None, set()),
    ],
)
def test_a_combination_belongs_to_all_its_classes(name: str | None, expected: set[str]):
    assert script().classes(name) == expected


def test_groups_of_one_person():
    made = script().User("J", "female", 80, 59.9, True, False, frozenset(), 1.0, (1, 1))
    expected = ["everybody", "female", "80+", "female 80+", "diabetes", "eGFR 45-59", "eGFR 30-59"]
    assert script().groups(made) == [*expected, "diabetes, eGFR 45-59", "diabetes, eGFR 30-59"]
    unknown = made._replace(diabetes=None, egfr=None, pregnant=True, age=39)
    assert script().groups(unknown) == ["everybody", "female", "20-39", "female 20-39", "pregnant"]


def test_without_the_survey_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch):
    monkeypatch.setattr("sys.argv", ["population_targets.py", "--nhanes", str(tmp_path)])
    assert script().main() == 2
    assert "--nhanes" in capsys.readouterr().err


# --- against the survey ---


def test_serum_is_that_of_the_reference(survey: ModuleType):
    """food.md 2.3 [mg/dL], to its last printed digit."""
    found = survey.targets()
    everybody = found["everybody"]
    assert everybody.n == 2568
    assert everybody.mean / LITRE == pytest.approx(1.968, abs=0.0005)
    assert everybody.sd / LITRE == pytest.approx(0.168, abs=0.0005)
    assert everybody.low == pytest.approx(0.088, abs=0.0005)
    assert found["male"].mean / LITRE == pytest.approx(1.983, abs=0.0005)
    assert found["female"].mean / LITRE == pytest.approx(1.954, abs=0.0005)
    for group, mean, sd in (("diabetes", 1.864, 0.217), ("no diabetes", 1.981, 0.156)):
        assert found[group].mean / LITRE == pytest.approx(mean, abs=0.0005)
        assert found[group].sd / LITRE == pytest.approx(sd, abs=0.0005)


def test_groups_are_large_enough_and_their_parts_add_up(survey: ModuleType):
    found, every = survey.targets(), survey.targets(least=1)
    assert all(at.n >= 100 for at in found.values())
    assert "pregnant" not in found
    assert every["male"].n + every["female"].n == every["everybody"].n
    assert every["eGFR 45-59"].n + every["eGFR 30-44"].n == every["eGFR 30-59"].n
    assert sum(every[f"{sex} {age}"].n for sex in ("male", "female") for age in ("20-39", "80+")) == sum(
        every[age].n for age in ("20-39", "80+")
    )
    assert all(at.effective <= at.n + 1e-9 and 0 < at.own_sd < at.sd for at in found.values())


def test_serum_is_printed_in_steps_of_a_tenth(survey: ModuleType):
    printed = survey.column([who for who in survey.adults() if who.serum is not None], "serum") / LITRE
    assert np.abs(printed * 10 - np.round(printed * 10)).max() < 1e-9


def test_adults_are_of_human_size(survey: ModuleType):
    people = survey.adults()
    for name, low, high in (("height", 1.2, 2.2), ("weight", 25, 300), ("egfr", 2, 180), ("age", 20, 80)):
        values = survey.column(people, name)
        assert np.nanmin(values) >= low
        assert np.nanmax(values) <= high
    assert all(who.serum is None or who.people > 0 for who in people)
    assert all(who.intake1 is None or who.people1 > 0 for who in people)


def test_serum_is_a_weak_mirror_of_intake(survey: ModuleType):
    """food.md 2.3: about 0.1."""
    found = survey.correlations(draws=200)
    bare, given = found["mg, mean of two days"], found["mg, mean of two days given age and sex"]
    assert bare.low < 0.1 < bare.high
    assert 0 < given.low < given.r < given.high < 0.15
    assert found == survey.correlations(draws=200)


@pytest.mark.parametrize("sex", ["male", "female"])
def test_log_intake_gives_the_mean_again(survey: ModuleType, sex: str):
    at = survey.intake()[sex]
    assert math.exp(at.centre + (at.between**2 + at.within**2) / 2) == pytest.approx(at.mean, rel=0.05)
    assert at.pairs > 0.8 * at.n


@pytest.mark.parametrize(("sex", "mean", "error"), [("male", 342.5, 4.4), ("female", 271.4, 6.1)])
def test_weights_strata_and_places_give_the_intake_of_the_reference(
    survey: ModuleType, sex: str, mean: float, error: float
):
    """food.md 2.1: day 1 of 2017-18, adults, with its standard error, through the same arithmetic as the medicines."""
    recalls = survey.table(survey.FOLDER, "DR1TOT_J", ("DR1DRSTZ", "DR1TMAGN", "WTDRD1"))
    eaten, weights, places = [], [], []
    for seqn, who in survey.background(survey.FOLDER, "J").items():
        day = recalls.get(seqn, {})
        if who["sex"] == sex and day.get("DR1DRSTZ") == 1:
            eaten.append(day["DR1TMAGN"])
            weights.append(day["WTDRD1"])
            places.append(who["place"])
    strata = survey.strata(survey.FOLDER, "J")
    assert {len(each) for each in strata} == {2}
    assert np.average(eaten, weights=weights) == pytest.approx(mean, abs=0.05)
    found = survey.error_of_places(column(*eaten), column(*weights), places, strata)
    assert found == pytest.approx(error, abs=0.05)


def test_as_many_take_a_medicine_as_was_published(survey: ModuleType):
    """59 % of adults took any prescribed medicine in 2011-12 (Kantor 2015, JAMA 314:1818, abstract)."""
    told = survey.table(survey.FOLDER, "RXQ_RX_G", ("RXDUSE",))
    people = [seqn for seqn in survey.background(survey.FOLDER, "G") if told[seqn]["RXDUSE"] in (1, 2)]
    assert len(people) == sum(who.cycle == "G" for who in survey.users())
    weights = [survey.design(survey.FOLDER, "G")[seqn]["WTMEC2YR"] for seqn in people]
    takes = [told[seqn]["RXDUSE"] == 1 for seqn in people]
    assert np.average(takes, weights=weights) == pytest.approx(0.59, abs=0.005)


def test_medicines_follow_age_and_disease(survey: ModuleType):
    found = survey.medicines()
    assert found["everybody"]["thiazide"].n > 20_000
    assert all(0 <= at.share < 1 and at.error >= 0 for kinds in found.values() for at in kinds.values())
    assert found["diabetes"]["metformin"].share > 0.5 > 0.02 > found["no diabetes"]["metformin"].share
    assert found["60-79"]["proton pump inhibitor"].share > 4 * found["20-39"]["proton pump inhibitor"].share
    assert found["eGFR 30-44"]["loop diuretic"].share > 10 * found["eGFR 90+"]["loop diuretic"].share
    assert found["cycle J"]["SGLT2 inhibitor"].share > found["cycle G"]["SGLT2 inhibitor"].share == 0
