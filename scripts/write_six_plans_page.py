"""Writes docs/six-plans.md: the plans of the six example persons, and the reading of each against the clinical note.

``python scripts/write_six_plans_page.py`` makes the plans anew; the reading is by hand, in tests/plan/six/reading.csv.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

TOP = Path(__file__).parents[1]
PAGE = TOP / "docs" / "six-plans.md"
sys.path.insert(0, str(TOP))

from tests.plan.six.reading import NAMES, SIX, Reading, holds, of, rows, shown  # noqa: E402

HEAD = """# Six persons and their plans, read line by line

Written by `python scripts/write_six_plans_page.py`; nobody edits it by hand. For research and education: a plan is for
review, nothing here is an order, and nothing is for an emergency.

The six of `examples/six`, each with the [plan](what-to-do.md) for everybody, which is food alone, and with the
clinician's view. Below each plan stands how it was read against the clinical note: its sections 1 to 4 and 7, and the
rows of its tables by their ids. *Holds* says that the line is what the note has; *differs* that it is not, and why. A
row marked ✓ is held by `tests/plan/test_six_plans.py` in every run of the tests; ✗ would be one that no longer holds.
The reading is ours and no clinician has signed it.
"""
EVERYBODY = """## Read of all six
"""
REGIMEN = "Regimen "


def page() -> str:
    """Return the page as it should be."""
    parts = [HEAD, tally()]
    for name in NAMES:
        found = shown(name)
        parts += [
            f"## {name.title()}\n", who(name), "### For everybody\n", f"```text\n{found.lay.strip()}\n```\n",
            "### For a clinician\n", f"```text\n{trimmed(found.clinician).strip()}\n```\n",
            "### Read against the clinical note\n", table([(row, name) for row in of(name) if row.person == name]),
        ]  # fmt: skip
    return "\n".join([*parts, EVERYBODY, table([(row, "") for row in rows() if row.person == "all"])])


def tally() -> str:
    """Return how many lines were read, and how many differ."""
    differ = sum(row.verdict == "differs" for row in rows())
    checked = sum(bool(row.check) for row in rows())
    return f"{len(rows())} lines were read, {differ} of them differ from the note, and {checked} are held by a test.\n"


def who(name: str) -> str:
    """Return who a person is, from the first lines of the file."""
    text = (SIX / f"{name}.yaml").read_text("utf-8")
    return f"{text.splitlines()[0].removeprefix('# ')} `epsom plan examples/six/{name}.yaml`\n"


def trimmed(text: str) -> str:
    """Return the clinician's view without what the lay view shows, and of later regimens what is taken alone."""
    blocks = text.split("\n\n")
    kept: list[str] = []
    for block in blocks:
        head = block.splitlines()[0]
        if head == "The plate":
            kept.append(f"{head}\n  (as above)")
        elif head.startswith(REGIMEN) and not head.startswith(f"{REGIMEN}1 "):
            kept.append("\n".join([*_taken(block.splitlines()), "  (basis and effect as printed, left out here)"]))
        else:
            kept.append(block)
    return "\n\n".join(kept)


def _taken(lines: Sequence[str]) -> list[str]:
    """Return the head of a regimen, its hours, and the line of its daily amount, with what they run over into."""
    last = next(k for k, line in enumerate(lines) if " mg a day for " in line)
    while last + 1 < len(lines) and lines[last + 1].startswith("    ") and "  " not in lines[last + 1].strip():
        last += 1
    return list(lines[: last + 1])


def table(read: Sequence[tuple[Reading, str]]) -> str:
    """Return the rows as a table; a row for everybody is held of all six."""
    lines = [
        "| line of the plan | what the note says | where | verdict | why | held |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for row, name in read:
        names = (name,) if name else NAMES
        held = "" if not row.check else "✓" if all(holds(row.check, shown(one)) for one in names) else "✗"
        cells = (row.line, row.note, row.where, row.verdict, row.why, held)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(f"written: {PAGE.relative_to(TOP)}")


if __name__ == "__main__":
    main()
