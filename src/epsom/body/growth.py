"""Growth: the magnesium that a growing body lays down in new tissue."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.elementwise import Array

TABLE = "body/growth.toml"


@dataclass(frozen=True)
class Growth:
    """Magnesium of growth, one value per virtual person; numbers and sources in growth.toml."""

    accretion: Array


def laid_down(relative_magnesium: Array, growth: Growth) -> Array:
    """Magnesium built into new tissue [mmol/day].

    The demand of a child's age, met in proportion to the magnesium there is [iom1997].
    Holds from birth to the end of growth; zero for adults. No kinetic data in children are known.
    """
    return growth.accretion * relative_magnesium
