"""Arranging: never dearer than what trying everything finds, and never possible where trying everything finds none."""

from __future__ import annotations

from itertools import combinations, pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.plan.timetable import Thing
from epsom.plan.timetable.arranging import arrange
from tests.plan.timetable.plain import hours_of, on_the_way

HOURS = st.sampled_from([6 + step / 2 for step in range(35)])
GAP = st.sampled_from([0, 30, 120, 240, 480])


def price(thing: Thing, usual: float, at: float) -> float:
    """The cost as the docstring has it: half-hours, three for one for a medicine, two more for an odd hour."""
    if thing.told:
        return 0
    odd = 0 if at == usual or at in (8, 13, 19, 22) else 2
    return (1 if thing.magnesium else 3) * abs(at - usual) * 2 + odd


def tried(things: list[Thing], gaps: dict[tuple[int, int], tuple[int, int]]) -> float | None:
    """The least cost of one-dose things by trying every hour of every one; None where nothing keeps the gaps."""
    best: float | None = None
    for hours in product(*map(hours_of, things)):
        if all(
            60 * on_the_way(hours[one], hours[other]) >= forth and 60 * on_the_way(hours[other], hours[one]) >= back
            for (one, other), (forth, back) in gaps.items()
        ):
            cost = sum(price(thing, thing.hours[0], at) for thing, at in zip(things, hours, strict=True))
            best = cost if best is None else min(best, cost)
    return best


@st.composite
def thing(draw: st.DrawFn, name: str) -> Thing:
    usual = draw(HOURS)
    if draw(st.booleans()):
        return Thing(name, (usual,), told=True)
    windows = draw(st.sampled_from([(), ((6.0, 7.5),), ((6.0, 7.0), (21.0, 23.0)), ((usual, usual),)]))
    return Thing(name, (usual,), windows, magnesium=draw(st.booleans()))


@settings(max_examples=60)
@given(st.data())
def test_it_is_as_cheap_as_trying_everything(data: st.DataObject):
    things = [data.draw(thing(name)) for name in "abc"]
    gaps = {pair: data.draw(st.tuples(GAP, GAP)) for pair in ((0, 1), (0, 2), (1, 2)) if data.draw(st.booleans())}
    best, found = tried(things, gaps), arrange(things, gaps)
    assert (found is None) == (best is None)
    assert (arrange(things, gaps, any_will_do=True) is None) == (best is None)
    if found is not None:
        assert best == sum(price(each, each.hours[0], at / 60) for each, (at,) in zip(things, found, strict=True))
        for (one, other), (forth, back) in gaps.items():
            assert 60 * on_the_way(found[one][0] / 60, found[other][0] / 60) >= forth
            assert 60 * on_the_way(found[other][0] / 60, found[one][0] / 60) >= back


@settings(max_examples=40)
@given(st.lists(HOURS, min_size=2, max_size=3, unique=True), HOURS, GAP, GAP)
def test_doses_of_one_thing_are_as_cheap_as_trying_everything(usual: list[float], at: float, forth: int, back: int):
    usual = sorted(usual)
    several = Thing("several", tuple(usual), gap=4.0)
    other = Thing("other", (at,), told=True)
    grid = [6 + step / 2 for step in range(35)]
    costs = [
        sum(price(several, wanted, hour) for wanted, hour in zip(usual, hours, strict=True))
        for hours in product(grid, repeat=len(usual))
        if all(later - sooner >= 4 for sooner, later in pairwise(hours))
        and all(60 * on_the_way(hour, at) >= forth and 60 * on_the_way(at, hour) >= back for hour in hours)
    ]
    found = arrange([several, other], {(0, 1): (forth, back)})
    assert (found is None) == (not costs)
    if found is not None:
        assert min(costs) == sum(
            price(several, wanted, hour / 60) for wanted, hour in zip(usual, found[0], strict=True)
        )


@settings(max_examples=60)
@given(
    st.lists(HOURS, min_size=2, max_size=2, unique=True),
    st.lists(st.tuples(HOURS, GAP, GAP), min_size=1, max_size=3),
    st.sampled_from([(6.0, 23.0), (6.0, 11.0), (11.0, 16.0), (17.0, 22.0)]),
)
def test_two_doses_among_others_are_as_cheap_as_trying_everything(
    wished: list[float], others: list[tuple[float, int, int]], window: tuple[float, float]
):
    """Others touch the two doses and not each other, so for each pair of hours each other has its own cheapest."""
    wished = sorted(wished)
    magnesium = Thing("magnesium", tuple(wished), (window,), gap=4.0, magnesium=True)
    beside = [Thing(str(place), (usual,)) for place, (usual, _, _) in enumerate(others)]
    grid = [6 + step / 2 for step in range(35)]
    best: float | None = None
    for pair in combinations([at for at in grid if window[0] <= at <= window[1]], 2):
        if pair[1] - pair[0] >= 4:
            cost = sum(price(magnesium, wish, at) for wish, at in zip(wished, pair, strict=True))
            for each, (usual, forth, back) in zip(beside, others, strict=True):
                free = [
                    price(each, usual, at)
                    for at in grid
                    if all(60 * on_the_way(mg, at) >= forth and 60 * on_the_way(at, mg) >= back for mg in pair)
                ]
                cost += min(free, default=float("inf"))
            best = cost if best is None else min(best, cost)
    found = arrange(
        [magnesium, *beside], {(0, place): (forth, back) for place, (_, forth, back) in enumerate(others, start=1)}
    )
    assert (found is None) == (best == float("inf"))
    if found is not None:
        (first, second), *rest = found
        paid = price(magnesium, wished[0], first / 60) + price(magnesium, wished[1], second / 60)
        assert best == paid + sum(price(each, each.hours[0], at / 60) for each, (at,) in zip(beside, rest, strict=True))


