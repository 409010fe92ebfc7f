"""Moving one named parameter of a body, whether it stands in an organ's record or in one of its stores."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from epsom.body.balance import Body
from epsom.body.exchange import Store


def chosen(record: Any, persons: NDArray[np.int64]) -> Any:
    """Return a body, an organ or a store with the persons of these numbers, in this order; arrays are (persons,)."""
    if isinstance(record, np.ndarray):
        return cast(NDArray[Any], record)[persons]
    return replace(record, **{field.name: chosen(getattr(record, field.name), persons) for field in fields(record)})


def moved(body: Body, organ: str, name: str, factor: Any) -> Body:
    """Return the same body with one parameter multiplied, such as ``"gut", "carrier_capacity"``.

    A store's parameter is named as in its table: ``"bone", "slow_content"``. Raises AttributeError for no such name.
    """
    record = getattr(body, organ)
    head, _, tail = name.partition("_")
    store = getattr(record, head, None)
    if isinstance(store, Store):
        changed = replace(store, **{tail: getattr(store, tail) * factor})
        return replace(body, **{organ: replace(record, **{head: changed})})
    return replace(body, **{organ: replace(record, **{name: getattr(record, name) * factor})})
