"""What may stand together: no part added to its whole, no intake to a serum level, no system without its guards."""

from __future__ import annotations

from collections.abc import Sequence

from epsom.errors import TableError
from epsom.outcomes.outcome import Evidence, overclaim
from epsom.outcomes.row import EvidenceRow, rules

_SERUM = ("serum_magnesium", "genetic_serum_magnesium")


def check_rows(found: Sequence[EvidenceRow], place: str) -> None:
    """Hold the rows of one file against each other: E4 one primary per exposure, E6 intake or serum, and overlaps."""
    seen: dict[str, list[EvidenceRow]] = {}
    for row in (row for row in found if row.role == "primary"):
        earlier = seen.setdefault(row.endpoint, [])
        if any(row.exposure == other.exposure for other in earlier):
            raise TableError(f"{place} [{row.id}]: E4: a second primary row for {row.endpoint} and {row.exposure}.")
        for other in earlier:
            if _nodes_differ(row, other) and other.id not in row.instead_of and row.id not in other.instead_of:
                mend = f'Say instead_of = ["{other.id}"], so that one of the two is applied.'
                raise TableError(f"{place} [{row.id}]: E6: {row.endpoint} follows intake or serum, never both. {mend}")
        earlier.append(row)
    _check_overlaps(found, place)


def _nodes_differ(one: EvidenceRow, other: EvidenceRow) -> bool:
    return (one.exposure in _SERUM) != (other.exposure in _SERUM)


def _check_overlaps(found: Sequence[EvidenceRow], place: str) -> None:
    by_id = {row.id: row for row in found}
    numbers: dict[tuple[object, ...], str] = {}
    for row in found:
        for name in (*row.overlaps, *row.instead_of):
            if name not in by_id or name == row.id:
                raise TableError(f"{place} [{row.id}]: {name!r} is no other row of this file.")
        for name in row.overlaps:
            other = by_id[name]
            if row.role == other.role == "primary" and row.endpoint == other.endpoint:
                raise TableError(f"{place} [{row.id}]: overlaps with {name}, and both are primary: one counts twice.")
        same = (row.source, row.endpoint, row.exposure, row.contrast, row.increment, row.condition, row.dose)
        if row.role != "refuse" and same in numbers:
            told = f"overlaps with {numbers[same]}: the same source on the same people"
            raise TableError(f"{place} [{row.id}]: {told}. Tell the two apart by condition, or keep one.")
        numbers[same] = row.id


def check_outcomes(found: Sequence[Evidence]) -> None:
    """Hold the files against each other.

    No outcome twice, none a part of itself (E5), no answer beyond its rows, and no guard missing (E12).
    """
    names = [one.outcome for one in found]
    if len(set(names)) < len(names):
        raise TableError("outcomes/evidence: an outcome has two files.")
    for one in found:
        if one.outcome in wholes(one.outcome, found):
            raise TableError(f"outcomes/evidence: E5: {one.outcome} is a part of itself.")
        if broken := overclaim(one):
            raise TableError(f"outcomes/evidence: {one.outcome} [answer]: {broken}")
        for row in one.rows:
            if unknown := set(row.mediated_by) - set(names):
                raise TableError(f"outcomes/evidence: {one.outcome} [{row.id}]: no outcome {sorted(unknown)[0]!r}.")
    for name in rules()["guard"]:
        if not any(one.outcome == name and one.guards for one in found):
            raise TableError(f"outcomes/evidence: E12: {name} is shown without its guard row.")


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
    (first, its), (second, theirs) = one, other
    row, also = first.row(its), second.row(theirs)
    if first.outcome in wholes(second.outcome, found) or second.outcome in wholes(first.outcome, found):
        return f"E5: {first.outcome} and {second.outcome} are a part and its whole"
    if first.outcome in also.mediated_by or second.outcome in row.mediated_by:
        return f"E5: {first.outcome} and {second.outcome} may be one effect, the one through the other"
    if first.outcome == second.outcome and row.endpoint == also.endpoint:
        return "E6: intake and serum tell of one change" if _nodes_differ(row, also) else "both tell of one endpoint"
    return ""


def guards(system: str, found: Sequence[Evidence]) -> tuple[tuple[Evidence, EvidenceRow], ...]:
    """Return the guard rows that go with a system, whichever of its outcomes is shown (E12)."""
    return tuple((one, row) for one in found if one.system == system for row in one.guards)
