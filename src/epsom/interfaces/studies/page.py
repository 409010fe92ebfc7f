"""The page of studies: one self-contained file, without script and without any request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from epsom.interfaces.report import house
from epsom.interfaces.studies import wording
from epsom.interfaces.studies.overview import grouped, overviews
from epsom.interfaces.studies.panels import Panel, panels
from epsom.studies import catalogue
from epsom.studies.score import Summary, summary
from epsom.version import __version__

if TYPE_CHECKING:
    from markupsafe import Markup

    from epsom.studies.catalogue import LeftOut, Point, Study
    from epsom.studies.course import Beside
    from epsom.studies.run import Outcome

ROOM = "epsom.interfaces.studies"


@dataclass(frozen=True)
class Shown:
    """One study as the page shows it."""

    study: Study
    outcomes: Sequence[tuple[Outcome, Point]]
    panels: Sequence[tuple[Panel, Markup]]
    persons: int


def render(besides: Sequence[Beside], left_out: Sequence[LeftOut] | None = None) -> str:
    """Return studies laid beside the body as one HTML page: an overview, every study, and those left out."""
    from markupsafe import Markup

    left_out = catalogue.left_out() if left_out is None else left_out
    held = [(one.study, one.outcomes) for one in besides]
    outcomes = [outcome for one in besides for outcome in one.outcomes]
    scored: Summary = summary(outcomes)
    by_name = {one.study.name: _shown(one) for one in besides}
    return house.template(ROOM, "studies.html.j2").render(
        style=Markup(house.style(f"Studies beside Epsom {__version__}", ("epsom.interfaces.report", "report.css"),
                                 (ROOM, "studies.css"))),
        version=__version__,
        words=wording,
        in_short=wording.in_short(scored, [one.study for one in besides], left_out),
        scores=wording.scores(scored),
        missed=scored.hard_missed,
        overviews=[Markup(one) for one in overviews(held)],
        groups=[(key, name, [by_name[study.name] for study, _ in found]) for key, name, found in grouped(held)],
        left_out=left_out,
    )  # fmt: skip


def _shown(beside: Beside) -> Shown:
    from markupsafe import Markup

    drawn = [(panel, Markup(panel.svg)) for panel in panels(beside)]
    return Shown(beside.study, tuple(zip(beside.outcomes, beside.study.points, strict=True)), drawn, beside.persons)
