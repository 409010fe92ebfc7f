"""One timetable: hours of the day for all medicines and the magnesium, so that no two things meet that should not."""

from epsom.plan.timetable.meals import Meals, meals, moved
from epsom.plan.timetable.nouns import Held, Impossible, Slot, Thing, Timetable, clock
from epsom.plan.timetable.separations import off, watched
from epsom.plan.timetable.solving import solve
from epsom.plan.timetable.things import names, things, told

__all__ = [
    "Held",
    "Impossible",
    "Meals",
    "Slot",
    "Thing",
    "Timetable",
    "clock",
    "meals",
    "moved",
    "names",
    "off",
    "solve",
    "things",
    "told",
    "watched",
]
