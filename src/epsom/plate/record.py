"""The record: what was eaten, drunk and taken, as told, line by line."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from epsom.errors import InputError, InputErrors
from epsom.plate import grammar, supplements
from epsom.plate.foods import TOLD, Food, Foods, Match
from epsom.plate.search import words
from epsom.plate.supplements import Salt
from epsom.quantities import quantity

_ONE_OF_IT = ("whole", "piece", "nut", "medium", "large")
_HELPINGS = {"serving", "bowl", "plate"}
_ANY_HELPING = {"serving", "portion", "helping"}
_MEASURED_OUT = {"cup", "handful", "tablespoon", "teaspoon", "slice", "square", "wedge", "half", "bag", "packet"}
_SIZES = {"small", "medium", "large", "thick", "thin", "heaped", "level"}


class MealTold(Protocol):
    """A meal: the clock time, perhaps a name, and what was eaten in plain words."""

    @property
    def at(self) -> datetime.time: ...  # noqa: D102
    @property
    def name(self) -> str | None: ...  # noqa: D102
    @property
    def eaten(self) -> Sequence[str]: ...  # noqa: D102


class DayTold(Protocol):
    """A day: its date, if told, and its meals."""

    @property
    def date(self) -> datetime.date | None: ...  # noqa: D102
    @property
    def meals(self) -> Sequence[MealTold]: ...  # noqa: D102


class SupplementTold(Protocol):
    """A supplement taken every day, with its clock time."""

    @property
    def taken(self) -> str: ...  # noqa: D102
    @property
    def at(self) -> datetime.time: ...  # noqa: D102


@dataclass(frozen=True)
class Serving:
    """One line of the record: either a food with its grams, or a salt with its elemental magnesium [mg].

    ``day`` counts from 0, ``hour`` is the clock; ``how`` says how sure the match is ("exact", "word", "spelling",
    "form not told"); ``told`` are the person's own words.
    """

    told: str
    day: int
    hour: float
    meal: str
    food: Food | None
    grams: float
    salt: Salt | None
    elemental: float
    how: str


@dataclass(frozen=True)
class FoodRecord:
    """What was eaten and taken over some days; ``days`` may be 0, then only daily supplements are known (day 0)."""

    servings: tuple[Serving, ...]
    days: int
    dates: tuple[datetime.date | None, ...]


def record(days: Iterable[DayTold], supplements: Iterable[SupplementTold], foods: Foods) -> FoodRecord:
    """Return the record of some days; daily supplements are added to each day.

    Raises InputError (InputErrors for several) at ("record", day, "meals", meal, "eaten", line) or
    ("supplements", number, "taken").
    """
    told = list(days)
    servings: list[Serving] = []
    faults: list[InputError] = []

    def read(line: Callable[[], Serving], *at: str | int) -> Serving | None:
        try:
            return line()
        except InputError as fault:
            faults.append(fault.under(*at))
            return None

    for d, day in enumerate(told):
        for m, meal in enumerate(day.meals):
            name, hour = meal.name or f"{meal.at:%H:%M}", _hour(meal.at)
            for i, line in enumerate(meal.eaten):
                one = read(partial(serving, line, d, hour, name, foods), "record", d, "meals", m, "eaten", i)
                servings += [one] if one else []
    for s, supplement in enumerate(supplements):
        one = read(partial(_taken, supplement.taken, 0, _hour(supplement.at), "supplement"), "supplements", s, "taken")
        servings += [replace(one, day=d) for d in range(max(1, len(told)))] if one else []
    if len(faults) > 1:
        raise InputErrors(faults)
    if faults:
        raise faults[0]
    ordered = sorted(servings, key=lambda one: (one.day, one.hour))
    return FoodRecord(tuple(ordered), len(told), tuple(day.date for day in told))


def serving(told: str, day: int, hour: float, meal: str, foods: Foods) -> Serving:
    """Return one line of a record, such as "2 slices whole-wheat bread" or "magnesium citrate 150 mg elemental"."""
    if supplements.is_dose(told) and not foods.exact(told) and not _has_own(told, foods):
        return _taken(told, day, hour, meal)
    try:
        match, grams = eaten(told, foods)
    except InputError:
        if supplements.is_pill(told):
            mend = 'Give the magnesium on its label, such as "magnesium oxide 100 mg elemental", or leave it out'
            raise InputError(f'"{told}" is no food. {mend} if it has none.') from None
        raise
    return Serving(told, day, hour, meal, match.food, grams, None, 0.0, match.how)


def eaten(told: str, foods: Foods) -> tuple[Match, float]:
    """Return the food that a line tells, and its grams.

    A portion word means that food's own portion; a food without an amount is one default portion. InputError for an
    unknown food, a portion that the food does not come in, and an amount that nobody eats at once.
    """
    if told.split()[:1] not in (["a"], ["an"]) and (named := foods.exact(told)):
        return named, _default(named.food, told)
    line = grammar.read(told)
    try:
        match, portion = _parted(line.words, foods)
    except InputError:
        if any(letter.isdigit() for letter in line.words):
            mend = 'Write one plain number with its unit, such as "30 g almonds", and each food on its own line.'
            raise InputError(f'"{told}": I cannot read how much of what. {mend}') from None
        raise
    food = match.food
    if line.grams is not None:
        grams = line.grams
    elif line.millilitres is not None:
        grams = line.millilitres * _density(food, told)
    elif portion:
        grams = (1.0 if line.count is None else line.count) * _portion(food, portion, told)
    elif line.count is not None:
        grams = line.count * _one(food, line.count, told)
    else:
        grams = _default(food, told)
    liquid = line.millilitres is not None or (food.slot == "drink" and food.density is not None)
    limit = quantity("serving_volume" if liquid else "serving_mass")
    amount = grams / (food.density or 1.0) if liquid else grams
    if not limit.low < amount <= limit.high:
        raise InputError(
            f'"{told}" is {amount:g} {limit.unit} of {food.name}; one line can hold up to {limit.high:g} {limit.unit}. '
            "Check the number and its unit."
        )
    return match, grams


def _taken(told: str, day: int, hour: float, meal: str) -> Serving:
    dose = supplements.dose(told)
    return Serving(told, day, hour, meal, None, 0.0, dose.salt, dose.elemental, dose.how)


def _has_own(told: str, foods: Foods) -> bool:
    """Tell whether a line has all words of a food of the person's own, such as "magnesium bread"."""
    spoken = set(words(told))
    return any(food.source == TOLD and spoken.issuperset(words(food.name)) for food in foods)


