"""Explains a word or a number: what it means, in which unit, how large it is, and who says so."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, cast

from epsom import tables
from epsom.errors import InputError
from epsom.quantities import quantities

if TYPE_CHECKING:
    from epsom.cohort.effects import Cause
    from epsom.outcomes.evidence import Evidence

TERMS = "interfaces/terms.toml"
_NO_TABLES = ("examples", "interfaces", "__pycache__")
_NO_NUMBERS = ("plate/names.csv",)
"""Tables of words: what foods are called is no number that could be a guess."""

_CAUSES = {"medicine": "cohort/medicines.toml", "condition": "cohort/conditions.toml"}


@dataclass(frozen=True)
class Explanation:
    """What is known about one name; parts that it does not have are empty or None."""

    name: str
    kind: str
    meaning: str
    unit: str = ""
    value: float | None = None
    spread: float | None = None
    low: float | None = None
    high: float | None = None
    equation: str = ""
    source: str = ""
    citation: str = ""
    mark: str = ""
    where: str = ""
    because: str = ""
    table: str = ""


@dataclass(frozen=True)
class Sourced:
    """One place in a table that names a source: the table, what the row is called, and its reason if it is a guess."""

    table: str
    name: str
    source: str
    mark: str
    because: str


def explain(name: str) -> list[Explanation]:
    """Return all that goes by this name: words, numbers with their sources, quantities, fluxes.

    ``gut.absorbed`` and ``absorbed`` both work; InputError with the nearest names for an unknown one.
    """
    wanted = _plain(name)
    numbers = [*_numbers(wanted)]
    found = [*_terms(wanted), *numbers, *_fluxes(wanted), *_organs(wanted), *_causes(wanted), *_outcomes(wanted)]
    if not numbers:
        found += _measures(wanted)
    if found:
        return found
    near = get_close_matches(wanted, names(), n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else "Words that always work: deficit, adequacy, limit."
    raise InputError(f"{name!r} is no word or number I can explain. {hint}")


@cache
def names() -> tuple[str, ...]:
    """Return every name that ``explain`` knows."""
    known = {spelling.casefold() for title, row in _words().items() for spelling in (title, *row.get("names", ()))}
    known |= set(quantities())
    known |= {row for table in tables.parameter_tables() for row in tables.rows(table)}
    known |= {name.casefold() for _, cause in _known_causes() for name in (cause.name, *cause.names)}
    known |= {organ.replace("_", " ") for organ in _organ_texts()} | {one.outcome for one in _evidence()}
    return tuple(sorted(known | set(_flux_texts())))


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


@cache
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("epsom").joinpath(TERMS).read_text("utf-8"))


def _terms(wanted: str) -> Iterator[Explanation]:
    for title, row in _words().items():
        if wanted in (title.casefold(), *(name.casefold() for name in row.get("names", ()))):
            yield Explanation(title, "word", row["meaning"])


def _numbers(wanted: str) -> Iterator[Explanation]:
    for table in tables.parameter_tables():
        room = table.rsplit("/", 1)[1].removesuffix(".toml")
        for name, row in tables.rows(table).items():
            if wanted.replace(" ", "_") in (name, f"{room}.{name}"):
                what = quantities()[name]
                yield Explanation(
                    f"{room}.{name}", "number", row.meaning, row.unit, row.value, row.spread or None,
                    what.low, what.high, "", row.source, citation(row.source), row.mark, row.where, row.because, table,
                )  # fmt: skip


def _measures(wanted: str) -> Iterator[Explanation]:
    what = quantities().get(wanted.replace(" ", "_"))
    if what is not None:
        yield Explanation(what.name, "quantity", what.meaning, what.unit, low=what.low, high=what.high)


def _known_causes() -> Iterator[tuple[str, Cause]]:
    from epsom.cohort.effects import causes

    for kind, table in _CAUSES.items():
        yield from ((kind, cause) for cause in causes(table).values())


def _causes(wanted: str) -> Iterator[Explanation]:
    """Explain a medicine or a condition by what it does to which number of the body, one effect each."""
    for kind, cause in _known_causes():
        if wanted not in (name.casefold() for name in (cause.name, *cause.names)):
            continue
        if not cause.effects:
            yield Explanation(cause.name, kind, cause.about or "Kept; it changes no number.", table=_CAUSES[kind])
        for effect in cause.effects:
            low, middle, high = effect.scale
            does = (
                f"Multiplies {effect.organ}.{effect.parameter} by {middle:g} ({low:g} to {high:g} in 90 of 100 people)."
            )
            if effect.susceptible_scale is not None:
                rare = " to ".join(f"{end:g}" for end in (effect.susceptible_scale[0], effect.susceptible_scale[2]))
                does += f" In {effect.susceptible_share:.0%} of people by {rare}."
            meaning = f"{cause.about[:1].upper()}{cause.about[1:]}. {does}" if cause.about else does
            yield Explanation(
                cause.name, kind, meaning, source=effect.source, citation=citation(effect.source),
                mark=effect.mark, because=effect.because, table=_CAUSES[kind],
            )  # fmt: skip


def _organs(wanted: str) -> Iterator[Explanation]:
    """Explain an organ by the first lines of its room, and by the fluxes that are written in it."""
    for organ, meaning in _organ_texts().items():
        if wanted.replace(" ", "_") == organ:
            fluxes = [name for name in _flux_texts() if name.startswith(f"{organ}.")]
            more = f" Its fluxes: {', '.join(fluxes)}." if fluxes else ""
            yield Explanation(organ.replace("_", " "), "organ", meaning + more, table=f"body/{organ}.py")


def _outcomes(wanted: str) -> Iterator[Explanation]:
    """Explain an outcome by what is known of it, and by its rows of evidence, one each."""
    for one in _evidence():
        if wanted == one.outcome.casefold():
            table = f"outcomes/evidence/{one.outcome.replace(' ', '_')}.toml"
            yield Explanation(one.outcome, "outcome", one.answer.says, because=one.answer.because, table=table)
            for row in one.rows:
                heading = one.endpoint(row.endpoint).heading
                told = f"{heading}: {row.exposure.replace('_', ' ')}, {row.role} row."
                yield Explanation(
                    one.outcome, "outcome", told, source=row.source, citation=citation(row.source), mark=row.mark,
                    where=row.where, table=table,
                )  # fmt: skip


def _evidence() -> tuple[Evidence, ...]:
    from epsom.outcomes.evidence import evidence

    return evidence()


@cache
def _organ_texts() -> dict[str, str]:
    """Read what each organ's room says it is for."""
    found: dict[str, str] = {}
    for entry in sorted(files("epsom").joinpath("body").iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".py") and entry.name[:-3] not in ("__init__", "balance", "exchange"):
            found[entry.name[:-3]] = " ".join((ast.get_docstring(ast.parse(entry.read_text("utf-8"))) or "").split())
    return found


