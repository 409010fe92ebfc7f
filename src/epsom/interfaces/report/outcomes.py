"""What follows, as a reader meets it: a card per outcome, its rows and both views of them, and the folds under it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from epsom.interfaces.report import compared, named, words
from epsom.interfaces.report.compared import Line
from epsom.interfaces.report.figures import loop_svg
from epsom.interfaces.report.sentences import certainty_steps
from epsom.interfaces.report.words import Amounts
from epsom.outcomes.personal.wording import MEASURE, say

if TYPE_CHECKING:
    from epsom.assessment import Asked, Assessment
    from epsom.outcomes.loops import Loop
    from epsom.outcomes.project import Finding, Following

KINDS = {"number": "with a number", "null": "without an effect shown", "refusal": "not known"}
"""What the kinds of an answer are called, in the order they are shown."""
FOLDS = ("When this applies", "Pitfalls", "Evidence", "What would change it", "Source")
_EMPTY = {"Evidence": "No row of evidence is held here.", "Source": "No source is held here."}
EXPOSURE = {
    "dietary_magnesium": "magnesium from food", "supplemental_magnesium": "trials of supplements",
    "serum_magnesium": "serum magnesium", "genetic_serum_magnesium": "inherited serum magnesium",
    "intravenous_magnesium": "magnesium into a vein",
}  # fmt: skip
_LETTERS = {"ldl": "LDL", "hdl": "HDL", "hba1c": "HbA1c", "qt": "QT"}
_ARROWS = {"lower": "↓", "higher": "↑", "no change": "=", "not known": "?"}
_WITH = {
    "dietary_magnesium": "more magnesium from food", "supplemental_magnesium": "a supplement, in trials",
    "serum_magnesium": "a higher serum",
}  # fmt: skip
_LATE = "beyond the mission"
_APPLIES_NOT = "does not apply"
_CITED = re.compile(r"\[(\w+)\]")
_NOT_STUDIED = re.compile(r"Not studied in [^.]+")


@dataclass(frozen=True)
class Shown:
    """One row of evidence as it is shown; ``heads`` name the two views, and are empty where nothing is worked out."""

    found: Finding
    kind: str
    exposure: str
    lines: tuple[Line, ...]
    heads: tuple[str, str]
    explain: str


@dataclass(frozen=True)
class Card:
    """One outcome as it is shown: ``says`` is the badge of its kind, ``way`` where it goes and with what, ``size`` the
    line for a clinician.
    """

    one: Following
    anchor: str
    heading: str
    says: str
    arrow: str
    way: str
    steps: int
    tier: str
    size: str
    figure: str
    findings: tuple[Shown, ...]
    folds: tuple[tuple[str, tuple[str, ...]], ...]
    explain: str


@dataclass(frozen=True)
class System:
    """The outcomes of one part of the body: numbers and nulls as cards, then briefly what is not known.

    ``notes`` say what of this person bears on them, each with the name of what explains it.
    """

    name: str
    cards: tuple[Card, ...]
    unknown: tuple[Card, ...]
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """All of what follows: what was asked, how many answers of each kind, who was not studied, and the systems.

    ``group`` is a reason that several refusals share (``Not studied in pregnancy``), empty where there is none,
    ``caution`` what is for a doctor to review in them, and ``left_out`` are the outcomes refused for it, by system;
    ``loops`` are loops of this person, each with its drawing.
    """

    asked: tuple[str, ...]
    tally: tuple[tuple[int, str, str], ...]
    group: str
    caution: str
    left_out: tuple[System, ...]
    systems: tuple[System, ...]
    loops: tuple[tuple[Loop, str], ...]

    @property
    def own(self) -> bool:
        """Tell whether something was studied in such people after all: it then comes before what was not."""
        return any(card.says != "does not apply" for each in self.systems for card in (*each.cards, *each.unknown))


def section(assessment: Assessment, amounts: Amounts) -> Section:
    """Return the section of the report: numbers first, then no effect, then not known, by part of the body."""
    group = shared(assessment.outcomes)
    out = [one for one in assessment.outcomes if group and not_studied(one) == group]
    rest = [one for one in assessment.outcomes if one not in out]
    found = Counter(one.kind for one in assessment.outcomes)
    loops = {one.loop.name: one.loop for one in assessment.outcomes if one.loop is not None}
    return Section(
        asked_about(assessment.asked, amounts),
        tuple((found[kind], name, kind) for kind, name in KINDS.items()),
        group,
        caution(group),
        tuple(_system(name, ones) for name, ones in by_system(out)),
        tuple(_system(name, ones) for name, ones in by_system(rest)),
        tuple((loop, loop_svg(loop)) for loop in loops.values()),
    )


def _system(name: str, ones: Sequence[Following]) -> System:
    cards = [card(one) for one in ones]
    answered = tuple(each for each in cards if each.one.kind != "refusal")
    return System(words.capital(name), answered, tuple(each for each in cards if each not in answered), notes(ones))


def notes(ones: Sequence[Following]) -> tuple[tuple[str, str], ...]:
    """Return what of this person bears on some outcomes, each sentence once, with what explains it; loops aside."""
    said = {note: one.outcome for one in ones for note in one.notes if one.loop is None or note != one.loop.note}
    return tuple((note, named.attribute(tuple(_CITED.findall(note))) or outcome) for note, outcome in said.items())


def not_studied(one: Following) -> str:
    """Return of whom nothing can be said, as ``Not studied in pregnancy``; empty where that is not the reason."""
    found = _NOT_STUDIED.search(one.because) if one.kind == "refusal" else None
    return found[0] if found else ""


def shared(found: Sequence[Following]) -> str:
    """Return the reason, of who was not studied, that several outcomes are refused for; empty where there is none."""
    reasons = Counter(reason for one in found if (reason := not_studied(one)))
    reason, times = max(reasons.items(), key=lambda each: each[1], default=("", 0))
    return reason if times > 1 else ""


def caution(group: str) -> str:
    """Return what is for a doctor to review in people that studies left out; empty for no such group."""
    return next((say(f"caution.{name}") for name in ("kidney", "pregnancy", "people") if name in group), "")


def by_system(found: Sequence[Following]) -> list[tuple[str, list[Following]]]:
    """Return outcomes by part of the body, those with a number first and what is beyond the mission last."""
    kinds = list(KINDS)

    def place(one: Following) -> tuple[bool, int, bool, tuple[int, ...], str]:
        counted_out = one.kind == "number" and one.leading is not None and one.leading.events is not None
        return not one.mission, kinds.index(one.kind), not counted_out, one.mission, one.outcome

    ranked = sorted(found, key=lambda one: one.system)
    systems = [(name, sorted(ones, key=place)) for name, ones in groupby(ranked, lambda one: one.system)]
    return sorted(systems, key=lambda each: (each[0] == _LATE, _elsewhere(each[1]), place(each[1][0])))


def _elsewhere(ones: Sequence[Following]) -> bool:
    """Tell whether nothing of a part of the body bears on this person."""
    return all(says(one) == _APPLIES_NOT for one in ones)


def heading(outcome: str) -> str:
    """Return the name of an outcome as a heading: ``LDL cholesterol``, ``Type 2 diabetes``."""
    return words.capital(" ".join(_LETTERS.get(word, word) for word in outcome.split()))


def card(one: Following) -> Card:
    """Return one outcome as it is shown."""
    leading = one.leading
    size = leading.size if leading else None
    ranked = sorted(one.findings, key=lambda found: (found != leading, not found.applied))
    return Card(
        one=one,
        anchor="outcome-" + one.outcome.replace(" ", "-"),
        heading=heading(one.outcome),
        says=says(one),
        arrow=_ARROWS.get(_whither(one), ""),
        way=way(one),
        steps=certainty_steps(one.certainty),
        tier=leading.tier if leading and one.kind == "number" else "",
        size=in_short(leading) if leading and size and one.kind == "number" else "",
        figure=_figure(leading) if leading and one.kind == "number" else "",
        findings=tuple(shown(one.outcome, found) for found in ranked),
        folds=folds(one),
        explain=named.attribute((*(compared.names(one.outcome, leading) if leading else ()), one.outcome)),
    )


def _figure(found: Finding) -> str:
    """Draw the size in people; nothing where there is no rate, or where no version has a serum that low."""
    if found.events is None or (found.size is not None and found.size.nobody):
        return ""
    return compared.figure(found, found.events)


def folds(one: Following) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the five folds of an outcome, each with its sentences; one that holds nothing says so."""
    told = one.folds
    change = f"{words.capital(told.would_change.rstrip('.'))}." if told.would_change else ""
    filled = (told.applies,), told.pitfalls, told.evidence, (change,), told.sources
    return tuple(
        (name, tuple(filter(None, inside)) or (_EMPTY.get(name, "Nothing is written here."),))
        for name, inside in zip(FOLDS, filled, strict=True)
    )


