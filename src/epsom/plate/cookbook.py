"""The cookbook: a person's own recipes, read in the person's own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from epsom.errors import InputError, InputErrors
from epsom.plate import grammar, language, numbers
from epsom.plate.food import TOLD, Food
from epsom.plate.foods import Foods, OwnFoodTold, box
from epsom.plate.recipes import Ingredient, Recipe, food
from epsom.plate.record import eaten
from epsom.plate.retention import UNCOOKED, method, of_food
from epsom.plate.search import words

_HELPINGS = (("portion",), ("serving",), ("helping",))


class RecipeTold(Protocol):
    """A recipe in the person's own words: "makes: 4 portions", "weighs: 1.2 kg", "cooked: boiled and drained"."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def ingredients(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def makes(self) -> str: ...  # noqa: D102
    @property
    def weighs(self) -> str | None: ...  # noqa: D102
    @property
    def cooked(self) -> str | None: ...  # noqa: D102


class KitchenTold(Protocol):
    """What a person adds to the foods of the box: foods and recipes of the own, and the own tap water."""

    @property
    def foods(self) -> Sequence[OwnFoodTold]: ...  # noqa: D102
    @property
    def recipes(self) -> Sequence[RecipeTold]: ...  # noqa: D102
    @property
    def tap_water(self) -> float | None: ...  # noqa: D102


def kitchen(told: KitchenTold) -> Foods:
    """Return all foods that a record of this person may name: the box, the own foods and tap water, and the recipes.

    Raises InputError (InputErrors for several) at ("foods", number, ...) or ("recipes", number, ...).
    """
    foods = box().with_own(told.foods, told.tap_water)
    try:
        return with_recipes(foods, told.recipes)
    except InputErrors as several:
        raise InputErrors([one.under("recipes") for one in several.errors]) from None
    except InputError as fault:
        raise fault.under("recipes") from None


def with_recipes(foods: Foods, told: Iterable[RecipeTold]) -> Foods:
    """Return the foods with a person's recipes added, each as a food of the own that may stand in another recipe.

    Raises InputError (InputErrors for several) at (number, "ingredients", line), (number, "makes"), (number, "weighs")
    or (number, "cooked"), for what cannot be read or cannot be, for a name told twice, and for a recipe inside itself.
    """
    recipes = tuple(told)
    _check_names(recipes, foods)
    needs = _parts(recipes, foods)
    faults: list[InputError] = []
    spoilt: set[int] = set()
    for number in _in_order(recipes, needs):
        try:
            if not spoilt.intersection(needs[number]):
                foods = Foods([*foods, food(read(recipes[number], foods))])
                continue
        except InputErrors as several:
            faults += [one.under(number) for one in several.errors]
        except InputError as fault:
            faults.append(fault.under(number))
        spoilt.add(number)
    if len(faults) > 1:
        raise InputErrors(faults)
    if faults:
        raise faults[0]
    return foods


def read(told: RecipeTold, foods: Foods) -> Recipe[Food]:
    """Return one recipe as told; its lines are lines of a record, such as "2 tablespoons olive oil".

    Raises InputError (InputErrors for several) at ("ingredients", line), ("makes",), ("weighs",) or ("cooked",).
    """
    faults: list[InputError] = []
    cooked = UNCOOKED
    try:
        cooked = UNCOOKED if told.cooked is None else method(told.cooked)
    except InputError as fault:
        faults.append(fault.under("cooked"))
    ingredients: list[Ingredient[Food]] = []
    for line, words_told in enumerate(told.ingredients):
        try:
            match, grams = eaten(words_told, foods)
            ingredients.append(Ingredient(match.food, grams, of_food(match.food.id, cooked)))
        except InputError as fault:
            faults.append(fault.under("ingredients", line))
    portions, portion = 1.0, "portion"
    try:
        portions, portion = _makes(told.makes)
    except InputError as fault:
        faults.append(fault.under("makes"))
    weighed = None
    try:
        weighed = None if told.weighs is None else _grams(told.weighs)
    except InputError as fault:
        faults.append(fault.under("weighs"))
    if len(faults) > 1:
        raise InputErrors(faults)
    if faults:
        raise faults[0]
    return Recipe(told.name, tuple(ingredients), portions, weighed, portion)


