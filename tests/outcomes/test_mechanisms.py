"""Mechanisms: every one wears its badge, and nothing personal is forecast from one."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.body.lives import DAYS, REFERENCE

from epsom.body.readings import READINGS
from epsom.errors import InputError, TableError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.outcomes.mechanisms import scenario
from epsom.outcomes.mechanisms.badges import KINDS, badge, badges, read
from epsom.outcomes.mechanisms.scenario import FALLS, FIRST_FALLS, FIRST_RISES, RISES, STILL, direction, scenarios

SRC = Path(__file__).parents[2] / "src" / "epsom"
ROOM = "epsom.outcomes.mechanisms"
PERSONAL = ("assessment", "plan", "interfaces/report", "population", "studies", "outcomes/project.py")
"""Whatever speaks of a person or a group: none of it may lean on a mechanism."""

ROW = """
[[badge]]
name = "mill"
title = "Mill"
kind = "teaching"
stands_on = "Wind."
not_said = ["Anything about bread."]
source = "assumed"
because = "an example"
"""


def imported(path: Path) -> set[str]:
    """Every module that a file imports, at its head or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def modules(place: str) -> list[Path]:
    where = SRC / place
    return [where] if where.is_file() else sorted(where.rglob("*.py"))


@pytest.mark.parametrize("place", PERSONAL)
def test_nothing_personal_is_forecast_from_a_mechanism(place: str):
    """Neither its code nor its tables: import-linter holds the same for imports at second hand."""
    assert modules(place)
    for path in modules(place):
        assert not [name for name in imported(path) if name.startswith(ROOM)], path
        assert "outcomes/mechanisms" not in path.read_text("utf-8"), path


def test_that_look_finds_an_import_where_there_is_one():
    assert ROOM + ".nmda" in imported(SRC / "interfaces/commands/mechanisms.py")
    assert "epsom.outcomes.mechanisms" in (SRC.parents[1] / "pyproject.toml").read_text("utf-8")


def test_every_mechanism_says_what_it_stands_on_and_what_it_does_not_say():
    assert set(badges()) == {"atp", "nmda", "hormones", "bone"}
    assert {one.kind for one in badges().values()} == set(KINDS)
    for one in badges().values():
        assert "forecast" in one.text
        assert all(silent.startswith("It ") for silent in one.not_said)
        assert set(one.readings) <= set(READINGS)
    assert badge("bone").shown == "direction"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"teaching"', '"true"', "none of exact"),
        ('not_said = ["Anything about bread."]\n', "", "what it does not say"),
        ("not_said = [", "unsaid = [", "unknown key 'unsaid'"),
        ('because = "an example"\n', "", "because"),
        ("source = ", 'shown = "course"\nsource = ', "Give both"),
        ("source = ", 'readings = ["bone_density"]\nsource = ', "Give both"),
    ],
)
def test_a_badge_that_does_not_own_up_does_not_load(old: str, new: str, says: str):
    assert set(read(ROW)) == {"mill"}
    assert old in ROW
    with pytest.raises(TableError, match=says):
        read(ROW.replace(old, new))


def test_a_name_stands_once():
    with pytest.raises(TableError, match="stands twice"):
        read(ROW + ROW)
    with pytest.raises(InputError, match="There are: atp, nmda, hormones, bone"):
        badge("gravity")


def test_direction_by_hand():
    assert direction(np.array([[1.0, 2.0, 3.0], [1.0, 2.1, 3.0]])) == RISES
    assert direction(np.array([[1.0, 2.0, 3.0], [1.0, 1.9, 9.0]])) == FALLS
    assert direction(np.array([[2.0], [2.01], [1.99]])) == STILL
    assert direction(np.array([[2.0], [3.0], [2.0]])) == RISES
    assert direction(np.array([[2.0], [3.0], [1.0]])) == FIRST_RISES
    assert direction(np.array([[2.0], [1.0], [3.0]])) == FIRST_FALLS


