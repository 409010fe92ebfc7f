"""The check's own list: the values of the references, each in its place, and nothing that stands twice."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from epsom.checks import own_list

CHECKS = Path(own_list.__file__).parent


@pytest.mark.parametrize(
    ("authority", "age", "weight", "most"),
    [
        ("US/CA NASEM 1997", 3.99, 15.0, 65),
        ("US/CA NASEM 1997", 4.0, 16.0, 110),
        ("US/CA NASEM 1997", 9.0, 30.0, 350),
        ("AU/NZ NRV 2006", 8.9, 30.0, 110),
        ("EU EFSA 2015", 4.0, 16.0, 250),
        ("EU EFSA 2015", 110.0, 50.0, 250),
        ("D-A-CH 2021", 45.0, 70.0, 250),
        ("Nordic NNR 2023", 45.0, 70.0, 250),
        ("FAO/WHO 2004", 10.9, 35.0, 110),
        ("FAO/WHO 2004", 11.0, 35.0, 350),
        ("Japan 2025", 18.0, 60.0, 350),
        ("Japan 2025", 10.0, 30.0, 150),  # 5 mg per kg
    ],
)
def test_the_limit_is_that_of_the_authority(authority: str, age: float, weight: float, most: float):
    assert own_list.limit(authority, age, weight) == most


@pytest.mark.parametrize("authority", ["UK COMA 1991", "China 2013"])
@pytest.mark.parametrize(
    ("age", "weight", "most"),
    [(45.0, 70.0, 250), (6.0, 40.0, 110), (6.0, 20.0, 100), (10.0, 60.0, 110), (2.0, 12.0, 60), (2.0, None, 65)],
)
def test_an_authority_without_a_limit_takes_the_strictest_of_all(
    authority: str, age: float, weight: float | None, most: float
):
    """20 kg at 5 mg are 100 mg, less than 110; 12 kg are 60, less than 65; without a weight that rule is silent."""
    assert own_list.limit(authority, age, weight) == most


def test_of_the_union_a_small_child_has_no_limit_of_its_own():
    assert own_list.limit("EU EFSA 2015", 2.0, 20.0) == 65
    assert own_list.limit("Japan 2025", 10.0, None) == 110  # its rule goes by weight, which is not known


@pytest.mark.parametrize("authority", own_list.authorities())
def test_nobody_sets_a_limit_for_an_infant(authority: str):
    assert own_list.limit(authority, 0.99, 9.0) is None


def test_all_nine_authorities_can_be_chosen():
    from epsom.needs import authorities

    assert set(own_list.authorities()) == set(authorities())


@pytest.mark.parametrize(
    ("medicine", "before", "after"),
    [
        ("levothyroxine", 4, 4),
        ("Ciprofloxacin 500 mg", 2, 6),
        ("MOXIFLOXACIN", 4, 8),
        ("doxycycline", 2, 4),
        ("dolutegravir", 2, 6),
        ("alendronate", 0.5, 2),
        ("gabapentin", None, 2),
        ("rosuvastatin", 2, None),
        ("what nobody knows", 2, 2),
    ],
)
def test_a_medicine_is_kept_apart_as_its_row_says(medicine: str, before: float | None, after: float | None):
    rule = own_list.apart(medicine)
    assert (rule.before, rule.after) == (before, after)


@pytest.mark.parametrize(
    "medicine", ["raltegravir", "baloxavir", "nilotinib", "Sodium  polystyrene sulfonate", "milk of magnesia"]
)
def test_some_are_never_taken_with_magnesium(medicine: str):
    assert own_list.apart(medicine).never


@pytest.mark.parametrize(
    ("id", "low", "high", "share", "weeks"),
    [("K05", 45, 60, 1.0, (4, 8)), ("K06", 30, 45, 0.5, (2, 4)), ("K07", 0, 30, 0.0, ())],
)
def test_the_kidney_gate_has_its_bands(id: str, low: float, high: float, share: float, weeks: tuple[int, ...]):
    (gate,) = (gate for gate in own_list.gates() if gate.id == id)
    assert (gate.low, gate.high, gate.share, gate.weeks) == (low, high, share, weeks)


def test_no_intake_holds_more_than_half_of_what_the_german_institute_allows():
    assert own_list.split().most == 250 / 2


def test_every_rule_of_the_list_says_what_it_means():
    for rule in (*own_list.gates(), *own_list.bars(), own_list.split(), own_list.unknown(), own_list.loosening()):
        assert len(rule.words) > 10, rule.id


def test_the_check_reads_no_table_of_the_product():
    """Of the product it imports the two names through which it is asked, and nothing that holds a rule."""
    for path in CHECKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("epsom"):
                room = node.module or ""
                names = {each.name for each in node.names}
                assert room.startswith(("epsom.checks", "epsom.errors")) or (room, names) in (
                    ("epsom", {"tables"}),
                    ("epsom.plan.regimen", {"Patient", "proposal"}),
                    ("epsom.checks", names),
                ), f"{path.name}: {room} {names}"
            if isinstance(node, ast.Import):
                assert not any(each.name.startswith("epsom") for each in node.names), path.name
