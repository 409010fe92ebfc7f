"""Claims: every slip has its row, every fact its source, every number is that of the tables, and no promise is made."""

from __future__ import annotations

import csv
import re
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from epsom.errors import InputError, TableError
from epsom.needs.printed import rows as reference_values
from epsom.outcomes.claims import FOLDER, VERDICTS, Claim, claims, read, search, tally, topics
from epsom.outcomes.evidence import evidence
from epsom.tables import MARKS, sources

TOP = Path(__file__).parents[2]
REFERENCE = TOP.parent / "shared" / "reference" / "evidence.csv"
MEND = "A claim, or a number that one quotes, has changed. Print the page anew: python scripts/write_claims_page.py"
CLAIMS = claims()
INTERVAL = re.compile(r"(−?\d+(?:\.\d+)?) \((−?\d+(?:\.\d+)?) to (−?\d+(?:\.\d+)?)\)")
NEWER = {(-0.18, -0.84, 0.49)}
"""Intervals that the reference table does not have: of cramps it holds those of the edition of 2012."""

ROW = """
topic = "cheese"
[[claim]]
id        = "moon"
told_by   = "children"
statement = "The moon is made of cheese."
verdict   = "wrong"
fact      = "It is not."
source    = "elin1987"
mark      = "read"
where     = "abstract"
"""


def one(id: str) -> Claim:
    return next(claim for claim in CLAIMS if claim.id == id)


def said(text: str) -> list[tuple[float, float, float]]:
    return [tuple(float(part.replace("−", "-")) for part in found) for found in INTERVAL.findall(text)]  # pyright: ignore


# --- what stands there ------------------------------------------------------------------------------------------------


def test_each_of_the_25_slips_of_the_popular_article_has_its_row():
    told = [claim for claim in CLAIMS if claim.slip is not None]
    assert sorted(claim.slip for claim in told if claim.slip) == list(range(1, 26))
    assert {claim.told_by for claim in told} == {"popular article"}
    assert all(claim.verdict != "right" for claim in told)


def test_what_the_popular_article_says_rightly_stands_here_too():
    right = {claim.id for claim in CLAIMS if claim.verdict == "right" and claim.told_by == "popular article"}
    assert {
        "made_by_body", "about_a_third", "chronic_pain_definition", "ischaemia_definition", "insulin",
        "experimental_bone", "energy_biochemistry", "nucleic_acids",
    } <= right  # fmt: skip


def test_others_slip_as_well():
    assert {"shop pages", "papers", "conference pages"} <= {claim.told_by for claim in CLAIMS}
    assert one("fang_misquoted").verdict == "wrong"


@pytest.mark.parametrize(
    ("id", "verdict"),
    [
        ("migraine_duration", "wrong"), ("enzymes", "outdated"), ("ldl", "unsupported"), ("both_build", "wrong"),
        ("rda_is_need", "imprecise"), ("keeps_pressure_down", "unsupported"), ("shields_ischaemic_heart", "wrong"),
        ("one_absorption", "imprecise"), ("trace_element", "wrong"), ("plaques", "unsupported"),
    ],
)  # fmt: skip
def test_the_verdict_is_that_of_the_reference(id: str, verdict: str):
    assert one(id).verdict == verdict


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_fact_can_be_looked_up(claim: Claim):
    assert set(claim.keys) <= set(sources())
    assert claim.mark in MARKS
    assert claim.where if claim.keys else claim.because
    assert len(claim.keys) == len(set(claim.keys))


def test_the_attack_of_migraine_is_as_long_as_the_classification_says():
    assert "27 hours" in one("migraine_duration").statement
    assert "4 to 72 hours" in one("migraine_duration").fact
    assert "2 to 72 hours under 18" in one("migraine_duration").fact


# --- numbers ----------------------------------------------------------------------------------------------------------


