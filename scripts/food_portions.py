"""The household portions of a food: its table's own by their everyday word, and ours where the table has none."""

from __future__ import annotations

import re

from national_tables import Tables, printed

PORTIONS = ["id", "portion", "grams", "source", "source_id", "note"]

CUP, FLUID_OUNCE, TABLESPOON = 236.588, 29.5735, 14.787  # US kitchen measures [mL]
DRINKS = {"glass": 200.0, "mug": 250.0}  # [mL]; ours
WATERS = {"glass": 200.0, "small bottle": 330.0, "bottle": 500.0, "large bottle": 1500.0}  # [mL]; ours
LIQUID = {"water", "juice", "soft-drink", "alcohol", "coffee-tea", "plant-drink", "soup"}
POURED = {"milk", "fat", "sauce", "sweet", "special", "soy"}
UNPOURED = {"butter", "ice-cream", "sugar", "salt", "sweets", "gummy-bears", "chocolate-white", "gelatin-dessert"}
UNPOURED |= {"protein-powder", "protein-bar", "cottage-cheese", "tofu", "tempeh", "natto", "soybeans", "edamame"}

# What the tables call a portion, and the word people use for it; the first that fits counts.
WORDS: list[tuple[str, str]] = [
    (r"^tbsp|^tablespoon", "tablespoon"),
    (r"^tsp|^teaspoon", "teaspoon"),
    (r"^cup( \(8 fl oz\))?$|^cup,? (8 fl oz|cooked|halves|whole|slices|sliced|chopped|diced|pieces|shredded)", "cup"),
    (r"^cup", "cup"),
    (r"^extra large", "extra large"),
    (r"^small( \(| whole|,|$)", "small"),
    (r"^medium( \(| whole|,|$)|^regular$", "medium"),
    (r"^large( \(| whole|,|$)", "large"),
    (r"^slices?\b|^(medium or regular |regular )slice", "slice"),
    (r"^fillet", "fillet"),
    (r"^(egg|fruit|avocado)\b", "whole"),
    (r"^(patty|chop|breast|thigh|drumstick|link|bar|bottle|packet|spear|clove|stalk|leaf|ear|pod)\b", r"\1"),
    (r"^(scoop|wedge|bagel)\b", r"\1"),
    (r"^(cracker|biscuit|cookie|muffin|waffle|pancake|roll|tortilla|sandwich|square|pat)s?\b", r"\1"),
    (r"^(piece|date|olive|sprig)s?\b", r"\1"),
    (r"^can \(|^can$", "can"),
    (r"^(container|individual container)", "container"),
]  # fmt: skip
NOT_EVERYDAY = re.compile(
    r"yield|ounce|cubic|inch|lb|nlea|refuse|guideline|condensed|crust|without|dry|\bmini|bite|snack|party|fun"
)


def household(wanted: dict[str, str], tables: Tables) -> list[list[str]]:
    """Return the portions of one food: those of its table by their everyday word, then ours where it has none."""
    id, found = wanted["id"], {}
    source = {"usda_srlegacy": "usda_sr26", "usda_sr26": "usda_sr26", "usda_fndds2021": "usda_fndds2021"}
    table = source.get(wanted["source"], "")
    for pattern, word in WORDS if table else []:
        for words, grams in tables.weights[table].get(wanted["source_id"], []):
            if NOT_EVERYDAY.search(words.lower()) and not words.lower().startswith(("cup", "can", "large", "medium")):
                continue
            if hit := re.search(pattern, words.lower()):
                found.setdefault(hit.expand(word), [printed(grams, 5), table, wanted["source_id"], words.strip()])
    for portion in filter(None, wanted["portions"].split(";")):
        word, grams = portion.split("=")
        if grams.endswith("!") or word not in found:  # "!" puts our size in the place of an unusual one of the table
            found[word] = [grams.rstrip("!"), "assumed", "", "a usual size, ours"]
    density = float(density_of(wanted, tables) or 1.0)
    small = wanted["group"] == "alcohol" or wanted["id"] == "espresso"
    ours = WATERS if wanted["group"] == "water" else DRINKS if wanted["slot"] == "drink" and not small else {}
    for word, millilitres in ours.items():
        found.setdefault(word, [printed(millilitres * density, 4), "assumed", "", f"{millilitres:g} mL, ours"])
    keep = {wanted["default_portion"], *(part.split("=")[0] for part in wanted["portions"].split(";"))}
    order = sorted(found, key=lambda word: (word not in keep, word == "extra large"))[:8]
    if wanted["default_portion"] not in order:
        raise SystemExit(f"{id}: no portion {wanted['default_portion']!r} among {', '.join(order)}.")
    return [[id, word, *found[word]] for word in order]


def density_of(wanted: dict[str, str], tables: Tables) -> str:
    """Return g per mL of a thing that is measured in mL, from the weight of its cup, ounce or spoon; else nothing."""
    if wanted["group"] == "water":
        return "1"
    if not (wanted["group"] in LIQUID or (wanted["group"] in POURED and wanted["id"] not in UNPOURED)):
        return ""
    table = "usda_sr26" if wanted["source"] != "usda_fndds2021" else "usda_fndds2021"
    for start, millilitres in (("fl oz", FLUID_OUNCE), ("cup", CUP), ("tbsp", TABLESPOON), ("tablespoon", TABLESPOON)):
        for words, grams in tables.weights[table].get(wanted["source_id"], []):
            plain = not re.search(r"ice|yield|whipped|dry|condensed", words.lower().replace("(no ice)", ""))
            if words.lower().startswith(start) and plain and 0.8 < grams / millilitres < 1.5:
                return printed(grams / millilitres, 3)
    return "1" if wanted["group"] in LIQUID or wanted["slot"] == "drink" else ""