def _hour(at: datetime.time) -> float:
    return at.hour + at.minute / 60.0 + at.second / 3600.0


def _parted(text: str, foods: Foods) -> tuple[Match, str]:
    """Part "slices whole-wheat bread" into the food and its portion word ("" if there is none)."""
    if match := foods.exact(text):
        return match, ""
    tokens = text.split()
    splits = [(tokens[:n], tokens[n:]) for n in (3, 2, 1) if len(tokens) > n]
    splits += [(tokens[-1:], tokens[:-1])] if len(tokens) > 1 else []
    known = [
        (" ".join(front), _without_of(rest))
        for front, rest in splits
        if front[-1].lower() != "of" and _is_portion(front, foods)
    ]
    named = [(match, portion) for portion, rest in known if rest and (match := foods.exact(rest))]
    fitting = [one for one in named if _own_portion(one[0].food, one[1]) is not None]
    if fitting or (named and text.startswith(named[0][1])):
        return (fitting or named)[0]
    before, of, after = text.partition(" of ")
    if of and len(before.split()) <= 2:
        return foods.find(after), before
    ahead = [(portion, rest) for portion, rest in known if rest and text.startswith(portion)]
    if ahead and not foods.meant(text):
        return foods.find(ahead[0][1]), ahead[0][0]
    return foods.find(text), ""


