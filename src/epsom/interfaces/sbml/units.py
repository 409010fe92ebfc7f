"""Units as SBML writes them: ``mmol/L`` of quantities.toml becomes a definition made of mole and litre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from epsom.errors import TableError


@dataclass(frozen=True)
class Base:
    """A unit in the words of SBML: what it is called in an id, its kind, its power of ten and its multiplier."""

    word: str
    kind: str
    scale: int = 0
    multiplier: float = 1.0


BASES = {
    "mmol": Base("mmol", "mole", scale=-3),
    "L": Base("litre", "litre"),
    "day": Base("day", "second", multiplier=86400.0),
    "kg": Base("kg", "kilogram"),
    "1": Base("dimensionless", "dimensionless"),
}
"""The units in which the body is written; a new one is a line here."""

OWN = ("litre", "dimensionless")
"""Ids that SBML brings along, for which no definition is needed."""


def identifier(unit: str) -> str:
    """Return the id of a unit such as ``mmol/L`` in the document; TableError for one that SBML has not been told."""
    above, *below = parts(unit)
    words = [] if below and above.kind == "dimensionless" else [above.word]
    return "_".join([*words, *(word for base in below for word in ("per", base.word))])


def parts(unit: str) -> list[Base]:
    """Return the units that one is made of, the first above the line and all others below it."""
    unknown = [part for part in unit.split("/") if part not in BASES]
    if unknown:
        raise TableError(
            f"{unit!r}: SBML has not been told of {unknown[0]!r}. Add it to BASES in interfaces/sbml/units.py."
        )
    return [BASES[part] for part in unit.split("/")]


def definitions(units: Iterable[str]) -> Element:
    """Return the list of definitions of these units, each once, in the order of their ids."""
    found = Element("listOfUnitDefinitions")
    for known, unit in sorted({identifier(unit): unit for unit in units}.items()):
        if known in OWN:
            continue
        inside = SubElement(SubElement(found, "unitDefinition", {"id": known}), "listOfUnits")
        for place, base in enumerate(parts(unit)):
            if base.kind != "dimensionless":
                SubElement(
                    inside,
                    "unit",
                    {
                        "kind": base.kind,
                        "exponent": "-1" if place else "1",
                        "scale": str(base.scale),
                        "multiplier": repr(base.multiplier),
                    },
                )
    return found
