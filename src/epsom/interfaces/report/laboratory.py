"""The laboratory's values on the page: each beside what was expected of it, what it told, and the stores it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from epsom.interfaces.report import words
from epsom.interfaces.report.figures import lengths_figure, stores_figure, strip_figure
from epsom.interfaces.report.figures.lengths import Length
from epsom.interfaces.report.figures.stores import Span, Store
from epsom.interfaces.report.figures.strip import Expected, Printed
from epsom.interfaces.report.named import Names
from epsom.interfaces.report.sentences import Said
from epsom.interfaces.report.view import TABLE, Line, Table, line, table
from epsom.interfaces.report.words import NB, Amounts
from epsom.labs.analytes import analyte
from epsom.status.summary import Estimate
from epsom.tables import number

if TYPE_CHECKING:
    from epsom.assessment import Assessment, LabView, LearnedLine, RangeLine, StoreLine

STORES = ("bone", "muscle", "soft tissue", "blood")
"""The stores that are drawn; what else is told of them stands in the table."""
NOTHING = "told next to nothing"
ROUGH = "rough: few virtual persons tell what would be without this value"
BITS: Names = ("bits",)
BEFORE_AFTER: Names = ("before and after", "90 of 100")


@dataclass(frozen=True)
class Measure:
    """How values of one analyte are written: the factor from the unit they are kept in, the unit shown, decimals."""

    factor: float
    unit: str
    digits: int

    def text(self, value: float) -> str:
        """Write a value with its unit."""
        return f"{words.number(value * self.factor, self.digits)}{NB}{self.unit}"

    def span(self, one: Estimate) -> str:
        """Write a middle with its range: ``0.83 mmol/L (0.76 to 0.91)``."""
        low, high = (words.number(end * self.factor, self.digits) for end in (one.low, one.high))
        return f"{self.text(one.median)} ({low} to {high})"


@dataclass(frozen=True)
class Value:
    """One value: its name, as told, when, its badges (words, kind), its drawing, and what is said of it."""

    heading: str
    told: str
    when: str
    badges: tuple[tuple[str, str], ...]
    strip: str
    said: tuple[str, ...]
    question: str
    used: bool
    explain: Names


def measure(lab: LabView, amounts: Amounts) -> Measure:
    """Return how values of this kind are written in the reader's unit."""
    if lab.unit == "mmol/day" and analyte(lab.quantity).substance == "magnesium":
        factor, unit = amounts.value(1.0), f"{amounts.unit} per day"
    else:
        factor, unit = (100.0, "%") if lab.unit == "1" else (1.0, lab.unit)
    size = max(abs(lab.value), abs(lab.expected.high) if lab.expected else 0.0) * factor
    return Measure(factor, unit, 0 if unit == "%" else words.fitting(size))


def values(assessment: Assessment, amounts: Amounts) -> tuple[Value, ...]:
    """Return every value as told, those that count first, those that nobody is weighed by last."""
    told = {one.place: one for one in assessment.learned}
    found = [(view, _value(view, told.get(place), amounts)) for place, view in enumerate(assessment.labs)]
    found.sort(key=lambda both: 0 if both[0].used else 2 if both[0].doubt == "kept" else 1)
    return tuple(value for _, value in found)


def _value(view: LabView, learned: LearnedLine | None, amounts: Amounts) -> Value:
    how, heading = measure(view, amounts), view.heading or analyte(view.quantity).heading
    strip = ""
    if view.ranges or view.expected is not None:
        strip = strip_figure(
            heading, view.value * how.factor, unit=how.unit, digits=how.digits, bound=view.bound,
            told=view.told if view.told.endswith(f" {how.unit}") else "",
            printed=[_printed(one, how) for one in view.ranges],
            expected=None if view.expected is None else _scaled(view.expected, how),
        )  # fmt: skip
    return Value(
        heading=heading,
        told=view.told.replace(" ", NB),
        when=view.date or "no date told",
        badges=_badges(view),
        strip=strip,
        said=_said(view, how, learned),
        question=view.question,
        used=view.used,
        explain=_explain(view, learned),
    )


def _printed(one: RangeLine, how: Measure) -> Printed:
    low, high = (None if end is None else end * how.factor for end in (one.low, one.high))
    return Printed(one.place, low, high)


