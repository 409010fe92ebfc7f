"""Turnover: by hand, its laws, its units, no idle parameter, table and record agree, and which way density goes."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.turnover import Turnover, density_changed, osteoblasts_changed, osteoclasts_changed
from epsom.simulate.live import Phase
from tests.body.lives import DAYS, REFERENCE, USUAL, Life, diet, of, put
from tests.body.rooms import differ, in_unit, moved, names, record_with_units, table_and_record_agree, unit

TYPICAL = REFERENCE.body.turnover
ONE_PER_DAY = math.log(2)
BY_HAND = Turnover(
    osteoclast_hormone_exponent=0.5,
    osteoclast_magnesium_exponent=0.5,
    oestrogen_loss=1.5,
    osteoclast_half_time=ONE_PER_DAY,
    osteoblast_coupling=0.5,
    osteoblast_half_time=ONE_PER_DAY,
    density_half_time=ONE_PER_DAY,
)
relative = st.floats(0.05, 5)


def test_osteoclasts_by_hand():
    """Four times the hormone is twice as many, a quarter of the magnesium twice again, oestrogen lost half more."""
    assert osteoclasts_changed(1.0, 4.0, 0.25, BY_HAND) == pytest.approx(1.5 * 2 * 2 - 1)


def test_osteoblasts_and_density_by_hand():
    assert osteoblasts_changed(1.5, 4.0, BY_HAND) == pytest.approx(2.0 - 1.5)
    assert density_changed(0.9, 2.0, 1.0, BY_HAND) == pytest.approx(0.5 - 0.9)


def test_normal_bone_is_at_rest():
    assert osteoclasts_changed(1.0, 1.0, 1.0, TYPICAL)[0] == 0.0
    assert osteoblasts_changed(1.0, 1.0, TYPICAL)[0] == 0.0
    assert density_changed(1.0, 1.0, 1.0, TYPICAL)[0] == 0.0


@given(relative, relative, relative)
def test_more_hormone_and_less_magnesium_never_mean_fewer_osteoclasts(cells, a, b):
    low, high = sorted((a, b))
    assert osteoclasts_changed(cells, low, 1.0, TYPICAL)[0] <= osteoclasts_changed(cells, high, 1.0, TYPICAL)[0]
    assert osteoclasts_changed(cells, 1.0, low, TYPICAL)[0] >= osteoclasts_changed(cells, 1.0, high, TYPICAL)[0]


@given(st.floats(1.01, 5))
def test_bone_that_turns_over_faster_comes_to_rest_thinner(osteoclasts):
    """Building follows taking down, not quite to the full: so whoever takes down more, ends with less."""
    followed = osteoclasts ** TYPICAL.osteoblast_coupling[0]
    assert osteoblasts_changed(followed, osteoclasts, TYPICAL)[0] == pytest.approx(0.0, abs=1e-12)
    assert 1 < followed < osteoclasts
    assert density_changed(1.0, osteoclasts, followed, TYPICAL)[0] < 0


def test_oestrogen_lost_costs_density():
    life = Life(put(REFERENCE.body, "turnover", oestrogen_loss=1.3))
    year = life.lived(REFERENCE.rest, [Phase(365.0, life.body, diet(USUAL))], (0.0, 365.0))
    assert of(year, "osteoclasts")[1] > of(year, "osteoclasts")[0]
    assert of(year, "bone_density")[1] < of(year, "bone_density")[0]


def test_depletion_takes_bone_down_faster_than_it_builds_it():
    """In animals magnesium deficiency raises osteoclasts and thins bone: the direction alone is held."""
    first = slice(0, DAYS.index(60.0) + 1)
    assert of(REFERENCE.depletion, "osteoclasts")[first][-1] > of(REFERENCE.depletion, "osteoclasts")[0]
    assert of(REFERENCE.depletion, "bone_density")[first][-1] < of(REFERENCE.depletion, "bone_density")[0]


def test_its_layer_hardly_moves_the_magnesium_of_the_body():
    """Remodelling's own magnesium is tiny: half a year of osteoclasts at twice normal hardly changes serum."""
    fast = Life(replace(REFERENCE.body, turnover=moved(TYPICAL, "oestrogen_loss", 2.0)))
    end = fast.lived(REFERENCE.rest, [Phase(180.0, fast.body, diet(USUAL))], [180.0])
    assert of(end, "plasma")[0] == pytest.approx(of(REFERENCE.depletion, "plasma")[0], rel=0.03)


def test_changes_have_their_units():
    bare, kit = in_unit(0.9, "1"), record_with_units("turnover")
    assert osteoclasts_changed(bare, bare, bare, kit).units == unit("1/day")
    assert osteoblasts_changed(bare, bare, kit).units == unit("1/day")
    assert density_changed(bare, bare, bare, kit).units == unit("1/day")


@pytest.mark.parametrize("name", names(Turnover))
def test_no_parameter_is_idle(name):
    def everything(kit):
        return [
            osteoclasts_changed(np.array([1.2]), 1.5, 0.7, kit),
            osteoblasts_changed(np.array([0.9]), 1.4, kit),
            density_changed(np.array([1.1]), 1.4, 1.2, kit),
        ]

    assert differ(everything(moved(TYPICAL, name)), everything(TYPICAL))


def test_table_and_record_agree():
    assert table_and_record_agree("turnover")
