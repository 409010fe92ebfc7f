"""Every rule is needed: with it the product holds on its targeted persons, and switched off it fails on them."""

from __future__ import annotations

import pytest

from epsom.checks import own_list, targets
from epsom.checks.run import held, product
from epsom.plan.regimen import rules
from epsom.plan.timetable import separations
from tests.checks.switches import BARS, BESIDE, off, product_ids


@pytest.mark.parametrize("id", targets.ids())
def test_each_rule_is_needed(id: str):
    cases = targets.targeted(id)
    on = held(cases, product())
    assert on.by_rule == {}, on.first[:1]
    with off(id):
        without = held(cases, product())
    assert without.by_rule.get(id, 0) > 0, "switched off, and nothing is broken"
    assert held(cases, product()) == on, "the switch was not put back"


@pytest.mark.parametrize(
    "id", [id for id in targets.ids() if id.startswith(("apart: ", "pair: ")) and id not in BESIDE]
)
def test_a_medicine_that_is_kept_apart_still_leaves_room_for_magnesium(id: str):
    """A timetable that gives up would break no rule either."""
    on = held(targets.targeted(id), product())
    assert on.timed > 0


@pytest.mark.parametrize("id", BARS)
def test_of_a_rule_that_is_held_twice_each_half_alone_holds(id: str):
    """A bar of the regimen's room and a row of the timetable: with one of them off the other still proposes nothing."""
    cases = targets.targeted(id)
    bars, rows = product_ids(id)
    with rules.off(bars[0]):
        without_the_bar = held(cases, product())
    with separations.off(*rows):
        without_the_rows = held(cases, product())
    assert without_the_rows.by_rule == {}
    assert without_the_rows.regimens == 0
    if any(separations.rules()[row].kind == "never" for row in rows):
        assert without_the_bar.by_rule == {}
        assert without_the_bar.regimens == 0


def test_what_is_taken_already_is_counted_by_a_rule_of_its_own():
    """The list has one rule for the limit and what is taken already; the product has two, and each is needed."""
    cases = targets.targeted("T12")
    for id in ("T12", "L01"):
        with rules.off(id):
            assert held(cases, product()).by_rule.get("T12", 0) > 0, id


def test_no_row_of_the_timetable_is_without_a_rule_of_the_list():
    """Every row that asks for hours, or for none at all, is switched off by one of the tests above."""
    known = {row for id in targets.ids() for row in product_ids(id)[1]}
    asking = {row.id for row in separations.rules().values() if row.before or row.after or row.kind == "never"}
    assert asking <= known
    two = {pair.id for pair in separations.pairs()}
    assert two - known == {"M03"}  # polystyrene sulfonate, beside which there is no magnesium and so no regimen


def test_every_rule_of_the_list_is_one_that_the_product_names():
    blocking = {rule.id for rule in rules.rules().values() if rule.kind in ("limit", "gate", "contraindication")}
    for id in targets.ids():
        bars, rows = product_ids(id)
        assert set(bars) <= blocking
        assert bars or rows, id
    assert {rule.id for rule in own_list.bars()} <= blocking
