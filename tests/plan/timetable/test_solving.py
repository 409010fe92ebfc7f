"""Solving: every row is held in every timetable, told hours stay, and what is called impossible is."""

from __future__ import annotations

import random
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.person import Person
from epsom.plan import timetable
from epsom.plan.timetable import Impossible, Thing, Timetable, arranging, solve, things
from epsom.plan.timetable.arranging import Search
from epsom.plan.timetable.things import usual
from tests.plan.timetable.plain import APART, NEVER, PAIRS, TIMED, on_the_way, too_close

NEVERS = {name for row in NEVER for name in row["medicines"].split(";")}
NAMES = sorted(
    name
    for name, rows in TIMED.items()
    if name not in NEVERS and name != "magnesium" and usual().get(name) != usual()["insulin"]
)
UNKNOWN = ("something nobody knows", "cetirizine")
HALF_HOURS = st.sampled_from([6 + step / 2 for step in range(35)])
ROWS = [(row["id"], name) for row in APART for name in row["medicines"].split(";")]


def solved(*told: str, magnesium: tuple[float, ...] = (8.0, 20.0), **hours: tuple[float, ...]) -> Timetable:
    found = solve(things(told, magnesium, hours))
    assert isinstance(found, Timetable), found
    return found


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from([*NAMES, *UNKNOWN]), max_size=6, unique=True),
    st.lists(HALF_HOURS, min_size=1, max_size=3, unique=True),
    st.data(),
)
def test_every_rule_is_held_whatever_is_taken(names: list[str], magnesium: list[float], data: st.DataObject):
    told = {name: (data.draw(HALF_HOURS),) for name in names if data.draw(st.integers(0, 3)) == 0}
    parts = things(tuple(names), tuple(magnesium), told)
    found = solve(parts)
    if isinstance(found, Impossible):
        assert found.reasons
        assert set(found.things) <= {part.name for part in parts}
        return
    assert too_close(found, {name: "" if name in UNKNOWN else name for name in names}) == []
    assert sorted(slot.name for slot in found.slots) == sorted(part.name for part in parts for _ in part.hours)
    for name, hours in told.items():
        assert found.at(name) == hours
    for part in parts:
        at = found.at(part.name)
        assert part.told or all(6 <= hour <= 23 and hour * 2 % 1 == 0 for hour in at)
        assert part.told or all(later - sooner >= part.gap for sooner, later in pairwise(at))
        if part.windows:
            assert all(any(low <= hour <= high for low, high in part.windows) for hour in at)


@pytest.mark.parametrize(("row", "name"), ROWS)
def test_each_row_keeps_magnesium_away_and_nothing_else_does(row: str, name: str):
    """Medicine at 14:00, magnesium wished at 14:00: the row moves it, and without the row it is not moved."""
    ids = [rule["id"] for rule in TIMED[name]]
    assert row in ids
    table = solved(name, magnesium=(14.0,), **{name: (14.0,)})
    assert too_close(table, {name: name}) == []
    assert table.at("magnesium") != (14.0,)
    assert row in {held.rule for held in table.held}
    with timetable.off(*ids):
        assert solved(name, magnesium=(14.0,), **{name: (14.0,)}).at("magnesium") == (14.0,)
    assert solved(name, magnesium=(14.0,), **{name: (14.0,)}) == table


@pytest.mark.parametrize(("row", "name"), [(row["id"], name) for row in NEVER for name in row["medicines"].split(";")])
def test_what_never_goes_with_magnesium_has_no_timetable(row: str, name: str):
    found = solve(things((name, "cetirizine"), (8.0,)))
    assert isinstance(found, Impossible)
    assert found.things == (name, "magnesium")
    assert [held.rule for held in found.rules] == [row]
    assert f"[{row}]" in found.reasons[0]
    assert isinstance(solve(things((name, "cetirizine"))), Timetable)  # without magnesium it has hours
    with timetable.off(row):
        assert solved(name, magnesium=(8.0,)).at("magnesium") == (8.0,)


def test_the_default_holds_for_a_name_nobody_knows_and_says_so():
    table = solved("cetirizine", magnesium=(8.0,), cetirizine=(8.0,))
    (at,) = table.at("magnesium")
    assert on_the_way(8, at) >= 4
    assert on_the_way(at, 8) >= 4
    assert any("No row with hours for cetirizine" in note and "[S00]" in note for note in table.notes)
    with timetable.off("S00"):
        assert solved("cetirizine", magnesium=(8.0,), cetirizine=(8.0,)).at("magnesium") == (8.0,)