def test_numbers_that_a_table_holds_are_quoted_and_not_typed():
    """In the files themselves: the facts on needs and foods have no amount outside braces."""
    for name in ("2_needs.toml", "3_food.toml"):
        text = files("epsom").joinpath(FOLDER, name).read_text("utf-8")
        for fact in re.findall(r'^fact\s*= "(.*)"$', text, flags=re.M):
            typed = {int(number) for number in re.findall(r"\d+", re.sub(r"\{[^}]*\}", "", fact))}
            assert typed <= {1, 3, 4, 8, 9, 13, 18, 30, 31, 100}, fact  # ages, and per 100 g


def test_the_recommendations_are_those_of_print():
    assert "(400 and 420 for men, 310 and 320 for women)" in one("rda_is_need").fact
    assert "360, 310 and 320" in one("pregnancy_and_lactation").fact
    assert "65 mg a day at 1 to 3 years, 110 at 4 to 8 and 350 from 9 on" in one("no_limit").fact


def test_the_statements_on_needs_are_what_the_article_claims():
    told = {(row.stage, row.sex): row.value for row in reference_values() if row.kind == "claim"}
    assert told[("adult", "male")] == "400-420"
    assert told[("adult", "female")] == "310-320"
    assert "400 to 420 mg a day, every woman 310 to 320 mg" in one("rda_is_need").statement
    assert told[("pregnancy", "female")] == told[("lactation", "female")] == "350-400"
    assert "350 to 400 mg" in one("pregnancy_and_lactation").statement


@pytest.mark.parametrize("claim", [one for one in CLAIMS if said(one.fact)], ids=lambda claim: claim.id)
def test_every_interval_is_one_that_was_published(claim: Claim):
    """It is a row of evidence, or of the reference table, to the digits printed here; and it holds its estimate."""
    held = {(row.estimate, *row.interval) for each in evidence() for row in each.rows if row.interval}
    if REFERENCE.exists():
        with REFERENCE.open(encoding="utf-8", newline="") as lines:
            told = [row for row in csv.DictReader(lines) if row["estimate"] and row["lo"] and row["mark"] == "read"]
        held |= {(float(row["estimate"]), float(row["lo"]), float(row["hi"])) for row in told}
    for estimate, low, high in said(claim.fact):
        assert low <= estimate <= high
        if REFERENCE.exists():
            assert (estimate, low, high) in held | NEWER, claim.fact


def test_the_shift_of_energy_is_small_by_the_table_of_bound_atp():
    """From 0.557 to 0.45 mmol/L of free magnesium, a fall by a fifth, 0.79 and no longer 0.82 of ATP is bound."""
    assert f"by about {(0.82 - 0.79) / 0.82 * 100:.0f} %" in one("energy_supplement").fact


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_no_fact_promises_or_prescribes(claim: Claim):
    promise = r"\b(cures?|heals?|treats|prevents|protects|guarantees?|you are|you lack|you should|you need|must take)\b"
    assert not re.search(promise, claim.fact, flags=re.I)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_a_claim_is_told_in_few_plain_words(claim: Claim):
    assert len(claim.statement.split()) <= 30
    assert len(claim.fact.split()) <= 75
    for text in (claim.statement, claim.fact):
        assert text[0].isupper() or text[0].isdigit()
        assert not re.search(r"\s\s|[{}]|\bMg\b", text)


# --- searching --------------------------------------------------------------------------------------------------------


def test_a_search_without_words_finds_all():
    assert search() == CLAIMS
    assert sum(tally(CLAIMS).values()) == len(CLAIMS) >= 50


def test_words_narrow_and_any_case_will_do():
    found = search("MIGRAINE attack")
    assert {"migraine_duration", "migraine_link"} <= {claim.id for claim in found}
    assert len(found) < len(search("migraine")) < len(CLAIMS)


def test_a_word_is_found_from_its_beginning_only():
    assert "one_absorption" in {claim.id for claim in search("absor")}
    with pytest.raises(InputError):
        search("sorption")


