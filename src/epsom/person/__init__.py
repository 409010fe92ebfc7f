"""The person: age, sex, size, pregnancy, conditions, medicines, labs and meals, as told and before any conclusion.

Whoever tells a number tells its unit; a number without one is refused and never guessed from its size.
"""

from epsom.person.faults import faults, person_from
from epsom.person.nouns import LABS, DayTold, Lab, MealTold, Medicine, OwnFood, Person, SupplementTold
from epsom.person.pressure import PressureTold
from epsom.person.risks import RiskTold

__all__ = [
    "LABS",
    "DayTold",
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
