"""Arranging: the cheapest hours for all doses that keep every gap, found exactly.

The hours of a day are the bits of one number. A thing alone has its cheapest hours by going through the day once. Of
things that have gaps with each other, one is chosen, the one with most of them (as a rule the magnesium), and each of
its arrangements is tried, the cheapest first: it strikes out hours of the others, which then often fall apart into
groups that no longer touch each other. Each group is arranged by itself, in the same way. A branch ends where even the
cheapest hours of everything still open, each taken alone, come to no less than the best arrangement found: so nothing
better is ever missed. Nothing is random: the same things have the same hours.

The day is a circle, because tomorrow is like today: a gap of eight hours after magnesium at 23:00 ends at 07:00.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from epsom.plan.timetable.nouns import Thing
from epsom.plan.timetable.things import number

DAY = 24 * 60
ENDLESS = 1 << 30
FEW_HOURS = 4  # hours left to a thing that make it quickest to try it before all others
Gaps = Mapping[tuple[int, int], tuple[int, int]]
"""Between two things by their places: least minutes from a dose of the first to the next of the second, and back."""


Choice = tuple[int, int]
"""What an arrangement of one thing costs, and its hours as bits."""


@dataclass(frozen=True, eq=False)  # one object per thing and day, known by itself: that is quicker to look up
class Doses:
    """One thing as the search sees it: a cost per dose and hour, the hours open to it as bits, and its own gap.

    ``gap`` is in steps of the clock; ``fixed`` are the bits of told hours, which stay whatever they cost. ``single``
    has the hours of a thing of one dose, the cheapest first.
    """

    costs: tuple[tuple[int, ...], ...]
    open: int
    gap: int
    fixed: int
    single: tuple[Choice, ...] = ()


def minutes(hour: float) -> int:
    """Return clock hours as whole minutes."""
    return round(hour * 60)


def arrange(things: Sequence[Thing], gaps: Gaps, any_will_do: bool = False) -> tuple[tuple[int, ...], ...] | None:
    """Return the minutes of the day of each thing's doses that keep all gaps at the least cost; None where none do.

    The cost of a dose is its distance from its usual hour in half-hours, more for a medicine than for magnesium, and
    more at an hour that is no meal. ``any_will_do`` asks only whether there is one.
    """
    odd = sorted({minutes(hour) for thing in things if thing.told for hour in thing.hours} - set(_grid()))
    day = (*_grid(), *odd)
    doses = [_doses(thing, day) for thing in things]
    beside: list[dict[int, tuple[int, ...]]] = [{} for _ in things]
    for (one, other), (forth, back) in gaps.items():
        beside[one][other] = _open(day, forth, back)
        beside[other][one] = _open(day, back, forth)
    found = _Search(doses, beside, any_will_do).whole()
    if found is None:
        return None
    return tuple(tuple(sorted(day[value] for value in _values(bits))) for bits in found)


class _Search:
    """The state of one search: what does not change while branches are tried."""

    def __init__(self, doses: list[Doses], beside: list[dict[int, tuple[int, ...]]], any_will_do: bool) -> None:
        self.doses, self.beside, self.any_will_do = doses, beside, any_will_do
        self.grouped: dict[tuple[int, ...], tuple[tuple[int, ...], ...]] = {}
        self.hopeless: set[tuple[int, ...]] = set()  # groups with their open hours that no budget can arrange

    def whole(self) -> list[int] | None:
        found = self.together(tuple(range(len(self.doses))), [each.open for each in self.doses], ENDLESS)
        return None if found is None else [found[1][place] for place in range(len(self.doses))]

    def together(self, places: tuple[int, ...], masks: list[int], budget: int) -> tuple[int, dict[int, int]] | None:
        """Arrange these things for less than the budget: group by group, each counting the least of the others."""
        least: dict[int, Choice] = {}
        total = 0
        for place in places:
            alone = _cheapest(self.doses[place], masks[place])
            if alone is None:
                return None
            least[place] = alone
            total += alone[0]
            if total >= budget:
                return None
        chosen: dict[int, int] = {}
        for group in self.groups(places):
            if len(group) == 1:
                chosen[group[0]] = least[group[0]][1]
                continue
            bound = sum(least[place][0] for place in group)
            found = self.group(group, masks, budget - (total - bound), bound, least)
            if found is None:
                return None
            total += found[0] - bound
            chosen |= found[1]
        return total, chosen

    def group(
        self, group: tuple[int, ...], masks: list[int], budget: int, bound: int, least: dict[int, Choice]
    ) -> tuple[int, dict[int, int]] | None:
        """Arrange things that touch each other, by trying every arrangement of the one that touches most."""
        state = (*group, *(masks[place] for place in group))
        if state in self.hopeless:
            return None
        boundless = budget > ENDLESS // 2
        centre = min(group, key=lambda place: self.rank(place, group, masks))
        rest = tuple(place for place in group if place != centre)
        touched = [(other, self.beside[centre][other]) for other in rest if other in self.beside[centre]]
        base = bound - sum(least[place][0] for place in (centre, *(other for other, _ in touched)))
        best = None
        for lowest, cost, bits in self.promising(centre, masks, touched, base):
            if lowest >= budget:
                break
            narrowed = masks.copy()
            for value in _values(bits):
                for other, hours in touched:
                    narrowed[other] &= hours[value]
            found = self.together(rest, narrowed, budget - cost)
            if found is not None:
                budget = cost + found[0]
                best = budget, {**found[1], centre: bits}
                if self.any_will_do:
                    break
        if best is None and boundless:
            self.hopeless.add(state)
        return best

    def promising(
        self, centre: int, masks: list[int], touched: list[tuple[int, tuple[int, ...]]], base: int
    ) -> list[tuple[int, int, int]]:
        """Return the arrangements of one thing by the least that everything can come to beside it: that, cost, bits.

        An hour at which another thing has none left is struck out. Beside several hours the other costs at least what
        it costs beside the worst of them.
        """
        mask, rows = masks[centre], list[dict[int, int]]()
        for other, hours in touched:
            row: dict[int, int] = {}
            for value in _values(mask):
                found = _cheapest(self.doses[other], masks[other] & hours[value])
                if found is None:
                    mask ^= 1 << value
                else:
                    row[value] = found[0]
            rows.append(row)
        ranked: list[tuple[int, int, int]] = []
        for cost, bits in _every(self.doses[centre], mask):
            values = _values(bits)
            ranked.append((cost + base + sum(max(map(row.__getitem__, values)) for row in rows), cost, bits))
        ranked.sort()
        return ranked

    def rank(self, place: int, group: tuple[int, ...], masks: list[int]) -> tuple[bool, int, int, int]:
        """Told things and those with few hours left first, then by gaps with others, then by doses, then in order."""
        many = not self.doses[place].fixed and masks[place].bit_count() > FEW_HOURS
        touching = sum(other in self.beside[place] for other in group)
        return many, -touching, len(self.doses[place].costs), place

    def groups(self, places: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
        """Part things into groups that no gap joins."""
        if places not in self.grouped:
            left, found = dict.fromkeys(places), list[tuple[int, ...]]()
            while left:
                group = [next(iter(left))]
                for place in group:
                    left.pop(place, None)
                    group += [other for other in self.beside[place] if other in left and other not in group]
                found.append(tuple(sorted(group)))
            self.grouped[places] = tuple(found)
        return self.grouped[places]


@lru_cache(maxsize=1)
def _grid() -> tuple[int, ...]:
    first, last, step = (minutes(number(name)) for name in ("waking_from", "waking_to", "clock_step"))
    return tuple(range(first, last + 1, step))


@lru_cache(maxsize=16384)
def _doses(thing: Thing, day: tuple[int, ...]) -> Doses:
    """Return a thing as the search sees it, on the hours of this day."""
    usual = sorted(map(minutes, thing.hours))
    if thing.told:
        fixed = sum(1 << day.index(at) for at in usual)
        return Doses((), fixed, 0, fixed)
    meals = {minutes(number(f"{meal}_hour")) for meal in ("breakfast", "lunch", "dinner", "bedtime")}
    weight = 1 if thing.magnesium else int(number("weight_of_medicine"))
    step, odd = minutes(number("clock_step")), int(number("weight_of_odd_hour"))
    costs = tuple(
        tuple(
            weight * -(-abs(at - wanted) // step) + (odd if at != wanted and at not in meals else 0) for at in _grid()
        )
        for wanted in usual
    )
    windows = [(minutes(low), minutes(high)) for low, high in thing.windows] or [(0, DAY)]
    free = sum(1 << value for value, at in enumerate(_grid()) if any(low <= at <= high for low, high in windows))
    gap = max(1, -(-minutes(thing.gap) // step))
    return Doses(costs, free, gap, 0, _arrangements(costs, free, gap) if len(costs) == 1 else ())


def _cheapest(doses: Doses, mask: int) -> Choice | None:
    """Return the cheapest arrangement of one thing within these hours; None where it has none."""
    if doses.fixed:
        return (0, doses.fixed) if doses.fixed & mask == doses.fixed else None
    if len(doses.costs) > 1:
        return _through_the_day(doses, mask)
    for choice in doses.single:
        if choice[1] & mask:
            return choice
    return None


@lru_cache(maxsize=1 << 18)
def _through_the_day(doses: Doses, mask: int) -> Choice | None:
    """Return the cheapest arrangement of several doses within these hours, dose after dose."""
    before = [(-doses.gap, 0, 0)]  # hour, cost, bits: each entry cheaper than all that end earlier
    for costs in doses.costs:
        ending: list[tuple[int, int, int]] = []
        best, come, so_far = ENDLESS, 0, (0, ENDLESS, 0)
        for value in _values(mask):
            while come < len(before) and before[come][0] + doses.gap <= value:
                so_far = before[come]
                come += 1
            cost = so_far[1] + costs[value]
            if cost < best:
                best = cost
                ending.append((value, cost, so_far[2] | 1 << value))
        before = ending
    return before[-1][1:] if before else None


@lru_cache(maxsize=1 << 12)
def _every(doses: Doses, mask: int) -> tuple[Choice, ...]:
    """Return every arrangement of one thing within these hours, the cheapest first."""
    if doses.fixed:
        return ((0, doses.fixed),) if doses.fixed & mask == doses.fixed else ()
    return _arrangements(doses.costs, mask, doses.gap)


def _arrangements(costs: tuple[tuple[int, ...], ...], mask: int, gap: int) -> tuple[Choice, ...]:
    found: list[tuple[int, int, int]] = [(0, 0, -gap)]
    for of_dose in costs:
        found = [
            (so_far + of_dose[value], bits | 1 << value, value)
            for so_far, bits, last in found
            for value in range(max(0, last + gap), len(of_dose))
            if mask >> value & 1
        ]
    return tuple(sorted((cost, bits) for cost, bits, _ in found))


@lru_cache(maxsize=4096)
def _open(day: tuple[int, ...], forth: int, back: int) -> tuple[int, ...]:
    """Return, for each hour of the first of two doses, the hours open to the second."""
    return tuple(
        sum(
            1 << value
            for value, second in enumerate(day)
            if (second - first) % DAY >= forth and (first - second) % DAY >= back
        )
        for first in day
    )


@lru_cache(maxsize=1 << 16)
def _values(bits: int) -> tuple[int, ...]:
    return tuple(value for value in range(bits.bit_length()) if bits >> value & 1)
