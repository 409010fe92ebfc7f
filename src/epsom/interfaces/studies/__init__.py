"""The page of studies: every published number beside its prediction, and time courses over the points."""

from epsom.interfaces.studies.page import render

__all__ = ["render"]
