"""The terminal: results go to stdout, talk goes to stderr, and a long wait shows that something moves."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from epsom.errors import InputError
from epsom.version import __version__

PATIENCE = 1.0
"""Seconds of silence before a wait is shown; what is quicker is not worth a bar."""


def result(text: str) -> None:
    """Print a result on stdout; a reader that has closed the pipe, such as ``head``, ends the program quietly.

    A terminal that lacks a letter shows a question mark for it; InputError where stdout cannot be written to.
    """
    code = sys.stdout.encoding or "utf-8"
    whole = (text if text.endswith("\n") else text + "\n").encode(code, "replace").decode(code)
    try:
        sys.stdout.write(whole)
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered has nowhere to go
        if isinstance(error, BrokenPipeError):
            raise SystemExit(0) from None
        raise InputError(f"The result cannot be written: {error.strerror}. Send it to another place.") from None


def json_result(kind: str, content: Mapping[str, Any]) -> None:
    """Print a result as JSON, with the version that made it and the kind of thing it is."""
    whole = {"epsom": __version__, "kind": kind, **content}
    result(json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False, default=str))


def talk(text: str) -> None:
    """Say something on stderr that is no result."""
    print(text, file=sys.stderr)


def coloured() -> bool:
    """Tell whether the reader is a terminal that wants colour: not a file or pipe, and NO_COLOR not set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def red(text: str) -> str:
    """Return a text in red, for what is outside; as it is where colour is not wanted. The word itself says so too."""
    return f"\033[1;31m{text}\033[0m" if coloured() else text


def bold(text: str) -> str:
    """Return a text in bold, for a heading; as it is where colour is not wanted."""
    return f"\033[1m{text}\033[0m" if coloured() else text


def wide(stream: Any = None) -> int:
    """Return how many columns the terminal has; 100 where nobody looks."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns if (stream or sys.stdout).isatty() else 100


def narrower(width: int) -> bool:
    """Tell whether somebody looks at a terminal with fewer columns; a file or a pipe takes any line."""
    return sys.stdout.isatty() and wide() < width


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return rows as aligned columns of plain text; columns named in ``right`` are set flush right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    lines: list[str] = []
    for row in (head, *rows):
        cells = [
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


class _Stage:
    """What is being done just now; called with a text, it becomes that."""

    def __init__(self, what: str) -> None:
        self.what = what

    def __call__(self, what: str) -> None:
        self.what = what


@contextmanager
def waiting(what: str) -> Generator[Callable[[str], None]]:
    """Show on stderr what is being waited for, once it takes longer than a moment and somebody looks.

    Gives a function that is told the next stage as it begins.
    """
    stage = _Stage(what)
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield stage
        return
    over = threading.Event()
    shower = threading.Thread(target=_show, args=(stage, over), daemon=True)
    shower.start()
    try:
        yield stage
    finally:
        over.set()
        shower.join()


@contextmanager
def counting(what: str) -> Generator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many are done, as a bar on stderr where somebody looks."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)


def _show(stage: _Stage, over: threading.Event) -> None:
    if over.wait(PATIENCE):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(pulse_style="cyan"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(stage.what, total=None)
        while not over.wait(0.2):
            bar.update(task, description=stage.what)
