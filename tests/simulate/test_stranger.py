"""A stranger's check: another simulator reads the model as SBML and lives through the same days.

libroadrunner shares no code with Epsom: it parses the document, generates its own machine code, takes its own slopes
and steps with CVODE. What both agree on was told by the equations and not by how they were rewritten or solved. And a
document in which a single number is off by a thousandth must be found out, or the agreement would mean nothing.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import numpy as np
import pytest

from epsom import units
from epsom.body.balance import GONE, REGULATORS, Body, Pools
from epsom.body.dialysis import Dialysis
from epsom.body.gut import Meal
from epsom.body.readings import READINGS
from epsom.cohort.draw import draw, typical
from epsom.cohort.moves import moved
from epsom.elementwise import Array
from epsom.interfaces.sbml import document, values
from epsom.interfaces.sbml.numbers import script
from epsom.person import Medicine, Person
from epsom.simulate.live import Eating, Phase, live, settled
from epsom.simulate.model import records
from epsom.simulate.steady import normal

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # what a wrapper of C++ says of itself in newer Pythons
    roadrunner: Any = pytest.importorskip("roadrunner", reason="libroadrunner is not there: pip install epsom[verify]")

AGREE, WRONG = 1e-6, 1.001
OURS, THEIRS, THEIR_FLOOR = 1e-10, 1e-10, 1e-12
PER_KIND = 8
KINDS = {
    "the reference adult": Person(age=30, sex="male", height="175 cm", weight="70 kg"),
    "on tablets": Person(
        age=60, sex="male", height="180 cm", weight="95 kg",
        medicines=(Medicine(name="omeprazole"), Medicine(name="thiazide")),
    ),
    "nursing": Person(age=28, sex="female", height="165 cm", weight="60 kg", lactating=True),
    "with weak kidneys": Person(age=75, sex="female", height="158 cm", weight="62 kg", egfr="35 mL/min/1.73m2"),
    "growing": Person(age=11, sex="female", height="145 cm", weight="37 kg"),
    "with sick glands": Person(
        age=50, sex="female", height="165 cm", weight="70 kg",
        conditions=("primary hyperparathyroidism", "vitamin d deficiency"),
    ),
    "with a short bowel": Person(age=40, sex="male", height="175 cm", weight="60 kg", conditions=("short bowel",)),
    "on dialysis": Person(age=60, sex="male", height="172 cm", weight="72 kg", egfr="8 mL/min/1.73m2"),
}  # fmt: skip
DAYS = {
    "year": (0.1, 1.0, 10.0, 100.0, 365.0),
    "week": (0.1, 0.36, 0.6, 1.25, 2.5, 4.75, 7.0),
    "depletion": (0.5, 3.0, 10.0, 20.0, 30.0),
    "load": (0.2, 0.252, 0.3, 0.5, 0.6, 1.0, 5.0),
}
"""The scenarios, and the days looked at, none of them the moment of a meal or a change."""


def together(bodies: list[Any]) -> Any:
    """Return bodies as one, person after person."""
    if isinstance(bodies[0], np.ndarray):
        return np.concatenate(bodies)
    return replace(bodies[0], **{name: together([getattr(body, name) for body in bodies]) for name in vars(bodies[0])})


def crowd(*more: str) -> Body:
    """Return virtual persons of several kinds, all with some more medicines."""
    found: list[Body] = []
    for person in KINDS.values():
        taken = (*person.medicines, *(Medicine(name=name) for name in more))
        found.append(draw(person.model_copy(update={"medicines": taken}), persons=PER_KIND, seed=7).body())
    found[-1] = replace(found[-1], dialysis=Dialysis(np.linspace(5.0, 20.0, PER_KIND), np.full(PER_KIND, 0.5)))
    return together(found)


def alone() -> Body:
    """Return one person in whom every parameter has something to do.

    She nurses, grows and is on a dialyser that gives as well as takes; adaptation nears its ends, the threshold begins
    above the ceiling of its reset, and bone's density moves within months.
    """
    body, one = typical(), np.ones(1)
    k, ends = body.kidney, {"adaptation_floor": 0.8 * one, "adaptation_ceiling": 1.1 * one}
    return replace(
        body,
        gut=replace(body.gut, **ends),
        kidney=replace(k, transport_maximum=1.12 * k.transport_maximum, reset_ceiling=1.05 * one),
        offspring=replace(body.offspring, transfer=0.3 * one),
        growth=replace(body.growth, accretion=0.1 * one),
        dialysis=Dialysis(one, 0.55 * one),
        turnover=replace(body.turnover, density_half_time=50.0 * one),
    )


def weaker(body: Body) -> Body:
    """Return the same persons with a kidney that takes less back."""
    return moved(body, "kidney", "transport_maximum", 0.9)


def meals(persons: int, *mmol: float) -> Meal:
    """Return servings with a little of everything: slow salts, phytate and oxalate, not the same in any two."""
    each, one = np.array(mmol)[:, None], np.linspace(0.9, 1.1, persons)
    place = np.arange(1, len(mmol) + 1)[:, None]
    return Meal(each * one, (1.2 - 0.05 * place) + 0.0 * one, 0.1 * place * one, 0.2 * place * one, 0.5 * place * one)


def trace(persons: int) -> Meal:
    """Return a serving so small that all of it would be taken up, were it not for the ceiling."""
    return Meal(*(np.full((1, persons), value) for value in (0.1, 1.2, 0.1, 0.0, 0.0)))


def phases(scenario: str, body: Body, later: Body) -> list[Phase]:
    """Return a scenario for these bodies, who become the later ones at the end of the load."""
    persons = len(body.plasma.normal_serum)
    if scenario == "year":
        return [Phase(365.0, body, Eating(meals(persons, 6.0, 9.0, 12.0), days=2.5))]
    if scenario == "week":
        each = meals(persons, 3.0, 5.0, 4.0)
        clock = [(hour / 24, Meal(*(column[k : k + 1] for column in each))) for k, hour in enumerate((8.0, 13.5, 19.0))]
        clock.append((0.3, trace(persons)))
        return [Phase(7.0, body, stops=[(day + hour, meal) for hour, meal in clock for day in range(7)])]
    if scenario == "depletion":
        return [Phase(30.0, body, Eating(meals(persons, *units.mmol(np.array([6.0, 4.0, 2.0])))))]
    eating, drip = Eating(meals(persons, 3.0, 4.0, 5.0)), np.linspace(80.0, 100.0, persons)
    return [
        Phase(0.25, body, eating, infusion=2.0),
        Phase(0.25 + 8.0 / 24.0, body, eating, infusion=drip),
        Phase(5.0, later, eating, infusion=1.0),
    ]


def beginning(body: Body) -> Array:
    """Return the steady state of a rich diet, shape (pools, persons)."""
    persons = len(body.plasma.normal_serum)
    start = settled(body, Eating(meals(persons, 8.0, 9.0, 10.0)), persons)
    assert np.all(np.isfinite(start))
    return start


class Stranger:
    """libroadrunner with a document in its hands."""

    def __init__(self, text: str) -> None:
        roadrunner.Logger.disableLogging()
        self.reader = roadrunner.RoadRunner(text)
        self.reader.integrator.relative_tolerance = THEIRS
        self.reader.integrator.absolute_tolerance = THEIR_FLOOR
        self.reader.integrator.maximum_num_steps = 100_000
        self.reader.selections = ["time", *SEEN]

    def seen(self, days: tuple[float, ...], numbers: Mapping[str, float]) -> Array:
        """Return the pools and readings at these days, shape (days, pools and readings), given a person's numbers."""
        self.reader.reset()
        for name, value in numbers.items():
            self.reader[name] = value
        return np.array(self.reader.simulate(times=[0.0, *days]))[1:, 1:]


