"""A tracer moves as the magnesium it is part of: nothing of it is lost, and it changes nothing."""

from dataclasses import replace

import numpy as np
import pytest

from epsom.body import balance
from epsom.body.balance import GONE, REGULATORS, Pools
from epsom.body.dialysis import Dialysis
from epsom.body.gut import LabelledMeal
from epsom.cohort.moves import chosen
from epsom.simulate.arrays import Routine
from epsom.simulate.live import Eating, Phase, live, settled
from epsom.simulate.model import INDEX, LABELLED, NOTHING, trace
from epsom.simulate.schedule import scheduled
from tests.simulate.bodies import cohort, diet, eventful, serving

PERSONS = 6
POOLS = len(Pools._fields)
HELD = [INDEX[name] for name in LABELLED]
GIVEN = 3.0  # mmol
SHARE = 0.2


@pytest.fixture(scope="module")
def body():
    return cohort(PERSONS)


@pytest.fixture(scope="module")
def rest(body):
    return settled(body, diet(350, PERSONS), PERSONS)


def labelled(meal, share):
    """The same servings, of whose magnesium this share is labelled."""
    return LabelledMeal(*meal, np.broadcast_to(np.asarray(share, dtype=float), np.shape(meal.amount)))


def by_mouth(body, share=1.0):
    """A labelled breakfast and then two weeks of an ordinary diet."""
    breakfast = labelled(serving(GIVEN, PERSONS, slow=0.3), share)
    return [Phase(14.0, body, diet(300, PERSONS), stops=[(0.3, breakfast)])]


def by_vein(body):
    """A labelled infusion over four hours and then two weeks of an ordinary diet."""
    rate = GIVEN / (4 / 24)
    return [
        Phase(4 / 24, body, diet(300, PERSONS), infusion=2.0 * rate, labelled=rate),
        Phase(14.0, body, diet(300, PERSONS)),
    ]


def marked(course, number):
    """All of the tracer at one of the times, by person."""
    return np.sum(list(course.tracer(number).values()), axis=0)


def specific(course, number):
    """The labelled share of each pool at one of the times, shape (pools that can be labelled, persons)."""
    return course.pools[number, POOLS:] / np.maximum(course.pools[number, HELD], NOTHING)


# --- conserved -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way_in", [by_mouth, by_vein])
def test_the_tracer_is_conserved(body, rest, way_in):
    times = [0.25, 1.0, 3.0, 14.0]
    course = live(rest, 0.0, way_in(body), times, labelled=True)
    assert not len(course.failed)
    given = [0.0 if way_in is by_mouth else GIVEN, GIVEN, GIVEN, GIVEN]
    for number, amount in enumerate(given):
        assert np.abs(marked(course, number) - amount).max() < 1e-9


@pytest.mark.parametrize("way_in", [by_mouth, by_vein])
def test_every_store_has_some_and_no_pool_more_than_it_holds(body, rest, way_in):
    course = live(rest, 0.0, way_in(body), [3.0], labelled=True)
    found = course.tracer(0)
    for name in (*balance.CONTENT, "colon", "urine", "faeces", "sweat"):
        assert np.all(found[name] > 1e-6)
    assert np.all(course.pools[0, POOLS:] > -1e-9)
    assert np.all(course.pools[0, POOLS:] <= course.pools[0, HELD] + 1e-7)


def test_a_label_eaten_is_found_in_faeces_more_than_a_label_infused(body, rest):
    """Of a meal most is not absorbed; of an infusion only what juices carry into the gut appears there."""
    eaten, infused = (live(rest, 0.0, way_in(body), [14.0], labelled=True).tracer(0) for way_in in (by_mouth, by_vein))
    assert np.all(eaten["faeces"] / eaten["urine"] > 2.0 * infused["faeces"] / infused["urine"])
    assert np.all(eaten["urine"] < infused["urine"])


def test_a_serving_enters_the_gut_with_its_share_in_every_part(body, rest):
    """A share of the label lies in each pool of the gut as it does in the serving."""
    phases = [Phase(1.0, body, stops=[(0.5, labelled(serving(9.0, PERSONS, slow=0.5), 0.25))])]
    before, after = (live(rest, 0.0, phases, [time], labelled=True, tolerance=1e-9) for time in (0.5, 0.5 + 1e-9))
    for pool in ("solid", "lumen_1", "colon"):
        came = after.pools[0, INDEX[pool]] - before.pools[0, INDEX[pool]]
        assert after.tracer(0)[pool] == pytest.approx(0.25 * came, rel=1e-5)
    assert marked(after, 0) == pytest.approx(0.25 * 9.0, rel=1e-12)


