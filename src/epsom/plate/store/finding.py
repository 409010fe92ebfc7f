"""Finding foods by words in the store: which names the words may mean, best first.

The index answers in the order of ids, and an id begins with how plain the food's name is. So the first names that have
all the words are the shortest and plainest ones, and no more than these are ranked: among names that have every word,
the usual measure of relevance (bm25) says little more than which one is shortest, and costs a look at all of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice, product

from epsom.plate.search import How, distance, slipped, words
from epsom.plate.store.layout import BABY, BRAND, PLACES
from epsom.plate.store.rules import kind, rules

_MOST_WORDS = 8  # of a text that are looked for; further ones are not read
_MOST_PARTS = 10  # of a text, each with so many words fewer, that are looked for


@dataclass(frozen=True)
class Found:
    """A food by its id, with how well it fits (1 is certain) and on what grounds."""

    id: int
    score: float
    how: How


@dataclass(frozen=True)
class _Name:
    id: int
    heads: tuple[str, ...]
    words: tuple[str, ...]

    def named(self) -> str:
        """Return the first word of what the thing is called: what stands behind its class, if it has one."""
        if len(self.heads) < 2:
            return self.words[0]
        return self.words[min(self.words.index(self.heads[0]) + 1, len(self.words) - 1)]

    def is_(self, quality: int) -> bool:
        """Tell whether the id says that this is a brand's, or for infants."""
        return bool(self.id >> PLACES & quality)


def find(base: sqlite3.Connection, text: str, limit: int) -> list[Found]:
    """Return the foods that the text may mean, best first; none for a text without a word."""
    asked = words(text)[:_MOST_WORDS]
    if not asked or limit < 1:
        return []
    best: dict[int, tuple[Found, int]] = {}
    for score, how, name in _looked(base, asked):
        if name.id not in best or best[name.id][0].score < score:
            best[name.id] = Found(name.id, score, how), len(name.words)
        if len(best) > 4 * rules()["candidates"]:
            break
    ranked = sorted(best.values(), key=lambda pair: (-pair[0].score, pair[1], pair[0].id))
    return [found for found, _ in ranked[:limit]]


def _looked(base: sqlite3.Connection, asked: tuple[str, ...]) -> Iterator[tuple[float, How, _Name]]:
    """Yield what is found: every word; else the last one unfinished; else words mended; else one word fewer."""
    found = False
    for name in _matching(base, asked):
        found = True
        whole = set(name.words) == set(asked)
        yield _score("exact" if whole else "word", asked, name), "exact" if whole else "word", name
    if not found or len(asked[-1]) > 2:
        rows = _matching(base, asked, unfinished=True) if not found else ()
        for name in rows:
            found = True
            yield _score("fragment", asked, name), "fragment", name
    if found:
        return
    for reading in _mended(base, asked):
        for name in _matching(base, reading):
            found = True
            yield _score("spelling", reading, name), "spelling", name
    if found:
        return
    known = tuple(word for choice in _choices(base, asked) if choice for word in choice[0])
    for fewer in range(len(known), 0, -1):
        for part in islice(combinations(known, fewer), _MOST_PARTS):
            how = "fragment" if set(part).issubset(asked) else "spelling"
            for name in _matching(base, part, whole=len(asked)):
                found = True
                yield _score(how, part, name) * fewer / max(len(known), len(asked)), how, name
        if found:
            return


def _matching(
    base: sqlite3.Connection, asked: tuple[str, ...], *, unfinished: bool = False, whole: int = 0
) -> Iterator[_Name]:
    """Yield names that have every word: first those that such a thing is called by, then the others."""
    most = int(rules()["candidates"]) // (whole or 1)
    quoted = [f'"{word}"' for word in asked]
    every = " AND ".join(quoted) + ("*" if unfinished else "")
    named = f"(head : ({' OR '.join(quoted)}{'*' if unfinished else ''})) AND {every}"
    seen: set[int] = set()
    for query in (named, every):
        sql = "SELECT rowid, head, words FROM names WHERE names MATCH ? ORDER BY rowid LIMIT ?"
        for id, heads, spoken in base.execute(sql, (query, most)).fetchall():
            if id not in seen:
                seen.add(id)
                yield _Name(id, tuple(heads.split()), tuple(spoken.split()))
        if unfinished and len(seen) >= most:
            return


