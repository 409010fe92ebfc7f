"""What follows for one person on the command line: an answer per outcome, one of them in full, and the draws."""

from __future__ import annotations

import csv
import io
import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from epsom.errors import InputError
from epsom.interfaces import terminal
from epsom.interfaces.files import read, write_whole

if TYPE_CHECKING:
    from epsom.assessment import Asked
    from epsom.interfaces.report.outcomes import Shown
    from epsom.outcomes.evidence import Evidence
    from epsom.outcomes.project import Belief, Exposures, Following
    from epsom.person import Person

DRAWS_HEAD = (
    "outcome", "row", "draw", "measure", "printed", "naive", "discounted", "before", "after", "after_discounted",
)  # fmt: skip
"""The columns of the draws; the last three are counts of 1,000, empty where there is no rate."""


@dataclass(frozen=True)
class Wish:
    """What was asked for: changes of intake [mg/day, None: as the person's file has it], years, belief, and files."""

    person: str
    food: float | None = None
    supplement: float | None = None
    years: float | None = None
    cause: float | None = None
    by_serum: bool = False
    draws: str = ""
    seed: int = 1
    persons: int | None = None


@dataclass(frozen=True)
class Answered:
    """What follows for a person, and all that it was worked out from, so that its draws can be told as well."""

    person: Person
    exposures: Exposures
    seed: int
    cause: dict[str, Belief]
    asked: Asked
    found: tuple[Following, ...]
    known: tuple[Evidence, ...]


def check(wish: Wish) -> None:
    """Refuse what cannot be asked, before anything is computed; InputError names value, rule and mend."""
    from epsom.outcomes.personal.exposures import longest_years

    for name, value in (("--food", wish.food), ("--supplement", wish.supplement), ("--years", wish.years),
                        ("--cause", wish.cause)):  # fmt: skip
        if value is not None and not math.isfinite(value):
            raise InputError(f"{name} {value:g} is no number. Write it in digits, such as {name} 1.")
    if wish.supplement is not None and wish.supplement < 0:
        raise InputError(f"--supplement {wish.supplement:g}: a dose is zero or more mg of magnesium per day.")
    if wish.years is not None and not 0 < wish.years <= longest_years():
        raise InputError(f"--years {wish.years:g}: say a number of years above 0, at most {longest_years():g}.")
    if wish.cause is not None and not 0 <= wish.cause <= 1:
        raise InputError(f"--cause {wish.cause:g}: how likely the cause is lies between 0 (never) and 1 (certain).")
    if wish.by_serum and wish.food is not None:
        raise InputError(
            f"--food {wish.food:g} with --by-serum: what a change of food does to serum is simulated for a plan only, "
            "and no plan is made here. Leave one of the two out."
        )
    where = Path(wish.draws)
    if wish.draws and where.is_dir():
        raise InputError(f"{wish.draws} is a folder. Name a file inside it, such as {where / 'draws.csv'}.")
    if wish.draws and not where.parent.is_dir():
        raise InputError(f"{where.parent} is no folder. Make it first, or name another place for the draws.")
    if wish.draws and where.exists() and not _is_ours(where):
        raise InputError(f"{wish.draws} is there already and holds no draws; it is kept. Name another file.")


def _is_ours(where: Path) -> bool:
    try:
        with where.open("rb") as stream:
            begin = stream.read(200)
    except OSError:
        return False
    return not begin.strip() or begin.startswith(",".join(DRAWS_HEAD).encode())


def answered(wish: Wish, about: Sequence[Evidence]) -> Answered:
    """Return what follows for the person of a file, about the outcomes named; InputError for what is wrong."""
    from epsom.assessment import journey as way
    from epsom.assessment.views import asked, exposures
    from epsom.outcomes.project import project

    check(wish)
    reading = read(wish.person)
    persons = way.DEFAULT_PERSONS if wish.persons is None else wish.persons
    try:
        with terminal.waiting("following magnesium from the plate to the organs") as say:
            walked = way.walk(reading.person, persons=persons, seed=wish.seed, say=say)
    except InputError as error:
        raise reading.located(error) from None
    change, cause = _changed(wish, exposures(walked)), _beliefs(wish.cause)
    found = project(walked.person, change, walked.seed, about, cause)
    return Answered(walked.person, change, walked.seed, cause, asked(change), found, tuple(about))


