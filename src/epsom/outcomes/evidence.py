"""Evidence: published effects of magnesium on one outcome, a file each; a row that breaks a rule does not load."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from epsom import tables
from epsom.errors import TableError
from epsom.outcomes.criteria import check_together, fault
from epsom.outcomes.row import Endpoint, EvidenceRow, Pair, rules

FOLDER = "outcomes/evidence"
_HEAD = {"outcome", "code", "parent", "endpoint", "row"}
_ROW = {
    "id", "endpoint", "role", "exposure", "unit", "contrast", "increment", "reference", "measure", "shape", "curve",
    "estimate", "interval", "level", "tau", "prediction_interval", "n_studies", "n_people", "n_events", "i2",
    "valid_range", "design", "dose", "duration_wk", "onset_tau_wk", "comparator", "population", "modifiers",
    "adjusted_for", "certainty", "causal", "mediated_by", "overlaps", "source", "where", "read", "mark", "note",
    "only_with", "only_without", "otherwise", "scale", "scale_sd", "because",
}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """All rows of one outcome; ``parent`` names what the outcome is part of, so that the two are never summed."""

    outcome: str
    code: str
    parent: str
    endpoints: tuple[Endpoint, ...]
    rows: tuple[EvidenceRow, ...]

    def endpoint(self, name: str) -> Endpoint:
        """Return one endpoint by name."""
        return next(one for one in self.endpoints if one.name == name)


@cache
def evidence() -> tuple[Evidence, ...]:
    """Return the evidence on every outcome; TableError names the row and the rule it breaks."""
    folder = files("epsom").joinpath(FOLDER)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = tuple(read(folder.joinpath(name).read_text("utf-8"), name) for name in names)
    if len({one.outcome for one in found}) < len(found):
        raise TableError(f"{FOLDER}: an outcome has two files.")
    return found


def read(text: str, place: str) -> Evidence:
    """Read one outcome's file and hold every row against the rules E1 to E11 of the evidence."""
    content = tomllib.loads(text)
    if extra := set(content) - _HEAD:
        raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
    outcome, parent = content.get("outcome", ""), content.get("parent", "")
    if not outcome or not parent or outcome == parent:
        raise TableError(f"{place}: E5: an outcome and what it is part of (parent) are needed, and are not the same.")
    endpoints = tuple(
        Endpoint(entry["name"], entry["heading"], entry["type"], entry.get("unit", "")) for entry in content["endpoint"]
    )
    found: list[EvidenceRow] = []
    for entry in content["row"]:
        where = f"{place} [{entry.get('id', '?')}]"
        row = _row(entry, where)
        if row.endpoint not in {one.name for one in endpoints}:
            raise TableError(f"{where}: {row.endpoint!r} is no endpoint of this file.")
        if row.id in {one.id for one in found}:
            raise TableError(f"{where}: this id stands twice.")
        found.append(row)
    check_together(found, place)
    return Evidence(outcome, content.get("code", ""), parent, endpoints, tuple(found))


def _pair(values: Any) -> Pair | None:
    return None if values is None else (float(values[0]), float(values[1]))


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _row(entry: dict[str, Any], where: str) -> EvidenceRow:
    if extra := set(entry) - _ROW:
        raise TableError(f"{where}: unknown key {sorted(extra)[0]!r}.")
    needed = {"id", "endpoint", "role", "exposure", "measure", "shape", "contrast", "design", "population", "certainty"}
    if missing := (needed | {"causal", "read"}) - set(entry):
        raise TableError(f"{where}: no {sorted(missing)[0]}.")
    tables.check_source(entry, where)
    usual = cast(dict[str, Any], rules()["valid_range"].get(entry["exposure"], {}))
    default = usual["range"] if usual and usual["unit"] == entry.get("unit") else None
    stated = entry.get("valid_range")
    ours = stated is None and (default is not None or entry.get("dose") is not None)
    judgement = entry["causal"].get("judgement", "")
    if judgement not in rules()["judgement"]:
        raise TableError(f"{where}: {judgement!r} is no judgement of rules.toml.")
    judged = rules()["judgement"][judgement]
    curve = tuple((float(x), float(y)) for x, y in entry.get("curve", ()))
    interval = entry.get("interval")
    row = EvidenceRow(
        id=entry["id"], endpoint=entry["endpoint"], role=entry["role"], exposure=entry["exposure"],
        unit=entry.get("unit", ""), contrast=entry["contrast"], increment=_float(entry.get("increment")),
        measure=entry["measure"], shape=entry["shape"], curve=curve, estimate=_float(entry.get("estimate")),
        interval=None if curve else _pair(interval),
        curve_intervals=tuple((float(low), float(high)) for low, high in interval or ()) if curve else (),
        level=float(entry.get("level", 0.95)), tau=_float(entry.get("tau")),
        prediction_interval=_pair(entry.get("prediction_interval")), n_studies=entry.get("n_studies"),
        i2=_float(entry.get("i2")), valid_range=_pair(stated or entry.get("dose") or default), valid_range_ours=ours,
        design=entry["design"], condition=entry["population"].get("condition", ""),
        setting=entry["population"].get("setting", ""), certainty=entry["certainty"]["level"],
        certainty_by=entry["certainty"]["by"], tier=entry["causal"]["tier"], judgement=judgement,
        p=float(judged["p"]), fraction=_pair(judged.get("fraction")), only_with=tuple(entry.get("only_with", ())),
        only_without=tuple(entry.get("only_without", ())), otherwise=entry.get("otherwise", ""),
        scale=entry.get("scale", ""), scale_sd=_float(entry.get("scale_sd")), source=entry["source"],
        where=entry.get("where", ""), read=entry["read"], mark=entry["mark"], note=entry.get("note", ""),
    )  # fmt: skip
    if broken := fault(row):
        raise TableError(f"{where}: {broken}")
    return row
