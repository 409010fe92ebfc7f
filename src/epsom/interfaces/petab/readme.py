"""The page beside the files: what the problem says, and what it cannot say."""

from __future__ import annotations

from epsom.interfaces.petab.experiments import Told
from epsom.version import __version__

FIRST = """# The fit of Epsom's body, as a PEtab problem

Written by Epsom {version}, for research and education; no medical advice. The format is PEtab 2.0.0: `problem.yaml`
names the files, `model.xml` is the model as SBML, in mmol, litre and day.

- **{measurements} numbers of {studies} studies** are measured{facts}. The standard error is the study's own; where it
  prints none, a 95 % interval of 15 % either way. A number's label stands beside it.
- **{parameters} parameters** are estimated. What was believed of a number of the body before the first fit is its
  log-normal prior; its bounds are what a living person can have; its nominal value is that of Epsom now. Where people
  differ from the typical adult, by size, age, kidney or medicine, `typical_…` is the number of the typical adult, and
  the conditions say by which factor they differ.
- **One person stands for a group**: the mean of its typical people, by their shares, without any spread between
  persons. Epsom's own fit takes the mean over virtual persons who do differ, so its predictions are a little different.
- Everybody first lives on what they ate before, to a steady state (time `-inf`). On day 0 the condition `day_0` begins
  to collect urine and stool, and notes what `before_…` was.
"""
EFFECTS = """\
- **An effect of each study** (`effect_of_…`) is on all that was read in it, as in Epsom's own fit. It multiplies the
  change that was read, and a tenth of a concentration. How large effects are, {effect:.3g}, is what that fit has found.
"""
BASELINES = """\
- **A printed baseline** is met by a parameter of its own (`shift_…`), which moves the people's set point, kidney or
  gut until their serum before day 0 is what was printed.
"""
LEFT_OUT = """
## What is not in it

Medicines and diseases are fitted to rows of their own, a study each. And this was left out, because one simulation of
one person cannot say it:

| study | what was read | why it is not here |
| --- | --- | --- |
"""
WHOLE = """
Nothing that the fit of the body reads was left out; medicines and diseases are fitted to rows of their own.
"""


def text(told: Told, parameters: int, effect: float) -> str:
    """Return the page."""
    studies = {one.study.name: one.study for one in told.measurements}
    facts = [name for name, study in studies.items() if not study.source]
    found = FIRST.format(
        version=__version__,
        measurements=len(told.measurements),
        studies=len(studies) - len(facts),
        facts=f", and what is known without one (`{'`, `'.join(facts)}`)" if facts else "",
        parameters=parameters,
    )
    if effect:
        found += EFFECTS.format(effect=effect)
    if told.shifts:
        found += BASELINES
    if not told.unsaid:
        return found + WHOLE
    rows = [f"| {study.name} | {point.label} | {reason} |\n" for study, point, reason in told.unsaid]
    return found + LEFT_OUT + "".join(rows)
