"""The record: what was eaten, drunk and taken, as told, line by line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Protocol

from epsom.errors import InputError, InputErrors
from epsom.plate import grammar, language, portions, preparation, products, supplements
from epsom.plate.foods import TOLD, Food, Foods, Match
from epsom.plate.language import Portion
from epsom.plate.search import words
from epsom.plate.supplements import Salt
from epsom.plate.waters import waters
from epsom.quantities import quantity

_A_FIGURE_WITH_TWO_READINGS = re.compile(r"\d[.,]\d")
_A_COMMA_FOR_A_POINT = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d.,])")


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

    def not_known(self) -> tuple[str, ...]:
        """Return the lines whose food nobody has measured, each once."""
        return tuple(dict.fromkeys(one.told for one in self.servings if one.food and one.food.magnesium is None))

    def doubtful(self) -> tuple[str, ...]:
        """Return the lines that were read by their spelling or by a part of a name, each with its food: to be checked.

        As in ``"30 g almnods" as almonds``.
        """
        read = (one for one in self.servings if one.food and one.how in ("spelling", "fragment"))
        return tuple(dict.fromkeys(f'"{one.told}" as {one.food.name}' for one in read if one.food))


def record(days: Iterable[DayTold], supplements: Iterable[SupplementTold], foods: Foods) -> FoodRecord:
    """Return the record of some days; daily supplements are added to each day.

    Raises InputError (InputErrors for several) at ("record", day, "meals", meal, "eaten", line) or
    ("supplements", number, "taken").
    """
    told = list(days)
    found: list[Serving] = []
    faults: list[InputError] = []

    def read(line: Callable[[], tuple[Serving, ...]], *at: str | int) -> tuple[Serving, ...]:
        try:
            return line()
        except InputError as fault:
            faults.append(fault.under(*at))
            return ()

    for d, day in enumerate(told):
        for m, meal in enumerate(day.meals):
            name, hour = meal.name or f"{meal.at:%H:%M}", _hour(meal.at)
            for i, line in enumerate(meal.eaten):
                found += read(partial(servings, line, d, hour, name, foods), "record", d, "meals", m, "eaten", i)
    for s, supplement in enumerate(supplements):
        each = read(partial(_taken, supplement.taken, 0, _hour(supplement.at), "supplement"), "supplements", s, "taken")
        found += [replace(one, day=d) for d in range(max(1, len(told))) for one in each]
    if len(faults) > 1:
        raise InputErrors(faults)
    if faults:
        raise faults[0]
    ordered = sorted(found, key=lambda one: (one.day, one.hour))
    return FoodRecord(tuple(ordered), len(told), tuple(day.date for day in told))


def servings(told: str, day: int, hour: float, meal: str, foods: Foods) -> tuple[Serving, ...]:
    """Return what one line of a record tells: "2 slices whole-wheat bread", or each salt of a supplement."""
    if supplements.is_dose(told) and not foods.exact(told) and not _has_own(told, foods):
        return _taken(told, day, hour, meal)
    try:
        match, grams = eaten(told, foods)
    except InputError:
        if supplements.is_pill(told):
            mend = 'Give the magnesium on its label, such as "magnesium oxide 100 mg elemental", or leave it out'
            raise InputError(f'"{told}" is no food. {mend} if it has none.') from None
        raise
    return (Serving(told, day, hour, meal, match.food, grams, None, 0.0, match.how),)


def eaten(told: str, foods: Foods) -> tuple[Match, float]:
    """Return the food that a line tells, and its grams.

    A portion word means that food's own portion; a food without an amount is one default portion. InputError for an
    unknown food, a portion that the food does not come in, and an amount that nobody eats at once.
    """
    if named := _named(told, foods):
        preparation.check_one(named, foods)
        portion = _portion_in_name(told, named, foods, foreign=False)
        default = portions.default(named.food, told)
        return named, default if portion is None else portions.grams_of(named.food, portion, None, told)
    line = grammar.read(told, _is_foreign(told))
    try:
        match, portion = _parted(line.words, foods, line.foreign)
    except InputError:
        if any(letter.isdigit() for letter in line.words):
            mend = 'Write one plain number with its unit, such as "30 g almonds", and each food on its own line.'
            raise InputError(f'"{told}": I cannot read how much of what. {mend}') from None
        raise
    preparation.check_one(match, foods)
    if portion and portions.own(match.food, portion) is None:
        match = _as_it_comes(match, portion, foods)
    food = match.food
    if line.grams is not None:
        grams = line.grams
    elif line.millilitres is not None:
        grams = line.millilitres * portions.density(food, told)
    elif portion:
        grams = portions.grams_of(food, portion, line.count, told)
    elif line.count is not None:
        grams = line.count * portions.one(food, line.count, told)
    else:
        grams = portions.default(food, told)
    liquid = line.millilitres is not None or (food.slot == "drink" and food.density is not None)
    limit = quantity("serving_volume" if liquid else "serving_mass")
    amount = grams / (food.density or 1.0) if liquid else grams
    if not limit.low < amount <= limit.high:
        raise InputError(
            f'"{told}" is {amount:g} {limit.unit} of {food.name}; one line can hold up to {limit.high:g} {limit.unit}. '
            "Check the number and its unit."
        )
    return match, grams


def _taken(told: str, day: int, hour: float, meal: str) -> tuple[Serving, ...]:
    doses = products.doses(told)
    return tuple(Serving(told, day, hour, meal, None, 0.0, one.salt, one.elemental, one.how) for one in doses)


def _has_own(told: str, foods: Foods) -> bool:
    """Tell whether a line has all words of a food of the person's own, such as "magnesium bread"."""
    spoken = set(words(told))
    return any(food.source == TOLD and spoken.issuperset(words(food.name)) for food in foods)


