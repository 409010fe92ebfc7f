"""Children: whatever is said of anybody under eighteen says first that no kinetic data on children are known."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

import epsom
from epsom.assessment import Assessment
from epsom.assessment.warn import of_age, sentences
from epsom.interfaces.cli import OK, run
from epsom.interfaces.files import read
from epsom.interfaces.report import render

FLAG = "There are no kinetic data on magnesium in children"
PEOPLE = {
    "baby": ("age: 0.1", "height: 54 cm", "weight: 4.3 kg"),
    "child": ("age: 9", "height: 134 cm", "weight: 29 kg"),
    "youth": ("age: 17.9", "height: 176 cm", "weight: 66 kg"),
    "grown": ("age: 18", "height: 176 cm", "weight: 66 kg"),
}
MILK = """
foods:
  - {name: human milk, magnesium: 3.1 mg/100 g}
record:
  - date: 2026-10-04
    meals:
      - {at: "06:00", eaten: [250 g human milk]}
      - {at: "12:00", eaten: [250 g human milk]}
      - {at: "18:00", eaten: [250 g human milk]}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, lines in PEOPLE.items():
        text = "\n".join(["sex: male", "today: 2026-10-05", *lines])
        (tmp_path / f"{name}.yaml").write_text(text + (MILK if name == "baby" else "\n"), "utf-8")
    return tmp_path


def assessed(folder: Path, name: str) -> Assessment:
    return epsom.assess(read(str(folder / f"{name}.yaml")).person, persons=60)


def test_the_sentence_is_the_one_looked_for_here():
    assert sentences()["child"].startswith(FLAG)
    assert [len(of_age(age)) for age in (0.0, 0.1, 2.9, 3.0, 17.9, 18.0, 99.0)] == [2, 2, 2, 1, 1, 0, 0]


@pytest.mark.parametrize("name", PEOPLE)
def test_the_report_says_so(name: str, folder: Path):
    page = render(assessed(folder, name))
    assert (FLAG in page) == (name != "grown")
    assert ("Into growth" in page) == (name != "grown")


@pytest.mark.parametrize("name", PEOPLE)
def test_the_screen_and_the_json_say_so_first(name: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    words = ["assess", f"{name}.yaml", "--persons", "100", "--no-report"]
    assert run(words) == OK
    shown = " ".join(capsys.readouterr().out.replace("\n", " ").split())
    assert (f"! {FLAG}" in shown) == (name != "grown")
    assert ("growth" in shown) == (name != "grown")
    assert run([*words, "--json"]) == OK
    told = json.loads(capsys.readouterr().out)["warnings"]
    assert told[0].startswith(FLAG) == (name != "grown")
    assert any("Under 3 years" in line for line in told) == (name == "baby")


@pytest.mark.parametrize("name", PEOPLE)
def test_the_model_written_for_others_says_so(name: str, folder: Path):
    assert run(["export", "sbml", f"{name}.yaml", "-o", "model.xml"]) == OK
    notes = next(fromstring((folder / "model.xml").read_text("utf-8")).iter("{http://www.w3.org/1999/xhtml}body"))
    assert (FLAG in str(notes[0].text)) == (name != "grown")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_cohort_says_so(name: str, folder: Path, capsys: pytest.CaptureFixture[str]):
    words = ["--persons", "40", "--days", "2", "--every", "1", "--intake", "60 mg", "--out", f"out_{name}"]
    run(["simulate", f"{name}.yaml", *words])
    assert (f"{name}: {FLAG}" in capsys.readouterr().err) == (name != "grown")
