"""The balance of the whole body: every flux of magnesium, from where to where.

This is the one file that knows all organs. Mass balance holds by construction, because each flux leaves one pool and
enters another; the equations, the body diagram and the documentation are read off the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from epsom.body import bone, exchange, gut, kidney, muscle, offspring, plasma, red_cells, skin, soft_tissue
from epsom.body.bone import Bone
from epsom.body.gut import Gut
from epsom.body.kidney import Kidney
from epsom.body.muscle import Muscle
from epsom.body.offspring import Offspring
from epsom.body.plasma import Plasma
from epsom.body.red_cells import RedCells
from epsom.body.skin import Skin
from epsom.body.soft_tissue import SoftTissue
from epsom.elementwise import Array


@dataclass(frozen=True)
class Body:
    """The organs of one or many virtual persons: a record of parameters each."""

    gut: Gut
    plasma: Plasma
    red_cells: RedCells
    muscle: Muscle
    soft_tissue: SoftTissue
    bone: Bone
    kidney: Kidney
    skin: Skin
    offspring: Offspring


ORGANS: dict[str, tuple[type[Any], str]] = {
    "gut": (Gut, gut.TABLE),
    "plasma": (Plasma, plasma.TABLE),
    "red_cells": (RedCells, red_cells.TABLE),
    "muscle": (Muscle, muscle.TABLE),
    "soft_tissue": (SoftTissue, soft_tissue.TABLE),
    "bone": (Bone, bone.TABLE),
    "kidney": (Kidney, kidney.TABLE),
    "skin": (Skin, skin.TABLE),
    "offspring": (Offspring, offspring.TABLE),
}


class Pools(NamedTuple):
    """Where magnesium is [mmol], then the two regulators, then where it has gone [mmol since the start]."""

    solid: Any
    lumen_1: Any
    lumen_2: Any
    colon: Any
    plasma: Any
    interstitium: Any
    red_cells: Any
    muscle_fast: Any
    muscle_slow: Any
    soft_fast: Any
    soft_slow: Any
    bone_fast: Any
    bone_slow: Any
    bone_deep: Any
    memory_of_serum: Any
    adaptation: Any
    urine: Any
    faeces: Any
    sweat: Any
    child: Any


GUT = ("solid", "lumen_1", "lumen_2", "colon")
STORES = {
    "blood": ("plasma", "interstitium", "red_cells"),
    "muscle": ("muscle_fast", "muscle_slow"),
    "soft tissue": ("soft_fast", "soft_slow"),
    "bone": ("bone_fast", "bone_slow", "bone_deep"),
}
CONTENT = tuple(pool for pools in STORES.values() for pool in pools)
REGULATORS = ("memory_of_serum", "adaptation")
GONE = ("urine", "faeces", "sweat", "child")


Rate = Callable[[Pools, Body], Array]


def around(x: Pools, b: Body) -> Array:
    """Free magnesium around the cells, relative to normal [1]: what the stores see."""
    return plasma.relative_magnesium(x.interstitium, b.plasma)


def free(x: Pools, b: Body) -> Array:
    """Free magnesium in plasma [mmol/L]: what the kidney sees."""
    return plasma.ultrafiltrable(x.plasma, b.plasma)


def serum(x: Pools, b: Body) -> Array:
    """Serum magnesium [mmol/L]: what the laboratory sees."""
    return plasma.serum_magnesium(x.plasma, b.plasma)


def spilled(x: Pools, b: Body) -> Array:
    """Magnesium on its way into the urine [mmol/day].

    What the kidney lets go of the free magnesium in plasma, beyond a transport maximum [rude1980].
    Holds as ``kidney.excreted`` does.
    """
    return kidney.excreted(free(x, b), x.memory_of_serum, b.plasma.normal_serum, b.kidney)


def content(x: Pools, b: Body | None = None) -> Array:
    """Magnesium of the body, without what is still in the gut [mmol]; the parameters do not matter to it."""
    return sum(getattr(x, pool) for pool in CONTENT)  # pyright: ignore[reportReturnType]


@dataclass(frozen=True)
class Flux:
    """Magnesium that moves from one pool to another: its rate, the source of the idea, and the rate's unit."""

    source_pool: str
    target_pool: str
    rate: Rate
    source: str
    unit: str = "mmol/day"


