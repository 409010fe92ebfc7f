"""``epsom simulate PROTOCOL.yaml``: what it writes, what it says of the lost, and each bad input with file and line."""

from __future__ import annotations

import csv
import json
import re
import shlex
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from epsom.interfaces.cli import FINDING, INVALID, OK, USAGE, run
from epsom.interfaces.experiment.page import time_marks
from epsom.interfaces.report.figures.arms import ArmCourse, arms_figure
from epsom.simulate import batch

TOP = Path(__file__).parents[2]
PEOPLE = "people:\n  - {age: 40, sex: male, height: 178 cm, weight: 78 kg}\nbefore: {intake_mg: 350}\n"
LOAD = PEOPLE + "phase:\n  - hours: 12\n    infusion: [{start_h: 0, hours: 4, mmol: 20}]\n"
TWO = PEOPLE + (
    "arm:\n"
    "  - name: isotope\n"
    "    phase: [{days: 2, dose: [{hour: 0, mg: 50, salt: chloride, labelled: 1.0}]}]\n"
    "  - name: <little> & less\n"
    "    phase: [{days: 2, intake_mg: 20}]\n"
)
STARVED = (
    "people:\n  - {age: 30, sex: female, height: 165 cm, weight: 65 kg, lactating: true}\n"
    "before: {intake_mg: 350}\npersons: 5\nphase: [{days: 365, intake_mg: 0}]\n"
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def simulate(text: str, *words: str, name: str = "test.yaml") -> int:
    Path(name).write_text(text)
    return run(["simulate", name, *words])


def parquet(name: str) -> dict[str, list[Any]]:
    return pytest.importorskip("pyarrow.parquet").read_table(name).to_pydict()


def refuses(capsys: pytest.CaptureFixture[str], text: str, place: str, *said: str) -> str:
    """The protocol is refused with file, line and column, with the value and the rule, and nothing is written."""
    capsys.readouterr()
    before = {path.name for path in Path.cwd().iterdir()} | {"test.yaml"}
    assert simulate(text, "--persons", "3") == INVALID
    told = capsys.readouterr()
    assert told.err.startswith(f"test.yaml:{place}: "), told.err
    for word in said:
        assert word in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert {path.name for path in Path.cwd().iterdir()} == before
    return told.err


# --- what it writes ---


def test_a_protocol_says_what_came_of_it_and_where_it_is_written(here: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(LOAD, "--persons", "6", "--no-parquet") == OK
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].split() == ["quantity", "day", *(word for n in (5, 50, 95) for word in (str(n), "%"))]
    assert [line.split()[2] for line in lines[1:4]] == ["start", "highest", "end"]
    assert lines[1].startswith("serum_magnesium [mmol/L]")
    assert "6 of 6 virtual persons lived to the end and count." in said.err
    assert "Summary: test.csv\nFigures: test.html\n" in said.err
    assert sorted(path.name for path in here.iterdir()) == ["test.csv", "test.html", "test.yaml"]


def test_every_person_and_look_is_a_row_of_the_table(here: Path):
    assert simulate(TWO, "--persons", "4", "--every", "0.5", "--out", "new/one") == OK
    found = parquet("new/one/test.parquet")
    labels = ["label_in_plasma", "label_in_urine", "label_in_faeces"]
    assert list(found) == [
        "arm", "person", "group", "weight", "ended", "day", "serum_magnesium", "urine_magnesium", "body_magnesium",
        *labels,
    ]  # fmt: skip
    assert len(found["day"]) == 2 * 4 * 5
    assert found["day"][:6] == [0.0, 0.5, 1.0, 1.5, 2.0, 0.0]
    assert found["person"][:6] == [0, 0, 0, 0, 0, 1]
    assert found["arm"] == ["isotope"] * 20 + ["<little> & less"] * 20
    assert set(found["weight"]) == {0.25}
    assert set(found["ended"]) == {"lived"}
    assert all(value is not None for name in labels for value in found[name][:20])
    assert all(value is None for name in labels for value in found[name][20:])
    assert found["serum_magnesium"][0] == found["serum_magnesium"][20]
    about = pytest.importorskip("pyarrow.parquet").read_schema("new/one/test.parquet").metadata
    assert about[b"protocol"].decode() == TWO
    assert (about[b"seed"], about[b"persons"]) == (b"1", b"4")


def test_the_summary_is_that_of_the_table(here: Path):
    assert simulate(LOAD, "--persons", "31", "--every", "0.25") == OK
    found = parquet("test.parquet")
    rows = list(csv.DictReader(Path("test.csv").read_text().splitlines()))
    assert list(rows[0]) == ["arm", "day", "quantity", "unit", "persons", "q05", "q50", "q95"]
    for row in rows:
        values = [v for v, day in zip(found[row["quantity"]], found["day"], strict=True) if day == float(row["day"])]
        assert float(row["q50"]) == pytest.approx(np.median(values), rel=1e-5)
        assert float(row["q05"]) <= float(row["q50"]) <= float(row["q95"])
        assert row["persons"] == "31"


def test_the_page_stands_alone_and_draws_every_reading(here: Path):
    text = TWO + "title: A <test>\nnote: For & against\nread: [ionised_magnesium, muscle_magnesium]\n"
    assert simulate(text, "--persons", "4", "--no-parquet") == OK
    page = Path("test.html").read_text()
    assert not re.search(r"<script|@import|(?:href|src)=.(?!#)", page)
    for word in (
        "A &lt;test&gt;",
        "For &amp; against",
        "&lt;little&gt; &amp; less",
        "Ionised magnesium",
        "Label in urine",
    ):
        assert word in page
    assert page.count('class="figure arms"') == 5
    assert "intake_mg: 20" in page
    assert "arm0" in page
    assert "arm1" in page


def test_the_same_command_writes_the_same_bytes_and_another_seed_others(here: Path):
    def files(*words: str) -> dict[str, bytes]:
        assert simulate(TWO, "--persons", "3", "--no-parquet", "--out", "run", *words) == OK
        return {path.name: path.read_bytes() for path in Path("run").iterdir()}

    assert files() == files() == files("--seed", "1")
    assert files("--seed", "2")["test.csv"] != files()["test.csv"]


def test_what_the_file_says_holds_unless_the_command_says_otherwise(here: Path):
    told = LOAD + "persons: 4\nseed: 9\nevery: 3 hours\n"
    assert simulate(told) == OK
    assert len(parquet("test.parquet")["day"]) == 4 * 5
    assert simulate(told, "--persons", "2", "--every", "0.25") == OK
    assert len(parquet("test.parquet")["day"]) == 2 * 3


def test_toml_is_read_as_well(here: Path, capsys: pytest.CaptureFixture[str]):
    text = (TOP / "examples" / "protocols" / "depletion_and_repletion.toml").read_text()
    assert simulate(text, "--persons", "3", "--no-parquet", name="one.toml") == OK
    assert simulate("[before]\nintake_mg = 3\n", name="two.toml") == INVALID
    assert "two.toml: the protocol: no people" in capsys.readouterr().err
    assert simulate(text.replace("days = 21", "days = 21000"), name="three.toml") == INVALID
    assert "three.toml: phase: the protocol lasts" in capsys.readouterr().err
    assert simulate("people = \n", name="four.toml") == INVALID
    assert "four.toml: this is no valid TOML" in capsys.readouterr().err


@pytest.mark.parametrize("path", sorted((TOP / "examples" / "protocols").iterdir()), ids=lambda path: path.name)
def test_every_example_runs(here: Path, path: Path):
    assert run(["simulate", str(path), "--persons", "4", "--every", "1", "--no-parquet"]) == OK
    assert Path(f"{path.stem}.csv").exists()


def test_persons_are_lived_with_as_before(here: Path, capsys: pytest.CaptureFixture[str]):
    ben = "age: 70\nsex: male\nheight: 175 cm\nweight: 80 kg\n"
    assert simulate(ben, "--persons", "20", "--days", "3", "--out", "run", name="ben.yaml") == OK
    assert Path("run/summary.json").exists()
    assert simulate(ben, "--persons", "20", name="ben.yaml") == USAGE
    assert "--out" in capsys.readouterr().err
    assert simulate(ben, "--only-person", "2", "--out", "run", name="ben.yaml") == INVALID
    assert "--only-person is for protocols" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--days", "3"], "--days is for person files; test.yaml is a protocol"),
        (["--intake", "300 mg"], "--intake is for person files"),
        (["--shard", "0/4"], "--shard is for person files"),
        (["--persons", "0"], "persons = 0"),
        (["--seed", "-1"], "seed = -1"),
        (["--every", "0"], "every = 0 days"),
        (["--only-person", "3", "--persons", "3"], "numbered from 0 to 2"),
        (["test.yaml"], "test.yaml is a protocol. Name it alone"),
        (["--out", "test.yaml"], "test.yaml cannot be used"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    here: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
):
    assert simulate(LOAD, *words) == INVALID
    assert said in capsys.readouterr().err
    assert [path.name for path in here.iterdir()] == ["test.yaml"]


def test_parquet_that_is_not_installed(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert simulate(LOAD, "--persons", "3") == INVALID
    assert "epsom[parquet]" in capsys.readouterr().err
    assert simulate(LOAD, "--persons", "3", "--no-parquet") == OK


def test_children_are_flagged_on_every_output(here: Path, capsys: pytest.CaptureFixture[str]):
    child = LOAD.replace("age: 40", "age: 6").replace("178 cm", "116 cm").replace("78 kg", "21 kg")
    assert simulate(child.replace("mmol: 20", "mmol: 2"), "--persons", "3") == OK
    assert "no kinetic data" in capsys.readouterr().err
    assert "no kinetic data" in Path("test.html").read_text()
    about = pytest.importorskip("pyarrow.parquet").read_schema("test.parquet").metadata
    assert b"no kinetic data" in about[b"cautions"]


# --- who is lost ---


def test_a_state_driven_negative_is_told_and_saved_and_never_clipped(here: Path, capsys: pytest.CaptureFixture[str]):
    mixed = STARVED.replace("persons: 5", "persons: 6").replace("phase: [{days: 365, intake_mg: 0}]\n", "arm:\n")
    mixed += "  - {name: eats, phase: [{days: 365}]}\n  - {name: starves, phase: [{days: 365, intake_mg: 0}]}\n"
    assert simulate(mixed) == FINDING
    said = capsys.readouterr()
    assert "eats: 6 of 6 virtual persons lived to the end" in said.err
    assert re.search(
        r"starves: 6 could not be carried to the end \(.*: 6\): the first, person \d, until day \d+", said.err
    )
    assert "Nothing was clipped" in said.err
    assert "eats " in said.out
    saved = json.loads(Path("test.failed.json").read_text())
    assert saved["lost"] == {"eats": 0, "starves": 6}
    assert (saved["seed"], saved["persons"], saved["protocol"]) == (1, 6, "test.yaml")
    for one in saved["listed"]:
        assert one["least"] == "plasma"
        assert one["parameters"]["gut.carrier_capacity"] > 0
        assert 0 < one["until"] < 365
    found = parquet("test.parquet")
    rows = [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]
    assert {row["weight"] for row in rows if row["arm"] == "starves"} == {0.0}
    assert all(row["serum_magnesium"] is not None for row in rows if row["arm"] == "eats")
    until = {one["person"]: one["until"] for one in saved["listed"]}
    for row in rows:
        if row["arm"] == "starves":
            assert (row["serum_magnesium"] is None) == (row["day"] > until[row["person"]])
            assert row["serum_magnesium"] is None or row["serum_magnesium"] > 0


def test_one_of_the_lost_lives_again_by_the_command_that_is_told(here: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(STARVED) == FINDING
    told = capsys.readouterr().err
    command = next(line for line in told.splitlines() if line.startswith("To let one of them live again: "))
    saved = {one["person"]: one for one in json.loads(Path("test.failed.json").read_text())["listed"]}
    words = shlex.split(command.partition(": epsom ")[2])
    assert run(words) == FINDING
    number = int(words[-1])
    again = json.loads(Path(f"test.person-{number}.failed.json").read_text())["listed"]
    assert again == [saved[number]]
    assert parquet(f"test.person-{number}.parquet")["person"][0] == number


def test_a_step_that_cannot_meet_its_tolerance_is_told_with_the_parameters_saved(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    labelled = LOAD.replace("mmol: 20", "mmol: 20, labelled: 1.0")  # a label always goes the way of NumPy
    monkeypatch.setattr(batch, "SHORTEST", 1.0)
    assert simulate(labelled, "--persons", "3") == FINDING
    said = capsys.readouterr().err
    assert "3 could not be carried to the end (no step was short enough: 3)" in said
    saved = json.loads(Path("test.failed.json").read_text())
    assert [one["ended"] for one in saved["listed"]] == ["no step was short enough"] * 3
    assert all(len(one["parameters"]) > 100 for one in saved["listed"])
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert simulate(labelled, "--persons", "3") == OK
    assert not Path("test.failed.json").exists(), "nobody is lost any more, so the list of an earlier run is gone"


# --- bad input, item by item ---


def test_a_protocol_longer_than_the_models_range_is_refused(here: Path, capsys: pytest.CaptureFixture[str]):
    text = PEOPLE + "phase:\n  - days: 5000\n  - days: 5000\n"
    refuses(capsys, text, "4:1", "lasts 10000 days", "up to 7305", "    4 | phase:")


def test_an_infusion_above_any_used_is_refused(here: Path, capsys: pytest.CaptureFixture[str]):
    text = PEOPLE + "phase:\n  - days: 1\n  - days: 1\n    infusion: [{start_h: 0, hours: 0.1, mmol: 60}]\n"
    refuses(capsys, text, "6:5", "600 mmol/h", "about 150 mmol/h", "1 g of magnesium sulfate is 4.06 mmol")


def test_a_parameter_outside_its_range_is_refused(here: Path, capsys: pytest.CaptureFixture[str]):
    text = LOAD + "parameters:\n  gut.leak_fraction: 7\n"
    refuses(capsys, text, "8:22", "gut.leak_fraction = 7 1", "is possible", "Check units?")


def test_an_absurd_dialyser_is_refused(here: Path, capsys: pytest.CaptureFixture[str]):
    text = PEOPLE + "phase:\n  - hours: 4\n    dialysis: {hours: 4, dialysate: 0.5, clearance: 100000}\n"
    refuses(capsys, text, "5:5", "clearance = 100000 mL/min")


def test_infusions_that_overlap_are_refused(here: Path, capsys: pytest.CaptureFixture[str]):
    text = PEOPLE + "phase:\n  - days: 1\n    infusion:\n"
    text += "      - {start_h: 0, hours: 5, mmol: 3}\n      - {start_h: 4, hours: 5, mmol: 3}\n"
    refuses(capsys, text, "1:1", "overlaps the one before it")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (LOAD.replace("age: 40", "age: forty"), "2:11", "age"),
        (LOAD.replace("178 cm", "178"), "2:34", "no unit"),
        (LOAD.replace("sex: male", "sex: male, mood: good"), "2:32", "unknown key 'mood' in people"),
        (LOAD.replace("intake_mg: 350", "intake_mg: 350 mg"), "3:21", "is no plain number"),
        (LOAD.replace("intake_mg", "intake"), "3:18", "unknown key 'intake' in phase"),
        (LOAD.replace("hours: 12", "hours: noon"), "5:12", "hours = 'noon'"),
        (LOAD.replace("mmol: 20", "grams: 20"), "6:46", "unknown key 'grams' in infusion"),
        (LOAD + "every: 6\n", "7:8", 'Say "6 hours"'),
        (LOAD + "read: [serum_magnesum]\n", "7:8", "Nearest: serum_magnesium"),
        (LOAD + "hobby: chess\n", "7:8", "unknown key 'hobby'"),
        (LOAD + "phase: []\n", "7:1", "'phase' stands twice"),
        ("before: {intake_mg: 3}\nphase: [{days: 1}]\n", "1:1", "no people"),
        (PEOPLE, "1:1", "no phase"),
        (LOAD.replace("hours: 12", "hours: 12\n    taking: [moonlight]"), "6:5", "'moonlight' is no medicine"),
        ("people: [", "1:10", "no valid YAML"),
    ],
)
def test_what_is_wrong_in_a_protocol_is_told_with_its_line(
    here: Path, capsys: pytest.CaptureFixture[str], text: str, place: str, said: str
):
    refuses(capsys, text, place, said)


# --- figures ---


def test_the_figure_tells_its_arms_in_words_and_leaves_out_who_is_not_there():
    nan = float("nan")
    one = ArmCourse("one", [0, 1, 2], [1, 2, nan], [2, 3, nan], [3, 4, nan])
    none = ArmCourse("none", [0, 1, 2], *([nan] * 3 for _ in range(3)))
    drawn = arms_figure("Serum", [one, none], unit="mmol/L", marks=[(0, "0"), (2, "day 2")])
    assert "one: median 2.00 mmol/L at the start, 3.00 at its highest, 3.00 at the end. none: nobody." in drawn
    assert drawn.count("median arm") == 1
    assert "nan" not in drawn
    assert "nobody to show" in arms_figure("Serum", [none], unit="mmol/L", marks=[(0, "0")])


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (0.25, ["0", "2 h", "4 h", "6 h"]),
        (2.0, ["0", "12 h", "24 h", "36 h", "48 h"]),
        (28.0, ["0", "day 5", "day 10", "day 15", "day 20", "day 25", ""]),
        (12.0, ["0", "day 3", "day 6", "day 9", "day 12"]),
        (365.25, ["0", "month 3", "month 6", "month 9", "month 12"]),
        (7305.0, ["0", "year 5", "year 10", "year 15", "year 20"]),
    ],
)
def test_the_marks_of_time_suit_its_length(end: float, words: list[str]):
    found = time_marks(end)
    assert [word for _, word in found] == words
    assert found[0][0] == 0.0
    assert all(time <= end + 1e-9 for time, _ in found)
