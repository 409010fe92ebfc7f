"""Figures: plain numbers in, one SVG out; every one says its numbers in words as well."""

from epsom.interfaces.report.figures.band import band_figure
from epsom.interfaces.report.figures.bars import needs_figure
from epsom.interfaces.report.figures.body_figure import body_figure
from epsom.interfaces.report.figures.dots import dots_figure
from epsom.interfaces.report.figures.forest import forest_figure
from epsom.interfaces.report.figures.lengths import lengths_figure
from epsom.interfaces.report.figures.levels import levels_figure
from epsom.interfaces.report.figures.loop import loop_svg
from epsom.interfaces.report.figures.pair import pair_figure
from epsom.interfaces.report.figures.stores import stores_figure
from epsom.interfaces.report.figures.strip import strip_figure
from epsom.interfaces.report.figures.trial import trial_figure

__all__ = [
    "band_figure", "body_figure", "dots_figure", "forest_figure", "lengths_figure", "levels_figure", "loop_svg",
    "needs_figure", "pair_figure", "stores_figure", "strip_figure", "trial_figure",
]  # fmt: skip
