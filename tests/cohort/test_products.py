"""Products: a trade name or a class may stand among the medicines, and keeps the hours of what it stands for."""

import csv
from pathlib import Path

import pytest

from epsom import tables
from epsom.cohort import medicines
from epsom.errors import InputError, TableError
from epsom.person import person_from
from epsom.plan import timetable

TABLE = Path(medicines.__file__).parent / "products.csv"
with TABLE.open(encoding="utf-8", newline="") as lines:
    SPELLINGS = [name.removeprefix("^") for row in csv.DictReader(lines) for name in row["names"].split(";")]


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_product_may_stand_among_the_medicines(name: str):
    found = medicines.medicine(name.title())
    assert not found.effects
    (part,) = timetable.things((name,))
    assert part.keys


def test_a_product_told_with_its_hours_keeps_them():
    who = person_from(
        {
            "age": 45,
            "sex": "female",
            "height": "168 cm",
            "weight": "66 kg",
            "medicines": [{"name": "Juluca", "at": "18:00"}],
        }
    )
    (part,) = timetable.things(timetable.names(who), (), timetable.told(who))
    assert part.hours == (18.0,)
    assert set(part.keys) == {"rilpivirine", "dolutegravir"}


def test_a_name_nobody_knows_is_still_refused_with_the_mend():
    with pytest.raises(InputError, match="other_medicines"):
        medicines.medicine("juluka")


@pytest.mark.parametrize(
    ("stands_for", "words"), [("moondust", "no medicine I know"), ("loop diuretic", "moves a parameter")]
)
def test_a_row_that_stands_for_what_it_must_not_is_refused(
    stands_for: str, words: str, monkeypatch: pytest.MonkeyPatch
):
    row = {"names": "newtrade", "medicines": stands_for, "source": "assumed", "mark": "ours", "because": "a test"}
    monkeypatch.setattr(tables, "sheet", lambda _: (row,))
    medicines.products.cache_clear()
    try:
        with pytest.raises(TableError, match=words):
            medicines.products()
    finally:
        medicines.products.cache_clear()
