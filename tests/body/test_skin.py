"""The skin: by hand, and its law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.skin import Skin, sweated
from epsom.cohort.draw import typical

TYPICAL = typical().skin


def test_sweated_by_hand():
    assert sweated(0.5, Skin(sweat_loss=0.2)) == pytest.approx(0.1)


@given(st.floats(0, 10), st.floats(0, 10))
def test_sweat_is_in_proportion_to_what_is_around(relative, factor):
    assert sweated(factor * relative, TYPICAL)[0] == pytest.approx(factor * sweated(relative, TYPICAL)[0])
