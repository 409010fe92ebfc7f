"""The two scenarios that everybody runs: a week of meals and a year of daily means, on Epsom's own body.

The week starts in the steady state of 350 mg a day and eats it in three mixed meals at 8, 13 and 19 o'clock, seen every
hour. The year starts there too and lives on 200 mg a day as a daily mean of three mixed meals, seen every day. Always
all pools of all persons are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from epsom import units
from epsom.body.balance import Body, Pools
from epsom.body.gut import Meal
from epsom.cohort.draw import draw
from epsom.interfaces.sbml import document
from epsom.person import Person
from epsom.simulate.arrays import Routine, bound
from epsom.simulate.live import Eating, Phase, mixed_meals, settled
from epsom.simulate.model import records, trace
from speed import texts

SEED = 1
MOST = 64
BEFORE, LESS = 350.0, 200.0  # mg a day
MEALS = (8, 13, 19)  # hours
DAYS = {"week": 7, "year": 365}
PERSON: dict[str, Any] = {"age": 30, "sex": "male", "height": "175 cm", "weight": "70 kg"}


@dataclass(frozen=True)
class Cohort:
    """Virtual persons in the steady state of their usual diet."""

    body: Body
    start: np.ndarray

    @property
    def persons(self) -> int:
        return self.start.shape[1]


@cache
def cohort(persons: int) -> Cohort:
    """Return the first so many virtual persons; more of them leave the first ones as they are."""
    body = draw(Person.model_validate(PERSON), persons=persons, seed=SEED).body()
    return Cohort(body, settled(body, eating(BEFORE, persons), persons))


def alone(person: int) -> Cohort:
    """Return one of them as a cohort of one, for code that knows no others."""
    many = cohort(MOST)
    return Cohort(picked(many.body, person), many.start[:, person : person + 1])


def picked(record: Any, person: int) -> Any:
    """Return a record of parameters with the numbers of one person, in arrays of length one."""
    if is_dataclass(record):
        each = {one.name: picked(getattr(record, one.name), person) for one in fields(record)}
        return replace(record, **each)  # pyright: ignore[reportArgumentType]
    return np.atleast_1d(record if np.ndim(record) == 0 else record[person])


def eating(mg: float, persons: int) -> Eating:
    return mixed_meals(np.full(persons, units.mmol(mg)), len(MEALS))


def meal(persons: int) -> Meal:
    """Return one of the week's meals."""
    servings = eating(BEFORE, persons).servings
    return Meal(*(np.asarray(each)[:1] for each in servings))


def times(scenario: str) -> list[float]:
    """Return when the pools are asked for [day]."""
    return [k / 24 for k in range(7 * 24 + 1)] if scenario == "week" else [float(k) for k in range(366)]


def stops(scenario: str) -> list[float]:
    """Return when a meal is eaten [day]; the same numbers as those of ``times``."""
    return [(24 * day + hour) / 24 for day in range(7) for hour in MEALS] if scenario == "week" else []


def phase(scenario: str, body: Body, persons: int) -> Phase:
    """Return what is lived through."""
    if scenario == "week":
        one = meal(persons)
        return Phase(7.0, body, stops=[(time, one) for time in stops(scenario)])
    return Phase(365.0, body, eating=eating(LESS, persons))


def scale(body: Body, persons: int) -> np.ndarray:
    """Return the typical size of every pool, shape (pools, persons): what our own errors are judged by."""
    model = trace()
    constants, _ = bound(model, body, None, persons)
    found = Routine(model, model.scale, model.constants)(dict(zip(model.constants, constants, strict=True)))
    return np.array([np.broadcast_to(value, (persons,)) for value in found])


def write_case(folder: Path, persons: int) -> None:
    """Write all that the peers need to know, so that they need not know Epsom: numbers, and the equations as text."""
    model, people = trace(), cohort(persons)
    found: dict[str, Any] = {
        "start": people.start.T,
        "scale": scale(people.body, persons).T,
        "entered": np.array(model.entered),
        "bite": bound(model, people.body, meal(persons), persons)[1][0].T,
    }
    for scenario in DAYS:
        way = phase(scenario, people.body, persons)
        servings = None if way.eating is None else way.eating.servings
        constants, served = bound(model, people.body, servings, persons)
        found |= {
            f"{scenario}.times": np.array(times(scenario)),
            f"{scenario}.stops": np.array(stops(scenario)),
            f"{scenario}.constants": constants.T,
            f"{scenario}.served": np.moveaxis(served, -1, 0).reshape(persons, -1),
        }
        rows = 0 if servings is None else len(MEALS)
        (folder / f"{scenario}.py.txt").write_text(texts.python(model, rows), "utf-8")
        (folder / f"{scenario}.diffsl").write_text(texts.diffsl(model, rows), "utf-8")
        (folder / f"{scenario}.xml").write_text(bare(document(people.start, [way])), "utf-8")
    named = dict(records(people.body))
    found["pools"] = np.array(Pools._fields)
    found["names"] = np.array(list(named))
    found["values"] = np.array([np.broadcast_to(value, (persons,)) for value in named.values()]).T
    np.savez(folder / "case.npz", **{name: np.ascontiguousarray(value) for name, value in found.items()})


def bare(sbml: str) -> str:
    """Return a document without what it works out along the way for its readers, which would cost the peer time."""
    space = "http://www.sbml.org/sbml/level3/version2/core"
    ElementTree.register_namespace("", space)
    tree = ElementTree.fromstring(sbml)
    rules, parameters = (next(tree.iter(f"{{{space}}}{name}")) for name in ("listOfRules", "listOfParameters"))
    for rule in [rule for rule in rules if rule.tag.endswith("assignmentRule")]:
        rules.remove(rule)
        for parameter in [each for each in parameters if each.get("id") == rule.get("variable")]:
            parameters.remove(parameter)
    return ElementTree.tostring(tree, encoding="unicode")


def error(found: np.ndarray, reference: np.ndarray, typical: np.ndarray) -> tuple[float, float]:
    """Return the largest and the root mean square error of pools of shape (persons, times, pools), scaled."""
    scaled = np.abs(found - reference) / (np.abs(reference) + 0.01 * typical[:, None, :])
    return float(scaled.max()), float(np.sqrt(np.mean(scaled**2)))
