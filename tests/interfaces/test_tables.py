"""The import of official tables: every layout, and what comes in of it."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.interfaces.tables import import_tables
from epsom.interfaces.tables.delimited import comma_number, number
from epsom.plate.store import Store

small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_tables.py"))))
official = small.official


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "foods.sqlite"


def test_a_food_comes_in_with_its_numbers(tmp_path: Path, database: Path) -> None:
    report = import_tables(
        [small.fdc(tmp_path / "sr.zip", folder="FoodData_Central_sr_legacy_food_csv_2018-04/")], database
    )
    assert [(one.table, one.foods, one.amounts, one.portions) for one in report.tables] == [("usda_srlegacy", 2, 5, 3)]
    assert report.asides == ()
    with Store(database) as store:
        food = store.food("usda_srlegacy", "12016")
    assert food.amounts == {"magnesium": 550.0, "protein": 29.84, "carbohydrate": 14.71, "sugars": 1.29}
    assert food.portions == {"cup": 118.0, "2 tbsp": 16.0}
    assert (food.category, food.date, food.doubt) == ("Nuts and Seeds", "2019-04-01", "")


def test_missing_stays_missing(tmp_path: Path, database: Path) -> None:
    amounts = [("10", "1090", ""), ("10", "1003", "0"), ("11", "1090", "1")]
    import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts)], database)
    with Store(database) as store:
        assert store.food("usda_srlegacy", "12016").amounts == {"protein": 0.0}
        assert next(hit for hit in store.search("pumpkin") if hit.number == "12016").magnesium is None


@pytest.mark.parametrize(
    ("told", "energy"),
    [
        ({"1008": 574, "2048": 570, "2047": 560}, 574.0),
        ({"2047": 560, "2048": 570}, 570.0),
        ({"2047": 560}, 560.0),
        ({"1062": 2400}, None),
    ],
)
def test_energy_falls_back_from_1008_to_2048_to_2047(told, energy, tmp_path: Path, database: Path) -> None:
    amounts = [("10", "1090", "550"), *(("10", id, str(value)) for id, value in told.items())]
    import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts)], database)
    with Store(database) as store:
        assert store.food("usda_srlegacy", "12016").amounts.get("energy") == energy


def test_international_units_of_vitamin_d_are_another_nutrient(tmp_path: Path, database: Path) -> None:
    import_tables([small.fdc(tmp_path / "sr.zip", amounts=[("10", "1090", "550"), ("10", "1110", "40")])], database)
    with Store(database) as store:
        assert "vitamin_d" not in store.food("usda_srlegacy", "12016").amounts


def test_a_file_that_writes_nutrient_numbers_is_joined_by_number(tmp_path: Path, database: Path) -> None:
    amounts = [("10", "304", "550"), ("10", "205", "14.71"), ("11", "304", "1")]
    report = import_tables([small.fdc(tmp_path / "survey.zip", amounts=amounts)], database)
    with Store(database) as store:
        assert store.food("usda_srlegacy", "12016").amounts == {"magnesium": 550.0, "carbohydrate": 14.71}
    assert any("joined by number" in note for _, note in report.notes)


def test_a_file_that_mixes_ids_and_numbers_is_refused(tmp_path: Path, database: Path) -> None:
    amounts = [("10", "1090", "550"), ("11", "304", "1")]
    with pytest.raises(InputError, match=r"food_nutrient.csv:3: nutrient_id = 304 is a nutrient number"):
        import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts)], database)


def test_survey_words_for_portions(tmp_path: Path, database: Path) -> None:
    import_tables([small.fdc(tmp_path / "sr.zip")], database)
    with Store(database) as store:
        assert store.food("usda_srlegacy", "14429").portions == {"1 bottle": 500.0}


def test_brands_come_only_on_request(tmp_path: Path, database: Path) -> None:
    foods = [*small.FOODS, ("20", "branded_food", "ALMOND DRINK", "", "2021-01-01")]
    brand = '"fdc_id","brand_owner","brand_name","branded_food_category"\n"20","Orchard Ltd","Nutty","Drinks"\n'
    path = small.fdc(
        tmp_path / "full.zip",
        foods=foods,
        amounts=[*small.AMOUNTS, ("20", "1003", "0.4")],
        change={"branded_food.csv": brand},
    )
    report = import_tables([path], database)
    assert [one.table for one in report.tables] == ["usda_srlegacy"]
    assert any("1 foods of type branded_food were left out" in note for _, note in report.notes)
    import_tables([path], database, branded=True)
    with Store(database) as store:
        food = store.food("usda_branded", "20")
        assert (food.also, food.category, food.amounts) == ("Orchard Ltd Nutty", "Drinks", {"protein": 0.4})
        assert store.search("nutty almond drink")[0].number == "20"


def test_sr_ascii_comes_in(tmp_path: Path, database: Path) -> None:
    import_tables([small.ascii_zip(tmp_path / "sr26.zip")], database)
    with Store(database) as store:
        food = store.food("usda_sr", "1001")
    assert (food.name, food.category) == ("Butter, salted, crème", "Dairy and Egg Products")
    assert food.amounts == {"magnesium": 2.0, "energy": 717.0}
    assert food.portions == {"2 tbsp": 28.4}


def test_sr_ascii_with_commas_is_refused(tmp_path: Path, database: Path) -> None:
    path = small.ascii_zip(tmp_path / "sr26.zip", **{"NUT_DATA.txt": "01001,304,2,0,,1,,,,,,,,,,,,\r\n"})
    with pytest.raises(InputError, match=r"separated by \^"):
        import_tables([path], database)


def test_sr_ascii_in_another_unit_is_refused(tmp_path: Path, database: Path) -> None:
    change = {"NUTR_DEF.txt": "~304~^~g~^~MG~^~Magnesium, Mg~^~0~^5500\r\n"}
    with pytest.raises(InputError, match=r"told in g, where it must be mg"):
        import_tables([small.ascii_zip(tmp_path / "sr26.zip", **change)], database)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_ciqual_comes_in_with_its_decimal_commas(encoding: str, tmp_path: Path, database: Path) -> None:
    path = tmp_path / "ciqual.csv"
    path.write_bytes((small.CIQUAL_HEAD + small.CIQUAL_ROWS).encode(encoding))
    report = import_tables([path], database)
    assert report.asides == ()
    with Store(database) as store:
        water, banana, carrot = (store.food("ciqual", code) for code in ("18044", "13004", "20047"))
    assert water.amounts["magnesium"] == 11.9  # as printed in the table; 119 mg a litre
    assert "vitamin_d" not in water.amounts
    assert banana.traces == {"vitamin_d"}
    assert banana.amounts["carbohydrate"] == pytest.approx(19.7 + 2.7)
    assert carrot.below == {"fibre": 0.5, "vitamin_d": 0.25}
    assert "carbohydrate" not in carrot.amounts
    assert banana.name == "Banane"


def test_ciqual_in_grams_of_magnesium_is_refused(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "ciqual.csv"
    path.write_text(small.CIQUAL_HEAD.replace("Magnésium (mg", "Magnésium (g") + small.CIQUAL_ROWS, "utf-8")
    with pytest.raises(InputError, match=r"Magnésium \(g/100 g\).* must be in mg"):
        import_tables([path], database)


def test_ciqual_with_points_is_set_aside(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "ciqual.csv"
    rows = "fruits;13000;Abricot;;50;9;2;1.050;0\r\nfruits;13001;Datte;;50;9;2;8.7;0\r\n"
    path.write_text(small.CIQUAL_HEAD + small.CIQUAL_ROWS + rows, "utf-8")
    found = small.whys(import_tables([path], database))
    assert "1.050 can be read two ways" in found
    assert "8.7 has a point, where the official file has a decimal comma" in found


def test_canadian_zeros_that_mean_missing_are_missing(tmp_path: Path, database: Path) -> None:
    amounts = "2,304,13,,5,1,\n2,291,0,,0,1,\n3,304,0,,4,1,\n3,291,0,,0,7,\n"
    report = import_tables([small.cnf(tmp_path / "cnf.zip", amounts)], database)
    with Store(database) as store:
        souffle, lard = store.food("cnf", "1002"), store.food("cnf", "1003")
    assert souffle.amounts == {"magnesium": 13.0}  # its fibre was never measured
    assert lard.amounts == {"magnesium": 0.0, "fibre": 0.0}  # measured, and known to hold none
    assert souffle.portions == {"100ml": 46.0}
    assert (souffle.name, souffle.also) == ("Cheese soufflé", "Soufflé au fromage")
    assert ("cnf.zip", "1 zeros were taken as missing: nothing says that they were measured.") in report.notes


def test_canadian_file_in_another_unit_is_refused(tmp_path: Path, database: Path) -> None:
    with pytest.raises(InputError, match=r"told in µg, where it must be mg"):
        import_tables([small.cnf(tmp_path / "cnf.zip", "2,304,13,,5,1,\n", "µg")], database)


@given(st.decimals(0, 100_000, places=3, allow_nan=False))
def test_a_number_reads_back_as_it_was_written(value) -> None:
    assert number(str(value)) == float(value)
    assert comma_number(str(value).replace(".", ",")) == float(value)


@given(st.text(max_size=12))
def test_no_text_is_repaired_into_a_number(told: str) -> None:
    found = number(told)
    if not isinstance(found, str):
        assert found == float(told)
        assert "," not in told


@pytest.fixture
def with_jackfruit(tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tables with a food that the box lacks, beside one that it has."""
    foods = [("10", "sr_legacy_food", "Jackfruit, raw", "9", "2019-04-01"), small.FOODS[1]]
    import_tables([small.fdc(tmp_path / "sr.zip", foods=foods)], database)
    monkeypatch.setenv("EPSOM_FOODS", str(database))
    return database


