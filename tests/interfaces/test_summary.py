"""The terminal summary: one screen, plain where nobody watches."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from epsom.interfaces.summary import PURPOSE, coloured, summary

HAND = runpy.run_path(str(Path(__file__).with_name("fake_assessment.py")))
fake, person = HAND["fake"], HAND["person"]


def test_the_summary_fits_a_screen_and_ends_with_what_it_is_for():
    lines = summary(fake()).splitlines()
    assert lines.index("What the laboratory says") <= 28
    assert len(summary(fake(labs=())).splitlines()) <= 28
    assert max(map(len, lines)) <= 96
    assert lines[-1] == PURPOSE


@pytest.mark.parametrize(
    "said",
    [
        "Magnesium of Ana", "ate 254 mg (231 to 280)", "14 of 20 versions below their own full stores",
        "0.80 mmol/L (1.94 mg/dL)", "bone gives back 2.1 mg", "EAR 265 mg, RDA 320 mg",
        "reaches the need in 6 of 20 versions", "boiled buckwheat, 1 cup instead of", "+67 mg, 11 of 20",
        "result 3f9c1a77b2e04d56",
    ],
)  # fmt: skip
def test_the_summary_says_the_numbers_of_the_report(said):
    assert said in summary(fake())


def test_dots_are_twenty_and_count_themselves():
    text = summary(fake())
    assert text.count("●") == 14
    assert text.count("○") == 6


def test_the_summary_in_mmol():
    text = summary(fake(), unit="mmol")
    assert "10.5 mmol" in text
    assert " mg " not in text.replace("mg/dL", "")


def test_no_colour_where_nobody_watches_or_none_is_wanted(monkeypatch):
    assert "\x1b" not in summary(fake())
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert coloured()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not coloured()


def test_colour_changes_no_word():
    import re

    plain = summary(fake(), width=80, colour=False)
    bright = re.sub(r"\x1b\[[\d;]*m", "", summary(fake(), width=80, colour=True))
    assert [line.rstrip() for line in bright.splitlines()] == plain.splitlines()
    assert "\x1b" in summary(fake(), width=80, colour=True)


def test_brackets_in_a_name_stay_a_name():
    assert "Magnesium of [red]Ana[/red]" in summary(fake(person=person("[red]Ana[/red]")))


def test_the_summary_without_labs_and_swaps_still_stands():
    text = summary(fake(labs=(), swaps=(), plan_adequacy=None, adequacy=None, warnings=(), courses={}))
    assert "Swaps" not in text
    assert text.endswith(PURPOSE)


def test_both_numbers_of_the_weights_are_said_where_there_are_labs():
    text = summary(fake())
    assert "2000 virtual persons, worth 1312 equal ones (Pareto k −0.42)" in text
    assert "Pareto k" not in summary(fake(pareto_k=None))
    assert "worth" not in summary(fake(labs=()))


def test_what_follows_is_told_in_four_lines_in_the_figures_of_the_plain_sentence():
    lines = [line.removeprefix("What follows").strip() for line in summary(fake()).splitlines()]
    start = lines.index("with up to 141 mg a day more from food; an association, no promise:")
    assert lines[start + 1] == "Type 2 diabetes: 77 of 1,000 peers in 10 years, perhaps 4.0 fewer (0 to 20)"
    assert lines[start + 2] == "HDL cholesterol: 1.21 mg/dL on average in trials of supplements"
    assert lines[start + 3] == "1 without effect, 3 not known: epsom outcomes --for FILE"


def test_who_was_not_studied_is_said_once():
    from dataclasses import replace

    refused = tuple(
        replace(
            one,
            kind="refusal",
            direction="not known",
            because="Nothing was pooled. Not studied in pregnancy.",
            plain="Not studied.",
        )
        for one in fake().outcomes
    )
    text = summary(fake(outcomes=refused))
    assert text.count("Not studied in pregnancy") == 1
    assert "Not studied in pregnancy: 6 outcomes have no answer" in text
    assert "1,000" not in text


def test_without_outcomes_nothing_follows():
    assert "What follows" not in summary(fake(outcomes=()))
