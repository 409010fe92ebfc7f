"""Readings on the command line: convert one, check one against its code and sample, and what is known of an analyte."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from math import inf, isfinite
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from epsom.errors import InputError
from epsom.interfaces import terminal

if TYPE_CHECKING:
    from epsom.labs.analytes import Analyte
    from epsom.labs.converting import Converted, Matter
    from epsom.labs.intervals import Alert, Label
    from epsom.plate.supplements import Salt
    from epsom.units import Told

_WIDEST = 100
_OF_ALERT = ("id", "level", "audience", "words", "source")
_NOT_AGREED = 3  # as any invalid input
_CONVERTING = """
    epsom lab convert "1.6 mEq/L" mmol/L --analyte magnesium
    epsom lab convert "6.5 %" mmol/mol --analyte hba1c
    epsom lab convert "1 g" mmol --analyte "magnesium sulfate heptahydrate"
    epsom lab convert "5 mL of 50 %" mmol --analyte "magnesium sulfate heptahydrate" --json
"""
_LISTING = """
    epsom lab analytes
    epsom lab analytes serum_magnesium
"""
_CHECKING = """
    epsom lab check "0.78 mmol/L" --analyte serum_magnesium --loinc 2601-3
    epsom lab check "0.8 mg/dL" --analyte serum_magnesium --loinc 2601-3 --specimen edta
    epsom lab check "0.62 mmol/L" --analyte serum_magnesium --age "3 d"
