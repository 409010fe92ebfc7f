"""Laboratory values as told: which analyte, the printed reading, when, of what sample, and whether it can be believed.

A value that does not agree with its code, its unit or its collection is kept and shown, and is not counted before the
question that it raises is answered.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema, model_validator

from epsom import units
from epsom.errors import InputError, InputErrors
from epsom.labs.analytes import Analyte, analyte, analytes
from epsom.labs.protocols import protocol
from epsom.person.entries import CLOCK, Day, Noun, Text, clock, day, text
from epsom.quantities import quantity

OF_KIDNEY = ("egfr", "creatinine", "cystatin_c")
"""What tells of the kidney's filtration and stands in a line of its own, outside labs."""
OF_SPOT = "spot_urine_creatinine"
COLLECTED = ("urine_magnesium", "urine_calcium", "magnesium_retention")
"""What is read in a urine collected over a day."""
WHOLE_DAY = (22.0, 26.0)  # hours that count as a day of collection
BESIDE = ("date", "time", "loinc", "specimen", "interval", "collected", "protocol")
_BOUND = re.compile(r"^\s*([<>≤≥])\s*(.+)$")
_SUCH = "Write it like this: - serum_magnesium: 0.78 mmol/L"


def labs() -> tuple[str, ...]:
    """Return the laboratory values that a person file can tell under labs, by their name in quantities.toml."""
    return tuple(name for name in analytes() if name not in OF_KIDNEY)


LABS = labs()
"""The labs a person file can tell, by their name in quantities.toml."""


@dataclass(frozen=True)
class Doubt:
    """Why a laboratory value does not count, and the question that settles it, empty where nothing would.

    ``kind`` is quarantined (code, unit, size or collection do not agree), spoiled (the specimen), void (this test says
    nothing of this person) or kept (nobody is weighed by such a value).
    """

    kind: Literal["quarantined", "spoiled", "void", "kept"]
    why: str
    question: str = ""


def _lab_schema(schema: dict[str, Any]) -> None:
    own = schema["properties"]
    told = {name: _schema_of(analyte(name)) for name in LABS}
    schema["properties"] = {**told, **{name: own[name] for name in BESIDE}}
    schema["required"] = []
    single = [name for name in LABS if name != OF_SPOT]
    both = {"required": [OF_SPOT], "not": {"anyOf": [{"required": [name]} for name in single]}}
    schema["oneOf"] = [*({"required": [name]} for name in single), both]


def _schema_of(what: Analyte) -> dict[str, Any]:
    return {
        "type": "string",
        "description": f"{what.heading}; a number with its unit: {', '.join(what.accepts)}; < or > before a bound",
        "examples": [f"1 {unit}" for unit in what.accepts],
    }


class Lab(Noun):
    """One laboratory value: which analyte, the reading in its unit, and when and of what the sample was taken.

    Written ``serum_magnesium: 0.78 mmol/L`` (or mg/dL, mEq/L) or ``urine_magnesium: 3.1 mmol/24h``, with ``date``. A
    ``bound`` is < or > where the laboratory printed no more. ``collected`` [h] is how long urine was collected,
    ``protocol`` that of a loading test, ``specimen`` what is wrong with the sample, ``interval`` the reporting
    laboratory's own, and ``urine_creatinine`` [mmol/L] that of the same spot of urine.
    """

    model_config = ConfigDict(json_schema_extra=_lab_schema)

    quantity: str
    told: units.Told
    bound: Literal["", "<", ">"] = ""
    date: Day = None
    time: Annotated[datetime.time | None, WithJsonSchema(CLOCK)] = None
    loinc: Text | None = None
    specimen: Text | None = None
    interval: Text | None = None
    collected: Annotated[float | None, WithJsonSchema({"type": "string", "examples": ["24 h"]})] = None
    protocol: Annotated[str | None, WithJsonSchema({"type": "string"})] = None
    urine_creatinine: units.Told | None = None

    @property
    def doubt(self) -> Doubt | None:
        """Why this value by itself does not count; None where nothing speaks against it."""
        return _doubt(self)

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            raise InputError(f"{data!r} is no lab. {_SUCH}.")
        entry = dict(cast(Mapping[str, object], data))
        if isinstance(entry.get("told"), units.Told):
            return entry
        faults = [_unknown(name) for name in entry if name not in (*LABS, *BESIDE)]
        named = [name for name in entry if name in LABS]
        if len(named) == 2 and set(named) == {"spot_urine_magnesium", OF_SPOT}:
            named.remove(OF_SPOT)
        elif len(named) > 1:
            faults.append(InputError("Two labs in one entry. Begin each with its own dash.", at=(named[1],)))
        if not named and not faults:
            faults.append(InputError(f"No lab in this entry. {_SUCH}."))
        found: dict[str, object] = {}
        for name in named[:1]:
            with _kept(faults, name):
                found["bound"], found["told"] = told(name, entry[name])
                found["quantity"] = name
            if name != OF_SPOT and OF_SPOT in entry:
                with _kept(faults, OF_SPOT):
                    found["urine_creatinine"] = told(OF_SPOT, entry[OF_SPOT])[1]
            if name == "magnesium_retention" or entry.get("protocol") is not None:
                with _kept(faults, "protocol" if "protocol" in entry else name):
                    found["protocol"] = _protocol(name, entry.get("protocol"))
        for name, reader in _READERS.items():
            if entry.get(name) is not None:
                with _kept(faults, name):
                    found[name] = reader(entry[name])
        if faults:
            raise InputErrors(faults)
        return found


