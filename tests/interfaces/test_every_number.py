"""Every number of a report leads through ``epsom explain`` to a source, an equation, a reason, or what was told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import epsom
from epsom.assessment.warn import sentences
from epsom.errors import InputError
from epsom.interfaces.explain import BETWEEN, Explanation, explain
from epsom.interfaces.explaining import words
from epsom.interfaces.report import named, render
from epsom.labs.analytes import analytes
from epsom.needs import authorities, needs
from epsom.person import Person
from epsom.quantities import quantities

ROOT = Path(__file__).parents[2]
ANA = ROOT / "src/epsom/examples/ana.yaml"
PERSONS = 200
VOID = {"meta", "br", "link", "img", "hr", "input"}
SILENT = {"style"}
"""Where a digit is no number of the result: the style sheet."""
CARRIERS = {
    "head", "p", "li", "tr", "td", "th", "dd", "dt", "div", "figure", "caption", "summary", "h1", "h2", "h3", "h4",
    "span", "code", "svg",
}  # fmt: skip
"""What may carry the names: no higher than a paragraph, a row, an item or a figure; the head shows one title."""
CHILD = """
name: Kim 2
today: 2026-10-05
age: 9
sex: female
height: 134 cm
weight: 29 kg
"""

LABORATORY = """
name: Bea 3
today: 2026-11-20
age: 52
sex: female
height: 168 cm
weight: 71 kg
egfr: 88 mL/min/1.73m2
medicines: [omeprazole]
signs: [cramps, seizure]
labs:
  - serum_magnesium: 0.71 mmol/L
    date: 2026-11-18
  - serum_magnesium: 1.6 mmol/L
    date: 2026-11-12
  - serum_magnesium: 0.82 mmol/L
    specimen: haemolysed
  - urine_magnesium: 2.1 mmol/24h
    collected: 24 h
  - urine_magnesium: 1.1 mmol/24h
    collected: 20 h
  - red_cell_magnesium: 4.9 mg/dL
    interval: 4.2-6.8 mg/dL
  - total_calcium: 2.18 mmol/L
  - parathyroid_hormone: "< 20 pg/mL"
  - albumin: 36 g/L
  - hba1c: 41 mmol/mol
  - urine_calcium: 4.1 mmol/24h
