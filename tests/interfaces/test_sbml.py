"""SBML: valid to the last unit, one reaction per flux with its source, no digit lost, and plain words for bad input."""

from __future__ import annotations

import math
import operator
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom import elementwise, tables
from epsom.body import gut
from epsom.body.balance import DRIFTS, FLUXES, REGULATORS, Flux, Pools
from epsom.body.dialysis import Dialysis
from epsom.body.gut import Meal
from epsom.body.readings import READINGS
from epsom.cohort.draw import typical
from epsom.cohort.medicines import medicine
from epsom.cohort.moves import moved
from epsom.errors import InputError, TableError
from epsom.interfaces.cli import INVALID, OK, run
from epsom.interfaces.commands import export
from epsom.interfaces.sbml import document, mathml, units, values
from epsom.interfaces.sbml.notes import NO_IDENTIFIER
from epsom.simulate.live import Eating, Phase, mixed_meals
from epsom.simulate.model import records
from epsom.simulate.steady import normal

PERSONS = 2
SBML = "{http://www.sbml.org/sbml/level3/version2/core}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
BODY = typical(PERSONS)
START = normal(BODY, PERSONS) * np.array([1.0, 1.0 / 3.0]) + 0.1


def meal(mmol: float) -> Meal:
    one = np.array([[1.0, 1.0 / 3.0]])
    return Meal(mmol * one, 0.9 * one, 0.3 * one, 0.2 * one, 0.5 * one)


def eventful() -> list[Phase]:
    """Everything a schedule can have: mean days, meals at a time, two at once, an infusion, and another body."""
    stops = [(0.0, meal(2.0)), (0.5, meal(5.0)), (0.5, meal(2.0)), (1.25, meal(3.0))]
    three = Eating(Meal(*(np.repeat(column, 3, axis=0) for column in meal(4.0))), days=2.0)
    return [
        Phase(1.0, BODY, three, stops),
        Phase(1.5, BODY, mixed_meals(np.full(PERSONS, 10.0), 2), stops, infusion=40.0),
        Phase(9.0, moved(BODY, "bone", "slow_content", 0.5)),
    ]


@cache
def text(person: int = 0) -> str:
    return document(START, eventful(), person)


@cache
def root() -> Element:
    return fromstring(text())


def each(path: str) -> list[Element]:
    return root().findall(f".//{SBML}{path}")


# --- valid -----------------------------------------------------------------------------------------------------------


