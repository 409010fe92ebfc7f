"""Studies in the open: the command, its JSON, its page and the docs say every number, and misses in words."""

from __future__ import annotations

import json
import re
import runpy
from dataclasses import replace
from html.parser import HTMLParser
from math import nan
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

import epsom.studies
from epsom.interfaces.cli import FINDING, INVALID, OK
from epsom.interfaces.cli import run as command
from epsom.interfaces.report.figures import forest_figure, levels_figure, trial_figure
from epsom.interfaces.report.figures.forest import Dot, Row, Stand
from epsom.interfaces.report.figures.levels import Level
from epsom.interfaces.report.figures.trial import Line, Measured
from epsom.interfaces.studies import render, wording
from epsom.interfaces.studies.panels import marks, panels
from epsom.studies import catalogue
from epsom.studies.course import Beside, beside
from epsom.studies.run import unlived

TOP = Path(__file__).parents[2]
NAMES = (
    "depletion_fatemi1991", "load_ichihara1993", "absorption_wilimzig1996", "disease_alcohol_zagreb",
    "supplement_guerrero2004", "population_ryan1996",
)  # fmt: skip
LOST = "supplement_wary1999"
VOID = {"meta", "br", "link", "img", "hr", "input"}
NASTY = '<b>Ann & "Bob"</b>\''
TEXT, NUMBER = {"type": "string"}, {"type": "number"}
MAYBE = {"type": ["number", "null"]}
TRUTH = {"type": "boolean"}
SCORE = {
    "type": "object", "additionalProperties": False,
    "required": ["studies", "outcomes", "inside", "share", "fold_error"],
    "properties": {"studies": NUMBER, "outcomes": NUMBER, "inside": NUMBER, "share": MAYBE, "fold_error": MAYBE},
}  # fmt: skip
TALLY = {
    "type": "object", "additionalProperties": False, "required": ["printed", "ours"],
    "properties": {"printed": SCORE, "ours": SCORE},
}  # fmt: skip
ROW = {
    "study": TEXT, "role": {"enum": ["fit", "check", "shown"]}, "quantity": TEXT, "observed": NUMBER,
    "predicted": MAYBE, "low": NUMBER, "high": NUMBER, "inside": TRUTH, "fold_error": MAYBE, "z": MAYBE,
    "group": {"enum": list(catalogue.GROUPS)}, "measured": TEXT, "kind": {"enum": list(catalogue.KINDS)}, "mark": TEXT,
    "tier": {"enum": ["hard", "soft"]}, "tolerance_ours": TRUTH, "hypothesis": TRUTH, "fault": TEXT,
    "batch": {"enum": [1, 2]},
}  # fmt: skip
SCHEMA = {
    "type": "object", "required": ["epsom", "kind", "outcomes", "summary", "left_out"],
    "properties": {
        "kind": {"const": "studies"},
        "outcomes": {"type": "array", "minItems": 1, "items": {
            "type": "object", "additionalProperties": False, "required": list(ROW), "properties": ROW}},
        "summary": {
            "type": "object", "required": ["roles", "counted", "hard", "hard_missed", "unlived", "left_out"],
            "properties": {
                "roles": {"type": "object", "required": list(catalogue.ROLES), "additionalProperties": TALLY},
                "counted": TALLY, "hard": TALLY, "left_out": NUMBER,
                "hard_missed": {"type": "array", "items": {"required": ["study", "quantity", "z"]}}}},
        "left_out": {"type": "array", "minItems": 1, "items": {"required": ["study", "title", "reason"]}},
    },
}  # fmt: skip


