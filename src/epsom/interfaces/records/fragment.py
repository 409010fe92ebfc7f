"""The fragment: the lines of YAML that a person file takes over from a record of another program."""

from __future__ import annotations

import json
from collections.abc import Iterator

from epsom.errors import InputError
from epsom.interfaces.records.preview import Preview, dated
from epsom.person.entries import Listed

_TO_TELL = 120


def yaml_lines(preview: Preview) -> list[str]:
    """Return the foods and the record of a preview as YAML; what was left out stands above it as a comment.

    InputError with nothing to write, and for more days or foods than a person file holds.
    """
    if not preview.lines:
        raise InputError(f"{preview.file} has nothing to write into a person file.")
    try:
        Listed("record").read(dated(preview.lines))
        Listed("foods").read(preview.foods)
    except InputError as error:
        raise InputError(f"{error.message} Take fewer days: --since 2026-01-01 --until 2026-03-31.") from None
    return [*_head(preview), *_foods(preview), *_record(preview)]


def _head(preview: Preview) -> Iterator[str]:
    yield f"# From {_comment(preview.file)} ({preview.layout}). Look at it, mend it, and put it into a person file."
    for question in preview.questions:
        yield f"# Answer: {_comment(question)}"
    for note in preview.notes:
        yield f"# Note: {_comment(note)}"
    for one in preview.quarantined:
        yield f"# Left out: row {one.row}: {_comment(one.told, _TO_TELL)}: {_comment(one.reason)}"


def _foods(preview: Preview) -> Iterator[str]:
    if not preview.foods:
        return
    yield "foods:"
    for food in preview.foods:
        unknown = "    # magnesium not known: counted as a range" if food.magnesium is None else ""
        yield f"  - name: {_quoted(food.name)}{unknown}"
        if food.magnesium is not None:
            yield f"    magnesium: {food.magnesium!r} mg/100 g"
        if food.energy is not None:
            yield f"    energy: {food.energy!r} kcal/100 g"


def _record(preview: Preview) -> Iterator[str]:
    remarks = {(line.date, line.written): _remark(line.choices, line.note) for line in preview.lines}
    yield "record:"
    for day in preview.days():
        yield f"  - date: {day.date}"
        yield "    meals:"
        for meal in day.meals:
            yield f'      - at: "{meal.at:%H:%M}"'
            if meal.name:
                yield f"        name: {_quoted(meal.name)}"
            yield "        eaten:"
            for line in meal.eaten:
                remark = remarks[day.date, line] if day.date else ""
                yield f"          - {_quoted(line)}{remark}"


def _remark(choices: tuple[str, ...], note: str) -> str:
    nearest = f"nearest: {'; '.join(choices)}" if choices else ""
    told = ". ".join(part for part in (nearest, note) if part)
    return f"    # {_comment(told)}" if told else ""


def _comment(text: str, most: int = 1000) -> str:
    """Return a text as it can stand in a comment: on one line, without signs that cannot be seen."""
    plain = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return plain if len(plain) <= most else f"{plain[:most]}..."


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
