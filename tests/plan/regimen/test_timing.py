"""Timing: the hours that the room of the timetable finds, and what follows where it finds none."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from epsom.plan.regimen import proposal, timing
from tests.plan.regimen.people import patient


@dataclass(frozen=True)
class Slot:
    name: str
    at: float


def house(solved):
    """A room of the timetable that answers as told."""
    return SimpleNamespace(things=lambda medicines, hours, told, taken: (medicines, hours, told, taken), solve=solved)


@pytest.fixture
def timetable(monkeypatch):
    def stand(solved):
        monkeypatch.setattr(timing, "room", lambda: house(solved))

    return stand


def test_the_hours_are_those_of_the_timetable(timetable):
    def solved(things):
        slots = [Slot("levothyroxine", 7.0), *(Slot("magnesium", at + 0.5) for at in things[1])]
        return SimpleNamespace(slots=tuple(slots))

    timetable(solved)
    one = proposal(patient(medicines=("levothyroxine",)), 10.0).regimens[0]
    assert [each.at for each in one.intakes] == [22.5]
    assert one.timetable is not None


def test_an_impossible_set_is_named_and_nothing_is_proposed(timetable):
    timetable(lambda things: SimpleNamespace(reasons=("no hour keeps away from both",)))
    found = proposal(patient(medicines=("levothyroxine",)), 10.0)
    assert found.regimens == ()
    assert {(one.rule, one.words) for one in found.blocks} == {("timetable", "no hour keeps away from both")}


def test_a_timetable_that_lost_an_intake_is_not_used(timetable):
    timetable(lambda things: SimpleNamespace(slots=()))
    found = proposal(patient(medicines=("levothyroxine",)), 10.0)
    assert found.regimens == ()
    assert "0 of 1" in found.blocks[0].words


def test_without_medicines_the_wished_hours_stand(timetable):
    timetable(lambda things: pytest.fail("nothing to solve"))
    assert [each.at for each in proposal(patient(), 10.0).regimens[0].intakes] == [22.0]


def test_in_a_house_without_a_timetable_the_wished_hours_stand(monkeypatch):
    monkeypatch.setattr(timing, "room", lambda: None)
    assert timing.timed(patient(medicines=("warfarin",)), (10.5, 22.0)) == timing.Timed((10.5, 22.0))


def test_told_hours_and_those_of_the_supplement_are_handed_on(timetable):
    seen = []

    def solved(things):
        seen.append(things)
        return SimpleNamespace(slots=tuple(Slot("magnesium", at) for at in things[1]))

    timetable(solved)
    proposal(patient(medicines=("warfarin",), told_hours=(("warfarin", (18.0,)),), supplement_hours=(8.0,)), 10.0)
    assert seen[0] == (("warfarin",), (22.0,), {"warfarin": (18.0,)}, (8.0,))
