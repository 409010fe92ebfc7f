"""The vocabulary of records from elsewhere: what their columns, sums and meals are called, and what bounds them."""

from __future__ import annotations

import datetime
import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from epsom.errors import TableError
from epsom.tables import check_source, sheet

WORDS = "interfaces/records/words.toml"
LIMITS = "interfaces/records/limits.toml"
MEALS = "interfaces/records/meals.csv"
OTHER = "other"

_UNIT = re.compile(r"^(.*\S)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]$")


def plain(text: str) -> str:
    """Return a word as it is compared: small letters, no accents, single spaces."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(bare.casefold().replace("\ufeff", "").split())


@cache
def limit(name: str) -> float:
    """Return one number of limits.toml; KeyError for a name it does not have."""
    table = tomllib.loads(files("epsom").joinpath(LIMITS).read_text("utf-8"))
    for key, row in table.items():
        check_source(row, f"{LIMITS} [{key}]")
    return float(table[name]["value"])


def megabytes(name: str) -> int:
    """Return a limit that is told in MB as a number of bytes."""
    return int(limit(name) * 1e6)


@cache
def column(heading: str) -> tuple[str, str]:
    """Return what a heading stands for ("" = nothing that is asked) and the unit it names ("" = none)."""
    if known := _columns().get(plain(heading)):
        return known, ""
    if parted := _UNIT.match(heading.strip()):
        return _columns().get(plain(parted[1]), ""), parted[2]
    return "", ""


@cache
def _columns() -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, words in _words()["columns"].items():
        for word in words:
            if found.setdefault(word, meaning) != meaning:
                raise TableError(f"{WORDS}: {word!r} stands for two columns.")
    return found


def is_sum(cell: str) -> bool:
    """Tell the word for a sum, alone or beside the name of a meal: "Totals", "Summe:", "Breakfast total"."""
    word = plain(cell).strip(" :")
    sums = set(_words()["sums"]["words"])
    if word in sums:
        return True
    first, _, last = word.partition(" ")
    rest, _, end = word.rpartition(" ")
    return (first in sums and last in _meals()) or (end in sums and rest in _meals())


def is_supplement(category: str) -> bool:
    """Tell the category under which a program files its supplements."""
    return plain(category) in _words()["supplements"]["words"]


def clock_of(meal: str) -> datetime.time:
    """Return the clock time that stands in for a meal whose time is not told."""
    return _meals().get(plain(meal), _meals()[OTHER])


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("epsom").joinpath(WORDS).read_text("utf-8"))


@cache
def _meals() -> dict[str, datetime.time]:
    found: dict[str, datetime.time] = {}
    for number, row in enumerate(sheet(MEALS), start=2):
        check_source({**row, "because": row["note"]}, f"{MEALS}:{number}")
        clock = datetime.time.fromisoformat(row["clock"])
        found |= {word: clock for word in (row["name"], *row["words"].split(";")) if word}
    return found
