"""Cohorts and schedules that the tests of this room share."""

import numpy as np

from epsom import units
from epsom.body.gut import Meal
from epsom.cohort.draw import draw
from epsom.cohort.moves import chosen
from epsom.person import Medicine, Person
from epsom.simulate.live import Eating, Phase, mixed_meals

REFERENCE = Person(age=30, sex="male", height="175 cm", weight="70 kg")
ON_TABLETS = REFERENCE.model_copy(update={"medicines": (Medicine(name="omeprazole"), Medicine(name="thiazide"))})


def cohort(persons, person=REFERENCE, seed=1):
    return draw(person, persons=persons, seed=seed).body()


def diet(mg, persons):
    return mixed_meals(np.full(persons, units.mmol(mg)), 3)


def serving(mmol, persons=1, slow=0.0):
    one = np.ones((1, persons))
    return Meal(mmol * one, one, slow * one, 0.1 * one, 0.2 * one)


def eventful(persons, seed=1):
    """Return two bodies lived in by turns: meals, an infusion across them, tablets begun, a low diet."""
    before, after = cohort(persons, seed=seed), cohort(persons, ON_TABLETS, seed=seed)
    meals = [(day + hour / 24, serving(5.0, persons, slow=0.3)) for day in range(2) for hour in (8, 13, 19)]
    return before, [
        Phase(1.0, before, stops=meals),
        Phase(1.25, before, stops=meals, infusion=np.full(persons, 40.0)),
        Phase(2.0, after, stops=meals),
        Phase(30.0, after, diet(150.0, persons)),
    ]


def some(phases, persons, who):
    """Return the phases of some of the persons."""

    def rows(meal):
        return Meal(*(np.broadcast_to(column, (column.shape[0], persons))[:, who] for column in meal))

    return [
        Phase(
            phase.end,
            chosen(phase.body, who),
            None if phase.eating is None else Eating(rows(phase.eating.servings), phase.eating.days),
            [(time, rows(meal)) for time, meal in phase.stops],
            np.broadcast_to(phase.infusion, (persons,))[who],
        )
        for phase in phases
    ]
