import datetime
from dataclasses import replace
from types import SimpleNamespace as Told

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, InputErrors
from epsom.plate import grammar
from epsom.plate.foods import Foods, box
from epsom.plate.record import eaten, record, servings


def at(hour, minute=0):
    return datetime.time(hour, minute)


def meal(hour, *lines, name=None):
    return Told(at=at(hour), name=name, eaten=lines)


@pytest.mark.parametrize(
    ("text", "count", "grams", "millilitres", "words"),
    [
        ("2 slices whole-wheat bread", 2, None, None, "slices whole-wheat bread"),
        ("a handful of almonds", 1, None, None, "handful of almonds"),
        ("0.5 L Hépar", 0.5, None, 500, "Hépar"),
        ("½ l milk", 0.5, None, 500, "milk"),
        ("2 dl milk", 2, None, 200, "milk"),
        ("33cl beer", 33, None, 330, "beer"),
        ("8 fl oz milk", 8, None, 236.588, "milk"),
        ("1/2 avocado", 0.5, None, None, "avocado"),
        ("1½ cups cooked spinach", 1.5, None, None, "cups cooked spinach"),
        ("1 1/2 cups cooked spinach", 1.5, None, None, "cups cooked spinach"),
        ("two and a half cups of milk", 2.5, None, None, "cups of milk"),
        ("150 g chickpeas, boiled", 150, 150, None, "chickpeas, boiled"),
        ("150g chickpeas", 150, 150, None, "chickpeas"),
        ("0.2 kg chickpeas", 0.2, 200, None, "chickpeas"),
        ("500 mg almonds", 500, 0.5, None, "almonds"),
        ("1 oz almonds", 1, 28.3495, None, "almonds"),
        ("1/4 lb. almonds", 0.25, 113.398, None, "almonds"),
        ("2 x 150 g chickpeas", 300, 300, None, "chickpeas"),
        ("chickpeas, 150 g", 150, 150, None, "chickpeas"),
        ("almonds: 1 handful", 1, None, None, "handful of almonds"),
        ("eggs x 2", 2, None, None, "eggs"),
        ("1 glass of tap water (250 mL)", 1, None, 250, "glass of tap water"),
        ("2 slices bread (35 g each)", 2, 70, None, "slices bread"),
        ("2 slices bread (70 g in all)", 2, 70, None, "slices bread"),
        ("about 30 g almonds", 30, 30, None, "almonds"),
        ("ca. 30 g almonds", 30, 30, None, "almonds"),
        ("ca 30 g almonds", 30, 30, None, "almonds"),
        ("~30 g almonds", 30, 30, None, "almonds"),
        ("carrots 100 g", 100, 100, None, "carrots"),
        ("can of cola", None, None, None, "can of cola"),
        ("one hundred grams almonds", 100, 100, None, "almonds"),
        ("half an avocado", 0.5, None, None, "avocado"),
        ("half a dozen eggs", 6, None, None, "eggs"),
        ("a quarter of an avocado", 0.25, None, None, "avocado"),
        ("three quarters of an avocado", 0.75, None, None, "avocado"),
        ("a couple of eggs", 2, None, None, "eggs"),
        ("banana", None, None, None, "banana"),
        ("milk, 2 %", None, None, None, "milk, 2%"),
    ],
)  # fmt: skip
def test_read_by_hand(text, count, grams, millilitres, words):
    line = grammar.read(text)
    assert line.count == (None if count is None else pytest.approx(count))
    assert line.grams == (None if grams is None else pytest.approx(grams, rel=1e-5))
    assert line.millilitres == (None if millilitres is None else pytest.approx(millilitres, rel=1e-5))
    assert line.words == words


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0,5 L Hépar", r"0,5 has a comma\. Write 0\.5\."),
        ("1,000 g almonds", r"1,000 has a comma\. Write 1\.000 or 1000\."),
        ("-2 eggs", "less than nothing"),
        ("−2 eggs", "less than nothing"),
        ("0 g almonds", "amount of nothing"),
        ("2-3 slices bread", "is a range"),
        ("2 to 3 slices bread", "is a range"),
        ("some almonds", "does not say how much"),
        ("a few almonds", "does not say how much"),
        ("2 slices bread (35 g)", "for one or for all"),
        ("100 g bread (35 g)", "tells two amounts"),
        ("150 g", "names no food"),
        ("almonds 30", "30 of what"),
        ("  ", "names no food"),
    ],
)
def test_read_refuses(text, says):
    with pytest.raises(InputError, match=says):
        grammar.read(text)


