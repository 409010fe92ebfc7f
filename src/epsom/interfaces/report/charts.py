"""The figures of the page: which numbers of an assessment each one draws, and their table twins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from epsom.interfaces.report import words
from epsom.interfaces.report.figures import band_figure, body_figure, dots_figure, needs_figure
from epsom.interfaces.report.figures.band import Course, Interval
from epsom.interfaces.report.figures.bars import Asked, Spread
from epsom.interfaces.report.named import Names
from epsom.interfaces.report.sentences import is_limit, when
from epsom.interfaces.report.view import TABLE, Line, Table, line, table
from epsom.interfaces.report.words import Amounts
from epsom.tables import rows

if TYPE_CHECKING:
    from epsom.assessment import Assessment
    from epsom.status.summary import Band, Estimate

_COURSES: dict[str, Names] = {
    "serum": ("course", "balance.serum", "90 of 100", "reference interval"),
    "deficit": ("course", "deficit", "90 of 100"),
    "urine": ("course", "balance.spilled", "90 of 100"),
}
"""The names by which the numbers of each course go."""
_SHAPES = (
    dict.fromkeys(("EAR", "AR"), "requirement")
    | dict.fromkeys(("RDA", "PRI", "RNI", "RDI"), "target")
    | {"AI": "adequate"}
)


@dataclass(frozen=True)
class Chart:
    """A figure with its heading, a caption, the same numbers as a table, and the names they go by."""

    heading: str
    svg: str
    caption: str
    twin: Table
    explain: Names = ()


def reference_interval() -> Interval:
    """Return the conventional reference interval of serum magnesium [mmol/L], named, from report.toml."""
    found = rows(TABLE)
    return Interval("reference interval", found["serum_reference_low"].value, found["serum_reference_high"].value)


def body_chart(assessment: Assessment, amounts: Amounts) -> str:
    """Draw where the magnesium of the last day went."""
    flows = assessment.flows
    named = {one.name: getattr(flows, one.name) for one in fields(flows) if one.name != "stores"}
    return body_figure(named | flows.stores, amounts, when=when(assessment))


def dots_chart(assessment: Assessment, amounts: Amounts) -> str:
    """Draw the deficit as twenty dots, cut at the full stores."""
    values = [amounts.value(dot) for dot in assessment.deficit_dots]
    return dots_figure(
        values,
        cut=0.0,
        unit=amounts.unit,
        digits=words.fitting(max(map(abs, values))),
        above="below full stores",
        below="at or above full stores",
        axis="Magnesium missing from full stores",
    )


def needs_chart(assessment: Assessment, amounts: Amounts) -> str:
    """Draw usual intake against what each authority asks."""
    told: list[tuple[str, Estimate | None]] = [
        ("Days told, mean", assessment.record_mean),
        ("Usual intake", assessment.usual_intake),
        ("Absorbed-equivalent", assessment.equivalent_intake),
    ]
    value = amounts.value
    intakes = [Spread(who, value(one.low), value(one.median), value(one.high)) for who, one in told if one is not None]
    found: dict[str, list[tuple[str, str, float]]] = {}
    for need in sorted(assessment.needs, key=lambda one: one.authority != assessment.authority):
        if need.kind in _SHAPES and not is_limit(need.kind):
            marks = found.setdefault(need.authority, [])
            marks.append((_SHAPES[need.kind], need.kind, amounts.of_mg(need.value)))
    asked = [Asked(who, who == assessment.authority, marks) for who, marks in found.items()]
    return needs_figure(intakes, asked, unit=amounts.unit, digits=0 if amounts.unit == "mg" else 1)


def _course(called: str, band: Band, value: Callable[[float], float]) -> Course:
    series = (band.q05, band.q25, band.q50, band.q75, band.q95)
    return Course(called, band.time, *([value(one) for one in line] for line in series))


def _twin(caption: str, courses: Sequence[Course], at: Callable[[float], str], digits: int, explain: Names) -> Table:
    """Return about five moments of each course, with the ends."""
    lines: list[Line] = []
    for course in courses:
        last = len(course.time) - 1
        for i in sorted({round(last * part / 4) for part in range(5)}):
            low, middle, high = (words.number(one[i], digits) for one in (course.q05, course.q50, course.q95))
            moment = at(course.time[i])
            cells = (f"{course.name}, {moment}" if len(courses) > 1 else moment, middle, f"{low} to {high}")
            lines.append(line(cells, explain))
    return table(caption, ("When", "Middle", "Range, 90 of 100"), lines, (1, 2), explain)


def _months(day: float) -> str:
    months = round(-day / 30.4375)
    return "today" if months == 0 else f"{months} months ago" if months > 1 else "1 month ago"


def _weeks(day: float) -> str:
    weeks = day / 7
    return "today" if day == 0 else f"week {weeks:.0f}"


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60) % 60:02d}"


def band_charts(assessment: Assessment, amounts: Amounts) -> tuple[Chart, ...]:
    """Draw serum, stores and urine: the past year, twelve weeks ahead, and the last day hour by hour."""
    found: list[Chart] = []
    interval = reference_interval()
    per_day = f"{amounts.unit} per day"
    serum, missing, urine = "Serum magnesium", "Missing from full stores", "Magnesium in urine"
    for key, what, unit, kind in (
        ("serum", serum, "mmol/L", "serum"),
        ("deficit", missing, amounts.unit, "stores"),
        ("urine", urine, per_day, "urine"),
    ):
        value = _same if key == "serum" else amounts.value
        behind = interval if key == "serum" else None
        if key in assessment.courses:
            course = _course(what, assessment.courses[key], value)
            found.append(_past(what, course, unit, kind, behind, _COURSES[key]))
        ahead = [
            (_course(called, assessment.courses[name], value), shade)
            for name, called, shade in (
                (f"{key}_usual", "usual diet", "usual"),
                (f"{key}_plan", "with the swaps", kind),
            )
            if name in assessment.courses
        ]
        if ahead:
            found.append(_ahead(what, ahead, unit, behind, (*_COURSES[key], "weeks_ahead", "swap")))
    if "day_serum" in assessment.courses:
        course = _course(serum, assessment.courses["day_serum"], _same)
        found.append(_hours(serum, course, interval, when(assessment)))
    return tuple(found)


def _same(value: float) -> float:
    return value


def _digits(unit: str, courses: Sequence[Course]) -> int:
    if unit == "mmol/L":
        return 2
    return words.fitting(max(max(map(abs, (*course.q05, *course.q95))) for course in courses))


def _past(what: str, course: Course, unit: str, kind: str, interval: Interval | None, explain: Names) -> Chart:
    digits = _digits(unit, [course])
    start = course.time[0]
    marks = [(start * part / 4, _months(start * part / 4)) for part in (4, 2, 0)]
    drawn = band_figure(f"{what}, the past year", [course], unit=unit, digits=digits, marks=marks, interval=interval,
                        kinds=(kind,), zero=kind == "stores")  # fmt: skip
    twin = _twin(f"{what} [{unit}], the past year.", [course], _months, digits, explain)
    return Chart(f"{what}, the past year", drawn, "", twin, explain)


def _ahead(
    what: str, ahead: Sequence[tuple[Course, str]], unit: str, interval: Interval | None, explain: Names
) -> Chart:
    courses, kinds = [course for course, _ in ahead], [kind for _, kind in ahead]
    digits = _digits(unit, courses)
    end = courses[0].time[-1]
    marks = [(end * part / 3, _weeks(end * part / 3)) for part in range(4)]
    heading = f"{what}, {_weeks(end).removeprefix('week ')} weeks ahead"
    drawn = band_figure(heading, courses, unit=unit, digits=digits, marks=marks, interval=interval, kinds=kinds,
                        zero="stores" in kinds)  # fmt: skip
    return Chart(heading, drawn, "", _twin(f"{heading} [{unit}].", courses, _weeks, digits, explain), explain)


def _hours(what: str, course: Course, interval: Interval, day: str) -> Chart:
    marks = [(hour, _clock(hour)) for hour in (0.0, 6.0, 12.0, 18.0, 24.0) if course.time[0] <= hour <= course.time[-1]]
    heading = f"{what}, {day}, hour by hour"
    drawn = band_figure(heading, [course], unit="mmol/L", digits=2, marks=marks, interval=interval)
    explain = (*_COURSES["serum"], "told")
    return Chart(heading, drawn, "", _twin(f"{heading} [mmol/L].", [course], _clock, 2, explain), explain)
