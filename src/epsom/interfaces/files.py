"""Files: reads a person and the record into the nouns, and writes results whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from epsom.errors import InputError, InputErrors, Place
from epsom.interfaces.document import Document, read_yaml
from epsom.person import Person, person_from


@dataclass(frozen=True)
class Reading:
    """A person, and the document that told it, which knows the line and column of every value."""

    person: Person
    document: Document

    def located(self, error: InputError) -> InputErrors:
        """Return what a later step found wrong with this person, with file, line and column."""
        return self.document.located(error)


def read(path: str | os.PathLike[str]) -> Reading:
    """Return the person of a YAML file, with the places of all values; InputErrors names all faults at once."""
    where = Path(path)
    document = read_yaml(where, mend="Write a first one with: epsom init DIR")
    data = document.data
    faults: list[InputError] = []
    if "diary" in data and data["diary"] is not None:
        try:
            data = {**data, "record": _diary(where, document)}
        except InputError as error:
            faults += document.located(error).errors
            data = {**data, "diary": None}
    faults += _unknown(data)
    try:
        person = person_from(data)
    except InputErrors as error:
        raise document.located(InputErrors([*faults, *error.errors])) from None
    faults += _unreadable(person)
    if faults:
        raise document.located(InputErrors(faults))
    return Reading(person, document)


def read_person(path: str | os.PathLike[str]) -> Person:
    """Return the person of a YAML file; InputErrors names every fault with file, line, column, rule and mend."""
    return read(path).person


def _diary(where: Path, document: Document) -> list[dict[str, object]]:
    from epsom.interfaces.diary import read_diary

    name = document.data["diary"]
    if not isinstance(name, str) or not name.strip().isprintable() or not _beside(Path(name.strip())):
        raise InputError(
            f"{name!r} is no file beside the person file. Write it like this: diary: diary.csv", at=("diary",)
        )
    if document.data.get("record"):
        raise InputError("record and diary both tell what was eaten. Keep one of them.", at=("diary",))
    return read_diary(where.parent / name.strip(), document)


def _beside(name: Path) -> bool:
    return bool(name.name) and not name.is_absolute() and ".." not in name.parts


def _unknown(data: dict[str, Any]) -> list[InputError]:
    """Find the medicines, conditions and the authority that Epsom has no row for."""
    from epsom.cohort.conditions import condition
    from epsom.cohort.medicines import medicine
    from epsom.needs import known_authority

    rows: tuple[tuple[str, Callable[[str], object]], ...] = (("medicines", medicine), ("conditions", condition))
    told: list[tuple[Callable[[str], object], object, Place]] = [
        (known_authority, data.get("authority"), ("authority",))
    ]
    for key, known in rows:
        entries: object = data.get(key)
        for place, entry in enumerate(cast(list[Any], entries) if isinstance(entries, list) else ()):
            named = isinstance(entry, dict)
            name = cast(dict[str, object], entry).get("name") if named else entry
            told.append((known, name, (key, place, "name") if named else (key, place)))
    faults: list[InputError] = []
    for known, name, at in told:
        try:
            if isinstance(name, str) and name.strip():
                known(name)
        except InputError as error:
            faults.append(InputError(error.message, at=at))
    return faults


def _unreadable(person: Person) -> list[InputError]:
    """Find the lines of the record that name no food, no portion or no salt that Epsom knows."""
    from epsom.plate.cookbook import kitchen
    from epsom.plate.record import record

    try:
        record(person.record, person.supplements, kitchen(person))
    except InputErrors as errors:
        return list(errors.errors)
    except InputError as error:
        return [error]
    return []


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write a text or bytes so that it is there whole or not at all, readable by its owner only; return where it is.

    An older file of the same name is replaced in one step; InputError where the folder cannot be written to.
    """
    where = Path(path)
    aside = ""
    try:
        number, aside = tempfile.mkstemp(prefix=".epsom-", suffix=".part", dir=where.parent)
        with os.fdopen(number, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).replace(where)
    except OSError as error:
        raise InputError(f"{where} cannot be written: {error.strerror}. Choose another place.") from None
    finally:
        if aside:
            Path(aside).unlink(missing_ok=True)
    return where
