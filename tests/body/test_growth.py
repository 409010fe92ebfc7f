"""Growth: by hand, its law, its unit, no idle parameter, table and record agree, and what it costs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body import balance
from epsom.body.balance import Pools
from epsom.body.growth import Growth, laid_down
from epsom.simulate.live import Phase
from tests.body.lives import REFERENCE, USUAL, Life, diet, of, put
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

BY_HAND = Growth(accretion=0.4)
GROWING = Life(put(REFERENCE.body, "growth", accretion=0.4))


def test_laid_down_by_hand():
    assert laid_down(1.0, BY_HAND) == pytest.approx(0.4)
    assert laid_down(0.5, BY_HAND) == pytest.approx(0.2)


@given(st.floats(0, 5), st.floats(0, 5))
def test_growth_is_in_proportion_to_what_is_around(relative, factor):
    assert laid_down(factor * relative, BY_HAND) == pytest.approx(factor * laid_down(relative, BY_HAND))


def test_an_adult_has_stopped_growing():
    assert laid_down(np.array([1.0]), REFERENCE.body.growth)[0] == 0.0


def test_who_grows_spills_less_on_the_same_diet():
    """What new tissue takes, the kidney lets go less: growth is paid from the urine while there is any to spare."""
    spilled = [balance.spilled(Pools(*life.rest), life.body)[0] for life in (REFERENCE, GROWING)]
    assert spilled[1] < spilled[0] - 0.2
    assert GROWING.serum < REFERENCE.serum


def test_who_lacks_magnesium_grows_less():
    """The same body on little magnesium lays down less in a month than on the usual diet."""
    laid = [
        of(GROWING.lived(GROWING.rest, [Phase(30.0, GROWING.body, diet(mg))], [30.0]), "growth")[0]
        for mg in (USUAL, 50.0)
    ]
    assert 0 < laid[1] < laid[0] <= 30 * 0.4 * 1.01


def test_laid_down_has_its_unit():
    assert laid_down(in_unit(1.0, "1"), record_with_units("growth")).units == unit("mmol/day")


@pytest.mark.parametrize("name", names(Growth))
def test_no_parameter_is_idle(name):
    assert differ([laid_down(np.array([0.7]), moved(BY_HAND, name))], [laid_down(np.array([0.7]), BY_HAND)])


def test_table_and_record_agree():
    assert table_and_record_agree("growth")
