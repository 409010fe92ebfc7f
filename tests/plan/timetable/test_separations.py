"""Separations: the rows as they were printed, and which of them a name falls under."""

from __future__ import annotations

import pytest

from epsom import tables
from epsom.cohort import medicines
from epsom.errors import TableError
from epsom.plan import timetable
from epsom.plan.timetable import separations
from tests.plan.timetable.plain import INTERACTIONS, PAIRS, read

PRINTED = {
    "S01": (4, 4), "S02": (2, 6), "S03": (2, 2), "S04": (4, 8), "S05": (2, 6), "S06": (2, 2), "S07": (2, 2),
    "S08": (2, 3), "S09": (2, 4), "S10": (4, None), "S11": (0.5, 2), "S12": (0.5, 2), "S13": (1, 2), "S14": (2, 6),
    "S15": (2, 6), "S16": (2, 2), "S18": (4, 2), "S19": (4, 2), "S20": (2, 1), "S22": (2, 2), "S23": (2, 4),
    "S24": (2, 2), "S25": (None, 2), "S26": (2, 2), "S27": (2, None), "S28": (2, 2), "S29": (2, 2), "S30": (2, 1),
    "S31": (2, 4), "S33": (2, 2), "S35": (4, 4), "S36": (2, 2), "S37": (2, 2), "S38": (1, 1), "S40": (3, 3),
    "S61": (2, 2),
}  # fmt: skip
"""Hours before and after magnesium, as the reference prints them; None where it prints nothing."""


def test_all_rows_are_there_and_the_default():
    assert [row["id"] for row in INTERACTIONS] == [*(f"S{number:02d}" for number in range(1, 63)), "S00"]
    assert {row["id"] for row in INTERACTIONS if row["kind"] == "never"} == {"S17", "S21", "S32", "S39"}


def test_hours_are_those_that_are_printed():
    apart = {rule.id: rule for rule in separations.rules().values() if rule.kind == "apart" and rule.id != "S00"}
    assert set(apart) == set(PRINTED)
    for name, (before, after) in PRINTED.items():
        assert before is None or apart[name].before == before, name
        assert after is None or apart[name].after == after, name
        assert apart[name].before > 0, name
        assert apart[name].after > 0, name


def test_what_is_wished_is_never_shorter():
    for rule in separations.rules().values():
        assert rule.wish_before >= rule.before
        assert rule.wish_after >= rule.after


def test_every_medicine_of_the_tables_has_one_name():
    named = {name for row in INTERACTIONS for name in row["medicines"].split(";") if name}
    named |= {name for row in PAIRS for name in (*row["objects"].split(";"), *row["others"].split(";")) if name != "*"}
    named |= {name for row in read("times.csv") for name in row["medicines"].split(";")}
    assert named <= set(medicines.known())
    for name in named - {"tetracycline"}:  # a class by that name as well
        assert separations.keys(name) == (name,)


def test_every_medicine_with_a_rule_has_its_usual_hours():
    from epsom.plan.timetable.things import usual

    ruled = {name for rule in separations.rules().values() if rule.kind != "watch" for name in rule.medicines}
    assert ruled - set(usual()) == set()


@pytest.mark.parametrize(
    ("told", "ids"),
    [
        ("levothyroxine", ["S01"]),
        ("Synthroid 50 mcg", ["S01"]),
        ("CIPROFLOXACIN", ["S02"]),
        ("ferrous  sulfate 200 mg", ["S29"]),
        ("calcium carbonate", ["S61"]),
        ("calcium channel blocker", ["S00"]),  # no calcium
        ("amlodipine", ["S00"]),
        ("something nobody knows", ["S00"]),
        ("omeprazole", ["S00"]),  # watched, but no row has hours for it
        ("dolutegravir/rilpivirine", ["S14", "S19"]),
        ("digoxin", ["S33"]),
        ("isentress", ["S17"]),
        ("milk of magnesia", ["S59"]),
        ("ironic", ["S00"]),  # a part of a word is no name
        ("Juluca", ["S14", "S19"]),
        ("Triumeq", ["S14"]),
        ("Dovato 50 mg/300 mg", ["S14"]),
        ("Biktarvy", ["S15"]),
        ("Stribild", ["S16"]),
        ("Genvoya", ["S16"]),
        ("Isentress", ["S17"]),
        ("quinolone antibiotic", [f"S0{number}" for number in range(2, 9)]),
        ("a fluoroquinolone", [f"S0{number}" for number in range(2, 9)]),
        ("tetracycline", ["S09", "S10"]),
        ("doxycycline", ["S09"]),
        ("bisphosphonate", ["S11", "S12", "S13"]),
        ("Rennie", ["S59", "S61"]),
        ("Mg citrate 300 mg", ["S59"]),
        ("calcium 500 mg citrate", ["S61"]),  # a mass, and no magnesium
        ("Picolax", ["S59"]),
        ("ZMA", ["S59"]),
        ("Gaviscon", ["S59"]),
    ],
)
def test_a_name_falls_under_its_rule(told: str, ids: list[str]):
    assert [rule.id for rule in separations.of(separations.keys(told))] == ids


def test_watched_rows_are_found_by_name():
    assert [rule.id for rule in timetable.watched("digoxin")] == ["S34"]
    assert [rule.id for rule in timetable.watched("omeprazole 20 mg")] == ["S48"]
    assert timetable.watched("levothyroxine") == ()


def test_a_rule_can_be_switched_off_and_comes_back():
    with timetable.off("S01"):
        assert separations.of(("levothyroxine",)) == ()
        with timetable.off("S02"):
            assert separations.switched_off() == {"S01", "S02"}
    assert [rule.id for rule in separations.of(("levothyroxine",))] == ["S01"]
    with pytest.raises(KeyError, match="S99"), timetable.off("S99"):
        pass


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (",apart,4,4,", ",about,4,4,", "kind 'about'"),
        (",apart,4,4,", ",apart,4,,", "hours before and after"),
        (",never,,,", ",never,2,2,", "hours before and after"),
        ("emc_iron", "emc_gold", "no key of sources.bib"),
    ],
)
def test_a_broken_row_is_refused(old: str, new: str, says: str, monkeypatch: pytest.MonkeyPatch):
    text = "\n".join((old in line and line.replace(old, new, 1)) or line for line in _lines())
    rows = tuple(dict(zip(text_row[0], text_row[1], strict=True)) for text_row in _parsed(text))
    monkeypatch.setattr(tables, "sheet", lambda _: rows)
    with pytest.raises(TableError, match=says):
        separations.rules.__wrapped__()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"medicines": "unobtainium"}, "no medicine I know"),
        ({"names": "Juluca"}, "capitals"),
        ({"names": "triumeq"}, "stands twice"),
        ({"source": ""}, "no source"),
    ],
)
def test_a_broken_row_of_names_is_refused(change: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch):
    first, *others = tables.sheet(medicines.PRODUCTS)
    monkeypatch.setattr(tables, "sheet", lambda _: (dict(first) | change, *others))
    with pytest.raises(TableError, match=says):
        medicines.products.__wrapped__()


def _lines() -> list[str]:
    from tests.plan.timetable.plain import ROOM

    return (ROOM / "interactions.csv").read_text("utf-8").splitlines()


def _parsed(text: str) -> list[tuple[list[str], list[str]]]:
    import csv

    header, *lines = csv.reader(text.splitlines())
    return [(header, line) for line in lines]