def cost(each: Thing, hours: tuple[float, ...]) -> float:
    return sum(price(each, usual, at) for usual, at in zip(sorted(each.hours), sorted(hours), strict=True))


def ways(each: Thing) -> list[tuple[float, ...]]:
    """Every way to take a thing, by trying: its hours in rising order, at least its own gap apart."""
    if each.told:
        return [each.hours]
    return [
        hours
        for hours in combinations(hours_of(each), each.times)
        if all(later - sooner >= each.gap for sooner, later in pairwise(hours))
    ]


@st.composite
def often(draw: st.DrawFn, name: str, times: int) -> Thing:
    """A thing taken so many times a day, within six hours, so that all ways can be tried."""
    first = draw(st.sampled_from([6.0, 9.0, 12.0, 17.0]))
    usual = draw(st.lists(HOURS, min_size=times, max_size=times, unique=True))
    if draw(st.integers(0, 3)) == 0:
        return Thing(name, tuple(sorted(usual)), told=True)
    gap = draw(st.sampled_from([0.5, 1.0, 1.5]))
    return Thing(name, tuple(sorted(usual)), ((first, first + 6),), gap=gap, magnesium=draw(st.booleans()))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_three_and_four_doses_beside_others_are_as_cheap_as_trying_everything(data: st.DataObject):
    """Three or four doses, two, and one, all of which may touch each other: every way of each with every way of all."""
    times = (data.draw(st.sampled_from([3, 4])), data.draw(st.sampled_from([1, 2])), 1)
    things = [data.draw(often(name, many)) for name, many in zip("abc", times, strict=True)]
    short = st.sampled_from([0, 30, 60, 120, 240])
    gaps = {pair: data.draw(st.tuples(short, short)) for pair in ((0, 1), (0, 2), (1, 2)) if data.draw(st.booleans())}

    def kept(one: int, other: int, first: tuple[float, ...], second: tuple[float, ...]) -> bool:
        forth, back = gaps.get((one, other), (0, 0))
        return all(60 * on_the_way(a, b) >= forth and 60 * on_the_way(b, a) >= back for a in first for b in second)

    a, b, c = map(ways, things)
    best: float | None = None
    beside = [(second, third) for second in b for third in c if kept(1, 2, second, third)]
    for first in a:
        seconds = {second for second in b if kept(0, 1, first, second)}
        thirds = {third for third in c if kept(0, 2, first, third)}
        for second, third in beside:
            if second in seconds and third in thirds:
                paid = cost(things[0], first) + cost(things[1], second) + cost(things[2], third)
                best = paid if best is None else min(best, paid)
    found = arrange(things, gaps)
    assert (found is None) == (best is None)
    assert (arrange(things, gaps, any_will_do=True) is None) == (best is None)
    if found is not None:
        hours = [tuple(at / 60 for at in each) for each in found]
        assert best == sum(cost(each, at) for each, at in zip(things, hours, strict=True))
        assert all(kept(one, other, hours[one], hours[other]) for one, other in gaps)
        assert all(each.told or at in ways(each) for each, at in zip(things, hours, strict=True))


def test_two_doses_that_push_the_same_way_push_once():
    """By hand: at 11:00 and 13:00 the other goes to 06:00 or 18:00 for 38; moving the doses costs 44 and more."""
    hours = ((11.0, 11.0), (13.0, 13.0), (22.0, 23.0))
    two, other = Thing("two", (11.0, 13.0), hours, gap=0.5, magnesium=True), Thing("other", (12.0,))
    found = arrange([two, other], {(0, 1): (300, 300)})
    assert found is not None
    assert found[0] == (660, 780)
    assert found[1] in ((360,), (1080,))


def test_told_hours_off_the_half_hour_are_kept_to_the_minute():
    told = Thing("told", (7 + 20 / 60,), told=True)
    free = Thing("free", (7.5,), magnesium=True)
    assert arrange([told, free], {(0, 1): (120, 120)}) == ((440,), (570,))  # 07:20, and 09:30 the first two hours on


def test_the_day_is_a_circle():
    late, early = Thing("late", (23.0,), told=True), Thing("early", (6.0,), told=True)
    assert arrange([late, early], {(0, 1): (7 * 60, 0)}) is not None
    assert arrange([late, early], {(0, 1): (7 * 60 + 1, 0)}) is None


def test_what_stands_nowhere_is_impossible():
    assert arrange([Thing("nowhere", (8.0,), ((23.5, 23.9),))], {}) is None
    assert arrange([], {}) == ()


@pytest.mark.parametrize("times", [4, 5, 6])
def test_many_doses_stand_apart_by_their_gap(times: int):
    wished = tuple(8.0 + step / 2 for step in range(times))
    found = arrange([Thing("often", wished, gap=12 / times)], {})
    assert found is not None
    assert all(later - sooner >= 720 / times for sooner, later in zip(found[0], found[0][1:], strict=False))
