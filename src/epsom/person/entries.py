"""How a single entry of a person file is written: numbers with units, dates, times, texts, lists."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import core_schema

from epsom import units
from epsom.errors import InputError
from epsom.quantities import quantity, told

_MOST = {
    "record": 730, "meals": 50, "eaten": 200, "labs": 500, "medicines": 200, "conditions": 200, "foods": 1000,
    "recipes": 200, "ingredients": 100,
    "supplements": 50, "other_medicines": 200, "other_conditions": 200, "diet": 6,
    "signs": 50, "allergies": 50, "dislikes": 200,
}  # fmt: skip
_LONGEST = 300
_MOST_TIMES = 6
_FIRST, _LAST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
_TURNS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # turn the direction of reading


class Noun(BaseModel):
    """What all parts of a person share: nothing changes afterwards, and no unknown key slips by."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, validate_default=False)


def schema_of(name: str) -> dict[str, Any]:
    """Return what a JSON Schema says about a number that is told with its unit."""
    what = quantity(name)
    return {
        "type": "string",
        "description": f"{what.meaning}; a number with its unit: {', '.join(what.accepts)}",
        "examples": [f"1 {unit}" for unit in what.accepts],
    }


@dataclass(frozen=True)
class Measured:
    """Marks a number that is told with its unit and kept in the unit of quantities.toml."""

    name: str
    key: str = ""

    def read(self, value: object) -> object:
        """Return the number in the house unit; InputError without a unit, or where no living person is."""
        if value is None:
            return None
        return value.value if isinstance(value, units.Told) else reading(self.name, value, self.key).value

    def __get_pydantic_core_schema__(self, source: Any, inner: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, inner(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, inner: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return schema_of(self.name)


@dataclass(frozen=True)
class AsTold(Measured):
    """Marks a number that is told with its unit and kept as told: value in the house unit, rounding, and the words."""

    def read(self, value: object) -> object:
        """Return the reading; InputError without a unit, or where no living person is."""
        return value if value is None or isinstance(value, units.Told) else reading(self.name, value, self.key)


@dataclass(frozen=True)
class Listed:
    """Marks a list that a person file may leave out, of a length that a person can have."""

    name: str

    def read(self, value: object) -> tuple[object, ...]:
        """Return the entries; InputError for what is no list, or is too long."""
        if value is None:
            return ()
        if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            raise InputError(f"{self.name} wants a list. Write each entry on its own line, after a dash.")
        entries = tuple(cast(Iterable[object], value))
        if len(entries) > _MOST[self.name]:
            raise InputError(f"{self.name} has {len(entries)} entries; the most is {_MOST[self.name]}.")
        return entries

    def __get_pydantic_core_schema__(self, source: Any, inner: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, inner(source))


def reading(name: str, value: object, key: str = "") -> units.Told:
    """Return a measured quantity as told; ``key`` is what a person file calls it, where that is another word."""
    if value is None:
        example = f"1 {quantity(name).accepts[0]}"
        raise InputError(f"{key or name} is empty. Write a number with its unit, such as {example}, or leave it out.")
    try:
        return told(name, value)
    except InputError as error:
        raise InputError(error.message.replace(name, key or name, 1)) from None
    except ArithmeticError:
        rule = f"{key or name} = {value!r} is no number anybody has"
        raise InputError(f"{rule}. Check the number and its unit.") from None


def text(value: object) -> str:
    """Return a line of plain text; InputError for a number, an empty or an endless one, and for what hides itself."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InputError("This text is empty. Write it, or leave the key out.")
    if not isinstance(value, str):
        told = str(value).lower() if isinstance(value, bool) else repr(value)
        mend = f'Put it in quotes: "{told}".' if isinstance(value, int | float) else "Write one line of words."
        raise InputError(f"{told} is no text. {mend}")
    line = value.strip()
    if len(line) > _LONGEST:
        raise InputError(f"This text has {len(line)} characters; the most is {_LONGEST}. Shorten it.")
    if hidden := [letter for letter in line if unicodedata.category(letter) in ("Cc", "Zl", "Zp") or letter in _TURNS]:
        what = "more than one line" if "\n" in hidden else f"a character that cannot be seen ({hidden[0]!a})"
        raise InputError(f"This text has {what}. Write it as one line of plain words.")
    return line


def truth(value: object) -> object:
    """Return true or false; InputError for the words that some YAML readers take for it."""
    if isinstance(value, bool):
        return value
    if value is None:
        raise InputError("This is empty. Write true or false, or leave the key out.")
    word = str(value).strip().lower()
    mend = {"no": "false", "off": "false", "n": "false", "0": "false", "yes": "true", "on": "true", "y": "true"}
    wanted = mend.get(word, "true" if word == "1" else "true or false")
    raise InputError(f"{value!r} is neither true nor false. Write {wanted}.")


def years(value: object) -> object:
    """Return an age in years; InputError for what nobody lives to be."""
    if value is None:
        raise InputError("age is missing. Add it, such as age: 45.")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"age = {value!r} is no number of years. Write it like this: age: 45 (0.5 for six months).")
    what = quantity("age")
    if not what.low <= value <= what.high:
        raise InputError(f"age = {value:g}: a person is {what.low:g} to {what.high:g} years old. Check the number.")
    return float(value)


def sex_told(value: object) -> object:
    """Return female or male, the word that reference values go by."""
    if value in ("female", "male"):
        return value
    if value is None:
        raise InputError("sex is missing. Add it, such as sex: female.")
    raise InputError(
        f"sex = {value!r}: write female or male. Reference values for magnesium are published for these two; "
        "choose the one whose body the values should fit."
    )


def day(value: object) -> object:
    """Return a calendar day written year-month-day; any other order would be a guess."""
    if value is None or (isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)):
        return _lived_in(value)
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", str(value).strip())
    if match:
        try:
            return _lived_in(datetime.date(*(int(part) for part in match.groups())))
        except ValueError as error:
            if isinstance(error, InputError):
                raise
            raise InputError(f"{value!r} is no day of the calendar. Check month and day.") from None
    raise InputError(f"{value!r} is no date I read without guessing. Write year-month-day, such as 2026-10-02.")


def _lived_in(value: datetime.date | None) -> datetime.date | None:
    if value is not None and not _FIRST <= value <= _LAST:
        raise InputError(f"{value} is no day that anybody alive has seen. Check the year.")
    return value


def today_told(value: object) -> object:
    """Return the day the assessment is for; InputError for a key with nothing behind it."""
    if value is None:
        raise InputError("today is empty. Write a day such as today: 2026-10-02, or leave the key out for this day.")
    return day(value)


def clock(value: object) -> object:
    """Return a time of day written hours:minutes."""
    if isinstance(value, datetime.time):
        return value
    match = re.fullmatch(r"(\d{1,2}):(\d{2})", str(value).strip())
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return datetime.time(int(match[1]), int(match[2]))
    hour = f"{value:02d}:00" if isinstance(value, int) and 0 <= value < 24 else "12:30"
    raise InputError(f"{value!r} is no time of day from 00:00 to 23:59. Write it like this: {hour}.")


def clocks(value: object) -> object:
    """Return the times of day of a medicine, in order: one written hours:minutes, or a list of them."""
    if value is None:
        raise InputError('at is empty. Write a time such as at: "07:00", or leave the key out.')
    if isinstance(value, Mapping):
        raise InputError('at wants a time or a list of times. Write it like this: at: ["08:00", "20:00"].')
    single = isinstance(value, str) or not isinstance(value, Iterable)
    entries = (cast(object, value),) if single else tuple(cast(Iterable[object], value))
    if not entries:
        raise InputError('at is empty. Write a time such as at: "07:00", or leave the key out.')
    if len(entries) > _MOST_TIMES:
        raise InputError(f"at has {len(entries)} times; the most is {_MOST_TIMES}. Write those of one day.")
    read: list[datetime.time] = []
    for place, entry in enumerate(entries):
        try:
            time = cast(datetime.time, clock(entry))
        except InputError as error:
            raise error if single else error.under(place) from None
        if time in read:
            raise InputError(f"{time:%H:%M} stands twice. Remove one of them.", at=() if single else (place,))
        read.append(time)
    return tuple(sorted(read))


def once(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts as they are; InputError if one stands twice."""
    for position, value in enumerate(values):
        if value.casefold() in [earlier.casefold() for earlier in values[:position]]:
            raise InputError(f"{value!r} stands twice. Remove one of them.", at=(position,))
    return values


def energy_told(value: object) -> object:
    """Return the energy of a food [kcal/100 g]."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*kcal\s*/\s*100\s*g", str(value).strip())
    if value is None:
        return value
    if not match:
        raise InputError(f'energy = {value!r}: write it per 100 g, such as "250 kcal/100 g".')
    what = quantity("food_energy")
    if not what.low <= float(match[1]) <= what.high:
        raise InputError(f"energy = {value!r}: a food has {what.low:g} to {what.high:g} {what.unit}. Check the number.")
    return float(match[1])


DATE = {"type": "string", "format": "date"}
PREGNANCY = {
    "type": "object",
    "properties": {"week": {"type": "integer", "minimum": 1, "maximum": 42}},
    "required": ["week"],
    "additionalProperties": False,
}
Text = Annotated[str, BeforeValidator(text), WithJsonSchema({"type": "string", "minLength": 1})]
Day = Annotated[datetime.date | None, BeforeValidator(day), WithJsonSchema(DATE)]
CLOCK = {"type": "string", "pattern": "^[0-9]{1,2}:[0-9]{2}$"}
_CLOCKS = {"type": "array", "items": CLOCK, "minItems": 1, "maxItems": _MOST_TIMES, "uniqueItems": True}
Clock = Annotated[datetime.time, BeforeValidator(clock), WithJsonSchema(CLOCK)]
Clocks = Annotated[
    tuple[datetime.time, ...], BeforeValidator(clocks), WithJsonSchema({"anyOf": [CLOCK, _CLOCKS], "default": []})
]
