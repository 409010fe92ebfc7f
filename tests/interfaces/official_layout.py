"""Writes the tables of shared/data, whose layout is their copyist's, as the zips and files that their makers publish.

Used by the tests of the import and by its benchmark. What the copy lacks is left out: 39 foods of SR Legacy, its other
nutrients, the sub-samples of Foundation. The layouts are those of the official files: FoodData Central's CSV, SR26's
ASCII, the Canadian file's CSV, and the French CSV of CIQUAL.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "composition"

FOOD = ("fdc_id", "data_type", "description", "food_category_id", "publication_date")
NUTRIENT = ("id", "name", "unit_name", "nutrient_nbr", "rank")
FOOD_NUTRIENT = (
    "id", "fdc_id", "nutrient_id", "amount", "data_points", "derivation_id", "min", "max", "median", "footnote",
    "min_year_acquired",
)  # fmt: skip
FOOD_PORTION = (
    "id", "fdc_id", "seq_num", "amount", "measure_unit_id", "portion_description", "modifier", "gram_weight",
    "data_points", "footnote", "min_year_acquired",
)  # fmt: skip

SR_LEGACY = {
    "Water (g)": "255", "Energy (kcal)": "208", "Protein (g)": "203", "Total lipid (fat) (g)": "204",
    "Carbohydrate, by difference (g)": "205", "Fiber, total dietary (g)": "291", "Sugars, total (g)": "269",
    "Calcium, Ca (mg)": "301", "Iron, Fe (mg)": "303", "Magnesium, Mg (mg)": "304", "Phosphorus, P (mg)": "305",
    "Potassium, K (mg)": "306", "Sodium, Na (mg)": "307", "Zinc, Zn (mg)": "309", "Copper, Cu (mg)": "312",
    "Manganese, Mn (mg)": "315", "Selenium, Se (ug)": "317", "Vitamin C, total ascorbic acid (mg)": "401",
    "Thiamin (mg)": "404", "Riboflavin (mg)": "405", "Niacin (mg)": "406", "Pantothenic acid (mg)": "410",
    "Vitamin B-6 (mg)": "415", "Vitamin B-12 (ug)": "418", "Vitamin A, IU (IU)": "318",
    "Vitamin E (alpha-tocopherol) (mg)": "323", "Vitamin D (D2 + D3) (ug)": "328", "Vitamin D (IU)": "324",
    "Vitamin K (phylloquinone) (ug)": "430", "Fatty acids, total saturated (g)": "606", "Cholesterol (mg)": "601",
}  # fmt: skip
CIQUAL = {
    "Energy (kcal)": "Energie, Règlement UE N° 1169/2011 (kcal/100 g)", "Water (g)": "Eau (g/100 g)",
    "Protein (g)": "Protéines, N x facteur de Jones (g/100 g)", "Carbohydrate, by difference (g)": "Glucides (g/100 g)",
    "Fat (g)": "Lipides (g/100 g)", "Sugars, total (g)": "Sucres (g/100 g)",
    "Fiber, total dietary (g)": "Fibres alimentaires (g/100 g)",
    "Fatty acids, total saturated (g)": "AG saturés (g/100 g)", "Calcium, Ca (mg)": "Calcium (mg/100 g)",
    "Iron, Fe (mg)": "Fer (mg/100 g)", "Magnesium, Mg (mg)": "Magnésium (mg/100 g)",
    "Phosphorus, P (mg)": "Phosphore (mg/100 g)", "Potassium, K (mg)": "Potassium (mg/100 g)",
    "Sodium, Na (mg)": "Sodium (mg/100 g)", "Zinc, Zn (mg)": "Zinc (mg/100 g)",
    "Vitamin D (D2 + D3) (ug)": "Vitamine D (µg/100 g)", "Vitamin K (phylloquinone) (ug)": "Vitamine K1 (µg/100 g)",
}  # fmt: skip
CNF = {
    "Water (g)": ("255", "g"), "Energy (kcal)": ("208", "kCal"), "Protein (g)": ("203", "g"),
    "Fat (Total Lipids) (g)": ("204", "g"), "Carbohydrate, by difference (g)": ("205", "g"),
    "Sugars, Total (g)": ("269", "g"), "Fiber, total dietary (g)": ("291", "g"), "Calcium, Ca (mg)": ("301", "mg"),
    "Iron, Fe (mg)": ("303", "mg"), "Magnesium, Mg (mg)": ("304", "mg"), "Phosphorus, P (mg)": ("305", "mg"),
    "Potassium, K (mg)": ("306", "mg"), "Sodium, Na (mg)": ("307", "mg"), "Zinc, Zn (mg)": ("309", "mg"),
    "Vitamin D (D2 + D3) (ug)": ("328", "µg"), "Vitamin K (phylloquinone) (ug)": ("430", "µg"),
    "Vitamin D (International Units) (IU)": ("324", "IU"), "Oxalic Acid (mg)": ("245", "mg"),
}  # fmt: skip
FNDDS = {
    "Energy (kcal)": "208", "Protein (g)": "203", "Carbohydrate (g)": "205", "Sugars, total\n(g)": "269",
    "Fiber, total dietary (g)": "291", "Total Fat (g)": "204", "Fatty acids, total saturated (g)": "606",
    "Vitamin D (D2 + D3) (mcg)": "328", "Vitamin K (phylloquinone) (mcg)": "430", "Calcium (mg)": "301",
    "Phosphorus (mg)": "305", "Magnesium (mg)": "304", "Iron\n(mg)": "303", "Zinc\n(mg)": "309",
    "Potassium (mg)": "306", "Sodium (mg)": "307", "Water\n(g)": "255", "Caffeine (mg)": "262",
}  # fmt: skip


def copied(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of the copy."""
    path = DATA / name
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") if packed else path.open(newline="") as stream:
        yield from csv.DictReader(stream)


