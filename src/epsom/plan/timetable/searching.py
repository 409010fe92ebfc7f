"""Searching: the cheapest hour for each dose, found exactly by putting doses to fewer and fewer hours.

Every dose would like its cheapest hour. Where these keep all gaps they are the answer, and nothing is searched. Where
some do not, one dose that is in conflict is put to one part of the day after another, and where few hours are left to
it, to each of them, the most promising first; that strikes out hours of the others. They then fall apart into groups in
which no hour that is left meets another, and each group is arranged by itself; a group seen before is not arranged
again. A branch ends where even the least that doses in conflict cost together, and the cheapest hours of everything
else, come to no less than the best arrangement found. An hour goes where that holds of it alone, or where another
costs no more and leaves the others all that it leaves them. So nothing better is ever missed.
"""

from __future__ import annotations

from collections.abc import Sequence

from epsom.plan.timetable.doses import ENDLESS, Dose, Meeting, always, cheapest, least_beside, some, values

PARTS = 4  # of the hours of a dose, in the order of the day
FEW = 8  # hours that are tried one by one; this number and the one above change the time of a search, not its answer


Found = tuple[int, dict[int, int]]
"""What an arrangement costs, and the hour of each dose by its place."""


class Search:
    """One search: doses, which of them meet, and what is known of groups seen; ``branches`` counts what was tried."""

    def __init__(self, doses: list[Dose], meetings: list[dict[int, Meeting]], any_will_do: bool) -> None:
        self.doses, self.meetings, self.any_will_do = doses, meetings, any_will_do
        self.arranged: dict[tuple[int, ...], Found] = {}
        self.least: dict[tuple[int, ...], int] = {}  # groups with their open hours that cost no less than so much
        self.trouble = [1] * len(doses)  # how often each dose lost all its hours, or took the last of another's
        self.branches = 0

    def together(self, places: tuple[int, ...], masks: list[int], budget: int) -> Found | None:
        """Arrange these doses for less than the budget: group by group, each counting the least of the others."""
        total, hours = 0, dict[int, int]()
        for place in places:
            if not masks[place]:
                return None
            hours[place] = value = cheapest(self.doses[place], masks[place])
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
            left = self.affordable(conflicts, group, masks, wished, budget - bound)
            if left is not None and any(not left[place] >> wished[place] & 1 for place in group):
                best = self.together(group, left, budget)
            elif left is not None:
                best = self.around(self.centre(conflicts, group, left), group, left, wished, bound, budget)
        if best is None:
            self.least[state] = budget
        else:
            self.arranged[state] = best
        return best

    def affordable(
        self,
        conflicts: dict[int, list[int]],
        group: tuple[int, ...],
        masks: list[int],
        wished: dict[int, int],
        room: int,
    ) -> list[int] | None:
        """Strike out hours at which a dose in conflict and its neighbours cost too much; None where one loses all.

        Too much is as much as there is room for, or more, beyond the hours wished. Without a budget all hours stay.
        """
        if room >= ENDLESS // 2:
            return masks
        left, changed = masks.copy(), list[int]()
        for place in conflicts:
            ranked = self.promising(place, self.touched(place, group), left, wished)
            kept = sum(1 << value for more, value in ranked if more < room)
            if not kept:
                return None
            if kept != left[place]:
                left[place] = kept
                changed.append(place)
        return left if self.agreed(left, group, changed) else None

    def centre(self, conflicts: dict[int, list[int]], group: tuple[int, ...], masks: list[int]) -> int:
        """Return the dose in conflict to put first: few hours, many conflicts, neighbours that often lost all hours."""

        def ease(place: int) -> float:
            troubles = sum(self.trouble[place] + self.trouble[other] for other in self.touched(place, group))
            return masks[place].bit_count() / (len(conflicts[place]) * troubles)

        return min(conflicts, key=lambda place: (ease(place), place))

    def around(
        self, centre: int, group: tuple[int, ...], masks: list[int], wished: dict[int, int], bound: int, budget: int
    ) -> Found | None:
        """Arrange a group for less than the budget by trying all hours of one dose, the most promising first.

        They are tried part of the day by part of the day, or one by one where they are few.
        """
        best = None
        for more, hours in self.parts(self.worth_trying(centre, group, masks, wished)):
            if bound + more >= budget:
                break
            self.branches += 1
            narrowed = masks.copy()
            narrowed[centre] = hours
            if not self.agreed(narrowed, group, [centre]):
                continue
            found = self.together(group, narrowed, budget)
            if found is not None:
                budget, best = found[0], found
                if self.any_will_do:
                    break
        return best

    def worth_trying(
        self, centre: int, group: tuple[int, ...], masks: list[int], wished: dict[int, int]
    ) -> list[tuple[int, int]]:
        """Return the promising hours of one dose, less each beside which another is as good for it and for all others.

        As good is an hour that costs no more and leaves the others all that this one leaves them. Where any arrangement
        will do, its cost does not count.
        """
        touched, costs = self.touched(centre, group), self.doses[centre].costs
        meetings = [(self.meetings[centre][other].leaves, masks[other]) for other in touched]
        kept: list[tuple[int, int]] = []
        left: list[tuple[int, list[int]]] = []
        for more, value in self.promising(centre, touched, masks, wished):
            leaves, cost = [each[value] & mask for each, mask in meetings], 0 if self.any_will_do else costs[value]
            for known, others in left:
                if known <= cost and all(not mine & ~other for mine, other in zip(leaves, others, strict=True)):
                    break
            else:
                left.append((cost, leaves))
                kept.append((more, value))
        return kept

    @staticmethod
    def parts(ranked: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Part hours, each with what it costs more, as bits: with the least of each part, and the least part first."""
        if len(ranked) <= FEW:
            return [(more, 1 << value) for more, value in ranked]
        in_order, many = sorted(ranked, key=lambda each: each[1]), len(ranked)
        parts = [in_order[part * many // PARTS : (part + 1) * many // PARTS] for part in range(PARTS)]
        return sorted((min(more for more, _ in part), sum(1 << value for _, value in part)) for part in parts)

    def touched(self, centre: int, group: tuple[int, ...]) -> list[int]:
        """Return the doses of a group that have a gap to one of them."""
        meetings = self.meetings[centre]
        return [other for other in group if other in meetings]

    def promising(
        self, centre: int, others: Sequence[int], masks: list[int], wished: dict[int, int]
    ) -> list[tuple[int, int]]:
        """Return the hours of one dose by what they cost it and these others more than the hours wished."""
        costs = self.doses[centre].costs
        base = costs[wished[centre]] + sum(self.doses[other].costs[wished[other]] for other in others)
        rows = [least_beside(self.meetings[other][centre], self.doses[other], masks[other]) for other in others]
        ranked = [(costs[value] - base + sum([row[value] for row in rows]), value) for value in values(masks[centre])]
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
                    left = before & some(meeting, masks[place])
                    if left != before:
                        if not left:
                            self.trouble[place] += 1
                            self.trouble[other] += 1
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
                    if meeting is None or masks[other] & ~always(meeting, mask) == 0:
                        apart.append(other)
                    else:
                        group.append(other)
                left = apart
            if len(group) > 1:
                found.append(tuple(sorted(group)))
        return found
