"""Tables: a row without a source is refused, whatever else it has."""

import pytest

from epsom import tables
from epsom.errors import TableError
from epsom.quantities import quantities, quantity
from epsom.tables import check_source, rows, sources


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({}, "no source"),
        ({"source": ""}, "no source"),
        ({"source": "assumed"}, "because"),
        ({"source": "fitted", "run": "fits/x"}, "studies"),
        ({"source": "fitted", "studies": ["a"]}, "run"),
        ({"source": "nobody1999", "mark": "read"}, "no key of sources.bib"),
        ({"source": "fine1991"}, "mark"),
        ({"source": "fine1991", "mark": "sure"}, "mark"),
    ],
)
def test_a_row_that_does_not_say_whence_is_refused(row, part):
    with pytest.raises(TableError, match=part):
        check_source(row, "gut.toml [leak_fraction]")


@pytest.mark.parametrize(
    "row",
    [
        {"source": "fine1991", "mark": "read"},
        {"source": "assumed", "because": "a guess"},
        {"source": "fitted", "run": "fits/x", "studies": ["fine1991"]},
    ],
)
def test_the_three_ways_of_saying_whence(row):
    check_source(row, "here")


@pytest.mark.parametrize("table", list(tables.parameter_tables()))
def test_every_table_reads_and_every_number_is_in_its_range(table):
    for row in rows(table).values():
        what = quantity(row.name)
        assert what.low <= row.value <= what.high
        assert row.unit == what.unit
        assert row.source == "assumed" or row.source == "fitted" or row.source in sources()
        assert row.because if row.source == "assumed" else row.mark in tables.MARKS


def test_the_house_has_tables_in_every_room_that_needs_them():
    found = list(tables.parameter_tables())
    rooms = {name.split("/")[0] for name in found}
    assert rooms >= {"plate", "labs", "needs", "body", "cohort", "assessment", "plan"}


def test_a_number_outside_its_range_asks_about_the_unit(monkeypatch):
    text = '[leak_fraction]\nvalue = 7.0\nsource = "assumed"\nbecause = "percent by mistake"\n'

    class Folder:
        def joinpath(self, *parts):
            return self

        def read_text(self, encoding):
            return text

    monkeypatch.setattr(tables, "_root", Folder)
    with pytest.raises(TableError, match="Check units"):
        rows.__wrapped__("gut.toml")
    text = text.replace("7.0", "0.07").replace("because", "becuase")
    with pytest.raises(TableError, match="becuase"):
        rows.__wrapped__("gut.toml")


def test_no_name_stands_for_two_things():
    """A name has one meaning and one range, which its unit and its examples fit."""
    meanings = [what.meaning for what in quantities().values()]
    assert sorted(set(meanings)) == sorted(meanings)
    for what in quantities().values():
        assert what.low < what.high
        assert what.meaning
        assert what.accepts


def test_an_unknown_quantity_names_the_nearest():
    with pytest.raises(TableError, match="serum_magnesium"):
        quantity("serum_magnesum")


def test_the_fingerprint_is_stable_and_a_hash():
    assert tables.fingerprint() == tables.fingerprint.__wrapped__()
    assert len(tables.fingerprint()) == 64


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,grams\nnut,3\n", "t.csv: no column named source"),
        ("", "t.csv: no column named source"),
        ("id,source\nnut,assumed\nseed,\n", "t.csv:3: no source"),
        ("id,source\nnut,assumed,3\n", "t.csv:2: not as many cells"),
        ("id,source\nnut\n", "t.csv:2: not as many cells"),
    ],
)
def test_a_sheet_with_a_row_that_does_not_fit_is_refused(monkeypatch, tmp_path, text, says):
    (tmp_path / "t.csv").write_text(text, "utf-8")
    monkeypatch.setattr(tables, "_root", lambda: tmp_path)
    with pytest.raises(TableError, match=says):
        tables.sheet.__wrapped__("t.csv")


def test_a_sheet_is_its_cells_by_column(monkeypatch, tmp_path):
    (tmp_path / "t.csv").write_text('id,source,note\nnut,assumed,"a, b"\n\nseed,assumed,\n', "utf-8")
    monkeypatch.setattr(tables, "_root", lambda: tmp_path)
    assert tables.sheet.__wrapped__("t.csv") == (
        {"id": "nut", "source": "assumed", "note": "a, b"},
        {"id": "seed", "source": "assumed", "note": ""},
    )
