"""The document: pools become species, fluxes reactions, regulators rate rules, meals and changes events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np

from epsom.body import gut
from epsom.body.balance import DRIFTS, FLUXES, GONE, GUT, ORGANS, REGULATORS, Body, Pools
from epsom.body.exchange import Store
from epsom.body.gut import Meal
from epsom.body.readings import READINGS
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.interfaces.sbml import mathml
from epsom.interfaces.sbml.mathml import Formula, math, name
from epsom.interfaces.sbml.notes import HUMAN, MAGNESIUM, annotated, cited, noted, sourced
from epsom.interfaces.sbml.numbers import UNIT_OF, Script, Stop, counter, script
from epsom.interfaces.sbml.units import definitions, identifier
from epsom.quantities import quantity
from epsom.simulate.schedule import Phase
from epsom.version import __version__

SBML = "http://www.sbml.org/sbml/level3/version2/core"
INTAKE_SOURCE = "fine1991"
"""The source that ``gut.swallowed`` rests on."""

SHOWN = {known: reading for known, reading in READINGS.items() if known not in Pools._fields}
"""What a laboratory, a biopsy or a scan reads, worked out along the way, by the names of quantities.toml."""

SPECIES = frozenset(Pools._fields) - frozenset(REGULATORS)
PLACES = {"gut": "the gut, outside the body proper", "body": "the body", "outside": "where magnesium has gone"}
ABOUT = (
    f"Written by Epsom {__version__}, for research and education; no medical advice.",
    "Species are amounts of magnesium [mmol]; the compartments only say where they are, and their size means nothing."
    " Regulators are parameters with a rate. What the laboratory measures is worked out along the way.",
)
FIRST, SECOND = 2.0, 1.0
"""Priorities of events at one moment: a new phase begins before anything is eaten in it."""


def document(
    start: Array,
    phases: Sequence[Phase],
    person: int = 0,
    begin: float = 0.0,
    *,
    title: str = "Magnesium of a virtual person",
    notes: Sequence[str] = (),
) -> str:
    """Return as SBML what one virtual person lives through from ``begin`` [day] on, from these pools.

    ``start`` has shape (pools, persons) and the phases are those of ``simulate.live``. The document's time 0 is
    ``begin``, its units are mmol, litre and day. Raises InputError for phases out of order, or numbers that are none.
    """
    return written(tree(start, phases, person, begin, title=title, notes=notes))


def written(whole: Element) -> str:
    """Return a document's elements as its text."""
    indent(whole)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(whole, encoding="unicode")}\n'


def tree(
    start: Array,
    phases: Sequence[Phase],
    person: int = 0,
    begin: float = 0.0,
    *,
    title: str = "Magnesium of a virtual person",
    notes: Sequence[str] = (),
) -> Element:
    """Return as elements what ``document`` returns as text, for whoever has something to add."""
    start = np.asarray(start, dtype=float)
    told = script(phases, start.shape[1], begin)
    held = dict(zip(Pools._fields, map(float, start[:, person]), strict=True))
    _check(held, told, person)
    whole = Element("sbml", {"xmlns": SBML, "level": "3", "version": "2"})
    attributes = {"substanceUnits": "mmol", "extentUnits": "mmol", "timeUnits": "day", "volumeUnits": "litre"}
    model = SubElement(whole, "model", {"id": "magnesium", "name": title, **attributes})
    noted(model, [*notes, *ABOUT, f"Time 0 of the document is day {begin:g}; it ends on day {phases[-1].end:g}."])
    annotated(model, [("hasTaxon", HUMAN)])
    model.append(_functions(told))
    shown = {known: quantity(known).unit for known in SHOWN}
    units = {number.unit for number in told.numbers.values()} | set(UNIT_OF.values()) | set(shown.values())
    model.append(definitions(units | {"mmol", "L", "day"}))
    model.append(_compartments())
    model.append(_species(held))
    model.append(_parameters(held, told, person))
    model.append(_rules())
    model.append(_reactions(told))
    if len(events := _events(told)):
        model.append(events)
    return whole


