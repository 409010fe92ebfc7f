"""The catalogue: every published study that has a file, and every one that was left out, with the reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from epsom import tables
from epsom.errors import InputError, TableError
from epsom.studies.measured import QUANTITIES
from epsom.studies.protocol import Protocol
from epsom.studies.reader import KEYS, protocol_of

FOLDER = "studies/published"
LEFT_OUT = "studies/left_out.toml"
NORMAL_95 = 1.96  # half the width of a 95 % interval in standard errors
TOLERANCE_OURS = 0.15  # DEFINITIONS: where a study prints nothing usable, 15 %, marked and counted apart
ROLES = ("fit", "check", "shown")
BATCHES = (1, 2)
KINDS = ("level", "ratio", "difference", "peak")
GROUPS = (
    "absorption", "load", "depletion", "balance", "supplement", "kidney", "dialysis", "medicine", "disease",
    "pregnancy", "population", "hormones",
)  # fmt: skip
_STUDY = {"source", "title", "group", "n", "note", "guess", "point", "tier", "batch", *KEYS}
_POINT = {
    "quantity", "kind", "day", "over_days", "arm", "versus", "observed", "sem", "sd", "n_point", "interval",
    "tolerance", "role", "mark", "where", "label", "corrected", "hypothesis",
}  # fmt: skip
_ERRORS = ("sem", "sd", "interval", "tolerance")


@dataclass(frozen=True)
class Point:
    """One published number: what, how it was expressed, when it was read, and the interval a prediction must meet.

    ``low`` and ``high`` are the study's 95 % interval of the mean; ``ours`` is true where the study prints nothing
    usable and the tolerance of 15 % is ours. ``versus`` is "before" or another arm. ``hypothesis`` marks a prediction
    that rests on a mechanism not settled in people.
    """

    label: str
    quantity: str
    kind: str
    arm: str
    versus: str
    day: float
    over_days: float
    corrected: bool
    observed: float
    low: float
    high: float
    ours: bool
    role: str
    mark: str
    where: str
    hypothesis: bool


@dataclass(frozen=True)
class Study:
    """One published study; ``guesses`` says what of its people and protocol nobody could read, and why it is so.

    ``people`` is how many were studied, 0 where that is not printed; ``tier`` is "hard" for those that must hold.
    ``batch`` is 2 for those that were collected while the body was being mended and first simulated after its fit.
    """

    name: str
    source: str
    title: str
    group: str
    tier: str
    batch: int
    people: int
    protocol: Protocol
    points: tuple[Point, ...]
    note: str
    guesses: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """A study that cannot be held against the body, and why."""

    name: str
    title: str
    reason: str


def names() -> tuple[str, ...]:
    """Return the names of all studies that have a file."""
    entries = files("epsom").joinpath(FOLDER).iterdir()
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in entries if entry.name.endswith(".toml")))


def study(name: str) -> Study:
    """Return one study; InputError for an unknown name, TableError for a file that breaks a rule."""
    if name not in names():
        raise InputError(f"{name!r} is no study I have. There are: {', '.join(names())}.")
    row = tomllib.loads(files("epsom").joinpath(FOLDER, f"{name}.toml").read_text("utf-8"))
    return study_of(row, name, f"{FOLDER}/{name}.toml")


def study_of(row: dict[str, Any], name: str, place: str) -> Study:
    """Return the study that a file holds; TableError naming the file, the value and the rule it breaks."""
    if extra := set(row) - _STUDY:
        raise TableError(f"{place}: unknown key {sorted(extra)[0]!r}.")
    if missing := {"source", "title", "group", "point"} - set(row):
        raise TableError(f"{place}: no {sorted(missing)[0]}.")
    if row["source"] not in tables.sources():
        raise TableError(f"{place}: {row['source']!r} is no key of sources.bib.")
    if row.get("tier", "soft") not in ("hard", "soft"):
        raise TableError(f"{place}: tier = {row['tier']!r}; say hard, or leave it out.")
    if row.get("batch", 1) not in BATCHES:
        raise TableError(f"{place}: batch = {row['batch']!r}; say one of {', '.join(map(str, BATCHES))}.")
    if row["group"] not in GROUPS:
        raise TableError(f"{place}: group = {row['group']!r}; say one of {', '.join(GROUPS)}.")
    for guess in row.get("guess", ()):
        tables.check_source(guess, f"{place} [[guess]]")
    protocol = protocol_of({key: row[key] for key in KEYS if key in row}, place, TableError)
    points = tuple(_point(point, protocol, place) for point in row["point"])
    if len({point.role for point in points}) > 1:
        raise TableError(f"{place}: points of more than one role. One study has one: fit, check or shown.")
    guesses = tuple(f"{guess['name']}: {guess['because']}" for guess in row.get("guess", ()))
    return Study(
        name, row["source"], row["title"], row["group"], row.get("tier", "soft"), row.get("batch", 1),
        int(row.get("n", 0)), protocol, points, row.get("note", ""), guesses,
    )  # fmt: skip


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Return the studies that are not simulated, with the reason."""
    rows = tomllib.loads(files("epsom").joinpath(LEFT_OUT).read_text("utf-8"))["study"]
    return tuple(LeftOut(row["id"], row["title"], row["reason"]) for row in rows)


