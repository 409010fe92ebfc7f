"""What moves a reading by itself: who it holds for, and that every row can be met."""

import pytest

from epsom.cohort.conditions import condition
from epsom.cohort.medicines import medicine
from epsom.status.burden import Known
from epsom.status.outside import moved, movers


def known(**told):
    return Known(age=50.0, **told)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("serum_potassium", {"medicines": (medicine("hydrochlorothiazide").name,)}),
        ("serum_potassium", {"medicines": (medicine("furosemide").name,)}),
        ("serum_potassium", {"medicines": (medicine("spironolactone").name,)}),
        ("serum_potassium", {"medicines": (medicine("senna").name,)}),
        ("serum_potassium", {"medicines": ("lisinopril 10 mg",)}),
        ("serum_potassium", {"conditions": (condition("gitelman").name,)}),
        ("serum_potassium", {"conditions": (condition("diarrhea").name,)}),
        ("serum_potassium", {"egfr": 44.0}),
        ("total_calcium", {"medicines": (medicine("indapamide").name,)}),
        ("ionised_calcium", {"medicines": ("Lithium carbonate",)}),
        ("parathyroid_hormone", {"conditions": ("hypoparathyroidism after surgery",)}),
    ],
)
def test_what_moves_it_is_told(name, told):
    assert moved(name, known(**told))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("serum_potassium", {"medicines": ("proton pump inhibitor",), "conditions": ("type 2 diabetes",)}),
        ("serum_potassium", {"egfr": 45.0}),
        ("serum_potassium", {}),
        ("total_calcium", {"conditions": (condition("hyperparathyroidism").name, condition("osteomalacia").name)}),
        ("serum_magnesium", {"medicines": ("thiazide diuretic", "loop diuretic"), "egfr": 20.0}),
    ],
)
def test_what_does_not_move_it_is_silent(name, told):
    """Overactive glands and low vitamin D are in the virtual persons, and so is what moves magnesium."""
    assert moved(name, known(**told)) == ()


def test_every_row_says_whom_it_holds_for_and_reads_as_a_clause():
    for row in movers().values():
        assert row.medicines or row.conditions or row.egfr_below is not None
        assert row.words[0].islower()
        assert not row.words.endswith(".")
        assert "{" not in row.words
