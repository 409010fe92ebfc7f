"""Arranging: the cheapest hours for all doses that keep every gap, found exactly.

The hours of a day are the bits of one number, and each dose has those that are open to it; what a person told has
taken its share of them before the search begins. Every dose would like its cheapest hour. Where these keep all gaps
they are the answer, and nothing is searched. Where some do not, one dose that is in conflict is put to each of its
hours, the most promising first, which strikes out hours of the others. They then fall apart into groups in which no
hour that is left meets another, and each group is arranged by itself; a group seen before is not arranged again. A
branch ends where even the cheapest hours of everything still open, each taken alone, come to no less than the best
arrangement found: so nothing better is ever missed. Nothing is random: the same things have the same hours, and of
arrangements that cost the same it is the first in this order.

The day is a circle, because tomorrow is like today: a gap of eight hours after magnesium at 23:00 ends at 07:00.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from epsom.plan.timetable.meals import usual
from epsom.plan.timetable.nouns import Thing
from epsom.plan.timetable.things import number

DAY = 24 * 60
ENDLESS = 1 << 30
Gaps = Mapping[tuple[int, int], tuple[int, int]]
"""Between two things by their places: least minutes from a dose of the first to the next of the second, and back."""


@dataclass(frozen=True, eq=False)  # one object per dose, known by itself: that is quicker to look up
class Dose:
    """One dose as the search sees it: what each hour costs, and the hours by cost, the cheapest first."""

    costs: tuple[int, ...]
    ranked: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Meeting:
    """Two doses that have a gap: for each hour of the one, as a bit, the hours that it leaves open to the other."""

    leaves: tuple[int, ...]


Found = tuple[int, dict[int, int]]
"""What an arrangement costs, and the hour of each dose by its place."""


def minutes(hour: float) -> int:
    """Return clock hours as whole minutes."""
    return round(hour * 60)


def arrange(things: Sequence[Thing], gaps: Gaps, any_will_do: bool = False) -> tuple[tuple[int, ...], ...] | None:
    """Return the minutes of the day of each thing's doses that keep all gaps at the least cost; None where none do.

    The cost of a dose is its distance from its usual hour in half-hours, more for a medicine than for magnesium, and
    more at an hour that is no meal. ``any_will_do`` asks only whether there is one.
    """
    places: list[tuple[int, int]] = [
        (place, dose) for place, thing in enumerate(things) if not thing.told for dose in range(thing.times)
    ]
    masks = _left_by_told(things, gaps)
    if masks is None:
        return None
    search = Search(
        [_doses(things[place])[dose] for place, dose in places],
        [
            {
                other: meeting
                for other, there in enumerate(places)
                if other != own and (meeting := _between(things, gaps, here, there)) is not None
            }
            for own, here in enumerate(places)
        ],
        any_will_do,
    )
    every = tuple(range(len(places)))
    left = [masks[place] for place, _ in places]
    found = search.together(every, left, ENDLESS) if search.agreed(left, every, list(every)) else None
    if found is None:
        return None
    hours: list[list[int]] = [sorted(map(minutes, thing.hours)) if thing.told else [] for thing in things]
    for own, (place, _) in enumerate(places):
        hours[place].append(_grid()[found[1][own]])
    return tuple(tuple(sorted(each)) for each in hours)


class Search:
    """One search: doses, which of them meet, and what is known of groups seen; ``branches`` counts the hours tried."""

    def __init__(self, doses: list[Dose], meetings: list[dict[int, Meeting]], any_will_do: bool) -> None:
        self.doses, self.meetings, self.any_will_do = doses, meetings, any_will_do
        self.arranged: dict[tuple[int, ...], Found] = {}
        self.least: dict[tuple[int, ...], int] = {}  # groups with their open hours that cost no less than so much
        self.branches = 0

    def together(self, places: tuple[int, ...], masks: list[int], budget: int) -> Found | None:
        """Arrange these doses for less than the budget: group by group, each counting the least of the others."""
        total, hours = 0, dict[int, int]()
        for place in places:
            if not masks[place]:
                return None
            hours[place] = value = _cheapest(self.doses[place], masks[place])
            total += self.doses[place].costs[value]
        if total >= budget:
            return None
        for group in self.groups(places, masks):
            bound = sum(self.doses[place].costs[hours[place]] for place in group)
            found = self.group(group, masks, hours, bound, budget - (total - bound))
            if found is None:
                return None
            total += found[0] - bound
            hours |= found[1]
        return total, hours

    def group(
        self, group: tuple[int, ...], masks: list[int], wished: dict[int, int], bound: int, budget: int
    ) -> Found | None:
        """Arrange doses that meet each other for less than the budget: at the hours wished, or with one of them put."""
        conflicts = self.conflicts(group, wished)
        if not conflicts:
            return bound, {place: wished[place] for place in group}
        state = (*group, *(masks[place] for place in group))
        if state in self.arranged:
            return self.arranged[state] if self.arranged[state][0] < budget else None
        if self.least.get(state, 0) >= budget:
            return None
        best = None
        if bound + self.more(conflicts, masks, wished) < budget:
            centre = max(conflicts, key=lambda place: (len(conflicts[place]), -masks[place].bit_count(), -place))
            best = self.around(centre, group, masks, wished, bound, budget)
        if best is None:
            self.least[state] = budget
        elif not self.any_will_do:
            self.arranged[state] = best
        return best

    def around(
        self, centre: int, group: tuple[int, ...], masks: list[int], wished: dict[int, int], bound: int, budget: int
    ) -> Found | None:
        """Arrange a group for less than the budget by trying every hour of one dose, the most promising first."""
        rest = tuple(place for place in group if place != centre)
        touched = [(other, self.meetings[centre][other].leaves) for other in rest if other in self.meetings[centre]]
        best, costs = None, self.doses[centre].costs
        for more, value in self.promising(centre, [other for other, _ in touched], masks, wished):
            if bound + more >= budget:
                break
            self.branches += 1
            narrowed = masks.copy()
            changed: list[int] = []
            for other, leaves in touched:
                left = narrowed[other] & leaves[value]
                if left != narrowed[other]:
                    narrowed[other] = left
                    changed.append(other)
            if not self.agreed(narrowed, rest, changed):
                continue
            found = self.together(rest, narrowed, budget - costs[value])
            if found is not None:
                budget = costs[value] + found[0]
                best = budget, {**found[1], centre: value}
                if self.any_will_do:
                    break
        return best

    def promising(
        self, centre: int, others: Sequence[int], masks: list[int], wished: dict[int, int]
    ) -> list[tuple[int, int]]:
        """Return the hours of one dose by what they cost it and these others more than the hours wished."""
        costs = self.doses[centre].costs
        base = costs[wished[centre]] + sum(self.doses[other].costs[wished[other]] for other in others)
        rows = [_least_beside(self.meetings[centre][other], self.doses[other], masks[other]) for other in others]
        ranked = [(costs[value] - base + sum([row[value] for row in rows]), value) for value in _values(masks[centre])]
        return sorted(each for each in ranked if each[0] < ENDLESS // 2)

    def more(self, conflicts: dict[int, list[int]], masks: list[int], wished: dict[int, int]) -> int:
        """Return what doses in conflict cost together at the least, more than each alone: each counts once."""
        total, used = 0, set[int]()
        for centre in sorted(conflicts, key=lambda place: (-len(conflicts[place]), place)):
            if centre in used:
                continue
            others = [other for other in conflicts[centre] if other not in used]
            if others:
                used.update((centre, *others))
                ranked = self.promising(centre, others, masks, wished)
                if not ranked:
                    return ENDLESS
                total += ranked[0][0]
        return total

    def agreed(self, masks: list[int], places: tuple[int, ...], changed: list[int]) -> bool:
        """Strike out hours that nothing of another dose goes with, until none is left; false if a dose loses all."""
        inside, waiting = frozenset(places), dict.fromkeys(changed)
        while waiting:
            place = next(iter(waiting))
            del waiting[place]
            for other, meeting in self.meetings[place].items():
                if other in inside:
                    before = masks[other]
                    left = before & _some(meeting, masks[place])
                    if left != before:
                        if not left:
                            return False
                        masks[other] = left
                        waiting[other] = None
        return True

    def conflicts(self, group: tuple[int, ...], hours: dict[int, int]) -> dict[int, list[int]]:
        """Return the doses of a group that others are too close to at these hours, and which others."""
        found: dict[int, list[int]] = {}
        for at, place in enumerate(group):
            meetings, hour = self.meetings[place], hours[place]
            for other in group[at + 1 :]:
                if other in meetings and not meetings[other].leaves[hour] >> hours[other] & 1:
                    found.setdefault(place, []).append(other)
                    found.setdefault(other, []).append(place)
        return found

    def groups(self, places: tuple[int, ...], masks: list[int]) -> list[tuple[int, ...]]:
        """Part doses into groups in which the hours left to one can still be too close to those of another."""
        left, found = list(places), list[tuple[int, ...]]()
        while left:
            group = [left.pop()]
            for place in group:
                meetings, mask = self.meetings[place], masks[place]
                apart: list[int] = []
                for other in left:
                    meeting = meetings.get(other)
                    if meeting is None or masks[other] & ~_always(meeting, mask) == 0:
                        apart.append(other)
                    else:
                        group.append(other)
                left = apart
            if len(group) > 1:
                found.append(tuple(sorted(group)))
        return found


@lru_cache(maxsize=1)
def _grid() -> tuple[int, ...]:
    first, last, step = (minutes(number(name)) for name in ("waking_from", "waking_to", "clock_step"))
    return tuple(range(first, last + 1, step))


def _left_by_told(things: Sequence[Thing], gaps: Gaps) -> list[int] | None:
    """Return the hours open to each thing beside what was told, as bits; None where told hours meet each other."""
    masks = [0 if thing.told else _open(thing) for thing in things]
    for (one, other), (forth, back) in gaps.items():
        if things[one].told and things[other].told:
            if any(_too_close(minutes(first), minutes(second), forth, back)
                   for first in things[one].hours for second in things[other].hours):  # fmt: skip
                return None
        elif things[one].told:
            for hour in things[one].hours:
                masks[other] &= _beside(minutes(hour), forth, back)
        elif things[other].told:
            for hour in things[other].hours:
                masks[one] &= _beside(minutes(hour), back, forth)
    return masks


def _too_close(first: int, second: int, forth: int, back: int) -> bool:
    return (second - first) % DAY < forth or (first - second) % DAY < back


@lru_cache(maxsize=65536)
def _beside(told: int, forth: int, back: int) -> int:
    """Return the hours, as bits, that are ``forth`` after a minute of the day and ``back`` before it."""
    return sum(1 << value for value, at in enumerate(_grid()) if not _too_close(told, at, forth, back))


@lru_cache(maxsize=4096)
def _open(thing: Thing) -> int:
    """Return the hours that a thing may be moved to, as bits."""
    windows = [(minutes(low), minutes(high)) for low, high in thing.windows] or [(0, DAY)]
    return sum(1 << value for value, at in enumerate(_grid()) if any(low <= at <= high for low, high in windows))


@lru_cache(maxsize=4096)
def _doses(thing: Thing) -> tuple[Dose, ...]:
    """Return the doses of a thing as the search sees them, in the order of the day."""
    meals = set(map(minutes, {**usual(), **dict(thing.meals)}.values()))
    weight = 1 if thing.magnesium else int(number("weight_of_medicine"))
    step, odd = minutes(number("clock_step")), int(number("weight_of_odd_hour"))
    found: list[Dose] = []
    for wanted in sorted(map(minutes, thing.hours)):
        costs = tuple(
            weight * -(-abs(at - wanted) // step) + (odd if at != wanted and at not in meals else 0) for at in _grid()
        )
        found.append(Dose(costs, tuple(sorted(range(len(costs)), key=lambda value: costs[value]))))
    return tuple(found)


def _between(things: Sequence[Thing], gaps: Gaps, here: tuple[int, int], there: tuple[int, int]) -> Meeting | None:
    """Return how two doses meet, by place and number: of one thing one after another, of two by their gap."""
    (one, first), (other, second) = here, there
    if one == other:
        gap = max(1, -(-minutes(things[one].gap) // minutes(number("clock_step"))))
        return _after(gap * (second - first)) if first < second else _before(gap * (first - second))
    if (one, other) in gaps:
        return _apart(*gaps[one, other])
    if (other, one) in gaps:
        return _apart(*reversed(gaps[other, one]))
    return None


@lru_cache(maxsize=4096)
def _apart(forth: int, back: int) -> Meeting | None:
    return Meeting(tuple(_beside(at, forth, back) for at in _grid())) if forth or back else None


@lru_cache(maxsize=256)
def _after(steps: int) -> Meeting:
    every = range(len(_grid()))
    return Meeting(tuple(sum(1 << value for value in every if value >= first + steps) for first in every))


@lru_cache(maxsize=256)
def _before(steps: int) -> Meeting:
    every = range(len(_grid()))
    return Meeting(tuple(sum(1 << value for value in every if value <= first - steps) for first in every))


@lru_cache(maxsize=1 << 17)
def _cheapest(dose: Dose, mask: int) -> int:
    """Return the cheapest of these hours; there is one."""
    return next(value for value in dose.ranked if mask >> value & 1)


@lru_cache(maxsize=1 << 16)
def _least_beside(meeting: Meeting, dose: Dose, mask: int) -> tuple[int, ...]:
    """Return, for each hour of the other, the least that a dose costs beside it; ENDLESS where it has no hour left."""
    left = [mask & open_to for open_to in meeting.leaves]
    return tuple(dose.costs[_cheapest(dose, each)] if each else ENDLESS for each in left)


@lru_cache(maxsize=1 << 17)
def _some(meeting: Meeting, mask: int) -> int:
    """Return the hours that are open to the other beside at least one of these hours of a dose."""
    left = 0
    for value in _values(mask):
        left |= meeting.leaves[value]
    return left


@lru_cache(maxsize=1 << 17)
def _always(meeting: Meeting, mask: int) -> int:
    """Return the hours that stay open to the other whichever of these hours a dose has."""
    left = -1
    for value in _values(mask):
        left &= meeting.leaves[value]
    return left


@lru_cache(maxsize=1 << 16)
def _values(bits: int) -> tuple[int, ...]:
    return tuple(value for value in range(bits.bit_length()) if bits >> value & 1)
