"""What the page shows, section by section: tables of words made from an assessment, before any markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from epsom.interfaces.report import named, words
from epsom.interfaces.report.named import Names
from epsom.interfaces.report.sentences import MATCHES, goal, meaning, on_its_way, tail_of_weights
from epsom.interfaces.report.words import Amounts, Range
from epsom.status.summary import Estimate
from epsom.tables import Row, rows, sources
from epsom.units import mmol

if TYPE_CHECKING:
    from epsom.assessment import Assessment, EatenLine, NeedLine, SwapLine

TABLE = "interfaces/report/report.toml"
_NAMED = re.compile(r"\[([\w, ]+)\]")


@dataclass(frozen=True)
class Cell:
    """One cell: its words, a smaller line under them, and a flag that asks for attention."""

    text: str
    small: str = ""
    flag: str = ""
    link: str = ""


@dataclass(frozen=True)
class Line:
    """A row of a table; ``explain`` are the names its numbers go by."""

    cells: tuple[Cell, ...]
    explain: Names = ()


@dataclass(frozen=True)
class Group:
    """Rows of a table that belong together, under a name that may be empty; ``explain`` for numbers in the name."""

    name: str
    rows: tuple[Line, ...]
    explain: Names = ()


@dataclass(frozen=True)
class Table:
    """A table: caption, heads of its columns, groups of rows; ``numeric`` are the columns set to the right.

    ``explain`` are the names that numbers of the caption and of the heads go by.
    """

    caption: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    numeric: tuple[int, ...] = ()
    explain: Names = ()


def line(cells: Sequence[str | Cell], explain: Names = ()) -> Line:
    """Return a row of a table; plain words become cells."""
    return Line(tuple(Cell(cell) if isinstance(cell, str) else cell for cell in cells), explain)


def table(
    caption: str, head: tuple[str, ...], lines: Sequence[Line], numeric: Sequence[int], explain: Names = ()
) -> Table:
    """Return a table of one group."""
    return Table(caption, head, (Group("", tuple(lines)),), tuple(numeric), explain)


def flows_table(assessment: Assessment, amounts: Amounts) -> Table:
    """Return the flows of the day as a table, the twin of the body figure."""
    flows = assessment.flows
    told: list[tuple[str, Range, str]] = [
        ("Eaten", flows.eaten, "eaten"),
        ("Absorbed by the gut", flows.absorbed, "absorbed"),
        ("Returned with digestive juices", flows.secreted, "digestive juices"),
        ("Out in stool", flows.stool, "out in stool"),
        ("Filtered by the kidneys", flows.filtered, "kidney.filtered"),
        ("Given back by the kidneys", flows.reabsorbed, "kidney.reabsorbed"),
        ("Out in urine", flows.urine, "out in urine"),
        ("Out in sweat", flows.sweat, "out in sweat"),
    ]
    if flows.offspring.median > 0:
        told.append(("To the child", flows.offspring, "to the child"))
    if flows.growth.median > 0:
        told.append(("Into growth", flows.growth, "into growth"))
    lines = [line((what, amounts.middle(flow), amounts.span(flow)), (called,)) for what, flow, called in told]
    kept, held = on_its_way(flows)
    if held:
        name = "Still in the gut at midnight" if "still" in held else "Of the stool, eaten the day before"
        lines.insert(4, line((name, f"about {amounts.text(kept)}", ""), ("still in the gut",)))
    for store, change in flows.stores.items():
        told_of = f"{words.capital(store)} {words.verb(change, amounts)}"
        lines.append(line((told_of, amounts.size(change), amounts.span(change)), ("gain of a store",)))
    caption = (
        f"The same flows in numbers. A range holds 90 of 100 virtual persons; {words.MINUS} is given back by a store."
    )
    return table(caption, ("Flow", "Middle", "Range"), lines, (1, 2), ("90 of 100",))


def eaten_tables(assessment: Assessment, amounts: Amounts) -> tuple[Table | None, tuple[Table, ...]]:
    """Return what was eaten on the last day told, and on the days before it."""
    days = sorted({one.day for one in assessment.eaten})
    tables = [_eaten_day(assessment, day, amounts) for day in days]
    return (tables[-1] if tables else None), tuple(tables[:-1])


def _eaten_day(assessment: Assessment, day: int, amounts: Amounts) -> Table:
    lines = [one for one in assessment.eaten if one.day == day]
    meals = list(dict.fromkeys((one.hour, one.meal) for one in lines))
    groups = tuple(
        Group(
            _meal(meal, hour),
            tuple(_eaten_line(one, amounts) for one in lines if (one.hour, one.meal) == (hour, meal)),
            ("clock time",),
        )
        for hour, meal in meals
    )
    called = assessment.day_names[day] if day < len(assessment.day_names) else f"day {day + 1}"
    caption = f"What was eaten, {called}: magnesium of every line, with its source."
    return Table(caption, ("Told", "g", f"Magnesium [{amounts.unit}]", "Range"), groups, (1, 2, 3), ("told",))


def _meal(name: str, hour: float) -> str:
    """Name a meal by its name and its clock time; one that is named by its time has that once."""
    clock = f"{int(hour):02d}:{round(hour % 1 * 60) % 60:02d}"
    return clock if name == clock else f"{words.capital(name)}, {clock}"


def _eaten_line(one: EatenLine, amounts: Amounts) -> Line:
    low, middle, high, _ = amounts.numbers(from_mg(one.magnesium))
    grams = "" if one.grams is None else words.number(one.grams, 0)
    flags = [MATCHES.get(one.how, ""), "" if one.known else "no value known: the range counts"]
    as_what = f"{one.name}. {one.source}" if one.source else one.name
    told = Cell(one.told, small=as_what, flag="; ".join(flag for flag in flags if flag))
    return line((told, grams, middle, f"{low} to {high}"), named.of_eaten(one))


def from_mg(estimate: Range) -> Range:
    """Return an estimate in mmol from one in mg."""
    return Estimate(*(mmol(value) for value in (estimate.low, estimate.median, estimate.high)))


def status_table(assessment: Assessment, amounts: Amounts) -> Table:
    """Return the state of the stores in numbers."""
    tail = tail_of_weights(assessment)
    came = "led" if assessment.road == "led" else "drawn"
    counted = f"of {assessment.persons} {came}{tail and f'; {tail}'}"
    share = assessment.deficit_share
    lines = [
        ("Magnesium in the body", amounts.middle(assessment.content), amounts.between(assessment.content), "content"),
        ("The same body with full stores", amounts.middle(assessment.replete_content),
         amounts.between(assessment.replete_content), "replete content"),
        ("Difference (deficit)", amounts.middle(assessment.deficit), amounts.between(assessment.deficit), "deficit"),
        ("Difference before any lab", amounts.middle(assessment.prior_deficit),
         amounts.between(assessment.prior_deficit), "before any lab"),
        ("Difference, as a share of full stores", words.share(share.median),
         words.share_range(share).partition("(")[2].rstrip(")") + f"{words.NB}%", "deficit share"),
        ("Serum", words.serum(assessment.serum.median), words.serum_range(assessment.serum), "balance.serum"),
        ("Urine, per day", amounts.middle(assessment.urine), amounts.between(assessment.urine), "balance.spilled"),
        ("Virtual persons that count", words.number(assessment.effective_size, 0), counted, "effective size"),
    ]  # fmt: skip
    rows = [line(cells, (called, "Pareto k") if called == "effective size" else (called,)) for *cells, called in lines]
    caption = "Stores and blood now; a range holds 90 of 100 virtual persons."
    return table(caption, ("What", "Middle", "Range"), rows, (), ("90 of 100",))


def needs_table(assessment: Assessment, amounts: Amounts) -> Table:
    """List what every authority says, the chosen one first; nothing is averaged."""
    ranked = sorted(assessment.needs, key=lambda need: need.authority != assessment.authority)
    lines = [
        line(
            (
                Cell(
                    f"{need.authority}{chosen(need, assessment)}: {need.kind.replace('_', ' ')}",
                    small=meaning(need.text),
                ),
                amounts.text_mg(need.value),
                source_cell(need.source, need.mark),
            ),
            named.of_need(need),
        )
        for need in ranked
    ]
    return table("What each authority says, per day.", ("Authority and kind", "Per day", "Source"), lines, (1,))


def chosen(need: NeedLine, assessment: Assessment) -> str:
    """Return what marks the authority that was chosen."""
    return " (chosen)" if need.authority == assessment.authority else ""


def source_cell(source: str, small: str) -> Cell:
    """Return a source as a link to its entry under the page's publications, where it has one."""
    return Cell(source, small=small, link=f"source-{source}" if source in sources() else "")


