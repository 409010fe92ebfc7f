"""The report: one page, self-contained, that says what it knows and how sure it is."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError
from epsom.interfaces.report import render, sentences, words
from epsom.interfaces.report.charts import reference_interval
from epsom.interfaces.report.words import Amounts
from epsom.needs import rows as need_rows
from epsom.status.summary import Estimate
from epsom.tables import rows
from epsom.units import mmol

HAND = runpy.run_path(str(Path(__file__).with_name("fake_assessment.py")))
fake, person, flows, line = HAND["fake"], HAND["person"], HAND["flows"], HAND["line"]
VOID = {"meta", "br", "link", "img", "hr", "input"}
HOSTILE = "<b>Ana</b>\"'&"


class Outline(HTMLParser):
    """Collects what a reader without eyes meets: tags in order, attributes, ids, open tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.inside: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside.setdefault(tag, []).append("/".join(self.open))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)

    def words(self):
        return re.sub(r"\s+", " ", "".join(self.text)).replace(words.NB, " ")

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def page():
    return render(fake())


@pytest.fixture(scope="module")
def outline(page):
    return Outline(page)


def test_the_page_asks_the_network_for_nothing(page, outline):
    assert "<script" not in page.lower()
    assert "@import" not in page
    assert "url(http" not in page
    for _, attrs in outline.tags:
        for name in ("src", "href", "action", "data", "xlink:href"):
            assert attrs.get(name, "#").startswith("#"), attrs
        assert not any(name.startswith("on") for name in attrs)
    assert not re.search(r"url\((?!#)", page)
    assert any("default-src 'none'" in (attrs.get("content") or "") for attrs in outline.all("meta"))


def test_the_page_is_small(page):
    assert len(page.encode()) < 150_000


def test_every_tag_is_closed(outline):
    assert outline.open == []


def test_ids_are_unique_and_every_link_arrives(outline):
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    targets = {(attrs.get("href") or "#").removeprefix("#") for attrs in outline.all("a")}
    assert targets <= set(ids)
    assert "main" in targets


def test_language_title_and_one_heading_inside_main(outline):
    assert outline.all("html") == [{"lang": "en"}]
    assert outline.inside["title"].count("html/head") == 1
    assert outline.inside["h1"] == ["html/body/main"]
    assert {"header", "nav", "main", "footer"} <= {tag for tag, _ in outline.tags}


def test_headings_skip_no_level(outline):
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_sections_stand_in_order(page):
    order = ["In short", *(f'<span class="no-number">{k}</span>' for k in range(1, 10))]
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)


def test_every_table_has_a_caption_and_scoped_heads(outline):
    tables = len(outline.all("table"))
    assert tables == len(outline.all("caption"))
    assert tables > 8
    assert all(attrs.get("scope") in {"col", "row", "rowgroup"} for attrs in outline.all("th"))


def test_every_figure_has_a_name_with_numbers(outline):
    pictures = outline.all("svg")
    assert len(pictures) == 11
    for attrs in pictures:
        assert attrs["role"] == "img"
        assert re.search(r"\d", attrs["aria-label"] or "")


def test_every_course_has_its_numbers_as_a_table(outline):
    courses = [attrs for attrs in outline.all("svg") if "band" in (attrs["class"] or "")]
    assert len(courses) == len([place for place in outline.inside["table"] if "figcaption/details" in place]) == 6


def test_the_page_says_what_it_is_once_in_its_head(page):
    head = page[: page.index("<main")]
    assert head.count("For research and education; not a medical device.") == 2  # the line, and the printed footer
    assert page[page.index("<body") : page.index("<main")].count("not a medical device") == 1


def test_result_id_stands_on_the_page_and_on_every_printed_sheet(page):
    assert "<code>3f9c1a77b2e04d56</code>" in page
    assert re.search(r'@bottom-left\{content:"[^"]*3f9c1a77b2e04d56"', page)


def test_a_result_id_cannot_break_out_of_the_style_sheet():
    page = render(fake(result_id='"}</style><b>x'))
    assert "</style><b>" not in page
    assert page.count("</style>") == 1


def test_in_short_counts_in_twenty(outline):
    said = outline.words()
    assert "Yesterday, Ana ate 254 mg (231 to 280) of magnesium." in said
    assert "In 14 of 20 equally likely versions of Ana" in said
    assert (
        "in three plain meals without medicines, and reaches the need in 6 of 20 versions (US/CA NASEM 1997)." in said
    )
    assert "Three swaps of food in section 7, for review, may bring that to 18 of 20." in said


