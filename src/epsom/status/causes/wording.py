"""The wording of causes: alerts first, then what serum says, what urine says, and what may part the first two."""

from __future__ import annotations

from collections.abc import Mapping

from epsom.labs.analytes import analytes
from epsom.labs.intervals import alerts as levels
from epsom.labs.workbench.answer import figures
from epsom.labs.workbench.answer import number as workbench
from epsom.status.causes.evidence import USED, broken, corrected, findings, genetic, limit
from epsom.status.causes.nouns import CauseLine, Finding, Ranked, Told
from epsom.status.causes.rows import causes, number
from epsom.status.causes.separating import LABELS
from epsom.status.causes.signs import say, sentences, urgent

GENES = 0.1
"""From this probability of an inherited cause on, its panel is spoken of."""
SPEAKS = 0.1
"""From this weight of virtual persons with an untold loss of one way on, the cohort has a say."""


def alerts(told: Told) -> tuple[str, ...]:
    """Return what comes before everything else: serum that alerts, by its rule, and signs that ask for urgent care."""
    serum = told.readings.get("serum_magnesium")
    reached = () if serum is None else (one for one in levels("serum_magnesium", serum) if one.level != "note")
    found = [say("alert", "serum", serum=figures(serum or 0.0), words=one.words, rule=one.id) for one in reached]
    return (*found, *(say("alert", "sign", sign=sign.capitalize()) for sign in urgent(told.signs)))


def words(told: Told, lines: tuple[CauseLine, ...], apart: Finding | None) -> tuple[str, ...]:
    """Return the sentences of a ranking, most important first."""
    return (*_of_serum(told, lines), *_of_ranks(told, lines, apart), *(_of_urine(told) if lines else ()), *_left(told))


def _of_serum(told: Told, lines: tuple[CauseLine, ...]) -> list[str]:
    serum, low = told.readings.get("serum_magnesium"), limit(told)
    pregnant = told.pregnancy_week is not None
    own = [say("serum", "pregnancy", limit=figures(low), week=told.pregnancy_week)] if pregnant else []
    if serum is None:
        found = [say("serum", "untold")]
    elif serum < low:
        return own
    else:
        found = [*own, say("serum", "in_range", serum=figures(serum), limit=figures(low))]
        if serum < number("lower_part") and not pregnant:
            found.append(say("serum", "lower", limit=figures(number("lower_part"))))
        found.append(say("serum", "silent"))
        if told.egfr is not None and told.egfr < workbench("formula_least_egfr"):
            found.append(say("serum", "kidney", egfr=figures(told.egfr)))
    if lines and told.deficit is not None:
        found = [*own, say("serum", "deficit", share=round(20 * told.deficit))]
    return found


def _of_ranks(told: Told, lines: tuple[CauseLine, ...], apart: Finding | None) -> list[str]:
    if not lines:
        return []
    first, second = lines[:2]
    found = [
        say(
            "rank", "first", first=first.name, p=f"{100 * first.probability:.0f}", second=second.name,
            q=f"{100 * second.probability:.0f}",
        )
    ]  # fmt: skip
    if apart is None:
        found.append(say("rank", "nothing"))
    else:
        found.append(say("rank", "apart", finding=apart.name, times=figures(apart.times, 2)))
    if sum(line.probability for line in lines if genetic(causes()[line.name])) >= GENES:
        found.append(say("rank", "genes"))
    return [*found, say("rank", "several"), say("rank", "told")]


def _of_urine(told: Told) -> list[str]:
    found: list[str] = []
    for name in broken(told):
        fill = {"egfr": figures(told.egfr or 0.0), "limit": figures(workbench("formula_least_egfr"))}
        found.append(say("urine", name, **fill))
    had, wasting = findings(told), False
    if "fractional excretion" in had and told.egfr is None:
        found.append(say("urine", "egfr_untold", limit=figures(workbench("formula_least_egfr"))))
    for name, low, high, times in (
        ("fractional excretion", "saving_fraction", "wasting_fraction", 100.0),
        ("day urine", "urine_saving", "urine_wasting", 1.0),
    ):
        if name in had:
            value, unit = had[name]
            saves, wastes = value < times * workbench(low), value > times * workbench(high)
            way = "saves" if saves else "wastes" if wastes else "between"
            found.append(say("urine", way, value=figures(value), unit=unit, name=LABELS.get(name, name)))
            wasting = way == "wastes"
    if wasting and "urine calcium" in had:
        value = had["urine calcium"][0]
        if value > number("day_calcium_high"):
            found.append(say("urine", "high", value=figures(value)))
        elif value < number("day_calcium_low"):
            found.append(say("urine", "little", value=figures(value)))
    lifted, albumin = corrected(told), told.readings.get("albumin")
    if lifted is not None and albumin is not None and albumin < workbench("normal_albumin"):
        still = sentences()["urine"]["low" if lifted < limit(told) else "lifted"]
        found.append(say("urine", "albumin", albumin=figures(albumin), corrected=figures(lifted), still=still))
    return found


def _left(told: Told) -> list[str]:
    left = [name for name in told.readings if name not in USED]
    known = analytes()
    names = [known[name].heading if name in known else name for name in left]
    lowered = [name[0].lower() + name[1:] if name[1:].islower() else name for name in names]
    return [say("rank", "excluded", names=", ".join(lowered))] if left else []


def of_cohort(ranked: Ranked, untold: Mapping[str, float]) -> tuple[str, ...]:
    """Return what virtual persons with an untold loss say beside a ranking; ``untold`` is their weight by way [1]."""
    if not ranked.looked_for:
        return ()
    if not untold or max(untold.values()) < SPEAKS:
        return (say("cohort", "silent"),)
    way = max(untold, key=lambda each: untold[each])
    branch = max(untold, key=ranked.branch)
    return (say("cohort", "agrees" if way == branch else "differs", way=way, branch=branch),)