def other_plans(assessment: Assessment, amounts: Amounts) -> tuple[tuple[str, Table], ...]:
    """Return the alternatives to the swaps of food, each with what it comes to."""
    return tuple(
        (words.of_twenty(one.adequacy_after), swaps_table(assessment, amounts, one.swaps))
        for one in assessment.other_plans
    )


def swaps_table(assessment: Assessment, amounts: Amounts, swaps: Sequence[SwapLine] | None = None) -> Table:
    """Return the swaps of food, each with what it may change; the first plan's unless others are told."""
    lines: list[Line] = []
    for swap in assessment.swaps if swaps is None else swaps:
        low, middle, high, _ = amounts.numbers(from_mg(swap.gain_mg))
        gained = f"{words.plus(middle)} ({low} to {high})"
        energy = (
            "not known" if swap.energy_change_kcal is None else words.plus(words.number(swap.energy_change_kcal, 0))
        )
        chance = f"{words.of_twenty(swap.adequacy_before)} → {words.of_twenty(swap.adequacy_after)}"
        choice = Cell(words.change(swap.choose, swap.instead), small=swap.why)
        cells = (choice, words.capital(swap.meal), gained, energy, chance)
        lines.append(line(cells, named.of_swap(swap, assessment)))
    head = (
        "Swap, for review",
        "Meal",
        f"Gain [{amounts.unit} per day]",
        "Energy [kcal]",
        f"Versions that reach {goal(assessment)}",
    )
    return table("Swaps of food, in order; each row keeps those above it.", head, lines, (2, 3))


