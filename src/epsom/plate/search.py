"""Search: which foods the words of a person may mean, and how sure that is."""

from __future__ import annotations

import re
import unicodedata
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    import sqlite3

How = Literal["exact", "word", "fragment", "spelling"]
Found = TypeVar("Found", int, str)

_IRREGULAR = {"leaves": "leaf", "halves": "half", "loaves": "loaf", "quiches": "quiche", "brioches": "brioche"}
_SAME = {"boiled": "cooked", "steamed": "cooked", "simmered": "cooked", "tinned": "canned", "tin": "can"}
_LITTLE = frozenset({"of", "the", "a", "an", "and", "with"})
_NEUTRAL = frozenset({"organic", "fresh", "my", "homemade", "ripe", "plain", "chopped", "sliced", "grated"})
_UNCOOKED = frozenset({"raw", "dry", "dried"})
_TOKEN = re.compile(r"\d+(?:\.\d+)?%?|[^\W\d_]+")


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return an English word without its plural ending, roughly; both forms of a word end up the same."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ie"):
        return word[:-2] + "y"
    if word.endswith(("oes", "ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in order: lower case, no accents, singular, without the little ones.

    Boiled and steamed count as cooked, a tin is a can.
    """
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    bare = re.sub(r"(\d)\s+%", r"\1%", bare.casefold().replace("'", "").replace("’", ""))
    found = tuple(_SAME.get(word) or singular(word) for word in _TOKEN.findall(bare))
    return tuple(word for word in found if word not in _LITTLE) or found


def distance(a: str, b: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with a neighbour to make ``b`` of ``a``."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        earlier, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            step = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                step = min(step, earlier[j - 2] + 1)
            row.append(step)
    return row[-1]


def slips(word: str) -> int:
    """Return how many wrong letters a word of this length may have and still be recognised.

    In a word of four or five letters one slip makes another word too often: lime and lima, Donat and donut.
    """
    return 2 if len(word) >= 8 else 1 if len(word) >= 6 else 0


@lru_cache(maxsize=20_000)
def head(name: str) -> str:
    """Return the word that says what a thing is: "bread" of "rye bread", of "bread, rye" and of "bread with seeds"."""
    spoken = words(re.split(r"[,;(]|\b(?:with|in|without)\b", name, maxsplit=1)[0]) or words(name)
    return spoken[-1] if spoken else ""


def slipped(a: str, b: str) -> int | None:
    """Return the distance of two words if one may be a slip of the other, None if they are different words.

    The first letter is seldom mistaken (sherry is no cherry), and the shorter word says how many slips there may be.
    """
    steps = distance(a, b) if a[:1] == b[:1] else 99
    return steps if steps <= slips(min(a, b, key=len)) else None


@dataclass(frozen=True)
class Hit:
    """A thing that was found, by its number; score 1 is certain, 0 is nothing in common."""

    number: int
    score: float
    how: How


class Index:
    """Names of things, findable by exact name, by words, by fragment and despite a slip of the pen.

    ``names`` are pairs of a name and the number of the thing it stands for; a thing's first name is its main one.
    ``misspellings`` are known slips, taken as such and not as names.
    Exact search needs no database; the rest is built in memory (SQLite FTS5) when it is first asked for.
    """

    def __init__(self, names: Iterable[tuple[str, int]], misspellings: Iterable[tuple[str, int]] = ()) -> None:
        self._told = list(names)
        self._names = [(words(name), number) for name, number in self._told]
        self._misspelt: dict[str, list[int]] = {}
        for name, number in misspellings:
            numbers = self._misspelt.setdefault("".join(words(name)), [])
            numbers += [] if number in numbers else [number]
        self._main: dict[int, tuple[str, ...]] = {}
        self._exact: tuple[dict[str, list[int]], ...] = ({}, {}, {})
        for spoken, number in self._names:
            self._main.setdefault(number, spoken)
            for table, key in zip(self._exact, _keys(spoken), strict=True):
                numbers = table.setdefault(key, [])
                if number not in numbers:
                    numbers.append(number)

    def exact(self, spoken: tuple[str, ...]) -> list[int]:
        """Return the things with exactly this name: as written, written together, or in another order of words."""
        for table, key in zip(self._exact, _keys(spoken), strict=True):
            if found := table.get(key):
                named = [number for number in found if sorted(self._main[number]) == sorted(spoken)]
                return named if len(named) == 1 else found
        return []

    def sure(self, text: str) -> tuple[list[int], How]:
        """Return what the text stands for: one thing if that is sure, several if it is open, none if unknown."""
        spoken = words(text)
        plain = tuple(word for word in spoken if word not in _NEUTRAL) or spoken
        if not spoken:
            return [], "fragment"
        if found := self.exact(spoken):
            return found, "exact"
        if found := self.exact(plain):
            return found, "word"
        served = tuple(word for word in plain if word != "cooked")
        found = self.exact(served) if served else []
        if found and not any(_UNCOOKED.intersection(self._main[number]) for number in found):
            return found, "word"
        if found := self._all_words(spoken) or self._all_words(plain):
            return found, "fragment"
        if found := self._misspelt.get("".join(spoken), []):
            return found, "spelling"
        for mended in (self._mended(spoken), self._mended(plain), self._near(spoken)):
            if mended:
                return mended, "spelling"
        return [], "fragment"

    def search(self, text: str, limit: int) -> list[Hit]:
        """Return the things that the text may mean, best first."""
        spoken = words(text)
        if not spoken:
            return []
        best: dict[int, Hit] = {}

        def offer(number: int, score: float, how: How) -> None:
            if number not in best or best[number].score < score:
                best[number] = Hit(number, score, how)

        for number in self.exact(spoken):
            offer(number, 1.0, "exact")
        for number in self._misspelt.get("".join(spoken), []):
            offer(number, 0.96, "spelling")
        for number, name, _ in self._matching(spoken):
            first = name[0] == spoken[0]
            offer(number, 0.6 + 0.25 * len(spoken) / max(len(name), len(spoken)) + 0.1 * first, "word")
        for number, name, _ in self._matching(spoken, last_is_prefix=True):
            offer(number, 0.4 + 0.2 * len("".join(spoken)) / len("".join(name)), "fragment")
        for number, name, _ in self._matching(spoken, any_word=True):
            shared = len(set(spoken).intersection(name))
            offer(number, 0.3 + 0.25 * shared / max(len(name), len(spoken)), "fragment")
        if len(best) < limit:
            together = "".join(spoken)
            for number, name in self._alike(together):
                glued = "".join(name)
                if together in glued:
                    offer(number, 0.3 + 0.2 * len(together) / len(glued), "fragment")
                elif (like := 1 - distance(together, glued) / max(len(together), len(glued))) >= 0.6:
                    offer(number, 0.5 * like, "spelling")
            for number in self._mended(spoken):
                offer(number, 0.55, "spelling")
        return sorted(best.values(), key=lambda hit: (-hit.score, len(self._main[hit.number]), hit.number))[:limit]

    @cached_property
    def _base(self) -> sqlite3.Connection:
        import sqlite3

        base = sqlite3.connect(":memory:", check_same_thread=False)
        weakref.finalize(self, base.close)
        base.execute("CREATE VIRTUAL TABLE word USING fts5(name, tokenize='porter unicode61', prefix='2 3')")
        base.execute("CREATE VIRTUAL TABLE letters USING fts5(name, tokenize='trigram')")
        base.execute("CREATE VIRTUAL TABLE vocabulary USING fts5(name, tokenize='trigram')")
        base.executemany("INSERT INTO word(name) VALUES (?)", [(" ".join(name),) for name, _ in self._names])
        base.executemany("INSERT INTO letters(name) VALUES (?)", [("".join(name),) for name, _ in self._names])
        base.executemany("INSERT INTO vocabulary(name) VALUES (?)", [(word,) for word in sorted(self._vocabulary)])
        return base

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        return frozenset(word for name, _ in self._names for word in name)

    def _rows(self, table: str, query: str, most: int) -> Iterator[tuple[int, str]]:
        sql = f"SELECT rowid, name FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?"
        yield from self._base.execute(sql, (query, most)).fetchall()

    def _matching(
        self, spoken: Sequence[str], *, last_is_prefix: bool = False, any_word: bool = False
    ) -> Iterator[tuple[int, tuple[str, ...], str]]:
        """Yield names (with their head) that have every word of the text, the last perhaps unfinished, or any word."""
        query = (" OR " if any_word else " ").join(f'"{word}"' for word in spoken) + ("*" if last_is_prefix else "")
        for row, _ in self._rows("word", query, 500):
            name, number = self._names[row - 1]
            yield number, name, head(self._told[row - 1][0])

    def _all_words(self, spoken: tuple[str, ...]) -> list[int]:
        """Return the things with a name that has every word of the text, its head among them, and not many more.

        Without the head it is another thing: hemp hearts have hearts, but a multivitamin is no multivitamin juice.
        """
        found = [(number, name, head) for number, name, head in self._matching(spoken) if head in spoken]
        close = {number for number, name, _ in found if len(name) <= 2 * len(spoken)}
        return sorted({number for number, _, _ in found}) if close else []

    def _alike(self, text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        for row, _ in self._rows("letters", _any_trigram(text), 50) if len(text) > 2 else ():
            name, number = self._names[row - 1]
            yield number, name

    def _mended(self, spoken: tuple[str, ...]) -> list[int]:
        """Return what the text stands for once words that no food has are read as their nearest neighbour."""
        choices: list[list[str]] = []
        for word in spoken:
            if word in self._vocabulary:
                choices.append([word])
                continue
            near = self._neighbours(word)
            if not near:
                return []
            choices.append(near)
        wordings = list(product(*choices))
        if wordings == [spoken] or len(wordings) > 16:
            return []
        for look in (self.exact, self._all_words):
            found = sorted({number for wording in wordings for number in look(wording)})
            if found:
                return found
        return []

    def _neighbours(self, word: str) -> list[str]:
        if not slips(word) or word[0].isdigit():
            return []
        rows = self._rows("vocabulary", _any_trigram(word), 50)
        return _closest((slipped(word, other), other) for _, other in rows)

    def _near(self, spoken: tuple[str, ...]) -> list[int]:
        """Return the things whose whole name, written together, is a slip or two away from the text."""
        text = "".join(spoken)
        figures = [word for word in spoken if word[0].isdigit()]
        return _closest(
            (slipped(text, "".join(name)), number)
            for number, name in self._alike(text)
            if [word for word in name if word[0].isdigit()] == figures
        )


def _closest(apart: Iterable[tuple[int | None, Found]]) -> list[Found]:
    """Return those of the smallest distance, each once; None is too far."""
    near = [(steps, one) for steps, one in apart if steps is not None]
    least = min((steps for steps, _ in near), default=0)
    return sorted({one for steps, one in near if steps == least})


def _keys(spoken: tuple[str, ...]) -> tuple[str, str, str]:
    """Return a name as written, written together, and in any order of words."""
    return " ".join(spoken), "".join(spoken), " ".join(sorted(spoken))


def _any_trigram(text: str) -> str:
    return " OR ".join(f'"{text[i : i + 3]}"' for i in range(len(text) - 2))
