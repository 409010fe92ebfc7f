"""``epsom simulate``: killed, stopped, out of room or told nonsense, it says what to do and ends in the same files."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

import pytest

from epsom.interfaces import streaming
from epsom.interfaces.cli import INTERRUPTED, INVALID, OK, USAGE, run

ANA = str(files("epsom").joinpath("examples", "ana.yaml"))
BEN = "age: 70\nsex: male\nheight: 175 cm\nweight: 80 kg\n"
SMALL = ["--persons", "120", "--partition", "50", "--days", "30", "--every", "15"]
MANY = ["--persons", "6000", "--partition", "100", "--days", "30", "--every", "15", "--then", "150 mg"]


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def simulate(*words: str | Path) -> int:
    return run(["simulate", *map(str, words)])


@pytest.fixture
def ben(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ben.yaml").write_text(BEN)
    return Path("ben.yaml")


def test_help_begins_with_examples_of_words_it_knows(capsys: pytest.CaptureFixture[str]):
    assert simulate("--help") == OK
    examples, _, rest = capsys.readouterr().out.partition("Usage:")
    assert examples.startswith("Examples:\n  epsom simulate ")
    assert all(word in rest for word in examples.split() if word.startswith("--"))


def test_a_run_says_what_came_of_it(ben: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(ben, *SMALL, "--out", "new/run", "--then", "150 mg") == OK
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].split() == ["quantity", "day", "mean", "sd", *(word for n in (5, 50, 95) for word in (str(n), "%"))]
    assert lines[1].startswith("serum_magnesium [mmol/L]")
    assert len(lines) == 7
    assert "120 of 120 virtual persons lived to the end" in said.err
    assert "run/summary.json" in said.err
    told = json.loads(Path("new/run/run.json").read_text())
    assert (told["persons"], told["days"], told["usual"], told["meals"]) == (120, 30.0, None, 3)
    assert told["then"] == pytest.approx(150 / 24.305)
    assert simulate(ben, *SMALL, "--out", "new/run", "--then", "150mg/day") == OK


def test_intake_and_weights_and_groups(ben: Path, capsys: pytest.CaptureFixture[str]):
    words = (ANA, ben, *SMALL, "--out", "run", "--intake", "12 mmol", "--weight", "2", "--weight", "1")
    assert simulate(*words, "--group", "sex", "--quantities", "plasma, bone") == OK
    assert (
        "ana: its record and supplements are not used here; the usual intake is 12 mmol a day"
        in capsys.readouterr().err
    )
    summary = json.loads(Path("run/summary.json").read_text())
    assert list(summary["groups"]) == ["all", "female", "male"]
    assert summary["groups"]["all"]["quantities"]["bone"][0]["weight"] == 360.0
    assert summary["run"]["usual"] == 12.0


def test_two_files_of_one_name_are_told_apart(ben: Path):
    for folder in ("a", "b"):
        Path(folder).mkdir()
        shutil.copy(ben, f"{folder}/person.yaml")
    assert simulate("a/person.yaml", "b/person.yaml", *SMALL, "--out", "run") == OK
    assert list(json.loads(Path("run/summary.json").read_text())["groups"]) == ["all", "a/person", "b/person"]


def test_shards_end_in_the_same_files(ben: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(ben, *SMALL, "--out", "plain") == OK
    for shard in ("1/3", "2/3"):
        assert simulate(ben, *SMALL, "--out", "shared", "--shard", shard) == OK
        assert "This share is done" in capsys.readouterr().err
    assert not Path("shared/summary.json").exists()
    assert simulate(ben, *SMALL, "--out", "shared", "--shard", "0/3") == OK
    assert sums(Path("shared")) == sums(Path("plain"))


def test_many_looks_make_smaller_partitions(ben: Path):
    assert simulate(ben, "--persons", "20", "--days", "90", "--every", "1", "--out", "run") == OK
    assert json.loads(Path("run/run.json").read_text())["partition"] == 250_000 // 91


def test_a_short_life_is_looked_at_twice(ben: Path):
    assert simulate(ben, "--persons", "10", "--days", "7", "--out", "run") == OK
    assert json.loads(Path("run/run.json").read_text())["times"] == [0.0, 7.0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--persons", "0"], "persons = 0"),
        (["--days", "0"], "days = 0"),
        (["--days", "-1"], "days = -1"),
        (["--days", "nan"], "days = nan"),
        (["--days", "30", "--every", "31"], "every = 31 days"),
        (["--days", "30", "--every", "-1"], "every = -1 days"),
        (["--days", "30", "--every", "1e-9"], "every = 1e-09 days: in 30 days that is too often"),
        (["--partition", "0"], "partition = 0"),
        (["--seed", "-1"], "seed = -1"),
        (["--shard", "2/2"], "shard = 2/2"),
        (["--shard", "half"], "--shard 'half': say which share"),
        (["--shard", "1"], "--shard '1'"),
        (["--quantities", "serum_magnesum"], "Nearest: serum_magnesium"),
        (["--group", "size"], "'size' is nothing"),
        (["--intake", "300"], "no unit"),
        (["--then", "300 kg"], "300 kg"),
        (["--weight", "1", "--weight", "2"], "--weight is told 2 times for 1"),
        (["--weight", "-1"], "weight = -1"),
    ],
)
def test_what_makes_no_sense_is_refused(ben: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str):
    assert simulate(ben, "--out", "run", *words) == INVALID
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert "Traceback" not in told.err
    assert not Path("run").exists()


def test_persons_that_cannot_be_are_refused(ben: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(ben, "./ben.yaml", "--out", "run") == INVALID
    assert "ben is named twice" in capsys.readouterr().err
    Path("infant.yaml").write_text("age: 0.5\nsex: male\nheight: 66 cm\nweight: 8 kg\n")
    assert simulate("infant.yaml", "--out", "run") == INVALID
    assert "infant: age = 0.5" in capsys.readouterr().err
    Path("ill.yaml").write_text(BEN + "egfr: 3 mL/min/1.73m2\n")
    assert simulate("ill.yaml", "--out", "run") == INVALID
    assert "ill: egfr = 3" in capsys.readouterr().err
    assert not Path("run").exists()


def test_another_run_is_refused_and_says_how_to_mend_it(ben: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(ben, *SMALL, "--out", "run") == OK
    before = sums(Path("run"))
    assert simulate(ben, *SMALL, "--out", "run", "--seed", "2") == INVALID
    assert "run holds another run: seed = 1, not 2. Name another folder" in capsys.readouterr().err
    assert sums(Path("run")) == before


def test_a_damaged_part_is_mended_and_that_is_said(ben: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(ben, *SMALL, "--out", "run") == OK
    before = sums(Path("run"))
    Path("run/part-000001.jsonl").write_text("{")
    assert simulate(ben, *SMALL, "--out", "run") == OK
    assert "part-000001.jsonl is damaged; it is done again." in capsys.readouterr().err
    assert sums(Path("run")) == before


def test_out_is_asked_for(ben: Path, capsys: pytest.CaptureFixture[str]):
    assert simulate(ben) == USAGE
    assert "--out" in capsys.readouterr().err


def test_rows_as_parquet(ben: Path, capsys: pytest.CaptureFixture[str]):
    parquet = pytest.importorskip("pyarrow.parquet")
    words = (ben, *SMALL, "--then", "150 mg", "--parquet")
    assert simulate(*words, "--out", "run") == OK
    tables = [parquet.read_table(path) for path in sorted(Path("run").glob("*.parquet"))]
    assert [len(table) for table in tables] == [50 * 3, 50 * 3, 20 * 3]
    columns = tables[0].to_pydict()
    assert list(columns) == [
        "person", "number", "weight", "ended", "usual_intake", "day", "serum_magnesium", "urine_magnesium", "content",
    ]  # fmt: skip
    assert columns["number"][:4] == [0, 0, 0, 1]
    assert columns["day"][:4] == [0.0, 15.0, 30.0, 0.0]
    assert set(columns["ended"]) == {"lived"}
    assert tables[1].to_pydict()["number"][0] == 50
    everybody = [value for table in tables for value in table.to_pydict()["content"][2::3]]
    last = json.loads(Path("run/summary.json").read_text())["groups"]["all"]["quantities"]["content"][-1]
    assert sum(everybody) / 120 == pytest.approx(last["mean"], rel=1e-6)

    before = sums(Path("run"))
    Path("run/part-000000.parquet").write_bytes(b"PAR1")
    Path("run/part-000001.parquet").unlink()
    assert simulate(*words, "--out", "run") == OK
    assert sums(Path("run")) == before
    capsys.readouterr()
    assert simulate(ben, *SMALL, "--then", "150 mg", "--out", "run") == INVALID
    assert "rows = " in capsys.readouterr().err


def test_parquet_that_is_not_installed(ben: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert simulate(ben, *SMALL, "--out", "run", "--parquet") == INVALID
    assert "epsom[parquet]" in capsys.readouterr().err
    assert not Path("run").exists()


def begun(*words: str | Path, first: str = "pass") -> subprocess.Popen[str]:
    code = f"import sys; {first}; from epsom.interfaces.cli import run; sys.exit(run(['simulate', *sys.argv[1:]]))"
    line = [sys.executable, "-c", code, *map(str, words)]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def until(going: subprocess.Popen[str], folder: Path, parts: int) -> None:
    """Wait until so many parts are there, while the run goes on."""
    for _ in range(6000):
        if len(list(folder.glob("part-*.jsonl"))) >= parts:
            return
        assert going.poll() is None, going.communicate()
        time.sleep(0.005)
    pytest.fail("no part came")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run that is killed and stopped below, without any trouble."""
    folder = tmp_path_factory.mktemp("plain") / "run"
    assert simulate(ANA, *MANY, "--out", folder) == OK
    return folder


