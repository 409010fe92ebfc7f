"""NMDA: the voltage table of the evidence note, and what the block must do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import tables
from epsom.outcomes.mechanisms.nmda import TABLE, Receptor, opened, receptor, table

# evidence note, section 2.1: share left open by magnesium around the cell [mmol/L] and voltage [mV]
PRINTED = {
    0.8: ("0.055", "0.098", "0.272", "0.564"),
    1.0: ("0.044", "0.080", "0.230", "0.508"),
    1.2: ("0.037", "0.067", "0.199", "0.463"),
}
MAGNESIUM, VOLTAGE = st.floats(0.001, 10), st.floats(-100, 60)


def test_the_table_of_the_evidence_note_to_its_printed_digits():
    assert {
        one.nmda_magnesium: tuple(f"{share:.3f}" for share in one.by_voltage.values()) for one in table()
    } == PRINTED
    assert all(tuple(one.by_voltage) == (-70, -60, -40, -20) for one in table())


def test_by_hand():
    """At 0 mV and the half-block half of them are open; with nothing around them all."""
    assert opened(3.57, 0.0, receptor()) == 0.5
    assert opened(0.0, -70.0, receptor()) == 1.0
    assert opened(2.0, 0.0, Receptor(1.0, 0.062)) == pytest.approx(1 / 3)


@given(MAGNESIUM, VOLTAGE)
def test_more_magnesium_blocks_more_and_excitation_frees(magnesium: float, voltage: float):
    here = opened(magnesium, voltage, receptor())
    assert 0 < here < 1
    assert opened(magnesium * 1.1, voltage, receptor()) < here < opened(magnesium, voltage + 1.0, receptor())


def test_table_and_record_agree_and_no_parameter_is_idle():
    assert set(tables.rows(TABLE)) == set(Receptor.__dataclass_fields__)
    usual = receptor()
    for moved in (
        Receptor(1.1 * usual.nmda_half_block, usual.nmda_voltage_slope),
        Receptor(usual.nmda_half_block, 1.1 * usual.nmda_voltage_slope),
    ):
        assert opened(1.0, -60.0, moved) != opened(1.0, -60.0, usual)
