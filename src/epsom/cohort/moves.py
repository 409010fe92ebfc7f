"""Moving one named parameter of a body, whether it stands in an organ's record or in one of its stores."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from epsom.body.balance import Body
from epsom.body.exchange import Store


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
