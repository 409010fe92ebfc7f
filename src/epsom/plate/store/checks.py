"""What no table may say: amounts that cannot be, and foods whose amounts do not fit each other."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator

from epsom.plate.store.nutrients import nutrients, place
from epsom.plate.store.rows import AmountTold, Aside, PortionTold
from epsom.plate.store.rules import rules

Tell = Callable[[Aside], None]


def possible(told: Iterable[AmountTold | Aside], tell: Tell) -> Iterator[AmountTold]:
    """Yield the amounts that can be; negative ones and those above 100 g in 100 g are told as set aside."""
    most = [nutrient.most for nutrient in nutrients()]
    for row in told:
        if isinstance(row, Aside):
            tell(row)
            continue
        value = row.amount if row.amount is not None else row.below
        if value is None or 0.0 <= value <= most[row.nutrient]:
            yield row
            continue
        nutrient = nutrients()[row.nutrient]
        rule = "is negative" if value < 0 else f"is more than 100 g can hold ({nutrient.most:g} {nutrient.unit})"
        if value != value:
            rule = "is no number"
        tell(Aside(row.row, f"{nutrient.name} = {value:g} {nutrient.unit} of {row.key}", f"the amount {rule}"))


def weighed(told: Iterable[PortionTold | Aside], tell: Tell) -> Iterator[PortionTold]:
    """Yield the portions that weigh something and are called something; the others are told as set aside."""
    for row in told:
        if isinstance(row, Aside):
            tell(row)
        elif not 0.0 < row.grams < float("inf"):
            tell(Aside(row.row, f"{row.words} = {row.grams:g} g of {row.key}", "a portion must weigh more than 0 g"))
        elif not row.words:
            tell(Aside(row.row, f"{row.grams:g} g of {row.key}", "the portion has no name"))
        else:
            yield row


def doubts(base: sqlite3.Connection, tables: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the id of every food whose amounts do not fit each other, and why; what is unknown is not judged."""
    marks = list(tables)
    chosen = f"SELECT id FROM foods WHERE tbl IN ({','.join('?' * len(marks))})"
    margin, most = rules()["part_tolerance"], rules()["macronutrients_most"]
    for part, whole in (("sugars", "carbohydrate"), ("fibre", "carbohydrate"), ("saturated_fat", "fat")):
        sql = f"""SELECT a.food, a.amount, b.amount FROM amounts a JOIN amounts b ON a.food = b.food
            WHERE a.nutrient = ? AND b.nutrient = ? AND a.amount > b.amount + ? AND a.food IN ({chosen})"""
        for food, less, more in base.execute(sql, (place(part), place(whole), margin, *marks)).fetchall():
            yield food, f"{part.replace('_', ' ')} {less:g} g is more than {whole} {more:g} g"
    parts = [place(name) for name in ("water", "protein", "fat", "carbohydrate")]
    sql = f"""SELECT food, sum(amount) FROM amounts WHERE nutrient IN ({",".join("?" * len(parts))})
        AND food IN ({chosen}) GROUP BY food HAVING sum(amount) > ?"""
    for food, total in base.execute(sql, (*parts, *marks, most)).fetchall():
        yield food, f"water, protein, fat and carbohydrate are {total:.4g} g of 100 g"
