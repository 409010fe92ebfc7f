"""What an explanation holds, whatever it is of."""

from __future__ import annotations

from dataclasses import dataclass

from epsom import tables


@dataclass(frozen=True)
class Explanation:
    """What is known about one name; parts that it does not have are empty or None.

    ``computed_from`` are names that can be explained in turn; ``told`` is true where the person's file, or whoever
    asked, says it and no table does.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    value: float | None = None
    spread: float | None = None
    low: float | None = None
    high: float | None = None
    equation: str = ""
    source: str = ""
    citation: str = ""
    mark: str = ""
    where: str = ""
    because: str = ""
    table: str = ""
    computed_from: tuple[str, ...] = ()
    told: bool = False


def plain(name: str) -> str:
    """Return a name as it is compared: single spaces, no capitals."""
    return " ".join(name.split()).casefold()


def citation(source: str) -> str:
    """Return a source as a line that can be looked up; empty for a guess or a fit."""
    known = tables.sources().get(source)
    return known.citation() if known else ""


def sentence(text: str) -> str:
    """Return words as a sentence: a capital first, a full stop last."""
    text = text.strip().rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
