"""Writes docs/regimen-safety.md: the last big run of the check, and each blocking rule with what its absence does.

``python scripts/write_safety_page.py`` tries each rule's switch anew and shows the run that docs/regimen-safety.json
keeps; ``--run 1000000`` makes that run first (some minutes on two cores), and ``--from FILE`` takes one that
``epsom check regimens --json`` printed.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import hashlib
import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
PAGE, KEPT = TOP / "docs" / "regimen-safety.md", TOP / "docs" / "regimen-safety.json"
sys.path.insert(0, str(TOP))

from tests.checks.switches import BESIDE, off, product_ids  # noqa: E402

from epsom.checks import own_list, targets  # noqa: E402
from epsom.checks.run import check, held, product  # noqa: E402
from epsom.version import __version__  # noqa: E402

HEAD = """# Does any regimen break a rule?

Written by `python scripts/write_safety_page.py`; nobody edits it by hand. For research and education: a regimen is
a proposal for a clinician's review, and that none breaks a rule below does not make one right for anybody.

`epsom check regimens --n 1000000` draws persons of every age from 0 to 110, every kidney, pregnancy, every condition
and medicine that a rule names, hours they tell, and much that is not known. It asks the product what it proposes to
each, and holds that against a list of rules of its own, which was written from the reference notes and not from the
product's tables ([why](../decisions/0027-the-check-holds-its-own-list.md)). They are drawn to meet the rules and not to
be like people, so the counts say nothing of how often a regimen is proposed.
"""
RUN = """## The last big run

```
{sentence}
```

On {date}, seed {seed}, version {version}. {served} persons got at least one regimen, and {timed} regimens came with a
timetable of medicines. The others got none; below, how many the list itself allows none, by rule, and how many of them
by that rule alone. {fits}
"""
RULES = """## The blocking rules, and what happens without each

For each rule there are persons for whom it alone stands between them and a wrong regimen. *On*: regimens proposed to
them and violations found, with the rule in place. *Off*: the same with that one rule switched off in the product; what
the check then finds. `tests/checks/test_each_rule_is_needed.py` holds every line.

Some rules stand twice in the product. Raltegravir is a bar of the regimen (C05) and a row of the timetable (S17), and
so are polystyrene sulfonate (C08, S39) and baloxavir (C09, S21): no regimen gets as far as the timetable, and none
would get through it. A line of this table is about the rule and not about its place, so both are switched off together;
switching off one alone would find nothing, since the other still stands, and a test holds that too. Magnesium among the
medicines is different: C10, and C11 where only the label tells, bar it alone, and the row S59 only says that it counts
as magnesium. A class or a product of several medicines has a row for each of them, all switched off together.
"""
NOT_SEEN = """## What the check does not see

