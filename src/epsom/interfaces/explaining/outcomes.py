"""Outcomes, their rows of evidence, the rates behind them, and the judgements that nobody else has made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from epsom.interfaces.explaining.nouns import Explanation, citation, sentence

if TYPE_CHECKING:
    from epsom.outcomes.evidence import Evidence
    from epsom.outcomes.incidence import Band
    from epsom.outcomes.row import EvidenceRow

BASELINES = "outcomes/baselines.csv"
_JUDGED = {
    "judgement": "How likely an effect of such studies is caused by magnesium itself, and which share of it then",
    "valid_range": "Exposures for which a row may be used where its source prints none",
    "guard": "A row that says so is never left out when this is spoken of",
    "heterogeneity": "How far cohorts lie apart where none of them prints it",
    "heterogeneity_of_trials": "How far trials lie apart where their source prints it not",
    "log_symmetry": "How far an estimate may lie from the middle of its interval before it is taken for a misprint",
    "studied": "Who was studied; anybody else gets no number",
    "asked": "The change of food that is looked at where none is told",
    "judged": "The version of the judgements of cause, by which a result says how it was made",
    "bridged_gap": "The widest gap between printed ages over which a rate is drawn",
    "unprinted_spread": "How sure a rate is that is printed without an interval",
    "longest_years": "How far ahead a rate is carried",
}


def names() -> Iterator[str]:
    """Return every name that is explained here."""
    for one in _evidence():
        yield one.outcome.casefold()
        yield from (row.id.casefold() for row in one.rows)
    for _, key, name, _ in _judged():
        yield from (f"{key} {name}".replace("_", " ").strip(), name.replace("_", " ") or key.replace("_", " "))
    yield from (name.casefold() for name in rates())


def rates() -> tuple[str, ...]:
    """Return the name of every baseline: outcome and country."""
    return tuple(dict.fromkeys(f"baseline {band.outcome} {band.country}" for band in _bands()))


def chances() -> tuple[str, ...]:
    """Return the name of every judgement of how likely magnesium itself is the cause."""
    return tuple(name for _, key, name, _ in _judged() if key == "judgement")


def outcomes(wanted: str) -> Iterator[Explanation]:
    """Explain an outcome by what is known of it, and by its rows of evidence, one each."""
    for one in _evidence():
        if wanted == one.outcome.casefold():
            ids = tuple(dict.fromkeys(row.id for row in one.rows))
            yield Explanation(
                one.outcome, "outcome", one.answer.says, because=one.answer.because, table=_table(one),
                computed_from=ids,
            )  # fmt: skip
            for row in one.rows:
                heading = one.endpoint(row.endpoint).heading
                told = f"{heading}: {row.exposure.replace('_', ' ')}, {row.role.replace('_', ' ')} row."
                yield _of_row(one, row, told, one.outcome, "outcome")


def rows(wanted: str) -> Iterator[Explanation]:
    """Explain a row of evidence by its id, wherever it stands; ``stroke diet.fang2016`` names one place."""
    for one in _evidence():
        for row in one.rows:
            if wanted in (row.id.casefold(), f"{one.outcome} {row.id}".casefold()):
                yield _of_row(one, row, _told(one, row), f"{one.outcome} {row.id}", "evidence")


def baselines(wanted: str) -> Iterator[Explanation]:
    """Explain how often an outcome befalls people: ``baseline stroke US``; the country may be left out."""
    asked = wanted.removeprefix("baseline ").removeprefix("of ")
    if asked == wanted:
        return
    series: dict[tuple[str, ...], list[Band]] = {}
    for band in _bands():
        if asked in (band.outcome.casefold(), f"{band.outcome} {band.country}".casefold()):
            key = (band.outcome, band.country, band.sex, band.group, band.role, band.source, band.mark)
            series.setdefault(key, []).append(band)
    for (outcome, country, sex, group, role, source, mark), bands in series.items():
        who = " ".join(part for part in (f"{sex}" if sex != "both" else "both sexes", group and f"({group})") if part)
        rates = "; ".join(f"{band.age_from:g} to {band.age_to:g} years: {_rate(band)}" for band in bands)
        use = "" if role == "apply" else " Displayed only, applied to nobody."
        meaning = (
            f"{sentence(bands[0].event)} In {country}, {who}, {bands[0].years}, new cases per 1,000 person-years: "
            f"{rates}.{use}"
        )
        yield Explanation(
            f"baseline {outcome} {country}", "baseline", meaning, "per 1,000 person-years", source=source,
            citation=citation(source), mark=mark, where="; ".join(dict.fromkeys(band.where for band in bands)),
            table=BASELINES,
        )  # fmt: skip


def judgements(wanted: str) -> Iterator[Explanation]:
    """Explain a judgement or a default of the evidence: ``trial, low certainty``, ``heterogeneity``."""
    flat = wanted.replace("_", " ")
    for table, key, name, entry in _judged():
        spoken = {f"{key} {name}".replace("_", " ").strip().casefold(), name.replace("_", " ").casefold()} - {""}
        if flat in (spoken | {key.replace("_", " ")} if name == "" else spoken):
            values = {
                part: value for part, value in entry.items() if part not in ("source", "because", "mark", "where")
            }
            number = values.get("value", values.get("p"))
            rest = ", ".join(f"{part.replace('_', ' ')} {_plain(value)}" for part, value in values.items())
            about = _JUDGED.get(key, key.replace("_", " "))
            title = f"{key}: {name}" if name and key != "judgement" else name or key
            source = str(entry["source"])
            yield Explanation(
                title.replace("_", " "), "judgement", f"{about}{f': {rest}' if rest else ''}.",
                value=float(number) if isinstance(number, int | float) else None, source=source,
                citation=citation(source), mark=str(entry.get("mark", "")), where=str(entry.get("where", "")),
                because=str(entry.get("because", "")), table=table,
            )  # fmt: skip


def _of_row(one: Evidence, row: EvidenceRow, told: str, name: str, kind: str) -> Explanation:
    shown = None if row.withheld else row.estimate
    unit = "" if row.is_ratio else one.endpoint(row.endpoint).unit
    return Explanation(
        name, kind, told, unit, shown, source=row.source, citation=citation(row.source), mark=row.mark,
        where=row.where, table=_table(one),
    )  # fmt: skip


def _told(one: Evidence, row: EvidenceRow) -> str:
    who = "the source's grading" if row.certainty_by != "us" else "our grading"
    parts = (
        f"{one.endpoint(row.endpoint).heading}, {row.exposure.replace('_', ' ')}: {_size(one, row)}.",
        f"In {row.condition}." if row.condition else "",
        f"Certainty {row.certainty} ({who}); {row.tier.replace('_', ' ')}, judged as: {row.judgement}.",
        f"Used as {row.role.replace('_', ' ')}.",
        sentence(row.note),
    )
    return " ".join(part for part in parts if part)


def _size(one: Evidence, row: EvidenceRow) -> str:
    if row.withheld:
        return f"number withheld, {row.withheld}"
    if row.curve:
        points = zip(row.curve, row.curve_intervals or ((None, None),) * len(row.curve), strict=True)
        at = "; ".join(
            f"{y:g}{'' if low is None else f' ({low:g} to {high:g})'} at {x:g}" for (x, y), (low, high) in points
        )
        return f"{row.measure} {at} {row.unit}"
    if row.estimate is None:
        return "no number"
    unit = "" if row.is_ratio else f" {one.endpoint(row.endpoint).unit}"
    level = f", {100 * row.level:g} % interval"
    ends = f"{level} {row.interval[0]:g} to {row.interval[1]:g}" if row.interval else ", no interval printed"
    per = f", per {row.increment:g} {row.unit}" if row.increment else ""
    at = f", at or below {row.threshold:g} {row.unit}" if row.threshold is not None else ""
    return f"{row.measure} {row.estimate:g}{unit}{ends}{per}{at}{f', against {row.reference}' if row.reference else ''}"


def _rate(band: Band) -> str:
    ends = "" if band.low is None or band.high is None else f" ({band.low:.3g} to {band.high:.3g})"
    return f"{band.rate:.3g}{ends}"


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " to ".join(f"{part}" for part in cast(list[object], value))
    return f"{value}"


def _judged() -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Return each judgement: its table, the key it stands under, its own name (or empty), and what it holds."""
    from epsom.outcomes import incidence, row

    for table, content in ((row.RULES, row.rules()), (incidence.RULES, incidence.rules())):
        for key, entry in content.items():
            if "source" in entry:
                yield table, key, "", entry
            else:
                for name, inner in cast(dict[str, Any], entry).items():
                    if isinstance(inner, dict) and "source" in inner:
                        yield table, key, name, cast(dict[str, Any], inner)


def _table(one: Evidence) -> str:
    return f"outcomes/evidence/{one.outcome.replace(' ', '_')}.toml"


def _evidence() -> tuple[Evidence, ...]:
    from epsom.outcomes.evidence import evidence

    return evidence()


def _bands() -> tuple[Band, ...]:
    from epsom.outcomes.incidence import bands

    return bands()
