"""Laws of what follows, for any person and any change, over every row of the evidence that is applied."""

from __future__ import annotations

import math
import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from epsom.errors import TableError
from epsom.outcomes.absolute import first_of_several
from epsom.outcomes.baselines import outcomes
from epsom.outcomes.evidence import evidence
from epsom.outcomes.incidence import COUNTRIES
from epsom.outcomes.personal.effects import effect, stream
from epsom.outcomes.personal.exposures import SERUM, SUPPLEMENT
from epsom.outcomes.personal.finding import applied
from epsom.outcomes.personal.nouns import KINDS
from epsom.outcomes.personal.sized import Asked
from epsom.outcomes.personal.wording import printed
from epsom.outcomes.project import Exposures, beliefs, not_studied, project

people = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("people.py"))))
small = people.small

APPLIED = [(one, row) for one in evidence() for row in one.rows if row.role == "primary"]
PER_UNIT = [(one, row) for one, row in APPLIED if row.contrast == "per_unit"]
STEPS = [(one, row) for one, row in APPLIED if row.exposure == SUPPLEMENT]
THRESHOLDS = [(one, row) for one, row in APPLIED if row.threshold is not None]
WITHHELD = [(one, row) for one in evidence() for row in one.rows if row.withheld]


def each(rows):
    return pytest.mark.parametrize(("one", "row"), rows, ids=[f"{one.outcome}-{row.id}" for one, row in rows])


def read(one, row, exposures, person=None):
    """Return what a row says of somebody it is about."""
    return applied(Asked(one, row, person or people.fitting(row), exposures, 0, beliefs()[row.judgement]))


def changing(row, before, after):
    """Return a change of what a row is about; food or serum."""
    if row.exposure == SERUM:
        return Exposures(serum=before, serum_after=after, by_serum=True)
    return Exposures(diet_before=before, diet_after=after)


def working(size):
    """Return a size on the scale where no effect is zero."""
    return math.log(size.estimate) if size.none else size.estimate


SHARES = st.floats(0.05, 0.95)
CONDITIONS = [
    "hypertension", "type 2 diabetes", "insomnia", "migraine", "atrial fibrillation", "chronic kidney disease",
    "high blood pressure", "diabetes",
]  # fmt: skip
RISKS = st.dictionaries(
    st.sampled_from(outcomes()), st.builds(people.Told, st.floats(0.001, 0.99), st.sampled_from([1, 5, 10])), max_size=2
)
PEOPLE = st.builds(
    people.Somebody,
    age=st.one_of(st.floats(0, 17.9), st.floats(18, 100)),
    sex=st.sampled_from(["female", "male"]),
    pregnancy_week=st.sampled_from([None, None, None, 20]),
    egfr=st.one_of(st.none(), st.none(), st.floats(5, 120)),
    conditions=st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True).map(tuple),
    other_conditions=st.sampled_from([(), (), ("hypomagnesaemia",), ("osteoporosis",), ("CKD",)]),
    country=st.sampled_from([None, *COUNTRIES, "FR"]),
    own_risks=RISKS,
)
MAYBE_FOOD, MAYBE_SERUM = (st.one_of(st.none(), st.floats(*ends)) for ends in ((0, 800), (0.2, 1.6)))
CHANGES = st.builds(
    Exposures,
    supplement=st.one_of(st.just(0.0), st.floats(1, 1500)),
    diet_before=MAYBE_FOOD,
    diet_after=MAYBE_FOOD,
    serum=MAYBE_SERUM,
    serum_after=MAYBE_SERUM,
    asked=st.sampled_from(["plan", "example", "told"]),
    years=st.floats(0.5, 10),
    by_serum=st.booleans(),
)
LARGE = Exposures(365, 150, 450, 0.65, 0.95)


def test_the_rows_are_all_of_them():
    assert {row.exposure for _, row in APPLIED} == {"dietary_magnesium", "supplemental_magnesium", "serum_magnesium"}
    told_apart = {row.id for rows in (PER_UNIT, STEPS, THRESHOLDS) for _, row in rows}
    assert {row.id for _, row in APPLIED} - told_apart == {"serum.dominguez2023"}  # groups: quoted, and held to it
    for rows in (PER_UNIT, STEPS, THRESHOLDS, WITHHELD):
        assert len(rows) >= 3


