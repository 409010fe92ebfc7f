"""Words and figures for readers: amounts in the reader's unit, ranges, and chances as so many of twenty."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Literal, Protocol

from epsom import units

Unit = Literal["mg", "mmol"]
UNITS: tuple[Unit, ...] = ("mg", "mmol")
VERSIONS = 20  # how many equally likely versions of a person a chance is told in
MINUS = "\u2212"
NB = "\u00a0"  # a space that does not break a number from its unit


class Range(Protocol):
    """Anything with a low end, a middle and a high end (5, 50 and 95 %)."""

    @property
    def low(self) -> float:
        """Return the low end."""
        ...

    @property
    def median(self) -> float:
        """Return the middle."""
        ...

    @property
    def high(self) -> float:
        """Return the high end."""
        ...


def number(value: float, digits: int) -> str:
    """Write a number with so many decimals and a true minus sign; never ``-0``."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def fitting(value: float) -> int:
    """Return the decimals that show about three figures of a number: 254, 10.4, 0.78."""
    size = abs(value)
    return 0 if size >= 100 else 1 if size >= 10 else 2


def plain(value: float) -> str:
    """Write a number of unknown size with about three figures, as tables of parameters need it."""
    size = abs(value)
    if size >= 1e5 or 0 < size < 1e-3:
        return f"{value:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("-", MINUS)
    return f"{value:.4g}".replace("-", MINUS)


@dataclass(frozen=True)
class Amounts:
    """Writes amounts of magnesium, held in mmol, in the unit the reader chose."""

    unit: Unit

    def value(self, mmol: float) -> float:
        """Return an amount [mmol] as a number in the reader's unit."""
        return units.milligrams(mmol) if self.unit == "mg" else mmol

    def of_mg(self, milligrams: float) -> float:
        """Return an amount [mg] as a number in the reader's unit."""
        return milligrams if self.unit == "mg" else units.mmol(milligrams)

    def _digits(self, size: float) -> int:
        """Return the decimals for a size in the reader's unit: whole mg from ten on, else about three figures."""
        if self.unit == "mg":
            return 0 if abs(size) >= 10 else 1
        return fitting(size)

    def _written(self, values: tuple[float, ...], width: float) -> tuple[tuple[str, ...], str]:
        """Write numbers [mmol] alike, no finer than a twentieth of ``width`` [mmol]; return them and their unit."""
        shown = [self.value(value) for value in values]
        size, wide, unit = max(map(abs, shown)), self.value(width), str(self.unit)
        digits = self._digits(size)
        if self.unit == "mg" and size >= 1e4:
            shown, wide, unit, digits = [value / 1e3 for value in shown], wide / 1e3, "g", 1
        if (step := wide / VERSIONS) > 0:
            digits = min(digits, -floor(log10(step)))
        return tuple(number(round(value, digits), max(digits, 0)) for value in shown), unit

    def text(self, mmol: float) -> str:
        """Write an amount [mmol] with its unit: ``254 mg`` or ``10.4 mmol``; from ten grams on, in grams."""
        (one,), unit = self._written((mmol,), 0.0)
        return f"{one}{NB}{unit}"

    def text_mg(self, milligrams: float) -> str:
        """Write an amount [mg] with its unit, in the reader's unit."""
        return self.text(units.mmol(milligrams))

    def numbers(self, estimate: Range) -> tuple[str, str, str, str]:
        """Write low end, middle and high end of an estimate [mmol] alike, and their unit."""
        (low, middle, high), unit = self._written((estimate.low, estimate.median, estimate.high), width(estimate))
        return low, middle, high, unit

    def middle(self, estimate: Range) -> str:
        """Write the middle of an estimate [mmol] with its unit: ``254 mg``."""
        _, middle, _, unit = self.numbers(estimate)
        return f"{middle}{NB}{unit}"

    def size(self, estimate: Range) -> str:
        """Write how large the middle of an estimate [mmol] is, without its sign: ``37 mmol``."""
        return self.middle(estimate).removeprefix(MINUS)

    def span(self, estimate: Range) -> str:
        """Write the range of an estimate [mmol] without its unit: ``231 to 280``."""
        low, _, high, _ = self.numbers(estimate)
        return f"{low} to {high}"

    def between(self, estimate: Range) -> str:
        """Write the range of an estimate [mmol], unit once: ``231 to 280 mg``."""
        return f"{self.span(estimate)}{NB}{self.numbers(estimate)[3]}"

    def estimate(self, estimate: Range) -> str:
        """Write an estimate [mmol] with its range: ``254 mg (231 to 280)``."""
        return f"{self.middle(estimate)} ({self.span(estimate)})"