def _is_portion(phrase: Sequence[str], foods: Foods) -> bool:
    """Tell a portion word, perhaps with a size before it, that any food or the kitchen knows."""
    spoken = words(" ".join(phrase))
    if spoken[:1] and spoken[0] in _SIZES:
        spoken = spoken[1:]
    known = spoken in foods.portion_words or _kitchen(spoken) is not None
    return not spoken or known or (len(spoken) == 1 and spoken[0] in _ANY_HELPING)


def _without_of(tokens: Sequence[str]) -> str:
    return " ".join(tokens[1:] if tokens and tokens[0].lower() == "of" else tokens)


def _kitchen(spoken: tuple[str, ...]) -> grammar.Measure | None:
    measure = grammar.measures().get(" ".join(spoken))
    return measure if measure and measure.kind == "kitchen" else None


def _own_portion(food: Food, portion: str) -> float | None:
    """Return the grams of that food's own portion, or of a kitchen measure if its density is known.

    A portion, a serving and a helping are the same: the food's serving, or what it usually comes in.
    """
    spoken = words(portion)
    kitchen = _kitchen(spoken)
    own = {words(name): grams for name, grams in food.portions.items()}
    grams = own.get((kitchen.name,) if kitchen else spoken)
    if grams is None and len(spoken) == 1 and spoken[0] in _ANY_HELPING:
        return own.get(("serving",), food.portions.get(food.default_portion))
    return kitchen.size * food.density if grams is None and kitchen and food.density else grams


def _portion(food: Food, portion: str, told: str) -> float:
    grams = _own_portion(food, portion)
    if grams is None:
        raise InputError(f'"{told}": {food.name} has no portion "{portion}". {_portions_of(food)}')
    return grams


def _one(food: Food, count: float, told: str) -> float:
    """Return the grams of one piece of a food that was counted, such as "two eggs"."""
    if (said := _said(food, told)) is not None:
        return said
    spoken = set(words(told))
    own = {words(name): grams for name, grams in food.portions.items() if words(name)}
    if food.default_portion in _ONE_OF_IT:
        return food.portions[food.default_portion]
    for name in _ONE_OF_IT[:3]:
        if name in food.portions:
            return food.portions[name]
    for name, grams in own.items():
        if spoken.issuperset(name[:1]) and not (_MEASURED_OUT | _HELPINGS).intersection(name):
            return grams
    for name in _ONE_OF_IT[3:]:
        if name in food.portions:
            return food.portions[name]
    default = food.default_portion
    if set(words(default)).intersection(words(food.name)):  # a breast, but nobody said of the chicken what
        default = ""
    helping = default in _HELPINGS and count <= 1.0
    if default and (food.slot == "drink" or helping or default not in _MEASURED_OUT | _HELPINGS):
        return food.portions[default]
    raise InputError(f'"{told}": {count:g} of what? {_portions_of(food)}')


def _default(food: Food, told: str) -> float:
    if not food.default_portion:
        raise InputError(f'"{told}" does not say how much. {_portions_of(food)}')
    said = _said(food, told)
    return food.portions[food.default_portion] if said is None else said


def _said(food: Food, told: str) -> float | None:
    """Return the grams of the portion that the words for the food name by the way, such as "chocolate bar".

    A word that is the food itself says nothing of how much: Brazil nuts are not one nut.
    """
    spoken = set(words(told)).difference(words(food.name))
    own = {words(name): grams for name, grams in food.portions.items() if words(name)}
    named = [name for name in own if spoken.issuperset(name) and not _MEASURED_OUT.intersection(name)]
    return own[max(named, key=len)] if named else None


def _density(food: Food, told: str) -> float:
    if food.density is None:
        raise InputError(f'"{told}": I do not know what a mL of {food.name} weighs. {_portions_of(food)}')
    return food.density


def _portions_of(food: Food) -> str:
    listed = ", ".join(f"{name} ({grams:g} g)" for name, grams in food.portions.items())
    return f"Its portions: {listed}; or give grams." if listed else f'Give grams, such as "100 g {food.name}".'
