"""Matching: which food each line of a record from elsewhere means, and what is carried where nobody knows."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from epsom import units
from epsom.errors import InputError
from epsom.interfaces.records import own
from epsom.interfaces.records.own import Draft
from epsom.interfaces.records.preview import NOT_FOUND, PRINTED, Aside, Line, Told
from epsom.interfaces.records.vocabulary import clock_of, limit
from epsom.person.nouns import OwnFood
from epsom.plate import grammar, preparation, products, supplements
from epsom.plate.foods import Food, Foods, Match
from epsom.plate.record import Serving, eaten, servings
from epsom.plate.search import words
from epsom.quantities import quantity

_AMOUNT = re.compile(r"^([-+−]?\d+(?:\.\d+)?)\s*(.*)$")


@dataclass(frozen=True)
class Matched:
    """The lines that were read, the foods of its own that they need, and the rows that could not be read."""

    lines: tuple[Line, ...]
    foods: tuple[OwnFood, ...]
    quarantined: tuple[Aside, ...]
    set_aside: tuple[Aside, ...]


class NoMagnesiumError(ValueError):
    """A supplement without magnesium: no fault, and nothing to count."""


def matched(told: Sequence[Told], foods: Foods, app: str) -> Matched:
    """Return each line with its food; ``app`` names the program in the foods that come from it.

    Magnesium that the file prints is taken as told. A food that is not known, or could be several, becomes a food of
    its own with unknown magnesium: a range, never zero.
    """
    lines: list[Line] = []
    drafts: list[Draft] = []
    quarantined: list[Aside] = []
    set_aside: list[Aside] = []
    known: dict[Told, Line | Draft | ValueError] = {}
    for one in told:
        alike = replace(one, row=0, date=datetime.date.min, at=None, meal="")  # the same words mean the same each time
        if alike not in known:
            known[alike] = _found(alike, foods)
        found = known[alike]
        if isinstance(found, NoMagnesiumError):
            set_aside.append(Aside(one.row, one.words(), str(found)))
        elif isinstance(found, ValueError):
            quarantined.append(Aside(one.row, one.words(), str(found)))
        elif isinstance(found, Draft):
            drafts.append(replace(found, told=one))
        else:
            lines.append(replace(found, row=one.row, date=one.date, at=one.at or clock_of(one.meal), meal=one.meal))
    added, owned = own.foods(drafts, foods, app)
    kept, unclear = own.beside(lines, foods, owned)
    ordered = sorted([*kept, *added], key=lambda line: (line.date, line.at, line.row))
    return Matched(tuple(ordered), owned, (*quarantined, *unclear), tuple(set_aside))


def _found(told: Told, foods: Foods) -> Line | Draft | ValueError:
    try:
        return _printed(told, foods) if told.magnesium is not None else _looked_up(told, foods)
    except (InputError, NoMagnesiumError) as error:
        return error


def _printed(told: Told, foods: Foods) -> Line | Draft:
    """Return a line whose magnesium the file prints."""
    magnesium = told.magnesium or 0.0
    most = units.milligrams(quantity("meal").high)
    if magnesium > most:
        raise InputError(f"{magnesium:g} mg magnesium; one line can hold up to {most:.0f} mg. Check amount and unit.")
    name = told.food or told.eaten
    if told.supplement or supplements.is_pill(told.words()) or (supplements.is_dose(name) and not foods.exact(name)):
        if not magnesium:
            raise NoMagnesiumError("a supplement without magnesium")
        return _dose(told, f"{_salt(name)} {magnesium:.6g} mg elemental")
    grams, note = _weight(told, foods)
    what = quantity("food_magnesium")
    if (density := magnesium / grams * 100.0) > what.high:
        raise InputError(f"{density:g} {what.unit} magnesium; a food has up to {what.high:g}. Check amount and unit.")
    return Draft(told, name, grams, magnesium, not note, PRINTED, note=note)


def _salt(name: str) -> str:
    """Return the salt that a supplement's name tells, as the record writes it; magnesium alone if it tells none."""
    spoken = [word for word in re.findall(r"[^\W\d_]+", name.casefold()) if word not in ("magnesium", "magnésium")]
    said = [*spoken, *(" ".join(pair) for pair in pairwise(spoken))]
    found = [word for word in said if _known_salt(word)]
    fullest = max(found, key=len, default="")
    return f"magnesium {fullest}" if fullest and all(word in fullest for word in found) else "magnesium"


def _known_salt(word: str) -> str:
    """Return the name of the salt that one word stands for, "" for any other word."""
    try:
        dose = supplements.dose(f"magnesium {word} 1 mg elemental")
    except InputError:
        return ""
    return dose.salt.name if dose.salt.name != supplements.UNTOLD else ""


def _dose(told: Told, line: str) -> Line:
    doses = products.doses(line)
    held = products.elemental(doses)
    salts = dict.fromkeys(dose.salt.label() for dose in doses)
    sources = dict.fromkeys(dose.salt.source for dose in doses)
    hows = dict.fromkeys(dose.how for dose in doses)
    return Line(
        told.row, told.date, told.at or clock_of(told.meal), told.meal, told.words(), line, " + ".join(salts),
        ", ".join(sources), 1.0, ", ".join(hows), 0.0, held, held, held, supplement=True,
    )  # fmt: skip


