"""The names that are searched: the box, four national tables, and brands made up from their names."""

from __future__ import annotations

import random
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from epsom.interfaces.tables import import_tables
from epsom.plate.store.layout import BRANDED
from epsom.plate.store.nutrients import place
from epsom.plate.store.rows import AmountTold, Aside, DetailTold, FoodTold, PortionTold
from epsom.plate.store.writing import index, rewritten, write

LAYOUT = Path(__file__).resolve().parents[2] / "tests" / "interfaces" / "official_layout.py"
BRANDS = 550_000
SEED = 20300101
_MAKERS = (
    "Acre", "Alder", "Barrow", "Birch", "Brook", "Cedar", "Crane", "Dale",
    "Elm", "Fern", "Glen", "Harrow", "Hill", "Isle", "Juniper", "Kestrel",
    "Lark", "Maple", "North", "Oak", "Pine", "Quarry", "Ridge", "Sedge",
    "Thorn", "Umber", "Vale", "Wren", "Yarrow", "Zephyr",
)  # fmt: skip
_KINDS = ("Farms", "Foods", "Kitchen", "Mills", "Market", "Brothers", "Organics", "Valley", "Garden", "Bakery")
_TURNS = (
    "classic", "family size", "organic", "light", "original", "spicy", "honey", "low sodium",
    "gluten free", "mini", "extra", "smoked", "vanilla", "lemon", "garlic", "sweet",
)  # fmt: skip


def official() -> SimpleNamespace:
    """Return the writers of official layouts, as the tests have them."""
    return SimpleNamespace(**runpy.run_path(str(LAYOUT)))


def tables(folder: Path) -> Path:
    """Import SR Legacy, FNDDS, the Canadian file and CIQUAL, and return the database."""
    layout = official()
    files = [
        layout.sr_legacy(folder / "sr_legacy.zip"), layout.fndds(folder / "survey.zip"), layout.cnf(folder / "cnf.zip"),
        layout.ciqual(folder / "ciqual.csv"),
    ]  # fmt: skip
    database = folder / "tables.sqlite"
    import_tables(files, database)
    return database


def brands(names: list[str], folder: Path, many: int = BRANDS) -> Path:
    """Make up brands' products from real names, and return their database."""
    database = folder / "brands.sqlite"
    with rewritten(database) as base:
        write(base, _Brands(names, many), "made up", "0", "2030-01-01")
        index(base)
    return database


class _Brands:
    sources = ("made_up",)

    def __init__(self, names: list[str], many: int) -> None:
        self._names, self._many = names, many
        self.notes: list[str] = []

    def foods(self) -> Iterator[FoodTold | Aside]:
        draw = random.Random(SEED)
        for n in range(self._many):
            name, turn = draw.choice(self._names), draw.choice(_TURNS)
            maker = f"{draw.choice(_MAKERS)} {draw.choice(_MAKERS)} {draw.choice(_KINDS)}"
            told = f"{turn} {name}" if n % 2 else f"{name}, {turn}"
            yield FoodTold(str(n), "made_up", str(n), told, "", BRANDED, "", maker, "")

    def details(self) -> Iterator[DetailTold | Aside]:
        return iter(())

    def amounts(self) -> Iterator[AmountTold | Aside]:
        for n in range(0, self._many, 10):
            yield AmountTold(str(n), place("magnesium"), 0, 10.0, None, "")

    def portions(self) -> Iterator[PortionTold | Aside]:
        return iter(())

    def finish(self) -> None:
        pass