def says(one: Following) -> str:
    """Return the badge of an outcome's kind; a scenario is a hypothesis, a refusal says which it is."""
    if one.kind == "number":
        return "a hypothesis" if one.leading is None else "a number"
    if one.kind == "null":
        return "no effect shown"
    if not_studied(one):
        return "not studied"
    if one.plain.startswith("Studied in "):
        return _APPLIES_NOT
    return next((f.size_text for f in one.findings if f.kind == "refusal" and f.sentence == one.plain), "not known")


def way(one: Following) -> str:
    """Return with what an outcome goes where: ``with more magnesium from food: lower``; empty for a refusal.

    A threshold of serum tells who has more of it, and never that more magnesium does anything; a trial is of
    supplements, and says nothing about food.
    """
    if one.kind == "refusal" or one.leading is None:
        return ""
    if one.kind == "null":
        return "with more magnesium: no change shown"
    size, exposure = one.leading.size, one.leading.exposure
    flag = size is not None and size.below is not None
    return f"with {'a low serum' if flag else _WITH.get(exposure, 'more magnesium')}: {_whither(one)}"


def _whither(one: Following) -> str:
    size = one.leading.size if one.leading else None
    if size is None or size.below is None:
        return one.direction
    return {"lower": "higher", "higher": "lower"}.get(one.direction, one.direction)


