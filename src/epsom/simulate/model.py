"""The traced model: the flux table of the body, run once on symbols and ready to be computed in three ways.

``trace`` is the only reader of the flux table in this room. What it returns knows every rate, every slope, the
elimination, and what a serving does, as nodes of one graph; and it knows which parameters they hang on, so that a hash
of it names the model: edit an organ and the hash is another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from epsom.body import balance, gut
from epsom.body.balance import ORGANS, Body, Pools
from epsom.body.exchange import Store
from epsom.body.gut import LabelledMeal, Meal
from epsom.elementwise import maximum
from epsom.simulate.derivative import slopes
from epsom.simulate.elimination import Place, factored, ordered, solved
from epsom.simulate.graph import Graph
from epsom.simulate.symbol import Symbol, number_of

INDEX = {pool: number for number, pool in enumerate(Pools._fields)}
LABELLED = tuple(pool for pool in Pools._fields if pool not in balance.REGULATORS)
"""The pools that a tracer can be in; in a labelled model their copies follow the pools, in this order."""
NOTHING = 1e-9  # mmol: less than this is nothing, of which no share can be labelled
SMALLEST = 1.0  # mmol: errors in an empty pool are judged as if it held so much


@dataclass(frozen=True, eq=False)
class Model:
    """The equations of a cohort as a graph, and the routines that a solver needs.

    ``constants`` has the nodes that hang on a person alone, ``per_serving`` those that hang on a person and a serving;
    everything else is computed as time goes. ``entering`` are what one serving brings to the pools in ``entered``;
    ``scale`` is the size of each pool by which its error is judged.
    """

    graph: Graph
    pools: tuple[int, ...]
    rates: tuple[int, ...]
    jacobian: dict[Place, int]
    places: tuple[Place, ...]
    factors: tuple[int, ...]
    shift: int
    entries: tuple[int, ...]
    right: tuple[int, ...]
    solution: tuple[int, ...]
    entered: tuple[int, ...]
    entering: tuple[int, ...]
    scale: tuple[int, ...]
    constants: tuple[int, ...]
    per_serving: tuple[int, ...]
    hash: str

    @property
    def size(self) -> int:
        """Number of pools."""
        return len(self.pools)


def records(body: Any) -> Iterator[tuple[str, Any]]:
    """Yield every parameter of a body with its full name, such as ``bone.slow_content``."""
    for organ in ORGANS:
        record = getattr(body, organ)
        for field in fields(record):
            value = getattr(record, field.name)
            if isinstance(value, Store):
                for part in fields(value):
                    yield f"{organ}.{field.name}_{part.name}", getattr(value, part.name)
            else:
                yield f"{organ}.{field.name}", value


def symbols(graph: Graph) -> Body:
    """Return a body whose parameters are symbols of their own names."""

    def record(kind: type[Any], prefix: str) -> Any:
        found: dict[str, Any] = {}
        for field in fields(kind):
            if field.type in ("Store", Store):
                found[field.name] = record(Store, f"{prefix}{field.name}_")
            else:
                found[field.name] = Symbol(graph, graph.leaf("parameter", prefix + field.name, fixed=True))
        return kind(**found)

    return Body(**{organ: record(kind, f"{organ}.") for organ, (kind, _) in ORGANS.items()})


def normal_pools(body: Body) -> Pools:
    """Return the pools of a body at its normal serum with an empty gut: where to start, and how large each pool is."""
    p = body.plasma
    held = dict.fromkeys(Pools._fields, 0.0 * p.plasma_volume)
    held |= dict.fromkeys(balance.REGULATORS, 1.0 + 0.0 * p.plasma_volume)
    held |= {
        "plasma": p.plasma_volume * p.normal_serum,
        "interstitium": p.interstitial_volume * p.ultrafiltrable_fraction * p.normal_serum,
        "red_cells": body.red_cells.all.content,
        "muscle_fast": body.muscle.fast.content,
        "muscle_slow": body.muscle.slow.content,
        "soft_fast": body.soft_tissue.fast.content,
        "soft_slow": body.soft_tissue.slow.content,
        "bone_fast": body.bone.fast.content,
        "bone_slow": body.bone.slow.content,
        "bone_deep": body.bone.deep_content,
        "memory_of_serum": p.normal_serum,
        "calcium": body.calcium.normal_calcium,
        "potassium": body.potassium.normal_potassium,
    }
    return Pools(**held)


@cache
def trace(*, labelled: bool = False) -> Model:
    """Return the model of the body as its organs stand; TraceError names the file and line that cannot be traced.

    A ``labelled`` one has a copy of every pool for a tracer, which moves as the magnesium it is part of.
    """
    return traced(balance.FLUXES, balance.DRIFTS, labelled=labelled)


def traced(fluxes: Sequence[balance.Flux], drifts: Sequence[balance.Drift], *, labelled: bool = False) -> Model:
    """Return the model of these fluxes and drifts."""
    graph = Graph()
    body = symbols(graph)
    names = (*Pools._fields, *(f"labelled {pool}" for pool in (LABELLED if labelled else ())))
    state = [Symbol(graph, graph.leaf("pool", name, fixed=False)) for name in names]
    pools = Pools(*state[: len(Pools._fields)])
    names_eaten = LabelledMeal._fields if labelled else Meal._fields
    served = [Symbol(graph, graph.leaf("serving", name, fixed=True, serving=True)) for name in names_eaten]
    serving = Meal(*served[: len(Meal._fields)])
    marked = LabelledMeal(*served) if labelled else None
    rates = _rates(graph, body, pools, serving, fluxes, drifts)
    with graph.one_serving():
        eaten = gut.swallowed(serving, pools.adaptation, body.gut)
        entered = {INDEX[pool]: amount for pool, amount in eaten.items()}
        if marked is not None:
            place = {pool: len(Pools._fields) + number for number, pool in enumerate(LABELLED)}
            label = gut.labelled(marked, pools.adaptation, body.gut)
            entered |= {place[pool]: amount for pool, amount in label.items()}
    if marked is not None:
        tracer = dict(zip(LABELLED, state[len(Pools._fields) :], strict=True))
        rates += _labelled_rates(graph, body, pools, tracer, marked, fluxes)
    jacobian = slopes(graph, rates, [pool.number for pool in state])
    steps = ordered(frozenset(jacobian), len(rates))
    shift = graph.leaf("shift", "shift", fixed=False)
    factors = factored(graph, jacobian, steps, shift)
    places = tuple(sorted(factors))
    entry = {place: graph.leaf("entry", f"{place[0]},{place[1]}", fixed=False) for place in places}
    right = [graph.leaf("right", name, fixed=False) for name in names]
    solution = solved(graph, entry.__getitem__, steps, right)
    scale = _scale(graph, body) + (graph.number(SMALLEST),) * (len(state) - len(pools))
    entering = [number_of(graph, amount) for amount in entered.values()]
    ends = [*rates, *jacobian.values(), *factors.values(), *solution, *entering, *scale]
    constants, per_serving = _hoisted(graph, ends)
    return Model(
        graph=graph,
        pools=tuple(pool.number for pool in state),
        rates=tuple(rates),
        jacobian=jacobian,
        places=places,
        factors=tuple(factors[place] for place in places),
        shift=shift,
        entries=tuple(entry[place] for place in places),
        right=tuple(right),
        solution=tuple(solution),
        entered=tuple(entered),
        entering=tuple(entering),
        scale=scale,
        constants=constants,
        per_serving=per_serving,
        hash=_hash(graph, [*ends, *constants, *per_serving]),
    )


def _rates(
    graph: Graph,
    body: Body,
    pools: Pools,
    serving: Meal,
    fluxes: Sequence[balance.Flux],
    drifts: Sequence[balance.Drift],
) -> list[int]:
    total: list[Any] = [0.0] * len(Pools._fields)
    for flux in fluxes:
        rate = flux.rate(pools, body)
        total[INDEX[flux.source_pool]] = total[INDEX[flux.source_pool]] - rate
        total[INDEX[flux.target_pool]] = total[INDEX[flux.target_pool]] + rate
    for drift in drifts:
        total[INDEX[drift.regulator]] = total[INDEX[drift.regulator]] + drift.rate(pools, body)
    total[INDEX["plasma"]] = total[INDEX["plasma"]] + Symbol(graph, graph.leaf("parameter", "infusion", fixed=True))
    days = Symbol(graph, graph.leaf("parameter", "days", fixed=True))
    for pool, amount in gut.swallowed(serving, pools.adaptation, body.gut).items():
        total[INDEX[pool]] = total[INDEX[pool]] + amount / days
    return [number_of(graph, rate) for rate in total]


def _labelled_rates(
    graph: Graph,
    body: Body,
    pools: Pools,
    tracer: dict[str, Symbol],
    serving: LabelledMeal,
    fluxes: Sequence[balance.Flux],
) -> list[int]:
    """Return the rates of a tracer: with every flux goes the share of it that its pool holds labelled.

    A flux that runs backwards, as from a rich dialysate, brings no tracer with it.
    """
    total: dict[str, Any] = dict.fromkeys(tracer, 0.0)
    for flux in fluxes:
        held = getattr(pools, flux.source_pool)
        some = maximum(held, NOTHING)  # an empty pool has no labelled share
        moved = maximum(flux.rate(pools, body), 0.0) * (tracer[flux.source_pool] / some)
        total[flux.source_pool] = total[flux.source_pool] - moved
        total[flux.target_pool] = total[flux.target_pool] + moved
    infused = Symbol(graph, graph.leaf("parameter", "labelled_infusion", fixed=True))
    total["plasma"] = total["plasma"] + infused
    days = Symbol(graph, graph.leaf("parameter", "days", fixed=True))
    for pool, amount in gut.labelled(serving, pools.adaptation, body.gut).items():
        total[pool] = total[pool] + amount / days
    return [number_of(graph, rate) for rate in total.values()]


def _scale(graph: Graph, body: Body) -> tuple[int, ...]:
    """Return the node of each pool's size: what it holds at normal serum, and never less than a little."""
    one = Symbol(graph, graph.number(SMALLEST))
    found: list[int] = []
    for name, held in zip(Pools._fields, normal_pools(body), strict=True):
        zero = isinstance(held, Symbol) and graph.nodes[held.number].value == 0.0
        sized = one if zero else held if name in balance.REGULATORS else one.either(held < one, one, held)
        found.append(number_of(graph, sized))
    return tuple(found)


def _hoisted(graph: Graph, ends: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the fixed nodes that something not fixed uses, or that are asked for themselves: by person, by serving."""
    reached = graph.reached(ends)
    wanted = {number for number in ends if graph.nodes[number].fixed}
    for number in reached:
        if not graph.nodes[number].fixed:
            wanted |= {arg for arg in graph.nodes[number].args if graph.nodes[arg].fixed}
    wanted = {number for number in wanted if graph.nodes[number].op != "number"}
    by_serving = {number for number in wanted if graph.nodes[number].serving}
    return tuple(sorted(wanted - by_serving)), tuple(sorted(by_serving))


def _hash(graph: Graph, ends: Sequence[int]) -> str:
    digest = hashlib.sha256()
    for number in graph.reached(ends):
        node = graph.nodes[number]
        digest.update(f"{number} {node.op} {node.args} {node.value!r}\n".encode())
    digest.update(repr(list(ends)).encode())
    return digest.hexdigest()
