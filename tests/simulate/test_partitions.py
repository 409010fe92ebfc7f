"""Partitions: the same digits in whatever order and on however many threads, and nobody lost on the way."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from epsom.cohort import draw as drawing
from epsom.errors import InputError
from epsom.interfaces.files import read_person
from epsom.person import Person
from epsom.simulate import live, partitions, parts, sketch, stream
from epsom.simulate.partitions import Run, Stratum, check, lived, seed_of
from epsom.simulate.sketch import ACCURACY
from epsom.status.summary import quantiles

ANA = read_person(str(files("epsom").joinpath("examples", "ana.yaml")))
BEN = Person.model_validate({"age": 70, "sex": "male", "height": "1.75 m", "weight": "80 kg"})
RUN = Run((Stratum("ana", ANA),), persons=250, days=60.0, every=20.0, meals=3, then=6.0, partition=60)
WAY = live.way()


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run without any trouble."""
    folder = tmp_path_factory.mktemp("run") / "whole"
    assert stream.stream(RUN, folder, workers=1) is not None
    return folder


def test_a_run_leaves_its_parts_and_its_summary(whole: Path):
    names = [path.name for path in sorted(whole.iterdir())]
    expected = [parts.name_of(number) for number in range(5)]
    assert names == ["failed.json", *expected, "run.json", "summary.csv", "summary.json"]
    summary = json.loads((whole / "summary.json").read_text())
    assert list(summary["groups"]) == ["all", "ana"]
    assert summary["groups"]["all"]["ended"]["lived"] == 250
    course = summary["groups"]["all"]["quantities"]["serum_magnesium"]
    assert [at["day"] for at in course] == [0.0, 20.0, 40.0, 60.0]
    assert course[0]["mean"] > course[-1]["mean"] > 0.6
    lines = (whole / "summary.csv").read_text().splitlines()
    assert len(lines) == 1 + 2 * 3 * 4
    assert lines[0].startswith("group,quantity,day,unit,persons,weight,mean,sd,least,q05,q25,q50,q75,q95,most")


def test_the_summary_is_that_of_all_persons_at_once(whole: Path):
    """Every partition again, all its persons side by side, and plain NumPy over them."""
    values = np.concatenate([lived(RUN, number, WAY).values for number in range(RUN.partitions)], axis=2)
    assert values.shape == (3, 4, 250)
    summary = json.loads((whole / "summary.json").read_text())["groups"]["all"]["quantities"]
    for row, name in zip(values, RUN.quantities, strict=True):
        for now, told in zip(row, summary[name], strict=True):
            assert told["persons"] == 250
            assert told["weight"] == 250.0
            assert told["mean"] == pytest.approx(now.mean(), rel=1e-12)
            assert told["sd"] == pytest.approx(now.std(), rel=1e-9)
            assert (told["least"], told["most"]) == (now.min(), now.max())
            assert sum(told["weights"]) == 250.0
            for key, share in stream.SHARES.items():
                at = np.sort(now)[int(np.ceil(share * 250)) - 1]
                assert told[key] == pytest.approx(at, rel=1.01 * ACCURACY)
            median = float(quantiles(now, np.ones(250), [0.5])[0])
            assert told["q50"] == pytest.approx(median, rel=0.02)


@pytest.mark.parametrize("workers", [2, 5])
def test_the_same_digits_on_any_number_of_threads(whole: Path, tmp_path: Path, workers: int):
    stream.stream(RUN, tmp_path / "run", workers=workers)
    assert sums(tmp_path / "run") == sums(whole)


def test_the_same_digits_in_any_order(whole: Path, tmp_path: Path):
    """Shards, the last one first, each in a process's life of its own; only the last to come merges."""
    ends = [stream.stream(RUN, tmp_path / "run", shard=(number, 3)) for number in (2, 0, 1)]
    assert [end is None for end in ends] == [True, True, False]
    assert sums(tmp_path / "run") == sums(whole)


def test_the_same_digits_after_any_parts_are_lost(whole: Path, tmp_path: Path):
    folder = tmp_path / "run"
    stream.stream(RUN, folder)
    rng = random.Random(1)
    for _ in range(4):
        for path in sorted(folder.iterdir()):
            if path.name != parts.RUN and rng.random() < 0.5:
                path.unlink()
        stream.stream(RUN, folder)
        assert sums(folder) == sums(whole)


