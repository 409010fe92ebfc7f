"""Small tables in the official layouts, whole or changed as a test says."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

official = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("official_layout.py"))))

NUTRIENTS = """"id","name","unit_name","nutrient_nbr","rank"
"1003","Protein","G","203","600.0"
"1004","Total lipid (fat)","G","204","800.0"
"1005","Carbohydrate, by difference","G","205","1110.0"
"1008","Energy","KCAL","208","300.0"
"1051","Water","G","255","100.0"
"1062","Energy","kJ","268","400.0"
"1090","Magnesium, Mg","MG","304","5500.0"
"1110","Vitamin D (D2 + D3), International Units","IU","324","8650.0"
"1114","Vitamin D (D2 + D3)","UG","328","8700.0"
"2000","Sugars, Total","G","269","1510.0"
"2047","Energy (Atwater General Factors)","KCAL","957","280.0"
"2048","Energy (Atwater Specific Factors)","KCAL","958","290.0"
"""
UNITS = '"id","name"\n"1000","cup"\n"9999","undetermined"\n'
FOODS = [
    ("10", "sr_legacy_food", "Seeds, pumpkin, roasted", "12", "2019-04-01"),
    ("11", "sr_legacy_food", "Water, tap", "14", "2019-04-01"),
]
AMOUNTS = [
    ("10", "1090", "550"), ("10", "1003", "29.84"), ("10", "1005", "14.71"), ("10", "2000", "1.29"),
    ("11", "1090", "1"),
]  # fmt: skip
PORTIONS = [
    ("10", "1.0", "1000", "", "", "118"), ("10", "2.0", "9999", "", "tbsp", "16"),
    ("11", "", "9999", "1 bottle", "10205", "500"),
]  # fmt: skip


def fdc(
    path: Path,
    *,
    foods=FOODS,
    amounts=AMOUNTS,
    portions=PORTIONS,
    change=None,
    counts=None,
    folder="",
    end="\n",
    bom="",
) -> Path:
    """Write a small zip of FoodData Central; ``change`` replaces files by their names, None takes one out."""
    files = {
        "food.csv": official.written(official.FOOD, foods, end=end),
        "food_nutrient.csv": official.written(
            official.FOOD_NUTRIENT, [(n, *row, *[""] * 7) for n, row in enumerate(amounts)], end=end
        ),
        "food_portion.csv": official.written(
            official.FOOD_PORTION, [(n, row[0], n, *row[1:], "", "", "") for n, row in enumerate(portions)], end=end
        ),
        "sr_legacy_food.csv": '"fdc_id","NDB_number"\n"10","12016"\n"11","14429"\n',
        "nutrient.csv": NUTRIENTS,
        "measure_unit.csv": UNITS,
        "food_category.csv": '"id","code","description"\n"12","1200","Nuts and Seeds"\n"14","1400","Beverages"\n',
    }
    files |= {name: text for name, text in (change or {}).items() if text is not None}
    files = {
        name: text for name, text in files.items() if name not in (change or {}) or (change or {})[name] is not None
    }
    files["all_downloaded_table_record_counts.csv"] = official.counts(counts or files)
    return official.packed(path, {name: bom + text for name, text in files.items()}, folder=folder)


def ascii_zip(path: Path, **change: str) -> Path:
    files = {
        "FOOD_DES.txt": "~01001~^~0100~^~Butter, salted, crème~^~BUTTER~^~~^~~^~Y~^~~^0^~~^6.38^4.27^8.79^3.87\r\n",
        "NUT_DATA.txt": "".join(
            f"~01001~^~{n}~^{v}^0^^~1~^~~^~~^~~^^^^^^^~~^08/2010^\r\n" for n, v in (("304", "2"), ("208", "717"))
        ),
        "NUTR_DEF.txt": "~304~^~mg~^~MG~^~Magnesium, Mg~^~0~^5500\r\n~208~^~kcal~^~ENERC_KCAL~^~Energy~^~0~^300\r\n",
        "WEIGHT.txt": "~01001~^1^2.0^~tbsp~^28.4^^\r\n",
        "FD_GROUP.txt": "~0100~^~Dairy and Egg Products~\r\n",
    }
    return official.packed(path, {name: text.encode("latin-1") for name, text in (files | change).items()})


def cnf(path: Path, amounts: str, units: str = "mg") -> Path:
    files = {
        "FOOD NAME.csv": "FoodID,FoodCode,FoodGroupID,FoodSourceID,FoodDescription,FoodDescriptionF,FoodDateOfEntry,"
        "FoodDateOfPublication,CountryCode,ScientificName\n"
        '2,1002,22,20,"Cheese soufflé","Soufflé au fromage",1981-02-01,,,\n3,1003,4,20,Lard,Saindoux,1981-02-01,,,\n',
        "FOOD GROUP.csv": "FoodGroupID,FoodGroupCode,FoodGroupName,FoodGroupNameF\n22,22,Mixed Dishes,Mets\n",
        "NUTRIENT NAME.csv": "NutrientID,NutrientCode,NutrientSymbol,NutrientUnit,NutrientName,NutrientNameF,Tagname,"
        f"NutrientDecimals\n304,304,MG,{units},MAGNESIUM,MAGNÉSIUM,MG,0\n291,291,TDF,g,FIBRE,FIBRES,FIBTG,1\n",
        "NUTRIENT AMOUNT.csv": "FoodID,NutrientID,NutrientValue,StandardError,NumberofObservations,NutrientSourceID,"
        f"NutrientDateOfEntry\n{amounts}",
        "NUTRIENT SOURCE.csv": "NutrientSourceID,NutrientSourceCode,NutrientSourceDescription\n1,1,Analytical\n"
        "7,7,Assumed zero\n",
        "MEASURE NAME.csv": "MeasureID,MeasureDescription,MeasureDescriptionF\n341,100ml,100 ml\n",
        "CONVERSION FACTOR.csv": "FoodID,MeasureID,ConversionFactorValue,ConvFactorDateOfEntry\n2,341,0.46,\n",
    }  # fmt: skip
    return official.packed(path, {name: text.encode("cp1252") for name, text in files.items()})


CIQUAL_HEAD = (
    "alim_grp_nom_fr;alim_code;alim_nom_fr;Energie, Règlement UE N° 1169/2011 (kJ/100 g);"
    "Energie, Règlement UE N° 1169/2011 (kcal/100 g);Glucides (g/100 g);Fibres alimentaires (g/100 g);"
    "Magnésium (mg/100 g);Vitamine D (µg/100 g)\r\n"
)
CIQUAL_ROWS = (
    "eaux;18044;Eau minérale Hépar;0;0;0;0;11,9;-\r\n"
    "fruits;13004;Banane;;90;19,7;2,7;32;traces\r\n"
    "légumes;20047;Carotte;;40;7,6;< 0,5;10,3;< 0,25\r\n"
)


def whys(report) -> str:
    """Return what was set aside, a line each."""
    return "\n".join(f"{aside.row}: {aside.what}: {aside.why}" for _, aside in report.asides)
