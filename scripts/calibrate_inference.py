"""Simulation-based calibration of what readings say of the stores, and coverage of every observable.

    python scripts/calibrate_inference.py [--runs 5000]        about four minutes

A true person is one virtual person of another seed than the inference uses, of any age, sex, size and kidney, perhaps
with a medicine, a condition or a loss that nobody told of. One to six analytes are read as a laboratory reads them:
with assay, day, what people differ by beyond the model, and the digits of print. The inference weighs its own cohort by
them. Where it is right, the true deficit is as often in each twentieth of what it says as in any other (Talts 2018),
and a further reading of each analyte lies in its 90 % interval in 90 % of the runs.

The bounds were fixed before the first run: a chi-square of the ranks that one run in a hundred of a right inference
would exceed, and a coverage between 88 and 92 %. Ends with 1 where one is missed.
"""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from epsom.assessment.life import Lived, lived
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.elementwise import Array
from epsom.labs.protocols import protocol
from epsom.needs import needs
from epsom.person import Person
from epsom.plate.record import FoodRecord
from epsom.status.likelihood import weighed, weighting
from epsom.status.observing import OBSERVED, Sample, expected
from epsom.status.readings import Reading, reading, share_beyond, surprise_among, together
from epsom.units import Told

RUNS, PEOPLE, DRAWN, SEED = 5000, 20, 8000, 2027
MOST_READ = 6  # analytes in one run
TEST, CREATININE = "gullestad1994", 8.0  # the loading test, and the creatinine of every spot of urine [mmol/L]
BINS = 20
LIKELY = 0.01  # a right inference exceeds the bound on the ranks as often
COVERED = (0.88, 0.92)
DIGITS = 3  # significant digits of print; retention is printed in whole percent
TODAY = datetime.date(2026, 10, 5)
SAID = ("deficit", "share of the replete content", "bone", "muscle", "soft tissue", "renal threshold")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Calibration:
    """What the runs found: ranks of the true values (quantities, runs) 0 to 1, whether a further reading lay in its
    90 % interval, by analyte, and how many persons the weights were worth (runs,).
    """

    ranks: Array
    inside: dict[str, Array]
    worth: Array

    @property
    def counts(self) -> Array:
        """How many ranks fell into each bin, shape (quantities, BINS)."""
        return np.array([np.histogram(row, BINS, (0.0, 1.0))[0] for row in self.ranks], dtype=float)

    @property
    def chances(self) -> Array:
        """How often a right inference would have ranks as uneven, by quantity."""
        from scipy.stats import chisquare

        return np.array([chisquare(row).pvalue for row in self.counts])

    @property
    def coverage(self) -> dict[str, tuple[float, float]]:
        """The share of further readings inside, and its standard error, by analyte."""
        return {name: (float(row.mean()), float((row.mean() * (1 - row.mean()) / len(row)) ** 0.5))
                for name, row in self.inside.items()}  # fmt: skip

    def met(self) -> bool:
        """Whether ranks and coverage keep to the bounds."""
        within = all(COVERED[0] <= share <= COVERED[1] for share, _ in self.coverage.values())
        return within and bool(np.all(self.chances >= LIKELY))


def somebody(rng: np.random.Generator) -> Person:
    """Return an adult of any age, sex, size and kidney, some with a medicine or a condition."""
    sex = str(rng.choice(["female", "male"]))
    height = rng.normal(1.63 if sex == "female" else 1.77, 0.07)
    told: dict[str, object] = {
        "age": int(rng.integers(20, 86)), "sex": sex, "height": f"{100 * height:.0f} cm", "today": TODAY,
        "weight": f"{height**2 * rng.uniform(19, 34):.0f} kg",
    }  # fmt: skip
    if rng.random() < 0.5:
        told["egfr"] = f"{rng.integers(35, 115)} mL/min/1.73m2"
    if rng.random() < 0.4:
        told["medicines"] = [str(rng.choice(["omeprazole", "thiazide diuretic", "furosemide"]))]
    if rng.random() < 0.25:
        told["conditions"] = ["type 2 diabetes"]
    return Person.model_validate(told)


