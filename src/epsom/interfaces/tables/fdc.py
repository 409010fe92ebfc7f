"""FoodData Central: the official CSV zips of SR Legacy, Foundation, the survey's foods (FNDDS), and brands on request.

A food's nutrients are joined by nutrient id through the file's own nutrient.csv. The survey's files write the older
nutrient *number* into the column of ids; ids and numbers have no value in common, so the first row says which of the
two a file speaks, and a file that speaks both is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from epsom.errors import InputError
from epsom.interfaces.tables.archive import Archive
from epsom.interfaces.tables.delimited import Cells, number, text
from epsom.plate.store.nutrients import by_fdc_id, nutrients, same_unit
from epsom.plate.store.rows import AmountTold, Aside, DetailTold, FoodTold, PortionTold

MARK = "food_nutrient.csv"
COUNTS = "all_downloaded_table_record_counts.csv"
UNDETERMINED = "9999"


@dataclass(frozen=True)
class DataType:
    """One kind of food of FoodData Central: the table it becomes, and the file that gives its numbers."""

    table: str
    file: str
    number: str
    category: tuple[str, ...] = ("",)
    brand: tuple[str, ...] = ()


TYPES = {
    "sr_legacy_food": DataType("usda_srlegacy", "sr_legacy_food.csv", "NDB_number"),
    "foundation_food": DataType("usda_foundation", "foundation_food.csv", "NDB_number"),
    "survey_fndds_food": DataType(
        "usda_fndds", "survey_fndds_food.csv", "food_code", ("wweia_category_code", "wweia_category_number", "")
    ),
    "branded_food": DataType(
        "usda_branded", "branded_food.csv", "fdc_id", ("branded_food_category", ""), ("brand_owner", "brand_name")
    ),
}


class FoodDataCentral:
    """One zip of FoodData Central; samples, experiments and (unless asked for) brands are left out."""

    def __init__(self, archive: Archive, *, branded: bool = False) -> None:
        self._archive = archive
        self._types = {name: kind for name, kind in TYPES.items() if branded or name != "branded_food"}
        self._counts: dict[str, int] = {}
        self._left: dict[str, int] = {}
        self.notes: list[str] = []

    @property
    def sources(self) -> Sequence[str]:
        """The tables that the zip may fill."""
        return [kind.table for kind in self._types.values()]

    def foods(self) -> Iterator[FoodTold | Aside]:
        """Yield the foods of food.csv; their numbers come with the details."""
        categories = self._named("food_category.csv", ("id",), ("description",))
        categories |= self._named("wweia_food_category.csv", *_SURVEY_CATEGORY)
        needed = [["fdc_id"], ["data_type"], ["description"], ["food_category_id", ""], ["publication_date", ""]]
        for place, (id, data_type, name, category, date) in self._read("food.csv", needed):
            if isinstance(place, Aside):
                yield place
            elif (kind := self._types.get(data_type)) is None:
                self._left[data_type] = self._left.get(data_type, 0) + 1
            elif not id.isdigit():
                yield Aside(place, f"{id}, {name}", "the fdc_id is no number")
            else:
                told = categories.get(category, category)
                yield FoodTold(id, kind.table, "", name.strip(), told, data_type, date, "", place)

    def details(self) -> Iterator[DetailTold | Aside]:
        """Yield the numbers, the survey's categories and the brands, from the file of each kind of food."""
        survey = self._named("wweia_food_category.csv", *_SURVEY_CATEGORY)
        for kind in self._types.values():
            if kind.file not in self._archive:
                continue
            needed = [["fdc_id"], [kind.number], list(kind.category), *([column, ""] for column in kind.brand)]
            for place, (id, told, category, *brand) in self._read(kind.file, needed):
                if isinstance(place, Aside):
                    yield place
                else:
                    also = " ".join(dict.fromkeys(part.strip() for part in brand if part.strip()))
                    yield DetailTold(id, told.strip().removesuffix(".0"), survey.get(category, category), also)

    def amounts(self) -> Iterator[AmountTold | Aside]:
        """Yield the amounts of the nutrients that the store keeps; an empty cell is missing and stays so."""
        by_id, by_number, all_ids, all_numbers = self._nutrients()
        known: dict[str, tuple[int, int]] | None = None
        every: set[str] = set()
        for place, (food, told, amount) in self._read(MARK, [["fdc_id"], ["nutrient_id"], ["amount"]]):
            if isinstance(place, Aside):
                yield place
                continue
            nutrient = told.removesuffix(".0")
            if known is None:
                known, every = (by_id, all_ids) if nutrient in all_ids else (by_number, all_numbers)
                if nutrient in all_numbers and nutrient not in all_ids:
                    self.notes.append(f"{MARK} gives nutrient numbers, not ids; joined by number through nutrient.csv.")
            if nutrient not in every:
                if nutrient in all_ids or nutrient in all_numbers:
                    raise InputError(
                        f"{place}: nutrient_id = {told} is a nutrient {'id' if nutrient in all_ids else 'number'}, and"
                        " the rows above speak the other way. Take the official file, as it was downloaded."
                    )
                yield Aside(place, f"nutrient {told} of {food}", "nutrient.csv has no such nutrient")
            elif (what := known.get(nutrient)) is not None and amount:
                value = number(amount)
                if isinstance(value, str):
                    yield Aside(place, f"{nutrients()[what[0]].name} of {food}", value)
                else:
                    yield AmountTold(food, what[0], what[1], value, None, place)

    def portions(self) -> Iterator[PortionTold | Aside]:
        """Yield household portions: amount and unit, or the survey's own words."""
        if "food_portion.csv" not in self._archive:
            return
        units = self._named("measure_unit.csv", ("id",), ("name",))
        needed = [["fdc_id"], ["amount", ""], ["measure_unit_id"], ["portion_description", ""], ["modifier", ""]]
        for place, row in self._read("food_portion.csv", [*needed, ["gram_weight"]]):
            food, amount, unit, described, modifier, grams = row
            if isinstance(place, Aside):
                yield place
                continue
            weight, many = number(grams), number(amount) if amount else 1.0
            if isinstance(weight, str) or isinstance(many, str):
                yield Aside(place, f"portion of {food}", weight if isinstance(weight, str) else str(many))
                continue
            called = units.get(unit, "") if unit != UNDETERMINED else ""
            parts = [described] if described else [called, modifier]
            told = ", ".join(part.strip() for part in parts if part.strip()) if described else " ".join(parts).strip()
            yield PortionTold(food, told if described or many == 1.0 else f"{many:g} {told}", weight, place)

    def finish(self) -> None:
        """Hold the rows that were read against the zip's own record counts; InputError where they differ."""
        for data_type, foods in sorted(self._left.items()):
            mend = ", which comes only on request" if data_type == "branded_food" else ""
            self.notes.append(f"{foods} foods of type {data_type} were left out{mend}.")
        if COUNTS not in self._archive:
            self.notes.append(f"The zip has no {COUNTS}: whether it is whole was not checked.")
            return
        for place, (table, told) in self._read(COUNTS, [["Table"], ["Number of Records"]]):
            read = self._counts.get(f"{table}.csv")
            if not isinstance(place, Aside) and read is not None and str(read) != told.strip():
                raise InputError(
                    f"{self._archive.path}: {table}.csv has {read} rows where {COUNTS} tells {told}. The file is not"
                    " whole; download it again."
                )

    def _nutrients(self) -> tuple[dict[str, tuple[int, int]], dict[str, tuple[int, int]], set[str], set[str]]:
        """Return the nutrients to keep by id and by number, and every id and number that the zip knows."""
        kept = {id: (nutrient, preference) for id, nutrient, preference in by_fdc_id()}
        by_id: dict[str, tuple[int, int]] = {}
        by_number: dict[str, tuple[int, int]] = {}
        ids: set[str] = set()
        numbers: set[str] = set()
        needed = [["id"], ["name"], ["unit_name"], ["nutrient_nbr"]]
        for place, (id, name, unit, told) in self._read("nutrient.csv", needed):
            if isinstance(place, Aside):
                continue
            ids.add(id)
            numbers.add(told.removesuffix(".0"))
            if id in kept:
                nutrient, preference = kept[id]
                if not same_unit(unit, nutrient.unit):
                    raise InputError(
                        f"{place}: {name} (id {id}) is told in {unit}, where it must be {nutrient.unit}. Amounts are"
                        " never converted on a guess; take the official file, as it was downloaded."
                    )
                by_id[id] = by_number[told.removesuffix(".0")] = nutrient.place, preference
        if missing := [one for one in nutrients() if one.name == "magnesium" and one.fdc_ids[0] not in by_id]:
            raise InputError(f"nutrient.csv has no magnesium (id {missing[0].fdc_ids[0]}). Take the official file.")
        return by_id, by_number, ids, numbers.difference(ids)

    def _named(self, file: str, key: Sequence[str], name: Sequence[str]) -> dict[str, str]:
        if file not in self._archive:
            return {}
        rows = self._read(file, [list(key), list(name)])
        return {key: name for place, (key, name) in rows if not isinstance(place, Aside)}

    def _read(self, file: str, needed: Sequence[Sequence[str]]) -> Iterator[tuple[str | Aside, list[str]]]:
        """Yield the place and the needed cells of every row; a row of another width comes as set aside."""
        with self._archive.open(file) as stream:
            cells = Cells(text(stream, "utf-8"), file)
            places = cells.header(needed)
            nothing = [""] * len(places)
            pick = _picker(places)
            for row in cells.rows(len(cells.titles)):
                if isinstance(row, Aside):
                    yield row, nothing
                else:
                    yield row[0], pick(row[1])
            self._counts[file] = cells.counted


_SURVEY_CATEGORY = (
    ("wweia_food_category", "wweia_food_category_code"),
    ("wweia_food_category_description",),
)


def _picker(places: Sequence[int | None]) -> Callable[[list[str]], list[str]]:
    return lambda row: [row[at] if at is not None else "" for at in places]
