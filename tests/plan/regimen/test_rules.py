"""The rules of a regimen: a row each, sourced, and each can be switched off for the proof that it is needed."""

import pytest

from epsom.errors import TableError
from epsom.plan.regimen import rules
from epsom.plan.regimen.rules import holding, named, off, on
from epsom.tables import sources


def test_every_rule_has_words_a_source_and_no_memory():
    for one in rules.rules().values():
        assert one.condition
        assert one.action
        assert one.source == "assumed" or one.source in sources()
        assert "memory" not in one.mark
        assert one.where or one.because


def test_the_ids_are_those_of_the_reference():
    assert {
        "K04",
        "K05",
        "K06",
        "K07",
        "K08",
        "K09",
        "C01",
        "C02",
        "C03",
        "C04",
        "C05",
        "C06",
        "D04",
        "T12",
        "T13",
    } <= {*rules.rules()}


def test_a_rule_that_rests_on_memory_is_refused(monkeypatch):
    rows = tuple(dict(row) for row in rules.sheet(rules.TABLE))
    rows[4]["mark"] = "part-memory"
    monkeypatch.setattr(rules, "sheet", lambda table: rows)
    with pytest.raises(TableError, match="not on memory"):
        rules.rules.__wrapped__()


def test_a_kind_that_nobody_knows_is_refused(monkeypatch):
    rows = tuple(dict(row) for row in rules.sheet(rules.TABLE))
    rows[0]["kind"] = "advice"
    monkeypatch.setattr(rules, "sheet", lambda table: rows)
    with pytest.raises(TableError, match="kind"):
        rules.rules.__wrapped__()


def test_off_is_off_inside_and_on_again_after_a_fall():
    def fall():
        with off("K07"):
            with off("K07"):
                assert not on("K07")
            assert not on("K07")
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        fall()
    assert on("K07")


def test_off_knows_no_other_rule():
    with pytest.raises(KeyError, match="K77"), off("K77"):
        pass


def test_a_number_that_a_rule_lacks_is_an_error_of_the_table():
    with pytest.raises(TableError, match="K09"):
        rules.low("K09")
    with pytest.raises(TableError, match="K09"):
        rules.high("K09")
    with pytest.raises(TableError, match="T12"):
        rules.number("T12")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("K07", "Haemodialysis three times a week"),
        ("K07", "end-stage renal disease"),
        ("K07", "acute kidney injury"),
        ("K07", "chronic kidney disease stage 5"),
        ("K08", "type 2 diabetes"),
        ("K08", "high blood pressure"),
        ("K08", "heart failure"),
        ("K08", "ckd"),
        ("K08", "nephrotic syndrome"),
        ("C01", "Myasthenia  gravis"),
        ("C01", "Lambert-Eaton myasthenic syndrome"),
        ("C01", "neuromuscular disease"),
        ("C02", "third-degree heart block"),
        ("C02", "AV block II"),
        ("C02", "atrioventricular block"),
        ("C02", "myocardial damage"),
        ("C04", "bowel obstruction"),
        ("C04", "paralytic ileus"),
        ("C04", "acute abdomen"),
        ("C04", "severe diarrhoea"),
        ("C07", "preeclampsia"),
        ("G01", "chronic diarrhea"),
        ("K07", "Dialyse seit 2020"),
        ("K08", "Niereninsuffizienz"),
        ("K08", "insuffisance rénale"),
        ("K08", "hipertensión"),
        ("K08", "Diabète de type 2"),
        ("C01", "Myasthenie"),
        ("C02", "Herzinfarkt"),
        ("C04", "Darmverschluss"),
        ("C07", "Präeklampsie"),
    ],
)
def test_conditions_are_found_in_the_words_people_use(name, words):
    assert name in named((words,), ())
    assert holding(name, ("migraine", words), ()) == (words,)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("C05", "Raltegravir 400 mg"),
        ("C08", "sodium polystyrene sulfonate"),
        ("C09", "baloxavir"),
        ("C10", "magnesium hydroxide"),
        ("C10", "Milk of Magnesia"),
        ("K08", "insulin glargine"),
        ("M03", "digoxin"),
        ("R01", "esomeprazole"),
    ],
)
def test_medicines_are_found_in_the_words_people_use(name, words):
    assert name in named((), (words,))


@pytest.mark.parametrize(
    ("name", "conditions", "medicines"),
    [
        ("K08", ("prediabetes",), ()),
        ("K07", ("kidney stones",), ()),
        ("C10", (), ("esomeprazole magnesium",)),  # the salt of the medicine, some milligrams
        ("R01", (), ("aripiprazole",)),
        ("C02", ("writer's block",), ()),
        ("C04", ("diarrhoea",), ()),
        ("C01", ("muscle ache",), ()),
    ],
)
def test_what_only_looks_alike_is_not_found(name, conditions, medicines):
    assert name not in named(conditions, medicines)