"""


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    holds: set[str] = field(default_factory=set)

    def up(self) -> Iterator[Element]:
        yield self
        if self.parent is not None:
            yield from self.parent.up()


@dataclass(frozen=True)
class Shown:
    """Words with a digit, and the element that holds them."""

    text: str
    at: Element
    spoken: bool = False


class Numbers(HTMLParser):
    """Collects every text and every spoken label with a digit."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.at: Element | None = None
        self.shown: list[Shown] = []
        self.escapes: list[tuple[str, str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, self.at)
        for above in element.up():
            above.holds.add(tag)
        if re.search(r"\d", element.attributes.get("aria-label", "")):
            self.shown.append(Shown(element.attributes["aria-label"], element, spoken=True))
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        for above in self.at.up() if self.at else ():
            above.holds.add(tag)

    def handle_endtag(self, tag):
        assert self.at is not None
        assert self.at.tag == tag
        self.at = self.at.parent

    def handle_data(self, data):
        if self.at is None or self.at.tag in SILENT or not re.search(r"\d", data):
            return
        if "no-number" in self.at.attributes.get("class", "").split():
            above = self.at.parent
            self.escapes.append((above.tag if above else "", self.at.tag, data))
        else:
            self.shown.append(Shown(data, self.at))


def names_of(element: Element) -> tuple[str, ...]:
    """Return the names that the nearest carrier gives; none where only something larger than a paragraph has them."""
    for one in element.up():
        if "data-explain" in one.attributes:
            large = one.tag not in CARRIERS or (one.tag == "div" and one.holds & {"p", "table", "section", "ul"})
            return () if large else tuple(one.attributes["data-explain"].split(BETWEEN))
    return ()


def unexplained(page: str) -> list[str]:
    """Return every text with a digit that has no name; a label that repeats an explained text has its name."""
    found = Numbers(page)
    told = {shown.text for shown in found.shown if names_of(shown.at)}
    bare = [shown for shown in found.shown if not names_of(shown.at)]
    return [shown.text.strip() for shown in bare if not (shown.spoken and shown.text in told)]


def names(page: str) -> set[str]:
    return {name for shown in Numbers(page).shown for name in names_of(shown.at)}


def grounded(one: Explanation) -> bool:
    """Tell whether an explanation itself says where its number is from."""
    return bool(one.citation or one.equation or one.because or one.told or one.source == "fitted")


@cache
def leads_nowhere(name: str) -> str:
    """Follow a name down to what it rests on; return where the way breaks off, or nothing."""
    return _follow(name, ())


def _follow(name: str, way: tuple[str, ...]) -> str:
    if name in way:
        return f"{' < '.join((name, *way))}: in a circle"
    try:
        found = explain(name)
    except InputError as error:
        return f"{' < '.join((name, *way))}: {error}"
    told = [one for one in found if one.kind != "quantity"] or found  # a quantity beside them only says the unit
    for one in told:
        if grounded(one):
            continue
        if not one.computed_from:
            return f"{' < '.join((name, *way))}: {one.kind} {one.name} says nothing of its source"
        for part in one.computed_from:
            if broken := _follow(part, (name, *way)):
                return broken
    return ""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    child = tmp_path_factory.mktemp("child") / "kim.yaml"
    child.write_text(CHILD)
    bea = child.with_name("bea.yaml")
    bea.write_text(LABORATORY)
    files = {"ana": ANA, "ben": ROOT / "examples/ben.yaml", "carla": ROOT / "examples/carla.yaml", "child": child}
    files["laboratory"] = bea
    found = {who: epsom.assess(epsom.read_person(str(file)), persons=PERSONS) for who, file in files.items()}
    return {who: render(one) for who, one in found.items()} | {"ana in mmol": render(found["ana"], unit="mmol")}


@pytest.fixture(scope="module", params=["ana", "ana in mmol", "ben", "carla", "child", "laboratory"])
def page(request: pytest.FixtureRequest, pages: dict[str, str]) -> str:
    return pages[request.param]


def test_every_number_has_a_name(page: str):
    assert unexplained(page) == []


def test_every_name_leads_to_a_source(page: str):
    found = names(page)
    assert len(found) > 200
    assert [broken for name in sorted(found) if (broken := leads_nowhere(name))] == []


def test_only_the_numbers_of_sections_go_without(page: str):
    assert Numbers(page).escapes == [("h2", "span", str(k)) for k in range(1, 10)]


@pytest.mark.parametrize(
    ("with_name", "without"),
    [
        ('<dd data-explain="result id">', "<dd>"),
        ('<tr data-explain="deficit">', "<tr>"),
        ('<p data-explain="twenty dots; deficit; deficit share">', "<p>"),
        ('class="key" data-explain="90 of 100"', 'class="key"'),
        ('<figure class="tall" data-explain="', '<figure class="tall" data-was="'),
        ('<li id="source-iom1997" data-explain="iom1997">', '<li id="source-iom1997">'),
        ('<caption data-explain="90 of 100">', "<caption>"),
    ],
)
def test_a_name_taken_away_is_missed(pages: dict[str, str], with_name: str, without: str):
    whole = pages["ana"]
    assert with_name in whole
    assert unexplained(whole.replace(with_name, without, 1))


def test_without_any_name_every_number_is_missed(page: str):
    bare = re.sub(r' data-explain="[^"]*"', "", page)
    shown = [one.text.strip() for one in Numbers(bare).shown]
    assert len(shown) > 300
    assert unexplained(bare) == shown


@pytest.mark.parametrize("large", ["section", "main", "table", "ul", "body"])
def test_names_above_a_paragraph_do_not_count(large: str):
    page = f'<html><body><{large} data-explain="deficit"><p>254 mg</p></{large}></body></html>'
    assert unexplained(page) == ["254 mg"]
    assert unexplained(f'<html><body><{large}><p data-explain="deficit">254 mg</p></{large}></body></html>') == []


def test_a_box_around_paragraphs_does_not_count():
    assert unexplained('<div data-explain="deficit"><p>254 mg</p></div>') == ["254 mg"]
    assert unexplained('<div data-explain="deficit"><dd>254 mg</dd></div>') == []


def test_a_number_drawn_in_a_figure_is_a_number():
    assert unexplained("<figure><svg><text>0.75</text></svg></figure>") == ["0.75"]
    assert unexplained('<figure data-explain="deficit"><svg><text>0.75</text></svg></figure>') == []


def test_a_spoken_label_needs_a_name_unless_it_repeats_one():
    assert unexplained('<svg aria-label="5 mg"></svg>') == ["5 mg"]
    assert (
        unexplained('<div aria-label="5 mg"><table><caption data-explain="deficit">5 mg</caption></table></div>') == []
    )
    assert unexplained('<p data-explain="deficit">5 mg</p><p>5 mg</p>') == ["5 mg"]


@pytest.mark.parametrize("name", ["defict", "diet.nobody2099", "RDA of nobody"])
def test_a_name_that_nobody_knows_is_found_out(name: str):
    assert "no word or number" in leads_nowhere(name)


def test_a_way_that_ends_in_itself_is_found_out(monkeypatch: pytest.MonkeyPatch):
    circle = {"egg": Explanation("egg", "word", "", computed_from=("hen",)),
              "hen": Explanation("hen", "word", "", computed_from=("egg",)),
              "stone": Explanation("stone", "word", "")}  # fmt: skip
    monkeypatch.setitem(globals(), "explain", lambda name: [circle[name]])
    assert "in a circle" in _follow("egg", ())
    assert "says nothing of its source" in _follow("stone", ())


def test_every_word_leads_to_a_source():
    assert [broken for title in words.words() if (broken := leads_nowhere(title))] == []


def test_what_a_file_may_tell_is_called_told():
    told = words.told_quantities()
    assert set(analytes()) <= told
    assert set(Person.model_fields) & set(quantities()) <= told
    assert told <= set(quantities())
    assert all(leads_nowhere(name) == "" for name in told)


def test_every_warning_with_a_number_has_its_names():
    assert set(named._warnings()) == set(sentences())
    for name, text in sentences().items():
        said = re.sub(r"\{\w+\}", "17", text)
        assert named.of_warning(said, "US/CA NASEM 1997") == named._warnings()[name]
        assert [broken for one in named._warnings()[name] if (broken := leads_nowhere(one))] == []
    assert named.of_warning("Another sentence with 3.", "UK COMA 1991") == ("told", "UK COMA 1991")


@pytest.mark.parametrize("authority", authorities())
@pytest.mark.parametrize(("age", "sex", "stage"), [(0.3, "male", "none"), (9.0, "female", "none"),
                                                   (31.0, "female", "pregnancy"), (31.0, "female", "lactation"),
                                                   (80.0, "male", "none")])  # fmt: skip
def test_every_reference_value_is_explained(authority: str, age: float, sex: Any, stage: Any):
    found = needs(age, sex, stage, authority, weight=60.0)
    for value in (found.requirement, found.target, found.limit):
        if value is not None:
            names_of_it = named.of_need(value)  # type: ignore[arg-type]
            assert [broken for name in names_of_it if (broken := leads_nowhere(name))] == []


def test_a_swap_names_both_foods(pages: dict[str, str]):
    """A swap names the old food and the new one, an addition the new one alone, each with its own source."""
    section = pages["ana"].partition('<section aria-labelledby="swaps">')[2].partition("</section>")[0]
    carried = re.findall(r'<tr data-explain="(swap; [^"]*)"', section)
    assert carried
    assert {one.count("food ") for one in carried} <= {1, 2}, carried
    swapped = len(re.findall(r"<tr data-explain=\"swap; .*?instead of", section))
    assert swapped
    assert sum(one.count("food ") == 2 for one in carried) == swapped


def test_a_row_of_evidence_is_named_with_the_judgement_of_its_cause():
    found = named.of_evidence("stroke", "diet.fang2016", rate="US")
    assert found == (
        "stroke diet.fang2016", "cohort, genetics silent or against", "causal discount", "events per 1,000",
        "baseline stroke US",
    )  # fmt: skip
    assert [broken for name in found if (broken := leads_nowhere(name))] == []
    assert named.of_evidence("migraine", "nobody.2099") == ("migraine",)