SEEN = (*Pools._fields, *(name for name in READINGS if name not in Pools._fields))
"""What both show: the pools, and what a laboratory reads."""


def lived_through(start: Array, begin: float, lived: list[Phase], days: tuple[float, ...]) -> Array:
    """Return the same as Epsom has it, shape (days, pools and readings, persons)."""
    course = live(start, begin, lived, days, tolerance=OURS)
    assert not len(course.failed)
    read = [course.each(READINGS[name]) for name in SEEN if name in READINGS and name not in Pools._fields]
    return np.concatenate([course.pools, np.moveaxis(np.array(read), 0, 1)], axis=1)


def sizes(body: Body) -> Array:
    """Return what each pool usually holds, and never less than 1 mmol, and each reading, shape (seen, persons)."""
    persons = len(body.plasma.normal_serum)
    usual = normal(body, persons)
    magnesium = np.array([name not in REGULATORS for name in Pools._fields])[:, None]
    held = np.where(magnesium, np.maximum(usual, 1.0), usual)
    read = [np.broadcast_to(READINGS[name](Pools(*held), body), (persons,)) for name in SEEN[len(Pools._fields) :]]
    return np.concatenate([held, np.array(read)])


def apart(found: Array, expected: Array, size: Array) -> float:
    """Return the largest difference, relative to what is there and a hundredth of what is usually there."""
    return float(np.max(np.abs(found - expected) / (np.abs(expected) + 0.01 * size)))


