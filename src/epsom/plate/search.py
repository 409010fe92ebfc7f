"""Search: which foods the words of a person may mean, and how sure that is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal, TypeVar

from epsom.plate.lexicon import Lexicon, together
from epsom.plate.spelling import Known, distance, slipped, slips
from epsom.plate.wording import folded, head, meanings, plain, rooted, scores, singular, stems, tokens, wording, words

__all__ = ["Hit", "How", "Index", "distance", "head", "singular", "slipped", "slips", "words"]

How = Literal["exact", "word", "fragment", "spelling"]
Found = TypeVar("Found", int, str)

_COOKED = "cooked"


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
    """

    def __init__(self, names: Iterable[tuple[str, int]], misspellings: Iterable[tuple[str, int]] = ()) -> None:
        self._names = Lexicon(names, misspellings)

    def exact(self, spoken: tuple[str, ...]) -> list[int]:
        """Return the things with exactly this name: as written, written together, or in another order of words."""
        return self._names.exact(spoken)

    def written(self, text: str) -> list[int]:
        """Return the things with this very name, accents and all; capitals count where they tell two apart."""
        return self._names.written(text)

    @cached_property
    def _known(self) -> Known:
        return Known(self._names.ordered)

    @cached_property
    def _wholes(self) -> Known:
        return Known(self._names.glued)

    def sure(self, text: str) -> tuple[list[int], How]:
        """Return what the text stands for: one thing if that is sure, several if it is open, none if unknown."""
        spoken, told = words(text), tokens(folded(text))
        if not spoken:
            return [], "fragment"
        if found := self._names.written(text):
            return found, "exact"
        if found := self._names.exact(spoken):
            return found, "exact"
        bare = tuple(plain(spoken))
        if found := self._names.exact(bare):
            return found, "word"
        readings = (stems(told), stems(plain(told)))
        for one in readings:
            if found := self._names.same_stems(one) or self._served(one):
                return found, "word"
        for one in readings:
            if found := self._names.all_words(one):
                return found, "fragment"
        if found := self._names.misspelt.get(together(told), []):
            return found, "spelling"
        if all(one in self._names.places for one in readings[0]) and len(told) > 1:
            return [], "fragment"  # words that foods have are no slips: soya cream is not sour cream
        if not wording().apart.isdisjoint(told):
            return [], "fragment"
        for mended in (*map(self._mended, readings), self._near(spoken)):
            if mended:
                return mended, "spelling"
        return [], "fragment"

    def _served(self, rooted_text: tuple[str, ...]) -> list[int]:
        """Return what cooked food is meant when it goes by its plain name, and is not one to be cooked yet."""
        served = tuple(one for one in rooted_text if one != _COOKED)
        found = self._names.same_stems(served) if len(served) < len(rooted_text) else []
        mains = (self._names.spoken(self._names.main[number]) for number in found)
        return [] if any(wording().uncooked.intersection(main) for main in mains) else found

    def _mended(self, rooted_text: tuple[str, ...]) -> list[int]:
        """Return what the text stands for once words that no food has are read as their nearest neighbour."""
        choices: list[list[str]] = []
        for one in rooted_text:
            near = [one] if one in self._names.places else self._neighbours(one)
            if not near:
                return []
            choices.append(near)
        wordings = list(product(*choices))
        if wordings == [rooted_text] or len(wordings) > 16:
            return []
        for look in (self._names.same_stems, self._names.all_words):
            found = sorted({number for wording in wordings for number in look(wording)})
            if found:
                return found
        return []

    def _neighbours(self, one: str) -> list[str]:
        if not slips(one) or one[0].isdigit():
            return []
        return _closest((slipped(one, other), other) for other, _ in self._known.near(one, slips(one)))

    def _near(self, spoken: tuple[str, ...]) -> list[int]:
        """Return the things whose whole name, written together, is a slip or two away from the text."""
        text = together(spoken)
        figures = [word for word in spoken if word[0].isdigit()]
        near = [i for name, _ in self._wholes.near(text, slips(text)) for i in self._names.glued[name]]
        return _closest(
            (slipped(text, together(self._names.spoken(i))), self._names.number[i])
            for i in near
            if [word for word in self._names.spoken(i) if word[0].isdigit()] == figures
        )

    def search(self, text: str, limit: int) -> list[Hit]:
        """Return the things that the text may mean, best first."""
        spoken = words(text)
        if not spoken:
            return []
        best: dict[int, tuple[float, How]] = {}
        for number, score, how in self._offers(text, spoken):
            if number not in best or best[number][0] < score:
                best[number] = (score, how)
        hits = [Hit(number, *found) for number, found in best.items()]
        return sorted(
            hits, key=lambda hit: (-hit.score, len(self._names.stems[self._names.main[hit.number]]), hit.number)
        )[:limit]

    def _offers(self, text: str, spoken: tuple[str, ...]) -> Iterator[tuple[int, float, How]]:
        """Yield what the text may mean, with a score: first by its name, then by its words, at last by its letters."""
        at, certain = scores(), 0.0
        for number in self._names.written(text):
            certain = at.written
            yield number, at.written, "exact"
        found_tokens = tokens(folded(text))
        bare_tokens = plain(found_tokens)
        rooted_text, bare = stems(found_tokens), stems(bare_tokens)
        last = bare_tokens[-1] if rooted(bare_tokens[-1]) == bare[-1] else bare[-1]
        for score, found in (
            (at.exact, self._names.exact(spoken)),
            (at.stems, self._names.same_stems(rooted_text)),
            (at.bare, self._names.same_stems(bare)),
            (at.served, self._names.same_stems(tuple(one for one in bare if one != _COOKED))),
        ):
            for number in found:
                certain = max(certain, score)
                yield number, score, "exact" if score == at.exact else "word"
        for number in self._names.misspelt.get(together(found_tokens), []):
            certain = max(certain, at.known_slip)
            yield number, at.known_slip, "spelling"
        readings = [{one: 1.0} if one in self._names.places else {} for one in bare]
        readings[-1] = self._longer(last, bare[-1]) | readings[-1]
        unknown = [k for k, reading in enumerate(readings) if not reading]
        for k in unknown:
            readings[k] = self._parts(bare[k])
        for number, score, how in self._scored(bare, readings):
            certain = max(certain, score)
            yield number, score, how
        if certain < at.poor or (certain < at.good and unknown):
            yield from self._by_letters(together(spoken), bare, readings)

    def _longer(self, word: str, one: str) -> dict[str, float]:
        """Return the known stems that an unfinished word may become, each with how well."""
        if len(one) < 2:
            return {}
        at = scores()
        found = {other: at.longer + at.finished * len(one) / len(other) for other in self._starting(one)}
        if len(word) > 2 and (meant := {stem for told, stem in meanings() if told.startswith(word)}):
            found |= {other: at.meant for other in meant if other in self._names.places and other not in found}
        return found or dict.fromkeys(self._starting(word), at.longer)

    def _parts(self, one: str) -> dict[str, float]:
        """Return the known stems that a compound ends and begins with, such as Brot and Dinkel of Dinkelbrot."""
        for at in range(3, len(one) - 3):
            tail = rooted(one[at:])
            if tail in self._names.places:
                front = rooted(one[:at])
                begins = {front: scores().front} if front in self._names.places else {}
                return {**begins, tail: scores().part + scores().whole_part * len(tail) / len(one)}
        return {}

    def _starting(self, front: str) -> Iterator[str]:
        ordered = self._names.ordered
        for at in range(bisect_left(ordered, front), len(ordered)):
            if not ordered[at].startswith(front):
                return
            yield ordered[at]

    def _scored(
        self, rooted_text: tuple[str, ...], readings: list[dict[str, float]], spelt: frozenset[int] = frozenset()
    ) -> Iterator[tuple[int, float, How]]:
        """Yield things by how much of the text their best name has, and how much of that name is in the text."""
        shared: dict[int, float] = {}
        full: dict[int, int] = {}
        sizes = [sum(len(self._names.places[one]) for one in reading) for reading in readings]
        for k in sorted(range(len(readings)), key=sizes.__getitem__):
            here: dict[int, float] = {}
            reading, few = readings[k], sizes[k] > scores().common and bool(shared)
            for one, quality in reading.items():
                gain = quality * self._names.weight(one)
                for i in shared.keys() & self._names.places[one] if few else self._names.places[one]:
                    if here.get(i, 0.0) < gain:
                        here[i] = gain
                    if quality == 1.0 and k not in spelt:
                        full[i] = full.get(i, 0) + 1
            for i, gain in here.items():
                shared[i] = shared.get(i, 0.0) + gain
        asked = sum(
            max((self._names.weight(one) for one in reading), default=self._names.weight(one))
            for one, reading in zip(rooted_text, readings, strict=True)
        )
        at, best = scores(), dict[int, tuple[float, How]]()
        for i, gain in shared.items():
            rooted_name = self._names.stems[i]
            whole = sum(map(self._names.weight, rooted_name))
            like = min(2.0 * gain / (asked + whole), 1.0)
            score = at.shared + at.like * like + at.first * (rooted_name[0] == rooted_text[0])
            number = self._names.number[i]
            if number not in best or best[number][0] < score:
                how: How = "word" if full.get(i, 0) >= len(rooted_text) else "spelling" if spelt else "fragment"
                best[number] = (score, how)
        for number, (score, how) in best.items():
            yield number, score, how

    def _by_letters(
        self, text: str, rooted_text: tuple[str, ...], readings: list[dict[str, float]]
    ) -> Iterator[tuple[int, float, How]]:
        """Yield the things that the text may mean once its unknown words are mended, or taken all together."""
        mended = list(readings)
        for k, one in enumerate(rooted_text):
            if one not in self._names.places and (alike := self._alike(one)):
                mended[k] = {
                    **alike,
                    **{other: max(like, alike.get(other, 0.0)) for other, like in readings[k].items()},
                }
        spelt = frozenset(k for k, reading in enumerate(mended) if reading is not readings[k])
        best = 0.0
        if spelt:
            for number, score, how in self._scored(rooted_text, mended, spelt):
                best = max(best, score)
                yield number, score, how
        if best < scores().fair and len(text) > 3:
            for name, steps in self._wholes.near(text, 1 + (len(text) > 6)):
                for i in self._names.glued[name]:
                    yield self._names.number[i], scores().whole - scores().each_slip * steps / len(text), "spelling"

    def _alike(self, one: str) -> dict[str, float]:
        """Return the known stems that look or sound like this one, each with how well."""
        if len(one) < 4 or one[0].isdigit():
            return {}
        at, far = scores(), 1 + (len(one) > 5)
        found = {
            other: at.slip - at.each_slip * steps / len(one) - at.other_start * (other[0] != one[0])
            for other, steps in self._known.near(one, far)
        }
        for other in self._known.sounding(one):
            found[other] = max(at.sounds, found.get(other, 0.0))
        return found


def _closest(apart: Iterable[tuple[int | None, Found]]) -> list[Found]:
    """Return those of the smallest distance, each once; None is too far."""
    near = [(steps, one) for steps, one in apart if steps is not None]
    least = min((steps for steps, _ in near), default=0)
    return sorted({one for steps, one in near if steps == least})
