"""The problem: the files of PEtab, from what experiments are told and what the fit believes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from epsom import tables
from epsom.body.balance import ORGANS
from epsom.interfaces.petab import readme
from epsom.interfaces.petab.experiments import (
    DAY_0,
    EMPTIED,
    SWALLOWED,
    Changes,
    Experiment,
    Measurement,
    Told,
    Value,
    told,
)
from epsom.interfaces.petab.model import COLLECTING, going_to, model
from epsom.interfaces.petab.points import BEFORE
from epsom.quantities import quantity
from epsom.studies import fitting
from epsom.studies.catalogue import Study
from epsom.studies.fitting import Prior
from epsom.studies.living import CLOSE
from epsom.studies.measured import COLLECTED

TYPICAL = "typical_"
"""How the id of a fitted parameter begins whose value in a person is that of the typical adult, times a factor."""
BASELINE, BASELINE_READ = "baseline_serum", "serum_magnesium"
MOST_EFFECT = 1.0
"""How far an effect of a study may go, relative to what was read: nothing, or twice as much."""

YAML = """format_version: 2.0.0
model_files:
  magnesium:
    location: model.xml
    language: sbml
parameter_files: [parameters.tsv]
condition_files: [conditions.tsv]
experiment_files: [experiments.tsv]
observable_files: [observables.tsv]
measurement_files: [measurements.tsv]
"""

Row = Sequence[str | float]


@dataclass(frozen=True)
class Problem:
    """A PEtab problem: its files by name, what it holds, and what had to be left out."""

    files: dict[str, str]
    told: Told
    parameters: int


def problem(intake: float, studies: Sequence[Study] | None = None) -> Problem:
    """Return the fit of the body as a PEtab problem; of all its studies, where none are told.

    ``intake`` [mmol/day] is what the reference adult of the model lives on before any condition applies.
    """
    found = told(fitting.studies() if studies is None else studies)
    known = {prior.name.replace(".", "_"): prior for prior in fitting.priors()}
    effect = fitting.effect_of_studies()
    remembered = {one for measurement in found.measurements for one in measurement.said.remembers}
    remembered |= {BASELINE_READ} if found.shifts else set()
    text, defaults = model(found.servings, intake, sorted(remembered))
    writer = _Writer(found, known, defaults)
    parameters = [*writer.parameters(), *_effects(found, effect)]
    files = {
        "problem.yaml": YAML,
        "model.xml": text,
        "parameters.tsv": _sheet(PARAMETERS, parameters),
        "conditions.tsv": _sheet(CONDITIONS, [*writer.conditions(), *_shared(found, sorted(remembered))]),
        "experiments.tsv": _sheet(EXPERIMENTS, writer.experiments()),
        "observables.tsv": _sheet(OBSERVABLES, _observables(found, effect)),
        "measurements.tsv": _sheet(MEASUREMENTS, _measurements(found, effect)),
    }
    files["README.md"] = readme.text(found, len(parameters), effect)
    return Problem(files, found, len(parameters))


PARAMETERS = (
    "parameterId", "parameterName", "lowerBound", "upperBound", "nominalValue", "estimate", "priorDistribution",
    "priorParameters", "unit",
)  # fmt: skip
CONDITIONS = ("conditionId", "targetId", "targetValue")
EXPERIMENTS = ("experimentId", "time", "conditionId")
OBSERVABLES = (
    "observableId", "observableName", "observableFormula", "noiseFormula", "noiseDistribution",
    "observablePlaceholders", "noisePlaceholders",
)  # fmt: skip
MEASUREMENTS = (
    "observableId", "experimentId", "time", "measurement", "observableParameters", "noiseParameters", "datasetId",
    "label",
)  # fmt: skip


@dataclass(frozen=True)
class _Writer:
    """What writes the experiments: the numbers that the model has by itself, and the parameters that are fitted."""

    told: Told
    fitted: dict[str, Prior]
    defaults: dict[str, float]

    def typical(self, known: str) -> float:
        organ, _, name = self.fitted[known].name.partition(".")
        return tables.number(ORGANS[organ][1], name)

    def overridden(self) -> set[str]:
        """Return the fitted parameters that somebody has otherwise than the typical adult."""
        changes = (each for one in self.told.experiments for each in (one.before, *(change for _, change in one.later)))
        return {
            known
            for change in changes
            for known, value in change.items()
            if known in self.fitted and (value.shift or value.number != self.typical(known))
        }

    def value(self, known: str, value: Value) -> str:
        """Return a number of the model as a formula in the parameters that are fitted."""
        terms = [repr(value.number)]
        if known in self.fitted:
            factor = value.number / self.typical(known)
            terms = [TYPICAL + known, *([] if factor == 1.0 else [repr(factor)])]
        return " * ".join([*terms, *([value.shift] if value.shift else [])])

    def _different(self, known: str, value: Value, overridden: set[str]) -> bool:
        if known in self.fitted:
            return known in overridden
        return bool(value.shift) or value.number != self.defaults[known]

    def conditions(self) -> list[Row]:
        """Return the changes that belong to one experiment alone."""
        overridden, found = self.overridden(), list[Row]()
        for one in self.told.experiments:
            before = {known: value for known, value in one.before.items() if self._different(known, value, overridden)}
            for name, changes in ((_before(one.name), before), *_by_day(one).values()):
                found += [(name, known, self.value(known, value)) for known, value in changes.items()]
        return found

    def experiments(self) -> list[Row]:
        """Return what applies when."""
        found: list[Row] = []
        for one in self.told.experiments:
            periods = sorted([*one.shared, *((day, name) for day, (name, _) in _by_day(one).items())])
            found += [(one.name, "-inf", _before(one.name)), *((one.name, day, name) for day, name in periods)]
        return found

    def parameters(self) -> list[Row]:
        """Return what is fitted, and what brings people to their baseline."""
        overridden, found = self.overridden(), list[Row]()
        for known, prior in self.fitted.items():
            what = quantity(prior.name.partition(".")[2])
            name = (TYPICAL if known in overridden else "") + known
            belief = ("log-normal", f"{log(prior.median)!r};{prior.sd!r}")
            words = f"{prior.name.partition('.')[0].replace('_', ' ')}: {what.meaning}"
            found.append((name, words, what.low, what.high, self.typical(known), "true", *belief, what.unit))
        for shift in self.told.shifts:
            ends = [
                (what.low / value.number, what.high / value.number)
                for experiment in self.told.experiments
                for known, value in experiment.before.items()
                if value.shift == shift.name
                for what in (quantity(known.partition("_")[2]),)
            ]
            low, high = max(low for low, _ in ends), min(high for _, high in ends)
            words = f"by how much the {shift.by} differs, for a serum of {shift.serum:g} mmol/L before"
            found.append((shift.name, words, low, high, shift.value, "true", "", "", "1"))
        return found


def _before(experiment: str) -> str:
    return f"{experiment}_before"


def _by_day(one: Experiment) -> dict[float, tuple[str, Changes]]:
    """Return what changes in an experiment by the day on which it does, each with a name."""
    days = sorted({day for day, _ in one.later})
    short = [f"{day:.6g}" for day in days]
    told = short if len(set(short)) == len(days) else map(repr, days)
    found: dict[float, tuple[str, Changes]] = {
        day: (f"{one.name}_from_day_" + re.sub(r"\W", "_", text), {}) for day, text in zip(days, told, strict=True)
    }
    for day, changes in one.later:
        found[day][1].update(changes)
    return found


def _shared(found: Told, remembered: Sequence[str]) -> list[Row]:
    """Return the conditions that experiments share, as far as one of them applies."""
    changes: dict[str, dict[str, str]] = {
        DAY_0: {COLLECTING: "1", **dict.fromkeys(COLLECTED.values(), "0"), **{BEFORE + one: one for one in remembered}},
        EMPTIED: dict.fromkeys(COLLECTED.values(), "0"),
        SWALLOWED: {pool: f"{pool} + {going_to(pool)}" for pool in ("solid", "lumen_1", "colon")},
    }
    applied = {name for experiment in found.experiments for _, name in experiment.shared}
    return [(name, *row) for name in changes if name in applied for row in changes[name].items()]


def _effects(found: Told, effect: float) -> list[Row]:
    """Return an effect of each study on all that was read in it."""
    studies = dict.fromkeys(one.study.name for one in found.measurements if fitting.size(one.point))
    ends = (-MOST_EFFECT, MOST_EFFECT, 0.0, "true")
    words = "how much more was read in this study than elsewhere"
    return [(_effect(name), words, *ends, "normal", f"0;{effect!r}", "1") for name in studies] if effect else []


def _effect(study: str) -> str:
    return f"effect_of_{study}"


def _touched(found: Told, effect: float) -> set[str]:
    """Return the observables on which a study can have an effect."""
    return {one.said.observable for one in found.measurements if effect and fitting.size(one.point)}


def _placeholders(measurement: Measurement, touched: set[str]) -> dict[str, str | float]:
    """Return what a measurement puts into its observable, by placeholder."""
    said, size = measurement.said, fitting.size(measurement.point)
    found: dict[str, str | float] = {f"{known}_in_{said.observable}": value for known, value in said.numbers.items()}
    if said.observable in touched:
        found[f"effect_on_{said.observable}"] = _effect(measurement.study.name) if size else 0.0
        found[f"size_of_{said.observable}"] = size
    return found


def _observables(found: Told, effect: float) -> list[Row]:
    rows, touched = dict[str, Row](), _touched(found, effect)
    for one in found.measurements:
        name, error = one.said.observable, f"error_of_{one.said.observable}"
        formula = one.said.formula
        for known in one.said.numbers:
            formula = re.sub(rf"\b{known}\b", f"{known}_in_{name}", formula)
        if name in touched:
            formula += f" + effect_on_{name} * size_of_{name}"
        words = f"{quantity(one.point.quantity).meaning}, {one.point.kind}"
        row = (name, words, formula, error, "normal", ";".join(_placeholders(one, touched)), error)
        if rows.setdefault(name, row)[2] != formula:
            raise ValueError(f"the observable {name} has two formulas")
    if found.shifts:
        words = f"{quantity(BASELINE_READ).meaning}, to which people are brought before day 0"
        rows[BASELINE] = (BASELINE, words, BEFORE + BASELINE_READ, repr(CLOSE), "normal", "", "")
    return list(rows.values())


def _measurements(found: Told, effect: float) -> list[Row]:
    touched = _touched(found, effect)
    read: list[Row] = [
        (one.said.observable, one.experiment, one.time, one.point.observed,
         ";".join(map(str, _placeholders(one, touched).values())), fitting.error(one.point),
         one.study.name, one.point.label)
        for one in found.measurements
    ]  # fmt: skip
    read += [
        (BASELINE, shift.experiment, 0.0, shift.serum, "", "", shift.study, "printed baseline")
        for shift in found.shifts
    ]
    return read


def _sheet(columns: Sequence[str], rows: Iterable[Row]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([f"{cell!r}" if isinstance(cell, float) else cell for cell in row] for row in rows)
    return out.getvalue()
