"""Signs: what a study says that a sign tells of magnesium, which for most is nothing; never a score of symptoms."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from epsom.person.signs import Sign, signs

WORDS = "status/causes/words.toml"


@dataclass(frozen=True)
class SignLine:
    """One sign as told: its likelihood ratio of low serum where one is published, else None; and whose it is.

    No ratio moves a probability here: where serum is told it has spoken already, and where it is not it is asked for.
    """

    name: str
    urgent: bool
    ratio: float | None
    words: str
    source: str


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Return the sentences of words.toml by group and name."""
    return tomllib.loads(files("epsom").joinpath(WORDS).read_text("utf-8"))


def say(group: str, name: str, /, **fill: object) -> str:
    """Return one sentence with its numbers."""
    return sentences()[group][name].format(**fill)


def of_signs(told: tuple[str, ...]) -> tuple[SignLine, ...]:
    """Return what each sign told says of magnesium, those that ask for urgent care first."""
    lines = [SignLine(one.name, one.urgent, one.ratio, _said(one), one.source) for one in _known(told)]
    return tuple(sorted(lines, key=lambda line: not line.urgent))


def urgent(told: tuple[str, ...]) -> tuple[str, ...]:
    """Return the signs among those told that ask for urgent human care, whatever a reading says."""
    return tuple(one.name for one in _known(told) if one.urgent)


def _said(sign: Sign) -> str:
    name = sign.name.capitalize()
    return say("sign", "ratio", sign=name, says=sign.says) if sign.says else say("sign", "none", sign=name)


def _known(told: tuple[str, ...]) -> tuple[Sign, ...]:
    return tuple(signs()[name] for name in dict.fromkeys(told) if name in signs())
