"""The nouns: a person, and the labs, medicines, foods and meals that belong to one."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from epsom import units
from epsom.errors import InputError
from epsom.labs.filtration import estimated_filtration, filtration_by_both, filtration_by_cystatin
from epsom.person.country import SCHEMA as COUNTRY
from epsom.person.country import country_told
from epsom.person.entries import (
    DATE,
    PREGNANCY,
    AsTold,
    Clock,
    Clocks,
    Day,
    Listed,
    Measured,
    Noun,
    Text,
    energy_told,
    once,
    schema_of,
    sex_told,
    today_told,
    truth,
    years,
)
from epsom.person.labs import Lab
from epsom.person.pressure import SCHEMA as PRESSURE
from epsom.person.pressure import PressureTold, pressure_told
from epsom.person.risks import RisksTold, RiskTold, still_open
from epsom.person.rules import each_once, estimates, in_order, lived, milk, size, week_told
from epsom.person.wishes import PricesTold, PriceTold, diet_told

_ONE_RATE = [{"not": {"required": ["egfr", name]}} for name in ("creatinine", "cystatin_c")]


def _medicine_schema(schema: dict[str, Any]) -> None:
    own = dict(schema)
    schema.clear()
    schema["anyOf"] = [{"type": "string", "minLength": 1}, own]


class Medicine(Noun):
    """A medicine taken now, since when, and at which clock times each day; ``- omeprazole`` alone is enough.

    ``at`` is one time, such as ``07:00``, or a list; empty: not told. It moves no store: a timetable keeps it.
    """

    model_config = ConfigDict(json_schema_extra=_medicine_schema)

    name: Text
    since: Day = None
    at: Clocks = ()

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: object) -> object:
        if isinstance(data, str):
            return {"name": data}
        if not isinstance(data, Mapping | Medicine):
            told = "nothing" if data is None else repr(data)
            raise InputError(f"{told} is no medicine. Write it like this: - omeprazole.")
        return cast(object, data)


class OwnFood(Noun):
    """A food of this person's own: magnesium [mg/100 g] and energy [kcal/100 g], None = not known; portions [g]."""

    name: Text
    magnesium: Annotated[float | None, Measured("food_magnesium", "magnesium")] = None
    energy: Annotated[float | None, BeforeValidator(energy_told), WithJsonSchema(schema_of("food_energy"))] = None
    portions: dict[Text, Annotated[float, Measured("portion_weight", "portion")]] = Field(default_factory=dict)


class RecipeTold(Noun):
    """A dish of this person's own: record lines, such as ``400 g lentils``, and what they make: ``4 portions``.

    ``weighs`` is the ready dish, such as ``1.2 kg``, and ``cooked`` how, such as ``boiled and drained``, if told.
    """

    name: Text
    ingredients: Annotated[tuple[Text, ...], Field(min_length=1), Listed("ingredients")]
    makes: Text
    weighs: Text | None = None
    cooked: Text | None = None


class MealTold(Noun):
    """One meal: the clock time, a name if it has one, and what was eaten, a line each, in plain words."""

    at: Clock
    name: Text | None = None
    eaten: Annotated[tuple[Text, ...], Field(min_length=1), Listed("eaten")]


class DayTold(Noun):
    """One recorded day: all that was eaten, drunk and taken from midnight to midnight."""

    date: Day = None
    meals: Annotated[tuple[MealTold, ...], Field(min_length=1), Listed("meals")]


class SupplementTold(Noun):
    """A supplement taken every day, such as ``magnesium citrate 150 mg elemental``, and the clock time."""

    taken: Text
    at: Clock


