"""Soft tissue: heart, liver, brain and the rest, which the body defends."""

from __future__ import annotations

from dataclasses import dataclass

from epsom.body.exchange import Store

TABLE = "body/soft_tissue.toml"


@dataclass(frozen=True)
class SoftTissue:
    """The two stores of soft tissue; numbers and sources in soft_tissue.toml.

    ``fast`` is well perfused and fills within hours of an infusion [lu2002]. ``slow`` loses little even in long
    depletion [wallach1988].
    """

    fast: Store
    slow: Store
