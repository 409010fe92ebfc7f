"""Faults of what was told about a person, all at once: value, rule, mend, and the place in the document."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from pydantic import BaseModel, ValidationError

from epsom.errors import InputError, InputErrors, Place
from epsom.person.nouns import DayTold, MealTold, Medicine, OwnFood, Person, SupplementTold

_PARTS: dict[Place, type[BaseModel]] = {
    (): Person,
    ("medicines",): Medicine,
    ("foods",): OwnFood,
    ("record",): DayTold,
    ("record", "meals"): MealTold,
    ("supplements",): SupplementTold,
}
_WORDED = {
    "missing": "{key} is missing. Add it{example}.",
    "too_short": "{key} is empty. Write at least one entry, or leave it out.",
    "model_type": "{key} wants keys and values, such as name: ...",
    "dict_type": "{key} wants keys and values, such as slice: 30 g.",
}
_EXAMPLES = {
    "age": "age: 45",
    "sex": "sex: female",
    "height": "height: 168 cm",
    "weight": "weight: 66 kg",
    "at": 'at: "12:30"',
    "taken": "taken: magnesium citrate 150 mg elemental",
}


def _keys(kind: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]


def _fault(kind: str, loc: Place, value: object, message: str) -> InputError:
    key = str(loc[-1]) if loc else "person"
    if kind == "extra_forbidden":
        known = _keys(_PARTS.get(tuple(part for part in loc[:-1] if isinstance(part, str)), Person))
        near = get_close_matches(key, known, n=1, cutoff=0.5)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
        return InputError(f"{key!r} is no key I know here. {hint}", at=loc)
    if value is None and kind not in _WORDED:
        kind = "missing"
    if kind in _WORDED:
        example = f", such as {_EXAMPLES[key]}" if key in _EXAMPLES else ""
        return InputError(_WORDED[kind].format(key=key, example=example), at=loc)
    return InputError(f"{key} = {value!r}: {message}.", at=loc)


def faults(error: ValidationError) -> list[InputError]:
    """Return what pydantic found as Epsom's own errors: value, rule, mend, and the place inside the document."""
    found: list[InputError] = []
    for line in error.errors(include_url=False):
        inner = line.get("ctx", {}).get("error")
        loc = tuple(line["loc"])
        if isinstance(inner, InputErrors):
            found += [fault.under(*loc) for fault in inner.errors]
        elif isinstance(inner, InputError):
            found.append(inner.under(*loc))
        else:
            found.append(_fault(line["type"], loc, line["input"], line["msg"]))
    return found


def person_from(data: object) -> Person:
    """Return the person that plain data (of a YAML or JSON file) tells; InputErrors names all faults at once."""
    if not isinstance(data, Mapping):
        raise InputErrors([InputError("A person file holds keys and values, such as age: 45.")])
    try:
        return Person.model_validate(data)
    except ValidationError as error:
        raise InputErrors(faults(error)) from None
