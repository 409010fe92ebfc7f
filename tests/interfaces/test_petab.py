"""PEtab: no fault for its linter, all that the fit reads is in it or explained, and a stranger predicts what we do."""

from __future__ import annotations

import csv
import math
import sys
import warnings
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from epsom import tables
from epsom.body.balance import ORGANS
from epsom.errors import InputError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.interfaces.petab import points, problem
from epsom.interfaces.petab.experiments import AT_ONCE, BOTH, told
from epsom.interfaces.petab.lives import life, numbers
from epsom.plate.chance import Median
from epsom.quantities import quantity
from epsom.simulate.live import live
from epsom.studies import catalogue, fitting
from epsom.studies.catalogue import NORMAL_95, Study, study_of
from epsom.studies.living import CLOSE, Lived, live_through
from epsom.studies.run import Trial

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # what a wrapper of C++ says of itself in newer Pythons
    petab: Any = pytest.importorskip("petab.v2", reason="petab is not there: it comes with python3 dev.py")
    libsbml: Any = pytest.importorskip("libsbml", reason="libSBML is not there: pip install epsom[verify]")

AGREE = 1e-6
INTAKE = 15.0  # of the reference adult, whom every condition makes somebody else
FILES = {
    "problem.yaml", "model.xml", "parameters.tsv", "conditions.tsv", "experiments.tsv", "observables.tsv",
    "measurements.tsv", "README.md",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The problem as the command writes it."""
    place = tmp_path_factory.mktemp("problem") / "fit"
    assert run(["export", "petab", "--out", str(place)]) == OK
    return place


def written(place: Path, studies: list[Study]) -> Path:
    place.mkdir(exist_ok=True)
    for name, text in problem(INTAKE, studies).files.items():
        (place / name).write_text(text, "utf-8")
    return place


def sheet(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def read(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return petab.Problem.from_yaml(folder / "problem.yaml")


def faults(folder: Path) -> list[str]:
    return [str(one) for one in read(folder).validate()]


# --- what the linter says --------------------------------------------------------------------------------------------


def test_the_linter_finds_nothing(folder: Path):
    assert {path.name for path in folder.iterdir()} == FILES
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("parameters.tsv", "typical_gut_carrier_capacity\t", "another_gut_carrier_capacity\t"),
        ("conditions.tsv", "day_0\tcollecting\t", "day_0\tcollected\t"),
        ("experiments.tsv", "\tday_0\n", "\tday_1\n"),
        ("observables.tsv", "serum_magnesium / before_serum", "serum_magnesium / behind_serum"),
        ("measurements.tsv", "\tdepletion_shils1964\t", "\tdepletion_shils\t"),
        ("model.xml", 'id="collecting"', 'id="collected"'),
    ],
)
def test_the_linter_sees_what_is_wrong(name: str, right: str, wrong: str, folder: Path, tmp_path: Path):
    for path in folder.iterdir():
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    text = (tmp_path / name).read_text("utf-8")
    assert right in text
    (tmp_path / name).write_text(text.replace(right, wrong), "utf-8")
    assert faults(tmp_path) != []


def test_the_model_is_valid_to_the_last_unit(folder: Path):
    document = libsbml.readSBMLFromString((folder / "model.xml").read_text("utf-8"))
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, True)
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_MODELING_PRACTICE, True)
    document.checkConsistency()
    assert [document.getError(k).getMessage() for k in range(document.getNumErrors())] == []


# --- whole and as it was read ----------------------------------------------------------------------------------------


def test_what_the_fit_reads_is_measured_or_explained(folder: Path):
    measured = {(row["datasetId"], row["label"]) for row in sheet(folder, "measurements.tsv")}
    page = (folder / "README.md").read_text("utf-8")
    assert len(fitting.studies()) > 10
    for study in fitting.studies():
        for point in study.points:
            assert ((study.name, point.label) in measured) != (f"| {study.name} | {point.label} |" in page)


def test_a_contrast_between_arms_is_left_out(folder: Path):
    page = (folder / "README.md").read_text("utf-8")
    contrasts = [
        (study.name, point.label)
        for study in fitting.studies()
        for point in study.points
        if point.versus not in ("", "before")
    ]
    assert contrasts
    for name, label in contrasts:
        assert f"| {name} | {label} | {points.ANOTHER_ARM} |" in page


def test_what_was_read_has_the_error_of_the_study(folder: Path):
    rows = {(row["datasetId"], row["label"]): row for row in sheet(folder, "measurements.tsv")}
    for study in fitting.studies():
        for point in study.points:
            if row := rows.get((study.name, point.label)):
                assert float(row["measurement"]) == point.observed
                assert float(row["noiseParameters"]) == pytest.approx((point.high - point.low) / (2 * NORMAL_95))
                assert float(row["time"]) == pytest.approx(point.day)
                touched = f"effect_of_{study.name}" in row["observableParameters"].split(";")
                assert touched == (fitting.size(point) > 0)


def test_a_parameter_is_what_was_believed_of_it(folder: Path):
    rows = {row["parameterId"].removeprefix("typical_"): row for row in sheet(folder, "parameters.tsv")}
    for prior in fitting.priors():
        organ, _, name = prior.name.partition(".")
        row = rows[f"{organ}_{name}"]
        middle, sd = map(float, row["priorParameters"].split(";"))
        assert (row["priorDistribution"], row["estimate"]) == ("log-normal", "true")
        assert math.exp(middle) == pytest.approx(prior.median)
        assert sd == prior.sd
        assert (float(row["lowerBound"]), float(row["upperBound"])) == (quantity(name).low, quantity(name).high)
        assert float(row["nominalValue"]) == tables.rows(ORGANS[organ][1])[name].value


def test_studies_differ_as_much_as_the_fit_has_found(folder: Path):
    effects = {
        row["parameterId"]: row for row in sheet(folder, "parameters.tsv") if row["parameterId"].startswith("ef")
    }
    measured = {row["datasetId"] for row in sheet(folder, "measurements.tsv")}
    assert set(effects) == {f"effect_of_{one.name}" for one in fitting.studies() if one.source and one.name in measured}
    for row in effects.values():
        assert row["priorDistribution"] == "normal"
        assert [float(part) for part in row["priorParameters"].split(";")] == [0.0, fitting.effect_of_studies()]


def test_without_effects_of_studies_there_are_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(fitting, "effect_of_studies", lambda: 0.0)
    place = written(tmp_path, [catalogue.study("load_gullestad1994")])
    assert "effect_of" not in "".join(path.read_text("utf-8") for path in place.iterdir() if path.suffix == ".tsv")
    assert faults(place) == []


def test_nothing_of_petab_is_needed_to_write_it(monkeypatch: pytest.MonkeyPatch):
    for name in ("petab", "petab.v1", "petab.v2", "pandas", "sympy", "libsbml", "yaml"):
        monkeypatch.setitem(sys.modules, name, None)
    files = problem(INTAKE, [catalogue.study("load_gullestad1994")]).files
    assert set(files) == FILES
    assert "Nothing that the fit of the body reads was left out" in files["README.md"]


# --- a stranger lives through it -------------------------------------------------------------------------------------


class Stranger:
    """libroadrunner with the written model, told by the written tables what to do."""

    LONG = 1e6  # days: for good
    TIGHT, FLOOR = 1e-10, 1e-12

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            roadrunner: Any = pytest.importorskip("roadrunner", reason="pip install epsom[verify]")
        roadrunner.Logger.disableLogging()
        self.problem = read(folder)
        self.model = roadrunner.RoadRunner((folder / "model.xml").read_text("utf-8"))
        self.model.integrator.relative_tolerance = self.TIGHT
        self.model.integrator.absolute_tolerance = self.FLOOR
        self.model.integrator.maximum_num_steps = 100_000
        self.conditions = {one.id: one.changes for one in self.problem.conditions}
        self.observables = {one.id: one for one in self.problem.observables}
        self.known = {one.id: float(one.nominal_value) for one in self.problem.parameters}

    def value(self, formula: Any, told: dict[str, Any]) -> float:
        """Return what a formula comes to now, with what a measurement tells for its placeholders."""

        def one(name: str) -> float:
            if name in told:
                return self.value(told[name], {})
            return self.known[name] if name in self.known else float(self.model[name])

        return float(formula.subs({symbol: one(str(symbol)) for symbol in formula.free_symbols}))

    def apply(self, period: Any) -> None:
        changes = [change for name in period.condition_ids for change in self.conditions[name]]
        for target, value in [(one.target_id, self.value(one.target_value, {})) for one in changes]:
            self.model[target] = value

    def predicted(self) -> Iterator[tuple[Any, float]]:
        """Yield every measurement, with what is predicted for it."""
        for experiment in self.problem.experiments:
            self.model.resetToOrigin()
            for name in set(self.known) & set(self.model.model.getGlobalParameterIds()):
                self.model[name] = self.known[name]
            first, *later = experiment.sorted_periods
            assert first.time == -math.inf
            self.apply(first)
            self.model.simulate(0.0, self.LONG, 2)
            measured = [one for one in self.problem.measurements if one.experiment_id == experiment.id]
            now = 0.0
            for time in sorted({one.time for one in (*later, *measured)}):
                if time > now:
                    self.model.simulate(now, time, 2)
                now = time
                for period in later:
                    if period.time == time:
                        self.apply(period)
                for one in measured:
                    if one.time == time:
                        observable = self.observables[one.observable_id]
                        names = map(str, observable.observable_placeholders)
                        yield (
                            one,
                            self.value(observable.formula, dict(zip(names, one.observable_parameters, strict=True))),
                        )


class Exact(Trial):
    """A study whose only virtual person is typical, simulated as tightly as the stranger does."""

    def __init__(self, study: Study, shifts: dict[str, float]) -> None:
        super().__init__(study, 1)
        self.shifts = shifts
        self.kept: dict[tuple[str, bool], list[Lived]] = {}

    def lived(self, name: str, *, control: bool = False) -> list[Lived]:
        if (name, control) not in self.kept:
            arm = self.study.protocol.arm(name)
            (group,) = arm.groups
            shift = (self.shifts.get(f"shift_{self.study.name}", 1.0), arm.serum_by)
            one = live_through(
                self.study.protocol, arm, group, (), Median(1, 0), infusions=not control, shift=shift
            )  # fmt: skip
            times = [time for time in self._times(arm) if time <= arm.days]
            course = live(one.start, 0.0, one.phases, times, tolerance=Stranger.TIGHT) if one.phases else None
            self.kept[name, control] = [replace(one, course=course)]
        return self.kept[name, control]


def alone(study: Study) -> Study:
    """Return a study with the first group of its people only."""
    arms = tuple(replace(arm, groups=(replace(arm.groups[0], share=1.0),)) for arm in study.protocol.arms)
    return replace(study, protocol=replace(study.protocol, arms=arms))


def moved(study: Study, by: float) -> Study:
    """Return a study in people with other typical numbers: so many standard deviations off, one up and one down."""
    values = {
        prior.name: tables.number(ORGANS[prior.name.partition(".")[0]][1], prior.name.partition(".")[2])
        * math.exp(by * prior.sd * (-1) ** k)
        for k, prior in enumerate(fitting.priors())
    }
    return replace(study, protocol=replace(study.protocol, parameters=values))


def agree(place: Path, studies: list[Study], by: float = 0.0) -> None:
    """Assert that the stranger predicts for each measurement what we do."""
    stranger = Stranger(written(place, studies))
    parameters = moved(studies[0], by).protocol.parameters if by else {}
    for name, value in parameters.items():
        known = name.replace(".", "_")
        stranger.known[known if known in stranger.known else f"typical_{known}"] = value
    found = {study.name: Exact(moved(study, by) if by else study, stranger.known) for study in studies}
    measurements = [(study, point) for study in studies for point in study.points]
    seen = 0
    for one, theirs in stranger.predicted():
        if one.observable_id == "baseline_serum":
            assert by or theirs == pytest.approx(one.measurement, abs=CLOSE)
            continue
        study, point = next(
            (study, point)
            for study, point in measurements
            if (study.name, point.label) == (one.datasetId, one.label)
        )  # fmt: skip
        ours = found[study.name].predicted(point)
        assert theirs == pytest.approx(ours, rel=AGREE, abs=AGREE), f"{study.name}: {point.label}"
        seen += 1
    assert seen


@pytest.mark.parametrize("by", [0.0, 0.5])
def test_a_stranger_predicts_what_we_do(by: float, tmp_path: Path):
    """Of one typical person for each study of the fit, with its parameters as they are and elsewhere."""
    agree(tmp_path, [alone(study) for study in fitting.studies()], by)


PLACE = {"role": "fit", "mark": "read", "where": "abstract", "sem": 0.1}
MAN = {"share": 1.0, "age": 60, "sex": "male", "height": "180 cm", "weight": "80 kg"}


def made_up(*told: dict[str, Any], name: str = "made_up", **more: Any) -> Study:
    """Return a study of ours, with these points."""
    rows = [{"label": f"point {k}", "kind": "level", "observed": 1.0, **PLACE, **row} for k, row in enumerate(told)]
    row = {
        "source": "fine1991", "title": "made up", "group": "load", "people": [MAN], "before": {"intake_mg": 320},
        "point": rows, **more,
    }  # fmt: skip
    return study_of(deepcopy(row), name, name)


EVENTFUL = [
    {"days": 2, "intake_mg": 100, "taking": ["omeprazole"], "dose": [
        {"hour": 0, "mg": 300, "salt": "oxide"}, {"hour": 30, "mg": 200, "salt": "citrate", "with_mg": 60},
    ]},
    {"days": 3, "intake_mg": 250, "added_mg": 200, "salt": "citrate",
     "infusion": [{"start_h": 5, "hours": 6, "mmol_per_kg": 0.2}]},
    {"days": 5, "fasting": True},
]  # fmt: skip


def test_a_stranger_lives_through_whatever_a_study_can_have(tmp_path: Path):
    eventful = made_up(
        {"quantity": "serum_magnesium", "day": 1.7, "kind": "ratio", "versus": "before"},
        {"quantity": "serum_magnesium", "day": 2.0},
        {"quantity": "urine_magnesium", "day": 4.0, "over_days": 1.5},
        {"quantity": "urine_magnesium", "day": 4.0, "over_days": 1.0, "kind": "difference", "versus": "before"},
        {"quantity": "balance", "day": 5.0, "over_days": 2.0},
        {"quantity": "net_absorption", "day": 5.0, "over_days": 2.0},
        {"quantity": "excreted_share", "day": 3.0, "corrected": False},
        {"quantity": "balance", "day": 0},
        {"quantity": "urine_magnesium", "day": 0},
        {"quantity": "muscle_magnesium", "day": 10.0},
        phase=[{**EVENTFUL[0], "dose": []}, *EVENTFUL[1:]],
    )
    doses = made_up(
        {"quantity": "serum_magnesium", "day": 1.7, "kind": "ratio", "versus": "before"},
        {"quantity": "faecal_magnesium", "day": 2.0, "over_days": 1.0},
        {"quantity": "serum_magnesium", "day": 1.25},
        name="doses", before={"intake_mg": 320, "serum": 0.85, "serum_by": "gut"},
        phase=[{key: value for key, value in EVENTFUL[0].items() if key != "taking"}],
    )  # fmt: skip
    dialysed = made_up(
        {"quantity": "serum_magnesium", "day": 9.0},
        {"quantity": "serum_magnesium", "day": 0.1, "kind": "difference", "versus": "before"},
        name="dialysed", people=[{**MAN, "egfr": "7 mL/min/1.73m2"}],
        before={"intake_mg": 200, "dialysis": {"per_week": 3, "hours": 4, "dialysate": 0.5}},
        phase=[{"days": 9, "intake_mg": 200, "dialysis": {"per_week": 3, "hours": 4, "dialysate": 0.75}}],
    )  # fmt: skip
    pregnant = made_up(
        {"quantity": "serum_magnesium", "day": 60.0, "kind": "ratio", "versus": "before"},
        {"quantity": "serum_magnesium", "day": 30.0},
        name="pregnant", people=[{**MAN, "sex": "female", "age": 30}],
        phase=[{"days": 30, "pregnancy_week": 10}, {"days": 30, "pregnancy_week": 30}],
    )  # fmt: skip
    studies = [eventful, doses, dialysed, pregnant]
    assert told(studies).unsaid == []
    agree(tmp_path, studies)
    assert faults(tmp_path) == []


def test_the_mean_person_is_between_the_groups():
    study = catalogue.study("depletion_fatemi1991")
    arm = study.protocol.arm("load before")
    people = [replace(arm, groups=(replace(group, share=1.0),)) for group in arm.groups]
    mean, *each = (life(study.protocol, one) for one in (arm, *people))
    for place, phase in enumerate((mean.before, *mean.phases)):
        own = [numbers((one.before, *one.phases)[place], 3) for one in each]
        for known, value in numbers(phase, 3).items():
            expected = sum(group.share * one[known] for group, one in zip(arm.groups, own, strict=True))
            assert value == pytest.approx(expected, rel=1e-12)
    assert numbers(mean.phases[0], 3)["infusion"] > 0


# --- what cannot be said ---------------------------------------------------------------------------------------------

MEAL = {"mg": 100}


@pytest.mark.parametrize(
    ("point", "phase", "reason"),
    [
        ({"quantity": "serum_magnesium", "day": 2, "kind": "peak"}, {"days": 2, "intake_mg": 100}, points.PEAK),
        ({"quantity": "serum_magnesium", "day": 2, "over_days": 1}, {"days": 2, "intake_mg": 100}, points.MEAN),
        ({"quantity": "magnesium_clearance", "day": 1}, {"days": 1, "intake_mg": 100}, points.CONTROL),
        (
            {"quantity": "retention", "day": 1},
            {"days": 1, "intake_mg": 100, "infusion": [{"start_h": 0, "hours": 4, "mmol": 10}]},
            points.CONTROL,
        ),
        (
            {"quantity": "absorbed_fraction", "day": 1},
            {"days": 1, "meal": MEAL, "dose": [{"hour": 1, "mg": 100}]},
            BOTH,
        ),
        (
            {"quantity": "serum_magnesium", "day": 1},
            {"days": 1, "taking": ["omeprazole"], "dose": [{"hour": 0, "mg": 100}]},
            AT_ONCE,
        ),
        (
            {"quantity": "serum_magnesium", "day": 1},
            {"days": 1, "dose": [{"hour": 3, "mg": 100}, {"hour": 3, "mg": 50}]},
            AT_ONCE,
        ),
        ({"quantity": "absorbed_fraction", "day": 1}, {"days": 1}, "it is absorbed of usual meals"),
        ({"quantity": "fractional_excretion", "day": 1}, {"days": 1}, "no formula in the model's variables"),
        (
            {"quantity": "balance", "day": 1, "kind": "difference", "versus": "before"},
            {"days": 1},
            "no reading of the body",
        ),
    ],
)
def test_what_one_simulation_cannot_say_is_left_out_with_its_reason(
    point: dict[str, Any], phase: dict[str, Any], reason: str
):
    found = told([made_up(point, phase=[phase])])
    assert found.measurements == []
    ((_, _, why),) = found.unsaid
    assert reason in why


def test_what_nobody_can_live_through_is_left_out(monkeypatch: pytest.MonkeyPatch):
    def nobody(*told: Any) -> Any:
        raise InputError("arm '': no steady state on what came before for 1 of 1 virtual persons. Check the protocol.")

    monkeypatch.setattr(points, "life", nobody)
    found = told([made_up({"quantity": "serum_magnesium", "day": 0})])
    assert found.experiments == []
    assert "no steady state" in found.unsaid[0][2]


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_wrote(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["export", "petab", "--out", str(folder)]) == OK  # once more, over the same files
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"PEtab: {folder / 'problem.yaml'}, ")
    assert f"{len(sheet(folder, 'parameters.tsv'))} parameters" in said.err
    assert f"{folder / 'README.md'} says why" in said.err


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("note.txt", "note.txt is a file. Name a folder"),
        ("nowhere/fit", "nowhere is no folder. Make it first"),
        (".", "holds something else; it is kept. Name a new folder."),
    ],
)
def test_a_place_that_is_taken_is_kept(
    out: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("mine")
    assert run(["export", "petab", "--out", out]) == INVALID
    assert said in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_without_the_tables_of_the_fit_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(fitting, "folder", lambda: tmp_path)
    assert run(["export", "petab", "--out", str(tmp_path / "fit")]) == INVALID
    assert "is not there. It comes with a whole copy of the source" in capsys.readouterr().err
    assert not (tmp_path / "fit").exists()


def test_the_same_fit_is_the_same_text(folder: Path, tmp_path: Path):
    assert run(["export", "petab", "--out", str(tmp_path / "again")]) == OK
    for name in FILES:
        assert (tmp_path / "again" / name).read_bytes() == (folder / name).read_bytes()
    assert np.isfinite([float(row["measurement"]) for row in sheet(folder, "measurements.tsv")]).all()
