"""Bad input, item by item: exit code 3, file, line, column, rule and mend; no traceback, and nothing half-written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from epsom.interfaces.cli import INVALID, run

ANA = """\
name: Ana
today: 2026-10-05
age: 45
sex: female
height: 168 cm
weight: 66 kg
"""


class Desk:
    """A folder with a person file, and what the command line says about it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys

    def refuses(self, person: str | bytes, place: str, *words: str, diary: str | None = None) -> str:
        """Assess a person file; check code, place and words, and that nothing was written; return what was said."""
        (self.folder / "person.yaml").write_bytes(person if isinstance(person, bytes) else person.encode())
        if diary is not None:
            (self.folder / "diary.csv").write_text(diary)
        before = sorted(self.folder.iterdir())
        code = run(["assess", "person.yaml", "--report", "out.html"])
        said = self.capsys.readouterr()
        assert code == INVALID == 3, said.err
        assert said.out == ""
        assert "Traceback" not in said.err
        assert f"\n{place}:" in f"\n{said.err}", said.err
        for word in words:
            assert word in said.err
        assert sorted(self.folder.iterdir()) == before
        return said.err


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path, capsys)


def eating(*lines: str) -> str:
    rows = "".join(f"          - {line}\n" for line in lines)
    return f"{ANA}record:\n  - date: 2026-10-03\n    meals:\n      - at: 12:30\n        eaten:\n{rows}"


def lab(line: str, date: str = "2026-10-02") -> str:
    return f"{ANA}labs:\n  - {line}\n    date: {date}\n"


def test_unknown_food(desk: Desk):
    said = desk.refuses(
        eating("100 g almonds", "30 g pumkin seads of mars"), "person.yaml:13:13", "no food I know", "Nearest"
    )
    assert "30 g pumkin seads of mars" in said
    assert said.splitlines()[2].rstrip().endswith("^")


def test_unit_missing(desk: Desk):
    desk.refuses(lab("serum_magnesium: 2.0"), "person.yaml:8:22", "has no unit", '"2.0 mmol/L"', '"2.0 mg/dL"')


def test_a_lab_is_never_guessed_from_its_size(desk: Desk):
    for number in ("0.8", "1.9", "1.6", "19", "0.02", "'2.0'"):
        desk.refuses(lab(f"serum_magnesium: {number}"), "person.yaml:8:22", "has no unit", "mmol/L", "mg/dL", "mEq/L")


def test_unit_unknown(desk: Desk):
    desk.refuses(lab("serum_magnesium: 2.0 mmool/L"), "person.yaml:8:22", "no unit I know", "mmol/L, mg/dL, mEq/L")


def test_unit_impossible_for_the_analyte(desk: Desk):
    desk.refuses(lab("serum_magnesium: 2.0 mmol/day"), "person.yaml:8:22", "cannot be its unit", "mmol/L")
    desk.refuses(lab("urine_magnesium: 4 mmol/L"), "person.yaml:8:22", "cannot be its unit", "mmol/day")
    desk.refuses(ANA.replace("168 cm", "168 kg"), "person.yaml:5:9", "cannot be its unit", "cm")


def test_milliequivalents_are_half_a_millimole(desk: Desk):
    """One mEq of magnesium is half a mmol, so 0.15 mEq/L is 0.075 mmol/L: below what a living person has."""
    desk.refuses(lab("serum_magnesium: 0.15 mEq/L"), "person.yaml:8:22", "0.075 mmol/L", "0.1 to 10 mmol/L")
    (desk.folder / "person.yaml").write_text(lab("serum_magnesium: 0.15 mmol/L"))
    from epsom.interfaces.files import read_person

    assert read_person("person.yaml").labs[0].told.value == 0.15


def test_milligrams_per_decilitre_are_not_millimoles(desk: Desk):
    """19 mg/dL typed as mmol/L is beyond what anybody lives with; in mg/dL it is 7.8 mmol/L and is read."""
    desk.refuses(
        lab("serum_magnesium: 19 mmol/L"), "person.yaml:8:22", "0.1 to 10 mmol/L", "Check the number and its unit"
    )


