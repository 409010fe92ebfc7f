"""The graph in NumPy: any of its nodes for many persons at once, and the constants that time does not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

from epsom.body.balance import Body
from epsom.body.gut import LabelledMeal, Meal
from epsom.elementwise import Array
from epsom.simulate.model import Model, records

NOTHING = Meal(*(np.zeros((0, 1)) for _ in Meal._fields))


def _total(x: Array) -> Array:
    """Return the sum over servings, one after the other, in an order that does not hang on the persons."""
    return reduce(np.add, x, np.zeros(1))


OPERATIONS: dict[str, Any] = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "scaled": np.multiply, "div": np.divide, "exp": np.exp,
    "log": np.log, "log1p": np.log1p, "less": np.less, "where": np.where, "total": _total,
}  # fmt: skip


class Routine:
    """Nodes of a model to compute again and again, from values that are given for others."""

    def __init__(self, model: Model, ends: Sequence[int], given: Sequence[int]) -> None:
        nodes, held = model.graph.nodes, set(given)
        needed: set[int] = set()
        waiting = list(ends)
        while waiting:
            number = waiting.pop()
            if number not in needed and number not in held:
                needed.add(number)
                waiting.extend(nodes[number].args)
        self.ends = tuple(ends)
        self.numbers = {n: float(nodes[n].value) for n in needed if nodes[n].op == "number"}  # pyright: ignore[reportArgumentType]
        self.work = [
            (n, OPERATIONS[nodes[n].op], nodes[n].args) for n in sorted(needed) if nodes[n].op != "number"
        ]  # fmt: skip

    def __call__(self, given: Mapping[int, Any]) -> list[Any]:
        """Return the values of the ends; impossible arithmetic gives what is no number, silently."""
        value: dict[int, Any] = {**self.numbers, **given}
        with np.errstate(all="ignore"):
            for number, operation, args in self.work:
                value[number] = operation(*[value[arg] for arg in args])
        return [value[end] for end in self.ends]


def bound(
    model: Model,
    body: Body,
    servings: Meal | LabelledMeal | None,
    persons: int,
    days: float = 1.0,
    infusion: Any = 0.0,
    labelled_infusion: Any = 0.0,
) -> tuple[Array, Array]:
    """Return the constants of a way of living: (constants, persons) and by serving (servings, constants, persons)."""
    nodes = model.graph.nodes
    servings = NOTHING if servings is None else servings
    rows = np.shape(servings.amount)[0]
    told = dict(records(body)) | {"days": days, "infusion": infusion, "labelled_infusion": labelled_infusion}
    wanted = (*model.constants, *model.per_serving)
    given: dict[int, Any] = {}
    for number in model.graph.reached(wanted):
        node = nodes[number]
        if node.op == "parameter":
            given[number] = _each(told[str(node.value)], (persons,))
        elif node.op == "serving":
            given[number] = _each(getattr(servings, str(node.value), 0.0), (rows, persons))  # no tracer unless told
    found = Routine(model, wanted, list(given))(given)
    by_person = np.empty((len(model.constants), persons))
    by_serving = np.empty((rows, len(model.per_serving), persons))
    for place, value in enumerate(found[: len(model.constants)]):
        by_person[place] = value
    for place, value in enumerate(found[len(model.constants) :]):
        by_serving[:, place] = value
    return by_person, by_serving


def _each(value: Any, shape: tuple[int, ...]) -> Array:
    """Return a value for each person, side by side in memory, so that the digits do not hang on how it was told."""
    return np.ascontiguousarray(np.broadcast_to(np.asarray(value, dtype=float), shape))


def stacked(values: list[Any], persons: int) -> Array:
    """Return values as one array, shape (values, persons); what is the same for all is repeated."""
    out = np.empty((len(values), persons))
    for row, value in zip(out, values, strict=True):
        row[:] = value
    return out
