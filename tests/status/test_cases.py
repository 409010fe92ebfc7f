"""Ten worked cases, each held against what was expected of it before anything was run."""

from __future__ import annotations

from functools import cache

import pytest

from epsom.assessment import walk
from epsom.assessment.asking import worth
from epsom.assessment.causes import causes, what_was_told
from epsom.assessment.journey import Journey
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.person import person_from
from epsom.status.causes import Ranked, ranked
from tests.status.cases import CASES, case, told

NAMES = list(CASES)


@cache
def rank(name: str) -> Ranked:
    return ranked(told(name))


@cache
def journey(name: str) -> Journey:
    return walk(person_from(case(name)["person"]))


def expected(name: str):
    return case(name)["expected"]


def one_of(wanted: object) -> list[object]:
    return wanted if isinstance(wanted, list) else [wanted]


def test_there_are_ten_and_each_says_why():
    assert len(NAMES) == 10
    for name in NAMES:
        assert set(case(name)) == {"person", "values", "expected"}
        assert case(name)["values"]["source"]
        for part in ("first", "second", "separates", "stores", "urgent", "next"):
            assert expected(name)[part]["because"], (name, part)


@pytest.mark.parametrize("name", NAMES)
def test_the_first_cause(name: str):
    wanted, found = expected(name)["first"], rank(name).causes
    if not wanted["cause"]:
        assert found == ()
        return
    assert found[0].name in wanted["cause"]
    assert found[0].branch in one_of(wanted["branch"])
    assert found[0].probability >= wanted["least"]


@pytest.mark.parametrize("name", NAMES)
def test_the_second_cause_and_what_parts_it_from_the_first(name: str):
    wanted, found = expected(name)["second"], rank(name)
    if not wanted["cause"]:
        assert found.separates is None
        return
    assert found.causes[1].name in wanted["cause"]
    assert found.causes[1].branch in one_of(wanted["branch"])
    assert found.separates is not None
    assert found.separates.name in expected(name)["separates"]["finding"]
    assert found.separates.times > 1


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_and_what_is_not(name: str):
    found = rank(name)
    text = "\n".join((*found.alerts, *found.words, "" if found.separates is None else found.separates.name))
    for word in expected(name)["said"]:
        assert word in text
    for word in expected(name)["unsaid"]:
        assert word not in text


@pytest.mark.parametrize("name", NAMES)
def test_who_is_urgent(name: str):
    wanted, found = expected(name)["urgent"]["words"], rank(name).alerts
    assert bool(found) == bool(wanted)
    for word in wanted:
        assert word in found[0]


def test_low_albumin_does_not_explain_the_case_of_alcohol():
    share = sum(line.probability for line in rank("alcohol").causes if line.branch == "artefact")
    assert 0 < share <= expected("alcohol")["artefact"]["most"]


@pytest.mark.parametrize("name", [name for name in NAMES if "signs_move" in expected(name)])
def test_signs_move_nothing(name: str):
    assert told(name).signs
    assert ranked(told(name, signs=())) == rank(name)


UNMET = {
    "thiazide": "0.32 to 0.35 by three seeds, potassium not counted: the threshold takes most of the fall of serum",
}
"""Where the stores are not what was expected; the expected part stays, and a case that is met is an error here."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=UNMET[name])) if name in UNMET else name
        for name in NAMES
    ],
)
def test_the_stores(name: str):
    wanted, life = expected(name)["stores"], journey(name)
    large = life.deficit > wanted["share"] * balance.content(Pools(*life.replete))
    assert wanted["low"] <= min(1.0, float(life.weighting.weights[large].sum())) <= wanted["high"]


@pytest.mark.parametrize("name", NAMES)
def test_a_journey_ranks_as_the_file_does(name: str):
    """The same findings reach the ranking through the person and the cohort as straight from the file."""
    life = journey(name)
    found = causes(life)
    assert dict(what_was_told(life).readings) == pytest.approx(dict(told(name).readings))
    if life.as_eaten is None:
        assert [line.name for line in found.causes] == [line.name for line in rank(name).causes]
    else:
        assert found.looked_for == rank(name).looked_for


@pytest.mark.parametrize("name", NAMES)
def test_the_next_test(name: str):
    wanted, best = expected(name)["next"], worth(journey(name)).best
    assert best not in wanted["never"]
    assert (best or "none") in wanted["any"]


@pytest.mark.parametrize("name", NAMES)
def test_readings_count_in_full(name: str):
    """No worked case is softened: their readings are such as people have."""
    found = journey(name)
    assert found.weighting.counted == 1.0
    assert found.road != "softened"


def test_where_urgent_care_comes_first_no_test_is_named():
    for name in ("ppi", "renal_wasting"):
        found = worth(journey(name))
        assert found.best is None
        assert "urgent" in found.words.lay[0]
        assert "Serum magnesium 0.4" in found.words.clinician[0]
