"""The report: one assessment as one page that opens anywhere, prints, and asks nothing of the network."""

from epsom.interfaces.report.page import render

__all__ = ["render"]
