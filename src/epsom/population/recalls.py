"""The recalls: what people of a US national survey told of one day or two, as its published tables hold it.

Reads the tables DEMO, DR1TOT and DR2TOT of one two-year cycle or several, as parquet, from a folder that the reader
names; Epsom ships none of them. Column names and codes are those of the survey's own documentation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.population.survey import Design

NUTRIENTS = {"magnesium": "TMAGN", "energy": "TKCAL", "protein": "TPROT", "fibre": "TFIBE"}
"""What can be read, and the end of its column's name: mg, kcal, g and g a day, of food and drink alone."""
_MALE, _PREGNANT, _BREAST_FED, _RELIABLE = 1, 1, 1, 1
_WEEKEND = (6, 7, 1)  # the survey counts days from Sunday
_WEIGHTS = ("WTDRD1", "WTDR2D")


@dataclass(frozen=True, eq=False)
class Recalls:
    """People who told a first day, or might have: who they are, how they were drawn, and what they ate.

    ``age`` in years (80 for everybody older), ``design`` with strata of all cycles apart; ``weights`` are how many
    people each recall stands for, zero without a reliable one, and ``weekend`` whether the day was a Friday, Saturday
    or Sunday: shape (persons, 2). ``eaten`` has the two days of each nutrient, nan without a reliable recall.
    ``breast_fed`` children ate more than anybody could tell; ``pregnant`` is as the survey published it.
    """

    male: NDArray[np.bool_]
    age: Array
    pregnant: NDArray[np.bool_]
    breast_fed: NDArray[np.bool_]
    design: Design
    weights: Array
    weekend: NDArray[np.bool_]
    eaten: dict[str, Array]

    def domain(self, members: NDArray[np.bool_]) -> Array:
        """Return the weights, zero for everybody who is no member: a group within the nation, shape (persons, 2)."""
        return np.where(members[:, None], self.weights, 0.0)


def read(folder: Path, cycles: str, nutrients: Sequence[str] = ("magnesium",)) -> Recalls:
    """Return the recalls of some cycles of the survey, told by their letters (H is 2013-14); each weighs the same.

    InputError without pyarrow, for a table that is not there or lacks a column, for a nutrient that is not known here,
    and for tables that do not fit together.
    """
    if not cycles or len(set(cycles)) != len(cycles):
        raise InputError(f"cycles = {cycles!r}: name each cycle once, by its letter, such as HI for 2013 to 2016.")
    for name in nutrients:
        if name not in NUTRIENTS:
            raise InputError(f"{name!r} is no nutrient I read from this survey. Known: {', '.join(NUTRIENTS)}.")
    parts = [_cycle(folder, cycle, nutrients) for cycle in cycles]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    first = np.repeat(np.arange(len(parts)), [len(part["age"]) for part in parts])
    return Recalls(
        male=columns["sex"] == _MALE,
        age=columns["age"],
        pregnant=columns["pregnant"] == _PREGNANT,
        breast_fed=columns["breast_fed"] == _BREAST_FED,
        design=Design(_apart(first, columns["stratum"]), columns["unit"].astype(np.int64)),
        weights=columns["weights"] / len(cycles),
        weekend=np.isin(columns["day"], _WEEKEND),
        eaten={name: columns[name] for name in nutrients},
    )


def _apart(cycle: NDArray[np.int64], stratum: Array) -> NDArray[np.int64]:
    """Return the strata as the survey numbers them; InputError where two cycles share one."""
    numbers = stratum.astype(np.int64)
    if len(np.unique(numbers)) != len(np.unique(np.column_stack([cycle, numbers]), axis=0)):
        raise InputError("Two cycles number a stratum alike; they cannot be told apart. Read them one by one.")
    return numbers


def _cycle(folder: Path, cycle: str, nutrients: Sequence[str]) -> dict[str, Array]:
    ends = [NUTRIENTS[name] for name in nutrients]
    who = _table(folder, f"DEMO_{cycle}", ["RIAGENDR", "RIDAGEYR", "RIDEXPRG", "SDMVSTRA", "SDMVPSU"])
    names = [f"DR1{end}" for end in ends]
    first = _table(folder, f"DR1TOT_{cycle}", ["DR1DRSTZ", "DR1DAY", "DRABF", *_WEIGHTS, *names])
    second = _table(folder, f"DR2TOT_{cycle}", ["DR2DRSTZ", "DR2DAY", *(f"DR2{end}" for end in ends)])
    them, known = _places(who["SEQN"], first["SEQN"])
    if not known.all():
        raise InputError(f"DR1TOT_{cycle} has people who are not in DEMO_{cycle}. Take both tables of one release.")
    again, twice = _places(second["SEQN"], first["SEQN"])
    reliable = np.column_stack([first["DR1DRSTZ"] == _RELIABLE, twice & (second["DR2DRSTZ"][again] == _RELIABLE)])
    weights = np.where(reliable, np.column_stack([first[name] for name in _WEIGHTS]), 0.0)
    if not np.all(weights >= 0):
        raise InputError(f"DR1TOT_{cycle}: a reliable recall has no weight. Take the tables as the survey issued them.")
    found = {
        "sex": who["RIAGENDR"][them],
        "age": who["RIDAGEYR"][them],
        "pregnant": who["RIDEXPRG"][them],
        "stratum": who["SDMVSTRA"][them],
        "unit": who["SDMVPSU"][them],
        "breast_fed": first["DRABF"],
        "weights": weights,
        "day": np.column_stack([first["DR1DAY"], np.where(twice, second["DR2DAY"][again], np.nan)]),
    }
    for name, end in zip(nutrients, ends, strict=True):
        days = np.column_stack([first[f"DR1{end}"], second[f"DR2{end}"][again]])
        found[name] = np.where(reliable, days, np.nan)
    return found


def _places(among: Array, wanted: Array) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where each person stands in another table, and whether at all."""
    order = np.argsort(among)
    place = order[np.minimum(np.searchsorted(among, wanted, sorter=order), len(among) - 1)]
    return place, among[place] == wanted


def _table(folder: Path, name: str, columns: list[str]) -> dict[str, Array]:
    """Return columns of one table by name, missing values as nan; each person once, or InputError."""
    try:
        import pyarrow.parquet as parquet  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise InputError("Survey tables need pyarrow. It comes with: pip install 'epsom[parquet]'") from None
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise InputError(f"{path} is not there. Name the folder that holds DEMO, DR1TOT and DR2TOT as parquet.")
    held = set(cast(list[str], parquet.read_schema(path).names))
    if missing := [column for column in ("SEQN", *columns) if column not in held]:
        raise InputError(f"{path.name} has no column {missing[0]}. Take the table as the survey issued it.")
    rows = cast(Any, parquet.read_table(path, columns=["SEQN", *columns]))
    found = {column: np.asarray(rows[column].to_numpy(), dtype=float) for column in ("SEQN", *columns)}
    if len(np.unique(found["SEQN"])) != len(found["SEQN"]):
        raise InputError(f"{path.name} has somebody twice. Take the table as the survey issued it.")
    return found
