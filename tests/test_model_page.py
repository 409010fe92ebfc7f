"""The page of the model: it is current, it leaves nothing out, and its equations are those that run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest

from epsom import tables
from epsom.body.balance import DRIFTS, FLUXES, ORGANS, Pools
from epsom.elementwise import Array, exp, log, maximum, minimum, softplus, total, where

TOP = Path(__file__).parents[1]
MEND = "A pool, flux, equation, number or study has changed. Print the page anew: python scripts/write_model_page.py"
FORBIDDEN = ("operatorname", "phantom", "mbox", "def", "newcommand")  # on GitHub
RATE = 0.25


@dataclass(frozen=True)
class Store:
    content: Array
    half_time: Array


@dataclass(frozen=True)
class Organ:
    capacity: Array
    exponent: Array
    fast: Store


@dataclass(frozen=True)
class Person:
    organ: Organ


class State(NamedTuple):
    lumen_1: Any
    free: Any


class Meal(NamedTuple):
    amount: Any


def hill(x: Array, organ: Organ) -> Array:
    """Something of one person [1]."""
    powered = x**organ.exponent
    return organ.capacity * powered / (1.0 + powered)


def signs(a: Array, b: Array, c: Array) -> Array:
    return -a * b - (a - b) / c / (a + b) + -2.0 * (a + b) - (b + c)


def roots(a: Array) -> Array:
    half, small = a / 2.0, 2.5e-5
    return (half**2 + (1.0 - a) ** -half) ** 0.5 * small


def notation(a: Array, b: Array) -> Array:
    corner = softplus(a) + log(b) * exp(-a)
    return where(a < b, minimum(a, b), maximum(a, corner)) / RATE


def emptied(held: Array, store: Store) -> Array:
    return 0.6931471805599453 / store.half_time * (held - store.content)


def lent(held: Array, organ: Organ) -> Array:
    o = organ
    return emptied(held, o.fast) + o.fast.content


def shared(meal: Meal, organ: Organ) -> dict[str, Array]:
    taken = _taken(meal, organ)
    return {"lumen_1": taken, "colon": meal.amount - taken}


def _taken(meal: Meal, organ: Organ) -> Array:
    return organ.capacity * meal.amount


def together(meal: Meal, organ: Organ) -> dict[str, Array]:
    return {pool: total(amount) for pool, amount in shared(meal, organ).items()}


EQUATIONS = {
    hill: r"""\begin{aligned}
\textit{powered} &= {\textit{x}}^{\text{exponent}} \\
\textit{hill} &= \frac{\text{capacity} \cdot \textit{powered}}{1 + \textit{powered}}
\end{aligned}""",
    signs: r"\textit{signs} = -\textit{a} \cdot \textit{b}"
    r" - \frac{\textit{a} - \textit{b}}{\textit{c} \cdot (\textit{a} + \textit{b})}"
    r" + (-2 \cdot (\textit{a} + \textit{b})) - (\textit{b} + \textit{c})",
    roots: r"""\begin{aligned}
\textit{half} &= \frac{\textit{a}}{2} \\
\textit{small} &= 2.5 \cdot 10^{-5} \\
\textit{roots} &= \sqrt{{\textit{half}}^{2} + {(1 - \textit{a})}^{-\textit{half}}} \cdot \textit{small}
\end{aligned}""",
    notation: r"""\begin{aligned}
\textit{corner} &= \ln\left(1 + e^{\textit{a}}\right) + \ln(\textit{b}) \cdot e^{-\textit{a}} \\
\textit{notation} &= \frac{\begin{cases} \min(\textit{a},\; \textit{b}) & \text{where } \textit{a} \lt \textit{b} \\"""
    r""" \max(\textit{a},\; \textit{corner}) & \text{elsewhere} \end{cases}}{\text{RATE}}
\end{aligned}""",
    emptied: r"\textit{emptied} = \frac{\ln 2}{\text{half time}} \cdot (\textit{held} - \text{content})",
    lent: r"\textit{lent} = \textit{emptied}_{\text{fast}}(\textit{held}) + \text{content}_{\text{fast}}",
    shared: r"""\begin{aligned}