def _fluxes(wanted: str) -> Iterator[Explanation]:
    for name, (meaning, equation) in _flux_texts().items():
        if wanted in (name, name.partition(".")[2]):
            yield Explanation(name, "flux", meaning, equation=equation, table=f"body/{name.partition('.')[0]}.py")


@cache
def _flux_texts() -> dict[str, tuple[str, str]]:
    """Read what each public function of the body says of itself, and its equation, without running anything."""
    found: dict[str, tuple[str, str]] = {}
    for entry in sorted(files("epsom").joinpath("body").iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".py") or entry.name.startswith("_"):
            continue
        text = entry.read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and ast.get_docstring(node):
                lines = [ast.get_source_segment(text, step) or "" for step in node.body[1:]]
                meaning = " ".join((ast.get_docstring(node) or "").split())
                found[f"{entry.name[:-3]}.{node.name}"] = (meaning, "\n".join(lines))
    return found


def citation(source: str) -> str:
    """Return a source as a line that can be looked up; empty for a guess or a fit."""
    known = tables.sources().get(source)
    return known.citation() if known else ""


@cache
def sourced() -> tuple[Sourced, ...]:
    """Return every place in the shipped tables that names a source, by room."""
    found: list[Sourced] = []
    for room in sorted(files("epsom").iterdir(), key=lambda item: item.name):
        for table, entry in _files(room, room.name) if room.is_dir() and room.name not in _NO_TABLES else ():
            if table.endswith(".csv"):
                rows: list[dict[str, Any]] = [dict(row) for row in tables.sheet(table)]
                for number, row in enumerate(rows, start=2):
                    title = next((row[key] for key in ("id", "name", "salt") if row.get(key)), f"row {number}")
                    found.append(_sourced(table, title, row))
            else:
                found += _in_toml(table, "", tomllib.loads(entry.read_text("utf-8")))
    return tuple(found)


def _files(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir() and not entry.name.startswith("_"):
            yield from _files(entry, f"{name}/{entry.name}")
        elif entry.name.endswith((".toml", ".csv")) and f"{name}/{entry.name}" not in _NO_NUMBERS:
            yield f"{name}/{entry.name}", entry


def _in_toml(table: str, title: str, content: object) -> Iterator[Sourced]:
    if isinstance(content, dict):
        row = cast(dict[str, Any], content)
        own = " ".join(str(row[key]) for key in ("name", "id", "outcome", "parameter") if isinstance(row.get(key), str))
        title = " ".join(part for part in (title, own) if part)
        if isinstance(row.get("source"), str):
            yield _sourced(table, title, row)
        for key, value in row.items():
            if isinstance(value, dict | list):
                inner = title if isinstance(value, list) else f"{title} {key}".strip()
                yield from _in_toml(table, inner, cast(object, value))
    elif isinstance(content, list):
        for value in cast(list[object], content):
            yield from _in_toml(table, title, value)


def _sourced(table: str, title: str, row: dict[str, Any]) -> Sourced:
    return Sourced(table, title, row["source"], row.get("mark") or "ours", row.get("because") or "")
