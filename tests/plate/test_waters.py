"""The waters: counted, sourced, in plausible amounts, findable, and in step with the tables they come from."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from math import exp
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import TableError
from epsom.plate.foods import Foods
from epsom.plate.search import words
from epsom.plate.waters import MINERALS, named, poured, waters
from epsom.tables import sheet, sources

ROOT = Path(__file__).resolve().parents[2]
COMPOSITION = ROOT.parent / "shared" / "data" / "composition"
ROWS = {row["id"]: row for row in sheet("plate/waters.csv")}
HEPAR = ROWS["water-hepar"]

# the reference note on food, section 1 [mg/L]
REFERENCE = {
    "water-hydroxydase": 240, "water-rozana": 160, "water-hepar": 119, "water-didier": 113, "water-parot": 94,
    "water-ardesy": 92, "water-propiac": 88.8, "water-contrex": 74.5, "water-quezac": 69, "water-evian": 26,
    "water-st-yorre": 11, "water-vichy-celestins": 10, "water-mont-roucous": 0.5,
}  # fmt: skip
ASKED = {"FR", "DE", "IT", "ES", "GB", "AT", "CH", "BE", "US", "CA"}
OTHERS = {"AM", "CZ", "FJ", "GE", "GR", "HR", "LU", "MX", "NO", "PL", "PT", "RU", "SI"}


def test_there_are_85_waters_that_somebody_measured():
    sourced = [row for row in ROWS.values() if row["source"] in sources() and row["mark"] not in ("memory", "ours")]
    assert len(sourced) >= 85
    assert len(named()) == len(ROWS) >= len(sourced)


def test_every_country_asked_for_has_a_water():
    countries = Counter(water.country for water in named().values())
    assert set(countries) >= ASKED
    assert set(countries) <= ASKED | OTHERS


@pytest.mark.parametrize("id", ROWS)
def test_every_water_has_its_source_and_what_is_remembered_says_so(id: str):
    row = ROWS[id]
    assert row["country"]
    if row["source"] == "assumed":
        assert row["mark"] in ("memory", "part-memory")
        assert row["note"]
        assert float(row["magnesium_high"]) >= 1.3 * float(row["magnesium_low"])  # a wide range
    else:
        assert row["source"] in sources()
        assert row["source_id"]
        assert row["mark"] in ("read", "read-secondary", "computed")


@pytest.mark.parametrize(("id", "per_litre"), REFERENCE.items())
def test_magnesium_is_that_of_the_reference(id: str, per_litre: float):
    assert named()[id].food.magnesium == pytest.approx(per_litre / 10)
    assert named()[id].food.spread == 0.0


@pytest.mark.parametrize("food", waters(), ids=lambda food: food.id)
def test_a_water_is_a_drink_in_glasses_and_bottles(food):
    assert (food.group, food.slot, food.density, food.energy) == ("water", "drink", 1.0, 0.0)
    assert food.default_portion == "glass"
    assert food.portions["glass"] < food.portions["bottle"] < food.portions["large bottle"]
    assert (food.phytate_high, food.oxalate_high) == (0.0, 0.0)
    assert food.diet.vegan == "yes"


@pytest.mark.parametrize("food", waters(), ids=lambda food: food.id)
def test_amounts_are_those_of_a_water_one_can_drink(food):
    holds = {name: amount * 10 for name, amount in food.others.items()}  # mg/L
    assert 0 <= food.magnesium_low <= food.magnesium_high <= 104  # Donat, the richest: 1040 mg/L
    assert holds.get("calcium", 0) <= 650
    assert holds.get("sodium", 0) <= 2000
    assert holds.get("potassium", 0) <= 200
    assert holds.get("iron", 0) <= 10
    assert holds["protein"] == holds["fat"] == holds["sugars"] == 0


def test_charges_do_not_contradict_the_hydrogen_carbonate():
    # where label and table are right, the cations carry at least the charge of this one anion
    charge = {"calcium": 2 / 40.08, "sodium": 1 / 22.99, "potassium": 1 / 39.10}
    for id, water in named().items():
        if water.hydrogen_carbonate and {"calcium", "sodium"} <= water.food.others.keys() and water.food.magnesium:
            cations = sum(10 * water.food.others.get(name, 0) * per_mg for name, per_mg in charge.items())
            cations += 10 * water.food.magnesium * 2 / 24.305
            assert water.hydrogen_carbonate / 61.02 <= 1.1 * cations, id


def test_a_mineral_without_a_value_is_unknown():
    borjomi = named()["water-borjomi"].food
    assert borjomi.magnesium is None
    assert (borjomi.magnesium_low, borjomi.magnesium_high) == (2, 15)
    assert borjomi.composition["magnesium"] is None
    assert {"calcium", "sodium"} <= set(borjomi.composition.unknown)
    assert borjomi.composition.source_of("protein") == "ciqual2017:18066"


def test_a_range_is_what_nine_bottles_in_ten_lie_in():
    spread = named()["water-rosbacher"].food.spread
    assert exp(2 * 1.6449 * spread) == pytest.approx(140 / 60, rel=1e-3)


def test_added_magnesium_is_marked():
    assert [id for id, water in named().items() if water.added] == ["water-dasani"]


def test_no_two_waters_have_one_name():
    called = Counter((name, food.id) for food in waters() for name in {words(n) for n in (food.name, *food.names)})
    owners = Counter(name for name, _ in called)
    assert [name for name, number in owners.items() if number > 1] == []


@pytest.mark.parametrize("food", waters(), ids=lambda food: food.id)
def test_a_water_is_found_by_each_of_its_names(food):
    everywhere = Foods(waters())
    for name in (food.name, *food.names):
        assert everywhere.find(name).food.id == food.id


@pytest.mark.parametrize(
    ("told", "id"),
    [
        ("eau de Vittel", "water-vittel"), ("Evian water", "water-evian"), ("agua Lanjaron", "water-lanjaron"),
        ("Gerolsteiner Mineralwasser", "water-gerolsteiner"), ("solan de cabras", "water-solan-de-cabras"),
        ("saint-yorre", "water-st-yorre"), ("Roemerquelle", "water-romerquelle"), ("hepar", "water-hepar"),
        ("Fiji", "water-fiji"), ("chateldon", "water-chateldon"),
    ],
)  # fmt: skip
def test_a_water_is_found_in_the_words_people_use(told: str, id: str):
    assert Foods(waters()).find(told).food.id == id


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"country": "France"}, "two-letter"),
        ({"country": ""}, "two-letter"),
        ({"source": "nobody2020"}, "no key of sources.bib"),
        ({"source": "assumed", "note": ""}, "because"),
        ({"mark": "guessed"}, "mark must be one of"),
        ({"country_mark": ""}, "country_mark"),
        ({"kind": "fizzy"}, "kind must be one of"),
        ({"added": ""}, "added must be yes or no"),
        ({"magnesium": "-1"}, "cannot be in a litre"),
        ({"calcium": "549000"}, "Check the unit"),
        ({"water": "9970"}, "Check the unit"),
        ({"sodium": "1,050"}, "is no number"),
        ({"magnesium_high": ""}, "give magnesium_low and magnesium_high"),
        ({"magnesium": "", "magnesium_low": "5", "magnesium_high": "5"}, "Unknown is not zero"),
        ({"magnesium": "200"}, "outside its range"),
    ],
)
def test_a_faulty_row_is_refused(wrong: dict[str, str], says: str):
    with pytest.raises(TableError, match=rf"^plate/waters.csv:2: .*{says}"):
        poured([{**HEPAR, **wrong}])


def test_a_water_that_stands_twice_is_refused():
    with pytest.raises(TableError, match=r"^plate/waters.csv:3: .*stands twice"):
        poured([HEPAR, HEPAR])


@given(st.sampled_from(["magnesium", *MINERALS]), st.floats(0.01, 5000))
def test_a_litre_holds_ten_times_what_100_g_hold(mineral: str, amount: float):
    cells = {mineral: repr(amount)}
    if mineral == "magnesium":
        cells |= {"magnesium_low": repr(amount), "magnesium_high": repr(amount)}
    (water,) = poured([{**HEPAR, **cells}])
    assert water.food.composition[mineral] == pytest.approx(amount / 10, rel=1e-5)


@pytest.fixture(scope="module")
def compiler() -> ModuleType:
    if not COMPOSITION.is_dir():
        pytest.skip("the national tables are not beside this checkout")
    scripts = str(ROOT / "scripts")
    sys.path.insert(0, scripts)
    try:
        spec = importlib.util.spec_from_file_location("compile_waters", ROOT / "scripts" / "compile_waters.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(scripts)
    return module


def test_the_waters_are_those_of_the_national_tables(compiler: ModuleType):
    assert compiler.differences(COMPOSITION) == []


def test_a_changed_amount_is_found(compiler: ModuleType):
    (changed,) = compiler.compiled([{**HEPAR, "magnesium": "1190"}], COMPOSITION)
    assert changed["magnesium"] == "119"


def test_a_zero_of_the_french_table_is_not_taken_for_a_measurement(compiler: ModuleType):
    cells = compiler.amounts("ciqual2017", {"magnesium": 0.2, "potassium": 0.0})
    assert (cells["magnesium"], cells["potassium"]) == ("2", "")
    with pytest.raises(SystemExit):
        compiler.amounts("ciqual2017", {"magnesium": 0.0})


def test_a_whole_milligram_of_the_us_table_is_rounded(compiler: ModuleType):
    cells = compiler.amounts("usda_srlegacy", {"magnesium": 1.0})
    assert [cells[name] for name in ("magnesium", "magnesium_low", "magnesium_high")] == ["10", "5", "15"]
    cells = compiler.amounts("usda_srlegacy", {"magnesium": 0.0})
    assert [cells[name] for name in ("magnesium", "magnesium_low", "magnesium_high")] == ["", "0", "5"]
