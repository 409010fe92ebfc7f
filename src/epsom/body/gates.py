"""Gates: how the magnesium inside cells lets another process pass, or does not."""

from __future__ import annotations

from epsom.elementwise import Array


def gate(cell_magnesium: Array, half: Array, steepness: Array) -> Array:
    """How open a gate is that needs magnesium in the cell [1]: one at normal cell magnesium, towards zero without.

    A sigmoid of cell magnesium relative to normal, scaled to pass through one at one [fatemi1991]; it levels out above.
    Holds from nothing to several times normal; the sigmoid itself is a hypothesis.
    """
    filled = cell_magnesium**steepness
    return (1.0 + half**steepness) * filled / (half**steepness + filled)
