"""The acceptance figures T1 to T9: what the reference note on evidence asks, section 9.7, and what comes out.

The test holds every figure against what is asked; the page of the rules prints the same figures.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from epsom.outcomes.absolute import events_per_1000, rates
from epsom.outcomes.baselines import Baseline, OwnRisk, baseline
from epsom.outcomes.claims import claims
from epsom.outcomes.evidence import evidence, read
from epsom.outcomes.mechanisms.adenylates import table
from epsom.outcomes.outcome import Evidence
from epsom.outcomes.project import Exposures, Finding, effect, project
from epsom.outcomes.row import APPLIED
from epsom.person import Person
from epsom.studies.catalogue import study
from epsom.studies.run import Trial

PERSONS, DRAWS, SEED = 400, 200_000, 1
small = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("small_evidence.py"))))
EATERS = small.HEAD.replace('"effect"', '"association"') + small.COHORT.replace("n_studies", "tau = 0.08\nn_studies")

# T7: free Mg [mmol/L], then share of ATP with Mg, K' of creatine kinase, free ADP, energy, as section 4 prints them
PRINTED = (
    (0.30, "0.71", "97", "24.3", "-63.44"),
    (0.45, "0.79", "119", "19.9", "-63.44"),
    (0.557, "0.82", "132", "18.0", "-63.44"),
    (0.80, "0.87", "155", "15.2", "-63.45"),
    (1.00, "0.89", "170", "13.9", "-63.46"),
)


@dataclass(frozen=True)
class Figure:
    """One number that a test asks for: ``low`` to ``high`` is asked, ``came`` came out, to ``digits`` decimals."""

    test: str
    what: str
    low: float
    high: float
    came: float
    unit: str = ""
    digits: int = 0

    @property
    def held(self) -> bool:
        """Tell whether what came out, as it is, lies in what is asked."""
        return self.low <= self.came <= self.high

    @property
    def missed_because(self) -> str:
        """Return what is known of a miss; empty where nobody has understood it."""
        return MISSED.get((self.test, self.what), "")


MISSED = {
    ("T2", "parathyroid hormone, change"): (
        "The model lets the hormone rise a little: calcium calls for it, and the glands are not yet held back. In the"
        " study it fell or stayed in 20 of 26 people and rose by two thirds in the others; its mean is not printed."
    ),
    ("T7", "cells of the table as printed"): (
        "K' of creatine kinase at 0.557 mmol/L is printed as 132. Computed it is 131.4986, which rounds to 131: what"
        " is printed was rounded twice, over 131.5."
    ),
}
"""Figures that miss and why, told and not loosened; a test holds this list against the misses there are."""


NOTES = {
    "T1": (
        "300 mg is what is asked. On the 350 mg that stand for the trials on the page of studies, more comes in urine"
        " than they saw, and stands there in red."
    ),
    "T2": (
        "Calcium falls, by about a fifth of what was measured: inside the errors of the study, and far from its middle."
    ),
    "T5": "Held on the rows: no row of food may be applied to these, so that none can be worked out for a person.",
    "T6": "Held on the row: a step at its threshold, without an increment.",
}
"""What a reader of a figure that is held ought to know as well."""


def supplemented() -> list[Figure]:
    """T1: the people of the pooled trials, on 300 mg a day of a soluble salt for 20 weeks."""
    pooled = study("supplement_zhang2016")
    (arm,) = pooled.protocol.arms
    (stretch,) = arm.stretches
    less = replace(arm, stretches=(replace(stretch, added_mg=300.0),))
    trial = Trial(replace(pooled, protocol=replace(pooled.protocol, arms=(less,))), PERSONS, SEED)
    serum, urine = (trial.predicted(point) for point in pooled.points)
    return [
        Figure("T1", "serum magnesium, rise", 0.02, 0.06, serum, "mmol/L", 3),
        Figure("T1", "magnesium in urine, rise", 1.2, 1.8, urine, "mmol/day", 2),
    ]


def depleted() -> list[Figure]:
    """T2: less than 1 mEq a day for three weeks; the ends are twice the standard errors of the study.

    The note gives them for serum (0.04 is twice 0.02), and the same is taken for calcium and calcitriol, where a change
    must be a fall at least.
    """
    told = study("depletion_fatemi1991")
    trial = Trial(told, PERSONS, SEED)

    def mean(quantity: str, day: float) -> float:
        point = replace(told.points[0], quantity=quantity, kind="level", versus="", day=day)
        return trial.mean(point, "depletion")

    calcitriol, hormone = (
        100 * (mean(name, 21.0) / mean(name, 0.0) - 1) for name in ("calcitriol", "parathyroid_hormone")
    )
    calcium = mean("total_calcium", 21.0) - mean("total_calcium", 0.0)
    return [
        Figure("T2", "serum magnesium before", 0.79, 0.81, mean("serum_magnesium", 0.0), "mmol/L", 2),
        Figure("T2", "serum magnesium after", 0.57, 0.65, mean("serum_magnesium", 21.0), "mmol/L", 3),
        Figure("T2", "calcium, a fall about −0.05", -0.11, 0, calcium, "mmol/L", 3),
        Figure("T2", "calcitriol, a fall about −22 %", -33, -11, calcitriol, "%", 1),
        Figure("T2", "parathyroid hormone, change", -100, 0, hormone, "%", 1),
    ]


def pressure(dose: float, *conditions: str) -> tuple[Finding, ...]:
    """Return what is said of blood pressure to a man of 50 on a supplement [mg/day], row by row."""
    man = Person(age=50, sex="male", height="175 cm", weight="80 kg", conditions=list(conditions))
    told = project(man, Exposures(supplement=dose), about=(named("blood pressure"),))[0]
    return told.findings


def systolic(dose: float, *conditions: str) -> float:
    """Return the mean change of systolic pressure that is shown for this man [mmHg]; 0 where none is."""
    (found,) = (
        one for one in pressure(dose, *conditions) if one.heading == "Upper blood pressure" and one.kind != "quoted"
    )
    return found.size.estimate if found.size else 0.0


def pressed() -> list[Figure]:
    """T3: 365 mg a day for 12 weeks, to people with and without high blood pressure."""
    high, twice = systolic(300, "hypertension"), systolic(600, "hypertension")
    quoted = [one for one in pressure(365, "hypertension", "hypomagnesaemia") if one.kind == "quoted"]
    told = [one for one in quoted if "−7.68" in one.sentence or "−5.97" in one.sentence]
    return [
        Figure("T3", "systolic pressure, people of the trials", -4.3, -1.3, systolic(365, "hypertension"), "mmHg", 1),
        Figure("T3", "systolic pressure, a normotensive person", 0, 0, systolic(365), "mmHg", 0),
        Figure("T3", "change of this by twice the dose", 0, 20, 100 * abs(twice / high - 1), "%", 0),
        Figure("T3", "the two modifiers, quoted", 2, 2, len(told)),
        Figure("T3", "the two modifiers, applied", 0, 0, sum(one.applied for one in told)),
    ]


def named(name: str) -> Evidence:
    """Return one outcome of the product."""
    return next(one for one in evidence() if one.outcome == name)


def nulls() -> list[Figure]:
    """T4: the middle of LDL and of cramps lies within one standard error of no effect, and every guard holds none."""
    found: list[Figure] = []
    for name, id, unit in (
        ("ldl cholesterol", "supplement.simental2017", "mmol/L"),
        ("muscle cramps", "supplement.garrison2020", "a week"),
    ):
        one, row = named(name), named(name).row(id)
        error, all_of_them = row.standard_error, len(one.guards)
        none = sum(guard.holds_no_effect for guard in one.guards)
        found += [
            Figure("T4", f"{name}, middle", -error, error, row.estimate or 0.0, unit, 2),
            Figure("T4", f"{name}, guards whose interval holds no effect", all_of_them, all_of_them, none),
        ]
    return found


def unmoved_by_food() -> list[Figure]:
    """T5: no row of food is applied to atrial fibrillation or fracture, so no line can come of a change of food."""
    return [
        Figure("T5", f"{name}, rows of food that are applied", 0, 0,
               sum(row.exposure == "dietary_magnesium" and row.role in APPLIED for row in named(name).rows))
        for name in ("atrial fibrillation", "fracture")
    ]  # fmt: skip


def flat_above() -> list[Figure]:
    """T6: death by serum is one step at 0.70 mmol/L, with nothing per unit above or below it."""
    applied = [one for one in named("death").rows if one.exposure == "serum_magnesium" and one.role in APPLIED]
    sloping = [one for one in applied if one.shape != "threshold" or one.increment is not None or one.curve]
    return [
        Figure("T6", "death by serum, rows that are applied", 1, 1, len(applied)),
        Figure("T6", "of these, rows with a slope", 0, 0, len(sloping)),
        Figure(
            "T6", "the serum above which nothing more changes", 0.70, 0.70, applied[0].threshold or 0.0, "mmol/L", 2
        ),
    ]


def cells() -> list[tuple[float, int, float, str, bool]]:
    """T7: every cell as free magnesium, column, computed value, printed text, and whether the two agree as printed."""
    found: list[tuple[float, int, float, str, bool]] = []
    for free, each in table():
        told = (each.magnesium_atp_share, each.creatine_kinase, each.free_adp, each.free_energy)
        (printed,) = (row[1:] for row in PRINTED if row[0] == free)
        for column, (value, text) in enumerate(zip(told, printed, strict=True)):
            digits = len(text.partition(".")[2])
            found.append((free, column, float(value), text, f"{float(value):.{digits}f}" == text))
    return found


def energy() -> list[Figure]:
    """T7: the table of magnesium and ATP, cell by cell."""
    as_printed = sum(agrees for *_, agrees in cells())
    return [Figure("T7", "cells of the table as printed", 20, 20, as_printed, f"of {len(cells())}")]


def worked_example() -> list[Figure]:
    """T8: 12 % in ten years and 100 mg a day more from food, as if fully causal and with doubt about cause."""
    own = baseline("type 2 diabetes", 55, "male", "US", years=10, own=OwnRisk(0.12, 10))
    assert isinstance(own, Baseline)
    ratios = np.array([0.81, 0.86, 0.77])
    naive = events_per_1000(np.full(3, own.rate), ratios, 10).fewer
    rng = np.random.default_rng(SEED)
    (row,) = read(EATERS, "eaters.toml").rows
    events = events_per_1000(rates(own, rng, DRAWS), np.exp(effect(row, 100.0, rng, DRAWS).discounted), 10)
    low, high = events.interval()
    found = [
        ("as if causal, fewer of 1,000", 23, naive[0]),
        ("as if causal, its lower end", 17, naive[1]),
        ("as if causal, its upper end", 28, naive[2]),
        ("with doubt, mean of fewer of 1,000", 6, np.mean(events.fewer)),
        ("with doubt, its lower end", 0, low),
        ("with doubt, its upper end", 25, high),
    ]
    shown = [Figure("T8", what, asked - 0.5, asked + 0.5, float(came), digits=1) for what, asked, came in found]
    return [*shown, Figure("T8", "with doubt, chance of more than 5", 0.405, 0.415, events.chance(5.0), digits=3)]


def slips() -> list[Figure]:
    """T9: the 25 rows of section 0.1, each with verdict, fact and source."""
    told = {one.slip: one for one in claims() if one.slip is not None}
    whole = [one for one in told.values() if one.verdict and one.fact and (one.keys or one.because)]
    return [Figure("T9", "rows with verdict, fact and source", 25, 25, len(whole), "of 25")]


TESTS: dict[str, tuple[str, Callable[[], list[Figure]], tuple[str, ...]]] = {
    "T1": (
        "A supplement of 300 mg a day for 20 weeks",
        supplemented,
        ("test_acceptance.py::test_t1_a_supplement_for_twenty_weeks",),
    ),
    "T2": (
        "Less than 1 mEq a day for three weeks",
        depleted,
        (
            "test_acceptance.py::test_t2_three_weeks_with_hardly_any_magnesium",
            "test_acceptance.py::test_t2_parathyroid_hormone_is_not_raised",
        ),
    ),
    "T3": (
        "Blood pressure: the people of the trials, and a normotensive person",
        pressed,
        (
            "test_acceptance.py::test_t3_blood_pressure",
            "test_project.py::test_t3_the_population_of_the_trials",
            "test_project.py::test_t3_twice_the_dose_changes_nothing",
        ),
    ),
    "T4": (
        "LDL and cramps lie around no effect",
        nulls,
        (
            "test_acceptance.py::test_t4_nothing_where_nothing_was_found",
            "test_outcome.py::test_t4_the_guards_of_ldl_and_cramps_hold_no_effect",
        ),
    ),
    "T5": (
        "No line of atrial fibrillation or fracture from a change of food",
        unmoved_by_food,
        (
            "test_acceptance.py::test_t5_food_moves_neither_rhythm_nor_bone",
            "test_outcome.py::test_t5_no_row_of_food_is_applied_to_atrial_fibrillation_or_fracture",
        ),
    ),
    "T6": (
        "Death by serum is flat above 0.70",
        flat_above,
        (
            "test_acceptance.py::test_t6_death_is_flat_above_the_threshold",
            "test_outcome.py::test_t6_death_by_serum_is_a_threshold_at_070",
        ),
    ),
    "T7": (
        "The table of magnesium and ATP, to its printed digits",
        energy,
        (
            "test_acceptance.py::test_t7_nineteen_of_twenty_cells_are_as_printed",
            "test_adenylates.py::test_t7_the_table_to_its_printed_digits",
        ),
    ),
    "T8": (
        "The worked example: 12 % in ten years, 100 mg a day more from food",
        worked_example,
        (
            "test_acceptance.py::test_t8_the_worked_example",
            "test_absolute.py::test_worked_example_with_doubt_about_cause",
            "test_absolute.py::test_worked_example_as_if_the_association_were_fully_causal",
        ),
    ),
    "T9": (
        "The 25 slips of the popular article are listed",
        slips,
        (
            "test_acceptance.py::test_t9_twenty_five_slips",
            "test_claims.py::test_each_of_the_25_slips_of_the_popular_article_has_its_row",
        ),
    ),
}
"""Each test: what it is about, how its figures are found, and the tests that prove it."""


@cache
def figures(test: str) -> tuple[Figure, ...]:
    """Return the figures of one test, worked out once."""
    return tuple(TESTS[test][1]())
