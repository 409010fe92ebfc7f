"""The import of official tables: every kind of damage by name, each refused or set aside with row and reason."""

from __future__ import annotations

import runpy
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from epsom.errors import InputError
from epsom.interfaces.tables import import_tables
from epsom.plate.store import Store

small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_tables.py"))))
official = small.official


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "foods.sqlite"


def test_a_nutrient_in_the_wrong_unit_is_refused(tmp_path: Path, database: Path) -> None:
    change = {"nutrient.csv": small.NUTRIENTS.replace('"Magnesium, Mg","MG"', '"Magnesium, Mg","UG"')}
    with pytest.raises(InputError, match=r"Magnesium, Mg \(id 1090\) is told in UG, where it must be mg"):
        import_tables([small.fdc(tmp_path / "sr.zip", change=change)], database)


def test_a_zip_without_magnesium_is_refused(tmp_path: Path, database: Path) -> None:
    change = {"nutrient.csv": small.NUTRIENTS.replace('"1090"', '"1999"')}
    with pytest.raises(InputError, match=r"no magnesium \(id 1090\)"):
        import_tables([small.fdc(tmp_path / "sr.zip", change=change)], database)


def test_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path, database: Path) -> None:
    import_tables([small.fdc(tmp_path / "plain.zip")], database)
    other = tmp_path / "other.sqlite"
    report = import_tables([small.fdc(tmp_path / "marked.zip", end="\r\n", bom="\ufeff")], other)
    assert report.asides == ()
    with Store(database) as one, Store(other) as two:
        assert one.food("usda_srlegacy", "12016") == two.food("usda_srlegacy", "12016")


def test_a_wrong_delimiter_is_refused(tmp_path: Path, database: Path) -> None:
    text = official.written(official.FOOD, small.FOODS).replace('","', '";"')
    with pytest.raises(InputError, match=r"food.csv separates its cells by a semicolon"):
        import_tables([small.fdc(tmp_path / "sr.zip", change={"food.csv": text}, counts={"food.csv": text})], database)


def test_ciqual_with_tabs_between_its_cells_is_refused_as_such(tmp_path: Path, database: Path) -> None:
    """Its titles have commas inside: "Energie, Règlement UE N° 1169/2011"."""
    path = tmp_path / "ciqual.csv"
    path.write_text("alim_code\talim_nom_fr\tEnergie, R (kcal/100 g)\tMagnésium (mg/100 g)\n13004\tBanane\t90\t32\n")
    with pytest.raises(InputError, match=r"separates its cells by a tab, where the official file has a semicolon"):
        import_tables([path], database)


def test_ciqual_that_breaks_off_is_refused_and_the_table_before_it_kept(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "ciqual.csv"
    whole = "alim_code;alim_nom_fr;Magnésium (mg/100 g);Calcium (mg/100 g)\n13004;Banane;32;5\n13005;Pomme;5;6\n"
    path.write_text(whole, "utf-8")
    import_tables([path], database)
    path.write_text(whole + "13006;Poire;", "utf-8")
    with pytest.raises(InputError, match=r"breaks off: in its last row, the row has 3 cells, its header 4"):
        import_tables([path], database)
    with Store(database) as store:
        assert len(store) == 2


def test_ciqual_with_commas_between_its_cells_is_refused(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "ciqual.csv"
    path.write_text("alim_code,alim_nom_fr,Magnésium (mg/100 g)\n13004,Banane,32\n", "utf-8")
    with pytest.raises(InputError, match=r"separates its cells by a comma, where the official file has a semicolon"):
        import_tables([path], database)


def test_a_decimal_comma_where_a_point_belongs_is_set_aside(tmp_path: Path, database: Path) -> None:
    amounts = [("10", "1090", "550"), ("10", "1003", "29,84")]
    report = import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts)], database)
    assert "food_nutrient.csv:3: protein of 10: 29,84 has a decimal comma" in small.whys(report)
    with Store(database) as store:
        assert store.food("usda_srlegacy", "12016").amounts == {"magnesium": 550.0}


def test_a_number_with_two_readings_is_set_aside(tmp_path: Path, database: Path) -> None:
    report = import_tables(
        [small.fdc(tmp_path / "sr.zip", amounts=[("10", "1090", "1,050"), ("11", "1090", "1")])], database
    )
    assert "1,050 can be read two ways" in small.whys(report)
    with Store(database) as store:
        assert "magnesium" not in store.food("usda_srlegacy", "12016").amounts


def test_negative_amounts_and_portions_are_set_aside(tmp_path: Path, database: Path) -> None:
    amounts = [("10", "1090", "-5"), ("11", "1090", "1")]
    portions = [("10", "1.0", "1000", "", "", "-118"), ("10", "1.0", "9999", "", "bag", "0")]
    report = import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts, portions=portions)], database)
    assert "magnesium = -5 mg of 10: the amount is negative" in small.whys(report)
    assert "cup = -118 g of 10: a portion must weigh more than 0 g" in small.whys(report)
    assert "bag = 0 g of 10" in small.whys(report)
    assert report.tables[0].portions == 0


