"""Files: a person file and a diary become nouns, every fault has its place, and nothing is half-written."""

from __future__ import annotations

import datetime
import stat
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, InputErrors
from epsom.interfaces.document import MOST_BYTES, PlacedError, read_yaml
from epsom.interfaces.files import read, read_person, write_whole
from epsom.person import Person

ANA = "age: 45\nsex: female\nheight: 168 cm\nweight: 66 kg\ntoday: 2026-10-05\n"
TOP = Path(__file__).parents[2]
EXAMPLES = sorted(
    path.relative_to(TOP / "examples").as_posix()
    for folder in ("", "six")
    for path in (TOP / "examples" / folder).glob("*.yaml")
)


def written(folder: Path, text: str | bytes, name: str = "person.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(path: Path) -> list[PlacedError]:
    with pytest.raises(InputErrors) as caught:
        read(path)
    assert all(isinstance(error, PlacedError) for error in caught.value.errors)
    return [error for error in caught.value.errors if isinstance(error, PlacedError)]


def test_ana_is_read_with_her_diary():
    person = read_person(str(files("epsom").joinpath("examples", "ana.yaml")))
    assert (person.name, person.age, person.sex, person.height, person.weight) == ("Ana", 45.0, "female", 1.68, 66.0)
    assert person.medicines[0].since == datetime.date(2026, 3, 1)
    assert [day.date for day in person.record] == [datetime.date(2026, 10, 3), datetime.date(2026, 10, 4)]
    assert person.record[0].meals[0].at == datetime.time(7, 30)
    assert person.record[0].meals[0].eaten[0] == "2 slices white bread"


def test_anas_two_days_hold_about_250_mg_a_day():
    from epsom.plate.foods import box
    from epsom.plate.record import record

    person = read_person(str(files("epsom").joinpath("examples", "ana.yaml")))
    eaten = record(person.record, person.supplements, box())
    total = sum(one.grams * (one.food.magnesium or 0.0) / 100.0 for one in eaten.servings if one.food)
    assert total / eaten.days == pytest.approx(250, abs=15)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_read_and_fits_the_schema(name: str):
    read(TOP / "examples" / name)
    jsonschema.validate(read_yaml(TOP / "examples" / name).data, Person.model_json_schema())


def test_the_shipped_example_fits_the_schema():
    data = read_yaml(Path(str(files("epsom").joinpath("examples", "ana.yaml")))).data
    jsonschema.validate(data, Person.model_json_schema())


def test_yaml_is_plain_words_and_numbers(tmp_path: Path):
    text = "a: 1\nb: 1.5\nc: 12:30\nd: no\ne: true\nf:\ng: 2026-10-05\nh: '7'\n"
    text += "i: 0x1F\nj: 1_000\nk: .inf\nl: [1, {m: 2}]\n"
    assert read_yaml(written(tmp_path, text)).data == {
        "a": 1, "b": 1.5, "c": "12:30", "d": "no", "e": True, "f": None, "g": "2026-10-05", "h": "7",
        "i": "0x1F", "j": "1_000", "k": ".inf", "l": [1, {"m": 2}],
    }  # fmt: skip


def test_places_are_counted_from_one(tmp_path: Path):
    document = read_yaml(written(tmp_path, "a: 1\nb:\n  - c: 2\n    d: [x, y]\n"))
    spots = {at: (spot.line, spot.column) for at, spot in document.spots.items()}
    assert spots[("a",)] == (1, 4)
    assert spots[("b",)] == (2, 1)
    assert spots[("b", 0, "c")] == (3, 8)
    assert spots[("b", 0, "d")] == (4, 5)
    assert spots[("b", 0, "d", 1)] == (4, 12)
    assert document.spot(("b", 0, "missing", 3)) == document.spots[("b", 0)]


def test_a_fault_points_at_its_spot(tmp_path: Path):
    only = faults(written(tmp_path, ANA.replace("45", "130")))[0]
    head, line, caret = only.message.splitlines()
    assert head.startswith(f"{tmp_path / 'person.yaml'}:1:6: age: age = 130")
    assert line.endswith("| age: 130")
    assert line[caret.index("^") :] == "130"


def test_a_path_below_is_shown_as_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert faults(written(tmp_path, "age: 130\n"))[0].spot.file == "person.yaml"


def test_a_later_fault_finds_its_place(tmp_path: Path):
    told = "record:\n  - meals:\n      - at: 12:30\n        eaten:\n          - 100 g almonds\n"
    reading = read(written(tmp_path, ANA + told))
    placed = reading.located(InputError("too salty", at=("record", 0, "meals", 0, "eaten", 0))).errors[0]
    assert isinstance(placed, PlacedError)
    assert (placed.spot.line, placed.spot.column) == (10, 13)


def test_faults_stand_in_the_order_of_the_file(tmp_path: Path):
    text = "today: 2026-10-05\nwieght: 3\nweight: 66\nsex: female\nheight: 168 cm\nmedicines: [omeprazol]\nage: 130\n"
    assert [error.spot.line for error in faults(written(tmp_path, text))] == [2, 3, 6, 7]


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_bytes_end_in_a_person_or_in_words(tmp_path_factory: pytest.TempPathFactory, content: str | bytes):
    path = written(tmp_path_factory.mktemp("any"), content.encode() if isinstance(content, str) else content)
    for error in faults(path):
        assert error.message.strip()


DIARY = "date,time,meal,eaten\n2026-10-03,07:30,breakfast,2 slices white bread\n"


@pytest.mark.parametrize(
    "text",
    [
        DIARY,
        DIARY.replace("\n", "\r\n"),
        "\ufeff" + DIARY,
        DIARY.replace(",", ";"),
        DIARY.replace(",", "\t"),
        "eaten,time,date\n\n2 slices white bread,7:30,2026-10-03\n,,\n",
    ],
)
def test_a_diary_is_read_however_a_spreadsheet_saves_it(tmp_path: Path, text: str):
    written(tmp_path, text, "diary.csv")
    person = read(written(tmp_path, ANA + "diary: diary.csv\n")).person
    assert person.record[0].date == datetime.date(2026, 10, 3)
    assert person.record[0].meals[0].at == datetime.time(7, 30)
    assert person.record[0].meals[0].eaten == ("2 slices white bread",)


def test_rows_of_one_time_are_one_meal(tmp_path: Path):
    rows = '2026-10-03,07:30,breakfast,1 apple\n2026-10-04,12:00,,1 banana\n2026-10-03,12:00,lunch,"1 apple"\n'
    written(tmp_path, DIARY + rows, "diary.csv")
    record = read(written(tmp_path, ANA + "diary: diary.csv\n")).person.record
    assert [[meal.eaten for meal in day.meals] for day in record] == [
        [("2 slices white bread", "1 apple"), ("1 apple",)],
        [("1 banana",)],
    ]
    assert record[1].meals[0].name is None


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, 1, "empty"),
        ("date,time,meal,eaten\n", 1, 1, "no rows"),
        ("date,time,meal,food\n", 1, 16, "food"),
        ("date,time,meal,eatn\n", 1, 16, "Nearest: eaten"),
        ("date,time,eaten,eaten\n", 1, 11, "twice"),
        ("time,eaten\n", 1, 1, "'date' is missing"),
        (DIARY + "2026-10-03,08:00,,bread, toasted\n", 3, 1, "double quotes"),
        (DIARY + "2026-10-03,08:00,lunch,\n", 3, 24, "nothing stands"),
        (DIARY + "03.10.2026,08:00,lunch,1 apple\n", 3, 1, "2026-10-02"),
        (DIARY + "2026-10-03,25:00,lunch,1 apple\n", 3, 12, "00:00 to 23:59"),
        (DIARY + "2026-10-03,08:00,lunch,100 g pumkin seads xyz\n", 3, 24, "no food I know"),
    ],
)
def test_a_fault_of_a_diary_has_its_place(tmp_path: Path, text: str, line: int, column: int, words: str):
    path = written(tmp_path, text, "diary.csv")
    only = faults(written(tmp_path, ANA + "diary: diary.csv\n"))[0]
    assert (only.spot.file, only.spot.line, only.spot.column) == (str(path), line, column)
    assert words in only.message