def test_a_decimal_comma(desk: Desk):
    desk.refuses(lab("serum_magnesium: 0,78 mmol/L"), "person.yaml:8:22", "comma", "0.78")


def test_a_bound_wants_its_unit_too(desk: Desk):
    desk.refuses(lab('serum_magnesium: "< 0.2"'), "person.yaml:8:22", "has no unit", '"0.2 mmol/L"')


def test_negative_amount(desk: Desk):
    desk.refuses(lab("serum_magnesium: -0.8 mmol/L"), "person.yaml:8:22", "0.1 to 10 mmol/L", "Check")
    desk.refuses(ANA.replace("66 kg", "-66 kg"), "person.yaml:6:9", "0.4 to 640 kg", "Check")
    desk.refuses(eating("-100 g almonds"), "person.yaml:12:13")


def test_absurd_amount(desk: Desk):
    desk.refuses(ANA.replace("66 kg", "6600 kg"), "person.yaml:6:9", "0.4 to 640 kg")
    desk.refuses(eating("100 kg almonds"), "person.yaml:12:13", "Check the number and its unit")
    desk.refuses(ANA.replace("66 kg", "6.6 kg"), "person.yaml:6:9", "Check both numbers")


def test_age_130(desk: Desk):
    desk.refuses(ANA.replace("45", "130"), "person.yaml:3:6", "age = 130", "0 to 122", "Check the number")


def test_a_pregnant_man(desk: Desk):
    text = ANA.replace("female", "male") + "pregnancy: {week: 20}\n"
    desk.refuses(text, "person.yaml:7:1", "sex is male", "Mend sex, or remove pregnancy")


def test_a_date_in_the_future(desk: Desk):
    desk.refuses(lab("serum_magnesium: 0.8 mmol/L", "2027-10-02"), "person.yaml:9:11", "in the future", "2026-10-05")
    text = ANA + "medicines:\n  - name: omeprazole\n    since: 2030-01-01\n"
    desk.refuses(text, "person.yaml:9:12", "in the future", "Check the year")
    desk.refuses(eating("1 apple").replace("2026-10-03", "2026-10-06"), "person.yaml:8:11", "in the future")


def test_a_date_in_another_order_is_not_guessed(desk: Desk):
    desk.refuses(lab("serum_magnesium: 0.8 mmol/L", "02/10/2026"), "person.yaml:9:11", "without guessing", "2026-10-02")


def test_unknown_key(desk: Desk):
    desk.refuses(ANA + "wieght: 3 kg\n", "person.yaml:7:9", "no key I know", "Did you mean 'weight'")


def test_unknown_medicine(desk: Desk):
    desk.refuses(ANA + "medicines: [omeprazol]\n", "person.yaml:7:13", "omeprazole", "other_medicines")


def test_unknown_condition(desk: Desk):
    desk.refuses(ANA + "conditions: [typ 2 diabetes]\n", "person.yaml:7:14", "type 2 diabetes", "other_conditions")


def test_unknown_authority(desk: Desk):
    desk.refuses(ANA + "authority: EFSA 2016\n", "person.yaml:7:12", "no authority I know", "EU EFSA 2015")


def test_an_empty_file(desk: Desk):
    for nothing in ("", "\n\n", "# only a note\n", "---\n", "~\n"):
        desk.refuses(nothing, "person.yaml:1:1", "empty")


def test_a_file_that_is_no_person(desk: Desk):
    desk.refuses("- age: 45\n", "person.yaml:1:1", "keys and values")
    desk.refuses("hello\n", "person.yaml:1:1", "keys and values")


def test_a_missing_file(desk: Desk):
    assert run(["assess", "nobody.yaml"]) == INVALID
    said = desk.capsys.readouterr().err
    assert said.startswith("nobody.yaml:1:1: there is no such file")
    assert "epsom init" in said


def test_a_folder_instead_of_a_file(desk: Desk):
    assert run(["assess", "."]) == INVALID
    assert "Name the file inside it" in desk.capsys.readouterr().err


def test_a_binary_file(desk: Desk):
    desk.refuses(bytes(range(256)) * 4, "person.yaml:1:1", "binary", "UTF-8")
    desk.refuses(ANA.encode("utf-16"), "person.yaml:1:1", "binary", "UTF-8")


