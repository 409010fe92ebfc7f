"""SR26 and its neighbours: the USDA's older ASCII zip, cells between carets, text between tildes, Latin letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from epsom.errors import InputError
from epsom.interfaces.tables.archive import Archive
from epsom.interfaces.tables.delimited import Cells, number, text
from epsom.plate.store.nutrients import Nutrient, by_number, nutrients, same_unit
from epsom.plate.store.rows import AmountTold, Aside, DetailTold, FoodTold, PortionTold

MARK = "nut_data.txt"
TABLE = "usda_sr"
_WIDTHS = {"food_des.txt": 14, "nut_data.txt": (17, 18), "weight.txt": 7, "nutr_def.txt": 6, "fd_group.txt": 2}


class StandardReference:
    """One ASCII zip of the National Nutrient Database for Standard Reference."""

    sources = (TABLE,)

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.notes: list[str] = []

    def foods(self) -> Iterator[FoodTold | Aside]:
        """Yield the foods by NDB number, without the noughts in front, as SR Legacy writes it."""
        groups: dict[str, str] = {}
        if "fd_group.txt" in self._archive:
            groups = {row[0]: row[1] for place, row in self._read("fd_group.txt") if not isinstance(place, Aside)}
        for place, row in self._read("food_des.txt"):
            if isinstance(place, Aside):
                yield place
                continue
            also = " ".join(part.strip() for part in (row[4], row[5]) if part.strip())
            id = row[0].lstrip("0")
            yield FoodTold(id, TABLE, id, row[2].strip(), groups.get(row[1], row[1]), TABLE, "", also, place)

    def details(self) -> Iterator[DetailTold | Aside]:
        """Yield nothing: the foods have it all."""
        return iter(())

    def amounts(self) -> Iterator[AmountTold | Aside]:
        """Yield the amounts by nutrient number."""
        kept = self._nutrients()
        for place, row in self._read("nut_data.txt"):
            if isinstance(place, Aside):
                yield place
            elif (what := kept.get(row[1])) is not None and row[2]:
                value = number(row[2])
                food = row[0].lstrip("0")
                if isinstance(value, str):
                    yield Aside(place, f"{what[0].name} of {food}", value)
                else:
                    yield AmountTold(food, what[0].place, what[1], value, None, place)

    def portions(self) -> Iterator[PortionTold | Aside]:
        """Yield household weights."""
        for place, row in self._read("weight.txt") if "weight.txt" in self._archive else ():
            if isinstance(place, Aside):
                yield place
                continue
            many, grams = number(row[2]), number(row[4])
            if isinstance(many, str) or isinstance(grams, str):
                yield Aside(place, f"portion of {row[0]}", many if isinstance(many, str) else str(grams))
                continue
            told = row[3].strip()
            yield PortionTold(row[0].lstrip("0"), told if many == 1.0 else f"{many:g} {told}", grams, place)

    def finish(self) -> None:
        """Say that the older files bring no record counts."""
        self.notes.append("SR's ASCII files tell no record counts: whether they are whole was not checked.")

    def _nutrients(self) -> dict[str, tuple[Nutrient, int]]:
        wanted = {number: (nutrient, preference) for number, nutrient, preference in by_number()}
        kept: dict[str, tuple[Nutrient, int]] = {}
        for place, row in self._read("nutr_def.txt"):
            if isinstance(place, Aside) or row[0] not in wanted:
                continue
            nutrient = wanted[row[0]][0]
            if not same_unit(row[1], nutrient.unit):
                raise InputError(
                    f"{place}: {row[3]} (number {row[0]}) is told in {row[1]}, where it must be {nutrient.unit}."
                    " Amounts are never converted on a guess; take the official file, as it was downloaded."
                )
            kept[row[0]] = wanted[row[0]]
        if missing := [one for one in nutrients() if one.name == "magnesium" and one.numbers[0] not in kept]:
            raise InputError(f"NUTR_DEF.txt has no magnesium (number {missing[0].numbers[0]}). Take the official file.")
        return kept

    def _read(self, file: str) -> Iterator[tuple[str | Aside, list[str]]]:
        """Yield the rows of a file, which has no header; the first one says whether the cells can be told apart."""
        told = _WIDTHS[file]
        widths: Sequence[int] = told if isinstance(told, tuple) else (told,)
        with self._archive.open(file) as stream:
            for n, (place, row) in enumerate(Cells(text(stream, "latin-1"), file, delimiter="^", quote="~")):
                if len(row) in widths:
                    yield place, row
                elif n == 0:
                    raise InputError(
                        f"{place}: {len(row)} cells, where the official file has {max(widths)}, separated by ^. Take"
                        " the official file, as it was downloaded."
                    )
                else:
                    why = f"the row has {len(row)} cells, the official file {max(widths)}"
                    yield Aside(place, " | ".join(row)[:120], why), row
