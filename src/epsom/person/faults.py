"""Faults of what was told about a person, all at once: value, rule, mend, and the place in the document."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import cast

from pydantic import BaseModel, ValidationError

from epsom.errors import InputError, InputErrors, Place
from epsom.person.labs import LABS
from epsom.person.nouns import DayTold, MealTold, Medicine, OwnFood, Person, RecipeTold, SupplementTold

_PARTS: dict[Place, type[BaseModel]] = {
    (): Person,
    ("medicines",): Medicine,
    ("foods",): OwnFood,
    ("recipes",): RecipeTold,
    ("record",): DayTold,
    ("record", "meals"): MealTold,
    ("supplements",): SupplementTold,
}
_NO_ENTRY = "Write at least one entry, or leave it out."
_WEEK = "Tell the completed week: pregnancy: {week: 20}."
_WORDED = {
    "missing": "{key} is missing. Add it{example}.",
    "too_short": "{key} is empty. Write at least one entry, or leave it out.",  # ends in _NO_ENTRY
    "model_type": "{told} is not enough here. Write keys and values{example}.",
    "dict_type": "{key} wants keys and values, such as slice: 30 g.",
}
_EXAMPLES = {
    "age": "age: 45",
    "sex": "sex: female",
    "height": "height: 168 cm",
    "weight": "weight: 66 kg",
    "at": 'at: "12:30"',
    "taken": "taken: magnesium citrate 150 mg elemental",
    "eaten": "eaten: [2 eggs, 1 slice rye bread]",
    "meals": "meals: and under it - at: 12:30",
    "foods": "name: my own bread",
    "recipes": "name: lentil stew, ingredients: ..., and makes: 4 portions",
    "ingredients": "ingredients: [400 g lentils, 500 ml tap water]",
    "makes": "makes: 4 portions",
    "record": "date: 2026-10-02 and meals: ...",
    "supplements": "taken: magnesium citrate 150 mg elemental, and at: 21:30",
}


def _keys(kind: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]


def _fault(kind: str, loc: Place, value: object, message: str) -> InputError:
    words = [part for part in loc if isinstance(part, str)]
    key = words[-1] if words else "person"
    if kind == "extra_forbidden":
        known = _keys(_PARTS.get(tuple(part for part in loc[:-1] if isinstance(part, str)), Person))
        near = get_close_matches(key, known, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
        if key in LABS:
            hint = f"It belongs under labs: - {key}: ..."
        return InputError(f"{key!r} is no key I know here. {hint}", at=loc)
    if value is None and kind not in _WORDED:
        kind = "missing"
    if kind in _WORDED:
        example = f", such as {_EXAMPLES[key]}" if key in _EXAMPLES else ""
        told = "nothing" if value is None else repr(value)
        return InputError(_WORDED[kind].format(key=key, told=told, example=example), at=loc)
    return InputError(f"{key} = {value!r}: {message}.", at=loc)


def faults(error: ValidationError) -> list[InputError]:
    """Return what pydantic found as Epsom's own errors: value, rule, mend, and the place inside the document."""
    found: list[InputError] = []
    for line in error.errors(include_url=False):
        inner = line.get("ctx", {}).get("error")
        loc = tuple(part for part in line["loc"] if part != "[key]")
        if isinstance(inner, InputErrors):
            found += [fault.under(*loc) for fault in inner.errors]
        elif isinstance(inner, InputError):
            found.append(inner.under(*loc))
        else:
            found.append(_fault(line["type"], loc, line["input"], line["msg"]))
    return [fault for fault in found if not (fault.message.endswith(_NO_ENTRY) and _within(fault, found))]


def _within(outer: InputError, found: list[InputError]) -> bool:
    """Tell whether another fault lies inside this one; a list is not empty because its entries are wrong."""
    depth = len(outer.at)
    return any(len(fault.at) > depth and fault.at[:depth] == outer.at for fault in found)


def person_from(data: object) -> Person:
    """Return the person that plain data (of a YAML or JSON file) tells; InputErrors names all faults at once."""
    if not isinstance(data, Mapping):
        raise InputErrors([InputError("A person file holds keys and values, such as age: 45.")])
    told, found = dict(cast(Mapping[str, object], data)), list[InputError]()
    week = told.get("pregnancy")
    if isinstance(week, int | float) and not isinstance(week, bool):
        found.append(InputError(f"pregnancy = {week:g} does not say of what. {_WEEK}", at=("pregnancy",)))
        del told["pregnancy"]
    try:
        person = Person.model_validate(told)
    except ValidationError as error:
        raise InputErrors([*found, *faults(error)]) from None
    if found:
        raise InputErrors(found)
    return person