def test_a_file_in_another_alphabet(desk: Desk):
    desk.refuses(ANA.replace("Ana", "Zoë").encode("latin-1"), "person.yaml:1:9", "UTF-8")


def test_a_50_mb_file(desk: Desk):
    desk.refuses(b"# " + b"x" * 50_000_000, "person.yaml:1:1", "larger than 1 MB")


def test_yaml_no_is_not_false(desk: Desk):
    for word, meant in {"no": "false", "off": "false", "yes": "true", "on": "true"}.items():
        desk.refuses(ANA + f"lactating: {word}\n", "person.yaml:7:12", "neither true nor false", f"Write {meant}")


def test_yaml_a_time_is_a_time(desk: Desk):
    """12:30 without quotes is half past twelve; 750, what an older YAML makes of it, is no time."""
    from epsom.interfaces.files import read_person

    (desk.folder / "person.yaml").write_text(eating("1 apple"))
    at = read_person("person.yaml").record[0].meals[0].at
    assert (at.hour, at.minute) == (12, 30)
    desk.refuses(eating("1 apple").replace("12:30", "750"), "person.yaml:10:13", "no time of day", "12:30")


def test_yaml_tags_anchors_and_aliases(desk: Desk):
    desk.refuses(ANA + "egfr: !!python/object:os.system x\n", "person.yaml:7:7", "YAML tag", "Remove it")
    desk.refuses(ANA + "foods: &all [x]\n", "person.yaml:7:8", "Write it out")
    desk.refuses(ANA + "foods: *all\n", "person.yaml:7:8", "Write it out")


def test_the_line_shown_is_the_line_meant(desk: Desk):
    """A form feed or a line separator ends no line of an editor, so it must not shift the count."""
    said = desk.refuses(ANA.replace("Ana", "A\x85na") + "wieght: 3\n", "person.yaml:7:9", "no key I know")
    assert "    7 | wieght: 3" in said


def test_yaml_that_blows_up(desk: Desk):
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))
    desk.refuses(bomb, "person.yaml:1:4", "Write it out")
    desk.refuses("a: " + "[" * 100_000, "person.yaml:1:24", "nested too deep")


def test_yaml_that_is_broken(desk: Desk):
    desk.refuses(ANA + "labs:\n\t- x\n", "person.yaml:8:1", "no valid YAML", "not tabs")
    desk.refuses(ANA + 'nick: "Ana\n', "person.yaml:7:7", "no valid YAML", "never closed")
    desk.refuses(ANA + "---\nage: 3\n", "person.yaml:7:1", "one person")


def test_duplicate_keys(desk: Desk):
    desk.refuses(ANA + "weight: 70 kg\n", "person.yaml:7:1", "'weight' stands twice", "line 6", "Remove one")


def test_an_empty_diary(desk: Desk):
    desk.refuses(ANA + "diary: diary.csv\n", "diary.csv:1:1", "empty", "date,time,meal,eaten", diary="")
    desk.refuses(ANA + "diary: diary.csv\n", "diary.csv:1:1", "no rows", diary="date,time,meal,eaten\n")


def test_a_missing_diary(desk: Desk):
    desk.refuses(ANA + "diary: diary.csv\n", "diary.csv:1:1", "no such file")


def test_all_faults_of_a_file_at_once(desk: Desk):
    text = ANA.replace("45", "130").replace("66 kg", "66") + "wieght: 3\nmedicines: [omeprazol]\n"
    said = desk.refuses(text, "person.yaml:3:6")
    assert said.count("person.yaml:") == 4


