"""The command ``epsom check regimens``: its last line, its exit code, its counts."""

from __future__ import annotations

import json

import pytest

from epsom.checks import run as running
from epsom.checks.nouns import Room
from epsom.interfaces.cli import FINDING, OK, USAGE, run
from tests.checks.honest import Patient, Proposal, room

WORDS = ["check", "regimens", "--n", "1200", "--processes", "1"]


def test_the_last_line_says_how_many(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "product", room)
    assert run([*WORDS, "--seed", "4"]) == OK
    out = capsys.readouterr().out
    persons, regimens, violations = out.splitlines()[-1].split(", ")
    assert (persons, violations) == ("1200 persons", "0 violations")
    assert int(regimens.removesuffix(" regimens")) > 200
    assert "K07" in out
    assert run([*WORDS, "--seed", "4"]) == OK
    assert capsys.readouterr().out == out


def test_a_violation_is_told_with_its_person_and_ends_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "product", lambda: room("K07"))
    assert run(WORDS) == FINDING
    out = capsys.readouterr().out
    assert "VIOLATION of K07" in out
    assert "person: age" in out
    assert not out.splitlines()[-1].endswith(" 0 violations")


def test_the_json_holds_the_counts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "product", lambda: room("C03"))
    assert run([*WORDS, "--json"]) == FINDING
    told = json.loads(capsys.readouterr().out)
    assert told["persons"] == 1200
    assert told["violations"] == sum(told["by_rule"].values()) > 0
    assert told["by_rule"]["C03"] > 0
    assert told["sentence"].startswith("1200 persons, ")
    assert told["first"][0]["person"]["authority"]


def test_who_proposes_nothing_to_anybody_has_proved_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(running, "product", lambda: Room(Patient, lambda patient, wanted, weeks: Proposal()))
    assert run(WORDS) == FINDING
    assert "nothing was checked" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--n", "0"], ["--n", "many"], ["--seed", "-1"], ["--processes", "0"]])
def test_words_that_mean_nothing_are_refused(words: list[str]):
    assert run(["check", "regimens", *words]) == USAGE
