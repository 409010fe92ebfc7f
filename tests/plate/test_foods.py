from dataclasses import fields, replace

import pytest

from epsom.errors import InputError, TableError
from epsom.plate.diets import UNKNOWN
from epsom.plate.food import INGREDIENT
from epsom.plate.foods import TOLD, Food, Foods, box, span
from epsom.plate.search import words
from epsom.tables import sources


def test_read_by_hand(few):
    almond = few["almond"]
    assert (almond.magnesium, almond.spread, almond.portions["handful"]) == (300.0, 0.2, 30.0)
    assert (almond.phytate, almond.phytate_low, almond.phytate_high) == (1000.0, 200.0, 4000.0)
    assert "Mandeln" in almond.names


def test_unknown_is_a_range_and_not_zero(few):
    assert few["tahini"].magnesium is None
    assert (few["tahini"].magnesium_low, few["tahini"].magnesium_high) == (90.0, 360.0)


def test_a_food_row_beats_its_group(few):
    assert few["bread"].phytate == 300.0
    assert few["white"].phytate == 60.0


@pytest.mark.parametrize(
    ("sheet", "old", "new", "says"),
    [
        ("foods", "assumed,1,,", "nobody2031,1,,", r"foods.csv:3: 'nobody2031' is no key"),
        ("foods", "assumed,1,,made up", "assumed,1,,", r'foods.csv:3: "assumed" needs'),
        ("foods", "assumed,1,,", "fine1991,1,rumour,", r"foods.csv:3: mark must be"),
        ("foods", ",90,360,", ",,,", r"foods.csv:14: no magnesium and no range"),
        ("foods", ",90,360,", ",360,90,", r"foods.csv:14: no magnesium and no range"),
        ("foods", "300,200,400", "300,310,400", r"foods.csv:3: magnesium = 300.0 lies outside its range 310 to 400"),
        ("foods", "300,200,400", "lots,200,400", r"foods.csv:3: magnesium = 'lots' is no number"),
        ("foods", "300,200,400", "-300,,", r"foods.csv:3: magnesium = -300 cannot be"),
        ("foods", "579,,handful", "579,,shovel", r"foods.csv:3: plate/portions.csv has no portion 'shovel'"),
        ("foods", "almond,almonds", "pumpkin,almonds", r"foods.csv:3: the id 'pumpkin' stands twice|no food 'almond'"),
        ("portions", "almond,nut,1.2", "almond,nut,0", r"portions.csv:4: grams = 0 cannot be"),
        ("portions", "almond,nut", "moon,nut", r"portions.csv:4: plate/foods.csv has no food 'moon'"),
        ("names", "almond,de", "moon,de", r"names.csv:8: plate/foods.csv has no food 'moon'"),
        ("antinutrients", "nut,1000", "nuts,1000", r"foods.csv:3: plate/antinutrients.csv has neither"),
        ("antinutrients", "nut,1000,200", "nut,100,200", r"antinutrients.csv:3: phytate = 100.0 lies outside"),
        ("composition", "almond,5,20", "almond,5,much", r"composition.csv:3: .*'much'"),
        ("composition", "almond,5,20", "almond,5,-20", r"composition.csv:3: -20 of a nutrient cannot be"),
        ("composition", "almond,5,20", "almond,5,nan", r"composition.csv:3: .* of a nutrient cannot be"),
        ("composition", "almond,5,20", "pumpkin,5,20", r"composition.csv:3: the id 'pumpkin' stands twice"),
        ("composition", "almond,5,20", "moon,5,20", r"composition.csv: plate/foods.csv has no food 'moon'"),
        ("diets", "nut,nuts", "nuts,nuts", r"foods.csv:3: plate/diets.csv has neither 'almond' nor the group 'nut'"),
        ("diets", "nut,nuts", "seed,nuts", r"diets.csv:4: 'seed' stands twice"),
        ("diets", "nut,nuts", "nut,nutes", r"diets.csv:4: 'nutes' is none of the allergens"),
        ("diets", "nut,nuts,", "nut,nuts,nuts", r"diets.csv:4: it cannot both contain and perhaps contain nuts"),
        ("diets", "nut,nuts,,yes", "nut,nuts,,perhaps", r"diets.csv:4: vegetarian = 'perhaps'. Say yes, no or depends"),
        ("diets", "nut,nuts,,yes,yes,yes,yes,no,no,assumed", "nut,nuts,,yes,yes,yes,yes,no,no,nobody2031",
         r"diets.csv:4: 'nobody2031' is no key"),
    ],
)  # fmt: skip
def test_a_bad_row_is_refused_by_file_and_line(sheets, sheet, old, new, says):
    text = getattr(sheets(), sheet)
    assert old in text
    with pytest.raises(TableError, match=says):
        sheets(**{sheet: text.replace(old, new, 1)}).read()


def test_a_food_without_a_row_of_its_composition_is_refused(sheets):
    text = "".join(line for line in sheets().composition.splitlines(keepends=True) if not line.startswith("almond"))
    with pytest.raises(TableError, match=r"foods.csv:3: plate/composition.csv has no row 'almond'"):
        sheets(composition=text).read()


def test_without_these_two_sheets_all_else_is_unknown(sheets):
    almond = {food.id: food for food in sheets(composition="", diets="").read()}["almond"]
    assert almond.composition.known == {"energy": 579.0, "magnesium": 300.0}
    assert almond.diet is UNKNOWN


