"""A level of serum magnesium that two tables must each hold is the same in both."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from epsom import tables
from epsom.labs.intervals import alerts
from epsom.labs.workbench.answer import number
from epsom.status.burden import bars

ALERTS = {one.id: one for one in alerts("serum_magnesium")}
RULES = {row["id"]: row for row in tables.sheet("plan/regimen/rules.csv")}
OWN = {
    one["id"]: one for one in tomllib.loads(files("epsom").joinpath("checks/own_list.toml").read_text("utf-8"))["bar"]
}


@pytest.mark.parametrize(
    ("told", "alert"),
    [
        (float(RULES["D04"]["low"]), ALERTS["D04"].high),
        (OWN["D04"]["serum_below"], ALERTS["D04"].high),
        (OWN["C03"]["serum_above"], ALERTS["T10.high"].low),
        (float(RULES["N04"]["high"]), ALERTS["T10.critical"].low),
        (float(RULES["M07"]["low"]), ALERTS["D03"].low),
        (float(RULES["M07"]["high"]), ALERTS["D03"].high),
    ],
)
def test_plans_and_their_check_stop_where_the_laboratory_alerts(told: float, alert: float):
    """The check of regimens holds a list of its own by design, so the numbers stand there again: they must agree."""
    assert told == alert


def test_the_alerts_leave_no_gap_above_critical():
    """From 2.0 mmol/L on every value reaches exactly one critical level; so does every one below 0.5."""
    for value in (0.2, 0.4999, 2.0, 2.5, 3.69, 3.7, 4.99, 5.0, 8.9, 12.0):
        assert [one.level for one in alerts("serum_magnesium", value)] == ["critical"], value


def test_the_loading_test_is_void_and_barred_at_one_filtration():
    least = number("test_least_egfr")
    low = bars()["low filtration"]
    assert low.egfr_below == least
    assert f"{least:g}" in low.words
