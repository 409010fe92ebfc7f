"""Products: supplements of several salts, and labels that tell a share of the daily value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from epsom import units
from epsom.errors import InputError, TableError
from epsom.plate import grammar
from epsom.plate.numbers import number
from epsom.plate.supplements import AMOUNT, UNTOLD, Dose, Salt, any_of, by_name, dose, english, salts
from epsom.tables import check_source, sheet

PRODUCTS, LABELS, NEEDS = "plate/products.csv", "plate/labels.csv", "needs/needs.csv"
SPLIT = "split not told"
"""How sure a dose is when the label names its salts, and how much of each nobody said."""

_PERCENT = re.compile(r"(?<![\d.,])(\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)\s*(?:of\s+)?(?:the\s+)?", re.I)
_PARTS = re.compile(r"\s*(?:[;+&]|,(?!\d)|\band\b)\s*", re.I)
_BRACKETS = re.compile(r"[()\[\]]")


def doses(text: str) -> tuple[Dose, ...]:
    """Read what a supplement line says was taken, one dose per salt.

    A product is the sum of its salts: "magnesium complex: oxide 300 mg salt, bisglycinate 200 mg salt", with "2 x"
    before it for two. A share of a label's daily value, "50 % NRV" or "25 % DV", is elemental magnesium
    [eu1169] [cfr101]. Salts that share one elemental sum get equal parts of it, and say so. InputError for what
    ``dose`` refuses, for a share of nobody's daily value, and for an amount and a share that do not fit.
    """
    plain = english(text)
    line = grammar.tidy(plain, foreign=plain != text)
    if parts := _parts(line, text):
        return parts
    if percent := _PERCENT.search(line):
        return _share(line, percent, text)
    return _blend(line, text) or (dose(text),)


def elemental(taken: Sequence[Dose]) -> float:
    """Return the magnesium of some doses together [mg]."""
    return sum(one.elemental for one in taken)


def _parts(line: str, text: str) -> tuple[Dose, ...]:
    """Return the doses of a line that tells several salts with an amount each; none if it does not."""
    head, colon, body = line.partition(":")
    body = body if colon else line
    told = [part for part in _PARTS.split(_BRACKETS.sub(" ", body).strip(" .,;+")) if part]
    amounts = [len(AMOUNT.findall(part)) for part in told]
    if AMOUNT.search(head if colon else "") or not sum(amounts) or (not colon and len(told) < 2):
        return ()
    if any(many != 1 for many in amounts) or not all(_named(part) for part in told):
        if colon and len(told) > 1:
            rule = "each salt of a product wants its name and its amount"
            raise InputError(
                f'"{text}": {rule}. Write "magnesium complex: oxide 300 mg salt, bisglycinate 200 mg salt".'
            )
        return ()
    times, _ = number(head.split()) if colon else (None, [])
    found = tuple(_part(part, 1.0 if times is None else times, text) for part in told)
    if not colon and number(told[0].split())[0] not in (None, 1.0) and _counted(told[0]):
        raise InputError(f'"{text}": how many of what? Write "2 x magnesium complex: ..." with the salts of one.')
    return found


def _part(part: str, times: float, text: str) -> Dose:
    try:
        one = dose(part)
        return dose(f"{times:g} x {part}") if times != 1.0 else one
    except InputError as fault:
        raise InputError(fault.message if part == text else f'In "{text}": {fault.message}') from None


def _counted(part: str) -> bool:
    """Tell a count in front of a part, such as "2 x", from its amount."""
    return not AMOUNT.match(part.strip())


def _named(part: str) -> list[str]:
    """Return the names of salts in a line."""
    return [found[0].lower() for found in any_of(tuple(_salt_names())).finditer(part)]


@cache
def _salt_names() -> dict[str, Salt]:
    """Return the salts by the names that tell which they are: the usual form of each."""
    return {name: found[0] for name, found in by_name().items() if found[0].name != UNTOLD}


def _share(line: str, percent: re.Match[str], text: str) -> tuple[Dose, ...]:
    """Return the doses of a line that tells a share of a label's daily value."""
    after = line[percent.end() :]
    if _PERCENT.search(after):
        raise InputError(f'"{text}" tells more than one share. Write each salt on its own line.')
    authority, whose = _authority(after)
    if whose is None:
        choices = " or ".join(
            f'"{percent[1]} % {row["words"].split(";")[0]}" '
            f"({row['authority']}: {float(percent[1]) / 100.0 * daily_value(row['authority']):g} mg)"
            for row in labels()
        )
        raise InputError(f'"{text}": {percent[1]} % of whose daily value? Say {choices}.')
    held = float(percent[1]) / 100.0 * daily_value(authority)
    rest = _BRACKETS.sub(" ", f"{line[: percent.start()]} {after[whose.end() :]}").strip(" ,;=")
    amount = AMOUNT.search(rest)
    if amount is None:
        return _read(f"{rest} {held:g} mg elemental", text)
    return _agreeing(rest, amount, held, f"{percent[1]} % {whose[0]}", authority, text)


