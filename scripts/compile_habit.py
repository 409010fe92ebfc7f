"""Compile plate/habit.csv: how much food magnesium people eat on a day, between persons and from day to day.

Reads NHANES 2013-2014 and 2015-2016 (DEMO, DR1TOT, DR2TOT, cycles H and I, as parquet files) and writes one row per
age band and sex. Only reliable recalls; no breast-fed children, no pregnant women; weights WTDRD1 and WTDR2D.
On the logarithm of milligrams per day:

    within   half the weighted mean squared difference of a person's two days, after taking off the mean difference
    total    weighted variance about its own mean, of day 1 and of day 2, averaged
    between  total less within
    centre   mean of the two days' weighted means

    python scripts/compile_habit.py --nhanes shared/data/nhanes
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
import pyarrow.parquet as parquet
from numpy.typing import NDArray

CYCLES = ("H", "I")
BANDS = ((1, 4), (4, 9), (9, 14), (14, 19), (19, 31), (31, 51), (51, 71), (71, 200))
COLUMNS = ("sex", "age_lo", "age_hi", "recalls", "pairs", "centre", "between", "within", "source", "mark")
TABLE = Path(__file__).parents[1] / "src" / "epsom" / "plate" / "habit.csv"

Column = NDArray[np.float64]


def columns(folder: Path, table: str, names: tuple[str, ...]) -> dict[str, Column]:
    read = parquet.read_table(folder / f"{table}.parquet", columns=list(names))
    return {name: read[name].to_numpy(zero_copy_only=False).astype(float) for name in names}


def people(folder: Path) -> dict[str, Column]:
    """Return one row per person with a first recall: who it is, weights, and milligrams of the two days (nan: none)."""
    found: dict[str, list[Column]] = {}
    for cycle in CYCLES:
        demo = columns(folder, f"DEMO_{cycle}", ("SEQN", "RIDAGEYR", "RIAGENDR", "RIDEXPRG"))
        first = columns(folder, f"DR1TOT_{cycle}", ("SEQN", "WTDRD1", "WTDR2D", "DR1DRSTZ", "DR1TMAGN", "DRABF"))
        second = columns(folder, f"DR2TOT_{cycle}", ("SEQN", "DR2DRSTZ", "DR2TMAGN"))
        who = np.searchsorted(demo["SEQN"], first["SEQN"])
        if not np.array_equal(demo["SEQN"][who], first["SEQN"]):
            raise SystemExit(f"DEMO_{cycle} does not have everybody of DR1TOT_{cycle}, or is not sorted by SEQN.")
        day2 = {seqn: place for place, seqn in enumerate(second["SEQN"])}
        again = np.array([day2.get(seqn, -1) for seqn in first["SEQN"]])
        reliable = (again >= 0) & (second["DR2DRSTZ"][again] == 1)
        row = {
            "age": demo["RIDAGEYR"][who],
            "sex": demo["RIAGENDR"][who],
            "left_out": ((demo["RIDEXPRG"][who] == 1) | (first["DRABF"] == 1)).astype(float),
            "weight1": first["WTDRD1"],
            "weight2": first["WTDR2D"],
            "day1": np.where(first["DR1DRSTZ"] == 1, first["DR1TMAGN"], np.nan),
            "day2": np.where(reliable, second["DR2TMAGN"][again], np.nan),
        }
        for name, value in row.items():
            found.setdefault(name, []).append(value)
    return {name: np.concatenate(parts) for name, parts in found.items()}


def moments(day: Column, weight: Column) -> tuple[float, float]:
    """Return weighted mean and variance of the logarithm over the days with a value above zero."""
    there = (day > 0) & (weight > 0)
    values, weights = np.log(day[there]), weight[there]
    mean = float(np.average(values, weights=weights))
    return mean, float(np.average((values - mean) ** 2, weights=weights))


def components(day1: Column, day2: Column, weight1: Column, weight2: Column) -> dict[str, float]:
    """Return centre, between and within of one group (natural logarithm of mg/day, standard deviations)."""
    pair = (day1 > 0) & (day2 > 0) & (weight2 > 0)
    step = np.log(day2[pair]) - np.log(day1[pair])
    shift = np.average(step, weights=weight2[pair])
    within = float(np.average((step - shift) ** 2, weights=weight2[pair])) / 2
    mean1, total1 = moments(day1, weight1)
    mean2, total2 = moments(day2, weight2)
    between = (total1 + total2) / 2 - within
    if between <= 0:
        raise SystemExit("A group has no variance left between persons; the bands are too narrow.")
    return {
        "recalls": float((day1 > 0).sum() + (day2 > 0).sum()),
        "pairs": float(pair.sum()),
        "centre": (mean1 + mean2) / 2,
        "between": between**0.5,
        "within": within**0.5,
    }


def table(folder: Path) -> list[dict[str, str]]:
    everybody = people(folder)
    rows: list[dict[str, str]] = []
    for code, sex in ((1, "male"), (2, "female")):
        for low, high in BANDS:
            age = everybody["age"]
            group = (everybody["sex"] == code) & (age >= low) & (age < high) & (everybody["left_out"] == 0)
            names = ("day1", "day2", "weight1", "weight2")
            found = components(*(everybody[name][group] for name in names))
            digits = {"recalls": 0, "pairs": 0}
            cells = {name: f"{value:.{digits.get(name, 4)}f}" for name, value in found.items()}
            who = {"sex": sex, "age_lo": str(low), "age_hi": str(high)}
            rows.append({**who, **cells, "source": "nhanes_2013_2016", "mark": "computed"})
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description="Compile plate/habit.csv from NHANES 2013-2016.")
    parser.add_argument("--nhanes", type=Path, required=True, help="folder with DEMO_H.parquet and the others")
    parser.add_argument("--out", type=Path, default=TABLE)
    told = parser.parse_args()
    with told.out.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table(told.nhanes))
    return 0


if __name__ == "__main__":
    sys.exit(main())
