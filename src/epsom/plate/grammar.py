"""The grammar of a line: what "2 slices whole-wheat bread" or "1½ cups cooked spinach" says about how much."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from epsom.errors import InputError, TableError
from epsom.tables import check_source, sheet

MEASURES = "plate/measures.csv"
KINDS = ("mass", "volume", "kitchen")

_COUNTS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0}
_MORE = {"seven": 7.0, "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0, "twenty": 20.0}
_WORDS = _COUNTS | _MORE
_PARTS = {"half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4}
_MANY = {"dozen": 12.0, "couple": 2.0, "pair": 2.0, "hundred": 100.0}
_VAGUE = {"some", "few", "several", "little", "bit", "lots", "many", "much", "plenty"}
_ABOUT = re.compile(r"^(?:(?:about|approximately|approx|roughly|around|circa|ca)(?:\.\s*|\s+)|[~≈]\s*)", re.I)
_DECIMAL = re.compile(r"^\d+(?:\.\d+)?$")
_FRACTION = re.compile(r"^(\d+)/(\d+)$")


@dataclass(frozen=True)
class Measure:
    """A measure that is the same for every food: ``size`` in g (mass) or mL (volume, kitchen)."""

    name: str
    kind: str
    size: float


@dataclass(frozen=True)
class Line:
    """What a line says: how many (None if it does not), grams or mL if told, and the words that are left."""

    text: str
    count: float | None
    grams: float | None
    millilitres: float | None
    words: str


@cache
def measures() -> dict[str, Measure]:
    """Return the measures by each word people write for them, in lower case."""
    found: dict[str, Measure] = {}
    for line, row in enumerate(sheet(MEASURES), start=2):
        check_source({**row, "because": row["note"]}, f"{MEASURES}:{line}")
        if row["kind"] not in KINDS:
            raise TableError(f"{MEASURES}:{line}: kind must be one of {', '.join(KINDS)}.")
        for word in row["words"].split(";"):
            found[word] = Measure(row["name"], row["kind"], float(row["size"]))
    return found


def read(text: str) -> Line:
    """Read how much a line tells; InputError for a comma in a number, a range, a vague, negative or zero amount.

    What no food is called stays in ``words`` and is refused by whoever looks for the food.
    """
    line = _ABOUT.sub("", tidy(text))
    line, bracket, each = _bracket(line, text)
    tokens = line.split()
    if not tokens:
        raise InputError(f'"{text}" names no food. Write it like this: "2 slices whole-wheat bread".')
    _refuse_vague(tokens, text)
    count, rest = number(tokens)
    if count is None:
        count, rest = _at_the_end(tokens)
    if rest[:1] in (["x"], ["times"]) and count is not None:
        again, after = number(rest[1:])
        count, rest = (count * again, after) if again is not None and _unit(after) else (count, rest[1:])
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
    while rest[:1] == ["of"]:
        rest = rest[1:]
    if not rest:
        raise InputError(f'"{text}" names no food. Write it like this: "150 g chickpeas, boiled".')
    return Line(text, count, grams, millilitres, " ".join(rest))


def number(tokens: list[str]) -> tuple[float | None, list[str]]:
    """Read a number in figures, words or both from the front; return it (None if there is none) and the rest."""
    if not tokens:
        return None, tokens
    first, rest = tokens[0].lower(), tokens[1:]
    value = _figure(first)
    if value is not None and _DECIMAL.match(first) and rest and _FRACTION.match(rest[0]):
        value, rest = value + (_figure(rest[0]) or 0.0), rest[1:]
    if value is None and first in _PARTS:
        value, rest = _PARTS[first], _without_article(rest)
    elif value is None and first in _WORDS:
        value = _WORDS[first]
    if value is None:
        return None, tokens
    word = [token.lower() for token in rest[:3]]
    if word[:1] == ["and"]:
        at = 2 if word[1:2] in (["a"], ["one"]) else 1
        part = (_PARTS.get(word[at]) or (_FRACTION.match(word[at]) and _figure(word[at]))) if word[at:] else None
        value, rest = (value + part, rest[at + 1 :]) if part else (value, rest)
    elif word and word[0] in _PARTS:
        value, rest = value * _PARTS[word[0]], _without_article(rest[1:])
    if rest and rest[0].lower() in _MANY:
        value, rest = value * _MANY[rest[0].lower()], rest[1:]
    return value, rest


def _figure(token: str) -> float | None:
    if _DECIMAL.match(token):
        return float(token)
    if part := _FRACTION.match(token):
        return float(part[1]) / float(part[2]) if float(part[2]) else None
    return None


def _without_article(tokens: list[str]) -> list[str]:
    """Drop the "of", "a" or "an" after "half"."""
    while tokens and tokens[0].lower() in ("of", "a", "an"):
        tokens = tokens[1:]
    return tokens


def tidy(text: str) -> str:
    """Return the line with plain fractions, dashes and spaces; InputError for a comma in a number or a range."""
    line = ""
    for letter in text:
        plain = unicodedata.normalize("NFKC", letter)
        line += f" {plain.replace('⁄', '/')} " if "⁄" in plain else plain
    line = re.sub(r"[‐‑‒–—−]", "-", line).replace("×", " x ")
    if comma := re.search(r"\d+,\d+", line):
        told = comma[0]
        thousand = f" or {told.replace(',', '')}" if re.fullmatch(r"\d{1,3},\d{3}", told) else ""
        raise InputError(f'"{text}": {told} has a comma. Write {told.replace(",", ".")}{thousand}.')
    if re.match(r"^\s*-\s*\d", line):
        raise InputError(f'"{text}" is less than nothing. Give the amount that was eaten.')
    if several := re.match(r"^\s*[\d./]+\s*(?:-|to)\s*[\d./]+\s+", line):
        raise InputError(f'"{text}": {several[0].strip()} is a range. Give one number, the likeliest.')
    line = re.sub(r"(\d)\s+%", r"\1%", line)
    words = "|".join(sorted((re.escape(word) for word in measures()), key=len, reverse=True))
    line = re.sub(rf"(?<![\w.])(\d+(?:\.\d+)?)({words})(?!\w)", r"\1 \2", line, flags=re.I)
    return re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)x(?!\w)", r"\1 x", line, flags=re.I).strip()


def _bracket(line: str, text: str) -> tuple[str, tuple[float, Measure] | None, bool | None]:
    """Take an amount in brackets out of the line; tell whether it is for each (None: not said)."""
    found: tuple[float, Measure] | None = None
    each: bool | None = None
    for inner in re.findall(r"\(([^()]*)\)", line):
        tokens = _ABOUT.sub("", inner.strip()).split()
        value, rest = number(tokens)
        unit = _unit(rest)
        if value is None or unit is None or unit[0].kind == "kitchen":
            line = line.replace(f"({inner})", f" {inner} ")
            continue
        tail = " ".join(rest[unit[1] :]).lower()
        if found or value <= 0.0 or tail not in ("", "each", "in all", "in total", "total", "together"):
            raise InputError(f'"{text}": I cannot read ({inner}). Write one amount, such as (250 mL).')
        found, each = (value, unit[0]), None if not tail else tail == "each"
        line = line.replace(f"({inner})", " ")
    return line, found, each


def _unit(tokens: list[str]) -> tuple[Measure, int] | None:
    """Return the mass or volume at the front and how many words it took."""
    for length in (2, 1):
        word = " ".join(tokens[:length]).lower().rstrip(",")
        measure = measures().get(word) or measures().get(word.rstrip("."))
        if len(tokens) >= length and measure and measure.kind != "kitchen":
            return measure, length
    return None


def _at_the_end(tokens: list[str]) -> tuple[float | None, list[str]]:
    """Read "almonds, 1 handful" as "1 handful of almonds"; InputError for "almonds 30", of which nobody says what."""
    for start in range(len(tokens) - 1, max(0, len(tokens) - 4), -1):
        count = _figure(tokens[start])
        if count is None:
            continue
        head, tail = tokens[:start], tokens[start + 1 :]
        if not tail and head[-1].lower() not in ("x", "-") and head[-1][-1] not in ",:;":
            told = tokens[start]
            raise InputError(f'"{" ".join(tokens)}": {told} of what? Give its unit, such as "{told} g", or "x {told}".')
        if head[-1].lower() in ("x", "-") and len(head) > 1:
            head = head[:-1]
        head[-1] = head[-1].rstrip(",:;")
        return count, ([*tail, "of", *head] if tail else head)
    return None, tokens


def _refuse_vague(tokens: list[str], text: str) -> None:
    first = [token.lower() for token in tokens[:2]]
    if first[0] in _VAGUE or (first[0] in ("a", "the") and first[-1] in _VAGUE):
        raise InputError(f'"{text}" does not say how much. Give grams, a number or a portion, such as "30 g ...".')
