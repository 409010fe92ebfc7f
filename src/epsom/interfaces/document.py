"""Documents: YAML as people write it, with the line and column of every key and value.

The core schema of YAML 1.2 and no more: ``no`` and ``12:30`` are words, a date is a word, and tags, anchors, aliases
and keys that stand twice are refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from epsom.errors import InputError, InputErrors, Place

MOST_BYTES = 1_000_000
"""The size of the largest document that is read at all."""

_DEEPEST = 20
_LONGEST = 1000
_MENDS = (
    ("\\t", "Indent with spaces, not tabs."),
    ("could not find expected ':'", "Write key: value, with a colon and a space between them."),
    ("mapping values are not allowed", "Begin the keys of one level in one column; put a text with ': ' in quotes."),
    ("cannot start any token", 'Put the value in quotes, such as "...".'),
    ("chomping or indentation", 'Put the value in quotes, such as ">90".'),
    ("expected a comment or a line break", 'Put the value in quotes, such as "> 90".'),
    ("<stream end>", "A bracket or a quote is opened and never closed."),
    ("end of stream", "A bracket or a quote is opened and never closed."),
    ("special characters are not allowed", "Remove the character; it cannot be seen."),
)
"""What the parser says of broken YAML, and the likely mend."""

_OTHERWISE = "Compare the line with an example: epsom init DIR."
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


@dataclass(frozen=True, order=True)
class Spot:
    """A place in a file: line and column, both counted from 1."""

    file: str
    line: int
    column: int


class PlacedError(InputError):
    """A fault with its place: file, line and column; the message shows the line and points at the spot."""

    def __init__(self, fault: InputError, spot: Spot, lines: tuple[str, ...]) -> None:
        self.spot = spot
        self.rule = fault.message
        dotted = ".".join(str(part) for part in fault.at)
        rule = fault.message if len(fault.message) <= _LONGEST else fault.message[:_LONGEST] + " ..."
        head = f"{spot.file}:{spot.line}:{spot.column}: {dotted + ': ' if dotted else ''}{rule}"
        head = "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in head)
        if spot.line <= len(lines):
            number = f"{spot.line:5d} | "
            shown, column = _window(lines[spot.line - 1], spot.column)
            head += f"\n{number}{shown}\n{' ' * (len(number) - 2)}| {' ' * (column - 1)}^"
        super().__init__(head, at=fault.at)


def _window(line: str, column: int, width: int = 100) -> tuple[str, int]:
    start = max(0, min(column - width // 2, len(line) - width))
    part = "".join(letter if letter.isprintable() else " " for letter in line[start : start + width])
    return part, column - start


@dataclass
class Document:
    """Plain data of one file, and where each piece of it stands."""

    file: str
    text: str
    data: Any = None
    spots: dict[Place, Spot] = field(default_factory=lambda: {})
    lines: dict[str, tuple[str, ...]] = field(default_factory=lambda: {})

    def __post_init__(self) -> None:
        self.lines[self.file] = lines_of(self.text)

    def spot(self, at: Place) -> Spot:
        """Return where a value stands, or the nearest thing around it that is known."""
        for length in range(len(at), -1, -1):
            if at[:length] in self.spots:
                return self.spots[at[:length]]
        return Spot(self.file, 1, 1)

    def located(self, error: InputError) -> InputErrors:
        """Return the same faults with file, line and column, in the order of the file."""
        inner = error.errors if isinstance(error, InputErrors) else (error,)
        placed = [self._placed(fault) for fault in inner]
        placed.sort(key=lambda fault: fault.spot)
        return InputErrors(placed)

    def _placed(self, fault: InputError) -> PlacedError:
        if isinstance(fault, PlacedError):
            return fault
        spot = self.spot(fault.at)
        known = fault if spot.file == self.file else InputError(fault.message)  # a diary knows lines, not keys
        return PlacedError(known, spot, self.lines.get(spot.file, ()))

    def fault(self, message: str, line: int = 1, column: int = 1) -> InputErrors:
        """Return one fault at a line and column of this file."""
        return InputErrors([PlacedError(InputError(message), Spot(self.file, line, column), self.lines[self.file])])


def lines_of(text: str) -> tuple[str, ...]:
    """Return the lines of a text as an editor counts them; form feeds and their like end no line."""
    lines = re.split(r"\r\n|\r|\n", text)
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def shown(path: Path) -> str:
    """Return a path as people call it: relative to where they stand, if it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):  # elsewhere, a link to itself, or no path at all
        return str(path)


def text_of(path: Path, *, mend: str = "") -> str:
    """Return the text of a file; InputErrors for one that is missing, too large, binary or not UTF-8.

    A file too large is refused before it is read into memory.
    """
    name = shown(path)
    rule = ""
    raw = b""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        rule = f"there is no such file. {mend}".rstrip()
    except IsADirectoryError:
        rule = "this is a folder. Name the file inside it."
    except OSError as error:
        rule = f"cannot be read: {error.strerror}. Check its name and its rights."
    except ValueError:
        rule = "no file can have this name."
    if len(raw) > MOST_BYTES:
        rule = (
            f"the file is larger than {MOST_BYTES // 1_000_000} MB. A person file is text of a few kB; is it this one?"
        )
    elif b"\0" in raw[:4096] or raw[:2] in (b"\xff\xfe", b"\xfe\xff", b"PK"):
        rule = "this is a binary file, not text. If an editor or a spreadsheet wrote it, save it as UTF-8 text."
    if rule:
        raise InputErrors([PlacedError(InputError(rule), Spot(name, 1, 1), ())])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        lines = lines_of(raw.decode("utf-8", "replace"))
        rule = "this is no UTF-8 text: the byte here cannot be read. Save the file as UTF-8."
        raise InputErrors([PlacedError(InputError(rule), Spot(name, line, column), lines)]) from None


