"""What every peer is given: numbers for each person, times, and the equations as text. It knows nothing of Epsom."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np


class Case:
    """The contents of a folder that ``scenario.write_case`` wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with np.load(folder / "case.npz") as found:
            self.of: dict[str, np.ndarray] = dict(found)
        self.pools = self.of["start"].shape[1]

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")

    def functions(self, scenario: str, **given: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """Return ``rates`` and ``eat`` as Python functions on the given ``exp``, ``log``, ``log1p`` and ``pick``."""
        space = dict(given)
        exec(self.text(f"{scenario}.py.txt"), space)
        return space["rates"], space["eat"]

    def segments(self, scenario: str) -> list[tuple[float, float, np.ndarray]]:
        """Return the stretches between meals: begin, end, and the output times after the begin and up to the end."""
        times, stops = self.of[f"{scenario}.times"], self.of[f"{scenario}.stops"]
        edges = [times[0], *stops, times[-1]]
        return [(a, b, times[(times > a) & (times <= b)]) for a, b in pairwise(edges)]


def pick(a: Any, b: Any, then: Any, otherwise: Any) -> Any:
    """Return ``then`` where a < b, else ``otherwise``, of plain numbers."""
    return then if a < b else otherwise
