"""The population: many persons surveyed on a day or two, and how much of what they ate is the nation's habit."""

from epsom.population.distributions import Gamma, LogNormal
from epsom.population.nation import Group, Nation, nation
from epsom.population.prevalence import cut_point, full_probability, requirement_of
from epsom.population.recalls import Recalls, read
from epsom.population.supplemented import Supplemented, supplemented
from epsom.population.survey import Design, Figure, jackknife, mean, ratio
from epsom.population.usual import Habits, Usual, habits

__all__ = [
    "Design", "Figure", "Gamma", "Group", "Habits", "LogNormal", "Nation", "Recalls", "Supplemented", "Usual",
    "cut_point", "full_probability", "habits", "jackknife", "mean", "nation", "ratio", "read", "requirement_of",
    "supplemented",
]  # fmt: skip
