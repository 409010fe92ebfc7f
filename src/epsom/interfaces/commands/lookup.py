"""Looking things up: needs, words and numbers, sources, and the schema of a person file."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from dataclasses import asdict
from math import floor, log10
from typing import Any

from epsom import tables
from epsom.errors import InputError
from epsom.interfaces import terminal
from epsom.interfaces.explain import Explanation, Sourced, citation, sourced
from epsom.interfaces.explain import explain as explained


def plain(value: float, figures: int) -> str:
    """Write a number with so many figures, whole from there on, never with a power of ten."""
    digits = figures - 1 - floor(log10(value)) if value > 0 else 0
    text = f"{round(value, max(digits, 0)):.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def needs(age: float, sex: str, stage: str, authority: str, as_json: bool) -> None:
    """Print what one or all authorities say a person of this age, sex and stage needs."""
    from epsom.needs import authorities
    from epsom.needs import needs as needed

    if sex not in ("female", "male"):
        raise InputError(f"sex = {sex!r}: write female or male, the words that reference values go by.")
    if stage not in ("none", "pregnancy", "lactation"):
        raise InputError(f"stage = {stage!r}: write none, pregnancy or lactation.")
    if sex == "male" and stage != "none":
        raise InputError(f"stage = {stage!r} is told of a person whose sex is male. Mend one of the two.")
    found = [needed(age, sex, stage, name) for name in ((authority,) if authority else authorities())]
    if as_json:
        terminal.json_result("needs", {"age": age, "sex": sex, "stage": stage, "needs": [asdict(one) for one in found]})
        return
    lines: list[list[str]] = []
    for one in found:
        target, own = one.target, one.requirement
        lines.append([
            one.authority,
            f"{own.kind} {own.value:.4g}" if own else "",
            f"{target.kind} {target.value:.4g}" if target else "",
            f"{one.limit.value:.4g} ({one.limit_authority})" if one.limit else "",
        ])  # fmt: skip
    terminal.result(terminal.table(["authority", "requirement", "target", "limit for supplements"], lines))
    terminal.talk("All in mg/day. What the kinds mean: epsom explain EAR, epsom explain RDA, epsom explain AI.")


def explain(name: str, as_json: bool) -> None:
    """Print all that goes by this name; InputError with the nearest names for an unknown one."""
    found = explained(name)
    if as_json:
        terminal.json_result("explain", {"name": name, "found": [asdict(one) for one in found]})
    else:
        terminal.result("\n\n".join(_paragraph(one) for one in found))


def _paragraph(one: Explanation) -> str:
    width = min(terminal.wide(), 100)
    lines = [f"{one.name} ({one.kind})"]
    lines += textwrap.wrap(one.meaning, width - 2, initial_indent="  ", subsequent_indent="  ")
    value = "" if one.value is None else f"{one.value:g} {one.unit}".removesuffix(" 1")
    between = "" if one.spread is None else f"{one.spread:g} (standard deviation of the logarithm, between people)"
    possible = (
        "" if one.low is None or one.high is None else f"{one.low:g} to {one.high:g} {one.unit}".removesuffix(" 1")
    )
    facts = {
        "value": value,
        "spread": between,
        "possible": possible,
        "equation": one.equation,
        "from": ", ".join(one.computed_from),
        "told": "by the person's file, or by whoever asks" if one.told else "",
        "source": one.citation or one.source,
        "where": one.where,
        "because": one.because,
        "mark": one.mark,
        "table": one.table,
    }
    for label, text in facts.items():
        head = f"  {label:<9} "
        parts = text.splitlines() if label == "equation" else textwrap.wrap(text, width - len(head))
        lines += [f"{head if number == 0 else ' ' * len(head)}{part}" for number, part in enumerate(parts)]
    return "\n".join(lines)


def sources(assumed: bool, as_json: bool) -> None:
    """Print every source with how many numbers rest on it, or every guess with its reason."""
    rows = sourced()
    if assumed:
        guesses = [row for row in rows if row.source == "assumed"]
        if as_json:
            terminal.json_result("assumed", {"assumed": [asdict(row) for row in guesses]})
        else:
            terminal.result(_guesses(guesses) or "No guesses.")
            terminal.talk(f"{len(guesses)} guesses among {len(rows)} sourced rows.")
        return
    count = Counter(row.source for row in rows)
    if as_json:
        content: list[dict[str, Any]] = [
            {"key": key, "rows": count[key], "citation": citation(key)} for key in sorted({*tables.sources(), *count})
        ]
        terminal.json_result("sources", {"sources": content})
        return
    own = {"assumed": "guesses, each with its reason: epsom sources --assumed", "fitted": "moved until studies agreed"}
    lines = [[str(number), key, citation(key) or own.get(key, "")] for key, number in count.most_common()]
    lines += [["0", key, citation(key)] for key in sorted(set(tables.sources()) - set(count))]
    terminal.result(terminal.table(["rows", "key", "source"], lines, right=(0,)))


def _guesses(rows: list[Sourced]) -> str:
    """Return guesses a paragraph each; rows of one table with one reason stand together."""
    width = min(terminal.wide(), 120)
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        grouped.setdefault((row.table, row.because), []).append(row.name)
    lines: list[str] = []
    for (table, because), names in grouped.items():
        few = list(dict.fromkeys(names))
        shown = ", ".join(few[:4]) + (f" and {len(names) - 4} more rows" if len(few) > 4 else "")
        lines.append(f"{table} [{shown}]")
        lines += textwrap.wrap(because, width - 4, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines)


def schema() -> None:
    """Print the JSON Schema of a person file."""
    from epsom.person import Person

    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Person.model_json_schema()}
    terminal.result(json.dumps(whole, indent=2))
