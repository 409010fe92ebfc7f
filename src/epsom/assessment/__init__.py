"""Assessment: the whole journey of one person, from the plate to what follows."""

from epsom.assessment.journey import Journey, walk
from epsom.assessment.laboratory_nouns import AlertLine, LabView, LearnedLine, RangeLine, StoreLine
from epsom.assessment.nouns import Asked, Assessment, DayFlows, EatenLine, NeedLine, OtherPlan, SwapLine
from epsom.assessment.views import assessment

__all__ = [
    "AlertLine",
    "Asked",
    "Assessment",
    "DayFlows",
    "EatenLine",
    "Journey",
    "LabView",
    "LearnedLine",
    "NeedLine",
    "OtherPlan",
    "RangeLine",
    "StoreLine",
    "SwapLine",
    "assessment",
    "walk",
]
