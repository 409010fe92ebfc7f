"""Bone: its depth by hand, its laws, its units, no idle parameter, table and record agree.

Its two stores obey the law of exchange and are tested there.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.bone import Bone, accreted, resorbed
from epsom.body.exchange import Store
from epsom.cohort.draw import typical
from tests.body.rooms import differ, in_unit, moved, record_with_units, table_and_record_agree, unit

TYPICAL = typical().bone
NOTHING = Store(0.0, 1.0, 0.0)
BY_HAND = Bone(NOTHING, NOTHING, deep_content=400.0, turnover_rate=0.001, accretion_exponent=0.5)
relative = st.floats(0.05, 5)
cells = st.floats(0.1, 5)


def test_accreted_by_hand():
    assert accreted(1.0, 1.0, BY_HAND) == pytest.approx(0.4)
    assert accreted(0.25, 3.0, BY_HAND) == pytest.approx(0.6)


def test_resorbed_by_hand():
    assert resorbed(300.0, 1.0, BY_HAND) == pytest.approx(0.3)
    assert resorbed(300.0, 2.0, BY_HAND) == pytest.approx(0.6)


@given(relative, cells)
def test_deep_bone_rests_where_its_new_mineral_is_as_rich_as_the_old(relative, cells):
    """However fast it turns over, as long as as many build it up as take it down."""
    rest = TYPICAL.deep_content * relative**TYPICAL.accretion_exponent
    assert accreted(relative, cells, TYPICAL)[0] == pytest.approx(resorbed(rest, cells, TYPICAL)[0])


@given(relative, relative, cells)
def test_more_around_is_never_less_built_in(a, b, cells):
    low, high = sorted((a, b))
    assert accreted(low, cells, TYPICAL)[0] <= accreted(high, cells, TYPICAL)[0]


@given(st.floats(0.05, 1), cells, cells)
def test_full_bone_gives_in_deficiency_and_where_more_take_down_than_build(relative, a, b):
    fewer, more = sorted((a, b))
    assert accreted(relative, fewer, TYPICAL)[0] <= resorbed(TYPICAL.deep_content, more, TYPICAL)[0]


def test_the_fluxes_of_remodelling_are_tiny():
    """About 0.1 mmol a day of the depth of bone, next to a hundred that the kidney filters: its surface exchanges."""
    assert resorbed(TYPICAL.deep_content, 1.0, TYPICAL)[0] < 0.2


def test_rates_have_their_units():
    kit, bare = record_with_units("bone"), in_unit(0.8, "1")
    assert accreted(bare, bare, kit).units == unit("mmol/day")
    assert resorbed(in_unit(400.0, "mmol"), bare, kit).units == unit("mmol/day")


@pytest.mark.parametrize("name", ["deep_content", "turnover_rate", "accretion_exponent"])
def test_no_parameter_is_idle(name):
    def everything(kit):
        return [accreted(np.array([0.7]), 1.2, kit), resorbed(400.0, 1.1, kit)]

    assert differ(everything(moved(TYPICAL, name)), everything(TYPICAL))


def test_table_and_record_agree():
    assert table_and_record_agree("bone")
