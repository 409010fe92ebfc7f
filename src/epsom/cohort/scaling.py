"""Scaling: what size, age, sex and kidney do to a body's parameters; motherhood has a room of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from epsom import tables, units
from epsom.body.balance import Body
from epsom.body.exchange import Store
from epsom.cohort import ages, motherhood
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
    standard surface, so times the person's own. Pregnancy raises it where no eGFR is told.
    """
    surface = body_surface(person.height, person.weight) / number("standard_surface")
    if person.egfr is None:
        typical, spread = ages.typical_filtration(person.age), number("filtration_spread")
        typical *= motherhood.filtration_rise(person)
    else:
        typical, spread = person.egfr, number("egfr_error")
    return typical * surface * units.factor("mL/min", "L/day") * np.exp(spread * z)


def kidney_share(person: Person, z: Array) -> Array:
    """How much working kidney tissue the virtual persons have, relative to enough [1].

    One from the filtration rate at which uptake and calcitriol begin to fall, and in proportion to filtration below;
    one where no eGFR is told. Holds from there to a kidney that hardly works.
    """
    if person.egfr is None:
        return np.ones_like(z)
    return np.minimum(person.egfr * np.exp(number("egfr_error") * z) / number("enough_filtration"), 1.0)


def scaled(body: Body, person: Person, z: Array) -> Body:
    """Return the body of a reference adult brought to this person's size, age, sex, kidney and motherhood.

    Stores, fluid volumes, endogenous loss, calcium and sweat go with fat-free mass; carrier capacity with body
    surface, and, in those smaller than the reference, the serving that half fills it; uptake, calcitriol and a little
    of the renal threshold with kidney tissue; ``z`` are the standard normal draws of the filtration rate.
    """
    mass = fat_free_mass(person.sex, person.age, person.height, person.weight) / number("reference_fat_free_mass")
    surface = body_surface(person.height, person.weight) / number("reference_surface")
    tissue = np.maximum(kidney_share(person, z), number("least_kidney_share"))
    g, p, b, k, c = body.gut, body.plasma, body.bone, body.kidney, body.calcium
    carrier = (
        g.carrier_capacity
        * surface
        * np.maximum(tissue, number("least_uptake_share")) ** number("carrier_kidney_exponent")
    )
    wasted = np.maximum(tissue, number("least_threshold_share")) ** number("threshold_kidney_exponent")
    sized = replace(
        body,
        gut=replace(
            g,
            carrier_capacity=carrier,
            half_saturation=g.half_saturation * min(surface, 1.0),
            endogenous_loss=g.endogenous_loss * mass,
        ),
        plasma=replace(
            p,
            plasma_volume=p.plasma_volume * mass,
            interstitial_volume=p.interstitial_volume * mass,
            interstitial_exchange=p.interstitial_exchange * mass,
        ),
        red_cells=replace(body.red_cells, all=_times(body.red_cells.all, mass)),
        muscle=replace(body.muscle, fast=_times(body.muscle.fast, mass), slow=_times(body.muscle.slow, mass)),
        soft_tissue=replace(
            body.soft_tissue, fast=_times(body.soft_tissue.fast, mass), slow=_times(body.soft_tissue.slow, mass)
        ),
        bone=replace(b, fast=_times(b.fast, mass), slow=_times(b.slow, mass), deep_content=b.deep_content * mass),
        kidney=replace(
            k,
            filtration_rate=filtration_rate(person, z),
            transport_maximum=k.transport_maximum * wasted,
        ),
        skin=replace(body.skin, sweat_loss=body.skin.sweat_loss * mass),
        calcium=replace(
            c,
            calcium_turnover=c.calcium_turnover * mass,
            calcium_volume=c.calcium_volume * mass,
            calcium_bone_exchange=c.calcium_bone_exchange * mass,
            lendable_calcium=c.lendable_calcium * mass,
        ),
        hormones=replace(
            body.hormones,
            hydroxylase_capacity=body.hormones.hydroxylase_capacity * tissue ** number("hydroxylase_kidney_exponent"),
        ),
    )
    return motherhood.carried(ages.aged(sized, person, mass), person)


def _times(store: Store, content: float) -> Store:
    return replace(store, content=store.content * content)
