"""Assessment: the whole journey of one person, from the plate to what follows."""

from epsom.assessment.journey import Journey, walk
from epsom.assessment.nouns import Asked, Assessment, DayFlows, EatenLine, LabView, NeedLine, OtherPlan, SwapLine
from epsom.assessment.views import assessment

__all__ = [
    "Asked",
    "Assessment",
    "DayFlows",
    "EatenLine",
    "Journey",
    "LabView",
    "NeedLine",
    "OtherPlan",
    "SwapLine",
    "assessment",
    "walk",
]