FLUXES: tuple[Flux, ...] = (
    Flux("solid", "lumen_1", lambda x, b: gut.dissolved(x.solid, b.gut), "schuette1994"),
    Flux("lumen_1", "lumen_2", lambda x, b: gut.passed_on(x.lumen_1, b.gut), "blancquaert2019"),
    Flux("lumen_2", "plasma", lambda x, b: gut.passed_on(x.lumen_2, b.gut), "blancquaert2019"),
    Flux("plasma", "colon", lambda x, b: gut.secreted(around(x, b), b.gut), "shils1964"),
    Flux("colon", "faeces", lambda x, b: gut.defecated(x.colon, b.gut), "nandhra2023"),
    Flux("plasma", "interstitium", lambda x, b: plasma.filtered_out(x.plasma, b.plasma), "lu2002"),
    Flux("interstitium", "plasma", lambda x, b: plasma.returned(x.interstitium, b.plasma), "lu2002"),
    Flux("plasma", "red_cells", lambda x, b: exchange.taken_up(around(x, b), b.red_cells.all), "fatemi1991"),
    Flux("red_cells", "plasma", lambda x, b: exchange.released(x.red_cells, b.red_cells.all), "fatemi1991"),
    Flux("interstitium", "muscle_fast", lambda x, b: exchange.taken_up(around(x, b), b.muscle.fast), "silver1960"),
    Flux("muscle_fast", "interstitium", lambda x, b: exchange.released(x.muscle_fast, b.muscle.fast), "silver1960"),
    Flux("interstitium", "muscle_slow", lambda x, b: exchange.taken_up(around(x, b), b.muscle.slow), "wallach1988"),
    Flux("muscle_slow", "interstitium", lambda x, b: exchange.released(x.muscle_slow, b.muscle.slow), "wallach1988"),
    Flux("interstitium", "soft_fast", lambda x, b: exchange.taken_up(around(x, b), b.soft_tissue.fast), "lu2002"),
    Flux("soft_fast", "interstitium", lambda x, b: exchange.released(x.soft_fast, b.soft_tissue.fast), "lu2002"),
    Flux("interstitium", "soft_slow", lambda x, b: exchange.taken_up(around(x, b), b.soft_tissue.slow), "wallach1988"),
    Flux("soft_slow", "interstitium", lambda x, b: exchange.released(x.soft_slow, b.soft_tissue.slow), "wallach1988"),
    Flux("interstitium", "bone_fast", lambda x, b: exchange.taken_up(around(x, b), b.bone.fast), "silver1960"),
    Flux("bone_fast", "interstitium", lambda x, b: exchange.released(x.bone_fast, b.bone.fast), "silver1960"),
    Flux("interstitium", "bone_slow", lambda x, b: exchange.taken_up(around(x, b), b.bone.slow), "wallach1988"),
    Flux("bone_slow", "interstitium", lambda x, b: exchange.released(x.bone_slow, b.bone.slow), "wallach1988"),
    Flux("interstitium", "bone_deep", lambda x, b: bone.accreted(around(x, b), b.bone), "wallach1988"),
    Flux("bone_deep", "interstitium", lambda x, b: bone.resorbed(x.bone_deep, b.bone), "wallach1988"),
    Flux("plasma", "urine", spilled, "rude1980"),
    Flux("plasma", "sweat", lambda x, b: skin.sweated(around(x, b), b.skin), "hunt2006"),
    Flux("plasma", "child", lambda x, b: offspring.given(b.offspring), "iom1997"),
)


@dataclass(frozen=True)
class Drift:
    """A regulator that carries no magnesium: its rate of change, the source of the idea, and the rate's unit."""

    regulator: str
    rate: Rate
    source: str
    unit: str


DRIFTS: tuple[Drift, ...] = (
    Drift(
        "memory_of_serum",
        lambda x, b: kidney.remembered(x.memory_of_serum, serum(x, b), b.kidney),
        "carney1980",
        "mmol/L/day",
    ),
    Drift(
        "adaptation",
        lambda x, b: gut.adapted(x.adaptation, x.memory_of_serum, b.plasma.normal_serum, b.gut),
        "schuchardt2017",
        "1/day",
    ),
)
