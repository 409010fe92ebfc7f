from dataclasses import dataclass, field
from pathlib import Path

import pytest

from epsom.plate.foods import Foods, read

# a box of made-up numbers: round, so that sums can be done by hand
FOODS = """\
id,name,group,slot,magnesium,magnesium_low,magnesium_high,spread,energy,density,default_portion,source,source_id,mark,note
pumpkin,"pumpkin seeds, dried",seed,snack,600,500,700,0.15,574,,handful,assumed,170556,,made up
almond,almonds,nut,snack,300,200,400,0.2,579,,handful,assumed,1,,made up
bread,"bread, whole-wheat",grain,bread,80,60,100,0.1,252,,slice,assumed,2,,made up
white,"bread, white",grain,bread,20,15,30,0.1,266,,slice,assumed,3,,made up
chickpea,"chickpeas, boiled",legume,main,50,40,60,0.1,164,,cup,assumed,4,,made up
spinach,"spinach, boiled",leafy,side,90,50,150,0.3,23,,cup,assumed,5,,made up
avocado,avocado,fruit,fruit,30,20,40,0.2,160,,half,assumed,6,,made up
banana,banana,fruit,fruit,25,20,35,0.1,89,,medium,assumed,7,,made up
egg,egg,egg,breakfast,10,8,12,0.1,155,,medium,assumed,8,,made up
tap,tap water,water,drink,1,0,5,0.5,0,1,glass,assumed,9,,made up
hepar,Hépar,water,drink,12,12,12,0,0,1,glass,assumed,10,,made up
milk,"milk, whole",milk,drink,11,10,12,0.05,61,1.03,glass,assumed,11,,made up
tahini,tahini,seed,spread,,90,360,,595,,tablespoon,assumed,12,,made up
oil,olive oil,fat,spread,0,0,1,0,884,0.92,tablespoon,assumed,13,,made up
"""
NAMES = """\
id,kind,names,source
pumpkin,name,pumpkin seeds;pepitas,assumed
bread,name,wholemeal bread,assumed
bread,misspelling,holemeal bread,assumed
chickpea,name,chickpeas;garbanzos,assumed
spinach,name,cooked spinach,assumed
milk,name,milk,assumed
almond,de,Mandeln,assumed
"""
PORTIONS = """\
id,portion,grams,source,source_id,note
pumpkin,handful,30,assumed,,made up
almond,handful,30,assumed,,made up
almond,nut,1.2,assumed,,made up
bread,slice,32,assumed,,made up
bread,large slice,50,assumed,,made up
white,slice,25,assumed,,made up
chickpea,cup,160,assumed,,made up
spinach,cup,180,assumed,,made up
avocado,half,100,assumed,,made up
avocado,whole,200,assumed,,made up
banana,medium,118,assumed,,made up
egg,medium,44,assumed,,made up
egg,large,50,assumed,,made up
tap,glass,250,assumed,,made up
hepar,glass,200,assumed,,made up
milk,glass,206,assumed,,made up
tahini,tablespoon,15,assumed,,made up
oil,tablespoon,13.5,assumed,,made up
"""
ANTINUTRIENTS = """\
id_or_group,phytate,phytate_low,phytate_high,oxalate,oxalate_low,oxalate_high,source,mark,note
seed,2000,1000,4000,100,10,500,assumed,,made up
nut,1000,200,4000,120,20,490,assumed,,made up
grain,300,100,900,20,5,60,assumed,,made up
white,60,20,200,10,2,30,assumed,,made up
legume,300,80,800,15,2,90,assumed,,made up
leafy,10,0,40,600,300,1000,assumed,,made up
fruit,20,0,60,10,0,40,assumed,,made up
egg,0,0,0,0,0,0,assumed,,made up
water,0,0,0,0,0,0,assumed,,made up
milk,0,0,0,0,0,10,assumed,,made up
fat,0,0,0,0,0,0,assumed,,made up
"""
CONTENTS = """\
id,water,protein,fat,carbohydrate,sugars,fibre,saturated_fat,calcium,phosphorus,potassium,sodium,zinc,iron,vitamin_d,vitamin_k,elsewhere,source,mark,note
pumpkin,5,30,50,10,1,6,9,50,1200,800,10,8,9,0,,,assumed,,made up
almond,5,20,50,20,4,12,4,270,480,730,0,3,4,0,0,vitamin_k=usda_sr26:12061,assumed,,made up
bread,40,12,4,42,4,6,1,160,200,250,450,2,2.5,0,8,,assumed,,made up
white,38,8,3,50,5,2,1,150,100,120,500,1,3,0,,,assumed,,made up
chickpea,60,9,3,27,5,8,,50,170,290,7,1.5,3,0,4,,assumed,,made up
spinach,91,3,0,4,0,2,0,140,56,470,70,1,4,0,500,,assumed,,made up
avocado,73,2,15,9,1,7,2,12,52,490,7,1,1,0,20,,assumed,,made up
banana,75,1,0,23,12,3,0,5,22,360,1,0,0,0,0.5,,assumed,,made up
egg,75,13,10,1,1,0,3,50,170,130,120,1,2,2,0.3,,assumed,,made up
tap,100,0,0,0,0,0,0,7,,1,2,,,0,0,,assumed,,made up
hepar,100,0,0,0,0,0,0,55,,0,1,,,0,0,,assumed,,made up
milk,88,3,3,5,5,0,2,110,85,130,40,0.5,0,1,0.3,,assumed,,made up
tahini,,,,,,,,,,,,,,,,,assumed,,made up
oil,0,0,100,0,0,0,14,1,0,1,2,0,0.5,0,60,,assumed,,made up
"""
DIETS = """\
id_or_group,contains,may_contain,vegetarian,vegan,halal,kosher,gluten,lactose,source,mark,note
seed,,,yes,yes,yes,yes,no,no,assumed,,made up
tahini,sesame,,yes,yes,yes,yes,no,no,assumed,,made up
nut,nuts,,yes,yes,yes,yes,no,no,assumed,,made up
grain,gluten_cereals,milk,yes,depends,yes,depends,yes,depends,assumed,,made up
legume,,,yes,yes,yes,yes,no,no,assumed,,made up
leafy,,,yes,yes,yes,yes,no,no,assumed,,made up
fruit,,,yes,yes,yes,yes,no,no,assumed,,made up
egg,egg,,yes,no,yes,yes,no,no,assumed,,made up
water,,,yes,yes,yes,yes,no,no,assumed,,made up
milk,milk,,yes,no,yes,yes,no,yes,assumed,,made up
fat,,,yes,yes,yes,yes,no,no,assumed,,made up
"""


@dataclass(frozen=True)
class Sheets:
    """Small tables as text, to be changed by a test and read again."""

    foods: str = FOODS
    names: str = NAMES
    portions: str = PORTIONS
    antinutrients: str = ANTINUTRIENTS
    composition: str = CONTENTS
    diets: str = DIETS

    def read(self):
        import csv

        return read(*(list(csv.DictReader(text.splitlines())) for text in vars(self).values()))


@dataclass(frozen=True)
class Own:
    name: str
    magnesium: float | None = None
    energy: float | None = None
    portions: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="session")
def sheets():
    return Sheets


@pytest.fixture(scope="session")
def own():
    return Own


@pytest.fixture(scope="session")
def few():
    return Foods(Sheets().read())


@pytest.fixture(scope="session")
def composition_folder():
    folder = Path(__file__).resolve().parents[3] / "shared" / "data" / "composition"
    if not folder.is_dir():
        pytest.skip("the composition data is not beside this checkout")
    return folder
