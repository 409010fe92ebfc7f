"""The contest: everybody lives through the same week and the same year, in turns, and is judged by one reference.

Speed counts in persons for each second of processor time. A ratio compares the two at errors of ours that are no worse
than the peer's; ``ratio_at_equal_error`` lets ours be as loose as the peer's error allows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from epsom.simulate import single
from epsom.simulate.live import live
from speed import scenario as scenarios
from speed.peers import NotMeasured, Peer
from speed.results import say

PEERS = ("libroadrunner", "numbalsoda", "pydiffsol", "diffrax", "scipy_lsoda", "scipy_lsoda_organs")
METHODS = ("Tsit5", "Kvaerno3", "Kvaerno5")
CORE_ROUNDS = 3
PERSONS = {
    "week": {
        "ours": 4096, "libroadrunner": 320, "numbalsoda": 512, "pydiffsol": 384, "diffrax": 320, "scipy_lsoda": 16,
        "scipy_lsoda_organs": 3,
    },
    "year": {
        "ours": 4096, "libroadrunner": 640, "numbalsoda": 2048, "pydiffsol": 2048, "diffrax": 256, "scipy_lsoda": 64,
        "scipy_lsoda_organs": 16,
    },
}  # fmt: skip
ROUNDS = 5
WARM = 2  # every turn is two runs, of which the second counts: its memory has been touched before
TOLERANCE = 1e-6
LADDER = [TOLERANCE * 2.0**k for k in range(-6, 7)]
WRONG = 1e-4  # an rms error that no tolerance explains
REFERENCE, CROSS, CROSSED = 1e-11, 1e-11, 2


@dataclass
class Contest:
    """What was measured: rates by round in persons for each second of processor time, and errors (max, rms)."""

    rates: dict[tuple[str, str, float], list[float]] = field(default_factory=dict)
    errors: dict[tuple[str, str, float], tuple[float, float]] = field(default_factory=dict)
    idle: list[float] = field(default_factory=list)
    found: dict[str, float] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    attempts: dict[str, float] = field(default_factory=dict)
    methods: dict[str, str] = field(default_factory=dict)


def held(between: Callable[[], None], missing: dict[str, str], rounds: int = ROUNDS) -> Contest:
    """Hold the contest; ``between`` is done once a round, ``missing`` are peers that could not be installed."""
    contest = Contest(missing=dict(missing))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        say("Writing the cohort and the equations for the peers ...")
        scenarios.write_case(folder, max(PERSONS["year"][peer] for peer in PEERS))
        references = {scenario: reference(scenario, contest) for scenario in PERSONS}
        peers = entered(folder, contest)
        for scenario in PERSONS:
            for peer in [each for name, each in peers.items() if name not in contest.missing]:
                tried(contest, peer, scenario, references[scenario], folder)
            climbed(contest, scenario, references[scenario])
        for number in range(rounds):
            say(f"Round {number + 1} of {rounds} ...")
            for scenario, persons in PERSONS.items():
                for name, peer in peers.items():
                    for tolerance in steps(contest, scenario) if name == "ours" else [TOLERANCE]:
                        if (name, scenario, tolerance) in contest.errors:
                            guarded(contest, peer, scenario, persons[name], tolerance)
            between()
        two_cores(contest, peers["ours"], rounds)
        for peer in peers.values():
            peer.end()
    told(contest)
    return contest


def reference(scenario: str, contest: Contest) -> np.ndarray:
    """Return the pools at a hundred-thousandth of the tolerance, (persons, times, pools), held against other code."""
    most = scenarios.MOST
    people = scenarios.cohort(most)
    phase = scenarios.phase(scenario, people.body, most)
    times = scenarios.times(scenario)
    found = np.moveaxis(live(people.start, 0.0, [phase], times, tolerance=REFERENCE).pools, -1, 0)
    other = np.empty((CROSSED, *found.shape[1:]))
    for person in range(CROSSED):
        alone = scenarios.alone(person)
        way = scenarios.phase(scenario, alone.body, 1)
        other[person] = single.live(alone.start[:, 0], 0.0, [way], times, tolerance=CROSS)
    gap = scenarios.error(other, found[:CROSSED], scenarios.scale(people.body, most).T[:CROSSED])
    contest.found[f"simulation.{scenario}.reference_gap"] = gap[0]
    return found


def entered(folder: Path, contest: Contest) -> dict[str, Peer]:
    """Start everybody's process."""
    peers: dict[str, Peer] = {}
    for name in ("ours", *PEERS):
        if name not in contest.missing:
            try:
                peers[name] = Peer(name, folder)
            except NotMeasured as error:
                lost(contest, name, str(error))
    return peers


