"""Foods, waters and salts: what each holds of magnesium, and who says so; ``food almonds``, ``magnesium oxide``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from epsom.errors import InputError
from epsom.interfaces.explaining.nouns import Explanation, citation

if TYPE_CHECKING:
    from epsom.plate.food import Food
    from epsom.plate.supplements import Salt

FOODS, WATERS, SALTS = "plate/foods.csv", "plate/waters.csv", "plate/salts.csv"
_BEFORE = ("food ", "water ")


def names() -> Iterator[str]:
    """Return every name that is explained here; of a food only its first."""
    from epsom.plate.foods import box
    from epsom.plate.supplements import salts

    yield from (food.name.casefold() for food in box())
    yield from (salt.label().casefold() for salt in salts().values())


def salts_and_supplements(wanted: str) -> Iterator[Explanation]:
    """Explain a salt: which share of its mass is magnesium, and how well the gut can use it."""
    from epsom.plate.supplements import UNTOLD, salts

    bare = wanted.removeprefix("salt ").removeprefix("supplement ").removeprefix("magnesium ")
    if wanted == UNTOLD:  # a word of its own, and the row for a salt that nobody told
        return
    for salt in salts().values():
        spoken = {salt.name.casefold(), *(name.casefold() for name in salt.names)}
        if wanted == salt.label().casefold() or wanted in spoken or (bare != wanted and bare in spoken):
            yield _salt(salt)


def foods(wanted: str, *, any_words: bool = False) -> Iterator[Explanation]:
    """Explain a food of the box by its magnesium per 100 g; by its exact name, or by any words that find one food."""
    prefix = next((word for word in _BEFORE if wanted.startswith(word)), "")
    bare = wanted.removeprefix(prefix)
    if not (prefix or any_words):
        return
    from epsom.plate.foods import box

    own = [food for food in box() if bare in (food.name.casefold(), food.id)]
    if not own:
        try:
            found = box().find(bare)
        except InputError:
            return
        own = [found.food] if found.how in ("exact", "word") else []
    yield from (_food(food) for food in own)


def _food(food: Food) -> Explanation:
    water = food.group == "water"
    held = "magnesium" if food.magnesium is not None else "no value is known; magnesium"
    between = f"{food.magnesium_low:g} to {food.magnesium_high:g} mg per 100 g"
    meaning = f"{food.name}: {held} in 100 g of what is eaten; from one to another {between}."
    return Explanation(
        food.name, "water" if water else "food", f"{meaning[:1].upper()}{meaning[1:]}", "mg per 100 g",
        food.magnesium, source=food.source, citation=citation(food.source), mark=food.mark,
        where=f"number {food.source_id}" if food.source_id else "", table=WATERS if water else FOODS,
        because="" if food.source != "assumed" else "a guess: nobody's analysis of it is known here",
    )  # fmt: skip


def _salt(salt: Salt) -> Explanation:
    meaning = (
        f"{salt.label()} ({salt.formula}): share of its mass that is magnesium (elemental), from its formula, molar "
        f"mass {salt.molar_mass:g} g/mol. How well the gut can use it, where the magnesium of food is 1: "
        f"{salt.availability:g}."
    )
    return Explanation(
        salt.label(), "salt", f"{meaning[:1].upper()}{meaning[1:]}", "g per g", salt.elemental_share,
        equation=f"elemental = dose * {salt.elemental_share:g}", source=salt.source, citation=citation(salt.source),
        mark=salt.mark, because=salt.because, table=SALTS,
    )  # fmt: skip
