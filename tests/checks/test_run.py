"""The run: the small honest proposer passes, each rule that it leaves out is found, and the counts stay the same."""

from __future__ import annotations

import pytest

from epsom.checks import own_list, targets
from epsom.checks.nouns import Tally
from epsom.checks.persons import persons
from epsom.checks.run import held
from tests.checks.honest import room


def left_out(id: str) -> tuple[str, ...]:
    """What the honest proposer calls this rule: by each medicine's name where it is about medicines.

    A pair goes with all other pairs of the same medicines, which would keep them apart as well.
    """
    named = {rule.rule: rule.names for rule in own_list.aparts()}
    pairs = {pair.rule: set(pair.names) for pair in own_list.pairs()}
    alike = [rule for rule, names in pairs.items() if names & pairs.get(id, set())]
    return (id, id.removeprefix("apart: "), *named.get(id, ()), *alike)


@pytest.mark.parametrize("id", targets.ids())
def test_a_rule_left_out_is_found_on_its_persons(id: str):
    cases = targets.targeted(id)
    assert held(cases, room()).violations == 0
    off = held(cases, room(*left_out(id)))
    assert off.by_rule.get(id, 0) > 0, off.by_rule


def test_every_rule_of_the_list_has_its_persons():
    rules = {gate.id for gate in own_list.gates()} | {bar.id for bar in own_list.bars()} | {own_list.split().id}
    rules |= {own_list.unknown().id, own_list.unknown().otherwise, own_list.loosening().id, "T12", "C05"}
    rules |= {one.rule for one in own_list.aparts() if one.before or one.after or one.never}
    rules |= {pair.rule for pair in own_list.pairs()}
    assert set(targets.ids()) == rules


def test_the_honest_pass_in_two_thousand_and_the_draw_meets_every_rule():
    tally = held(persons(2000, 11), room())
    assert (tally.persons, tally.violations) == (2000, 0)
    assert tally.regimens > 300
    assert tally.timed > 100
    assert {"K07", "K08", "C01", "C02", "C03", "C04", "C05", "C06", "D04"} <= set(tally.alone)


def test_a_proposer_without_a_rule_fails_on_drawn_persons_too():
    tally = held(persons(2000, 11), room("K07"))
    assert set(tally.by_rule) >= {"K07"}
    assert tally.first[0]["person"]["age"] >= 0
    assert tally.violations == sum(tally.by_rule.values())


def test_two_halves_add_up_to_the_whole():
    cases = list(persons(600, 2))
    whole, halves = held(cases, room("T12"), 5), Tally()
    for half in (cases[:300], cases[300:]):
        halves.add(held(half, room("T12"), 5), 5)
    assert halves == whole
    assert len(whole.first) == 5
