"""Listed: a part of a person file that tells something by name, read line by line with all of its faults at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from epsom.errors import InputError, InputErrors

T = TypeVar("T")
MOST = 200
"""The most entries of one such list."""


def read_listed(
    key: str, value: object, wanted: str, name: Callable[[object], str], entry: Callable[[str, object], T]
) -> tuple[dict[str, T], list[InputError]]:
    """Return what a list under ``key`` tells, by the ``name`` of each, with the faults of those that cannot be read.

    ``entry`` reads one line, ``wanted`` says how the list is written. InputError where it is no list of names, or has
    more lines than anybody has.
    """
    if value is None:
        return {}, []
    if not isinstance(value, Mapping):
        raise InputError(f"{key} wants {wanted}")
    told = cast(Mapping[object, object], value)
    if len(told) > MOST:
        raise InputError(f"{key} has {len(told)} entries; the most is {MOST}.")
    found: dict[str, T] = {}
    faults: list[InputError] = []
    for named, line in told.items():
        try:
            known = name(named)
            if known in found:
                raise InputError(f"{named!r} stands twice. Remove one of them.")
            found[known] = entry(known, line)
        except InputError as error:
            faults.append(error.under(str(named)))
    return found, faults


def all_or_faults(found: dict[str, T], faults: list[InputError]) -> dict[str, T]:
    """Return what was found; InputErrors with every fault where there is any."""
    if faults:
        raise InputErrors(faults)
    return found