def test_the_dots_and_the_sentence_count_alike(page, outline):
    filled = page.count('class="dot above"')
    assert f"In {filled} of 20 equally likely versions" in outline.words()


@pytest.mark.parametrize("where", ["name", "food", "swap", "outcome", "warning", "medicine"])
def test_hostile_words_stay_words(where):
    base = fake()
    told = {
        "name": {"person": person(HOSTILE)},
        "food": {"eaten": (line(HOSTILE, HOSTILE, 8.0, HOSTILE, 10, (1, 2, 3), source=HOSTILE),)},
        "swap": {"swaps": tuple(type(s)(**(vars(s) | {"choose": HOSTILE})) for s in base.swaps)},
        "outcome": {"outcomes": tuple(replace(o, outcome=HOSTILE, plain=HOSTILE) for o in base.outcomes)},
        "warning": {"warnings": (HOSTILE,)},
        "medicine": {"person": SimpleNamespace(**(vars(person()) | {"other_medicines": (HOSTILE,)}))},
    }[where]
    page = render(fake(**told))
    assert "<b>Ana" not in page
    assert HOSTILE in Outline(page).words()


def test_a_store_that_gives_back_says_so_in_figure_and_table():
    told = Outline(render(fake(flows=flows(bone=-4.0)))).words()
    assert "Bone gives back" in told  # the table
    assert "bone gives back 4" in told  # the ribbon
    gains = Outline(render(fake(flows=flows(bone=4.0)))).words()
    assert "Bone gives back" not in gains
    assert "Bone gains" in gains


def test_spelling_matches_are_flagged_and_exact_ones_are_not(outline):
    said = outline.words()
    assert "chese sandwich 120 g matched by spelling: please check" in said
    assert "1 banana matched" not in said
    assert "no value known: the range counts" in said


def test_assumed_numbers_are_marked_with_their_reason(page, outline):
    drawn = rows("interfaces/report/report.toml").values()
    guesses = [row for row in (*rows("body/gut.toml").values(), *drawn) if row.source == "assumed"]
    assert page.count('<span class="flag">assumed</span>') == len(guesses) + 1  # and the legend
    for row in guesses:
        assert row.because in outline.words()


def test_every_parameter_stands_with_value_and_source(outline):
    said = outline.words()
    for row in (*rows("body/gut.toml").values(), *rows("interfaces/report/report.toml").values()):
        assert row.name.replace("_", " ") in said
        assert row.meaning in said


def test_the_same_assessment_in_mmol(outline):
    said = Outline(render(fake(), unit="mmol")).words()
    said = said[: said.index("Sources of every number")]  # a source is quoted as it was written
    follows = said[said.index("6 What follows") : said.index("7 What could change")]
    assert "about 5.82 mmol a day more" in follows
    assert "100 mg are 4.11 mmol" in follows  # studies tell food in mg, and are quoted so
    said = said.replace(follows, "")
    assert f"ate {254 / 24.305:.1f} mmol" in said
    assert f"{265 / 24.305:.1f} mmol" in said
    assert re.findall(r"\d mg\b(?!/dL)", said) == []
    assert "0.80 mmol/L (1.94 mg/dL)" in said
    assert "0.80 mmol/L (1.94 mg/dL)" in outline.words()


def test_another_unit_is_refused():
    with pytest.raises(InputError, match="mg, mmol"):
        render(fake(), unit="mEq")


def test_without_diary_labs_swaps_and_probability_the_page_still_stands():
    bare = SimpleNamespace(**(vars(person(None)) | {"record": (), "labs": ()}))
    courses = {"serum": fake().courses["serum"]}
    page = render(
        fake(person=bare, eaten=(), day_names=(), labs=(), swaps=(), plan_adequacy=None, adequacy=None, outcomes=(),
             adequacy_classical=None, record_mean=None, courses=courses)
    )  # fmt: skip
    said = Outline(page).words()
    assert "On a usual day, this person ate" in said
    assert "No lab was told" in said
    assert "No swap of food is proposed." in said
    assert "gives a target only" in said


def test_an_adequate_intake_is_never_called_adequacy():
    page = render(fake(adequacy_name="probability of being at or above the AI", adequacy_classical=None))
    said = Outline(page).words()
    assert "reaches the adequate intake in 6 of 20" in said
    assert "reaches the need" not in said
    assert "Probability of adequacy" not in said


def test_the_reference_interval_is_the_tables_and_has_a_source():
    low, high = (rows("interfaces/report/report.toml")[f"serum_reference_{end}"] for end in ("low", "high"))
    assert (reference_interval().low, reference_interval().high) == (low.value, high.value)
    assert low.source == high.source == "iom1997"
    assert low.mark == "read"


