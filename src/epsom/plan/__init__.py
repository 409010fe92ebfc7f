"""The plan: what to change on the plate, lived through by the same virtual persons before it is shown."""

from epsom.plan.diet import advised

__all__ = ["advised"]