def test_more_magnesium_than_a_food_can_hold_is_set_aside(tmp_path: Path, database: Path) -> None:
    report = import_tables(
        [small.fdc(tmp_path / "sr.zip", amounts=[("10", "1090", "100001"), ("11", "1090", "1")])], database
    )
    assert "more than 100 g can hold" in small.whys(report)


def test_duplicated_ids_are_set_aside(tmp_path: Path, database: Path) -> None:
    foods = [*small.FOODS, ("10", "sr_legacy_food", "Another food", "12", "")]
    report = import_tables([small.fdc(tmp_path / "sr.zip", foods=foods)], database)
    assert "food.csv:4: 10, Another food: the id stands twice; the first one is kept" in small.whys(report)
    assert report.tables[0].foods == 2


def test_a_number_that_two_foods_have_is_set_aside(tmp_path: Path, database: Path) -> None:
    numbers = '"fdc_id","NDB_number"\n"10","12016"\n"11","12016"\n'
    report = import_tables([small.fdc(tmp_path / "sr.zip", change={"sr_legacy_food.csv": numbers})], database)
    assert "11, number 12016: another food has this number" in small.whys(report)


def test_an_amount_told_twice_counts_once_if_equal_and_not_at_all_if_not(tmp_path: Path, database: Path) -> None:
    amounts = [("10", "1090", "550"), ("10", "1090", "550.0"), ("11", "1090", "1"), ("11", "1090", "2")]
    report = import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts)], database)
    assert "food_nutrient.csv:4 and food_nutrient.csv:5" in small.whys(report)
    with Store(database) as store:
        assert store.food("usda_srlegacy", "12016").amounts == {"magnesium": 550.0}
        assert store.food("usda_srlegacy", "14429").amounts == {}


def test_a_food_without_its_number_is_set_aside(tmp_path: Path, database: Path) -> None:
    numbers = '"fdc_id","NDB_number"\n"10","12016"\n'
    report = import_tables([small.fdc(tmp_path / "sr.zip", change={"sr_legacy_food.csv": numbers})], database)
    assert "no file of this table gives the food its number" in small.whys(report)


def test_a_row_of_another_length_is_set_aside(tmp_path: Path, database: Path) -> None:
    text = official.written(official.FOOD, small.FOODS) + '"12","sr_legacy_food","Half a row"\n'
    report = import_tables([small.fdc(tmp_path / "sr.zip", change={"food.csv": text})], database)
    assert "food.csv:4: 12 | sr_legacy_food | Half a row: the row has 3 cells, its header 5" in small.whys(report)


def test_a_nutrient_that_no_list_has_is_set_aside(tmp_path: Path, database: Path) -> None:
    report = import_tables([small.fdc(tmp_path / "sr.zip", amounts=[*small.AMOUNTS, ("10", "7777", "3")])], database)
    assert "nutrient 7777 of 10: nutrient.csv has no such nutrient" in small.whys(report)


def test_amounts_that_do_not_fit_are_kept_and_marked_as_doubtful(tmp_path: Path, database: Path) -> None:
    amounts = [
        ("10", "1090", "550"), ("10", "1005", "10"), ("10", "2000", "30"), ("11", "1051", "99"), ("11", "1003", "7"),
    ]  # fmt: skip
    report = import_tables([small.fdc(tmp_path / "sr.zip", amounts=amounts)], database)
    assert report.tables[0].doubtful == 2
    with Store(database) as store:
        seeds, water = store.food("usda_srlegacy", "12016"), store.food("usda_srlegacy", "14429")
        assert store.search("pumpkin")[0].doubt == seeds.doubt
    assert seeds.amounts["sugars"] == 30.0
    assert seeds.doubt == "sugars 30 g is more than carbohydrate 10 g"
    assert water.doubt == "water, protein, fat and carbohydrate are 106 g of 100 g"


def test_record_counts_that_do_not_hold_are_refused(tmp_path: Path, database: Path) -> None:
    longer = {"food_nutrient.csv": official.written(official.FOOD_NUTRIENT, [[""] * 11] * 6)}
    with pytest.raises(InputError, match=r"food_nutrient.csv has 5 rows where .* tells 6"):
        import_tables([small.fdc(tmp_path / "sr.zip", counts=longer)], database)


def test_a_missing_column_is_refused(tmp_path: Path, database: Path) -> None:
    text = official.written(official.FOOD, small.FOODS).replace('"description"', '"title"')
    with pytest.raises(InputError, match=r"food.csv has no column 'description'"):
        import_tables([small.fdc(tmp_path / "sr.zip", change={"food.csv": text})], database)