def _check(held: Mapping[str, float], told: Script, person: int) -> None:
    numbers = {known: float(number.values[person]) for known, number in told.numbers.items()}
    for known, value in (*held.items(), *numbers.items()):
        if not np.isfinite(value):
            raise InputError(
                f"{known} of virtual person {person} is {value}, and a document needs a number. Nobody could live so:"
                " choose another intake, or another virtual person."
            )


def _functions(told: Script) -> Element:
    """Return the functions: the rounded corner, and what a serving brings to each pool of the gut."""
    found = Element("listOfFunctionDefinitions")
    softplus = SubElement(found, "functionDefinition", {"id": mathml.SOFTPLUS})
    softplus.append(mathml.function(["x"], mathml.softplus(), SBML))
    for pool, amount in _serving().items() if told.eaten or told.stops else ():
        one = SubElement(found, "functionDefinition", {"id": f"swallowed_{pool}"})
        cited(one, INTAKE_SOURCE).append(mathml.function(_asked(amount), amount, SBML))
    return found


def _compartments() -> Element:
    found = Element("listOfCompartments")
    for known, what in PLACES.items():
        told = {"id": known, "name": what, "spatialDimensions": "3", "size": "1", "units": "litre", "constant": "true"}
        SubElement(found, "compartment", told)
    return found


def _species(held: Mapping[str, float]) -> Element:
    found = Element("listOfSpecies")
    for pool in Pools._fields:
        if pool not in REGULATORS:
            place = "gut" if pool in GUT else "outside" if pool in GONE else "body"
            told = {"id": pool, "name": pool.replace("_", " "), "compartment": place, "initialAmount": repr(held[pool])}
            fixed = {"substanceUnits": "mmol", "hasOnlySubstanceUnits": "true", "boundaryCondition": "false"}
            one = SubElement(found, "species", {**told, **fixed, "constant": "false"})
            annotated(one, [("isVersionOf", MAGNESIUM)])
    return found


def _parameters(held: Mapping[str, float], told: Script, person: int) -> Element:
    found = Element("listOfParameters")

    def parameter(known: str, what: str, unit: str, value: float | None, constant: bool) -> Element:
        attributes = {"id": known, "name": what, "units": identifier(unit)}
        if value is not None:
            attributes["value"] = repr(value)
        return SubElement(found, "parameter", {**attributes, "constant": str(constant).lower()})

    for regulator, unit in UNIT_OF.items():
        parameter(regulator, regulator.replace("_", " "), unit, held[regulator], constant=False)
    for known in SHOWN:
        what = quantity(known)
        parameter(known, what.meaning, what.unit, None, constant=False)
    for known, number in told.numbers.items():
        value = float(number.values[person])
        one = parameter(known, number.meaning, number.unit, value, constant=known not in told.changing)
        if number.row is not None:
            sourced(one, number.row)
    return found


def _rules() -> Element:
    found, pools, body = Element("listOfRules"), _pools(), _body()
    for drift in DRIFTS:
        rule = cited(SubElement(found, "rateRule", {"variable": drift.regulator}), drift.source)
        rule.append(math(drift.rate(pools, body), SBML))
    for known, what in SHOWN.items():
        SubElement(found, "assignmentRule", {"variable": known}).append(math(what(pools, body), SBML))
    return found


def _reactions(told: Script) -> Element:
    found, pools, body = Element("listOfReactions"), _pools(), _body()
    for flux in FLUXES:
        words = f"{flux.source_pool} to {flux.target_pool}".replace("_", " ")
        known = f"{flux.source_pool}_to_{flux.target_pool}"
        rate: Any = flux.rate(pools, body)
        one = cited(_reaction(found, known, words, turns=bool(rate.may_turn())), flux.source)
        _law(one, flux.source_pool, flux.target_pool, rate)
    for k in range(told.eaten):
        for pool, amount in swallowed(f"eaten_{k + 1}").items():
            words = f"eaten {k + 1} to {pool}".replace("_", " ")
            one = cited(_reaction(found, f"eaten_{k + 1}_to_{pool}", words), INTAKE_SOURCE)
            _law(one, None, pool, amount / name("eaten_days"))
    one = noted(_reaction(found, "infused", "given into a vein"), ["Given from outside, as told: no source."])
    _law(one, None, "plasma", name("infusion"))
    return found