def _scalar(event: Any) -> Any:
    word: str = event.value
    if event.style is not None:
        return word
    if word in ("", "~", "null", "Null", "NULL"):
        return None
    if word in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return word.lower() == "true"
    if _INT.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word) and math.isfinite(float(word)):
        return float(word)
    return word


class _Builder:
    """Builds plain data from the events of the parser, and notes where each piece stands."""

    def __init__(self, document: Document, events: Iterator[Any]) -> None:
        self.document = document
        self.events = events
        self.faults: list[InputError] = []

    def spot(self, event: Any) -> Spot:
        return Spot(self.document.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def fault(self, message: str, event: Any, at: Place) -> PlacedError:
        return PlacedError(InputError(message, at=at), self.spot(event), self.document.lines[self.document.file])

    def value(self, event: Any, at: Place) -> Any:
        kind = type(event).__name__
        if kind == "AliasEvent":
            raise InputErrors([self.fault(f"*{event.anchor} repeats another part. Write it out.", event, at)])
        if event.anchor is not None:
            raise InputErrors([self.fault(f"&{event.anchor} names a part for repeating. Write it out.", event, at)])
        if getattr(event, "ctag", None) is not None or getattr(event, "tag", None) is not None:
            raise InputErrors(
                [self.fault(f"{event.tag} is a YAML tag, and a person file has none. Remove it.", event, at)]
            )
        if len(at) > _DEEPEST:
            raise InputErrors([self.fault("this is nested too deep for a person file.", event, at)])
        if kind == "MappingStartEvent":
            return self.mapping(at)
        if kind == "SequenceStartEvent":
            return self.sequence(at)
        if event.value or event.style is not None or at not in self.document.spots:
            self.document.spots[at] = self.spot(event)  # nothing at all stands where its key stands
        return _scalar(event)

    def mapping(self, at: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            if type(event).__name__ != "ScalarEvent":
                raise InputErrors([self.fault("a key is a single word. Write key: value.", event, at)])
            key = str(event.value)
            if key in found:
                first = self.document.spots[(*at, key)].line
                self.faults.append(
                    self.fault(f"{key!r} stands twice, first in line {first}. Remove one.", event, (*at, key))
                )
            else:
                self.document.spots[(*at, key)] = self.spot(event)
            found[key] = self.value(next(self.events), (*at, key))
        return found

    def sequence(self, at: Place) -> list[Any]:
        found: list[Any] = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            place = (*at, len(found))
            self.document.spots[place] = self.spot(event)
            found.append(self.value(event, place))
        return found


def read_yaml(path: Path, *, mend: str = "") -> Document:
    """Return a YAML file as plain data with places; InputErrors for what is no YAML, or more than plain YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    document = Document(shown(path), text_of(path, mend=mend))
    events: Iterator[Any] = iter(YAML(typ="rt", pure=True).parse(document.text))
    try:
        builder = _Builder(document, events)
        while type(event := next(events)).__name__ in ("StreamStartEvent", "DocumentStartEvent"):
            pass
        if type(event).__name__ == "StreamEndEvent":
            raise document.fault("the file is empty. Begin with age, sex, height and weight, or run: epsom init DIR.")
        document.data = builder.value(event, ())
        next(events)
        if type(event := next(events)).__name__ == "DocumentStartEvent":
            raise InputErrors([builder.fault("a second document begins here. One file holds one person.", event, ())])
    except MarkedYAMLError as error:
        raise _no_yaml(document, error) from None
    except YAMLError as error:
        before = lines_of(document.text[: getattr(error, "position", 0) or 0] + ".")
        rule = str(error).splitlines()[0]
        raise document.fault(f"this is no valid YAML: {rule}. {_mend(rule)}", len(before), len(before[-1])) from None
    if builder.faults:
        raise InputErrors(builder.faults)
    if not isinstance(document.data, dict):
        rule = "a person file holds keys and values, such as age: 45."
        raise document.fault(rule if document.data is not None else "the file is empty. " + rule.capitalize())
    return document


def _no_yaml(document: Document, error: Any) -> InputErrors:
    mark = error.problem_mark or error.context_mark
    rule = str(error.problem or error.context)
    late = mark is not None and mark.line >= len(document.lines[document.file])
    if late or "expected ':'" in rule:  # where it began, not the next line, where it was missed
        mark = error.context_mark or mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > (last := len(document.lines[document.file])):
        line, column = last, len(document.lines[document.file][-1]) + 1
    return document.fault(f"this is no valid YAML: {rule}. {_mend(rule)}", line, column)


def _mend(rule: str) -> str:
    return next((mend for said, mend in _MENDS if said in rule), _OTHERWISE)
