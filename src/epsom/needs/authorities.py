"""Needs: how much magnesium an authority wants a person to get, and its limit for supplements. Nothing is averaged."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import InputError, TableError
from epsom.needs.kinds import AdequateIntake, Limit, LowerThreshold, Recommended, Requirement, Target
from epsom.needs.printed import (
    LIMIT_PER_KG,
    LIMITS,
    REQUIREMENTS,
    STAGES,
    TARGETS,
    NeedRow,
    Sex,
    Stage,
    find,
    rows,
)

DEFAULT = "US/CA NASEM 1997"


@dataclass(frozen=True)
class Needs:
    """What one authority says about one person; ``reasons`` tells in plain words why something is missing or special.

    ``requirement`` is None where the authority has none (then no adequacy may be computed), ``target`` and ``limit``
    where no value exists for the person. ``rows`` are the rows of needs.csv behind the answer.
    """

    authority: str
    requirement: Requirement | None
    target: Target | None
    lower: LowerThreshold | None
    limit: Limit | None
    limit_authority: str | None
    rows: tuple[NeedRow, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Authority:
    tables: tuple[str, ...]
    limits: tuple[str, ...]
    pregnancy: str
    lactation: str
    cv: str
    derived: bool
    additions: str
    sentence: str


@cache
def _choices() -> dict[str, _Authority]:
    content: dict[str, dict[str, Any]] = tomllib.loads(
        files("epsom").joinpath("needs/authorities.toml").read_text("utf-8")
    )
    known = {row.authority for row in rows()}
    found: dict[str, _Authority] = {}
    for name, entry in content.items():
        chosen = _Authority(
            tuple(entry["tables"]), tuple(entry["limits"]), entry["pregnancy"], entry["lactation"],
            entry.get("cv", ""), entry.get("derived", False), entry.get("additions", entry["tables"][0]),
            entry.get("sentence", ""),
        )  # fmt: skip
        for named in (*chosen.tables, *chosen.limits, chosen.additions):
            if named not in known:
                raise TableError(f"authorities.toml [{name}]: {named!r} stands in no row of needs.csv.")
        found[name] = chosen
    return found


def authorities() -> tuple[str, ...]:
    """Return the authorities a person can choose."""
    return tuple(_choices())


def known_authority(name: str) -> str:
    """Return the authority's name as it is written here; InputError with the nearest for one nobody can choose."""
    for known in authorities():
        if known.casefold() == name.strip().casefold():
            return known
    part = [known for known in authorities() if name.strip() and name.strip().casefold() in known.casefold()]
    near = part or get_close_matches(name, authorities(), n=1, cutoff=0.2) or list(authorities())
    held = name in {row.authority for row in rows()}
    rule = "is held for reading only and cannot be chosen" if held else "is no authority I know"
    raise InputError(f"authority = {name!r} {rule}. Nearest: {', '.join(near)}.", at=("authority",))


def needs(age: float, sex: Sex, stage: Stage = "none", authority: str = DEFAULT, weight: float | None = None) -> Needs:
    """Return what the chosen authority says a person needs, with its limit for supplements.

    ``age`` in years, ``weight`` in kg (one authority sets its limit for children per kg). A person for whom the
    authority has no row gets None and the reason. Raises InputError for an unknown authority.
    """
    name = known_authority(authority)
    chosen = _choices()[name]
    used: list[NeedRow] = []
    reasons: list[str] = [chosen.sentence] if chosen.sentence else []
    stages, how = _stages(chosen, stage)

    target, table = None, chosen.tables[0]
    for table in chosen.tables:
        found = find(table, TARGETS, age, sex, stages)
        if len({row.number for row in found}) > 1:
            each = "; ".join(f"{row.value} mg/day ({row.note})" for row in found)
            reasons.append(f"{table} gives more than one value here: {each}. Which one holds is not known.")
            used += found
            break
        if found:
            target = _target(found[0])
            used.append(found[0])
            if table != chosen.tables[0]:
                reasons.append(f"{chosen.tables[0]} is not held for this age; the values are those of {table}.")
            break
    else:
        reasons.append(_outside(name, age, sex, stage, stages, chosen.tables))

    requirement = None
    if target is not None:
        found = find(table, REQUIREMENTS, age, sex, stages)
        used += found[:1]
        requirement = _requirement(found, target, chosen, table)
        if requirement is None:
            what = "an adequate intake" if target.kind == "AI" else "a recommended intake"
            reasons.append(f"{name} gives {what} here and no average requirement: no adequacy is worked out from it.")
    if how == "added" and target is not None:
        target, requirement = _added(chosen, target, requirement, age, stage, used, reasons)

    low = find(table, ("LRNI",), age, sex, stages)
    used += low[:1]
    lower = LowerThreshold(low[0].number, *_printed(low[0])) if low else None
    limit = _limit(chosen, age, sex, stage, weight, used, reasons)
    return Needs(
        name, requirement, target, lower, limit, limit.authority if limit else None, tuple(used), tuple(reasons)
    )