@pytest.mark.parametrize("scenario", DAYS)
def test_a_stranger_lives_through_the_same_days(scenario: str, capfd: pytest.CaptureFixture[str]):
    body, days = crowd(), DAYS[scenario]
    start, lived = beginning(body), phases(scenario, body, crowd("furosemide"))
    ours = lived_through(start, 0.0, lived, days)
    stranger, persons = Stranger(document(start, lived)), range(start.shape[1])
    assert len(persons) == 64
    usual = sizes(body)
    found = [
        apart(stranger.seen(days, values(start, lived, k)), ours[:, :, k], usual[:, k]) for k in persons
    ]  # fmt: skip
    assert max(found) < AGREE, f"virtual person {np.argmax(found)}: {max(found):.1e}"
    assert capfd.readouterr() == ("", "")


# One number at a time is a thousandth off in the document; someone must notice.


@cache
def expected(scenario: str) -> tuple[Stranger, dict[str, float], Array, Array]:
    """Return the stranger with one person's document, that person's numbers, what we see, and the size of each."""
    body = alone()
    start, lived = beginning(body), phases(scenario, body, weaker(body))
    ours = lived_through(start, 0.0, lived, DAYS[scenario])
    return Stranger(document(start, lived)), values(start, lived), ours[:, :, 0], sizes(body)[:, 0]


def seen(scenario: str, change: Mapping[str, float]) -> float:
    """Return how far apart the two are when the stranger's numbers are multiplied by these."""
    stranger, numbers, ours, size = expected(scenario)
    theirs = stranger.seen(DAYS[scenario], {name: value * change.get(name, 1.0) for name, value in numbers.items()})
    return apart(theirs, ours, size)


BODY = [name.replace(".", "_") for name, _ in records(typical())]


def of_schedule(scenario: str) -> list[str]:
    """Return the parameters of a scenario's document that are not the body's: what is eaten, given and changed."""
    body = alone()
    told = script(phases(scenario, body, weaker(body)), 1, 0.0).numbers
    return [name for name in told if name not in BODY]


@pytest.mark.parametrize("scenario", DAYS)
def test_unchanged_they_agree(scenario: str):
    assert seen(scenario, {}) < AGREE


@pytest.mark.parametrize("name", BODY)
def test_a_parameter_that_is_a_thousandth_off_is_seen(name: str):
    assert any(seen(scenario, {name: WRONG}) > AGREE for scenario in DAYS)


NOTHING = {(one, "infusion") for one in ("year", "week", "depletion")}  # nothing is given there
NOTHING |= {("week", f"eating_{k}_times") for k in (1, 2, 3, 4)}  # nothing has been eaten at first
NOTHING |= {("week", f"meal_4_{name}") for name in ("phytate", "oxalate")}
AT_THE_CEILING = ("week", "meal_4_availability")  # of a trace the gut takes the same share in any form


