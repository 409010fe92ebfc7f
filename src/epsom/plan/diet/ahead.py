"""Ahead: the same virtual persons live the weeks to come on one way of eating or another."""

from __future__ import annotations

from epsom.assessment.journey import Journey
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.plan.diet.taste import number
from epsom.simulate.live import Eating, Phase, TimeCourse, live
from epsom.status.summary import Band, band

WEEK = 7.0
SHOWN_WEEKS = 2  # a point of the course every so many weeks


def courses(journey: Journey, eating: Eating, name: str) -> dict[str, Band]:
    """Return serum [mmol/L] and deficit [mmol] over the weeks ahead, by ``serum_`` and ``deficit_`` with a name."""
    weeks = int(number("weeks_ahead"))
    course = _lived(journey, eating, [WEEK * k for k in range(0, weeks + 1, SHOWN_WEEKS)])
    w, replete = journey.weighting.silenced(course.failed).weights, balance.content(Pools(*journey.replete))
    return {
        f"serum_{name}": band(course.time, course.each(balance.serum), w),
        f"deficit_{name}": band(course.time, replete - course.each(balance.content), w),
    }


def deficit_grows(journey: Journey, eating: Eating) -> bool:
    """Tell whether what is missing grows over the weeks ahead, by more than anybody could see."""
    course = _lived(journey, eating, [0.0, WEEK * number("weeks_ahead")])
    w, replete = journey.weighting.silenced(course.failed).weights, balance.content(Pools(*journey.replete))
    missing = band(course.time, replete - course.each(balance.content), w).q50
    return bool(missing[-1] - missing[0] > number("growth_unseen"))


def _lived(journey: Journey, eating: Eating, times: list[float]) -> TimeCourse:
    return live(journey.now, 0.0, [Phase(times[-1], journey.ahead, eating)], times)
