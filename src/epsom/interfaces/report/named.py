"""Names: what each number of the page goes by, so that ``epsom explain`` leads from it to its source.

The page writes them into ``data-explain``; what a person's file tells is called ``told``.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from epsom.assessment.warn import sentences
from epsom.interfaces.explain import BETWEEN
from epsom.interfaces.explaining.needs import reference_values
from epsom.interfaces.explaining.nouns import plain
from epsom.interfaces.explaining.plate import foods, salts_and_supplements
from epsom.outcomes.evidence import evidence
from epsom.plate.foods import TOLD, box

if TYPE_CHECKING:
    from epsom.assessment import Assessment, EatenLine, NeedLine, SwapLine
    from epsom.person import Person
    from epsom.tables import Row

Names = tuple[str, ...]
WARNINGS = "interfaces/report/warnings.toml"


def attribute(names: Names) -> str:
    """Return names as the page writes them, each once; empty for none."""
    return BETWEEN.join(dict.fromkeys(names))


def of_person(person: Person) -> Names:
    """Name what the line about the person tells."""
    told = ["told", "age", "height", "weight"]
    told += ["pregnancy_week"] if person.pregnancy_week is not None else []
    told += ["egfr"] if person.egfr is not None else []
    told += ["creatinine", "creatinine_scale"] if person.creatinine is not None else []
    told += ["cystatin_c", "cystatin_scale"] if person.cystatin_c is not None else []
    return tuple(told)


def of_eaten(line: EatenLine) -> Names:
    """Name a line of the record: what was told, and the food or the salt behind it."""
    if line.source == TOLD:
        return "told", "serving"
    if any(foods(plain(f"food {line.name}"))):
        return "told", "serving", f"food {line.name}"
    if any(salts_and_supplements(plain(line.name))):
        return "told", "serving", line.name
    return "told", "serving"


def of_swap(swap: SwapLine, assessment: Assessment) -> Names:
    """Name a swap: both foods, the household portion, and the chance that it changes."""
    old = next((name for line in assessment.eaten if line.told == swap.instead for name in of_eaten(line)[2:]), "")
    new = max((food.name for food in box() if swap.choose.endswith(f" {food.name}")), key=len, default="")
    both = (name for name in (old, new and f"food {new}") if name)
    return ("swap", "serving", "household portion", assessment.adequacy_name, *both)


def of_need(line: NeedLine) -> Names:
    """Name a reference value by its kind and authority; where it is worked out from another, by the authority."""
    name = f"{line.kind.replace('_', ' ')} {line.authority}"
    if any(reference_values(plain(name))):
        return (name,)
    return (line.authority, "recommended_ratio")


def of_adequacy(assessment: Assessment) -> Names:
    """Name the probability that the usual intake reaches what is needed, and what it is held against."""
    own = [line for line in assessment.needs if line.authority == assessment.authority]
    return (assessment.adequacy_name, *(name for line in own[:2] for name in of_need(line)))


def of_evidence(outcome: str, row: str, *, rate: str = "", baseline: str = "") -> Names:
    """Name a row of evidence read for a person: the row, how far it is held to be cause, and the rate behind it.

    ``rate`` is the country of the rate, empty where nothing is told of 1,000 people; ``baseline`` the outcome that it
    counts, the same unless told. A row that is not there leaves the outcome alone.
    """
    found = next((one for known in evidence() if known.outcome == outcome for one in known.rows if one.id == row), None)
    if found is None:
        return (outcome,)
    counted = ("events per 1,000", f"baseline {baseline or outcome} {rate}") if rate else ()
    return (f"{outcome} {row}", found.judgement, "causal discount", *counted)


def of_parameter(row: Row) -> Names:
    """Name one number of the table of all that was used."""
    if row.source == TOLD:
        return ("told",)
    if row.table == "plate/foods.csv":
        return (f"food {row.name}",)
    if row.table.startswith("cohort/") and ": " in row.name:
        return (row.name,)
    return (f"{row.table.rpartition('/')[2].removesuffix('.toml')}.{row.name}",)


def of_warning(sentence: str, authority: str) -> Names:
    """Name what a warning counts, by the sentence of warnings.toml that it fills in; else it is the authority's."""
    for name, pattern in _patterns().items():
        if pattern.fullmatch(sentence):
            return _warnings()[name]
    return "told", authority


@cache
def _warnings() -> dict[str, Names]:
    content = tomllib.loads(files("epsom").joinpath(WARNINGS).read_text("utf-8"))
    return {name: tuple(names) for name, names in content.items()}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {
        name: re.compile(".*".join(re.escape(part) for part in re.split(r"\{\w+\}", text)), re.DOTALL)
        for name, text in sentences().items()
    }
