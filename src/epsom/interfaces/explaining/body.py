"""Organs and fluxes of the body, explained by what their rooms say of themselves; medicines and conditions by what
they do to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from epsom import tables
from epsom.interfaces.explaining.nouns import Explanation, citation

if TYPE_CHECKING:
    from epsom.cohort.effects import Cause

_CAUSES = {"medicine": "cohort/medicines.toml", "condition": "cohort/conditions.toml"}


def names() -> Iterator[str]:
    """Return every name that is explained here."""
    yield from (name.casefold() for _, cause in _known_causes() for name in (cause.name, *cause.names))
    yield from (organ.replace("_", " ") for organ in _organ_texts())
    yield from _flux_texts()


def organs(wanted: str) -> Iterator[Explanation]:
    """Explain an organ by the first lines of its room, and by the fluxes that are written in it."""
    for organ, meaning in _organ_texts().items():
        if wanted.replace(" ", "_") == organ:
            fluxes = tuple(name for name in _flux_texts() if name.startswith(f"{organ}."))
            numbers = f"body/{organ}.toml"
            held = tables.rows(numbers) if numbers in tables.parameter_tables() else ()
            yield Explanation(
                organ.replace("_", " "), "organ", meaning, table=f"body/{organ}.py",
                computed_from=(*fluxes, *(f"{organ}.{name}" for name in held)),
            )  # fmt: skip


def fluxes(wanted: str) -> Iterator[Explanation]:
    """Explain a flux by its docstring and its equation: ``absorbed``, or with its organ, ``gut.absorbed``."""
    for name, (meaning, equation) in _flux_texts().items():
        if wanted in (name, name.partition(".")[2]):
            yield Explanation(name, "flux", meaning, equation=equation, table=f"body/{name.partition('.')[0]}.py")


def causes(wanted: str) -> Iterator[Explanation]:
    """Explain a medicine or a condition by what it does to which number of the body, one effect each.

    The name of one effect, as a report lists it (``metformin: gut.carrier capacity``), leaves the others out.
    """
    wanted, _, one = (part.strip() for part in wanted.partition(":"))
    for kind, cause in _known_causes():
        if wanted not in (name.casefold() for name in (cause.name, *cause.names)):
            continue
        if not cause.effects and not one:
            kept = "Kept; it changes no number."
            yield Explanation(
                cause.name, kind, cause.about or kept, because="no number of the body rests on it", table=_CAUSES[kind]
            )
        for effect in cause.effects:
            if one and one.replace(" ", "_") != f"{effect.organ}.{effect.parameter}".casefold():
                continue
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


def _known_causes() -> Iterator[tuple[str, Cause]]:
    from epsom.cohort.effects import causes as known

    for kind, table in _CAUSES.items():
        yield from ((kind, cause) for cause in known(table).values())


@cache
def _organ_texts() -> dict[str, str]:
    """Read what each organ's room says it is for."""
    found: dict[str, str] = {}
    for entry in sorted(files("epsom").joinpath("body").iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".py") and entry.name[:-3] not in ("__init__", "balance", "exchange"):
            found[entry.name[:-3]] = " ".join((ast.get_docstring(ast.parse(entry.read_text("utf-8"))) or "").split())
    return found


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
