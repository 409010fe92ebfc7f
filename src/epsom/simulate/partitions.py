"""Partitions: a cohort larger than memory lives in pieces, and comes back as sums that never hold a person.

A partition is a pure function of the seed, the model and its number: who is in it, what they live through and what is
written of it do not hang on the other partitions, on the order in which they are done, or on how many threads do them.
"""

from __future__ import annotations

import math
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from epsom import tables
from epsom.body import balance
from epsom.body.balance import Pools, Rate
from epsom.cohort.draw import draw
from epsom.cohort.moves import chosen
from epsom.elementwise import Array
from epsom.errors import InputError
from epsom.person import Person
from epsom.plate import habit
from epsom.quantities import quantity
from epsom.simulate import parts, sketch
from epsom.simulate.compiled import processor
from epsom.simulate.live import STATUS, Phase, live, mixed_meals, settled
from epsom.simulate.model import records, trace

MONTH = 365.25 / 12
USUAL_PARTITION = 10_000
MOST_VALUES = 250_000  # persons times moments in one partition: what a thread holds at once
MOST_LISTED = 10  # of those in a partition who did not live to the end
ENDED = (
    "lived", "a parameter that is no number", "no steady state", "serum lower than a living person has", *STATUS[1:],
)  # fmt: skip
EVERYBODY = "all"
GROUPS = ("person", "sex", "age")


def _pool(name: str) -> Rate:
    return lambda x, b: getattr(x, name)


def _store(pools: tuple[str, ...]) -> Rate:
    return lambda x, b: sum(getattr(x, pool) for pool in pools)  # pyright: ignore[reportReturnType]


OBSERVED: dict[str, tuple[Rate, str]] = {
    "serum_magnesium": (balance.serum, quantity("serum_magnesium").unit),
    "urine_magnesium": (balance.spilled, quantity("urine_magnesium").unit),
    "content": (balance.content, "mmol"),
    **{store.replace(" ", "_"): (_store(pools), "mmol") for store, pools in balance.STORES.items()},
    **{pool: (_pool(pool), "mmol") for pool in Pools._fields},
    **{drift.regulator: (_pool(drift.regulator), drift.unit.removesuffix("/day")) for drift in balance.DRIFTS},
}
"""What may be asked for, by name: how it is read off the pools, and its unit."""


@dataclass(frozen=True)
class Stratum:
    """One person file of a run: its name, the person, and how much each of its virtual persons counts."""

    name: str
    person: Person
    weight: float = 1.0