@each(PER_UNIT)
@given(start=SHARES, one_end=SHARES, other_end=SHARES)
@settings(max_examples=15)
def test_more_exposure_never_flips_the_sign_and_more_change_is_no_less_effect(one, row, start, one_end, other_end):
    low, high = row.valid_range
    before, *after = (low + share * (high - low) for share in (start, one_end, other_end))
    sign = math.copysign(1, row.centre / row.increment)
    sizes = []
    for end in after:
        size = read(one, row, changing(row, before, end)).size
        if size is None:
            assert abs(end - before) < 0.5  # too small to be told
            continue
        assert size.change == pytest.approx(end - before)
        assert working(size) * sign * (end - before) >= 0
        sizes.append((end - before, working(size), size))
    if len(sizes) == 2 and sizes[0][0] * sizes[1][0] > 0:
        (_, less, smaller), (_, more, larger) = sorted(sizes, key=lambda found: abs(found[0]))
        assert less * more >= 0
        assert abs(more) >= abs(less) - 1e-12
        assert abs(larger.doubted.mean - larger.none) >= abs(smaller.doubted.mean - smaller.none) - 1e-9


@each(PER_UNIT)
def test_back_is_the_opposite_of_there(one, row):
    low, high = row.valid_range
    there, back = (read(one, row, changing(row, *ends)).size for ends in ((low, high), (high, low)))
    assert working(there) == pytest.approx(-working(back))
    assert working(there) != 0  # or nothing above could fail


@each(STEPS)
@given(dose=SHARES)
@settings(max_examples=10)
def test_twice_the_dose_moves_a_step_by_less_than_a_fifth(one, row, dose):
    low, high = row.valid_range
    single = low + dose * (high - low)
    twice = min(2 * single, high)
    small_dose, large = (read(one, row, Exposures(size)).size for size in (single, twice))
    assert abs(working(large) - working(small_dose)) < 0.2 * abs(working(small_dose))
    assert abs(large.doubted.mean - small_dose.doubted.mean) < 0.2 * abs(small_dose.doubted.mean)
    assert working(small_dose) * row.centre > 0
    assert small_dose.estimate == row.estimate


def test_an_effect_per_mg_of_a_supplement_does_not_load():
    """Were a trial read per mg, twice the dose would be twice the effect."""
    per_mg = small.changed(
        small.TRIAL,
        ('contrast = "step"', 'contrast = "per_unit"\nincrement = 100'),
        ('shape = "step"', 'shape = "log_linear"'),
    )
    with pytest.raises(TableError, match="nothing here can project it"):
        people.evidence_of(per_mg, answer="effect")


@each(THRESHOLDS)
@given(one_serum=st.floats(0.2, 1.6), other_serum=st.floats(0.2, 1.6))
@settings(max_examples=10)
def test_a_threshold_stays_a_threshold(one, row, one_serum, other_serum):
    first, second = (read(one, row, Exposures(serum=serum)).size for serum in (one_serum, other_serum))
    assert (first.below, second.below) == (one_serum <= first.threshold, other_serum <= first.threshold)
    assert replace(first, below=None) == replace(second, below=None)
    assert first.estimate == pytest.approx(row.estimate)


@each(STEPS)
@given(beyond=st.floats(0.01, 2000), above=st.booleans())
@settings(max_examples=10)
def test_no_effect_of_a_dose_that_was_not_studied(one, row, beyond, above):
    low, high = row.valid_range
    dose = high + beyond if above else max(low - beyond, 0.001)
    assert read(one, row, Exposures(dose)).size is None
    assert read(one, row, Exposures(high if above else low)).size is not None


@each(PER_UNIT)
@given(one_end=st.floats(0, 1), other_end=st.floats(0, 1), above=st.booleans())
@settings(max_examples=15)
def test_no_effect_of_a_change_that_was_not_studied(one, row, one_end, other_end, above):
    low, high = row.valid_range
    start, end = (high + share * high if above else low * (1 - share) for share in (one_end, other_end))
    found = read(one, row, changing(row, start, end))
    assert (found.size, found.events, found.kind) == (None, None, "refusal")