def test_find_names_the_nearest(few):
    with pytest.raises(InputError) as fault:
        few.find("pumkin seedz xx")
    assert fault.value.message == ('"pumkin seedz xx" is no food I know. Nearest: pumpkin seeds, dried (170556).')


def test_find_asks_when_it_could_be_several(few):
    with pytest.raises(
        InputError, match=r'"bread" could be several foods. Say which: bread, whole-wheat \(2\); bread, wh'
    ):
        few.find("bread")


@pytest.mark.parametrize(
    ("text", "how"), [("pepitas", "exact"), ("pumkin seeds", "spelling"), ("homemade pumpkin seeds", "word")]
)
def test_find_says_on_what_grounds(few, text, how):
    match = few.find(text)
    assert (match.food.id, match.how, match.told) == ("pumpkin", how, text)


def test_tap_water_takes_the_persons_own_magnesium(few):
    mine = few.with_own((), tap_water=30.0)
    assert mine.find("tap water").food.magnesium == 3.0  # 30 mg/L, 1 g/mL
    assert mine["tap"].magnesium_low == mine["tap"].magnesium_high == 3.0
    assert (mine["tap"].spread, mine["tap"].source) == (0.0, TOLD)
    assert few["tap"].magnesium == 1.0  # the shipped box stays as it is
    assert len(mine) == len(few)
    assert mine["tap"].composition["magnesium"] == 3.0
    assert mine["tap"].composition["calcium"] == few["tap"].composition["calcium"] == 7.0


def test_an_own_food_is_unknown_in_all_that_was_not_told(few, own):
    stew = few.with_own([own("stew", 33.0)], None).find("stew").food
    assert stew.composition.known == {"magnesium": 33.0}
    assert stew.composition.source_of("magnesium") == TOLD
    assert stew.diet is UNKNOWN


def test_own_food_without_a_value_gets_the_range_of_the_box(few, own):
    soup = few.with_own([own("Granny's soup")], None).find("grannys soup").food
    known = sorted(food.magnesium for food in few if food.magnesium is not None)
    assert soup.magnesium is None
    assert known[0] <= soup.magnesium_low < soup.magnesium_high <= known[-1]
    assert soup.phytate_low <= soup.phytate <= soup.phytate_high
    assert soup.oxalate_low <= soup.oxalate <= soup.oxalate_high


def test_own_food_comes_before_the_box(few, own):
    mine = few.with_own([own("banana", 33.0, portions={"piece": 90.0})], None)
    assert mine.find("banana").food.magnesium == 33.0
    assert mine.find("bananas").food.default_portion == "piece"


def test_own_food_told_twice_is_refused(few, own):
    with pytest.raises(InputError, match="told twice") as fault:
        few.with_own([own("stew"), own("Stews")], None)
    assert fault.value.at == ("foods", 1, "name")


def test_span_is_5_to_95_percent():
    low, high = span([float(i) for i in range(101)])
    assert (low, high) == (5.0, 95.0)
    with pytest.raises(TableError):
        span([1.0])


def test_ingredients_stay_out_of_the_range_of_what_nobody_knows(few, own):
    foods = list(few)
    raw = replace(few["almond"], id="raw", name="raw thing", names=(), misspellings=(), magnesium=900.0)
    as_food, as_ingredient = (
        Foods([*foods, replace(raw, slot=slot)]).with_own([own("stew")], None).find("stew").food
        for slot in ("snack", INGREDIENT)
    )
    alone = few.with_own([own("stew")], None).find("stew").food
    assert as_food.magnesium_high > alone.magnesium_high
    assert as_ingredient.magnesium_high == alone.magnesium_high


# --- the box that ships ----------------------------------------------------------------------------------------------


def test_the_box_reads_and_every_food_is_complete():
    assert len(box()) >= 100
    for food in box():
        assert {field.name for field in fields(Food)} == set(vars(food))
        assert food.source in sources() or (food.source == "assumed" and food.group == "water")
        assert 0 <= food.magnesium_low <= food.magnesium_high <= 1000
        assert food.magnesium is not None or food.magnesium_high > food.magnesium_low
        assert food.density is None or 0.2 < food.density < 1.6
        assert all(0 < grams <= 2000 for grams in food.portions.values()), food.id


def test_every_name_of_the_box_finds_its_food():
    for food in box():
        for name in (food.name, *food.names):
            assert food in [match.food for match in box().meant(name)], name


def test_no_main_name_of_the_box_is_in_doubt():
    assert [food.name for food in box() if box().find(food.name).food is not food] == []


@pytest.mark.parametrize(
    ("told", "head"),
    [("brocoli", "broccoli"), ("bannana", "banana"), ("avacado", "avocado"), ("wholewheat bred", "bread"),
     ("chiken breast", "chicken"), ("potatos baked", "potato"), ("yoghurt greek", "yog"), ("peanutbutter", "peanut"),
     ("spinich", "spinach"), ("almnods", "almond")],
)  # fmt: skip
def test_everyday_misspellings_are_understood(told, head):
    assert head in box().find(told).food.name.lower()


def test_what_is_dry_or_a_raw_meat_is_an_ingredient():
    ingredients = {food.id for food in box() if food.slot == INGREDIENT}
    assert {"lentils-dry", "pasta-dry", "potato-raw", "beef-minced-raw", "egg-raw", "wheat-flour"} <= ingredients
    raw = {
        food.id for food in box() if "raw" in words(food.name) and food.group in ("meat", "poultry", "fish", "potato")
    }
    assert raw <= ingredients
