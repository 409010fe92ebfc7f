"""Fitting: which numbers of the body are fitted, what was believed of each before, and what they are fitted to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from epsom.errors import InputError, TableError
from epsom.quantities import quantity
from epsom.studies import catalogue
from epsom.studies.catalogue import NORMAL_95, Point, Study
from epsom.studies.reader import protocol_of

CALIBRATION = 0.1  # assays of concentrations agree better between studies than what is done in them
GROUPS = ("absorption", "load", "depletion", "supplement", "kidney", "population")
"""Groups that answer to the body itself; medicines and diseases answer to their own rows."""
PRIORS, FACTS, SETTINGS = "parameters.toml", "facts.toml", "body/settings.toml"


@dataclass(frozen=True)
class Prior:
    """What was believed of a parameter: ``median``, and the standard deviation of its logarithm."""

    name: str
    median: float
    sd: float

    def value(self, z: float) -> float:
        """Return the value so many standard deviations away, within what is possible at all."""
        what = quantity(self.name.partition(".")[2])
        return float(np.clip(self.median * np.exp(self.sd * z), what.low, what.high))


def priors() -> list[Prior]:
    """Return the parameters that are fitted."""
    return [
        Prior(f"{organ}.{name}", row["prior"], row["sd"])
        for organ, part in _read(PRIORS).items()
        for name, row in part.items()
    ]


def studies() -> list[Study]:
    """Return the studies that are fitted to, in the order of their names, and last what is known without one.

    What was read in people with a told filtration rate answers to kidney disease's own number, not to the fit.
    """
    found = [catalogue.study(name) for name in catalogue.names()]
    wanted = [one for one in found if one.points[0].role == "fit" and one.group in GROUPS]
    return [replace(one, points=tuple(p for p in one.points if not _of_kidneys(one, p))) for one in wanted] + facts()


def _of_kidneys(study: Study, point: Point) -> bool:
    return any(group.person.egfr is not None for group in study.protocol.arm(point.arm).groups)


def facts() -> list[Study]:
    """Return what is known without a study of its own, as if it were one."""
    found: list[Study] = []
    for name, row in _read(FACTS).items():
        protocol = protocol_of({key: row[key] for key in ("people", "before")}, f"fits/{FACTS} [{name}]", TableError)
        points = tuple(
            Point(
                label=name, quantity=one["quantity"], kind="level", arm="", versus="", day=0.0, over_days=0.0,
                corrected=True, observed=one["observed"], low=one["observed"] - NORMAL_95 * one["error"],
                high=one["observed"] + NORMAL_95 * one["error"], ours=True, role="fit", mark="ours",
                where=row["because"], hypothesis=False,
            )
            for one in row["point"]
        )  # fmt: skip
        study = Study(
            name=name, source="", title=name, group=row["group"], tier="soft", batch=1, people=0, protocol=protocol,
            points=points, note=row["because"], guesses=(),
        )  # fmt: skip
        found.append(study)
    return found


def error(point: Point) -> float:
    """Return the standard error of what a study read."""
    return (point.high - point.low) / (2 * NORMAL_95)


def size(point: Point) -> float:
    """Return what an effect of the study multiplies: the change that was read, and little of a concentration."""
    if point.mark == "ours":
        return 0.0  # what is known of the whole is no study's
    if point.kind == "ratio" or point.quantity == "retention":  # what was excreted, where the rest is told
        return abs(point.observed - 1.0)
    concentration = quantity(point.quantity).unit == "mmol/L" and point.kind == "level"
    return abs(point.observed) * (CALIBRATION if concentration else 1.0)


def effect_of_studies() -> float:
    """Return how much studies differ beyond their errors, as the last run of the fit has found it."""
    return float(_read(SETTINGS)["effect_of_studies"])


def folder() -> Path:
    """Return where the tables of the fit lie: beside the source, as they are no part of what is installed."""
    return Path(__file__).parents[3] / "fits"


def _read(name: str) -> dict[str, Any]:
    place = folder() / name
    if not place.is_file():
        raise InputError(
            f"fits/{name} is not there. It comes with a whole copy of the source of Epsom, where"
            " scripts/fit_body.py writes what it has found; run this there."
        )
    return tomllib.loads(place.read_text("utf-8"))