@given(st.text(max_size=40))
def test_read_takes_any_text_or_says_why_not(text):
    try:
        line = grammar.read(text)
    except InputError:
        return
    assert line.words
    assert line.count is None or line.count > 0


@pytest.mark.parametrize(
    ("text", "id", "grams"),
    [
        ("2 slices whole-wheat bread", "bread", 64),
        ("2 slices of wholemeal bread", "bread", 64),
        ("1 large slice wholemeal bread", "bread", 50),
        ("wholemeal bread, 2 slices", "bread", 64),
        ("a handful of almonds", "almond", 30),
        ("handful of almonds", "almond", 30),
        ("10 almonds", "almond", 12),
        ("almonds", "almond", 30),
        ("0.5 L Hépar", "hepar", 500),
        ("0.5 L hepar", "hepar", 500),
        ("200 mL milk", "milk", 206),
        ("1 cup milk", "milk", 236.5882365 * 1.03),
        ("2 tbsp olive oil", "oil", 27),
        ("1 tsp olive oil", "oil", 4.92892159375 * 0.92),
        ("1/2 avocado", "avocado", 100),
        ("avocado", "avocado", 100),
        ("1½ cups cooked spinach", "spinach", 270),
        ("150 g chickpeas, boiled", "chickpea", 150),
        ("1 glass of tap water (250 mL)", "tap", 250),
        ("2 glasses tap water", "tap", 500),
        ("banana", "banana", 118),
        ("2 bananas", "banana", 236),
        ("two eggs", "egg", 88),
        ("2 large eggs", "egg", 100),
        ("egg", "egg", 44),
        ("an egg", "egg", 44),
        ("a portion of almonds", "almond", 30),
        ("2 helpings of chickpeas", "chickpea", 320),
        ("1 serving almonds", "almond", 30),
        ("30 g pumkin seeds", "pumpkin", 30),
    ],
)
def test_eaten_by_hand(few, text, id, grams):
    match, found = eaten(text, few)
    assert (match.food.id, found) == (id, pytest.approx(grams))


@pytest.mark.parametrize("text", ["1/0 avocado", "1 avocado / 2", "1e3 g almonds", "2.5.1 g almonds", "1 000 g almonds",
                                  "2 x 3 x 4 eggs", "30 g almonds and 20 g banana"])  # fmt: skip
def test_an_amount_that_cannot_be_read_is_never_dropped(few, text):
    with pytest.raises(InputError, match="I cannot read how much of what"):
        eaten(text, few)


@pytest.mark.parametrize(
    ("text", "name", "grams"),
    [("half a pizza", "pizza", 200), ("1 pizza", "pizza", 400), ("a pizza", "pizza", 400),
     ("1 slice of pizza", "pizza", 119), ("chocolate bar", "milk chocolate", 44), ("30 g cashews", "cashews", 30),
     ("cashews", "cashews", 30), ("can of cola", "cola", 343), ("Brazil nuts", "Brazil nuts", 30),
     ("2 rice cakes", "rice cakes", 18)],
)  # fmt: skip
def test_a_piece_is_what_people_mean_by_it(text, name, grams):
    match, found = eaten(text, box())
    assert (match.food.name, found) == (name, pytest.approx(grams))


def test_half_a_chicken_is_no_half_breast():
    with pytest.raises(InputError, match=r"0\.5 of what\? Its portions: breast"):
        eaten("half a chicken", box())


@pytest.mark.parametrize("text", ["multivitamin", "2 vitamin tablets", "iron capsule"])
def test_a_pill_is_no_food(few, text):
    with pytest.raises(InputError, match=r"is no food\. Give the magnesium on its label"):
        servings(text, 0, 8.0, "breakfast", few)


def test_an_own_food_may_have_magnesium_in_its_name(few, own):
    mine = few.with_own([own("magnesium bread", 200.0, portions={"slice": 40.0})], None)
    (one,) = servings("2 slices magnesium bread", 0, 8.0, "breakfast", mine)
    assert (one.food.name, one.grams, one.salt) == ("magnesium bread", 80.0, None)
    assert servings("magnesium citrate 150 mg elemental", 0, 8.0, "breakfast", mine)[0].elemental == 150.0


