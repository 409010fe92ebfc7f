"""Ages: what the years do to a body, from birth to a hundred.

No kinetic study of magnesium in children is known: below the age of adults only size, filtration and growth are
followed, and every output for a child says so.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from epsom import tables
from epsom.body.balance import Body
from epsom.person import Person

TABLE = "cohort/scaling.toml"
KIDNEY = "body/kidney.toml"
LADDER = "cohort/ages.csv"
number = partial(tables.number, TABLE)


def typical_filtration(age: float) -> float:
    """Typical glomerular filtration rate of a healthy person [mL/min/1.73m2], by age [poggio2009].

    Measured steps from birth to four weeks [smeets2022], adult from two years on, then two straight lines that meet
    at 45. Holds from birth to 90 years.
    """
    turn, start = number("filtration_turn_age"), number("filtration_reference_age")
    young = min(max(age, number("adult_age")), turn) - start
    old = max(age - turn, 0.0)
    grown = (
        number("young_filtration")
        - number("filtration_early_decline") * young
        - number("filtration_late_decline") * old
    )
    return grown * (_along("filtration_maturity", age) if age < number("mature_kidney_age") else 1.0)


def growth(sex: str, age: float) -> float:
    """Fat-free mass that a healthy child gains [kg/year], by sex and age; zero for adults."""
    return _along(f"lean_gain_{sex}", age) if age < number("grown_age") else 0.0


def aged(body: Body, person: Person, mass: float) -> Body:
    """Return the body with what goes with age and sex: growth, set point, the lending surface of bone, menopause.

    ``mass`` is the person's fat-free mass relative to the reference adult's. Growth lays down what the content per
    kilogram says; the surface of bone that lends falls with age; osteoclasts are more after menopause. Serum's set
    point is a little lower in women, in youth and in old age, and persons differ more in their threshold as they age.
    """
    b = body.bone
    ageing = max(1.0 - number("bone_exchange_decline") * max(person.age - number("bone_exchange_age"), 0.0), 0.1)
    slow = replace(b.slow, content=b.slow.content * ageing)
    per_kilogram = number("content_per_fat_free_mass")
    laid_down = growth(person.sex, person.age) * per_kilogram / 365.25
    k, p = body.kidney, body.plasma
    typical = tables.number(KIDNEY, "transport_maximum")
    decades = max(person.age - number("set_point_widening_age"), 0.0) / 10.0
    wider = (k.transport_maximum / typical) ** (1.0 + number("set_point_widening") * decades)
    away, even = person.age - number("set_point_top_age"), number("set_point_even_years")
    curve = 1.0 - number("set_point_curve") * (away**2 - even**2) / 100.0
    set_point = (number("women_set_point") if person.sex == "female" else 1.0) * max(curve, number("least_set_point"))
    past = person.sex == "female" and person.age >= number("menopause_age")
    t = body.turnover
    return replace(
        body,
        bone=replace(b, slow=slow),
        growth=replace(body.growth, accretion=body.growth.accretion + laid_down),
        kidney=replace(k, transport_maximum=typical * set_point * wider),
        plasma=replace(p, normal_serum=p.normal_serum * set_point),
        turnover=replace(t, oestrogen_loss=t.oestrogen_loss * (number("menopause_osteoclasts") if past else 1.0)),
    )


def _along(column: str, age: float) -> float:
    rows = tables.sheet(LADDER)
    points = [(float(row["age"]), float(row["value"])) for row in rows if row["quantity"] == column]
    return float(np.interp(age, [point[0] for point in points], [point[1] for point in points]))