def _scaled(one: Estimate, how: Measure) -> Expected:
    return Expected(one.low * how.factor, one.median * how.factor, one.high * how.factor)


def _explain(view: LabView, learned: LearnedLine | None) -> Names:
    found = ["told", view.quantity]
    found += ["expected", "90 of 100"] if view.expected is not None else []
    found += BITS if learned is not None else ()
    found += [one.source for one in (*view.ranges, *view.alerts) if one.source not in ("", "assumed")]
    return tuple(found)


def _badges(view: LabView) -> tuple[tuple[str, str], ...]:
    found = list[tuple[str, str]]()
    said = {one.word for one in view.ranges}
    if len(said) == 1:
        word = said.pop()
        found.append((word, word.replace(" ", "-")))
    elif said:
        found.append(("ranges differ", "differ"))
    if not view.used:
        found.append(("shown, not weighed" if view.doubt == "kept" else "not used", "unused"))
    return tuple(found)


def _said(view: LabView, how: Measure, learned: LearnedLine | None) -> tuple[str, ...]:
    found = [f"{words.capital(one.words)} ({one.rule})." for one in view.alerts]
    if view.ranges:
        found.append(_ranges(view.ranges))
    if view.expected is not None:
        found.append(f"Expected before it was read: {how.span(view.expected)}.")
    if learned is not None:
        bits = f"{words.number(learned.bits, 2)} bits"
        found.append(f"It {much(learned.bits, learned.error)} about the stores beyond the other values ({bits}).")
        found += [f"{words.capital(ROUGH)}."] if rough(learned) else []
    if view.nearest is not None:
        found.append(f"No virtual person comes to this value; the nearest comes to {how.text(view.nearest)}.")
    if view.widened > 1.0:
        times = words.number(view.widened, 1)
        found.append(f"It lies apart from another value of its kind, so its error was widened {times} times.")
    if view.why and view.doubt != "kept":
        found.append(view.why)
    return tuple(found)


def _ranges(ranges: tuple[RangeLine, ...]) -> str:
    """Say where a value lies by each range; ranges that say the same stand together."""
    parts: list[str] = []
    for word in dict.fromkeys(one.word for one in ranges):
        by = "; ".join(_whose(one) for one in ranges if one.word == word)
        parts.append(f"{words.capital(word)}: {by}")
    unsure = "" if all(one.sure for one in ranges) else " Its rounding reaches over a limit."
    return f"{'. '.join(parts)}.{unsure}"


def _whose(one: RangeLine) -> str:
    return f"{one.printed} ({one.place}{f', {one.people}' if one.people else ''})"


def much(bits: float, error: float) -> str:
    """Say in words how much so many bits are."""
    if nothing(bits, error):
        return NOTHING
    if bits < number(TABLE, "told_little"):
        return "told a little"
    return "told a fair amount" if bits < number(TABLE, "told_much") else "told much"


def rough(one: LearnedLine) -> bool:
    """Tell whether too few virtual persons say what would be without this value, so that its bits are rough."""
    return one.k is not None and one.k >= number("assessment/journey.toml", "most_k")


def nothing(bits: float, error: float) -> bool:
    """Tell whether so many bits are next to nothing, or no more than their error."""
    return bits < max(number("assessment/asking.toml", "least_learned"), error)


def told_chart(assessment: Assessment) -> str:
    """Draw how much each value told beyond all others, most first."""
    ranked = sorted(assessment.learned, key=lambda one: -one.bits)
    lines = [
        Length(
            f"{one.heading}, {one.told}{f' ({one.date})' if one.date else ''}", one.bits, one.error,
            f"{much(one.bits, one.error).removeprefix('told ')} ({words.number(one.bits, 2)} bits)",
            note=ROUGH if rough(one) else "",
        )
        for one in ranked
    ]  # fmt: skip
    label = "How much each value told about the stores beyond all others"
    return lengths_figure(label, lines, least=number(TABLE, "told_much")) if lines else ""


