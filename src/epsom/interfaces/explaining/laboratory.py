"""The laboratory: what is measured, and the tools of the workbench, by the names that clinics give them."""

from __future__ import annotations

from collections.abc import Iterator

from epsom.interfaces.explaining.nouns import Explanation, citation, plain

WORDS = "labs/workbench/workbench.toml"


def names() -> Iterator[str]:
    """Return every name that is explained here: analytes with their headings, and tools with what they are called."""
    from epsom.labs.analytes import analytes
    from epsom.labs.workbench.answer import tools

    for one in analytes().values():
        yield one.name
        yield plain(one.heading)
    for tool in tools():
        yield from _called(tool)


def measured(wanted: str) -> Iterator[Explanation]:
    """Explain what a laboratory measures: in which sample and units, whose intervals, and where all of it is shown."""
    from epsom import tables
    from epsom.labs.analytes import WORDS, analytes
    from epsom.labs.converting import known_as
    from epsom.labs.intervals import intervals

    rows = {row["name"]: row for row in tables.sheet(WORDS)}
    for one in analytes().values():
        if one.name not in (wanted, known_as(wanted)) and plain(one.heading) != wanted:
            continue
        ranges = "; ".join(interval.words() for interval in intervals(one.name))
        counted = "weighs virtual persons" if one.weighs else "is kept and shown, and weighs no virtual person"
        meaning = (
            f"{one.heading}, measured in {one.specimen}; may be told in {', '.join(one.accepts)}. A reading {counted}. "
            f"{f'Reference intervals of adults: {ranges}. ' if ranges else ''}All of it: epsom lab analytes {one.name}."
        )
        row, (low, high) = rows[one.name], one.plausible
        yield Explanation(
            one.name, "analyte", meaning, one.unit, low=low, high=high, source=row["source"],
            citation=citation(row["source"]), mark=row["mark"], because=f"plausible range: {row['because']}",
            table=WORDS,
        )  # fmt: skip


def tools(wanted: str) -> Iterator[Explanation]:
    """Explain a tool of the workbench: its formula, when it is of use, and how good its evidence is."""
    from epsom.labs.workbench import answer

    for tool in answer.tools():
        if wanted in _called(tool):
            said = answer.words(tool)
            yield Explanation(
                said["name"], "tool of the workbench",
                f"{said['when_to_use']} {said['evidence']} On the command line: epsom lab {tool}.",
                equation=said["formula"], source=said["source"], citation=citation(said["source"]), mark=said["mark"],
                where=said["where"], table=WORDS,
            )  # fmt: skip


def _called(tool: str) -> tuple[str, ...]:
    from epsom.labs.workbench.answer import words

    said = words(tool)
    return tuple(plain(name) for name in (said["name"], *said["names"].split(";")))