@each(PER_UNIT)
@given(inside=SHARES, beyond=st.floats(0.01, 1), above=st.booleans(), swap=st.booleans())
@settings(max_examples=15)
def test_of_a_change_only_what_was_studied_counts(one, row, inside, beyond, above, swap):
    low, high = row.valid_range
    start, edge = low + inside * (high - low), high if above else low
    outside = high * (1 + beyond) if above else low * (1 - beyond)
    partly, wholly = ((end, start) if swap else (start, end) for end in (outside, edge))
    found, same = (read(one, row, changing(row, *ends)) for ends in (partly, wholly))
    assert working(found.size) == pytest.approx(working(same.size))
    assert found.size.doubted.mean == pytest.approx(same.size.doubted.mean)
    assert abs(working(found.size)) <= abs(row.centre / row.increment) * (high - low)


def figures(told):
    """Return every number in the words of an answer."""
    return set(re.findall(r"\d+(?:\.\d+)?", people.words(told)))


def numbers_of(row):
    """Return the numbers that a row prints, as they are written."""
    return {printed(number) for number in (row.estimate, *(row.interval or ())) if number is not None}


@each(WITHHELD)
@given(person=PEOPLE, exposures=CHANGES)
@settings(max_examples=15)
@example(person=people.HEALTHY, exposures=LARGE)
@example(person=people.PREGNANT, exposures=LARGE)
def test_a_number_from_memory_reaches_nobody(one, row, person, exposures):
    read_too = {number for other in one.rows if not other.withheld for number in numbers_of(other)}
    withheld = numbers_of(row) - read_too
    assert withheld
    for told in project(person, exposures, about=(one,)):
        if told.outcome == one.outcome:
            assert not figures(told) & withheld
            assert not any(found.id == row.id and (found.size or found.kind in KINDS) for found in told.findings)


SEEN = ("display", "guard", "narrative", "triangulate", "upper", "lower", "calibrate", "dissent")


def marked(role, mark, read_as):
    """Return evidence with a second row in a role, whose number stands nowhere else."""
    other = small.changed(
        small.COHORT, ('"cohort"\nend', '"other"\nend'), ('"primary"', f'"{role}"'), ("0.81", "0.8123"),
        ("[0.77, 0.86]", "[0.7654, 0.8621]"), ('source = "han2017"', 'source = "delgobbo2013"'),
        ('mark = "read"', f'mark = "{mark}"'), ('read = "abstract"', f'read = "{read_as}"'),
    )  # fmt: skip
    return people.evidence_of(small.COHORT, other)


@pytest.mark.parametrize("role", SEEN)
@pytest.mark.parametrize(("mark", "read_as"), [("read", "abstract"), ("memory", "abstract"), ("read", "memory")])
def test_a_number_is_shown_if_it_was_read_and_not_from_memory(role, mark, read_as):
    """The same row, read and not read: the first shows its number, so the law above can fail."""
    from_memory = "memory" in (mark, read_as)
    if from_memory and role in ("triangulate", "upper", "lower", "calibrate", "dissent"):
        with pytest.raises(TableError, match="E9"):
            marked(role, mark, read_as)
        return
    shown = figures(people.follows_of(marked(role, mark, read_as))) & {"0.8123", "0.7654", "0.8621"}
    assert bool(shown) is not from_memory


def test_a_primary_row_from_memory_does_not_load():
    for old, new in (('mark = "read"', 'mark = "memory"'), ('"abstract"', '"memory"'), ('"read"', '"part-memory"')):
        with pytest.raises(TableError, match="E9"):
            people.evidence_of(small.changed(small.COHORT, (old, new)))


EXCLUSIVE = [name for name in outcomes() if name != "death from all causes"]


