"""``epsom claims``: in words and as JSON, by word and by verdict."""

from __future__ import annotations

import json

import pytest

from epsom.interfaces.cli import INVALID, OK, run
from epsom.outcomes.claims import claims


def test_json_lists_every_claim_with_statement_verdict_fact_and_source(capsys: pytest.CaptureFixture[str]):
    assert run(["claims", "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    assert told["kind"] == "claims"
    assert len(told["claims"]) == len(claims()) >= 25
    for row in told["claims"]:
        assert all(row[field] for field in ("id", "topic", "statement", "verdict", "fact", "source"))
        assert row["citations"] or row["because"]
    assert sum(told["verdicts"].values()) == len(told["claims"])


def test_words_and_verdict_narrow(capsys: pytest.CaptureFixture[str]):
    assert run(["claims", "migraine", "attack", "--verdict", "wrong", "--json"]) == OK
    assert [row["id"] for row in json.loads(capsys.readouterr().out)["claims"]] == ["migraine_duration"]


def test_words_on_a_screen(capsys: pytest.CaptureFixture[str]):
    assert run(["claims", "27", "hours"]) == OK
    said = capsys.readouterr()
    assert said.out.startswith("NERVES, SLEEP AND PAIN\n\nwrong: An attack of migraine lasts up to 27 hours.\n")
    assert "4 to 72 hours" in said.out
    assert "source ICHD-3 2018 (ichd2018) [read-secondary: criteria" in said.out
    assert max(map(len, said.out.splitlines())) <= 100
    assert said.err == "1 claim: 1 wrong. For research and education. A source in full: --json.\n"


def test_a_judgement_of_ours_gives_its_reason(capsys: pytest.CaptureFixture[str]):
    assert run(["claims", "combined_salts"]) == OK
    assert "source ours: no trial of a mixture" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "fault"),
    [(["moonshine"], "'moonshine' is in no claim. Topics: "), (["--verdict", "false"], "verdict = 'false' is none of")],
)
def test_what_is_not_there_is_said_with_a_mend(words: list[str], fault: str, capsys: pytest.CaptureFixture[str]):
    assert run(["claims", *words]) == INVALID
    assert capsys.readouterr().err.startswith(fault)