def parameters_table(assessment: Assessment) -> Table:
    """Return every number used, by table, with its mark and source; a guess says that it is one."""
    own = [row for row in rows(TABLE).values() if row not in assessment.parameters]
    used = [*assessment.parameters, *own]
    groups = tuple(
        Group(_room(place), tuple(_parameter(row) for row in used if row.table == place))
        for place in dict.fromkeys(row.table for row in used)
    )
    head = ("Name", "Value", "Unit", "Mark", "Source")
    return Table("Every number used; ± is the spread between persons (of the logarithm).", head, groups, (1,))


def _room(place: str) -> str:
    return place.removeprefix("interfaces/").removesuffix(".toml").replace("/", ": ").replace("_", " ")


def _parameter(row: Row) -> Line:
    spread = f" ± {words.plain(row.spread)}" if row.spread else ""
    unit = "" if row.unit == "1" else row.unit
    cells = (Cell(row.name.replace("_", " "), small=row.meaning), Cell(f"{words.plain(row.value)}{spread}"), Cell(unit))
    if row.source == "assumed":
        return line((*cells, Cell("", flag="assumed"), row.because), named.of_parameter(row))
    return line((*cells, row.mark, source_cell(row.source, row.where)), named.of_parameter(row))


def cited(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return (key, citation) of every source behind the numbers used, and of each named by its key, by key."""
    keys = {row.source for row in (*assessment.parameters, *rows(TABLE).values(), *assessment.needs)}
    said = (*assessment.warnings, *(note for one in assessment.outcomes for note in one.notes))
    keys |= {key for text in said for found in _NAMED.findall(text) for key in found.split(", ")}
    keys |= {step.source for one in assessment.outcomes if one.loop for step in one.loop.steps}
    return tuple((key, sources()[key].citation()) for key in sorted(keys) if key in sources())
