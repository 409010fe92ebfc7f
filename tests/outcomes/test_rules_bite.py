"""The rules bite: with a rule taken out its offender passes; with every other taken out it is still refused."""

from __future__ import annotations

import json
import math
import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from epsom.errors import TableError
from epsom.interfaces.cli import OK, run
from epsom.outcomes import together
from epsom.outcomes.evidence import evidence
from epsom.outcomes.personal import exposures
from epsom.outcomes.project import Exposures, Finding
from epsom.outcomes.row import EvidenceRow

given = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("offending.py"))))
people = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("people.py"))))
EACH = pytest.mark.parametrize("one", given.SAMPLE, ids=lambda one: f"{one.rule}: {one.what}")


def test_every_rule_stands_in_the_code_by_its_name_and_has_an_offender():
    kept = {name for table in given.TABLES.values() for name in table if re.fullmatch(r"E\d+", name)}
    assert kept == set(given.NUMBERS) == {one.rule for one in given.SAMPLE}
    assert len(given.NUMBERS) == 12


@EACH
def test_with_its_rule_the_offender_is_refused_by_name(one):
    with pytest.raises(TableError, match=rf": {one.rule}: .+\."):
        one.try_it()


@EACH
def test_without_its_rule_the_offender_passes(one):
    """So nothing else was holding it back."""
    with given.without(one.rule):
        one.try_it()
    assert one.rule in one.told()  # and the rule is back


@EACH
def test_its_rule_alone_holds_the_offender_back(one):
    with given.without(*given.others(one.rule)), pytest.raises(TableError, match=rf": {one.rule}: "):
        one.try_it()


@pytest.mark.parametrize("rule", given.NUMBERS)
def test_what_keeps_every_rule_passes(rule: str):
    """No rule refuses everything: the whole small file loads, and the product's own."""
    with given.without(*given.others(rule)):
        assert [row.id for row in given.load(given.TRIAL, given.COHORT).rows] == ["trial", "cohort"]
        together.check_outcomes(evidence())


# --- what is shown ----------------------------------------------------------------------------------------------------


def _told(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    assert run(["outcomes", "--json"]) == OK
    return [row for one in json.loads(capsys.readouterr().out)["outcomes"] for row in one["rows"]]


def test_e3_only_the_studied_range_keeps_an_answer_flat_beyond_it(monkeypatch):
    """With every range taken for endless, more food beyond 450 mg/day tells more, and 900 mg/day are as 300."""
    beyond, wholly, dose = Exposures(0, 350, 600), Exposures(0, 500, 600), Exposures(900)

    def sizes() -> list[float | None]:
        found = [_of("stroke", asked, "diet.fang2016") for asked in (Exposures(0, 350, 450), beyond, wholly)]
        found += [_of("blood pressure", dose, "supplement.argeros2025.systolic")]
        return [one.size.estimate if one.size else None for one in found]

    inside, partly, outside, high = sizes()
    assert inside is not None
    assert (partly, outside, high) == (inside, None, None)
    monkeypatch.setattr(exposures, "valid", lambda row: (-math.inf, math.inf))
    inside, partly, outside, high = sizes()
    assert partly < inside
    assert outside == pytest.approx(inside, rel=1e-9)  # 100 mg/day each
    assert high is not None


def _of(outcome: str, asked: Exposures, row: str) -> Finding:
    return people.finding(people.follows(outcome, people.PRESSURE, asked), row)


def test_e9_only_what_is_withheld_keeps_a_number_from_memory_away(monkeypatch, capsys):
    memory = {row.id for one in evidence() for row in one.rows if row.mark == "memory"}
    assert memory
    assert all(row["estimate"] is None for row in _told(capsys) if row["id"] in memory)
    monkeypatch.setattr(EvidenceRow, "withheld", "")
    shown = {row["id"] for row in _told(capsys) if row["mark"] == "memory" and row["estimate"] is not None}
    assert shown == {row.id for one in evidence() for row in one.rows if row.mark == "memory" and row.estimate}


def test_e12_only_the_guards_bring_the_wrist_into_what_is_said_of_bone(monkeypatch, capsys):
    assert run(["outcomes", "bone", "turnover"]) == OK
    assert "wrist" in capsys.readouterr().out
    monkeypatch.setattr(together, "guards", lambda system, found: ())
    assert run(["outcomes", "bone", "turnover"]) == OK
    assert "wrist" not in capsys.readouterr().out


def test_e8_an_infusion_serves_nobody_and_would_but_for_where_it_was_given():
    """It is the setting that keeps it away: the same row, told as lived at home and applied, would be read."""
    (infusion,) = given.load(given.INFUSION).rows
    assert not infusion.serves("intravenous_magnesium")
    assert not replace(infusion, role="primary").serves("intravenous_magnesium")
    assert replace(infusion, role="primary", setting="free_living").serves("intravenous_magnesium")
