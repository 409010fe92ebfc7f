"""Predicts the serum magnesium of the survey's adults from everything else that is known of them, stratum by stratum.

    python scripts/predict_serum.py        about three minutes

Each adult of the calibration half (age, sex, size, kidney, diabetes, pregnancy, up to two recalls) is drawn many times,
lives to the steady state, and is read as a laboratory reads. The four numbers that were calibrated on this very half
(set point of women, spread, its widening with age, spread of diabetes) are set anew for every stratum from the other
fourteen, so that no stratum is predicted by itself. Two plain baselines get the same people and the same folds: the
mean and spread of one's group, and a regression on the same covariates. What counts as beaten or matched was fixed
before anything was run: a difference of the score beyond two of its standard errors (jackknife over strata), or within.

Import ``predicted`` for the same as data; the page is written by scripts/prove_laboratory.py. The data lie beside the
checkout and are never shipped.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from calibrate_population import NAMES, alike, joined, people
from numpy.typing import NDArray
from population_targets import STEP, Adult, groups, intake

from epsom import units
from epsom.body import balance
from epsom.body.balance import Body, Pools
from epsom.cohort.draw import drawn
from epsom.elementwise import Array
from epsom.labs.analytes import analyte
from epsom.normal import ndtr
from epsom.person import Medicine, Person
from epsom.plate.chance import Chance
from epsom.simulate.live import mixed_meals, settled

EACH, SEED = 240, 2026
AT_ONCE = 200  # adults settled together
FEWEST = 20  # people of a group, below which its members go with a larger one
SURE = 2.0  # standard errors beyond which a difference counts
CENTRE, DECADE = 50.0, 10.0  # [years]
LITRE = units.factor("mg/dL", "mmol/L", "magnesium")
GRID = np.arange(0.5, 4.0, STEP) * LITRE  # [mmol/L], what the survey can print
Kind = tuple[object, ...]


@dataclass(frozen=True)
class Scores:
    """How one way of predicting fared: for each adult where the reading fell (low and high end of its cumulative
    probability) and its continuous ranked probability score [mmol/L]; shape (adults,).
    """

    low: Array
    high: Array
    crps: Array

    def covered(self, share: float = 0.90) -> Array:
        """Return how much of each reading lies within the central interval, 0 to 1: a printed step may lie astride."""
        begin, end = 0.5 - share / 2, 0.5 + share / 2
        inside = np.minimum(self.high, end) - np.maximum(self.low, begin)
        return np.clip(inside, 0.0, None) / np.maximum(self.high - self.low, 1e-12)


@dataclass(frozen=True)
class Prediction:
    """The scores of Epsom and of the two baselines, the weights, strata and groups of the adults (adults,).

    ``shipped`` are the scores with the numbers as they stand in the tables, ``epsom`` those with the four calibrated
    ones set from the other strata.
    """

    epsom: Scores
    shipped: Scores
    group_mean: Scores
    regression: Scores
    people: Array
    stratum: NDArray[np.int64]
    groups: tuple[tuple[str, ...], ...]

    def members(self, name: str) -> NDArray[np.bool_]:
        """Return who belongs to a group."""
        return np.array([name in own for own in self.groups])

    def compared(self, other: Scores, chosen: NDArray[np.bool_] | None = None) -> tuple[float, float]:
        """Return the mean score of Epsom less that of another, and its standard error by jackknife over strata."""
        weights = self.people * (1.0 if chosen is None else chosen)
        gap = self.epsom.crps - other.crps
        there = [s for s in np.unique(self.stratum) if weights[self.stratum == s].sum() > 0]
        each = np.array([np.average(gap, weights=np.where(self.stratum == s, 0.0, weights)) for s in there])
        error = np.sqrt((len(there) - 1) / len(there) * np.sum((each - each.mean()) ** 2))
        return float(np.average(gap, weights=weights)), float(error)


def verdict(gap: float, error: float) -> str:
    """Return the word for a difference of scores, by the rule that was fixed beforehand."""
    return "beaten" if gap < -SURE * error else "not reached" if gap > SURE * error else "matched"


def with_sets(who: Adult, person: Person, chance: np.random.Generator) -> list[tuple[Person, int]]:
    """Return the adult with the sets of medicines of people alike in the earlier cycles, and for how many draws each.

    Nobody of this cycle told of medicines: each virtual person takes what somebody alike takes.
    """
    sets = alike(who)
    times = Counter(sets[k] for k in chance.integers(len(sets), size=EACH))
    return [
        (person.model_copy(update={"medicines": tuple(Medicine(name=NAMES.get(one, one)) for one in sorted(taken))}), n)
        for taken, n in sorted(times.items(), key=lambda one: sorted(one[0]))
    ]


def levels() -> Array:
    """Return the serum level [mmol/L] of every adult's virtual persons, shape (adults, EACH); nan for who has none."""
    told, chance = intake(), np.random.default_rng(SEED)
    bodies, usual, found = list[Body](), list[Array](), list[Array]()
    for number, (who, person) in enumerate(people()):
        of_sets = [
            drawn(taking, Chance(n, SEED + EACH * number + k), dialysed=True).body()
            for k, (taking, n) in enumerate(with_sets(who, person, chance))
        ]
        bodies.append(joined(of_sets))
        row = told[who.sex]
        recalls = [np.log(one) + row.within**2 / 2 for one in (who.intake1, who.intake2) if one]
        centre, sharp = row.centre + row.within**2 / 2, row.between**-2
        known = sharp + len(recalls) * row.within**-2
        middle = (centre * sharp + sum(recalls) * row.within**-2) / known
        usual.append(np.exp(middle + known**-0.5 * chance.standard_normal(EACH)))
        if len(bodies) == AT_ONCE or number + 1 == len(people()):
            body, eaten = joined(bodies), np.concatenate(usual)
            x = Pools(*settled(body, mixed_meals(units.mmol(1.0) * eaten, 3), len(eaten)))
            found.append(np.asarray(balance.serum(x, body)).reshape(len(bodies), EACH))
            bodies, usual = [], []
            print(f"\r{number + 1} of {len(people())}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return np.concatenate(found)


def cumulative(level: Array, at: Array) -> Array:
    """Return the probability that a reading lies below ``at``, from each adult's virtual levels (adults, EACH)."""
    chance = ndtr(np.log(at / level) / analyte("serum_magnesium").reading_spread)
    return np.nanmean(chance, axis=1)


def scored(below: Callable[[Array], Array], read: Array) -> Scores:
    """Return the scores of a prediction; ``below(at)`` is the probability of a reading under ``at`` (adults, 1)."""
    half = 0.5 * STEP * LITRE
    crps = np.zeros(len(read))
    for value in GRID:
        step = below(np.full((len(read), 1), value + half)) - (read <= value + 1e-9)
        crps += STEP * LITRE * step**2
    return Scores(below((read - half)[:, None]), below((read + half)[:, None]), crps)


def predicted() -> Prediction:
    """Return the predictions of all adults of whom enough is known; a minute or three."""
    told = [who for who, _ in people()]
    read = np.array([who.serum for who in told])
    weights = np.array([who.people for who in told])
    stratum = np.unique([who.place[0] for who in told], return_inverse=True)[1]
    level = levels()
    female = np.array([who.sex == "female" for who in told], dtype=float)
    older = np.array([(who.age - CENTRE) / DECADE for who in told])
    ill = np.array([bool(who.diabetes) for who in told], dtype=float)
    half = 0.5 * STEP * LITRE

    def moved(numbers: Array) -> Array:
        """Return the levels with the four calibrated numbers moved, by their effect on each adult's level."""
        logs = np.log(level)
        middle = np.nanmean(logs, axis=1, keepdims=True)
        wider = np.exp(numbers[1] + numbers[2] * older + numbers[3] * ill)[:, None]
        return np.exp(middle + (numbers[0] * female)[:, None] + wider * (logs - middle))

    def set_from(these: NDArray[np.bool_]) -> Array:
        from scipy import optimize

        seek: Any = optimize

        own = weights[these] / weights[these].sum()

        def lost(numbers: Array) -> float:
            now = moved(numbers)[these]
            chance = cumulative(now, (read[these] + half)[:, None]) - cumulative(now, (read[these] - half)[:, None])
            return -float(own @ np.log(np.maximum(chance, 1e-12)))

        found = seek.minimize(lost, np.zeros(4), method="BFGS", options={"maxiter": 12, "gtol": 1e-4})
        return np.asarray(found.x)

    mean, spread = np.empty(len(read)), np.empty(len(read))
    fitted, rest = np.empty(len(read)), np.empty(len(read))
    epsom = np.empty_like(level)
    design = covariates(told)
    for number in np.unique(stratum):
        out, others = stratum == number, stratum != number
        epsom[out] = moved(set_from(others))[out]
        mean[out], spread[out] = of_groups(told, read, weights, others, out)
        root = np.sqrt(weights[others])[:, None]
        numbers = np.linalg.lstsq(design[others] * root, read[others] * root[:, 0], rcond=None)[0]
        fitted[out] = design[out] @ numbers
        left = read[others] - design[others] @ numbers
        rest[out] = np.sqrt(np.average(left**2, weights=weights[others]))
    return Prediction(
        epsom=scored(lambda at: cumulative(epsom, at), read),
        shipped=scored(lambda at: cumulative(level, at), read),
        group_mean=scored(lambda at: ndtr((at[:, 0] - mean) / spread), read),
        regression=scored(lambda at: ndtr((at[:, 0] - fitted) / rest), read),
        people=weights, stratum=stratum, groups=tuple(tuple(groups(who)) for who in told),
    )  # fmt: skip


def of_groups(
    told: Sequence[Adult], read: Array, weights: Array, others: NDArray[np.bool_], out: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Return mean and spread of the group of everybody in ``out``, as the people of ``others`` have them.

    The group is sex, age band and diabetes; where fewer than FEWEST are left, sex and diabetes.
    """

    def kinds(who: Adult) -> tuple[Kind, Kind]:
        band = min(int((who.age - 20) // 20), 3)
        return (who.sex, bool(who.diabetes), band), (who.sex, bool(who.diabetes))

    own = [kinds(who) for who in told]
    mean, spread = np.empty(int(out.sum())), np.empty(int(out.sum()))
    for place, number in enumerate(np.flatnonzero(out)):
        for kind in (0, 1):
            like = others & np.array([one[kind] == own[number][kind] for one in own])
            if like.sum() >= FEWEST:
                break
        mean[place] = np.average(read[like], weights=weights[like])
        spread[place] = np.sqrt(np.average((read[like] - mean[place]) ** 2, weights=weights[like]))
    return mean, spread


def covariates(told: Sequence[Adult]) -> Array:
    """Return what a regression gets: everything that Epsom is told of an adult, shape (adults, columns)."""
    rows = list[list[float]]()
    eaten = [np.mean([np.log(one) for one in (who.intake1, who.intake2) if one] or [np.nan]) for who in told]
    middle = np.nanmean(eaten)
    for who, ate in zip(told, eaten, strict=True):
        if who.egfr is None or who.weight is None or who.height is None:
            raise ValueError("people() holds nobody of whom these are not known")
        male, age = float(who.sex == "male"), (who.age - CENTRE) / DECADE
        ill, kidney = float(bool(who.diabetes)), (who.egfr - 90.0) / 30.0
        unknown = float(np.isnan(ate))
        rows.append([
            1.0, male, age, age**2, male * age, ill, ill * age, kidney, min(kidney + 1.0, 0.0), who.weight / 100.0,
            who.height, float(who.pregnant), 0.0 if unknown else float(ate - middle), unknown,
        ])  # fmt: skip
    return np.array(rows)


def main() -> int:
    """Print coverage and scores of all, and of each group."""
    found = predicted()
    names = dict.fromkeys(name for own in found.groups for name in own)
    print("group                          n  coverage   CRPS epsom shipped group regression  [mmol/L]")
    for name in names:
        inside = found.members(name)
        if inside.sum() < 100:
            continue
        weights = found.people * inside
        cover = np.average(found.epsom.covered(), weights=weights)
        each = [found.epsom, found.shipped, found.group_mean, found.regression]
        scores = " ".join(f"{np.average(one.crps, weights=weights):.5f}" for one in each)
        print(f"{name:28} {inside.sum():5}  {cover:.3f}   {scores}")
    for name, other in (("group mean", found.group_mean), ("regression", found.regression)):
        gap, error = found.compared(other)
        print(f"{name}: {gap:+.6f} (error {error:.6f}): {verdict(gap, error)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
