"""The model: the SBML export of the reference adult, with what experiments need to collect, remember and swallow."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement

import numpy as np

from epsom.body.balance import GONE, Pools
from epsom.body.gut import Meal
from epsom.body.readings import READINGS
from epsom.cohort.draw import typical
from epsom.interfaces.petab.lives import numbers
from epsom.interfaces.petab.points import BEFORE, SERVING
from epsom.interfaces.sbml import numbers as of_sbml
from epsom.interfaces.sbml.mathml import Formula, math, name
from epsom.interfaces.sbml.model import SBML, swallowed, tree, written
from epsom.interfaces.sbml.units import identifier
from epsom.quantities import quantity
from epsom.simulate.live import Phase, mixed_meals, settled
from epsom.studies.measured import COLLECTED

COLLECTING = "collecting"
NOTES = (
    "The model of a PEtab problem: the reference adult, whose numbers the conditions change.",
    f"Nothing is collected until {COLLECTING} is 1, so that a person who eats every day has a steady state. What stands"
    f" under {BEFORE} is set on day 0; {SERVING} is one that is swallowed at once, or whose absorption is asked.",
)


def model(servings: int, intake: float, remembered: Iterable[str]) -> tuple[str, dict[str, float]]:
    """Return the model as SBML, and its numbers by id.

    It begins in the steady state of an intake [mmol/day] in so many servings, and can remember some readings.
    """
    body = typical()
    phase = Phase(1.0, body, mixed_meals(np.array([intake]), servings))
    assert phase.eating is not None
    start = settled(body, phase.eating, 1)
    whole = tree(start, [phase], title="Magnesium of the people of the fit", notes=NOTES)
    species, parameters, rules = (_list(whole, kind) for kind in ("Species", "Parameters", "Rules"))
    for one in species:
        if one.get("id") in GONE:
            one.set("boundaryCondition", "true")
    _parameter(parameters, COLLECTING, "whether urine and stool are collected: 1, or 0", "1", 0.0)
    for pool in COLLECTED.values():
        _rule(rules, "rateRule", pool, name(COLLECTING) * _lost(whole, pool))
    for known in remembered:
        value = float(np.ravel(READINGS[known](Pools(*start), body))[0])
        what = quantity(known)
        _parameter(parameters, BEFORE + known, f"{what.meaning}, on day 0", what.unit, value)
    nothing = Meal(0.0, 1.0, 0.0, 0.0, 0.0)
    for known, value in nothing._asdict().items():
        _parameter(
            parameters, f"{SERVING}_{known}", f"{of_sbml.MEANING[known]} of one serving", of_sbml.SERVING[known], value
        )
    for pool, amount in swallowed(SERVING).items():
        words = f"magnesium of the serving that goes to {pool.replace('_', ' ')}"
        _parameter(parameters, going_to(pool), words, "mmol", None)
        _rule(rules, "assignmentRule", going_to(pool), amount)
    absorbed = name(going_to("solid")) + name(going_to("lumen_1"))
    _parameter(parameters, f"{SERVING}_absorbed", "magnesium of the serving that will be absorbed", "mmol", None)
    _rule(rules, "assignmentRule", f"{SERVING}_absorbed", absorbed)
    defaults = numbers(phase, servings) | {f"{SERVING}_{known}": value for known, value in nothing._asdict().items()}
    return written(whole), defaults


def going_to(pool: str) -> str:
    """Return the id of what of the serving goes to a pool of the gut."""
    return f"{SERVING}_to_{pool}"


def _list(whole: Element, kind: str) -> Element:
    found = whole.find(f"model/listOf{kind}")
    assert found is not None
    return found


def _lost(whole: Element, pool: str) -> Formula:
    """Return the sum of the reactions that end in a pool, each by its id."""
    found = [
        name(str(one.get("id")))
        for one in _list(whole, "Reactions")
        if any(end.get("species") == pool for end in one.iterfind("listOfProducts/speciesReference"))
    ]
    return sum(found[1:], start=found[0])


def _parameter(parameters: Element, known: str, what: str, unit: str, value: float | None) -> None:
    attributes = {"id": known, "name": what, "units": identifier(unit), "constant": str(value is not None).lower()}
    SubElement(parameters, "parameter", attributes if value is None else {**attributes, "value": repr(float(value))})


def _rule(rules: Element, kind: str, known: str, formula: Formula) -> None:
    SubElement(rules, kind, {"variable": known}).append(math(formula, SBML))
