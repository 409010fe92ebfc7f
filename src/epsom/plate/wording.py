"""The wording of a name: its words in order, without ending and accent, in the four languages of the names."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from epsom.errors import TableError
from epsom.tables import check_source

TABLE = "plate/search.toml"

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?%?")
_COMMA = re.compile(r",(?<=\d,)(?=\d)")
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_JOINED = (("œ", "oe"), ("æ", "ae"), ("ø", "o"), ("’", "'"))


@dataclass(frozen=True)
class Scores:
    """How good a find is, 0 to 1, by how it was found: the numbers of search.toml, where each is explained."""

    written: float
    exact: float
    known_slip: float
    stems: float
    bare: float
    served: float
    shared: float
    like: float
    first: float
    longer: float
    finished: float
    meant: float
    part: float
    whole_part: float
    front: float
    slip: float
    each_slip: float
    other_start: float
    sounds: float
    whole: float
    good: float
    fair: float
    poor: float
    common: float


@dataclass(frozen=True)
class English:
    """Words of English names: said in passing, plurals of their own, words that mean the same."""

    little: frozenset[str]
    irregular: dict[str, str]
    same: dict[str, str]


@dataclass(frozen=True)
class Wording:
    """The lists of search.toml: words said in passing, words that describe, words that mean the same."""

    little: frozenset[str]
    neutral: frozenset[str]
    whole: frozenset[str]
    uncooked: frozenset[str]
    apart: frozenset[str]
    describing: tuple[str, ...]
    same: dict[str, str]
    english: English
    scores: Scores


@cache
def wording() -> Wording:
    """Return the lists of search.toml; TableError for a word that is told to mean two things."""
    table = tomllib.loads(files("epsom").joinpath(TABLE).read_text("utf-8"))
    check_source(table, TABLE)
    same: dict[str, str] = {}
    for meaning, words in table["same"].items():
        for word in words:
            if word in same:
                raise TableError(f"{TABLE} [same]: {word!r} stands for {same[word]!r} and for {meaning!r}.")
            same[word] = meaning
    english = table["english"]
    return Wording(
        little=frozenset(table["little"]),
        neutral=frozenset(table["neutral"]),
        whole=frozenset(table["whole"]),
        uncooked=frozenset(table["uncooked"]),
        apart=frozenset(table["apart"]),
        describing=tuple(table["describing"]),
        same=same,
        english=English(frozenset(english["little"]), english["irregular"], english["same"]),
        scores=Scores(**table["score"]),
    )


def scores() -> Scores:
    """Return how good a find is by how it was found."""
    return wording().scores


def folded(text: str) -> str:
    """Return the text in lower case without accents, apostrophes and the French "d'" and "l'"; lines stay lines.

    A comma between figures becomes a point.
    """
    bare = text.casefold() if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold())
    if not bare.isascii():
        for joined, apart in _JOINED:
            bare = bare.replace(joined, apart)
    if "'" in bare:
        bare = _elided(bare)
    if "%" in bare:
        bare = bare.replace(" %", "%")
    return _COMMA.sub(".", bare) if "," in bare else bare


def _elided(text: str) -> str:
    """Return the text without apostrophes, and without a d, l or j that stood alone before one."""
    *parts, last = text.split("'")
    alone = [part[-1:] in ("d", "l", "j") and not part[-2:-1].isalnum() for part in parts]
    return "".join([*(part[:-1] if cut else part for part, cut in zip(parts, alone, strict=True)), last])


def tokens(text: str) -> list[str]:
    """Return the words and figures of a folded text."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Return an English word without its plural ending, roughly; both forms of a word end up the same."""
    if odd := wording().english.irregular.get(word):
        return odd
    if len(word) < 4 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("ie"):
        return word[:-2] + "y"
    if word.endswith(("oes", "ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def stem(word: str) -> str:
    """Return a word without its plural ending in English, German, French or Spanish, roughly, and without umlaut.

    Both forms of a word end up the same (Tomate, Tomaten, tomates; limón, limones; nuez, nueces; Kaese, Käse).
    """
    one = singular(word)
    if len(one) < 4 or one[0].isdigit():
        return one
    if "e" in one:
        one = one.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    if one.endswith(("aux", "eux", "oux", "eln", "ern")):
        one = one[:-1]
    elif one.endswith("en") and len(one) > 5:
        one = one[:-2]
    if one.endswith("e") and len(one) > 3:
        one = one[:-1]
    return one[:-1] + "c" if one.endswith("z") and len(one) > 2 else one


@lru_cache(maxsize=20_000)
def _spoken(word: str) -> str:
    return wording().english.same.get(word) or singular(word)


def named(found: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a name, given its tokens: English, singular, without the little ones."""
    told = tuple(map(_spoken, found))
    little = wording().english.little
    return told if little.isdisjoint(told) else tuple(word for word in told if word not in little) or told


@lru_cache(maxsize=20_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name in order: lower case, no accents, singular, without the little ones.

    Boiled and steamed count as cooked, a tin is a can.
    """
    return named(tokens(folded(text)))


@lru_cache(maxsize=20_000)
def rooted(word: str) -> str:
    """Return the stem of a word, or of the word that means the same; empty for a word said in passing."""
    known = wording()
    if word in known.little:
        return ""
    meant = known.same.get(word, word)
    return meant if meant in known.whole else stem(meant)


def plain(found: Sequence[str]) -> Sequence[str]:
    """Return the words without those that only praise, cut or serve, if any are left."""
    neutral = wording().neutral
    return [word for word in found if word not in neutral] or found


@cache
def meanings() -> tuple[tuple[str, str], ...]:
    """Return the words that another one stands for, each with the stem of that one."""
    return tuple((word, rooted(word)) for word in wording().same)


def stems(found: Sequence[str]) -> tuple[str, ...]:
    """Return the stems of some tokens in order, in any of the four languages, without the words said in passing."""
    return tuple([one for one in map(rooted, found) if one]) or tuple(found)


@cache
def _describing() -> re.Pattern[str]:
    return re.compile(rf"[,;(]|(?<=\w)[\s-](?:{'|'.join(wording().describing)})\b", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def head(name: str) -> str:
    """Return the word that says what a thing is: "bread" of "rye bread", of "bread, rye" and of "bread with seeds".

    "Noix" of "noix de cajou" too; but of a French or Spanish name without such a word it is the last one all the same.
    """
    spoken = words(_describing().split(name, maxsplit=1)[0]) or words(name)
    return spoken[-1] if spoken else ""
