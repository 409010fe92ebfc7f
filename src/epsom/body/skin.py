"""The skin: what sweat carries away."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.elementwise import Array

TABLE = "body/skin.toml"


@dataclass(frozen=True)
class Skin:
    """Parameters of the skin, one value per virtual person; numbers and sources in skin.toml."""

    sweat_loss: Array


def sweated(relative_magnesium: Array, skin: Skin) -> Array:
    """Magnesium lost with sweat [mmol/day].

    A small loss in proportion to serum [hunt2006].
    Holds at rest in a temperate climate; hours of hard exercise in heat lose more.
    """
    return skin.sweat_loss * relative_magnesium
