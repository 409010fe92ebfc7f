"""Reasons: what of a person may lower magnesium, read off the cohort's rows and held against the body itself."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cohort.steady import MAN, N, at_rest, change, direction
from tests.cohort.test_directions import MOVES

from epsom import tables
from epsom.cohort import conditions, effects, medicines
from epsom.cohort.draw import draw
from epsom.cohort.effects import Cause, effect_of
from epsom.cohort.moves import moved
from epsom.outcomes.evidence import evidence
from epsom.outcomes.loops import loops
from epsom.outcomes.personal import reasons
from epsom.outcomes.personal.reasons import balance, loop, notes
from epsom.outcomes.project import Exposures, project
from epsom.person import Medicine, Person

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).parents[1] / "people.py")))
RHYTHM = {"atrial fibrillation", "sudden cardiac death", "qt interval"}
SUGAR = {one.outcome for one in evidence() if one.system in ("sugar and insulin", "kidneys and nerves in diabetes")}


def on(*names: str, **more: Any) -> Any:
    return people.Somebody(medicines=tuple(Medicine(name=name) for name in names), **more)


def said(outcome: str, person: Any) -> tuple[str, ...]:
    return notes(next(one for one in evidence() if one.outcome == outcome), person)


@pytest.mark.parametrize("module", [conditions, medicines])
def test_every_cause_moves_magnesium_as_the_body_says(module: Any):
    """The directions of the cohort's tests are those of simulated serum; conditions of hormones tell of none."""
    kind = module.__name__.rpartition(".")[2]
    find = {conditions: conditions.condition, medicines: medicines.medicine}[module]
    for name, readings in MOVES[kind].items():
        size = balance(find(name))
        assert (size > 0) - (size < 0) == readings.get("serum_magnesium", 0), name


@pytest.mark.parametrize("name", sorted(row["name"] for row in reasons._table()["parameter"]))  # pyright: ignore[reportPrivateUsage]
def test_each_parameter_moves_the_body_as_its_sign_says(name: str):
    """A bigger factor on it, and what the persons hold goes the way of the sign; oxide alone needs acid to dissolve."""
    sign = next(row["sign"] for row in reasons._table()["parameter"] if row["name"] == name)  # pyright: ignore[reportPrivateUsage]
    body = draw(Person(**MAN), persons=N, seed=1).body()
    organ, _, parameter = name.partition(".")
    before, after = at_rest(body), at_rest(moved(body, organ, parameter, 0.8))
    way = direction(change(before, after, "serum_magnesium"))
    assert way == (0 if parameter == "dissolution_rate" else -sign)


@pytest.mark.parametrize("outcome", sorted(RHYTHM))
def test_rhythm_names_what_may_lower_magnesium_with_its_source(outcome: str):
    told = said(outcome, on("omeprazole", "hydrochlorothiazide", conditions=("type 2 diabetes", "hypertension")))
    *told, reviewed = told
    assert reviewed.endswith("that it may lower magnesium is no reason to stop it.")
    assert [line.split(" may lower serum magnesium: ")[0] for line in told] == [
        "Omeprazole (proton pump inhibitor)", "Hydrochlorothiazide (thiazide diuretic)", "Type 2 diabetes",
    ]  # fmt: skip
    assert [re.findall(r"\[(\w+)\]", line) for line in told] == [["fda_ppi2011"], ["kieboom2018"], ["bertinato2017"]]


def test_what_keeps_magnesium_is_no_risk_of_rhythm():
    assert said("atrial fibrillation", on("spironolactone", "empagliflozin")) == ()
    assert (
        said("atrial fibrillation", people.Somebody(conditions=("migraine", "osteoporosis", "vitamin d deficiency")))
        == ()
    )


def test_a_guess_is_called_one():
    line, _ = said("qt interval", on("furosemide"))
    assert "[our own guess: " in line