def lost(contest: Contest, name: str, why: str) -> None:
    """Say that a peer is not measured; ours must be."""
    if name == "ours":
        raise RuntimeError(why)
    say(f"Not measured: {name}: {why}")
    contest.missing[name] = why
    contest.errors = {key: value for key, value in contest.errors.items() if key[0] != name}


def tried(contest: Contest, peer: Peer, scenario: str, right: np.ndarray, folder: Path) -> None:
    """Let a peer get ready, choose its best method where it has several, and see its error."""
    try:
        if peer.name == "diffrax":
            contest.methods[scenario] = fastest(contest, peer, scenario)
        else:
            contest.found[f"simulation.{scenario}.{peer.name}.prepare_s"] = peer.prepare(scenario)
        persons = min(scenarios.MOST, PERSONS[scenario][peer.name])
        peer.run(scenario, persons, TOLERANCE, keep=True, **settings(contest, peer, scenario))
    except NotMeasured as error:
        lost(contest, peer.name, str(error))
        return
    kept = np.load(folder / f"{peer.name}.{scenario}.npy")
    typical = scenarios.scale(scenarios.cohort(scenarios.MOST).body, scenarios.MOST).T
    found = scenarios.error(kept, right[: len(kept)], typical[: len(kept)])
    if not found[1] < WRONG:
        lost(
            contest, peer.name, f"in the {scenario} its answers are another model's: their rms error is {found[1]:.2g}"
        )
        return
    contest.errors[peer.name, scenario, TOLERANCE] = found


def settings(contest: Contest, peer: Peer, scenario: str) -> dict[str, Any]:
    """Return how a simulator is to be set."""
    if peer.name == "diffrax":
        return {"method": contest.methods[scenario]}
    return {"few": 0, "threads": 1} if peer.name == "ours" else {}


def fastest(contest: Contest, peer: Peer, scenario: str) -> str:
    """Return the method that takes the least processor time for one batch, and keep what each took."""
    taken: dict[str, float] = {}
    for method in METHODS:
        contest.found[f"simulation.{scenario}.diffrax.{method}.prepare_s"] = peer.prepare(scenario, method=method)
        taken[method] = peer.run(scenario, scenarios.MOST, TOLERANCE)["cpu"]
        contest.found[f"simulation.{scenario}.diffrax.{method}.persons_per_s"] = scenarios.MOST / taken[method]
    return min(taken, key=lambda method: taken[method])


def climbed(contest: Contest, scenario: str, right: np.ndarray) -> None:
    """See our error at every tolerance of the ladder."""
    people, most = scenarios.cohort(scenarios.MOST), scenarios.MOST
    phase, typical = scenarios.phase(scenario, people.body, most), scenarios.scale(people.body, most).T
    for tolerance in LADDER:
        found = live(people.start, 0.0, [phase], scenarios.times(scenario), tolerance=tolerance)
        contest.errors["ours", scenario, tolerance] = scenarios.error(np.moveaxis(found.pools, -1, 0), right, typical)


