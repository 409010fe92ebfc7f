"""Fits the numbers of the body once to all studies of role fit together: python scripts/fit_body.py [--write].

Every parameter of fits/parameters.toml has a prior; every study has an effect of its own on all that was read in it, of
unknown size. The size is found by the marginal likelihood of a linear mixed model around the optimum, the parameters by
Gauss and Newton's steps between. Nothing is drawn but the virtual persons, whose seed is fixed: the same numbers come
out again. Written are a table with intervals, the correlations, and which parameter no study identifies.
"""

from __future__ import annotations

import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from epsom.body.balance import ORGANS
from epsom.quantities import quantity
from epsom.studies import catalogue
from epsom.studies.catalogue import NORMAL_95
from epsom.studies.fitting import Prior, error, priors, size, studies
from epsom.studies.run import Trial

ROOT = Path(__file__).parents[1]
PERSONS, SEED = 48, 1
ROUNDS, STEP, LARGEST = 10, 0.05, 0.6  # rounds; step of the slopes and largest step, in standard deviations of priors
SETTLED = 1e-2
UNIDENTIFIED = 0.9  # of the prior's width is left: no study has narrowed it by a tenth

Vector = NDArray[np.float64]


def predictions(z: Vector, known: list[Prior], found: list[catalogue.Study]) -> Vector:
    """Return what the body predicts for every point of the studies at these parameters."""
    values = {prior.name: prior.value(one) for prior, one in zip(known, z, strict=True)}
    out: list[float] = []
    for study in found:
        told = replace(study, protocol=replace(study.protocol, parameters=values))
        trial = Trial(told, PERSONS, SEED)
        out += [trial.predicted(point) for point in study.points]
    return np.array(out)


def slopes(z: Vector, at: Vector, known: list[Prior], found: list[catalogue.Study]) -> NDArray[np.float64]:
    """Return the slope of every prediction by every parameter, by a step each."""
    moved = [z + STEP * one for one in np.eye(len(z))]
    with ProcessPoolExecutor(2) as pool:
        there = list(pool.map(predictions, moved, repeat(known), repeat(found)))
    return np.array([(each - at) / STEP for each in there]).T


@dataclass(frozen=True)
class Measured:
    """What the studies read: values, standard errors, what an effect of the study would multiply, and which study."""

    values: Vector
    errors: Vector
    sizes: Vector
    study: NDArray[np.int64]

    def covariance(self, effect: float) -> NDArray[np.float64]:
        """Return the covariance of the readings where studies differ by a relative effect of this size."""
        same = self.study[:, None] == self.study[None, :]
        return np.diag(self.errors**2) + effect**2 * np.where(same, np.outer(self.sizes, self.sizes), 0.0)


def measured(found: list[catalogue.Study]) -> Measured:
    """Return what the studies read."""
    points = [(number, point) for number, study in enumerate(found) for point in study.points]
    return Measured(
        np.array([point.observed for _, point in points]),
        np.array([error(point) for _, point in points]),
        np.array([size(point) for _, point in points]),
        np.array([number for number, _ in points]),
    )


def unlikely(effect: float, read: Measured, residual: Vector, slope: NDArray[np.float64]) -> float:
    """Return minus the logarithm of the marginal likelihood of an effect of studies, parameters averaged over."""
    whole = read.covariance(effect) + slope @ slope.T
    _, size = np.linalg.slogdet(whole)
    return 0.5 * float(size + residual @ np.linalg.solve(whole, residual))