@dataclass(frozen=True)
class Run:
    """What is asked for: so many virtual persons of each stratum, and what they live through.

    They come from the steady state of their usual intake and then live ``days`` days; ``usual`` and ``then`` are
    intakes [mmol/day] in so many equal mixed ``meals``, None for what people of that age and sex eat (``usual``) or
    for the usual one (``then``). ``quantities`` are looked at every so many days, at the start and at the end.
    """

    strata: tuple[Stratum, ...]
    persons: int
    days: float
    every: float
    meals: int
    usual: float | None = None
    then: float | None = None
    quantities: tuple[str, ...] = ("serum_magnesium", "urine_magnesium", "content")
    partition: int = USUAL_PARTITION
    seed: int = 1

    @cached_property
    def times(self) -> Array:
        """The moments [day] that are looked at."""
        many = math.ceil(self.days / self.every * (1.0 - 1e-12))
        return np.array([*(self.every * np.arange(many)), self.days])

    @property
    def each(self) -> int:
        """How many partitions a stratum has."""
        return -(-self.persons // self.partition)

    @property
    def partitions(self) -> int:
        """How many partitions there are; the strata follow each other."""
        return self.each * len(self.strata)

    def place(self, number: int) -> tuple[int, int, int]:
        """Return which stratum a partition belongs to, the number of its first virtual person there, and how many."""
        stratum, piece = divmod(number, self.each)
        first = piece * self.partition
        return stratum, first, min(self.partition, self.persons - first)


@dataclass(frozen=True)
class Lived:
    """One partition as it was lived: ``status`` is a number into ``ENDED``, shape (persons,).

    ``values`` has shape (quantities, times, persons) and nan for who did not live to the end; ``usual`` is the usual
    intake [mmol/day]. ``first`` is the number of the first person within the stratum.
    """

    run: Run
    number: int
    stratum: Stratum
    first: int
    status: NDArray[np.int64]
    usual: Array
    values: Array
    failed: list[dict[str, Any]]


def check(run: Run) -> None:
    """Raise InputError for what makes no sense, before anything is begun."""
    if run.persons < 1:
        raise InputError(f"persons = {run.persons}: at least one virtual person is needed.")
    if not 0.0 < run.days < math.inf:
        raise InputError(f"days = {run.days:g}: they must live for some time. Give a number above 0.")
    if not 0.0 < run.every <= run.days:
        raise InputError(f"every = {run.every:g} days: give a time above 0 and up to the {run.days:g} days they live.")
    if run.partition < 1:
        raise InputError(f"partition = {run.partition}: at least one virtual person must be in each.")
    if run.days / run.every >= MOST_VALUES - 1:
        raise InputError(f"every = {run.every:g} days: in {run.days:g} days that is too often. Look less often.")
    if run.partition * len(run.times) > MOST_VALUES:
        raise InputError(
            f"partition = {run.partition}: with {len(run.times)} moments a partition holds at most"
            f" {MOST_VALUES // len(run.times)} persons. Make it smaller, or look less often."
        )
    if run.seed < 0:
        raise InputError(f"seed = {run.seed}: give a number that is not below 0.")
    for name in run.quantities:
        if name not in OBSERVED:
            near = get_close_matches(name, OBSERVED, n=1)
            hint = f"Nearest: {near[0]}. " if near else ""
            raise InputError(f"{name!r} is nothing I can look at. {hint}Known: {', '.join(OBSERVED)}.")
    names = [stratum.name for stratum in run.strata]
    if not names or len({*names, EVERYBODY}) <= len(names):
        raise InputError(f"{', '.join(names)}: give person files of different names, none of them {EVERYBODY!r}.")
    for stratum in run.strata:
        if not 0.0 < stratum.weight < math.inf:
            raise InputError(f"weight = {stratum.weight:g} of {stratum.name}: give a number above 0.")
        try:
            draw(stratum.person, persons=1, seed=run.seed).body()
        except InputError as error:
            raise InputError(f"{stratum.name}: {error.message}", at=error.at) from None


def group_of(stratum: Stratum, by: Sequence[str]) -> str:
    """Return the group of a stratum by these of ``GROUPS``; age bands are those of the survey of usual intakes."""
    for name in by:
        if name not in GROUPS:
            raise InputError(f"{name!r} is nothing I can group by. Known: {', '.join(GROUPS)}.")
    band, outside = habit.band(stratum.person.age, stratum.person.sex)
    age = f"outside {band.age_lo:g} to {band.age_hi:g}" if outside else f"{band.age_lo:g} to below {band.age_hi:g}"
    labels = {"person": stratum.name, "sex": stratum.person.sex, "age": f"{age} years"}
    return ", ".join(labels[name] for name in by)


def identity(run: Run, way: str) -> dict[str, Any]:
    """Return all that the digits of a run hang on, as it is written into its folder."""
    return {
        "kind": "run of a cohort",
        "seed": run.seed,
        "persons": run.persons,
        "partition": run.partition,
        "days": run.days,
        "every": run.every,
        "usual": run.usual,
        "then": run.then,
        "meals": run.meals,
        "quantities": list(run.quantities),
        "strata": [{"name": one.name, "weight": one.weight, "person": _person_hash(one.person)} for one in run.strata],
        "code": tables.fingerprint(),
        "model": trace().hash,
        "way": way,
        "processor": processor().name if way == "vector" else platform.machine(),
        "numpy": np.__version__,
        "accuracy": sketch.ACCURACY,
        "times": run.times.tolist(),
    }


def _person_hash(person: Person) -> str:
    """Return a hash of what a draw may hang on; names, readings, risks, pressure and meals change no body."""
    told = {"name", "today", "labs", "authority", "country", "own_risks", "blood_pressure"}
    silent = told | {"tap_water", "foods", "recipes", "record", "supplements", "diary"}
    return parts.digest(person.model_dump_json(exclude=silent).encode())


def seed_of(seed: int, number: int) -> int:
    """Return the seed of a partition: the first 64 bits that NumPy's SeedSequence spawns for its number."""
    return int(np.random.SeedSequence(seed, spawn_key=(number,)).generate_state(1, np.uint64)[0])


def lived(run: Run, number: int, way: str) -> Lived:
    """Return one partition, drawn and lived through; who has no steady state is counted and lives no further."""
    which, first, persons = run.place(number)
    stratum, seed = run.strata[which], seed_of(run.seed, number)
    body = draw(stratum.person, persons=persons, seed=seed).body()
    person = stratum.person
    told = None if run.usual is None else np.full(persons, run.usual)
    usual = habit.usual_food(None, person.age, person.sex, seed, persons) if told is None else told
    start = settled(body, mixed_meals(usual, run.meals), persons, way=way, threads=1)
    with np.errstate(invalid="ignore"):
        alive = balance.serum(Pools(*start), body) >= quantity("serum_magnesium").low
    drawn = {name: np.broadcast_to(value, (persons,)) for name, value in records(body)}
    whole = np.all([np.isfinite(value) for value in (usual, *drawn.values())], axis=0)
    status = np.select([~whole, np.isnan(start[0]), ~alive], [1, 2, 3], 0)
    living = np.flatnonzero(status == 0)
    values = np.full((len(run.quantities), len(run.times), persons), np.nan)
    if len(living):
        now = usual[living] if run.then is None else np.full(len(living), run.then)
        phase = Phase(run.days, chosen(body, living), mixed_meals(now, run.meals))
        course = live(start[:, living], 0.0, [phase], run.times.tolist(), way=way, threads=1)
        for row, name in zip(values, run.quantities, strict=True):
            row[:, living] = course.each(OBSERVED[name][0])
        status[living] = np.where(course.status == 0, 0, course.status + 3)
    lost = np.flatnonzero(status)[:MOST_LISTED]
    failed = [
        {
            "person": stratum.name,
            "number": first + int(who),
            "ended": ENDED[status[who]],
            "usual_intake": _plain(usual[who]),
            "parameters": {name: _plain(value[who]) for name, value in drawn.items()},
        }
        for who in lost
    ]
    return Lived(run, number, stratum, first, status, usual, values, failed)


def _plain(value: Any) -> float | None:
    """Return a number as JSON has it; None where it is none."""
    return float(value) if np.isfinite(value) else None