@pytest.mark.parametrize(
    ("told", "words", "source"),
    [
        ("digoxin", "serious side effects", "fda_ppi2011"),
        ("Digoxin 125 µg", "serious side effects", "fda_ppi2011"),
        ("sotalol 80 mg twice", "QT interval", "henyan2006"),
        ("Dofetilide", "QT interval", "henyan2006"),
    ],
)
def test_medicines_for_which_low_magnesium_is_a_danger(told: str, words: str, source: str):
    (line,) = said("sudden cardiac death", people.Somebody(other_medicines=("aspirin", told)))
    assert line.startswith(told[0].upper())
    assert words in line
    assert "for review" in line
    assert line.endswith(f"[{source}].")


def test_no_reason_to_stop_a_medicine_is_said_of_medicines_that_lower_and_of_nothing_else():
    for person in (on("empagliflozin", conditions=("diabetes",)), people.Somebody(conditions=("diabetes",))):
        assert not any("no reason to stop" in line for line in said("atrial fibrillation", person))
    both = said("hba1c", on("omeprazole", conditions=("diabetes",)))
    assert sum("no reason to stop" in line for line in both) == 1
    assert "hypothesis" in both[-1]


def test_a_name_inside_another_word_is_not_it():
    assert said("qt interval", people.Somebody(other_medicines=("metildigoxine", "nosotalol"))) == ()


def test_diabetes_is_told_as_a_cause_of_loss_and_in_a_loop():
    person = on("empagliflozin", conditions=("diabetes",))
    for outcome in sorted(SUGAR):
        told = said(outcome, person)
        assert told[0] == (
            "Empagliflozin (sglt2 inhibitor) may raise serum magnesium: the kidney keeps more of it [zhang2022]."
        )
        assert told[1].startswith("Diabetes (type 2 diabetes) may lower serum magnesium")
        assert "hypothesis in part" in told[2]
        assert loop(next(one for one in evidence() if one.outcome == outcome), person) == loops()[0]


def test_without_diabetes_there_is_no_loop():
    for person in (on("omeprazole"), people.Somebody(conditions=("prediabetes",))):
        for one in evidence():
            assert loop(one, person) is None
            assert one.outcome in RHYTHM or notes(one, person) == ()


def test_a_diabetes_told_in_other_words_is_in_the_loop_too():
    one = next(one for one in evidence() if one.outcome == "nephropathy")
    assert loop(one, people.Somebody(other_conditions=("Diabetes mellitus type 2",))) == loops()[0]


def test_the_answer_carries_them():
    found = {one.outcome: one for one in project(on("omeprazole", conditions=("diabetes",)), Exposures())}
    assert {name for name, one in found.items() if one.loop} == SUGAR
    assert {name for name, one in found.items() if one.notes} == SUGAR | RHYTHM


def test_a_new_row_speaks_without_code():
    """A row that halves uptake lowers; one that doubles the loss in stool lowers; one of a hormone tells nothing."""
    for parameter, middle, way in (
        ("gut.carrier_capacity", 0.5, -1), ("gut.endogenous_loss", 2.0, -1), ("skin.sweat_loss", 0.5, 1),
        ("hormones.vitamin_d", 0.5, 0),
    ):  # fmt: skip
        row = {"parameter": parameter, "scale": [middle, middle, middle], "source": "assumed", "because": "a test"}
        cause = Cause("x", (), "", "", True, False, (effect_of(row, "test"),))
        assert (balance(cause) > 0) - (balance(cause) < 0) == way


def test_every_cause_that_lowers_has_words():
    for table, make in ((medicines.TABLE, on), (conditions.TABLE, lambda name: people.Somebody(conditions=(name,)))):
        for name, cause in effects.causes(table).items():
            told = [line for line in said("qt interval", make(name)) if "no reason to stop" not in line]
            assert len(told) == (1 if balance(cause) < 0 else 0), name
            for line in told:
                assert "may lower serum magnesium" in line
                assert "  " not in line
                (source,) = re.findall(r"\[([^\[\]]+)\]\.$", line)
                assert source.startswith("our own guess: ") or set(source.split(", ")) <= set(tables.sources())
