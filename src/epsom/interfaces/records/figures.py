"""Figures: numbers, days and clock times as other programs print them; what can be read two ways is asked."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Literal, get_args

from epsom.errors import InputError

Order = Literal["day-first", "month-first"]
ORDERS: tuple[Order, ...] = get_args(Order)

_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_POINT_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_COMMA = re.compile(r"(?<![\d.,])\d+(?:,\d+)+(?![\d,])")
_PLAIN = re.compile(r"[-+]?\d+(?:\.\d+)?")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_HOUR = re.compile(r"(\d{1,2})\s*(?:h|hs|uhr)\.?", re.I)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))(?::(\d{2})(?:\.\d+)?)?\s*(?:uhr|h)?\s*(am|pm|a\.m\.|p\.m\.)?", re.I)

Readings = dict[Order, datetime.date]


def figure(text: str, *, commas: bool) -> float:
    """Return a number; ``commas`` says that the file may write decimal commas.

    InputError for what is no number, and for what can be read two ways, such as "1,050".
    """
    told = text.strip().replace("−", "-").replace("\u00a0", " ")
    bare = told.lstrip("+-")
    if _THOUSANDS.fullmatch(bare) and bare.count(",") == 1:
        raise InputError(_two(told, ","))
    if commas and _POINT_THOUSANDS.fullmatch(bare) and bare.count(".") == 1:
        raise InputError(_two(told, "."))
    if "," in bare:
        if not commas:
            raise InputError(f'"{told}" has a comma, and commas part the columns of this file. Write it with a point.')
        told = told.replace(",", ".") if re.fullmatch(r"\d+,\d+", bare) else told
    if not _PLAIN.fullmatch(told):
        raise InputError(f'"{text.strip()}" is no number I read without guessing. Write it with digits and one point.')
    return float(told)


def pointed(line: str, *, commas: bool) -> str:
    """Return a line of words with points for its decimal commas; InputError where a number can be read two ways."""

    def point(found: re.Match[str]) -> str:
        if _THOUSANDS.fullmatch(found[0]):
            raise InputError(_two(found[0], ","))
        if not commas or found[0].count(",") > 1:
            mend = "Write it with a point"
            raise InputError(f'"{found[0]}" has a comma, and commas part the columns of this file. {mend}.')
        return found[0].replace(",", ".")

    return _COMMA.sub(point, line)


def _two(told: str, mark: str) -> str:
    one, other = told.replace(mark, ""), told.replace(mark, ".")
    return f'"{told}" can be read as {one} or as {other}. Write the one that is meant.'


def last_digit(text: str) -> float:
    """Return half of the last digit that a number prints: 0.005 for "27.00"."""
    digits = re.search(r"[.,](\d+)\s*$", text)
    return 0.5 * 10.0 ** -(len(digits[1]) if digits else 0)


def day_and_rest(text: str) -> tuple[Readings, str]:
    """Return the days that a cell can mean, by the order in which it is read, and what stands after the day.

    Year-month-day has one reading. InputError for what is no day, and for a year of two digits.
    """
    told = text.strip()
    if found := _YEAR_FIRST.match(told):
        only = _day(found[1], found[2], found[3])
        if only is None:
            raise InputError(f'"{told}" is no day of the calendar. Check month and day.')
        return dict.fromkeys(ORDERS, only), _rest(told, found)
    if found := _YEAR_LAST.match(told):
        readings = {
            "day-first": _day(found[3], found[2], found[1]),
            "month-first": _day(found[3], found[1], found[2]),
        }
        open_: Readings = {order: day for order in ORDERS if (day := readings[order]) is not None}
        if not open_:
            raise InputError(f'"{told}" is no day of the calendar. Check month and day.')
        return open_, _rest(told, found)
    raise InputError(f'"{told}" is no date I read without guessing. Write year-month-day, such as 2026-10-02.')


def _rest(told: str, found: re.Match[str]) -> str:
    rest = told[found.end() :]
    if rest and rest[0] not in "T ,":
        raise InputError(f'"{told}" is no date I read without guessing. Write year-month-day, such as 2026-10-02.')
    return rest.strip("T ,")


def _day(year: str, month: str, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def order_of(days: Iterable[tuple[int, str, Readings]], asked: Order | None) -> tuple[Order, str]:
    """Return in which order the dates of one file are written, and a note where the file itself shows it.

    ``days`` are row, text and readings. InputError where a date can be read two ways and nothing in the file says
    which: the answer is asked for, never guessed from what is usual somewhere.
    """
    if asked is not None:
        if asked not in ORDERS:
            raise InputError(f"dates = {asked!r}: write day-first or month-first.")
        return asked, ""
    told = list(days)
    two = next((one for one in told if len(set(one[2].values())) > 1), None)
    if two is None:
        return "day-first", ""
    shown: dict[Order, str] = {order: text for _, text, found in told for order in found if len(found) == 1}
    if len(shown) == 1:
        ((order, proof),) = shown.items()
        return order, f'Dates are read {order}: "{proof}" in the same file can be read in no other way.'
    row, text, found = two
    raise InputError(
        f'row {row}: "{text}" can be {found["day-first"]} or {found["month-first"]}. '
        "Say which: --dates day-first or --dates month-first."
    )


def clock(text: str) -> datetime.time | None:
    """Return a time of day, None for an empty cell; InputError for what is no time."""
    told = text.strip()
    if not told:
        return None
    bare = re.sub(r"(?:Z|[+-]\d{2}:?\d{2})$", "", told).strip()
    if whole := _HOUR.fullmatch(bare):
        bare = f"{whole[1]}:00"
    found = _CLOCK.fullmatch(bare)
    hour, minute, half = (int(found[1]), int(found[2]), (found[4] or "").lower()[:1]) if found else (99, 0, "")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    elif half:
        hour = 99
    if hour > 23 or minute > 59:
        raise InputError(f'"{told}" is no time of day. Write it like this: 12:30.')
    return datetime.time(hour, minute)