def cohorts(person: Person, number: int, untold: bool) -> tuple[Lived, Lived]:
    """Return the cohort of which the true persons are, and the one that is weighed."""
    target = needs(person.age, person.sex).target
    if target is None:
        raise SystemExit("no target for this person")
    goal, nothing = target.value / 24.305, FoodRecord((), 0, ())
    return (
        lived(person, nothing, goal, persons=DRAWN // 4, seed=SEED + 1000 + number, untold=untold),
        lived(person, nothing, goal, persons=DRAWN, seed=SEED + number, untold=untold),
    )


def levels(life: Lived) -> dict[str, Array]:
    """Return what each virtual person would be read as today, by analyte."""
    sample = Sample(protocol=TEST, urine_creatinine=CREATININE, hour=8.0)
    return {name: np.asarray(expected(life, name, sample=sample)) for name in OBSERVED}


def said(life: Lived) -> Array:
    """Return what the inference speaks of, in the order of SAID, shape (quantities, persons)."""
    now, full = Pools(*life.now), Pools(*life.replete)
    stores = [
        sum(getattr(full, pool) - getattr(now, pool) for pool in balance.STORES[store])
        for store in ("bone", "muscle", "soft tissue")
    ]
    deficit = life.deficit
    return np.array([deficit, deficit / balance.content(full), *stores, balance.threshold(now, life.body)])


def printed(name: str, level: float, rng: np.random.Generator) -> Reading:
    """Return a reading of a person with this level, as a laboratory would print it."""
    own = protocol(TEST).reading_sd if name == "magnesium_retention" else None
    blank = reading(name, Told(1.0, 1.0, 1.0, ""), assay=own)
    stray = blank.spread * rng.standard_normal()
    value = level + stray if blank.linear else level * np.exp(stray)
    step = 0.01 if blank.linear else 10.0 ** (np.floor(np.log10(value)) + 1 - DIGITS)
    value = float(np.round(value / step) * step)
    return reading(name, Told(value, value - step / 2, value + step / 2, f"{value:g}"), assay=own)


def one_run(
    truth: dict[str, Array], own: Array, life: Lived, seen: dict[str, Array], speaks: Array, rng: np.random.Generator
) -> tuple[Array, dict[str, bool], float]:
    """Return the ranks of the truth, whether a further reading of each analyte lay inside, and what weights are worth.

    ``truth`` are the levels of one true person and ``own`` what is to be said of it.
    """
    usable = [name for name in OBSERVED if np.isfinite(truth[name]).all()]
    all_read = {name: printed(name, float(truth[name][0]), rng) for name in usable}
    chosen = list(rng.permutation(usable)[: rng.integers(1, MOST_READ + 1)])
    readings, predicted = [all_read[name] for name in chosen], [seen[name] for name in chosen]
    persons = len(life.viable)
    full = weighed(together(readings, predicted, persons) + life.silent)
    ranks = np.array([float(np.sum(full.weights * (row < value))) for row, value in zip(speaks, own, strict=True)])
    inside: dict[str, bool] = {}
    for name in usable:
        if name in chosen:
            place = chosen.index(name)
            rest = [k for k in range(len(chosen)) if k != place]
            others = together([readings[k] for k in rest], [predicted[k] for k in rest], persons) + life.silent
            weights = weighed(others).weights if rest else weighting(life.silent).weights
            beyond = surprise_among(place, readings, predicted, weights)
        else:
            beyond = share_beyond(all_read[name], seen[name], full.weights)
        inside[name] = beyond >= 0.10
    return ranks, inside, full.effective_size


def calibration(runs: int = RUNS, say: Say = lambda words: None) -> Calibration:
    """Return what so many runs found, in equal parts for each of PEOPLE persons."""
    rng = np.random.default_rng(SEED)
    ranks, worth = list[Array](), list[float]()
    inside: dict[str, list[bool]] = {name: [] for name in OBSERVED}
    for number in range(PEOPLE):
        person = somebody(rng)
        true, life = cohorts(person, number, untold=number % 2 == 1)
        truth, seen = levels(true), levels(life)
        own, speaks = said(true), said(life)
        some = rng.choice(len(true.viable), size=runs // PEOPLE, p=true.prior)
        for one in some:
            found = one_run({name: row[[one]] for name, row in truth.items()}, own[:, one], life, seen, speaks, rng)
            ranks.append(found[0])
            worth.append(found[2])
            for name, hit in found[1].items():
                inside[name].append(hit)
        say(f"{number + 1} of {PEOPLE} persons")
    return Calibration(np.array(ranks).T, {name: np.array(row, dtype=float) for name, row in inside.items()},
                       np.array(worth))  # fmt: skip


def main() -> int:
    """Print ranks and coverage; exit with 1 where a bound is missed."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--runs", type=int, default=RUNS)
    told = reader.parse_args()
    found = calibration(told.runs, lambda words: print(f"\r{words}", end="", file=sys.stderr, flush=True))
    print(file=sys.stderr)
    for name, chance, row in zip(SAID, found.chances, found.counts, strict=True):
        print(f"{name:30} chance {chance:.3f}  {row.astype(int).tolist()}")
    for name, (share, error) in found.coverage.items():
        print(f"{name:30} {share:.3f} (error {error:.3f})")
    print(f"worth of the weights: median {np.median(found.worth):.0f}, 5 % {np.quantile(found.worth, 0.05):.0f}")
    return 0 if found.met() else 1


if __name__ == "__main__":
    sys.exit(main())
