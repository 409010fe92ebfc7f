"""The regimen: salts and doses that a doctor might review, inside every limit, with the causes named first."""

from epsom.plan.regimen.asking import asked, patient
from epsom.plan.regimen.cautions import cautions
from epsom.plan.regimen.choosing import proposal, wanted
from epsom.plan.regimen.limits import passed
from epsom.plan.regimen.nouns import Basis, Block, Cause, Intake, Patient, Proposal, Regimen

__all__ = [
    "Basis",
    "Block",
    "Cause",
    "Intake",
    "Patient",
    "Proposal",
    "Regimen",
    "asked",
    "cautions",
    "passed",
    "patient",
    "proposal",
    "wanted",
]
