"""The kidney: what it filters, what it takes back, and what it lets go."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import LN2
from epsom.elementwise import Array, exp, log, softplus

TABLE = "body/kidney.toml"


@dataclass(frozen=True)
class Kidney:
    """Parameters of the kidney, one value per virtual person; numbers and sources in kidney.toml."""

    filtration_rate: Array
    transport_maximum: Array
    threshold_sharpness: Array
    tubular_leak: Array
    reset_exponent: Array
    reset_ceiling: Array
    reset_corner: Array
    reset_half_time: Array
    calcium_effect: Array


def filtered(ultrafiltrable: Array, kidney: Kidney) -> Array:
    """Magnesium that passes the glomerular filter [mmol/day].

    Filtration rate times what is free in plasma [rude1980].
    Holds for any filtration rate; protein losses are not followed.
    """
    return kidney.filtration_rate * ultrafiltrable


def threshold(memory_of_serum: Array, normal_serum: Array, relative_calcium: Array, kidney: Kidney) -> Array:
    """Free magnesium up to which the tubule takes nearly all back [mmol/L].

    A transport maximum [rude1980] that resets with the serum remembered over about a week [carney1980], above normal
    only so far, with a rounded corner, and that falls as calcium rises.
    The reset is a hypothesis with good support: a fixed threshold explains supplements or loads, never both.
    """
    corner, highest = kidney.reset_corner, kidney.reset_ceiling * normal_serum
    below = softplus(corner * log(highest / memory_of_serum)) / corner  # how far, as a logarithm, and never less than 0
    usual = softplus(corner * log(kidney.reset_ceiling)) / corner
    reset = exp(kidney.reset_exponent * (usual - below))
    return kidney.transport_maximum * reset / relative_calcium**kidney.calcium_effect


def excreted(ultrafiltrable: Array, threshold: Array, kidney: Kidney) -> Array:
    """Magnesium that leaves with the urine [mmol/day].

    What lies above the threshold [rude1980], with a rounded corner, and a small leak below it.
    Holds from conservation in depletion to infusion; wasting disease lowers the threshold.
    """
    spilled = kidney.threshold_sharpness * softplus((ultrafiltrable - threshold) / kidney.threshold_sharpness)
    leaked = kidney.tubular_leak * ultrafiltrable
    return kidney.filtration_rate * (spilled + leaked)


def reabsorbed(ultrafiltrable: Array, threshold: Array, kidney: Kidney) -> Array:
    """Magnesium that the tubule gives back to the blood [mmol/day].

    Filtered less excreted [rude1980]; the loop that makes the kidney decisive.
    Holds as its two parts do.
    """
    return filtered(ultrafiltrable, kidney) - excreted(ultrafiltrable, threshold, kidney)


def remembered(memory_of_serum: Array, serum_magnesium: Array, kidney: Kidney) -> Array:
    """Change of the serum that the threshold remembers [mmol/L/day].

    The memory runs after serum with a half-time of about a week; that a threshold resets was seen in rats [carney1980].
    Holds for changes over days to months; the half-time is ours.
    """
    return LN2 / kidney.reset_half_time * (serum_magnesium - memory_of_serum)
