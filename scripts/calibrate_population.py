"""Holds the population of virtual persons against the survey's calibration half, and sets its spreads by it.

    python scripts/calibrate_population.py [--write]       about a minute

The very adults of the survey are drawn (age, sex, size, kidney, diabetes as told; a set of medicines of somebody like
them in the earlier cycles; a usual intake from what their sex reports), live to their steady state, and are read as a
laboratory reads: with assay error, the person's day and the step in which magnesium is printed. Reported intake has the
noise of single recalls. Writes docs/population.md; with --write first moves the four numbers that are calibrated here
until the groups they answer to are met. The data lie beside the checkout and are never shipped.
"""

from __future__ import annotations

import re
import sys
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from population_targets import Adult, Target, adults, correlations, groups, intake, moments, targets, users

from epsom import tables, units
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.cohort import effects
from epsom.cohort.draw import drawn
from epsom.elementwise import Array
from epsom.labs.analytes import analyte
from epsom.person import Medicine, Person
from epsom.plate.chance import Chance
from epsom.simulate.live import mixed_meals, settled

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "population.md"
EACH, SEED = 6, 2023  # virtual persons for every adult of the survey
ROUNDS = 5
NAMES = {"thiazide": "thiazide diuretic", "SGLT2 inhibitor": "sglt2 inhibitor"}
NEAR, ERRORS, SD_NEAR = 0.01, 2.0, 0.15  # a mean within 0.01 mmol/L or two errors; an SD within 15 %


def joined(bodies: list[Any]) -> Any:
    """Return bodies, organs or stores of many draws as one, persons one after the other."""
    if not is_dataclass(bodies[0]):
        return np.concatenate(bodies)
    kind = type(bodies[0])
    return kind(**{field.name: joined([getattr(body, field.name) for body in bodies]) for field in fields(kind)})


@cache
def people() -> tuple[tuple[Adult, Person], ...]:
    """Return the adults of whom enough is known, as persons with a set of medicines of somebody like them."""
    chance = np.random.default_rng(SEED)
    found: list[tuple[Adult, Person]] = []
    for who in adults():
        if who.serum is None or not who.people or None in (who.height, who.weight, who.egfr, who.diabetes):
            continue
        sets = alike(who)
        taken = sets[chance.integers(len(sets))]
        person = Person(
            age=who.age, sex=who.sex, height=f"{who.height} m", weight=f"{who.weight} kg",
            egfr=f"{max(who.egfr, 6.0):.4g} mL/min/1.73m2", conditions=["type 2 diabetes"] if who.diabetes else [],
            pregnancy={"week": 24} if who.pregnant else None,
            medicines=[Medicine(name=NAMES.get(one, one)) for one in sorted(taken)],
        )  # fmt: skip
        found.append((who, person))
    return tuple(found)


@cache
def _sets() -> dict[tuple[Any, ...], list[frozenset[str]]]:
    pool: dict[tuple[Any, ...], list[frozenset[str]]] = {}
    for user in users():
        pool.setdefault(_like(user), []).append(user.medicines - {"metformin"})
    return pool


def alike(who: Adult) -> list[frozenset[str]]:
    """Return the sets of medicines of the people of the earlier cycles who are like one adult."""
    return _sets().get(_like(who), [frozenset[str]()])