def test_where_nothing_is_labelled_no_tracer_appears(body, rest):
    course = live(rest, 0.0, eventful(PERSONS)[1], [0.5, 30.0], labelled=True)
    assert np.all(course.pools[:, POOLS:] == 0.0)


# --- the same share everywhere ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_share_of_all_magnesium_stays_that_share(body, rest, everywhere):
    """In the body, in what is eaten and in what is infused: nothing in the equations tells the label apart.

    ``everywhere``: with a child, growth and a dialyser as well.
    """
    if everywhere:
        one = np.ones(PERSONS)
        body = replace(
            body,
            offspring=replace(body.offspring, transfer=0.2 * one),
            growth=replace(body.growth, accretion=0.1 * one),
            dialysis=Dialysis(20.0 * one, 0.0 * one),
        )
    start = np.concatenate([rest, SHARE * rest[HELD]])
    start[[POOLS + LABELLED.index(name) for name in GONE]] = SHARE * rest[[INDEX[name] for name in GONE]]
    stops = [(0.5, labelled(serving(9.0, PERSONS, slow=0.5), SHARE))]
    eating = Eating(labelled(diet(200, PERSONS).servings, SHARE))
    phases = [
        Phase(1.0, body, eating, stops, infusion=30.0, labelled=SHARE * 30.0),
        Phase(60.0, body, eating, stops),
    ]
    course = live(start, 0.0, phases, [0.2, 0.51, 1.0, 7.0, 60.0], labelled=True, tolerance=1e-8)
    assert not len(course.failed)
    held, tracer = course.pools[:, HELD], course.pools[:, POOLS:]
    assert np.abs(tracer - SHARE * held).max() < 1e-7


def test_the_labelled_share_becomes_the_same_everywhere(body, rest):
    """A diet with a label, kept for longer than deep bone remembers, brings every pool to the label of the diet."""
    eating = Eating(labelled(diet(350, PERSONS).servings, SHARE))
    course = live(rest, 0.0, [Phase(60_000.0, body, eating)], [100.0, 3_000.0, 60_000.0], labelled=True)
    assert not len(course.failed)
    inside = [number for number, name in enumerate(LABELLED) if name not in ("solid", *GONE)]
    early, later, late = (specific(course, number)[inside] for number in range(3))
    assert np.all(early < later + 1e-6)
    assert np.all(later < late + 1e-6)
    assert late == pytest.approx(SHARE, rel=1e-3)
    assert np.all(early[inside.index(LABELLED.index("bone_deep"))] < 0.2 * SHARE)
    assert np.all(early[inside.index(LABELLED.index("plasma"))] > 0.5 * early.max())


def test_a_tracer_finds_the_fast_stores_first(body, rest):
    """After an infusion plasma has the most of it, hours later the fast stores share it, and slow ones wait."""
    course = live(rest, 0.0, by_vein(body), [4 / 24, 1.0], labelled=True)
    places = {name: number for number, name in enumerate(LABELLED)}
    at_end, next_day = specific(course, 0), specific(course, 1)
    assert np.all(at_end[places["plasma"]] > at_end[places["muscle_fast"]])
    assert np.all(next_day[places["muscle_fast"]] > 10 * next_day[places["muscle_slow"]])
    assert np.all(next_day[places["plasma"]] < at_end[places["plasma"]])


# --- and changes nothing ---------------------------------------------------------------------------------------------


def derivative(model, start, phases):
    """The rates of a model's pools at the start of these phases."""
    schedule = scheduled(model, 0.0, phases, PERSONS)
    given = dict(zip(model.pools, start, strict=True))
    given |= dict(zip(model.constants, schedule.constants[0], strict=True))
    given |= dict(zip(model.per_serving, schedule.served[0].transpose(1, 0, 2), strict=True))
    found = Routine(model, model.rates, list(given))(given)
    return np.array([np.broadcast_to(rate, (PERSONS,)) for rate in found])


@pytest.mark.parametrize("tracer", [0.0, 0.3])
def test_a_label_changes_no_rate(body, rest, tracer):
    phases = [Phase(1.0, body, diet(250, PERSONS), infusion=20.0)]
    plain = derivative(trace(), 1.1 * rest, phases)
    both = derivative(trace(labelled=True), 1.1 * np.concatenate([rest, tracer * rest[HELD]]), phases)
    assert np.abs(both[:POOLS] - plain).max() < 1e-12 * np.abs(plain).max()
    assert np.allclose(both[:POOLS], plain, rtol=1e-12, atol=1e-12)


