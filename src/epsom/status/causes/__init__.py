"""Causes: what may make serum magnesium low, ranked, with the finding that parts the first two; and what signs tell.

A small Bayesian model over one main cause. Prior odds, what each finding looks like by branch, and the questions that
are left stand in tables beside this file; nothing here doses, and no score is made of symptoms.
"""

from epsom.status.causes.nouns import CauseLine, Finding, Ranked, Told
from epsom.status.causes.ranking import ranked
from epsom.status.causes.signs import SignLine, of_signs

__all__ = ["CauseLine", "Finding", "Ranked", "SignLine", "Told", "of_signs", "ranked"]
