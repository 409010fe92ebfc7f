"""The food table: complete, sourced, findable in plain words, and in step with the tables it comes from."""

from __future__ import annotations

import csv
import importlib.util
import sys
from collections import defaultdict
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from epsom.plate.foods import box
from epsom.tables import MARKS, sheet, sources

ROOT = Path(__file__).resolve().parents[2]
COMPOSITION = ROOT.parent / "shared" / "data" / "composition"

FOODS = {row["id"]: row for row in sheet("plate/foods.csv")}
PORTIONS = sheet("plate/portions.csv")
INHIBITORS = {row["id_or_group"]: row for row in sheet("plate/antinutrients.csv")}

SPOKEN: dict[str, set[str]] = defaultdict(set)
for _food in box():
    for _name in (_food.name, *_food.names):
        SPOKEN[_name.casefold()].add(_food.id)

MISSION = """
pumpkin seeds; chia seeds; nuts; almonds; cashews; walnuts; hazelnuts; Brazil nuts; pistachios; pecans; peanuts;
mixed nuts; legumes; beans; black beans; kidney beans; chickpeas; lentils; soybeans; edamame; peas; white beans;
baked beans; hummus; tofu; potatoes; baked potato; boiled potatoes; mashed potatoes; French fries; chips; potato chips;
broccoli; carrots; carrots, raw; carrots, boiled; spinach; spinach, raw; spinach, cooked; avocado; banana;
whole-wheat bread; whole-wheat biscuits; whole-wheat crackers; fortified cereals; fortified cereal; mineral water;
tap water; Hépar; Rozana; Contrex; Quézac; Evian; Vittel; Badoit; Perrier; San Pellegrino; Volvic; St-Yorre;
Vichy Célestins; Hydroxydase; Gerolsteiner
"""
EVERYDAY = """
milk; yoghurt; cheese; egg; beef; pork; chicken; turkey; salmon; tuna; cod; mackerel; sardines; white rice; brown rice;
pasta; oats; porridge; muesli; quinoa; bulgur; buckwheat; white bread; rye bread; Vollkornbrot; pumpernickel; tortilla;
pita; olive oil; butter; dark chocolate; milk chocolate; cocoa powder; wheat germ; wheat bran; coffee; tea; beer; wine;
orange juice; cola; soup; pizza; burger; peanut butter; tahini; ketchup; home-made soup; restaurant meal
"""

# mg per 100 g, as the reference note on food prints them (6.1), and mg per litre of waters (1)
REFERENCE = {
    "pumpkin-seeds": 550, "pumpkin-seeds-dried": 592, "chia-seeds": 335, "almonds": 270, "cashews": 292,
    "cashews-roasted": 260, "peanuts": 168, "peanuts-roasted": 178, "black-beans": 70, "chickpeas": 48, "lentils": 36,
    "spinach-raw": 79, "spinach-cooked": 87, "broccoli": 21, "carrots-raw": 12, "avocado": 29, "banana": 27,
    "whole-wheat-bread": 75, "white-bread": 23, "chocolate-dark": 228, "quinoa": 64, "rice-brown": 39, "rice-white": 12,
    "wheat-germ": 239, "coffee": 3,
}  # fmt: skip


def listed(text: str) -> list[str]:
    return [name.strip() for name in text.replace("\n", " ").split(";")]


def number(text: str) -> float | None:
    return float(text) if text else None


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compile_foods", ROOT / "scripts" / "compile_foods.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    if str(ROOT / "scripts") not in sys.path:
        sys.path.insert(0, str(ROOT / "scripts"))  # it stands on its neighbours, as it does when it is run
    spec.loader.exec_module(module)
    return module


WANTED_ROW = {"id": "thing", "group": "nut", "source": "usda_srlegacy", "source_id": "1"}
WIDE = [
    "Energy (kcal)", "Water (g)", "Protein (g)", "Total lipid (fat) (g)", "Carbohydrate, by difference (g)",
    "Sugars, total (g)", "Fiber, total dietary (g)", "Fatty acids, total saturated (g)", "Calcium, Ca (mg)",
    "Phosphorus, P (mg)", "Potassium, K (mg)", "Sodium, Na (mg)", "Zinc, Zn (mg)", "Iron, Fe (mg)",
    "Vitamin D (D2 + D3) (ug)", "Vitamin D (IU)", "Vitamin K (phylloquinone) (ug)",
]  # fmt: skip