class Outline(HTMLParser):
    """Collects tags with their attributes and the words a reader sees; fails where a tag is closed out of turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.said.append(data)

    def words(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.said))


def moved(found: Beside, **change) -> Beside:
    return replace(found, outcomes=tuple(replace(one, **change) for one in found.outcomes))


@pytest.fixture(scope="module")
def held() -> list[Beside]:
    """Six studies of every kind, one of them made a miss, and one that nobody can live through."""
    found = [beside(catalogue.study(name), 40) for name in NAMES]
    found[1] = moved(found[1], inside=False, z=-9.0)
    lost = catalogue.study(LOST)
    return [*found, Beside(lost, unlived(lost, "nobody can live so"), (None,) * len(lost.points), 40)]


@pytest.fixture(scope="module")
def page(held) -> str:
    return render(held)


@pytest.fixture(scope="module")
def outline(page) -> Outline:
    return Outline(page)


def test_the_page_is_whole_and_asks_the_network_for_nothing(page, outline):
    assert outline.open == []
    assert "<script" not in page.lower()
    assert "@import" not in page
    assert "url(http" not in page
    assert not [attrs for _, attrs in outline.tags if "src" in attrs or str(attrs.get("href", "#"))[0] != "#"]
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    goals = {str(attrs["href"])[1:] for tag, attrs in outline.tags if tag == "a"}
    assert goals <= set(ids)


def test_every_study_and_every_outcome_stands_on_the_page(held, outline):
    said = outline.words()
    for one in held:
        for text in (one.study.title, one.study.name, wording.citation(one.study), one.study.note, *one.study.guesses):
            assert re.sub(r"\s+", " ", text) in said
        for outcome in one.outcomes:
            assert outcome.quantity in said
            assert wording.between(outcome) in said
    for reason in catalogue.left_out():
        assert reason.reason in said


def test_a_miss_is_said_in_words_beside_its_colour(held, page):
    """In every row of a table: the word stands in the cell that has the colour."""
    cells = re.findall(r'<td class="verdict (\w+)"[^>]*>(\S) (~?)([\w ]+)</td>', page)
    outcomes = [outcome for one in held for outcome in one.outcomes]
    assert len(cells) == len(outcomes)
    signs = {"inside": "●", "outside": "◆", "shown": "■"}
    assert all(signs[colour] == sign for colour, sign, _, _ in cells)
    assert {word for colour, _, _, word in cells if colour == "outside"} == {"outside", "no number"}
    assert {word for colour, _, _, word in cells if colour == "inside"} == {"inside"}
    assert sum(bool(mark) for _, _, mark, _ in cells) == sum(one.tolerance_ours for one in outcomes)


def test_what_rests_on_a_hypothesis_and_what_could_not_be_simulated_says_so(held, page):
    hypotheses = sum(outcome.hypothesis for one in held for outcome in one.outcomes)
    assert hypotheses
    assert page.count(f'<span class="flag">{wording.HYPOTHESIS}</span>') == hypotheses
    assert "Not simulated, counted as outside: nobody can live so" in page


def test_figures_are_whole_and_tell_their_numbers(held):
    for one in held:
        drawn = panels(one)
        assert bool(drawn) == (one.study.name != LOST)
        told = " ".join(ElementTree.fromstring(panel.svg).attrib["aria-label"] for panel in drawn)
        assert all(outcome.quantity in told for outcome in one.outcomes if drawn)


def test_nothing_a_file_says_becomes_markup(held):
    one = held[1]
    study = replace(one.study, title=NASTY, note=NASTY, guesses=(NASTY,))
    found = replace(moved(one, quantity=NASTY), study=study)
    drawn = render([found], [catalogue.LeftOut("x", NASTY, NASTY)])
    assert Outline(drawn).open == []
    assert "<b>Ann" not in drawn


def test_a_page_of_one_study_needs_no_list_of_others(held):
    assert "left out" not in Outline(render(held[:1], [])).words().lower()


def test_the_time_axis_has_round_marks_and_one_unit():
    for days, unit in ((0.25, "h"), (1, "h"), (21, "days"), (140, "weeks"), (7305, "weeks")):
        found = marks(days)
        assert 2 <= len(found) <= 42
        assert found[0] == (0.0, "0")
        assert found[-1][1].endswith(unit)
        assert found[-1][0] <= days * (1 + 1e-5)
    assert len(marks(365)) <= 7


# --- figures, from plain numbers -------------------------------------------------------------------------------------


def forest(*dots: Dot) -> str:
    return forest_figure([Stand("Loads", [Row("a study", "check", "a", dots)])], "All")


def test_the_forest_tells_states_by_shape_and_draws_the_far_at_the_edge():
    near = forest(Dot(1.0, "inside", False, "near"), Dot(-3.0, "outside", False, "miss"), Dot(0, "shown", True, "seen"))
    root = ElementTree.fromstring(near)
    shapes = {mark.attrib["class"]: mark.tag for mark in root.iter() if mark.attrib.get("class", "").startswith("seen")}
    assert shapes == {"seen inside": "circle", "seen outside": "path", "seen shown ours": "rect"}
    far = ElementTree.fromstring(forest(Dot(40.0, "outside", False, "far away")))
    x = [float(place) for mark in far.iter("path") if mark.attrib["class"] == "seen outside"
         for place in re.findall(r"M([\d.]+)", mark.attrib["d"])]  # fmt: skip
    assert 0 < x[0] < float(far.attrib["viewBox"].split()[2])


def test_the_forest_says_where_there_is_no_number():
    assert "no number" in "".join(ElementTree.fromstring(forest(Dot(nan, "outside", False, "lost"))).itertext())


def line(name: str = "A", wide: float = 0.05) -> Line:
    mean = [0.8, 0.9, 1.0]
    return Line(name, [0, 1, 2], mean, [one - wide for one in mean], [one + wide for one in mean])


def read(place: int = 0, state: str = "inside", **change) -> Measured:
    told = {"line": place, "time": 1.0, "mean": 0.9, "low": 0.85, "high": 0.95, "state": state, "ours": False}
    told |= {"words": f"{state} {place}", "span": None, "predicted": 0.9}
    return Measured(**(told | change))


def trial(lines, measured, **told) -> ElementTree.Element:
    known = {"unit": "mmol/L", "marks": [(0, "0"), (2, "2 days")]} | told
    return ElementTree.fromstring(trial_figure("Serum", lines, measured, **known))


def test_a_trial_says_outside_in_words_and_arms_by_letters():
    said = list(trial([line("low"), line("high")], [read(0), read(1, "outside")]).itertext())
    assert "outside" in said
    assert {"A", "B", "A  low", "B  high"} <= set(said)
    assert "outside" not in list(trial([line()], [read()]).itertext())


def test_a_band_far_wider_than_all_else_is_cut_and_says_so():
    drawn = trial([line(wide=50.0)], [read()])
    assert "the band reaches farther" in list(drawn.itertext())
    height = float(drawn.attrib["viewBox"].split()[3])
    for mark in drawn.iter("path"):
        assert all(0 <= float(y) <= height for y in re.findall(r"M[\d.]+ ([\d.-]+)", mark.attrib["d"]))
    assert "the band reaches farther" not in list(trial([line()], [read()]).itertext())


def test_a_mean_over_time_is_drawn_over_that_time():
    drawn = trial([line()], [read(span=(0.0, 2.0), predicted=0.87)])
    assert [mark for mark in drawn.iter("path") if mark.attrib["class"] == "foreseen arm0"]


def test_levels_say_outside_in_words_and_bear_a_single_value():
    one = Level("serum", 1.0, (1.0, 1.0), 1.0, 1.0, 1.0, "outside", False, "serum: outside")
    assert "outside" in list(ElementTree.fromstring(levels_figure("Serum", [one], unit="mmol/L")).itertext())


def test_a_long_name_of_a_level_is_cut_to_its_row_and_whole_in_its_title():
    name = "a very long name " * 8
    one = Level(name, 1.0, (0.9, 1.1), 1.0, 0.9, 1.1, "inside", False, f"{name}: inside")
    drawn = ElementTree.fromstring(levels_figure("Serum", [one], unit=""))
    assert all(len(text.text or "") < 80 for text in drawn.iter("text"))
    assert f"{name}: inside" in [title.text for title in drawn.iter("title")]


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def faked(held, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the command meet outcomes that are made up: a miss of role check among them, and one without a number."""
    by_name = {one.study.name: one for one in held}
    monkeypatch.setattr(epsom.studies, "run", lambda names: by_name[names[0]].outcomes)
    monkeypatch.setattr(epsom.studies.course, "beside", lambda study: by_name[study.name])
    monkeypatch.setattr(catalogue, "names", lambda: tuple(by_name))


