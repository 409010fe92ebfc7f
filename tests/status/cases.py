"""The worked cases: a person with readings, and what was expected of them before anything was run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from epsom.labs.analytes import analyte
from epsom.labs.converting import convert, matter
from epsom.quantities import told as reading
from epsom.status.causes import Told

CASES = {path.stem: path for path in sorted((Path(__file__).parent / "cases").glob("*.yaml"))}
TOLD_OF_LAB = ("date", "time", "collected", "interval", "loinc", "specimen", "protocol")


def case(name: str) -> dict[str, Any]:
    """Return one case as its file has it."""
    return YAML(typ="safe").load(CASES[name].read_text("utf-8"))


def values(person: dict[str, Any]) -> dict[str, float]:
    """Return the readings of a person file in the house units, by analyte."""
    found: dict[str, float] = {}
    for lab in person.get("labs", ()):
        for name, text in lab.items():
            if name not in TOLD_OF_LAB:
                found[name] = convert(text, analyte(name).unit, matter(name)).value
    if "creatinine" in person:
        found["creatinine"] = reading("creatinine", person["creatinine"]).value
    return found


def told(name: str, **more: Any) -> Told:
    """Return what the ranking is told of a case, straight from its file."""
    person = case(name)["person"]
    low = next((lab["interval"].split("-")[0] for lab in person["labs"] if "interval" in lab), None)
    egfr = person.get("egfr")
    names = [one["name"] if isinstance(one, dict) else one for one in person.get("medicines", ())]
    return Told(
        **{
            "age": float(person["age"]),
            "pregnancy_week": person.get("pregnancy", {}).get("week"),
            "egfr": reading("egfr", egfr).value if egfr else None,
            "conditions": (*person.get("conditions", ()), *person.get("other_conditions", ())),
            "medicines": (*names, *person.get("other_medicines", ())),
            "readings": values(person),
            "lower_limit": float(low) if low else None,
            "signs": tuple(person.get("signs", ())),
            **more,
        }
    )
