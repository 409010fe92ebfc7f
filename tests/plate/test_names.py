"""The names of foods: enough of them, in four languages, and each of one food."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from epsom.plate.foods import box
from epsom.tables import sheet

ROWS = sheet("plate/names.csv")
NAMES = [{**row, "name": name} for row in ROWS for name in row["names"].split(";")]
MAIN = {row["id"]: row["name"] for row in sheet("plate/foods.csv")}
KINDS = ("name", "de", "fr", "es", "misspelling")
SHARED = {"pommes": {"french-fries": "de", "apple": "fr"}}
"""Names that mean two foods, each in its own language; no others do. Capitals tell the German one."""

OWN: dict[str, Counter[str]] = defaultdict(Counter)
for _row in NAMES:
    OWN[_row["id"]][_row["kind"]] += 1


def test_every_row_is_of_a_food_a_kind_and_a_source():
    assert {row["kind"] for row in NAMES} == set(KINDS)
    assert {row["id"] for row in NAMES} <= set(MAIN)
    assert {row["source"] for row in NAMES} == {"assumed"}
    assert len({(row["id"], row["kind"]) for row in ROWS}) == len(ROWS)
    assert all(row["name"] == " ".join(row["name"].split()) != "" for row in NAMES)


@pytest.mark.parametrize("id", sorted(OWN))
def test_a_food_has_names_in_four_languages(id: str):
    assert sum(OWN[id][kind] for kind in KINDS[:4]) >= 5
    for kind in KINDS[:4]:
        assert OWN[id][kind] >= 1, kind


def test_no_name_stands_twice_for_a_food_in_a_language():
    again = Counter((row["id"], row["kind"], row["name"].casefold()) for row in NAMES)
    assert [key for key, times in again.items() if times > 1] == []


def test_a_name_means_one_food():
    meant: dict[str, dict[str, str]] = defaultdict(dict)
    for row in NAMES:
        meant[row["name"].casefold()][row["id"]] = row["kind"]
    for id, name in MAIN.items():
        meant[name.casefold()].setdefault(id, "main")
    assert {name: ids for name, ids in meant.items() if len(ids) > 1} == SHARED


def test_a_misspelling_is_no_name():
    right = {row["name"].casefold() for row in NAMES if row["kind"] != "misspelling"} | {
        name.casefold() for name in MAIN.values()
    }
    assert [row["name"] for row in NAMES if row["kind"] == "misspelling" and row["name"].casefold() in right] == []


def test_a_misspelling_finds_its_food_among_the_first_three():
    slips = [(row["name"], row["id"]) for row in NAMES if row["kind"] == "misspelling"]
    lost = [name for name, id in slips if id not in [match.food.id for match in box().search(name, 3)]]
    assert lost == []


def test_a_name_finds_its_food_first():
    told = [(row["name"], row["id"]) for row in NAMES if row["kind"] != "misspelling" and row["name"] not in SHARED]
    lost = [name for name, id in told if box().search(name, 1)[0].food.id != id]
    assert lost == []


USUAL = """
milk-semi: milk, Milch, lait, leche; rice-white: rice, Reis, riz, arroz; baguette: pain; white-bread: pan, bread;
tap-water: water, Wasser, eau, agua; pasta: pasta, pâtes, Nudeln; liver-pate: pâté, paté; french-fries: chips, Pommes;
potato-boiled: potatoes, Kartoffeln, pommes de terre, patatas; mixed-vegetables: légumes, Gemüse, verduras;
legumes: legumes, beans, Bohnen, haricots, legumbres; raisins: raisins; grapes: raisins frais, uvas, Trauben;
prunes: prunes, pruneaux; bell-pepper: Paprika, poivron, pimiento; oats: oats, avena, Haferflocken;
walnuts: walnuts, noix, nueces; egg-boiled: egg, Ei, œuf, huevo; ice-cream: ice cream, Eis, glace, helado;
banana: banana, Banane, banane, plátano; cheese-cheddar: cheese; cheese-gouda: Käse, queso; coffee: coffee, Kaffee, café
"""


@pytest.mark.parametrize(
    ("word", "id"),
    [
        (word.strip(), id.strip())
        for id, _, words in (part.partition(":") for part in USUAL.split(";"))
        for word in words.split(",")
    ],
)
def test_the_plain_word_belongs_to_the_usual_food(word: str, id: str):
    match = box().search(word, 1)[0]
    assert (match.food.id, match.how) == (id, "exact")
