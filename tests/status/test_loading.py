"""The loading test of people who were emptied on purpose: read in virtual persons who lived the same three weeks.

Fatemi and others took 26 healthy adults through three weeks of a diet with under 12 mg of magnesium a day: of a low
load they retained 11 +- 4 % before and 62 +- 4 % after, mean and standard error [fatemi1991].
"""

from dataclasses import dataclass

import numpy as np
import pytest

from epsom import units
from epsom.body import balance
from epsom.body.balance import Pools
from epsom.cohort.draw import draw
from epsom.elementwise import Array
from epsom.labs.protocols import protocol
from epsom.person import Person
from epsom.simulate.live import Phase, live, mixed_meals, settled
from epsom.status.likelihood import weighting
from epsom.status.observing import Moment, Sample, read
from epsom.status.readings import alone, reading
from epsom.units import Told

PEOPLE, WEEKS = 500, 3
FULL, EMPTY = 300.0, 11.0  # mg/day: a usual diet, and the most that the study's diet held
BEFORE, AFTER = 0.11, 0.62
LOW = "ryzen1985"  # the protocol of the low load


@dataclass(frozen=True)
class Both:
    """The same virtual persons before and after, one after the other: what they retain, and what they lost [mmol]."""

    retention: Array
    lost: Array

    def after(self, share: float) -> Array:
        """Return the weights when so much was retained of one person's load."""
        told = Told(share, share - 0.005, share + 0.005, f"{100 * share:.0f} %")
        one = reading("magnesium_retention", told, assay=protocol(LOW).reading_sd)
        return weighting(alone(one, self.retention)).weights


@pytest.fixture(scope="module")
def both() -> Both:
    person = Person(age=30, sex="male", height="178 cm", weight="75 kg")
    body = draw(person, persons=PEOPLE, seed=11).body()
    usual, poor = (mixed_meals(np.full(PEOPLE, units.mmol(each)), 3) for each in (FULL, EMPTY))
    full = settled(body, usual, PEOPLE)
    empty = live(full, 0.0, [Phase(7.0 * WEEKS, body, poor)], [0.0, 7.0 * WEEKS]).pools[-1]
    retained = [
        read("magnesium_retention", Moment(pools, body, eating, person, Sample(LOW)))
        for pools, eating in ((full, usual), (empty, poor))
    ]
    content = balance.content(Pools(*full[: len(Pools._fields)]))
    lost = content - balance.content(Pools(*empty[: len(Pools._fields)]))
    return Both(np.concatenate(retained), np.concatenate([np.zeros(PEOPLE), lost]))


def test_a_load_tells_who_was_emptied(both: Both):
    """Full and emptied persons count the same before the test; afterwards nearly all is with those of the reading."""
    emptied = both.lost > 0.0
    assert emptied.mean() == 0.5
    assert both.after(AFTER)[emptied].sum() > 0.9
    assert both.after(BEFORE)[emptied].sum() < 0.25


def test_the_deficit_follows_the_load(both: Both):
    """Ten millimoles and more stand between what the two readings say of the loss."""
    full, empty = (float(np.sum(both.after(share) * both.lost)) for share in (BEFORE, AFTER))
    assert empty - full > 10.0