def _changed(wish: Wish, told: Exposures) -> Exposures:
    """Return what the evidence is asked about, as the person's file has it and as was told here."""
    import numpy as np

    usual = np.asarray(told.diet_before, dtype=float)
    if wish.food is not None:
        middle = float(np.quantile(usual, 0.5))
        if middle + wish.food <= 0:
            raise InputError(
                f"--food {wish.food:g}: usual food holds about {middle:.0f} mg of magnesium a day, and no less than "
                "nothing can be left."
            )
        told = replace(told, diet_after=np.maximum(usual + wish.food, 0.0), asked="told")
    if wish.by_serum:
        told = replace(told, diet_after=None, by_serum=True, asked="told")
    if wish.supplement is not None:
        told = replace(told, supplement=wish.supplement)
    return told if wish.years is None else replace(told, years=wish.years)


def _beliefs(cause: float | None) -> dict[str, Belief]:
    """Return another chance of cause for every kind of cohort; trials keep ours, and so does the share that is it."""
    from epsom.outcomes.project import Belief, beliefs

    ours = beliefs().items()
    return {} if cause is None else {
        name: Belief(cause, one.fraction) for name, one in ours if name.startswith("cohort")
    }  # fmt: skip


def content(told: Answered) -> dict[str, Any]:
    """Return the answers as plain values for JSON."""
    who = {"name": told.person.name, "today": told.person.today.isoformat()}
    return {
        "person": who,
        "seed": told.seed,
        "asked": asdict(told.asked),
        "cause": {name: one.likely for name, one in told.cause.items()} or None,
        "outcomes": [asdict(one) for one in told.found],
    }


def overview(told: Answered) -> str:
    """Return a line per outcome: kind, direction with more magnesium, and the plain sentence."""
    from epsom.interfaces.report import outcomes
    from epsom.interfaces.report.words import NB, Amounts

    width = max(min(terminal.wide(), 110), 60)
    lines = [line for said in outcomes.asked_about(told.asked, Amounts("mg")) for line in textwrap.wrap(said, width)]
    lines += _reader(told)
    group = outcomes.shared(told.found)
    rest = [one for one in told.found if not group or outcomes.not_studied(one) != group]
    if out := [outcomes.heading(one.outcome) for one in told.found if one not in rest]:
        lines += ["", f"{group}:", *textwrap.wrap(", ".join(out) + ".", width - 4, initial_indent="    ",
                                                  subsequent_indent="    ")]  # fmt: skip
        lines += _wrapped(outcomes.caution(group), width)
    name = max((len(one.outcome) for one in rest), default=0) + 2
    for system, ones in outcomes.by_system(rest):
        lines += ["", terminal.bold(outcomes.words.capital(system))]
        lines += [line for note, _ in outcomes.notes(ones) for line in _wrapped(note, width)]
        for one in ones:
            head = f"  {outcomes.heading(one.outcome):<{name}}{outcomes.says(one):<17}{outcomes.way(one)}"
            lines.append(head.rstrip())
            lines += _wrapped(one.plain, width)
    return "\n".join(lines).replace(NB, " ")