def written(header: Sequence[str], rows: Iterable[Sequence[object]], *, end: str = "\n") -> str:
    """Return a CSV as FoodData Central writes it: every cell between quotes."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def packed(path: Path, files: Mapping[str, str | bytes], *, folder: str = "") -> Path:
    """Write a zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return path


def counts(files: Mapping[str, str]) -> str:
    """Return the record counts of some CSV files, as the official zips bring them."""
    told = [(name.removesuffix(".csv"), len(list(csv.reader(io.StringIO(text)))) - 1) for name, text in files.items()]
    return written(("Table", "Number of Records"), told)


def nutrient_ids() -> dict[str, str]:
    """Return the id of every nutrient number, by the official nutrient.csv."""
    return {row["nutrient_nbr"]: row["id"] for row in copied("fdc_meta/nutrient.csv")}


def official_nutrients() -> str:
    """Return the official nutrient.csv."""
    return (DATA / "fdc_meta" / "nutrient.csv").read_text("utf-8")


def official_units() -> str:
    """Return the official measure_unit.csv."""
    return (DATA / "fdc_meta" / "measure_unit.csv").read_text("utf-8")


def sr_legacy(path: Path) -> Path:
    """Write SR Legacy: ids of our own (the copy has NDB numbers), nutrients of the copy, household weights of SR26."""
    ids, foods, amounts, numbers = nutrient_ids(), [], [], []
    categories: dict[str, int] = {}
    known: dict[str, str] = {}
    for row in copied("srlegacy/srlegacy_47col.csv.gz"):
        fdc = str(160_000 + len(foods))
        known[row["food_id"]] = fdc
        category = categories.setdefault(row["food_group"], len(categories) + 1)
        foods.append((fdc, "sr_legacy_food", row["food_name"], category, "2019-04-01"))
        numbers.append((fdc, row["food_id"]))
        for column, number in SR_LEGACY.items():
            if row[column]:
                amounts.append((len(amounts) + 1, fdc, ids[number], row[column], "", "1", "", "", "", "", ""))
    portions = [
        (n, known[row["food_id"]], row["seq"], row["amount"], "9999", "", row["desc"], row["weight"], "", "", "")
        for n, row in enumerate(copied("sr26/weight.csv.gz"), start=1)
        if row["food_id"] in known
    ]
    return _fdc(path, "sr_legacy_food.csv", foods, numbers, amounts, portions, categories)


