"""No promise: no sentence for a reader promises treatment, prevention or cure, or tells anybody what to take.

What is forbidden, and where the same words are no promise, stands in promises.toml with examples of both.
"""

from __future__ import annotations

import re
import runpy
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from epsom.interfaces.report import render
from epsom.outcomes.project import Exposures, project
from epsom.person import Person
from epsom.tables import sources

HERE = Path(__file__).parent
TOP = HERE.parents[1]
RULES = tomllib.loads((HERE / "promises.toml").read_text("utf-8"))
told = SimpleNamespace(**runpy.run_path(str(HERE / "templates.py")))
TEMPLATES = told.templates()


@dataclass(frozen=True)
class Words:
    """A pattern by name, why it stands there, and sentences in which it must be found, and in which it must not."""

    name: str
    pattern: re.Pattern[str]
    because: str
    caught: tuple[str, ...]
    passes: tuple[str, ...]


@cache
def listed(kind: str) -> tuple[Words, ...]:
    found: list[Words] = []
    for row in RULES[kind]:
        pattern = row["pattern"]
        for name in ("acts", "agent", "ills"):
            pattern = pattern.replace(f"{{{name}}}", RULES[name])
        compiled = re.compile(pattern, re.I)
        found.append(Words(row["name"], compiled, row["because"], tuple(row["caught"]), tuple(row["passes"])))
    return tuple(found)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("\u00ad", "").replace("*", ""))


def faults(text: str, allowed: tuple[Words, ...] | None = None) -> list[str]:
    """Return the names of the promises in a text; what is allowed is taken out first."""
    text = plain(text)
    for each in listed("allowed") if allowed is None else allowed:
        text = each.pattern.sub(" ~ ", text)
    return [each.name for each in listed("promise") if each.pattern.search(text)]


CAUGHT = [(each.name, sentence) for each in listed("promise") for sentence in each.caught]
PASSING = [sentence for each in listed("promise") for sentence in each.passes]


# --- the sentences of the product -------------------------------------------------------------------------------------


def test_no_sentence_template_promises_treatment_prevention_or_cure():
    found = {one.place: (faults(one.text), plain(one.text)[:160]) for one in TEMPLATES if faults(one.text)}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "The kidney's filtration is not told and was drawn for the age",  # assessment/warnings.toml
        "equally likely versions of … , the body holds less",  # the report, in code
        "studies left such people out, so what they found",  # the report, on its page
        "It is a step: with or without, not so much per mg.",  # outcomes/personal/wording.toml
        "Magnesium does not help against cramps of older adults",  # an answer
        "It is a major mineral: an adult body holds",  # a fact of a claim
        "The same person, without medicines and conditions that cost magnesium",  # epsom explain
        "each with a verdict, what is known, and where to look it up",  # help on the screen
    ],
)
def test_the_sentences_are_all_there(text: str):
    """Places where a reader meets a sentence: each has one that must have been collected."""
    wanted = re.compile(re.escape(plain(text)).replace(re.escape("… ,"), ".{1,3},"))
    assert any(wanted.search(plain(one.text)) for one in TEMPLATES), text


def test_what_people_are_told_is_quoted_and_its_verdict_is_not():
    places = [one.place for one in TEMPLATES if "outcomes/claims/" in one.place]
    assert [place for place in places if place.endswith(".fact")]
    assert not [place for place in places if place.endswith((".statement", ".told_by"))]


def test_a_docstring_is_no_sentence_for_readers_but_where_it_is_help():
    texts = {one.text for one in TEMPLATES}
    assert not any(text.startswith("Return what the evidence says about this person") for text in texts)
    assert any("Show how magnesium works where it can be computed" in text for text in texts)


# --- whole pages ------------------------------------------------------------------------------------------------------


def test_the_report_as_printed_promises_nothing():
    page = render(runpy.run_path(str(HERE / "fake_assessment.py"))["fake"]())
    text = untitled(re.sub(r"<style>.*?</style>", "", page, flags=re.S))
    pieces = [plain(piece) for piece in re.split(r"<[^>]*>", text)]
    assert len(pieces) > 500
    assert [(faults(piece), piece) for piece in pieces if faults(piece)] == []


@pytest.mark.parametrize("exposures", [Exposures(), Exposures(365), Exposures(0, 250, 330), Exposures(900, 460, 600)])
@pytest.mark.parametrize("conditions", [(), ("hypertension",), ("hypertension", "hypomagnesaemia")])
def test_what_is_said_of_a_person_promises_nothing(exposures: Exposures, conditions: tuple[str, ...]):
    """Gaps are filled here, so that a promise made of two pieces is found as well."""
    somebody = Person(age=50, sex="female", height="165 cm", weight="70 kg", conditions=list(conditions))
    for told_of in project(somebody, exposures):
        for text in sentences(told_of):
            assert not faults(untitled(text)), text


def sentences(told_of: object) -> Iterator[str]:
    """Give every text of an answer, of its findings, sizes, events and folds."""
    if isinstance(told_of, str):
        yield told_of
    elif is_dataclass(told_of):
        for each in fields(told_of):
            yield from sentences(getattr(told_of, each.name))
    elif isinstance(told_of, tuple):
        for each in told_of:
            yield from sentences(each)


def test_every_text_of_an_answer_is_read():
    """A promise put into any one text of it, however deep, is among what is read."""
    somebody = Person(age=50, sex="female", height="165 cm", weight="70 kg", country="US")
    (answer, *_) = [one for one in project(somebody, Exposures(0, 250, 330)) if one.outcome == "stroke"]
    said = list(sentences(answer))
    found = answer.leading
    assert found is not None
    assert found.events is not None
    for text in (answer.plain, answer.folds.would_change, answer.folds.evidence[0], found.sentence, found.note,
                 found.citation, found.events.whom, found.events.note):  # fmt: skip
        assert text in said


