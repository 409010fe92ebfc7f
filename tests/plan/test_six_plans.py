"""The six plans: each line that was read against the clinical note is held there, and the page shows the reading.

``python scripts/write_six_plans_page.py`` prints the page anew, after a change of the answers that was meant.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from epsom.plan.regimen.candidates import products
from epsom.plan.regimen.rules import rules
from epsom.plate.supplements import salts
from tests.plan.six import reading
from tests.plan.six.reading import NAMES, VERDICTS, Reading, holds, of, rows, shown

PAGE = (Path(__file__).parents[2] / "docs" / "six-plans.md").read_text("utf-8")
MEND = "A reading has changed. Print the page anew: python scripts/write_six_plans_page.py"
FEW = 200
HELD = [(name, row) for name in NAMES for row in of(name) if row.check]


@pytest.mark.parametrize(("name", "row"), HELD, ids=[f"{name}-{row.line}-{row.check}" for name, row in HELD])
def test_the_plan_is_as_it_was_read(name: str, row: Reading):
    assert holds(row.check, shown(name, FEW)), row


def test_every_row_is_of_one_of_the_six_and_says_where_and_how():
    for row in rows():
        assert row.person in (*NAMES, "all")
        assert row.verdict in VERDICTS
        assert row.line
        assert row.note
        assert row.where
        assert row.why or row.verdict == "holds"
    assert {row.person for row in rows()} == {*NAMES, "all"}
    assert len(rows()) == len(set(rows()))


def test_every_rule_that_a_row_names_is_a_rule():
    """Of the regimen, or of the reference notes alone, which the row then quotes as text."""
    quoted = {"T06", "T07", "T19", "T14", "S00"}
    for row in rows():
        for name in re.findall(r"\b[A-Z]\d\d?\b", row.line):
            assert name in {*rules(), *quoted}, row


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("paul", "limit 250"),
        ("george", "limit 250"),
        ("george", "gate K04"),
        ("paul", "cause R01"),
        ("george", "bars lactate dihydrate"),
        ("paul", "measures M02"),
        ("paul", "stops M01"),
        ("paul", "caution D01"),
        ("ruth", "no-caution D01"),
        ("ruth", "no-cause R01"),
        ("paul", "side potassium"),
        ("ruth", "apart omeprazole 12"),
        ("paul", "order Regimen 1 < The plate"),
        ("paul", "once 350"),
        ("emil", "ages 3"),
        ("paul", "within 10"),
        ("paul", "lay-says tablet"),
        ("ruth", "lacks omeprazole"),
    ],
)
def test_a_check_can_fail(name: str, check: str):
    assert not holds(check, shown(name, FEW))


def test_a_check_that_nobody_knows_is_no_check():
    with pytest.raises(KeyError):
        holds("magic 3", shown("paul", FEW))


def test_the_page_names_all_six_and_every_row():
    for name in NAMES:
        assert f"## {name.title()}\n" in PAGE
    for row in rows():
        cells = " | ".join(cell.replace("|", "\\|") for cell in (row.line, row.note, row.where, row.verdict))
        assert cells in PAGE, MEND


def test_the_lay_sections_of_the_page_hold_no_supplement():
    sections = re.findall(r"^### For everybody\n\n```text\n(.*?)^```\n", PAGE, flags=re.S | re.M)
    assert len(sections) == len(NAMES)
    names = {salt.label() for salt in salts().values()} | {one.form for one in products()}
    for section in sections:
        assert "Is a change needed?" in section
        assert not re.search(r"\b(?:supplement|tablet|capsule|sachet|caplet|pill|elemental|regimen)", section, re.I)
        assert [name for name in names if name in section] == []


def test_the_files_are_those_of_the_examples():
    assert {path.stem for path in reading.SIX.glob("*.yaml")} == set(NAMES)
