"""Epsom follows a person's magnesium from the plate to the organs, and says how sure it is."""

from epsom.version import __version__

__all__ = ["__version__"]
