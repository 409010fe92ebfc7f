"""Scaling: what size, age, sex, kidney and a child do to a body's parameters."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from epsom import tables, units
from epsom.body.balance import Body
from epsom.body.exchange import Store
from epsom.elementwise import Array
from epsom.person import Person

TABLE = "cohort/scaling.toml"
number = partial(tables.number, TABLE)


def fat_free_mass(sex: str, age: float, height: float, weight: float) -> float:
    """Body weight without fat [kg], from height [m] and weight [kg].

    Adults after janmahasatian2005, children by the maturation of alsallami2015.
    Holds from three years on; below that it extrapolates.
    """
    index = weight / height**2
    lean = number("lean_numerator") * weight / (number(f"lean_base_{sex}") + number(f"lean_slope_{sex}") * index)
    if age >= number("adult_age"):
        return lean
    start = number(f"lean_start_{sex}")
    grown = 1.0 / (1.0 + (max(age, 1e-3) / number(f"lean_half_age_{sex}")) ** -number(f"lean_steepness_{sex}"))
    return lean * (start + (1.0 - start) * grown)


def body_surface(height: float, weight: float) -> float:
    """Body surface [m2] from height [m] and weight [kg], after mosteller1987; holds for all sizes."""
    return (height * 100.0 * weight / 3600.0) ** 0.5


def filtration_rate(person: Person, z: Array) -> Array:
    """Glomerular filtration rate of the virtual persons [L/day].

    From the person's eGFR with its error where it is known, else from age with the spread of healthy people; per
    standard surface, so times the person's own. Pregnancy raises it. Holds for adults; children are extrapolated.
    """
    surface = body_surface(person.height, person.weight) / number("standard_surface")
    if person.egfr is None:
        typical, spread = typical_filtration(person.age), number("filtration_spread")
    else:
        typical, spread = person.egfr, number("egfr_error")
    pregnant = 1.0 + number("pregnancy_filtration") * _progress(person, "pregnancy_filtration_week")
    rise = pregnant if person.egfr is None else 1.0
    return typical * surface * units.factor("mL/min", "L/day") * rise * np.exp(spread * z)


def typical_filtration(age: float) -> float:
    """Typical glomerular filtration rate of a healthy person [mL/min/1.73m2], by age [poggio2009].

    Two straight lines that meet at 45; holds from 18 to 90 years. Below 18 it stays as at 18, per standard surface.
    """
    turn, start = number("filtration_turn_age"), number("filtration_reference_age")
    young = min(max(age, number("adult_age")), turn) - start
    old = max(age - turn, 0.0)
    return (
        number("young_filtration")
        - number("filtration_early_decline") * young
        - number("filtration_late_decline") * old
    )


def _progress(person: Person, week: str) -> float:
    return 0.0 if person.pregnancy_week is None else min(person.pregnancy_week / number(week), 1.0)


def scaled(body: Body, person: Person, z: Array) -> Body:
    """Return the body of a reference adult brought to this person's size, age, kidney and motherhood.

    Stores, fluid volumes, endogenous loss and sweat go with fat-free mass; carrier capacity with body surface; the
    exchangeable part of bone falls with age; ``z`` are the standard normal draws of the filtration rate.
    """
    mass = fat_free_mass(person.sex, person.age, person.height, person.weight) / number("reference_fat_free_mass")
    surface = body_surface(person.height, person.weight) / number("reference_surface")
    ageing = max(1.0 - number("bone_exchange_decline") * max(person.age - number("bone_exchange_age"), 0.0), 0.1)
    volume = 1.0 + number("pregnancy_volume") * _progress(person, "pregnancy_volume_week")
    fetus = 0.0 if person.pregnancy_week is None else number("fetal_transfer") * person.pregnancy_week / number("term")
    milk = number("milk_transfer") if person.lactating else 0.0
    g, p, b = body.gut, body.plasma, body.bone
    size = {"content": mass}
    return replace(
        body,
        gut=replace(g, carrier_capacity=g.carrier_capacity * surface, endogenous_loss=g.endogenous_loss * mass),
        plasma=replace(
            p,
            plasma_volume=p.plasma_volume * mass * volume,
            interstitial_volume=p.interstitial_volume * mass,
            interstitial_exchange=p.interstitial_exchange * mass,
        ),
        red_cells=replace(body.red_cells, all=_times(body.red_cells.all, **size)),
        muscle=replace(body.muscle, fast=_times(body.muscle.fast, **size), slow=_times(body.muscle.slow, **size)),
        soft_tissue=replace(
            body.soft_tissue, fast=_times(body.soft_tissue.fast, **size), slow=_times(body.soft_tissue.slow, **size)
        ),
        bone=replace(
            b,
            fast=_times(b.fast, **size),
            slow=_times(b.slow, content=mass * ageing),
            deep_content=b.deep_content * mass,
        ),
        kidney=replace(body.kidney, filtration_rate=filtration_rate(person, z)),
        skin=replace(body.skin, sweat_loss=body.skin.sweat_loss * mass),
        offspring=replace(body.offspring, transfer=body.offspring.transfer + fetus + milk),
    )


def _times(store: Store, content: float) -> Store:
    return replace(store, content=store.content * content)