def in_short(found: Finding) -> str:
    """Return the line for a clinician: measure, estimate, interval, and what is left when cause is doubted."""
    size = found.size
    measure = MEASURE.get(size.measure, "") if size and size.below is None else ""
    return words.capital(f"{measure} {found.size_text}".strip())


def shown(outcome: str, found: Finding) -> Shown:
    """Return one row of evidence as it is shown, with both views of its size side by side."""
    kind = {"number": "applied", "null": "no effect", "refusal": "refused"}.get(found.kind, "quoted only")
    trial = found.tier.startswith("trial")
    heads = ("as the trials have it" if trial else "if the association were fully causal", "counting doubt about cause")
    lines = compared.lines(outcome, found, found.size) if found.size else ()
    exposure = EXPOSURE.get(found.exposure, found.exposure.replace("_", " "))
    return Shown(
        found, kind, exposure, lines, heads if lines else ("", ""), named.attribute(compared.names(outcome, found))
    )


def asked_about(asked: Asked, amounts: Amounts) -> tuple[str, ...]:
    """Say which change of food the outcomes are asked about; an association is no promise; nothing is added up."""
    said = [f"{_change(asked, amounts)} Serum is read as it is now; supplements only appear as what trials tested."]
    if asked.supplement >= 1:
        said.append(f"Supplements told: {amounts.text_mg(asked.supplement)} of magnesium a day.")
    if amounts.unit != "mg":
        said.append(
            f"Studies tell magnesium from food in mg, and are quoted so; 100{words.NB}mg are {amounts.text_mg(100)}."
        )
    said.append(
        "An association is no promise: whoever eats more magnesium eats and lives differently in other ways too. "
        "The lines are never added up."
    )
    return tuple(said)


def _change(asked: Asked, amounts: Amounts) -> str:
    if asked.by_serum:
        return "Asked about serum alone: no change of food is looked at."
    if asked.change is None:
        return "No change of food is looked at."
    size = f"{amounts.text_mg(abs(asked.change))} a day {'more' if asked.change >= 0 else 'less'} magnesium from food"
    if asked.whose == "plan":
        studied = "of which each line counts what lies within the intakes studied"
        return f"Asked about the swaps of food in section 6: about {size}, {studied}."
    if asked.whose == "told":
        return f"Asked, as told, about {size}."
    why = "No change of food is told"
    return f"{why}, so an example is asked about: {size}, the step by which cohorts print. A report asks of its swaps."