def matching(contest: Contest, scenario: str, peer: str, most: float) -> float:
    """Return our largest tolerance up to ``most`` at which our rms error is no worse than the peer's."""
    theirs = contest.errors[peer, scenario, TOLERANCE][1]
    good = [step for step in LADDER if step <= most and contest.errors["ours", scenario, step][1] <= theirs]
    return max(good, default=LADDER[0])


def steps(contest: Contest, scenario: str) -> list[float]:
    """Return the tolerances at which ours must be timed."""
    found = {TOLERANCE}
    for name in PEERS:
        if (name, scenario, TOLERANCE) in contest.errors:
            found |= {matching(contest, scenario, name, most) for most in (TOLERANCE, LADDER[-1])}
    return sorted(found)


def guarded(contest: Contest, peer: Peer, scenario: str, persons: int, tolerance: float) -> None:
    """Time one run; who fails now is out of it altogether."""
    try:
        timed(contest, peer, scenario, persons, tolerance)
    except NotMeasured as error:
        lost(contest, peer.name, str(error))


def timed(contest: Contest, peer: Peer, scenario: str, persons: int, tolerance: float) -> None:
    """Time one run."""
    found = peer.run(scenario, persons, tolerance, times=WARM, **settings(contest, peer, scenario))
    contest.rates.setdefault((peer.name, scenario, tolerance), []).append(persons / found["cpu"])
    contest.idle.append(found["idle"])
    if peer.name == "ours" and tolerance == TOLERANCE:
        if found["unfinished"]:
            raise RuntimeError(f"{found['unfinished']} persons did not come to the end")
        contest.attempts[scenario] = found["attempts"] / persons
        few = peer.run(scenario, persons, tolerance, times=WARM, few=1)
        contest.rates.setdefault(("few", scenario, tolerance), []).append(persons / few["cpu"])


def two_cores(contest: Contest, ours: Peer, rounds: int) -> None:
    """Time ours by the clock on one and on two cores, in turns; the shortest run of each counts.

    A second core is what other work on the machine takes first, so the middle run would tell of that work.
    """
    for scenario in PERSONS:
        taken: dict[int, list[float]] = {1: [], 2: []}
        persons = PERSONS[scenario]["ours"]
        for _ in range(CORE_ROUNDS * rounds):
            for threads, each in taken.items():
                each.append(ours.run(scenario, persons, TOLERANCE, times=WARM, threads=threads, few=0)["wall"])
        name = "two_cores" if scenario == "week" else "two_cores.year"
        contest.found[f"simulation.{name}.ratio"] = min(taken[1]) / min(taken[2])
        contest.found[f"simulation.{name}.persons_per_s"] = persons / min(taken[2])


def told(contest: Contest) -> None:
    """Turn what was measured into results by name."""
    found, rates = contest.found, contest.rates
    for name, scenario, _ in [key for key in contest.errors if key[2] == TOLERANCE]:
        at = f"simulation.{scenario}" if name == "ours" else f"simulation.{scenario}.{name}"
        found[f"{at}.persons_per_s"] = median(rates[name, scenario, TOLERANCE])
        found[f"{at}.max_error"], found[f"{at}.rms_error"] = contest.errors[name, scenario, TOLERANCE]
        if name == "ours":
            found[f"{at}.attempts"] = contest.attempts[scenario]
            found[f"{at}.few_outputs.persons_per_s"] = median(rates["few", scenario, TOLERANCE])
            continue
        for key, most in (("", TOLERANCE), ("_at_equal_error", LADDER[-1])):
            tolerance = matching(contest, scenario, name, most)
            pairs = zip(rates["ours", scenario, tolerance], rates[name, scenario, TOLERANCE], strict=True)
            found[f"{at}.ratio{key}"] = median(ours / theirs for ours, theirs in pairs)
            found[f"{at}.our_tolerance{key}"] = tolerance
            found[f"{at}.our_rms_error{key}"] = contest.errors["ours", scenario, tolerance][1]
    found["simulation.idle_least"], found["simulation.idle_median"] = min(contest.idle), median(contest.idle)
