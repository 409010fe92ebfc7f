"""The journey of one person on the command line: a first file, the assessment, the report."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from epsom.errors import InputError
from epsom.interfaces import terminal
from epsom.interfaces.files import Reading, read, write_whole

if TYPE_CHECKING:
    from epsom.assessment import Assessment

EXAMPLE = {"person.yaml": "ana.yaml", "diary.csv": "diary.csv"}
"""What ``epsom init`` writes, and which file of epsom/examples it comes from."""


REPORT_MARK = b"<title>Magnesium report: "
"""What a report begins with; another HTML file is never replaced."""


@dataclass(frozen=True)
class Wish:
    """What was asked for: the report's place (empty: none), unit, seed, virtual persons (None: the usual), JSON."""

    report: str
    unit: str
    seed: int
    persons: int | None
    as_json: bool


def assess(person: str, wish: Wish, at_least: float | None) -> int:
    """Assess a person file; return 1 if adequacy is below ``at_least``, else 0."""
    result = _assessed(read(person), wish)
    if at_least is None:
        return 0
    if result.adequacy is None:
        raise InputError(
            f"--at-least needs a probability of adequacy, and {result.authority} gives none for this person."
        )
    return int(result.adequacy < at_least)


def demo(wish: Wish) -> None:
    """Assess the example person that comes with Epsom."""
    with as_file(files("epsom").joinpath("examples")) as folder:
        reading = read(folder / "ana.yaml")
    _assessed(reading, wish)
    terminal.talk("Next: `epsom init ana` writes her files into a folder, to change them into yours.")


def init(folder: str) -> None:
    """Write the example files into a folder; InputError where one of them is already there."""
    where = Path(folder)
    if where.exists() and not where.is_dir():
        raise InputError(f"{folder} is a file. Name a folder, or a new name.")
    for name in EXAMPLE:
        if (where / name).exists():
            raise InputError(f"{where / name} is already there and is kept. Name another folder.")
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder} cannot be made: {error.strerror}. Choose another place.") from None
    for name, example in EXAMPLE.items():
        write_whole(where / name, files("epsom").joinpath("examples", example).read_text("utf-8"))
        terminal.result(str(where / name))
    terminal.talk(f"Change them into yours, then: epsom assess {where / 'person.yaml'}")


def _assessed(reading: Reading, wish: Wish) -> Assessment:
    import epsom

    check_place(wish.report)
    try:
        with terminal.waiting("following magnesium from the plate to the organs") as say:
            result = epsom.assess(reading.person, seed=wish.seed, persons=wish.persons, say=say)
            page = _page(result, wish.unit) if wish.report else ""
            said = "" if wish.as_json else _words(result, wish.unit)
    except InputError as error:
        raise reading.located(error) from None
    if wish.report:
        write_whole(wish.report, page)
    if wish.as_json:
        terminal.json_result("assessment", result.to_dict())
    else:
        terminal.result(said)
    if wish.report:
        terminal.talk(f"Report: {called(Path(wish.report))}")
    return result


def _page(result: Any, unit: str) -> str:
    from epsom.interfaces.report import render

    return render(result, unit=cast(Literal["mg", "mmol"], unit))


def _words(result: Any, unit: str) -> str:
    from epsom.interfaces.summary import summary

    return summary(result, unit=cast(Literal["mg", "mmol"], unit))


def check_place(page: str, mark: bytes = REPORT_MARK) -> None:
    """Refuse a page's place where it would destroy what is no such page, before anything is computed."""
    if not page:
        return
    where = Path(page)
    if where.is_dir():
        raise InputError(f"{page} is a folder. Name a file inside it, such as {where / 'report.html'}.")
    if not where.parent.is_dir():
        raise InputError(f"{where.parent} is no folder. Make it first, or name another place for the report.")
    if where.exists() and not _is_ours(where, mark):
        raise InputError(f"{page} is there already and is no report; it is kept. Name another place for the report.")


def _is_ours(where: Path, mark: bytes) -> bool:
    """Tell an older page of ours, or an empty file, from something of the user's own."""
    if where.suffix.lower() not in (".html", ".htm"):
        return False
    try:
        with where.open("rb") as stream:
            begin = stream.read(4096)
    except OSError:
        return False
    return not begin.strip() or mark in begin


def called(path: Path) -> str:
    """Return a path relative to here where that is shorter, as a link if the terminal shows links."""
    shown = os.path.relpath(path) if path.is_absolute() else str(path)
    shown = str(path) if shown.startswith("..") else shown
    if sys.stderr.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM", "dumb") != "dumb":
        return f"\033]8;;{path.resolve().as_uri()}\033\\{shown}\033]8;;\033\\"
    return shown