def _hour(at: datetime.time) -> float:
    return at.hour + at.minute / 60.0 + at.second / 3600.0


def _named(told: str, foods: Foods) -> Match | None:
    """Return the food that a line names and nothing else; "un demi de bière" is no half of a beer."""
    first, _, rest = told.strip().partition(" ")
    if first in ("a", "an"):
        return None
    if language.key(first) in language.abroad().articles and grammar.number(rest.split())[0] is not None:
        return foods.exact(told) or foods.exact(rest)
    return foods.exact(told)


def _is_foreign(told: str) -> bool:
    """Tell a German, French or Spanish line; only where that matters are the names of foods asked too."""
    foreign = language.is_foreign(told)
    if foreign is not None:
        return foreign
    doubtful = _A_FIGURE_WITH_TWO_READINGS.search(told) or not all(
        language.counts(word, False) for word in told.split()
    )
    return bool(doubtful) and (language.names_foreign_food(told) or _is_of_a_water(told))


def _is_of_a_water(told: str) -> bool:
    """Tell "0,5 l Evian": a water's name is of no language, and its comma has one reading."""
    if not _A_COMMA_FOR_A_POINT.search(told):
        return False
    spoken = words(told)
    names = _water_names()
    return any(spoken[start:end] in names for start in range(len(spoken)) for end in range(start + 1, len(spoken) + 1))


@cache
def _water_names() -> frozenset[tuple[str, ...]]:
    return frozenset(words(name) for water in waters() for name in (water.name, *water.names))


def _as_it_comes(match: Match, portion: Portion, foods: Foods) -> Match:
    """Return the canned chickpeas for a can of chickpeas; the same match where that is not known."""
    ways = (language.prepared_by(one) for one in portion.english)
    found = (preparation.also(match, way, foods) for way in ways if way)
    return next((one for one in found if one), match)


def _parted(text: str, foods: Foods, foreign: bool) -> tuple[Match, Portion | None]:
    """Part "slices whole-wheat bread" or "Scheiben Vollkornbrot" into the food and its portion (None: none is told).

    English first, then the same in German, French and Spanish; a near spelling is only taken where none is sure.
    """
    if match := foods.exact(text):
        return match, _portion_in_name(text, match, foods, foreign)
    known = _english_portions(text.split(), foods)
    named = [(match, portion) for portion, rest in known if rest and (match := foods.exact(rest))]
    fitting = [one for one in named if portions.own(one[0].food, one[1]) is not None]
    if fitting:
        return fitting[0]
    known = [one for one in known if not _is_food(one[0].told, foods)]
    named = [one for one in named if not _is_food(one[1].told, foods)]
    if named and text.startswith(named[0][1].told):
        return named[0]
    abroad = language.portion(text.split(), foreign) or (None, 0)
    rest = " ".join(language.without_of(text.split()[abroad[1] :]))
    if rest and rest != text and (match := preparation.sure(rest, foods, foreign)):
        return match, abroad[0]
    size, bare = language.portion(text.split()[-1:], foreign), " ".join(text.split()[:-1])
    if size and bare and (match := preparation.sure(bare, foods, foreign)) and portions.own(match.food, size[0]):
        return match, size[0]  # "plátano pequeño"
    try:
        return _in_english(text, known, foods, foreign)
    except InputError:
        if abroad[0] and rest:
            return preparation.find(rest, foods, foreign), abroad[0]
        raise


def _portion_in_name(text: str, match: Match, foods: Foods, foreign: bool) -> Portion | None:
    """Return the portion of a food that the name people have for it tells: "slice of pizza", "barre de céréales"."""
    abroad = language.portion(text.split(), foreign)
    told = [abroad[0]] if abroad else []
    for portion, rest in _english_portions(text.split(), foods):
        same = foods.exact(rest) if rest else None
        told += [portion] if same and same.food is match.food else []
    food, itself = match.food, set(words(match.food.name))  # Brazil nuts are not one nut
    own = (one for one in told if not itself.issuperset(words(one.told)) and portions.own(food, one) is not None)
    return next(own, None)


def _english_portions(tokens: list[str], foods: Foods) -> list[tuple[Portion, str]]:
    """Return the ways to part words into an English portion, before or behind, and the rest."""
    splits = [(tokens[:n], tokens[n:]) for n in (3, 2, 1) if len(tokens) > n]
    splits += [(tokens[-1:], tokens[:-1])] if len(tokens) > 1 else []
    return [
        (_portion(" ".join(front)), " ".join(rest[1:] if rest and rest[0].lower() == "of" else rest))
        for front, rest in splits
        if front[-1].lower() != "of" and portions.is_portion(front, foods)
    ]


def _is_food(text: str, foods: Foods) -> bool:
    """Tell a word that is a food before it is a portion: a tortilla de patatas is no helping of potatoes."""
    return any(match.how in ("exact", "word") for match in foods.meant(text))


def _in_english(
    text: str, known: list[tuple[Portion, str]], foods: Foods, foreign: bool
) -> tuple[Match, Portion | None]:
    before, of, after = text.partition(" of ")
    if of and len(before.split()) <= 2:
        return preparation.find(after, foods, foreign), _portion(before)
    ahead = [(portion, rest) for portion, rest in known if rest and text.startswith(portion.told)]
    if ahead and not foods.meant(text):
        return preparation.find(ahead[0][1], foods, foreign), ahead[0][0]
    return preparation.find(text, foods, foreign), None


def _portion(told: str) -> Portion:
    return Portion(told, (told,))
