"""Pools: the places where magnesium is, the regulators that carry none, and where it has gone."""

from __future__ import annotations

from typing import Any, NamedTuple


class Pools(NamedTuple):
    """Where magnesium is [mmol], then the regulators, then where it has gone [mmol since the start]."""

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
    calcium: Any
    bone_calcium: Any
    gland: Any
    parathyroid_hormone: Any
    hydroxylase: Any
    calcitriol: Any
    potassium: Any
    osteoclasts: Any
    osteoblasts: Any
    bone_density: Any
    urine: Any
    faeces: Any
    sweat: Any
    child: Any
    growth: Any
    dialysate: Any


GUT = ("solid", "lumen_1", "lumen_2", "colon")
STORES = {
    "blood": ("plasma", "interstitium", "red_cells"),
    "muscle": ("muscle_fast", "muscle_slow"),
    "soft tissue": ("soft_fast", "soft_slow"),
    "bone": ("bone_fast", "bone_slow", "bone_deep"),
}
CONTENT = tuple(pool for pools in STORES.values() for pool in pools)
GONE = ("urine", "faeces", "sweat", "child", "growth", "dialysate")
REGULATORS = tuple(pool for pool in Pools._fields if pool not in (*GUT, *CONTENT, *GONE))