def test_a_misspelt_food_is_flagged(few):
    assert eaten("30 g pumkin seeds", few)[0].how == "spelling"
    assert eaten("30 g pumpkin seeds", few)[0].how == "exact"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "1 fistful of almonds",
            r'almonds has no portion "fistful". Its portions: handful \(30 g\), nut \(1.2 g\); or',
        ),
        ("1 slice almonds", r'almonds has no portion "slice"'),
        ("2 large bananas", r'banana has no portion "large"'),
        ("200 mL almonds", r"what a mL of almonds weighs"),
        ("2 wholemeal bread", r"2 of what\? Its portions: slice \(32 g\), large slice \(50 g\)"),
        ("6 kg almonds", r"6000 g of almonds; one line can hold up to 5000 g"),
        ("11 L tap water", r"11000 mL of tap water; one line can hold up to 10000 mL"),
        ("60 glasses tap water", r"one line can hold up to 10000 mL"),
        ("500 handfuls of almonds", r"15000 g of almonds"),
        ("3 xylophones", r"is no food I know"),
        ("1 slice bread", r"could be several foods"),
        ("1 almond sandwich", r"is no food I know"),
        ("1 glass milk with banana", r"is no food I know.*Write each food on its own line"),
    ],
)
def test_eaten_refuses(few, text, says):
    with pytest.raises(InputError, match=says):
        eaten(text, few)


@given(st.floats(0.5, 4000).map(lambda grams: round(grams, 1)))
def test_grams_told_are_grams_eaten(grams):
    assert eaten(f"{grams} g banana", box())[1] == grams


def test_an_own_food_without_portions_wants_grams(few, own):
    mine = few.with_own([own("stew")], None)
    assert eaten("200 g stew", mine)[1] == 200.0
    with pytest.raises(InputError, match=r'does not say how much\. Give grams, such as "100 g stew"'):
        eaten("stew", mine)


def test_record_by_hand(few):
    days = [
        Told(date=datetime.date(2030, 5, 1), meals=[meal(12, "banana", name="lunch"), meal(8, "2 eggs", "0.2 L milk")]),
        Told(date=None, meals=[meal(9, "magnesium citrate 150 mg elemental")]),
    ]
    supplements = [Told(taken="magnesium oxide 400 mg salt", at=at(21, 30))]
    told = record(days, supplements, few)
    assert (told.days, told.dates) == (2, (datetime.date(2030, 5, 1), None))
    assert [(one.told, one.day, one.hour, one.meal) for one in told.servings] == [
        ("2 eggs", 0, 8.0, "08:00"),
        ("0.2 L milk", 0, 8.0, "08:00"),
        ("banana", 0, 12.0, "lunch"),
        ("magnesium oxide 400 mg salt", 0, 21.5, "supplement"),
        ("magnesium citrate 150 mg elemental", 1, 9.0, "09:00"),
        ("magnesium oxide 400 mg salt", 1, 21.5, "supplement"),
    ]
    citrate = told.servings[4]
    assert (citrate.food, citrate.grams, citrate.elemental) == (None, 0.0, 150.0)
    assert citrate.salt is not None


def test_record_without_days_keeps_the_supplements(few):
    told = record([], [Told(taken="magnesium citrate 5 mmol", at=at(8))], few)
    assert (told.days, told.dates, len(told.servings)) == (0, (), 1)
    assert record([], [], few).servings == ()


def test_record_says_where_each_fault_is(few):
    days = [Told(date=None, meals=[meal(8, "banana"), meal(12, "egg", "3 xylophones", "0,5 L milk")])]
    with pytest.raises(InputErrors) as faults:
        record(days, [Told(taken="magnesium citrate 150 mg", at=at(8))], few)
    assert [fault.at for fault in faults.value.errors] == [
        ("record", 0, "meals", 1, "eaten", 1),
        ("record", 0, "meals", 1, "eaten", 2),
        ("supplements", 0, "taken"),
    ]


def test_one_fault_comes_alone(few):
    with pytest.raises(InputError) as fault:
        record([Told(date=None, meals=[meal(8, "xylophone")])], [], few)
    assert not isinstance(fault.value, InputErrors)
    assert fault.value.at == ("record", 0, "meals", 0, "eaten", 0)


def test_every_food_of_the_box_can_be_eaten_in_each_of_its_portions():
    for food in box():
        for portion, grams in food.portions.items():
            if portion != "half":  # "1 half" is a number
                match, found = eaten(f"1 {portion} of {food.name}", box())
                assert (match.food.id, found) == (food.id, grams), f"1 {portion} of {food.name}"


