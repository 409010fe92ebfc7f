"""The person: age, sex, size, pregnancy, conditions, medicines, labs and meals, as told and before any conclusion.

Whoever tells a number tells its unit; a number without one is refused and never guessed from its size.
"""

from epsom.person.faults import faults, person_from
from epsom.person.labs import LABS, Doubt, Lab
from epsom.person.nouns import DayTold, MealTold, Medicine, OwnFood, Person, SupplementTold
from epsom.person.pressure import PressureTold
from epsom.person.risks import RiskTold

__all__ = [
    "LABS",
    "DayTold",
    "Doubt",
    "Lab",
    "MealTold",
    "Medicine",
    "OwnFood",
    "Person",
    "PressureTold",
    "RiskTold",
    "SupplementTold",
    "faults",
    "person_from",
]
