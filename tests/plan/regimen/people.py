"""Patients for the tests of the regimen: one in health, and any that hypothesis can think of."""

from __future__ import annotations

from hypothesis import strategies as st

from epsom.needs import authorities
from epsom.plan.regimen import Patient

CONDITIONS = (
    "type 2 diabetes", "hypertension", "heart failure", "chronic kidney disease", "myasthenia gravis", "heart block",
    "ileus", "chronic diarrhoea", "pre-eclampsia", "migraine", "haemodialysis", "coeliac disease", "osteoporosis",
)  # fmt: skip
MEDICINES = (
    "omeprazole", "hydrochlorothiazide", "furosemide", "spironolactone", "digoxin", "raltegravir", "metformin",
    "warfarin", "baloxavir", "kayexalate", "milk of magnesia", "calcitriol", "senna",
)  # fmt: skip


def patient(**told) -> Patient:
    """A woman of 40 in health whose kidneys filter 95 mL/min/1.73m2, and whatever is told otherwise."""
    return Patient(**({"age": 40.0, "sex": "female", "weight": 66.0, "egfr": 95.0} | told))


def known(low: float, high: float):
    return st.one_of(st.none(), st.floats(low, high))


patients = st.builds(
    Patient,
    age=st.floats(0, 110),
    sex=st.sampled_from(("female", "male")),
    weight=known(3, 150),
    pregnancy_week=st.one_of(st.none(), st.integers(1, 42)),
    lactating=st.booleans(),
    egfr=known(3, 140),
    dialysis=st.sampled_from((False, False, False, True)),
    conditions=st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True).map(tuple),
    medicines=st.lists(st.sampled_from(MEDICINES), max_size=3, unique=True).map(tuple),
    serum=known(0.3, 3.0),
    supplement=st.sampled_from((0.0, 0.0, 40.0, 200.0, 249.0, 400.0)),
    authority=st.sampled_from(authorities()),
)
