"""What the laboratory says of Ana, made by hand: three values that count, three that do not, causes, signs, tests."""

from __future__ import annotations

from epsom.assessment import AlertLine, LabView, LearnedLine, RangeLine, StoreLine
from epsom.status.causes import CauseLine, Finding, Ranked, SignLine
from epsom.status.information import Told
from epsom.status.next_test import NextTest, TestWorth, Words
from epsom.status.summary import Estimate


def ranges(*told):
    """Return ranges of serum: whose, how a value lies in it, its ends."""
    return tuple(
        RangeLine(word, True, place, "adults", f"{low} to {high} mmol/L", low, high, source)
        for place, word, low, high, source in told
    )


UK = ("UK", "low", 0.70, 1.00, "nhshighland")
US = ("US IOM 1997", "low", 0.75, 0.95, "iom1997")


def serum(**changes):
    told = dict(  # noqa: C408
        quantity="serum_magnesium", told="0.66 mmol/L", value=0.66, date="2026-11-02",
        expected=Estimate(0.75, 0.82, 0.89), unit="mmol/L", heading="Serum magnesium", ranges=ranges(UK, US),
        alerts=(AlertLine("note", "all", "lower part of the range", "D02", "rosanoff2022"),),
    )  # fmt: skip
    return LabView(**(told | changes))


def labs():
    urine = LabView(
        quantity="urine_magnesium", told="5.1 mmol/24h", value=5.1, date="2026-11-02", unit="mmol/day",
        expected=Estimate(2.4, 4.4, 7.5), heading="Magnesium in 24-hour urine",
        ranges=ranges(("US Mayo", "in range", 2.1, 11.07, "mayo_magu")),
    )  # fmt: skip
    load = LabView(
        quantity="magnesium_retention", told="45 %", value=0.45, date=None, unit="1", nearest=0.38,
        expected=Estimate(-0.06, 0.03, 0.11), heading="Retention of a magnesium load",
    )  # fmt: skip
    doubted = serum(
        told="1.6 mmol/L", value=1.6, expected=None, used=False, doubt="quarantined", ranges=(), alerts=(),
        why="1.6 mmol/L is far outside every reference interval.", question="Was it 1.6 mg/dL?",
    )  # fmt: skip
    spoiled = serum(
        told="0.82 mmol/L", value=0.82, expected=None, used=False, doubt="spoiled", ranges=(), alerts=(),
        why="haemolysed: serum magnesium reads falsely high.", question="Can a new sample be drawn?",
    )  # fmt: skip
    kept = LabView(
        quantity="albumin", told="43 g/L", value=43.0, date=None, expected=None, unit="g/L", used=False, doubt="kept",
        why="Serum albumin is kept and shown; no virtual person is weighed by it.", heading="Serum albumin",
    )  # fmt: skip
    return serum(), doubted, urine, spoiled, load, kept


def learned():
    def one(place, name, heading, told, bits, error):
        said = Words((f"{heading} told {bits} bits.",), (f"{heading} told something.",))
        ends = Estimate(2.0, 30.0, 70.0), Estimate(10.0, 40.0, 75.0)
        return LearnedLine(place, name, heading, told, None, bits, error, *ends, None, said)

    return (
        one(0, "serum_magnesium", "Serum magnesium", "0.66 mmol/L", 0.42, 0.05),
        one(2, "urine_magnesium", "Magnesium in 24-hour urine", "5.1 mmol/24h", 0.01, 0.02),
        one(4, "magnesium_retention", "Retention of a magnesium load", "45 %", 1.31, 0.2),
    )


def stores():
    def one(name, unit, prior, posterior):
        return StoreLine(name, unit, Estimate(*prior), Estimate(*posterior), 0.25)

    return (
        one("deficit", "mmol", (2, 30, 70), (10, 40, 75)),
        one("blood", "mmol", (-1.2, -0.6, 0), (-1.6, -1.0, -0.4)),
        one("muscle", "mmol", (-8, -3, 0), (-9, -5, -2)),
        one("bone", "mmol", (-60, -26, -1), (-64, -33, -8)),
        one("red cells", "mmol", (-0.5, -0.2, 0), (-0.6, -0.3, -0.1)),
        one("renal threshold", "mmol/L", (0.52, 0.57, 0.61), (0.48, 0.52, 0.56)),
        one("absorption", "1", (0.25, 0.40, 0.66), (0.30, 0.45, 0.70)),
    )


def causes(*, separates=Finding("urine calcium", None, "mmol/day", 5.8)):  # noqa: B008
    def one(name, branch, chance, *why):
        return CauseLine(name, branch, branch, chance, 0.3, why, "", "a guess", "assumed")

    had = Finding("day urine", 5.1, "mmol/day", 6.2)
    lines = (
        one("thiazide diuretic", "kidney", 0.72, had), one("low intake", "intake", 0.2, Finding("age", 45, "year", 1)),
        one("none of these or not known", "unknown", 0.078), one("low albumin", "artefact", 0.002),
    )  # fmt: skip
    said = ("First of the causes looked for: thiazide diuretic (72 in 100).",)
    return Ranked(lines, separates, 0.66, 0.75, ("Serum magnesium 0.66 mmol/L: something (D99).",), said)


def not_looked_for():
    return Ranked((), None, 0.84, 0.75, (), ("Serum magnesium 0.84 mmol/L is not low (from 0.75).",))


def next_test(best="ionised_magnesium"):
    def one(test, heading, bits, burden, **more):
        told = {"taken": 0, "barred": (), "worth": test == best} | more
        return TestWorth(test, heading, bits, 0.01, 60.0, 54.0, 0.1, burden, 2, 0.5, "middle", **told)

    tests = (
        one("gullestad1994", "loading test", 0.9, "hospital infusion", barred=("filtration not told",)),
        one("ionised_magnesium", "ionised magnesium", 0.2, "blood sample, kept from air"),
        one("serum_magnesium", "serum magnesium", 0.05, "blood sample", taken=1),
    )
    return NextTest(tests, best, Words(("For review: ionised magnesium.",), ("Ionised magnesium, for review.",)))


def laboratory(**changes):
    """Return the fields of an assessment that the section about the laboratory reads."""
    signs = (
        SignLine("cramps", False, None, "Cramps: not told by any study.", "assumed"),
        SignLine("seizure", True, None, "Seizure: urgent human care.", "assumed"),
    )
    told = {"labs": labs(), "learned": learned(), "learned_in_all": Told(2.1, 0.1), "stores": stores()}
    return told | {"causes": causes(), "signs": signs, "next_test": next_test()} | changes