def test_the_default_gives_way_to_two_hours_where_four_find_no_room_and_says_so():
    hours = (6.0, 11.0, 16.0, 21.0)  # 2.5 hours from each is all there is between them
    table = solved("cetirizine", magnesium=(13.0,), cetirizine=hours)
    assert min(abs(at - hour) for at in table.at("magnesium") for hour in hours) >= 2
    assert any("shorter" in note for note in table.notes)


@pytest.mark.parametrize("row", PAIRS, ids=lambda row: row["id"])
def test_each_pair_of_medicines_is_kept_apart_and_by_its_row_alone(row: dict[str, str]):
    one = row["objects"].split(";")[0]
    other = "cetirizine" if row["others"] == "*" else row["others"].split(";")[0]
    both = {one: (7.0,), other: (7.0,)}
    ids = [row["id"] for row in PAIRS if one in row["objects"]]
    found = solve(things((one, other), (), both))
    assert isinstance(found, Impossible)
    assert row["id"] in {held.rule for held in found.rules}
    with timetable.off(*ids):
        assert isinstance(solve(things((one, other), (), both)), Timetable)
    known = {one: one, other: "" if other == "cetirizine" else other}
    assert too_close(solved(one, other, magnesium=()), known) == []


def test_moxifloxacin_twice_leaves_one_hour_and_no_two():
    """By hand: four hours after 08:00 and eight before 20:00 is noon, and the night would be midnight."""
    hours = {"moxifloxacin": (8.0, 20.0)}
    assert solved("moxifloxacin", magnesium=(9.0,), **hours).at("magnesium") == (12.0,)
    found = solve(things(("moxifloxacin", "iron"), (9.0, 21.0), hours))
    assert isinstance(found, Impossible)
    assert set(found.things) == {"moxifloxacin", "magnesium"}
    said = " ".join(found.reasons)
    assert "moxifloxacin (told at 08:00, 20:00)" in said
    assert "at least 4 h before or 8 h after magnesium [S04]" in said
    assert "if moxifloxacin could be moved" in said
    assert "with magnesium once a day" in said


@settings(max_examples=40)
@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True), st.data())
def test_a_conflict_is_the_smallest_there_is(names: list[str], data: st.DataObject):
    """Leave any one thing of it out, and the rest has hours."""
    told = {name: tuple(sorted({data.draw(HALF_HOURS), data.draw(HALF_HOURS)})) for name in names}
    parts = things(tuple(names), (8.0, 20.0), told)
    found = solve(parts)
    if isinstance(found, Impossible):
        core = [part for part in parts if part.name in found.things]
        assert isinstance(solve(tuple(core)), Impossible)
        for fewer in combinations(core, len(core) - 1):
            assert isinstance(solve(fewer), Timetable)


@settings(max_examples=60)
@given(st.sampled_from(NAMES), st.lists(HALF_HOURS, min_size=1, max_size=4, unique=True), st.integers(1, 2))
def test_impossible_is_impossible_by_trying_every_hour(name: str, hours: list[float], times: int):
    """One medicine at told hours: go through every half-hour for one or two intakes four hours apart."""
    found = solve(things((name,), (8.0, 20.0)[:times], {name: tuple(hours)}))
    rows = TIMED[name]
    free = [
        at
        for at in (6 + step / 2 for step in range(35))
        if all(
            on_the_way(hour, at) >= float(row["before"]) and on_the_way(at, hour) >= float(row["after"])
            for hour in hours
            for row in rows
        )
    ]
    there = any(later - sooner >= 4 for sooner, later in combinations(free, 2)) if times == 2 else bool(free)
    assert isinstance(found, Timetable) == there


def apart(name: str) -> tuple[float, float]:
    """The least hours before and after magnesium at which a told medicine still has a timetable, by trying."""

    def fits(gap: float) -> bool:
        return isinstance(solve(things((name,), (), {name: (12.0,)}, taken=((12 + gap) % 24,))), Timetable)

    steps = [step / 2 for step in range(25)]
    return min(filter(fits, steps)), min(step for step in steps if fits(-step))


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("juluca", (4, 6)),  # printed so of the tablet
        ("triumeq", (2, 6)),
        ("biktarvy", (2, 6)),
        ("genvoya", (2, 2)),
        ("fluoroquinolone", (4, 8)),  # moxifloxacin
        ("quinolone antibiotic", (4, 8)),
        ("tetracycline", (4, 4)),  # omadacycline
        ("bisphosphonate", (1, 2)),  # ibandronate
    ],
)
def test_a_product_and_a_class_keep_the_longest_hours_of_their_medicines(name: str, hours: tuple[float, float]):
    assert apart(name) == hours


