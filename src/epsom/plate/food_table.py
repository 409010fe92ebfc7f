"""The food table: reads the sheets of the foods into foods, and refuses a row that breaks a rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeVar

from epsom.errors import TableError
from epsom.plate import composition, diets
from epsom.plate.diets import Diet
from epsom.plate.food import Food
from epsom.tables import check_source

FOODS, NAMES = "plate/foods.csv", "plate/names.csv"
PORTIONS, ANTINUTRIENTS = "plate/portions.csv", "plate/antinutrients.csv"

Sheet = Sequence[Mapping[str, str]]
Row = TypeVar("Row")


def read(
    foods: Sheet, names: Sheet, portions: Sheet, antinutrients: Sheet, contents: Sheet = (), kept: Sheet = ()
) -> tuple[Food, ...]:
    """Return the foods of sheets of rows; TableError with file and line for a row that breaks a rule.

    Every number needs a source that sources.bib has (or "assumed" and a note), every food a value or a range, a
    default portion that is one of its own, and a row on phytate and oxalate, its own or its group's. ``contents`` are
    the rows of composition.csv and ``kept`` those of diets.csv: without them the further nutrients are unknown, and
    every diet depends; with them every food needs its row.
    """
    ids = {row["id"] for row in foods}
    spoken, misspelt = _called(names, ids)
    household = _household(portions, ids)
    inhibitors = {
        row["id_or_group"]: _inhibitors(row, f"{ANTINUTRIENTS}:{line}") for line, row in enumerate(antinutrients, 2)
    }
    listed = composition.listed(contents)
    for id in listed.keys() - ids:
        raise _nobody(id, composition.COMPOSITION)
    told = diets.read(kept)
    found: dict[str, Food] = {}
    for line, row in enumerate(foods, start=2):
        place, id = f"{FOODS}:{line}", row["id"]
        if id in found:
            raise TableError(f"{place}: the id {id!r} stands twice.")
        if listed and id not in listed:
            raise TableError(f"{place}: {composition.COMPOSITION} has no row {id!r}.")
        others, elsewhere = listed.get(id, ({}, ""))
        called = (tuple(spoken[id]), tuple(misspelt[id]))
        found[id] = _food(
            row, place, called, household[id], _own_or_group(inhibitors, row, ANTINUTRIENTS, place),
            others, elsewhere, _own_or_group(told, row, diets.DIETS, place) if told else diets.UNKNOWN,
        )  # fmt: skip
    return tuple(found.values())


def _called(names: Sheet, ids: set[str]) -> tuple[defaultdict[str, list[str]], defaultdict[str, list[str]]]:
    """Return by food what people call it, and how they misspell it."""
    spoken: defaultdict[str, list[str]] = defaultdict(list)
    misspelt: defaultdict[str, list[str]] = defaultdict(list)
    for line, row in enumerate(names, start=2):
        if row["id"] not in ids:
            raise _nobody(row["id"], f"{NAMES}:{line}")
        (misspelt if row["kind"] == "misspelling" else spoken)[row["id"]] += row["names"].split(";")
    return spoken, misspelt


def _household(portions: Sheet, ids: set[str]) -> defaultdict[str, dict[str, float]]:
    """Return by food its household portions [g]."""
    household: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line, row in enumerate(portions, start=2):
        place = f"{PORTIONS}:{line}"
        if row["id"] not in ids:
            raise _nobody(row["id"], place)
        _sourced(row, place)
        household[row["id"]][row["portion"]] = _number(row, "grams", place, above=0.0)
    return household


def _nobody(id: str, place: str) -> TableError:
    return TableError(f"{place}: {FOODS} has no food {id!r}.")


def _own_or_group(rows: Mapping[str, Row], food: Mapping[str, str], table: str, place: str) -> Row:
    found = rows.get(food["id"]) or rows.get(food["group"])
    if found is None:
        raise TableError(f"{place}: {table} has neither {food['id']!r} nor the group {food['group']!r}.")
    return found


def _food(
    row: Mapping[str, str],
    place: str,
    called: tuple[tuple[str, ...], tuple[str, ...]],
    portions: dict[str, float],
    inhibitor: Mapping[str, float],
    others: Mapping[str, float],
    elsewhere: str,
    diet: Diet,
) -> Food:
    _sourced(row, place)
    if row["default_portion"] not in portions:
        raise TableError(f"{place}: {PORTIONS} has no portion {row['default_portion']!r} of {row['id']!r}.")
    value = _maybe(row, "magnesium", place)
    low, high = _range(row, "magnesium", value, place)
    return Food(
        id=row["id"], name=row["name"], group=row["group"], slot=row["slot"],
        magnesium=value, magnesium_low=low, magnesium_high=high,
        spread=_number(row, "spread", place) if value is not None else _maybe(row, "spread", place) or 0.0,
        energy=_maybe(row, "energy", place), density=_maybe(row, "density", place),
        portions=portions, default_portion=row["default_portion"],
        names=called[0], misspellings=called[1], others=others, elsewhere=elsewhere, diet=diet,
        source=row["source"], source_id=row["source_id"], mark=row["mark"] or "ours",
        fortified=row.get("fortified") == "yes", **inhibitor,
    )  # fmt: skip


def _inhibitors(row: Mapping[str, str], place: str) -> dict[str, float]:
    _sourced(row, place)
    found: dict[str, float] = {}
    for name in ("phytate", "oxalate"):
        found[name] = _number(row, name, place)
        found[f"{name}_low"], found[f"{name}_high"] = _range(row, name, found[name], place)
    return found


def _sourced(row: Mapping[str, str], place: str) -> None:
    if not _sound(row["source"], row.get("mark", "ours"), bool(row.get("note"))):
        check_source({"mark": "ours", **row, "because": row.get("note")}, place)


@cache
def _sound(source: str, mark: str, noted: bool) -> bool:
    """Tell whether these three are a source: asked once for all the rows that are alike in them."""
    try:
        check_source({"source": source, "mark": mark, "because": noted}, "")
    except TableError:
        return False
    return True


def _maybe(row: Mapping[str, str], column: str, place: str) -> float | None:
    return _number(row, column, place) if row[column].strip() else None


def _number(row: Mapping[str, str], column: str, place: str, *, above: float | None = None) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise TableError(f"{place}: {column} = {row[column]!r} is no number.") from None
    if not 0.0 <= value < float("inf") or (above is not None and value <= above):
        raise TableError(f"{place}: {column} = {row[column]} cannot be.")
    return value


def _range(row: Mapping[str, str], name: str, value: float | None, place: str) -> tuple[float, float]:
    low, high = _maybe(row, f"{name}_low", place), _maybe(row, f"{name}_high", place)
    if value is None and (low is None or high is None or not low < high):
        raise TableError(f"{place}: no {name} and no range for it. Unknown is not zero: give low and high.")
    low = (value or 0.0) if low is None else low
    high = (value or 0.0) if high is None else high
    if low > high or (value is not None and not low <= value <= high):
        raise TableError(f"{place}: {name} = {value} lies outside its range {low:g} to {high:g}.")
    return low, high