@pytest.fixture(scope="module")
def shelf(few):
    """The made-up box with names in German, French and Spanish, raw spinach, and chickpeas in a can of 240 g."""
    called = {
        "milk": ("Milch", "lait", "leche"), "bread": ("Vollkornbrot", "pain complet", "pan integral"),
        "almond": ("Mandeln", "amandes", "almendras"), "avocado": ("Avocado", "avocat", "aguacate"),
        "spinach": ("Spinat", "épinards", "espinacas"), "egg": ("Ei", "Eier", "œuf", "œufs", "huevo"),
        "oil": ("Olivenöl", "huile d'olive", "aceite de oliva"), "tap": ("Wasser", "eau", "agua"),
        "banana": ("Banane", "banane", "plátano"), "chickpea": ("Kichererbsen", "pois chiches", "garbanzos"),
        "pumpkin": ("Kürbiskerne", "graines de courge", "pipas de calabaza"),
    }  # fmt: skip
    foods = [replace(food, names=(*food.names, *called.get(food.id, ()))) for food in few]
    raw = replace(few["spinach"], id="raw", name="spinach, raw", names=(), portions={"handful": 25.0},
                  default_portion="handful")  # fmt: skip
    canned = replace(few["chickpea"], id="canned", name="chickpeas, canned", names=(), portions={"can": 240.0},
                     default_portion="can")  # fmt: skip
    dark = replace(few["almond"], id="dark", name="dark chocolate", names=("chocolate negro", "dunkle Schokolade"),
                   portions={"square": 10.0, "bar": 100.0}, default_portion="square")  # fmt: skip
    dates = replace(few["almond"], id="dates", name="dates", names=("Datteln", "dattes", "dátiles"),
                    portions={"handful": 48.0, "date": 24.0}, default_portion="handful")  # fmt: skip
    pizza = replace(few["bread"], id="pizza", name="pizza", names=("Pizza",), portions={"whole": 400.0, "slice": 110.0},
                    default_portion="whole")  # fmt: skip
    yoghurt = replace(few["milk"], id="yoghurt", name="yoghurt", names=("Joghurt", "yaourt", "yogur"), density=None,
                      portions={"serving": 120.0, "pot": 125.0, "cup": 245.0}, default_portion="serving")  # fmt: skip
    return Foods([*foods, raw, canned, dark, dates, pizza, yoghurt])