def test_a_class_is_taken_as_often_as_any_of_its_medicines_and_a_note_says_so():
    table = solved("fluoroquinolone", "cetirizine", magnesium=(13.0,))
    assert len(table.at("fluoroquinolone")) == 2  # ciprofloxacin
    assert "How often fluoroquinolone is taken was not told: twice a day is assumed." in table.notes
    assert "How often cetirizine is taken was not told: once a day is assumed." in table.notes
    assert not [note for note in solved("ciprofloxacin", magnesium=(13.0,)).notes if "How often" in note]


def test_usual_days_look_usual():
    table = solved("levothyroxine", "omeprazole", "rosuvastatin", magnesium=(13.0,))
    assert table.at("levothyroxine") == (7.0,)
    assert table.at("omeprazole") == (7.5,)
    assert table.at("rosuvastatin") == (20.0,)
    assert table.at("magnesium") == (13.0,)  # four hours and more from all of them: nothing moves


def test_a_bisphosphonate_comes_before_everything():
    table = solved("alendronate", "levothyroxine", "omeprazole", "iron")
    assert table.slots[0].name == "alendronate"
    assert on_the_way(table.slots[0].at, table.slots[1].at) >= 0.5
    names = {name: name for name in ("alendronate", "levothyroxine", "iron")} | {"omeprazole": ""}
    assert too_close(table, names) == []


def test_twelve_medicines_and_two_intakes():
    names = (
        "levothyroxine", "alendronate", "iron", "calcium", "ciprofloxacin", "omeprazole", "rosuvastatin", "metformin",
        "amlodipine", "hydrochlorothiazide", "gabapentin", "digoxin",
    )  # fmt: skip
    table = solved(*names)
    plain = {"omeprazole", "metformin", "amlodipine", "hydrochlorothiazide"}
    assert too_close(table, {name: "" if name in plain else name for name in names}) == []
    assert len(table.at("magnesium")) == 2


@pytest.fixture
def branches(monkeypatch: pytest.MonkeyPatch) -> list[Search]:
    """Every search that is made from here on; each counts the hours that it tried."""
    made: list[Search] = []

    class Seen(Search):
        def __init__(self, *parts: Any) -> None:
            super().__init__(*parts)
            made.append(self)

    monkeypatch.setattr(arranging, "Search", Seen)
    return made


MOST_BRANCHES = 500  # parts of the day and hours tried, in all searches for one answer: less than a tenth of a second
HARD = {
    "the longer separations find no room": ((8.0, 20.0), (
        "captopril", "eltrombopag", "zinc", "cefpodoxime", "metformin", "calcium", "patiromer",
        "calcineurin inhibitor", "penicillamine", "mycophenolate", "iron", "cefaclor",
    )),
    "nitrofurantoin four times a day beside many": ((8.0, 20.0), (
        "fexofenadine", "risedronate", "norfloxacin", "patiromer", "chloroquine", "cabotegravir",
        "proton pump inhibitor", "nitrofurantoin", "iron", "zinc", "calcium", "ofloxacin",
    )),
    "all doses touch each other": ((8.0, 22.0), (
        "doxycycline", "nitrofurantoin", "levothyroxine", "cefpodoxime", "minocycline", "iron", "patiromer",
        "mycophenolate", "calcium", "penicillamine", "calcineurin inhibitor", "eltrombopag",
    )),
}  # fmt: skip


@pytest.mark.parametrize("hard", HARD)
def test_twelve_medicines_that_are_hard_to_place_are_placed_soon(hard: str, branches: list[Search]):
    """Many doses, each of which touches the others; found as the hardest of some thousand random sets."""
    wished, names = HARD[hard]
    table = solved(*names, magnesium=wished)
    tables_name = {name: name if name in TIMED else "" for name in names}
    assert too_close(table, tables_name) == []
    assert 0 < sum(each.branches for each in branches) < MOST_BRANCHES


