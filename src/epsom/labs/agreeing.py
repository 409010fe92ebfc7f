"""Agreeing: code, unit and size of a reading must tell one story, or it waits for the answer to a question.

1.6 of magnesium is low in mg/dL, low to normal in mEq/L and dangerously high in mmol/L: no number says by itself which
it is. A reading is never repaired here; a quarantined one is shown, with all that it could be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from epsom import tables, units
from epsom.errors import InputError
from epsom.labs import specimens
from epsom.labs.analytes import Analyte, analyte
from epsom.labs.codes import codes, well_formed
from epsom.labs.intervals import intervals, own

TABLE = "labs/agreeing.toml"


@dataclass(frozen=True)
class Doubt:
    """Why a reading is not used, quarantined (code, unit and size disagree) or spoiled (the sample), and a question."""

    kind: Literal["quarantined", "spoiled"]
    why: str
    question: str


@dataclass(frozen=True)
class Agreement:
    """A reading in the unit of its analyte, what speaks against it, and what is worth saying though it agrees."""

    analyte: str
    told: units.Told
    doubts: tuple[Doubt, ...]
    notes: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """Agrees, quarantined or spoiled; a spoiled sample comes first, as no answer mends it."""
        kinds = [doubt.kind for doubt in self.doubts]
        return "spoiled" if "spoiled" in kinds else "quarantined" if kinds else "agrees"


def agree(
    name: str, told: units.Told, *, loinc: str | None = None, specimen: str | None = None, interval: str | None = None
) -> Agreement:
    """Hold a reading, told in the unit of its analyte, against its code, its sample and the laboratory's own interval.

    ``told.text`` is as it was written, with its unit. InputError for words of a sample or an interval that say nothing.
    """
    what = analyte(name)
    _, number, unit = units.parts(told.text)
    if not unit:
        raise InputError(f"{name} = {told.text!r} has no unit, so that nothing can agree with it.")
    doubts: list[Doubt] = []
    notes: list[str] = []
    witness = _code(what, unit, loinc, doubts, notes) if loinc else False
    fault = specimens.spoilt(name, specimen) if specimen else None
    if fault is not None:
        read = "either way" if fault.effect == "either" else f"falsely {fault.effect}"
        why = f"{fault.fault}: {what.heading.lower()} reads {read}, as {fault.words}."
        doubts.append(Doubt("spoiled", why, "Can a new sample be drawn without this fault?"))
    if interval and own(name, interval).unit.casefold() == unit.casefold():
        witness = True
    _size(what, told, float(number), unit, witness=witness, doubts=doubts)
    return Agreement(name, told, tuple(doubts), tuple(notes))


def _code(what: Analyte, unit: str, loinc: str, doubts: list[Doubt], notes: list[str]) -> bool:
    """Add what a code says against the reading; tell whether it bears witness for its unit."""
    number = loinc.strip()
    if not well_formed(number):
        why = f"LOINC {number!r} is mistyped: its form or its check digit is wrong."
        doubts.append(Doubt("quarantined", why, "Which code stands on the report?"))
        return False
    code = codes().get(number)
    if code is None:
        notes.append(f"LOINC {number} is no code in our table: it neither confirms the reading nor speaks against it.")
        return False
    title = f"LOINC {number} is {code.name}"
    if code.analyte != what.name:
        why = f"{title}, and the reading was told as {what.heading.lower()}."
        doubts.append(Doubt("quarantined", why, "Which of the two was measured?"))
        return False
    kind = units.counts(unit)
    if not code.counts(kind):
        why = f"{title}, usually in {code.unit}, and the reading is in {unit}."
        other = _other(code.analyte, kind)
        ask = f"Does the report print {unit} or {code.unit}? If {unit}, the code is another one{other}."
        doubts.append(Doubt("quarantined", why, ask))
        return False
    if kind == "charge":
        notes.append(f"{title}; the reading is in {unit}, as equivalents: 1 mEq of it is not 1 mmol.")
    if code.hint:
        notes.append(f"{title} is from memory and was not looked up: a hint, no witness.")
    return not code.hint


def _other(name: str, kind: str) -> str:
    fits = [code.code for code in codes().values() if code.analyte == name and code.counts(kind)]
    return f", such as {fits[0]}" if fits else ""


def _size(what: Analyte, told: units.Told, number: float, unit: str, *, witness: bool, doubts: list[Doubt]) -> None:
    """Add a doubt where the size is impossible, or unusual while the same number in another unit would be ordinary."""
    low, high = what.plausible
    impossible = not low <= told.value <= high
    known = [one.ends() for one in intervals(what.name)]
    lowest, highest = min((one[0] for one in known), default=low), max((one[1] for one in known), default=high)
    unusual = not (
        tables.number(TABLE, "unusual_low_factor") * lowest
        <= told.value
        <= tables.number(TABLE, "unusual_high_factor") * highest
    )
    others = _readings(what, number, unit, lowest, highest) if known else ()
    if not impossible and (witness or not unusual or not others):
        return
    size = _in_words(told.value, what.unit)
    printed = told.text if _same(unit, what.unit) else f"{told.text}, which is {size},"
    if impossible:
        first, last = _in_words(low, what.unit), _in_words(high, what.unit)
        why = f"{printed} lies outside what is plausible, {first.removesuffix(f' {last.split()[-1]}')} to {last}."
    else:
        why = f"{printed} lies far outside every reference interval, and nothing else bears out its unit."
    if not others:
        doubts.append(Doubt("quarantined", why, "Are number and unit as printed?"))
        return
    listed = " or ".join(
        f"{number:g} {other}" + ("" if _same(other, what.unit) else f" ({_in_words(value, what.unit)})")
        for other, value in others
    )
    ask = f"Is the unit {unit} as printed, or was it {listed}?"
    doubts.append(
        Doubt("quarantined", why, f"{ask} The reporting laboratory's own interval, with its unit, settles it.")
    )


def _same(unit: str, other: str) -> bool:
    return unit.casefold() == other.casefold() or (unit, other) == ("%", "1")


def _in_words(value: float, unit: str) -> str:
    """Write a value with three figures, never with a power of ten, and a share of one in percent."""
    value, unit = (100 * value, "%") if unit == "1" else (value, unit)
    return f"{float(f'{value:.3g}'):.10f}".rstrip("0").rstrip(".") + f" {unit}"


def _readings(what: Analyte, number: float, unit: str, lowest: float, highest: float) -> tuple[tuple[str, float], ...]:
    """Return the other units in which the same number would be ordinary, with what it would be."""
    found: dict[float, tuple[str, float]] = {}
    here = units.converted(number, unit, what.unit, what.substance)
    for other in what.accepts:
        value = units.converted(number, other, what.unit, what.substance)
        if lowest <= value <= highest and abs(value - here) > 1e-9 * abs(here):
            found.setdefault(round(value, 9), (other, value))
    return tuple(found.values())