def _agreeing(rest: str, amount: re.Match[str], held: float, told: str, authority: str, text: str) -> tuple[Dose, ...]:
    """Return the doses of a line that tells an amount and a share, which have to be the same magnesium.

    Labels print whole percents and whole milligrams: half of each is rounding.
    """
    rounding = daily_value(authority) / 200.0 + 0.5
    unit = amount[2].lower().replace("μ", "µ")
    if unit in ("ml", "l", "iu"):
        return _read(rest, text)
    count = number(rest.split())[0] if not AMOUNT.match(rest) else None
    as_element = float(amount[1]) * units.factor(unit, "mg", "magnesium")
    if "salt" not in rest.lower().split() and abs(as_element - held) <= rounding:
        return _read(rest if re.search(r"\belement(al)?\b", rest, re.I) else f"{rest} elemental", text)
    shares = [salt.elemental_share for name in _named(rest)[:1] for salt in by_name()[name]]
    if unit in ("mg", "g") and any(abs(as_element * share - held) <= rounding for share in shares):
        plain = re.sub(r"\b(?:of\s+)?salt\b", " ", rest.replace(amount[0], " ", 1), flags=re.I)
        return _read(f"{plain} {held:g} mg elemental", text)
    each = "" if count in (None, 1.0) else " each"
    raise InputError(
        f'"{text}": {amount[0]} and {told} ({held:g} mg magnesium{each}, {authority}) do not fit. '
        "Tell one of them, as the label has it."
    )


def _read(line: str, text: str) -> tuple[Dose, ...]:
    """Return the doses of a line that was made of another one, in whose words they are told."""
    try:
        return tuple(replace(one, told=text) for one in _blend(line, line) or (dose(line),))
    except InputError as fault:
        raise InputError(fault.message.replace(line, text)) from None


@cache
def labels() -> tuple[dict[str, str], ...]:
    """Return the authorities whose daily value a label may count in, with people's words for it."""
    for line, row in enumerate(sheet(LABELS), start=2):
        check_source(dict(row), f"{LABELS}:{line}")
    return sheet(LABELS)


@cache
def daily_value(authority: str) -> float:
    """Return the magnesium that an authority's labels count as 100 % [mg]; TableError if needs.csv does not say."""
    found = [row for row in sheet(NEEDS) if row["authority"] == authority and row["kind"].endswith("_label")]
    if len(found) != 1:
        raise TableError(f"{NEEDS}: not one label value of {authority!r}.")
    return float(found[0]["value"])


def _authority(after: str) -> tuple[str, re.Match[str] | None]:
    for row in labels():
        if found := any_of(tuple(row["words"].lower().split(";"))).match(after):
            return row["authority"], found
    return "", None


def _blend(line: str, text: str) -> tuple[Dose, ...]:
    """Return the doses of a line that tells one amount for several salts, or for a product; none if it does not."""
    forms = list(dict.fromkeys(_salt_names()[name].name for name in _named(line)))
    product = any_of(tuple(_products())).search(line)
    if len(forms) < 2 and (product is None or forms):
        return ()
    if product and not forms:
        forms = _products()[product[0].lower()]
    plain = any_of((*_products(), *_salt_names(), "and")).sub(" ", _BRACKETS.sub(" ", line))
    plain = re.sub(r"\s*[,;+&:/]\s*(?!\d)", " ", plain)
    if re.search(r"\bsalts?\b", plain, re.I):
        raise InputError(f'"{text}": how much of each salt? Write "magnesium complex: oxide 300 mg salt, ...".')
    made = plain if plain.strip()[:1].isdigit() else f"magnesium {plain}"
    try:
        whole = replace(dose(made), told=text)
    except InputError as fault:
        raise InputError(fault.message.replace(made, text)) from None
    if not forms:
        return (whole,)
    part = whole.elemental / len(forms)
    return tuple(Dose(text, salts()[name], part, SPLIT) for name in forms)


@cache
def _products() -> dict[str, list[str]]:
    """Return the salts of a product by the words people have for it; none if nobody knows."""
    found: dict[str, list[str]] = {}
    for line, row in enumerate(sheet(PRODUCTS), start=2):
        place = f"{PRODUCTS}:{line}"
        check_source({**row, "because": row["note"]}, place)
        forms = [form for form in row["forms"].split(";") if form]
        if missing := [form for form in forms if form not in salts()]:
            raise TableError(f"{place}: {missing[0]!r} is no salt of salts.csv.")
        found |= {word.lower(): forms for word in row["words"].split(";")}
    return found
