"""Loading tests: the share retained by hand, each protocol as its paper prints it, and none without its name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import units
from epsom.errors import InputError
from epsom.labs.protocols import protocol, protocols


def test_the_three_protocols_are_as_printed():
    assert set(protocols()) == {"gullestad1994", "rob1999", "ryzen1985"}
    long, short, lean = (protocol(name) for name in ("gullestad1994", "rob1999", "ryzen1985"))
    assert (long.dose_mmol, long.infusion_h, long.collection_h) == (30, 8, 24)
    assert (long.normal_mean, long.normal_sd, long.normal_low, long.normal_high) == (0.063, 0.103, -0.195, 0.275)
    assert long.reading_sd == pytest.approx(0.0573, abs=1e-4)  # 8.1 % between two tests: 8.1 / 1.414 each
    assert (short.dose_mmol_per_kg, short.infusion_h, short.normal_mean, short.normal_sd) == (0.1, 1, -0.18, 0.21)
    assert (lean.infusion_h, lean.probable_above, lean.deficient_above) == (4, 0.20, 0.50)
    assert short.normal_high == pytest.approx(-0.18 + 1.96 * 0.21, abs=0.005)


def test_the_low_dose_is_0_2_milliequivalents_and_2_4_milligrams_per_kg_and_not_0_2_mmol():
    dose = protocol("ryzen1985").dose_mmol_per_kg
    assert dose is not None
    assert dose * units.factor("mmol", "meq", "magnesium") == pytest.approx(0.2)
    assert dose * units.factor("mmol", "mg", "magnesium") == pytest.approx(2.4, abs=0.05)


def test_retention_by_hand():
    assert protocol("gullestad1994").retention(30, 28.2) == pytest.approx(0.06)  # 1 - 28.2/30
    assert protocol("rob1999").retention(7, 8.26) == pytest.approx(-0.18)  # more in the urine than was infused
    assert protocol("ryzen1985").retention(6, 5.5, 3.5) == pytest.approx(2 / 3)  # 1 - (5.5 - 3.5)/6


@given(st.floats(1, 60), st.floats(0, 60), st.floats(0.1, 10))
def test_more_in_the_urine_is_less_retained_and_all_retained_is_one(dose: float, urine: float, more: float):
    for name in ("gullestad1994", "rob1999"):
        one = protocol(name)
        assert one.retention(dose, urine + more) < one.retention(dose, urine)
        assert one.retention(dose, 0.0) == 1.0
    assert protocol("ryzen1985").retention(dose, urine, urine) == 1.0


def test_the_dose_follows_weight_or_lean_mass():
    assert protocol("gullestad1994").dose() == 30
    assert protocol("rob1999").dose(weight=70, lean_mass=50) == pytest.approx(7.0)
    assert protocol("ryzen1985").dose(weight=70, lean_mass=50) == pytest.approx(5.0)
    with pytest.raises(InputError, match="lean mass"):
        protocol("ryzen1985").dose(weight=70)


@pytest.mark.parametrize("name", [None, "", "mine"])
def test_without_its_protocol_a_retention_is_refused_and_all_three_are_named(name: str | None):
    with pytest.raises(InputError) as refused:
        protocol(name)
    for each in (*protocols(), "27.5 %", "23 %", "20 %", "50 %"):
        assert each in refused.value.message


def test_a_baseline_that_the_protocol_takes_off_must_be_told():
    with pytest.raises(InputError, match="baseline"):
        protocol("ryzen1985").retention(6, 5)
