"""What the product proposes to twenty thousand persons: not one regimen breaks a rule of the list."""

from __future__ import annotations

from functools import cache

from epsom.checks.nouns import Tally
from epsom.checks.run import check

COUNT, SEED = 20_000, 1


@cache
def tally() -> Tally:
    return check(COUNT, SEED, processes=2)


def test_no_regimen_in_twenty_thousand_breaks_a_rule():
    assert tally().persons == COUNT
    assert tally().violations == 0, tally().first[:3]


def test_the_twenty_thousand_are_worth_the_name():
    """Somebody gets regimens, with timetables too, and every bar is met by persons whom it alone keeps from one."""
    found = tally()
    assert found.served > 2000
    assert found.regimens > 5000
    assert found.timed > 2000
    assert set(found.alone) >= {
        "K07", "K08", "C01", "C02", "C03", "C04", "C05", "C06", "D04", "never: baloxavir", "never: nilotinib",
        "never: polystyrene sulfonate", "never: magnesium medicine",
    }  # fmt: skip


def test_the_counts_are_the_same_on_one_process_and_on_two():
    assert check(5200, 3, processes=1) == check(5200, 3, processes=2)