def _reaction(parent: Element, known: str, words: str, *, turns: bool = False) -> Element:
    """Write a reaction; one that ``turns`` may run backwards, as between blood and a dialyser."""
    return SubElement(parent, "reaction", {"id": known, "name": words, "reversible": str(turns).lower()})


def _law(reaction: Element, source: str | None, target: str, rate: Any) -> None:
    """Write where a reaction takes from, where it gives to, what else its rate looks at, and the rate."""
    ends = {"listOfReactants": source, "listOfProducts": target}
    for kind, pool in ends.items():
        if pool is not None:
            told = {"species": pool, "stoichiometry": "1", "constant": "true"}
            SubElement(SubElement(reaction, kind), "speciesReference", told)
    watched = sorted({known for known in rate.names() if known in SPECIES and known not in ends.values()})
    if watched:
        others = SubElement(reaction, "listOfModifiers")
        for pool in watched:
            SubElement(others, "modifierSpeciesReference", {"species": pool})
    SubElement(reaction, "kineticLaw").append(math(rate, SBML))


def _events(told: Script) -> Element:
    found = Element("listOfEvents")
    for place, (time, change) in enumerate(told.changes):
        if change:
            new = {known: name(later) for known, later in change.items()}
            found.append(_event(f"phase_{place + 2}_begins", f"phase {place + 2} begins", _reached(time), FIRST, new))
    for place, stop in enumerate(told.stops):
        new = {pool: name(pool) + amount for pool, amount in swallowed(stop.meal).items()}
        due = _reached(stop.first)
        if stop.times > 1:
            eaten = name(counter(place))
            due = _due(stop, eaten)
            new[eaten.text] = eaten + 1.0
        found.append(_event(f"eating_{place + 1}", f"eating {stop.meal}".replace("_", " "), due, SECOND, new))
    return found


def _reached(time: float) -> Formula:
    return mathml.time() >= mathml.number(time, "day")


def _due(stop: Stop, eaten: Formula) -> Formula:
    """Return whether a serving that comes again and again is to be eaten now; eating it makes this false."""
    following = mathml.number(stop.first, "day") + eaten * mathml.number(stop.every, "day")
    return mathml.both(eaten < float(stop.times), mathml.time() >= following)


def _event(known: str, words: str, due: Formula, priority: float, new: Mapping[str, Formula]) -> Element:
    """Return what happens once when it is due, also if that is at first; each value as it is at that moment."""
    event = Element("event", {"id": known, "name": words, "useValuesFromTriggerTime": "false"})
    trigger = SubElement(event, "trigger", {"initialValue": "false", "persistent": "true"})
    trigger.append(math(due, SBML))
    SubElement(event, "priority").append(math(mathml.number(priority), SBML))
    assignments = SubElement(event, "listOfEventAssignments")
    for variable, value in new.items():
        SubElement(assignments, "eventAssignment", {"variable": variable}).append(math(value, SBML))
    return event


@cache
def _serving() -> dict[str, Any]:
    """Return what any serving brings to each pool of the gut, as its function says."""
    return gut.swallowed(Meal(*map(name, Meal._fields)), _pools().adaptation, _body().gut)


def _asked(formula: Formula) -> list[str]:
    """Return the names that a formula asks for, each once."""
    return list(dict.fromkeys(formula.names()))


def swallowed(prefix: str) -> dict[str, Formula]:
    """Return what the serving whose numbers begin so brings to each pool of the gut, as calls."""
    own = {field: name(f"{prefix}_{field}") for field in Meal._fields}
    return {
        pool: mathml.call(
            f"swallowed_{pool}", *(own[asked] if asked in own else name(asked) for asked in _asked(amount))
        )
        for pool, amount in _serving().items()
    }


def _pools() -> Pools:
    return Pools(*map(name, Pools._fields))


def _body() -> Body:
    """Return a body whose parameters are their own names, such as ``bone_slow_content``."""

    def record(kind: type[Any], prefix: str) -> Any:
        inside = {field.name: (field.type, f"{prefix}_{field.name}") for field in fields(kind)}
        return kind(**{
            known: record(Store, full) if form in ("Store", Store) else name(full)
            for known, (form, full) in inside.items()
        })  # fmt: skip

    return Body(**{organ: record(kind, organ) for organ, (kind, _) in ORGANS.items()})