class _kept:  # noqa: N801 (used as a word)
    """Keeps an error of one key among the faults, so that all are told at once."""

    def __init__(self, faults: list[InputError], *at: str) -> None:
        self.faults, self.at = faults, at

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, InputError):
            self.faults.append(error.under(*self.at))
            return True
        return False


def _unknown(name: str) -> InputError:
    if name in OF_KIDNEY:
        mend = f"It stands outside labs, in a line of its own: {name}: ..."
    else:  # no nearest one: an ionised magnesium is near to urine magnesium in letters only
        mend = f"Known: {', '.join((*LABS, *BESIDE))}."
    return InputError(f"{name!r} is no lab I know. {mend}", at=(name,))


def told(name: str, value: object) -> tuple[str, units.Told]:
    """Return a reading of an analyte as printed, < or > before a bound; InputError without a unit, or out of range.

    A bound has what is known as its two ends: from nothing to the printed limit, or from it to what a living person
    can have.
    """
    what, named = analyte(name), quantity(name)
    if value is None:
        raise InputError(f"{name} is empty. Write a number with its unit, such as 1 {what.accepts[0]}, or leave it out.")
    bound, rest = "", value
    if isinstance(value, str) and (match := _BOUND.match(value)):
        bound, rest = {"≤": "<", "≥": ">"}.get(match[1], match[1]), match[2]
    try:
        found = units.read(rest, name=name, unit=what.unit, accepts=what.accepts, substance=what.substance)
    except ArithmeticError:
        rule = f"{name} = {value!r} is no number anybody has"
        raise InputError(f"{rule}. Check the number and its unit.") from None
    size = what.normal or 1.0
    low, high = named.low * size, named.high * size
    if not (bound == "<" or low <= found.value) or found.value > high or found.value < 0 <= low:
        raise InputError(
            f"{name} = {found.text!r} is {found.value:.4g} {what.unit}; {named.bearer} has {low:g} to {high:g}"
            f" {what.unit}. Check the number and its unit."
        )
    if not bound:
        return "", found
    ends = (0.0, found.value) if bound == "<" else (found.value, high)
    return bound, units.Told(found.value, *ends, str(value).strip())


def _protocol(name: str, value: object) -> str:
    if name != "magnesium_retention":
        raise InputError(f"protocol = {value!r}: only a magnesium_retention has one. Leave it out here.")
    try:
        return protocol(None if value is None else str(value)).id
    except InputError as error:
        raise InputError(f"{error.message} Write it under the reading, such as protocol: gullestad1994.") from None


def _collected(value: object) -> float:
    """Return how long urine was collected [h]; InputError without a unit of time."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(h|hr|hours?|days?|d|min)\s*", str(value))
    if match is None:
        raise InputError(f"collected = {value!r} is no length of time. Write it with its unit, such as collected: 24 h.")
    unit = match[2][0] if match[2] != "min" else "min"
    return float(match[1]) * {"h": 1.0, "d": 24.0, "min": 1.0 / 60.0}[unit]


_READERS: dict[str, Any] = {
    "date": day, "time": clock, "loinc": text, "specimen": text, "interval": text, "collected": _collected,
}  # fmt: skip


def _doubt(lab: Lab) -> Doubt | None:
    low, high = WHOLE_DAY
    if lab.collected is not None and lab.quantity in COLLECTED and not low <= lab.collected <= high:
        return Doubt(
            "quarantined",
            f"This urine was collected over {lab.collected:g} hours; {low:g} to {high:g} hours count as a day, and the"
            " rest of the day is not known.",
            "Was it a whole day after all? Then write collected: 24 h; else collect it again over 24 hours.",
        )
    return None
