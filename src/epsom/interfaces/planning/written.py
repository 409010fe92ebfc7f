"""Written: the pieces that both views of a plan are made of: lines, sizes, effects and where a line is from."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

from epsom import tables, units
from epsom.interfaces.report import words
from epsom.interfaces.report.words import MINUS, NB
from epsom.status.summary import Estimate

if TYPE_CHECKING:
    from epsom.assessment import Journey
    from epsom.person import Person
    from epsom.plan.effect import Difference, Effect

WIDEST = 96
PURPOSE = "For research and education; not a medical device."


def titled(view: str, journey: Journey, result: str) -> list[str]:
    """Return the first lines of a plan: whose it is, what was told, and what tells this result from others."""
    return [
        f"Plan for {journey.person.name or 'this person'}{view}",
        *wrapped(who(journey.person), indent=0),
        f"{journey.needs.authority}, result {result}, seed {journey.seed}",
    ]


def headed(head: str, lines: Iterable[str]) -> list[str]:
    """Return a heading with lines under it, wrapped; nothing where there are none."""
    body = [part for line in lines for part in wrapped(line)]
    return ["", head, *body] if body else []


def wrapped(line: str, indent: int = 2) -> list[str]:
    """Return one line as several that fit the screen, the later ones further in."""
    inner = indent + len(line) - len(line.lstrip())
    return textwrap.wrap(
        line.strip().replace(NB, " "), WIDEST, initial_indent=" " * inner, subsequent_indent=" " * (inner + 2),
        break_on_hyphens=False,
    )  # fmt: skip


def cited(source: str) -> str:
    """Return where a line is from, in brackets: author and year, or that it is a guess of ours."""
    found = tables.sources().get(source)
    if found is None:
        return "[assumed: a guess of ours]" if source == "assumed" else f"[{source}]"
    return f"[{found.author.split(',')[0].removesuffix(' and others')} {found.year}]"


def who(person: Person) -> str:
    """Return in one line whom a plan is for, as told."""
    told = [f"{words.counted_years(person.age)}, {person.sex}"]
    told += [f"week {person.pregnancy_week} of pregnancy"] if person.pregnancy_week is not None else []
    told += ["breast-feeding"] if person.lactating else []
    told += [f"conditions: {', '.join(found)}"] if (found := (*person.conditions, *person.other_conditions)) else []
    taken = (*(one.name for one in person.medicines), *person.other_medicines)
    told += [f"medicines: {', '.join(taken)}"] if taken else []
    return "; ".join(told)


def span(estimate: Estimate, digits: int, unit: str, *, signed: bool = True) -> str:
    """Write a middle with its range, unit once: ``+26 mg (17 to 38)``."""
    low, middle, high = (words.number(value, digits) for value in (estimate.low, estimate.median, estimate.high))
    return f"{words.plus(middle) if signed else middle} {unit} ({low} to {high})"


def mg(estimate: Estimate, per: str = "") -> str:
    """Write milligrams with their range."""
    return span(estimate, 0 if abs(estimate.median) >= 10 else 1, f"mg{per}")


def mg_of(estimate: Estimate, per: str = "") -> str:
    """Write an amount [mmol] in milligrams, with its range."""
    size = units.milligrams(1.0)
    return mg(Estimate(size * estimate.low, size * estimate.median, size * estimate.high), per)


def effect_lines(effect: Effect, *, said: str) -> list[str]:
    """Return what a plan does: each moment in a line, then the outcomes; ``said`` is what the year is compared with."""
    first = f"a day: {mg(effect.eaten)} of magnesium, of which {mg(effect.absorbed)} are absorbed; {said}"
    lines = [first]
    for serum, stores, urine in zip(effect.serum, effect.stores, effect.urine, strict=True):
        lines.append(f"{_when(serum)}: serum {_serum(serum)}; stores {mg_of(stores.change)}; "
                     f"urine {mg_of(urine.change, ' a day')}")  # fmt: skip
    return [*lines, *outcome_lines(effect)]


def outcome_lines(effect: Effect) -> list[str]:
    """Return the outcomes that go with what a plan changes, the ones counted in people first; associations all."""
    counted = [one.plain for one in effect.outcomes if one.leading and one.leading.events is not None]
    others = len(effect.outcomes) - len(counted)
    rest = [f"{others} more in relative terms only, or without an effect shown"] if others and counted else []
    lines = [*counted, *rest]
    return ["What studies associate with such a change, each for itself and none a promise:",
            *(f"  {line}" for line in lines)] if lines else []  # fmt: skip


def _when(moment: Difference) -> str:
    return f"after {moment.day / 7:.0f} weeks" if moment.day < 364 else "after a year"


def _serum(moment: Difference) -> str:
    low, middle, high = (words.number(end, 3) for end in (moment.change.low, moment.change.median, moment.change.high))
    return f"{words.plus(middle)} mmol/L ({low} to {high})"


def energy(share: float) -> str:
    """Write a change of energy as a share: ``−3 %``."""
    return f"{words.plus(words.number(100 * share, 1))} %".replace("-", MINUS)