@pytest.mark.parametrize(
    ("text", "id", "grams", "how"),
    [
        ("zwei Scheiben Vollkornbrot", "bread", 64, "exact"),
        ("2 große Scheiben Vollkornbrot", "bread", 100, "exact"),
        ("Vollkornbrot, 2 Scheiben", "bread", 64, "exact"),
        ("ein Glas Milch", "milk", 206, "exact"),
        ("0,5 l Milch", "milk", 515, "exact"),
        ("0,5 l Wasser", "tap", 500, "exact"),
        ("1,5 Tassen gekochter Spinat", "spinach", 270, "word"),
        ("eine Handvoll Mandeln", "almond", 30, "exact"),
        ("Handvoll Mandeln", "almond", 30, "exact"),
        ("Mandeln, eine Handvoll", "almond", 30, "exact"),
        ("10 Mandeln", "almond", 12, "exact"),
        ("elf Mandeln", "almond", 13.2, "exact"),
        ("eine halbe Avocado", "avocado", 100, "exact"),
        ("ein halbes Dutzend Eier", "egg", 264, "exact"),
        ("2 große Eier", "egg", 100, "exact"),
        ("2 EL Olivenöl", "oil", 27, "exact"),
        ("2EL Olivenöl", "oil", 27, "exact"),
        ("1 TL Olivenöl", "oil", 4.92892159375 * 0.92, "exact"),
        ("eine Handvoll roher Spinat", "raw", 25, "word"),
        ("eine Dose Kichererbsen, abgetropft", "canned", 240, "word"),
        ("150 g Kichererbsen, abgetropft", "chickpea", 150, "word"),
        ("1 Portion Mandeln", "almond", 30, "exact"),
        ("3 Stück Datteln", "dates", 72, "exact"),
        ("ein Stück Pizza", "pizza", 110, "exact"),
        ("2 Stück Ei", "egg", 88, "exact"),
        ("zwei Becher Joghurt", "yoghurt", 250, "exact"),
        ("Mandeln", "almond", 30, "exact"),
        ("deux tranches de pain complet", "bread", 64, "exact"),
        ("une poignée d'amandes", "almond", 30, "exact"),
        ("amandes : une poignée", "almond", 30, "exact"),
        ("200 ml de lait", "milk", 206, "exact"),
        ("un verre d'eau", "tap", 250, "exact"),
        ("une tasse et demie d'épinards cuits", "spinach", 270, "word"),
        ("la moitié d'un avocat", "avocado", 100, "exact"),
        ("un demi-avocat", "avocado", 100, "exact"),
        ("2 cuillères à soupe d'huile d'olive", "oil", 27, "exact"),
        ("2 c. à s. d'huile d'olive", "oil", 27, "exact"),
        ("une boîte de pois chiches égouttés", "canned", 240, "word"),
        ("deux yaourts", "yoghurt", 250, "exact"),
        ("un pot de yaourt", "yoghurt", 125, "exact"),
        ("des amandes", "almond", 30, "exact"),
        ("deux gros œufs", "egg", 100, "exact"),
        ("trois dattes", "dates", 72, "exact"),
        ("dos rebanadas de pan integral", "bread", 64, "exact"),
        ("un puñado de almendras", "almond", 30, "exact"),
        ("once almendras", "almond", 13.2, "exact"),
        ("200 ml de leche", "milk", 206, "exact"),
        ("un vaso de leche", "milk", 206, "exact"),
        ("taza y media de espinacas cocidas", "spinach", 270, "word"),
        ("medio aguacate", "avocado", 100, "exact"),
        ("dos huevos grandes", "egg", 100, "exact"),
        ("una cucharada de aceite de oliva", "oil", 13.5, "exact"),
        ("una lata de garbanzos escurridos", "canned", 240, "word"),
        ("dos onzas de chocolate negro", "dark", 20, "exact"),
        ("dos onzas de almendras", "almond", 56.69904625, "exact"),
        ("una unidad de plátano", "banana", 118, "exact"),
        ("a can of chickpeas, drained", "canned", 240, "word"),
        ("a cup and a half of spinach, cooked", "spinach", 270, "exact"),
        ("2 yoghurts", "yoghurt", 250, "exact"),
    ],
)
def test_eaten_by_hand_in_four_languages(shelf, text, id, grams, how):
    match, found = eaten(text, shelf)
    assert (match.food.id, found) == (id, pytest.approx(grams))
    assert match.how == how


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0,5 l milk", r"0,5 has a comma\. Write 0\.5\."),
        ("1,5 cups Milch", r"1,5 has a comma\. Write 1\.5\."),
        ("1,050 g Mandeln", r"Write 1\.050 or 1050"),
        ("1,050 kg almonds", r"Write 1\.050 or 1050"),
        ("1.050 g Mandeln", r"is 1\.050 about 1 or 1050"),
        ("eine Tafel Mandeln", r'almonds has no portion "Tafel"\. Its portions: handful \(30 g\), nut \(1.2 g\); or'),
        ("une tranche d'amandes", r'almonds has no portion "tranche"\. Its portions: handful'),
        ("una loncha de plátano", r'banana has no portion "loncha"\. Its portions: medium'),
        ("eine große Banane", r'banana has no portion "große"'),
        ("200 ml Mandeln", "what a mL of almonds weighs"),
        ("zwei Vollkornbrot", r"2 of what\? Its portions: slice"),
        ("einige Mandeln", "does not say how much"),
        ("ein paar Mandeln", "does not say how much"),
        ("drei Xylophone", "is no food I know"),
        ("once almonds", "is no food I know"),
        ("6 Kilogramm Mandeln", r"6000 g of almonds; one line can hold up to 5000 g"),
        ("ein Glas Milch mit Banane", "is no food I know"),
        ("geräucherte Mandeln", "is no food I know"),
    ],
)
def test_eaten_refuses_in_four_languages(shelf, text, says):
    with pytest.raises(InputError, match=says):
        eaten(text, shelf)


def test_what_was_told_and_how_sure_it_is_stay_on_the_serving(shelf):
    (one,) = servings("1,5 Tassen gekochter Spinat", 0, 12.0, "lunch", shelf)
    assert (one.told, one.how, one.grams) == ("1,5 Tassen gekochter Spinat", "word", 270.0)
    (near,) = servings("30 g Kürbisskerne", 0, 12.0, "lunch", shelf)
    assert (near.food.id, near.how) == ("pumpkin", "spelling")


