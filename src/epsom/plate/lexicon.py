"""The lexicon: what things are called, and which names have which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from math import log

from epsom.plate.wording import folded, head, rooted, singular, stems, tokens, words


class Lexicon:
    """Names of things, findable as written, by all their words, and by single words.

    ``names`` are pairs of a name and the number of the thing it stands for; a thing's first name is its main one.
    ``misspellings`` are known slips. A name goes by its place in the list; what is asked less often is made when asked.
    """

    def __init__(self, names: Iterable[tuple[str, int]], misspellings: Iterable[tuple[str, int]] = ()) -> None:
        self._told = list(names)
        self.number = [number for _, number in self._told]
        self._lower = _lines(name for name, _ in self._told)
        found = [tokens(line) for line in folded("\n".join(self._lower)).split("\n")] if self._told else []
        self.stems = [stems(name) for name in found]
        self.glued = at_each([together(name) for name in found])
        self._slips = list(misspellings)
        self._weights: dict[str, float] = {}

    @cached_property
    def main(self) -> dict[int, int]:
        """The place of each thing's first name."""
        return dict(zip(reversed(self.number), range(len(self.number) - 1, -1, -1), strict=True))

    @cached_property
    def _literal(self) -> dict[str, list[int]]:
        """The names as they are written, in small letters but with their accents: pâtes are no pâté."""
        return at_each(self._lower)

    @cached_property
    def misspelt(self) -> dict[str, list[int]]:
        """The things that each known slip, written together, stands for."""
        found: dict[str, list[int]] = {}
        lines = folded("\n".join(_lines(name for name, _ in self._slips))).split("\n")
        for line, (_, number) in zip(lines, self._slips, strict=False):
            numbers = found.setdefault(together(tokens(line)), [])
            numbers += [] if number in numbers else [number]
        return found

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """For each stem, the names that have it."""
        found: dict[str, list[int]] = {}
        for i, rooted_name in enumerate(self.stems):
            for one in rooted_name:
                at = found.setdefault(one, [])
                if not at or at[-1] != i:
                    at.append(i)
        return found

    @cached_property
    def ordered(self) -> list[str]:
        """All stems in the order of the alphabet."""
        return sorted(self.places)

    def weight(self, one: str) -> float:
        """Return how much a stem tells: one that few names have tells more."""
        weight = self._weights.get(one)
        if weight is None:
            weight = self._weights[one] = log(1.0 + len(self._told) / (1.0 + len(self.places.get(one, ()))))
        return weight

    def written(self, text: str) -> list[int]:
        """Return the things with this very name; capitals count where they tell two apart (Pommes and pommes)."""
        told = " ".join(text.split())
        at = self._literal.get(told.casefold(), [])
        if told != told.casefold():
            at = [i for i in at if self._told[i][0] == told] or at
        return list(dict.fromkeys(self.number[i] for i in at))

    def exact(self, spoken: tuple[str, ...]) -> list[int]:
        """Return the things with exactly this name: as written, written together, or in another order of words."""
        order = sorted(spoken)
        close = [(i, self.spoken(i)) for i in self._with_all(stems(spoken)) if len(self.stems[i]) <= len(spoken)]
        at = [i for i, name in close if name == spoken] or self.glued.get(together(spoken), [])
        at = at or [i for i, name in close if sorted(name) == order]
        found = list(dict.fromkeys(self.number[i] for i in at))
        if len(found) > 1:
            main = [number for number in found if sorted(self.spoken(self.main[number])) == order]
            return main if len(main) == 1 else found
        return found

    def spoken(self, i: int) -> tuple[str, ...]:
        """Return the words of the name at a place."""
        return words(self._told[i][0])

    def _with_all(self, rooted_text: tuple[str, ...]) -> list[int]:
        """Return the names that have every stem of the text."""
        places = [self.places.get(one) for one in rooted_text if one]
        if not places or None in places:
            return []
        least, *others = sorted((at for at in places if at), key=len)
        sets = [set(at) for at in others]
        return [i for i in least if all(i in one for one in sets)]

    def same_stems(self, rooted_text: tuple[str, ...]) -> list[int]:
        """Return the things with a name of just these stems, in this order if there is one, else in any."""
        order = sorted(rooted_text)
        at = [i for i in self._with_all(rooted_text) if sorted(self.stems[i]) == order]
        at = [i for i in at if self.stems[i] == rooted_text] or at
        return sorted({self.number[i] for i in at})

    def all_words(self, rooted_text: tuple[str, ...]) -> list[int]:
        """Return the things with a name that has every word of the text, its head among them, and not many more.

        Without the head it is another thing: hemp hearts have hearts, but a multivitamin is no multivitamin juice.
        """
        at = [i for i in self._with_all(rooted_text) if rooted(head(self._told[i][0])) in rooted_text]
        close = any(len(self.stems[i]) <= 2 * len(rooted_text) for i in at)
        return sorted({self.number[i] for i in at}) if close else []


def _lines(names: Iterable[str]) -> list[str]:
    """Return the names in small letters, each on one line."""
    told = list(names)
    lines = "\n".join(told).casefold().split("\n")
    return lines if len(lines) == len(told) else [" ".join(name.casefold().split("\n")) for name in told]


def together(spoken: Sequence[str]) -> str:
    """Return the words of a name written together, in the singular."""
    return "".join(spoken[:-1]) + singular(spoken[-1]) if spoken else ""


def at_each(keys: Iterable[str]) -> dict[str, list[int]]:
    """Return for each key the places at which it stands."""
    found: dict[str, list[int]] = {}
    for i, key in enumerate(keys):
        if key in found:
            found[key].append(i)
        else:
            found[key] = [i]
    return found
