"""What the page shows, section by section: tables of words made from an assessment, before any markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from epsom.interfaces.report import words
from epsom.interfaces.report.sentences import MATCHES, goal, meaning, name, on_its_way, tail_of_weights
from epsom.interfaces.report.words import Amounts, Range
from epsom.status.summary import Estimate
from epsom.tables import Row, rows, sources
from epsom.units import mmol

if TYPE_CHECKING:
    from epsom.assessment import Assessment, EatenLine, NeedLine
    from epsom.outcomes.project import OutcomeLine

TABLE = "interfaces/report/report.toml"


@dataclass(frozen=True)
class Cell:
    """One cell: its words, a smaller line under them, and a flag that asks for attention."""

    text: str
    small: str = ""
    flag: str = ""
    link: str = ""


@dataclass(frozen=True)
class Group:
    """Rows of a table that belong together, under a name that may be empty."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Table:
    """A table: caption, heads of its columns, groups of rows; ``numeric`` are the columns set to the right."""

    caption: str
    head: tuple[str, ...]
    groups: tuple[Group, ...]
    numeric: tuple[int, ...] = ()


def table(caption: str, head: tuple[str, ...], lines: Sequence[Sequence[str | Cell]], numeric: Sequence[int]) -> Table:
    """Return a table of one group; plain words become cells."""
    cells = tuple(tuple(Cell(cell) if isinstance(cell, str) else cell for cell in line) for line in lines)
    return Table(caption, head, (Group("", cells),), tuple(numeric))


def flows_table(assessment: Assessment, amounts: Amounts) -> Table:
    """Return the flows of the day as a table, the twin of the body figure."""
    flows = assessment.flows
    told: list[tuple[str, Range]] = [
        ("Eaten", flows.eaten),
        ("Absorbed by the gut", flows.absorbed),
        ("Returned with digestive juices", flows.secreted),
        ("Out in stool", flows.stool),
        ("Filtered by the kidneys", flows.filtered),
        ("Given back by the kidneys", flows.reabsorbed),
        ("Out in urine", flows.urine),
        ("Out in sweat", flows.sweat),
    ]
    if flows.offspring.median > 0:
        told.append(("To the child", flows.offspring))
    if flows.growth.median > 0:
        told.append(("Into growth", flows.growth))
    lines = [(what, amounts.middle(flow), amounts.span(flow)) for what, flow in told]
    kept, held = on_its_way(flows)
    if held:
        name = "Still in the gut at midnight" if "still" in held else "Of the stool, eaten the day before"
        lines.insert(4, (name, f"about {amounts.text(kept)}", ""))
    for store, change in flows.stores.items():
        lines.append(
            (f"{words.capital(store)} {words.verb(change, amounts)}", amounts.size(change), amounts.span(change))
        )
    caption = (
        f"The same flows in numbers. A range holds 90 of 100 virtual persons; {words.MINUS} is given back by a store."
    )
    return table(caption, ("Flow", "Middle", "Range"), lines, (1, 2))


def eaten_tables(assessment: Assessment, amounts: Amounts) -> tuple[Table | None, tuple[Table, ...]]:
    """Return what was eaten on the last day told, and on the days before it."""
    days = sorted({line.day for line in assessment.eaten})
    tables = [_eaten_day(assessment, day, amounts) for day in days]
    return (tables[-1] if tables else None), tuple(tables[:-1])


def _eaten_day(assessment: Assessment, day: int, amounts: Amounts) -> Table:
    lines = [line for line in assessment.eaten if line.day == day]
    meals = list(dict.fromkeys((line.hour, line.meal) for line in lines))
    groups = tuple(
        Group(
            _meal(meal, hour),
            tuple(_eaten_line(line, amounts) for line in lines if (line.hour, line.meal) == (hour, meal)),
        )
        for hour, meal in meals
    )
    called = assessment.day_names[day] if day < len(assessment.day_names) else f"day {day + 1}"
    caption = f"What was eaten, {called}: magnesium of every line, with its source."
    return Table(caption, ("Told", "g", f"Magnesium [{amounts.unit}]", "Range"), groups, (1, 2, 3))


def _meal(name: str, hour: float) -> str:
    """Name a meal by its name and its clock time; one that is named by its time has that once."""
    clock = f"{int(hour):02d}:{round(hour % 1 * 60) % 60:02d}"
    return clock if name == clock else f"{words.capital(name)}, {clock}"


def _eaten_line(line: EatenLine, amounts: Amounts) -> tuple[Cell, ...]:
    low, middle, high, _ = amounts.numbers(from_mg(line.magnesium))
    grams = "" if line.grams is None else words.number(line.grams, 0)
    flags = [MATCHES.get(line.how, ""), "" if line.known else "no value known: the range counts"]
    as_what = f"{line.name}. {line.source}" if line.source else line.name
    told = Cell(line.told, small=as_what, flag="; ".join(flag for flag in flags if flag))
    return told, Cell(grams), Cell(middle), Cell(f"{low} to {high}")


def from_mg(estimate: Range) -> Range:
    """Return an estimate in mmol from one in mg."""
    return Estimate(*(mmol(value) for value in (estimate.low, estimate.median, estimate.high)))


