"""Urgent: what is for urgent human care has no plan from any page, and the same words everywhere."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.plan.people import told

from epsom.interfaces.cli import OK, run

FEW = ["--persons", "150"]


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ({"labs": [{"serum_magnesium": "0.45 mmol/L"}]}, "0.45 mmol/L: urgent human care first"),
        ({"labs": [{"serum_magnesium": "3 mmol/L"}]}, "3 mmol/L: urgent human care"),
        ({"other_conditions": ["bowel obstruction"]}, "bowel obstruction: none proposed"),
    ],
)
def test_an_assessment_withholds_what_a_plan_withholds_and_says_why(
    lines: dict[str, Any], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The report, the terminal and the JSON: no swap of food, and urgent human care before everything else."""
    path, page = tmp_path / "person.yaml", tmp_path / "report.html"
    with path.open("w", encoding="utf-8") as stream:
        YAML().dump(told(**lines), stream)
    assert run(["assess", str(path), *FEW, "--report", str(page)]) == OK
    text = " ".join(capsys.readouterr().out.split())
    assert run(["assess", str(path), *FEW, "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    assert (found["swaps"], found["other_plans"], found["plan_adequacy"]) == ([], [], None)
    assert word in found["urgent"]
    shown = " ".join(html.unescape(page.read_text("utf-8")).split())
    short = shown.partition('id="short"')[2].partition("</section>")[0]
    section = shown.partition('<section aria-labelledby="swaps">')[2].partition("</section>")[0]
    assert "<table" not in section
    assert "Which foods could change" not in shown
    assert re.search(r">\s*Urgent: ", short)
    for said in (text, short):
        assert word.partition(": ")[2] in said
        assert found["plan_says"] in said
        assert said.index("Urgent") < said.index("absorbed" if said is text else "ate")


def test_an_assessment_of_a_usual_serum_shows_its_swaps(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "person.yaml"
    with path.open("w", encoding="utf-8") as stream:
        YAML().dump(told(labs=[{"serum_magnesium": "0.5 mmol/L"}]), stream)
    assert run(["assess", str(path), *FEW, "--json"]) == OK
    found = json.loads(capsys.readouterr().out)
    assert found["urgent"] == ""
    assert found["swaps"]
