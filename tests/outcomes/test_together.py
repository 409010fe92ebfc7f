"""What may stand together: each rule between rows and between files has a pair that breaks it."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from epsom.errors import TableError
from epsom.outcomes.evidence import evidence, read
from epsom.outcomes.outcome import Evidence
from epsom.outcomes.row import rules
from epsom.outcomes.together import check_outcomes, guards, never_together, wholes

small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_evidence.py"))))
COHORT, HEAD, SERUM, TRIAL, changed = small.COHORT, small.HEAD, small.SERUM, small.TRIAL, small.changed


def load(*rows: str, head: str = HEAD) -> Evidence:
    return read(head + "".join(rows), "sleep.toml")


def named(name: str) -> Evidence:
    return next(one for one in evidence() if one.outcome == name)


def test_e4_one_primary_per_exposure():
    second = changed(TRIAL, ('id = "trial"', 'id = "second"'), ('"free_living"', '"free_living", condition = "men"'))
    with pytest.raises(TableError, match=r"\[second\]: E4"):
        load(TRIAL, second)
    assert len(load(TRIAL, changed(second, ('"primary"', '"triangulate"'))).rows) == 2


def test_e6_serum_beside_food_says_that_only_one_is_applied():
    with pytest.raises(TableError, match=r"\[serum\]: E6.*instead_of"):
        load(COHORT, SERUM)
    told = load(COHORT, SERUM + 'instead_of = ["cohort"]\n')
    assert "E6" in never_together((told, "cohort"), (told, "serum"), [told])


def test_overlapping_rows_are_refused():
    other = changed(COHORT, ('id = "cohort"', 'id = "other"'), ('"primary"', '"triangulate"'))
    with pytest.raises(TableError, match=r"\[other\]: overlaps with cohort"):
        load(COHORT, other)  # the same source on the same people: one number twice
    apart = changed(other, ('"free_living"', '"free_living", condition = "men"'))
    assert load(COHORT, apart + 'overlaps = ["cohort"]\n').row("other").overlaps == ("cohort",)
    for name in ("nobody", "other"):
        with pytest.raises(TableError, match="no other row of this file"):
            load(COHORT, apart + f'overlaps = ["{name}"]\n')


def test_two_primary_rows_that_share_studies_are_refused():
    tablet = changed(
        COHORT, ('id = "cohort"', 'id = "tablet"'), ('"dietary_magnesium"', '"supplemental_magnesium"'),
        ('"log_linear"', '"step"'), ('"per_unit"', '"step"'), ("increment = 100", "dose = [100, 300]"),
    )  # fmt: skip
    assert len(load(COHORT, tablet).rows) == 2
    with pytest.raises(TableError, match="one counts twice"):
        load(COHORT, tablet + 'overlaps = ["cohort"]\n')


def test_e5_a_part_and_its_whole():
    stroke, all_heart, death = named("stroke"), named("cardiovascular disease"), named("death")
    assert wholes("stroke", evidence()) == ("cardiovascular disease", "death", "health")
    for whole in (all_heart, death):
        both = never_together((stroke, "diet.fang2016"), (whole, "diet.fang2016"), evidence())
        assert both == f"E5: stroke and {whole.outcome} are a part and its whole"
        assert never_together((whole, "diet.fang2016"), (stroke, "diet.fang2016"), evidence())


def test_e5_an_effect_and_what_it_runs_through():
    pressure = (named("blood pressure"), "supplement.argeros2025.systolic")
    assert "through" in never_together((named("stroke"), "diet.fang2016"), pressure, evidence())


def test_what_has_nothing_in_common_may_stand_together():
    migraine = (named("migraine"), "supplement.karami2025.attacks")
    assert never_together((named("stroke"), "diet.fang2016"), migraine, evidence()) == ""


def test_e5_no_outcome_is_a_part_of_itself():
    found = [one for one in evidence() if one.outcome not in ("stroke", "cardiovascular disease")]
    ring = [
        replace(named("stroke"), parent="cardiovascular disease"),
        replace(named("cardiovascular disease"), parent="stroke"),
    ]
    with pytest.raises(TableError, match="E5"):
        check_outcomes([*found, *ring])


@pytest.mark.parametrize("name", sorted(rules()["guard"]))
def test_e12_no_guard_may_be_left_out(name: str):
    one = named(name)
    bare = replace(one, answer=replace(one.answer, kind="not known"), rows=())
    without = [bare if other == one else other for other in evidence()]
    with pytest.raises(TableError, match=f"E12: {name}"):
        check_outcomes(without)


def test_e12_the_guards_named_by_the_rules_are_there():
    """Cramps, LDL, genetics of bone, wrist fracture, muscle and serum, as the reference names them; and the QT."""
    found = {one.outcome for one in evidence() if one.guards}
    assert found == set(rules()["guard"])
    assert {row.id for _, row in guards("bone and mineral hormones", evidence())} == {
        "genetic.he2021",
        "diet.orchard2014",
    }


def test_no_outcome_has_two_files():
    with pytest.raises(TableError, match="two files"):
        check_outcomes([*evidence(), named("stroke")])


@pytest.mark.parametrize(
    ("name", "kind", "reason"),
    [
        ("stroke", "effect", "needs a primary row of trials"),
        ("sleep", "association", "needs a primary row of a cohort"),
        ("type 2 diabetes", "null", "holds no effect"),
        ("type 2 diabetes", "not known", "a row is primary"),
    ],
)
def test_an_answer_says_no_more_than_its_rows(name: str, kind: str, reason: str):
    others = [one for one in evidence() if one.outcome != name]
    with pytest.raises(TableError, match=reason):
        check_outcomes([*others, replace(named(name), answer=replace(named(name).answer, kind=kind))])


def test_an_effect_runs_through_an_outcome_there_is():
    stroke = named("stroke")
    rows = tuple(replace(row, mediated_by=("wellbeing",)) for row in stroke.rows)
    with pytest.raises(TableError, match="no outcome 'wellbeing'"):
        check_outcomes([*(one for one in evidence() if one != stroke), replace(stroke, rows=rows)])
