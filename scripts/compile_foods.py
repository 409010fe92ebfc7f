"""Compile the food table: values from national tables by their own numbers, portions from their household weights.

``python scripts/compile_foods.py --composition DIR`` rewrites plate/foods.csv, names.csv and portions.csv from
scripts/foods_wanted.csv; ``--check`` writes nothing, prints every difference, and ends with 1 if there is one.
No value is typed by hand: the wanted list names the food, its words and the number under which a table lists it.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import math
import re
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLATE = ROOT / "src" / "epsom" / "plate"
WANTED = ROOT / "scripts" / "foods_wanted.csv"
FOODS = ["id", "name", "group", "slot", "magnesium", "magnesium_low", "magnesium_high", "spread", "energy", "density"]
FOODS += ["default_portion", "source", "source_id", "mark", "note"]
NAMES = ["id", "name", "kind", "source"]
PORTIONS = ["id", "portion", "grams", "source", "source_id", "note"]

DEFAULT_SPREAD = 0.15  # between samples of one natural food [log-sd]; ours, the low end of what the reference gives
RECIPE_SPREAD = 0.25  # of a composite dish or soup [log-sd]; ours
NINE_IN_TEN = 1.6449  # sds of a normal law to its 5 and 95 %
ENOUGH_SAMPLES, LEAST_SPREAD, MOST_SPREAD = 8, 0.1, 0.6  # pooled samples hide some spread, few ones exaggerate it; ours
CUP, FLUID_OUNCE, TABLESPOON = 236.588, 29.5735, 14.787  # US kitchen measures [mL]
DRINKS = {"glass": 200.0, "mug": 250.0}  # [mL]; ours
WATERS = {"glass": 200.0, "small bottle": 330.0, "bottle": 500.0, "large bottle": 1500.0}  # [mL]; ours
LIQUID = {"water", "juice", "soft-drink", "alcohol", "coffee-tea", "plant-drink", "soup"}
POURED = {"milk", "fat", "sauce", "sweet", "special", "soy"}
UNPOURED = {"butter", "ice-cream", "sugar", "salt", "sweets", "gummy-bears", "chocolate-white", "gelatin-dessert"}
UNPOURED |= {"protein-powder", "protein-bar", "cottage-cheese", "tofu", "tempeh", "natto", "soybeans", "edamame"}

# What the tables call a portion, and the word people use for it; the first that fits counts.
WORDS: list[tuple[str, str]] = [
    (r"^tbsp|^tablespoon", "tablespoon"),
    (r"^tsp|^teaspoon", "teaspoon"),
    (r"^cup( \(8 fl oz\))?$|^cup,? (8 fl oz|cooked|halves|whole|slices|sliced|chopped|diced|pieces|shredded)", "cup"),
    (r"^cup", "cup"),
    (r"^extra large", "extra large"),
    (r"^small( \(| whole|,|$)", "small"),
    (r"^medium( \(| whole|,|$)|^regular$", "medium"),
    (r"^large( \(| whole|,|$)", "large"),
    (r"^slices?\b|^(medium or regular |regular )slice", "slice"),
    (r"^fillet", "fillet"),
    (r"^(egg|fruit|avocado)\b", "whole"),
    (r"^(patty|chop|breast|thigh|drumstick|link|bar|bottle|packet|spear|clove|stalk|leaf|ear|pod)\b", r"\1"),
    (r"^(scoop|wedge|bagel)\b", r"\1"),
    (r"^(cracker|biscuit|cookie|muffin|waffle|pancake|roll|tortilla|sandwich|square|pat)s?\b", r"\1"),
    (r"^(piece|date|olive|sprig)s?\b", r"\1"),
    (r"^can \(|^can$", "can"),
    (r"^(container|individual container)", "container"),
]  # fmt: skip
NOT_EVERYDAY = re.compile(
    r"yield|ounce|cubic|inch|lb|nlea|refuse|guideline|condensed|crust|without|dry|\bmini|bite|snack|party|fun"
)


Listed = tuple[str, float | None, float | None]
"""What a table lists of one food: its name there, magnesium [mg/100 g] and energy [kcal/100 g], None if missing."""


class Tables:
    """The composition folder, read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        wide = ("food_id", "food_name", "Magnesium, Mg (mg)")
        self.value: dict[str, dict[str, Listed]] = {
            "usda_srlegacy": self._values("srlegacy/srlegacy_47col.csv.gz", *wide),
            "ciqual2017": self._values("ciqual2017/ciqual2017_60col.csv.gz", *wide),
            "usda_fndds2021": self._values(
                "fndds2021_2023/nutrient_values.csv.gz", "Food code", "Main food description", "Magnesium (mg)"
            ),
            "usda_sr26": self._sr26(),
        }
        self.weights = self._weights()

    def read(self, name: str) -> list[dict[str, str]]:
        with gzip.open(self.folder / name, "rt", encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def _values(self, file: str, id: str, name: str, magnesium: str) -> dict[str, Listed]:
        found: dict[str, Listed] = {}
        for row in self.read(file):
            found[row[id].strip()] = (row[name], number(row[magnesium]), number(row["Energy (kcal)"]))
        return found

    def _sr26(self) -> dict[str, Listed]:
        self.samples: dict[str, tuple[float, int, float]] = {}
        magnesium, energy = {}, {}
        for row in self.read("sr26/nutrient.csv.gz"):
            if row["nutr_id"] == "304":
                magnesium[row["food_id"]] = number(row["value"])
                if row["num_points"] and row["se"] and float(row["value"]) > 0:
                    self.samples[row["food_id"]] = (float(row["value"]), int(row["num_points"]), float(row["se"]))
            elif row["nutr_id"] == "208":
                energy[row["food_id"]] = number(row["value"])
        names = {row["food_id"]: row["food"] for row in self.read("sr26/food.csv.gz")}
        return {id: (name, magnesium.get(id), energy.get(id)) for id, name in names.items()}

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
        return [id for id, (name, *_) in self.value["usda_fndds2021"].items() if re.search(pattern, name)]


def number(text: str) -> float | None:
    """Return the number a table prints; None where it prints nothing or a mark that is no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def printed(value: float | None, digits: int = 4) -> str:
    return "" if value is None else f"{value:.{digits}g}"


def household(wanted: dict[str, str], tables: Tables) -> list[list[str]]:
    """Return the portions of one food: those of its table by their everyday word, then ours where it has none."""
    id, found = wanted["id"], {}
    source = {"usda_srlegacy": "usda_sr26", "usda_sr26": "usda_sr26", "usda_fndds2021": "usda_fndds2021"}
    table = source.get(wanted["source"], "")
    for pattern, word in WORDS if table else []:
        for words, grams in tables.weights[table].get(wanted["source_id"], []):
            if NOT_EVERYDAY.search(words.lower()) and not words.lower().startswith(("cup", "can", "large", "medium")):
                continue
            if hit := re.search(pattern, words.lower()):
                found.setdefault(hit.expand(word), [printed(grams, 5), table, wanted["source_id"], words.strip()])
    for portion in filter(None, wanted["portions"].split(";")):
        word, grams = portion.split("=")
        if grams.endswith("!") or word not in found:  # "!" puts our size in the place of an unusual one of the table
            found[word] = [grams.rstrip("!"), "assumed", "", "a usual size, ours"]
    density = float(density_of(wanted, tables) or 1.0)
    small = wanted["group"] == "alcohol" or wanted["id"] == "espresso"
    ours = WATERS if wanted["group"] == "water" else DRINKS if wanted["slot"] == "drink" and not small else {}
    for word, millilitres in ours.items():
        found.setdefault(word, [printed(millilitres * density, 4), "assumed", "", f"{millilitres:g} mL, ours"])
    keep = {wanted["default_portion"], *(part.split("=")[0] for part in wanted["portions"].split(";"))}
    order = sorted(found, key=lambda word: (word not in keep, word == "extra large"))[:8]
    if wanted["default_portion"] not in order:
        raise SystemExit(f"{id}: no portion {wanted['default_portion']!r} among {', '.join(order)}.")
    return [[id, word, *found[word]] for word in order]


def density_of(wanted: dict[str, str], tables: Tables) -> str:
    """Return g per mL of a thing that is measured in mL, from the weight of its cup, ounce or spoon; else nothing."""
    if wanted["group"] == "water":
        return "1"
    if not (wanted["group"] in LIQUID or (wanted["group"] in POURED and wanted["id"] not in UNPOURED)):
        return ""
    table = "usda_sr26" if wanted["source"] != "usda_fndds2021" else "usda_fndds2021"
    for start, millilitres in (("fl oz", FLUID_OUNCE), ("cup", CUP), ("tbsp", TABLESPOON), ("tablespoon", TABLESPOON)):
        for words, grams in tables.weights[table].get(wanted["source_id"], []):
            plain = not re.search(r"ice|yield|whipped|dry|condensed", words.lower().replace("(no ice)", ""))
            if words.lower().startswith(start) and plain and 0.8 < grams / millilitres < 1.5:
                return printed(grams / millilitres, 3)
    return "1" if wanted["group"] in LIQUID or wanted["slot"] == "drink" else ""


def food(wanted: dict[str, str], tables: Tables) -> list[str]:
    """Return one row of foods.csv."""
    given, note = wanted["spread"], wanted["note"]
    density = density_of(wanted, tables)
    if wanted["source"] == "range":
        low, high, energy, source, ids = between(wanted["source_id"], tables)
        values = ["", printed(low), printed(high), "", printed(energy)]
        mark = "computed"
    else:
        source, ids = wanted["source"], wanted["source_id"]
        name, magnesium, kcal = tables.value[source][ids]
        if magnesium is None:
            raise SystemExit(f"{wanted['id']}: {source} {ids} ({name}) has no magnesium.")
        spread, why = natural_spread(wanted, tables, magnesium)
        if given:
            spread, why = float(given), ""
        note = "; ".join(filter(None, [note, why]))
        edge = NINE_IN_TEN * spread
        low, high = magnesium * math.exp(-edge), magnesium * math.exp(edge)
        values = [printed(magnesium), printed(low, 3), printed(high, 3), printed(spread, 2), printed(kcal)]
        mark = "read"
    head = [wanted[column] for column in ("id", "name", "group", "slot")]
    return [*head, *values, density, wanted["default_portion"], source, ids, mark, note]


def natural_spread(wanted: dict[str, str], tables: Tables, magnesium: float) -> tuple[float, str]:
    """Return the log-sd between samples: from the table's own samples where there are enough, else ours."""
    if wanted["group"] == "water":
        return 0.0, "as declared"
    if wanted["group"] in ("dish", "soup"):
        return RECIPE_SPREAD, ""
    value, count, error = tables.samples.get(wanted["source_id"], (0.0, 0, 0.0))
    if wanted["source"] == "usda_srlegacy" and count >= ENOUGH_SAMPLES and abs(value / magnesium - 1.0) < 0.05:
        spread = math.sqrt(math.log(1.0 + count * (error / value) ** 2))
        return min(max(spread, LEAST_SPREAD), MOST_SPREAD), f"spread from {count} samples"
    return DEFAULT_SPREAD, ""


def between(ids: str, tables: Tables) -> tuple[float, float, float, str, str]:
    """Return lowest and highest magnesium of comparable foods, their median energy, and which two foods those are."""
    if "~" in ids:
        table, pattern = ids.split("~", 1)
        numbers = [(table, id) for id in tables.named(pattern)]
    else:
        numbers = [tuple(part.split(":")) for part in ids.split(";")]
    found = sorted((value[1], table, id, value[2]) for table, id in numbers if (value := tables.value[table][id])[1])
    energies = sorted(energy for *_, energy in found if energy is not None)
    (low, table, first, _), (high, other, last, _) = found[0], found[-1]
    return low, high, energies[len(energies) // 2], table, f"{first};{last if other == table else f'{other}:{last}'}"


def names(wanted: dict[str, str]) -> list[list[str]]:
    """Return what people call one food."""
    told = {"name": [wanted["name"], *wanted["names"].split(";")], "foreign": wanted["foreign"].split(";")}
    told["misspelling"] = wanted["misspelt"].split(";")
    seen: set[str] = set()
    rows: list[list[str]] = []
    for kind, words in told.items():
        for word in filter(None, words):
            if word.casefold() not in seen:
                rows.append([wanted["id"], word, kind, "assumed"])
            seen.add(word.casefold())
    return rows


@cache
def wanted_foods() -> list[dict[str, str]]:
    with WANTED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def compile_tables(folder: Path) -> dict[str, list[list[str]]]:
    """Return the three tables as they should be, header first."""
    tables = Tables(folder)
    foods, words, portions = [FOODS], [NAMES], [PORTIONS]
    for wanted in wanted_foods():
        foods.append(food(wanted, tables))
        words.extend(names(wanted))
        portions.extend(household(wanted, tables))
    return {"foods.csv": foods, "names.csv": words, "portions.csv": portions}


def differences(folder: Path) -> list[str]:
    """Return one line for every row that the shipped tables and the composition folder do not agree on."""
    lines: list[str] = []
    for file, rows in compile_tables(folder).items():
        with (PLATE / file).open(encoding="utf-8", newline="") as shipped:
            old = list(csv.reader(shipped))
        lines += [f"{file}: - {','.join(row)}" for row in old if row not in rows]
        lines += [f"{file}: + {','.join(row)}" for row in rows if row not in old]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--composition", type=Path, required=True, help="folder with sr26, srlegacy ...")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if anything differs")
    told = parser.parse_args()
    if told.check:
        found = differences(told.composition)
        print("\n".join(found) or "foods.csv, names.csv and portions.csv agree with the composition folder.")
        return 1 if found else 0
    for file, rows in compile_tables(told.composition).items():
        with (PLATE / file).open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
        print(f"{file}: {len(rows) - 1} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
