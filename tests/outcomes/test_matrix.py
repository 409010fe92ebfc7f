"""The matrix: for each row 9 to 22 of the mission and each of six persons a number, a null or a refusal.

matrix.csv was judged from the reference of the evidence and not from what Epsom says; here Epsom is held to it.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

import epsom
from epsom.outcomes.evidence import evidence

TOP = Path(__file__).parents[2]
FOLDER = TOP / "examples" / "six"
REFERENCE = TOP.parent / "shared" / "reference" / "evidence.md"
PERSONS = ("paul", "julia", "george", "ruth", "sanne", "emil")
MISSION = range(9, 23)
LEFT_OUT = {"george": "eGFR below 60", "sanne": "pregnancy", "emil": "children"}
"""Whom trials and cohorts did not study, by the word that the reason must hold."""

SECTIONS = {
    *("0.1", "0.2", "1", "4", "5", "6", "8", "10", "10.1", "10.2"),
    *(f"{chapter}.{part}" for chapter, parts in ((2, 5), (3, 5), (7, 5), (9, 7)) for part in range(1, parts + 1)),
}
"""The sections of the reference that may be cited."""

CELLS = tuple(csv.DictReader((Path(__file__).parent / "matrix.csv").read_text("utf-8").splitlines()))


def name(cell: dict[str, str]) -> str:
    return f"{cell['mission']}-{cell['outcome']}-{cell['person']}".replace(" ", "_")


def cited(reason: str) -> list[str]:
    """Return the sections that a reason cites, such as 3.2 of §3.2."""
    return re.findall(r"§(\d+(?:\.\d+)?)", reason)


def test_the_matrix_is_complete():
    """Every row of the mission, every outcome that names it, every person: once each, and none besides."""
    wanted = [
        (str(mission), one.outcome, person)
        for mission in MISSION
        for one in evidence()
        if mission in one.mission
        for person in PERSONS
    ]
    found = [(cell["mission"], cell["outcome"], cell["person"]) for cell in CELLS]
    assert sorted(found) == sorted(wanted)
    assert {int(cell["mission"]) for cell in CELLS} == set(MISSION)
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(PERSONS)


@pytest.mark.parametrize("cell", CELLS, ids=name)
def test_every_cell_has_an_answer_and_cites_its_section(cell: dict[str, str]):
    assert cell["answer"] in ("number", "null", "refusal")
    assert cited(cell["reason"]), cell
    assert set(cited(cell["reason"])) <= SECTIONS


def test_the_sections_are_those_of_the_reference():
    if not REFERENCE.is_file():
        pytest.skip("the reference is not beside this house")
    heads = re.findall(r"^#{2,3} (\d+(?:\.\d+)?)\.? ", REFERENCE.read_text("utf-8"), flags=re.M)
    assert set(heads) >= SECTIONS


def test_one_outcome_has_one_answer_wherever_the_mission_names_it():
    found: dict[tuple[str, str], set[str]] = {}
    for cell in CELLS:
        found.setdefault((cell["outcome"], cell["person"]), set()).add(cell["answer"])
    assert all(len(answers) == 1 for answers in found.values())


@pytest.mark.parametrize("person", LEFT_OUT)
def test_who_was_not_studied_gets_no_number(person: str):
    """A refusal that names the group, but for the one trial of exactly such people: calcium in arteries and kidneys."""
    cells = [cell for cell in CELLS if cell["person"] == person]
    answered = {cell["outcome"]: cell["answer"] for cell in cells if cell["answer"] != "refusal"}
    assert answered == ({"atherosclerosis": "null"} if person == "george" else {})
    studied = {"atherosclerosis", "nephropathy"} if person == "george" else set[str]()
    assert all(LEFT_OUT[person] in cell["reason"] for cell in cells if cell["outcome"] not in studied)


@pytest.fixture(scope="module")
def said() -> dict[str, tuple[Any, ...]]:
    """What Epsom says follows, by person; one assessment each."""
    return {
        person: epsom.assess(epsom.read_person(str(FOLDER / f"{person}.yaml")), persons=400).outcomes
        for person in PERSONS
    }


@pytest.fixture(scope="module")
def following(said: dict[str, tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    """The same by outcome."""
    return {person: {one.outcome: one for one in told} for person, told in said.items()}


@pytest.mark.parametrize("person", PERSONS)
def test_every_outcome_is_said_once(person: str, said: dict[str, tuple[Any, ...]]):
    names = [one.outcome for one in said[person]]
    assert len(names) == len(set(names))
    assert {cell["outcome"] for cell in CELLS} <= set(names)


@pytest.mark.parametrize("cell", CELLS, ids=name)
def test_the_product_agrees_cell_by_cell(cell: dict[str, str], following: dict[str, dict[str, Any]]):
    found = following[cell["person"]].get(cell["outcome"])
    assert found is not None, f"nothing is said to {cell['person']} of {cell['outcome']}; {cell['reason']}"
    assert found.kind == cell["answer"], f"judged: {cell['reason']}; Epsom: {found.plain} {found.because}"
    assert int(cell["mission"]) in found.mission
    assert found.plain.strip()
    assert found.findings or cell["answer"] != "number"
    assert found.because.strip() or cell["answer"] != "refusal"


@pytest.mark.parametrize("person", LEFT_OUT)
def test_who_was_not_studied_is_told_so(person: str, following: dict[str, dict[str, Any]]):
    """Where adults have an answer and this person has none, the words are "not studied in"."""
    answered = {cell["outcome"] for cell in CELLS if cell["person"] == "ruth" and cell["answer"] != "refusal"}
    refused = {cell["outcome"] for cell in CELLS if cell["person"] == person and cell["answer"] == "refusal"}
    assert len(answered & refused) > 10
    for outcome in answered & refused:
        found = following[person][outcome]
        assert "not studied in" in f"{found.plain} {found.because}".lower(), outcome
