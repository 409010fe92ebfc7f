"""Entries: how the single values of a protocol are written, and what is said of one that is written otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any, cast


def is_number(value: object) -> bool:
    """Tell a finite number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _all(value: object, good: Callable[[object], bool]) -> bool:
    return isinstance(value, list | tuple) and all(map(good, cast(list[object], value)))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_entry(value: object) -> bool:
    return isinstance(value, Mapping)


Rule = tuple[Callable[[object], bool], str]


def _rule(good: Callable[[object], bool], said: str) -> Rule:
    return good, said


_WRITTEN: dict[str, Rule] = {
    "float": (is_number, "is no plain number. Write the number alone: the key says its unit"),
    "int": (lambda value: isinstance(value, int) and not isinstance(value, bool), "is no whole number"),
    "bool": (lambda value: isinstance(value, bool), "is neither true nor false"),
    "str": (_is_word, "is no word"),
    "tuple[str, ...]": (lambda value: _all(value, _is_word), "is no list of words. Write it like this: [omeprazole]"),
}
_ENTRIES = _rule(lambda value: _all(value, _is_entry), "is no list of entries. Begin each with its own dash")
_ENTRY = _rule(_is_entry, "is no entry of keys and values")


def misfit(kind: type[Any], row: Mapping[str, Any], what: str, extra: tuple[str, ...] = ()) -> tuple[str, str] | None:
    """Return the first key that does not fit the record ``kind``, and what is said of it; None where all fit.

    ``what`` is what the entry is called in messages; ``extra`` are further keys, plain numbers.
    """
    known = {one.name: str(one.type) for one in fields(kind)} | dict.fromkeys(extra, "float")
    for key, value in row.items():
        if key not in known:
            return key, f"unknown key {key!r} in {what}. Known: {', '.join(sorted(known))}."
        written = known[key].removesuffix(" | None")
        may_lack = written != known[key]
        good, rule = _WRITTEN.get(written, _ENTRY if may_lack else _ENTRIES)
        if not (good(value) or (may_lack and value is None)):
            return key, f"{key} = {'nothing' if value is None else repr(value)} {rule}."
    return None


def missing(kind: type[Any], row: Mapping[str, Any]) -> str:
    """Return the first key that the record ``kind`` needs and the entry lacks; nothing where it lacks none."""
    needed = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
    return next((name for name in needed if name not in row), "")
