"""The page: one self-contained file, without script and without any request."""

from __future__ import annotations

import os
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from epsom.errors import InputError
from epsom.interfaces.report import charts, sentences, view, words
from epsom.interfaces.report.words import Amounts, Unit
from epsom.simulate.keeping import folder

if TYPE_CHECKING:
    from jinja2 import Template

    from epsom.assessment import Assessment


def _text(file: str) -> str:
    return files("epsom.interfaces.report").joinpath(file).read_text("utf-8")


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemBytecodeCache, FunctionLoader, StrictUndefined

    kept = folder()  # the compiled template is kept beside the kernels, where these are kept
    house = Environment(
        loader=FunctionLoader(_text), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        bytecode_cache=FileSystemBytecodeCache(str(kept)) if os.access(kept, os.W_OK) else None,
    )  # fmt: skip
    return house.get_template("report.html.j2")


def _style(result_id: str) -> str:
    """Return the style sheet without comments, with the footer that every printed page carries."""
    short = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", _text("report.css"), flags=re.S)).strip()
    plain = re.sub(r"[^\w.:-]", "", result_id)
    foot = f'"Epsom. For research and education; not a medical device. Result {plain}"'
    return (
        f'{short}\n@page{{@bottom-left{{content:{foot}}}@bottom-right{{content:counter(page) " / " counter(pages)}}}}'
    )


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
    return _template().render(
        assessment=assessment,
        unit=unit,
        style=Markup(_style(assessment.result_id)),
        name=sentences.name(assessment),
        who=sentences.who(assessment),
        of_day=sentences.of_day(sentences.when(assessment)),
        goal=sentences.goal(assessment),
        in_short=sentences.in_short(assessment, amounts),
        body=Markup(charts.body_chart(assessment, amounts)),
        flows=view.flows_table(assessment, amounts),
        eaten=last_day,
        earlier=earlier,
        dots=Markup(charts.dots_chart(assessment, amounts)),
        deficit_sentence=sentences.deficit_sentence(assessment, amounts),
        status=view.status_table(assessment, amounts),
        labs=view.labs_table(assessment, amounts),
        weighed=sentences.weighed(assessment),
        charts=[(chart.heading, Markup(chart.svg), chart.twin) for chart in charts.band_charts(assessment, amounts)],
        needs=Markup(charts.needs_chart(assessment, amounts)),
        needs_table=view.needs_table(assessment, amounts),
        chances=sentences.chances(assessment),
        limits=sentences.limits(assessment, amounts),
        outcomes=view.outcomes(assessment),
        steps=sentences.certainty_steps,
        swaps=view.swaps_table(assessment, amounts),
        plan=None if assessment.plan_adequacy is None else words.of_twenty(assessment.plan_adequacy),
        unknowns=sentences.unknowns(assessment),
        parameters=view.parameters_table(assessment),
        cited=view.cited(assessment),
    )
