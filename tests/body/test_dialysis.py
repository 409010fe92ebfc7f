"""Dialysis: by hand, its law, its unit, no idle parameter, table and record agree, and what a session does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body import balance
from epsom.body.balance import Pools
from epsom.body.dialysis import Dialysis, dialysed
from epsom.simulate.live import Phase
from tests.body.lives import REFERENCE, USUAL, Life, diet, of, put, seen
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

BY_HAND = Dialysis(dialyser_clearance=200.0, dialysate_magnesium=0.5)
levels = st.floats(0, 3)


def test_dialysed_by_hand():
    assert dialysed(0.6, BY_HAND) == pytest.approx(20.0)
    assert dialysed(0.4, BY_HAND) == pytest.approx(-20.0)


@given(levels, levels, st.floats(0, 500))
def test_a_dialyser_takes_from_the_richer_side(free, bath, clearance):
    taken = dialysed(free, Dialysis(clearance, bath))
    assert taken * (free - bath) >= 0
    assert dialysed(bath, Dialysis(clearance, free)) == pytest.approx(-taken)


def test_nobody_is_dialysed_who_is_not_told_to_be():
    assert dialysed(REFERENCE.body.plasma.normal_serum, REFERENCE.body.dialysis)[0] == 0.0


def test_what_is_bound_to_protein_does_not_pass_the_dialyser():
    """Against a bath of what is free in plasma nothing passes, though serum holds a quarter more."""
    x = Pools(*REFERENCE.rest)
    flux = next(flux for flux in balance.FLUXES if flux.target_pool == "dialysate")
    body = put(
        REFERENCE.body, "dialysis", dialyser_clearance=200.0, dialysate_magnesium=balance.free(x, REFERENCE.body)
    )
    assert flux.rate(x, body)[0] == pytest.approx(0.0, abs=1e-12)


def session(bath):
    """Serum before, at the end of, and a day after four hours on a dialyser, in somebody whose kidneys do little."""
    life = Life(put(REFERENCE.body, "kidney", filtration_rate=20.0))
    on = put(life.body, "dialysis", dialyser_clearance=200.0, dialysate_magnesium=bath)
    fed = diet(USUAL)
    start = life.settled(fed)
    found = life.lived(start, [Phase(4 / 24, on, fed), Phase(1.0, life.body, fed)], (0.0, 4 / 24, 1.0))
    return seen(balance.serum, found), of(found, "dialysate")


def test_a_session_takes_magnesium_and_serum_rebounds_from_the_stores():
    """Against a bath of 0.5 mmol/L serum falls within the session, as 1.14 to 0.95 in Belgrade."""
    serum, gone = session(0.5)
    assert serum[1] < serum[0]
    assert serum[1] < serum[2] < serum[0]
    assert gone[1] == gone[2] > 0


def test_a_rich_bath_gives():
    serum, gone = session(2.0)
    assert serum[1] > serum[0]
    assert gone[1] < 0


def test_dialysed_has_its_unit():
    assert dialysed(in_unit(0.6, "mmol/L"), record_with_units("dialysis")).units == unit("mmol/day")


@pytest.mark.parametrize("name", names(Dialysis))
def test_no_parameter_is_idle(name):
    assert differ([dialysed(np.array([0.7]), moved(BY_HAND, name))], [dialysed(np.array([0.7]), BY_HAND)])


def test_table_and_record_agree():
    assert table_and_record_agree("dialysis")
