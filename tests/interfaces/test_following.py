"""``epsom outcomes --for``: what follows for one person, in words, in JSON and in draws, from the same figures."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import pytest

from epsom import assess, read_person
from epsom.interfaces.cli import INVALID, OK, USAGE, run
from epsom.interfaces.commands.following import DRAWS_HEAD
from epsom.interfaces.report import outcomes, render
from epsom.interfaces.report.words import NB
from epsom.outcomes.evidence import evidence
from epsom.outcomes.personal.nouns import KINDS
from epsom.outcomes.personal.wording import MEASURE, counted, ends, fewer_ends, number, printed

TOP = Path(__file__).parents[2]
ANA = str(TOP / "src" / "epsom" / "examples" / "ana.yaml")
BEN = str(TOP / "examples" / "ben.yaml")
CARLA = str(TOP / "examples" / "carla.yaml")
GEORGE = str(TOP / "examples" / "six" / "george.yaml")
FEW = ["--persons", "200"]
RATIOS = ("RR", "HR", "OR")


@pytest.fixture
def told(capsys):
    def ask(*words):
        assert run(["outcomes", *words, *FEW, "--json"]) == OK
        return json.loads(capsys.readouterr().out)

    return ask


@pytest.fixture
def said(capsys):
    def ask(*words):
        assert run(["outcomes", *words, *FEW]) == OK
        return " ".join(capsys.readouterr().out.replace(NB, " ").split())

    return ask


def leading(content, name):
    one = next(one for one in content["outcomes"] if one["outcome"] == name)
    return next(found for found in one["findings"] if found["kind"] == "number")


def test_json_tells_every_outcome_with_its_rows_and_folds(told):
    content = told("--for", ANA)
    assert content["kind"] == "following"
    assert [one["outcome"] for one in content["outcomes"]] == [one.outcome for one in evidence()]
    keys = {
        "outcome",
        "system",
        "mission",
        "kind",
        "direction",
        "plain",
        "because",
        "certainty",
        "for_whom",
        "findings",
    }
    for one in content["outcomes"]:
        assert set(one) == keys | {"folds", "notes", "loop"}
        assert one["kind"] in KINDS
        assert set(one["folds"]) == {"applies", "pitfalls", "evidence", "would_change", "sources"}
        assert one["folds"]["applies"]
        assert one["plain"]
    assert content["asked"] == {"whose": "example", "change": pytest.approx(100), "supplement": 0, "years": 10,
                                "by_serum": False}  # fmt: skip


def test_the_assessment_tells_the_same_fields(capsys):
    assert run(["assess", ANA, *FEW, "--json"]) == OK
    content = json.loads(capsys.readouterr().out)
    assert content["asked"]["whose"] == "plan"
    assert {one["outcome"] for one in content["outcomes"]} == {one.outcome for one in evidence()}
    events = leading(content, "stroke")["events"]
    assert events["before"]["low95"] < events["before"]["median"] < events["before"]["high95"]
    assert events["outcome"] == "stroke"


@pytest.mark.parametrize("more", [[], ["--cause", "0.8"], ["--food", "60", "--years", "5"]])
def test_the_draws_hold_the_figures_of_the_json_and_of_the_words(tmp_path, told, more):
    """Every applied size: its spread is that of its draws, and the sentence, the short line and the page print it."""
    place = tmp_path / "draws.csv"
    content = told("--for", ANA, "--draws", str(place), *more)
    with place.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    assert set(lines[0]) == set(DRAWS_HEAD)
    applied = [(one, found) for one in content["outcomes"] for found in one["findings"] if found["size"]]
    assert {(one["outcome"], found["id"]) for one, found in applied} == {
        (line["outcome"], line["row"]) for line in lines
    }
    assert len(applied) >= 8
    for one, found in applied:
        mine = [line for line in lines if (line["outcome"], line["row"]) == (one["outcome"], found["id"])]
        column = {name: np.array([float(line[name]) for line in mine if line[name]]) for name in DRAWS_HEAD[4:]}
        size = found["size"]
        same(size["doubted"], column["discounted"])
        none = 1.0 if size["measure"] in RATIOS else 0.0
        assert np.mean(column["discounted"] < none) == pytest.approx(size["fewer_in"], abs=1e-3)
        assert np.median(column["printed"]) == pytest.approx(size["estimate"], rel=0.05, abs=0.05)
        if found["events"]:
            events = found["events"]
            same(events["before"], column["before"])
            same(events["after"], column["after"])
            same(events["after_doubted"], column["after_discounted"])
            same(events["fewer"], column["before"] - column["after"])
            same(events["fewer_doubted"], column["before"] - column["after_discounted"])
        else:
            assert not len(column["before"])
        in_words(found)


def same(spread, draws):
    """Hold a spread against draws that were written with nine figures."""
    near = {"rel": 1e-6, "abs": 2e-6}
    assert np.mean(draws) == pytest.approx(spread["mean"], **near)
    for name, at in (("low95", 0.025), ("low80", 0.1), ("median", 0.5), ("high80", 0.9), ("high95", 0.975)):
        assert np.quantile(draws, at) == pytest.approx(spread[name], **near)


def in_words(found):
    """Hold the sentence and the line for clinicians against the same numbers."""
    size = found["size"]
    for text in (found["sentence"], found["size_text"]):
        if size["measure"] in RATIOS:
            assert f"{number(size['estimate'], 2)} ({ends(size['interval'], 2)})" in text
            doubted = size["doubted"]
            if text == found["size_text"]:
                assert f"{number(doubted['mean'], 2)} on average" in text
                assert f"({number(doubted['low95'], 2)} to {number(doubted['high95'], 2)})" in text
        else:
            assert printed(size["estimate"]) in text
            assert ends(size["prediction"], 1 if abs(size["estimate"]) >= 1 else 2) in text
    if found["events"] and size["below"] is None:
        events = found["events"]
        assert f"about {counted(events['before']['median'])} in" in found["sentence"]
        doubted = events["fewer_doubted"]
        assert f"counting doubt {counted(doubted['mean'])} fewer on average" in found["sentence"]
        assert fewer_ends(doubted["low95"], doubted["high95"]) in found["sentence"]


def test_lay_words_clinicians_line_page_and_summary_print_the_same_figures():
    result = assess(read_person(ANA), persons=200)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", render(result)).replace("&#39;", "'").replace("&#34;", '"'))
    counts = 0
    for one in result.outcomes:
        found = one.leading
        if found is None or found.size is None or one.kind != "number":
            continue
        assert one.plain in page
        assert found.size_text in page
        assert outcomes.in_short(found) in page
        if found.events and found.size.below is None:
            fewer = found.events.fewer_doubted
            for text in (one.plain, found.sentence, outcomes.card(one).figure):
                assert f"{counted(abs(fewer.mean))}" in text
                assert counted(found.events.before.median) in text
            assert f"{MEASURE[found.size.measure].capitalize()} {number(found.size.estimate, 2)}" in page
            counts += 1
    assert counts >= 3


def test_the_same_seed_gives_the_same_digits_and_another_does_not(told):
    words = ("stroke", "--for", ANA)
    assert told(*words, "--seed", "7") == told(*words, "--seed", "7")
    assert told(*words, "--seed", "7")["outcomes"] != told(*words, "--seed", "8")["outcomes"]


def test_more_food_is_asked_about_as_told(told):
    one, two = (leading(told("stroke", "--for", ANA, "--food", mg), "stroke")["size"] for mg in ("40", "80"))
    assert two["change"] > one["change"] > 30
    assert two["estimate"] < one["estimate"] < 1
    less = leading(told("stroke", "--for", ANA, "--food", "-40"), "stroke")
    assert less["size"]["estimate"] > 1
    assert "less magnesium from food" in less["sentence"]


def test_another_chance_of_cause_moves_associations_alone(told):
    never, surely = (told("--for", BEN, "--cause", chance) for chance in ("0", "1"))
    for name in ("stroke", "death"):
        assert leading(never, name)["size"]["doubted"]["mean"] == 1.0
        assert leading(surely, name)["size"]["doubted"]["mean"] < 0.98
        assert leading(never, name)["size"]["estimate"] == leading(surely, name)["size"]["estimate"]
        assert leading(surely, name)["size"]["likely"] == 1.0
    trial = "hdl cholesterol"
    assert leading(never, trial)["size"] == leading(surely, trial)["size"]


def test_another_chance_of_cause_is_said(said):
    text = said("stroke", "--for", ANA, "--cause", "0.9")
    assert "Of all associations the cause is taken as 90 % likely, as told, in the place of ours." in text
    assert "90 % likely, and then in part" in text
    assert "in the place of ours" not in said("stroke", "--for", ANA)


def test_a_supplement_stands_in_the_place_of_what_is_told(told, said):
    assert told("--for", CARLA)["asked"]["supplement"] == pytest.approx(150)
    assert told("--for", CARLA, "--supplement", "0")["asked"]["supplement"] == 0
    assert "99999 mg/day lies outside" in said("hdl cholesterol", "--for", ANA, "--supplement", "99999")


def test_years_move_the_counts(told):
    five, ten = (leading(told("stroke", "--for", ANA, "--years", years), "stroke")["events"] for years in ("5", "10"))
    assert (five["years"], ten["years"]) == (5, 10)
    assert five["before"]["median"] < ten["before"]["median"]


def test_by_serum_leaves_food_out(told, said):
    content = told("--for", ANA, "--by-serum")
    assert content["asked"]["by_serum"] is True
    assert content["asked"]["change"] is None
    sized = [f for one in content["outcomes"] for f in one["findings"] if f["size"]]
    assert sized
    assert not any(found["exposure"] == "dietary_magnesium" for found in sized)
    assert "Asked about serum alone" in said("--for", ANA, "--by-serum")


def test_the_overview_has_each_outcome_with_kind_direction_and_plain_words(said, told):
    text = said("--for", ANA)
    for one in told("--for", ANA)["outcomes"]:
        assert f"{outcomes.heading(one['outcome'])} " in text
        assert one["plain"] in text
    assert (
        "Type 2 diabetes a number with more magnesium from food: lower Developing type 2 diabetes: of 1,000 people"
        in text
    )
    assert "Cardiovascular disease no effect shown with more magnesium: no change shown All" in text
    assert "Stress not known Whether" in text
    assert "An association is no promise" in text
    assert "never added up" in text


@pytest.mark.parametrize(("who", "group"), [(CARLA, "pregnancy"), (GEORGE, "kidney disease (eGFR below 60)")])
def test_who_was_not_studied_is_told_once(said, who, group):
    text = said("--for", who)
    assert text.count(f"Not studied in {group}") == 1
    assert "of 1,000" not in text
    assert "Stroke" in text
    assert outcomes.caution(f"Not studied in {group}") in text
    assert text.count("doctor to review") >= 1


@pytest.mark.parametrize(("group", "said"), [("kidney disease", "heap up"), ("pregnancy", "midwife"), ("", "")])
def test_who_was_not_studied_hears_what_is_for_review(group, said):
    told = outcomes.caution(group and f"Not studied in {group}")
    assert said in told
    assert bool(told) == bool(group)


def test_one_outcome_is_told_in_full(said):
    text = said("stroke", "--for", ANA)
    assert "Stroke: a number; with more magnesium from food: lower" in text
    assert "if fully causal" in text
    assert "counting doubt Relative risk" in text
    assert "Of 1,000 without the change" in text
    for fold in outcomes.FOLDS:
        assert fold in text
    assert "Goes with it, from qt interval" in text  # E12


def test_the_draws_are_written_over_older_draws_and_over_nothing_else(tmp_path, said):
    place = tmp_path / "draws.csv"
    said("stroke", "--for", ANA, "--draws", str(place))
    first = place.read_bytes()
    said("stroke", "--for", ANA, "--draws", str(place))
    assert place.read_bytes() == first
    assert first.count(b"\n") == 4001


# bad input


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        (["strok", "--for", ANA], "'strok' is no outcome I know. Nearest: stroke,"),
        (["--for", ANA, "--cause", "3"], "--cause 3: how likely the cause is lies between 0 (never) and 1 (certain)."),
        (["--for", ANA, "--cause", "-0.1"], "--cause -0.1: how likely"),
        (["--for", ANA, "--cause", "nan"], "--cause nan is no number."),
        (["--for", ANA, "--years", "0"], "--years 0: say a number of years above 0, at most 10."),
        (["--for", ANA, "--years", "40"], "--years 40: say a number of years above 0, at most 10."),
        (["--for", ANA, "--food", "inf"], "--food inf is no number."),
        (["--for", ANA, "--food", "-5000"], "no less than nothing can be left"),
        (["--for", ANA, "--food", "50", "--by-serum"], "--food 50 with --by-serum"),
        (["--for", ANA, "--supplement", "-1"], "--supplement -1: a dose is zero or more"),
        (["--for", "nobody.yaml"], "there is no such file"),
        (["--for", CARLA, "--draws", "out.csv"], "there are no draws"),
        (["--for", ANA, "--draws", "."], "is a folder"),
        (["--for", ANA, "--draws", "nowhere/out.csv"], "is no folder"),
        (["--food", "30"], "--food asks about one person. Say whom: --for PERSON.yaml"),
        (["--years", "5", "--json"], "--years asks about one person."),
        (["--cause", "0.5"], "--cause asks about one person."),
        (["--by-serum"], "--by-serum asks about one person."),
        (["--draws", "x.csv"], "--draws asks about one person."),
        (["--seed", "2"], "--seed asks about one person."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_rule(words, rule, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    few = FEW if "--for" in words else []
    assert run(["outcomes", *words, *few]) == INVALID
    assert rule in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["--food"], ["--food", "much"], ["--years", "soon"], ["--for"]])
def test_an_option_without_its_number_is_wrong_words(words, capsys):
    assert run(["outcomes", "stroke", *words]) == USAGE
    assert words[0] in capsys.readouterr().err


def test_a_file_that_holds_no_draws_is_kept(tmp_path, capsys):
    other = tmp_path / "mine.csv"
    other.write_text("a,b\n1,2\n", "utf-8")
    assert run(["outcomes", "--for", ANA, "--draws", str(other), *FEW]) == INVALID
    assert "it is kept" in capsys.readouterr().err
    assert other.read_text("utf-8") == "a,b\n1,2\n"