"""

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Value = Annotated[str, typer.Argument(help="A number with its unit; < or > before a bound.", metavar="VALUE")]
Of = Annotated[str, typer.Option("--analyte", help="Of what: serum_magnesium, magnesium, a salt.", metavar="NAME")]
Analysed = Annotated[
    str, typer.Option("--analyte", help="What was measured: serum_magnesium, total_calcium, PTH.", metavar="NAME")
]


def add(group: typer.Typer, command: type[TyperCommand]) -> None:
    """Add the commands of single readings to ``epsom lab``."""
    group.command(cls=command, short_help="The same reading in another unit.", epilog=_CONVERTING)(convert)
    group.command(cls=command, short_help="What is known of an analyte.", epilog=_LISTING)(analytes)
    group.command(cls=command, short_help="Do code, unit, size and sample agree?", epilog=_CHECKING)(check)


def convert(
    value: Value,
    unit: Annotated[str, typer.Argument(help="The unit to convert to.", metavar="UNIT")],
    analyte: Of = "",
    as_json: Json = False,
) -> None:
    """Convert a reading or a dose with the analyte in hand: 1 mEq of magnesium is half a mmol, of potassium one.

    As many digits are shown as were printed; the range is what the rounding leaves open. A mass of a salt is that of
    the salt, unless the unit says elemental.
    """
    from epsom.labs import converting

    if not analyte:
        raise InputError(
            f"{value!r} of what? An equivalent and a milligram are different amounts of different substances."
            " Say it with --analyte, such as --analyte magnesium."
        )
    what = _matter(analyte)
    found = converting.convert(value, unit, what)
    if as_json:
        content = {**asdict(found), "high": found.high if found.high < inf else None}
        terminal.json_result("conversion", content)
    else:
        terminal.result(_converted(found, dose=what.share is not None))


def _converted(found: Converted, *, dose: bool) -> str:
    between = "means" if found.bound else "="
    line = f"{found.told} {between} {found.shown} {found.unit} ({found.of})"
    if found.bound or dose:
        return line
    digits = len(found.shown.partition(".")[2]) + 1
    return f"{line}\nas printed, between {found.low:.{digits}f} and {found.high:.{digits}f} {found.unit}"


def _matter(name: str) -> Matter:
    """Return what is converted: an analyte, a substance, or one of the salts of magnesium."""
    from epsom import units
    from epsom.labs import converting
    from epsom.plate.supplements import salts

    wanted = " ".join(name.casefold().split()).replace("sulphate", "sulfate")
    bare = wanted.removeprefix("magnesium ").strip()
    known = [salt for salt in salts().values() if salt.formula and salt.name != "elemental"]
    exact = [salt for salt in known if (bare == salt.name and wanted != bare) or wanted == salt.formula.casefold()]
    hydrates = [
        salt for salt in known if salt.name.startswith(bare) or salt.formula.casefold().startswith(f"{wanted}.")
    ]
    found = exact or (_by_trade(wanted, known) if not hydrates else [])
    if found:
        salt = found[0]
        atoms = salt.elemental_share * salt.molar_mass / units.substances()["magnesium"].molar_mass
        return converting.salt(salt.label(), salt.molar_mass, round(atoms))
    if hydrates and (wanted != bare or wanted.startswith("mg")):
        listed = " or ".join(salt.label() for salt in hydrates)
        raise InputError(f"{name!r}: which form? Water of crystallisation weighs too. Known here: {listed}.")
    return converting.matter(name)


def _by_trade(wanted: str, known: list[Salt]) -> list[Salt]:
    """Return the one salt that goes by a name of shops and kitchens, such as Epsom salt; none where several do."""
    found = [salt for salt in known if wanted in (name.casefold() for name in salt.names)]
    return found if len(found) == 1 else []


def analytes(
    name: Annotated[str, typer.Argument(help="One analyte; a list of all where left out.", metavar="NAME")] = "",
    as_json: Json = False,
) -> None:
    """Show units, plausible range, reference intervals, variation, faults of samples and codes, with sources."""
    from epsom.labs.analytes import analytes as known

    if not name:
        every = known()
        if as_json:
            terminal.json_result("analytes", {"analytes": [_content(one) for one in every.values()]})
            return
        rows = [[one.name, one.heading, ", ".join(one.accepts), "yes" if one.weighs else ""] for one in every.values()]
        terminal.result(terminal.table(("name", "what", "units", "weighs"), rows))
        terminal.talk("weighs: such a reading weighs virtual persons. One in full: epsom lab analytes NAME.")
        return
    found = _content(_named(name))
    if as_json:
        terminal.json_result("analyte", found)
    else:
        terminal.result("\n".join(_page(found)))


def _named(name: str) -> Analyte:
    from epsom.labs import converting

    return converting.measured(name)


def _content(one: Analyte) -> dict[str, Any]:
    """Return all that is known of an analyte, as JSON has it."""
    from epsom import tables
    from epsom.labs import codes, intervals, specimens
    from epsom.labs.analytes import TABLE, WORDS

    spreads = [row for row in tables.rows(TABLE).values() if row.name.startswith(f"{one.name}_")]
    word = next(row for row in tables.sheet(WORDS) if row["name"] == one.name)
    low, high = one.plausible
    ranges = [row for kind in intervals.KINDS for row in intervals.printed_for(one.name, kind)]
    return {
        "name": one.name,
        "heading": one.heading,
        "specimen": one.specimen,
        "unit": one.unit,
        "accepts": list(one.accepts),
        "weighs": one.weighs,
        "plausible": {"low": low, "high": high, "unit": one.unit, "because": word["because"], "source": word["source"]},
        "reading_spread": one.reading_spread,
        "variation": [
            {
                key: getattr(row, key)
                for key in ("name", "value", "unit", "meaning", "source", "mark", "where", "because")
            }
            for row in spreads
        ],
        "intervals": [{**asdict(row), "ages": [end if isfinite(end) else None for end in row.ages]} for row in ranges],
        "alerts": [
            {
                **asdict(row),
                "low": row.low if isfinite(row.low) else None,
                "high": row.high if isfinite(row.high) else None,
            }
            for row in intervals.alerts(one.name)
        ],
        "faults": [asdict(row) for row in specimens.of(one.name)],
        "codes": [{**asdict(row), "hint": row.hint} for row in codes.of(one.name)],
    }


def _page(found: dict[str, Any]) -> list[str]:
    plausible = found["plausible"]
    likely = f"{plausible['low']:g} to {plausible['high']:g} {plausible['unit']}: {plausible['because']}"
    lines = [f"{found['heading']} ({found['name']}), in {found['specimen']}"]
    lines += _part("units", [", ".join(found["accepts"])])
    lines += _part("plausible", [likely])
    lines += _part("intervals", [_interval(row) for row in found["intervals"]])
    lines += _part("levels", [f"{_reach(row)}: {row['words']} {_whence(row)}" for row in found["alerts"]])
    lines += _part("variation", [f"{row['value']:g}: {row['meaning']} {_whence(row)}" for row in found["variation"]])
    faults = [
        f"{row['fault']}: reads {'either way' if row['effect'] == 'either' else row['effect']}, as {row['words']} "
        f"{_whence(row)}"
        for row in found["faults"]
    ]
    lines += _part("faults", faults)
    return lines + _part("codes", [_code(row) for row in found["codes"]])


def _reach(row: dict[str, Any]) -> str:
    """Say between which values a level lies, its ends as the table includes them."""
    low, high, unit = row["low"], row["high"], row["unit"]
    if low is None:
        return f"below {high:g} {unit}"
    first = f"from {low:g}" if row["includes"] in ("from", "both") else f"above {low:g}"
    if high is None:
        return f"{first} {unit}"
    return f"{first} {'to' if row['includes'] == 'both' else 'to below'} {high:g} {unit}"


def _interval(row: dict[str, Any]) -> str:
    kind = {"critical": row["where"], "proposed": "proposed"}.get(row["kind"], "")
    return f"{row['printed']} {row['unit']}, {row['people']} ({row['place']}{'; ' * bool(kind)}{kind}) {_whence(row)}"


def _code(row: dict[str, Any]) -> str:
    return f"{row['code']} {row['name']}, {row['unit']}{' (a hint)' if row['hint'] else ''} {_whence(row)}"


def _whence(row: dict[str, Any]) -> str:
    return f"[ours: {row['because']}]" if row["source"] == "assumed" else f"[{row['source']}, {row['mark']}]"


def _part(label: str, texts: list[str]) -> list[str]:
    width = min(terminal.wide(), _WIDEST)
    lines: list[str] = []
    for number, text in enumerate(texts):
        head = f"  {label if not number else '':<10} "
        lines += textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * (len(head) + 2))
    return lines


def check(
    value: Value,
    analyte: Analysed,
    loinc: Annotated[str, typer.Option(help="The LOINC code on the report.", metavar="CODE")] = "",
    specimen: Annotated[
        str, typer.Option(help="What the sample was, or what was wrong with it.", metavar="WORDS")
    ] = "",
    interval: Annotated[str, typer.Option(help="The reporting laboratory's own, with unit.", metavar="RANGE")] = "",
    age: Annotated[str, typer.Option(help="With its unit: 45 y, 6 mo, 3 d.", metavar="AGE")] = "",
    sex: Annotated[str, typer.Option(help="female or male.", metavar="female|male")] = "",
    as_json: Json = False,
) -> None:
    """Check that code, unit, size and sample of a reading agree, and label it by every known interval.

    Exits with 3, as for invalid input, if they do not: the reading then waits for the answer to a question.
    """
    from epsom.labs import agreeing, converting, intervals

    name = _named(analyte).name
    years = intervals.age(age) if age else None
    if sex not in ("", "female", "male"):
        raise InputError(f"sex = {sex!r} is neither female nor male. Leave it out where it is not known.")
    told = converting.printed(name, value)
    found = agreeing.agree(name, told, loinc=loinc or None, specimen=specimen or None, interval=interval or None)
    labels = intervals.labels(name, told, own_interval=interval, years=years, sex=sex) if not found.doubts else ()
    alerts = _alerts(name, told)
    notes = [*found.notes, *intervals.triggers(labels), *_missing(name, sex, known=bool(labels or found.doubts))]
    if as_json:
        shown = {**asdict(told), "high": told.high if isfinite(told.high) else None}
        content = {**asdict(found), "unit": _named(name).unit, "verdict": found.verdict, "told": shown}
        content["notes"] = notes
        content["labels"] = [_label(one) for one in labels]
        content["alerts"] = [{key: getattr(one, key) for key in _OF_ALERT} for one in alerts]
        terminal.json_result("check", content)
    else:
        lines = [f"{value}: {found.verdict}"]
        lines += _part("because", [doubt.why for doubt in found.doubts])
        lines += _part("ask", list(dict.fromkeys(doubt.question for doubt in found.doubts)))
        lines += _part("note", notes)
        lines += _part("label", [f"{one.word}{_unsure(one)}: {one.interval.words()}" for one in labels])
        lead = "if it is as printed, " if found.doubts else ""
        lines += _part("level", [f"{lead}{one.words} [{one.source}]" for one in alerts])
        terminal.result("\n".join(lines))
    if found.doubts:
        raise typer.Exit(_NOT_AGREED)


def _unsure(one: Label) -> str:
    return "" if one.sure or " or " in one.word else " (its rounding reaches over the limit)"


def _alerts(name: str, told: Told) -> tuple[Alert, ...]:
    """Return the levels that a reading reaches; of a bound only those beyond which all that it can be lies."""
    from epsom import units
    from epsom.labs import intervals

    reached = intervals.alerts(name, told.value)
    return tuple(one for one in reached if one.level != "note") if units.parts(told.text)[0] else reached


def _missing(name: str, sex: str, *, known: bool) -> list[str]:
    """Say why a reading that agrees has no label: a retention has no meaning alone, and some intervals need the sex."""
    from epsom.labs import intervals

    if known:
        return []
    if name == "magnesium_retention":
        return ["A retention has no meaning without the protocol of its test: epsom lab retention --protocol NAME."]
    if not sex and intervals.intervals(name, sex="female"):
        return ["Its reference interval differs by sex, which is not told: --sex female or male."]
    return ["No reference interval of it for such a person stands in our tables; the laboratory's own: --interval."]


def _label(one: Label) -> dict[str, Any]:
    return {"label": one.word, "sure": one.sure, "interval": one.interval.words(), "source": one.interval.source}