def whole(told: Answered) -> str:
    """Return the outcomes asked about in full, with both views of each size and the five folds, and their guards."""
    from epsom.interfaces.report import outcomes
    from epsom.interfaces.report.words import NB, Amounts

    width = min(terminal.wide(), 100)
    names = {one.outcome for one in told.known}
    lines = [line for said in outcomes.asked_about(told.asked, Amounts("mg")) for line in textwrap.wrap(said, width)]
    lines += _reader(told)
    for one in told.found:
        card = outcomes.card(one)
        if one.outcome not in names:  # E12: a guard goes with its system
            for each in (each for each in card.findings if each.found.role == "guard"):
                lines += ["", f"Goes with it, from {one.outcome}:", *_finding(each, width)]
            continue
        way = "; ".join(part for part in (card.says, card.way, f"certainty: {one.certainty}") if part)
        lines += ["", f"{terminal.bold(card.heading)}: {way}", *_wrapped(one.plain, width)]
        lines += _wrapped(one.because, width) if one.because and one.because != one.plain else []
        lines += _wrapped(card.size, width) if card.size else []
        for note in one.notes:
            lines += _wrapped(note, width)
        for each in card.findings:
            lines += ["", *_finding(each, width)]
        if one.loop is not None:
            lines += ["", one.loop.heading]
            for step in one.loop.steps:
                lines += _wrapped(f"{step.station}. {step.says} ({step.known}) [{step.source}]", width)
        for name, sentences in card.folds:
            lines += ["", name, *(line for sentence in sentences for line in _wrapped(sentence, width))]
    return "\n".join(lines).replace(NB, " ")


def _finding(each: Shown, width: int) -> list[str]:
    """Return one row of evidence: its sentence, both views of its size, what to mind, and where it is from."""
    found = each.found
    lines = [f"{found.heading} ({each.kind}; {each.exposure}; certainty: {found.certainty})"]
    lines += _wrapped(found.sentence, width)
    if each.lines:
        causal = each.heads[0].replace("the association were ", "")
        rows = [[line.what, line.causal, line.doubted] for line in each.lines]
        lines += [f"    {line}" for line in terminal.table(["", causal, "counting doubt"], rows).splitlines()]
    if events := found.events:
        lines += _wrapped(f"Rate: {events.event}; {events.whom}; {events.citation}", width)
    behind = f"; {found.counts}" if found.counts else ""
    for text in (found.no_events, found.note, f"{found.id}: {found.citation}{behind} [{found.mark}]"):
        lines += _wrapped(text, width) if text else []
    return lines


def _reader(told: Answered) -> list[str]:
    if not told.cause:
        return []
    likely = next(iter(told.cause.values())).likely
    return [f"Of all associations the cause is taken as {100 * likely:.0f} % likely, as told, in the place of ours."]


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    ")


def write_draws(told: Answered, place: str) -> Path:
    """Write the draws behind every size that is shown, a line each; InputError where nothing is worked out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(DRAWS_HEAD)
    before = out.tell()
    for line in rows_of_draws(told):
        writer.writerow([f"{cell:.9g}" if isinstance(cell, float) else cell for cell in line])
    if out.tell() == before:
        raise InputError("Nothing is worked out for this person, so there are no draws. Leave --draws out.")
    return write_whole(place, out.getvalue())


def rows_of_draws(told: Answered) -> Iterator[tuple[object, ...]]:
    """Give the draws of every applied row: ratios as ratios, differences in the unit of the endpoint, counts of 1,000.

    ``printed`` takes the study as true of these people and wholly caused by magnesium, ``naive`` counts the spread
    between studies as well, and ``discounted`` the doubt about cause.
    """
    import numpy as np

    from epsom.outcomes.project import draws, people

    by_name = {one.outcome: one for one in told.known}
    for following in told.found:
        for found in following.findings:
            one = by_name.get(following.outcome)
            if found.size is None or one is None:
                continue
            row = one.row(found.id)
            drawn = draws(told.person, told.exposures, row, told.seed, told.cause)
            if drawn is None:
                continue
            shown = np.exp if row.is_ratio else np.asarray
            counts = people(told.person, told.exposures, one, row, told.seed, told.cause) if found.events else None
            columns = [shown(each) for each in (drawn.printed, drawn.naive, drawn.discounted)]
            if counts is not None:
                columns += [counts.naive.before, counts.naive.after, counts.doubted.after]
            for number, values in enumerate(zip(*columns, strict=True), start=1):
                empty = ("",) * (6 - len(values))
                yield (one.outcome, row.id, number, row.measure, *map(float, values), *empty)
