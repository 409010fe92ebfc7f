"""The diet: the fewest changes to a person's own plate that reach what the body needs, lived through before shown."""

from epsom.plan.diet.advised import advised
from epsom.plan.diet.nouns import Change, DietPlan, DietPlans, SideLine
from epsom.plan.diet.planned import plans

__all__ = ["Change", "DietPlan", "DietPlans", "SideLine", "advised", "plans"]
