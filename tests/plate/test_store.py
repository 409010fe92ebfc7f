"""The store: what is written is what is read, once for each table; the old file stays until the new one is whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.plate.store import Store, where
from epsom.plate.store.nutrients import nutrients, place, same_unit
from epsom.plate.store.rows import AmountTold, Aside, DetailTold, FoodTold, PortionTold
from epsom.plate.store.rules import kind, rules
from epsom.plate.store.writing import index, rewritten, write
from epsom.tables import check_source, sheet

MAGNESIUM, PROTEIN = place("magnesium"), place("protein")


class Told:
    """A file of a made-up table, already read."""

    sources = ("made_up",)

    def __init__(self, foods: Iterable[Any], amounts: Iterable[Any] = (), portions: Iterable[Any] = ()) -> None:
        self._foods, self._amounts, self._portions = list(foods), list(amounts), list(portions)
        self.notes: list[str] = []

    def foods(self) -> Iterator[FoodTold | Aside]:
        return iter(self._foods)

    def details(self) -> Iterator[DetailTold | Aside]:
        return iter(())

    def amounts(self) -> Iterator[AmountTold | Aside]:
        return iter(self._amounts)

    def portions(self) -> Iterator[PortionTold | Aside]:
        return iter(self._portions)

    def finish(self) -> None:
        pass


def food(number: str, name: str, table: str = "made_up") -> FoodTold:
    return FoodTold(number, table, number, name, "", table, "", "", f"foods:{number}")


def amount(number: str, value: float | None, nutrient: int = MAGNESIUM, preference: int = 0) -> AmountTold:
    return AmountTold(number, nutrient, preference, value, None, f"amounts:{number}")


def stored(path: Path, *files: Told) -> list[Aside]:
    with rewritten(path) as base:
        asides = [
            aside for n, told in enumerate(files) for aside in write(base, told, f"file{n}", "0", "2030-01-01")[1]
        ]
        index(base)
    return asides


def content(path: Path) -> list[list[tuple[Any, ...]]]:
    base = sqlite3.connect(path)
    queries = (
        "SELECT tbl, number, name, category, data_type, date, also, head, words, doubt FROM foods ORDER BY tbl, number",
        "SELECT tbl, number, nutrient, amount, below FROM amounts JOIN foods ON id = food ORDER BY 1, 2, 3",
        "SELECT tbl, number, portions.words, grams FROM portions JOIN foods ON id = food ORDER BY 1, 2, 3",
        "SELECT tbl, file, sha256, date, foods, amounts, portions, doubtful FROM imports ORDER BY tbl",
        "SELECT word, names FROM vocabulary ORDER BY word",
    )
    found = [base.execute(query).fetchall() for query in queries]
    base.close()
    return found


SEEDS = Told(
    [food("1", "Pumpkin seeds"), food("2", "Chia seeds")], [amount("1", 550.0)], [PortionTold("1", "cup", 118.0, "p:1")]
)
OTHER = Told([food("1", "Rye bread", "other")], [amount("1", 40.0)])


def test_another_table_is_added(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    stored(path, SEEDS)
    stored(path, OTHER)
    with Store(path) as store:
        assert len(store) == 3
        assert [one.table for one in store.tables()] == ["made_up", "other"]
        assert store.food("other", "1").name == "Rye bread"
        assert store.food("made_up", "1").portions == {"cup": 118.0}


def test_the_same_table_is_replaced_and_nothing_of_the_old_one_is_found(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    stored(path, SEEDS, OTHER)
    stored(path, Told([food("9", "Hemp seeds")], [amount("9", 700.0)]))
    with Store(path) as store:
        assert [hit.name for hit in store.search("seeds")] == ["Hemp seeds"]
        assert "Pumpkin seeds" not in [hit.name for hit in store.search("pumpkin")]
        assert len(store) == 2
        with pytest.raises(InputError, match=r"made_up has no food '1'"):
            store.food("made_up", "1")


def test_importing_twice_is_importing_once(tmp_path: Path) -> None:
    once, twice = tmp_path / "once.sqlite", tmp_path / "twice.sqlite"
    stored(once, SEEDS, OTHER)
    stored(twice, SEEDS, OTHER)
    stored(twice, SEEDS, OTHER)
    assert content(once)[:3] == content(twice)[:3]
    assert content(once)[4] == content(twice)[4]


def test_the_index_agrees_with_the_foods_after_a_replacement(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    stored(path, SEEDS, OTHER)
    stored(path, Told([food("9", "Hemp seeds")], [amount("9", 700.0)]))
    base = sqlite3.connect(path)
    base.execute("INSERT INTO names(names) VALUES ('integrity-check')")  # raises where they differ
    base.execute("INSERT INTO letters(letters) VALUES ('integrity-check')")
    base.close()


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    stored(path, SEEDS)
    before = path.read_bytes()
    broken = Told([food("1", "Rye bread", "other")], [amount("1", 40.0)])
    broken.finish = lambda: 1 // 0
    with pytest.raises(ZeroDivisionError):
        stored(path, OTHER, broken)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InputError, match=r"cannot be written .* EPSOM_FOODS"):
        stored(tmp_path / "file" / "foods.sqlite", SEEDS)


def test_two_imports_at_once_do_not_lose_each_other(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    stored(path, SEEDS)
    late = Told([food("1", "Rye bread", "other")], [amount("1", 40.0)])
    late.finish = lambda: stored(path, Told([food("7", "Oats", "third")], [amount("7", 130.0)])) and None
    with pytest.raises(InputError, match="Something else wrote"):
        stored(path, late)
    with Store(path) as store:
        assert [one.table for one in store.tables()] == ["made_up", "third"]


def test_what_was_set_aside_is_kept_with_its_reason_as_long_as_its_table(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    stored(path, Told([food("1", "Rye")], [amount("1", -1.0), amount("1", 40.0, PROTEIN)]))
    with Store(path) as store:
        (aside,) = store.asides()
    assert aside == ("file0", Aside("amounts:1", "magnesium = -1 mg of 1", "the amount is negative"))
    stored(path, Told([food("1", "Rye")], [amount("1", 1.0)]))
    with Store(path) as store:
        assert store.asides() == []


def test_doubtful_foods_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    parts = [amount("1", 60.0, place("fat")), amount("1", 70.0, place("saturated_fat"))]
    stored(path, Told([food("1", "Lard")], parts))
    with Store(path) as store:
        assert store.doubtful() == [("made_up", "1", "Lard", "saturated fat 70 g is more than fat 60 g")]


def test_a_foreign_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    path.write_bytes(b"somebody's letters")
    with pytest.raises(InputError, match="no database of foods"):
        stored(path, SEEDS)
    assert path.read_bytes() == b"somebody's letters"


def test_of_several_ways_to_know_an_amount_the_preferred_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    told = [amount("1", 3.0, preference=2), amount("1", 2.0, preference=1), amount("1", 7.0, PROTEIN, 1)]
    stored(path, Told([food("1", "Rye")], told))
    with Store(path) as store:
        assert store.food("made_up", "1").amounts == {"magnesium": 2.0, "protein": 7.0}


def test_limits_and_traces_are_no_amounts(tmp_path: Path) -> None:
    path = tmp_path / "foods.sqlite"
    told = [
        amount("1", None), AmountTold("1", PROTEIN, 0, None, 0.5, "a"),
        AmountTold("1", place("fat"), 0, 1.0, None, "a"),
    ]  # fmt: skip
    stored(path, Told([food("1", "Rye")], told))
    with Store(path) as store:
        found = store.food("made_up", "1")
        assert store.search("rye")[0].magnesium is None
    assert (found.amounts, found.below, found.traces) == ({"fat": 1.0}, {"protein": 0.5}, {"magnesium"})


@given(
    st.dictionaries(
        st.integers(2, 40),
        st.tuples(st.floats(0, 1000) | st.none(), st.sampled_from(["rye", "oats", "milk", "dark rye bread"])),
    )
)
def test_what_is_written_is_what_is_read(tmp_path_factory, told) -> None:
    path = tmp_path_factory.mktemp("store") / "foods.sqlite"
    told = {1: (1.0, "salt"), **told}
    amounts = [amount(str(n), value) for n, (value, _) in told.items() if value is not None]
    stored(path, Told([food(str(n), name) for n, (_, name) in told.items()], amounts))
    with Store(path) as store:
        assert len(store) == len(told)
        for n, (value, name) in told.items():
            found = store.food("made_up", str(n))
            assert (found.name, found.amounts.get("magnesium")) == (name, value)


def test_where_the_tables_are_kept_can_be_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EPSOM_FOODS", str(tmp_path / "mine.sqlite"))
    assert where() == tmp_path / "mine.sqlite"
    with pytest.raises(InputError, match=r"mine.sqlite is not there: .* epsom foods import FILE"):
        Store()
    monkeypatch.delenv("EPSOM_FOODS")
    assert where().parts[-2:] == ("epsom", "foods.sqlite")


def test_a_store_is_only_read(tmp_path: Path) -> None:
    stored(tmp_path / "foods.sqlite", SEEDS)
    with Store(tmp_path / "foods.sqlite") as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store._base.execute("DELETE FROM foods")  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("told", "unit", "same"),
    [("MG", "mg", True), ("UG", "µg", True), ("mcg", "µg", True), ("kCal", "kcal", True), ("IU", "µg", False),
     ("kJ", "kcal", False), ("g", "mg", False), ("", "mg", False)],
)  # fmt: skip
def test_a_unit_is_known_in_every_spelling_and_no_other_for_it(told: str, unit: str, same: bool) -> None:
    assert same_unit(told, unit) is same


def test_magnesium_is_id_1090_and_number_304() -> None:
    magnesium = nutrients()[MAGNESIUM]
    assert (magnesium.fdc_ids, magnesium.numbers, magnesium.unit) == (("1090",), ("304",), "mg")
    ids = [id for nutrient in nutrients() for id in nutrient.fdc_ids]
    numbers = [number for nutrient in nutrients() for number in nutrient.numbers]
    assert len(set(ids)) == len(ids)
    assert len(set(numbers)) == len(numbers)
    assert not set(ids) & set(numbers)


def test_every_row_of_the_tables_has_a_source() -> None:
    for table in ("rules", "words", "ids"):
        for row in sheet(f"plate/store/{table}.csv"):
            check_source(dict(row), table)
    assert rules()["macronutrients_most"] == 105.0
    assert {row["kind"] for row in sheet("plate/store/words.csv")} == {"class", "plain", "altered", "baby", "unbranded"}
    assert kind("baby")
