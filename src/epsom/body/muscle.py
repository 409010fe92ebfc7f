"""Muscle: a quarter of the body's magnesium, of which little is given up, and that slowly."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import Store

TABLE = "body/muscle.toml"


@dataclass(frozen=True)
class Muscle:
    """The two stores of skeletal muscle; numbers and sources in muscle.toml.

    ``fast`` exchanges within hours [silver1960]. ``slow`` exchanges within weeks and is hardly mobilised: biopsies in
    depletion show losses of about a seventh [wallach1988].
    """

    fast: Store
    slow: Store
