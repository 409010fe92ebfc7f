"""``epsom outcomes``: every outcome with source, certainty and role; nothing shown that may not be."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from epsom.interfaces.cli import INVALID, OK, run
from epsom.outcomes.evidence import evidence
from epsom.tables import sources


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    assert run(["outcomes", "--json"]) == OK
    return json.loads(capsys.readouterr().out)["outcomes"]


def test_json_lists_every_outcome_with_source_certainty_and_role(told: list[dict]):
    assert [one["outcome"] for one in told] == [one.outcome for one in evidence()]
    for one in told:
        assert one["answer"]["kind"]
        if one["rows"]:
            assert one["source"] in sources()
            assert one["certainty"]
            assert one["role"] in {row["role"] for row in one["rows"]}
        else:
            assert one["answer"]["kind"] == "not known"


def test_json_tells_every_row_with_source_certainty_and_role(told: list[dict]):
    rows = [row for one in told for row in one["rows"]]
    assert len(rows) == sum(len(one.rows) for one in evidence())
    for row in rows:
        assert row["source"] in sources()
        assert row["citation"]
        assert row["certainty"]
        assert row["use"]


def test_a_number_from_memory_is_not_in_the_json(told: list[dict]):
    memory = [row for one in told for row in one["rows"] if row["mark"] == "memory"]
    assert len(memory) == 4
    for row in memory:
        assert row["estimate"] is None
        assert row["interval"] is None
        assert "memory" in row["withheld"]


def test_a_refused_row_is_shown_as_a_fault_of_its_source(told: list[dict]):
    faults = {row["id"]: row["fault"] for one in told for row in one["rows"] if row["role"] == "refuse"}
    assert "not symmetric" in faults["serum.delgobbo2013"]
    assert all(faults.values())


def test_the_overview_has_a_line_for_each(capsys: pytest.CaptureFixture[str]):
    assert run(["outcomes"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + len(evidence())
    assert lines[0].split() == ["outcome", "answer", "certainty", "role", "source"]
    assert any(line.startswith("stroke") and "Fang X 2016" in line and "association" in line for line in lines)


def test_one_outcome_is_told_whole(capsys: pytest.CaptureFixture[str]):
    assert run(["outcomes", "Muscle", "cramps"]) == OK
    said = capsys.readouterr().out
    assert "MD 0.01 cramps/week (-0.52 to 0.55)" in said
    assert "CD009402" in said


def test_e12_a_guard_comes_with_every_outcome_of_its_system(capsys: pytest.CaptureFixture[str]):
    assert run(["outcomes", "bone_turnover"]) == OK
    said = capsys.readouterr().out
    assert "What would tell:" in said
    assert "Goes with it, from bone density" in said
    assert "More wrist fractures" in said
    assert "1.23" not in said  # from memory, so its number stays away


def test_an_unknown_outcome_names_the_nearest(capsys: pytest.CaptureFixture[str]):
    assert run(["outcomes", "strok"]) == INVALID
    assert "Nearest: stroke," in capsys.readouterr().err


TOP = Path(__file__).parents[2]
WRITER = runpy.run_path(str(TOP / "scripts" / "write_outcomes_page.py"), run_name="page")


def test_the_page_is_as_the_files_have_it():
    assert (TOP / "docs" / "outcomes.md").read_text("utf-8") == WRITER["page"](), (
        "python scripts/write_outcomes_page.py"
    )


def test_the_page_names_every_rule_and_where_it_is_tested():
    """E1 to E12, each with a test in the tests of the room that keeps it."""
    assert [name for name, _, _ in WRITER["RULES"]] == [f"E{number}" for number in range(1, 13)]
    for name, _, room in WRITER["RULES"]:
        tests = (TOP / "tests" / "outcomes" / f"test_{room}.py").read_text("utf-8")
        assert re.search(rf'"{name} |def test_{name.lower()}_', tests), name


def test_no_number_from_memory_stands_on_the_page():
    text = (TOP / "docs" / "outcomes.md").read_text("utf-8")
    memory = [row for one in evidence() for row in one.rows if row.withheld]
    assert text.count("number withheld") == len(memory) == 4
    for row in memory:
        assert f"{row.measure} {row.estimate:g}" not in text
