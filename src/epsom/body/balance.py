"""The balance of the whole body: every flux of magnesium, from where to where.

This is the one file that knows all organs. Mass balance holds by construction, because each flux leaves one pool and
enters another; the equations, the body diagram and the documentation are read off the same table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from epsom.body import (
    bone,
    calcium,
    dialysis,
    exchange,
    growth,
    gut,
    hormones,
    kidney,
    offspring,
    plasma,
    potassium,
    skin,
    turnover,
)
from epsom.body.organs import ORGANS, Body
from epsom.body.pools import CONTENT, GONE, GUT, REGULATORS, STORES, Pools
from epsom.elementwise import Array

__all__ = ["CONTENT", "DRIFTS", "FLUXES", "GONE", "GUT", "ORGANS", "REGULATORS", "STORES", "Body", "Pools"]


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


def in_cells(x: Pools, b: Body) -> Array:
    """Magnesium of well-perfused cells, relative to normal [1]: what the glands and their targets see."""
    return x.soft_fast / b.soft_tissue.fast.content


def heard(x: Pools, b: Body) -> Array:
    """Parathyroid hormone as its targets hear it, relative to normal [1]."""
    return hormones.heard(x.parathyroid_hormone, in_cells(x, b), b.hormones)


def called(x: Pools, b: Body) -> Array:
    """Secretion of parathyroid hormone that calcium and magnesium call for, relative to normal [1]."""
    return hormones.called_for(x.calcium, serum(x, b) - b.plasma.normal_serum, b.hormones)


def threshold(x: Pools, b: Body) -> Array:
    """Free magnesium up to which the kidney takes nearly all back [mmol/L]."""
    relative_calcium = x.calcium / b.calcium.normal_calcium
    return kidney.threshold(x.memory_of_serum, b.plasma.normal_serum, relative_calcium, b.kidney)


def spilled(x: Pools, b: Body) -> Array:
    """Magnesium on its way into the urine [mmol/day].

    What the kidney lets go of the free magnesium in plasma, beyond a transport maximum [rude1980].
    Holds as ``kidney.excreted`` does.
    """
    return kidney.excreted(free(x, b), threshold(x, b), b.kidney)


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
    Flux("interstitium", "bone_deep", lambda x, b: bone.accreted(around(x, b), x.osteoblasts, b.bone), "wallach1988"),
    Flux("bone_deep", "interstitium", lambda x, b: bone.resorbed(x.bone_deep, x.osteoclasts, b.bone), "wallach1988"),
    Flux("plasma", "urine", spilled, "rude1980"),
    Flux("plasma", "sweat", lambda x, b: skin.sweated(around(x, b), b.skin), "hunt2006"),
    Flux("plasma", "child", lambda x, b: offspring.given(b.offspring), "iom1997"),
    Flux("interstitium", "growth", lambda x, b: growth.laid_down(around(x, b), b.growth), "iom1997"),
    Flux("plasma", "dialysate", lambda x, b: dialysis.dialysed(free(x, b), b.dialysis), "leenders2018"),
)


@dataclass(frozen=True)
class Drift:
    """A regulator that carries no magnesium: its rate of change, the source of the idea, and the rate's unit."""

    regulator: str
    rate: Rate
    source: str
    unit: str = "1/day"


DRIFTS: tuple[Drift, ...] = (
    Drift(
        "memory_of_serum",
        lambda x, b: kidney.remembered(x.memory_of_serum, serum(x, b), b.kidney),
        "carney1980",
        "mmol/L/day",
    ),
    Drift(
        "adaptation",
        lambda x, b: gut.adapted(x.adaptation, x.memory_of_serum, b.plasma.normal_serum, x.calcitriol, b.gut),
        "schuchardt2017",
    ),
    Drift(
        "calcium",
        lambda x, b: calcium.calcium_changed(
            x.calcium, x.bone_calcium, heard(x, b), x.calcitriol, around(x, b), b.calcium
        ),
        "peterson2010",
        "mmol/L/day",
    ),
    Drift(
        "bone_calcium",
        lambda x, b: calcium.lendable_changed(x.calcium, x.bone_calcium, heard(x, b), b.calcium),
        "peterson2010",
    ),
    Drift("gland", lambda x, b: hormones.gland_changed(x.gland, called(x, b), in_cells(x, b), b.hormones), "rude1978"),
    Drift(
        "parathyroid_hormone",
        lambda x, b: hormones.hormone_changed(x.parathyroid_hormone, called(x, b), x.gland, in_cells(x, b), b.hormones),
        "peterson2010",
    ),
    Drift(
        "hydroxylase",
        lambda x, b: hormones.hydroxylase_changed(x.hydroxylase, heard(x, b), in_cells(x, b), b.hormones),
        "peterson2010",
    ),
    Drift(
        "calcitriol", lambda x, b: hormones.calcitriol_changed(x.calcitriol, x.hydroxylase, b.hormones), "peterson2010"
    ),
    Drift(
        "potassium",
        lambda x, b: potassium.potassium_changed(x.potassium, in_cells(x, b), b.potassium),
        "huang2007",
        "mmol/L/day",
    ),
    Drift(
        "osteoclasts",
        lambda x, b: turnover.osteoclasts_changed(x.osteoclasts, heard(x, b), in_cells(x, b), b.turnover),
        "peterson2010",
    ),
    Drift(
        "osteoblasts",
        lambda x, b: turnover.osteoblasts_changed(x.osteoblasts, x.osteoclasts, b.turnover),
        "peterson2010",
    ),
    Drift(
        "bone_density",
        lambda x, b: turnover.density_changed(x.bone_density, x.osteoclasts, x.osteoblasts, b.turnover),
        "peterson2010",
    ),
)
