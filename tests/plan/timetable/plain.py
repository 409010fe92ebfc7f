"""A plain reading of the tables and a plain check of hours, apart from the product: loops and no cleverness."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

from epsom.plan.timetable import Thing, Timetable

ROOM = Path(__file__).parents[3] / "src" / "epsom" / "plan" / "timetable"


def read(name: str) -> list[dict[str, str]]:
    with (ROOM / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


INTERACTIONS, PAIRS = read("interactions.csv"), read("pairs.csv")
TIMED = {
    name: [row for row in INTERACTIONS if name in row["medicines"].split(";") and row["kind"] != "watch"]
    for row in INTERACTIONS
    for name in row["medicines"].split(";")
    if name
}
TIMED["tetracycline"] += TIMED["omadacycline"]  # alone it is the class as well, and the class goes by its strictest
APART = [row for row in INTERACTIONS if row["kind"] == "apart" and row["id"] != "S00"]
NEVER = [row for row in INTERACTIONS if row["kind"] == "never"]
DEFAULT = next(row for row in INTERACTIONS if row["id"] == "S00")


def on_the_way(first: float, second: float) -> float:
    """Hours from one clock hour to the next time the clock shows another."""
    return round((second - first) % 24, 6)


def too_close(table: Timetable, medicines: dict[str, str]) -> list[str]:
    """Name every rule that the hours break; ``medicines`` is what the tables call each name, empty if nothing."""
    broken: list[str] = []
    magnesium = [slot.at for slot in table.slots if slot.name not in medicines]
    for name, key in medicines.items():
        for row in TIMED.get(key) or [DEFAULT]:
            for at, mg in product(table.at(name), magnesium):
                assert row["kind"] == "apart"
                if on_the_way(at, mg) < float(row["before"]) or on_the_way(mg, at) < float(row["after"]):
                    broken.append(f"{row['id']} {name} {at} magnesium {mg}")
    for row in PAIRS:
        for (name, key), (other, beside) in product(medicines.items(), medicines.items()):
            if name == other or key not in row["objects"].split(";"):
                continue
            if row["others"] != "*" and beside not in row["others"].split(";"):
                continue
            own = TIMED[key][0]
            before, after = float(row["before"] or own["before"]), float(row["after"] or own["after"])
            for at, there in product(table.at(name), table.at(other)):
                if on_the_way(at, there) < before or on_the_way(there, at) < after:
                    broken.append(f"{row['id']} {name} {at} {other} {there}")
    return broken


def hours_of(thing: Thing) -> list[float]:
    """Every half-hour a thing of one dose may stand at."""
    if thing.told:
        return list(thing.hours)
    grid = [6 + step / 2 for step in range(35)]
    return [at for at in grid if not thing.windows or any(low <= at <= high for low, high in thing.windows)]