def test_with_a_label_the_others_live_as_without(rest):
    """The tracer takes part in choosing the steps, so the two agree as closely as the steps are exact."""
    _, phases = eventful(PERSONS)
    phases[1] = replace(phases[1], labelled=phases[1].infusion * 0.5)
    plain, both = (
        live(rest, 0.0, phases[:3], [0.5, 1.25, 2.0], labelled=told, tolerance=1e-9, way="numpy")
        for told in (False, True)
    )
    assert np.all(marked(both, 2) > 1.0)
    difference = np.abs(both.pools[:, :POOLS] - plain.pools) / (1.0 + np.abs(plain.pools))
    assert difference.max() < 1e-7


def test_a_doubled_cohort_gives_the_same_answer_twice(rest):
    doubled = np.tile(np.arange(PERSONS), 2)
    for phases in (by_mouth(cohort(PERSONS)), by_vein(cohort(PERSONS))):
        alone = live(rest, 0.0, phases, [0.5, 14.0], labelled=True)
        twice = [
            replace(
                phase,
                body=chosen(phase.body, doubled),
                eating=Eating(type(phase.eating.servings)(*(column[:, doubled] for column in phase.eating.servings))),
                stops=[(time, type(meal)(*(column[:, doubled] for column in meal))) for time, meal in phase.stops],
            )
            for phase in phases
        ]
        both = live(rest[:, doubled], 0.0, twice, [0.5, 14.0], labelled=True)
        assert np.array_equal(both.pools, alone.pools[:, :, doubled])


# --- backwards -------------------------------------------------------------------------------------------------------


def on_dialysis(body, magnesium):
    one = np.ones(PERSONS)
    return replace(body, dialysis=Dialysis(100.0 * one, magnesium * one))


def test_a_flux_that_runs_backwards_brings_no_label(body, rest):
    """A rich dialysate gives magnesium to the blood, none of it labelled, and takes no label away."""
    rich = on_dialysis(body, 1.5)
    start = np.concatenate([rest, SHARE * rest[HELD]])
    course = live(start, 0.0, [Phase(0.2, rich)], [0.0, 0.2], labelled=True)
    assert np.all(course.pools[1, INDEX["dialysate"]] < -5.0)  # it gave
    assert np.all(course.tracer(1)["dialysate"] == 0.0)
    assert marked(course, 1) == pytest.approx(marked(course, 0), abs=1e-9)
    plasma = LABELLED.index("plasma")
    assert np.all(specific(course, 1)[plasma] < 0.99 * SHARE)  # thinned by what came in


def test_what_a_dialyser_took_does_not_come_back_labelled(body, rest):
    """It takes some of the label first; when the dialysate is made rich, the label stays where it went."""
    start = np.concatenate([rest, SHARE * rest[HELD]])
    phases = [Phase(0.2, on_dialysis(body, 0.0)), Phase(0.4, on_dialysis(body, 1.5))]
    course = live(start, 0.0, phases, [0.2, 0.4], labelled=True)
    took, later = course.tracer(0)["dialysate"], course.tracer(1)["dialysate"]
    assert np.all(took > 0.5)
    assert later == pytest.approx(took, abs=1e-9)


def test_only_the_dialyser_can_run_backwards(body, rest):
    """So the rule about backward fluxes concerns it alone: every other flux is never below zero in a living body."""
    pools = Pools(*rest)
    rich = on_dialysis(body, 1.5)
    below = {flux.target_pool for flux in balance.FLUXES if np.any(np.asarray(flux.rate(pools, rich)) < 0)}
    assert below == {"dialysate"}


def test_an_empty_pool_holds_no_share(body, rest):
    """The share of nothing is nothing, and no number is lost on it."""
    model = trace(labelled=True)
    empty = np.concatenate([rest, np.zeros((len(LABELLED), PERSONS))])
    empty[INDEX["solid"]] = empty[INDEX["lumen_1"]] = 0.0
    rates = derivative(model, empty, [Phase(1.0, body)])
    assert np.isfinite(rates).all()
    assert np.all(rates[POOLS:] == 0.0)
    assert 0.0 < NOTHING < 1e-6


def test_regulators_carry_no_label():
    assert set(LABELLED) == set(Pools._fields) - set(REGULATORS)
    assert trace(labelled=True).size == POOLS + len(LABELLED)
