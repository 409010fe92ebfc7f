"""Preparation: cooked, dried, from a can - the words beside a food's name that lead to another row of the box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

from epsom.errors import InputError
from epsom.plate.foods import Food, Foods, Match
from epsom.plate.language import abroad, english, joins, neutral_preparations, preparation, preparation_words
from epsom.plate.search import words

ALONE = "Write each food on its own line."


def sure(text: str, foods: Foods, foreign: bool) -> Match | None:
    """Return the food that the words for it mean without a slip of the pen, preparation and all; None if unsure.

    The words are tried as told first, then with the preparation in English.
    """
    if match := foods.exact(text):
        return match
    found = foods.meant(text)
    if len(found) == 1 and found[0].how != "spelling":
        return found[0]
    return prepared(text, foods, foreign)


def find(text: str, foods: Foods, foreign: bool) -> Match:
    """Return the one food that the text means; InputError with the nearest ones if that is not sure."""
    if match := sure(text, foods, foreign):
        return match
    try:
        return foods.find(text)
    except InputError as fault:
        if any(joins(word) for word in text.split()) and ALONE not in str(fault):
            raise InputError(f"{fault} {ALONE}") from None
        raise


def prepared(text: str, foods: Foods, foreign: bool) -> Match | None:
    """Return the food of "gekochter Spinat" or "chickpeas, drained": the row for it, if the box has one.

    What only changes a food's look (drained, chopped) is left out. None without a preparation, for a food that is
    unknown or open, and for a preparation that the box does not know of it.
    """
    bare, ways = _apart(text, foreign)
    if not bare or not ways:
        return None
    base = _one_of(foods, bare)
    if base is None:
        return None
    choices = ((*way, "") if neutral_preparations().intersection(way) else way for way in ways)
    for wording in product(*choices):
        if match := _steered(base, filter(None, wording), foods):
            return replace(match, told=text)
    return None


def also(match: Match, way: str, foods: Foods) -> Match | None:
    """Return the same food prepared in one more way, such as the canned chickpeas for chickpeas; None if unknown."""
    found = _steered(match, (way,), foods)
    return replace(found, told=match.told) if found else None


def are_two(match: Match) -> bool:
    """Tell two foods that were read as a third: oats with milk are no oat milk, coffee with milk is a caffè latte."""
    names = (match.food.name, *match.food.names, *match.food.misspellings)
    return _joined(match.told) and not any(map(_joined, names))


def check_one(match: Match, foods: Foods) -> None:
    """Raise InputError for two foods on a line."""
    if are_two(match):
        near = "; ".join(one.food.label() for one in foods.search(match.told, 5))
        raise InputError(f'"{match.told}" is no food I know. Nearest: {near}. {ALONE}')


def _joined(text: str) -> bool:
    return any(map(joins, text.split()[1:-1]))


def _apart(text: str, foreign: bool) -> tuple[str, list[tuple[str, ...]]]:
    """Part the words for the food from those for its preparation, each in English with its other readings."""
    tokens = re.sub(r"[,;()]", r" , ", text).split()
    bare: list[str] = []
    ways: list[tuple[str, ...]] = []
    while tokens:
        way, length = preparation(tokens, foreign)
        ways += [way] if length else []
        bare += [] if length else tokens[:1]
        tokens = tokens[length or 1 :]
    while bare and (bare[-1] == "," or (ways and bare[-1] in _ands())):
        bare.pop()
    if any(joins(word) for word in bare):  # another food, or another dish
        return "", []
    return re.sub(r"\s+,", ",", " ".join(bare)).strip(", "), ways


def _ands() -> frozenset[str]:
    return english().ands | abroad().ands


def _one_of(foods: Foods, text: str) -> Match | None:
    if match := foods.exact(text):
        return match
    found = foods.meant(text)
    return found[0] if len(found) == 1 and found[0].how != "spelling" else None


def _steered(base: Match, ways: Iterable[str], foods: Foods) -> Match | None:
    """Return the row that an English name of the food with the preparation before it has."""
    ways = tuple(ways)
    if not ways:
        return replace(base, score=min(base.score, 0.9), how="word")
    front = " ".join(ways)
    for name in _bare_names(base.food):
        if (match := foods.exact(f"{front} {name}")) and name:
            return replace(match, score=0.9, how="word")
    if _tells(base.food, ways):
        return replace(base, score=0.9, how="word")
    for name in (base.told, *_bare_names(base.food)):
        found = foods.meant(f"{front} {name}")
        if len(found) == 1 and found[0].how == "word":
            return found[0]
    return None


def _bare_names(food: Food) -> Iterator[str]:
    """Yield a food's names without a preparation behind the comma: "spinach, raw" so, but not "rice, brown"."""
    for name in dict.fromkeys((food.name, *food.names)):
        bare, _, behind = name.partition(",")
        yield bare.strip() if preparation_words().issuperset(words(behind)) else name


def _tells(food: Food, ways: Iterable[str]) -> bool:
    asked = {word for way in ways for word in words(way)}
    return any(asked.issubset(words(name)) for name in (food.name, *food.names))
