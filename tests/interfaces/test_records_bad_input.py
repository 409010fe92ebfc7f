"""Bad input in records from elsewhere, item by item: refused, asked or put aside, with the row and the reason."""

from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pytest

from epsom.errors import InputError
from epsom.interfaces.records import Aside, Preview, read_record
from epsom.interfaces.records.vocabulary import limit
from epsom.plate.foods import Foods, box

HERE = Path(__file__).parent / "records"
PLAIN = "date,meal,amount,food\n"


@pytest.fixture(scope="module")
def foods() -> Foods:
    return box()


class Desk:
    """A folder, the foods, and what is said of a file."""

    def __init__(self, folder: Path, foods: Foods) -> None:
        self.folder, self.foods = folder, foods

    def reads(self, content: str | bytes, *, dates: str | None = None) -> Preview:
        path = self.folder / "record.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_record(path, dates=dates, foods=self.foods)

    def refuses(self, content: str | bytes, *words: str) -> str:
        with pytest.raises(InputError) as caught:
            self.reads(content)
        for word in words:
            assert word in caught.value.message, caught.value.message
        return caught.value.message

    def quarantines(self, content: str, row: int, *words: str) -> Preview:
        """Check that one row is put aside with these words, and no other."""
        found = self.reads(content)
        (one,) = found.quarantined
        assert isinstance(one, Aside)
        assert one.row == row
        for word in words:
            assert word in one.reason, one.reason
        assert all(line.row != row for line in found.lines)
        return found


@pytest.fixture
def desk(tmp_path: Path, foods: Foods) -> Desk:
    return Desk(tmp_path, foods)