def _weight(told: Told, foods: Foods) -> tuple[float, str]:
    """Return what a food weighs [g], and how that is known where the file does not tell it."""
    if (grams := _mass(told.amount)) is not None:
        return _possible(grams), ""
    if told.parts is not None:
        return _possible(told.parts, estimated=True), "weight: water, protein, fat, carbohydrate and alcohol together"
    if told.energy and not told.amount:
        grams = told.energy / limit("stand_in_energy") * 100.0
        return _possible(
            grams, estimated=True
        ), f"weight not told: from its energy, at {limit('stand_in_energy'):g} kcal/100 g"
    try:
        match, grams = eaten(told.words(), foods)
        if match.how in ("exact", "word"):
            return _possible(grams, estimated=True), f"weight: {match.food.name}, as Epsom knows its portions"
    except InputError:
        pass
    return limit("stand_in_weight"), f"weight not told: {limit('stand_in_weight'):g} g stand in for it"


def _mass(amount: str) -> float | None:
    """Return the grams of an amount such as "58.00 g" or "2 oz", None where it is no mass; InputError below zero."""
    found = _AMOUNT.match(amount.strip())
    if not found:
        return None
    value = float(found[1].replace("−", "-"))
    if value <= 0.0:
        raise InputError(f'"{amount}" is an amount of nothing. Leave the row out, or give what was eaten.')
    measure = grammar.measures().get(found[2].strip().lower())
    return value * measure.size if measure and measure.kind == "mass" else None


def _possible(grams: float, *, estimated: bool = False) -> float:
    """Return a weight that one line can hold; an estimate needs room, because lines of one food are evened out."""
    what = quantity("serving_mass")
    most = what.high / limit("alike") if estimated else what.high
    if not what.low < grams <= most:
        raise InputError(f"{grams:.6g} g; one line can hold up to {most:.4g} g. Check the number and its unit.")
    return grams


def _looked_up(told: Told, foods: Foods) -> Line | Draft:
    """Return a line whose food is looked up by its name."""
    words = told.words()
    if told.supplement and not supplements.is_dose(words):
        raise InputError("a supplement whose magnesium the file does not tell. Write what its label says, or leave it.")
    if told.energy and not told.amount and not told.eaten:
        return _by_energy(told, foods)
    try:
        found = servings(words, 0, 0.0, "", foods)
    except InputError as error:
        if supplements.is_dose(words) or supplements.is_pill(words):
            raise
        return _not_found(told, foods, error)
    if found[0].food is None:
        return _dose(told, words)
    return _line(told, words, found[0], foods)


def _line(told: Told, written: str, found: Serving, foods: Foods) -> Line:
    food = found.food
    assert food is not None
    score = eaten(written, foods)[0].score
    doubtful = found.how in ("spelling", "fragment")
    return _of(told, written, food, found.grams, (score, found.how), _near(food.name, foods, food) if doubtful else ())


def _of(
    told: Told, written: str, food: Food, grams: float, sure: tuple[float, str], choices: tuple[str, ...] = (),
    note: str = "",
) -> Line:  # fmt: skip
    share = grams / 100.0
    return Line(
        told.row, told.date, told.at or clock_of(told.meal), told.meal, told.words(), written, food.name,
        f"{food.source} {food.source_id}".strip(), sure[0], sure[1], grams,
        None if food.magnesium is None else food.magnesium * share, food.magnesium_low * share,
        food.magnesium_high * share, choices=choices, note=note,
    )  # fmt: skip


def _by_energy(told: Told, foods: Foods) -> Line | Draft:
    """Return a food that is told by its name and its energy alone, as so many grams of the food it is matched with."""
    found = foods.meant(told.food)
    grams, note = _weight(told, foods)
    if len(found) == 1 and found[0].food.energy:
        food = found[0].food
        grams = _possible((told.energy or 0.0) / (food.energy or 1.0) * 100.0)
        written = f"{grams:.4g} g {food.name}"
        try:
            again, weight = eaten(written, foods)
        except InputError:
            again, weight = None, 0.0
        if again and again.food is food:
            choices = _near(told.food, foods, food) if found[0].how in ("spelling", "fragment") else ()
            by = f"weight: from its energy of {told.energy:g} kcal"
            return _of(told, written, food, weight, (found[0].score, found[0].how), choices, by)
    return Draft(told, told.food, grams, None, False, NOT_FOUND, _choices(told.food, foods, found), note)


def _not_found(told: Told, foods: Foods, error: InputError) -> Draft:
    """Return a food that is not known, with its choices; InputError where the food is known and its amount is wrong."""
    line = grammar.read(told.words())
    name = told.food or line.words
    meant = [foods.meant(one) for one in ([name] if told.food else _namings(name, foods))]
    if any(len(one) == 1 and not preparation.are_two(one[0]) for one in meant):
        raise error
    grams, note = line.grams, ""
    if grams is None:
        pieces = 1.0 if line.count is None else line.count
        grams = pieces * limit("stand_in_weight") if line.millilitres is None else line.millilitres
        note = f"weight not told: {grams:g} g stand in for it"
    choices = _choices(name, foods, foods.meant(name))
    return Draft(told, name, _possible(grams), None, not note, NOT_FOUND, choices, note)


def _namings(name: str, foods: Foods) -> list[str]:
    """Return the words that may name the food of a line: all of them, and all but a portion at the front."""
    found = [name]
    spoken = name.split()
    for length in (1, 2):
        front, rest = words(" ".join(spoken[:length])), spoken[length:]
        if rest and (front in foods.portion_words or " ".join(front) in grammar.measures()):
            found.append(" ".join(rest).removeprefix("of "))
    return found


def _choices(name: str, foods: Foods, open_: list[Match]) -> tuple[str, ...]:
    found = [match.food.label() for match in open_[:5]]
    return tuple(found) or _near(name, foods, None)


def _near(name: str, foods: Foods, but: Food | None) -> tuple[str, ...]:
    found = [match.food.label() for match in foods.search(name, 4) if match.food is not but]
    return tuple(found[:3])
