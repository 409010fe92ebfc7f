"""Sources: every key leads to an entry, every entry is used, and every entry reads as a line one can look up."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from epsom.body.balance import DRIFTS, FLUXES
from epsom.tables import MARKS, sources

SRC = Path(__file__).parents[1] / "src" / "epsom"
TABLES = sorted(path.relative_to(SRC).as_posix() for kind in ("*.toml", "*.csv") for path in SRC.rglob(kind))
MODULES = sorted(path.relative_to(SRC).as_posix() for path in SRC.rglob("*.py"))
PHYSIOLOGY = [Path(__file__).parent / room for room in ("body", "cohort", "laws")]
"""Tests of what is published: a range that the body must keep has its source as well."""

OWN = {"assumed", "fitted"}
UNMARKED = {
    "plate/portions.csv"
}  # compiled by a script from the tables it names, and held against them by test_food_table
SPEAKING = ("because", "where", "note", "title", "also")  # fields in which a row may speak of further sources
YEAR = r"(?:19|20)\d{2}"
KEY = re.compile(rf"(?<![\w.-])[a-z]+(?:_[a-z]+)*_?{YEAR}(?:[a-z]+|_{YEAR})?(?![\w-])")


@cache
def rows(table: str) -> tuple[dict[str, Any], ...]:
    """Every row of one table that names a source, however deep it lies."""
    path = SRC / table
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as lines:
            return tuple(row for row in csv.DictReader(lines) if row.get("source"))
    return tuple(within(tomllib.loads(path.read_text("utf-8"))))


def within(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if isinstance(content.get("source"), str):
            yield content
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from within(part)


@cache
def docstrings(module: str) -> str:
    tree = ast.parse((SRC / module).read_text("utf-8"))
    speaking = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    return "\n".join(ast.get_docstring(node) or "" for node in speaking)


def bracketed(module: str) -> set[str]:
    """Keys that docstrings cite, such as [fine1991] or [bohn2004phytate, bohn2004oxalate]."""
    lists = re.findall(r"\[([^\[\]]+)\]", docstrings(module))
    return {part.strip() for listed in lists for part in listed.split(",") if KEY.fullmatch(part.strip())}


def mentioned(table: str) -> set[str]:
    """Keys that the reasons and notes of a table's rows speak of."""
    said = " ".join(str(row.get(field, "")) for row in rows(table) for field in SPEAKING)
    return set(KEY.findall(said))


@pytest.mark.parametrize("table", TABLES)
def test_every_source_is_a_key(table: str):
    assert {row["source"] for row in rows(table)} - OWN <= set(sources())


@pytest.mark.parametrize("table", TABLES)
def test_every_key_a_row_speaks_of_exists(table: str):
    assert mentioned(table) <= set(sources())


@pytest.mark.parametrize("table", [table for table in TABLES if table not in UNMARKED])
def test_every_sourced_row_says_how_sure_it_is(table: str):
    for row in rows(table):
        points = row.get("point", [])  # a study has one source, and a mark at each of its points
        marks = [point.get("mark") for point in points] if points else [row.get("mark")]
        if row["source"] not in OWN:
            assert set(marks) <= set(MARKS), row


@pytest.mark.parametrize("table", TABLES)
def test_a_guess_is_nobodys_reading(table: str):
    assert [row for row in rows(table) if row["source"] == "assumed" and row.get("mark") == "read"] == []


@pytest.mark.parametrize("table", TABLES)
def test_what_was_read_says_where(table: str):
    for row in rows(table):
        if table.endswith(".toml") and row.get("mark") in ("read", "read-secondary", "computed"):
            assert row.get("where"), row


@pytest.mark.parametrize("module", MODULES)
def test_every_citation_of_a_docstring_exists(module: str):
    assert bracketed(module) <= set(sources())


@pytest.mark.parametrize("arrow", [*FLUXES, *DRIFTS], ids=lambda arrow: getattr(arrow, "regulator", None))
def test_every_flux_has_a_source(arrow: Any):
    assert arrow.source in sources()


def test_no_entry_lies_idle():
    used = {row["source"] for table in TABLES for row in rows(table)} | {arrow.source for arrow in (*FLUXES, *DRIFTS)}
    used |= {key for table in TABLES for key in mentioned(table)}
    used |= {key for module in MODULES for key in KEY.findall(docstrings(module))}
    used |= {key for room in PHYSIOLOGY for path in room.glob("*.py") for key in KEY.findall(path.read_text("utf-8"))}
    assert set(sources()) - used == set()


def test_every_entry_was_parsed():
    begun = re.findall(r"^@\w+\{([^,]+),", (SRC / "sources.bib").read_text("utf-8"), flags=re.M)
    assert begun == list(sources())


@pytest.mark.parametrize("key", sorted(sources()))
def test_a_citation_reads_well(key: str):
    line = sources()[key].citation()
    assert not re.search(r"[{}\\]|--|\.\.|\s\s|\s[.,:;]|[:,]\.", line), line
    assert line[-1] not in ".,:;"
    assert line.count("[") == line.count("]")
    assert "to be checked" not in line


def bare(name: str) -> str:
    """A name without accents and in small letters, as it stands in a key."""
    parted = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o"))
    return "".join(letter for letter in parted if letter.isalpha() or letter in "- ")


PERSON = re.compile(r"[A-ZØ][\w'-]+ [A-Z]{1,3}(,|$| and others$)")
PERSONS = [key for key in sorted(sources()) if PERSON.match(sources()[key].author)]


def test_most_sources_are_papers_by_persons():
    assert len(PERSONS) > 30
    assert {"fine1991", "ryan1996", "ricos1999", "alsallami2015"} <= set(PERSONS)


@pytest.mark.parametrize("key", PERSONS)
def test_a_paper_bears_its_first_author_and_its_year(key: str):
    entry = sources()[key]
    first = entry.author.split(",")[0].removesuffix(" and others").rsplit(" ", 1)[0]
    names = re.split("[- ]", bare(first))
    plain = re.match("[a-z]+", key)
    assert plain
    assert plain[0] in {"".join(names), names[0]}  # of a double name the first half may do
    assert key.removeprefix(plain[0])[:4] == entry.year
    assert " and " not in entry.author.removesuffix(" and others")  # names stand as a line, not as BibTeX parts them


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[fine1991]", {"fine1991"}),
        ("as [bohn2004phytate, bohn2004oxalate] say", {"bohn2004phytate", "bohn2004oxalate"}),
        ("[nhanes_2013_2016]", {"nhanes_2013_2016"}),
        ("[mmol/L], [0.5, 2], shape [persons], float64[1991]", set()),
    ],
)
def test_keys_are_told_from_units(text: str, found: set[str]):
    lists = re.findall(r"\[([^\[\]]+)\]", text)
    assert {part.strip() for each in lists for part in each.split(",") if KEY.fullmatch(part.strip())} == found
