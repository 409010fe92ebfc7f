"""Numbers as people write them: figures, fractions and words of four languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from epsom.errors import InputError
from epsom.plate.language import Vocabulary, abroad, counts, english, key, without_of

_DECIMAL = re.compile(r"^\d+(?:\.\d+)?$")
_FRACTION = re.compile(r"^(\d+)/(\d+)$")
_COMMA = re.compile(r"\d+,\d+")
_THOUSAND = re.compile(r"(?<![\w.,])[1-9]\d{0,2}\.\d{3}(?![\w.,])")


def number(tokens: list[str], foreign: bool = False) -> tuple[float | None, list[str]]:
    """Read a number in figures, words or both from the front; return it (None if there is none) and the rest.

    A word that English has too, such as "once" (Spanish for eleven), is a number only in a ``foreign`` line.
    """
    if not tokens:
        return None, tokens
    first, rest = tokens[0].lower(), tokens[1:]
    value = figure(first)
    if value is not None and _DECIMAL.match(first) and rest and _FRACTION.match(rest[0]):
        value, rest = value + (figure(rest[0]) or 0.0), rest[1:]
    if value is None and _known(tokens[:1], "articles", foreign) and _word(tokens[1:2], "parts", foreign):
        return number(tokens[1:], foreign)  # "la moitié d'un avocat" as "half an avocado"
    if value is None and (part := _word(tokens, "parts", foreign)):
        value, rest = part, _without_article(rest, foreign)
    elif value is None:
        value = _word(tokens, "numbers", foreign)
    if value is None:
        front, dash, behind = first.partition("-")
        glued = dash and _word([front], "numbers", foreign) and _word([behind], "parts", foreign)
        return number([front, behind, *rest], foreign) if glued else (None, tokens)
    if _known(rest, "ands", foreign):
        at = 2 if _known(rest[1:], "articles", foreign) else 1
        part = _word(rest[at:], "parts", foreign)
        if part is None and rest[at:] and _FRACTION.match(rest[at]):
            part = figure(rest[at])
        value, rest = (value + part, rest[at + 1 :]) if part else (value, rest)
    elif part := _word(rest, "parts", foreign):
        value, rest = value * part, _without_article(rest[1:], foreign)
    if many := _word(rest, "many", foreign):
        value, rest = value * many, rest[1:]
    return (value, rest) if figure(first) is not None else _and_more(value, rest, foreign)


def and_a_half(tokens: list[str], foreign: bool) -> tuple[float, list[str]]:
    """Take "and a half" from behind the measure, as in "une tasse et demie de riz"; return the part and the rest."""
    for i in range(1, min(6, len(tokens) - 1)):
        if _known(tokens[i:], "ands", foreign):
            at = i + 2 if _known(tokens[i + 1 :], "articles", foreign) else i + 1
            part, after = _word(tokens[at:], "parts", foreign), tokens[at + 1 :]
            if part and not _word(tokens[i - 1 :], "parts", foreign) and (not after or without_of(after) != after):
                return part, tokens[:i] + after
    return 0.0, tokens


def figure(token: str) -> float | None:
    """Return what "2", "0.5" or "1/2" says; None for anything else."""
    if _DECIMAL.match(token):
        return float(token)
    if part := _FRACTION.match(token):
        return float(part[1]) / float(part[2]) if float(part[2]) else None
    return None


def with_points(line: str, text: str, foreign: bool) -> str:
    """Return a line with points for decimal commas; InputError for one in an English line, and for two readings.

    German, French and Spanish write 1,5 for 1.5; but 1,050 and 1.050 may be about one or about a thousand.
    """
    for comma in _COMMA.finditer(line):
        told = comma[0]
        thousand = re.fullmatch(r"\d{1,3},\d{3}", told) is not None
        if not foreign or (thousand and not told.startswith("0")):
            other = f" or {told.replace(',', '')}" if thousand else ""
            raise InputError(f'"{text}": {told} has a comma. Write {told.replace(",", ".")}{other}.')
    if foreign and (point := _THOUSAND.search(line)):
        told = point[0]
        raise InputError(f'"{text}": is {told} about {told[:-4]} or {told.replace(".", "")}? Write it without a point.')
    return _COMMA.sub(lambda comma: comma[0].replace(",", "."), line)


def _and_more(hundreds: float, rest: list[str], foreign: bool) -> tuple[float, list[str]]:
    """Read the "fifty" of "two hundred and fifty"."""
    after = rest[1:] if _known(rest, "ands", foreign) else rest
    more = _word(after, "numbers", foreign)
    if hundreds % 100 or not more or not 1.0 < more < 100.0:
        return hundreds, rest
    return hundreds + more, after[1:]


def _word(tokens: Sequence[str], kind: str, foreign: bool) -> float | None:
    """Return the number, part or multiple that the first word is, in English or, if it counts, in another language."""
    if not tokens:
        return None
    home: float | None = getattr(english(), kind).get(tokens[0].lower())
    if home is not None or not counts(tokens[0], foreign):
        return home
    return getattr(abroad(), kind).get(key(tokens[0]))


def _known(tokens: Sequence[str], kind: str, foreign: bool) -> bool:
    """Tell whether the first word is one of the little words of a kind."""
    if not tokens:
        return False

    def among(speech: Vocabulary, word: str) -> bool:
        return word in getattr(speech, kind)

    return among(english(), tokens[0].lower()) or (foreign and among(abroad(), key(tokens[0])))


def _without_article(tokens: list[str], foreign: bool) -> list[str]:
    """Drop the "of", "a" or "an" after "half"."""
    while tokens and (_known(tokens, "of", foreign) or tokens[0].lower() in ("a", "an")):
        tokens = tokens[1:]
    if foreign and _known(tokens, "articles", foreign):
        tokens = tokens[1:]
    return tokens
