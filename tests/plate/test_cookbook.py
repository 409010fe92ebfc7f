import datetime
from dataclasses import dataclass

import pytest

from epsom.errors import InputError, InputErrors
from epsom.plate.cookbook import read, with_recipes
from epsom.plate.foods import box
from epsom.plate.intake import intake
from epsom.plate.record import eaten, record


@dataclass(frozen=True)
class Told:
    name: str
    ingredients: tuple[str, ...]
    makes: str = "4 portions"
    weighs: str | None = None
    cooked: str | None = None


@dataclass(frozen=True)
class Meal:
    eaten: tuple[str, ...]
    at: datetime.time = datetime.time(12)
    name: str | None = None


@dataclass(frozen=True)
class Day:
    meals: tuple[Meal, ...]
    date: datetime.date | None = None


STEW = Told("chickpea stew", ("400 g chickpeas, boiled", "200 g spinach, boiled", "400 g tap water"), weighs="0.8 kg")


@pytest.mark.parametrize(
    ("makes", "line"),
    [
        ("6 parts", "une part de gratin"),
        ("6 Stücke", "1 Stück Gratin"),
        ("6 Scheiben", "eine Scheibe Gratin"),
        ("6 raciones", "1 ración de gratin"),
        ("6 Portionen", "eine Portion Gratin"),
        ("6 slices", "1 slice gratin"),
        ("6 parts", "1 part gratin"),
        ("6 muffins", "1 gratin muffin"),
    ],
)
def test_one_of_what_a_recipe_makes_in_four_languages(few, makes, line):
    foods = with_recipes(few, [Told("gratin", ("400 g chickpeas, boiled", "200 g spinach, boiled"), makes=makes)])
    match, grams = eaten(line, foods)
    assert (match.food.name, grams) == ("gratin", 100.0)


@pytest.mark.parametrize("weighs", ["0.55 kg", "0,55 kg", "550 g", "0,550 kg"])
def test_the_ready_weight_may_have_a_decimal_comma(few, weighs):
    told = Told("gratin", ("400 g chickpeas, boiled", "200 g spinach, boiled"), weighs=weighs)
    assert read(told, few).weight == pytest.approx(550)


def test_a_ready_weight_with_two_readings_is_asked(few):
    with pytest.raises(InputError, match=r'"1,200 kg": 1,200 has a comma\. Write 1\.200 or 1200\.'):
        read(Told("gratin", ("400 g chickpeas, boiled",), weighs="1,200 kg"), few)


def test_a_recipe_by_hand(few):
    made = read(STEW, few)
    assert made.portions == 4
    assert made.weight == 800
    # 400 g at 50, 200 g at 90, 400 g at 1 mg per 100 g
    assert made.per_portion()["magnesium"] == pytest.approx((200 + 180 + 4) / 4)


@pytest.mark.parametrize(
    ("line", "grams"),
    [
        ("1 portion chickpea stew", 200),
        ("chickpea stew", 200),
        ("two servings of chickpea stew", 400),
        ("120 g chickpea stew", 120),
    ],
)
def test_a_recipe_stands_in_a_record(few, line, grams):
    foods = with_recipes(few, [STEW])
    match, told = eaten(line, foods)
    assert told == pytest.approx(grams)
    assert match.food.magnesium == pytest.approx(384 / 8)


def test_a_portion_in_a_record_holds_what_the_recipe_says(few):
    foods = with_recipes(few, [STEW])
    told = record([Day((Meal(("1 portion chickpea stew",)),))], [], foods)
    drawn = intake(told, 20_000, 3).daily().mean() * 24.305
    assert drawn == pytest.approx(384 / 4, rel=0.01)


def test_pieces_have_their_own_word(few):
    foods = with_recipes(few, [Told("nut bars", ("240 g almonds",), makes="12 bars")])
    assert eaten("2 bars nut bars", foods)[1] == pytest.approx(40)


def test_a_recipe_may_stand_in_another_wherever_it_is_told(few):
    lunch = Told("lunch", ("1 portion chickpea stew", "100 g white bread"), makes="1 portion")
    foods = with_recipes(few, [lunch, STEW])
    assert eaten("lunch", foods)[0].food.magnesium == pytest.approx((96 + 20) / 3)


