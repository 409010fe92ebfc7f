"""Spelling: which known word a slip of the pen may mean, and how far apart two words are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

_SOUNDS = (
    (re.compile(r"^(?:sch|sh|ch)"), "x"), (re.compile(r"sch|sh|ch"), "x"), (re.compile(r"ph|v|w"), "f"),
    (re.compile(r"ck|qu|q|c"), "k"), (re.compile(r"z"), "s"), (re.compile(r"h"), ""), (re.compile(r"[iy]e?"), "i"),
    (re.compile(r"[ae]+[iu]?"), "e"), (re.compile(r"o+u?"), "o"), (re.compile(r"(.)\1+"), r"\1"),
)  # fmt: skip


def distance(a: str, b: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with a neighbour to make ``b`` of ``a``."""
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
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


def slipped(a: str, b: str) -> int | None:
    """Return the distance of two words if one may be a slip of the other, None if they are different words.

    The first letter is seldom mistaken (sherry is no cherry), and the shorter word says how many slips there may be.
    """
    steps = distance(a, b) if a[:1] == b[:1] else 99
    return steps if steps <= slips(min(a, b, key=len)) else None


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """Return roughly how a word sounds: letters that are often mistaken for each other end up the same."""
    for letters, alike in _SOUNDS:
        word = letters.sub(alike, word)
    return word


class Known:
    """Words that are known, findable despite a slip of the pen."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)

    @cached_property
    def _letters(self) -> list[int]:
        """For each word, which letters it has, one bit each: two words alike have nearly the same ones."""
        return [_bits(word) for word in self._words]

    @cached_property
    def _sounding(self) -> dict[str, list[str]]:
        alike: dict[str, list[str]] = {}
        for word in self._words:
            alike.setdefault(sound(word), []).append(word)
        return alike

    def near(self, text: str, steps: int) -> list[tuple[str, int]]:
        """Return the words at most so many steps away, each with the steps to it."""
        bits, size, most = _bits(text), len(text), 2 * steps
        known = zip(self._words, self._letters, strict=True)
        close = [word for word, other in known if (bits ^ other).bit_count() <= most]
        fitting = [word for word in close if abs(len(word) - size) <= steps and _may_begin(text, word)]
        return [(word, far) for word in fitting if (far := distance(text, word)) <= steps]

    def sounding(self, text: str) -> Sequence[str]:
        """Return the words that sound like this one."""
        return self._sounding.get(sound(text), ())


def _may_begin(a: str, b: str) -> bool:
    """Tell whether two words may begin as one: alike, after a letter dropped or swapped, or with like sounds."""
    return (
        a[:1] == b[:1]
        or a[:1] == b[1:2]
        or a[1:2] == b[:1]
        or sound(a[:1]) == sound(b[:1])
        or {a[:1], b[:1]} == {"b", "v"}
    )


def _bits(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 31 if letter.isalpha() else 0)
    return bits