def _like(who: Any) -> tuple[Any, ...]:
    stage = None if who.egfr is None else min(int(who.egfr // 30), 3)
    return who.sex, min(int(who.age // 20), 4), who.diabetes, stage


@cache
def usual_intake() -> tuple[Array, Array]:
    """Return usual intake and one recall of it [mg/day] for every virtual person, by what their sex reports."""
    told, chance = intake(), np.random.default_rng(SEED + 1)
    usual, recall = [], []
    for who, _ in people():
        row = told[who.sex]
        centre = row.centre + row.within**2 / 2
        one = np.exp(centre + row.between * chance.standard_normal(EACH))
        usual.append(one)
        recall.append(one * np.exp(-(row.within**2) / 2 + row.within * chance.standard_normal(EACH)))
    return np.concatenate(usual), np.concatenate(recall)


def simulated() -> tuple[Array, Array]:
    """Return serum as the laboratory prints it [mmol/L] and urine [mg/day] of every virtual person."""
    bodies = [
        drawn(person, Chance(EACH, SEED + number), dialysed=True).body() for number, (_, person) in enumerate(people())
    ]
    body: Body = joined(bodies)
    usual, _ = usual_intake()
    n = len(usual)
    x = Pools(*settled(body, mixed_meals(usual / units.milligrams(1.0), 3), n))
    level = balance.serum(x, body)
    chance = np.random.default_rng(SEED + 2)
    read = level * np.exp(analyte("serum_magnesium").reading_spread * chance.standard_normal(n))
    step = 0.1 * units.factor("mg/dL", "mmol/L", "magnesium")
    return np.round(read / step) * step, units.milligrams(1.0) * balance.spilled(x, body)


def by_group(values: Array) -> dict[str, tuple[float, float]]:
    """Return weighted mean and SD of every group of the survey."""
    weights = np.repeat([who.people for who, _ in people()], EACH)
    alive = ~np.isnan(values)
    found: dict[str, tuple[float, float]] = {}
    members: dict[str, NDArray[np.bool_]] = {}
    for number, (who, _) in enumerate(people()):
        for name in groups(who):
            members.setdefault(name, np.zeros(len(people()), dtype=bool))[number] = True
    for name, inside in members.items():
        chosen = np.repeat(inside, EACH) & alive
        found[name] = moments(values[chosen], weights[chosen])
    return found


def met(target: Target, mean: float, sd: float) -> tuple[bool, bool]:
    """Tell whether mean and SD of a group are met."""
    error = max(target.error, target.error_of_places)
    return abs(mean - target.mean) <= max(NEAR, ERRORS * error), abs(sd / target.sd - 1.0) <= SD_NEAR


def page() -> str:
    """Return the whole page."""
    serum, urine = simulated()
    found, wanted = by_group(serum), targets()
    rows, hits = [], [0, 0]
    for name, target in wanted.items():
        mean, sd = found[name]
        good = met(target, mean, sd)
        hits = [hits[0] + good[0], hits[1] + good[1]]
        marks = ["🟢" if one else "🔴" for one in good]
        rows.append(
            f"| {name} | {target.n} | {target.mean:.3f} | {mean:.3f} {marks[0]} "
            f"| {target.sd:.3f} | {sd:.3f} {marks[1]} |"
        )
    usual, recall = usual_intake()
    weights = np.repeat([who.people for who, _ in people()], EACH)
    alive = ~np.isnan(serum)
    r = _correlation(serum[alive], recall[alive], weights[alive])
    measured = correlations()
    day = next(iter(measured.values()))
    low, high = urine[usual < 250], urine[usual >= 250]
    return f"""# The population beside the survey

Written by `python scripts/calibrate_population.py`; nobody edits it by hand. The {len(people())} adults of the
calibration half of the US survey of August 2021 to August 2023 of whom age, sex, size, kidney function, diabetes and
serum magnesium are known are drawn {EACH} times each, with medicines by their use in the earlier cycles and a usual
intake as reported by their sex, and are read as a laboratory reads. A mean is met within 0.01 mmol/L or two standard
errors, a standard deviation within 15 %; groups of at least 100.

{hits[0]} of {len(rows)} means and {hits[1]} of {len(rows)} standard deviations are met.

| serum magnesium [mmol/L] | n | mean | virtual | SD | virtual |
| --- | --- | --- | --- | --- | --- |
{chr(10).join(rows)}

The correlation of serum with one reported day of intake is {r:.2f} among the virtual persons, and {day.r:.2f}
({day.low:.2f} to {day.high:.2f}) in the survey: weak in both, because the kidney keeps serum where it is.

Urine of the virtual persons: median {np.nanmedian(low):.0f} mg/day where they eat less than 250 mg a day and
{np.nanmedian(high):.0f} mg/day above (pooled balance studies: 40 to 80 and 80 to 160 mg/day).

What is calibrated here: how far the renal threshold differs between persons and how that widens with age, the set
point of women, and how much diabetes differs between persons. The overall level comes from the fit of the body.
Standard errors are the larger of Kish's and of the fifteen places; medicines over the counter are not known.
"""


def _correlation(x: Array, y: Array, weights: Array) -> float:
    cx, cy = x - np.average(x, weights=weights), y - np.average(y, weights=weights)
    return float(
        np.average(cx * cy, weights=weights)
        / np.sqrt(np.average(cx**2, weights=weights) * np.average(cy**2, weights=weights))
    )


def put(path: str, pattern: str, value: str) -> None:
    """Write one number into a table of the package."""
    file = ROOT / "src" / "epsom" / path
    text, count = re.subn(pattern, lambda m: m[1] + value + m[2], file.read_text("utf-8"), count=1, flags=re.S)
    if not count:
        raise SystemExit(f"{path}: nothing matches {pattern}")
    file.write_text(text, "utf-8")
    tables.rows.cache_clear()
    effects.causes.cache_clear()


def calibrate() -> None:
    """Move the calibrated numbers until the groups they answer to are met."""
    wanted = targets()
    for turn in range(ROUNDS):
        found = by_group(simulated()[0])
        women, widening = number("women_set_point"), number("set_point_widening")
        spread = tables.rows("body/kidney.toml")["transport_maximum"].spread
        gap = (found["female"][0] / found["male"][0]) / (wanted["female"].mean / wanted["male"].mean)
        young = wanted["no diabetes, eGFR 90+"].sd / found["no diabetes, eGFR 90+"][1]
        old = (wanted["60-79"].sd / found["60-79"][1]) / (wanted["20-39"].sd / found["20-39"][1])
        ill = wanted["diabetes"].sd / found["diabetes"][1]
        put("cohort/scaling.toml", r"(\[women_set_point\]\s+value\s*= )[\d.]+(\s)", f"{women / gap:.4f}")
        put(
            "cohort/scaling.toml",
            r"(\[set_point_widening\]\s+value\s*= )[\d.]+(\s)",
            f"{max(widening + 0.25 * (old - 1), 0):.4f}",
        )
        put(
            "body/kidney.toml",
            r"(\[transport_maximum\]\s+value\s*= [\d.]+\s+spread\s*= )[\d.]+(\s)",
            f"{spread * young:.4f}",
        )
        low, middle, _ = (effects.causes("cohort/conditions.toml")["type 2 diabetes"].effects[0]).scale
        reach = (middle / low) ** (ill**2)
        put(
            "cohort/conditions.toml", r'(name  = "type 2 diabetes".*?scale     = \[)[^\]]*(\])',
            f"{middle / reach:.4f}, {middle:.4f}, {min(middle * reach, 1.0):.4f}",
        )  # fmt: skip
        print(
            f"round {turn + 1}: women {women:.4f}, spread {spread:.4f}, widening {widening:.3f}, "
            f"diabetes {low / middle:.3f}"
        )


def number(name: str) -> float:
    """Return one number of the scaling of persons."""
    return tables.number("cohort/scaling.toml", name)


if __name__ == "__main__":
    if "--write" in sys.argv:
        calibrate()
    PAGE.write_text(page(), "utf-8")
    print(PAGE.read_text("utf-8"))