def test_a_portion_in_the_name_of_a_food_is_its_portion(shelf):
    pizza = replace(shelf["pizza"], names=("slice of pizza", "Stück Pizza", "demi de pizza"))
    nuts = replace(shelf["almond"], id="nuts", name="Brazil nuts", names=("Brazil",))
    named = Foods([food for food in shelf if food.id != "pizza"] + [pizza, nuts])
    for line in ("slice of pizza", "1 slice of pizza", "a slice of pizza", "ein Stück Pizza", "Stück Pizza"):
        assert eaten(line, named)[1] == 110.0, line
    assert eaten("2 slices of pizza", named)[1] == 220.0
    assert eaten("un demi de pizza", named)[1] == 400.0  # the name of a thing, not half of one
    assert eaten("Brazil nuts", named)[1] == 30.0  # a handful, not one nut


@pytest.mark.parametrize(
    ("english", "others"),
    [
        ("2 slices wholemeal bread", ["2 Scheiben Vollkornbrot", "2 tranches de pain complet",
                                      "2 rebanadas de pan integral"]),
        ("2 tablespoons olive oil", ["2 EL Olivenöl", "2 càs d'huile d'olive", "2 cdas de aceite de oliva"]),
        ("half an avocado", ["eine halbe Avocado", "un demi avocat", "medio aguacate"]),
        ("1.5 cups cooked spinach", ["1,5 Tassen Spinat", "1,5 tasses d'épinards", "1,5 tazas de espinacas"]),
        ("2 glasses milk", ["zwei Gläser Milch", "deux verres de lait", "dos vasos de leche"]),
    ],
)  # fmt: skip
def test_a_line_says_the_same_in_every_language(shelf, english, others):
    match, grams = eaten(english, shelf)
    for line in others:
        said, weighed = eaten(line, shelf)
        assert (said.food.id, weighed) == (match.food.id, grams), line


@given(grams=st.integers(5, 49999).map(lambda tenths: tenths / 10))
def test_a_decimal_comma_tells_the_same_grams(shelf, grams):
    assert eaten(f"{grams} g banana", shelf)[1] == grams
    assert eaten(f"{grams:.1f}".replace(".", ",") + " Gramm Banane", shelf)[1] == grams


def test_each_salt_of_a_supplement_is_a_serving_of_its_own(few):
    line = "2 x magnesium complex: oxide 300 mg salt, bisglycinate 200 mg elemental"
    found = record([], [Told(taken=line, at=at(8))], few).servings
    assert [one.salt.name for one in found] == ["oxide", "bisglycinate"]
    assert found[0].elemental == pytest.approx(2 * 300 * 24.305 / 40.304, rel=1e-4)
    assert found[1].elemental == pytest.approx(400)


@pytest.mark.parametrize("line", ["150 g tortilla de espinacas", "1 tortilla de espinacas"])
def test_a_dish_whose_first_word_is_a_food_is_no_helping_of_the_second(line):
    """A tortilla is a portion of tortillas, and 150 g of one of spinach were read as 150 g of spinach."""
    with pytest.raises(InputError, match='"tortilla de espinacas" is no food I know'):
        eaten(line, box())


@pytest.mark.parametrize(
    "line",
    ["200 g oats with milk", "peanuts with butter", "200 ml water with lemon", "100 g ham and cheese",
     "100 g fideos con leche", "200 g soja con leche"],
)  # fmt: skip
def test_two_foods_on_a_line_are_no_third_one(line):
    """Oats with milk were oat milk, peanuts with butter peanut butter, and water with lemon a watermelon."""
    with pytest.raises(InputError, match=r"is no food I know.* Write each food on its own line\."):
        eaten(line, box())


@pytest.mark.parametrize(
    ("line", "food"),
    [
        ("200 ml coffee with milk", "caffè latte"),
        ("200 ml café con leche", "caffè latte"),
        ("un café con leche", "caffè latte"),
        ("200 g fish and chips", "fish, battered and fried"),
        ("150 g tortilla de patatas", "Spanish omelette"),
        ("100 g arroz con leche", "rice pudding"),
    ],
)
def test_a_name_may_join_two_foods(line, food):
    assert eaten(line, box())[0].food.name == food


@pytest.mark.parametrize(
    ("line", "grams"),
    [("0,5 l Evian", 500), ("1,5 L Volvic", 1500), ("Gerolsteiner, 0,75 l", 750), ("0,33 l Hépar", 330)],
)
def test_the_comma_of_a_bottle_of_water_has_one_reading(line, grams):
    assert eaten(line, box())[1] == pytest.approx(grams, rel=0.01)


@pytest.mark.parametrize("line", ["1,500 l Evian", "1,5 glasses Evian", "0,5 l milk"])
def test_a_comma_with_two_readings_or_in_english_is_still_refused(line):
    with pytest.raises(InputError, match="has a comma"):
        eaten(line, box())