def test_the_terminal_is_not_painted_by_a_file(desk: Desk):
    diary = "date,time,meal,eaten\n2026-10-03,07:30,\x1b[31mred\x1b[0m,no such thing at all\n"
    said = desk.refuses(ANA + "diary: diary.csv\n", "diary.csv:2:18", "cannot be seen", diary=diary)
    said += desk.refuses(ANA.replace("Ana", '"\\e[31mAna"'), "person.yaml:1:7", "cannot be seen", "plain words")
    said += desk.refuses(ANA.replace("Ana", "\u202eanA"), "person.yaml:1:7", "cannot be seen")
    said += desk.refuses(ANA + '"\\e[31mwieght": 3\n', "person.yaml:7:17", "no key I know")
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize(
    ("line", "place", "rule", "mend"),
    [
        ("serum_magnesium: 0.8 mmol", "8:22", "cannot be its unit", "mmol/L, mg/dL, mEq/L"),
        ("serum_magnesium: 1,9 mg/dL", "8:22", "comma", "1.9"),
        ("serum_magnesium: <0.2", "8:22", "has no unit", "0.2 mmol/L"),
        ("serum_magnesium: 0.8 - 0.9 mmol/L", "8:22", "has two numbers", "Give the reading itself"),
        ("serum_magnesium: normal", "8:22", "not a number with a unit", '"1 mmol/L"'),
        ("serum_magnesium: nan mmol/L", "8:22", "not a number with a unit", '"1 mmol/L"'),
        ("serum_magnesium: inf mmol/L", "8:22", "not a number with a unit", '"1 mmol/L"'),
        ("serum_magnesium: 1e400 mmol/L", "8:22", "no number anybody has", "Check the number and its unit"),
        ("serum_magnesium: 1e-400 mmol/L", "8:22", "0.1 to 10 mmol/L", "Check the number and its unit"),
        ("serum_magnesium: 0.8 mmol/0L", "8:22", "serum_magnesium", "unit"),
        ("serum_magnesium: true", "8:22", "not a number with a unit", '"1 mmol/L"'),
        ("serum_magnesium: [0.8]", "8:5", "not a number with a unit", '"1 mmol/L"'),
        ("serum_magnesium: {value: 0.8}", "8:5", "not a number with a unit", '"1 mmol/L"'),
        ("serum_magnesium:", "8:5", "is empty", "1 mmol/L"),
        ("urine_magnesium: 3 mg/mg", "8:22", "cannot be its unit", "mmol/day"),
        ("bound_magnesium: 0.2 mmol/L", "8:22", "no lab I know", "serum_magnesium"),
    ],
)
def test_a_lab_told_in_another_way(desk: Desk, line: str, place: str, rule: str, mend: str):
    desk.refuses(lab(line), f"person.yaml:{place}", rule, mend)