def _stages(chosen: _Authority, stage: Stage) -> tuple[tuple[str, ...], str]:
    """Return the stages to look under, and whether an addition comes on top."""
    how = {"pregnancy": chosen.pregnancy, "lactation": chosen.lactation, "none": ""}[stage]
    return ((stage,) if how == "rows" else ("infant", "child", "adolescent", "adult")), how


def _printed(row: NeedRow) -> tuple[str, str, str, str, str]:
    return row.kind, row.authority, row.source, row.mark, row.note


def _target(row: NeedRow) -> Target:
    return (AdequateIntake if row.kind == "AI" else Recommended)(row.number, *_printed(row))


def _requirement(found: list[NeedRow], target: Target, chosen: _Authority, table: str) -> Requirement | None:
    numbers = tables.rows("needs/requirement.toml")
    printed_cv = numbers["requirement_cv"].value
    if found:
        row = found[0]
        cv = (target.value / row.number - 1.0) / 2.0 if chosen.cv == "from target" else printed_cv
        return Requirement(row.number, *_printed(row), cv)
    if chosen.derived and isinstance(target, Recommended):
        value = target.value / numbers["recommended_ratio"].value
        note = f"{target.kind} {target.value:g} divided by {numbers['recommended_ratio'].value:g}"
        return Requirement(value, "EAR", table, target.source, "computed", note, printed_cv)
    return None


def _added(
    chosen: _Authority,
    target: Target,
    requirement: Requirement | None,
    age: float,
    stage: Stage,
    used: list[NeedRow],
    reasons: list[str],
) -> tuple[Target | None, Requirement | None]:
    """Put the authority's addition for pregnancy or lactation on top; without a row for it, the value is not known."""
    more = find(chosen.additions, (f"{target.kind}_add",), age, "female", (stage,))
    if not more:
        reasons.append(f"{chosen.additions} has no addition for {stage} at age {age:g}: the need is not known.")
        return None, None
    extra = more[0].number
    used.append(more[0])
    mark = max(target.mark, more[0].mark, key=tables.MARKS.index)
    note = f"{target.value:g} and {extra:g} for {stage}"
    raised = type(target)(target.value + extra, target.kind, target.authority, target.source, mark, note)
    if requirement is None:
        return raised, None
    more = find(chosen.additions, (f"{requirement.kind}_add",), age, "female", (stage,))
    if not more and extra > 0:
        reasons.append(f"{chosen.additions} raises only the {target.kind} in {stage}: the requirement is not known.")
        return raised, None
    used += more[:1]
    extra = more[0].number if more else 0.0
    mark = max([requirement.mark, *(row.mark for row in more[:1])], key=tables.MARKS.index)
    note = f"{requirement.value:.4g} and {extra:g} for {stage}"
    return raised, Requirement(
        requirement.value + extra, requirement.kind, requirement.authority, requirement.source, mark, note,
        requirement.cv,
    )  # fmt: skip


def _limits(names: Iterable[str], age: float, sex: Sex, stage: Stage, weight: float | None) -> list[Limit]:
    found: list[tuple[Limit, NeedRow]] = []
    general = tuple(known for known in STAGES if known not in ("pregnancy", "lactation"))
    for name in names:
        fitting = find(name, (*LIMITS, LIMIT_PER_KG), age, sex, (stage,)) or find(
            name, (*LIMITS, LIMIT_PER_KG), age, sex, general
        )
        for row in fitting:
            if row.kind == LIMIT_PER_KG and weight is None:
                continue
            value = row.number * weight if row.kind == LIMIT_PER_KG and weight is not None else row.number
            found.append((Limit(value, *_printed(row)), row))
    return [limit for limit, _ in found]


def _limit(
    chosen: _Authority,
    age: float,
    sex: Sex,
    stage: Stage,
    weight: float | None,
    used: list[NeedRow],
    reasons: list[str],
) -> Limit | None:
    """Return the authority's own limit, or the strictest of all others, said so in ``reasons``."""
    own = _limits(chosen.limits, age, sex, stage, weight)
    every = own or _limits(dict.fromkeys(row.authority for row in rows()), age, sex, stage, weight)
    if not every:
        reasons.append("No authority gives a limit for supplements at this age; that is a clinician's decision.")
        return None
    limit = min(every, key=lambda one: one.value)
    used += [row for row in rows() if row.authority == limit.authority and row.kind == limit.kind
             and row.age_lo <= age < row.age_hi][:1]  # fmt: skip
    if not own:
        reasons.append(
            f"{chosen.tables[0]} sets no limit for supplements at this age; "
            f"the strictest of the others is used: {limit.value:g} mg/day ({limit.authority})."
        )
    return limit


def _outside(
    name: str, age: float, sex: Sex, stage: Stage, stages: tuple[str, ...], tables_asked: tuple[str, ...]
) -> str:
    spans = [
        row for row in rows()
        if row.authority in tables_asked and row.kind in TARGETS and row.stage in stages and row.sex in (sex, "both")
    ]  # fmt: skip
    who = "" if stage == "none" else f" in {stage}"
    if not spans:
        return f"{name} has no value for this person{who}."
    low, high = min(row.age_lo for row in spans), max(row.age_hi for row in spans)
    return f"{name} has no value at age {age:g}{who}; its rows run from {low:g} to below {high:g} years."
