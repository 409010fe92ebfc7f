"""Offspring: what a mother gives to the child she carries or nurses."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.elementwise import Array

TABLE = "body/offspring.toml"


@dataclass(frozen=True)
class Offspring:
    """Magnesium given to a child, one value per virtual person; numbers and sources in offspring.toml."""

    transfer: Array


def given(offspring: Offspring) -> Array:
    """Magnesium that goes to the fetus or into milk [mmol/day].

    A steady demand [iom1997] that the mother meets whatever her own state.
    Holds for a singleton; zero for everybody else.
    """
    return offspring.transfer
