"""Red cells: a slow witness of the magnesium around them while they were made."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import Store

TABLE = "body/red_cells.toml"


@dataclass(frozen=True)
class RedCells:
    """The magnesium of the red cells; numbers and sources in red_cells.toml.

    It changes mostly with new cells, so it lags a month behind serum [fatemi1991]; haemolysis is not followed.
    """

    all: Store