def test_cooking_takes_from_raw_foods_only():
    raw = Told("greens", ("500 g spinach, raw",), makes="2 portions", cooked="boiled and drained")
    done = Told("greens", ("500 g spinach, cooked",), makes="2 portions", cooked="boiled and drained")
    spinach, cooked = box()["spinach-raw"].magnesium, eaten("100 g spinach, cooked", box())[0].food.magnesium
    assert read(raw, box()).total["magnesium"] == pytest.approx(5 * spinach * 0.95)
    assert read(done, box()).total["magnesium"] == pytest.approx(5 * cooked)


A = Told("alpha", ("1 portion beta", "100 g almonds"))
B = Told("beta", ("100 g almonds", "1 portion gamma"))
C = Told("gamma", ("1 portion alpha",))


@pytest.mark.parametrize("several", [[Told("alpha", ("1 portion alpha", "100 g almonds"))], [A, B, C], [C, A, B]])
def test_a_recipe_inside_itself_is_refused(few, several):
    with pytest.raises(InputError, match="is an ingredient of itself") as caught:
        with_recipes(few, several)
    assert caught.value.at[1] == "ingredients"


def test_a_recipe_beside_a_circle_is_not_blamed(few):
    outer = Told("outer", ("1 portion alpha",))
    with pytest.raises(InputError, match=r'"(alpha|beta|gamma)" is an ingredient'):
        with_recipes(few, [outer, A, B, C])


@pytest.mark.parametrize(
    ("told", "says", "at"),
    [
        (Told("x", ()), "has no ingredients", (0,)),
        (Told("x", ("-3 g almonds",)), "less than nothing", (0, "ingredients", 0)),
        (Told("x", ("100 g almonds", "1 blorf")), "no food I know", (0, "ingredients", 1)),
        (Told("x", ("100 g almonds",), makes="some"), "does not say how many", (0, "makes")),
        (Told("x", ("100 g almonds",), makes="0 portions"), "makes 0 portions", (0,)),
        (Told("x", ("4000 g almonds",), makes="400 portions"), "makes 400 portions", (0,)),
        (Told("x", ("100 g almonds",), weighs="100"), "is no weight", (0, "weighs")),
        (Told("x", ("100 g almonds",), weighs="100 ml"), "is no weight", (0, "weighs")),
        (Told("x", ("100 g almonds",), weighs="200 g", makes="1"), "nothing gets heavier", (0,)),
        (Told("x", ("100 g almonds",), cooked="boiled"), "what became of the water", (0, "cooked")),
        (Told("", ("100 g almonds",)), "has no letters", (0, "name")),
    ],
)
def test_a_recipe_that_cannot_be_is_refused(few, told, says, at):
    with pytest.raises(InputError, match=says) as caught:
        with_recipes(few, [told])
    assert caught.value.at == at


def test_all_faults_of_a_recipe_are_told_at_once(few):
    with pytest.raises(InputErrors) as caught:
        with_recipes(few, [STEW, Told("x", ("1 blorf", "-1 g almonds"), makes="some", weighs="3", cooked="boiled")])
    assert [fault.at for fault in caught.value.errors] == [
        (1, "cooked"), (1, "ingredients", 0), (1, "ingredients", 1), (1, "makes"), (1, "weighs"),
    ]  # fmt: skip


def test_a_spoilt_recipe_is_named_once_and_not_by_those_that_use_it(few):
    with pytest.raises(InputError) as caught:
        with_recipes(few, [Told("x", ("1 portion y",)), Told("y", ("1 blorf",))])
    assert caught.value.at == (1, "ingredients", 0)


def test_a_name_told_twice_is_refused(few):
    with pytest.raises(InputError, match="is told twice") as caught:
        with_recipes(few, [STEW, STEW])
    assert caught.value.at == (1, "name")


def test_a_recipe_may_use_an_own_food_but_not_its_name(few, own):
    foods = few.with_own([own("seed mix", 400.0)], None)
    assert read(Told("bread", ("100 g seed mix",), makes="2"), foods).total["magnesium"] == pytest.approx(400)
    with pytest.raises(InputError, match="is told twice, here or among the own foods"):
        with_recipes(foods, [Told("seed mix", ("100 g almonds",))])
