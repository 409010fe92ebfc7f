"""Supplements: the salts of magnesium, how much magnesium is in each and how well the gut can use it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from epsom import units
from epsom.errors import InputError, TableError
from epsom.plate import grammar
from epsom.plate.numbers import number
from epsom.quantities import quantity
from epsom.tables import check_source, sheet

SALTS, PILLS = "plate/salts.csv", "plate/pills.csv"
UNTOLD = "elemental"
"""The row for magnesium whose salt nobody told."""

AMOUNT = re.compile(r"(?<![\w./])(\d+(?:\.\d+)?)\s*(mmol|mol|meq|mg|g|µg|μg|mcg|ml|l|iu)\b\.?", re.I)
"""An amount with its unit, such as "400 mg"."""
_GLUED = re.compile(r"\b(magnesium)-?([^\W\d_]{3,})", re.I)
_OF_SALT = re.compile(r"^\s*(?:of\s+)?(?:the\s+)?(?:salt|compound)\b", re.I)
_PACKED = re.compile(r"^(?:tablet|capsule|caplet|pill|softgel|sachet|scoop|ampoule|gummy|gummie|dose|stick|powder)s?$")
_NO_FOOD = {"multivitamin", "multivitamins", "multimineral", "vitamin", "vitamins", "supplement", "supplements"}
_SAID = {"magnesium", "magnésium", "as", "of", "from", "each", "a", "the", "with", "x", "supplement", "daily", "per"}


@dataclass(frozen=True)
class Salt:
    """One salt of magnesium; ``elemental_share`` is the share of its mass that is magnesium.

    ``availability`` is how well the carrier of the gut uses it (food and soluble acetate are 1), with the standard
    deviation of its logarithm between persons; ``slow`` salts dissolve slowly. A salt that is not ``counted`` is an
    aid in making tablets. ``mark`` is that of composition and product; molar mass in g/mol.
    """

    name: str
    formula: str
    molar_mass: float
    elemental_share: float
    availability: float
    availability_spread: float
    slow: bool
    counted: bool
    names: tuple[str, ...]
    source: str
    mark: str
    because: str

    def label(self) -> str:
        """Return the name as a person reads it: "magnesium oxide"."""
        return "magnesium, form not told" if self.name == UNTOLD else f"magnesium {self.name}"


@dataclass(frozen=True)
class Dose:
    """What one line says was taken: a salt and its magnesium [mg]; ``how`` is "exact" or "form not told"."""

    told: str
    salt: Salt
    elemental: float
    how: str


@cache
def salts() -> dict[str, Salt]:
    """Return the salts by name; TableError for a row that breaks a rule."""
    found: dict[str, Salt] = {}
    for line, row in enumerate(sheet(SALTS), start=2):
        place = f"{SALTS}:{line}"
        check_source(dict(row), place)
        salt = Salt(
            row["name"], row["formula"], float(row["molar_mass"]), float(row["elemental_share"]),
            float(row["availability"]), float(row["availability_spread"]),
            row["slow"] == "yes", row["counted"] == "yes", tuple(row["names"].split(";")),
            row["source"], row["mark"], row["because"],
        )  # fmt: skip
        if not 0.0 < salt.elemental_share <= 1.0 or not 0.0 < salt.availability <= quantity("availability").high:
            raise TableError(f"{place}: a share or an availability outside its range. Check units?")
        if salt.name in found or {row["slow"], row["counted"]} - {"yes", "no"}:
            raise TableError(f"{place}: stands twice, or slow and counted are not yes or no.")
        found[salt.name] = salt
    return found


def is_dose(text: str) -> bool:
    """Tell a line about a salt of magnesium from one about food."""
    line = _plain(english(text))
    return bool(re.search(r"\bmagn[eé]sium\b", line)) or any(
        re.search(rf"\b{re.escape(name)}\b", line) for name in by_name() if re.search("mag|salt|mgo", name)
    )


def is_pill(text: str) -> bool:
    """Tell a line about tablets and vitamins from one about food."""
    return any(_PACKED.match(word) or word in _NO_FOOD for word in _plain(english(text)).split())


def dose(text: str) -> Dose:
    """Read a salt line such as "2 x magnesium oxide 400 mg salt" or "magnesium citrate 150 mg elemental".

    mmol and mEq count magnesium. InputError for mg that do not say of what, for a salt that is not in the table, for
    the mass of a salt that comes in several hydrates, and for amounts that nobody takes at once.
    """
    plain = english(text)
    line = grammar.tidy(plain, foreign=plain != text)
    amounts = list(AMOUNT.finditer(line))
    if len(amounts) != 1:
        rule = "tells more than one amount" if amounts else "does not say how much"
        raise InputError(f'"{text}" {rule}. Write one, such as "magnesium citrate 150 mg elemental".')
    found = amounts[0]
    value, unit = float(found[1]), found[2].lower().replace("μ", "µ")
    if unit in ("ml", "l", "iu"):
        raise InputError(f'"{text}": {found[2]} does not tell the magnesium in it. Give the mg or mmol on the label.')
    if line[: found.start()].endswith("-"):
        raise InputError(f'"{text}": -{found[0].strip()} is less than nothing. Give the amount that was taken.')
    after = line[found.end() :]
    by_salt = bool(_OF_SALT.match(after))
    times, said = _count(f"{line[: found.start()]} {_OF_SALT.sub('', after)}", foreign=plain != text)
    by_element = "elemental" in said or "element" in said
    named = " ".join(word for word in said if word not in ("elemental", "element"))
    if named.endswith("salt") and named not in by_name():
        by_salt, named = True, named.removesuffix("salt").strip()
    candidates = _candidates(_dissolved(named), text)
    if by_salt and by_element:
        raise InputError(f'"{text}" says both salt and elemental. Which one is the {found[0].strip()}?')
    if not (by_salt or by_element) and unit in ("mg", "g", "µg", "mcg"):
        raise InputError(_of_what(text, found[0].strip(), value * units.factor(unit, "mg"), named, candidates))
    salt = candidates[0]
    if by_salt:
        elemental = times * value * _salt_mg(unit, candidates, text) * salt.elemental_share
    else:
        elemental = times * value * units.factor(unit, "mg", "magnesium")
    most = units.milligrams(quantity("meal").high)
    if not 0.0 < elemental <= most:
        rule = f"one line can hold up to {most:.0f} mg" if elemental else "an amount of nothing is left out"
        raise InputError(f'"{text}" is {elemental:.0f} mg magnesium; {rule}. Check the number and its unit.')
    return Dose(text, salt, elemental, "form not told" if salt.name == UNTOLD else "exact")


def _salt_mg(unit: str, candidates: list[Salt], text: str) -> float:
    """Return the mass of the salt [mg] in one ``unit`` of it."""
    salt = candidates[0]
    if salt.name == UNTOLD:
        raise InputError(f'"{text}": of which salt? Name it, or give the elemental magnesium from the label.')
    if len({round(other.elemental_share, 3) for other in candidates}) > 1:
        shares = "; ".join(f"{other.label()} {other.elemental_share:.1%}" for other in candidates)
        raise InputError(f'"{text}" could be salts with different shares of magnesium: {shares}. Say which.')
    if unit == "meq":
        raise InputError(f'"{text}": mEq count magnesium, not salt. Leave the word salt out.')
    return salt.molar_mass if unit == "mmol" else salt.molar_mass * 1e3 if unit == "mol" else units.factor(unit, "mg")


def _count(line: str, *, foreign: bool) -> tuple[float, list[str]]:
    """Take "2 x" or "two tablets of" off a line; return how many and the words that name the salt."""
    tokens = re.sub(r"[,;:()]", " ", line).split()
    count, rest = number(tokens, foreign)
    if count is None and len(tokens) > 2 and tokens[-2].lower() == "x":
        count, _ = number(tokens[-1:], foreign)
        rest = tokens[:-2] if count is not None else tokens
    words = [word.lower() for word in rest]
    return 1.0 if count is None else count, [word for word in words if word not in _SAID and not _PACKED.match(word)]


def _dissolved(named: str) -> str:
    """Return the salt of an effervescent tablet; one that dissolves anyway is the same in a glass of water."""
    plain = " ".join(word for word in named.split() if word != "effervescent")
    return plain if named not in by_name() and any(not salt.slow for salt in by_name().get(plain, [])) else named


def _candidates(named: str, text: str) -> list[Salt]:
    if not named:
        return [salts()[UNTOLD]]
    found = by_name().get(named, [])
    if not found:
        near = get_close_matches(named, by_name(), n=3, cutoff=0.5)
        salt = " Name the salt on the label, such as citrate or oxide; what holds no magnesium is left out."
        hint = f" Nearest: {'; '.join(near)}." if near else salt
        raise InputError(f'"{text}": "{named}" is no salt of magnesium I know.{hint}')
    if not found[0].counted:
        raise InputError(f'"{text}": {found[0].label()} is {found[0].because}. Leave the line out.')
    return found


def _of_what(text: str, told: str, mass: float, named: str, candidates: list[Salt]) -> str:
    """Return the question whether so many mg are salt or magnesium, with what either would mean."""
    salt = candidates[0]
    if salt.name == UNTOLD:
        return (
            f'"{text}": is {told} the elemental magnesium, or the mass of a salt? Say "{told} elemental", or name it.'
        )
    shares = sorted(other.elemental_share * mass for other in candidates)
    element = (
        f"{shares[0]:.0f}" if f"{shares[0]:.0f}" == f"{shares[-1]:.0f}" else f"{shares[0]:.0f} to {shares[-1]:.0f}"
    )
    label = named if "mag" in named or "salt" in named else f"magnesium {named}"
    return (
        f'"{text}" does not say of what: {told} of {label} is {element} mg elemental magnesium. '
        f'Say "{told} salt" ({element} mg magnesium) or "{told} elemental", as the label has it.'
    )


def english(text: str) -> str:
    """Return a line about a supplement with its German, French and Spanish words in English, and the rest as it was.

    A word that may also be a slip in English, such as "citrat", counts only beside one that is sure to be foreign.
    """
    words, sure = _foreign()
    parted = _GLUED.sub(lambda found: f"{found[1]} {found[2]}" if _is_salt_word(found[2]) else found[0], text)
    told = {found[0].lower() for found in any_of(tuple(words)).finditer(parted)}
    if parted == text and not told & sure:
        return text
    line = any_of(tuple(words)).sub(lambda found: words[found[0].lower()], parted)
    return re.sub(r"(?<!\w)d['’](?=\w)", "of ", line)


def _is_salt_word(word: str) -> bool:
    return word.lower() in _foreign()[0] or word.lower() in by_name()


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds the longest of some words or phrases, each on its own."""
    longest = sorted(map(re.escape, words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?!\w)", re.I)


@cache
def _foreign() -> tuple[dict[str, str], frozenset[str]]:
    """Return what foreign words say, in lower case, and which of them no English line has."""
    said: dict[str, str] = {}
    sure: set[str] = set()
    for line, row in enumerate(sheet(PILLS), start=2):
        check_source({**row, "because": row["note"] or row["says"]}, f"{PILLS}:{line}")
        for word in row["words"].lower().split(";"):
            if word in said:
                raise TableError(f"{PILLS}:{line}: {word!r} stands twice.")
            said[word] = row["says"]
            sure |= {word} if row["sure"] == "yes" else set()
    return said, frozenset(sure)


@cache
def by_name() -> dict[str, list[Salt]]:
    """Return the salts by each name people use, the usual form first."""
    found: dict[str, list[Salt]] = {}
    for salt in salts().values():
        for name in {salt.name.lower(), *(name.lower() for name in salt.names)}:
            found.setdefault(name, []).append(salt)
    return found


def _plain(text: str) -> str:
    return re.sub(r"[,;:()]", " ", text.lower())
