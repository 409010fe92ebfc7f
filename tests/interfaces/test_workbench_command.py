"""The workbench on the command line: every example of its help runs, in plain and as JSON, and bad input is refused."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
import typer

from epsom.interfaces.cli import INVALID, OK, USAGE, app, run

TOOLS = ("fe", "albumin", "ionised", "score", "retention", "grade", "losses", "refeeding", "egfr")


def examples(tool: str) -> list[str]:
    command: Any = typer.main.get_command(app)
    lines = command.commands["lab"].commands[tool].epilog.strip().splitlines()
    return [line.strip().removeprefix("epsom ") for line in lines]


def said(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(shlex.split(words)) == OK
    return capsys.readouterr().out


@pytest.mark.parametrize("tool", TOOLS)
def test_the_examples_run_and_say_when_where_and_whence(tool: str, capsys: pytest.CaptureFixture[str]):
    assert examples(tool)
    for line in examples(tool):
        out = said(line, capsys)
        for label in ("formula", "when", "pitfall", "evidence", "source", "rules"):
            assert f"\n  {label:<10}" in out
        assert max(len(row) for row in out.splitlines()) <= 100
        told = json.loads(said(f"{line} --json", capsys))
        assert told["kind"] == "lab"
        assert told["tool"] == tool
        assert {"value", "unit", "low", "high", "zone", "reading", "valid", "warnings", "rules"} <= set(told)
        assert set(told["citations"]) == {told["source"], *told["also"]}


def test_the_json_of_a_fraction_is_the_number(capsys: pytest.CaptureFixture[str]):
    """100 x (2.1 x 0.08) / (0.7 x 0.55 x 8) = 100 x 0.168 / 3.08 = 5.4545."""
    words = 'lab fe --urine-mg "2.1 mmol/L" --urine-creatinine "8 mmol/L" --serum-mg "0.55 mmol/L"'
    told = json.loads(said(f'{words} --serum-creatinine "80 umol/L" --diuretic --json', capsys))
    assert told["value"] == pytest.approx(5.4545, abs=1e-4)
    assert (told["unit"], told["zone"], told["valid"]) == ("%", "void", False)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ('lab retention "45 %"', "gullestad1994"),
        ('lab retention "45 %" --protocol mine', "ryzen1985"),
        ("lab grade 0.8", "no unit"),
        ('lab albumin "0.6 mmol/L" 25', "no unit"),
        ('lab score --egfr "300 mL/min/1.73m2"', "0 to 200"),
        ("lab score --drinks 2 --sex both", "neither female nor male"),
        ("lab refeeding --bmi 300", "bmi"),
        ('lab egfr --age 10 --sex male --creatinine "0.9 mg/dL"', "18 years"),
        ('lab grade "0.8 mmol/day"', "cannot be its unit"),
    ],
)
def test_bad_input_names_value_rule_and_mend(words: str, part: str, capsys: pytest.CaptureFixture[str]):
    assert run(shlex.split(words)) == INVALID
    caught = capsys.readouterr()
    assert part in caught.err
    assert not caught.out


def test_wrong_words_are_usage(capsys: pytest.CaptureFixture[str]):
    assert run(["lab", "fe", "--urine-mg", "2 mmol/L"]) == USAGE
    assert run(["lab", "score", "--drinks", "-1"]) == USAGE
    capsys.readouterr()
