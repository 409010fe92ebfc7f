"""Turnover: the cells that take bone down and build it up, and what is left of its density.

A layer of consequences: it moves deep bone's magnesium a little, and shows which way density would go. No number of
it was fitted to people who lacked magnesium, so it carries a hypothesis badge wherever it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import LN2
from epsom.elementwise import Array

TABLE = "body/turnover.toml"


@dataclass(frozen=True)
class Turnover:
    """Parameters of bone's remodelling, one value per virtual person; numbers and sources in turnover.toml."""

    osteoclast_hormone_exponent: Array
    osteoclast_magnesium_exponent: Array
    oestrogen_loss: Array
    osteoclast_half_time: Array
    osteoblast_coupling: Array
    osteoblast_half_time: Array
    density_half_time: Array


def osteoclasts_changed(
    osteoclasts: Array, effective_hormone: Array, cell_magnesium: Array, turnover: Turnover
) -> Array:
    """Change of the cells that take bone down, relative to normal [1/day].

    More with parathyroid hormone, with oestrogen lost, and with less magnesium [peterson2010].
    The direction with magnesium is from animals; its size is a guess.
    """
    wanted = (
        turnover.oestrogen_loss
        * effective_hormone**turnover.osteoclast_hormone_exponent
        / cell_magnesium**turnover.osteoclast_magnesium_exponent
    )
    return LN2 / turnover.osteoclast_half_time * (wanted - osteoclasts)


def osteoblasts_changed(osteoblasts: Array, osteoclasts: Array, turnover: Turnover) -> Array:
    """Change of the cells that build bone up, relative to normal [1/day].

    They follow the osteoclasts, not quite to the full [peterson2010].
    Holds for slow changes; intermittent hormone, which builds bone, is not followed.
    """
    return LN2 / turnover.osteoblast_half_time * (osteoclasts**turnover.osteoblast_coupling - osteoblasts)


def density_changed(density: Array, osteoclasts: Array, osteoblasts: Array, turnover: Turnover) -> Array:
    """Change of bone density, relative to normal [1/day].

    Drifts to the ratio of building up to taking down [peterson2010].
    A direction and a pace, no forecast of a scan.
    """
    return LN2 / turnover.density_half_time * (osteoblasts / osteoclasts - density)
