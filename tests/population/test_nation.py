"""The nation: what others have printed of the same survey comes out again."""

import numpy as np
import pytest

from epsom.population.nation import Nation, counted_in, groups, nation
from epsom.population.recalls import read
from epsom.population.survey import jackknife
from epsom.population.usual import Habits


def test_fifty_six_printed_figures_of_one_day(nhanes, published):
    lines = list(published.day_one(nhanes))
    assert len(lines) == 56
    assert [line for line in lines if line.published != line.ours] == []


def test_magnesium_of_one_day_in_four_cycles(nhanes, published):
    lines = list(published.magnesium(nhanes))
    assert len(lines) == 12
    assert [line for line in lines if line.published != line.ours] == []


@pytest.mark.parametrize("column", [0, 1])
def test_every_group_is_within_two_points_of_the_table(nhanes, published, column):
    found = published.usual_figures(nhanes, published.CYCLES[column], errors=False)
    assert set(found) == set(published.BELOW)
    for name, (mean, share) in found.items():
        printed = published.BELOW[name]
        assert share.value == pytest.approx(published.told(printed[1 + column])[0], abs=2.0), name
        if column == 0:
            mg, error = published.told(printed[0])
            assert mean.value == pytest.approx(mg, abs=error), name
    assert found["all 1+"][1].value == pytest.approx(48.0, abs=2.0)


def test_errors_by_leaving_out_places_are_those_printed(nhanes, published):
    """Of men, in 2013-16; of everybody the script does."""
    there = read(nhanes, "HI")
    men = tuple(group for group in groups() if group.spread == "male")
    weights = counted_in(there, men)
    own = [group for group in men if published.name_of(group) in published.BELOW]

    def shares(some):
        found = nation(there, some, chosen=men)
        return [100 * found.below(lambda other, group=group: other == group) for group in own]

    errors = [figure.error for figure in jackknife(shares, weights, there.design)]
    printed = [published.told(published.BELOW[published.name_of(group)][1])[1] for group in own]
    assert errors == pytest.approx(printed, abs=0.5)


def test_likelihood_and_many_draws_say_the_same(nhanes, published):
    """A slower way that climbs the whole likelihood: every group within two points."""
    lines = list(published.likelihood_lines(nhanes))
    assert len(lines) == len(groups()) + 1
    assert [line for line in lines if abs(float(line.published) - float(line.ours)) > 2.0] == []


def test_a_day_taken_for_a_habit_is_three_points_too_high_in_adults(nhanes, published):
    adults, everybody = published.one_day_lines(nhanes)
    assert float(adults.published) - float(adults.ours) > 3.0
    assert 57.0 <= float(adults.published) <= 57.4  # as printed: 57.1 to 57.3
    assert float(everybody.published) == pytest.approx(52.1, abs=0.05)


def test_groups_have_the_requirements_that_are_printed():
    """Average requirements of the United States and Canada [mg/day], from one year on."""
    printed = {
        "male": (65, 110, 200, 340, 330, 350, 350, 350),
        "female": (65, 110, 200, 300, 255, 265, 265, 265),
    }
    for sex, values in printed.items():
        own = [group for group in groups() if group.sex == sex]
        assert [group.requirement.value for group in own] == list(values)
        assert [group.age_lo for group in own] == [1, 4, 9, 14, 19, 31, 51, 71]
    assert {group.spread for group in groups()} == {"children", "male", "female"}


def test_groups_together_are_weighted_by_their_people():
    """Shares of one half and of none, three and one million people: 37.5 %."""
    two = groups()[4:6]
    habit = Habits(1.0, np.array([329.0, 1349.0]), 0.0, 0.0, 60.0, 50.0, 2, 1, 0)
    of = Nation(two, {"male": habit}, (habit.of(0), habit.of(1)), np.array([3e6, 1e6]))
    assert of.below() == pytest.approx(0.375)
    assert of.below(lambda group: group == two[0]) == pytest.approx(0.5)
    assert of.mean() == pytest.approx((3 * 330 + 1350) / 4)