def test_a_missing_file_is_refused(tmp_path: Path, database: Path) -> None:
    with pytest.raises(InputError, match=r"holds no nutrient.csv"):
        import_tables([small.fdc(tmp_path / "sr.zip", change={"nutrient.csv": None})], database)


def test_a_zip_bomb_is_refused(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("food_nutrient.csv", b"0" * 20_000_000)
    with pytest.raises(InputError, match=r"packs 'food_nutrient.csv' \d+ times, as bombs do"):
        import_tables([path], database)


def test_a_zip_that_holds_more_than_any_table_is_refused(tmp_path: Path, database: Path) -> None:
    path = tmp_path / "huge.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(4):
            archive.writestr(f"food{n}.csv", b"0")
    content = bytearray(path.read_bytes())
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:  # the central directory: what each file says it holds
        content[at + 20 : at + 24] = content[at + 24 : at + 28] = (4_000_000_000).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"holds more than 12 GB"):
        import_tables([path], database)


def test_a_file_longer_than_its_zip_says_is_refused(tmp_path: Path, database: Path) -> None:
    path = small.fdc(tmp_path / "sr.zip")
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = (40).to_bytes(4, "little")  # the first file, food.csv, says it is 40 bytes long
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"food.csv"):
        import_tables([path], database)


def test_a_truncated_zip_is_refused(tmp_path: Path, database: Path) -> None:
    path = small.fdc(tmp_path / "sr.zip")
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError, match=r"no whole zip file"):
        import_tables([path], database)


def test_a_zip_with_a_damaged_file_is_refused(tmp_path: Path, database: Path) -> None:
    path = small.fdc(tmp_path / "sr.zip")
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("food_nutrient.csv")
    content = bytearray(path.read_bytes())
    middle = info.header_offset + 30 + len(info.filename) + info.compress_size // 2
    content[middle : middle + 8] = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
    path.write_bytes(content)
    with pytest.raises(
        InputError, match=r"damaged in food_nutrient.csv|food_nutrient.csv is not written|cannot be read"
    ):
        import_tables([path], database)


@pytest.mark.parametrize(
    "name",
    ["/etc/food_nutrient.csv", "../food_nutrient.csv", "a/../../food_nutrient.csv", "C:/food_nutrient.csv"],
)
def test_a_path_that_leads_out_of_the_zip_is_refused(name: str, tmp_path: Path, database: Path) -> None:
    path = official.packed(tmp_path / "out.zip", {name: "x"})
    with pytest.raises(InputError, match=r"leads out of it"):
        import_tables([path], database)


def test_a_zip_with_the_same_file_twice_is_refused(tmp_path: Path, database: Path) -> None:
    path = official.packed(tmp_path / "twice.zip", {"a/food_nutrient.csv": "x", "b/food_nutrient.csv": "y"})
    with pytest.raises(InputError, match=r"two files called food_nutrient.csv"):
        import_tables([path], database)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("notes.txt", b"hello", "is no table that I know"),
        ("empty.csv", b"", "is no table that I know"),
        ("foods.zip", b"hello", "no whole zip file"),
    ],
)
def test_a_file_that_is_no_table_is_refused(name, content, says, tmp_path: Path, database: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=says):
        import_tables([path], database)


def test_a_spreadsheet_is_refused_with_the_mend(tmp_path: Path, database: Path) -> None:
    path = official.packed(tmp_path / "ciqual.xlsx", {"xl/workbook.xml": "<workbook/>"})
    with pytest.raises(InputError, match=r"Save the sheet as CSV with semicolons"):
        import_tables([path], database)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path, database: Path) -> None:
    with pytest.raises(InputError, match=r"is no file"):
        import_tables([tmp_path / "nowhere.zip"], database)


def test_a_file_in_another_alphabet_is_refused(tmp_path: Path, database: Path) -> None:
    path = small.fdc(tmp_path / "sr.zip")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["food.csv"] = files["food.csv"].replace(b"roasted", b"r\xf6sted")
    with pytest.raises(InputError, match=r"food.csv is not written in utf-8"):
        import_tables([official.packed(tmp_path / "latin.zip", files)], database)


def test_a_file_with_no_amount_that_can_be_taken_is_refused(tmp_path: Path, database: Path) -> None:
    with pytest.raises(InputError, match=r"holds not one amount .* decimal comma"):
        import_tables([small.fdc(tmp_path / "sr.zip", amounts=[("10", "1090", "550,5")])], database)


def test_a_failed_import_leaves_the_old_database_untouched(tmp_path: Path, database: Path) -> None:
    import_tables([small.fdc(tmp_path / "sr.zip")], database)
    before = database.read_bytes()
    good = small.ascii_zip(tmp_path / "sr26.zip")
    bad = small.fdc(tmp_path / "bad.zip", amounts=[("10", "1090", "550"), ("11", "304", "1")])
    with pytest.raises(InputError):
        import_tables([good, bad], database)
    assert database.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "sqlite" in path.name] == ["foods.sqlite"]