\textit{taken} &= \textit{taken}(\textit{meal}) \\
\textit{shared}_{\text{lumen 1}} &= \textit{taken} \\
\textit{shared}_{\text{colon}} &= \textit{amount}_{\text{meal}} - \textit{taken}
\end{aligned}""",
    together: r"\textit{together}_{\text{pool}} = \sum_{\text{servings}} \textit{shared}_{\text{pool}}(\textit{meal})",
}


@pytest.fixture(scope="module")
def scripts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TOP / "scripts"))
        yield


@pytest.fixture(scope="module")
def typeset(scripts: None) -> ModuleType:
    return import_module("typeset")


@pytest.fixture(scope="module")
def writer(scripts: None) -> ModuleType:
    return import_module("write_model_page")


@pytest.fixture(scope="module")
def page(writer: ModuleType) -> str:
    return writer.page()


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_is_current(page: str):
    assert page == (TOP / "docs" / "model.md").read_text("utf-8"), MEND


@pytest.mark.parametrize("organ", ORGANS)
def test_every_number_is_on_the_page(page: str, organ: str):
    path = ORGANS[organ][1]
    section = page.partition(f"### The numbers of `{path}`")[2].partition("\n#")[0]
    for name, row in tables.rows(path).items():
        assert f"| `{name}` | {row.value:.6g} | {row.unit} |" in section
    guesses = sum(row.source == "assumed" for row in tables.rows(path).values())
    assert section.count("🟡 **guess**") == guesses


def test_every_flux_and_every_regulator_is_on_the_page(page: str, typeset: ModuleType):
    fluxes, regulators = (page.partition(f"## {head}\n")[2].partition("\n## ")[0] for head in ("Fluxes", "Regulators"))
    for flux in FLUXES:
        assert f"| {typeset.words(flux.source_pool)} | {typeset.words(flux.target_pool)} | [" in fluxes
    for drift in DRIFTS:
        assert f"| {typeset.words(drift.regulator)} | [" in regulators


@pytest.mark.parametrize("pool", Pools._fields)
def test_every_pool_has_its_equation_with_all_its_fluxes(page: str, typeset: ModuleType, pool: str):
    blocks = re.findall(r"```math\n(.*?)\n```", page, flags=re.S)
    (mine,) = (block for block in blocks if rf"\frac{{d\, {typeset.slanted(pool)}}}" in block)
    names = [f"from {typeset.words(flux.source_pool)}" for flux in FLUXES if flux.target_pool == pool]
    names += [f"to {typeset.words(flux.target_pool)}" for flux in FLUXES if flux.source_pool == pool]
    assert [name for name in names if rf"\text{{{name}}}" not in mine] == []


def test_the_derivative_has_the_signs_of_the_flux_table(writer: ModuleType):
    """By hand: what the colon gains and loses."""
    assert writer.Model().derivative("colon") == (
        "\\begin{alignedat}{3}\n"
        r"\frac{d\, \textit{colon}}{dt} = & \; + \; && \textit{swallowed}_{\text{colon}}"
        " && \\qquad \\text{with each serving, at once} \\\\\n"
        " & \\; + \\; && \\textit{secreted}(\\textit{around}) && \\qquad \\text{from plasma} \\\\\n"
        " & \\; - \\; && \\textit{defecated}(\\textit{colon}) && \\qquad \\text{to faeces}\n"
        "\\end{alignedat}"
    )


def test_every_link_within_the_page_leads_somewhere(page: str):
    anchors = re.findall(r'<a id="([^"]+)">', page)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) - set(anchors) == set()


def test_every_source_of_a_number_or_flux_is_in_the_references(page: str):
    references = page.partition("## References\n")[2]
    rows = (row for _, path in ORGANS.values() for row in tables.rows(path).values())
    used = {row.source for row in rows} | {arrow.source for arrow in (*FLUXES, *DRIFTS)}
    assert {key for key in used - {"assumed", "fitted"} if f'<a id="{key}">' not in references} == set()
    assert not re.search(r"\[([a-z_]+\d{4}[a-z]*)\]\(#", page)  # every key became authors and a year


def test_github_can_set_every_equation(page: str):
    """Its quirks: macros that it forbids, and signs that Markdown eats unless they stand in a block of their own."""
    blocks = re.findall(r"```math\n(.*?)\n```", page, flags=re.S)
    assert len(blocks) > len(Pools._fields)
    for block in blocks:
        assert block.count("{") == block.count("}")
        assert block.count(r"\left") == block.count(r"\right")
        assert not re.search(rf"\\(?:{'|'.join(FORBIDDEN)})\b", block)
        assert not re.search(r"\\text(?:it)?\{[^}]*_", block)
    assert "$" not in re.sub(r"\\\$", "", page)


def test_a_fitted_number_names_its_run_and_studies(writer: ModuleType):
    row = replace(next(iter(tables.rows(ORGANS["gut"][1]).values())), source="fitted")
    number = writer.Number(row, "fits/first", ("fine1991", "a_study_of_ours"))
    assert number.whence == "🔧 **fitted**, run `fits/first`, to [fine1991](#fine1991), `a_study_of_ours`"


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Shils ME", "Shils"),
        ("Hunt CD, Johnson LK", "Hunt and Johnson"),
        ("Fine KD, Santa Ana CA, Porter JL", "Fine et al."),
        ("Lu J and others", "Lu et al."),
        ("Kieboom BCT, Kiefte-de Jong JC, and others", "Kieboom et al."),
        ("FAO and WHO", "FAO and WHO"),
        ("Institute of Medicine", "Institute of Medicine"),
    ],
)
def test_authors_as_one_names_them(writer: ModuleType, line: str, named: str):
    assert writer.authors(line) == named


def test_sources_that_would_read_alike_get_letters(writer: ModuleType):
    labels = writer.by_author(["bohn2004phytate", "bohn2004oxalate", "fine1991"])
    assert labels == {
        "bohn2004oxalate": "Bohn et al. 2004a", "bohn2004phytate": "Bohn et al. 2004b", "fine1991": "Fine et al. 1991",
    }  # fmt: skip


def test_prose_keeps_what_was_written(writer: ModuleType):
    said = writer.prose("A carrier [fine1991]\nof 5 * 2 [mmol], as zhang2016jn; ``gut.absorbed`` and ``fast``.")
    assert said == (
        "A carrier ([fine1991](#fine1991)) of 5 \\* 2 \\[mmol\\], as [zhang2016jn](#zhang2016jn);"
        " [`gut.absorbed`](#gut-absorbed) and `fast`."
    )


# --- equations --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", EQUATIONS, ids=lambda function: function.__name__)
def test_an_equation_is_set_as_by_hand(typeset: ModuleType, function: Callable[..., Any]):
    manner = typeset.Manner(silent=frozenset({Organ, Person, State}))
    assert typeset.equation(function, manner).latex() == EQUATIONS[function]


def test_an_argument_that_is_a_number_of_a_person_stands_upright(typeset: ModuleType):
    manner = typeset.Manner(frozenset({Organ}), frozenset({"x"}))
    assert r"{\text{x}}^{\text{exponent}}" in typeset.equation(hill, manner).latex()


def test_the_symbols_of_an_equation_say_where_they_belong(typeset: ModuleType):
    found = typeset.equation(lent, typeset.Manner(frozenset({Organ})))
    assert [(symbol.role, symbol.home, symbol.name, symbol.owner) for symbol in found.symbols] == [
        ("argument", lent, "held", ""), ("function", emptied, "emptied", ""), ("field", Organ, "fast_content", "fast"),
    ]  # fmt: skip
    ((called, given),) = ((call.function, call.given) for call in found.calls)
    assert called is emptied
    assert [(name, symbol.name) for name, symbol in given] == [("held", "held")]


def test_what_stands_for_a_lambda_is_a_part_of_a_sum(typeset: ModuleType):
    """Several stand on one line, and one keeps the name of its pool from a loop."""
    rates = [lambda x, b: hill(x.free, b.organ), lambda x, b: x.free - x.lumen_1, hill]
    rates += [lambda x, b, pool=pool: emptied(getattr(x, pool), b.organ.fast) for pool in ("lumen_1",)]
    manner = typeset.Manner(silent=frozenset({Organ, Person, State}))
    assert [typeset.term(rate, (State, Person), manner).lines[0][1] for rate in rates] == [
        r"\textit{hill}(\textit{free})",
        r"(\textit{free} - \textit{lumen 1})",
        r"\textit{hill}",
        r"\textit{emptied}_{\text{organ fast}}(\textit{lumen 1})",
    ]


def test_a_function_of_no_known_notation_is_set_by_its_name(typeset: ModuleType):
    def leaned(a: Array) -> Array:
        return steep_step(a) ** 2

    assert typeset.equation(leaned).latex() == r"\textit{leaned} = {\textit{steep step}(\textit{a})}^{2}"


def steep_step(x: Array) -> Array:
    return x


def looping(a: Array) -> Array:
    for _ in range(3):
        a = a + 1.0
    return a


def branching(a: Array) -> Array:
    return a if a > 0.0 else 0.0


def reusing(a: Array) -> Array:
    b = a + 1.0
    b = b * 2.0
    return b - a


def measuring(a: Array) -> Array:
    return len(a) * a


def asking(a: Array, organ: Organ) -> Array:
    return a * organ.size  # pyright: ignore[reportAttributeAccessIssue]


def silent(a: Array) -> None:
    b = a  # noqa: F841


@pytest.mark.parametrize(
    ("function", "line", "said"),
    [
        (looping, 1, "`for _ in range(3):` (For)"),
        (branching, 1, "`a if a > 0.0 else 0.0` (IfExp)"),
        (reusing, 2, "`b = b * 2.0` (b means two things)"),
        (measuring, 1, "`len(a)` (no function of the model)"),
        (asking, 1, "`organ.size` (Organ has no size)"),
        (silent, 0, "`def silent(a: Array) -> None:` (a function that returns nothing)"),
    ],
)
def test_what_cannot_be_typeset_is_refused_with_its_place(
    typeset: ModuleType, function: Callable[..., Any], line: int, said: str
):
    with pytest.raises(typeset.TypesetError) as error:
        typeset.equation(function)
    place = f"{Path(__file__).name}:{function.__code__.co_firstlineno + line}, {function.__name__}: "
    assert str(error.value).startswith(f"{place}cannot typeset {said}. An equation is ")
    assert str(error.value).endswith("or teach scripts/typeset.py how to set it.")
