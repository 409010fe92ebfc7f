"""The nouns of a regimen: whom it is for, what is taken when, what it rests on, and why there is none."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from epsom.errors import InputError
from epsom.needs import DEFAULT
from epsom.needs.printed import Sex
from epsom.plan.regimen.seal import Seal
from epsom.quantities import quantity

LEAST = 1e-6
"""Less than so many milligrams a day is nothing."""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What a regimen looks at, as told and before any conclusion; what is not known is None.

    ``age`` [year], ``weight`` [kg], ``height`` [m], ``egfr`` [mL/min/1.73m2], ``serum`` magnesium, the latest reading
    [mmol/L], which may be in doubt (``doubted``), ``signs``: those told that ask for urgent human care,
    ``supplement``: magnesium taken already [mg/day, elemental], ``intake``: magnesium of food [mg/day].
    ``conditions`` and ``medicines`` are names as a person file has them, with those kept without an effect;
    ``authority`` is whose limit holds. ``told_hours`` are clock hours of medicines that the person told and
    that stay, ``supplement_hours`` those of the supplement, ``meals`` those of the meals in the record. InputError for
    a number no living person has.
    """

    age: float
    sex: Sex
    weight: float | None = None
    pregnancy_week: int | None = None
    lactating: bool = False
    egfr: float | None = None
    dialysis: bool = False
    conditions: tuple[str, ...] = ()
    medicines: tuple[str, ...] = ()
    serum: float | None = None
    supplement: float = 0.0
    intake: float | None = None
    authority: str = DEFAULT
    told_hours: tuple[tuple[str, tuple[float, ...]], ...] = ()
    supplement_hours: tuple[float, ...] = ()
    meals: tuple[tuple[str, float], ...] = ()
    height: float | None = None
    doubted: bool = False
    signs: tuple[str, ...] = ()

    @property
    def serum_words(self) -> str:
        """The reading of serum in words, and that it is in doubt where it is."""
        return f"serum magnesium {self.serum:g} mmol/L{', a value in doubt' if self.doubted else ''}"

    @property
    def body_mass_index(self) -> float | None:
        """Weight over height squared [kg/m2]; None where one of them is not known."""
        return None if self.weight is None or self.height is None else self.weight / self.height**2

    def __post_init__(self) -> None:
        """Refuse what no living person has; a number that is no number never passes a limit."""
        for key, name, value in (
            ("age", "age", self.age), ("weight", "weight", self.weight), ("height", "height", self.height),
            ("egfr", "egfr", self.egfr), ("serum", "serum_magnesium", self.serum),
        ):  # fmt: skip
            what = quantity(name)
            if value is not None and not what.low <= value <= what.high:
                raise InputError(
                    f"{key} = {value:g} {what.unit}: a person has {what.low:g} to {what.high:g}. Check the unit."
                )
        for key, value in (("supplement", self.supplement), ("intake", self.intake)):
            if value is not None and not (math.isfinite(value) and value >= 0.0):
                raise InputError(f"{key} = {value:g} mg a day is no amount. Write zero or more, elemental magnesium.")


@dataclass(frozen=True)
class Intake:
    """One salt at one time: elemental ``milligrams`` at the clock hour ``at``, as so many ``pieces`` of a ``form``.

    ``salt`` is a key of the plate's salts. Two salts at one time are two of these.
    """

    salt: str
    milligrams: float
    at: float
    pieces: float
    form: str


@dataclass(frozen=True)
class Basis:
    """What a line of a regimen rests on: the id of a rule, its words, and a key of sources.bib (or "assumed")."""

    rule: str
    words: str
    source: str


@dataclass(frozen=True)
class Block:
    """Why there is no regimen, or less of one: the id of a rule, its words for this patient, and its source."""

    rule: str
    words: str
    source: str


@dataclass(frozen=True)
class Cause:
    """A reversible cause that is named before any dose: what was told, and what evidence says of removing it."""

    rule: str
    told: str
    words: str
    source: str


@dataclass(frozen=True)
class Regimen:
    """Salts, doses and times for a clinician's review, never an order.

    ``per_day``: elemental magnesium it adds [mg]. ``absorbed``: what a typical gut takes up of it [mg/day].
    ``unabsorbed``: what stays in the gut of the largest intake [mg]. ``limit``: what the patient may have of
    supplements in all, by authority and kidney [mg/day], held against this regimen and the supplements already taken.
    ``basis`` says what each number rests on. Only ``limits.passed`` puts the seal on it that a proposal asks for.
    """

    intakes: tuple[Intake, ...]
    weeks: int
    per_day: float = 0.0
    unabsorbed: float = math.nan
    absorbed: float = math.nan
    limit: float = math.nan
    basis: tuple[Basis, ...] = ()
    monitor: tuple[str, ...] = ()
    stop: tuple[str, ...] = ()
    timetable: Any = None
    seal: Seal | None = field(default=None, repr=False, compare=False)

    @property
    def pieces(self) -> float:
        """Return how many pieces are swallowed in a day."""
        return sum(one.pieces for one in self.intakes)

    def held(self, patient: Patient) -> tuple[object, ...]:
        """Return all that a seal for this patient must say."""
        return (
            patient, self.intakes, self.weeks, self.per_day, self.absorbed, self.unabsorbed, self.limit,
            self.basis, self.monitor, self.stop, self.timetable,
        )  # fmt: skip


@dataclass(frozen=True)
class Proposal:
    """What a doctor might review for one patient: at most three regimens, best first, or why there is none.

    ``causes`` come before any dose. ``blocks`` say why none or why less, ``oral_wrong`` when the road by mouth is the
    wrong one (empty otherwise), ``notes`` what else must be said. It can only be built of regimens that
    ``limits.passed`` sealed for this patient: ValueError for any other, and for one that was changed afterwards.
    """

    patient: Patient
    wanted: float
    weeks: int
    regimens: tuple[Regimen, ...] = ()
    blocks: tuple[Block, ...] = ()
    causes: tuple[Cause, ...] = ()
    notes: tuple[str, ...] = ()
    oral_wrong: str = ""

    def __post_init__(self) -> None:
        """Refuse a regimen that has not passed the limits for this patient."""
        for one in self.regimens:
            if one.seal is None or one.seal.held != one.held(self.patient):
                raise ValueError("This regimen has not passed limits.passed for this patient, or was changed since.")

    @property
    def needed(self) -> bool:
        """Tell whether any supplement was wanted at all; without one, none is needed and that is the answer."""
        return self.wanted > LEAST

    @property
    def infeasible(self) -> bool:
        """Tell whether a supplement was wanted and none may be proposed; ``blocks`` say why."""
        return self.needed and not self.regimens

    @property
    def asks_for_egfr(self) -> bool:
        """Tell whether the kidney's filtration must be measured before anything may be proposed, or should be."""
        return self.patient.egfr is None

    def to_dict(self) -> dict[str, Any]:
        """Return the proposal as plain values, without the seals."""
        bare = tuple(asdict(replace(one, seal=None)) for one in self.regimens)
        found = {item: getattr(self, item) for item in ("wanted", "weeks", "notes", "oral_wrong", "needed")}
        lists = {item: [asdict(one) for one in getattr(self, item)] for item in ("blocks", "causes")}
        regimens = [{name: value for name, value in one.items() if name != "seal"} for one in bare]
        return {"patient": asdict(self.patient), **found, **lists, "regimens": regimens}
