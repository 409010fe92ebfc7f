"""Every sentence that may reach a reader, as it stands in the code and in the tables, before numbers are filled in."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "epsom"
CODE = (
    "interfaces/**/*.py",
    "assessment/*.py",
    "outcomes/**/*.py",
    "plan/**/*.py",
    "population/*.py",
    "studies/*.py",
    "labs/**/*.py",
)
PAGES = ("**/*.j2",)
TABLES = ("**/*.toml",)
LISTS = (
    "status/*.csv",
    "labs/**/*.csv",
    "outcomes/*.csv",
    "plan/regimen/*.csv",
    "plan/timetable/*.csv",
    "needs/*.csv",
    "plate/salts.csv",
)
HELP = "interfaces/commands/"
"""Here the docstring of a function is the help that a screen shows."""
GAP = "…"
"""What stands for a number or a name that is filled in later."""
QUOTED = re.compile(r"outcomes/claims/.+\.(statement|told_by)$")
"""What people are told, quoted in order to be judged: its verdict and fact are held, itself it is not."""


@dataclass(frozen=True)
class Template:
    """A sentence or a piece of one, and the file with the line or the key where it stands."""

    place: str
    text: str


@cache
def templates() -> tuple[Template, ...]:
    """Return all of them; whatever holds no space is no sentence."""
    found = [
        *(one for pattern in CODE for path in sorted(SRC.glob(pattern)) for one in of_code(path)),
        *(one for pattern in PAGES for path in sorted(SRC.glob(pattern)) for one in of_page(path)),
        *(one for pattern in TABLES for path in sorted(SRC.glob(pattern)) for one in of_table(path)),
        *(one for pattern in LISTS for path in sorted(SRC.glob(pattern)) for one in of_list(path)),
    ]
    return tuple(one for one in found if " " in one.text.strip() and not QUOTED.match(one.place))


def of_code(path: Path) -> Iterator[Template]:
    """Return the string literals of a module, those with gaps whole; docstrings only where they are help."""
    tree, place = ast.parse(path.read_text("utf-8")), path.relative_to(SRC).as_posix()
    silent = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    silent |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    if place.startswith(HELP):
        shown = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
        silent -= {id(node.body[0].value) for node in shown if isinstance(node.body[0], ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            whole = "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
            yield Template(f"{place}:{node.lineno}", whole)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield Template(f"{place}:{node.lineno}", node.value)


def of_page(path: Path) -> Iterator[Template]:
    """Return the text between the tags of a page; what is filled in is a gap."""
    text = re.sub(r"{#.*?#}|{%.*?%}", " ", path.read_text("utf-8"), flags=re.S)
    text = re.sub(r"{{.*?}}", GAP, text, flags=re.S)
    text = re.sub(r"</?(b|i|em|strong|small|code|a|span)\b[^>]*>", "", text)
    for number, line in enumerate(re.split(r"<[^>]*>", text)):
        if line.strip():
            yield Template(f"{path.relative_to(SRC).as_posix()}:{number}", line)


def of_table(path: Path) -> Iterator[Template]:
    """Return every text of a table by its key."""
    place = path.relative_to(SRC).as_posix()
    for key, text in _texts(tomllib.loads(path.read_text("utf-8"))):
        yield Template(f"{place}{key}", text)


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, f"{key}.{number}")


def of_list(path: Path) -> Iterator[Template]:
    """Return every cell of a list by its line and column."""
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), 2):
            for column, text in row.items():
                if text:
                    yield Template(f"{path.relative_to(SRC).as_posix()}:{number}.{column}", text)
