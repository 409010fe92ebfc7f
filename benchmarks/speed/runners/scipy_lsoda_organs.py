"""scipy's LSODA on the organs' own flux functions, as they stand in Epsom: what a script of one's own would cost."""

from __future__ import annotations

from runners.scipy_lsoda import Organs as Runner

__all__ = ["Runner"]
