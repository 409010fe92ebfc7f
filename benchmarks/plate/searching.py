"""Searching: everyday words and misspellings among the box, four national tables, and half a million brands.

Beside it a plain ``LIKE`` for every word (which ranks nothing), and rapidfuzz over all names where it is installed.
All take turns, query by query, so that a busy machine slows all alike; the shortest of several times counts for each
query, and the 95th percentile over the queries is told.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from epsom.plate.foods import box
from epsom.plate.store import Store
from plate import corpora

WORDS = """egg;carrot;apple;beer;potato;walnuts;milk;whole milk;spinach;cooked spinach;banana;bread;whole wheat bread;
white bread;almonds;cashews;peanuts;pumpkin seeds;chia seeds;black beans;chickpeas;lentils;avocado;broccoli;
dark chocolate;quinoa;brown rice;white rice;wheat germ;coffee;salmon;tuna;chicken breast;ground beef;pork chop;
yogurt;greek yogurt;cheddar cheese;butter;olive oil;oatmeal;orange juice;tomato;cucumber;onion;strawberries;tofu;
soy milk;honey;peanut butter;pizza;french fries;ice cream;ba;bro;choc;peanut bu;white br;app;che"""
SLIPS = """brocoli;bannana;avacado;wholewheat bred;chiken breast;potatos baked;yoghurt greek;peanutbutter;spinich;
almnods;letuce;tomatoe soop;cofee;zuchini;mayonaise;strawbery;cinammon;sphagetti;rasberry;cauliflwer"""
TIMES = 5
LIMIT = 10
Search = Callable[[str], object]


def listed(text: str) -> list[str]:
    return [word.strip() for word in text.replace("\n", "").split(";")]


def like(base: sqlite3.Connection) -> Search:
    """Return a search that asks for every word as a part of the name, in no order of merit."""

    def search(text: str) -> object:
        parts = text.split()
        sql = f"SELECT name FROM foods WHERE {' AND '.join('name LIKE ?' for _ in parts)} LIMIT {LIMIT}"
        return base.execute(sql, [f"%{part}%" for part in parts]).fetchall()

    return search


def fuzzy(names: list[str]) -> Search | None:
    """Return rapidfuzz over all names, or None where it is not installed."""
    try:
        from rapidfuzz import process, utils
        from rapidfuzz.fuzz import token_set_ratio
    except ImportError:
        return None
    ready = [utils.default_process(name) for name in names]

    def search(text: str) -> object:
        return process.extract(text.casefold(), ready, scorer=token_set_ratio, limit=LIMIT)

    return search


def seconds(searches: dict[str, Search], texts: list[str], times: dict[str, int]) -> dict[str, float]:
    """Return the 95th percentile over the texts of each search's shortest time [s]."""
    taken: dict[str, list[float]] = {name: [] for name in searches}
    for text in texts:
        best: dict[str, float] = {}
        for turn in range(max(times.values())):
            for name, search in searches.items():
                if turn < times[name]:
                    start = time.perf_counter()
                    search(text)
                    best[name] = min(best.get(name, float("inf")), time.perf_counter() - start)
        for name, value in best.items():
            taken[name].append(value)
    return {name: sorted(values)[int(0.95 * (len(values) - 1) + 0.5)] for name, values in taken.items()}


def measured(many: int = corpora.BRANDS) -> tuple[dict[str, float], dict[str, str]]:
    """Return the figures by name, and what was not measured with the reason."""
    found: dict[str, float] = {}
    missing: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        kept: dict[str, tuple[Search, list[str], sqlite3.Connection]] = {}
        foods = box()
        names = [food.name for food in foods]
        kept["box"] = lambda text: foods.search(text, LIMIT), names, memory(names)
        if corpora.official().DATA.is_dir():
            for name in ("tables", "brands"):
                path = corpora.tables(Path(folder)) if name == "tables" else corpora.brands(names, Path(folder), many)
                store = stack.enter_context(Store(path))
                base = sqlite3.connect(path)
                stack.callback(base.close)
                names = [row[0] for row in base.execute("SELECT name FROM foods")]
                kept[name] = lambda text, store=store: store.search(text, LIMIT), names, base
                found[f"plate.search.{name}.megabytes"] = path.stat().st_size / 1e6
        else:
            missing |= {f"plate.search.{name}.words_p95_ms": "shared/data is not here" for name in ("tables", "brands")}
        for name, (search, names, base) in kept.items():
            found[f"plate.search.{name}.names"] = len(names)
            searches: dict[str, Any] = {"ours": search, "like": like(base), "rapidfuzz": fuzzy(names)}
            if searches["rapidfuzz"] is None:
                del searches["rapidfuzz"]
                missing[f"plate.search.{name}.words.rapidfuzz_ratio"] = "rapidfuzz is not installed"
            times = {"ours": TIMES, "like": TIMES, "rapidfuzz": 1 if len(names) > 1000 else TIMES}
            for kind, texts in (("words", listed(WORDS)), ("slips", listed(SLIPS))):
                taken = seconds(searches, texts, times)
                ours = found[f"plate.search.{name}.{kind}_p95_ms"] = 1e3 * taken.pop("ours")
                for peer, value in taken.items():
                    found[f"plate.search.{name}.{kind}.{peer}_p95_ms"] = 1e3 * value
                    found[f"plate.search.{name}.{kind}.{peer}_ratio"] = 1e3 * value / ours
    return found, missing


def memory(names: list[str]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE foods(name TEXT)")
    base.executemany("INSERT INTO foods VALUES (?)", ((name,) for name in names))
    return base
