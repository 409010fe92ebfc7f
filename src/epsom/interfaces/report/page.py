"""The page: one self-contained file, without script and without any request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from epsom.errors import InputError
from epsom.interfaces.report import charts, house, laboratory_section, named, outcomes, sentences, view, words
from epsom.interfaces.report.words import Amounts, Unit

if TYPE_CHECKING:
    from epsom.assessment import Assessment

ROOM = "epsom.interfaces.report"


def render(assessment: Assessment, *, unit: Unit = "mg") -> str:
    """Return the report of one assessment as one HTML page.

    ``unit`` is what amounts are written in, mg or mmol; serum stays in mmol/L with mg/dL beside it. The page holds its
    own style and drawings, runs no script and asks nothing of the network. InputError for another unit.
    """
    if unit not in words.UNITS:
        raise InputError(
            f"unit = {unit!r} is no unit of the report. Use one of: {', '.join(words.UNITS)}.", at=("unit",)
        )
    from markupsafe import Markup

    amounts = Amounts(unit)
    last_day, earlier = view.eaten_tables(assessment, amounts)
    return house.template(ROOM, "report.html.j2").render(
        assessment=assessment,
        unit=unit,
        style=Markup(house.style(f"Result {assessment.result_id}", (ROOM, "report.css"))),
        name=sentences.name(assessment),
        who=sentences.Said(sentences.who(assessment), named.of_person(assessment.person)),
        attribute=named.attribute,
        of_day=sentences.of_day(sentences.when(assessment)),
        goal=sentences.goal(assessment),
        in_short=sentences.in_short(assessment, amounts),
        body=Markup(charts.body_chart(assessment, amounts)),
        flows=view.flows_table(assessment, amounts),
        eaten=last_day,
        earlier=earlier,
        dots=Markup(charts.dots_chart(assessment, amounts)),
        deficit=sentences.Said(sentences.deficit_sentence(assessment, amounts), sentences.DEFICIT),
        status=view.status_table(assessment, amounts),
        lab=laboratory_section.section(assessment, amounts),
        weighed=sentences.weighed(assessment),
        charts=[
            (chart.heading, Markup(chart.svg), chart.twin, chart.explain)
            for chart in charts.band_charts(assessment, amounts)
        ],
        needs=Markup(charts.needs_chart(assessment, amounts)),
        asked=tuple(name for line in assessment.needs for name in named.of_need(line)),
        needs_table=view.needs_table(assessment, amounts),
        chances=sentences.chances(assessment),
        limits=sentences.limits(assessment, amounts),
        follows=outcomes.section(assessment, amounts),
        swaps=view.swaps_table(assessment, amounts),
        others=view.other_plans(assessment, amounts),
        plan=None if assessment.plan_adequacy is None else words.of_twenty(assessment.plan_adequacy),
        reached=named.of_adequacy(assessment),
        unknowns=sentences.unknowns(assessment),
        parameters=view.parameters_table(assessment),
        cited=view.cited(assessment),
    )