def test_what_is_done_is_not_done_again(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    done: list[int] = []
    monkeypatch.setattr(stream, "lived", counted(done))
    folder = tmp_path / "run"
    stream.stream(RUN, folder)
    assert sorted(done) == [0, 1, 2, 3, 4]
    (folder / parts.name_of(3)).unlink()
    said: list[tuple[int, int]] = []
    stream.stream(RUN, folder, say=lambda done, of: said.append((done, of)))
    assert sorted(done) == [0, 1, 2, 3, 3, 4]
    assert said == [(4, 5), (5, 5)]


def counted(done: list[int]) -> Callable[..., Any]:
    def counting(run: Run, number: int, way: str) -> partitions.Lived:
        done.append(number)
        return lived(run, number, way)

    return counting


@pytest.mark.parametrize("harm", ["cut", "empty", "bit", "other run", "no json", "renamed"])
def test_a_damaged_part_is_done_again_and_that_is_said(whole: Path, tmp_path: Path, harm: str):
    folder = tmp_path / "run"
    stream.stream(RUN, folder)
    path = folder / parts.name_of(2)
    content = bytearray(path.read_bytes())
    if harm == "bit":
        content[-500] ^= 1
    harmed = {
        "cut": content[: len(content) // 2],
        "empty": b"",
        "bit": content,
        "other run": content.replace(json.loads(content.splitlines()[0])["run"].encode(), b"0" * 64),
        "no json": b"\x00" * len(content),
        "renamed": (folder / parts.name_of(1)).read_bytes(),
    }
    path.write_bytes(harmed[harm])
    said: list[str] = []
    stream.stream(RUN, folder, tell=said.append)
    assert said == [f"{path} is damaged; it is done again."]
    assert sums(folder) == sums(whole)


def test_a_shard_does_not_add_up_what_another_has_damaged(tmp_path: Path):
    stream.stream(RUN, tmp_path, shard=(0, 1))
    (tmp_path / parts.name_of(1)).write_bytes(b"half a pa")
    with pytest.raises(InputError, match="without --shard"):
        stream.stream(RUN, tmp_path, shard=(0, 2))


def test_leftovers_of_a_killed_run_are_swept(whole: Path, tmp_path: Path):
    folder = tmp_path / "run"
    folder.mkdir()
    for name in (".run.json-x.tmp", ".part-000001.jsonl-abc.tmp", ".part-000004.parquet-abc.tmp", ".summary.csv-q.tmp"):
        (folder / name).write_bytes(b"half")
    stream.stream(RUN, folder, shard=(0, 2))
    assert (folder / ".part-000001.jsonl-abc.tmp").exists()  # of a shard that may be at work on it
    assert not (folder / ".part-000004.parquet-abc.tmp").exists()
    stream.stream(RUN, folder, shard=(1, 2))
    assert sums(folder) == sums(whole)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"seed": 2}, "seed = 1, not 2"),
        ({"then": None}, "then = 6.0, not null"),
        ({"persons": 251}, "persons = 250, not 251"),
        ({"quantities": ("content",)}, "its quantities are others"),
        ({"strata": (Stratum("ana", BEN),)}, "its strata are others"),
    ],
)
def test_the_folder_of_another_run_is_refused(whole: Path, other: dict[str, Any], said: str):
    before = sums(whole)
    with pytest.raises(InputError, match=said) as error:
        stream.stream(replace(RUN, **other), whole)
    assert "Name another folder" in error.value.message
    assert sums(whole) == before


def test_the_folder_of_another_program_is_refused(whole: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(partitions.tables, "fingerprint", lambda: "another")
    with pytest.raises(InputError, match="code or tables have changed"):
        stream.stream(RUN, whole)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"seed": 1}', b"\xff\xfe"])
def test_a_damaged_run_file_is_refused(tmp_path: Path, content: bytes):
    (tmp_path / parts.RUN).write_bytes(content)
    with pytest.raises(InputError, match=r"run\.json is damaged"):
        stream.stream(RUN, tmp_path)