@given(
    st.dictionaries(st.sampled_from(EXCLUSIVE), st.tuples(st.floats(0, 2000), st.floats(0, 20)), min_size=2),
    st.floats(0.1, 10),
)
def test_of_a_thousand_no_more_than_a_thousand(drawn, years):
    rates = {name: np.array([rate, 0.0, 2 * rate]) for name, (rate, _) in drawn.items()}
    found = first_of_several(rates, {name: np.array([ratio] * 3) for name, (_, ratio) in drawn.items()}, years)
    for time in ("before", "after"):
        together = sum(getattr(events, time) for events in found.values())
        assert np.all(together <= 1000 * (1 + 1e-12))
        assert all(np.all(getattr(events, time) >= 0) for events in found.values())


@given(st.floats(0.05, 0.95), st.floats(0.1, 4), st.sampled_from([1.0, 5.0, 10.0]))
@settings(max_examples=25)
def test_what_applied_rows_leave_of_a_thousand_is_no_more_than_a_thousand(chance, more, years):
    """The effects of food as drawn for a person, on rates as high as may be, summed as firsts."""
    rows = [(one.endpoint(row.endpoint).baseline, row) for one, row in PER_UNIT if row.exposure == "dietary_magnesium"]
    rows = [(name, row) for name, row in rows if name in EXCLUSIVE]
    rates = {name: np.full(4000, -1000 * math.log1p(-chance) / years * more) for name, _ in rows}
    ratios = {name: np.exp(effect(row, -300.0, stream(0, row)).naive) for name, row in rows}
    assert len(rates) >= 3
    together = sum(events.after for events in first_of_several(rates, ratios, years).values())
    assert np.all(together <= 1000 * (1 + 1e-12))


@given(person=PEOPLE, exposures=CHANGES, seed=st.integers(0, 9))
@settings(max_examples=60)
@example(person=replace(people.HEALTHY, country="US"), exposures=LARGE, seed=0)
@example(person=replace(people.PRESSURE, country="DE", age=70, own_risks={"stroke": people.Told(0.99, 10)}),
         exposures=replace(LARGE, by_serum=True), seed=0)  # fmt: skip
@example(person=people.KIDNEYS, exposures=LARGE, seed=0)
@example(person=people.CHILD, exposures=LARGE, seed=0)
def test_whoever_asks_whatever_the_answer_keeps_its_promises(person, exposures, seed):
    known = {one.outcome: one for one in evidence()}
    for told in project(person, exposures, seed):
        holds_together(told, known[told.outcome])
        for found in told.findings:
            row = known[told.outcome].row(found.id)
            if not_studied(person, row):
                assert (found.size, found.events, found.kind) in ((None, None, "refusal"), (None, None, "quoted"))
            if found.events:
                a_thousand(found.events)
        if not_studied(person):
            assert told.kind != "number"


def holds_together(told, one):
    assert told.kind in KINDS
    assert told.direction in ("lower", "higher", "no change", "not known")
    assert told.plain.endswith(".")
    assert all(math.isfinite(number) for number in people.numbers(told))
    assert bool(told.because) is (told.kind == "refusal")
    if told.kind == "number" and one.answer.kind != "scenario":
        leading = told.leading
        assert leading.size is not None
        assert all((leading.certainty, leading.citation, leading.source, leading.for_whom))
        assert told.direction in ("lower", "higher")
        assert told.certainty == leading.certainty
    if told.kind == "null":
        assert told.direction == "no change"
        assert told.leading.citation
    for found in told.findings:
        assert found.applied is (found.size is not None)
        assert found.kind in ("number", "null") or not found.applied
        assert found.events is None or not found.no_events
        if found.size is not None:
            size = found.size
            assert size.interval[0] <= size.estimate <= size.interval[1]
            assert size.prediction[0] <= size.estimate <= size.prediction[1]
            assert 0 <= size.likely <= 1
            assert 0 <= size.fewer_in <= 1
            assert size.below is None or 0 <= size.below <= 1


def a_thousand(events):
    for spread in (events.before, events.after, events.after_doubted):
        ends = [spread.low95, spread.low80, spread.median, spread.high80, spread.high95]
        assert ends == sorted(ends)
        assert min(*ends, spread.mean) >= 0
        assert max(*ends, spread.mean) <= 1000
    assert -1000 <= events.fewer.low95 <= events.fewer.high95 <= 1000
    assert 0 <= events.notable <= events.any <= 1
    assert events.whom
    assert events.citation
    assert 0 < events.years <= 10
