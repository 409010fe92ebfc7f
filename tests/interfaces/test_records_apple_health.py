"""Apple Health: streamed, nothing counted twice, nothing expanded, and what two programs tell is asked."""

from __future__ import annotations

import datetime
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from epsom.errors import InputError
from epsom.interfaces.records import Preview, read_record
from epsom.plate.foods import Foods, box

HERE = Path(__file__).parent / "records"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@pytest.fixture(scope="module")
def foods() -> Foods:
    return box()


def eaten(value: str, at: str = "2026-03-02 12:30", source: str = "Meals", kind: str = "Magnesium", unit: str = "mg"):
    when = f"{at}:00 +0100"
    return (
        f'<Record type="HKQuantityTypeIdentifierDietary{kind}" sourceName="{source}" unit="{unit}" '
        f'startDate="{when}" endDate="{when}" value="{value}"/>\n'
    )


def read(folder: Path, foods: Foods, *records: str, source: str | None = None, prolog: str = HEAD) -> Preview:
    path = folder / "export.xml"
    path.write_text(f'{prolog}<HealthData locale="en_GB">\n{"".join(records)}</HealthData>\n', encoding="utf-8")
    return read_record(path, foods=foods, source=source)


def test_magnesium_is_taken_as_printed(foods: Foods):
    found = read_record(HERE / "export.xml", foods=foods)
    assert [(line.told, line.magnesium) for line in found.lines[:2]] == [("Oats, rolled", 83.0), ("Lentil stew", 120.0)]
    assert found.lines[0].at == datetime.time(8, 5)


def test_a_record_inside_a_food_and_beside_it_is_one(foods: Foods):
    """The export prints the lentil stew's 0.12 g twice: once in the food and once on its own."""
    found = read_record(HERE / "export.xml", foods=foods)
    assert sum(line.magnesium or 0.0 for line in found.lines if "Lentil" in line.told) == pytest.approx(120.0)
    assert not any("stands twice" in one.reason for one in found.quarantined)


def test_two_foods_with_one_amount_at_one_time_are_two(foods: Foods, tmp_path: Path):
    def food(name: str) -> str:
        inner = eaten("20")
        named = f'<MetadataEntry key="HKFoodType" value="{name}"/>'
        return f'<Correlation type="HKCorrelationTypeIdentifierFood">{named}{inner}</Correlation>\n'

    found = read(tmp_path, foods, eaten("20"), eaten("20"), food("Oats"), food("Milk"))
    assert [(line.told, line.magnesium) for line in found.lines] == [("Oats", 20.0), ("Milk", 20.0)]
    assert not found.quarantined


def test_a_food_with_energy_alone_is_looked_up(foods: Foods):
    """178 kcal of banana, by the energy that the box has for 100 g of it."""
    banana = foods.find("banana").food
    assert banana.energy is not None
    assert banana.magnesium is not None
    line = next(line for line in read_record(HERE / "export.xml", foods=foods).lines if line.told == "banana")
    assert line.grams == pytest.approx(178 / banana.energy * 100, rel=1e-3)
    assert line.magnesium == pytest.approx(178 / banana.energy * banana.magnesium, rel=1e-3)


def test_a_food_with_energy_alone_that_nobody_knows_is_a_range(foods: Foods, tmp_path: Path):
    (line,) = read(tmp_path, foods, eaten("300", kind="EnergyConsumed", unit="kcal")).unmatched
    assert line.magnesium is None
    assert line.low < line.high


def test_two_programs_that_tell_one_meal_are_asked(foods: Foods, tmp_path: Path):
    two = (eaten("80", source="Meals"), eaten("81", "2026-03-02 12:40", source="Plates"))
    with pytest.raises(InputError, match=r"Meals tells 80 mg.*Plates tells 81 mg.*--source"):
        read(tmp_path, foods, *two)
    assert [line.magnesium for line in read(tmp_path, foods, *two, source="Plates").lines] == [81.0]
    assert [line.magnesium for line in read(tmp_path, foods, *two, source="all").lines] == [80.0, 81.0]
    with pytest.raises(InputError, match="Meals, Plates"):
        read(tmp_path, foods, *two, source="Bowls")


def test_two_programs_hours_apart_are_two_meals(foods: Foods, tmp_path: Path):
    found = read(tmp_path, foods, eaten("80"), eaten("81", "2026-03-02 19:00", source="Plates"))
    assert [line.magnesium for line in found.lines] == [80.0, 81.0]


def test_a_record_written_twice_is_counted_once(foods: Foods, tmp_path: Path):
    found = read(tmp_path, foods, eaten("80"), eaten("80"))
    assert [line.magnesium for line in found.lines] == [80.0]
    assert "stands twice" in found.quarantined[0].reason


@pytest.mark.parametrize(("value", "unit"), [("83", "mg"), ("0.083", "g"), ("83000", "mcg")])
def test_units_of_magnesium(foods: Foods, tmp_path: Path, value: str, unit: str):
    assert read(tmp_path, foods, eaten(value, unit=unit)).lines[0].magnesium == pytest.approx(83.0)


