"""Moving one named parameter of a body, whether it stands in an organ's record or in one of its stores."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from epsom.body.balance import Body
from epsom.body.exchange import Store


def stand_in(thing: Any, persons: NDArray[np.int64]) -> Any:
    """Return a body, a meal or anything else that is made of arrays (..., persons), its persons chosen by number.

    Who could not live on a diet is stood in for by somebody who does, and counts for nothing; so nobody is simulated
    to death.
    """
    if isinstance(thing, np.ndarray):
        array = cast(NDArray[Any], thing)
        return array[..., persons] if array.shape[-1:] == persons.shape else array
    if isinstance(thing, tuple):
        parts = cast(tuple[Any, ...], thing)
        return cast(Any, type(parts))(*(stand_in(part, persons) for part in parts))
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{one.name: stand_in(getattr(thing, one.name), persons) for one in fields(thing)})
    return thing


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
