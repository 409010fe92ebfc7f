"""What an assessment used: every number with its source, those of this person first."""

from __future__ import annotations

from math import log

from epsom import tables
from epsom.assessment.journey import Journey
from epsom.cohort import conditions, medicines
from epsom.cohort.effects import TAIL, Cause
from epsom.plate.foods import Food
from epsom.tables import Row


def used(journey: Journey) -> tuple[Row, ...]:
    """Return the effects and the foods of this person, then every number of the tables."""
    person = journey.person
    taken = [(medicines.TABLE, medicines.medicine(drug.name)) for drug in person.medicines]
    present = [(conditions.TABLE, conditions.condition(name)) for name in person.conditions]
    effects = [row for table, cause in taken + present for row in _effects(table, cause)]
    foods = {line.food.id: line.food for line in journey.record.servings if line.food is not None}
    rows = (row for table in tables.parameter_tables() for row in tables.rows(table).values())
    return (*dict.fromkeys(effects), *(food_row(food) for food in foods.values()), *rows)


def food_row(food: Food) -> Row:
    """Return a food's magnesium as a number with its source; the middle of its range where it has no value."""
    known = food.magnesium is not None
    value = food.magnesium if food.magnesium is not None else 0.5 * (food.magnesium_low + food.magnesium_high)
    return Row(
        table="plate/foods.csv",
        name=food.name,
        value=value,
        spread=food.spread,
        source=food.source,
        mark=food.mark,
        where=food.source_id,
        because="" if known else f"no value is known; a range of {food.magnesium_low:g} to {food.magnesium_high:g}",
        unit="mg/100g",
        meaning="magnesium of the edible part",
    )


def _effects(table: str, cause: Cause) -> list[Row]:
    return [
        Row(
            table=table,
            name=f"{cause.name}: {effect.organ}.{effect.parameter}",
            value=effect.scale[1],
            spread=log(effect.scale[2] / effect.scale[0]) / (2 * TAIL),
            source=effect.source,
            mark=effect.mark,
            where="",
            because=effect.because,
            unit="1",
            meaning=f"factor by which it multiplies {effect.parameter.replace('_', ' ')}",
        )
        for effect in cause.effects
    ]
