"""What may stand together: no part added to its whole, no intake to a serum level, no system without its guards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from epsom.errors import TableError
from epsom.outcomes.outcome import Evidence, overclaim
from epsom.outcomes.row import EvidenceRow, rules

_SERUM = ("serum_magnesium", "genetic_serum_magnesium")


def check_head(outcome: str, parent: str, place: str) -> None:
    """Hold the head of one file against E5: an outcome says what it is part of, and is no part of itself."""
    _refuse(place, (rule(outcome, parent) for rule in HEADS.values()))


def check_rows(found: Sequence[EvidenceRow], place: str) -> None:
    """Hold the rows of one file against each other: E4 one primary per exposure, E6 intake or serum, and overlaps."""
    _refuse(place, (rule(found) for rule in ROWS.values()), "")


def check_outcomes(found: Sequence[Evidence]) -> None:
    """Hold the files against each other.

    No outcome twice, none a part of itself (E5), no answer beyond its rows, and no guard missing (E12).
    """
    _refuse("outcomes/evidence", (rule(found) for rule in FILES.values()))


def _refuse(place: str, found: Iterable[str | None], colon: str = ":") -> None:
    for broken in found:
        if broken:
            raise TableError(f"{place}{colon} {broken}")


def _head_names_a_whole(outcome: str, parent: str) -> str | None:
    if not outcome or not parent or outcome == parent:
        return "E5: an outcome and what it is part of (parent) are needed, and are not the same."
    return None


def _one_primary(found: Sequence[EvidenceRow]) -> str | None:
    for row, earlier in _primary_pairs(found):
        if row.exposure == earlier.exposure:
            return f"[{row.id}]: E4: a second primary row for {row.endpoint} and {row.exposure}."
    return None


def _intake_or_serum(found: Sequence[EvidenceRow]) -> str | None:
    for row, earlier in _primary_pairs(found):
        if _nodes_differ(row, earlier) and earlier.id not in row.instead_of and row.id not in earlier.instead_of:
            mend = f'Say instead_of = ["{earlier.id}"], so that one of the two is applied.'
            return f"[{row.id}]: E6: {row.endpoint} follows intake or serum, never both. {mend}"
    return None


def _primary_pairs(found: Sequence[EvidenceRow]) -> Iterator[tuple[EvidenceRow, EvidenceRow]]:
    """Return each primary row with each earlier one of its endpoint."""
    primary = [row for row in found if row.role == "primary"]
    for number, row in enumerate(primary):
        for earlier in primary[:number]:
            if row.endpoint == earlier.endpoint:
                yield row, earlier


def _nodes_differ(one: EvidenceRow, other: EvidenceRow) -> bool:
    return (one.exposure in _SERUM) != (other.exposure in _SERUM)


def _overlap(found: Sequence[EvidenceRow]) -> str | None:
    by_id = {row.id: row for row in found}
    numbers: dict[tuple[object, ...], str] = {}
    for row in found:
        for name in (*row.overlaps, *row.instead_of):
            if name not in by_id or name == row.id:
                return f"[{row.id}]: {name!r} is no other row of this file."
        for name in row.overlaps:
            other = by_id[name]
            if row.role == other.role == "primary" and row.endpoint == other.endpoint:
                return f"[{row.id}]: overlaps with {name}, and both are primary: one counts twice."
        same = (row.source, row.endpoint, row.exposure, row.contrast, row.increment, row.condition, row.dose)
        if row.role != "refuse" and same in numbers:
            told = f"overlaps with {numbers[same]}: the same source on the same people"
            return f"[{row.id}]: {told}. Tell the two apart by condition, or keep one."
        numbers[same] = row.id
    return None


def _told_once(found: Sequence[Evidence]) -> str | None:
    names = {one.outcome for one in found}
    return "an outcome has two files." if len(names) < len(found) else None


def _no_part_of_itself(found: Sequence[Evidence]) -> str | None:
    ring = next((one.outcome for one in found if one.outcome in wholes(one.outcome, found)), None)
    return f"E5: {ring} is a part of itself." if ring else None


def _no_more_than_its_rows(found: Sequence[Evidence]) -> str | None:
    return next((f"{one.outcome} [answer]: {broken}" for one in found if (broken := overclaim(one))), None)


def _through_an_outcome(found: Sequence[Evidence]) -> str | None:
    names = {one.outcome for one in found}
    for one in found:
        for row in one.rows:
            if unknown := set(row.mediated_by) - names:
                return f"{one.outcome} [{row.id}]: no outcome {sorted(unknown)[0]!r}."
    return None


def _guards_there(found: Sequence[Evidence]) -> str | None:
    for name in rules()["guard"]:
        if not any(one.outcome == name and one.guards for one in found):
            return f"E12: {name} is shown without its guard row."
    return None


def wholes(outcome: str, found: Sequence[Evidence]) -> tuple[str, ...]:
    """Return what an outcome is part of, the nearest first: of stroke, cardiovascular disease and then death."""
    parents = {one.outcome: one.parent for one in found}
    chain: list[str] = []
    while (outcome := parents.get(outcome, "")) and outcome not in chain:
        chain.append(outcome)
    return tuple(chain)


def never_together(one: tuple[Evidence, str], other: tuple[Evidence, str], found: Sequence[Evidence]) -> str:
    """Return why the numbers of two rows, each told by its outcome and id, may not be added; empty where they may.

    E5: a part and its whole, or an effect and what it runs through; E6: intake and serum of one endpoint; and two rows
    that tell of the same endpoint.
    """
    return next((why for rule in PAIRS.values() if (why := rule(one, other, found))), "")


def _part_and_whole(one: tuple[Evidence, str], other: tuple[Evidence, str], found: Sequence[Evidence]) -> str:
    (first, its), (second, theirs) = one, other
    if first.outcome in wholes(second.outcome, found) or second.outcome in wholes(first.outcome, found):
        return f"E5: {first.outcome} and {second.outcome} are a part and its whole"
    if first.outcome in second.row(theirs).mediated_by or second.outcome in first.row(its).mediated_by:
        return f"E5: {first.outcome} and {second.outcome} may be one effect, the one through the other"
    return ""


def _one_endpoint(one: tuple[Evidence, str], other: tuple[Evidence, str], _: Sequence[Evidence]) -> str:
    row, also = one[0].row(one[1]), other[0].row(other[1])
    if one[0].outcome == other[0].outcome and row.endpoint == also.endpoint:
        return "E6: intake and serum tell of one change" if _nodes_differ(row, also) else "both tell of one endpoint"
    return ""


def guards(system: str, found: Sequence[Evidence]) -> tuple[tuple[Evidence, EvidenceRow], ...]:
    """Return the guard rows that go with a system, whichever of its outcomes is shown (E12)."""
    return tuple((one, row) for one in found if one.system == system for row in one.guards)


HEADS: dict[str, Callable[[str, str], str | None]] = {"E5": _head_names_a_whole}
ROWS: dict[str, Callable[[Sequence[EvidenceRow]], str | None]] = {
    "E4": _one_primary,
    "E6": _intake_or_serum,
    "overlap": _overlap,
}
FILES: dict[str, Callable[[Sequence[Evidence]], str | None]] = {
    "one file": _told_once,
    "E5": _no_part_of_itself,
    "answer": _no_more_than_its_rows,
    "through": _through_an_outcome,
    "E12": _guards_there,
}
PAIRS: dict[str, Callable[[tuple[Evidence, str], tuple[Evidence, str], Sequence[Evidence]], str]] = {
    "E5": _part_and_whole,
    "E6": _one_endpoint,
}
"""The rules by name: of the head of a file, of its rows, of all files, and of two numbers that somebody would add."""