def test_scenarios_of_a_body_in_depletion():
    """Calcium and calcitriol fall, and the hormone does not rise by what would be told [fatemi1991]; bone: no number.

    In a mild lack it rises in this body by less than a hundredth, which is no change, and fails in a deep one.
    """
    found = {one.badge.name: one for one in scenarios(REFERENCE.depletion)}
    assert set(found) == {"hormones", "bone"}
    assert all(one.badge.kind == "hypothesis" for one in found.values())
    told = {one.name: one for one in found["hormones"].readings}
    assert tuple(told) == ("ionised_calcium", "total_calcium", "parathyroid_hormone", "calcitriol")
    assert told["total_calcium"].direction == told["calcitriol"].direction == FALLS
    assert told["parathyroid_hormone"].direction == FALLS
    hormone = np.array(told["parathyroid_hormone"].band.middle)  # pyright: ignore[reportOptionalMemberAccess]
    assert 1.0 < hormone.max() / hormone[0] < 1.01
    assert hormone[-1] < 0.5 * hormone[0]
    for one in told.values():
        assert one.band is not None
        assert len(one.band.middle) == len(found["hormones"].days) == len(DAYS)
        assert one.unit
        assert one.meaning
    assert told["calcitriol"].band.middle[0] == pytest.approx(1.0, abs=0.02)  # pyright: ignore[reportOptionalMemberAccess]
    assert [(one.name, one.band) for one in found["bone"].readings] == [("bone_density", None)]


def test_the_band_holds_four_fifths_of_the_virtual_persons():
    """Eleven persons with 0 to 10: the tenth and ninetieth of a hundred are 1 and 9."""
    band = scenario._band(np.array([np.arange(11.0), np.arange(11.0) + 1.0]))  # pyright: ignore[reportPrivateUsage]
    assert np.allclose([band.low, band.middle, band.high], [[1, 2], [5, 6], [9, 10]])


def test_a_scenario_of_those_who_happened_to_survive_is_none():
    whole = REFERENCE.depletion
    with pytest.raises(ValueError, match="1 virtual persons were not carried"):
        scenarios(replace(whole, status=np.array([1])))
    with pytest.raises(ValueError, match="two times"):
        scenarios(replace(whole, time=whole.time[:1], pools=whole.pools[:1]))


@pytest.mark.parametrize(("name", "says"), [("atp", "-63.46"), ("nmda", "0.230")])
def test_a_mechanism_on_the_terminal_shows_its_badge_first(name: str, says: str, capsys: pytest.CaptureFixture[str]):
    assert run(["mechanisms", name]) == OK
    said = capsys.readouterr().out
    assert said.splitlines()[0].endswith(f"[{badge(name).text}]")
    flat = " ".join(said.split())
    assert all(silent in flat for silent in badge(name).not_said)
    assert says in said


def test_all_of_them_on_the_terminal(capsys: pytest.CaptureFixture[str]):
    assert run(["mechanisms"]) == OK
    said = capsys.readouterr().out
    assert said.count("What it does not say:") == 4
    assert all(one.text in said for one in badges().values())
    assert run(["mechanisms", "gravity"]) == INVALID


def test_json_holds_the_numbers_and_the_badge(capsys: pytest.CaptureFixture[str]):
    assert run(["mechanisms", "atp", "--json"]) == OK
    (told,) = json.loads(capsys.readouterr().out)["mechanisms"]
    assert told["badge"] == KINDS["exact"]
    assert len(told["not_said"]) >= 3
    middle = next(row for row in told["rows"] if row["free_magnesium"] == 0.557)
    assert middle["free_adp"] == pytest.approx(17.95, abs=0.005)
    assert told["fall"]["share"] == 0.2
    assert run(["mechanisms", "--json"]) == OK
    assert len(json.loads(capsys.readouterr().out)["mechanisms"]) == 4
    assert run(["mechanisms", "nmda", "--json"]) == OK
    (told,) = json.loads(capsys.readouterr().out)["mechanisms"]
    assert len(told["rows"]) == 12


@pytest.mark.parametrize("name", ["nmda_half_block", "cell_free_magnesium"])
def test_its_numbers_can_be_explained(name: str, capsys: pytest.CaptureFixture[str]):
    assert run(["explain", name, "--json"]) == OK
    found = json.loads(capsys.readouterr().out)["found"]
    assert [one["kind"] for one in found] == ["number"]
    assert found[0]["citation"]
