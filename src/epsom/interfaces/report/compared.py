"""Both views of one size side by side: if an association were fully causal, and with doubt about cause counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from epsom.interfaces.report import named, words
from epsom.interfaces.report.figures import pair_figure
from epsom.interfaces.report.figures.pair import Bar
from epsom.interfaces.report.named import Names
from epsom.outcomes.incidence import COUNTRIES
from epsom.outcomes.personal.wording import MEASURE, counted, ends, fewer_ends, number, printed, share

if TYPE_CHECKING:
    from epsom.outcomes.project import Finding, PerThousand, Size, Spread


@dataclass(frozen=True)
class Line:
    """One line of the comparison: what, as fully causal, with doubt about cause counted, and what explains it."""

    what: str
    causal: str
    doubted: str
    explain: str


def names(outcome: str, found: Finding) -> Names:
    """Return what explains the numbers of a finding: its row, the judgement of cause, and the rate it is told in."""
    events = found.events
    if events is None:
        return named.of_evidence(outcome, found.id)
    if events.source == "told":
        return (*named.of_evidence(outcome, found.id), "told", "events per 1,000")
    code = next((code for code, country in COUNTRIES.items() if country == events.country), events.country)
    return named.of_evidence(outcome, found.id, rate=code, baseline=events.outcome)


def lines(outcome: str, found: Finding, size: Size) -> tuple[Line, ...]:
    """Return the lines of the comparison: the size, how far it may lie elsewhere, what is believed, and in people."""
    digits = 2 if size.none or abs(size.estimate) < 1 else 1
    unit = f" {size.unit}" if size.unit else ""
    doubted, both = size.doubted, (size.doubted.low95, size.doubted.high95)
    estimate = number(size.estimate, 2) if size.none else printed(size.estimate)
    judged = f"{share(size.likely)} likely{'' if found.tier.startswith('trial') else ', and then in part'}"
    told = (
        (
            words.capital(MEASURE.get(size.measure, "mean change")),
            f"{estimate}{unit} ({ends(size.interval, 2)})",
            f"{number(doubted.mean, digits)}{unit} on average ({ends(both, digits)})",
        ),
        ("Mean of a new group", ends(size.prediction, digits), ""),
        ("80 of 100 draws", "", ends((doubted.low80, doubted.high80), digits)),
        ("Magnesium is the cause", "taken as so", judged),
    )
    explain = named.attribute(names(outcome, found))
    counts = _counts(found.events, size) if found.events and not size.nobody else ()
    return tuple(Line(*one, explain) for one in (*told, *counts))


def _counts(events: PerThousand, size: Size) -> tuple[tuple[str, str, str], ...]:
    flag, doubted = size.below is not None, events.fewer_doubted
    base, change = ("at large", "with so low a serum") if flag else ("without the change", "with it")
    before = _counted(events.before)
    told = [
        (f"Of 1,000 {base}", before, before),
        (f"Of 1,000 {change}", _counted(events.after), _counted(events.after_doubted)),
        ("More of 1,000", _more(events.fewer), _more(doubted, average=True)) if flag else
        ("Fewer of 1,000", _fewer(events.fewer), _fewer(doubted, average=True)),
    ]  # fmt: skip
    if not flag:
        notable = f"Chance of more than {printed(events.notable_size)} fewer"
        told += [("Chance of any fewer", "", share(events.any)), (notable, "", share(events.notable))]
    if events.per_event is not None:
        low, high = events.per_event
        told.append(("People for one event less", "", f"{low:,.0f} to {high:,.0f}"))
    return tuple(told)


def _counted(spread: Spread) -> str:
    return f"{counted(spread.median)} ({counted(spread.low95)} to {counted(spread.high95)})"


def _fewer(spread: Spread, *, average: bool = False) -> str:
    middle = f"{counted(spread.mean)}{' on average' if average else ''}"
    return f"{middle} ({fewer_ends(spread.low95, spread.high95)})"


def _more(spread: Spread, *, average: bool = False) -> str:
    middle = f"{counted(-spread.mean)}{' on average' if average else ''}"
    return f"{middle} ({counted(-spread.high95)} to {counted(-spread.low95)})"


def figure(found: Finding, events: PerThousand) -> str:
    """Draw how many of 1,000 without and with the change, both views; a whisker is the range of the change alone."""
    before, flag = events.before.median, found.size is not None and found.size.below is not None
    base, change = ("at large", "low serum") if flag else ("without the change", "with it")

    def bar(name: str, middle: float, low: float, high: float) -> Bar:
        gone = "fewer" if middle >= 0 else "more"
        return Bar(name, before - middle, max(before - high, 0.0), before - low, f"{counted(abs(middle))} {gone}")

    doubted, causal = events.fewer_doubted, events.fewer
    bars = [
        Bar(base, before, None, None, f"{counted(before)} of 1,000"),
        bar(f"{change}, doubt counted", doubted.mean, doubted.low95, doubted.high95),
        bar(f"{change}, if fully causal", causal.mean, causal.low95, causal.high95),
    ]
    return pair_figure(bars, f"{words.capital(events.event)}: of 1,000 {events.whom} within {events.years:g} years")
