"""Observing: what the laboratory would read in each virtual person, on a day of its life.

Most is read off the body as it stands. Total serum values follow the albumin of the sample, a spot of urine stands for
its hour through creatinine, and a loading test is lived through: the dose flows in, and its urine is collected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Protocol as Shape

import numpy as np

from epsom import tables, units
from epsom.body import balance, plasma
from epsom.body.balance import Body, Pools
from epsom.body.readings import READINGS
from epsom.cohort.draw import Cohort
from epsom.cohort.scaling import fat_free_mass
from epsom.elementwise import Array
from epsom.labs.analytes import analyte
from epsom.labs.protocols import Protocol, protocol
from epsom.person import Person
from epsom.simulate.live import Eating, Infusion, Phase, TimeCourse, infused, live
from epsom.simulate.model import INDEX

TABLE = "status/observing.toml"
number = partial(tables.number, TABLE)
BODILY = (
    "ionised_magnesium", "ultrafiltrable_magnesium", "red_cell_magnesium", "urine_magnesium", "ionised_calcium",
    "serum_potassium", "parathyroid_hormone", "calcitriol",
)  # fmt: skip
"""What is read off the body as it stands."""


class Living(Shape):
    """A cohort that has lived: its course to today, its way of eating, and whose it is; a ``Lived`` is one."""

    @property
    def cohort(self) -> Cohort: ...  # noqa: D102
    @property
    def year(self) -> TimeCourse: ...  # noqa: D102
    @property
    def usual(self) -> Eating: ...  # noqa: D102


@dataclass(frozen=True)
class Sample:
    """What belongs to one sample beside its reading; None is not told.

    ``protocol`` of a loading test, by its id; ``albumin`` [g/L] of the same blood; ``urine_creatinine`` [mmol/L] of the
    same urine; ``hour`` of the clock [h].
    """

    protocol: str | None = None
    albumin: float | None = None
    urine_creatinine: float | None = None
    hour: float | None = None


@dataclass(frozen=True)
class Moment:
    """A cohort at the time of a sample: pools (pools, persons), bodies, way of eating, whose it is, and the sample."""

    pools: Array
    body: Body
    eating: Eating
    person: Person
    sample: Sample

    @property
    def x(self) -> Pools:
        """The pools by name."""
        return Pools(*self.pools[: len(Pools._fields)])


Seen = Callable[[Moment], Array]


def expected(
    life: Living, name: str, day: float = 0.0, protocol: str | None = None, *, sample: Sample | None = None
) -> Array:
    """Return what each virtual person would be read as on a day [day, 0 is today], shape (persons,), in the unit
    of the analyte.

    ``day`` is met by the nearest of the days of ``life.year``. ``protocol`` is that of a loading test, which is lived
    through and takes longer; ``sample`` tells more of the sample. Not-a-number where a person could not be carried
    through. KeyError for an analyte that no virtual person has.
    """
    told = sample or Sample(protocol=protocol)
    k = int(np.argmin(np.abs(life.year.time - day)))
    return read(name, Moment(life.year.pools[k], life.year.bodies[k], life.usual, life.cohort.person, told))


def read(name: str, moment: Moment) -> Array:
    """Return what each virtual person would be read as at a moment, shape (persons,); KeyError for what none has."""
    return np.asarray(OBSERVED[name](moment))


def _of_body(name: str) -> Seen:
    """Return a reading of the body; one that the body has relative to normal, in the unit of its laboratory."""

    def seen(moment: Moment) -> Array:
        normal = analyte(name).normal
        level = READINGS[name](moment.x, moment.body)
        return level if normal is None else normal * level

    return seen


def _serum(moment: Moment) -> Array:
    """Total magnesium of serum [mmol/L]: what passes a filter, and what the albumin of the sample binds."""
    x, body = moment.x, moment.body
    if moment.sample.albumin is None:
        return balance.serum(x, body)
    share = moment.sample.albumin / number("normal_albumin")
    return balance.free(x, body) + share * plasma.bound(x.plasma, body.plasma)


def _calcium(moment: Moment) -> Array:
    """Total calcium of serum [mmol/L] at the albumin of the sample [payne1973]."""
    total, albumin = READINGS["total_calcium"](moment.x, moment.body), moment.sample.albumin
    return total if albumin is None else total + number("calcium_per_albumin") * (albumin - number("normal_albumin"))


def _spot(moment: Moment) -> Array:
    """Magnesium of a spot of urine [mmol/L], through the creatinine of the same urine.

    What the kidney lets go of, as a day's mean, times what the hour usually holds of it, over the day's creatinine.
    """
    if moment.sample.urine_creatinine is None:
        raise ValueError("a spot of urine says nothing without its creatinine")
    rate = balance.spilled(moment.x, moment.body) * _share_of_hour(moment.sample.hour)
    return rate / creatinine_excreted(moment.person, moment.body) * moment.sample.urine_creatinine


def _share_of_hour(hour: float | None) -> float:
    if hour is None:
        return number("spot_share_any_hour")
    return number("morning_share") if hour <= number("morning_ends") else 1.0


def creatinine_excreted(person: Person, body: Body) -> Array:
    """Creatinine that leaves with the urine [mmol/day], shape (persons,).

    What the kidney filters at the creatinine of blood, where that is told; else what people of this age, sex and
    weight make [cockcroft1976]. Holds for a steady creatinine in adults.
    """
    if person.creatinine is not None:
        return 1e-3 * person.creatinine.value * body.kidney.filtration_rate
    per_kg = number("creatinine_per_kg") - number("creatinine_per_kg_year") * person.age
    share = number("creatinine_female_share") if person.sex == "female" else 1.0
    made = units.mmol(max(per_kg, 0.0) * share * person.weight, "creatinine")
    return np.broadcast_to(made, np.shape(body.kidney.filtration_rate))


def _retention(moment: Moment) -> Array:
    """Share of a load that is not found in the urine of its collection [1], by the formula of its protocol."""
    test = protocol(moment.sample.protocol)
    given = dose(test, moment.person)
    urine = loaded(test, moment)
    if test.subtracts:
        urine = urine - balance.spilled(moment.x, moment.body) * test.collection_h / 24.0
    return 1.0 - urine / given


def dose(test: Protocol, person: Person) -> float:
    """Return the load of a protocol for a person [mmol]."""
    return test.dose(person.weight, fat_free_mass(person.sex, person.age, person.height, person.weight))


def loaded(test: Protocol, moment: Moment) -> Array:
    """Return the magnesium in the urine of a loading test [mmol], shape (persons,); not-a-number where it failed.

    The usual diet goes on as a mean day while the load flows in.
    """
    given, end = dose(test, moment.person), test.collection_h / 24.0
    infusion = Infusion(0.0, test.infusion_h / 24.0, given * 24.0 / test.infusion_h)
    phases = infused(0.0, Phase(end, moment.body, moment.eating), [infusion])
    course = live(moment.pools, 0.0, phases, [0.0, end], tolerance=number("loading_tolerance"))
    return course.pools[-1, INDEX["urine"]] - course.pools[0, INDEX["urine"]]


OBSERVED: Mapping[str, Seen] = MappingProxyType(
    {name: _of_body(name) for name in BODILY}
    | {
        "serum_magnesium": _serum,
        "total_calcium": _calcium,
        "spot_urine_magnesium": _spot,
        "magnesium_retention": _retention,
    }
)
"""What can be read in a virtual person, by the name of its analyte."""
