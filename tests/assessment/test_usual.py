"""Usual intake of one person: the same as in an assessment, and never more certain than what was told."""

import datetime
import math
from pathlib import Path

import pytest

from epsom import units
from epsom.assessment import assessment, walk
from epsom.assessment.usual import usual_intake
from epsom.errors import InputError
from epsom.interfaces.files import read_person
from epsom.person import Person
from epsom.plate.habit import band

ROOT = Path(__file__).parents[2]
EXAMPLES = [ROOT / "src" / "epsom" / "examples" / "ana.yaml", *sorted((ROOT / "examples").glob("*.yaml"))]
SIZE = {"height": "168 cm", "weight": "66 kg", "today": datetime.date(2026, 10, 5)}
WOMAN = {"age": 45, "sex": "female", **SIZE}
INFANT = SIZE | {"height": "70 cm", "weight": "8.5 kg"}
DAY = {"meals": [{"at": "13:00", "eaten": ["100 g almonds"]}]}
TABLET = {"taken": "magnesium citrate 200 mg elemental", "at": "08:00"}
DRAWS = 4000


def found(**told):
    return usual_intake(Person(**WOMAN, **told), persons=DRAWS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_example_persons_have_a_usual_intake_here_and_in_assess(path):
    """Both draw the same people; only where labs weigh them may the median move, within what is drawn here."""
    person = read_person(path)
    here = usual_intake(person, persons=300)
    walked = walk(person, persons=300)
    result = assessment(walked)
    whole = units.milligrams(1.0) * result.usual_intake.median
    assert here.usual.low < whole < here.usual.high
    if not person.labs:
        assert whole == pytest.approx(here.usual.median)
    with_body = usual_intake(person, persons=300, assessed=result)
    assert with_body.usual == here.usual
    if here.requirement is None:  # an adequate intake: nothing follows from it, whatever is absorbed
        assert with_body.adequacy_absorbed is None
        assert result.adequacy_classical is None
    else:
        assert with_body.adequacy_absorbed == result.adequacy
        assert here.adequacy_classical == pytest.approx(result.adequacy_classical, rel=0.02)


def test_without_a_record_it_is_what_people_like_her_eat():
    here = found()
    who, _ = band(45, "female")
    middle = math.exp(who.centre + who.within**2 / 2)
    assert here.usual.median == pytest.approx(middle, rel=0.03)
    assert here.usual.high / here.usual.low == pytest.approx(math.exp(2 * 1.6449 * who.between), rel=0.05)
    assert (here.days, here.eaten, here.mean, here.adequacy_classical) == (0, (), None, None)
    assert 0 < here.adequacy < 1


def test_more_days_are_more_certain_and_nearer_to_what_was_told():
    one, ten = found(record=[DAY]), found(record=[DAY] * 10)
    assert one.mean.median == pytest.approx(ten.mean.median)
    assert found().usual.median < one.usual.median < ten.usual.median
    assert ten.usual.high / ten.usual.low < one.usual.high / one.usual.low
    assert (one.days, ten.days, len(ten.eaten)) == (1, 10, 10)


def test_the_individual_formula_by_hand():
    """Distance from 265 mg in units of sqrt(26.5^2 + day_sd^2 / days), on the normal."""
    here = found(record=[DAY] * 3)
    z = (here.mean.median - 265) / math.sqrt(26.5**2 + here.day_sd**2 / 3)
    assert here.requirement == 265
    assert here.adequacy_classical == pytest.approx(0.5 * math.erfc(-z / math.sqrt(2)), abs=0.003)


def test_supplements_are_added_after_shrinking():
    """A tablet adds its whole 200 mg to the usual intake, however few the days."""
    without, with_it = found(), found(supplements=[TABLET])
    assert with_it.supplements.median == pytest.approx(200, rel=0.001)
    assert with_it.usual.median - without.usual.median == pytest.approx(200, rel=0.001)
    assert with_it.food.median == pytest.approx(without.food.median)


def test_a_line_that_may_be_about_another_food_is_said():
    eaten = ["100 g almonds", "30 g almnods", "60 g Vollkornbrot"]
    doubts = found(record=[{"meals": [{"at": "13:00", "eaten": eaten}]}] * 2).doubts
    assert any('"30 g almnods" as almonds.' in one for one in doubts)
    assert any("60 g Vollkornbrot" in one and "not zero" in one for one in doubts)  # a rye bread nobody measured
    assert found(record=[DAY]).doubts == ()


def test_an_adequate_intake_yields_no_adequacy_and_says_why():
    here = found(record=[DAY], authority="EU EFSA 2015")
    assert (here.adequacy, here.adequacy_classical, here.requirement) == (None, None, None)
    assert "no average requirement" in " ".join(here.reasons)


def test_an_age_outside_the_survey_is_said():
    infant = Person(age=0.8, sex="female", record=[DAY], **INFANT)
    assert usual_intake(infant, persons=10).nearest_age
    assert not found().nearest_age


def test_what_cannot_be_told_is_refused():
    with pytest.raises(InputError, match="infants"):
        usual_intake(Person(age=0.5, sex="male", **INFANT))
    with pytest.raises(InputError, match="at least one draw"):
        usual_intake(Person(**WOMAN), persons=0)


def test_the_same_seed_gives_the_same_digits():
    person = Person(**WOMAN, record=[DAY])
    assert usual_intake(person, persons=50, seed=3) == usual_intake(person, persons=50, seed=3)
    assert usual_intake(person, persons=50, seed=3) != usual_intake(person, persons=50, seed=4)
