"""Scores: how many predictions lie inside, counted by study, and how far off they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from epsom.studies.catalogue import BATCHES, ROLES
from epsom.studies.run import Outcome

COUNTED = ("fit", "check")


@dataclass(frozen=True)
class Score:
    """How some outcomes did.

    ``share`` is the mean over studies of the share of their outcomes that lie inside, so that a study with many
    numbers weighs no more than one with a single number; ``fold_error`` is the median. None where there is nothing to
    count.
    """

    studies: int
    outcomes: int
    inside: int
    share: float | None
    fold_error: float | None


@dataclass(frozen=True)
class Tally:
    """A score of the outcomes whose error the study prints, and apart from it of those whose tolerance is ours."""

    printed: Score
    ours: Score


@dataclass(frozen=True)
class Summary:
    """All scores: by role, of both counted roles together, and of the hard tier; and what is missed there.

    ``batches`` are the check studies by batch: the second was first simulated after the fit.

    ``unlived`` are the studies with a number that nobody could be simulated for: they count as outside.
    """

    roles: dict[str, Tally]
    counted: Tally
    hard: Tally
    batches: dict[int, Tally]
    hard_missed: tuple[Outcome, ...]
    unlived: tuple[str, ...]


def score(outcomes: Iterable[Outcome]) -> Score:
    """Return how these outcomes did, all of them alike."""
    found = tuple(outcomes)
    by_study: dict[str, list[bool]] = {}
    for one in found:
        by_study.setdefault(one.study, []).append(one.inside)
    folds = [one.fold_error for one in found if one.fold_error is not None]
    return Score(
        studies=len(by_study),
        outcomes=len(found),
        inside=sum(one.inside for one in found),
        share=fmean(fmean(each) for each in by_study.values()) if by_study else None,
        fold_error=median(folds) if folds else None,
    )


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Return how these outcomes did, those with a tolerance of ours apart."""
    found = tuple(outcomes)
    return Tally(
        score(one for one in found if not one.tolerance_ours), score(one for one in found if one.tolerance_ours)
    )


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """Return all scores of a run; what is only shown is in no score but its own."""
    counted = [one for one in outcomes if one.role in COUNTED]
    hard = [one for one in counted if one.tier == "hard"]
    return Summary(
        roles={role: tally(one for one in outcomes if one.role == role) for role in ROLES},
        counted=tally(counted),
        hard=tally(hard),
        batches={n: tally(one for one in outcomes if one.role == "check" and one.batch == n) for n in BATCHES},
        hard_missed=tuple(one for one in hard if not one.inside),
        unlived=tuple(dict.fromkeys(one.study for one in outcomes if one.fault)),
    )


def checks_missed(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Return the outcomes of role check that lie outside an error the study prints: what ``--strict`` asks about."""
    return tuple(one for one in outcomes if one.role == "check" and not one.tolerance_ours and not one.inside)