@pytest.mark.parametrize(
    "file",
    [
        "report.html.j2",
        "sentences.py",
        "view.py",
        "charts.py",
        "words.py",
        "page.py",
        "outcomes.py",
        "outcomes.html.j2",
        "laboratory.py",
        "behind.py",
        "laboratory.html.j2",
    ],
)
def test_our_own_sentences_claim_no_diagnosis_and_prescribe_nothing(file):
    text = files("epsom.interfaces.report").joinpath(file).read_text("utf-8").lower()
    for word in (r"\bdeficient\b", r"\bcures?\b", r"\btreat(s|ment)?\b", r"\byou\b", r"\bshould take\b", r"\btake\b"):
        assert not re.search(word, text), word


def test_motion_rests_and_paper_is_thought_of(page):
    assert "prefers-reduced-motion" in page
    assert "@media print" in page
    assert "infinite" not in page


@pytest.mark.parametrize(("ink", "paper"), [("#1c2a30", "#fff"), ("#4c5d64", "#fff"), ("#4c5d64", "#f4f7f6"),
                                            ("#15645f", "#fff"), ("#694400", "#fff6e3"), ("#8f1f54", "#fff"),
                                            ("#1c2a30", "#e7eeec"), ("#fff", "#a2323c")])  # fmt: skip
def test_text_has_contrast(page, ink, paper):
    assert ink in page
    lighter, darker = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour):
    """Relative luminance of WCAG 2."""
    code = colour.removeprefix("#")
    code = "".join(c * 2 for c in code) if len(code) == 3 else code
    parts = [int(code[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# words


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.0, "0 of 20"), (0.01, "fewer than 1 of 20"), (0.6, "12 of 20"), (0.99, "nearly 20 of 20"), (1.0, "20 of 20")],
)
def test_a_chance_is_told_in_twenty(chance, said):
    assert words.of_twenty(chance) == said


@given(st.floats(-1e4, 1e4), st.floats(0, 1e3), st.sampled_from(["mg", "mmol"]))
def test_low_middle_and_high_are_written_in_order_and_near(middle, half, unit):
    amounts = Amounts(unit)
    low, mid, high, shown = amounts.numbers(Estimate(middle - half, middle, middle + half))
    written = [float(text.replace(words.MINUS, "-")) for text in (low, mid, high)]
    assert written == sorted(written)
    grams = 1000 if shown == "g" else 1
    coarse = max(amounts.value(2 * half) / 20, 0.5, 50.0 if shown == "g" else 0.0)
    assert abs(written[1] * grams - amounts.value(middle)) <= coarse + 1e-6
    assert not any(text in (f"{words.MINUS}0", "-0") for text in (low, mid, high))


def test_figures_are_no_finer_than_the_range_supports():
    assert Amounts("mmol").estimate(Estimate(2.4, 36.9, 71.5)).replace(words.NB, " ") == "37 mmol (2 to 72)"
    assert (
        Amounts("mg").estimate(Estimate(mmol(231), mmol(254), mmol(280))).replace(words.NB, " ")
        == "254 mg (231 to 280)"
    )
    assert Amounts("mg").text(1000.0).replace(words.NB, " ") == "24.3 g"


def test_what_a_need_means_is_told_without_its_milligrams():
    assert sentences.meaning("EAR 265 mg/day: covers half of them.") == "covers half of them"
    assert sentences.meaning("average need") == "average need"


def test_every_kind_of_limit_in_the_tables_is_known_as_one():
    limits = {row.kind for row in need_rows() if row.kind.startswith(("UL", "max_"))}
    assert limits
    assert all(sentences.is_limit(kind) for kind in limits)
    assert not any(sentences.is_limit(kind) for kind in ("EAR", "RDA", "RNI", "AI", "PRI", "AR"))


def test_lists_read_as_sentences():
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"


def test_a_meal_without_a_name_is_called_by_its_time_once():
    from epsom.interfaces.report.view import _meal

    assert _meal("09:00", 9.0) == "09:00"
    assert _meal("breakfast", 7.5) == "Breakfast, 07:30"


def test_the_page_tells_how_the_persons_were_weighed_and_both_numbers():
    from epsom.interfaces.report.sentences import weighed

    told = weighed(fake())
    assert "as much information as 1312 equal ones (Pareto k −0.42; below 0.7 no few of them speak for all)." in told
    assert "led to what was told in stages" in weighed(fake(road="led", persons=2048))
    assert weighed(fake(pareto_k=None)).endswith("equal ones.")
