"""The page of the check: it shows the run that is kept, and every rule."""

from __future__ import annotations

import json
from pathlib import Path

from epsom.checks import targets

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_shows_the_run_that_is_kept():
    run = json.loads((DOCS / "regimen-safety.json").read_text("utf-8"))
    text = (DOCS / "regimen-safety.md").read_text("utf-8")
    assert run["sentence"] in text
    assert run["date"] in text
    assert run["persons"] >= 1_000_000
    assert run["violations"] == 0
    assert run["regimens"] > 100_000


def test_the_page_lists_every_rule_once():
    lines = (DOCS / "regimen-safety.md").read_text("utf-8").partition("## The blocking rules")[2].splitlines()
    listed = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("| ")]
    assert sorted(set(listed) - {"rule", "---"}) == sorted(targets.ids())
    assert len(listed) == len(targets.ids()) + 2
