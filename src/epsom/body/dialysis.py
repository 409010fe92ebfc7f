"""Dialysis: what a session takes from the blood, or gives to it."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.elementwise import Array

TABLE = "body/dialysis.toml"


@dataclass(frozen=True)
class Dialysis:
    """A dialyser in its session, one value per virtual person; numbers and sources in dialysis.toml."""

    dialyser_clearance: Array
    dialysate_magnesium: Array


def dialysed(ultrafiltrable: Array, dialysis: Dialysis) -> Array:
    """Magnesium that a dialyser takes from the blood, negative where it gives [mmol/day].

    Clearance times the difference between what is free in plasma and what the dialysate holds [leenders2018].
    Holds for haemodialysis with little fluid removed; zero between sessions.
    """
    return dialysis.dialyser_clearance * (ultrafiltrable - dialysis.dialysate_magnesium)