@pytest.mark.parametrize(("scenario", "name"), [(one, name) for one in DAYS for name in of_schedule(one)])
def test_a_serving_or_an_infusion_that_is_a_thousandth_off_is_seen(scenario: str, name: str):
    if expected(scenario)[1][name] == 0.0:  # a thousandth of nothing is nothing
        assert (scenario, name) in NOTHING
    elif (scenario, name) == AT_THE_CEILING:
        assert seen(scenario, {name: WRONG}) < AGREE
    else:
        assert seen(scenario, {name: WRONG}) > AGREE


@pytest.mark.parametrize("pool", [name for name in Pools._fields if name not in GONE])
def test_a_pool_that_is_a_thousandth_off_at_first_is_seen(pool: str):
    assert any(seen(scenario, {pool: WRONG}) > AGREE for scenario in DAYS)


# And what is no parameter: one number, one sign or one place in the document is another.


def of_flux(root: Element, name: str) -> Element:
    return found(root, f".//{{*}}reaction[@id='{name}']")


def found(root: Element, path: str) -> Element:
    one = root.find(path)
    assert one is not None, path
    return one


def another_stoichiometry(root: Element) -> None:
    found(of_flux(root, "plasma_to_urine"), ".//{*}listOfProducts/{*}speciesReference").set("stoichiometry", "1.001")


def another_half_time_factor(root: Element) -> None:
    number = found(of_flux(root, "muscle_slow_to_interstitium"), ".//{*}cn")
    number.text = repr(float(number.text or "") * WRONG)


def another_corner_of_the_kidney(root: Element) -> None:
    whole = [one for one in root.iterfind(".//{*}functionDefinition//{*}cn") if float(one.text or "") == 1.0]
    whole[0].text = "1.001"


def another_sign(root: Element) -> None:
    found(found(root, ".//{*}rateRule[@variable='memory_of_serum']"), ".//{*}minus").tag += "_"
    for one in root.iter():
        one.tag = one.tag.replace("minus_", "plus")


def another_moment(root: Element) -> None:
    number = found(root, ".//{*}event[@id='phase_2_begins']/{*}trigger//{*}cn")
    number.text = repr(float(number.text or "") + 0.001)


def another_target(root: Element) -> None:
    found(of_flux(root, "plasma_to_sweat"), ".//{*}listOfProducts/{*}speciesReference").set("species", "faeces")


def a_flux_less(root: Element) -> None:
    found(root, ".//{*}listOfReactions").remove(of_flux(root, "interstitium_to_bone_deep"))


EDITS = (
    another_stoichiometry, another_half_time_factor, another_corner_of_the_kidney, another_sign, another_moment,
    another_target, a_flux_less,
)  # fmt: skip


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_a_document_that_says_something_else_is_seen(edit: Callable[[Element], None]):
    body = alone()
    start, lived = beginning(body), phases("load", body, weaker(body))
    root = fromstring(document(start, lived))
    edit(root)
    _, numbers, ours, size = expected("load")
    theirs = Stranger(tostring(root, encoding="unicode")).seen(DAYS["load"], numbers)
    assert apart(theirs, ours, size) > AGREE


def test_what_happens_at_the_very_beginning_is_not_lost():
    """A meal at the first moment, and a beginning that is not day 0."""
    body = alone()
    start, meal = beginning(body), meals(1, 5.0)
    lived, days = [Phase(-1.5, body, stops=[(-2.0, meal), (-1.75, meal)])], (-1.9, -1.6)
    ours = lived_through(start, -2.0, lived, days)
    theirs = Stranger(document(start, lived, begin=-2.0)).seen(tuple(day + 2.0 for day in days), {})
    assert apart(theirs, ours[:, :, 0], sizes(body)[:, 0]) < AGREE


def test_what_is_eaten_as_a_phase_begins_is_eaten_by_the_body_of_that_phase():
    body, meal = alone(), meals(1, 5.0)
    later = moved(body, "gut", "carrier_capacity", 0.5)
    start, days = beginning(body), (0.4, 0.6)
    lived = [Phase(0.5, body), Phase(1.0, later, stops=[(0.5, meal), (0.5, meal)])]
    ours = lived_through(start, 0.0, lived, days)
    theirs = Stranger(document(start, lived)).seen(days, values(start, lived))
    assert apart(theirs, ours[:, :, 0], sizes(body)[:, 0]) < AGREE