def status_table(assessment: Assessment, amounts: Amounts) -> Table:
    """Return the state of the stores in numbers."""
    tail = tail_of_weights(assessment)
    came = "led" if assessment.road == "led" else "drawn"
    counted = f"of {assessment.persons} {came}{tail and f'; {tail}'}"
    lines = [
        ("Magnesium in the body", amounts.middle(assessment.content), amounts.between(assessment.content)),
        ("The same body with full stores", amounts.middle(assessment.replete_content),
         amounts.between(assessment.replete_content)),
        ("Difference (deficit)", amounts.middle(assessment.deficit), amounts.between(assessment.deficit)),
        ("Difference before any lab", amounts.middle(assessment.prior_deficit),
         amounts.between(assessment.prior_deficit)),
        ("Difference, as a share of full stores", words.share(assessment.deficit_share.median),
         words.share_range(assessment.deficit_share).partition("(")[2].rstrip(")") + f"{words.NB}%"),
        ("Serum", words.serum(assessment.serum.median), words.serum_range(assessment.serum)),
        ("Urine, per day", amounts.middle(assessment.urine), amounts.between(assessment.urine)),
        ("Virtual persons that count", words.number(assessment.effective_size, 0), counted),
    ]  # fmt: skip
    return table(
        "Stores and blood now; a range holds 90 of 100 virtual persons.", ("What", "Middle", "Range"), lines, ()
    )


def labs_table(assessment: Assessment, amounts: Amounts) -> Table | None:
    """Return each lab as told beside what was expected before it was read, or nothing without labs."""
    lines: list[tuple[str, str, str, str]] = []
    for lab in assessment.labs:
        told = lab.told.replace(" ", words.NB)
        if lab.unit == "mmol/L":
            told += "" if "mmol" in lab.told else f" ({words.number(lab.value, 2)}{words.NB}mmol/L)"
            expected = f"{words.serum(lab.expected.median)}; range {words.serum_range(lab.expected)}"
        elif lab.unit == "mmol/day":
            told += f" ({amounts.text(lab.value)} per day)"
            expected = f"{amounts.middle(lab.expected)} per day; range {amounts.between(lab.expected)}"
        else:
            low, middle, high = (words.plain(v) for v in (lab.expected.low, lab.expected.median, lab.expected.high))
            expected = f"{middle} {lab.unit}; range {low} to {high}"
        lines.append(
            (
                words.capital(lab.quantity.replace("_", " ")),
                told,
                expected,
                lab.date or "not told",
            )
        )
    head = ("Lab", "Told", "Expected before it was read", "Date")
    return table("Labs: told and expected.", head, lines, (3,)) if lines else None


def needs_table(assessment: Assessment, amounts: Amounts) -> Table:
    """List what every authority says, the chosen one first; nothing is averaged."""
    ranked = sorted(assessment.needs, key=lambda line: line.authority != assessment.authority)
    lines = [
        (
            Cell(
                f"{line.authority}{chosen(line, assessment)}: {line.kind.replace('_', ' ')}", small=meaning(line.text)
            ),
            Cell(amounts.text_mg(line.value)),
            source_cell(line.source, line.mark),
        )
        for line in ranked
    ]
    return table("What each authority says, per day.", ("Authority and kind", "Per day", "Source"), lines, (1,))


def chosen(line: NeedLine, assessment: Assessment) -> str:
    """Return what marks the authority that was chosen."""
    return " (chosen)" if line.authority == assessment.authority else ""


def source_cell(source: str, small: str) -> Cell:
    """Return a source as a link to its entry under the page's publications, where it has one."""
    return Cell(source, small=small, link=f"source-{source}" if source in sources() else "")


def swaps_table(assessment: Assessment, amounts: Amounts) -> Table:
    """Return the swaps of food, each with what it may change."""
    lines: list[tuple[Cell, ...]] = []
    for swap in assessment.swaps:
        low, middle, high, _ = amounts.numbers(from_mg(swap.gain_mg))
        gained = f"{words.plus(middle)} ({low} to {high})"
        energy = (
            "not known" if swap.energy_change_kcal is None else words.plus(words.number(swap.energy_change_kcal, 0))
        )
        chance = f"{words.of_twenty(swap.adequacy_before)} → {words.of_twenty(swap.adequacy_after)}"
        lines.append((Cell(words.change(swap.choose, swap.instead), small=swap.why), Cell(words.capital(swap.meal)),
                      Cell(gained), Cell(energy), Cell(chance)))  # fmt: skip
    head = (
        "Swap, for review",
        "Meal",
        f"Gain [{amounts.unit} per day]",
        "Energy [kcal]",
        f"Versions that reach {goal(assessment)}",
    )
    return table("Swaps of food, in order; each row keeps those above it.", head, lines, (2, 3))


def outcomes(assessment: Assessment) -> tuple[tuple[str, tuple[OutcomeLine, ...]], ...]:
    """Return what may follow, in two groups: what applies to this person, and what is known of people at large."""
    applied = tuple(line for line in assessment.outcomes if line.applied)
    shown = tuple(line for line in assessment.outcomes if not line.applied)
    groups = ((f"Applied to {name(assessment)}", applied), ("Known of people at large, not applied here", shown))
    return tuple(group for group in groups if group[1])


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


def _parameter(row: Row) -> tuple[Cell, ...]:
    spread = f" ± {words.plain(row.spread)}" if row.spread else ""
    unit = "" if row.unit == "1" else row.unit
    cells = (Cell(row.name.replace("_", " "), small=row.meaning), Cell(f"{words.plain(row.value)}{spread}"), Cell(unit))
    if row.source == "assumed":
        return *cells, Cell("", flag="assumed"), Cell(row.because)
    return *cells, Cell(row.mark), source_cell(row.source, row.where)


def cited(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    """Return (key, citation) of every source behind the numbers used, by key."""
    keys = {row.source for row in (*assessment.parameters, *rows(TABLE).values(), *assessment.needs)}
    return tuple((key, sources()[key].citation()) for key in sorted(keys) if key in sources())
