"""The gut: how much of a meal's magnesium reaches the blood, and how much is lost again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from epsom.body.exchange import LN2
from epsom.elementwise import Array, exp, maximum, minimum, total

TABLE = "body/gut.toml"


@dataclass(frozen=True)
class Gut:
    """Parameters of the gut, one value per virtual person; numbers and sources in gut.toml."""

    carrier_capacity: Array
    half_saturation: Array
    leak_fraction: Array
    absorption_ceiling: Array
    phytate_inhibition: Array
    oxalate_inhibition: Array
    transit_rate: Array
    dissolution_rate: Array
    washout_rate: Array
    colon_rate: Array
    endogenous_loss: Array
    endogenous_exponent: Array
    adaptation_gain: Array
    calcitriol_gain: Array
    adaptation_half_time: Array
    adaptation_floor: Array
    adaptation_ceiling: Array


class Meal(NamedTuple):
    """What reaches the gut: a row per serving, a column per virtual person.

    ``amount`` of magnesium [mmol], ``availability`` of its forms to the carrier [1], ``slow``: the share of it in
    poorly soluble salts [1], ``phytate`` and ``oxalate`` eaten with it [mmol].
    """

    amount: Any
    availability: Any
    slow: Any
    phytate: Any
    oxalate: Any


class LabelledMeal(NamedTuple):
    """As ``Meal``, and ``tracer``: the share of the magnesium that is labelled [1]."""

    amount: Any
    availability: Any
    slow: Any
    phytate: Any
    oxalate: Any
    tracer: Any


def missed(gut: Gut) -> Array:
    """Share of a poorly soluble salt that has not dissolved when the small bowel has washed it on [1].

    A race between dissolution and transit [schuette1994].
    Holds for oxide, hydroxide and carbonate; with little stomach acid they dissolve more slowly.
    """
    return gut.washout_rate / (gut.washout_rate + gut.dissolution_rate)


def soluble(meal: Meal, gut: Gut) -> Array:
    """Magnesium of one serving that is or goes into solution while the small bowel can take it up [mmol].

    A poorly soluble salt dissolves in a race with the transit that washes it into the colon [schuette1994].
    Holds for oxide, hydroxide and carbonate; with little stomach acid they dissolve more slowly.
    """
    return meal.amount * (1.0 - meal.slow * missed(gut))


def carried(meal: Meal, adaptation: Array, gut: Gut) -> Array:
    """Magnesium of one serving that the saturable carrier takes up [mmol].

    A carrier that saturates [fine1991], weakened by phytate [bohn2004phytate] and oxalate [bohn2004oxalate].
    Holds for servings up to 40 mmol with up to 1.5 mmol phytate and 7 mmol oxalate; beyond that it extrapolates.
    """
    inhibition = exp(-gut.phytate_inhibition * meal.phytate - gut.oxalate_inhibition * meal.oxalate)
    capacity = gut.carrier_capacity * adaptation * meal.availability * inhibition
    amount = soluble(meal, gut)
    return capacity * amount / (gut.half_saturation + amount)


def leaked(meal: Meal, gut: Gut) -> Array:
    """Magnesium of one serving that passes between the cells of the gut wall [mmol].

    The straight part of absorption, the same share of every serving [fine1991]; a form that holds its magnesium back
    from the carrier holds it back here as well.
    Holds for servings up to 40 mmol in healthy adults; above that it extrapolates.
    """
    return gut.leak_fraction * meal.availability * soluble(meal, gut)


def absorbed(meal: Meal, adaptation: Array, gut: Gut) -> Array:
    """Magnesium of one serving that will reach the blood [mmol].

    Carrier and leak together [fine1991], never above the ceiling; per serving, not per day, as the carrier saturates.
    Holds for servings up to 40 mmol in healthy adults; above that it extrapolates.
    """
    carrier = carried(meal, adaptation, gut)
    leak = leaked(meal, gut)
    return minimum(carrier + leak, gut.absorption_ceiling * soluble(meal, gut))


def shared_out(meal: Meal, adaptation: Array, gut: Gut) -> dict[str, Array]:
    """Where each serving enters the gut [mmol], by pool: absorbable or not, dissolved or not.

    What will be absorbed [fine1991] starts in the small bowel, undissolved as its salts are; the rest is in the colon.
    Holds as ``absorbed`` does.
    """
    taken = absorbed(meal, adaptation, gut)
    late = meal.slow * (1.0 - missed(gut)) / (1.0 - meal.slow * missed(gut))  # of what dissolves at all
    undissolved = taken * late
    return {"solid": undissolved, "lumen_1": taken - undissolved, "colon": meal.amount - taken}


def swallowed(meal: Meal, adaptation: Array, gut: Gut) -> dict[str, Array]:
    """Where all servings together enter the gut [mmol], by pool.

    The sum of what each serving does by itself [fine1991].
    Holds as ``absorbed`` does.
    """
    return {pool: total(amount) for pool, amount in shared_out(meal, adaptation, gut).items()}


def labelled(meal: LabelledMeal, adaptation: Array, gut: Gut) -> dict[str, Array]:
    """Where the labelled part of all servings together enters the gut [mmol], by pool.

    It goes where the magnesium goes that it was mixed with, serving by serving [sabatier2003].
    Holds for a label that was given in the same form as the rest.
    """
    return {
        pool: total(meal.tracer * amount)
        for pool, amount in shared_out(meal, adaptation, gut).items()  # pyright: ignore[reportArgumentType]
    }


def plain_meal(taken: Array, adaptation: Array, gut: Gut) -> Array:
    """Size of the food meal without inhibitors of which so much would be absorbed [mmol].

    The inverse of ``absorbed`` [fine1991]: the larger of what carrier and leak need and what the ceiling needs.
    Holds as ``absorbed`` does, for a leak above zero.
    """
    capacity = gut.carrier_capacity * adaptation
    half = (taken - capacity - gut.leak_fraction * gut.half_saturation) / (2.0 * gut.leak_fraction)
    by_carrier = half + (half**2 + taken * gut.half_saturation / gut.leak_fraction) ** 0.5
    by_ceiling = taken / gut.absorption_ceiling
    return maximum(by_carrier, by_ceiling)


def dissolved(solid: Array, gut: Gut) -> Array:
    """Magnesium that an undissolved salt gives up to the small bowel [mmol/day].

    Oxide comes later than a chelate [schuette1994]; what will dissolve at all does so before it is washed out.
    Holds for tablets and capsules of oxide, hydroxide and carbonate; acid and particle size are one number here.
    """
    return (gut.washout_rate + gut.dissolution_rate) * solid


def passed_on(lumen: Array, gut: Gut) -> Array:
    """Absorbable magnesium that leaves one stage of the small bowel for the next, or for the blood [mmol/day].

    Two equal stages in a row give a rise of serum over hours after a dose [blancquaert2019] instead of a jump.
    Holds for normal transit; diarrhoea is faster.
    """
    return gut.transit_rate * lumen


def secreted(relative_magnesium: Array, gut: Gut) -> Array:
    """Magnesium that digestive juices lose into the colon [mmol/day].

    An obligatory loss that hardly falls in deficiency, which is what drives serum down over months [shils1964].
    Holds from severe depletion to normal serum; untested above.
    """
    return gut.endogenous_loss * relative_magnesium**gut.endogenous_exponent


def defecated(colon: Array, gut: Gut) -> Array:
    """Magnesium that leaves the body with the stool [mmol/day].

    The colon empties in proportion to what it holds, within about a day [nandhra2023]; nothing is absorbed from here.
    Holds for the mean of days; a single day's stool is more irregular.
    """
    return gut.colon_rate * colon


def adapted(adaptation: Array, memory_of_serum: Array, normal_serum: Array, calcitriol: Array, gut: Gut) -> Array:
    """Change of the carrier's adaptation [1/day].

    Capacity rises as remembered serum falls [schuchardt2017], and with calcitriol [schmulen1980], ever less towards
    its ends: a logistic curve between floor and ceiling with slope one at rest.
    Directions are supported, by channels made in larger numbers and by perfusion in kidney disease; sizes are guesses.
    """
    scarce = gut.adaptation_gain * (1.0 - memory_of_serum / normal_serum)
    wanted = 1.0 + scarce + gut.calcitriol_gain * (calcitriol - 1.0)
    down, up = 1.0 - gut.adaptation_floor, gut.adaptation_ceiling - 1.0
    calling = exp((1.0 - wanted) * (down + up) / (down * up))
    bounded = gut.adaptation_floor + (down + up) / (1.0 + up / down * calling)
    return LN2 / gut.adaptation_half_time * (bounded - adaptation)
