"""Wishes: which foods a person would not have on the plate, and what the others cost there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from epsom.errors import InputError, InputErrors, Place
from epsom.person import Person
from epsom.person.wishes import PriceTold, allergen, allergen_words
from epsom.plan.diet.taste import number, taste
from epsom.plate.diets import suits
from epsom.plate.food import Food
from epsom.plate.foods import Foods
from epsom.plate.search import words
from epsom.plate.waters import named

Refusal = str
"""Why a food is not for a person: diet, allergies, dislikes, country, or what her stage of life asks."""


@dataclass(frozen=True)
class Wishes:
    """What one person's file says of foods: ids refused, each with all its reasons, and prices [money/g] by id."""

    refused: Mapping[str, frozenset[Refusal]]
    prices: Mapping[str, float]

    def reasons(self, food: Food) -> frozenset[Refusal]:
        """Return why a food is not for this person; empty where nothing stands against it."""
        return self.refused.get(food.id, frozenset())


def wishes(person: Person, foods: Foods) -> Wishes:
    """Return what a person's diet, allergies, dislikes, country and stage of life refuse, and the prices told.

    A food that only *may* hold an allergen, or only depending on its maker suits a diet, is refused as well.
    InputErrors with place and the nearest foods for a word that is neither an allergen nor a food.
    """
    faults: list[InputError] = []
    allergens = {name: word for word in person.allergies if (name := allergen(word))}
    harmful = _named(person.allergies, foods, "allergies", faults, lambda word: allergen(word) is not None)
    disliked = _named(person.dislikes, foods, "dislikes", faults, lambda word: False)
    prices = _prices(person.prices, foods, faults)
    if faults:
        raise InputErrors(faults)
    refused: dict[str, frozenset[Refusal]] = {}
    springs = named()
    for food in foods:
        reasons = {
            "diet": any(suits(food, diet) != "yes" for diet in person.diet),
            "allergies": food.id in harmful or _may_harm(food, allergens),
            "dislikes": food.id in disliked,
            "country": food.id in springs and (springs[food.id].country != person.country or springs[food.id].added),
            "stage of life": _not_at_this_stage(food, person),
        }
        if found := frozenset(reason for reason, refuses in reasons.items() if refuses):
            refused[food.id] = found
    return Wishes(refused, prices)


def _may_harm(food: Food, allergens: Mapping[str, str]) -> bool:
    """Tell a food that holds or may hold one of the allergens; to nuts belong all that people call so."""
    called = "nuts" in allergens and food.group == "nut"
    return called or any(suits(food, f"{name}-free") != "yes" for name in allergens)


def _not_at_this_stage(food: Food, person: Person) -> bool:
    rules = taste()
    small = person.age < number("whole_nuts_from") and food.group in rules.not_for_small_children
    return small or (person.pregnancy_week is not None and food.group in rules.not_in_pregnancy)


def _named(
    told: tuple[str, ...], foods: Foods, key: str, faults: list[InputError], otherwise: Callable[[str], bool]
) -> set[str]:
    """Return the ids of all foods that words mean: a group, or every food that has the words in its name."""
    found: set[str] = set()
    for place, word in enumerate(told):
        if otherwise(word):
            continue
        ids = _meant(word, foods)
        if not ids:
            faults.append(_unknown(word, foods, key, (key, place)))
        found |= ids
    return found


def _meant(word: str, foods: Foods) -> set[str]:
    spoken = words(word)
    if not spoken:
        return set()
    groups = {food.id for food in foods if words(food.group.replace("-", " ")) == spoken}
    within = {food.id for food in foods if set(spoken) <= set(words(food.name))}
    sure = {match.food.id for match in foods.meant(word) if match.how != "spelling"}  # a slip here could do harm
    return groups | within | sure


def _unknown(word: str, foods: Foods, key: str, at: Place) -> InputError:
    near = [match.food.name for match in foods.search(word, 3)]
    hint = f"Nearest: {'; '.join(near)}." if near else "Say it in other words."
    also = f" Or one of the allergens: {', '.join(allergen_words()[:6])} ..." if key == "allergies" else ""
    return InputError(f"{word!r} is no food I know. {hint}{also}", at=at)


def _prices(told: Mapping[str, PriceTold], foods: Foods, faults: list[InputError]) -> dict[str, float]:
    """Return what a gram of each food costs that a price was told of, by id."""
    found: dict[str, float] = {}
    for word, price in told.items():
        try:
            food = foods.find(word).food
            if price.per_kg is not None:
                found[food.id] = price.per_kg / 1000.0
            elif food.density is not None and price.per_litre is not None:
                found[food.id] = price.per_litre / 1000.0 / food.density
            elif food.group == "water" and price.per_litre is not None:
                found[food.id] = price.per_litre / 1000.0  # a litre of water is a kilogram, as plate/waters.py has it
            else:
                raise InputError(f"{price.text!r}: what a litre of {food.name} weighs is not known. Tell it per kg.")
        except InputError as error:
            faults.append(error.under("prices", word))
    return found
