"""Compile the waters: what a litre of each holds, from the tables that list it by a number.

``python scripts/compile_waters.py --composition DIR`` rewrites the amounts of waters.csv in every row whose source is
one of the national tables read here; ``--check`` writes nothing, prints every difference, and ends with 1 if there is
one. Names, countries and the rows from other sources are kept by hand, and not touched.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from pathlib import Path

from national_tables import FRENCH, USDA, columns, number

WATERS = Path(__file__).resolve().parents[1] / "src" / "epsom" / "plate" / "waters.csv"
TABLES = {
    "ciqual2017": ("ciqual2017/ciqual2017_60col.csv.gz", FRENCH),
    "usda_srlegacy": ("srlegacy/srlegacy_47col.csv.gz", USDA),
}
AMOUNTS = ("calcium", "sodium", "potassium", "phosphorus", "zinc", "iron", "water")
LITRE = 10.0  # of the 100 g that the tables count in
HALF = 0.5  # of a whole mg, to which the US table rounds magnesium


def listed(folder: Path) -> dict[tuple[str, str], dict[str, float]]:
    """Return what 100 g of each food of the tables hold, by table and number."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for table, (file, headings) in TABLES.items():
        with gzip.open(folder / file, "rt", encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        at = columns(list(rows[0]), headings)
        for row in rows:
            holds = {name: number(row[column]) for name, column in at.items()}
            found[table, row["food_id"].strip()] = {name: value for name, value in holds.items() if value is not None}
    return found


def amounts(table: str, holds: dict[str, float]) -> dict[str, str]:
    """Return the cells of one water per litre; SystemExit where the table has no magnesium.

    In the French table a zero stands where nothing was declared: it stays empty. In the US one it is rounded.
    """
    told = {name: value for name, value in holds.items() if value or table != "ciqual2017"}
    magnesium = told.get("magnesium")
    if magnesium is None:
        raise SystemExit(f"{table} has no magnesium for a water of waters.csv: {holds}")
    away = HALF if table == "usda_srlegacy" else 0.0
    return {
        **{name: per_litre(told.get(name)) for name in AMOUNTS},
        "magnesium": per_litre(magnesium or None),
        "magnesium_low": f"{max(magnesium - away, 0.0) * LITRE:.6g}",
        "magnesium_high": f"{(magnesium + away) * LITRE:.6g}",
    }


def per_litre(value: float | None) -> str:
    return "" if value is None else f"{value * LITRE:.6g}"


def compiled(rows: list[dict[str, str]], folder: Path) -> list[dict[str, str]]:
    """Return the rows of waters.csv as the tables have them now."""
    tables = listed(folder)
    return [
        {**row, **amounts(row["source"], tables[row["source"], row["source_id"]])} if row["source"] in TABLES else row
        for row in rows
    ]


def differences(folder: Path) -> list[str]:
    """Return one line for every amount on which waters.csv and the tables do not agree."""
    old = shipped()
    return [
        f"{row['id']}: {name} = {row[name] or 'unknown'}, and {row['source']} {row['source_id']} has {new[name]}"
        for row, new in zip(old, compiled(old, folder), strict=True)
        for name in row
        if row[name] != new[name]
    ]


def shipped() -> list[dict[str, str]]:
    with WATERS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--composition", type=Path, required=True, help="folder with ciqual2017 and srlegacy")
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 if anything differs")
    told = parser.parse_args()
    found = differences(told.composition)
    print("\n".join(found) or "waters.csv: the same as in the composition folder.")
    if found and not told.check:
        rows = compiled(shipped(), told.composition)
        with WATERS.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return 1 if found and told.check else 0


if __name__ == "__main__":
    sys.exit(main())
