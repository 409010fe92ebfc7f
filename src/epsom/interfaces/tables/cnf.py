"""The Canadian Nutrient File: Health Canada's CSV zip, whose zeros often mean that nobody measured.

A zero is taken as a value only where the file says that it is one: where something was measured, or where its source
says that the food cannot hold any. Every other zero is missing, and stays missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epsom.errors import InputError
from epsom.interfaces.tables.archive import Archive
from epsom.interfaces.tables.delimited import Cells, encoding_of, number, text
from epsom.plate.store.nutrients import Nutrient, by_number, nutrients, same_unit
from epsom.plate.store.rows import AmountTold, Aside, DetailTold, FoodTold, PortionTold

MARK = "nutrient amount.csv"
TABLE = "cnf"
_REAL_ZERO = ("assumed zero", "not biologically present", "logical zero")
_AMOUNT = [["FoodID"], ["NutrientID"], ["NutrientValue"], ["NumberofObservations", ""], ["NutrientSourceID", ""]]
_FOOD = [["FoodID"], ["FoodCode"], ["FoodGroupID", ""], ["FoodDescription"], ["FoodDescriptionF", ""]]
_DATES = [["FoodDateOfPublication", ""], ["FoodDateOfEntry", ""]]


class CanadianNutrientFile:
    """One CSV zip of the Canadian Nutrient File."""

    sources = (TABLE,)

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._zeros = 0
        self.notes: list[str] = []

    def foods(self) -> Iterator[FoodTold | Aside]:
        """Yield the foods by food code; the French name is another name."""
        groups = self._named("food group.csv", "FoodGroupID", "FoodGroupName")
        for place, row in self._read("food name.csv", [*_FOOD, *_DATES]):
            if isinstance(place, Aside):
                yield place
                continue
            id, code, group, name, french, published, entered = row
            category = groups.get(group, group)
            yield FoodTold(id, TABLE, code, name.strip(), category, TABLE, published or entered, french.strip(), place)

    def details(self) -> Iterator[DetailTold | Aside]:
        """Yield nothing: the foods have it all."""
        return iter(())

    def amounts(self) -> Iterator[AmountTold | Aside]:
        """Yield the amounts by nutrient number, without the zeros that mean missing."""
        kept = self._nutrients()
        sources = self._named("nutrient source.csv", "NutrientSourceID", "NutrientSourceDescription")
        real = {id for id, words in sources.items() if any(sign in words.casefold() for sign in _REAL_ZERO)}
        for place, (food, told, amount, observed, source) in self._read(MARK, _AMOUNT):
            if isinstance(place, Aside):
                yield place
                continue
            what = kept.get(told)
            if what is None or not amount:
                continue
            value = number(amount)
            if isinstance(value, str):
                yield Aside(place, f"{what[0].name} of {food}", value)
            elif value == 0.0 and source not in real and not _positive(observed):
                self._zeros += 1
            else:
                yield AmountTold(food, what[0].place, what[1], value, None, place)

    def portions(self) -> Iterator[PortionTold | Aside]:
        """Yield household measures: the conversion factor is how many times 100 g one weighs."""
        if "conversion factor.csv" not in self._archive:
            return
        measures = self._named("measure name.csv", "MeasureID", "MeasureDescription")
        needed = [["FoodID"], ["MeasureID"], ["ConversionFactorValue"]]
        for place, (food, measure, factor) in self._read("conversion factor.csv", needed):
            if isinstance(place, Aside):
                yield place
                continue
            value = number(factor)
            if isinstance(value, str) or measure not in measures:
                why = value if isinstance(value, str) else f"MEASURE NAME.csv has no measure {measure}"
                yield Aside(place, f"portion of {food}", why)
            else:
                yield PortionTold(food, measures[measure].strip(), round(100.0 * value, 6), place)

    def finish(self) -> None:
        """Say how many zeros were taken as missing."""
        self.notes.append(f"{self._zeros} zeros were taken as missing: nothing says that they were measured.")

    def _nutrients(self) -> dict[str, tuple[Nutrient, int]]:
        wanted = {number: (nutrient, preference) for number, nutrient, preference in by_number()}
        kept: dict[str, tuple[Nutrient, int]] = {}
        needed = [["NutrientID"], ["NutrientCode"], ["NutrientUnit"], ["NutrientName"]]
        for place, (id, code, unit, name) in self._read("nutrient name.csv", needed):
            if isinstance(place, Aside) or code not in wanted:
                continue
            nutrient = wanted[code][0]
            if not same_unit(unit, nutrient.unit):
                raise InputError(
                    f"{place}: {name} (number {code}) is told in {unit}, where it must be {nutrient.unit}."
                    " Amounts are never converted on a guess; take the official file, as it was downloaded."
                )
            kept[id] = wanted[code]
        if "magnesium" not in {nutrient.name for nutrient, _ in kept.values()}:
            asked = next(one.numbers[0] for one in nutrients() if one.name == "magnesium")
            raise InputError(f"NUTRIENT NAME.csv has no magnesium (code {asked}). Take the official file.")
        return kept

    def _named(self, file: str, key: str, name: str) -> dict[str, str]:
        if file not in self._archive:
            return {}
        rows = self._read(file, [[key], [name]])
        return {key: name for place, (key, name) in rows if not isinstance(place, Aside)}

    def _read(self, file: str, needed: Sequence[Sequence[str]]) -> Iterator[tuple[str | Aside, list[str]]]:
        with self._archive.open(file) as stream:
            cells = Cells(text(stream, _encoding(self._archive, file)), file)
            places = cells.header(needed)
            for row in cells.rows(len(cells.titles)):
                if isinstance(row, Aside):
                    yield row, [""] * len(places)
                else:
                    yield row[0], [row[1][at].strip() if at is not None else "" for at in places]


def _positive(observed: str) -> bool:
    value = number(observed) if observed else 0.0
    return not isinstance(value, str) and value > 0


def _encoding(archive: Archive, file: str) -> str:
    """Return how a file is written: newer editions are UTF-8 throughout, older ones Windows Latin."""
    with archive.open(file) as stream:
        return encoding_of(stream)