def fit() -> tuple[list[Prior], Vector, NDArray[np.float64], float, list[catalogue.Study]]:
    """Return parameters, their optimum and covariance in standard deviations of priors, and the effect of studies."""
    known, found = priors(), studies()
    read = measured(found)
    z, effect = np.zeros(len(known)), 0.15
    precision = np.eye(len(known))
    at = predictions(z, known, found)
    for turn in range(ROUNDS):
        slope = slopes(z, at, known, found)
        linear = read.values - at + slope @ z  # what the parameters must explain from the priors' medians
        bounded = minimize_scalar(unlikely, bounds=(0.0, 1.0), args=(read, linear, slope), method="bounded")
        effect = float(bounded.x)
        weight = np.linalg.inv(read.covariance(effect))
        precision = slope.T @ weight @ slope + np.eye(len(known))
        wanted = np.linalg.solve(precision, slope.T @ weight @ linear)
        move = wanted - z
        share, best = 1.0, loss(z, at, read, effect)
        move *= min(1.0, LARGEST / max(np.max(np.abs(move)), 1e-12))
        while share > 0.05:
            tried = z + share * move
            there = predictions(tried, known, found)
            if loss(tried, there, read, effect) < best:
                z, at = tried, there
                break
            share *= 0.5
        else:
            share = 0.0
        print(
            f"round {turn + 1}: loss {loss(z, at, read, effect):.3f}, effect of studies {effect:.3f}, step {share:g}",
            file=sys.stderr,
        )
        if share * np.max(np.abs(move)) < SETTLED:
            break
    return known, z, np.linalg.inv(precision), effect, found


def loss(z: Vector, at: Vector, read: Measured, effect: float) -> float:
    """Return minus the logarithm of the posterior, up to a constant."""
    gap = read.values - at
    return 0.5 * float(gap @ np.linalg.solve(read.covariance(effect), gap) + z @ z)


def write(folder: Path, known: list[Prior], z: Vector, covariance: NDArray[np.float64], effect: float) -> None:
    """Write the table of parameters and their correlations."""
    folder.mkdir(parents=True, exist_ok=True)
    sd = np.sqrt(np.diag(covariance))
    with (folder / "parameters.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            ["parameter", "unit", "prior", "prior_low", "prior_high", "value", "low", "high", "left", "identified"]
        )
        for prior, one, width in zip(known, z, sd, strict=True):
            row = [prior.value(0), prior.value(-NORMAL_95), prior.value(NORMAL_95)]
            row += [prior.value(one), prior.value(one - NORMAL_95 * width), prior.value(one + NORMAL_95 * width)]
            told = "yes" if width < UNIDENTIFIED else "no study"
            unit = quantity(prior.name.partition(".")[2]).unit
            out.writerow([prior.name, unit, *(f"{value:.4g}" for value in row), f"{width:.2f}", told])
    correlation = covariance / np.outer(sd, sd)
    with (folder / "correlations.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["parameter", *(prior.name for prior in known)])
        for prior, row in zip(known, correlation, strict=True):
            out.writerow([prior.name, *(f"{value:.2f}" for value in row)])
    (folder / "settings.toml").write_text(
        f"# python scripts/fit_body.py\npersons = {PERSONS}\nseed = {SEED}\neffect_of_studies = {effect:.4f}\n", "utf-8"
    )


def put_into_tables(run: str, known: list[Prior], z: Vector, found: list[catalogue.Study]) -> None:
    """Write the fitted values into the tables of the body, with the run and its studies as their source."""
    names = ", ".join(f'"{study.source}"' for study in found if study.source)
    for prior, one in zip(known, z, strict=True):
        organ, _, row = prior.name.partition(".")
        path = ROOT / "src" / "epsom" / ORGANS[organ][1]
        blocks = path.read_text("utf-8").split("\n\n")
        for number, block in enumerate(blocks):
            if f"[{row}]" in block.splitlines():
                kept = [line for line in block.splitlines() if line.startswith(("[", "#", "spread"))]
                spread = [line for line in kept if line.startswith("spread")]
                head = [line for line in kept if not line.startswith("spread")]
                told = [*head, f"value   = {prior.value(one):.4g}", *spread]
                told += ['source  = "fitted"', f'run     = "{run}"', f"studies = [{names}]"]
                blocks[number] = "\n".join(told)
        path.write_text("\n\n".join(block.rstrip("\n") for block in blocks).rstrip("\n") + "\n", "utf-8")


def main() -> None:
    """Fit, and write what came out."""
    run = "fits/body"
    known, z, covariance, effect, found = fit()
    write(ROOT / run, known, z, covariance, effect)
    for prior, one, width in zip(known, z, np.sqrt(np.diag(covariance)), strict=True):
        print(f"{prior.name:34s} {prior.median:9.4g} -> {prior.value(one):9.4g}   {width:.2f} of the prior left")
    if "--write" in sys.argv:
        put_into_tables(run, known, z, found)


if __name__ == "__main__":
    main()