def in_all(assessment: Assessment, amounts: Amounts) -> tuple[Said, ...]:
    """Say what all values together told, and how far serum reaches."""
    if not assessment.learned or assessment.learned_in_all is None:
        return ()
    told = assessment.learned_in_all
    found = [
        Said(
            f"All values together {much(told.bits, told.error)}: {words.number(told.bits, 2)} bits. One bit is what an "
            "answer tells that halves what was possible. What several values tell alike counts for none of them alone.",
            BITS,
        )
    ]
    return (*found, *serum_alone(assessment, amounts))


def serum_alone(assessment: Assessment, amounts: Amounts) -> tuple[Said, ...]:
    """Say how far serum moved the deficit, where serum is among what counts: no further than studies carry it."""
    kinds = {one.analyte for one in assessment.learned}
    if "serum_magnesium" not in kinds:
        return ()
    text = (
        "Serum moves what is said of the stores as far as published data allow and no further: it holds less than one "
        "part in a hundred of the body’s magnesium, so a value in range does not show that stores are full."
    )
    found = [Said(text)]
    if kinds == {"serum_magnesium"}:
        before, after = amounts.estimate(assessment.prior_deficit), amounts.estimate(assessment.deficit)
        moved = f"Serum alone counts here. It moved the deficit from {before} to {after}."
        found.append(Said(moved, ("deficit", *BEFORE_AFTER)))
    return tuple(found)


def stores_chart(assessment: Assessment, amounts: Amounts) -> str:
    """Draw the stores before any value and after all, the whole body first; nothing where no value counts."""
    known = {one.name: one for one in assessment.stores}
    if not assessment.learned or "deficit" not in known:
        return ""
    whole = known["deficit"]
    rows = [("Whole body", _turned(whole.prior), _turned(whole.posterior))]
    rows += [(words.capital(name), known[name].prior, known[name].posterior) for name in STORES if name in known]
    drawn = [
        Store(name, _span(one, amounts), _span(two, amounts),
              f"before {amounts.estimate(one)}, after {amounts.estimate(two)}")
        for name, one, two in rows
    ]  # fmt: skip
    return stores_figure(
        "Stores beside their full state", drawn, unit=amounts.unit, before="before any value", after="with all values"
    )


def _turned(one: Estimate) -> Estimate:
    """Return what is held beside the full state, from what is missing of it."""
    return Estimate(-one.high, -one.median, -one.low)


def _span(one: Estimate, amounts: Amounts) -> Span:
    return Span(amounts.value(one.low), amounts.value(one.median), amounts.value(one.high))


def stores_table(assessment: Assessment, amounts: Amounts) -> Table | None:
    """Return the same in numbers, with the kidney's threshold and what the gut takes up."""
    if not assessment.learned or not assessment.stores:
        return None
    lines = [_store_line(one, amounts) for one in assessment.stores]
    caption = (
        "Before any value, and with all of them. Stores are told beside their full state: below 0 is less than that. A "
        "range holds 90 of 100 virtual persons."
    )
    return table(caption, ("What", "Before", "After", "Range"), lines, (), BEFORE_AFTER)


_NAMES = {
    "deficit": "Missing in the whole body",
    "renal threshold": "Up to where the kidney saves",
    "absorption": "Absorbed of the usual diet",
}
_EXPLAINED = {"deficit": "deficit", "renal threshold": "balance.threshold", "absorption": "absorption share"}


def _store_line(one: StoreLine, amounts: Amounts) -> Line:
    before, after = (_written(one, each, amounts) for each in (one.prior, one.posterior))
    explain = (_EXPLAINED.get(one.name, "gain of a store"), *BEFORE_AFTER)
    return line((_NAMES.get(one.name, words.capital(one.name)), before, after, _width(one.narrowed)), explain)


def _written(one: StoreLine, each: Estimate, amounts: Amounts) -> str:
    if one.unit == "mmol":
        return amounts.estimate(each)
    if one.unit == "1":
        return words.share_range(each)
    return Measure(1.0, one.unit, 2).span(each)


def _width(narrowed: float) -> str:
    """Say how the range changed; in times as wide where it became more than half as wide again."""
    if abs(narrowed) < 0.005:
        return "as wide"
    if narrowed < -0.5:
        return f"{words.number(1.0 - narrowed, 1)} times as wide"
    return f"{words.share(abs(narrowed))} {'narrower' if narrowed > 0 else 'wider'}"