def _score(grounds: str, asked: tuple[str, ...], name: _Name) -> float:
    """Return how well a name fits: from its grounds up, more for what a person means, less for what few mean."""
    rule = rules()
    seldom = rule["branded"] if name.is_(BRAND) else 1.0
    seldom *= rule["baby"] if name.is_(BABY) and not kind("baby").intersection(asked) else 1.0
    if grounds == "exact":
        return seldom * (rule["exact"] + (1.0 - rule["exact"]) * (name.words == asked))
    known = set(name.words)
    others = known.difference(asked)
    score = rule[grounds] + rule["fewer_words"] * len(asked) / max(len(known), len(asked))
    score += rule["head_word"] * bool(set(name.heads).intersection(asked))
    score += rule["first_word"] * (asked[0] in (name.words[0], name.named()))
    score += rule["plain"] * min(len(others & kind("plain")), 2)
    score -= rule["altered"] * bool(others & kind("altered"))
    return seldom * min(score, rule["exact"])


def _mended(base: sqlite3.Connection, asked: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield readings of the text in which every word is one that some name has; a few at most, likely ones first."""
    joined = "".join(asked)
    if len(asked) > 1 and _is_known(base, joined):
        yield (joined,)
    choices = _choices(base, asked)
    if all(choices):
        for n, reading in enumerate(product(*choices)):
            if n == 12:
                return
            if (flat := tuple(word for part in reading for word in part)) != asked:
                yield flat


def _choices(base: sqlite3.Connection, asked: tuple[str, ...]) -> list[list[tuple[str, ...]]]:
    """Return how each word may be read, likely readings first: as it is if some name has it, as two, as a slip."""
    found: list[list[tuple[str, ...]]] = []
    for word in asked:
        others = _split(base, word) or [(other,) for other in _neighbours(base, word)]
        found.append([(word,), *others] if word[0].isdigit() or _is_known(base, word) else others)
    return found


def _is_known(base: sqlite3.Connection, word: str) -> bool:
    return base.execute("SELECT 1 FROM vocabulary WHERE word = ?", (word,)).fetchone() is not None


def _split(base: sqlite3.Connection, word: str) -> list[tuple[str, ...]]:
    """Return a word as two known ones, if it is two written together: peanutbutter."""
    pairs = [(word[:cut], word[cut:]) for cut in range(3, len(word) - 2)]
    good = [pair for pair in pairs if all(_names(base, part) for part in pair)]
    return sorted(good, key=lambda pair: -min(_names(base, part) for part in pair))[:2]


def _names(base: sqlite3.Connection, word: str) -> int:
    row = base.execute("SELECT names FROM vocabulary WHERE word = ?", (word,)).fetchone()
    return row[0] if row else 0


def _neighbours(base: sqlite3.Connection, word: str) -> list[str]:
    """Return the known words of which this may be a slip, nearest first, at equal distance the commonest first.

    Candidates share a triple of letters with the word. Where no slip explains it, one letter may be wrong in a short
    word, and a known word may hold it: both are offered, never taken.
    """
    if len(word) < 3:
        return []
    most = int(rules()["neighbours"])
    triples = " OR ".join(f'"{word[i : i + 3]}"' for i in range(len(word) - 2))
    sql = """SELECT vocabulary.word, names FROM letters JOIN vocabulary ON vocabulary.id = letters.rowid
        WHERE letters MATCH ? ORDER BY rank LIMIT ?"""
    rows = base.execute(sql, (triples, most)).fetchall() + _alike(base, word)
    near = _nearest((slipped(word, other), -names, other) for other, names in rows)
    if near:
        return near
    held = [(0 if word in other else None, -names, other) for other, names in rows]
    loose = [(step if (step := distance(word, other)) <= 1 + len(word) // 8 else None, -n, other) for other, n in rows]
    return _nearest(held) or _nearest(loose)


def _alike(base: sqlite3.Connection, word: str) -> list[tuple[str, int]]:
    """Return known words that differ in one letter or have two neighbours swapped: short slips share no triple."""
    if len(word) > 7:
        return []
    letters = "abcdefghijklmnopqrstuvwxyz"
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(1, len(word) - 1)}
    dropped = {word[:i] + word[i + 1 :] for i in range(1, len(word))}
    other = {word[:i] + x + word[i + 1 :] for i in range(1, len(word)) for x in letters}
    added = {word[:i] + x + word[i:] for i in range(1, len(word) + 1) for x in letters}
    tried = sorted(swapped | dropped | other | added)
    sql = f"SELECT word, names FROM vocabulary WHERE word IN ({','.join('?' * len(tried))})"
    return base.execute(sql, tried).fetchall()


def _nearest(apart: Iterable[tuple[int | None, int, str]]) -> list[str]:
    """Return the words that can be meant, those of the least distance and one step more, commonest first; four."""
    known = {(step, names, word) for step, names, word in apart if step is not None}
    return [word for _, _, word in sorted(known)][:4]