def _point(row: dict[str, Any], protocol: Protocol, place: str) -> Point:
    what = f"{place}: point {row.get('label', '')!r}"
    if extra := set(row) - _POINT:
        raise TableError(f"{what}: unknown key {sorted(extra)[0]!r}.")
    if missing := {"label", "quantity", "kind", "day", "observed", "where"} - set(row):
        raise TableError(f"{what}: no {sorted(missing)[0]}.")
    if row.get("role") not in ROLES:
        raise TableError(f"{what}: role = {row.get('role')!r}; one of {', '.join(ROLES)}, one and never two.")
    if row["kind"] not in KINDS:
        raise TableError(f"{what}: kind = {row['kind']!r}; say one of {', '.join(KINDS)}.")
    if row["quantity"] not in QUANTITIES:
        known = ", ".join(QUANTITIES)
        raise TableError(f"{what}: {row['quantity']!r} is nothing that is measured. Say one of {known}.")
    if row.get("mark") not in tables.MARKS:
        raise TableError(f"{what}: mark must be one of {', '.join(tables.MARKS)}.")
    _check_arms(row, protocol, what)
    low, high = _interval(row, what)
    return Point(
        row["label"], row["quantity"], row["kind"], row.get("arm", protocol.arms[0].name), row.get("versus", ""),
        row["day"], row.get("over_days", 0.0), row.get("corrected", True), row["observed"], low, high,
        "tolerance" in row, row["role"], row["mark"], row["where"], row.get("hypothesis", False),
    )  # fmt: skip


def _check_arms(row: dict[str, Any], protocol: Protocol, what: str) -> None:
    arms = [arm.name for arm in protocol.arms]
    if row.get("arm", arms[0]) not in arms:
        raise TableError(f"{what}: {row['arm']!r} is no arm here. There are: {', '.join(arms)}.")
    versus = row.get("versus", "before" if row["kind"] in ("ratio", "difference") and len(arms) == 1 else "")
    if row["kind"] in ("ratio", "difference") and not versus:
        raise TableError(f"{what}: a {row['kind']} needs versus: before, or another arm.")
    if versus and versus != "before" and versus not in arms:
        raise TableError(f"{what}: versus {versus!r} is no arm here. Say before, or one of: {', '.join(arms)}.")
    row["versus"] = versus
    last = protocol.arm(row.get("arm", arms[0])).days
    if not 0 <= row["day"] <= last + 1e-3:
        raise TableError(f"{what}: read on day {row['day']:g}; its arm lasts {last:g} days.")


def _interval(row: dict[str, Any], what: str) -> tuple[float, float]:
    """Return the 95 % interval of the study's mean, or our tolerance where it prints nothing usable."""
    observed = row["observed"]
    told = [key for key in _ERRORS if key in row]
    if len(told) != 1:
        raise TableError(
            f"{what}: no tolerance. A point has one of sem, sd (with n_point), interval, or tolerance = 'ours'."
        )
    if "interval" in row:
        low, high = row["interval"]
    elif "tolerance" in row:
        if row["tolerance"] != "ours":
            raise TableError(f"{what}: tolerance = {row['tolerance']!r}; it says 'ours', or the study has numbers.")
        reach = TOLERANCE_OURS * abs(observed)
        low, high = observed - reach, observed + reach
    else:
        if "sd" in row and not row.get("n_point", 0) >= 2:
            raise TableError(f"{what}: sd without n_point, the people behind this mean.")
        error = row["sem"] if "sem" in row else row["sd"] / row["n_point"] ** 0.5
        low, high = observed - NORMAL_95 * error, observed + NORMAL_95 * error
    if not low < high or not low <= observed <= high:
        raise TableError(f"{what}: the interval {low:g} to {high:g} does not hold the observed {observed:g}.")
    return low, high
