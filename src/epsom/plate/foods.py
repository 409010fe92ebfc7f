"""Foods: the box that Epsom ships, the foods a person adds, and how both are found by what people call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from statistics import median, quantiles
from typing import Protocol

from epsom.errors import InputError, TableError
from epsom.plate import composition, diets
from epsom.plate.food import INGREDIENT, TOLD, Food
from epsom.plate.food_table import ANTINUTRIENTS, FOODS, NAMES, PORTIONS, read
from epsom.plate.search import How, Index, words
from epsom.plate.waters import GROUP as WATER
from epsom.plate.waters import waters
from epsom.tables import sheet

__all__ = ["TOLD", "Food", "Foods", "Match", "OwnFoodTold", "box", "read", "span"]


@dataclass(frozen=True)
class Match:
    """A food that words may mean: score 1 is certain; ``how`` says on what grounds, ``told`` what was asked."""

    food: Food
    score: float
    how: How
    told: str


class OwnFoodTold(Protocol):
    """A food that the person adds: magnesium [mg/100 g] and energy [kcal/100 g] if known, portions [g]."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def magnesium(self) -> float | None: ...  # noqa: D102
    @property
    def energy(self) -> float | None: ...  # noqa: D102
    @property
    def portions(self) -> Mapping[str, float]: ...  # noqa: D102


class Foods:
    """A box of foods that can be searched and walked through."""

    def __init__(self, foods: Iterable[Food]) -> None:
        self._foods = tuple(foods)

    def __iter__(self) -> Iterator[Food]:
        return iter(self._foods)

    def __len__(self) -> int:
        return len(self._foods)

    def __getitem__(self, id: str) -> Food:
        """Return the food with this id; KeyError for an id that no food has."""
        return self._by_id[id]

    @cached_property
    def _by_id(self) -> dict[str, Food]:
        return {food.id: food for food in self._foods}

    @cached_property
    def _index(self) -> Index:
        return Index(
            ((name, i) for i, food in enumerate(self._foods) for name in (food.name, *food.names)),
            ((name, i) for i, food in enumerate(self._foods) for name in food.misspellings),
        )

    @cached_property
    def portion_words(self) -> frozenset[tuple[str, ...]]:
        """The words of every portion that any of the foods comes in."""
        return frozenset(words(portion) for food in self._foods for portion in food.portions)

    def search(self, text: str, limit: int = 10) -> list[Match]:
        """Return foods that the text may mean, best first: exact names, then words, fragments and near spellings."""
        return [Match(self._foods[hit.number], hit.score, hit.how, text) for hit in self._index.search(text, limit)]

    def exact(self, text: str) -> Match | None:
        """Return the one food that has this name, in whatever order of words; the person's own food comes first."""
        found = [self._foods[number] for number in self._index.exact(words(text))]
        own = [food for food in found if food.source == TOLD]
        if not own and (written := self._index.written(text)):
            found = [self._foods[number] for number in written]
        return Match((own or found)[0], 1.0, "exact", text) if 1 in (len(own), len(found)) else None

    def meant(self, text: str) -> list[Match]:
        """Return what the text can be read as: one food if that is sure, several if it is open, none if unknown."""
        found, how = self._index.sure(text)
        return [Match(self._foods[number], 1.0 if how == "exact" else 0.9, how, text) for number in found]

    def find(self, text: str) -> Match:
        """Return the one food that the text means; InputError with the nearest ones if that is not sure.

        A slip of one or two letters with one clear reading is accepted and says so: ``how`` is "spelling".
        """
        if match := self.exact(text):
            return match
        found = self.meant(text)
        if len(found) == 1:
            return found[0]
        if found:
            choices = "; ".join(match.food.label() for match in found[:8])
            rest = f"; and {len(found) - 8} more" if len(found) > 8 else ""
            raise InputError(f'"{text}" could be several foods. Say which: {choices}{rest}.')
        near = "; ".join(match.food.label() for match in self.search(text, 5))
        mend = f" Nearest: {near}." if near else " Say it in other words, or add it as a food of your own."
        alone = " Write each food on its own line." if {"with", "and", "+", "&"} & set(text.lower().split()) else ""
        raise InputError(f'"{text}" is no food I know.{mend}{alone}')

    def with_own(self, own_foods: Iterable[OwnFoodTold], tap_water: float | None) -> Foods:
        """Return these foods with the person's own added, and with the magnesium of the own tap water [mg/L].

        An own food without magnesium gets the range that nine foods in ten of the box lie in, waters and
        ingredients apart; its phytate and oxalate are unknown in the same way. InputError for an own food without a
        name or with a name told twice.
        """
        own_foods = tuple(own_foods)
        if not own_foods and tap_water is None:
            return self
        foods = list(self._foods)
        if tap_water is not None:
            tap = self.find("tap water").food
            content = tap_water / 10.0 / (tap.density or 1.0)
            foods[foods.index(tap)] = replace(
                tap, magnesium=content, magnesium_low=content, magnesium_high=content, spread=0.0,
                source=TOLD, source_id="", mark="ours",
            )  # fmt: skip
        seen: set[tuple[str, ...]] = set()
        for i, own in enumerate(own_foods):
            if not words(own.name) or words(own.name) in seen:
                rule = "is told twice" if words(own.name) else "has no letters"
                raise InputError(f'The own food "{own.name}" {rule}. Give each its own name.', at=("foods", i, "name"))
            seen.add(words(own.name))
            foods.append(self._own(own))
        return Foods(foods)

    @cached_property
    def _eaten(self) -> list[Food]:
        return [food for food in self if food.group != WATER and food.slot != INGREDIENT]

    @cached_property
    def _spans(self) -> tuple[tuple[float, float], ...]:
        """Within what nine foods in ten lie: magnesium, phytate, oxalate; waters and ingredients apart."""
        magnesium = [food.magnesium for food in self._eaten if food.magnesium is not None]
        return span(magnesium), *(
            span([getattr(food, name) for food in self._eaten]) for name in ("phytate", "oxalate")
        )

    def _own(self, own: OwnFoodTold) -> Food:
        (low, high), (phytate_low, phytate_high), (oxalate_low, oxalate_high) = self._spans
        if own.magnesium is not None:
            low = high = own.magnesium
        return Food(
            id=f"own:{' '.join(words(own.name))}", name=own.name, group="own", slot="own",
            magnesium=own.magnesium, magnesium_low=low, magnesium_high=high,
            spread=median(food.spread for food in self._eaten) if own.magnesium is not None else 0.0, energy=own.energy,
            phytate=median(food.phytate for food in self._eaten), phytate_low=phytate_low, phytate_high=phytate_high,
            oxalate=median(food.oxalate for food in self._eaten), oxalate_low=oxalate_low, oxalate_high=oxalate_high,
            density=None, portions=dict(own.portions), default_portion=next(iter(own.portions), ""),
            names=(), source=TOLD, source_id="", mark="ours",
        )  # fmt: skip


def span(values: Sequence[float]) -> tuple[float, float]:
    """Return the 5 and 95 % quantiles of some values; TableError with fewer than two."""
    if len(values) < 2:
        raise TableError(f"{FOODS}: too few foods to say in what range an unknown one lies.")
    cuts = quantiles(values, n=20, method="inclusive")
    return cuts[0], cuts[-1]


@cache
def box() -> Foods:
    """Return the foods that Epsom ships."""
    tables = (FOODS, NAMES, PORTIONS, ANTINUTRIENTS, composition.COMPOSITION, diets.DIETS)
    return Foods((*read(*map(sheet, tables)), *waters()))
