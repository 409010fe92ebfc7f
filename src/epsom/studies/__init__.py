"""Studies: published human studies as data, and the one runner that holds predictions against them."""

from epsom.studies.run import Outcome, run

__all__ = ["Outcome", "run"]