@pytest.mark.parametrize("seed", range(60))
def test_twelve_medicines_and_two_intakes_are_solved_or_explained_soon(seed: int, branches: list[Search]):
    """Twelve of all that the tables know, some with told hours: every answer within a counted number of tries."""
    chance = random.Random(seed)
    names = tuple(chance.sample(sorted(name for name, when in usual().items() if when.hours), 12))
    told = {name: tuple(sorted(chance.sample(range(6, 24), chance.choice((1, 3, 6))))) for name in names[: seed % 4]}
    parts = things(names, (8.0, 20.0), {name: tuple(map(float, hours)) for name, hours in told.items()})
    found = solve(parts)
    assert sum(each.branches for each in branches) < MOST_BRANCHES
    if isinstance(found, Impossible):
        assert found.reasons
    else:
        assert sorted(slot.name for slot in found.slots) == sorted(part.name for part in parts for _ in part.hours)


def test_a_magnesium_medicine_counts_as_magnesium():
    table = solved("milk of magnesia", "ciprofloxacin", magnesium=())
    (laxative,) = table.at("milk of magnesia")
    for at in table.at("ciprofloxacin"):
        assert on_the_way(at, laxative) >= 2
        assert on_the_way(laxative, at) >= 6
    assert isinstance(solve(things(("raltegravir", "milk of magnesia"))), Impossible)
    with timetable.off("S59"):
        assert isinstance(solve(things(("raltegravir", "milk of magnesia"))), Timetable)


def test_magnesium_that_is_taken_now_stays_and_is_kept_apart_too():
    parts = things(("ciprofloxacin",), (20.0,), {"ciprofloxacin": (8.0,)}, taken=(10.0,))
    found = solve(parts)
    assert isinstance(found, Timetable)
    assert found.at("magnesium taken now") == (10.0,)
    assert isinstance(solve(things(("ciprofloxacin",), (), {"ciprofloxacin": (8.0,)}, taken=(9.0,))), Impossible)


def test_what_is_not_swallowed_has_no_hour():
    assert things(("insulin glargine", "gentamicin")) == ()
    assert solved("insulin", magnesium=(8.0,)).at("magnesium") == (8.0,)


def test_order_and_repetition_change_nothing():
    one, other = ("iron", "levothyroxine", "calcium"), ("calcium", "iron", "levothyroxine")
    assert solved(*one) == solved(*other) == solved(*one)


def test_no_medicine_and_no_magnesium_is_an_empty_day():
    assert solve(()) == Timetable(())
    assert solved(magnesium=(8.0, 20.0)).at("magnesium") == (8.0, 20.0)


def test_what_a_person_told_is_read():
    person = Person(
        age=60, sex="female", height="160 cm", weight="60 kg",
        medicines=[
            {"name": "levothyroxine", "at": "06:45"}, "omeprazole", {"name": "metformin", "at": ["8:00", "19:30"]},
        ],
        other_medicines=["cetirizine", "Omeprazole"],
    )  # fmt: skip
    assert timetable.told(person) == {"levothyroxine": (6.75,), "metformin": (8.0, 19.5)}
    assert timetable.names(person) == ("levothyroxine", "omeprazole", "metformin", "cetirizine")
    table = solve(things(timetable.names(person), (8.0,), timetable.told(person)))
    assert isinstance(table, Timetable)
    assert table.at("levothyroxine") == (6.75,)
    assert table.at("metformin") == (8.0, 19.5)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: things(("iron", "Iron")), "stands twice"),
        (lambda: things(("iron", " ")), "empty name"),
        (lambda: things((), (25.0,)), "0 to 24"),
        (lambda: things((), (float("nan"),)), "0 to 24"),
        (lambda: things((), (8.0, 8.0)), "same hour twice"),
        (lambda: things((), tuple(float(hour) for hour in range(7))), "the most is 6"),
        (lambda: things(("iron",), (), {"iron": (24.0,)}), "0 to 24"),
        (lambda: things(("iron",), (), {"zinc": (8.0,)}), "none of the medicines"),
        (lambda: solve((Thing("a", ()),)), "no hour"),
        (lambda: solve((Thing("a", (25.0,)),)), "0 to 24"),
        (lambda: solve((Thing("a", (8.0,)), Thing("A", (9.0,)))), "stands twice"),
    ],
)
def test_bad_input_is_refused_with_words(call, says: str):
    with pytest.raises(InputError, match=says):
        call()