def test_a_folder_with_something_else_in_it_is_kept(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        stream.stream(RUN, tmp_path)
    with pytest.raises(InputError, match="cannot be used"):
        stream.stream(RUN, tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("step", ["write", "sync", "rename"])
def test_a_full_disk_leaves_nothing_half_written_and_the_run_goes_on_later(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
):
    folder, left = tmp_path / "run", [4]

    def full(real: Callable[..., Any]) -> Callable[..., Any]:
        def writing(*words: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*words)

        return writing

    with monkeypatch.context() as patch:
        where, name = {"write": (os, "fdopen"), "sync": (os, "fsync"), "rename": (Path, "replace")}[step]
        patch.setattr(where, name, full(getattr(where, name)))
        with pytest.raises(InputError, match=r"No space left .* goes on from there"):
            stream.stream(RUN, folder, workers=1)
    assert all(sums(whole)[name] == value for name, value in sums(folder).items())
    assert len(sums(folder)) == 4  # the run's own file and three parts
    stream.stream(RUN, folder)
    assert sums(folder) == sums(whole)


def test_stopped_by_the_user_keeps_what_is_done(whole: Path, tmp_path: Path):
    folder = tmp_path / "run"

    def impatient(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stream.stream(RUN, folder, workers=1, say=impatient)
    assert 2 <= len(list(folder.glob("part-*"))) < 5
    assert not list(folder.glob(".*"))
    assert os.environ.get("EPSOM_THREADS") is None
    stream.stream(RUN, folder)
    assert sums(folder) == sums(whole)


def test_a_fault_of_our_own_in_a_partition_comes_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def breaks(run: Run, number: int, way: str) -> partitions.Lived:
        raise ZeroDivisionError

    monkeypatch.setattr(stream, "lived", breaks)
    with pytest.raises(ZeroDivisionError):
        stream.stream(RUN, tmp_path)


def test_persons_of_no_numbers_are_counted_listed_and_without_weight(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Persons 3 and 7 of each partition lose a parameter; number 5 eats what nobody survives on."""
    real = drawing.draw

    def harmed(person: Person, *, persons: int, seed: int) -> drawing.Cohort:
        cohort = real(person, persons=persons, seed=seed)
        capacity = np.array(cohort.replete.gut.carrier_capacity)
        capacity[[3, 7]] = np.nan
        return replace(
            cohort, replete=replace(cohort.replete, gut=replace(cohort.replete.gut, carrier_capacity=capacity))
        )

    def starved(told: Any, age: float, sex: str, seed: int, persons: int) -> Any:
        eaten = np.full(persons, 12.0)
        eaten[5] = 0.02
        return eaten

    monkeypatch.setattr(
        partitions,
        "draw",
        lambda *words, **told: harmed(*words, **told) if told["persons"] > 1 else real(*words, **told),
    )
    monkeypatch.setattr(partitions.habit, "usual_food", starved)
    run = replace(RUN, persons=100, partition=50)
    summary = stream.stream(run, tmp_path)
    assert summary is not None
    ended = summary["groups"]["all"]["ended"]
    assert ended["a parameter that is no number"] == 4
    assert ended["lived"] == 94
    assert sum(ended.values()) == 100
    course = summary["groups"]["all"]["quantities"]["content"]
    assert {(at["persons"], at["weight"]) for at in course} == {(94, 94.0)}
    failed = json.loads((tmp_path / "failed.json").read_text())
    assert [one["number"] for one in failed] == [3, 5, 7, 53, 55, 57]
    assert failed[0]["ended"] == "a parameter that is no number"
    assert failed[0]["parameters"]["gut.carrier_capacity"] is None
    assert failed[0]["parameters"]["gut.half_saturation"] > 0
    assert (failed[0]["usual_intake"], failed[1]["usual_intake"]) == (12.0, 0.02)


def test_who_cannot_be_carried_to_the_end_is_counted_and_without_weight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def losing(*words: Any, **told: Any) -> live.TimeCourse:
        course = live.live(*words, **told)
        course.pools[-1, :, 4] = np.nan
        course.status[4] = 1
        return course

    monkeypatch.setattr(partitions, "live", losing)
    summary = stream.stream(replace(RUN, persons=50, partition=25), tmp_path)
    assert summary is not None
    ended = summary["groups"]["all"]["ended"]
    assert {how: many for how, many in ended.items() if many} == {"lived": 48, "no step was short enough": 2}
    course = summary["groups"]["all"]["quantities"]["content"]
    assert {at["weight"] for at in course} == {48.0}
    failed = json.loads((tmp_path / "failed.json").read_text())
    assert [(one["number"], one["ended"]) for one in failed] == [(n, "no step was short enough") for n in (4, 29)]


def test_nobody_lives_and_nothing_is_known(tmp_path: Path):
    run = replace(RUN, persons=130, usual=0.05, then=None)
    summary = stream.stream(run, tmp_path)
    assert summary is not None
    assert summary["groups"]["all"]["ended"]["lived"] == 0
    at = summary["groups"]["all"]["quantities"]["serum_magnesium"][0]
    assert (at["persons"], at["mean"], at["q50"]) == (0, None, None)
    assert len(json.loads((tmp_path / "failed.json").read_text())) == 3 * partitions.MOST_LISTED


def test_strata_count_by_their_weight_and_are_grouped(tmp_path: Path):
    run = replace(RUN, strata=(Stratum("ana", ANA, 3.0), Stratum("ben", BEN)), persons=100)
    summary = stream.stream(run, tmp_path)
    assert summary is not None
    both, ana, ben = (summary["groups"][group]["quantities"]["content"][0] for group in ("all", "ana", "ben"))
    assert (both["persons"], both["weight"]) == (200, 400.0)
    assert both["mean"] == pytest.approx((3 * ana["mean"] + ben["mean"]) / 4, rel=1e-12)
    by_sex = stream.stream(run, tmp_path, groups=("sex", "age"))
    assert by_sex is not None
    assert list(by_sex["groups"]) == ["all", "female, 31 to below 51 years", "male, 51 to below 71 years"]
    with pytest.raises(InputError, match="'size' is nothing"):
        stream.stream(run, tmp_path, groups=("size",))


def test_a_partition_has_a_seed_of_its_own():
    assert len({seed_of(seed, number) for seed in range(20) for number in range(50)}) == 1000
    assert seed_of(1, 0) == seed_of(1, 0)
    ours, other = lived(RUN, 0, WAY).values, lived(RUN, 1, WAY).values
    assert not np.any(ours[0, 0] == other[0, 0])


def test_every_partition_is_there_once():
    run = replace(RUN, strata=(Stratum("ana", ANA), Stratum("ben", BEN)))
    places = [run.place(number) for number in range(run.partitions)]
    assert places[4:6] == [(0, 240, 10), (1, 0, 60)]
    assert sum(many for _, _, many in places) == 500


@pytest.mark.parametrize(
    ("days", "every", "times"),
    [
        (60.0, 20.0, [0.0, 20.0, 40.0, 60.0]),
        (50.0, 20.0, [0.0, 20.0, 40.0, 50.0]),
        (0.3, 0.1, [0.0, 0.1, 0.2, 0.3]),
        (5.0, 5.0, [0.0, 5.0]),
    ],
)
def test_moments_are_regular_and_end_with_the_end(days: float, every: float, times: list[float]):
    assert replace(RUN, days=days, every=every).times.tolist() == pytest.approx(times)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"persons": 0}, "persons = 0: at least one"),
        ({"days": 0.0}, "days = 0: they must live"),
        ({"days": -3.0}, "days = -3"),
        ({"days": float("nan")}, "days = nan"),
        ({"every": 61.0}, "every = 61 days: .* up to the 60 days"),
        ({"every": 0.0}, "every = 0 days"),
        ({"every": 1e-9}, "too often"),
        ({"partition": 0}, "partition = 0"),
        ({"partition": 100_000}, "a partition holds at most 62500 persons"),
        ({"seed": -1}, "seed = -1"),
        ({"quantities": ("serum_magnesum",)}, "Nearest: serum_magnesium"),
        ({"strata": ()}, "give person files"),
        ({"strata": (Stratum("ana", ANA), Stratum("ana", BEN))}, "of different names"),
        ({"strata": (Stratum("all", ANA),)}, "none of them 'all'"),
        ({"strata": (Stratum("ana", ANA, 0.0),)}, "weight = 0 of ana"),
        ({"strata": (Stratum("ben", BEN.model_copy(update={"egfr_told": 3.0})),)}, "ben: egfr = 3"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_begun(tmp_path: Path, wrong: dict[str, Any], said: str):
    with pytest.raises(InputError, match=said):
        stream.stream(replace(RUN, **wrong), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("shard", [(0, 0), (2, 2), (-1, 3)])
def test_a_shard_that_is_none_is_refused(tmp_path: Path, shard: tuple[int, int]):
    with pytest.raises(InputError, match="shard = "):
        stream.stream(RUN, tmp_path / "run", shard=shard)


def test_every_quantity_can_be_looked_at():
    run = replace(RUN, persons=3, quantities=tuple(partitions.OBSERVED))
    check(run)
    part = lived(run, 0, WAY)
    found = dict(zip(run.quantities, part.values[:, -1], strict=True))
    stores = sum(found[store] for store in ("blood", "muscle", "soft_tissue", "bone"))
    assert found["content"] == pytest.approx(stores, rel=1e-12)
    assert all(unit for _, unit in partitions.OBSERVED.values())


def test_what_a_person_file_tells_of_the_day_or_the_name_begins_no_other_run():
    told = partitions.identity(RUN, WAY)["strata"]
    same = ANA.model_copy(update={"name": "Anna", "labs": (), "today": BEN.today})
    assert partitions.identity(replace(RUN, strata=(Stratum("ana", same),)), WAY)["strata"] == told
    heavier = ANA.model_copy(update={"weight": 70.0})
    assert partitions.identity(replace(RUN, strata=(Stratum("ana", heavier),)), WAY)["strata"] != told


def test_the_numpy_way_says_so_and_agrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EPSOM_WAY", "numpy")
    run = replace(RUN, persons=20, partition=10)
    summary = stream.stream(run, tmp_path)
    assert summary is not None
    assert summary["run"]["way"] == "numpy"
    part = sketch.sketched(lived(run, 0, WAY).values[0, -1], np.ones(10))
    other = sketch.sketched(lived(run, 0, "numpy").values[0, -1], np.ones(10))
    assert part.mean == pytest.approx(other.mean, rel=1e-6)
