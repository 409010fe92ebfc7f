"""Portions: what a slice, a glass or one of a food weighs, by that food's own household portions."""

from __future__ import annotations

from collections.abc import Sequence

from epsom.errors import InputError
from epsom.plate.foods import Food, Foods
from epsom.plate.grammar import Measure, measures
from epsom.plate.language import Portion, listed
from epsom.plate.search import words


def is_portion(phrase: Sequence[str], foods: Foods) -> bool:
    """Tell an English portion word, perhaps with a size before it, that any food or the kitchen knows."""
    spoken = words(" ".join(phrase))
    if spoken[:1] and spoken[0] in listed("sizes"):
        spoken = spoken[1:]
    known = spoken in foods.portion_words or _kitchen(spoken) is not None
    return not spoken or known or (len(spoken) == 1 and spoken[0] in listed("any_helping"))


def own(food: Food, portion: Portion) -> float | None:
    """Return the grams of that food's own portion, the likeliest that it has; None if it has none of them."""
    found = (_own(food, english) for english in portion.english)
    return next((grams for grams in found if grams is not None), None)


def grams_of(food: Food, portion: Portion, count: float | None, told: str) -> float:
    """Return the grams of so many portions of a food; InputError with its portions for one it does not come in."""
    times = 1.0 if count is None else count
    grams = own(food, portion)
    if grams is None and "one" in portion.english:
        return times * one(food, times, told)
    if grams is None:
        raise InputError(f'"{told}": {food.name} has no portion "{portion.told}". {portions_of(food)}')
    return times * grams


def one(food: Food, count: float, told: str) -> float:
    """Return the grams of one piece of a food that was counted, such as "two eggs"; InputError if it has no pieces."""
    if (said := _said(food, told)) is not None:
        return said
    spoken = set(words(told))
    if len(name := words(food.name)) == 1 and not spoken.intersection(name):
        spoken.update(name)  # "3 Datteln" are three dates
    own = {words(name): grams for name, grams in food.portions.items() if words(name)}
    one_of_it, helpings = listed("one_of_it"), set(listed("helpings"))
    no_piece = helpings.union(listed("measured_out"))
    if food.default_portion in one_of_it:
        return food.portions[food.default_portion]
    for name in one_of_it[:3]:
        if name in food.portions:
            return food.portions[name]
    for name, grams in own.items():
        if spoken.issuperset(name[:1]) and not no_piece.intersection(name):
            return grams
    for name in one_of_it[3:]:
        if name in food.portions:
            return food.portions[name]
    default = food.default_portion
    if set(words(default)).intersection(words(food.name)):  # a breast, but nobody said of the chicken what
        default = ""
    helping = default in helpings and count <= 1.0
    if default and (food.slot == "drink" or helping or default not in no_piece):
        return food.portions[default]
    raise InputError(f'"{told}": {count:g} of what? {portions_of(food)}')


def default(food: Food, told: str) -> float:
    """Return the grams of a food of which nobody said how much; InputError for one that comes in no portion."""
    if not food.default_portion:
        raise InputError(f'"{told}" does not say how much. {portions_of(food)}')
    said = _said(food, told)
    return food.portions[food.default_portion] if said is None else said


def density(food: Food, told: str) -> float:
    """Return the g/mL of a food; InputError for one of which it is not known."""
    if food.density is None:
        raise InputError(f'"{told}": I do not know what a mL of {food.name} weighs. {portions_of(food)}')
    return food.density


def portions_of(food: Food) -> str:
    """Return a sentence that lists the portions of a food."""
    each = ", ".join(f"{name} ({grams:.4g} g)" for name, grams in food.portions.items())
    return f"Its portions: {each}; or give grams." if each else f'Give grams, such as "100 g {food.name}".'


def _own(food: Food, portion: str) -> float | None:
    """Return the grams of that food's own portion, or of a kitchen measure if its density is known.

    A portion, a serving and a helping are the same: the food's serving, or what it usually comes in. An ounce weighs
    the same of everything.
    """
    spoken = words(portion)
    kitchen = _kitchen(spoken)
    own = {words(name): grams for name, grams in food.portions.items()}
    grams = own.get((kitchen.name,) if kitchen else spoken)
    if grams is None and len(spoken) == 1 and spoken[0] in listed("any_helping"):
        return own.get(("serving",), food.portions.get(food.default_portion))
    if grams is None and (measure := measures().get(portion)) and measure.kind == "mass":
        return measure.size
    return kitchen.size * food.density if grams is None and kitchen and food.density else grams


def _kitchen(spoken: tuple[str, ...]) -> Measure | None:
    measure = measures().get(" ".join(spoken))
    return measure if measure and measure.kind == "kitchen" else None


def _said(food: Food, told: str) -> float | None:
    """Return the grams of the portion that the words for the food name by the way, such as "chocolate bar".

    A word that is the food itself says nothing of how much: Brazil nuts are not one nut.
    """
    spoken = set(words(told)).difference(words(food.name))
    own = {words(name): grams for name, grams in food.portions.items() if words(name)}
    named = [name for name in own if spoken.issuperset(name) and not set(listed("measured_out")).intersection(name)]
    return own[max(named, key=len)] if named else None