@pytest.mark.parametrize("unit", ["", "IU", "kcal"])
def test_no_unit_of_magnesium(foods: Foods, tmp_path: Path, unit: str):
    found = read(tmp_path, foods, eaten("83", unit=unit))
    assert not found.lines
    assert "unit" in found.quarantined[0].reason


def test_negative_amount(foods: Foods, tmp_path: Path):
    found = read(tmp_path, foods, eaten("-83"))
    assert not found.lines
    assert "less than nothing" in found.quarantined[0].reason


def test_supplements_are_asked_for(foods: Foods):
    assert any("supplement" in question for question in read_record(HERE / "export.xml", foods=foods).questions)


def test_water_is_not_counted_and_said(foods: Foods):
    """Programs write the water of foods under the same name, so it is no drink for sure."""
    found = read_record(HERE / "export.xml", foods=foods)
    assert not any(line.date == datetime.date(2026, 3, 3) for line in found.lines)
    assert any(question.startswith("1 records of water") for question in found.questions)


def test_only_the_days_asked_for(foods: Foods, tmp_path: Path):
    path = tmp_path / "export.xml"
    path.write_text(f"{HEAD}<HealthData>{eaten('80')}{eaten('90', '2026-03-05 12:00')}</HealthData>", encoding="utf-8")
    found = read_record(path, foods=foods, since=datetime.date(2026, 3, 3))
    assert [line.magnesium for line in found.lines] == [90.0]
    assert found.outside == 1


def test_an_export_without_food(foods: Foods, tmp_path: Path):
    found = read(tmp_path, foods, '<Record type="HKQuantityTypeIdentifierStepCount" unit="count" value="9"/>')
    assert not found.lines
    assert "No record of magnesium" in found.questions[0]


def test_a_zipped_export_with_its_other_files(foods: Foods, tmp_path: Path):
    with zipfile.ZipFile(tmp_path / "export.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("apple_health_export/export_cda.xml", '<?xml version="1.0"?><ClinicalDocument/>')
        packed.write(HERE / "export.xml", "apple_health_export/Exportación.xml")
        packed.writestr("apple_health_export/workout-routes/route_1.gpx", '<?xml version="1.0"?><gpx/>')
    found = read_record(tmp_path / "export.zip", foods=foods)
    assert found.layout == "Apple Health export"
    assert len(found.lines) == 3


def test_entities_are_refused(foods: Foods, tmp_path: Path):
    """A thousand million laughs in ten lines: refused before anything is expanded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    with pytest.raises(InputError, match="entities"):
        read(tmp_path, foods, prolog=f'{HEAD}<!DOCTYPE HealthData [<!ENTITY l0 "ha">{laughs}]>\n')
    with pytest.raises(InputError, match="entities or names other files"):
        read(tmp_path, foods, prolog=f'{HEAD}<!DOCTYPE HealthData SYSTEM "file:///elsewhere">\n')


def test_an_entity_inside_the_records_is_none(foods: Foods, tmp_path: Path):
    with pytest.raises(InputError, match="damaged"):
        read(tmp_path, foods, eaten("&l9;"))


def test_a_malformed_description_of_its_own_form_does_no_harm(foods: Foods, tmp_path: Path):
    """Version 12 of the export closes one of its lists wrongly, and a strict reader stops there."""
    wrong = (
        f"{HEAD}<!DOCTYPE HealthData [\n<!ATTLIST VisionPrescription\n  type CDATA #REQUIRED\n<!ELEMENT E EMPTY>\n]>\n"
    )
    assert read(tmp_path, foods, eaten("80"), prolog=HEAD + wrong).lines[0].magnesium == 80.0


def test_a_sign_that_no_xml_may_hold_does_no_harm(foods: Foods, tmp_path: Path):
    assert read(tmp_path, foods, eaten("80", source="Me\x0bals")).lines[0].magnesium == 80.0


def test_an_export_that_breaks_off(foods: Foods, tmp_path: Path):
    whole = (HERE / "export.xml").read_bytes()
    for end in (len(whole) - 20, len(whole) // 2, whole.index(b"<HealthData") - 5):
        path = tmp_path / "export.xml"
        path.write_bytes(whole[:end])
        with pytest.raises(InputError, match="Export it again"):
            read_record(path, foods=foods)


def test_memory_does_not_grow_with_the_file(foods: Foods, tmp_path: Path):
    """Ten times as many steps walked, in a file of 5 MB, and not even a tenth of the file more to hold."""
    step = '<Record type="HKQuantityTypeIdentifierStepCount" sourceName="Phone" unit="count" value="9">'
    step += '<MetadataEntry key="a" value="b"/></Record>\n'
    peaks: list[int] = []
    for number in (4_000, 40_000):
        path = tmp_path / f"{number}.xml"
        path.write_text(f"{HEAD}<HealthData>{eaten('80')}{step * number}</HealthData>", encoding="utf-8")
        tracemalloc.start()
        read_record(path, foods=foods)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 500_000
