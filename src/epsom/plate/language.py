"""The words of a record line: which number, size, portion or preparation a word of four languages stands for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from epsom.errors import TableError
from epsom.plate.search import words
from epsom.tables import check_source, sheet

WORDS, MEASURES, NAMES = "plate/words.toml", "plate/measures.csv", "plate/names.csv"
ABROAD = ("german", "french", "spanish")
_LONGEST = 4
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SPOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_ELIDED = re.compile(r"^[dl]['’](?=\w)", re.I)


@dataclass(frozen=True)
class Vocabulary:
    """The words of a language, or of several together; ``abroad`` ones are looked up without capitals and accents.

    Portions, sizes and preparations lead to the English words they may stand for, the likeliest first.
    """

    numbers: Mapping[str, float]
    parts: Mapping[str, float]
    many: Mapping[str, float]
    sizes: Mapping[str, tuple[str, ...]]
    portions: Mapping[str, tuple[str, ...]]
    preparations: Mapping[str, tuple[str, ...]]
    vague: frozenset[str]
    about: frozenset[str]
    articles: frozenset[str]
    ands: frozenset[str]
    joins: frozenset[str]
    of: frozenset[str]
    to: frozenset[str]
    times: frozenset[str]
    each: frozenset[str]
    in_all: frozenset[str]


@dataclass(frozen=True)
class Portion:
    """A portion as ``told``, and the English portions that it may stand for, the likeliest first."""

    told: str
    english: tuple[str, ...]


def plain(text: str) -> str:
    """Return a phrase without capitals, accents, dots and commas, so that "C. à S." and "c a s" are the same."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return bare.casefold().replace("œ", "oe").replace("’", "'").replace(".", "").strip(" ,:;")


def key(word: str) -> str:
    """Return a word of a line as the vocabulary lists it: plain, unless its capitals count ("ein Paar", "ein paar")."""
    bare = word.strip(".,:;")
    return bare if bare in _as_written() else plain(word)


@cache
def english() -> Vocabulary:
    """Return the English words, in lower case."""
    return _vocabulary([_table()["english"]], str.lower)


@cache
def abroad() -> Vocabulary:
    """Return the German, French and Spanish words together."""
    return _vocabulary([_table()[language] for language in ABROAD], key)


def listed(name: str) -> tuple[str, ...]:
    """Return one list of kinds of portion, such as "one_of_it"; KeyError for a list that words.toml has not."""
    return tuple(_table()["portion_words"][name])


@cache
def prepared_by(portion: str) -> str | None:
    """Return the preparation that a portion tells: what comes in a can is canned."""
    return _table()["portion_words"]["means"].get(portion)


@cache
def neutral_preparations() -> frozenset[str]:
    """Return the preparations that leave a food the same food, such as drained and chopped."""
    return frozenset(_table()["preparation_words"]["neutral"])


@cache
def preparation_words() -> frozenset[str]:
    """Return the English words for a preparation, as a search sees them: cooked, raw, dried."""
    meant = (one for speech in (abroad(), english()) for found in speech.preparations.values() for one in found)
    return frozenset(word for one in meant for word in words(one))


def joins(word: str) -> bool:
    """Tell a word that joins two foods, such as "with", "mit", "et"."""
    return word.lower() in english().joins or key(word) in abroad().joins


def counts(word: str, foreign: bool) -> bool:
    """Tell whether a word may be read as a foreign one: one that English has too needs a foreign line."""
    return foreign or key(word) not in _shared()


def is_foreign(text: str) -> bool | None:
    """Tell whether the words of a line for numbers, units, portions and the like are German, French or Spanish.

    False if one of them is English only, None if they do not tell: "0,5 l Wasser" has none.
    """
    spoken = _SPOKEN.findall(text)
    if any(word.lower() in _english_only() for word in spoken):
        return False
    if any(key(word) in _foreign_only() or _ELIDED.match(word) for word in spoken):
        return True
    return None


def names_foreign_food(text: str) -> bool:
    """Tell whether a line names a food as only German, French or Spanish do, such as "Milch" or "pommes de terre"."""
    spoken = words(re.sub(r"[\d.,]+", " ", text))
    longest = min(len(spoken), _LONGEST)
    parts = (spoken[i : i + n] for n in range(1, longest + 1) for i in range(len(spoken) - n + 1))
    return any(part in _foreign_names() for part in parts)


def portion(tokens: Sequence[str], foreign: bool) -> tuple[Portion, int] | None:
    """Return the foreign portion at the front, with a size before or after it, and how many words it took."""
    size, start = _phrase(abroad().sizes, tokens, foreign)
    found, length = _phrase(abroad().portions, tokens[start:], foreign)
    end = start + length
    if found and not size:
        size, length = _phrase(abroad().sizes, tokens[end:], foreign)
        end += length
    if not end:
        return None
    told = " ".join(tokens[:end])
    usual = set(size).issubset(listed("usual_size"))
    if not found or not size or usual:
        return Portion(told, found or size), end
    return Portion(told, tuple(f"{big} {one}" for big in size for one in found if one != "one")), end


