"""The layout of the store: one SQLite file of foods, amounts, portions, names and where all of it comes from."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from epsom.errors import InputError
from epsom.plate.search import head, words
from epsom.plate.store.rules import kind

FORMAT = "epsom foods 1"
BRANDED = "branded_food"
LAYOUT = """
CREATE TABLE about(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE imports(
    tbl TEXT PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, date TEXT NOT NULL,
    foods INTEGER NOT NULL, amounts INTEGER NOT NULL, portions INTEGER NOT NULL, doubtful INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE asides(file TEXT NOT NULL, part TEXT NOT NULL, what TEXT NOT NULL, why TEXT NOT NULL);
CREATE TABLE foods(
    id INTEGER PRIMARY KEY, tbl TEXT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL,
    data_type TEXT NOT NULL, date TEXT NOT NULL, also TEXT NOT NULL, head TEXT NOT NULL, words TEXT NOT NULL,
    others TEXT NOT NULL, doubt TEXT NOT NULL DEFAULT '', UNIQUE(tbl, number)
);
CREATE TABLE amounts(
    food INTEGER NOT NULL, nutrient INTEGER NOT NULL, amount REAL, below REAL, PRIMARY KEY(food, nutrient)
) WITHOUT ROWID;
CREATE TABLE portions(
    food INTEGER NOT NULL, words TEXT NOT NULL, grams REAL NOT NULL, PRIMARY KEY(food, words)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE names USING fts5(
    head, words, others, content='foods', content_rowid='id', tokenize='porter unicode61', prefix='2 3'
);
CREATE TABLE vocabulary(id INTEGER PRIMARY KEY, word TEXT UNIQUE NOT NULL, names INTEGER NOT NULL);
CREATE VIRTUAL TABLE letters USING fts5(word, content='vocabulary', content_rowid='id', tokenize='trigram');
"""

BRAND, BABY = 32, 64  # bits of the quality that say that a brand, or a food for infants, is meant
PLACES = 40  # bits of an id that number the food; those above them say how plain it is
_BRACKETS = re.compile(r"\([^()]*\)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z'’&]{2,}\b")


def connect(path: str, *, write: bool = False) -> sqlite3.Connection:
    """Open a store; InputError for a file that is none, or that an Epsom of another format wrote."""
    base = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode={'rw' if write else 'ro'}", uri=True)
    try:
        row = base.execute("SELECT value FROM about WHERE name = 'format'").fetchone()
    except sqlite3.DatabaseError:
        row = None
    if row is None or row[0] != FORMAT:
        base.close()
        raise InputError(
            f"{path} is no database of foods that this Epsom can read. Move it away and import the tables anew."
        )
    return base


def create(path: str) -> sqlite3.Connection:
    """Make an empty store."""
    base = sqlite3.connect(path)
    base.executescript(LAYOUT)
    base.execute("INSERT INTO about VALUES ('format', ?)", (FORMAT,))
    base.commit()
    return base


def spoken(name: str) -> str:
    """Return the words of a name as they are looked for; what stands in brackets is not what the thing is called."""
    return " ".join(words(_BRACKETS.sub(" ", name)) or words(name))


def others(name: str, also: str) -> str:
    """Return further words under which a food is found: those in brackets, other names, and its maker's."""
    return " ".join(dict.fromkeys(words(" ".join((*_BRACKETS.findall(name), also)))))


def heads(name: str) -> str:
    """Return what the thing is, in one or two words: "Nuts, cashew nuts, raw" are nuts, and cashews."""
    first, parts = head(name), name.split(",")
    if len(parts) == 1 or first not in kind("class"):
        return first
    second = [word for word in words(parts[1].partition(" and ")[0]) if word not in kind("class")]
    return f"{first} {second[-1]}" if second else first


def quality(name: str, data_type: str, category: str) -> int:
    """Return how plain a food's name is, 0 to 127: short names first, brands after all others, baby food last.

    The id of a food begins with it, so that the index, which answers in the order of ids, gives plain foods first.
    """
    branded, baby = is_branded(name, data_type), is_for_babies(name, category)
    return BABY * baby + BRAND * branded + min(len(spoken(name).split()), BRAND - 1)


def is_branded(name: str, data_type: str) -> bool:
    """Tell whether a food is one maker's: by its table, or by a name that carries capitals."""
    if data_type == BRANDED:
        return True
    told = _CAPITALS.findall(_BRACKETS.sub(" ", name))
    loud = [word for word in told if word.casefold().strip("'’&") not in kind("unbranded")]
    return bool(loud) and name != name.upper()


def is_for_babies(name: str, category: str) -> bool:
    """Tell whether a food is made for infants."""
    return bool(kind("baby").intersection((*words(name), *words(category))))