@pytest.mark.parametrize("name", ["/etc/hostname", "../diary.csv", "12"])
def test_a_diary_stands_beside_its_person(tmp_path: Path, name: str):
    assert "beside the person file" in faults(written(tmp_path, ANA + f"diary: {name}\n"))[0].message


def test_record_and_diary_are_not_both_told(tmp_path: Path):
    written(tmp_path, DIARY, "diary.csv")
    text = ANA + "diary: diary.csv\nrecord:\n  - meals: [{at: 12:30, eaten: [1 apple]}]\n"
    assert "Keep one" in faults(written(tmp_path, text))[0].message


def test_a_large_file_is_not_read_into_memory(tmp_path: Path):
    import tracemalloc

    path = tmp_path / "person.yaml"
    with path.open("wb") as stream:
        stream.truncate(50_000_000)
    tracemalloc.start()
    try:
        assert "larger than 1 MB" in faults(path)[0].message
        assert tracemalloc.get_traced_memory()[1] < 4 * MOST_BYTES
    finally:
        tracemalloc.stop()


def test_a_result_is_written_whole_for_its_owner_only(tmp_path: Path):
    path = write_whole(tmp_path / "report.html", "one")
    write_whole(path, "two")
    assert path.read_text() == "two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_broken_write_leaves_the_old_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = write_whole(tmp_path / "report.html", "old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError, match="No space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be written"):
        write_whole(tmp_path / "nowhere" / "report.html", "text")