def _makes(told: str) -> tuple[float, str]:
    """Read "4 portions", "6 parts" or "12 muffins": how many, and the word for one, in English where that is known."""
    count, rest = numbers.number(grammar.tidy(told).split())
    if count is None or len(rest) > 3:
        raise InputError(f'makes: "{told}" does not say how many. Write it like this: makes: "4 portions".')
    word = " ".join(rest)
    abroad = language.portion(rest, True)
    if abroad and abroad[1] == len(rest):
        word = abroad[0].english[0]  # "une part" is then one of "6 parts"
    return count, "portion" if words(word) in ((), *_HELPINGS) else word


def _grams(told: str) -> float:
    """Read "1.2 kg"; InputError without a unit, or for a unit that is no weight."""
    line = f"{told} dish"
    try:
        grams = grammar.read(line, foreign=True if "," in told else None).grams
    except InputError as fault:
        raise InputError(f"weighs: {fault.message.replace(line, told)}") from None
    if grams is None:
        raise InputError(f'weighs: "{told}" is no weight. Write that of the ready dish, such as weighs: "1.2 kg".')
    return grams


def _check_names(recipes: Sequence[RecipeTold], foods: Foods) -> None:
    seen = {one.id for one in foods}
    for number, recipe in enumerate(recipes):
        if not words(recipe.name) or _id(recipe) in seen:
            rule = "is told twice, here or among the own foods" if words(recipe.name) else "has no letters"
            raise InputError(f'The recipe "{recipe.name}" {rule}. Give each its own name.', at=(number, "name"))
        seen.add(_id(recipe))


def _id(recipe: RecipeTold) -> str:
    return f"own:{' '.join(words(recipe.name))}"


def _in_order(recipes: Sequence[RecipeTold], needs: Mapping[int, Mapping[int, int]]) -> list[int]:
    """Return the numbers of the recipes so that each comes after those it is made from; InputError for a circle."""
    ordered: list[int] = []
    while len(ordered) < len(recipes):
        ready = [number for number in needs if number not in ordered and needs[number].keys() <= set(ordered)]
        if not ready:
            number = next(number for number in needs if number in _within(number, needs))
            line = next(at for part, at in needs[number].items() if number in {part, *_within(part, needs)})
            raise InputError(
                f'The recipe "{recipes[number].name}" is an ingredient of itself. Take this line out, or name another '
                "food.",
                at=(number, "ingredients", line),
            )
        ordered += ready
    return ordered


def _parts(recipes: Sequence[RecipeTold], foods: Foods) -> dict[int, Mapping[int, int]]:
    """Return for each recipe which others it is made from, and on which line."""
    ids = {_id(recipe): number for number, recipe in enumerate(recipes)}
    named = Foods([*foods, *(_blank(id, recipes[number], foods) for id, number in ids.items())])
    found: dict[int, Mapping[int, int]] = {}
    for number, recipe in enumerate(recipes):
        parts: dict[int, int] = {}
        for line, told in enumerate(recipe.ingredients):
            try:
                match, _ = eaten(told, named)
            except InputError:
                continue  # said when the line is read in earnest
            if match.food.id in ids:
                parts[ids[match.food.id]] = line
        found[number] = parts
    return found


def _within(number: int, needs: Mapping[int, Mapping[int, int]]) -> set[int]:
    """Return all recipes that a recipe is made from, and those that they are made from."""
    found: set[int] = set()
    waiting = list(needs[number])
    while waiting:
        part = waiting.pop()
        if part not in found:
            found.add(part)
            waiting += needs[part]
    return found


def _blank(id: str, told: RecipeTold, foods: Foods) -> Food:
    """Return a food with the name and the portions of a recipe, and nothing else of it."""
    try:
        portion = _makes(told.makes)[1]
    except InputError:
        portion = "portion"
    return replace(
        next(iter(foods)), id=id, name=told.name, group="own", slot="own", density=None, names=(), misspellings=(),
        portions={"portion": 100.0, portion: 100.0}, default_portion="portion", source=TOLD, source_id="",
    )  # fmt: skip
