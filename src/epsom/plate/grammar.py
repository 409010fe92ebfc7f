"""The grammar of a line: what "2 slices whole-wheat bread" or "1½ cups cooked spinach" says about how much."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from epsom.errors import InputError, TableError
from epsom.plate import language
from epsom.plate.language import MEASURES, key, plain, without_of
from epsom.plate.numbers import and_a_half, figure, number, with_points
from epsom.tables import check_source, sheet

__all__ = ["KINDS", "Line", "Measure", "measures", "number", "read", "tidy"]

KINDS = ("mass", "volume", "kitchen")

_BRACKET = re.compile(r"\(([^()]*)\)")
_EACH_AT_THE_END = re.compile(r"\s(?:zu je|je|à)\s+(\d[^()]*)$", re.I)


@dataclass(frozen=True)
class Measure:
    """A measure that is the same for every food: ``size`` in g (mass) or mL (volume, kitchen)."""

    name: str
    kind: str
    size: float


@dataclass(frozen=True)
class Line:
    """What a line says: how many (None if it does not), grams or mL if told, and the words that are left.

    ``foreign`` is a line in German, French or Spanish.
    """

    text: str
    count: float | None
    grams: float | None
    millilitres: float | None
    words: str
    foreign: bool = False


@cache
def measures() -> dict[str, Measure]:
    """Return the measures by each word people write for them, in lower case, the foreign ones without accents."""
    found: dict[str, Measure] = {}
    for line, row in enumerate(sheet(MEASURES), start=2):
        check_source({**row, "because": row["note"]}, f"{MEASURES}:{line}")
        if row["kind"] not in KINDS:
            raise TableError(f"{MEASURES}:{line}: kind must be one of {', '.join(KINDS)}.")
        spoken = [*row["words"].split(";"), *(plain(word) for word in row["foreign"].split(";"))]
        found |= {word: Measure(row["name"], row["kind"], float(row["size"])) for word in spoken if word}
    return found


def read(text: str, foreign: bool | None = None) -> Line:
    """Read how much a line tells; InputError for an unclear comma, a range, a vague, negative or zero amount.

    ``foreign`` says whether the line is German, French or Spanish and so writes 1,5 for 1.5; None leaves that to its
    words for numbers, units and portions. What no food is called stays in ``words`` and is refused by whoever looks
    for the food.
    """
    foreign = bool(language.is_foreign(text)) if foreign is None else foreign
    line = _without_about(tidy(text, foreign), foreign)
    line, bracket, each = _bracket(line, text, foreign)
    tokens = line.split()
    if not tokens:
        raise InputError(f'"{text}" names no food. Write it like this: "2 slices whole-wheat bread".')
    _refuse_vague(tokens, text)
    count, rest = number(tokens, foreign)
    if count is None:
        count, rest = _at_the_end(tokens, foreign)
    if rest and count is not None and _is_times(rest[0], foreign):
        again, after = number(rest[1:], foreign)
        count, rest = (count * again, after) if again is not None and _unit(after) else (count, rest[1:])
    elif count is not None and figure(tokens[0]) is None and rest and figure(rest[0]) and _unit(rest[1:]):
        count, rest = count * (figure(rest[0]) or 1.0), rest[1:]  # "a 330 ml can of cola"
    more, after = and_a_half(rest, foreign)
    if more and (count is not None or _is_portion_or_unit(rest, foreign)):
        count, rest = (1.0 if count is None else count) + more, after
    grams = millilitres = None
    if count is not None and (unit := _unit(rest)):
        measure, length = unit
        rest = rest[length:]
        if bracket is not None:
            raise InputError(f'"{text}" tells two amounts. Give one of them.')
        grams = count * measure.size if measure.kind == "mass" else None
        millilitres = count * measure.size if measure.kind == "volume" else None
    elif bracket is not None:
        if count not in (None, 1.0) and each is None:
            raise InputError(
                f'"{text}": is that amount for one or for all? Write "(250 mL each)" or "(500 mL in all)".'
            )
        times = count if each and count is not None else 1.0
        value, measure = bracket
        grams = times * value * measure.size if measure.kind == "mass" else None
        millilitres = times * value * measure.size if measure.kind == "volume" else None
    if count is not None and count <= 0.0:
        raise InputError(f'"{text}" is an amount of nothing. Leave the line out, or give what was eaten.')
    rest = without_of(rest)
    if not rest:
        raise InputError(f'"{text}" names no food. Write it like this: "150 g chickpeas, boiled".')
    return Line(text, count, grams, millilitres, " ".join(rest), foreign)


def tidy(text: str, foreign: bool = False) -> str:
    """Return the line with plain fractions, points, dashes and spaces; InputError for an unclear comma or a range."""
    line = ""
    for letter in text:
        bare = unicodedata.normalize("NFKC", letter)
        line += f" {bare.replace('⁄', '/')} " if "⁄" in bare else bare
    line = re.sub(r"[‐‑‒–—−]", "-", line).replace("×", " x ")
    line = with_points(line, text, foreign)
    if re.match(r"^\s*-\s*\d", line):
        raise InputError(f'"{text}" is less than nothing. Give the amount that was eaten.')
    if several := re.match(rf"^\s*[\d./]+\s*(?:-|{_between()})\s*[\d./]+\s+", line):
        raise InputError(f'"{text}": {several[0].strip()} is a range. Give one number, the likeliest.')
    line = re.sub(r"(\d)\s+%", r"\1%", line)
    line = re.sub(r"^(\s*(?:une?\s+)?demie?)-", r"\1 ", line, flags=re.I)
    line = re.sub(rf"(?<![\w.])(\d+(?:\.\d+)?)({_measure_words()})(?!\w)", r"\1 \2", line, flags=re.I)
    line = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)([^\W\d_]+)(?!\w)", _apart, line)
    return re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)x(?!\w)", r"\1 x", line, flags=re.I).strip()


def _apart(glued: re.Match[str]) -> str:
    """Part "2EL" into "2 EL"."""
    return f"{glued[1]} {glued[2]}" if key(glued[2]) in language.abroad().portions else glued[0]


@cache
def _measure_words() -> str:
    return "|".join(sorted((re.escape(word) for word in measures()), key=len, reverse=True))


@cache
def _between() -> str:
    return "|".join(sorted({"à", *language.english().to, *language.abroad().to}))


@cache
def _about() -> re.Pattern[str]:
    known = "|".join(sorted(language.english().about, key=len, reverse=True))
    return re.compile(rf"^(?:(?:{known})(?:\.\s*|\s+)|[~≈]\s*)", re.I)


def _without_about(line: str, foreign: bool) -> str:
    """Drop "about", "etwa", "environ"; "unas 20 almendras" is about 20, but "unas almendras" stays vague."""
    tokens = _about().sub("", line.strip()).split()
    for length in range(min(3, len(tokens) - 1) if foreign else 0, 0, -1):
        phrase = " ".join(key(token) for token in tokens[:length])
        if phrase in language.abroad().about and number(tokens[length:], foreign)[0] is not None:
            return " ".join(tokens[length:])
    return " ".join(tokens)


def _bracket(line: str, text: str, foreign: bool) -> tuple[str, tuple[float, Measure] | None, bool | None]:
    """Take an amount in brackets out of the line; tell whether it is for each (None: not said)."""
    found: tuple[float, Measure] | None = None
    each: bool | None = None
    if foreign:
        line = _EACH_AT_THE_END.sub(r" (\1 je)", line)
    for inner in _BRACKET.findall(line):
        tokens = _without_about(inner, foreign).split()
        before = [tokens.pop(0)] if tokens and _says("each", tokens[0]) else []
        value, rest = number(tokens, foreign)
        unit = _unit(rest)
        if value is None or unit is None or unit[0].kind == "kitchen":
            line = line.replace(f"({inner})", f" {inner} ")
            continue
        tail = " ".join([*rest[unit[1] :], *before])
        apiece = _says("each", tail)
        if found or value <= 0.0 or (tail and not apiece and not _says("in_all", tail)):
            raise InputError(f'"{text}": I cannot read ({inner}). Write one amount, such as (250 mL).')
        found, each = (value, unit[0]), apiece if tail else None
        line = line.replace(f"({inner})", " ")
    return line, found, each


def _says(kind: str, phrase: str) -> bool:
    """Tell whether a phrase is one of the little ones of any language, such as "in all" or "je"."""
    bare = " ".join(key(word) for word in phrase.split())
    return phrase.lower() in getattr(language.english(), kind) or bare in getattr(language.abroad(), kind)


def _is_times(word: str, foreign: bool) -> bool:
    return word in language.english().times or (foreign and key(word) in language.abroad().times)


def _unit(tokens: list[str]) -> tuple[Measure, int] | None:
    """Return the mass or volume at the front and how many words it took."""
    for length in (2, 1):
        word = " ".join(tokens[:length]).lower().rstrip(",")
        measure = measures().get(word) or measures().get(word.rstrip(".")) or measures().get(plain(word))
        if len(tokens) >= length and measure and measure.kind != "kitchen":
            return measure, length
    return None


def _at_the_end(tokens: list[str], foreign: bool) -> tuple[float | None, list[str]]:
    """Read "almonds, 1 handful" as "1 handful of almonds"; InputError for "almonds 30", of which nobody says what."""
    for start in range(len(tokens) - 1, max(0, len(tokens) - 7), -1):
        head, tail, count = tokens[:start], tokens[start + 1 :], figure(tokens[start])
        if count is None and head[-1][-1] in ",:;":
            count, tail = number(tokens[start:], foreign)
            count = count if _is_all_portion(tail, foreign) else None
        if count is None or (len(tail) > 2 and not _is_all_portion(tail, foreign)):
            continue
        if not tail and head[-1].lower() not in ("x", "-") and head[-1][-1] not in ",:;":
            told = tokens[start]
            raise InputError(f'"{" ".join(tokens)}": {told} of what? Give its unit, such as "{told} g", or "x {told}".')
        if head[-1].lower() in ("x", "-") and len(head) > 1:
            head = head[:-1]
        head = [*head[:-1], *filter(None, [head[-1].rstrip(",:;")])]
        return count, ([*tail, "of", *head] if tail else head)
    return None, tokens


def _is_portion_or_unit(tokens: list[str], foreign: bool) -> bool:
    return language.portion(tokens, foreign) is not None or _unit(tokens) is not None


def _is_all_portion(tokens: list[str], foreign: bool) -> bool:
    """Tell words that are a foreign portion and nothing else, such as "cuillères à soupe"."""
    found = language.portion(tokens, foreign)
    return found is not None and found[1] == len(tokens)


def _refuse_vague(tokens: list[str], text: str) -> None:
    article = tokens[0].lower() in ("a", "the") or key(tokens[0]) in language.abroad().articles
    if _says("vague", tokens[0]) or (article and len(tokens) > 1 and _says("vague", tokens[1])):
        raise InputError(f'"{text}" does not say how much. Give grams, a number or a portion, such as "30 g ...".')
