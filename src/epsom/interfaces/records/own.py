"""Own foods: what a record from elsewhere knows of its foods, written so that a person file can hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isclose

from epsom.errors import InputError
from epsom.interfaces.records.preview import Aside, Line, Told
from epsom.interfaces.records.vocabulary import clock_of, limit
from epsom.person.nouns import OwnFood
from epsom.plate.foods import TOLD, Foods
from epsom.plate.record import eaten
from epsom.plate.search import words
from epsom.quantities import quantity

_LONGEST = 200
_DIGITS = 8
_LAST = 2


@dataclass(frozen=True)
class Draft:
    """A line about a food that becomes one of the person's own: its weight [g], its magnesium [mg] (None = unknown).

    ``weighed`` says that the file tells the weight; where it does not, only the magnesium is exact.
    """

    told: Told
    name: str
    grams: float
    magnesium: float | None
    weighed: bool
    how: str
    choices: tuple[str, ...] = ()
    note: str = ""

    def density(self) -> float | None:
        """Return the magnesium per 100 g [mg/100 g], None = unknown."""
        return None if self.magnesium is None else self.magnesium / self.grams * 100.0


def foods(drafts: Sequence[Draft], box: Foods, app: str) -> tuple[list[Line], tuple[OwnFood, ...]]:
    """Return the lines of some drafts and the own foods they name; InputError for a name that nobody can read back.

    Lines of one name are one food where their magnesium per weight agrees; otherwise each has its own letter.
    """
    groups = list(_groups(drafts))
    names = _names(groups, box, app)
    lines: list[Line] = []
    owned: list[OwnFood] = []
    for group, name in zip(groups, names, strict=True):
        density = _density(group)
        owned.append(OwnFood.model_validate(_as_told(name, density, group)))
        lines += [_line(draft, name, density) for draft in group]
    return _ranged(lines, box, owned), tuple(owned)


def beside(lines: Sequence[Line], box: Foods, owned: Sequence[OwnFood]) -> tuple[list[Line], list[Aside]]:
    """Return the lines that still mean their food beside the own ones, and those that do not.

    A line that rests on part of a name can mean an own food as well; it is then written with the whole name.
    """
    known = box.with_own(owned, None)
    wordings: dict[tuple[str, str, float], str | None] = {}
    kept: list[Line] = []
    unclear: list[Aside] = []
    for line in lines:
        key = (line.written, line.food, line.grams)
        if key not in wordings:
            tries = (line.written, f"{_plain(line.grams)} g {line.food}")
            wordings[key] = next((told for told in tries if line.supplement or _means(told, line, known)), None)
        written = wordings[key]
        if written is None:
            reason = f'could be {line.food} or a food of this file with a like name. Write "{line.grams:g} g" of which.'
            unclear.append(Aside(line.row, line.told, reason))
        else:
            kept.append(replace(line, written=written))
    return kept, unclear


def _means(written: str, line: Line, known: Foods) -> bool:
    try:
        match, grams = eaten(written, known)
    except InputError:
        return False
    return match.food.name == line.food and match.food.source != TOLD and isclose(grams, line.grams, rel_tol=1e-6)


def _groups(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    by_name: dict[tuple[tuple[str, ...], bool, bool], list[Draft]] = {}
    for draft in drafts:
        by_name.setdefault((words(draft.name), draft.magnesium is None, draft.weighed), []).append(draft)
    for told in by_name.values():
        if told[0].magnesium is None:
            yield told
            continue
        rest = sorted(told, key=lambda draft: -draft.grams if draft.weighed else draft.density() or 0.0)
        while rest:
            first, group = rest[0], [draft for draft in rest if _alike(rest[0], draft)]
            rest = [draft for draft in rest if draft is not first and draft not in group]
            yield group


def _alike(first: Draft, other: Draft) -> bool:
    """Tell whether two lines of one name are one food: to the rounding where both are weighed, else roughly."""
    a, b = first.density() or 0.0, other.density() or 0.0
    if first.weighed:
        slack = other.told.rounding + first.told.rounding * other.grams / first.grams
        return abs(a * other.grams / 100.0 - (other.magnesium or 0.0)) <= slack * (1.0 + 1e-9)
    return a == b or (a > 0.0 and b <= a * limit("alike"))


def _density(group: Sequence[Draft]) -> float | None:
    """Return the magnesium per 100 g that all lines of a food share, to so many digits as a file needs."""
    if group[0].magnesium is None:
        return None
    first = group[0]
    if first.weighed:
        return first.density()
    return sum(draft.magnesium or 0.0 for draft in group) / sum(draft.grams for draft in group) * 100.0


def _line(draft: Draft, name: str, density: float | None) -> Line:
    grams, told = draft.grams, draft.told
    if density and not draft.weighed and draft.magnesium:
        grams = draft.magnesium / density * 100.0  # the magnesium is as printed; the weight is an estimate anyway
    return Line(
        told.row, told.date, told.at or clock_of(told.meal), told.meal, told.words(), f"{_plain(grams)} g {name}",
        name, TOLD, 1.0 if draft.magnesium is not None else 0.0, draft.how, grams, draft.magnesium,
        draft.magnesium or 0.0, draft.magnesium or 0.0, choices=draft.choices, note=draft.note,
    )  # fmt: skip


def _ranged(lines: list[Line], box: Foods, owned: Sequence[OwnFood]) -> list[Line]:
    """Give the lines of unknown magnesium the range that an own food without a value has."""
    known = {food.name: food for food in box.with_own(owned, None) if food.source == TOLD} if owned else {}
    return [
        line
        if line.magnesium is not None
        else replace(
            line,
            low=known[line.food].magnesium_low * line.grams / 100.0,
            high=known[line.food].magnesium_high * line.grams / 100.0,
        )
        for line in lines
    ]


def _as_told(name: str, density: float | None, group: Sequence[Draft]) -> dict[str, str]:
    found = {"name": name}
    if density is not None:
        found["magnesium"] = f"{_plain(density)} mg/100 g"
    weighed = [draft for draft in group if draft.told.energy is not None and (draft.weighed or draft.told.parts)]
    if weighed:
        energy = (weighed[0].told.energy or 0.0) / weighed[0].grams * 100.0
        if energy <= quantity("food_energy").high:
            found["energy"] = f"{_plain(energy)} kcal/100 g"
    return found


def _plain(value: float) -> str:
    """Write a number with the digits it needs and never with a power of ten."""
    text = f"{value:.{_DIGITS}g}"
    return f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".") if "e" in text else text


def _names(groups: Sequence[Sequence[Draft]], box: Foods, app: str) -> list[str]:
    """Return a name for each food that a record line can name again, and that stands for no food of the box.

    The program's name stands behind it, so that "banana" stays the banana that Epsom knows.
    """
    spoken: dict[tuple[str, ...], int] = {}
    wanted: list[list[str]] = []
    for group in groups:
        key = words(group[0].name)
        spoken[key] = spoken.get(key, 0) + 1
        letter = "" if spoken[key] == 1 else f" {_letters(spoken[key])}"
        behind = f"({app}{letter})" if group[0].magnesium is not None else f"(not found{letter})"
        simple = re.sub(r"(?<=\d),(?=\d)", ".", re.sub(r"[()]", " ", group[0].name))
        simple = " ".join(simple[:_LONGEST].split())
        number = _letters(len(wanted) + 1)
        wanted.append([
            f"{group[0].name[:_LONGEST].strip()} {behind}",
            f"{simple} {behind}",
            f"imported food {number} {behind}",
        ])  # fmt: skip
    names = [""] * len(wanted)
    for turn in range(_LAST + 1):
        trial: dict[tuple[str, ...], OwnFood] = {}
        for name, choices in zip(names, wanted, strict=True):
            told = name or choices[turn]
            trial.setdefault(words(told), OwnFood(name=told))
        known = box.with_own(trial.values(), None)
        taken = {words(name) for name in names if name}
        for place, choices in enumerate(wanted):
            told = choices[turn]
            free = not names[place] and words(told) not in taken
            if free and (turn == _LAST or _reads_back(told, known)):
                names[place] = told
                taken.add(words(told))
        if all(names):
            break
    return names


def _reads_back(name: str, known: Foods) -> bool:
    """Tell whether a line with this name is read as this food and as the weight it tells."""
    try:
        match, grams = eaten(f"125 g {name}", known)
    except InputError:
        return False
    return match.food.source == TOLD and words(match.food.name) == words(name) and grams == 125.0


def _letters(number: int) -> str:
    """Return a, b, ... z, aa, ab for 1, 2, ..."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text