@pytest.mark.parametrize(
    ("line", "rule", "mend"),
    [
        ("serum_magnesium: 0.8 mmol/L", "no key I know", "under labs"),
        ("labs: {serum_magnesium: 0.8 mmol/L}", "wants a list", "after a dash"),
        ("labs: [0.8 mmol/L]", "is no lab", "serum_magnesium: 0.78 mmol/L"),
        ("egfr: 92", "has no unit", "92 mL/min/1.73m2"),
        ("egfr: -5 mL/min/1.73m2", "0 to 200", "Check the number"),
        ('egfr: ">90 mL/min/1.73m2"', "bound", "leave it out"),
        ("egfr: >90 mL/min/1.73m2", "no valid YAML", "in quotes"),
        ("creatinine: 1.1", "has no unit", '"1.1 mg/dL"'),
        ("creatinine: 97 mg/dL", "10 to 7000", "Check the number"),
        ("country: Germany", "two letters", "US, GB or DE"),
        ("country: UK", "two letters", "Write GB"),
        ("blood_pressure: 128", "one number", "128/82"),
        ("blood_pressure: 82/128", "upper value comes first", "128/82"),
        ("blood_pressure: 17.1/10.9 kPa", "in mmHg only", "128/82"),
        ("blood_pressure: 1280/82", "40 to 300 mmHg", "Check the number"),
        ("own_risks: {stroke: 0.12 in 10 years}", "has no unit", "12 %"),
        ("own_risks: {stroke: 120 % in 10 years}", "less than 100 %", "Check the number"),
        ("own_risks: {stroke: 0 % in 10 years}", "more than 0 %", "Leave it out"),
        ("own_risks: {stroke: 12 %}", "how many years", "in 10 years"),
        ("own_risks: {stroke: 12 % in 30 years}", "up to 10 years", "in 10 years"),
        ("own_risks: {strok: 12 % in 10 years}", "no outcome", "Nearest: stroke"),
        ("own_risks: [stroke]", "names and risks", "{stroke: 12 % in 10 years}"),
        ("lactating:", "empty", "true or false"),
        ("pregnancy: 20", "does not say of what", "{week: 20}"),
        ("pregnancy: yes", "wants its week", "{week: 20}"),
        ("pregnancy: {week: 20, twins: true}", "no key I know", "week"),
        ("conditions: none", "wants a list", "after a dash"),
        ("conditions: [null]", "empty", "leave the key out"),
        ("conditions: [[diabetes]]", "no text", "one line of words"),
        ("medicines: [omeprazole, Omeprazole]", "stands twice", "Remove one"),
        ("medicines: [null]", "no medicine", "- omeprazole"),
        ("medicines: [{nme: omeprazole}]", "no key I know", "'name'"),
        ("medicines: [{name: omeprazole, at: 25:00}]", "no time of day", "12:30"),
        ("medicines: [{name: omeprazole, at: ['8:00', 8:00]}]", "stands twice", "Remove one"),
        ("medicines: [{name: omeprazole, at: []}]", "at is empty", "07:00"),
        ("authority:", "empty", "leave the key out"),
        ("tap_water: 26", "has no unit", "26 mg/L"),
        ("tap_water: 15 dH", "no unit I know", "mg/L"),
        ("today2: 2026-10-05", "no key I know", "'today'"),
        ("record: [eggs]", "not enough here", "meals"),
        ("record: [{date: 2026-10-03}]", "meals is missing", "meals:"),
        ("record: [{meals: [{at: '25:00', eaten: [egg]}]}]", "no time of day", "12:30"),
        ("record: [{meals: [{at: 8 pm, eaten: [egg]}]}]", "no time of day", "12:30"),
        ("record: [{meals: [{at: '8:00', eaten: egg}]}]", "wants a list", "after a dash"),
        ("record: [{meals: [{at: '8:00', eaten: []}]}]", "eaten is empty", "at least one entry"),
        ("supplements: [magnesium citrate 150 mg elemental]", "not enough here", "at: 21:30"),
        ("supplements: [{taken: magnesium 0 mg elemental, at: '8:00'}]", "amount of nothing", "left out"),
        ("foods: [{name: x, energy: 240.5}]", "per 100 g", "250 kcal/100 g"),
        ("foods: [{name: x, magnesium: 78}]", "magnesium = 78 has no unit", "78 mg/100 g"),
        ("foods: [{name: x, portions: {slice: 0 g}}]", "0.01 to 5000 g", "Check the number"),
        ("foods: [{name: x, portions: {'': 3 g}}]", "empty", "Write it"),
        ('diary: "a\\0b.csv"', "no file beside", "diary: diary.csv"),
        ("diary: ''", "no file beside", "diary: diary.csv"),
        ("diary: .", "no file beside", "diary: diary.csv"),
        ("diary: ../diary.csv", "no file beside", "diary: diary.csv"),
        ("diary: /etc/passwd", "no file beside", "diary: diary.csv"),
        ("diary: [a]", "no file beside", "diary: diary.csv"),
        ("age2: @x", "no valid YAML", "in quotes"),
        ("? [a, b]\n: 3", "a key is a single word", "key: value"),
        ("labs: [", "no valid YAML", "never closed"),
        ("egfr 92", "no valid YAML", "a colon and a space"),
    ],
)
def test_one_wrong_line_is_one_fault(desk: Desk, line: str, rule: str, mend: str):
    """Each fault stands once, in its own line, with rule and mend: no echo from the lists around it."""
    said = desk.refuses(f"{ANA}{line}\n", "person.yaml:7", rule, mend)
    assert len([told for told in said.splitlines() if told.startswith("person.yaml:")]) == 1 + ("nme" in line)


@pytest.mark.parametrize("day", ["0001-01-01", "1066-10-14", "9999-12-31"])
def test_a_day_that_nobody_alive_has_seen(desk: Desk, day: str):
    desk.refuses(ANA.replace("2026-10-05", day), "person.yaml:2:8", "anybody alive", "Check the year")


