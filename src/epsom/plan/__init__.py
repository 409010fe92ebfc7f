"""The plan: what to change on the plate, and what a doctor might review, lived through before it is shown."""

from epsom.plan.advice import Plan, Wish, advise
from epsom.plan.urgent import advised

__all__ = ["Plan", "Wish", "advise", "advised"]
