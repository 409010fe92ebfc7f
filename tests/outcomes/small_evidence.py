"""A small file of evidence for tests, and how to change a line of it."""

from __future__ import annotations

HEAD = """
outcome = "sound sleep"
parent = "wellbeing"
system = "nerves and mind"
mission = [9]
[answer]
kind = "effect"
says = "Sleep is longer by a minute or more."
applies = "It concerns people who sleep badly."
pitfalls = ["A mean is not a person."]
settle = "a larger trial"
[[endpoint]]
name = "sleep"
heading = "Sleep"
type = "continuous"
unit = "min"
[[endpoint]]
name = "insomnia"
heading = "Insomnia"
type = "binary"
"""
TRIAL = """
[[row]]
id = "trial"
endpoint = "sleep"
role = "primary"
exposure = "supplemental_magnesium"
unit = "mg/d"
contrast = "step"
measure = "MD"
shape = "step"
estimate = 3.0
interval = [1.0, 5.0]
i2 = 0.5
n_studies = 8
design = "rct_meta"
dose = [100, 400]
population = { setting = "free_living" }
certainty = { level = "low", by = "us" }
causal = { tier = "trial effect", judgement = "trial, low certainty" }
source = "argeros2025"
read = "abstract"
mark = "read"
"""
COHORT = """
[[row]]
id = "cohort"
endpoint = "insomnia"
role = "primary"
exposure = "dietary_magnesium"
unit = "mg/d"
contrast = "per_unit"
increment = 100
measure = "RR"
shape = "log_linear"
estimate = 0.81
interval = [0.77, 0.86]
n_studies = 10
design = "cohort_meta"
population = { setting = "free_living" }
certainty = { level = "low", by = "us" }
causal = { tier = "association", judgement = "cohort, highly suggestive, genetics in part" }
source = "han2017"
read = "abstract"
mark = "read"
"""
SERUM = """
[[row]]
id = "serum"
endpoint = "insomnia"
role = "primary"
exposure = "serum_magnesium"
unit = "mmol/L"
contrast = "categorical"
reference = { what = "0.80 to 0.89 mmol/L" }
threshold = 0.70
measure = "HR"
shape = "threshold"
estimate = 1.34
interval = [1.02, 1.77]
n_studies = 1
design = "cohort"
population = { setting = "free_living" }
certainty = { level = "low", by = "us" }
causal = { tier = "association", judgement = "cohort, genetics silent or against" }
source = "zhang2018nhefs"
read = "abstract"
mark = "read"
"""
INFUSION = """
[[row]]
id = "infusion"
endpoint = "insomnia"
role = "out_of_scope"
exposure = "intravenous_magnesium"
unit = "g"
contrast = "step"
measure = "OR"
shape = "step"
estimate = 1.0
interval = [0.8, 1.25]
n_studies = 1
design = "rct"
population = { setting = "hospital_iv" }
certainty = { level = "high", by = "us" }
causal = { tier = "trial effect", judgement = "trial, hard outcome" }
source = "magic2002"
read = "abstract"
mark = "read"
"""


def changed(row: str, *pairs: tuple[str, str]) -> str:
    """Return a row with some of its words replaced; a word that is not there is a mistake of the test."""
    for old, new in pairs:
        assert old in row, old
        row = row.replace(old, new)
    return row