def faults(sbml: str) -> list[str]:
    """Return what libSBML holds against a document, errors and warnings, units and good practice included."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # what a wrapper of C++ says of itself in newer Pythons
        libsbml: Any = pytest.importorskip("libsbml", reason="libSBML is not there: pip install epsom[verify]")
    read = libsbml.readSBMLFromString(sbml)
    for kind in ("GENERAL", "IDENTIFIER", "UNITS", "MATHML", "SBO"):
        read.setConsistencyChecks(getattr(libsbml, f"LIBSBML_CAT_{kind}_CONSISTENCY"), True)
    for kind in ("OVERDETERMINED_MODEL", "MODELING_PRACTICE"):
        read.setConsistencyChecks(getattr(libsbml, f"LIBSBML_CAT_{kind}"), True)
    read.checkConsistency()
    read.checkInternalConsistency()
    return [read.getError(k).getMessage() for k in range(read.getNumErrors())]


PLAIN = [Phase(10.0, BODY, mixed_meals(np.full(PERSONS, 10.0), 3))]
ONLY_MEALS = [Phase(10.0, BODY, stops=[(0.5, meal(5.0))])]
NOTHING = [Phase(10.0, BODY)]


@pytest.mark.parametrize("lived", [eventful(), PLAIN, ONLY_MEALS, NOTHING], ids=["eventful", "plain", "meals", "fast"])
def test_a_document_is_valid_to_the_last_unit(lived: list[Phase]):
    assert faults(document(START, lived)) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('units="litre_per_day" value', 'units="litre" value'),
        ('units="per_mmol" value', 'units="mmol" value'),
        ('timeUnits="day"', 'timeUnits="second"'),
        ('<cn sbml:units="dimensionless"> 1.0 </cn>', '<cn sbml:units="mmol"> 1.0 </cn>'),
        ('<modifierSpeciesReference species="interstitium" />', '<modifierSpeciesReference species="faeces" />'),
        ("<ci> skin_sweat_loss </ci>", "<ci> skin_sweat </ci>"),
        ('size="1" ', ""),
    ],
)
def test_the_check_of_validity_sees_what_is_wrong(right: str, wrong: str):
    assert right in text()
    assert faults(text().replace(right, wrong)) != []


# --- whole -----------------------------------------------------------------------------------------------------------

INTAKE = {("", pool) for pool in ("solid", "lumen_1", "colon")}


def ends(reaction: Element) -> tuple[str, str]:
    """Return where a reaction takes from and where it gives to; empty for what comes from outside."""
    found: list[str] = []
    for kind in ("listOfReactants", "listOfProducts"):
        told = reaction.findall(f"{SBML}{kind}/{SBML}speciesReference")
        assert all(one.get("stoichiometry") == "1" for one in told)
        assert len(told) <= 1
        found.append(str(told[0].get("species")) if told else "")
    return found[0], found[1]


def test_every_flux_is_one_reaction():
    told = [ends(reaction) for reaction in each("reaction")]
    fluxes = [(flux.source_pool, flux.target_pool) for flux in FLUXES]
    assert sorted(told) == sorted([*fluxes, *(end for end in INTAKE for _ in range(3)), ("", "plasma")])


def test_every_pool_is_a_species_or_has_a_rate():
    assert [one.get("id") for one in each("species")] == [name for name in Pools._fields if name not in REGULATORS]
    assert [one.get("variable") for one in each("rateRule")] == [drift.regulator for drift in DRIFTS]


def lowest(flux: Flux) -> float:
    """Return the least that a flux comes to in a thousand bodies with all their pools and numbers drawn anew."""
    chance = np.random.default_rng(1)
    pools = Pools(*(np.exp(chance.normal(0.0, 2.0, (len(Pools._fields), 1000)))))
    body = typical(1000)
    for full, _ in records(body):
        organ, _, name = full.partition(".")
        body = moved(body, organ, name, np.exp(chance.normal(0.0, 1.0, 1000)))
    dialyser = Dialysis(np.ones(1000), chance.uniform(0.0, 5.0, 1000))
    return float(np.min(flux.rate(pools, replace(body, dialysis=dialyser))))


def test_a_reaction_is_reversible_where_its_flux_can_run_backwards():
    by_ends = {ends(one): str(one.get("reversible")) for one in each("reaction")}
    for flux in FLUXES:
        assert by_ends[flux.source_pool, flux.target_pool] == str(lowest(flux) < 0.0).lower()
    assert by_ends["plasma", "dialysate"] == "true"


def test_a_difference_may_turn_unless_it_stands_inside_a_bound():
    x, y = mathml.name("x"), mathml.name("y")
    assert (x - y).may_turn()
    assert (2.0 * (x - y) / y).may_turn()
    assert elementwise.log(x).may_turn()
    assert elementwise.where(x > y, x - y, x).may_turn()
    assert mathml.number(-1.0).may_turn()
    assert not (x * y**2.0 / (x + 1.0)).may_turn()
    assert not elementwise.softplus(x - y).may_turn()
    assert not elementwise.exp(x - y).may_turn()
    assert not (x ** (x - y)).may_turn()
    assert not elementwise.where(x - y > 1.0, x, y).may_turn()


def test_a_schedule_without_meals_has_no_intake_and_no_events():
    bare = fromstring(document(START, [*NOTHING, Phase(20.0, BODY)]))  # two phases, and nothing changes
    assert {ends(one) for one in bare.iter(f"{SBML}reaction")}.isdisjoint(INTAKE)
    assert list(bare.iter(f"{SBML}listOfEvents")) == []


def resources(element: Element) -> list[str]:
    return [value for one in element.iter() for key, value in one.attrib.items() if key.endswith("}resource")]


def test_every_reaction_and_every_rate_says_where_it_comes_from():
    for one in (*each("reaction"), *each("rateRule")):
        notes = " ".join(" ".join(one.itertext()).split())
        if one.get("id") == "infused":
            assert "no source" in notes
        elif not resources(one):
            assert NO_IDENTIFIER in notes
        else:
            assert resources(one)[0].startswith(("https://identifiers.org/doi:10.", "https://identifiers.org/pubmed:"))


def test_a_flux_names_its_own_source():
    by_ends = {ends(one): one for one in each("reaction")}
    for flux in FLUXES:
        one = by_ends[flux.source_pool, flux.target_pool]
        source = tables.sources()[flux.source]
        assert source.citation() in "".join(one.itertext())
        doi = source.address.removeprefix("doi:")
        assert resources(one) == ([f"https://identifiers.org/doi:{doi}"] if doi != source.address else resources(one))


def test_every_annotation_is_about_its_own_element():
    parents = [one for one in root().iter() if one.get("metaid")]
    assert len({one.get("metaid") for one in parents}) == len(parents)
    for one in parents:
        about = one.findall(f"{SBML}annotation/{RDF}RDF/{RDF}Description")
        assert [part.get(f"{RDF}about") for part in about] == [f"#{one.get('metaid')}"]


def test_every_parameter_has_a_unit_a_meaning_and_a_value():
    known = {one.get("id") for one in each("unitDefinition")} | {"litre", "dimensionless"}
    shown = {one.get("variable") for one in each("assignmentRule")}
    for one in each("parameter"):
        assert one.get("units") in known
        assert one.get("name")
        assert (one.get("value") is None) == (one.get("id") in shown)


def test_every_parameter_of_the_body_says_where_its_value_comes_from():
    told = {one.get("id"): one for one in each("parameter")}
    for name, _ in records(BODY):
        assert told[name.replace(".", "_")].find(f"{SBML}notes") is not None


# --- exact -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", range(PERSONS))
def test_no_digit_is_lost(person: int):
    told = fromstring(text(person))
    read = {one.get("id"): float(str(one.get("value"))) for one in told.iter(f"{SBML}parameter") if one.get("value")}
    read |= {one.get("id"): float(str(one.get("initialAmount"))) for one in told.iter(f"{SBML}species")}
    assert read == values(START, eventful(), person)
    assert read["gut_carrier_capacity"] == BODY.gut.carrier_capacity[person]
    assert read["bone_slow_content"] == BODY.bone.slow.content[person]
    assert read["plasma"] == START[Pools._fields.index("plasma"), person]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_in_a_formula_keeps_all_its_digits(value: float):
    written = mathml.number(value).text
    assert float(written) == value
    assert "e" not in written.lower()  # a mantissa and a power would be multiplied by the reader, and rounded


def test_persons_of_one_cohort_differ_in_numbers_alone():
    for own, other in zip(root().iter(), fromstring(text(1)).iter(), strict=True):
        assert own.tag == other.tag
        assert own.text == other.text
        assert set(own.attrib) == set(other.attrib)
        assert {key for key in own.attrib if own.get(key) != other.get(key)} <= {"value", "initialAmount"}


def test_the_same_life_is_the_same_text():
    assert document(START, eventful()) == text()


OPERATIONS: dict[str, Callable[..., Any]] = {
    "plus": operator.add, "times": operator.mul, "divide": operator.truediv, "power": operator.pow,
    "minus": lambda a, b=None: -a if b is None else a - b, "lt": operator.lt, "gt": operator.gt,
    "exp": math.exp, "ln": math.log, "abs": abs,
}  # fmt: skip


def worked_out(element: Element, known: Mapping[str, Any]) -> Any:
    """Return what a piece of MathML comes to; what is known are numbers by name, and functions."""
    kind, inside = element.tag.rpartition("}")[2], list(element)
    if kind in ("ci", "cn"):
        word = str(element.text).strip()
        return known[word] if kind == "ci" else float(word)
    if kind == "piecewise":
        piece, otherwise = inside
        then, condition = piece
        return worked_out(then if worked_out(condition, known) else otherwise[0], known)
    if kind == "math":
        return worked_out(inside[0], known)
    assert kind == "apply", kind
    head, args = inside[0].tag.rpartition("}")[2], [worked_out(one, known) for one in inside[1:]]
    if head == "ci":
        names, body = known[str(inside[0].text).strip()]
        return worked_out(body, {**known, **dict(zip(names, args, strict=True))})
    return OPERATIONS[head](*args)


def everything_known(person: int) -> dict[str, Any]:
    found: dict[str, Any] = dict(values(START, eventful(), person))
    for one in each("functionDefinition"):
        *heads, body = next(part for part in one.iter() if part.tag.endswith("lambda"))
        found[str(one.get("id"))] = ([str(head[0].text).strip() for head in heads], body)
    return found


@pytest.mark.parametrize("person", range(PERSONS))
def test_every_rate_is_what_the_organ_says(person: int):
    known = everything_known(person)
    pools, by_ends = Pools(*START), {ends(one): one for one in each("reaction")}
    for flux in FLUXES:
        law = by_ends[flux.source_pool, flux.target_pool].find(f"{SBML}kineticLaw")
        assert law is not None
        expected = np.broadcast_to(flux.rate(pools, BODY), (PERSONS,))[person]
        assert worked_out(law[0], known) == pytest.approx(expected, rel=1e-14)
    for rule, drift in zip(each("rateRule"), DRIFTS, strict=True):
        assert worked_out(rule[-1], known) == pytest.approx(drift.rate(pools, BODY)[person], rel=1e-13)


@pytest.mark.parametrize("person", range(PERSONS))
def test_every_reading_is_what_the_body_says(person: int):
    known, rules = everything_known(person), {one.get("variable"): one[-1] for one in each("assignmentRule")}
    of_pools = {one.get("variable") for one in each("rateRule")}
    assert set(READINGS) <= set(rules) | of_pools
    for name in set(READINGS) - of_pools:
        expected = READINGS[name](Pools(*START), BODY)[person]
        assert worked_out(rules[name], known) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("person", range(PERSONS))
def test_what_is_eaten_is_what_the_gut_says(person: int):
    known, eating = everything_known(person), eventful()[0].eating
    assert eating is not None
    expected = gut.swallowed(eating.servings, Pools(*START).adaptation, BODY.gut)
    for pool, amount in expected.items():
        laws = [one.findall(f"{SBML}kineticLaw/*")[0] for one in each("reaction") if ends(one) == ("", pool)]
        assert sum(worked_out(law, known) for law in laws) == pytest.approx(amount[person] / eating.days, rel=1e-13)


# --- refused ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    [
        lambda x: 1.0 if x > 0.0 else 2.0,
        lambda x: 1.0 if x == 0.0 else 2.0,
        lambda x: math.exp(x),
    ],
)
def test_an_equation_that_hides_something_is_not_written(what: Callable[[Any], Any]):
    with pytest.raises(TypeError, match="cannot be written out"):
        what(mathml.name("x"))


def test_a_formula_takes_what_elementwise_offers():
    x, y = mathml.name("x"), mathml.name("y")
    whole = elementwise.total(
        elementwise.maximum(elementwise.exp(x), elementwise.log(2.0**y)) - elementwise.softplus(-x)
    )
    assert list(whole.names()) == ["x", "x", "y", "y", "x"]  # then, if, otherwise


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(value: float):
    with pytest.raises(ValueError, match="cannot stand"):
        mathml.number(value)
    start = START.copy()
    start[4, 1] = value
    document(start, PLAIN, person=0)
    with pytest.raises(InputError, match="plasma of virtual person 1 is"):
        document(start, PLAIN, person=1)


def test_phases_out_of_order_are_refused():
    with pytest.raises(InputError, match="phase 2 ends on day 1, not after day 10"):
        document(START, [*PLAIN, Phase(1.0, BODY)])


@pytest.mark.parametrize(
    ("unit", "known"),
    [
        ("mmol", "mmol"),
        ("1", "dimensionless"),
        ("L", "litre"),
        ("1/day", "per_day"),
        ("mmol/L/day", "mmol_per_litre_per_day"),
    ],
)
def test_a_unit_has_an_id(unit: str, known: str):
    assert units.identifier(unit) == known


def test_a_unit_that_sbml_was_not_told_is_a_fault_of_ours():
    with pytest.raises(TableError, match="'mol/fortnight': SBML has not been told of 'mol'"):
        units.identifier("mol/fortnight")


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def ana(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "ana"]) == OK
    capsys.readouterr()
    return tmp_path


@pytest.mark.parametrize("command", ["export", "export sbml"])
def test_help_begins_with_examples(command: str, capsys: pytest.CaptureFixture[str]):
    assert run([*command.split(), "--help"]) == OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Examples:"
    assert lines[1].strip().startswith("epsom export sbml")


@pytest.mark.parametrize(
    ("words", "who", "how"),
    [
        ("", "the reference adult", "400 mg/day are eaten for 365 days, in 3 mixed meals, spread over the day"),
        ("ana/person.yaml --intake 150mg --days 2", "a female person of 45 years", "150 mg/day are eaten for 2 days"),
        ("--meals", "the reference adult", "400 mg/day are eaten for 365 days, in 3 mixed meals a day, as events"),
        ("--intake 10mmol/day --days 0.5 --meals", "every parameter at its typical value", "243.1 mg/day"),
    ],
)
def test_the_command_writes_a_valid_document(
    words: str, who: str, how: str, ana: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(["export", "sbml", *words.split(), "-o", "model.xml"]) == OK
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "SBML: model.xml\n")
    written = (ana / "model.xml").read_text("utf-8")
    assert who in written
    assert how in written
    assert faults(written) == []


def test_a_meal_of_every_day_is_one_event(ana: Path):
    assert run(["export", "sbml", "--meals", "--days", "2.5", "-o", "model.xml"]) == OK
    told = fromstring((ana / "model.xml").read_text("utf-8"))
    triggers = [next(one.iter(f"{SBML}trigger")) for one in told.iter(f"{SBML}event")]
    numbers = [[float(str(part.text)) for part in one.iter() if part.tag.endswith("}cn")] for one in triggers]
    # so often, from then on, every so many days; by noon of the third day, one meal has been eaten
    assert numbers == [[3.0, 8 / 24, 1.0], [2.0, 13.5 / 24, 1.0], [2.0, 19 / 24, 1.0]]


def test_a_meal_of_some_days_is_an_event_each_time():
    days = (0.25, 1.25, 3.25)
    told = fromstring(document(START, [Phase(9.0, BODY, stops=[(day, meal(5.0)) for day in days])]))
    moments = [[float(str(part.text)) for part in one.iter() if part.tag.endswith("}cn")]
               for one in told.iter(f"{SBML}trigger")]  # fmt: skip
    assert moments == [[day] for day in days]


def test_without_a_place_it_goes_to_the_screen(ana: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["export", "sbml", "--days", "3"]) == OK
    assert fromstring(capsys.readouterr().out.encode()).tag == f"{SBML}sbml"


def test_the_medicines_of_the_file_are_in_the_numbers_at_their_median(ana: Path):
    plain = "age: 50\nsex: male\nheight: 180 cm\nweight: 80 kg\n"
    read: list[dict[str, float]] = []
    for name, more in (("without", ""), ("with", "medicines: [omeprazole]\n")):
        (ana / f"{name}.yaml").write_text(plain + more)
        assert run(["export", "sbml", f"{name}.yaml", "-o", f"{name}.xml"]) == OK
        told = fromstring((ana / f"{name}.xml").read_text("utf-8")).iter(f"{SBML}parameter")
        read.append({str(one.get("id")): float(str(one.get("value"))) for one in told if one.get("value")})
    without, taken = read
    effects = {f"{one.organ}_{one.parameter}": one.scale[1] for one in medicine("omeprazole").effects}
    assert effects
    for name, scale in effects.items():
        assert taken[name] == pytest.approx(scale * without[name], rel=1e-12)
    row = tables.rows("body/gut.toml")["leak_fraction"]
    assert without["gut_leak_fraction"] == row.value  # a spread, but no chance


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--days 0", "days = 0 is no span to live through. Say more than 0"),
        ("--days -3 --meals", "days = -3 is no span to live through."),
        ("--days nan", "days = nan is no span"),
        ("--days 1e9", "at most 36500"),
        ("--intake 350", 'intake = 350 has no unit. Say "350 mg/day"'),
        ("--intake 350pounds", "intake = '350pounds/day'"),
        ("--intake -5mg", "a living person has 0 to 200 mmol/day"),
        ("nobody.yaml", "nobody.yaml:1:1: there is no such file"),
        ("ana/diary.csv", "ana/diary.csv"),
        ("-o ana", "ana is a folder. Name a file inside it"),
        ("-o nowhere/model.xml", "nowhere is no folder."),
        ("-o ana/person.yaml", "ana/person.yaml is there already and is no SBML; it is kept."),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(words: str, said: str, ana: Path, capsys: pytest.CaptureFixture[str]):
    before = sorted(ana.rglob("*"))
    assert run(["export", "sbml", *words.split()]) == INVALID
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert "Traceback" not in told.err
    assert sorted(ana.rglob("*")) == before


def test_a_person_for_whom_nothing_is_recommended_is_refused(ana: Path, capsys: pytest.CaptureFixture[str]):
    (ana / "baby.yaml").write_text("age: 0.2\nsex: female\nheight: 60 cm\nweight: 6 kg\nauthority: EU EFSA 2015\n")
    assert run(["export", "sbml", "baby.yaml", "-o", "baby.xml"]) == INVALID
    assert "authority = 'EU EFSA 2015' has no recommended intake for this person" in capsys.readouterr().err
    assert not (ana / "baby.xml").exists()


def test_a_person_who_could_not_live_so_for_good_is_refused(
    monkeypatch: pytest.MonkeyPatch, ana: Path, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(export, "settled", lambda body, eating, persons: np.full((len(Pools._fields), persons), np.nan))
    assert run(["export", "sbml", "-o", "model.xml"]) == INVALID
    assert "nobody could live for good on the recommended 400 mg/day" in capsys.readouterr().err
    assert not (ana / "model.xml").exists()
