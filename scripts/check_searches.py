"""Check how often everyday searches, record lines and misspellings find the right food of the box.

``python scripts/check_searches.py`` reads the labelled lists of tests/plate/searches, keeps to the open half (another
one is asked for with ``--half``), and prints the shares by language and what was not found right. A search is right
when its first food is one of the labelled ones, a misspelling when one of the first three is, a line when its food is
and its grams lie in the labelled range. Ends with 1 if a share is below its bound.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from epsom.errors import InputError
from epsom.plate.foods import box
from epsom.plate.record import eaten

LISTS = Path(__file__).resolve().parents[1] / "tests" / "plate" / "searches"
HALVES = ("open", "closed")
BOUNDS = {"searches": 0.95, "misspellings": 0.90, "lines": 0.95}
"""The least share that must be right, as the aim of the plate says it; ours."""
FIRST = {"searches": 1, "misspellings": 3}


@dataclass(frozen=True)
class Answer:
    """One labelled text: what was found, best first, and whether that is right; ``food`` leaves the grams aside."""

    language: str
    text: str
    wanted: str
    found: str
    right: bool
    food: bool


def labelled(name: str, half: str) -> list[dict[str, str]]:
    """Return the rows of one list and one half; nothing of the other half is kept."""
    if half not in HALVES:
        raise ValueError(f"half must be one of {', '.join(HALVES)}, not {half!r}.")
    with (LISTS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["half"] == half]


def found(name: str, half: str) -> list[Answer]:
    """Return the answers to the searches or the misspellings of one half."""
    return [_found(row, FIRST[name]) for row in labelled(name, half)]


def _found(row: dict[str, str], first: int) -> Answer:
    ids = [match.food.id for match in box().search(row["text"], max(3, first))]
    right = bool(set(ids[:first]) & set(row["ids"].split(";")))
    return Answer(row.get("language", "all"), row["text"], row["ids"], " ".join(ids) or "nothing", right, right)


def lines(half: str) -> list[Answer]:
    """Return the answers to the record lines of one half, food and grams."""
    return [_line(row) for row in labelled("lines", half)]


def _line(row: dict[str, str]) -> Answer:
    wanted = f"{row['ids']} {row['grams_low']}-{row['grams_high']} g"
    try:
        match, grams = eaten(row["text"], box())
    except InputError as fault:
        return Answer(row["language"], row["text"], wanted, fault.message, right=False, food=False)
    food = match.food.id in row["ids"].split(";")
    weight = float(row["grams_low"]) <= grams <= float(row["grams_high"])
    return Answer(row["language"], row["text"], wanted, f"{match.food.id} {grams:g} g", food and weight, food)


def share(answers: Iterable[Answer]) -> float:
    """Return the share of answers that are right, 0 to 1."""
    told = [answer.right for answer in answers]
    return sum(told) / len(told)


def _printed(name: str, answers: list[Answer], *, quiet: bool) -> bool:
    languages = sorted({answer.language for answer in answers})
    parts = {language: [answer for answer in answers if answer.language == language] for language in languages}
    by = ", ".join(f"{language} {share(part):.3f} of {len(part)}" for language, part in parts.items())
    print(f"{name}: {share(answers):.3f} of {len(answers)} right (at least {BOUNDS[name]}); {by}")
    if name == "lines":
        print(f"lines: {sum(answer.food for answer in answers) / len(answers):.3f} with the right food")
    for answer in answers:
        if not (answer.right or quiet):
            print(f"  {answer.language}  {answer.text!r}: wanted {answer.wanted}, found {answer.found}")
    return share(answers) >= BOUNDS[name]


def main() -> int:
    """Print the shares of one half; return 1 if one is below its bound."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="open")
    parser.add_argument("--quiet", action="store_true", help="print the shares alone")
    told = parser.parse_args()
    answers = {"searches": found("searches", told.half), "misspellings": found("misspellings", told.half)}
    answers["lines"] = lines(told.half)
    good = [_printed(name, one, quiet=told.quiet) for name, one in answers.items()]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
