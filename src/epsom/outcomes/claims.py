"""Claims: what people are told about magnesium against what is known.

One file per topic under claims/, one row per claim: the statement in our own words, a verdict, the fact, and the source
to look it up in. Numbers that a table of Epsom holds are quoted from there (see ``quoted``). A verdict is on the
statement, not on whoever says it: the popular article that the mission follows slips in 25 points and is right in
others, and shop pages and papers slip too.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import InputError, TableError
from epsom.outcomes.quoted import filled

FOLDER = "outcomes/claims"
VERDICTS = {
    "right": "holds as it is said",
    "imprecise": "the core holds, but a number, a word or a condition is off or missing",
    "outdated": "was the state of knowledge once; better numbers have replaced it",
    "unsupported": "studies in people do not show it: none was made, they disagree, or their kind cannot tell",
    "wrong": "studies, a definition or plain arithmetic speak against it",
}
"""The verdicts, from kind to harsh, and what each means."""

_HEAD = {"topic", "claim"}
_NEEDED = {"id", "told_by", "statement", "verdict", "fact", "source"}
_ROW = _NEEDED | {"also", "mark", "where", "because", "slip"}


@dataclass(frozen=True)
class Claim:
    """One thing people are told, and what is known instead.

    ``source`` is the main key of sources.bib, or ``assumed`` with ``because``; ``also`` are further keys; ``mark`` says
    how the fact was read and ``where`` in the source. ``slip`` counts the slips of the popular article, 1 to 25; None
    for what others say, and for what the article says rightly.
    """

    id: str
    topic: str
    told_by: str
    statement: str
    verdict: str
    fact: str
    source: str
    also: tuple[str, ...]
    mark: str
    where: str
    because: str
    slip: int | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of sources.bib behind the fact; none for a judgement of ours alone."""
        return tuple(key for key in (self.source, *self.also) if key != "assumed")


@cache
def claims() -> tuple[Claim, ...]:
    """Return every claim, topic by topic; TableError names the file, the row and the rule it breaks."""
    folder = files("epsom").joinpath(FOLDER)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = [claim for name in names for claim in read(folder.joinpath(name).read_text("utf-8"), name)]
    for field in ("id", "statement", "slip"):
        told = [value for claim in found if (value := getattr(claim, field)) is not None]
        if twice := next((value for value in told if told.count(value) > 1), None):
            raise TableError(f"{FOLDER}: {field} {twice!r} stands twice.")
    return tuple(found)


def read(text: str, place: str) -> tuple[Claim, ...]:
    """Read one topic's file; TableError for a row that lacks something, or that nobody can look up."""
    content = tomllib.loads(text)
    if extra := set(content) - _HEAD:
        raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
    if missing := _HEAD - set(content):
        raise TableError(f"{place}: no {sorted(missing)[0]}.")
    return tuple(_claim(row, content["topic"], place) for row in content["claim"])


def _claim(row: dict[str, Any], topic: str, place: str) -> Claim:
    where = f"{place} [{row.get('id', '?')}]"
    if extra := set(row) - _ROW:
        raise TableError(f"{where}: unknown key {sorted(extra)[0]!r}.")
    if missing := sorted(key for key in _NEEDED if not row.get(key)):
        raise TableError(f"{where}: no {missing[0]}.")
    if row["verdict"] not in VERDICTS:
        raise TableError(f"{where}: verdict = {row['verdict']!r} is none of {', '.join(VERDICTS)}.")
    tables.check_source(row, where)
    if unknown := sorted(set(row.get("also", ())) - set(tables.sources())):
        raise TableError(f"{where}: {unknown[0]!r} is no key of sources.bib.")
    for field in ("statement", "fact"):
        if not row[field].endswith("."):
            raise TableError(f"{where}: {field} ends without a full stop.")
    return Claim(
        id=row["id"], topic=topic, told_by=row["told_by"], statement=filled(row["statement"], where),
        verdict=row["verdict"], fact=filled(row["fact"], where), source=row["source"], also=tuple(row.get("also", ())),
        mark=row.get("mark", "ours"), where=row.get("where", ""), because=row.get("because", ""),
        slip=row.get("slip"),
    )  # fmt: skip


def topics() -> tuple[str, ...]:
    """Return the topics, in the order in which the claims stand."""
    return tuple(dict.fromkeys(claim.topic for claim in claims()))


def search(words: str = "", verdict: str = "") -> tuple[Claim, ...]:
    """Return the claims that have all these words, or words that begin so, and this verdict where one is told.

    A topic, an id or a key of sources.bib is a word as well; small and capital letters are the same. InputError, with
    the nearest topics, where nothing is found, and for a word that is no verdict.
    """
    if verdict and verdict not in VERDICTS:
        raise InputError(f"verdict = {verdict!r} is none of {', '.join(VERDICTS)}. Write one of these.")
    wanted = _words(words)
    found = tuple(one for one in claims() if (not verdict or one.verdict == verdict) and _has(one, wanted))
    if not found:
        raise InputError(_nothing(words, verdict))
    return found


def tally(found: Iterable[Claim]) -> dict[str, int]:
    """Return how many of these claims have each verdict, in the order of the verdicts."""
    told = [claim.verdict for claim in found]
    return {verdict: told.count(verdict) for verdict in VERDICTS}


def _has(claim: Claim, wanted: Iterable[str]) -> bool:
    texts = (claim.id, claim.topic, claim.told_by, claim.statement, claim.fact, *claim.keys)
    held = {word for text in texts for word in _words(text)}
    return all(any(word.startswith(begun) for word in held) for begun in wanted)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _nothing(words: str, verdict: str) -> str:
    of = f" with the verdict {verdict}" if verdict else ""
    near = get_close_matches(words.casefold(), topics(), n=2, cutoff=0.4) or topics()
    what = f"{words!r} is in no claim{of}." if words else f"No claim{of}."
    return f"{what} Topics: {', '.join(near)}."