def test_a_day_twice_and_a_day_too_late(desk: Desk):
    meals = "meals: [{at: '8:00', eaten: [egg]}]}"
    days = f"record:\n  - {{date: 2026-10-03, {meals}\n  - {{date: %s, {meals}\n"
    desk.refuses(ANA + days % "2026-10-03", "person.yaml:9:12", "stands twice", "under one date")
    desk.refuses(ANA + days % "2026-10-02", "person.yaml:9:12", "after 2026-10-03", "the earliest first")


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ('2026-10-03,07:30,x,"chickpeas\n', "2:20", ("cannot be read", "Close every quote")),
        ("2026-10-03,07:30,x,chickpeas, boiled\n", "2:1", ("5 cells, the header 4", "in double quotes")),
        ("2026-10-03,07:30,x," + "e" * 200_000 + "\n", "2:1", ("cannot be read", "too long")),
        ("2026-10-03,07:30,x,\n", "2:20", ("nothing stands under 'eaten'", "remove the row")),
        ("2026-10-03,25:00,x,egg\n", "2:12", ("no time of day", "12:30")),
        ("03/10/2026,07:30,x,egg\n", "2:1", ("without guessing", "2026-10-02")),
        ("2026-10-03,07:30," + "m" * 400 + ",egg\n", "2:18", ("400 characters", "300")),
        ("2026-10-03,07:30,x,egg\x0begg\n2026-10-03,08:00,x,xylophone\n", "2:20", ("cannot be seen", "plain words")),
        (
            "".join(f"{1985 + n // 28}-02-{n % 28 + 1:02d},08:00,x,egg\n" for n in range(731)),
            "1:1",
            ("the most is 730",),
        ),
    ],
)
def test_a_wrong_diary_is_told_by_its_own_lines(desk: Desk, rows: str, place: str, words: tuple[str, ...]):
    said = desk.refuses(ANA + "diary: diary.csv\n", f"diary.csv:{place}", *words, diary=f"date,time,meal,eaten\n{rows}")
    assert "record." not in said
    assert "no rows" not in said


def test_a_diary_as_spreadsheets_write_it_is_read(desk: Desk):
    """Semicolons, blank cells at the end, a byte-order mark, Windows line ends, the latest day first."""
    from epsom.interfaces.files import read_person

    rows = "\ufeffDate;Time;Meal;Eaten;;\r\n2026-10-04;08:00;;2 eggs;;\r\n2026-10-03;07:30;lunch;1 apple;;\r\n;;;;;\r\n"
    (desk.folder / "diary.csv").write_bytes(rows.encode())
    (desk.folder / "person.yaml").write_text(ANA + "diary: diary.csv\n")
    record = read_person("person.yaml").record
    assert [(str(day.date), day.meals[0].name, day.meals[0].eaten) for day in record] == [
        ("2026-10-03", "lunch", ("1 apple",)),
        ("2026-10-04", None, ("2 eggs",)),
    ]


def test_a_link_to_itself(desk: Desk):
    (desk.folder / "diary.csv").symlink_to("diary.csv")
    desk.refuses(ANA + "diary: diary.csv\n", "diary.csv:1:1", "cannot be read", "Check its name")


def test_a_name_that_no_file_can_have(desk: Desk):
    assert run(["assess", "a\0b.yaml"]) == INVALID
    assert "no file can have this name" in desk.capsys.readouterr().err


def test_many_faults_are_counted_and_not_all_shown(desk: Desk):
    said = desk.refuses(ANA + "".join(f"key{n}: 1\n" for n in range(500)), "person.yaml:7:7", "no key I know")
    assert said.count("person.yaml:") == 20
    assert "and 480 more" in said


@pytest.mark.parametrize("text", [ANA.replace("45", "130"), "", ANA + "weight: 70 kg\n"])
def test_the_same_through_a_shell(tmp_path: Path, text: str):
    (tmp_path / "person.yaml").write_text(text)
    words = [sys.executable, "-m", "epsom", "assess", "person.yaml", "--report", "out.html"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith("person.yaml:")
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["person.yaml"]
