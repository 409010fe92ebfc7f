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


def accreted(relative_magnesium: Array, osteoblasts: Array, bone: Bone) -> Array:
    """Magnesium built into new bone [mmol/day].

    The cells that build lay down mineral that is poorer when less is around; depletion costs bone [wallach1988].
    Holds for adults; growth stands in a flux of its own.
    """
    return bone.turnover_rate * osteoblasts * bone.deep_content * relative_magnesium**bone.accretion_exponent


def resorbed(deep: Array, osteoclasts: Array, bone: Bone) -> Array:
    """Magnesium set free from resorbed bone [mmol/day].

    The share of deep bone that is being taken down; most of its magnesium outlasts depletion [wallach1988].
    Holds for adults; how many cells there are is the layer of turnover's.
    """
    return bone.turnover_rate * osteoclasts * deep
