"""Compile the food table: values from national tables by their own numbers, portions from their household weights.

``python scripts/compile_foods.py --composition DIR`` rewrites foods.csv, composition.csv and portions.csv of plate/
from scripts/foods_wanted.csv; ``--check`` writes nothing, prints every difference, and ends with 1 if there is one;
``--only composition`` keeps to one table. What a national table lists and cannot be is printed, never mended. No value
is typed by hand: the wanted list names the food and the number under which a table lists it. What people call it is
written by hand, in plate/names.csv.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from functools import cache
from pathlib import Path

from food_composition import COMPOSITION, composition, coverage, oddities
from food_portions import PORTIONS, density_of, household
from national_tables import Tables, number, printed

__all__ = ["compile_tables", "differences", "number"]

ROOT = Path(__file__).resolve().parents[1]
PLATE = ROOT / "src" / "epsom" / "plate"
WANTED = ROOT / "scripts" / "foods_wanted.csv"
FOODS = ["id", "name", "group", "slot", "magnesium", "magnesium_low", "magnesium_high", "spread", "energy", "density"]
FOODS += ["default_portion", "source", "source_id", "mark", "fortified", "note"]

DEFAULT_SPREAD = 0.15  # between samples of one natural food [log-sd]; ours, the low end of what the reference gives
RECIPE_SPREAD = 0.25  # of a composite dish or soup [log-sd]; ours
NINE_IN_TEN = 1.6449  # sds of a normal law to its 5 and 95 %
ENOUGH_SAMPLES, LEAST_SPREAD, MOST_SPREAD = 8, 0.1, 0.6  # pooled samples hide some spread, few ones exaggerate it; ours


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
        name, holds = tables.value[source][ids]
        if "magnesium" not in holds:
            raise SystemExit(f"{wanted['id']}: {source} {ids} ({name}) has no magnesium.")
        magnesium, kcal = holds["magnesium"], holds.get("energy")
        spread, why = natural_spread(wanted, tables, magnesium)
        if given:
            spread, why = float(given), ""
        note = "; ".join(filter(None, [note, why]))
        edge = NINE_IN_TEN * spread
        low, high = magnesium * math.exp(-edge), magnesium * math.exp(edge)
        values = [printed(magnesium), printed(low, 3), printed(high, 3), printed(spread, 2), printed(kcal)]
        mark = "read"
    head = [wanted[column] for column in ("id", "name", "group", "slot")]
    return [*head, *values, density, wanted["default_portion"], source, ids, mark, wanted["fortified"], note]


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
    listed = [(tables.value[table][id].holds, table, id) for table, id in numbers]
    found = sorted((holds["magnesium"], table, id) for holds, table, id in listed if holds.get("magnesium"))
    energies = sorted(holds["energy"] for holds, *_ in listed if holds.get("magnesium") and "energy" in holds)
    (low, table, first), (high, other, last) = found[0], found[-1]
    return low, high, energies[len(energies) // 2], table, f"{first};{last if other == table else f'{other}:{last}'}"


@cache
def wanted_foods() -> list[dict[str, str]]:
    with WANTED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


TABLES = {"foods": FOODS, "composition": COMPOSITION, "portions": PORTIONS}


def compile_tables(tables: Tables) -> dict[str, list[list[str]]]:
    """Return the three tables as they should be, header first."""
    found: dict[str, list[list[str]]] = {name: [header] for name, header in TABLES.items()}
    for wanted in wanted_foods():
        found["foods"].append(food(wanted, tables))
        found["composition"].append(composition(wanted, tables))
        found["portions"].extend(household(wanted, tables))
    return found


def differences(folder: Path, only: str = "") -> list[str]:
    """Return one line for every row that the shipped tables and the composition folder do not agree on."""
    return differing(compile_tables(Tables(folder)), only)


def differing(compiled: dict[str, list[list[str]]], only: str) -> list[str]:
    lines: list[str] = []
    for name, rows in compiled.items():
        if name == (only or name):
            with (PLATE / f"{name}.csv").open(encoding="utf-8", newline="") as shipped:
                old = list(csv.reader(shipped))
            before, now = set(map(tuple, old)), set(map(tuple, rows))
            lines += [f"{name}.csv: - {','.join(row)}" for row in old if tuple(row) not in now]
            lines += [f"{name}.csv: + {','.join(row)}" for row in rows if tuple(row) not in before]
    return lines


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--composition", type=Path, required=True, help="folder with sr26, srlegacy ...")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if anything differs")
    parser.add_argument("--only", choices=list(TABLES), default="", help="keep to this one table")
    told = parser.parse_args()
    tables = Tables(told.composition)
    compiled = compile_tables(tables)
    if told.check:
        found = differing(compiled, told.only)
        print("\n".join(found) or f"{told.only or ', '.join(TABLES)}: the same as from the composition folder.")
    else:
        found = []
        for name in [told.only] if told.only else TABLES:
            with (PLATE / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows(compiled[name])
            print(f"{name}.csv: {len(compiled[name]) - 1} rows")
    odd = [line for wanted in wanted_foods() for line in oddities(wanted, tables)]
    print("\n".join([*coverage(compiled["composition"]), *(f"cannot be as listed: {line}" for line in odd)]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
