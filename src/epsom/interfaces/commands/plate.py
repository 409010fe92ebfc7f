"""Foods on the command line: find them, look at one, and take the full national tables in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from epsom.errors import InputError
from epsom.interfaces import terminal
from epsom.interfaces.commands.lookup import plain

if TYPE_CHECKING:
    from epsom.plate.foods import Match
    from epsom.plate.store import Hit, TableWritten

IMPORTING = """
    epsom foods import FoodData_Central_sr_legacy_food_csv_2018-04.zip
    epsom foods import FoodData_Central_survey_food_csv_2024-10-31.zip ciqual.csv
    """
SEARCHING = """
    epsom foods search almonds
    epsom foods search "brown bread" --limit 3
    epsom foods search evian --json
    """
SHOWING = """
    epsom foods show almonds
    epsom foods show usda_srlegacy:12061        a food of a table you imported
    epsom foods show usda_srlegacy:12061 --own  as lines for a person file
    """
MOST_ASIDES = 10
"""How many rows that were set aside are shown at once; the rest is counted."""
WHOLE = ("exact", "word")
"""How a food is found that has all the words asked for; what has some of them, or is spelt like them, comes after."""
MOST_NEAR = 5
"""How many foods of the imported tables are named where the box has none."""

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]


@dataclass(frozen=True)
class Shown:
    """One food as it is shown: per 100 g, None where nobody has a value; portions in g."""

    name: str
    source: str
    amounts: dict[str, float | None]
    origins: dict[str, str]
    portions: dict[str, float]
    facts: dict[str, str]


def search(
    text: Annotated[list[str], typer.Argument(help="Words or parts of words.", metavar="TEXT")],
    limit: Annotated[int, typer.Option(help="The most foods to list.", min=1, max=100)] = 10,
    as_json: Json = False,
) -> None:
    """Find foods by words, parts of words or near spellings, with magnesium per 100 g and per portion.

    First the foods of the box that have all the words, in English, German, French and Spanish; then those of the tables
    you imported; then what is only near.
    """
    from epsom.plate.foods import Match, box
    from epsom.plate.wording import scores

    words, sure = " ".join(text), scores().good
    own = box().search(words, limit)
    listed = {(match.food.source, match.food.source_id) for match in own}
    stored = [hit for hit in _stored(words, limit) if (hit.table, hit.number) not in listed]
    found = sorted((*own, *stored), key=lambda one: one.how not in WHOLE and one.score < sure)[:limit]
    if not found:
        raise InputError(f"{words!r} is no food I know. Try fewer letters, or part of a word.")
    if as_json:
        rows = [_told(one) if isinstance(one, Match) else _told_hit(one) for one in found]
        terminal.json_result("foods", {"text": words, "foods": rows})
        return
    head = ["food", "mg/100 g", "mg/portion", "portion", "source"]
    lines = [_line(one) if isinstance(one, Match) else _line_of_hit(one) for one in found]
    terminal.result(terminal.table(head, lines, right=(1, 2)))


def show(
    name: Annotated[list[str], typer.Argument(help="A food, or table:number.", metavar="FOOD")],
    own: Annotated[bool, typer.Option("--own", help="Print it as a food of your own, for a person file.")] = False,
    as_json: Json = False,
) -> None:
    """Show what 100 g of a food hold, each value with its source, in which portions it comes, and whom it suits."""
    words = " ".join(name)
    one = _of_store(*numbered) if (numbered := _numbered(words)) else _of_box(words)
    if own:
        terminal.result(_as_own(one))
        return
    if as_json:
        terminal.json_result("food", asdict(one))
        return
    from epsom.plate.composition import nutrients

    lines = [
        [
            key.replace("_", " "),
            "not known" if value is None else f"{plain(value, 3)} {of.unit}",
            one.origins.get(key, ""),
        ]
        for key, of in nutrients().items()
        for value in [one.amounts.get(key)]
    ]
    terminal.result(f"{one.name}   {one.source}\n")
    terminal.result(terminal.table(["in 100 g", "", "source"], lines) + "\n")
    facts = {"portions": ", ".join(f"{what} {grams:g} g" for what, grams in one.portions.items()), **one.facts}
    terminal.result("\n".join(f"{key:<12}{value}" for key, value in facts.items() if value))


def take_in(
    files: Annotated[list[Path], typer.Argument(help="Official files, as they were downloaded.", metavar="FILE...")],
    branded: Annotated[bool, typer.Option("--branded", help="Take brands in as well, millions of them.")] = False,
    into: Annotated[
        str, typer.Option(help="Another place than your own data folder; EPSOM_FOODS names it too.", metavar="FILE")
    ] = "",
    as_json: Json = False,
) -> None:
    """Take full national tables in, from files of yours: FoodData Central, SR26, CIQUAL, the Canadian file.

    Nothing is downloaded. All files come in or none, and what was there before is kept if one is damaged.
    """
    from epsom.interfaces.tables import import_tables

    with terminal.waiting("reading tables"):
        report = import_tables(files, Path(into) if into else None, branded=branded)
    if as_json:
        terminal.json_result("import", asdict(report))
        return
    head = ["table", "foods", "amounts", "portions", "doubtful", "file"]
    terminal.result(terminal.table(head, [_imported(one) for one in report.tables], right=(1, 2, 3, 4)))
    for file, note in report.notes:
        terminal.talk(f"{file}: {note}")
    for file, aside in report.asides[:MOST_ASIDES]:
        terminal.talk(f"Set aside, {file}, {aside.row}: {aside.what}: {aside.why}")
    if len(report.asides) > MOST_ASIDES:
        terminal.talk(f"... and {len(report.asides) - MOST_ASIDES} rows more; --json lists all.")
    terminal.talk(f"Kept in {report.database}. Next: epsom foods search almonds")


def _imported(one: TableWritten) -> list[str]:
    counts = (one.foods, one.amounts, one.portions, one.doubtful)
    return [one.table, *(f"{count:,}" for count in counts), one.file]


def _stored(words: str, limit: int) -> list[Hit]:
    """Return what the imported tables have; nothing where none was imported."""
    from epsom.plate.store import Store, where

    if not where().is_file():
        return []
    with Store() as store:
        return store.search(words, limit)


def _told(match: Match) -> dict[str, Any]:
    """Return a match for JSON: what a food holds per 100 g under its plain name, then all that is known of it."""
    food = match.food
    held = {"name": food.name, "mg_per_100g": food.magnesium, "how": match.how, "score": match.score}
    rest = {key: value for key, value in vars(food).items() if key not in ("name", "magnesium", "diet", "others")}
    diet = {
        key: sorted(value) if key in ("contains", "may_contain") else value for key, value in asdict(food.diet).items()
    }
    return {**held, **rest, "nutrients": dict(food.composition.known), "diet": diet}


def _told_hit(hit: Hit) -> dict[str, Any]:
    told = asdict(hit)
    return {
        "name": told.pop("name"), "mg_per_100g": told.pop("magnesium"), "source": told.pop("table"),
        "source_id": told.pop("number"), **told,
    }  # fmt: skip


def _line(match: Match) -> list[str]:
    food = match.food
    held = plain(food.magnesium, 3) if food.magnesium is not None else ""
    held = held or f"{food.magnesium_low:.3g} to {food.magnesium_high:.3g} (not measured)"
    grams = food.portions.get(food.default_portion)
    portion = f"{food.default_portion}, {grams:g} g" if grams else ""
    each = "" if grams is None or food.magnesium is None else plain(food.magnesium * grams / 100, 2)
    return [food.name, held, each, portion, f"{food.source} {food.source_id}".strip()]


def _line_of_hit(hit: Hit) -> list[str]:
    held = "not known" if hit.magnesium is None else plain(hit.magnesium, 3)
    return [hit.name + (" (doubtful)" if hit.doubt else ""), held, "", "", f"{hit.table} {hit.number}"]


def _numbered(words: str) -> tuple[str, str] | None:
    """Return the table and the number of "usda_srlegacy:12061", or of "usda_srlegacy 12061" as a search prints it."""
    table, colon, number = words.partition(":")
    if colon:
        return (table, number.strip()) if number.strip() and " " not in table else None
    table, _, number = words.partition(" ")
    return (table, number) if number.isdigit() and table in _imported_tables() else None


def _imported_tables() -> frozenset[str]:
    from epsom.plate.store import Store, where

    if not where().is_file():
        return frozenset()
    with Store() as store:
        return frozenset(one.table for one in store.tables())


def _of_box(words: str) -> Shown:
    from epsom.plate.composition import nutrients
    from epsom.plate.diets import FREE, KEPT, suits
    from epsom.plate.foods import box

    try:
        food = box().find(words).food
    except InputError as fault:
        hits = [hit for hit in _stored(words, MOST_NEAR) if hit.how in WHOLE]
        if not hits:
            raise
        near = "; ".join(f"{hit.name} ({hit.table}:{hit.number})" for hit in hits)
        raise InputError(
            f'"{words}" is no one food of the box. In the tables you imported: {near}. Say: epsom foods show '
            f"{hits[0].table}:{hits[0].number}"
        ) from fault
    holds = food.composition
    suiting = [f"{diet} {suits(food, diet)}" for diet in (*KEPT, *FREE)]
    contains = ", ".join(sorted(food.diet.contains)).replace("_", " ")
    may = ", ".join(sorted(food.diet.may_contain)).replace("_", " ")
    return Shown(
        name=food.name,
        source=f"{food.source} {food.source_id}".strip(),
        amounts={key: holds[key] for key in nutrients()},
        origins={key: holds.source_of(key).replace(":", " ") for key in nutrients()},
        portions=dict(food.portions),
        facts={
            "phytate": f"{food.phytate:g} mg ({food.phytate_low:g} to {food.phytate_high:g})",
            "oxalate": f"{food.oxalate:g} mg ({food.oxalate_low:g} to {food.oxalate_high:g})",
            "suits": ", ".join(suiting),
            "allergens": contains + (f"; may contain {may}" if may else ""),
        },
    )


def _of_store(table: str, number: str) -> Shown:
    from epsom.plate.composition import nutrients
    from epsom.plate.store import Store

    with Store() as store:
        food = store.food(table, number.strip())
    less = {key: f"less than {limit:g}" for key, limit in food.below.items()}
    less |= dict.fromkeys(food.traces, "traces")
    return Shown(
        name=food.name,
        source=f"{table} {number}".strip(),
        amounts={key: food.amounts.get(key) for key in nutrients()},
        origins={key: less.get(key, f"{table} {number}" if key in food.amounts else "") for key in nutrients()},
        portions=dict(food.portions),
        facts={"also": food.also, "group": food.category, "date": food.date, "doubt": food.doubt},
    )


def _as_own(one: Shown) -> str:
    """Return a food as the entry of a person file that says the same, its source in its name."""
    lines = ["foods:", f'  - name: "{one.name.replace(chr(34), chr(39))} ({one.source})"']
    if (magnesium := one.amounts.get("magnesium")) is not None:
        lines.append(f"    magnesium: {magnesium:g} mg/100 g")
    if (energy := one.amounts.get("energy")) is not None:
        lines.append(f"    energy: {energy:g} kcal/100 g")
    if one.portions:
        lines.append("    portions:")
        lines += [f'      "{what.replace(chr(34), chr(39))}": {grams:g} g' for what, grams in one.portions.items()]
    return "\n".join(lines)