def packed(**members: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return whole.getvalue()


def test_a_zip_is_opened(desk: Desk):
    found = desk.reads(packed(servings__csv=(HERE / "servings.csv").read_bytes(), note__txt=b"hello"))
    assert found.layout == "Cronometer servings"
    assert found.file == "record.csv (servings.csv)"


def test_a_name_inside_a_zip_does_not_steer_the_terminal(desk: Desk):
    found = desk.reads(packed(**{"\x1b[2Jservings__csv": (HERE / "servings.csv").read_bytes()}))
    assert found.file == "record.csv (?[2Jservings.csv)"


def test_truncated_zip(desk: Desk):
    whole = packed(servings__csv=(HERE / "servings.csv").read_bytes())
    desk.refuses(whole[: len(whole) // 2], "damaged or locked zip", "Export it again")


def test_a_zip_with_a_changed_byte(desk: Desk):
    whole = bytearray(packed(servings__csv=(HERE / "servings.csv").read_bytes()))
    whole[len(whole) // 3] ^= 0xFF
    desk.refuses(bytes(whole), "damaged or locked zip")


def test_zip_bomb(desk: Desk):
    desk.refuses(packed(servings__csv=b"0" * 5_000_000), "would grow", "not unpacked")


def test_a_sheet_too_large_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("epsom.interfaces.records.packed.megabytes", lambda name: 1000)
    desk.refuses(PLAIN + "2026-03-02,lunch,100 g,banana\n" * 100, "larger than")


def test_a_zip_with_two_records_is_asked(desk: Desk):
    both = packed(a__csv=(HERE / "servings.csv").read_bytes(), b__csv=(HERE / "dailysummary.csv").read_bytes())
    desk.refuses(both, "several records", "a.csv", "b.csv")


def test_a_zip_without_a_record(desk: Desk):
    desk.refuses(packed(note__txt=b"hello", picture__bin=b"\0\1\2"), "no layout I know")


def test_no_file_and_a_folder(foods: Foods, tmp_path: Path):
    with pytest.raises(InputError, match="no file"):
        read_record(tmp_path / "nowhere.csv", foods=foods)
    with pytest.raises(InputError, match="folder"):
        read_record(tmp_path, foods=foods)


def test_empty_file(desk: Desk):
    desk.refuses(b" \r\n", "is empty")


def test_no_utf8(desk: Desk):
    desk.refuses("date,meal,amount,food\n2026-03-02,déjeuner,100 g,banana\n".encode("latin-1"), "line 2", "UTF-8")
    desk.refuses("date,meal,amount,food\n".encode("utf-16"), "UTF-8")


def test_bom_and_crlf(desk: Desk):
    found = desk.reads(b"\xef\xbb\xbfdate,meal,amount,food\r\n2026-03-02,lunch,100 g,banana\r\n\r\n")
    assert [(line.row, line.written) for line in found.lines] == [(2, "100 g banana")]
    assert not found.quarantined


def test_wrong_delimiter(desk: Desk):
    rows = PLAIN.replace(",", ";") + "2026-03-02,lunch,100 g,banana\n2026-03-03,lunch,100 g,banana\n"
    desk.refuses(rows, "header is parted by semicolons", "row 2 by commas")


def test_a_header_parted_by_two_marks(desk: Desk):
    desk.refuses("date,meal;amount,food;time\n2026-03-02,lunch,100 g,banana\n", "not clear what parts its columns")


def test_a_row_of_another_width(desk: Desk):
    rows = PLAIN + "2026-03-02,lunch,100 g,rice, boiled\n2026-03-02,lunch,100 g,banana\n"
    desk.quarantines(rows, 2, "5 cells", "the header 4")


def test_an_open_quote(desk: Desk):
    desk.refuses(PLAIN + '2026-03-02,lunch,100 g,"banana\n', "row 2", "quote")


def test_decimal_commas(desk: Desk):
    for mark in (";", "\t"):
        rows = "date,meal,amount,food\n2026-03-02,lunch,62_5 g,banana\n".replace(",", mark).replace("_", ",")
        (line,) = desk.reads(rows).lines
        assert line.grams == 62.5
    desk.quarantines(PLAIN + '2026-03-02,lunch,"62,5 g",banana\n', 2, "has a comma", "commas part the columns")


def test_a_thousand_or_a_decimal(desk: Desk):
    """1,050 is 1050 or 1.05, whatever parts the columns."""
    desk.quarantines(PLAIN + '2026-03-02,lunch,"1,050 g",potatoes\n', 2, "1050", "1.050")
    desk.quarantines(PLAIN.replace(",", ";") + "2026-03-02;lunch;1,050 g;potatoes\n", 2, "1050", "1.050")
    desk.quarantines(PLAIN.replace(",", ";") + "2026-03-02;lunch;1.050 g;potatoes\n", 2, "1050", "1.050")
    desk.quarantines('date,meal,eaten\n2026-03-02,lunch,"1,050 g potatoes"\n', 2, "1050", "1.050")
    assert desk.reads(PLAIN.replace(",", ";") + "2026-03-02;lunch;0,050 kg;banana\n").lines[0].grams == 50.0


def test_two_way_dates_are_asked(desk: Desk):
    rows = PLAIN + "03/04/2026,lunch,100 g,banana\n"
    desk.refuses(rows, 'row 2: "03/04/2026"', "2026-04-03", "2026-03-04", "--dates day-first")
    assert desk.reads(rows, dates="day-first").lines[0].date == datetime.date(2026, 4, 3)
    assert desk.reads(rows, dates="month-first").lines[0].date == datetime.date(2026, 3, 4)


def test_a_date_with_points_is_asked_as_well(desk: Desk):
    desk.refuses(PLAIN + "03.04.2026,lunch,100 g,banana\n", "2026-04-03 or 2026-03-04")


def test_a_file_whose_dates_show_their_order_says_so(desk: Desk):
    found = desk.reads(PLAIN + "03/04/2026,lunch,100 g,banana\n25/04/2026,lunch,100 g,banana\n")
    assert [line.date.month for line in found.lines] == [4, 4]
    assert any("day-first" in note and "25/04/2026" in note for note in found.notes)


def test_a_file_whose_dates_contradict_each_other_is_asked(desk: Desk):
    rows = PLAIN + "".join(f"{day},lunch,100 g,banana\n" for day in ("03/04/2026", "25/04/2026", "04/25/2026"))
    desk.refuses(rows, "--dates")
    found = desk.reads(rows, dates="day-first")
    assert [one.row for one in found.quarantined] == [4]


def test_a_date_that_is_none(desk: Desk):
    desk.quarantines(PLAIN + "2026-02-30,lunch,100 g,banana\n", 2, "no day of the calendar")
    desk.quarantines(PLAIN + "3/4/26,lunch,100 g,banana\n", 2, "without guessing")


def test_an_unknown_order_of_dates(desk: Desk):
    with pytest.raises(InputError, match="day-first or month-first"):
        desk.reads(PLAIN, dates="european")


@pytest.mark.parametrize(
    "row",
    [
        "Total,,460 g,",
        ",Totals,460 g,",
        "2026-03-02,,460 g,Summe",
        "Gesamt:,,460 g,",
        "2026-03-02,Daily total,460 g,",
        "2026-03-02,Breakfast total,460 g,",
        "Total du jour,,460 g,",
        ",Total del día,460 g,",
    ],
)
def test_totals_rows(desk: Desk, row: str):
    found = desk.reads(f"{PLAIN}2026-03-02,lunch,100 g,banana\n{row}\n")
    assert [(one.row, one.reason) for one in found.set_aside] == [(3, "a sum of other rows")]
    assert [line.row for line in found.lines] == [2]
    assert not found.quarantined


def test_a_food_that_begins_with_total_is_no_sum(desk: Desk):
    found = desk.reads(PLAIN + "2026-03-02,lunch,100 g,Total Greek yoghurt\n")
    assert not found.set_aside
    assert len(found.lines) == 1


def test_negative_grams(desk: Desk):
    desk.quarantines(PLAIN + "2026-03-02,lunch,-50 g,banana\n2026-03-02,lunch,50 g,banana\n", 2, "less than nothing")
    desk.quarantines(PLAIN + "2026-03-02,lunch,−50 g,banana\n", 2, "less than nothing")


def test_negative_magnesium(desk: Desk):
    desk.quarantines(
        "Day,Food Name,Amount,Magnesium (mg)\n2026-03-02,Oats,50.00 g,-69.00\n", 2, "-69.00", "less than nothing"
    )


def test_more_than_a_line_can_hold(desk: Desk):
    desk.quarantines(PLAIN + "2026-03-02,lunch,9000 g,banana\n", 2, "9000 g", "5000 g")
    desk.quarantines(PLAIN + "2026-03-02,lunch,9000 g,grandmothers secret stew\n", 2, "9000 g", "5000 g")


def test_a_hundred_servings_of_a_recipe(desk: Desk):
    """A recipe of 132 mg a serving, logged as a hundred: 13,200 mg is more than anybody eats in one line."""
    rows = "Day,Food Name,Amount,Magnesium (mg)\n2026-03-02,House Stew,100.00 full recipe,13200.00\n"
    desk.quarantines(rows, 2, "13200 mg", "4861 mg")


def test_duplicated_rows(desk: Desk):
    rows = PLAIN + "2026-03-02,lunch,100 g,banana\n2026-03-02,lunch,100 g,Banana\n2026-03-03,lunch,100 g,banana\n"
    found = desk.quarantines(rows, 3, "stands twice", "row 2")
    assert [line.row for line in found.lines] == [2, 4]


def test_duplicated_rows_of_different_magnesium_say_both(desk: Desk):
    rows = "Day,Food Name,Amount,Magnesium (mg)\n2026-03-02,Oats,40.00 g,55.2\n2026-03-02,Oats,40.00 g,70\n"
    desk.quarantines(rows, 3, "row 2 tells the same food with 55.2 mg magnesium, this row with 70 mg")


def test_two_foods_on_a_row_are_carried_as_a_range(desk: Desk):
    """Oats with milk are no oat milk, whatever a search of words thinks."""
    found = desk.reads(PLAIN + "2026-03-02,lunch,100 g,oats with milk\n2026-03-02,lunch,1 ración,fideos con leche\n")
    assert [(line.how, line.magnesium) for line in found.lines] == [("not found", None)] * 2


@pytest.mark.parametrize(("told", "at"), [("21h", "21:00"), ("8 Uhr", "08:00"), ("12h30", "12:30"), ("7 h", "07:00")])
def test_hours_as_they_are_written_abroad(desk: Desk, told: str, at: str):
    found = desk.reads(f"date,time,amount,food\n2026-03-02,{told},100 g,almonds\n")
    assert f"{found.lines[0].at:%H:%M}" == at


def test_a_day_told_twice_in_a_daily_summary(desk: Desk):
    rows = "Date,Energy (kcal),Magnesium (mg)\n2026-03-02,2000,300\n2026-03-02,2000,310\n"
    desk.quarantines(rows, 3, "stands twice", "row 2")


@pytest.mark.parametrize(("unit", "written"), [("mg", "83"), ("g", "0.083"), ("µg", "83000"), ("mcg", "83000")])
def test_a_nutrient_in_another_unit_is_converted_by_its_heading(desk: Desk, unit: str, written: str):
    found = desk.reads(f"Day,Food Name,Amount,Magnesium ({unit})\n2026-03-02,Oats,60.00 g,{written}\n")
    assert found.lines[0].magnesium == pytest.approx(83.0)


def test_a_nutrient_without_a_unit(desk: Desk):
    desk.refuses("Day,Food Name,Amount,Magnesium\n2026-03-02,Oats,60.00 g,83\n", '"Magnesium" has no unit', "guessed")


def test_a_nutrient_in_a_unit_it_cannot_have(desk: Desk):
    for unit in ("IU", "kcal", "mL"):
        desk.refuses(f"Day,Food Name,Amount,Magnesium ({unit})\n2026-03-02,Oats,60.00 g,83\n", f"is in {unit}")


def test_a_nutrient_heavier_than_its_food(desk: Desk):
    """One gram with 4 g of magnesium: pure magnesium oxide holds 0.6 g in each."""
    rows = "Day,Food Name,Amount,Magnesium (mg)\n2026-03-02,Oats,1.00 g,4000\n"
    desk.quarantines(rows, 2, "a food has up to")


def test_two_columns_for_magnesium(desk: Desk):
    desk.refuses("Day,Food Name,Amount,Magnesium (mg),Magnesium (mg)\n2026-03-02,Oats,60 g,83,83\n", "two columns")


def test_words_where_a_number_belongs(desk: Desk):
    desk.quarantines("Day,Food Name,Amount,Magnesium (mg)\n2026-03-02,Oats,60 g,lots\n", 2, "no number")


def test_a_time_that_is_none(desk: Desk):
    for clock in ("25:00", "13:75", "15:00 PM", "noonish"):
        desk.quarantines(f"date,time,amount,food\n2026-03-02,{clock},100 g,banana\n", 2, "no time of day")


@pytest.mark.parametrize(
    ("clock", "meant"),
    [
        ("7:30", (7, 30)),
        ("07:30:15", (7, 30)),
        ("12:05 AM", (0, 5)),
        ("12:05 pm", (12, 5)),
        ("19h30", (19, 30)),
        ("7.30 Uhr", (7, 30)),
    ],
)
def test_times_as_programs_print_them(desk: Desk, clock: str, meant: tuple[int, int]):
    found = desk.reads(f"date,time,amount,food\n2026-03-02,{clock},100 g,banana\n")
    assert found.lines[0].at == datetime.time(*meant)


def test_a_hidden_sign(desk: Desk):
    desk.quarantines(PLAIN + "2026-03-02,lunch,100 g,ban\u202eana\n", 2, "cannot be seen")


def test_a_row_without_a_food(desk: Desk):
    desk.quarantines(PLAIN + "2026-03-02,lunch,100 g,\n", 2, "names no food")


def test_an_amount_of_nobody_knows_what(desk: Desk):
    desk.quarantines(PLAIN + "2026-03-02,lunch,some,banana\n", 2, "how much")


def test_a_supplement_that_does_not_say_of_what(desk: Desk):
    desk.quarantines("date,meal,eaten\n2026-03-02,lunch,magnesium citrate 500 mg\n", 2, "salt", "elemental")


def test_neither_time_nor_meal(desk: Desk):
    desk.refuses("date,amount,food\n2026-03-02,100 g,banana\n", "neither a time nor a meal")


def test_every_limit_has_its_reason():
    assert limit("largest_ratio") > 1.0
    with pytest.raises(KeyError):
        limit("no such limit")
