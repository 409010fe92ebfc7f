"""Records from elsewhere: what other programs export becomes days, meals and foods, and what is open is asked."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.interfaces.files import read
from epsom.interfaces.records import Line, Preview, document, read_record, text
from epsom.plate.foods import Foods, box
from epsom.plate.record import record

HERE = Path(__file__).parent / "records"
ANA = "age: 45\nsex: female\nheight: 168 cm\nweight: 66 kg\ntoday: 2026-10-05\n"


@pytest.fixture(scope="module")
def foods() -> Foods:
    return box()


def written(folder: Path, content: str | bytes, name: str = "record.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def told(preview: Preview, words: str) -> Line:
    """The one line that says these words."""
    (line,) = [line for line in preview.lines if words in line.told]
    return line


def totals(preview: Preview, folder: Path) -> dict[datetime.date | None, float]:
    """The magnesium [mg] of each day, as a person file with these lines is read."""
    path = written(folder, ANA + "\n".join(preview.to_person_lines()) + "\n", "person.yaml")
    person = read(path).person
    known = record(person.record, (), box().with_own(person.foods, None))
    found = dict.fromkeys(known.dates, 0.0)
    for one in known.servings:
        held = one.elemental if one.food is None else (one.food.magnesium or 0.0) * one.grams / 100.0
        found[known.dates[one.day]] += held
    return found


def test_cronometer_prints_magnesium_and_it_is_taken_as_told(foods: Foods):
    found = read_record(HERE / "servings.csv", foods=foods)
    assert found.layout == "Cronometer servings"
    oats = [line for line in found.lines if "Oats" in line.told]
    assert [(line.grams, line.magnesium, line.how) for line in oats] == [
        (60.0, 83.0, "as printed"),
        (30.0, 41.5, "as printed"),
    ]
    (own,) = [food for food in found.foods if "Oats" in food.name]
    assert own.magnesium == pytest.approx(83.0 / 0.6, rel=1e-7)  # mg in 100 g
    assert own.energy == pytest.approx(227.4 / 0.6, rel=1e-7)


def test_a_cronometer_day_sums_to_what_is_printed(foods: Foods, tmp_path: Path):
    """2 March: 83 + 26.8 + 132 from food and 150 from a tablet; 3 March: 41.5. The food without a value adds none."""
    found = totals(read_record(HERE / "servings.csv", foods=foods), tmp_path)
    assert found == {
        datetime.date(2026, 3, 2): pytest.approx(391.8, abs=1e-3),
        datetime.date(2026, 3, 3): pytest.approx(41.5, abs=1e-3),
    }


def test_a_cronometer_time_is_read_and_a_missing_one_is_said(foods: Foods):
    found = read_record(HERE / "servings.csv", foods=foods)
    assert told(found, "Lentil").at == datetime.time(12, 40)
    assert told(found, "tablet").at == datetime.time(21, 30)
    assert any(note.startswith("2 lines tell no time") for note in found.notes)


def test_a_weight_that_is_not_told_is_the_sum_of_its_parts(foods: Foods):
    """One recipe: water 400, carbohydrate 70, fat 9, protein 31 and alcohol 0 g are 510 g."""
    line = told(read_record(HERE / "servings.csv", foods=foods), "full recipe")
    assert line.grams == pytest.approx(510.0)
    assert line.magnesium == 132.0
    assert line.note.startswith("weight: water")


def test_a_supplement_in_cronometer_is_a_dose_of_its_salt(foods: Foods):
    found = read_record(HERE / "servings.csv", foods=foods)
    (line,) = found.supplements
    assert (line.written, line.magnesium) == ("magnesium citrate 150 mg elemental", 150.0)
    assert "a supplement without magnesium" in [one.reason for one in found.set_aside]


def test_a_food_nobody_knows_is_carried_as_a_range(foods: Foods):
    found = read_record(HERE / "servings.csv", foods=foods)
    (line,) = found.unmatched
    assert line.magnesium is None
    assert 0.0 <= line.low < line.high
    (own,) = [food for food in found.foods if food.magnesium is None]
    assert line.written == f"50 g {own.name}"
    assert "Green Leaf Mix" in text(found)


def test_an_own_food_does_not_stand_in_for_the_food_of_that_name(foods: Foods, tmp_path: Path):
    path = written(tmp_path, "Day,Food Name,Amount,Magnesium (mg)\n2026-03-02,Banana,100.00 g,99.00\n")
    found = read_record(path, foods=foods)
    both = foods.with_own(found.foods, None)
    assert both.find("banana").food == foods.find("banana").food


def test_a_daily_summary_is_three_meals_of_the_day(foods: Foods, tmp_path: Path):
    found = read_record(HERE / "dailysummary.csv", foods=foods)
    assert found.layout == "Cronometer daily summary"
    assert totals(found, tmp_path) == {
        datetime.date(2026, 3, 2): pytest.approx(330.0, abs=1e-3),
        datetime.date(2026, 3, 3): pytest.approx(270.0, abs=1e-3),
    }
    assert [line.at.hour for line in found.lines[:3]] == [8, 12, 19]


def test_a_daily_summary_asks_for_supplements_and_unfinished_days(foods: Foods):
    found = read_record(HERE / "dailysummary.csv", foods=foods)
    assert any("supplements" in question for question in found.questions)
    assert any("2026-03-03" in question and "completed" in question for question in found.questions)


def test_a_day_without_an_entry_is_no_day_of_fasting(foods: Foods):
    found = read_record(HERE / "dailysummary.csv", foods=foods)
    assert [(one.row, "unknown is not zero" in one.reason) for one in found.set_aside] == [(4, True)]
    assert [one.row for one in found.quarantined] == [5]


def test_a_daily_summary_without_magnesium_is_refused(foods: Foods, tmp_path: Path):
    path = written(tmp_path, "Date,Energy (kcal),Protein (g),Completed\n2026-03-02,2000,80,true\n")
    with pytest.raises(InputError, match=r"without magnesium.*servings"):
        read_record(path, foods=foods)


def test_servings_without_the_column_are_looked_up(foods: Foods, tmp_path: Path):
    path = written(tmp_path, "Day,Time,Group,Food Name,Amount,Energy (kcal)\n2026-03-02,,Lunch,banana,100.00 g,89\n")
    found = read_record(path, foods=foods)
    assert found.lines[0].food == foods.find("banana").food.name
    assert found.lines[0].magnesium == foods.find("banana").food.magnesium
    assert "no column for magnesium" in found.questions[0]


@pytest.mark.parametrize(
    "header",
    [
        "date,time,meal,amount,food",
        "Datum,Uhrzeit,Mahlzeit,Menge,Lebensmittel",
        "Date,Heure,Repas,Quantité,Aliment",
        "Fecha,Hora,Comida,Cantidad,Alimento",
    ],
)
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_plain_table_in_four_languages(foods: Foods, tmp_path: Path, header: str, mark: str):
    rows = f"{header}\n2026-03-02,07:30,breakfast,100 g,banana\n".replace(",", mark)
    found = read_record(written(tmp_path, rows), foods=foods)
    (line,) = found.lines
    banana = foods.find("banana").food
    assert (line.food, line.magnesium, line.how, line.score) == (banana.name, banana.magnesium, "exact", 1.0)
    assert (line.date, line.at, line.meal) == (datetime.date(2026, 3, 2), datetime.time(7, 30), "breakfast")


def test_a_table_of_record_lines(foods: Foods, tmp_path: Path):
    rows = "date,time,eaten\n2026-03-02,07:30,50 g almonds\n2026-03-02,08:00,magnesium oxide 100 mg elemental\n"
    found = read_record(written(tmp_path, rows), foods=foods)
    almonds = foods.find("almonds").food.magnesium
    assert almonds is not None
    assert [line.magnesium for line in found.lines] == [almonds / 2, 100.0]
    assert [line.supplement for line in found.lines] == [False, True]


def test_a_doubtful_match_is_shown_with_its_choices(foods: Foods, tmp_path: Path):
    rows = "date,meal,amount,food\n2026-03-02,lunch,100 g,almondss\n"
    found = read_record(written(tmp_path, rows), foods=foods)
    line = next(iter(found.lines))
    assert line.doubtful or line.how == "not found"
    assert line.choices
    assert all(choice in text(found) for choice in line.choices)


def test_an_unknown_food_is_not_the_nearest_one(foods: Foods, tmp_path: Path):
    rows = "date,meal,amount,food\n2026-03-02,lunch,100 g,grandmothers secret stew\n"
    (line,) = read_record(written(tmp_path, rows), foods=foods).unmatched
    assert line.score == 0.0
    assert line.magnesium is None


def test_a_line_that_rests_on_part_of_a_name_keeps_its_food(foods: Foods, tmp_path: Path):
    """An own food with a like name comes from the same file; the person file still reads what the preview shows."""
    rows = "date,meal,amount,food\n2026-03-02,lunch,100 g,organic ripe banana\n2026-03-02,dinner,100 g,banana of mars\n"
    found = read_record(written(tmp_path, rows), foods=foods)
    line = told(found, "ripe")
    assert line.food == foods.find("banana").food.name
    path = written(tmp_path, ANA + "\n".join(found.to_person_lines()) + "\n", "person.yaml")
    person = read(path).person
    known = record(person.record, (), foods.with_own(person.foods, None))
    assert [one.food.name for one in known.servings if one.food] == [one.food for one in found.lines]


def test_only_the_days_asked_for(foods: Foods):
    day = datetime.date(2026, 3, 3)
    found = read_record(HERE / "servings.csv", foods=foods, since=day, until=day)
    assert {line.date for line in found.lines} == {day}
    assert found.outside == 6
    with pytest.raises(InputError, match="lies after"):
        read_record(HERE / "servings.csv", foods=foods, since=day, until=datetime.date(2026, 3, 1))


def test_the_layout_is_told_from_the_content(foods: Foods, tmp_path: Path):
    renamed = written(tmp_path, (HERE / "export.xml").read_bytes(), "my record.csv")
    assert read_record(renamed, foods=foods).layout == "Apple Health export"
    renamed = written(tmp_path, (HERE / "servings.csv").read_bytes(), "export.xml")
    assert read_record(renamed, foods=foods).layout == "Cronometer servings"


def test_an_unknown_layout_lists_those_that_are_known(foods: Foods, tmp_path: Path):
    path = written(tmp_path, "city,river,length\nBerne,Aare,288\n")
    with pytest.raises(InputError) as caught:
        read_record(path, foods=foods)
    for part in ("city,river,length", "Day,Time,Group,Food Name", "Completed", "HealthData", "date,time,meal"):
        assert part in caught.value.message


def test_myfitnesspal_is_refused_with_the_reason_and_a_way(foods: Foods):
    with pytest.raises(InputError, match=r"MyFitnessPal.*neither.*foods nor magnesium.*Instead"):
        read_record(HERE / "nutrition_summary.csv", foods=foods)


@pytest.mark.parametrize("name", ["servings.csv", "dailysummary.csv", "export.xml", "tagebuch.csv"])
def test_the_preview_is_data_for_json(foods: Foods, name: str):
    found = read_record(HERE / name, foods=foods)
    plain = json.loads(json.dumps(document(found), allow_nan=False))
    assert len(plain["lines"]) == len(found.lines)
    assert plain["person"].splitlines() == found.to_person_lines()


@pytest.mark.parametrize("name", ["servings.csv", "dailysummary.csv", "export.xml", "tagebuch.csv"])
def test_a_person_file_takes_the_lines(foods: Foods, tmp_path: Path, name: str):
    found = read_record(HERE / name, foods=foods)
    days = totals(found, tmp_path)
    for day in days:
        known = sum(line.magnesium or 0.0 for line in found.lines if line.date == day)
        assert days[day] == pytest.approx(known, abs=1e-3)
    assert [day.date for day in found.days()] == sorted(days)


def test_every_row_is_accounted_for(foods: Foods):
    """Ten rows of servings, each either a line or put aside with its reason: none vanishes."""
    found = read_record(HERE / "servings.csv", foods=foods)
    rows = [line.row for line in found.lines] + [one.row for one in (*found.quarantined, *found.set_aside)]
    assert sorted(rows) == list(range(2, 12))


def test_more_days_than_a_person_file_holds_are_not_written(foods: Foods, tmp_path: Path):
    first = datetime.date(2020, 1, 1)
    days = [first + datetime.timedelta(days=number) for number in range(731)]
    rows = "date,meal,amount,food\n" + "".join(f"{day},lunch,100 g,banana\n" for day in days)
    found = read_record(written(tmp_path, rows), foods=foods)
    assert len(found.lines) == 731
    with pytest.raises(InputError, match="--since"):
        found.to_person_lines()


NAMES = st.text(
    st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters='"\ufeff'), min_size=1, max_size=40
).filter(lambda name: any(letter.isalpha() for letter in name))
SERVINGS = st.tuples(NAMES, st.integers(1, 3000), st.integers(0, 400))


@given(st.lists(SERVINGS, min_size=1, max_size=6, unique_by=lambda one: one[0].casefold().strip()))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_magnesium_survives_the_way_into_a_person_file(
    foods: Foods, tmp_path: Path, servings: list[tuple[str, int, int]]
):
    """Whatever a food is called: the day has what was printed, less what the preview says it left out."""
    rows = "".join(f'2026-03-02,"{name}",{grams}.00 g,{held}.00\n' for name, grams, held in servings)
    found = read_record(written(tmp_path, f"Day,Food Name,Amount,Magnesium (mg)\n{rows}"), foods=foods)
    aside = {one.row for one in (*found.quarantined, *found.set_aside)}
    kept = sum(held for row, (_, _, held) in enumerate(servings, start=2) if row not in aside)
    if found.lines:
        (total,) = totals(found, tmp_path).values()
        assert total == pytest.approx(kept, abs=0.01)
    assert len(found.lines) + len(aside) == len(servings)
