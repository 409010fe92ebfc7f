"""Recipes: a dish from its ingredients, what cooking takes from them, and what a portion of it holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import groupby
from typing import Generic, TypeVar

from epsom import units
from epsom.errors import InputError
from epsom.normal import ndtri
from epsom.plate.composition import NOTHING, Amounts, Edible, of_portion
from epsom.plate.diets import Answer, Diet
from epsom.plate.food import TOLD, Food
from epsom.plate.retention import WHOLE, Retention
from epsom.plate.search import words
from epsom.quantities import quantity
from epsom.tables import check_source, rows, sheet

LIMITS, INTAKE = "plate/recipe.csv", "plate/intake.toml"

Thing = TypeVar("Thing", bound=Edible, covariant=True)


@cache
def _limits() -> dict[str, float]:
    for line, row in enumerate(sheet(LIMITS), start=2):
        check_source({**row, "because": row["note"]}, f"{LIMITS}:{line}")
    return {row["name"]: float(row["value"]) for row in sheet(LIMITS)}


@dataclass(frozen=True)
class Ingredient(Generic[Thing]):
    """One ingredient: a food, its grams as it goes into the dish, and what cooking leaves of its minerals."""

    food: Thing
    grams: float
    retention: Retention = WHOLE

    def __post_init__(self) -> None:
        if not 0.0 < self.grams < math.inf:
            raise InputError(f"{self.grams:g} g of {self.food.name} cannot be an ingredient. Give its weight in grams.")

    def amounts(self) -> Amounts:
        """Return what is left of it in the dish; what is unknown in the food is unknown in the dish."""
        raw = of_portion(self.food, self.grams)
        return replace(raw, known={name: x * self.retention.share(name) for name, x in raw.known.items()})


@dataclass(frozen=True)
class Recipe(Generic[Thing]):
    """A dish: its ingredients, how many portions it makes, and what it weighs when it is ready [g].

    ``weighed`` None means that nobody weighed it; then it counts as heavy as its ingredients, which is right for a
    portion and wrong for a gram of it. ``portion`` is the person's word for one portion. InputError for a dish without
    ingredients, for portions that no kitchen makes or nobody eats, and for a weight that its ingredients cannot have.
    """

    name: str
    ingredients: tuple[Ingredient[Thing], ...]
    portions: float
    weighed: float | None = None
    portion: str = "portion"

    def __post_init__(self) -> None:
        if not self.ingredients:
            raise InputError(f'The recipe "{self.name}" has no ingredients. Write each on its own line.')
        self._check_portions()
        if self.weighed is not None:
            self._check_weight(self.weighed)

    @property
    def raw_weight(self) -> float:
        """What the ingredients weigh together [g]."""
        return sum(one.grams for one in self.ingredients)

    @property
    def weight(self) -> float:
        """What the dish weighs [g]: as weighed, else as its ingredients."""
        return self.raw_weight if self.weighed is None else self.weighed

    @cached_property
    def total(self) -> Amounts:
        """What the whole dish holds: the sum of its ingredients, each times what cooking leaves of it.

        What the dish weighs less than its ingredients is water that went off; where that is more than all of it, the
        water that is left is unknown.
        """
        whole = replace(sum((one.amounts() for one in self.ingredients), NOTHING), grams=self.weight)
        left = whole.known.get("water", 0.0) - (self.raw_weight - self.weight)
        if self.weight == self.raw_weight or whole.is_lower_bound("water"):
            return whole
        if left < 0.0:  # more than water went off, such as fat that dripped, and how much of which nobody said
            return replace(whole, unknown={**whole.unknown, "water": frozenset({self.name})})
        return replace(whole, known={**whole.known, "water": left})

    def per_portion(self) -> Amounts:
        """Return what one portion holds."""
        return self.total.times(1.0 / self.portions)

    def per_100g(self) -> Amounts:
        """Return what 100 g of the dish hold."""
        return self.total.times(100.0 / self.weight)

    def _check_portions(self) -> None:
        most, least = _limits()["most portions"], _limits()["least portion"]
        if not 0.0 < self.portions <= most:
            rule = f'The recipe "{self.name}" makes {self.portions:g} portions; a kitchen makes 1 to {most:g}'
            raise InputError(f'{rule}. Write how many people or pieces it feeds, such as makes: "4 portions".')
        grams, limit = self.weight / self.portions, quantity("serving_mass").high
        if not least <= grams <= limit:
            raise InputError(
                f'One portion of "{self.name}" would weigh {grams:.3g} g; one can weigh {least:g} to {limit:g} g. '
                f"Check how many portions it makes ({self.portions:g}) and the weights of its ingredients."
            )
        held, most_held = self.total.at_least("magnesium") / self.portions, units.milligrams(quantity("meal").high)
        if held > most_held:
            raise InputError(
                f'One portion of "{self.name}" would hold {held:.0f} mg magnesium; one serving can hold up to '
                f"{most_held:.0f} mg. Check the portions and the grams of its ingredients."
            )

    def _check_weight(self, weighed: float) -> None:
        error = _limits()["weighing error"]
        told = f'The recipe "{self.name}" weighs {weighed:g} g ready'
        if not 0.0 < weighed < math.inf:
            raise InputError(f"{told}; that cannot be. Give its weight in g or kg, or leave the line out.")
        if weighed > self.raw_weight * (1.0 + error):
            raise InputError(
                f"{told}, and its ingredients {self.raw_weight:g} g: nothing gets heavier by itself. List the water it "
                f'took up as an ingredient, such as "{weighed - self.raw_weight:.0f} g tap water", or check the weight.'
            )
        raw = sum((of_portion(one.food, one.grams) for one in self.ingredients), NOTHING)
        water, fat = raw["water"], raw["fat"]
        if water is None or fat is None:
            return
        dry = self.raw_weight - water - fat
        if weighed < dry * (1.0 - error):
            raise InputError(
                f"{told}, less than its ingredients without their water and fat ({dry:.0f} g). "
                "Check the weight and its unit; what was not eaten is no part of the recipe."
            )


def food(recipe: Recipe[Food]) -> Food:
    """Return the dish as a food of the person's own, which can stand in a record and in another recipe.

    Its magnesium is the sum of what its ingredients keep; samples of different foods vary apart from each other, those
    of one food together. With an ingredient of unknown magnesium that of the dish is unknown too, in the range that is
    left. Phytate and oxalate are carried whole: what cooking takes of them is not in our tables, and their ranges add
    end to end.
    """
    per = 100.0 / recipe.weight
    known, low, high, spread = _magnesium(recipe)
    held, portion = recipe.per_100g(), recipe.weight / recipe.portions
    return Food(
        id=f"own:{' '.join(words(recipe.name))}", name=recipe.name, group="own", slot="own",
        magnesium=None if known is None else known * per, magnesium_low=low * per, magnesium_high=high * per,
        spread=spread, energy=held["energy"],
        phytate=_sum(recipe, "phytate") * per, phytate_low=_sum(recipe, "phytate_low") * per,
        phytate_high=_sum(recipe, "phytate_high") * per, oxalate=_sum(recipe, "oxalate") * per,
        oxalate_low=_sum(recipe, "oxalate_low") * per, oxalate_high=_sum(recipe, "oxalate_high") * per,
        density=None, portions={"portion": portion, recipe.portion: portion}, default_portion="portion",
        names=(), source=TOLD, source_id="", mark="computed",
        others={name: x for name in held if name not in ("energy", "magnesium") and (x := held[name]) is not None},
        diet=_diet([one.food.diet for one in recipe.ingredients]),
    )  # fmt: skip


def _sum(recipe: Recipe[Food], name: str) -> float:
    return sum(getattr(one.food, name) * one.grams / 100.0 for one in recipe.ingredients)


def _magnesium(recipe: Recipe[Food]) -> tuple[float | None, float, float, float]:
    """Return the magnesium of the dish [mg], its 5 and 95 % ends, and its log-sd; None if a part is unknown."""
    mean = variance = gap_low = gap_high = 0.0
    unknown = False
    ordered = sorted(recipe.ingredients, key=lambda one: one.food.id)
    for _, same in groupby(ordered, key=lambda one: one.food.id):
        alike = list(same)
        of, mass = alike[0].food, sum(one.grams / 100.0 * one.retention.share("magnesium") for one in alike)
        if of.magnesium is None:
            unknown, gap_low, gap_high = True, gap_low + mass * of.magnesium_low, gap_high + mass * of.magnesium_high
        else:
            mean += mass * of.magnesium
            variance += (mass * of.magnesium) ** 2 * math.expm1(of.spread**2)
    spread = math.sqrt(math.log1p(variance / mean**2)) if mean else 0.0
    reach = math.exp(-float(ndtri(rows(INTAKE)["range_tail"].value)) * spread)
    low, high = mean / reach + gap_low, mean * reach + gap_high
    return (None, low, high, 0.0) if unknown else (mean, low, high, spread)


def _diet(parts: Sequence[Diet]) -> Diet:
    """Return what a dish is to the diets: it suits as the ingredient that suits least, and contains what any does."""
    contains = frozenset[str]().union(*(part.contains for part in parts))
    return Diet(
        contains=contains,
        may_contain=frozenset[str]().union(*(part.may_contain for part in parts)) - contains,
        vegetarian=_least("no", [part.vegetarian for part in parts]),
        vegan=_least("no", [part.vegan for part in parts]),
        halal=_least("no", [part.halal for part in parts]),
        kosher=_least("no", [part.kosher for part in parts]),
        gluten=_least("yes", [part.gluten for part in parts]),
        lactose=_least("yes", [part.lactose for part in parts]),
    )


def _least(worst: Answer, answers: Sequence[Answer]) -> Answer:
    """Return the worst of some answers: what one ingredient spoils or leaves open, the others cannot mend."""
    return worst if worst in answers else "depends" if "depends" in answers else answers[0]
