"""The skin: by hand, its law, its unit, no idle parameter, table and record agree."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.skin import Skin, sweated
from epsom.cohort.draw import typical
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

TYPICAL = typical().skin


def test_sweated_by_hand():
    assert sweated(0.5, Skin(sweat_loss=0.2)) == pytest.approx(0.1)


@given(st.floats(0, 10), st.floats(0, 10))
def test_sweat_is_in_proportion_to_what_is_around(relative, factor):
    assert sweated(factor * relative, TYPICAL)[0] == pytest.approx(factor * sweated(relative, TYPICAL)[0])


def test_sweated_has_its_unit():
    assert sweated(in_unit(0.8, "1"), record_with_units("skin")).units == unit("mmol/day")


@pytest.mark.parametrize("name", names(Skin))
def test_no_parameter_is_idle(name):
    assert differ([sweated(np.array([0.7]), moved(TYPICAL, name))], [sweated(np.array([0.7]), TYPICAL)])


def test_table_and_record_agree():
    assert table_and_record_agree("skin")
