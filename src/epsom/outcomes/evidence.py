"""Evidence: published effects of magnesium on one outcome, a file each; a row that breaks a rule does not load."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, cast

from epsom import tables
from epsom.errors import TableError
from epsom.outcomes import baselines
from epsom.outcomes.criteria import fault
from epsom.outcomes.outcome import Answer, Evidence, answer_fault, answered, endpoint_fault
from epsom.outcomes.row import FINDS, NOT_PRINTED, Endpoint, EvidenceRow, Pair, rules
from epsom.outcomes.together import check_head, check_outcomes, check_rows

FOLDER = "outcomes/evidence"
__all__ = ["Evidence", "evidence", "read"]
_HEAD = {"outcome", "code", "parent", "system", "mission", "answer", "endpoint", "row"}
_ENDPOINT = {"name", "heading", "type", "unit", "baseline"}
_POPULATION = {"age", "sex", "condition", "setting", "egfr", "pregnant"}
_ROW = {
    "id", "endpoint", "role", "exposure", "unit", "contrast", "increment", "reference", "measure", "shape", "curve",
    "estimate", "interval", "level", "tau", "prediction_interval", "n_studies", "n_people", "n_events", "i2",
    "valid_range", "design", "dose", "duration_wk", "population",
    "adjusted_for", "certainty", "causal", "mediated_by", "overlaps", "source", "where", "read", "mark", "note",
    "only_with", "only_without", "otherwise", "scale", "scale_sd", "because", "threshold", "instead_of", "finds",
    "tested_otherwise",
}  # fmt: skip


@cache
def evidence() -> tuple[Evidence, ...]:
    """Return the evidence on every outcome; TableError names the row and the rule it breaks."""
    folder = files("epsom").joinpath(FOLDER)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    found = tuple(read(folder.joinpath(name).read_text("utf-8"), name) for name in names)
    for one, name in zip(found, names, strict=True):
        if name != f"{one.outcome.replace(' ', '_')}.toml":
            raise TableError(f"{FOLDER}/{name}: holds {one.outcome!r}; a file is named after its outcome.")
    check_outcomes(found)
    return found


def read(text: str, place: str) -> Evidence:
    """Read one outcome's file and hold every row against the rules of the evidence; TableError names what is wrong."""
    content = tomllib.loads(text)
    if extra := set(content) - _HEAD:
        raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
    outcome, parent = content.get("outcome", ""), content.get("parent", "")
    check_head(outcome, parent, place)
    if missing := {"system", "mission", "answer", "endpoint"} - set(content):
        raise TableError(f"{place}: no {sorted(missing)[0]}.")
    endpoints = tuple(_endpoint(entry, place) for entry in content["endpoint"])
    found: list[EvidenceRow] = []
    for entry in content.get("row", ()):
        where = f"{place} [{entry.get('id', '?')}]"
        row = _row(entry, where)
        if row.endpoint not in {one.name for one in endpoints}:
            raise TableError(f"{where}: {row.endpoint!r} is no endpoint of this file.")
        if row.id in {one.id for one in found}:
            raise TableError(f"{where}: this id stands twice.")
        found.append(row)
    check_rows(found, place)
    return Evidence(
        outcome, content.get("code", ""), parent, endpoints, tuple(found), content["system"],
        tuple(content["mission"]), _answer(content["answer"], found, place),
    )  # fmt: skip


def _answer(told: dict[str, Any], rows: list[EvidenceRow], place: str) -> Answer:
    """Read the answer, with the numbers of the rows it names."""
    if broken := answer_fault(told):
        raise TableError(f"{place} [answer]: {broken}")
    try:
        return answered(told, rows)
    except ValueError as error:
        raise TableError(f"{place} [answer]: {error}") from None


def _endpoint(entry: dict[str, Any], place: str) -> Endpoint:
    """Read what is measured; its baseline must be one that baselines.csv holds."""
    where = f"{place} [{entry.get('name', '?')}]"
    if extra := set(entry) - _ENDPOINT:
        raise TableError(f"{where}: unknown key {sorted(extra)[0]!r}.")
    one = Endpoint(entry["name"], entry["heading"], entry["type"], entry.get("unit", ""), entry.get("baseline", ""))
    if broken := endpoint_fault(one):
        raise TableError(f"{where}: {broken}")
    if one.baseline and one.baseline not in baselines.outcomes():
        known = ", ".join(baselines.outcomes())
        raise TableError(f"{where}: baseline = {one.baseline!r} is none of baselines.csv. There are: {known}.")
    return one


def _pair(values: Any) -> Pair | None:
    return None if values is None else (float(values[0]), float(values[1]))


def _counted(entry: dict[str, Any], where: str) -> int | None:
    """Return the number of studies; None where the row says that its source does not print it."""
    count = entry.get("n_studies")
    if count == NOT_PRINTED or (count is None and entry["role"] == "refuse"):
        return None
    if not isinstance(count, int):
        raise TableError(f'{where}: n_studies is missing. Give the count, or "{NOT_PRINTED}" if the source has none.')
    return count


