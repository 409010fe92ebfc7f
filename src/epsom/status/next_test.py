"""The next test: which reading not yet taken would tell most about the deficit, and what it would ask of the person.

That no further test is worth it is an answer. What is said is for review and never an order.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from importlib.resources import files

from epsom import tables
from epsom.elementwise import Array
from epsom.status.burden import LabTest
from epsom.status.expecting import Expected, expected

TABLE, WORDS = "status/next_test.toml", "status/next_test.words.toml"
number = partial(tables.number, TABLE)
SURE = 2.0  # standard errors that what is told must stand above nothing


@dataclass(frozen=True)
class Candidate:
    """A test that the person could have.

    ``centre`` is where each virtual person's reading would lie (persons,), ``spread`` how far one strays from there,
    both on the scale on which it strays normally. ``taken`` is how many readings of the analyte there are already, and
    ``barred`` why this person may not have the test, a sentence each.
    """

    test: LabTest
    centre: Array
    spread: Array | float
    taken: int = 0
    barred: tuple[str, ...] = ()


@dataclass(frozen=True)
class TestWorth:
    """What one test is expected to tell, beside its burden.

    ``bits`` of information about the deficit with their standard ``error``; the range of nine in ten ``band_now``, and
    ``band_after`` on average [mmol]; ``narrowing`` is the share between them. ``worth`` is whether it reaches what the
    table asks and nothing bars it.
    """

    test: str
    heading: str
    bits: float
    error: float
    band_now: float
    band_after: float
    narrowing: float
    burden: str
    score: int
    hours: float
    cost: str
    taken: int
    barred: tuple[str, ...]
    worth: bool


@dataclass(frozen=True)
class Words:
    """The same answer for two readers."""

    clinician: tuple[str, ...]
    lay: tuple[str, ...]


@dataclass(frozen=True)
class NextTest:
    """All tests, the most telling first; ``best`` is the name of the one to think of, None where none is worth it."""

    tests: tuple[TestWorth, ...]
    best: str | None
    words: Words


def next_test(deficit: Array, weights: Array, candidates: Iterable[Candidate], urgent: str = "") -> NextTest:
    """Return what each candidate is expected to tell of the deficit [mmol] of the weighted virtual persons.

    The best is the lightest of those that tell nearly as much as the most telling one that is worth it. Where
    something told is ``urgent``, in its own words, no test is named: care comes before knowing more.
    """
    found = [_worth(each, expected(deficit, weights, each.centre, each.spread)) for each in candidates]
    found.sort(key=lambda one: (-one.bits, one.score, one.test))
    best = None if urgent else chosen(tuple(found))
    said = ((r["urgent"].format(what=urgent), r["limits"]) if urgent else _said(r, found, best) for r in _words())
    return NextTest(tuple(found), best.test if best else None, Words(*said))


def chosen(tests: tuple[TestWorth, ...]) -> TestWorth | None:
    """Return the test to think of first, or None where no further test is worth it."""
    worthy = [one for one in tests if one.worth]
    if not worthy:
        return None
    enough = number("nearly_as_much") * max(one.bits for one in worthy)
    return min((one for one in worthy if one.bits >= enough), key=lambda one: (one.score, -one.bits, one.test))


def _worth(one: Candidate, told: Expected) -> TestWorth:
    enough = told.bits >= max(number("least_told"), SURE * told.error) and told.narrowing >= number("least_narrowing")
    return TestWorth(
        test=one.test.id,
        heading=one.test.heading,
        bits=told.bits,
        error=told.error,
        band_now=told.band_now,
        band_after=told.band_after,
        narrowing=told.narrowing,
        burden=one.test.burden,
        score=one.test.score,
        hours=one.test.hours,
        cost=one.test.cost,
        taken=one.taken,
        barred=one.barred,
        worth=enough and not one.barred,
    )


@cache
def _words() -> tuple[dict[str, str], dict[str, str]]:
    words = tomllib.loads(files("epsom").joinpath(WORDS).read_text("utf-8"))
    return words["clinician"], words["lay"]


def _said(words: dict[str, str], tests: list[TestWorth], best: TestWorth | None) -> tuple[str, ...]:
    """Return the sentences: the best or that there is none, what would tell more, and what is not for this person."""
    free = [one for one in tests if not one.barred]
    if best is not None:
        found = [_filled(words["best"], best)]
        found += [words["repeat"]] if best.taken else []
        found += [_filled(words["lighter"], one) for one in free[:1] if one.worth and one is not best]
    elif free:
        found = [_filled(words["none"], free[0])]
    else:
        found = [words["nothing"]]
    telling = (one for one in tests if one.barred and one.bits >= number("least_told"))
    found += [_filled(words["barred"], one, reason) for one in telling for reason in one.barred[:1]]
    return (*found, words["limits"])


def _filled(sentence: str, one: TestWorth, reason: str = "") -> str:
    share = one.narrowing if one.worth else number("least_narrowing")
    return sentence.format(
        heading=one.heading, burden=one.burden, hours=f"{one.hours:g}", bits=f"{one.bits:.2f}",
        error=f"{one.error:.2f}", now=f"{one.band_now:.0f}", after=f"{one.band_after:.0f}",
        least=f"{number('least_told'):g}", share=f"{share:.0%}", reason=reason,
    )  # fmt: skip