def test_an_imported_food_with_all_the_words_comes_before_what_is_only_near(
    with_jackfruit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The box has ten foods a little like "jackfruit"; the one that is meant is not among them."""
    assert run(["foods", "search", "raw", "jackfruit", "--limit", "3"]) == OK
    assert capsys.readouterr().out.splitlines()[1].startswith("Jackfruit, raw ")
    for known in ("tap water", "almonds", "yogourt"):  # a slip that the names of the box list is no mere likeness
        assert run(["foods", "search", known, "--limit", "1"]) == OK
        assert "usda_srlegacy 14429" not in capsys.readouterr().out


def test_a_food_is_shown_by_the_words_that_a_search_prints(
    with_jackfruit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store(with_jackfruit) as store:
        hit = store.search("jackfruit")[0]
    for told in ([f"{hit.table}:{hit.number}"], [hit.table, hit.number]):
        assert run(["foods", "show", *told]) == OK
        assert capsys.readouterr().out.startswith("Jackfruit, raw ")


def test_a_food_that_only_the_tables_have_is_named_with_them(
    with_jackfruit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["foods", "show", "jackfruit"]) == INVALID
    said = capsys.readouterr().err
    assert "Jackfruit, raw (usda_srlegacy:12016)" in said
    assert "epsom foods show usda_srlegacy:12016" in said