def _finding_fault(entry: dict[str, Any]) -> str | None:
    """Return what is wrong with what a row says it found in words, or None."""
    finds = entry.get("finds", "")
    if finds not in FINDS:
        return f"finds = {finds!r} is none of {', '.join(word for word in FINDS if word)}."
    if finds and entry["measure"] != "none":
        return f'finds = {finds!r} beside a number: it is for measure = "none"; leave it out, the interval tells.'
    return None


def _compared(entry: dict[str, Any]) -> str:
    """Return which group a comparison of groups is about: as written, else the other end than its reference."""
    told: dict[str, str] = entry.get("reference", {})
    return told.get("who", "high" if "least" in told.get("what", "") else "low") if told else ""


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _row(entry: dict[str, Any], where: str) -> EvidenceRow:
    if extra := set(entry) - _ROW:
        raise TableError(f"{where}: unknown key {sorted(extra)[0]!r}.")
    needed = {"id", "endpoint", "role", "exposure", "measure", "shape", "contrast", "design", "population", "certainty"}
    if missing := (needed | {"causal", "read"}) - set(entry):
        raise TableError(f"{where}: no {sorted(missing)[0]}.")
    if extra := set(entry["population"]) - _POPULATION:
        raise TableError(f"{where}: unknown key {sorted(extra)[0]!r} of the population.")
    if broken := _finding_fault(entry):
        raise TableError(f"{where}: {broken}")
    tables.check_source(entry, where)
    usual = cast(dict[str, Any], rules()["valid_range"].get(entry["exposure"], {}))
    default = usual["range"] if usual and usual["unit"] == entry.get("unit") else None
    stated, dose = entry.get("valid_range"), entry.get("dose")
    if dose == NOT_PRINTED:
        dose = None
    elif entry["exposure"] == "supplemental_magnesium":
        default = None  # of a trial its own doses count, and ours only where it says that it prints none
    ours = stated is None and (default is not None or dose is not None)
    judgement = entry["causal"].get("judgement", "")
    if judgement not in rules()["judgement"]:
        raise TableError(f"{where}: {judgement!r} is no judgement of rules.toml.")
    judged = rules()["judgement"][judgement]
    curve = tuple((float(x), float(y)) for x, y in entry.get("curve", ()))
    interval = entry.get("interval")
    unspread = entry.get("i2") == NOT_PRINTED
    row = EvidenceRow(
        id=entry["id"], endpoint=entry["endpoint"], role=entry["role"], exposure=entry["exposure"],
        unit=entry.get("unit", ""), contrast=entry["contrast"], increment=_float(entry.get("increment")),
        measure=entry["measure"], shape=entry["shape"], curve=curve, estimate=_float(entry.get("estimate")),
        interval=None if curve else _pair(interval),
        curve_intervals=tuple((float(low), float(high)) for low, high in interval or ()) if curve else (),
        level=float(entry.get("level", 0.95)), tau=_float(entry.get("tau")),
        prediction_interval=_pair(entry.get("prediction_interval")), n_studies=_counted(entry, where),
        i2=None if unspread else _float(entry.get("i2")), heterogeneity_ours=unspread,
        valid_range=_pair(stated or dose or default), valid_range_ours=ours,
        design=entry["design"], condition=entry["population"].get("condition", ""),
        setting=entry["population"].get("setting", ""), certainty=entry["certainty"]["level"],
        certainty_by=entry["certainty"]["by"], tier=entry["causal"]["tier"], judgement=judgement,
        p=float(judged["p"]), fraction=_pair(judged.get("fraction")), only_with=tuple(entry.get("only_with", ())),
        only_without=tuple(entry.get("only_without", ())), otherwise=entry.get("otherwise", ""),
        scale=entry.get("scale", ""), scale_sd=_float(entry.get("scale_sd")), source=entry["source"],
        where=entry.get("where", ""), read=entry["read"], mark=entry.get("mark", "ours"), note=entry.get("note", ""),
        n_people=entry.get("n_people"), n_events=entry.get("n_events"),
        reference=entry.get("reference", {}).get("what", ""), compared=_compared(entry),
        threshold=_float(entry.get("threshold")),
        instead_of=tuple(entry.get("instead_of", ())), overlaps=tuple(entry.get("overlaps", ())),
        duration_wk=_float(entry.get("duration_wk")), adjusted_for=tuple(entry.get("adjusted_for", ())),
        mediated_by=tuple(entry.get("mediated_by", ())), dose=_pair(dose), ages=_pair(entry["population"].get("age")),
        sex=entry["population"].get("sex", ""), egfr=_pair(entry["population"].get("egfr")),
        pregnant=bool(entry["population"].get("pregnant", False)), finds=entry.get("finds", ""),
        tested_otherwise=bool(entry.get("tested_otherwise", False)),
    )  # fmt: skip
    if broken := fault(row):
        raise TableError(f"{where}: {broken}")
    return row
