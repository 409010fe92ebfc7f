"""Bone: half of the body's magnesium, a surface that lends, and a depth that hardly moves."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import Store
from epsom.elementwise import Array

TABLE = "body/bone.toml"


@dataclass(frozen=True)
class Bone:
    """Two stores and the depth of bone, one value per virtual person; numbers and sources in bone.toml.

    ``fast`` is the surface of the crystals, in exchange within hours [silver1960]. ``slow`` follows serum in proportion
    over weeks and gives most in deficiency [wallach1988]; its share falls with age. The deep part changes only by
    remodelling.
    """

    fast: Store
    slow: Store
    deep_content: Array
    turnover_rate: Array
    accretion_exponent: Array


def accreted(relative_magnesium: Array, bone: Bone) -> Array:
    """Magnesium built into new bone [mmol/day].

    Remodelling lays down mineral that is poorer when less is around; depletion costs bone magnesium [wallach1988].
    Holds for adults in remodelling balance; growth is not included.
    """
    return bone.turnover_rate * bone.deep_content * relative_magnesium**bone.accretion_exponent


def resorbed(deep: Array, bone: Bone) -> Array:
    """Magnesium set free from resorbed bone [mmol/day].

    The remodelled share of what deep bone holds; most of bone's magnesium outlasts depletion [wallach1988].
    Holds for adults in remodelling balance; menopause and immobility resorb more.
    """
    return bone.turnover_rate * deep
