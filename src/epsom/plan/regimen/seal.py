"""The seal of the limits: what was held against them, so that nothing unsealed and nothing changed can be shown.

Only ``limits`` puts it on; a test reads the imports.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Seal:
    """What was held against the limits, word by word: for whom, what, and which limit."""

    held: tuple[object, ...]


def put_on(held: tuple[object, ...]) -> Seal:
    """Return the seal of what has passed the limits; for ``limits`` alone."""
    return Seal(held)
