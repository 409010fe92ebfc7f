"""``epsom plan``: food for everybody, regimens for a clinician alone, and a clear answer to whatever cannot be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.plan.people import EXAMPLES, RICH, SIX, TOP, told

from epsom.interfaces.cli import INFEASIBLE, INVALID, OK, run
from epsom.plan.regimen.candidates import products
from epsom.plate.supplements import salts

FEW = ["--persons", "150"]
EVERYBODY = [EXAMPLES / "ana.yaml", TOP / "examples" / "ben.yaml", TOP / "examples" / "carla.yaml", *SIX]
Planned = Callable[..., tuple[int, str, str]]
LITTLE = {"sex": "male", "medicines": ["omeprazole"]}
"""Somebody whom no plate was found to help enough."""


@pytest.fixture
def planned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Planned:
    """Return what ``epsom plan`` answers about a person in writing: exit code, stdout, stderr."""

    def plan(*words: str, **lines: Any) -> tuple[int, str, str]:
        path = tmp_path / "person.yaml"
        with path.open("w", encoding="utf-8") as stream:
            YAML().dump(told(**lines), stream)
        code = run(["plan", str(path), *FEW, *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return plan


# --- the lay view -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVERYBODY, ids=lambda path: path.stem)
def test_the_lay_view_shows_no_supplement(path: Path, capsys: pytest.CaptureFixture[str]):
    """Neither a word for one, nor a salt, a product or a dose; in no view that is not the clinician's."""
    run(["plan", str(path), *FEW])
    text = capsys.readouterr().out
    run(["plan", str(path), *FEW, "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {"proposal", "wish", "limits"}.isdisjoint(found)
    lines = [line for line in text.splitlines() if "beside food" not in line]
    causes = [{key: one[key] for key in ("told", "words")} for one in found["causes"]]
    for words in ("\n".join(lines), json.dumps([causes, found["words"], found["binding"]])):
        assert not re.search(r"\b(?:supplement|tablet|capsule|sachet|caplet|pill|elemental|regimen)", words, re.I)
        names = {salt.label() for salt in salts().values()} | {one.form for one in products()}
        assert [name for name in names if name in words] == []


def test_the_lay_view_says_whether_a_change_is_needed_and_what_stands_against_more(planned: Planned):
    code, text, _ = planned(**LITTLE)
    assert code == OK
    assert "Is a change needed?" in text
    assert "of 20 versions reach what is needed" in text
    assert "What stands against more" in text
    assert "for a clinician's review" in text
    assert text.index("Causes that may be looked at first") < text.index("Plan 1")
    assert "omeprazole" in text
    assert "after a year: serum" in text


def test_no_change_is_needed_is_an_answer(planned: Planned):
    code, text, _ = planned(record=RICH)
    assert code == OK
    assert "No change is needed" in text
    assert "Plan 1" not in text


def test_up_to_three_alternatives_with_energy_limits_and_groups(planned: Planned):
    code, text, _ = planned("--json")
    found = json.loads(text)
    assert code == OK
    assert 1 <= len(found["alternatives"]) <= 3
    for one in found["alternatives"]:
        assert abs(one["energy"]) <= 0.05 + 1e-9
        assert {side["nutrient"] for side in one["sides"]} == {"sodium", "saturated_fat"}
        assert one["effect"]["serum"][-1]["day"] == 365.0
        assert one["effect"]["courses"].keys() == {"serum", "stores", "urine"}
    groups = [set(one["groups"]) for one in found["alternatives"]]
    assert all(len(a & b) <= 1 for k, a in enumerate(groups) for b in groups[k + 1 :])


# --- the clinician's view ---------------------------------------------------------------------------------------------


def test_the_clinicians_view_has_the_basis_beside_every_line(planned: Planned):
    code, text, _ = planned("--clinician", **LITTLE)
    assert code == OK
    for part in ("for review", "Causes first", "Regimen 1 of", "What to measure", "When to stop",
                 "One timetable", "mg in the gut", "R01  omeprazole"):  # fmt: skip
        assert part in text
    flat = re.sub(r"\s+", " ", text)
    for rule in ("T12", "K04", "T13", "M01", "S1"):
        assert re.search(rf"\b{rule}  ?[^[]+\[[^\]]+\]", flat), rule


def test_the_clinicians_json_has_everything(planned: Planned):
    code, text, _ = planned("--clinician", "--json", **LITTLE)
    found = json.loads(text)
    assert code == OK
    first = found["proposal"]["regimens"][0]
    assert first["basis"][0]["citation"]
    assert first["effect"]["left"][0]["left"]["median"] > 0
    assert first["effect"]["until"] == 84.0
    assert found["timetable"]["impossible"] is False
    assert found["timetable"]["slots"]
    assert found["asks_for_egfr"] is False


def test_the_same_plan_twice_has_the_same_digits(planned: Planned):
    assert planned("--clinician", "--json", **LITTLE) == planned("--clinician", "--json", **LITTLE)


def test_weeks_and_salts_are_as_asked(planned: Planned):
    _, text, _ = planned("--clinician", "--json", "--weeks", "6", "--salt", "oxide", **LITTLE)
    regimens = json.loads(text)["proposal"]["regimens"]
    assert {one["weeks"] for one in regimens} == {6}
    assert {each["salt"] for one in regimens for each in one["intakes"]} == {"oxide"}


def test_where_too_few_plans_were_found_every_view_says_so(capsys: pytest.CaptureFixture[str]):
    emil = str(TOP / "examples" / "six" / "emil.yaml")
    said: list[str] = []
    for view in ([], ["--clinician"], ["--json"]):
        run(["plan", emil, *FEW, *view])
        said.append(capsys.readouterr().out)
    found = json.loads(said[-1])
    assert found["no_more"] == (found["reached"] and len(found["alternatives"]) < 3)
    assert all(("No further plan with other food groups was found." in one) == found["no_more"] for one in said)


def test_the_report_shows_the_alternatives_and_no_regimen(planned: Planned, tmp_path: Path):
    page = tmp_path / "plan.html"
    code, text, _ = planned("--clinician", "--json", "--report", str(page))
    section = page.read_text("utf-8").partition('<section aria-labelledby="swaps">')[2].partition("</section>")[0]
    assert code == OK
    assert section.count("<table") == len(json.loads(text)["alternatives"])
    assert not re.search(r"regimen|elemental|tablet", section, re.I)


# --- bad input, each with its answer and its code ---------------------------------------------------------------------


def test_without_egfr_it_is_asked_for(planned: Planned):
    code, text, _ = planned("--clinician", egfr=None, **LITTLE)
    assert code == OK
    assert "eGFR is not known: it is asked for" in text


def test_without_egfr_at_risk_nothing_is_proposed(planned: Planned):
    code, text, _ = planned("--clinician", egfr=None, age=70, **LITTLE)
    assert code == INFEASIBLE
    assert "K08" in text
    assert "Regimen 1" not in text


def test_kidneys_that_let_nothing_go_are_a_code_of_their_own_in_both_views(planned: Planned):
    weak = LITTLE | {"egfr": "20 mL/min/1.73m2"}
    code, text, _ = planned("--clinician", **weak)
    assert (code, "K07" in text, "Regimen 1" in text) == (INFEASIBLE, True, False)
    code, text, _ = planned(**weak)
    assert code == INFEASIBLE
    assert "Nothing else may be proposed" in text


def test_an_allergy_that_empties_the_plate_names_what_stands_against(planned: Planned):
    every = [
        "nuts",
        "wheat",
        "milk",
        "fish",
        "soy",
        "eggs",
        "sesame",
        "peanuts",
        "legume",
        "vegetable",
        "leafy",
        "fruit",
        "whole grain",
        "potato",
        "water",
        "seed",
        "bran",
        "dried fruit",
        "poultry",
        "juice",
        "soup",
    ]
    code, text, error = planned(allergies=every)
    assert code in (OK, INFEASIBLE), error
    assert "Allergies." in text
    assert "Food alone was not found to reach it" in text


def test_a_word_that_no_food_goes_by_is_refused_with_its_place(planned: Planned):
    code, _, error = planned(allergies=["unobtainium"])
    assert code == INVALID
    assert "unobtainium" in error
    assert "person.yaml:" in error


def test_a_target_that_no_food_reaches_names_the_limit_and_the_most(planned: Planned):
    code, text, _ = planned(**LITTLE)
    assert code == OK
    assert re.search(r"Food\s+alone was not found to reach it: .*of 20 at most", text)


def test_a_supplement_above_the_limit_is_said_and_nothing_is_added(planned: Planned):
    above = LITTLE | {"supplements": [{"taken": "magnesium oxide 400 mg elemental", "at": "21:00"}]}
    _, lay, _ = planned(**above)
    assert "400 mg a day beside food, above it" in lay
    _, text, _ = planned("--clinician", **above)
    assert "above the limit of 350 mg" in text
    assert "Regimen 1" not in text


def test_a_serum_of_three_and_a_wish_for_more_is_refused_and_urgent(planned: Planned):
    labs = [{"serum_magnesium": "3 mmol/L"}]
    code, text, _ = planned("--clinician", "--dose", "magnesium citrate 100 mg elemental", labs=labs)
    assert code == INFEASIBLE
    assert "urgent human care" in text
    assert "C03" in text
    assert "It breaks these rules" in text
    code, text, _ = planned(labs=labs)
    assert code == INFEASIBLE
    assert "Urgent" in text
    assert "more magnesium is no aim now" in text


def test_a_critically_low_serum_is_no_case_for_a_plan_by_mouth(planned: Planned):
    code, text, _ = planned("--clinician", labs=[{"serum_magnesium": "0.45 mmol/L"}], **LITTLE)
    assert "D04" in text
    assert "urgent human care" in text
    assert "Regimen 1" not in text
    assert code == INFEASIBLE
    code, text, _ = planned(labs=[{"serum_magnesium": "0.45 mmol/L"}])
    assert code == INFEASIBLE
    assert "Urgent" in text
    assert "Plan 1" not in text


def test_a_low_serum_is_said_before_the_plate_and_the_cause_is_for_review(planned: Planned):
    code, text, _ = planned(labs=[{"serum_magnesium": "0.68 mmol/L"}])
    assert code == OK
    assert text.index("below the reference interval") < text.index("Is a change needed?")


def test_where_urgent_no_plate_is_named_as_the_first_thing(planned: Planned):
    _, text, _ = planned(labs=[{"serum_magnesium": "0.45 mmol/L"}])
    assert "food comes first" not in text


def test_an_aim_that_is_no_requirement_says_so(planned: Planned):
    _, text, _ = planned(authority="EU EFSA 2015", **LITTLE)
    flat = " ".join(text.split())
    assert "versions reach the adequate intake; the aim is" in flat
    assert "no average requirement is known behind it" in flat
    _, text, _ = planned(**LITTLE)
    assert "adequate intake" not in text


def test_only_a_medicine_has_a_reason_of_its_own(planned: Planned):
    """Diabetes is a cause that nobody prescribed; a proton pump inhibitor was."""
    said = "for review by whoever prescribed it"
    _, text, _ = planned(conditions=["type 2 diabetes"])
    assert said not in " ".join(text.split())
    _, text, _ = planned(**LITTLE)
    assert said in " ".join(text.split())


def test_a_childs_kidneys_are_not_asked_for_where_nothing_is_wanted(planned: Planned):
    _, text, _ = planned("--clinician", record=RICH, egfr=None)
    assert "No supplement is needed" in text
    assert "it is asked for" not in text
    assert "creatinine may be measured first" not in text.partition("Notes")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--clinician", "--salt", "unobtainium"), "no salt of magnesium I know"),
        (("--clinician", "--dose", "magnesium unobtainate 100 mg elemental"), "no salt of magnesium I know"),
        (("--clinician", "--dose", "magnesium citrate 100"), "does not say how much"),
        (("--clinician", "--dose", "magnesium citrate 400 mg"), "does not say of what"),
        (("--clinician", "--dose", "magnesium citrate 100 mg elemental", "--at", "25:00"), "no clock time"),
        (("--clinician", "--at", "22:00"), "no dose"),
        (("--clinician", "--weeks", "0"), "weeks = 0"),
        (("--clinician", "--weeks", "500"), "weeks = 500"),
        (("--dose", "magnesium citrate 100 mg elemental"), "Add --clinician"),
        (("--salt", "oxide"), "Add --clinician"),
    ],
)
def test_a_wish_that_cannot_be_asked_is_refused(planned: Planned, words: tuple[str, ...], said: str):
    code, text, error = planned(*words)
    assert (code, text) == (INVALID, "")
    assert said in error


