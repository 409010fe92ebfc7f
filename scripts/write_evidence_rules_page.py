"""Writes docs/evidence-rules.md: the rules E1 to E12 with what an offender is told, and the figures T1 to T9.

Every error on the page comes from an offender that is tried while the page is written, and every figure from a run.
"""

from __future__ import annotations

import runpy
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs" / "evidence-rules.md"
TESTS = TOP / "tests" / "outcomes"
offending = SimpleNamespace(**runpy.run_path(str(TESTS / "offending.py")))
acceptance = SimpleNamespace(**runpy.run_path(str(TESTS / "acceptance.py")))

HEAD = """# The rules of the evidence, and what it must come to

Written by `python scripts/write_evidence_rules_page.py`; nobody edits it by hand. What the rules let through is on the
page of [what follows](outcomes.md). For research and education.
"""
RULES = {name: says for name, says, _ in runpy.run_path(str(TOP / "scripts" / "write_outcomes_page.py"))["RULES"]}
"""The rules in plain words, as the page of the outcomes has them."""
BEYOND = {
    "E3": "`test_rules_bite.py::test_e3_only_the_studied_range_keeps_an_answer_flat_beyond_it`",
    "E6": "`test_project.py::test_e6_serum_or_food_and_never_both`",
    "E8": "`test_criteria.py::test_e6_e8_a_row_serves_its_own_exposure_and_no_other`",
    "E9": "`test_rules_bite.py::test_e9_only_what_is_withheld_keeps_a_number_from_memory_away`",
    "E12": "`test_rules_bite.py::test_e12_only_the_guards_bring_the_wrist_into_what_is_said_of_bone`",
}
"""Where a rule also binds what is shown, the test that holds it there."""
BITE = """## Rules E1 to E12

A file that breaks one does not load. `tests/outcomes/test_rules_bite.py` tries each offender below three times: it is
refused by the name of its rule; with this rule taken out of the code it passes, so nothing else was holding it back;
and with every other rule taken out it is still refused. What is told is the text that the offender gets.
"""
OUTCOMES = """## Figures T1 to T9

Points that the whole must meet. Each was worked out while this page was written, by the functions of
`tests/outcomes/acceptance.py`; a miss stays red until it is understood and mended, and no tolerance is widened for it.
"""
PROOFS = "Each is held by these tests, of `tests/outcomes/`:\n"
HELD, MISSED = "🟢 held", "🔴 **missed**"


def page() -> str:
    """Return the page as it should be."""
    rules = [row for name in RULES for row in _rule(name)]
    shown = [(name, _plain(test)) for name, test in BEYOND.items()]
    figures = [row for test in acceptance.TESTS for row in _figures(test)]
    return "\n".join(
        [
            HEAD, BITE, _table(("", "rule", "kept in", "an offender", "what it is told"), rules),
            "A rule binds what is shown as well, where the loader alone cannot hold it:\n",
            _table(("", "held by"), shown),
            OUTCOMES, _tally(), _table(("", "what", "asked", "comes out", ""), figures), _reasons(),
            PROOFS, _table(("", "what it is about", "tests"), _proofs()),
        ]
    )  # fmt: skip


def _rule(name: str) -> list[tuple[str, ...]]:
    """Return a line for each offender of a rule, the rule itself in the first."""
    rooms = {f"`outcomes/{table.partition('.')[0]}.py`" for table, rules in offending.TABLES.items() if name in rules}
    functions = [f"`{rules[name].__name__}`" for rules in offending.TABLES.values() if name in rules]
    kept = f"{', '.join(sorted(rooms))}: {', '.join(functions)}"
    said = [(_plain(one.what), f"`{one.told()}`") for one in offending.SAMPLE if one.rule == name]
    return [(name, "" if number else RULES[name], "" if number else kept, *each) for number, each in enumerate(said)]


def _figures(test: str) -> list[tuple[str, ...]]:
    return [
        (test, _plain(one.what), _asked(one), f"{_number(one.came, one.digits)} {one.unit}".rstrip(),
         HELD if one.held else MISSED)
        for one in acceptance.figures(test)
    ]  # fmt: skip


def _asked(one: Any) -> str:
    if one.low == one.high:
        said = _number(one.low, one.digits)
    elif one.low <= -100:
        said = f"at most {_number(one.high, 0)}"
    else:
        said = f"{_shortest(one.low)} to {_shortest(one.high)}"
    return f"{said} {one.unit}".rstrip()


def _shortest(value: float) -> str:
    return f"{value:.3g}".replace("-", "−")


def _tally() -> str:
    every = [one for test in acceptance.TESTS for one in acceptance.figures(test)]
    missed = sum(not one.held for one in every)
    return f"Of {len(every)} figures, {len(every) - missed} are held and {missed} are missed.\n"


def _reasons() -> str:
    missed = [f"- {MISSED} {test}, {what}: {_plain(reason)}" for (test, what), reason in acceptance.MISSED.items()]
    return "\n".join([*missed, *(f"- {test}: {_plain(note)}" for test, note in acceptance.NOTES.items()), ""])


def _proofs() -> Iterable[tuple[str, str, str]]:
    for test, (about, _, tests) in acceptance.TESTS.items():
        yield test, about, "<br>".join(f"`{one}`" for one in tests)


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def _plain(text: str) -> str:
    return text.replace("|", "\\|")


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print("written: docs/evidence-rules.md")
