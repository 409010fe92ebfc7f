"""Bone: its depth by hand, and its laws. Its two stores obey the law of exchange and are tested there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.body.bone import Bone, accreted, resorbed
from epsom.body.exchange import Store
from epsom.cohort.draw import typical

TYPICAL = typical().bone
NOTHING = Store(0.0, 1.0, 0.0)
BY_HAND = Bone(NOTHING, NOTHING, deep_content=400.0, turnover_rate=0.001, accretion_exponent=0.5)
relative = st.floats(0.05, 5)


def test_accreted_by_hand():
    assert accreted(1.0, BY_HAND) == pytest.approx(0.4)
    assert accreted(0.25, BY_HAND) == pytest.approx(0.2)


def test_resorbed_by_hand():
    assert resorbed(300.0, BY_HAND) == pytest.approx(0.3)


@given(relative)
def test_deep_bone_rests_where_its_new_mineral_is_as_rich_as_the_old(relative):
    rest = TYPICAL.deep_content * relative**TYPICAL.accretion_exponent
    assert accreted(relative, TYPICAL)[0] == pytest.approx(resorbed(rest, TYPICAL)[0])


@given(relative, relative)
def test_more_around_is_never_less_built_in(a, b):
    low, high = sorted((a, b))
    assert accreted(low, TYPICAL)[0] <= accreted(high, TYPICAL)[0]


@given(st.floats(0.05, 1))
def test_full_bone_gives_in_deficiency(relative):
    assert accreted(relative, TYPICAL)[0] <= resorbed(TYPICAL.deep_content, TYPICAL)[0]