def test_a_topic_and_a_source_are_words():
    assert {claim.topic for claim in search("fang2016")} >= {"heart and vessels", "sugar and cholesterol"}
    assert {claim.id for claim in search("needs limits")} >= {"rda_is_need", "no_limit"}


@given(st.sampled_from(list(VERDICTS)), st.sampled_from(["", "serum", "heart", "magnesium"]))
def test_the_verdicts_share_the_claims_between_them(verdict: str, words: str):
    try:
        found = search(words, verdict)
    except InputError:
        found = ()
    assert found == tuple(claim for claim in search(words) if claim.verdict == verdict)


def test_nothing_found_names_the_word_and_the_topics():
    with pytest.raises(InputError, match=r"'moonshine' is in no claim\. Topics: .*food"):
        search("moonshine")
    with pytest.raises(InputError, match="'enzymes' is in no claim with the verdict right"):
        search("enzymes", "right")


def test_an_unknown_verdict_names_the_known_ones():
    with pytest.raises(InputError, match="verdict = 'false' is none of right, imprecise, outdated, unsupported, wrong"):
        search("", "false")


# --- rows that do not load --------------------------------------------------------------------------------------------


def test_a_good_row_loads():
    (claim,) = read(ROW, "cheese.toml")
    assert (claim.id, claim.topic, claim.keys, claim.slip) == ("moon", "cheese", ("elin1987",), None)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"wrong"', '"nonsense"', "verdict = 'nonsense' is none of right, imprecise"),
        ('source    = "elin1987"\n', "", "no source"),
        ('"elin1987"', '"nobody1900"', "'nobody1900' is no key of sources.bib"),
        ('"elin1987"', '"assumed"', '"assumed" needs because'),
        ('mark      = "read"\n', "", "mark must be one of"),
        ('fact      = "It is not."', 'fact      = ""', "no fact"),
        ('"It is not."', '"It is not"', "fact ends without a full stop"),
        ('"It is not."', '"It holds {food moon-cheese} mg."', "{food moon-cheese} leads to no number"),
        ('mark      = "read"', 'mark      = "read"\nalso      = ["nobody1900"]', "'nobody1900' is no key"),
        ('mark      = "read"', 'mark      = "read"\nmood      = "sad"', "unknown key 'mood'"),
    ],
)
def test_a_bad_row_names_itself_and_the_rule(old: str, new: str, fault: str):
    assert old in ROW
    with pytest.raises(TableError, match=re.escape(fault)) as error:
        read(ROW.replace(old, new), "cheese.toml")
    assert str(error.value).startswith("cheese.toml [moon]")


def test_a_file_without_topic_or_with_more_does_not_load():
    with pytest.raises(TableError, match=re.escape("cheese.toml: no topic.")):
        read(ROW.replace('topic = "cheese"', ""), "cheese.toml")
    with pytest.raises(TableError, match=re.escape("cheese.toml: unknown key 'mood'.")):
        read(f'mood = "sad"\n{ROW}', "cheese.toml")


def test_topics_stand_in_the_order_of_the_files_and_none_twice():
    assert topics()[:3] == ("magnesium in the body", "needs and limits", "food")
    assert len(set(topics())) == len(topics()) == len(list(files("epsom").joinpath(FOLDER).iterdir()))


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def page() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TOP / "scripts"))
        return import_module("write_claims_page").page()


def test_the_page_is_current(page: str):
    assert page == (TOP / "docs" / "claims.md").read_text("utf-8"), MEND


def test_the_page_has_every_claim_with_verdict_and_source(page: str):
    lines = [line for line in page.splitlines() if line.startswith("| ")]
    for claim in CLAIMS:
        row = next(line for line in lines if f"| {claim.statement} *(" in line)
        assert f" {claim.verdict} | " in row
        assert all(f"[{key}](#{key})" in row for key in claim.keys)
    assert {f'<a id="{key}"></a>' for claim in CLAIMS for key in claim.keys} == set(re.findall(r"<a id=.*?</a>", page))
