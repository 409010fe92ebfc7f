"""Printed rates: each with its unit, source and mark, and a row that breaks each rule."""

from __future__ import annotations

import math
from typing import Any

import pytest

from epsom import tables
from epsom.errors import TableError
from epsom.outcomes import incidence
from epsom.outcomes.incidence import COUNTRIES, TABLE, bands, per_thousand, read, rules

WANTED = {
    "type 2 diabetes", "stroke", "coronary heart disease", "hypertension", "atrial fibrillation", "hip fracture",
    "death from all causes",
}  # fmt: skip
GOOD = {
    "outcome": "stroke", "country": "US", "sex": "both", "age_from": "45", "age_to": "65", "group": "",
    "printed": "237", "printed_low": "200", "printed_high": "280", "unit": "per 100000 person-years",
    "years": "2003-2011", "event": "first stroke", "role": "apply", "source": "howard2012", "mark": "read",
    "where": "abstract", "note": "",
}  # fmt: skip


def broken(**changes: str) -> str:
    with pytest.raises(TableError) as caught:
        read([GOOD | changes])
    return str(caught.value)


@pytest.mark.parametrize(
    ("printed", "unit", "rate"),
    [
        (3.2, "per 1000 person-years", 3.2),
        (8.6, "per 100 person-years", 86.0),
        (5.8, "per 10000 person-years", 0.58),
        (237, "per 100000 person-years", 2.37),
        (12.0, "% in 10 years", 12.7833),  # -ln(0.88) / 10
        (2.1009, "% in 5 years", 4.2465),  # -ln(0.978991) / 5
        (0.4997, "% in 1 year", 5.0095),
    ],
)
def test_a_printed_figure_becomes_a_rate_per_thousand(printed: float, unit: str, rate: float):
    assert per_thousand(printed, unit) == pytest.approx(rate, rel=1e-4)


def test_a_good_row_is_read():
    (band,) = read([GOOD])
    assert (band.rate, band.low, band.high, band.middle) == pytest.approx((2.37, 2.0, 2.8, 55.0))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"source": "nobody1900"}, "no key of sources.bib"),
        ({"mark": "guessed"}, "mark must be one of"),
        ({"mark": "memory"}, "E9: a number from memory"),
        ({"mark": "part-memory"}, "E9: a number from memory"),
        ({"role": "primary"}, "none of apply, display"),
        ({"sex": "men"}, "none of female, male, both"),
        ({"country": "France"}, "country = 'France' is none of"),
        ({"age_to": "45"}, "ages 45 to 45 hold nobody"),
        ({"printed": ""}, "leave out what is not known"),
        ({"printed": "0"}, "more than zero"),
        ({"printed_low": ""}, "half an interval"),
        ({"printed_low": "240"}, "E1: the interval 2.4 to 2.8 does not hold the rate 2.37"),
        ({"unit": "per cent"}, "no unit of a rate"),
        ({"years": ""}, "no years"),
        ({"event": ""}, "no event"),
        ({"where": ""}, "no where"),
    ],
)
def test_each_rule_has_a_row_that_breaks_it(changes: dict[str, str], said: str):
    message = broken(**changes)
    assert said in message
    assert message.startswith(f"{TABLE}:2")


def test_ages_of_one_series_do_not_overlap(monkeypatch: pytest.MonkeyPatch):
    def sheet(_: str) -> Any:
        return (GOOD, GOOD | {"age_from": "60", "age_to": "75"})

    monkeypatch.setattr(incidence.tables, "sheet", sheet)
    with pytest.raises(TableError, match="the ages 45 to 65 and 60 to 75 overlap"):
        bands.__wrapped__()


def test_memory_loads_for_display_only():
    assert [band.mark for band in read([GOOD | {"mark": "memory", "role": "display"}])] == ["memory"]
    assert [band for band in bands() if band.role == "apply" and "memory" in band.mark] == []
    assert [band for band in bands() if "memory" in band.mark] != []


def test_every_outcome_asked_for_has_a_rate_of_the_united_states():
    applied = {(band.outcome, band.country) for band in bands() if band.role == "apply"}
    assert {outcome for outcome, country in applied if country == "US"} == WANTED
    for outcome in WANTED:  # and of one country more
        assert len({country for name, country in applied if name == outcome}) >= 2, outcome
    assert {country for _, country in applied} == set(COUNTRIES)


def test_every_row_is_read_and_every_judgement_used():
    assert len(bands()) == len(tables.sheet(TABLE))
    assert set(rules()) == {
        "bridged_gap", "unprinted_spread", "longest_years", "years_ahead", "notable", "pressure_group", "counted_again",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sex", "age", "printed"),
    [("male", 50, 5.6633), ("male", 60, 14.0430), ("female", 70, 18.2100), ("female", 80, 54.7444)],
)
def test_two_german_steps_make_the_printed_ten_years(sex: str, age: int, printed: float):
    """The copy prints the chance of dying in ten years of age as well; two steps of five must give it."""
    steps = [
        band.rate * 5.0 / 1000.0
        for band in bands()
        if band.source == "destatis_life_table2018" and band.sex == sex and band.age_from in (age, age + 5)
    ]
    assert len(steps) == 2
    assert -100.0 * math.expm1(-sum(steps)) == pytest.approx(printed, abs=1e-3)