def fndds(path: Path) -> Path:
    """Write the survey's foods as its zip has them: with nutrient numbers in the column of nutrient ids."""
    foods, amounts, numbers, known = [], [], [], {}
    codes: dict[str, str] = {}
    for row in copied("fndds2021_2023/nutrient_values.csv.gz"):
        fdc = known[row["Food code"]] = str(2_705_000 + len(foods))
        codes[row["WWEIA Category number"]] = row["WWEIA Category description"]
        foods.append(
            (fdc, "survey_fndds_food", row["Main food description"], row["WWEIA Category number"], "2024-10-31")
        )
        numbers.append((fdc, row["Food code"], row["WWEIA Category number"], "2021-01-01", "2023-12-31"))
        for column, number in FNDDS.items():
            amounts.append((len(amounts) + 1, fdc, number, row[column], "", "", "", "", "", "", ""))
    portions = [
        (
            n, known[row["Food code"]], row["Seq num"], "", "9999", row["Portion description"], "10205",
            row["Portion weight\n(g)"], "", "", "",
        )
        for n, row in enumerate(copied("fndds2021_2023/portions.csv.gz"), start=1)
        if row["Food code"] in known
    ]  # fmt: skip
    header = ("fdc_id", "food_code", "wweia_category_code", "start_date", "end_date")
    category = written(("wweia_food_category", "wweia_food_category_description"), sorted(codes.items()))
    extra = {"survey_fndds_food.csv": written(header, numbers), "wweia_food_category.csv": category}
    return _fdc(path, "", foods, [], amounts, portions, {}, extra)


def _fdc(
    path: Path,
    file: str,
    foods: Sequence[Sequence[object]],
    numbers: Sequence[Sequence[object]],
    amounts: Sequence[Sequence[object]],
    portions: Sequence[Sequence[object]],
    categories: Mapping[str, int],
    extra: Mapping[str, str] | None = None,
) -> Path:
    files = {
        "food.csv": written(FOOD, foods),
        "food_nutrient.csv": written(FOOD_NUTRIENT, amounts),
        "food_portion.csv": written(FOOD_PORTION, portions),
        "nutrient.csv": official_nutrients(),
        "measure_unit.csv": official_units(),
        "food_category.csv": written(("id", "code", "description"), [(n, "", name) for name, n in categories.items()]),
        **(extra or {}),
    }
    if file:
        files[file] = written(("fdc_id", "NDB_number"), numbers)
    files["all_downloaded_table_record_counts.csv"] = counts(files)
    return packed(path, files, folder=f"{path.stem}/")


def sr26(path: Path) -> Path:
    """Write SR26 as its ASCII zip: carets, tildes, Windows line ends, Latin letters, five-digit NDB numbers."""

    def lines(name: str, columns: Sequence[str], quoted: frozenset[str], digits: Mapping[str, int]) -> bytes:
        out = []
        for row in copied(name):
            cells = (row[column].zfill(digits.get(column, 0)) for column in columns)
            out.append("^".join(f"~{cell}~" if column in quoted else cell for cell, column in zip(cells, columns)))  # noqa: B905
        return "\r\n".join([*out, ""]).encode("latin-1")

    food = (
        "food_id", "grp_id", "food", "food_abbr", "common", "manufacturer", "survey", "refuse", "ref_pct", "scientific",
        "n_factor", "pro_factor", "fat_factor", "carb_factor",
    )  # fmt: skip
    value = (
        "food_id", "nutr_id", "value", "num_points", "se", "source_type_id", "deriv_id", "impute_id", "fortified",
        "num_studies", "min", "max", "df", "lwr", "upr", "comments", "modified", "cc",
    )  # fmt: skip
    weight = ("food_id", "seq", "amount", "desc", "weight", "num_points", "sd")
    five = {"food_id": 5, "grp_id": 4}
    files = {
        "FOOD_DES.txt": lines("sr26/food.csv.gz", food, frozenset(food[:8] + food[9:10]), five),
        "NUT_DATA.txt": lines("sr26/nutrient.csv.gz", value, frozenset(value[:2] + value[5:9]), five),
        "WEIGHT.txt": lines("sr26/weight.csv.gz", weight, frozenset(("food_id", "desc")), five),
        "NUTR_DEF.txt": lines(
            "sr26/nutrient_def.csv.gz", ("nutr_id", "unit", "nutr_abbr", "nutr", "precision", "seq"),
            frozenset(("nutr_id", "unit", "nutr_abbr", "nutr")), {},
        ),
        "FD_GROUP.txt": lines("sr26/food_group.csv.gz", ("grp_id", "group"), frozenset(("grp_id", "group")), five),
    }  # fmt: skip
    return packed(path, files)


