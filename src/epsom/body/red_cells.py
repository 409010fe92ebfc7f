"""Red cells: a slow witness of the magnesium around them while they were made."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import Store
from epsom.elementwise import Array

TABLE = "body/red_cells.toml"


@dataclass(frozen=True)
class RedCells:
    """The magnesium of the red cells; numbers and sources in red_cells.toml.

    It changes mostly with new cells, so it lags a month behind serum [fatemi1991]; haemolysis is not followed.
    """

    all: Store
    free_in_cells: Array
    free_exponent: Array


def free_magnesium(relative_magnesium: Array, red_cells: RedCells) -> Array:
    """Free magnesium inside the red cells [mmol/L].

    Follows the magnesium around them within hours, not quite in proportion [fatemi1991].
    Holds from three weeks of depletion to normal; untested above.
    """
    return red_cells.free_in_cells * relative_magnesium**red_cells.free_exponent
