"""Sets the size of each medicine's and condition's effect by the one study it comes from: python scripts/fit_rows.py.

Run it after scripts/fit_body.py: how far serum falls for a lower threshold hangs on the numbers of the body. The median
of the effect's factor is moved until the prediction is what the study read; its 5 % and 95 % ends, which are ours, keep
their place beside it. The same for the one number of kidney disease.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from epsom import tables
from epsom.cohort import effects
from epsom.studies import catalogue
from epsom.studies.run import Trial

PACKAGE = Path(__file__).parents[1] / "src" / "epsom"
ROWS = (  # study, point, table, cause
    ("medicine_sglt2_zhang2022", 0, "cohort/medicines.toml", "sglt2 inhibitor"),
    ("medicine_cisplatin_hodgkinson2006", 0, "cohort/medicines.toml", "cisplatin"),
    ("medicine_antiegfr_tejpar2007", 0, "cohort/medicines.toml", "anti-egfr antibody"),
    ("medicine_cni_ramos1995", 0, "cohort/medicines.toml", "calcineurin inhibitor"),
    ("medicine_aminoglycoside_vonvigier2000", 0, "cohort/medicines.toml", "aminoglycoside"),
    ("medicine_amphotericin_villaro2024", 0, "cohort/medicines.toml", "amphotericin"),
    ("medicine_thiazide_kieboom2018", 0, "cohort/medicines.toml", "thiazide diuretic"),
    ("disease_diabetes_bertinato2017", 0, "cohort/conditions.toml", "type 2 diabetes"),
)
KIDNEY = ("absorption_spencer1980", 1, "cohort/scaling.toml", "carrier_kidney_exponent")
ROUNDS = 6


def predicted(name: str, point: int) -> float:
    """Return what the body predicts for one point of a study, with the tables as they stand on disk."""
    effects.causes.cache_clear()
    tables.rows.cache_clear()
    study = catalogue.study(name)
    return Trial(study).predicted(study.points[point])


def observed(name: str, point: int) -> float:
    """Return what the study read."""
    return catalogue.study(name).points[point].observed


def scale(table: str, cause: str) -> tuple[float, float, float]:
    """Return the factor of a cause's first effect: 5 %, median, 95 %."""
    rows = tomllib.loads((PACKAGE / table).read_text("utf-8"))["cause"]
    low, middle, high = next(row for row in rows if row["name"] == cause)["effect"][0]["scale"]
    return low, middle, high


def set_scale(table: str, cause: str, middle: float, reach: tuple[float, float]) -> None:
    """Write the median of a cause's first effect, and its ends so many times lower and higher."""
    path = PACKAGE / table
    text = path.read_text("utf-8")
    start = text.index(f'name  = "{cause}"')
    low, high = middle * reach[0], middle * reach[1]
    low, high = (low, min(high, 1.0)) if middle < 1.0 else (max(low, 1.0), high)  # nobody goes the other way
    head, tail = text[:start], text[start:]
    new = f"scale     = [{low:.3f}, {middle:.4f}, {high:.3f}]"
    path.write_text(head + re.sub(r"scale     = \[.*?\]", new, tail, count=1), "utf-8")


def set_number(table: str, name: str, value: float) -> None:
    """Write the value of one number of a table."""
    path = PACKAGE / table
    text = path.read_text("utf-8")
    start = text.index(f"[{name}]")
    path.write_text(
        text[:start] + re.sub(r"value\s*= [\d.e-]+", f"value   = {value:.4g}", text[start:], count=1), "utf-8"
    )


def solved(name: str, point: int, begin: float, put: Callable[[float], None]) -> float:
    """Return the value at which the prediction is what was read, by secants."""
    wanted = observed(name, point)
    before, value = begin, begin * 1.01
    put(before)
    then = predicted(name, point)
    for _ in range(ROUNDS):
        put(value)
        now = predicted(name, point)
        if abs(now - wanted) < 1e-4 or now == then:
            break
        before, value, then = value, value + (wanted - now) * (value - before) / (now - then), now
    return value


def main() -> None:
    """Set every row."""
    for name, point, table, cause in ROWS:
        low, middle, high = scale(table, cause)
        reach = (low / middle, high / middle)
        found = solved(name, point, middle, lambda m, t=table, c=cause, r=reach: set_scale(t, c, m, r))
        print(
            f"{cause:24s} {middle:.4f} -> {found:.4f}   "
            f"{name}: {predicted(name, point):.4g} of {observed(name, point):.4g}"
        )
    name, point, table, number = KIDNEY
    found = solved(name, point, 0.5, lambda value: set_number(table, number, value))
    print(f"{number:24s} -> {found:.3f}   {name}: {predicted(name, point):.4g} of {observed(name, point):.4g}")


if __name__ == "__main__":
    main()
