"""The organs of one or many virtual persons: a record of parameters each, and the table that its numbers stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from epsom.body import (
    bone,
    calcium,
    dialysis,
    growth,
    gut,
    hormones,
    kidney,
    muscle,
    offspring,
    plasma,
    potassium,
    red_cells,
    skin,
    soft_tissue,
    turnover,
)
from epsom.body.bone import Bone
from epsom.body.calcium import Calcium
from epsom.body.dialysis import Dialysis
from epsom.body.growth import Growth
from epsom.body.gut import Gut
from epsom.body.hormones import Hormones
from epsom.body.kidney import Kidney
from epsom.body.muscle import Muscle
from epsom.body.offspring import Offspring
from epsom.body.plasma import Plasma
from epsom.body.potassium import Potassium
from epsom.body.red_cells import RedCells
from epsom.body.skin import Skin
from epsom.body.soft_tissue import SoftTissue
from epsom.body.turnover import Turnover


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
    growth: Growth
    dialysis: Dialysis
    calcium: Calcium
    hormones: Hormones
    potassium: Potassium
    turnover: Turnover


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
    "growth": (Growth, growth.TABLE),
    "dialysis": (Dialysis, dialysis.TABLE),
    "calcium": (Calcium, calcium.TABLE),
    "hormones": (Hormones, hormones.TABLE),
    "potassium": (Potassium, potassium.TABLE),
    "turnover": (Turnover, turnover.TABLE),
}