def test_a_wish_above_the_limit_is_refused_and_never_cut(planned: Planned):
    hours = ("--at", "10:00", "--at", "16:00", "--at", "22:00")
    code, text, _ = planned("--clinician", "--dose", "magnesium oxide 120 mg elemental", *hours)
    assert code == INFEASIBLE
    assert "360 mg a day would be above the limit of 350 mg" in text
    code, text, _ = planned("--clinician", "--dose", "magnesium oxide 200 mg elemental")
    assert code == INFEASIBLE
    assert "200 mg at one time" in text


def test_an_infant_gets_no_plan(planned: Planned):
    small = {"age": 0.5, "height": "67 cm", "weight": "7.5 kg"}
    code, text, error = planned(record=None, **small)
    assert (code, text) == (INVALID, "")
    assert "infants" in error
    fed = [{"date": "2026-10-04", "meals": [{"at": "08:00", "eaten": ["200 g banana"]}]}]
    code, text, _ = planned("--clinician", record=fed, **small)
    assert code == INFEASIBLE
    assert "no plan is made" in text
    assert "C06" in text
    assert "Regimen 1" not in text


def test_medicines_that_no_hours_hold_together_are_named(planned: Planned):
    lines = {
        "medicines": [{"name": "levothyroxine", "at": "07:00"}],
        "supplements": [{"taken": "magnesium citrate 100 mg elemental", "at": "07:30"}],
    }
    code, text, _ = planned("--clinician", **lines)
    assert code == INFEASIBLE
    assert "No hours hold all of these together" in text
    assert "levothyroxine" in text


def test_without_a_record_nothing_is_changed_and_that_is_said(planned: Planned):
    code, text, _ = planned(record=None)
    assert code == OK
    assert "Without a food record" in text


def test_the_report_is_not_written_over_something_else(planned: Planned, tmp_path: Path):
    kept = tmp_path / "notes.txt"
    kept.write_text("mine", "utf-8")
    code, _, error = planned("--report", str(kept))
    assert code == INVALID
    assert "kept" in error
    assert kept.read_text("utf-8") == "mine"
