"""What follows, in the report: a card per outcome, both views side by side, five folds, nothing said twice."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.assessment import Asked
from epsom.interfaces.report import outcomes, render
from epsom.interfaces.report.figures import pair_figure
from epsom.interfaces.report.figures.pair import LEFT, RIGHT, WIDTH, Bar
from epsom.interfaces.report.outcomes import (
    FOLDS,
    asked_about,
    by_system,
    card,
    folds,
    heading,
    notes,
    says,
    section,
    shared,
)
from epsom.interfaces.report.words import NB, Amounts
from epsom.outcomes.evidence import evidence
from epsom.outcomes.loops import loops

HAND = runpy.run_path(str(Path(__file__).with_name("fake_assessment.py")))
fake, following, row, folded = HAND["fake"], HAND["following"], HAND["row"], HAND["folded"]
MG, MMOL = Amounts("mg"), Amounts("mmol")
HOSTILE = "<b>Ana</b>\"'&"
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Tree(HTMLParser):
    """Every element with its attributes, the elements around it, and its text."""

    def __init__(self, page):
        super().__init__()
        self.path, self.found = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        one = {"tag": tag, "attrs": dict(attrs), "above": tuple(self.path), "text": ""}
        self.found.append(one)
        if tag not in VOID:
            self.path.append(one)

    def handle_startendtag(self, tag, attrs):
        self.found.append({"tag": tag, "attrs": dict(attrs), "above": tuple(self.path), "text": ""})

    def handle_endtag(self, tag):
        self.path.pop()

    def handle_data(self, data):
        for one in self.path:
            one["text"] += data

    def of_class(self, name, under=None):
        return [
            one
            for one in self.found
            if name in (one["attrs"].get("class") or "").split()
            and (under is None or any(above is under for above in one["above"]))
        ]


@pytest.fixture(scope="module")
def page():
    return render(fake())


@pytest.fixture(scope="module")
def tree(page):
    return Tree(page)


def refused_all():
    return tuple(
        replace(
            one, kind="refusal", direction="not known", because="Nothing was pooled. Not studied in pregnancy.",
            plain="Not studied in pregnancy.", findings=tuple(
                replace(found, kind="refusal", sentence="Not studied in pregnancy.", size=None, events=None)
                for found in one.findings
            ),
        )
        for one in fake().outcomes
    )  # fmt: skip


@pytest.mark.parametrize("found", [fake().outcomes, refused_all()], ids=["answered", "refused"])
def test_each_outcome_has_one_card_with_five_closed_folds(found):
    tree = Tree(render(fake(outcomes=found)))
    cards = tree.of_class("outcome")
    assert len(cards) == len(found)
    for one, shown in zip(sorted(found, key=lambda one: heading(one.outcome)),
                          sorted(cards, key=lambda each: each["attrs"]["id"].lower()), strict=True):  # fmt: skip
        inside = tree.of_class("fold", shown)
        summaries = [re.sub(r":.*", "", fold["text"].strip().splitlines()[0]) for fold in inside]
        assert summaries == list(FOLDS), one.outcome
        for fold, (_, sentences) in zip(inside, folds(one), strict=True):
            assert all(sentence in fold["text"] for sentence in sentences)
    assert not any("open" in one["attrs"] for one in tree.found if one["tag"] == "details")


def test_no_script_and_nothing_that_acts(page, tree):
    assert "<script" not in page.lower()
    assert not any(name.startswith("on") for one in tree.found for name in one["attrs"])


def test_a_fold_without_words_says_so():
    bare = replace(fake().outcomes[0].folds, applies="", pitfalls=(), would_change="")
    told = dict(folds(replace(fake().outcomes[0], folds=bare)))
    assert told["Pitfalls"] == ("Nothing is written here.",)
    assert told["Source"] == ("Fang X 2016. BMC Med 14:210.",)


def test_every_finding_can_be_explained_by_its_row(tree):
    findings = tree.of_class("finding")
    assert len(findings) == sum(len(one.findings) for one in fake().outcomes)
    known = {(one.outcome, row.id) for one in evidence() for row in one.rows}
    rows = {(one.outcome, found.id) for one in fake().outcomes for found in one.findings} & known
    assert len(rows) >= 4
    assert {" ".join(row) for row in rows} <= {one["attrs"]["data-explain"].split("; ")[0] for one in findings}
    assert any(
        one["attrs"]["data-explain"].startswith("type 2 diabetes diet.fang2016; ")
        and one["attrs"]["data-explain"].endswith("baseline type 2 diabetes US")
        for one in findings
    )


def test_every_digit_of_the_section_lies_under_something_that_explains_it(tree):
    start = next(one for one in tree.found if one["attrs"].get("aria-labelledby") == "outcomes")
    inside = [one for one in tree.found if any(above is start for above in one["above"])]
    for one in inside:
        if one["tag"] in ("p", "tr", "li", "figure") and re.search(r"\d", one["text"]):
            around = [one, *one["above"]]
            below = [each for each in inside if any(above is one for above in each["above"])]
            assert any("data-explain" in each["attrs"] for each in [*around, *below]), one["text"]


def test_numbers_come_first_then_no_effect_then_not_known_and_the_mission_before_the_rest():
    told = section(fake(), MG)
    names = [(system.name, [each.one.outcome for each in (*system.cards, *system.unknown)]) for system in told.systems]
    assert names == [
        ("Sugar and insulin", ["type 2 diabetes"]),
        ("Cholesterol", ["hdl cholesterol"]),
        ("Muscle", ["muscle cramps"]),
        ("Nerves and mind", ["sleep", "migraine"]),
        ("Beyond the mission", ["asthma"]),
    ]
    assert [count for count, _, _ in told.tally] == [2, 1, 3]


def test_within_a_system_the_mission_comes_before_what_is_beyond_it():
    extra = following("gout", "sugar and insulin", (), "number", "lower", "Gout.", [])
    ((_, ones),) = by_system([extra, fake().outcomes[4]])
    assert [one.outcome for one in ones] == ["type 2 diabetes", "gout"]


def test_both_views_stand_side_by_side(tree):
    (card_of,) = [one for one in tree.of_class("card") if one["attrs"]["id"] == "outcome-type-2-diabetes"]
    (views,) = tree.of_class("views", card_of)
    said = " ".join(views["text"].split()).replace(NB, " ")
    assert "if the association were fully causal" in said
    assert "counting doubt about cause" in said
    rows = [
        [" ".join(cell["text"].split()).replace(NB, " ") for cell in tree.found
         if cell["tag"] in ("th", "td") and cell["above"][-1] is line]
        for line in tree.found if line["tag"] == "tr" and any(above is views for above in line["above"])
    ]  # fmt: skip
    assert ["Relative risk", "0.81 (0.77 to 0.86)", "0.95 on average (0.74 to 1.00)"] in rows
    assert ["Of 1,000 with it", "62 (57 to 69)", "77 (57 to 83)"] in rows
    assert ["Fewer of 1,000", "15 (6.6 to 23)", "4.0 on average (0 to 20)"] in rows
    assert ["Chance of any fewer", "", "50 %"] in rows
    assert ["Chance of more than 5 fewer", "", "33 %"] in rows


def test_trials_are_not_called_causal_associations(tree):
    (card_of,) = [one for one in tree.of_class("card") if one["attrs"]["id"] == "outcome-hdl-cholesterol"]
    assert "as the trials have it" in card_of["text"]
    assert "if the association" not in card_of["text"]


def test_the_line_for_a_clinician_names_its_measure():
    size = card(fake().outcomes[4]).size
    assert size == "Relative risk 0.81 (0.77 to 0.86); with doubt about cause 0.95 on average (0.74 to 1.00)"
    assert card(fake().outcomes[0]).size == ""


def test_a_reason_that_all_share_is_told_once_above_and_the_folds_stay():
    page = render(fake(outcomes=refused_all()))
    tree = Tree(page)
    (out,) = tree.of_class("left-out")
    shown = [one for one in tree.found if one["tag"] == "b" and one["text"] == "Not studied in pregnancy"]
    assert len(shown) == 1
    assert len(tree.of_class("outcome", out)) == 6
    assert not tree.of_class("card")
    assert not tree.of_class("pair-of-counts")


def test_a_reason_of_one_alone_is_no_group():
    assert shared(fake().outcomes) == ""
    assert shared(refused_all()[:1]) == ""
    assert shared(refused_all()) == "Not studied in pregnancy"


def test_a_refusal_says_which_it_is():
    by_name = {one.outcome: says(one) for one in fake().outcomes}
    assert by_name["sleep"] == "does not apply"
    assert by_name["migraine"] == "not known"
    assert by_name["muscle cramps"] == "no effect shown"
    assert says(refused_all()[0]) == "not studied"


def test_a_scenario_wears_the_badge_of_a_hypothesis():
    scenario = replace(fake().outcomes[0], kind="number", direction="not known", findings=())
    assert says(scenario) == "a hypothesis"
    (badges,) = Tree(render(fake(outcomes=(scenario,)))).of_class("badges")
    assert "a hypothesis" in badges["text"]
    assert "a number" not in badges["text"]
    assert "with more magnesium" not in badges["text"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Asked("plan", 141.4, 0, 10), "Asked about the swaps of food in section 6: about 141 mg a day more"),
        (Asked("example", 100.0, 0, 10), "an example is asked about: 100 mg a day more magnesium from food"),
        (Asked("told", -50.0, 0, 10), "Asked, as told, about 50 mg a day less magnesium from food"),
        (Asked("told", None, 0, 10), "No change of food is looked at."),
        (Asked("told", None, 0, 10, by_serum=True), "Asked about serum alone"),
    ],
)
def test_what_is_asked_stands_on_top(asked, said):
    told = " ".join(asked_about(asked, MG)).replace(NB, " ")
    assert said in told
    assert "no promise" in told
    assert "never added up" in told


def test_supplements_are_told_only_as_what_trials_tested_and_what_is_taken():
    told = " ".join(asked_about(Asked("plan", 35.0, 150.0, 10), MG)).replace(NB, " ")
    assert "Supplements told: 150 mg of magnesium a day." in told
    assert "Supplements told" not in " ".join(asked_about(Asked("plan", 35.0, 0.0, 10), MG))


@pytest.mark.parametrize("field", ["outcome", "plain", "because", "certainty", "for_whom", "system"])
def test_hostile_words_of_an_outcome_stay_words(field):
    page = render(fake(outcomes=tuple(replace(one, **{field: HOSTILE}) for one in fake().outcomes)))
    assert "<b>Ana" not in page
    assert "<B>Ana" not in page
    assert HOSTILE.lower() in Tree(page).found[0]["text"].lower()


@pytest.mark.parametrize("field", ["heading", "sentence", "size_text", "note", "no_events", "id", "for_whom", "mark"])
def test_hostile_words_of_a_finding_stay_words(field):
    found = tuple(
        replace(one, findings=tuple(replace(each, **{field: HOSTILE}) for each in one.findings))
        for one in fake().outcomes
    )
    page = render(fake(outcomes=found))
    assert "<b>Ana" not in page
    assert HOSTILE in Tree(page).found[0]["text"]


def test_hostile_words_in_folds_and_figures_stay_words():
    one = fake().outcomes[4]
    inside = replace(folded(HOSTILE, HOSTILE), pitfalls=(HOSTILE,), sources=(HOSTILE,))
    leading = one.findings[1]
    events = replace(leading.events, event=HOSTILE, whom=HOSTILE, country=HOSTILE, citation=HOSTILE, note=HOSTILE)
    told = replace(one, folds=inside, findings=(replace(leading, events=events),))
    assert "<b>Ana" not in render(fake(outcomes=(told,)))


def test_on_paper_the_folds_stay_away_and_the_sentences_are_whole(page):
    paper = page[page.index("@media print") :]
    assert ".folds{display:none}" in paper
    assert ".plainly{display:none" not in page


@pytest.mark.parametrize(
    ("name", "shown"),
    [("ldl cholesterol", "LDL cholesterol"), ("hba1c", "HbA1c"), ("qt interval", "QT interval"), ("sleep", "Sleep")],
)
def test_short_names_keep_their_letters(name, shown):
    assert heading(name) == shown


def test_what_bears_on_a_person_is_told_once_per_system_with_its_source():
    note = "A medicine may lower serum magnesium [fda_ppi2011]."
    found = tuple(replace(one, notes=(note,)) if one.system == "nerves and mind" else one for one in fake().outcomes)
    tree = Tree(render(fake(outcomes=found)))
    (told,) = [one for one in tree.found if one["tag"] == "li" and one["text"] == note]
    assert told["attrs"]["data-explain"] == "fda_ppi2011"


def test_a_note_without_a_source_is_explained_by_its_outcome():
    assert notes([replace(fake().outcomes[0], notes=("No source.",))]) == (("No source.", "muscle cramps"),)


def test_a_loop_is_drawn_once_with_its_doubt_and_every_step():
    (loop,) = loops()
    found = tuple(replace(one, loop=loop, notes=(loop.note,)) for one in fake().outcomes)
    page = render(fake(outcomes=found))
    tree = Tree(page)
    assert len(tree.of_class("ring")) == 1
    (around,) = tree.of_class("round")
    steps = [one for one in tree.found if one["tag"] == "li" and one["above"][-1] is around]
    assert [one["attrs"]["data-explain"] for one in steps] == [step.source for step in loop.steps]
    assert all(step.says in one["text"] for step, one in zip(loop.steps, steps, strict=True))
    assert len([one for one in tree.found if one["tag"] == "p" and one["text"] == loop.note]) == 1
    assert not tree.of_class("noted")


# the figure


def widths(figure):
    return [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', figure)]


def test_bars_are_as_long_as_their_counts():
    """Of 80, half: the ruler is 158 wide, so 158 and 79."""
    figure = pair_figure([Bar("without", 80, None, None, "80"), Bar("with", 40, 40, 60, "40 fewer")], "Strokes")
    assert WIDTH - LEFT - RIGHT == 158
    assert widths(figure) == [158, 79]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=3))
def test_no_bar_leaves_its_ruler(values):
    figure = pair_figure([Bar("x", value, value / 2, value, "some") for value in values], "Strokes")
    assert all(0 < width <= WIDTH - LEFT - RIGHT + 0.1 for width in widths(figure))


def test_the_figure_says_its_numbers_and_escapes_them():
    figure = pair_figure([Bar(HOSTILE, 3, None, None, HOSTILE)], HOSTILE)
    assert "<b>" not in figure
    assert "<title>" in figure
    assert "<desc>" in figure
    assert figure.startswith("<svg")
    assert 'role="img"' in figure


def test_the_figure_of_an_outcome_is_in_the_figures_of_its_sentence():
    figure = card(fake().outcomes[4]).figure
    assert "77 of 1,000" in figure
    assert "4.0 fewer" in figure
    assert "15 fewer" in figure
    assert widths(figure)[0] > widths(figure)[1] > widths(figure)[2]


def test_what_was_studied_in_such_people_comes_before_what_was_not():
    """Pregnancy is the first thing a pregnant woman reads; where there is none of it, who was left out is."""
    told = outcomes.section(fake(), Amounts("mg"))
    assert told.own

    def away(cards: tuple[outcomes.Card, ...]) -> tuple[outcomes.Card, ...]:
        return tuple(replace(card, says="does not apply") for card in cards)

    elsewhere = tuple(replace(one, cards=away(one.cards), unknown=away(one.unknown)) for one in told.systems)
    assert not replace(told, systems=elsewhere).own
    assert not replace(told, systems=()).own
