"""The national food tables as they lie in the composition folder: each read once, a missing value kept missing."""

from __future__ import annotations

import csv
import gzip
import math
import re
from pathlib import Path
from typing import NamedTuple

NUTRIENTS = Path(__file__).resolve().parents[1] / "src" / "epsom" / "plate" / "nutrients.csv"

# How each table heads the nutrients of nutrients.csv; the unit behind a heading is held against the one there.
USDA = {
    "energy": "Energy", "water": "Water", "protein": "Protein", "fat": "Total lipid (fat)",
    "carbohydrate": "Carbohydrate, by difference", "sugars": "Sugars, total", "fibre": "Fiber, total dietary",
    "saturated_fat": "Fatty acids, total saturated", "magnesium": "Magnesium, Mg", "calcium": "Calcium, Ca",
    "phosphorus": "Phosphorus, P", "potassium": "Potassium, K", "sodium": "Sodium, Na", "zinc": "Zinc, Zn",
    "iron": "Iron, Fe", "vitamin_d": "Vitamin D (D2 + D3)", "vitamin_k": "Vitamin K (phylloquinone)",
}  # fmt: skip
SURVEY = {**USDA, "fat": "Total Fat", "carbohydrate": "Carbohydrate"}
SURVEY |= {name: heading.split(",")[0] for name, heading in USDA.items() if re.search(r", [A-Z][a-z]?$", heading)}
FRENCH = {**USDA, "fat": "Fat"}
UNITS = {"ug": "µg", "mcg": "µg"}


class Listed(NamedTuple):
    """What a table lists of one food: its name there, and what 100 g hold, in the units of nutrients.csv."""

    name: str
    holds: dict[str, float]


def number(text: str) -> float | None:
    """Return the number a table prints; None where it prints nothing or a mark that is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def printed(value: float | None, digits: int = 4) -> str:
    return "" if value is None else f"{value:.{digits}g}"


def nutrients() -> dict[str, dict[str, str]]:
    with NUTRIENTS.open(encoding="utf-8", newline="") as lines:
        return {row["name"]: row for row in csv.DictReader(lines)}


def columns(header: list[str], headings: dict[str, str]) -> dict[str, str]:
    """Return the column of each nutrient; SystemExit if it is not there once, in the unit of nutrients.csv."""
    found: dict[str, str] = {}
    for name, row in nutrients().items():
        fitting = {column: column.replace("\n", " ").removeprefix(headings[name] + " ") for column in header}
        fitting = {column: rest for column, rest in fitting.items() if re.fullmatch(r"\(\w+\)", rest)}
        if len(fitting) != 1:
            raise SystemExit(f"{len(fitting)} columns are headed {headings[name]!r}.")
        ((found[name], rest),) = fitting.items()
        unit = rest.strip("()")
        if UNITS.get(unit, unit) != row["unit"]:
            raise SystemExit(f"{headings[name]} is in {unit}, and nutrients.csv has {row['unit']}.")
    return found


class Tables:
    """The composition folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        wide = ("food_id", "food_name")
        self.value: dict[str, dict[str, Listed]] = {
            "usda_srlegacy": self._wide("srlegacy/srlegacy_47col.csv.gz", *wide, USDA),
            "ciqual2017": self._wide("ciqual2017/ciqual2017_60col.csv.gz", *wide, FRENCH),
            "usda_fndds2021": self._wide(
                "fndds2021_2023/nutrient_values.csv.gz", "Food code", "Main food description", SURVEY
            ),
            "usda_sr26": self._sr26(),
        }
        self.weights = self._weights()

    def read(self, name: str) -> list[dict[str, str]]:
        with gzip.open(self.folder / name, "rt", encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def _wide(self, file: str, id: str, name: str, headings: dict[str, str]) -> dict[str, Listed]:
        rows = self.read(file)
        at = columns(list(rows[0]), headings)
        found: dict[str, Listed] = {}
        for row in rows:
            holds = {nutrient: number(row[column]) for nutrient, column in at.items()}
            found[row[id].strip()] = Listed(row[name], {n: value for n, value in holds.items() if value is not None})
        return found

    def _sr26(self) -> dict[str, Listed]:
        units = {row["nutr_id"]: row["unit"] for row in self.read("sr26/nutrient_def.csv.gz")}
        wanted = {row["number"]: name for name, row in nutrients().items()}
        for id, name in wanted.items():
            if units[id] != nutrients()[name]["unit"]:
                raise SystemExit(f"SR26 has {name} in {units[id]}, and nutrients.csv in {nutrients()[name]['unit']}.")
        self.samples: dict[str, tuple[float, int, float]] = {}
        found = {row["food_id"]: Listed(row["food"], {}) for row in self.read("sr26/food.csv.gz")}
        for row in self.read("sr26/nutrient.csv.gz"):
            name = wanted.get(row["nutr_id"])
            value = number(row["value"]) if name else None
            if name is None or value is None:
                continue
            found[row["food_id"]].holds[name] = value
            if name == "magnesium" and row["num_points"] and row["se"] and value > 0:
                self.samples[row["food_id"]] = (value, int(row["num_points"]), float(row["se"]))
        return found

    def _weights(self) -> dict[str, dict[str, list[tuple[str, float]]]]:
        found: dict[str, dict[str, list[tuple[str, float]]]] = {"usda_sr26": {}, "usda_fndds2021": {}}
        for row in self.read("sr26/weight.csv.gz"):
            grams = float(row["weight"]) / float(row["amount"])
            found["usda_sr26"].setdefault(row["food_id"], []).append((row["desc"], grams))
        for row in self.read("fndds2021_2023/portions.csv.gz"):
            grams, words = number(row["Portion weight\n(g)"]), row["Portion description"]
            part = re.match(r"^(1/2|1) (.*)$", words)
            if grams and part:
                share = 0.5 if part[1] == "1/2" else 1.0
                found["usda_fndds2021"].setdefault(row["Food code"], []).append((part[2], grams / share))
        return found

    def named(self, pattern: str) -> list[str]:
        """Return the survey foods whose name fits the pattern."""
        return [id for id, listed in self.value["usda_fndds2021"].items() if re.search(pattern, listed.name)]