class Person(Noun):
    """Who this is, as told; every number is in the house unit, and what is not known is None or an empty list.

    ``height`` [m], ``weight`` [kg], ``tap_water`` [mg of magnesium per litre]. Of the kidney either ``egfr``
    [mL/min/1.73m2] is told or ``creatinine`` [umol/L], ``cystatin_c`` [mg/L] or both, from which it is estimated.
    ``sex`` is the word for reference values, which are published for female and male bodies. ``other_medicines`` and
    ``other_conditions`` are kept and shown but change no number. ``today`` is the day the assessment is for. ``country`` is where this person lives (two
    letters), ``own_risks`` are risks that a doctor or a score told, and ``blood_pressure`` [mmHg] is a usual one; all
    three are for what follows and move no store. ``diet``, ``allergies``,
    ``dislikes`` and ``prices`` bound what a plan may put on the plate and move nothing else.
    """

    model_config = ConfigDict(json_schema_extra=cast(Any, {"allOf": _ONE_RATE}))

    name: Text | None = None
    today: Annotated[datetime.date, BeforeValidator(today_told), WithJsonSchema(DATE)] = Field(
        default_factory=datetime.date.today
    )
    age: Annotated[float, BeforeValidator(years), WithJsonSchema({"type": "number", "minimum": 0, "maximum": 122})]
    sex: Annotated[Literal["female", "male"], BeforeValidator(sex_told)]
    country: Annotated[str | None, BeforeValidator(country_told), WithJsonSchema(COUNTRY)] = None
    height: Annotated[float, Measured("height")]
    weight: Annotated[float, Measured("weight"), AfterValidator(size)]
    pregnancy_week: Annotated[int | None, BeforeValidator(week_told), WithJsonSchema(PREGNANCY)] = Field(
        default=None, alias="pregnancy"
    )
    lactating: Annotated[bool, BeforeValidator(truth), AfterValidator(milk)] = False
    egfr_told: Annotated[float | None, Measured("egfr")] = Field(default=None, alias="egfr")
    creatinine: Annotated[units.Told | None, AsTold("creatinine"), AfterValidator(estimates("creatinine"))] = None
    cystatin_c: Annotated[units.Told | None, AsTold("cystatin_c"), AfterValidator(estimates("cystatin_c"))] = None
    blood_pressure: Annotated[PressureTold | None, BeforeValidator(pressure_told), WithJsonSchema(PRESSURE)] = None
    conditions: Annotated[tuple[Text, ...], Listed("conditions"), AfterValidator(once)] = ()
    other_conditions: Annotated[tuple[Text, ...], Listed("other_conditions"), AfterValidator(once)] = ()
    own_risks: Annotated[dict[str, RiskTold], RisksTold(), AfterValidator(still_open)] = Field(default_factory=dict)
    medicines: Annotated[
        tuple[Medicine, ...], Listed("medicines"), AfterValidator(each_once), AfterValidator(lived("since"))
    ] = ()
    other_medicines: Annotated[tuple[Text, ...], Listed("other_medicines"), AfterValidator(once)] = ()
    labs: Annotated[tuple[Lab, ...], Listed("labs"), AfterValidator(lived("date"))] = ()
    authority: Text = "US/CA NASEM 1997"
    tap_water: Annotated[float | None, Measured("tap_water")] = None
    foods: Annotated[tuple[OwnFood, ...], Listed("foods")] = ()
    recipes: Annotated[tuple[RecipeTold, ...], Listed("recipes")] = ()
    record: Annotated[
        tuple[DayTold, ...], Listed("record"), AfterValidator(lived("date")), AfterValidator(in_order)
    ] = ()
    supplements: Annotated[tuple[SupplementTold, ...], Listed("supplements")] = ()
    diet: Annotated[tuple[Text, ...], Listed("diet"), AfterValidator(once), AfterValidator(diet_told)] = ()
    allergies: Annotated[tuple[Text, ...], Listed("allergies"), AfterValidator(once)] = ()
    dislikes: Annotated[tuple[Text, ...], Listed("dislikes"), AfterValidator(once)] = ()
    prices: Annotated[dict[str, PriceTold], PricesTold()] = Field(default_factory=dict)
    diary: Text | None = None

    @property
    def egfr(self) -> float | None:
        """Return the filtration rate [mL/min/1.73m2]: as told, else estimated; None if not known.

        From creatinine, from cystatin C, or from both where both are told.
        """
        of_muscle, other = self.creatinine, self.cystatin_c
        if self.egfr_told is not None or (of_muscle is None and other is None):
            return self.egfr_told
        if of_muscle is None or other is None:
            by = estimated_filtration if other is None else filtration_by_cystatin
            return float(by(cast(units.Told, of_muscle or other).value, self.sex, self.age))
        return float(filtration_by_both(of_muscle.value, other.value, self.sex, self.age))
