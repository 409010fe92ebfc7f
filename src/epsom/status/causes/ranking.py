"""The ranking: odds before any finding, times how usual each finding is with each cause, made to sum to one."""

from __future__ import annotations

from dataclasses import replace
from math import exp, log, pi, sqrt

from epsom.status.causes.evidence import corrected, findings, limit, present
from epsom.status.causes.nouns import CauseLine, Finding, Ranked, Told
from epsom.status.causes.rows import CauseRow, Shape, causes, number, shape, shapes
from epsom.status.causes.separating import separating
from epsom.status.causes.wording import alerts, words


def ranked(told: Told) -> Ranked:
    """Return the causes that may make this serum low, the likeliest first, by Bayes' rule over one main cause.

    Findings count as independent given the cause, each with a lapse that keeps it from ruling out any. Looked for
    only where serum is below its limit, or where the cohort finds a deficit likely all the same.
    """
    low, serum = limit(told), told.readings.get("serum_magnesium")
    lines = _lines(told) if looked_for(told) else ()
    apart = separating(told, lines)
    return Ranked(lines, apart, serum, low, alerts(told), words(told, lines, apart))


def looked_for(told: Told) -> bool:
    """Tell whether a cause is looked for: serum is told and low, or the deficit is likely."""
    serum = told.readings.get("serum_magnesium")
    if serum is not None and serum < limit(told):
        return True
    return told.deficit is not None and told.deficit >= number("asking_chance")


def _lines(told: Told) -> tuple[CauseLine, ...]:
    odds = present(told)
    why = {name: _why(causes()[name], told) for name in odds}
    logs = {name: log(odds[name]) + sum(log(one.times) for one in why[name]) for name in odds}
    most = max(logs.values())
    weights = {name: exp(value - most) for name, value in logs.items()}
    whole = sum(weights.values())
    lines = [
        CauseLine(
            name,
            row.branch,
            row.group,
            weights[name] / whole,
            odds[name],
            why[name],
            row.rule,
            row.evidence,
            row.source,
        )
        for name, row in ((name, causes()[name]) for name in odds)
    ]
    return tuple(sorted(lines, key=lambda line: (-line.probability, line.name)))


def _why(cause: CauseRow, told: Told) -> tuple[Finding, ...]:
    """Return the findings with how many times as usual each is with this cause as with no known one."""
    found: list[Finding] = []
    for name, (value, unit) in findings(told).items():
        usual = shapes()[name, "unknown"]
        shown = corrected(told) if name == "serum" and cause.branch == "artefact" else None
        own = density(shape(name, cause), value) if shown is None else density(shape("corrected serum", cause), shown)
        found.append(
            Finding(name, value, unit, _softened(own, usual, value) / _softened(density(usual, value), usual, value))
        )
    return tuple(found)


def _softened(own: float, usual: Shape, value: float) -> float:
    """Return a density with its lapse: sometimes a finding has another reason, and then lies anywhere."""
    lapse = number("lapse")
    anywhere = density(replace(usual, spread=number("lapse_width") * usual.spread), value)
    return (1.0 - lapse) * own + lapse * anywhere


def density(spread: Shape, value: float) -> float:
    """Return how usual a value above zero is by a log-normal shape, per unit of its logarithm [1]."""
    z = (log(value) - log(spread.median)) / spread.spread
    return max(exp(-0.5 * z * z) / (spread.spread * sqrt(2.0 * pi)), 1e-300)
