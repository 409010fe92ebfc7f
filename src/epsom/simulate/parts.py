"""Parts: what the partitions of a run leave in its folder; the files alone say how far it has come.

A part is there whole or not at all, names its run and bears a checksum, so that a run may be stopped anywhere, by
anything, and go on later. Nothing in a file tells when or by whom it was written: the same run is the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

from epsom.errors import InputError

RUN = "run.json"


def name_of(number: int, ending: str = "jsonl") -> str:
    """Return the name of a part's file."""
    return f"part-{number:06d}.{ending}"


def digest(content: bytes) -> str:
    """Return the checksum of a content."""
    return hashlib.sha256(content).hexdigest()


def compact(content: Any) -> bytes:
    """Return a content as JSON on one line, always the same way."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all; InputError where it cannot be written."""
    aside = ""
    try:
        number, aside = tempfile.mkstemp(prefix=f".{path.name}-", suffix=".tmp", dir=path.parent)
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())  # the name may wait: a part whose name is lost is only done again
        Path(aside).replace(path)
        aside = ""
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror}. What is done is kept: mend that, then run the same command"
            " again and it goes on from there."
        ) from None
    finally:
        if aside:
            Path(aside).unlink(missing_ok=True)


def begun(folder: Path, identity: Mapping[str, Any]) -> str:
    """Begin a run in a folder, or go on with it; return its key. InputError where the folder holds something else."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        others = [entry.name for entry in folder.iterdir() if not entry.name.endswith(".tmp")]
    except OSError as error:
        raise InputError(f"{folder} cannot be used: {error.strerror}. Name another folder.") from None
    text = json.dumps(identity, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    if RUN not in others:
        if others:
            raise InputError(f"{folder} is not empty and holds no run ({others[0]}, ...). Name a new folder.")
        whole(folder / RUN, text.encode())
    try:
        held = (folder / RUN).read_bytes()
    except OSError as error:
        raise InputError(f"{folder / RUN} cannot be read: {error.strerror}. Name another folder.") from None
    if held != text.encode():
        raise InputError(
            f"{folder} holds another run: {_difference(held, identity)}."
            " Name another folder, or repeat the command that began this one."
        )
    return digest(held)


def _difference(held: bytes, asked: Mapping[str, Any]) -> str:
    try:
        found = json.loads(held)
        before = cast(dict[str, Any], found if isinstance(found, dict) else {})
    except ValueError:
        before = {}
    other = [name for name in asked if before.get(name) != asked[name]]
    if not other or any(name not in before for name in other):
        return f"its {RUN} is damaged or of another version"
    if other[0] == "code":
        return "epsom's code or tables have changed since"
    if isinstance(asked[other[0]], list):
        return f"its {other[0]} are others"
    return f"{other[0]} = {json.dumps(before[other[0]])}, not {json.dumps(asked[other[0]])}"


def sweep(folder: Path, mine: Callable[[int], bool] | None = None) -> None:
    """Remove what a killed run left unfinished: of some parts, or all that belongs to no part."""
    for path in folder.glob(".*.tmp"):
        part = path.name.startswith(".part-")
        number = path.name.removeprefix(".part-").partition(".")[0]
        if (mine(int(number)) if part and number.isdigit() else False) if mine else not part:
            path.unlink(missing_ok=True)


def keep(folder: Path, key: str, number: int, content: Mapping[str, Any], rows: Mapping[str, bytes]) -> None:
    """Write a part, its rows first: they count only once the part that names them is there."""
    for ending, table in rows.items():
        whole(folder / name_of(number, ending), table)
    text = compact(content)
    sums = {ending: digest(table) for ending, table in rows.items()}
    head = {"kind": "epsom part", "number": number, "rows": sums, "run": key, "sha256": digest(text)}
    whole(folder / name_of(number), compact(head) + b"\n" + text + b"\n")


def kept(folder: Path, key: str, number: int) -> bytes | None:
    """Return a part's content; None where it is not there. InputError where it is damaged, or its rows are."""
    try:
        head, _, text = (folder / name_of(number)).read_bytes().partition(b"\n")
    except FileNotFoundError:
        return None
    text = text.removesuffix(b"\n")
    try:
        told = cast(dict[str, Any], json.loads(head))
        sums = cast(dict[str, str], told["rows"])
        sound = (told["run"], told["number"], told["sha256"]) == (key, number, digest(text)) and all(
            digest((folder / name_of(number, ending)).read_bytes()) == expected for ending, expected in sums.items()
        )
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        sound = False
    if not sound:
        raise InputError(f"{folder / name_of(number)} is damaged. Run the same command without --shard to mend it.")
    return text
