"""Gates: by hand, their laws, their unit, and that each one in the tables is whole."""

import numpy as np
import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables
from epsom.body import hormones, potassium
from epsom.body.gates import gate
from tests.body.rooms import UNITS, differ, in_unit, unit

cells = st.floats(0, 5)
halves = st.floats(0.1, 0.9)
steepnesses = st.floats(0.5, 8)


def test_a_gate_by_hand():
    """A quarter of the sigmoid's scale on both sides: (1 + 1/4) * (1/4) / (1/4 + 1/4)."""
    assert gate(0.5, 0.5, 2.0) == pytest.approx(0.625)
    assert gate(0.0, 0.5, 2.0) == 0.0


@given(halves, steepnesses)
def test_a_gate_is_as_open_as_usual_at_normal_magnesium_and_half_of_its_most_at_its_half(half, steepness):
    most = 1 + half**steepness
    assert gate(1.0, half, steepness) == pytest.approx(1.0)
    assert gate(half, half, steepness) == pytest.approx(most / 2)


@given(cells, cells, halves, steepnesses)
def test_more_magnesium_never_closes_a_gate(a, b, half, steepness):
    low, high = sorted((a, b))
    opened = gate(low, half, steepness), gate(high, half, steepness)
    assert 0 <= opened[0] <= opened[1] * (1 + 1e-12)
    assert opened[1] <= 1 + half**steepness


@given(st.floats(0.05, 0.99), halves, halves, steepnesses)
def test_a_gate_that_needs_more_is_never_wider_open_in_depletion(cell, a, b, steepness):
    easy, hard = sorted((a, b))
    assert gate(cell, hard, steepness) <= gate(cell, easy, steepness) * (1 + 1e-12)


def test_a_gate_has_no_unit_and_takes_none():
    bare = in_unit(0.5, "1")
    assert gate(bare, bare, in_unit(2.0, "1")).units == unit("1")
    with pytest.raises(pint.DimensionalityError):
        gate(UNITS.Quantity(0.5, "mmol/L"), 0.5, 2.0)


@pytest.mark.parametrize(("half", "steepness"), [(0.4, 2.0), (0.5, 1.6)])
def test_no_parameter_is_idle(half, steepness):
    cell = np.array([0.3, 2.0])
    assert differ([gate(cell, half, steepness)], [gate(cell, 0.5, 2.0)])


@pytest.mark.parametrize("table", [hormones.TABLE, potassium.TABLE])
def test_every_half_in_a_table_has_its_steepness_and_lies_in_depletion(table):
    """A gate has no table of its own; its two numbers stand with what it gates."""
    rows = tables.rows(table)
    gates = [name.removesuffix("_half") for name in rows if name.endswith("_half")]
    assert gates
    for name in gates:
        assert f"{name}_steepness" in rows
        assert 0 < rows[f"{name}_half"].value < 1
