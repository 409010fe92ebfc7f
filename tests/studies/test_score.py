"""Scores, by hand: counted per study, tolerance of ours apart, and where nobody could be simulated counts as missed."""

from __future__ import annotations

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.studies.run import Outcome
from epsom.studies.score import checks_missed, score, summary, tally

KNOWN = {"quantity": "x", "observed": 1.0, "predicted": 1.1, "low": 0.5, "high": 1.5, "z": 0.4, "group": "load"}
KNOWN |= {"measured": "serum_magnesium", "kind": "level", "mark": "read", "hypothesis": False}


def one(study: str, inside: bool = True, **told) -> Outcome:
    row = {"role": "check", "fold_error": None, "tolerance_ours": False, "tier": "soft", "batch": 1} | KNOWN | told
    return Outcome(study=study, inside=inside, **row)


def test_a_study_with_many_numbers_weighs_no_more_than_one_with_a_single_number():
    found = score([one("a", True), one("a", True), one("a", True), one("a", False), one("b", False)])
    assert (found.studies, found.outcomes, found.inside) == (2, 5, 3)
    assert found.share == pytest.approx((3 / 4 + 0) / 2)


def test_the_fold_error_is_the_median_of_those_that_have_one():
    found = score([one("a", fold_error=1.1), one("a", fold_error=1.2), one("b", fold_error=3.0), one("b")])
    assert found.fold_error == 1.2


def test_nothing_to_count_is_no_share():
    assert score([]) == score(iter(()))
    assert score([]).share is None
    assert score([one("a")]).fold_error is None


def test_a_tolerance_of_ours_is_counted_apart():
    found = tally([one("a", True), one("a", False, tolerance_ours=True), one("b", True, tolerance_ours=True)])
    assert (found.printed.inside, found.printed.outcomes, found.printed.share) == (1, 1, 1.0)
    assert (found.ours.inside, found.ours.outcomes, found.ours.share) == (1, 2, 0.5)


def test_what_is_only_shown_counts_nowhere_else():
    found = summary([one("a", role="shown", tier="hard"), one("b", role="fit"), one("c", False)])
    assert found.roles["shown"].printed.outcomes == 1
    assert found.counted.printed.outcomes == 2
    assert found.hard.printed.outcomes == 0


def test_misses_of_the_hard_tier_are_named_whatever_their_tolerance():
    missed = [one("a", False, tier="hard"), one("a", False, tier="hard", role="fit", tolerance_ours=True)]
    found = summary([*missed, one("a", True, tier="hard"), one("b", False)])
    assert found.hard_missed == tuple(missed)
    assert found.hard.printed.outcomes == 2


def test_what_nobody_could_be_simulated_for_lies_outside_and_is_named_once():
    lost = {"predicted": nan, "z": nan, "fault": "nobody can live so"}
    found = summary([one("a", False, **lost), one("a", False, **lost), one("b")])
    assert found.unlived == ("a",)
    assert found.roles["check"].printed.share == 0.5


def test_only_checks_with_an_error_of_their_own_are_asked_about():
    missed = one("a", False)
    others = [
        one("a"),
        one("b", False, role="fit"),
        one("c", False, role="shown"),
        one("d", False, tolerance_ours=True),
    ]
    assert checks_missed([missed, *others]) == (missed,)
    assert checks_missed(others) == ()


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.booleans()), min_size=1))
def test_the_share_lies_between_the_worst_and_the_best_study(found):
    rows = [one(study, inside) for study, inside in found]
    shares = [score(row for row in rows if row.study == study).share for study in {row.study for row in rows}]
    assert min(shares) <= score(rows).share <= max(shares) + 1e-12
