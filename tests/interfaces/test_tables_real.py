"""The import of official tables on real data.

The copies in shared/data have their copyist's layout; ``official_layout.py`` writes them out as their makers publish
them, and says what the copies lack.
"""

from __future__ import annotations

import gzip
import runpy
import sqlite3
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from epsom.errors import InputError
from epsom.interfaces.tables import import_tables
from epsom.plate.store import Store

small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_tables.py"))))
official = small.official


needs_data = pytest.mark.skipif(
    not official.DATA.is_dir(), reason="../shared/data/composition, the copies of the national tables, is not here"
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "foods.sqlite"


@needs_data
def test_sr_legacy_written_out_in_the_official_layout(tmp_path: Path, database: Path) -> None:
    """The copy has 7,754 of the 7,793 foods, magnesium for 7,398 of them, and SR26 gives the household weights."""
    report = import_tables([official.sr_legacy(tmp_path / "sr_legacy.zip")], database)
    (table,) = report.tables
    assert (table.table, table.foods) == ("usda_srlegacy", 7754)
    assert counted(database, "magnesium") == 7398
    with Store(database) as store:
        known = {"12016": 550, "12014": 592, "12006": 335, "12061": 270, "11457": 79, "11458": 87, "16015": 70}
        for ndb, magnesium in known.items():  # food.md 6.1, mg/100 g as printed by the USDA
            assert store.food("usda_srlegacy", ndb).amounts["magnesium"] == magnesium
        assert store.search("pumpkin seeds roasted")[0].magnesium is not None
        right = {"12016", "12663"}
        assert right & {hit.number for hit in store.search("pumpkin seeds roasted", 10)}


@needs_data
def test_fndds_written_out_in_the_official_layout(tmp_path: Path, database: Path) -> None:
    """The copy has 5,431 foods with nutrients, none missing; the official zip writes numbers where ids belong."""
    report = import_tables([official.fndds(tmp_path / "survey.zip")], database)
    assert [(one.table, one.foods) for one in report.tables] == [("usda_fndds", 5431)]
    assert counted(database, "magnesium") == 5431
    with Store(database) as store:
        milk = store.food("usda_fndds", "11111000")
        assert (milk.name, milk.amounts["magnesium"], milk.category) == ("Milk, whole", 12.0, "Milk, whole")


@needs_data
def test_sr26_written_out_in_the_official_layout(tmp_path: Path, database: Path) -> None:
    """The copy is complete: 8,463 foods; its magnesium values are counted from it directly."""
    values = [row for row in official.copied("sr26/nutrient.csv.gz") if row["nutr_id"] == "304"]
    report = import_tables([official.sr26(tmp_path / "sr26.zip")], database)
    assert [(one.table, one.foods) for one in report.tables] == [("usda_sr", 8463)]
    assert counted(database, "magnesium") == len(values)
    with Store(database) as store:
        assert store.food("usda_sr", "12016").amounts["magnesium"] == 550.0


@needs_data
def test_the_canadian_file_written_out_in_the_official_layout(tmp_path: Path, database: Path) -> None:
    """The copy has 5,690 foods and nothing that tells a measured zero from a missing one: all zeros are missing."""
    report = import_tables([official.cnf(tmp_path / "cnf.zip")], database)
    assert [(one.table, one.foods) for one in report.tables] == [("cnf", 5690)]
    with Store(database) as store:
        assert store.food("cnf", "2").amounts["magnesium"] == 13.0
    base = sqlite3.connect(database)
    assert base.execute("SELECT count(*) FROM amounts WHERE amount = 0").fetchone()[0] == 0
    base.close()


@needs_data
def test_ciqual_written_out_in_the_official_layout(tmp_path: Path, database: Path) -> None:
    """The copy has 2,807 foods under English names only; the official file has French ones as well."""
    report = import_tables([official.ciqual(tmp_path / "ciqual.csv")], database)
    assert [(one.table, one.foods) for one in report.tables] == [("ciqual", 2807)]
    with Store(database) as store:
        hepar = next(hit for hit in store.search("Hepar") if "Hepar" in hit.name or "Hépar" in hit.name)
    assert hepar.magnesium == 11.9  # food.md, section 1


@needs_data
def test_foundation_amounts_of_the_official_file(tmp_path: Path, database: Path) -> None:
    """The copy has three official columns of food_nutrient.csv, and no food.csv: names and numbers are made up here.

    Portions, units and nutrients are the official files, whole.
    """
    with gzip.open(official.DATA / "fdc_meta" / "foundation_food_nutrient.csv.gz", "rt") as stream:
        amounts = stream.read()
    with gzip.open(official.DATA / "fdc_meta" / "foundation_food_portion.csv.gz", "rt") as stream:
        portions = stream.read()
    ids = sorted({line.split(",")[0] for line in amounts.splitlines()[1:]}, key=int)
    files = {
        "food.csv": official.written(official.FOOD, [(id, "foundation_food", f"food {id}", "", "") for id in ids]),
        "foundation_food.csv": official.written(("fdc_id", "NDB_number", "footnote"), [(id, id, "") for id in ids]),
        "food_nutrient.csv": amounts, "food_portion.csv": portions,
        "nutrient.csv": official.official_nutrients(), "measure_unit.csv": official.official_units(),
    }  # fmt: skip
    report = import_tables([official.packed(tmp_path / "foundation.zip", files)], database)
    assert report.tables[0].foods == len(ids)
    told = [row for line in amounts.splitlines() if (row := line.split(","))[1] == "1090" and row[2]]
    assert counted(database, "magnesium") == len(told)


@needs_data
@pytest.mark.parametrize("part", [0.2, 0.9, 0.999])
def test_a_real_zip_cut_short_is_refused(part: float, tmp_path: Path, database: Path) -> None:
    path = official.cnf(tmp_path / "cnf.zip")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
    with pytest.raises(InputError):
        import_tables([path], database)
    assert not database.exists()


@needs_data
def test_a_real_table_with_rows_taken_out_is_refused(tmp_path: Path, database: Path) -> None:
    path = official.fndds(tmp_path / "survey.zip")
    with zipfile.ZipFile(path) as archive:
        files = {Path(name).name: archive.read(name) for name in archive.namelist()}
    lines = files["food_nutrient.csv"].splitlines(keepends=True)
    files["food_nutrient.csv"] = b"".join(lines[:-1000])
    with pytest.raises(InputError, match=r"food_nutrient.csv has \d+ rows where"):
        import_tables([official.packed(tmp_path / "short.zip", files)], database)


def counted(database: Path, nutrient: str) -> int:
    from epsom.plate.store.nutrients import place

    base = sqlite3.connect(database)
    sql = "SELECT count(*) FROM amounts WHERE nutrient = ? AND amount IS NOT NULL"
    found = base.execute(sql, (place(nutrient),)).fetchone()[0]
    base.close()
    return found