def national_tables() -> ModuleType:
    return importlib.import_module("national_tables")


def food_composition() -> ModuleType:
    return importlib.import_module("food_composition")


def one_food(holds: dict[str, float], twin: dict[str, float] | None = None) -> SimpleNamespace:
    """A folder of tables with one food, and perhaps the food of the same number in the other release."""
    listed = national_tables().Listed
    other = {"1": listed("thing", twin)} if twin else {}
    return SimpleNamespace(value={"usda_srlegacy": {"1": listed("thing", holds)}, "usda_sr26": other})


def test_the_table_is_large_enough_and_no_id_stands_twice():
    assert len(FOODS) == len(sheet("plate/foods.csv")) >= 400
    assert sum(row["fortified"] == "yes" for row in FOODS.values()) >= 30
    assert {row["fortified"] for row in FOODS.values()} == {"yes", ""}


@pytest.mark.parametrize("name", listed(MISSION) + listed(EVERYDAY))
def test_a_food_is_found_by_its_plain_name(name: str):
    assert len(SPOKEN[name.casefold()]) == 1


@pytest.mark.parametrize("name", listed(MISSION) + listed(EVERYDAY))
def test_the_search_is_sure_of_a_plain_name(name: str):
    match = box().find(name)
    assert match.how == "exact"
    assert {match.food.id} == SPOKEN[name.casefold()]


@pytest.mark.parametrize("id", FOODS)
def test_every_food_says_where_its_value_is_from(id: str):
    row = FOODS[id]
    assert row["source"] in sources()
    assert row["source_id"]
    assert row["mark"] in MARKS


@pytest.mark.parametrize("id", FOODS)
def test_the_range_holds_the_value_and_a_food_without_one_is_a_range(id: str):
    row = FOODS[id]
    value, low, high = (number(row[column]) for column in ("magnesium", "magnesium_low", "magnesium_high"))
    assert low is not None
    assert high is not None
    if value is None:
        assert 0 < low < high
        assert row["note"]
        assert row["mark"] == "computed"
    else:
        assert low <= value <= high


def test_zero_is_a_value_only_where_nothing_else_could_be():
    zeros = {row["group"] for row in FOODS.values() if number(row["magnesium"]) == 0.0}
    assert zeros <= {"fat", "sweet", "alcohol", "soft-drink"}
    assert sum(not row["magnesium"] for row in FOODS.values()) >= 4


def test_energy_can_be():
    for row in FOODS.values():
        energy = number(row["energy"])
        assert energy is None or 0 <= energy <= 900
        assert row["group"] != "water" or energy == 0


def test_portions_are_of_a_food_and_its_default_is_among_them():
    own = defaultdict(dict)
    for row in PORTIONS:
        assert row["id"] in FOODS
        assert row["portion"] not in own[row["id"]]
        own[row["id"]][row["portion"]] = float(row["grams"])
        assert row["note"]
        assert row["source"] == "assumed" or (row["source"] in sources() and row["source_id"])
    for id, row in FOODS.items():
        assert row["default_portion"] in own[id]
        assert all(0.5 <= grams <= 1600 for grams in own[id].values())


@pytest.mark.parametrize(("smaller", "larger"), [("small", "medium"), ("medium", "large"), ("teaspoon", "tablespoon"),
                                                 ("tablespoon", "cup"), ("glass", "bottle")])  # fmt: skip
def test_a_larger_portion_weighs_more(smaller: str, larger: str):
    own = defaultdict(dict)
    for row in PORTIONS:
        own[row["id"]][row["portion"]] = float(row["grams"])
    both = [sizes for sizes in own.values() if smaller in sizes and larger in sizes]
    assert both
    assert all(sizes[smaller] < sizes[larger] for sizes in both)


def test_every_food_has_phytate_and_oxalate_of_its_own_or_of_its_group():
    groups = {row["group"] for row in FOODS.values()}
    assert not groups & set(FOODS)
    assert groups <= set(INHIBITORS) <= groups | set(FOODS)


@pytest.mark.parametrize("id", INHIBITORS)
def test_phytate_and_oxalate_lie_in_their_range_and_say_whence(id: str):
    row = INHIBITORS[id]
    for name in ("phytate", "oxalate"):
        assert 0 <= float(row[f"{name}_low"]) <= float(row[name]) <= float(row[f"{name}_high"]) <= 10_000
    assert row["mark"] in MARKS
    assert row["note"]
    assert row["source"] in {*sources(), "assumed"}


