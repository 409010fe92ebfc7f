"""Offspring: by hand, its law, its unit, no idle parameter, table and record agree."""

import pytest

from epsom.body import balance
from epsom.body.balance import Pools
from epsom.body.offspring import Offspring, given
from tests.body.lives import LOW, REFERENCE, Life, Phase, diet, of, put
from tests.body.rooms import differ, moved, names, record_with_units, table_and_record_agree, unit

NURSING = Life(put(REFERENCE.body, "offspring", transfer=1.0))


def test_given_by_hand():
    assert given(Offspring(transfer=0.8)) == 0.8


def test_nobody_gives_who_has_no_child():
    assert given(REFERENCE.body.offspring)[0] == 0.0


def test_a_mother_gives_whatever_her_own_state():
    """A law: in a month without magnesium the child gets as much as in any other, and she has that much less."""
    month = NURSING.lived(NURSING.rest, [Phase(30.0, NURSING.body, diet(LOW))], (0.0, 30.0))
    assert of(month, "child")[1] == pytest.approx(30.0)
    held = [balance.content(Pools(*pools))[0] for pools in (month.pools[1], REFERENCE.on_day(21.0))]
    assert held[0] < held[1]


def test_given_has_its_unit():
    assert given(record_with_units("offspring")).units == unit("mmol/day")


@pytest.mark.parametrize("name", names(Offspring))
def test_no_parameter_is_idle(name):
    told = NURSING.body.offspring
    assert differ([given(moved(told, name))], [given(told)])


def test_table_and_record_agree():
    assert table_and_record_agree("offspring")
