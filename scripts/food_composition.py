"""What 100 g of a food hold besides energy and magnesium, each value from its own table or a named twin."""

from __future__ import annotations

from national_tables import Tables, nutrients

from epsom.plate.store.rules import rules

IN_FOODS = ("energy", "magnesium")  # these two stand in foods.csv, and nowhere twice
OTHERS = [name for name in nutrients() if name not in IN_FOODS]
COMPOSITION = ["id", *OTHERS, "elsewhere", "source", "mark", "note"]

# The same NDB number is the same food in two releases of one table.
SAME_NUMBER = {"usda_srlegacy": "usda_sr26", "usda_sr26": "usda_srlegacy"}
# A table that lists only the salts of a water says nothing of its vitamins; drinking water is known to hold none.
DRINKING_WATER, OF_WATER = ("usda_srlegacy", "14411"), ("vitamin_d", "vitamin_k")
TOTAL = "computed:carbohydrate+fibre"  # Ciqual lists carbohydrate without its fibre

PER_GRAM = {"protein": 4.0, "fat": 9.0, "carbohydrate": 4.0}  # general factors of Atwater [kcal/g]
SHARE, FREE = 0.15, 15.0  # energy may differ from the factors by this share and these kcal


def composition(wanted: dict[str, str], tables: Tables) -> list[str]:
    """Return one row of composition.csv: a nutrient that neither the food's table nor a twin has stays empty."""
    if wanted["source"] == "range":
        source = "usda_fndds2021" if "~" in wanted["source_id"] else wanted["source_id"].split(":")[0]
        return [wanted["id"], *[""] * len(OTHERS), "", source, "computed", "known as a range: see foods.csv"]
    holds, elsewhere = held(wanted, tables)
    cells = [f"{holds[name]:.6g}" if name in holds else "" for name in OTHERS]
    whence = ";".join(f"{name}={elsewhere[name]}" for name in OTHERS if name in elsewhere)
    return [wanted["id"], *cells, whence, wanted["source"], "read", ""]


def held(wanted: dict[str, str], tables: Tables) -> tuple[dict[str, float], dict[str, str]]:
    """Return what 100 g hold, and for every value that is not of the food's own row which other one it is of."""
    table, id = wanted["source"], wanted["source_id"]
    holds, elsewhere = dict(tables.value[table][id].holds), dict[str, str]()
    if table == "ciqual2017" and "carbohydrate" in holds:
        available, fibre = holds.pop("carbohydrate"), holds.get("fibre")
        if fibre is not None:
            holds["carbohydrate"] = available + fibre
            elsewhere |= {"carbohydrate": TOTAL} if fibre else {}
    twins = [(SAME_NUMBER[table], id, OTHERS)] if table in SAME_NUMBER else []
    if wanted["group"] == "water":
        twins.append((*DRINKING_WATER, OF_WATER))
    for other, number, names in twins:
        twin = tables.value[other].get(number)
        for name in names:
            if twin and name in twin.holds and name not in holds:
                holds[name], elsewhere[name] = twin.holds[name], f"{other}:{number}"
    return holds, elsewhere


def oddities(wanted: dict[str, str], tables: Tables) -> list[str]:
    """Return what cannot be right in a food as its table lists it, a line each; nothing is mended."""
    if wanted["source"] == "range":
        return []
    has = held(wanted, tables)[0]
    found: list[str] = []
    for part, whole in (("sugars", "carbohydrate"), ("fibre", "carbohydrate"), ("saturated_fat", "fat")):
        if part in has and whole in has and has[part] > has[whole] + rules()["part_tolerance"]:
            found.append(f"{part} {has[part]:g} g is more than its {whole} {has[whole]:g} g")
    parts = sum(has.get(name, 0.0) for name in ("water", *PER_GRAM))
    if parts > rules()["macronutrients_most"]:
        found.append(f"its parts add up to {parts:.1f} g")
    if "energy" in has and all(name in has for name in PER_GRAM) and wanted["group"] != "alcohol":
        most = sum(factor * has[name] for name, factor in PER_GRAM.items())
        least = most - PER_GRAM["carbohydrate"] * has.get("fibre", 0.0)
        if not least * (1.0 - SHARE) - FREE <= has["energy"] <= most * (1.0 + SHARE) + FREE:
            found.append(f"energy {has['energy']:g} kcal, and its parts give {least:.0f} to {most:.0f}")
    return [f"{wanted['id']}: {line} ({wanted['source']} {wanted['source_id']})" for line in found]


def coverage(rows: list[list[str]]) -> list[str]:
    """Return for every nutrient of composition.csv in how many foods it is known."""
    lines: list[str] = []
    for at, name in enumerate(OTHERS, start=1):
        known = sum(bool(row[at]) for row in rows[1:])
        lines.append(f"{name}: {known} of {len(rows) - 1} foods ({100.0 * known / (len(rows) - 1):.1f} %)")
    return lines