def preparation(tokens: Sequence[str], foreign: bool) -> tuple[tuple[str, ...], int]:
    """Return the English words for the preparation at the front and how many words it took, 0 if there is none."""
    found, length = _phrase(abroad().preparations, tokens, foreign)
    return (found, length) if length else _phrase(english().preparations, tokens, True)


def without_of(tokens: Sequence[str]) -> list[str]:
    """Return the words after "of", "von", "de la" or "d'"; names such as "Del Monte" keep theirs."""
    rest = list(tokens)
    while rest and (rest[0] == "of" or (rest[0].islower() and plain(rest[0]) in abroad().of)):
        rest = rest[1:]
        while rest and rest[0] in ("la", "los", "las"):
            rest = rest[1:]
    if rest and (bare := _ELIDED.sub("", rest[0])) != rest[0]:
        return [bare, *rest[1:]]
    return rest


def _phrase(known: Mapping[str, tuple[str, ...]], tokens: Sequence[str], foreign: bool) -> tuple[tuple[str, ...], int]:
    """Return what the longest known phrase at the front stands for, and how many words it took."""
    for length in range(min(_LONGEST, len(tokens)), 0, -1):
        phrase = " ".join(key(token) for token in tokens[:length])
        if phrase in known and (length > 1 or counts(tokens[0], foreign)):
            return known[phrase], length
    return (), 0


@cache
def _table() -> dict[str, Any]:
    content = tomllib.loads(files("epsom").joinpath(WORDS).read_text("utf-8"))
    for name, section in content.items():
        check_source(section, f"{WORDS} [{name}]")
    return content


@cache
def _as_written() -> frozenset[str]:
    return frozenset(_table()["shared"]["as_written"])


@cache
def _shared() -> frozenset[str]:
    return frozenset(plain(word) for word in _table()["shared"]["words"])


def _vocabulary(languages: Sequence[Mapping[str, Any]], listed_as: Callable[[str], str]) -> Vocabulary:
    def phrase(text: str) -> str:
        return " ".join(listed_as(word) for word in text.split())

    def spellings(entries: Iterable[str], endings: Sequence[str]) -> Iterable[str]:
        for entry in entries:
            for ending in endings if "*" in entry else ("",):
                spelt = entry.replace("*", ending)
                yield phrase(spelt)
                yield phrase(spelt.translate(_UMLAUTS))

    def figures(kind: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for language in languages:
            for number, entries in language[kind].items():
                for word in spellings(entries, ()):
                    if found.setdefault(word, float(Fraction(number))) != float(Fraction(number)):
                        raise TableError(f"{WORDS}: {word!r} is two numbers.")
        return found

    def meanings(kind: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for language in languages:
            for meant, entries in language.get(kind, {}).items():
                for word in spellings(entries, language.get("endings", ())):
                    found[word] = tuple(dict.fromkeys((*found.get(word, ()), *meant.split(" or "))))
        return found

    def plainly(kind: str) -> frozenset[str]:
        return frozenset(word for language in languages for word in spellings(language[kind], ()))

    return Vocabulary(
        figures("numbers"), figures("parts"), figures("many"),
        meanings("sizes"), meanings("portions"), meanings("preparations"),
        plainly("vague"), plainly("about"), plainly("articles"), plainly("and"), plainly("joins"), plainly("of"),
        plainly("to"), plainly("times"), plainly("each"), plainly("in_all"),
    )  # fmt: skip


@cache
def _english_only() -> frozenset[str]:
    """The words of English lines that no other language here has: one, of, cups, glasses."""
    speech, meant = english(), {one for found in abroad().portions.values() for one in found}
    known = {*speech.numbers, *speech.parts, *speech.many, *speech.of, *speech.ands, *listed("sizes"), *meant}
    known |= {f"{word}{ending}" for word in meant for ending in ("s", "es")}
    known |= {word for row in sheet(MEASURES) if row["kind"] == "kitchen" for word in row["words"].split(";")}
    known = {word for word in known if len(word) > 2} | speech.of
    return frozenset(known - _words_abroad() - _shared())


@cache
def _foreign_only() -> frozenset[str]:
    return frozenset(_words_abroad() - _shared() - set(english().numbers))


@cache
def _words_abroad() -> frozenset[str]:
    speech = abroad()
    known = {*speech.numbers, *speech.parts, *speech.many, *speech.vague, *speech.of, *speech.sizes, *speech.portions}
    known |= speech.about | speech.each | speech.in_all | speech.times
    known |= {*speech.preparations, *(plain(word) for row in sheet(MEASURES) for word in row["foreign"].split(";"))}
    return frozenset(word for word in known if len(word) > 1 and " " not in word)


@cache
def _foreign_names() -> frozenset[tuple[str, ...]]:
    """The names of foods that only another language has."""
    told = [(row["kind"], words(name)) for row in sheet(NAMES) for name in row["names"].split(";")]
    at_home = {name for kind, name in told if kind == "name"}
    return frozenset(name for kind, name in told if kind not in ("name", "misspelling")) - at_home
