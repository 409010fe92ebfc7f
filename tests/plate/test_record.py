import datetime
from types import SimpleNamespace as Told

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, InputErrors
from epsom.plate import grammar
from epsom.plate.foods import box
from epsom.plate.record import eaten, record, serving


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
        serving(text, 0, 8.0, "breakfast", few)


def test_an_own_food_may_have_magnesium_in_its_name(few, own):
    mine = few.with_own([own("magnesium bread", 200.0, portions={"slice": 40.0})], None)
    one = serving("2 slices magnesium bread", 0, 8.0, "breakfast", mine)
    assert (one.food.name, one.grams, one.salt) == ("magnesium bread", 80.0, None)
    assert serving("magnesium citrate 150 mg elemental", 0, 8.0, "breakfast", mine).elemental == 150.0


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