def test_killed_at_any_moment_it_ends_in_the_same_files(plain: Path, tmp_path: Path):
    folder = tmp_path / "run"
    for parts in (1, 17, 31):
        going = begun(ANA, *MANY, "--out", folder)
        until(going, folder, parts)
        going.send_signal(signal.SIGKILL)
        going.communicate()
        assert not (folder / "summary.json").exists()
    going = begun(ANA, *MANY, "--out", folder)
    assert "lived to the end" in going.communicate()[1]
    assert sums(folder) == sums(plain)


def test_stopped_by_the_user_it_says_how_to_go_on(plain: Path, tmp_path: Path):
    folder = tmp_path / "run"
    going = begun(ANA, *MANY, "--out", folder)
    until(going, folder, 3)
    going.send_signal(signal.SIGINT)
    said = going.communicate()[1]
    assert going.returncode == INTERRUPTED == streaming.STOPPED
    assert f"Stopped. What is done is kept in {folder}: run the same command again" in said
    assert "Traceback" not in said
    assert not list(folder.glob(".*"))
    assert simulate(ANA, *MANY, "--out", folder) == OK
    assert sums(folder) == sums(plain)


def test_out_of_room_it_says_how_to_go_on(plain: Path, tmp_path: Path):
    """No file may be larger than half a part: what the system itself says then, not a stand-in."""
    folder = tmp_path / "run"
    most = (plain / "part-000000.jsonl").stat().st_size // 2
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))"
    going = begun(ANA, *MANY, "--out", folder, first=limit)
    said = going.communicate()[1]
    assert going.returncode == INVALID
    assert "cannot be written: File too large. What is done is kept" in said
    assert [path.name for path in folder.iterdir()] == ["run.json"]
    assert simulate(ANA, *MANY, "--out", folder) == OK
    assert sums(folder) == sums(plain)


def test_the_bar_is_shown_only_where_somebody_looks(ben: Path, monkeypatch: pytest.MonkeyPatch):
    pty = pytest.importorskip("pty")
    import os

    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "epsom", "simulate", str(ben), *SMALL, "--out", "run"],
        stdout=subprocess.PIPE, stderr=theirs, check=False,
    )  # fmt: skip
    os.close(theirs)
    assert done.returncode == OK
    assert b"partitions" in os.read(ours, 100_000)
    os.close(ours)
    assert b"\x1b" not in done.stdout