def width(estimate: Range) -> float:
    """Return how wide the range of an estimate is."""
    return abs(estimate.high - estimate.low)


def serum(mmol_per_litre: float) -> str:
    """Write a serum value in mmol/L with mg/dL in brackets: ``0.78 mmol/L (1.90 mg/dL)``."""
    return f"{number(mmol_per_litre, 2)}{NB}mmol/L ({number(mg_per_dl(mmol_per_litre), 2)}{NB}mg/dL)"


def serum_range(estimate: Range) -> str:
    """Write a serum range in both units: ``0.74 to 0.86 mmol/L (1.80 to 2.09 mg/dL)``."""
    low, high = (number(value, 2) for value in (estimate.low, estimate.high))
    low_mass, high_mass = (number(mg_per_dl(value), 2) for value in (estimate.low, estimate.high))
    return f"{low} to {high}{NB}mmol/L ({low_mass} to {high_mass}{NB}mg/dL)"


def mg_per_dl(mmol_per_litre: float) -> float:
    """Return a magnesium concentration [mg/dL] from mmol/L."""
    return mmol_per_litre * units.factor("mmol/L", "mg/dL", "magnesium")


def share(fraction: float) -> str:
    """Write a share as a percentage: ``34 %``; small ones with a decimal."""
    percent = 100 * fraction
    return f"{number(percent, 0 if abs(percent) >= 10 else 1)}{NB}%"


def share_range(estimate: Range) -> str:
    """Write a share with its range: ``34 % (27 to 41)``."""
    digits = 0 if max(abs(estimate.low), abs(estimate.high)) >= 0.1 else 1
    low, middle, high = (number(100 * part, digits) for part in (estimate.low, estimate.median, estimate.high))
    return f"{middle}{NB}% ({low} to {high})"


def of_twenty(chance: float) -> str:
    """Write a chance in [0, 1] as a frequency: ``12 of 20``; neither never nor always unless it is so."""
    count = round(chance * VERSIONS)
    if count == 0 and chance > 0:
        return f"fewer than 1 of {VERSIONS}"
    if count == VERSIONS and chance < 1:
        return f"nearly {VERSIONS} of {VERSIONS}"
    return f"{count} of {VERSIONS}"


def verb(change: Range, amounts: Amounts) -> str:
    """Return what a store does [mmol]: it gains, or gives back where negative, or stays even where that rounds to 0."""
    if not any(digit in amounts.size(change) for digit in "123456789"):
        return "stays even"
    return "gives back" if change.median < 0 else "gains"


def gain(change: Range, amounts: Amounts) -> str:
    """Write what a store gained [mmol]: ``gains 4.1 mg``, ``gives back 6.2 mg`` or ``stays even``."""
    said = verb(change, amounts)
    return said if said == "stays even" else f"{said} {amounts.size(change)}"


def plus(written: str) -> str:
    """Give a written number that is above zero its sign: ``+4.1``; ``−6.2`` and ``0.0`` stay."""
    above = any(digit in written for digit in "123456789") and not written.startswith(MINUS)
    return f"+{written}" if above else written


def change(choose: str, instead: str) -> str:
    """Return a change on the plate: ``30 g almonds instead of 1 doughnut``, or ``1 banana as well`` for an addition."""
    return f"{choose} instead of {instead}" if instead else f"{choose} as well"


def listed(items: list[str]) -> str:
    """Join words as a sentence does: ``bread, milk and nuts``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def counted_years(age: float) -> str:
    """Write an age: ``45 years``, ``1 year``."""
    return f"{age:g} year{'' if age == 1 else 's'}"


def counted(count: int) -> str:
    """Write a small count as a word."""
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return small[count] if count < len(small) else str(count)


def capital(sentence: str) -> str:
    """Return a sentence with a capital first letter, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
