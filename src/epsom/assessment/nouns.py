"""What an assessment holds: plain nouns that a report, a program and a file can read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from epsom.assessment.laboratory_nouns import LabView, LearnedLine, StoreLine
from epsom.outcomes.project import Following
from epsom.person import Person
from epsom.status.causes import Ranked, SignLine
from epsom.status.information import Told
from epsom.status.next_test import NextTest
from epsom.status.summary import Band, Estimate
from epsom.tables import Row

DOTS = 20
"""How many equally likely versions of a person are counted out in words and dots."""


@dataclass(frozen=True)
class EatenLine:
    """One thing eaten, drunk or taken, with its magnesium [mg]; ``known`` is false where only a range is known."""

    told: str
    name: str
    day: int
    hour: float
    meal: str
    grams: float | None
    magnesium: Estimate
    known: bool
    how: str
    source: str


@dataclass(frozen=True)
class DayFlows:
    """Where magnesium went on the last day [mmol]; ``stores`` is what each gained, negative where it gave back.

    ``growth`` is what a child built into new tissue, which no store holds; zero for adults.
    """

    eaten: Estimate
    absorbed: Estimate
    secreted: Estimate
    stool: Estimate
    filtered: Estimate
    reabsorbed: Estimate
    urine: Estimate
    sweat: Estimate
    offspring: Estimate
    growth: Estimate
    stores: dict[str, Estimate]


@dataclass(frozen=True)
class NeedLine:
    """One reference value [mg/day] with the authority it is from."""

    authority: str
    kind: str
    value: float
    text: str
    source: str
    mark: str


@dataclass(frozen=True)
class SwapLine:
    """One change on the plate: what instead of what, what it brings [mg], and what it does to adequacy."""

    instead: str
    choose: str
    day: int
    meal: str
    gain_mg: Estimate
    adequacy_before: float
    adequacy_after: float
    energy_change_kcal: float | None
    why: str


@dataclass(frozen=True)
class OtherPlan:
    """Another plan for the plate that reaches the same: its changes in order, and what it comes to.

    ``energy`` is its change of energy as a share of the record's [1]; ``adequacy_after`` the probability with all of
    its changes.
    """

    swaps: tuple[SwapLine, ...]
    adequacy_after: float
    deficit_grows: bool
    energy: float


@dataclass(frozen=True)
class Asked:
    """What change the outcomes are asked about: ``whose`` is plan (the swaps), example or told.

    ``change`` is the mean change of magnesium from food [mg/day], None where none is looked at; ``supplement`` the
    elemental magnesium of supplements told [mg/day, 0 for none]; ``years`` how far ahead risks are told. ``by_serum``:
    a change is read through serum alone.
    """

    whose: str
    change: float | None
    supplement: float
    years: float
    by_serum: bool = False


@dataclass(frozen=True)
class Assessment:
    """Everything Epsom says of one person. Estimates are 5, 50 and 95 % of the weighted virtual persons.

    ``effective_size`` tells how many equal virtual persons the weighted ones are worth, ``pareto_k`` the shape of the
    tail of their weights (None where there is none to look at), and ``road`` how they were found: ``no reading``,
    ``draws``, ``more draws``, ``led`` to the readings in stages, or ``softened`` readings.

    Units: intakes and urine mmol/day, serum mmol/L, contents and deficit mmol, shares 1. ``courses`` are bands in
    days (negative is past) and ``day_serum`` in hours. ``warnings`` say what is not known of this person. A plan
    meets its target where ``plan_adequacy`` reaches ``plan_target`` and ``plan_deficit_grows`` is false.
    ``plan_says`` is what is said of the plans in a sentence, and ``other_plans`` are the alternatives to ``swaps``.
    ``urgent`` is what was told that is for urgent human care, so that no plan is shown; empty where nothing is.

    ``stores`` are the state of the stores before any reading and after all of them, ``learned`` what each reading that
    counts told of the deficit beyond the others and ``learned_in_all`` what they told together (None without any),
    ``next_test`` what would tell most next, ``causes`` what may be behind a low serum, and ``signs`` what is known of
    each sign told.
    """

    person: Person
    authority: str
    seed: int
    persons: int
    result_id: str
    version: str
    effective_size: float
    pareto_k: float | None
    road: str
    warnings: tuple[str, ...]
    eaten: tuple[EatenLine, ...]
    day_names: tuple[str, ...]
    record_mean: Estimate | None
    usual_intake: Estimate
    equivalent_intake: Estimate
    absorption_share: Estimate
    flows: DayFlows
    serum: Estimate
    urine: Estimate
    content: Estimate
    replete_content: Estimate
    deficit: Estimate
    deficit_share: Estimate
    deficit_dots: tuple[float, ...]
    prior_deficit: Estimate
    adequacy: float | None
    adequacy_classical: float | None
    adequacy_name: str
    courses: dict[str, Band]
    labs: tuple[LabView, ...]
    needs: tuple[NeedLine, ...]
    asked: Asked
    outcomes: tuple[Following, ...]
    parameters: tuple[Row, ...] = field(repr=False)
    swaps: tuple[SwapLine, ...] = ()
    plan_adequacy: float | None = None
    plan_target: float | None = None
    plan_deficit_grows: bool | None = None
    plan_says: str = ""
    other_plans: tuple[OtherPlan, ...] = ()
    urgent: str = ""
    stores: tuple[StoreLine, ...] = ()
    learned: tuple[LearnedLine, ...] = ()
    learned_in_all: Told | None = None
    next_test: NextTest | None = None
    causes: Ranked | None = None
    signs: tuple[SignLine, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the assessment as plain values for JSON; the person as the file had it, and any eGFR reckoned with."""
        found = {item.name: _plain(getattr(self, item.name)) for item in fields(self) if item.name != "person"}
        told = self.person.model_dump(mode="json", exclude_defaults=True, exclude={"egfr_told"})
        known = {} if self.person.egfr is None else {"egfr": self.person.egfr}
        return {"person": told | known | {"today": self.person.today.isoformat()}, **found}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value
