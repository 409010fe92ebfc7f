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
        ("C01", "Eaton-Lambert syndrome"),
        ("C01", "Eaton–Lambert"),
        ("C01", "MG"),
        ("C01", "myasthenia"),
        ("C01", "maladie neuromusculaire"),
        ("C01", "neuromuskuläre Erkrankung"),
        ("C04", "gastrointestinal obstruction"),
        ("C04", "Gastro-intestinal tract obstruction"),
        ("C04", "obstruction of the small bowel"),
        ("C04", "iléus paralytique"),
        ("C04", "íleo paralítico"),
        ("C04", "oclusión intestinal"),
        ("C04", "schwerer Durchfall"),
        ("K07", "stage 5 chronic kidney disease"),
        ("K07", "Stage IV CKD"),
        ("K07", "CKD 5"),
        ("K07", "CKD5"),
        ("K07", "CKD G4"),
        ("K07", "CKD 5D"),
        ("K07", "chronic kidney disease (stage 5)"),
        ("K07", "endstage renal disease"),
        ("K07", "terminale Niereninsuffizienz"),
        ("K07", "Niereninsuffizienz im Stadium 5"),
        ("K07", "hémodialyse"),
        ("K07", "insuffisance rénale chronique terminale"),
        ("K07", "diálisis"),
        ("K07", "enfermedad renal crónica estadio 5"),
        ("K08", "T2DM"),
        ("K08", "T2D"),
        ("K08", "DM2"),
        ("K08", "IDDM"),
        ("K08", "NIDDM"),
        ("K08", "HTN"),
        ("K08", "raised blood pressure"),
        ("K08", "elevated BP"),
        ("K08", "CHF"),
        ("K08", "congestive cardiac failure"),
        ("K08", "left ventricular failure"),
        ("K08", "CKD3"),
        ("K08", "CKD 3b"),
        ("K08", "hoher Blutdruck"),
        ("K08", "Linksherzinsuffizienz"),
        ("K08", "HTA"),
        ("K08", "défaillance cardiaque"),
        ("K08", "tensión alta"),
        ("K08", "insuficiencia cardíaca"),
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
        ("C10", "Rennie"),
        ("C10", "Mg citrate 300 mg"),
        ("C10", "2 x Mg oxide"),
        ("C10", "Picolax"),
        ("C10", "CitraFleet sachets"),
        ("C10", "ZMA"),
        ("C10", "Maalox"),
        ("C10", "Magnesiumcitrat 400"),
        ("C10", "calcium and magnesium"),
        ("C11", "Gaviscon Advance"),
        ("C05", "Isentress"),
        ("C05", "integrase inhibitor"),
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
        ("C01", ("serum magnesium 1.7 mg/dL",), ()),  # a mass, and no myasthenia gravis
        ("C01", ("low Mg",), ()),
        ("K07", ("CKD 3",), ()),
        ("K07", ("stage 3 chronic kidney disease",), ()),
        ("K07", ("stage 4 cancer",), ()),
        ("K08", ("hypotension",), ()),
        ("C04", ("sinus obstruction",), ()),
        ("C10", (), ("potassium 500 mg citrate",)),  # a mass of citrate
        ("C10", (), ("calcium carbonate",)),
        ("C10", (), ("Gaviscon",)),  # a question of its own, C11
    ],
)
def test_what_only_looks_alike_is_not_found(name, conditions, medicines):
    assert name not in named(conditions, medicines)


def words() -> list[dict[str, str]]:
    return [dict(row) for row in rules.sheet(rules.WORDS)]


@pytest.mark.parametrize(
    ("change", "says"),
    [({"source": ""}, "no source"), ({"among": "labs"}, "conditions or medicines"), ({"rule": "K99"}, "K99")],
)
def test_a_broken_row_of_words_is_refused(change, says, monkeypatch):
    plain, broken = rules.sheet, [words()[0] | change, *words()[1:]]
    monkeypatch.setattr(rules, "sheet", lambda table: broken if table == rules.WORDS else plain(table))
    with pytest.raises(TableError, match=says):
        rules._patterns.__wrapped__()


def test_no_word_stands_twice_and_each_speaks_of_no_table_of_the_cohort():
    keys = [(row["rule"], row["among"], row["pattern"]) for row in words()]
    assert len(set(keys)) == len(keys)
    assert {row["rule"] for row in words()} <= {*rules.rules()}