def test_what_holds_much_phytate_or_oxalate_stands_out():
    phytate, oxalate = ({id: float(row[name]) for id, row in INHIBITORS.items()} for name in ("phytate", "oxalate"))
    assert phytate["wheat-bran"] > phytate["whole-bread"] > phytate["refined-bread"] > phytate["meat"] == 0
    assert phytate["rice-brown"] > phytate["rice-white"]
    assert oxalate["spinach-cooked"] > oxalate["almonds"] > oxalate["almond-milk"] > oxalate["milk"] == 0
    # spinach against kale, the pair whose absorption was measured [bohn2004oxalate]
    assert oxalate["spinach-cooked"] > 20 * oxalate["kale"]


@pytest.mark.parametrize("id", REFERENCE)
def test_a_value_is_the_one_of_the_reference_note(id: str):
    assert float(FOODS[id]["magnesium"]) == REFERENCE[id]


def test_a_litre_of_tap_water_holds_what_the_reference_note_says():
    tap = FOODS["tap-water"]
    assert float(tap["magnesium"]) * 10 * float(tap["density"]) == pytest.approx(9.9)


def test_a_slice_of_whole_wheat_bread_has_24_mg():  # the reference note: 32 g, 24 mg
    grams = next(float(r["grams"]) for r in PORTIONS if (r["id"], r["portion"]) == ("whole-wheat-bread", "slice"))
    assert grams == 32
    assert float(FOODS["whole-wheat-bread"]["magnesium"]) * grams / 100 == 24


@pytest.mark.skipif(not COMPOSITION.is_dir(), reason="the composition data is not beside this checkout")
def test_the_table_can_be_rebuilt_from_the_national_tables():
    assert script().differences(COMPOSITION) == []


def test_the_wanted_list_and_the_table_name_the_same_foods():
    with (ROOT / "scripts" / "foods_wanted.csv").open(encoding="utf-8", newline="") as lines:
        assert [row["id"] for row in csv.DictReader(lines)] == list(FOODS)


def test_a_missing_value_stays_missing():  # what the tables print where nobody measured
    compile_foods = script()
    assert compile_foods.number("") is None
    assert compile_foods.number("-") is None
    assert compile_foods.number("nan") is None
    assert compile_foods.number("0.00e+00") == 0.0


def test_a_table_in_another_unit_is_refused():
    compile_foods = script()
    with pytest.raises(SystemExit, match=r"Magnesium, Mg is in g, and nutrients.csv has mg"):
        national_tables().columns([*WIDE, "Magnesium, Mg (g)"], national_tables().USDA)
    with pytest.raises(SystemExit, match=r"0 columns are headed 'Magnesium, Mg'"):
        national_tables().columns(WIDE, national_tables().USDA)
    found = national_tables().columns([*WIDE, "Magnesium, Mg\n(mg)"], national_tables().USDA)
    assert found["vitamin_k"] == "Vitamin K (phylloquinone) (ug)"
    assert found["magnesium"] == "Magnesium, Mg\n(mg)"
    assert compile_foods.TABLES


def test_a_value_that_cannot_be_is_told_and_not_mended():
    script()
    held = {"water": 10.0, "protein": 20.0, "fat": 30.0, "carbohydrate": 50.0, "sugars": 60.0, "energy": 900.0}
    odd = food_composition().oddities(WANTED_ROW, one_food(held))
    assert [line.split(": ", 1)[1].rsplit(" (", 1)[0] for line in odd] == [
        "sugars 60 g is more than its carbohydrate 50 g",
        "its parts add up to 110.0 g",
        "energy 900 kcal, and its parts give 550 to 550",
    ]
    row = dict(
        zip(food_composition().COMPOSITION, food_composition().composition(WANTED_ROW, one_food(held)), strict=True)
    )
    assert row["sugars"] == "60"
    assert row["iron"] == ""  # nobody listed it: unknown, and not 0


def test_the_same_number_of_another_release_fills_a_gap_and_says_so():
    script()
    twin = {"iron": 2.0, "protein": 99.0}
    holds, elsewhere = food_composition().held(WANTED_ROW, one_food({"protein": 20.0}, twin))
    assert holds == {"protein": 20.0, "iron": 2.0}
    assert elsewhere == {"iron": "usda_sr26:1"}