@pytest.mark.usefixtures("faked")
def test_json_has_a_row_per_outcome_a_summary_and_what_is_left_out(held, capsys):
    assert command(["studies", "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    jsonschema.validate(told, SCHEMA)
    assert len(told["outcomes"]) == sum(len(one.outcomes) for one in held)
    assert told["summary"]["left_out"] == len(told["left_out"]) == len(catalogue.left_out())
    assert told["summary"]["unlived"] == [LOST]
    lost = [one for one in told["outcomes"] if one["study"] == LOST]
    assert all((one["predicted"], one["z"], one["inside"]) == (None, None, False) for one in lost)


@pytest.mark.usefixtures("faked")
def test_misses_are_printed_and_are_an_error_only_where_it_was_asked(capsys):
    assert command(["studies"]) == OK
    said = capsys.readouterr()
    assert re.search(r"^OUTSIDE +check +load_ichihara1993", said.out, flags=re.M)
    assert re.search(r"^~?no number +check +" + LOST, said.out, flags=re.M)
    assert LOST in said.err
    assert "\033" not in said.out
    assert command(["studies", "--strict"]) == FINDING
    assert command(["studies", "depletion_fatemi1991", "--strict"]) == OK  # a fit, whatever it misses


@pytest.mark.usefixtures("faked")
def test_a_narrow_terminal_gets_two_lines_and_colour(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert command(["studies", "load_ichihara1993"]) == OK
    said = capsys.readouterr().out
    assert "\033[1;31mOUTSIDE\033[0m check load_ichihara1993\n" in said
    assert all(len(row) <= 100 for row in said.splitlines())


@pytest.mark.usefixtures("faked")
def test_the_page_is_written_where_it_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert command(["studies", "--html"]) == OK
    assert "Left out" in Path("studies.html").read_text("utf-8")
    for told in (["--html", "one.html"], ["--html=two.html"], ["three.html", "--html"]):
        assert command(["studies", "load_ichihara1993", *told]) == OK
        one = Path(next(word for word in told if ".html" in word).removeprefix("--html=")).read_text("utf-8")
        assert "load_ichihara1993" in one
        assert NAMES[0] not in one
    assert command(["studies", "load_ichihara1993", "--html", "one.html", "--json"]) == OK  # an older page is replaced
    capsys.readouterr()


@pytest.mark.usefixtures("faked")
def test_a_page_never_replaces_what_is_none_and_names_are_checked_first(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("mine.html").write_text("<!doctype html><title>My garden</title>")
    assert command(["studies", "--html", "mine.html"]) == INVALID
    assert command(["studies", "--html", "a.html", "b.html"]) == INVALID
    assert command(["studies", "ichihara", "--html"]) == INVALID
    assert "load_ichihara1993" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.html"]


# --- the page of the docs --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def script():
    return runpy.run_path(str(TOP / "scripts" / "write_studies_page.py"), run_name="page")


def test_the_page_of_the_docs_has_every_outcome_with_its_mark(script, held):
    text = script["page"]([(one.study, one.outcomes) for one in held])
    for one in held:
        assert f'<a id="{one.study.name}"></a>' in text
        for outcome in one.outcomes:
            mark = {"inside": "🟢", "outside": "🔴", "shown": "⚪"}[wording.state(outcome)]
            assert (
                f"| {mark} {wording.verdict(outcome)} | [{one.study.name}](#{one.study.name}) | {outcome.quantity}"
                in text
            )
    heads = re.findall(r"^## (.+)$", text, flags=re.M)
    assert heads[0] == "The hard tier"
    assert heads[-1] == "Left out"
    assert all(reason.name in text.partition("## Left out")[2] for reason in catalogue.left_out())
    assert text.count("<details>") == text.count("</details>") == len(held) + 1
    widths = {
        row.count("|") - row.count("\\|") for row in text.splitlines() if row.startswith(("| 🟢", "| 🔴", "| ⚪"))
    }
    assert widths == {9}


def test_how_check_is_counted_is_said_in_three_sentences(script, held):
    assert len(wording.COUNTING) == 3
    text = script["page"]([(one.study, one.outcomes) for one in held])
    assert all(sentence in text for sentence in wording.COUNTING)
    assert "6d877db" in text
    assert all(sentence in Outline(render(held)).words() for sentence in wording.COUNTING)


def test_the_picture_stands_alone(script, held):
    drawn = script["picture"]([(one.study, one.outcomes) for one in held])
    ElementTree.fromstring(drawn)
    assert "var(" not in drawn
    assert "inherit" not in drawn
    assert not re.search(r"<script|@import|(?:href|src)=", drawn)
    styled = set(re.findall(r"\.([a-z][\w-]*)", drawn.partition("</style>")[0]))
    assert {"seen", "outside", "reference", "row"} <= styled
