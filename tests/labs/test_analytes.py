"""Analytes: each has a quantity, units that convert, a plausible range in its reach, and spreads with a source."""

from __future__ import annotations

import pytest

from epsom import units
from epsom.errors import InputError
from epsom.labs.analytes import TABLE, analyte, analytes
from epsom.quantities import quantity
from epsom.tables import rows


def test_reading_spread_by_hand():
    serum, ionised = analyte("serum_magnesium"), analyte("ionised_magnesium")
    assert serum.reading_spread == pytest.approx((0.02**2 + 0.036**2) ** 0.5)
    assert ionised.reading_spread == pytest.approx((0.023**2 + 0.033**2 + 0.04**2) ** 0.5)


def test_what_weighs_persons_and_what_is_kept_beside():
    weighs = {name for name, one in analytes().items() if one.weighs}
    assert {"serum_magnesium", "urine_magnesium", "magnesium_retention", "parathyroid_hormone"} <= weighs
    assert not weighs & {"creatinine", "egfr", "albumin", "phosphate", "vitamin_d_25", "glucose", "hba1c"}
    assert [name for name, one in analytes().items() if one.scale == "linear"] == ["magnesium_retention"]


def test_what_is_told_relative_to_normal_says_what_normal_is():
    relative = {name: (one.normal, one.unit) for name, one in analytes().items() if one.normal is not None}
    assert relative == {
        "red_cell_magnesium": (1.92, "mmol/L"),  # Ryan 1996
        "parathyroid_hormone": (35.5, "pg/mL"),  # Yalla 2019
        "calcitriol": (45.0, "pg/mL"),
    }
    assert all(quantity(name).unit == "1" for name in relative)


@pytest.mark.parametrize("name", analytes())
def test_units_and_ranges_agree(name: str):
    one = analyte(name)
    for unit in one.accepts:
        assert units.converted(1.0, unit, one.unit, one.substance) != 0
    size = one.normal or 1.0
    low, high = (end / size for end in one.plausible)
    assert quantity(name).low <= low < high <= quantity(name).high


def test_no_spread_lies_idle():
    used = {f"{name}_{part}" for name in analytes() for part in
            ("assay_spread", "daily_spread", "unexplained_spread", "diurnal_swing", "normal")}  # fmt: skip
    assert set(rows(TABLE)) <= used
    for name, one in analytes().items():
        assert one.within_person_spread > 0, name


def test_an_unknown_analyte_brings_the_nearest():
    with pytest.raises(InputError, match="Nearest: serum_magnesium"):
        analyte("serum_magnesum")
