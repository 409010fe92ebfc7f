"""Epsom follows a person's magnesium from the plate to the organs, and says how sure it is.

The same journey as the command line, in five lines::

    import epsom

    person = epsom.read_person("person.yaml")
    result = epsom.assess(person)
    print(result.deficit)
    epsom.write_report(result, "report.html")
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from epsom.errors import InputError, TableError
from epsom.version import __version__

if TYPE_CHECKING:
    from epsom.assessment import Assessment
    from epsom.person import Person

__all__ = ["InputError", "TableError", "__version__", "assess", "read_person", "write_report"]


def read_person(path: str | Path) -> Person:
    """Read a person file (YAML, with its diary if it names one); InputError with line and column for what is wrong."""
    from epsom.interfaces.files import read_person as read

    return read(Path(path))


def assess(
    person: Person, *, persons: int | None = None, seed: int = 1, say: Callable[[str], None] = lambda stage: None
) -> Assessment:
    """Follow one person from the plate to a plan and return the assessment.

    ``persons`` is the number of virtual persons (2,000 unless told), ``seed`` makes the draw repeatable to the digit,
    ``say`` is told each stage as it begins. Raises InputError for what the person has wrong.
    """
    from epsom.assessment import assessment, journey
    from epsom.plan import advised

    walked = journey.walk(person, persons=journey.DEFAULT_PERSONS if persons is None else persons, seed=seed, say=say)
    return advised(walked, assessment(walked), say)


def write_report(result: Assessment, path: str | Path, *, unit: Literal["mg", "mmol"] = "mg") -> Path:
    """Write the report as one self-contained HTML file and return its path; ``unit`` is mg or mmol."""
    from epsom.interfaces.files import write_whole
    from epsom.interfaces.report import render

    target = Path(path)
    write_whole(target, render(result, unit=unit))
    return target