@cache
def cited() -> re.Pattern[str]:
    """Return what finds titles and authors of publications, the longest first, also where a line breaks in them.

    They are others' words, and named as theirs; an author counts by a name of several words, as an authority has.
    """
    names = {one.title for one in sources().values()} | {one.author for one in sources().values()}
    known = sorted((name for name in names if len(name.split()) > 3), key=len, reverse=True)
    return re.compile("|".join(r"\s+".join(re.escape(word) for word in name.split()) for name in known))


def untitled(page: str) -> str:
    """Return a page without the titles that it cites, and without the signs that Markdown and HTML need."""
    text = re.sub(r"\\([\[\]|_*~])", r"\1", page).replace("&amp;", "&")
    return cited().sub(told.GAP, text)


def test_a_title_is_not_read_as_a_promise_and_all_beside_it_is():
    title = next(one.title for one in sources().values() if len(one.title.split()) > 3 and faults(one.title))
    broken = title.replace(" ", "\n    ")
    assert faults(broken)
    assert not faults(untitled(f"Rate: {broken}. 2022."))
    assert faults(untitled(f"{broken}: magnesium prevents diabetes."))


PAGES = sorted(path.name for path in (TOP / "docs").glob("*.md") if path.name != "claims.md")


@pytest.mark.parametrize("name", ["../README.md", *PAGES])
def test_the_pages_promise_nothing(name: str):
    """The page of claims quotes what people are told; its facts and verdicts are held as templates."""
    text = untitled((TOP / "docs" / name).read_text("utf-8"))
    pieces = re.split(r"\n\n|\n(?=[-|#])|\|", re.sub(r"`[^`\n]*`", told.GAP, text))
    assert [(faults(piece), plain(piece)[:160]) for piece in pieces if faults(piece)] == []


# --- food, and supplements as what trials tested ----------------------------------------------------------------------

LAY = (
    "interfaces/report/",
    "interfaces/summary.py",
    "assessment/",
    "interfaces/planning/lay.py",
    "plan/",
    "outcomes/project.py",
    "outcomes/personal/wording.toml",
)
CLINICIANS = ("plan/regimen/", "plan/timetable/")
"""Rooms whose words only the clinician's view shows."""
PILL = re.compile(r"\b(?:supplements?|tablets?|capsules?|pills?)\b", re.I)
TESTED = re.compile(r"\b(?:trials?|limits?|told|no supplement|a magnesium supplement)\b", re.I)
"""How a page for lay readers may speak of supplements: as what trials tested, what was told, or what a limit is for."""


def test_lay_pages_speak_of_supplements_only_as_tested_told_or_limited():
    spoken = [one for one in TEMPLATES if one.place.startswith(LAY) and not one.place.startswith(CLINICIANS)]
    spoken = [one for one in spoken if PILL.search(one.text)]
    assert len(spoken) >= 5
    for one in spoken:
        assert TESTED.search(one.text), one
        assert not re.search(r"\b(?:take|taking|try|add|buy|choose|start)\b", one.text, re.I), one


def test_a_swap_is_a_food_and_never_a_supplement():
    from epsom.plate.foods import box

    may_stand = [food for food in box() if food.magnesium is not None]
    assert len(may_stand) > 300
    assert not [food.name for food in may_stand if PILL.search(food.name)]


# --- the rule itself --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "sentence"), CAUGHT)
def test_what_must_be_caught_is_caught_by_its_own_pattern(name: str, sentence: str):
    assert name in faults(sentence)


@pytest.mark.parametrize("sentence", PASSING)
def test_what_must_pass_passes(sentence: str):
    assert faults(sentence) == []


@pytest.mark.parametrize("each", listed("allowed"), ids=lambda each: each.name)
def test_an_exception_lets_pass_what_it_is_for_and_no_more(each: Words):
    others = tuple(other for other in listed("allowed") if other is not each)
    for sentence in each.passes:
        assert faults(sentence) == []
    assert any(faults(sentence, others) for sentence in each.passes), "idle: without it they pass as well"
    for sentence in each.caught:
        assert faults(sentence), f"a hole: {sentence}"


def test_every_pattern_has_its_reason_and_its_examples():
    for each in listed("promise"):
        assert len(each.because.split()) >= 4, each.name
        assert len(each.caught) >= 2, each.name
        assert each.passes, each.name
    for each in listed("allowed"):
        assert len(each.because.split()) >= 4
        assert each.passes
        assert each.caught
    names = [each.name for kind in ("promise", "allowed") for each in listed(kind)]
    assert len(set(names)) == len(names)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TEMPLATES), st.sampled_from(CAUGHT), st.integers(0, 200))
def test_a_promise_put_anywhere_into_any_sentence_is_found(one, promise: tuple[str, str], where: int):
    """Between any two words, as a sentence of its own; no exception that begins before it swallows it."""
    name, sentence = promise
    words = plain(one.text).split(" ")
    at = where % (len(words) + 1)
    mixed = " ".join([*words[:at], f". {sentence}", *words[at:]])
    assert name in faults(mixed), mixed


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(CAUGHT), st.sampled_from(["upper", "title", "lower", "wrapped", "thin"]))
def test_neither_capitals_nor_breaks_hide_a_promise(promise: tuple[str, str], how: str):
    name, sentence = promise
    if how in ("wrapped", "thin"):
        sentence = sentence.replace(" ", "\n    " if how == "wrapped" else "\u00a0")
    else:
        sentence = getattr(sentence, how)() if how != "title" else sentence[0].upper() + sentence[1:]
    assert name in faults(sentence)