def cnf(path: Path) -> Path:
    """Write the Canadian file; zeros, which may mean missing, are written as the copy has them: without a source."""
    groups: dict[str, int] = {}
    foods, amounts = [], []
    for row in copied("cnf2015/cnf2015_155col.csv.gz"):
        group = groups.setdefault(row["food_group"], len(groups) + 1)
        foods.append((row["food_id"], row["food_id"], group, 20, row["food_name"], "", "1981-02-01", "", "", ""))
        for column, (number, _) in CNF.items():
            if row[column]:
                amounts.append((row["food_id"], number, row[column], 0, "", "", "2010-04-16"))
    food = (
        "FoodID", "FoodCode", "FoodGroupID", "FoodSourceID", "FoodDescription", "FoodDescriptionF", "FoodDateOfEntry",
        "FoodDateOfPublication", "CountryCode", "ScientificName",
    )  # fmt: skip
    amount = (
        "FoodID", "NutrientID", "NutrientValue", "StandardError", "NumberofObservations", "NutrientSourceID",
        "NutrientDateOfEntry",
    )  # fmt: skip
    nutrients = [(n, n, "", unit, column, "", "", 2) for column, (n, unit) in CNF.items()]
    nutrient = (
        "NutrientID", "NutrientCode", "NutrientSymbol", "NutrientUnit", "NutrientName", "NutrientNameF", "Tagname",
        "NutrientDecimals",
    )  # fmt: skip
    files = {
        "FOOD NAME.csv": written(food, foods),
        "NUTRIENT AMOUNT.csv": written(amount, [(f, n, v, "", o, s, d) for f, n, v, o, s, _, d in amounts]),
        "NUTRIENT NAME.csv": written(nutrient, nutrients),
        "FOOD GROUP.csv": written(
            ("FoodGroupID", "FoodGroupCode", "FoodGroupName", "FoodGroupNameF"),
            [(n, n, name, "") for name, n in groups.items()],
        ),
        "NUTRIENT SOURCE.csv": written(
            ("NutrientSourceID", "NutrientSourceCode", "NutrientSourceDescription", "NutrientSourceDescriptionF"),
            [(0, 0, "Analytical", ""), (7, 7, "Assumed zero", "")],
        ),
    }
    return packed(path, {name: text.encode("latin-1") for name, text in files.items()})


def ciqual(path: Path) -> Path:
    """Write CIQUAL as its French CSV: semicolons, decimal commas, "-" for missing; the copy has English names only."""
    lines = [";".join(["alim_grp_nom_eng", "alim_code", "alim_nom_eng", *(f'"{name}"' for name in CIQUAL.values())])]
    for row in copied("ciqual2017/ciqual2017_60col.csv.gz"):
        cells = [_comma(row[column]) for column in CIQUAL]
        name = row["food_name"].replace('"', '""')
        lines.append(";".join([row["food_group"], row["food_id"], f'"{name}"', *cells]))
    path.write_bytes("\r\n".join(lines).encode("cp1252", "replace"))
    return path


def _comma(told: str) -> str:
    return f"{float(told):.10g}".replace(".", ",") if told else "-"