- Whether a regimen is worth taking, whether a medicine's own dose is right, and pairs of medicines that are not here.
- Names that neither list knows: such a medicine is kept two hours away from magnesium, such a condition bars nothing.
- Magnesium already taken, hour by hour: it counts against the limit, not in the timetable.
- That the limits and the gate are right. The kidney gate is a synthesis that a clinician has yet to sign.
"""


CITED = ("source", "mark", "where", "because", "note")
"""What a row of the list says of where it is from."""

FRESH = "The list is still the one that was drawn from."
STALE = "🔴 **The list has changed since this run: what it has now was not drawn in it.**"


def of_list() -> str:
    """Return what tells one state of the check's own list from another, whatever is cited beside its rules."""
    top = TOP / "src" / "epsom"
    listed = tomllib.loads((top / own_list.TABLE).read_text("utf-8"))
    kept_apart = [_rows(top / table) for table in (own_list.APART, own_list.PAIRS)]
    return hashlib.sha256(json.dumps(_bare([listed, kept_apart]), sort_keys=True).encode()).hexdigest()[:16]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _bare(value: Any) -> Any:
    """Return a table without what is cited: sources, marks, and where and why."""
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items() if name not in CITED}  # pyright: ignore[reportUnknownVariableType]
    return [_bare(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def page() -> str:
    """Return the page as it should be."""
    run = json.loads(KEPT.read_text("utf-8"))
    barred = [(rule, _words(rule), _count(count), _count(run["alone"].get(rule, 0)))
              for rule, count in sorted(run["barred"].items())]  # fmt: skip
    fits = FRESH if run.get("list") == of_list() else STALE
    counts = {name: _count(run[name]) for name in ("served", "timed")}
    return "\n".join([
        HEAD, RUN.format(**{**run, **counts, "fits": fits}),
        _table(("rule", "no regimen for", "persons", "by it alone"), barred),
        RULES, _table(("rule", "what it says", "in the product", "persons", "on", "off"), list(_switched())),
        *_notes(), NOT_SEEN,
    ])  # fmt: skip


def _switched() -> Iterable[tuple[str, ...]]:
    for id in targets.ids():
        cases = targets.targeted(id)
        on = held(cases, product())
        with off(id):
            without = held(cases, product())
        broken = without.by_rule.get(id, 0)
        found = f"{broken} violations" if broken else "🔴 **nothing is found**"
        kept = ", ".join(f"{one}" for one in (*product_ids(id)[0], *product_ids(id)[1]))
        yield id, _words(id), kept, str(len(cases)), f"{on.regimens} regimens, {on.violations} violations", found


def _notes() -> list[str]:
    said = [f"- {id}: {why}." for id, why in BESIDE.items()]
    return ["Known of these lines:\n", *said, ""] if said else []


def _words(id: str) -> str:
    """Return what a rule says, in the words of the list."""
    for rule in (*own_list.gates(), *own_list.bars(), own_list.split(), own_list.unknown(), own_list.loosening()):
        if rule.id == id:
            return rule.words
    if id == "T12":
        return "the limit for magnesium that is not food, by authority and age, with what is taken already"
    if id == own_list.unknown().otherwise:
        return own_list.content()["unknown_otherwise"]["words"]
    if pair := next((one for one in own_list.pairs() if one.rule == id), None):
        return f"{', '.join(pair.names)}: at least {_sides(pair)} {', '.join(pair.others) or 'any other medicine'}"
    rule = next(one for one in own_list.aparts() if one.rule == id)
    names = ", ".join(rule.names) or "any other medicine"
    if rule.never:
        return f"{names}: not with magnesium at any hour"
    return f"{names}: at least {_sides(rule)} magnesium"


def _sides(rule: own_list.Apart | own_list.Pair) -> str:
    return " or ".join(
        f"{hours:g} h {side}" for hours, side in ((rule.before, "before"), (rule.after, "after")) if hours
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def keep(found: dict[str, Any], seed: int) -> None:
    """Keep the counts of a run, with the day, the seed and the version."""
    names = ("persons", "served", "regimens", "timed", "violations", "by_rule", "barred", "alone")
    sentence = "{persons} persons, {regimens} regimens, {violations} violations".format(**found)
    told = {"date": datetime.date.today().isoformat(), "seed": seed, "version": __version__, "list": of_list(),
            "sentence": sentence}  # fmt: skip
    KEPT.write_text(json.dumps({**told, **{name: found[name] for name in names}}, indent=2) + "\n", "utf-8")


def main() -> None:
    """Make the big run where it is wanted, and write the page."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--run", type=int, default=0, metavar="N", help="check so many persons first")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--from", dest="file", default="", metavar="FILE", help="a run printed as JSON")
    told = words.parse_args()
    if told.file:
        found = json.loads(Path(told.file).read_text("utf-8"))
        keep(found, found["seed"])
    elif told.run:
        keep(asdict(check(told.run, told.seed)), told.seed)
    PAGE.write_text(page(), "utf-8")
    print(f"written: {PAGE.relative_to(TOP)}")


if __name__ == "__main__":
    main()
