"""Plasma and the fluid between cells: how much magnesium is in the blood, and how much of it is free to move."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.elementwise import Array

TABLE = "body/plasma.toml"


@dataclass(frozen=True)
class Plasma:
    """Parameters of plasma and interstitium, one value per virtual person; numbers and sources in plasma.toml."""

    plasma_volume: Array
    interstitial_volume: Array
    ultrafiltrable_fraction: Array
    ionised_share: Array
    interstitial_exchange: Array
    normal_serum: Array


def serum_magnesium(plasma: Array, parameters: Plasma) -> Array:
    """Total magnesium concentration of plasma [mmol/L].

    Content over volume; serum and plasma are taken as the same.
    Holds always; dilution by pregnancy or infusion changes the volume.
    """
    return plasma / parameters.plasma_volume


def ultrafiltrable(plasma: Array, parameters: Plasma) -> Array:
    """Magnesium of plasma that is not bound to protein [mmol/L].

    A fixed share of the total; albumin is not yet followed [ryan1996].
    Holds for normal albumin and pH.
    """
    return parameters.ultrafiltrable_fraction * serum_magnesium(plasma, parameters)


def ionised(plasma: Array, parameters: Plasma) -> Array:
    """Magnesium of plasma that is a free ion [mmol/L].

    Most of what passes a filter; the rest of that is bound to small anions [ryan1996].
    Holds for normal bicarbonate, citrate and pH.
    """
    return parameters.ionised_share * ultrafiltrable(plasma, parameters)


def bound(plasma: Array, parameters: Plasma) -> Array:
    """Magnesium of plasma that is bound to protein [mmol/L].

    The total less what passes a filter [ryan1996].
    Holds for normal albumin and pH.
    """
    return serum_magnesium(plasma, parameters) - ultrafiltrable(plasma, parameters)


def filtered_out(plasma: Array, parameters: Plasma) -> Array:
    """Magnesium that crosses from plasma into the fluid between cells [mmol/day].

    The free part crosses within minutes; if slower, an infusion [lu2002] would pile up in plasma.
    Holds for intact capillaries.
    """
    return parameters.interstitial_exchange * ultrafiltrable(plasma, parameters)


def returned(interstitium: Array, parameters: Plasma) -> Array:
    """Magnesium that comes back from the fluid between cells into plasma [mmol/day].

    The same exchange in the other direction [lu2002]; all of it is free there.
    Holds for intact capillaries.
    """
    return parameters.interstitial_exchange * interstitium / parameters.interstitial_volume


def relative_magnesium(interstitium: Array, parameters: Plasma) -> Array:
    """Free magnesium around the cells, relative to that of a normal serum [1].

    What muscle, soft tissue and bone respond to.
    Holds always; it is one when serum stands at its normal value.
    """
    normal = parameters.ultrafiltrable_fraction * parameters.normal_serum
    return interstitium / parameters.interstitial_volume / normal
