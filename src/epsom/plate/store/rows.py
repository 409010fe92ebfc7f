"""What a reader of an official file tells the store, row by row, in one form for all tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol


class FoodTold(NamedTuple):
    """A food: ``key`` is the file's own, ``table`` the table it belongs to; ``also`` are further names to find it by.

    ``number`` is the number under which its makers list it (NDB number, food code), empty until a ``DetailTold``
    brings it. ``row`` says where it stands, such as ``food.csv:12``.
    """

    key: str
    table: str
    number: str
    name: str
    category: str
    data_type: str
    date: str
    also: str
    row: str


class DetailTold(NamedTuple):
    """What another file adds to a food: its number, its category, or its brand."""

    key: str
    number: str
    category: str
    also: str


class AmountTold(NamedTuple):
    """An amount per 100 g in the unit of the nutrient; ``nutrient`` is its place in the table of nutrients.

    Of several ways to know it the one with the lowest ``preference`` counts. ``amount`` None means that only a limit
    is known (``below``) or only that there are traces (both None).
    """

    key: str
    nutrient: int
    preference: int
    amount: float | None
    below: float | None
    row: str


class PortionTold(NamedTuple):
    """A household portion of a food [g]."""

    key: str
    words: str
    grams: float
    row: str


class Aside(NamedTuple):
    """A row that was set aside: where it stands, what it says, and why it is not taken."""

    row: str
    what: str
    why: str


class TableFile(Protocol):
    """One official file, read as a stream, part after part in this order; each part is read once."""

    @property
    def sources(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def notes(self) -> Sequence[str]: ...  # noqa: D102
    def foods(self) -> Iterator[FoodTold | Aside]: ...  # noqa: D102
    def details(self) -> Iterator[DetailTold | Aside]: ...  # noqa: D102
    def amounts(self) -> Iterator[AmountTold | Aside]: ...  # noqa: D102
    def portions(self) -> Iterator[PortionTold | Aside]: ...  # noqa: D102
    def finish(self) -> None: ...  # noqa: D102
