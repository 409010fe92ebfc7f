"""The proof of the inference in small: ranks are even and intervals hold, and neither does where a spread is wrong."""

import importlib
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

TOP = Path(__file__).parents[2]
RUNS = 120


@pytest.fixture
def proof(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "path", [str(TOP / "scripts"), *sys.path])
    found = importlib.import_module("calibrate_inference")
    monkeypatch.setattr(found, "PEOPLE", 2)
    monkeypatch.setattr(found, "DRAWN", 2000)
    return found


def together(found) -> tuple[float, int]:
    """Return the share of all further readings inside, and how many there were."""
    inside = np.concatenate(list(found.inside.values()))
    return float(inside.mean()), len(inside)


def test_ranks_are_even_and_intervals_hold(proof):
    found = proof.calibration(RUNS)
    assert found.ranks.shape == (len(proof.SAID), RUNS)
    assert np.all((found.ranks >= 0) & (found.ranks <= 1 + 1e-12))
    assert np.all(np.abs(found.ranks.mean(axis=1) - 0.5) < 4 / (12 * RUNS) ** 0.5)
    share, _ = together(found)
    assert 0.87 < share < 0.93  # readings of one person go together, so the error of a mean of 1,440 is about 1 %


def test_a_reading_that_strays_further_than_is_held_is_noticed(proof, monkeypatch: pytest.MonkeyPatch):
    """Readings printed with half again the spread that the inference holds fall outside too often."""
    honest = proof.printed

    def rougher(name, level, rng):
        blank = honest(name, level, rng)
        stray = 1.5 * blank.spread * rng.standard_normal()
        value = level + stray if blank.linear else level * np.exp(stray)
        half = 0.5 * (blank.told.high - blank.told.low)
        return replace(blank, told=replace(blank.told, value=value, low=value - half, high=value + half))

    monkeypatch.setattr(proof, "printed", rougher)
    assert together(proof.calibration(RUNS))[0] < 0.86


def test_the_page_shows_every_observable_and_what_was_matched():
    page = (TOP / "docs" / "laboratory-proof.md").read_text("utf-8")
    from epsom.labs.analytes import analyte
    from epsom.status.observing import OBSERVED

    assert all(f"| {analyte(name).heading} | " in page for name in OBSERVED)
    assert page.count("| everybody |") == 1
    assert "group mean is **" in page
    assert "regression is **" in page
    picture = (TOP / "docs" / "laboratory-proof.svg").read_text("utf-8")
    assert all(name in picture for name in ("deficit", "bone", "muscle", "soft tissue", "renal threshold"))
