"""Evidence: which causes were told, and which findings may speak; no finding speaks twice.

Urine magnesium speaks once: by fractional excretion of a spot where that is valid, else by the day's urine. The
cohort's own answer for an untold loss has seen the same serum and urine; it is shown beside and never counted here.
"""

from __future__ import annotations

from functools import cache

from epsom.cohort import conditions, medicines
from epsom.labs.excretion import fractional_excretion
from epsom.labs.workbench.answer import low_limit
from epsom.labs.workbench.answer import number as workbench
from epsom.normal import ndtr
from epsom.status.causes.nouns import Told
from epsom.status.causes.rows import GUT_UNTOLD, CauseRow, causes, number

DIURETICS = frozenset({"thiazide diuretic", "loop diuretic", "potassium-sparing diuretic"})
SECOND, THIRD = 14, 28
"""The weeks with which the second and the third trimester begin."""
USED = frozenset(
    {
        "serum_magnesium", "urine_magnesium", "spot_urine_magnesium", "spot_urine_creatinine", "creatinine",
        "urine_calcium", "serum_potassium", "albumin",
    }
)  # fmt: skip


def limit(told: Told) -> float:
    """Return below what serum counts as low [mmol/L]: of the trimester, of the laboratory, else the usual one."""
    if told.pregnancy_week is not None:
        week = told.pregnancy_week
        return number(f"{'third' if week >= THIRD else 'second' if week >= SECOND else 'first'}_trimester_limit")
    return low_limit(None)[0].value if told.lower_limit is None else told.lower_limit


def present(told: Told) -> dict[str, float]:
    """Return the causes that may be the main one, by name, with their odds against no known cause before a finding.

    An illness of the gut that was told is the loss through the gut: none that was not told is looked for beside it.
    """
    classes = {_classes()[name] for name in _lowered(told) if name in _classes()}
    line = "\n".join(_lowered(told))
    found: dict[str, float] = {}
    for row in causes().values():
        asked = row.asked_by == "always" or classes & set(row.names) or (row.words and row.words.search(line))
        if row.asked_by == "albumin":
            if (odds := row.odds * odds_of_albumin(told)) > 0:
                found[row.name] = odds
        elif asked:
            found[row.name] = row.odds
    if any(causes()[name].branch == "gut" and causes()[name].asked_by in ("condition", "text") for name in found):
        del found[GUT_UNTOLD]
    return found


def odds_of_albumin(told: Told) -> float:
    """Return how much oftener serum falls below the limit with this albumin than with a usual one, less one (odds).

    Serum of people with usual stores is normal by the survey; missing albumin lowers it by the correction
    [kroll1985]. Zero where albumin is not told, or not low.
    """
    albumin = told.readings.get("albumin")
    if albumin is None or albumin >= workbench("normal_albumin"):
        return 0.0
    shift = workbench("albumin_binding") * (workbench("normal_albumin") - albumin)
    usual, low = (
        float(ndtr((limit(told) - number("survey_serum") + by) / number("survey_serum_spread"))) for by in (0.0, shift)
    )
    return low / (1 - low) / (usual / (1 - usual)) - 1.0


def corrected(told: Told) -> float | None:
    """Return serum magnesium corrected for albumin [mmol/L], None where either is not told."""
    serum, albumin = told.readings.get("serum_magnesium"), told.readings.get("albumin")
    if serum is None or albumin is None:
        return None
    return serum + workbench("albumin_binding") * (workbench("normal_albumin") - albumin)


def findings(told: Told) -> dict[str, tuple[float, str]]:
    """Return the findings that may speak, by name, as value and unit; what is not told, or not valid, is missing."""
    read = told.readings
    found: dict[str, tuple[float, str]] = {"age": (told.age, "year")}
    if (serum := read.get("serum_magnesium")) is not None and serum < limit(told):
        found["serum"] = (serum, "mmol/L")
    if "serum" not in found:
        pass  # what urine holds tells a way of loss only while serum is low
    elif (fraction := excreted(told)) is not None and not broken(told):
        found["fractional excretion"] = (100.0 * fraction, "%")
    elif read.get("urine_magnesium") and (told.egfr is None or told.egfr >= workbench("formula_least_egfr") / 2):
        found["day urine"] = (read["urine_magnesium"], "mmol/day")
    for name, analyte, unit in (
        ("urine calcium", "urine_calcium", "mmol/day"),
        ("potassium", "serum_potassium", "mmol/L"),
    ):
        if read.get(analyte):
            found[name] = (read[analyte], unit)
    if told.intake:
        found["intake"] = (told.intake, "of what is wanted")
    return found


def excreted(told: Told) -> float | None:
    """Return the fractional excretion of a spot [1], None where not all four readings are told."""
    names = ("spot_urine_magnesium", "spot_urine_creatinine", "serum_magnesium", "creatinine")
    urine, marker, serum, creatinine = (told.readings.get(name) for name in names)
    if not (urine and marker and serum and creatinine):
        return None
    return float(fractional_excretion(urine, serum, marker * 1e3 / creatinine))  # mmol/L over umol/L


def broken(told: Told) -> tuple[str, ...]:
    """Return why fractional excretion is not valid for this person, as names of sentences; empty where it is."""
    classes = {_classes()[name] for name in _lowered(told) if name in _classes()}
    low = told.egfr is not None and told.egfr < workbench("formula_least_egfr")
    return (*(("low_egfr",) if low else ()), *(("diuretic",) if classes & DIURETICS else ()))


def genetic(cause: CauseRow) -> bool:
    """Tell whether a cause is an inherited one."""
    return "genetic" in cause.group


def _lowered(told: Told) -> tuple[str, ...]:
    return tuple(" ".join(name.casefold().split()) for name in (*told.conditions, *told.medicines))


@cache
def _classes() -> dict[str, str]:
    """Return the class of the cohort by every name it goes by."""
    return {
        spelling.casefold(): name
        for table in (medicines.known(), conditions.known())
        for name, names in table.items()
        for spelling in (name, *names)
    }
