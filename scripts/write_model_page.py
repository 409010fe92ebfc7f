"""Writes docs/model.md: every pool, flux, equation and number of the body, with its source. Run it after any change.

Nothing on the page is written twice: the words are those of the docstrings and tables, the equations are typeset from
the functions that run, and which organs there are is read off the tables of the balance.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from functools import cache, cached_property
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, get_type_hints

import numpy as np
from typeset import Equation, Manner, Symbol, below, equation, slanted, term, upright, words

import epsom.body
from epsom import tables
from epsom.body import balance
from epsom.body.balance import DRIFTS, FLUXES, GONE, GUT, ORGANS, REGULATORS, STORES, Body, Pools
from epsom.cohort.draw import typical
from epsom.quantities import quantities
from epsom.simulate.model import normal_pools

PAGE = Path(__file__).parents[1] / "docs" / "model.md"
OWN = {"assumed": "🟡 **guess**", "fitted": "🔧 **fitted**"}
GROUPS = {"gut": GUT, **STORES, "regulators": REGULATORS, "gone": GONE}
"""The pools by where they are, in the order of the page."""
ENTERING = "swallowed"
"""The function that says what servings bring to each pool, as the simulator asks it."""

HEAD = """# The model

Written by `python scripts/write_model_page.py` from the functions and tables that run; nobody edits it by hand.

Where a human's magnesium is, how it moves, and what decides: {counts}. Read it with the papers
at hand, and say where it is wrong.

Amounts of magnesium are in mmol, concentrations in mmol/L, time in days; the unit 1 is a plain ratio. A pool is an
amount of magnesium at a place. A regulator carries none: it remembers or decides. Each flux takes from one pool what it
gives to another, so nothing is lost. Beside the fluxes, servings enter where the equations say *{entering}*, and an
infusion, as in a loading test, runs straight into the blood.

In an equation, upright words are numbers of a person and stand in the table of their organ; *slanted* words change from
moment to moment or are worked out. A word below the line says which store, pool or serving is meant.

In a table, *value* is that of the reference adult, a healthy man of 70 kg; size, age, sex, medicines and conditions
change it before anybody is simulated. *Spread* is the standard deviation of the logarithm between persons: 0.25 is
about a quarter up or down. Where a number comes from is marked:

{marks}

Of the {every} numbers on this page, {counted}.

{links}
"""

STUDIES = """## The studies

What the body predicts beside each of them stands on [a page of its own](studies.md). *fit*: numbers were set by it;
*check*: none were, so it can fail; *shown*: in known conflict with others, or an open question.
"""


def page() -> str:
    """Return the whole page."""
    model = Model()
    parts = [
        model.head(),
        f"## Pools\n\n{model.pools()}",
        f"## Fluxes\n\n{model.fluxes()}",
        f"## Regulators\n\n{model.regulators()}",
        f"## The equation of every pool\n\n{model.balances()}",
        f"## What joins the organs\n\n{model.joined()}",
        *(model.section(module) for module in (*model.laws, *model.organs)),
        f"{STUDIES}\n{model.studies()}",
    ]
    return labelled("\n".join(parts))


@dataclass(frozen=True)
class Number:
    """One row of an organ's table, with the run and the studies where it was fitted."""

    row: tables.Row
    run: str
    studies: tuple[str, ...]

    @property
    def whence(self) -> str:
        """Return where the number comes from, as a cell says it."""
        if self.row.source == "fitted":
            return f"{OWN['fitted']}, run `{self.run}`, to {', '.join(map(told_study, self.studies))}"
        return OWN.get(self.row.source) or f"{cited(self.row.source)}, {self.row.mark}"


@cache
def numbers(path: str) -> dict[str, Number]:
    """Return the rows of an organ's table by name."""
    raw = tomllib.loads(files("epsom").joinpath(path).read_text("utf-8"))
    return {
        name: Number(row, raw[name].get("run", ""), tuple(raw[name].get("studies", ())))
        for name, row in tables.rows(path).items()
    }


@dataclass(frozen=True)
class Study:
    """A published study that the body is held against, as its file tells it; ``roles``: how many numbers play which."""

    name: str
    source: str
    title: str
    roles: Counter[str]


@cache
def studies() -> dict[str, Study]:
    """Return the published studies by the names of their files."""
    found: dict[str, Study] = {}
    folders = [files("epsom").joinpath("studies")]
    while folders:
        for entry in folders.pop().iterdir():
            if entry.is_dir():
                folders.append(entry)
            elif entry.name.endswith(".toml") and "point" in (row := tomllib.loads(entry.read_text("utf-8"))):
                name = entry.name.removesuffix(".toml")
                roles = Counter(point["role"] for point in row["point"])
                found[name] = Study(name, row["source"], row["title"], roles)
    return dict(sorted(found.items()))


class Model:
    """The body as the page tells it: its modules, their functions, and the equation of each."""

    def __init__(self) -> None:
        self.tables: dict[type[Any], str] = dict(ORGANS.values())
        fixed = {name for path in self.tables.values() for name in numbers(path)}
        self.manner = Manner(frozenset({Body, Pools, *self.tables}), frozenset(fixed))
        self.rates = {id(arrow): term(arrow.rate, (Pools, Body), self.manner) for arrow in (*FLUXES, *DRIFTS)}

    # --- what there is -----------------------------------------------------------------------------------------------

    @cached_property
    def equations(self) -> dict[Callable[..., Any], Equation]:
        """Every function on the page: the public ones of the organs, and whatever these and the rates lean on."""
        waiting: list[Any] = [each for module in self.organs for each in functions(module) if is_public(each)]
        waiting += [s.home for rate in self.rates.values() for s in rate.symbols if s.role == "function"]
        found: dict[Callable[..., Any], Equation] = {}
        while waiting:
            each = waiting.pop(0)
            if each not in found and each.__module__.startswith(epsom.body.__name__):
                found[each] = equation(each, self.manner)
                waiting += [symbol.home for symbol in found[each].symbols if symbol.role == "function"]
        return found

    def shown(self, module: ModuleType) -> list[FunctionType]:
        """Return the functions of a module that are on the page, in its order."""
        return [each for each in functions(module) if each in self.equations]

    @cached_property
    def organs(self) -> tuple[ModuleType, ...]:
        """Modules that own a record of the body, in the order of the balance."""
        return tuple(dict.fromkeys(import_module(record.__module__) for record in self.tables))

    @cached_property
    def laws(self) -> tuple[ModuleType, ...]:
        """Modules of the body with equations that organs share."""
        found = (import_module(f"epsom.body.{each.name}") for each in pkgutil.iter_modules(epsom.body.__path__))
        return tuple(each for each in found if each not in (balance, *self.organs) and self.shown(each))

    @cached_property
    def units(self) -> dict[str, str]:
        """The unit of every pool: regulators have that of their drift, without the day."""
        drifts = {drift.regulator: drift.unit.removesuffix("/day") for drift in DRIFTS}
        return {pool: drifts.get(pool, "mmol") for pool in Pools._fields}

    # --- the whole ---------------------------------------------------------------------------------------------------

    def head(self) -> str:
        """Return the lead of the page."""
        terms = tomllib.loads(files("epsom").joinpath("interfaces/terms.toml").read_text("utf-8"))
        named = {"mark": "**the word after a source**", **OWN}
        every = [number.row for path in self.tables.values() for number in numbers(path).values()]
        whence = Counter(row.source if row.source in OWN else "source" for row in every)
        memory = sum(row.source not in OWN and "memory" in row.mark for row in every)
        return HEAD.format(
            counts=f"{len(Pools._fields) - len(REGULATORS)} pools, {len(REGULATORS)} regulators, {len(FLUXES)} fluxes",
            entering=ENTERING,
            marks="\n".join(f"- {how}: {prose(terms[word]['meaning'])}" for word, how in named.items()),
            every=len(every),
            counted=f"{whence['source']} have a source, {memory} of them from memory in whole or in part; "
            f"{whence['assumed']} are guesses; {whence['fitted']} were fitted",
            links=" · ".join(f"[{title(module)}](#{slug(module)})" for module in (*self.laws, *self.organs)),
        )

    def pools(self) -> str:
        """Return the table of the pools, with what each holds in a typical person at normal serum."""
        held = dict(zip(Pools._fields, (float(np.ravel(each)[0]) for each in normal_pools(typical())), strict=True))
        rows = [
            (words(pool), group, self.units[pool], f"{held[pool]:.4g}" if held[pool] else "")
            for group, pools in GROUPS.items()
            for pool in pools
        ]
        return table(("pool or regulator", "where", "unit", "at normal serum"), rows)

    def fluxes(self) -> str:
        """Return the flux table."""
        rows = [
            (words(flux.source_pool), words(flux.target_pool), *self.seen(flux), flux.unit, cited(flux.source))
            for flux in FLUXES
        ]
        return table(("from", "to", "rate", "which looks at", "unit", "idea from"), rows)

    def regulators(self) -> str:
        """Return the table of the regulators."""
        rows = [(words(drift.regulator), *self.seen(drift), drift.unit, cited(drift.source)) for drift in DRIFTS]
        return table(("regulator", "rate", "which looks at", "unit", "idea from"), rows)

    def seen(self, arrow: Any) -> tuple[str, str]:
        """Return the functions that give a rate, and the pools, regulators and joining quantities they look at."""
        symbols = self.rates[id(arrow)].symbols
        if arrow.rate in self.equations:
            rate, symbols = [arrow.rate], self.equations[arrow.rate].symbols
        else:
            rate = [s.home for s in symbols if s.role == "function" and s.home.__module__ != balance.__name__]
        looks = [link(s.home) for s in symbols if s.role == "function" and s.home.__module__ == balance.__name__]
        looks += [words(s.name) for s in symbols if s.role == "field" and s.home is Pools]
        return ", ".join(map(link, rate)), ", ".join(dict.fromkeys(looks))

    def balances(self) -> str:
        """Return the differential equation of every pool and regulator, assembled from the two tables."""
        return "\n".join(
            f"### {group.capitalize()}\n\n" + "\n".join(display(self.derivative(pool)) for pool in pools)
            for group, pools in GROUPS.items()
        )

    def derivative(self, pool: str) -> str:
        """Return the differential equation of one pool, a line per flux with where it comes from or goes to."""
        lines: list[tuple[str, str, str]] = []
        for function, each in self.equations.items():
            if function.__name__ == ENTERING and pool in each.parts:
                lines.append(("+", slanted(ENTERING) + below(pool), "with each serving, at once"))
        for flux in FLUXES:
            rate = self.rates[id(flux)].lines[0][1]
            if flux.target_pool == pool:
                lines.append(("+", rate, f"from {flux.source_pool}"))
            elif flux.source_pool == pool:
                lines.append(("-", rate, f"to {flux.target_pool}"))
        lines += [("+", self.rates[id(drift)].lines[0][1], "") for drift in DRIFTS if drift.regulator == pool]
        left = rf"\frac{{d\, {slanted(pool)}}}{{dt}}"
        if len(lines) == 1 and lines[0][0] == "+":
            note = rf" \qquad {upright(lines[0][2])}" if lines[0][2] else ""
            return f"{left} = {lines[0][1]}{note}"
        rows = (
            rf"{'' if number else f'{left} ='} & \; {sign} \; && {text} && \qquad {upright(note)}"
            for number, (sign, text, note) in enumerate(lines)
        )
        return "\\begin{alignedat}{3}\n" + " \\\\\n".join(rows) + "\n\\end{alignedat}"

    def joined(self) -> str:
        """Return the functions of the balance itself that rates lean on."""
        return "\n".join(self.function(each) for each in self.shown(balance))

    # --- an organ ----------------------------------------------------------------------------------------------------

    def section(self, module: ModuleType) -> str:
        """Return all that is known of one organ, or of a law that organs share."""
        parts = [f'## <a id="{slug(module)}"></a>{title(module)}\n', f"{prose(lead(module), module)}\n"]
        records = [each for each in vars(module).values() if inspect.isclass(each)]
        records = [each for each in records if each.__module__ == module.__name__]
        for record in records:
            doc = prose(inspect.getdoc(record) or "", module)
            parts.append(f'<a id="{anchor(record)}"></a>`{record.__name__}`: {doc}\n')
        organs = [organ for organ, (record, _) in ORGANS.items() if record in records]
        if flows := [self.flow(flux) for flux in FLUXES if self.touches(flux, organs)]:
            parts.append(f"Its fluxes: {'; '.join(flows)}.\n")
        if named := [told_study(study.name) for study in studies().values() if self.names(module, study)]:
            parts.append(f"Studies that its ideas or numbers name: {'; '.join(named)}.\n")
        parts += [self.function(each) for each in self.shown(module)]
        parts += [self.numbers(ORGANS[organ][1]) for organ in organs]
        return "\n".join(parts)

    def touches(self, flux: Any, organs: Sequence[str]) -> bool:
        """Whether the rate of a flux hands over a record of one of these organs."""
        rate = self.equations.get(flux.rate) or self.rates[id(flux)]
        return any(path[0] in organs for path in rate.records)

    def flow(self, flux: Any) -> str:
        """Return a flux in a few words."""
        return f"{words(flux.source_pool)} → {words(flux.target_pool)} ({self.seen(flux)[0]})"

    def function(self, function: FunctionType) -> str:
        """Return what one function means, its equation, and what the words in it are."""
        doc = prose(inspect.getdoc(function) or "", import_module(function.__module__))
        told = "\n".join(self.told(self.equations[function].symbols))
        return "\n".join([
            f'### <a id="{anchor(function)}"></a>{words(function.__name__)}\n',
            f"{doc}\n",
            display(self.equations[function].latex()),
            *([f"where\n\n{told}\n"] if told else []),
        ])  # fmt: skip

    def numbers(self, path: str) -> str:
        """Return the table of an organ's numbers."""
        rows = [
            (
                f"`{name}`",
                f"{number.row.value:.6g}",
                number.row.unit,
                f"{number.row.spread:g}" if number.row.spread else "",
                prose(number.row.meaning),
                number.whence,
                prose(" ".join((number.row.where, number.row.because)).strip()),
            )
            for name, number in numbers(path).items()
        ]
        head = ("number", "value", "unit", "spread", "what it is", "source", "where, or because")
        return f"### The numbers of `{path}`\n\n{table(head, rows)}"

    # --- what words mean ---------------------------------------------------------------------------------------------

    def told(self, symbols: Iterable[Symbol]) -> Iterator[str]:
        """Yield a line per word of an equation: what it is, and its unit; none where nobody says."""
        lines: dict[str, str] = {}
        for symbol in symbols:
            word = words(symbol.name) + (f" ({symbol.owner})" if symbol.owner else "")
            fixed = symbol.role == "constant" or symbol.name in self.manner.fixed or is_dataclass(symbol.home)
            if meaning := self.meaning(symbol):
                lines.setdefault(word, f"- {word if fixed else f'*{word}*'}: {meaning}")
        yield from lines.values()

    def meaning(self, symbol: Symbol, asked: frozenset[Symbol] = frozenset()) -> str:
        """Return what a symbol is, in words of the tables and docstrings."""
        match symbol.role:
            case "constant":
                return f"{symbol.home:g}"
            case "function":
                return f"{sentence(symbol.home)} ({link(symbol.home, 'see there')})"
            case "field":
                return self.field(symbol)
            case _:
                return self.argument(symbol, asked)

    def field(self, symbol: Symbol) -> str:
        """Return what a field of a record is."""
        if symbol.home is Pools:
            return self.pool(symbol.name)
        if symbol.home in self.tables:
            row = numbers(self.tables[symbol.home])[symbol.name].row
            return measured(row.meaning, row.unit)
        if symbol.name in quantities():
            return measured(quantities()[symbol.name].meaning, quantities()[symbol.name].unit)
        rows = [
            numbers(path)[f"{field}_{symbol.name}"].row
            for record, path in self.tables.items()
            for field, kind in get_type_hints(record).items()
            if kind is symbol.home
        ]
        if rows:
            names = "``, ``".join(dict.fromkeys(row.name for row in rows))
            return measured(f"``{names}`` in the tables of the organs", rows[0].unit)
        return f"see [`{symbol.home.__name__}`](#{anchor(symbol.home)})"

    def pool(self, pool: str) -> str:
        """Return what a pool or a regulator is."""
        drift = next((drift for drift in DRIFTS if drift.regulator == pool), None)
        if drift is None:
            return measured(f"what is in {words(pool)}", self.units[pool])
        return f"the regulator {words(pool)}{measured('', self.units[pool])}; its rate is {self.seen(drift)[0]}"

    def argument(self, symbol: Symbol, asked: frozenset[Symbol]) -> str:
        """Return what an argument is: by its name, else by what the balance and other functions put there."""
        if symbol.name in quantities():
            return measured(quantities()[symbol.name].meaning, quantities()[symbol.name].unit)
        calls = [call for each in (*self.rates.values(), *self.equations.values()) for call in each.calls]
        calls = [call for call in calls if call.function is symbol.home]
        given = dict.fromkeys(each for call in calls for name, each in call.given if name == symbol.name)
        pools = [s.name for s in given if s.home is Pools]
        found = [self.meaning(s, asked | {symbol}) for s in given if s.home is not Pools and s not in asked]
        if len(pools) > 1 and not set(pools) & set(REGULATORS):
            found.append(measured(f"what is in {', '.join(map(words, pools[:-1]))} or {words(pools[-1])}", "mmol"))
        else:
            found += map(self.pool, pools)
        if not any(found):  # nobody asks it with this: then what a function of the same name gives
            found = [f"{sentence(f)} ({link(f, 'see there')})" for f in self.equations if f.__name__ == symbol.name]
        return "; or ".join(dict.fromkeys(filter(None, found)))

    # --- studies -----------------------------------------------------------------------------------------------------

    def studies(self) -> str:
        """Return the studies that the body is held against, and the organs that name them."""
        rows = [
            (
                f'<a id="study-{study.name}"></a>{prose(study.title)}',
                cited(study.source),
                ", ".join(f"{count} {role}" for role, count in study.roles.items()),
                ", ".join(f"[{title(each)}](#{slug(each)})" for each in self.organs if self.names(each, study)),
            )
            for study in studies().values()
        ]
        return table(("study", "source", "numbers", "named by"), rows)

    def names(self, module: ModuleType, study: Study) -> bool:
        """Whether the docstrings or numbers of a module name a study or its source."""
        paths = [path for record, path in self.tables.items() if record.__module__ == module.__name__]
        said = [inspect.getsource(module), *(files("epsom").joinpath(path).read_text("utf-8") for path in paths)]
        keys = rf"\b(?:{re.escape(study.name)}|{re.escape(study.source)})\b"
        return any(re.search(keys, text) for text in said)


# --- names and links --------------------------------------------------------------------------------------------------


def functions(module: ModuleType) -> Iterator[FunctionType]:
    """Yield the functions that a module defines, in its order."""
    for name, each in vars(module).items():
        if isinstance(each, FunctionType) and each.__module__ == module.__name__ and each.__name__ == name:
            yield each


def is_public(function: FunctionType) -> bool:
    """Whether a function is meant for others."""
    return not function.__name__.startswith("_")


def slug(module: ModuleType) -> str:
    """Return the name by which the page links to a module."""
    return module.__name__.rpartition(".")[2]


def anchor(thing: Any) -> str:
    """Return the name by which the page links to a function or a record."""
    return f"{thing.__module__.rpartition('.')[2]}-{thing.__name__}"


def link(function: Any, text: str = "") -> str:
    """Return a link to a function on the page."""
    return f"[{text or words(function.__name__)}](#{anchor(function)})"


def cited(key: str) -> str:
    """Return a link to a source, by its key until the page is labelled."""
    return f"[{key}](#{key})"


def told_study(study: str) -> str:
    """Return a link to a study that has a file, or to a source."""
    if study in studies():
        return f"[{prose(studies()[study].title)}](#study-{study})"
    return cited(study) if study in tables.sources() else f"`{study}`"


# --- words ------------------------------------------------------------------------------------------------------------


def title(module: ModuleType) -> str:
    """Return what a module is called: its docstring up to the colon."""
    return (inspect.getdoc(module) or "").splitlines()[0].partition(":")[0].rstrip(".")


def lead(module: ModuleType) -> str:
    """Return what a module says of itself after its name."""
    rest = (inspect.getdoc(module) or "").removeprefix(title(module)).lstrip(":. \n")
    return rest[:1].upper() + rest[1:]


def sentence(function: Any) -> str:
    """Return the first sentence of a docstring, to stand within a line."""
    said = prose((inspect.getdoc(function) or "").partition("\n\n")[0]).rstrip(".")
    return said[:1].lower() + said[1:]


def measured(meaning: str, unit: str) -> str:
    """Return a meaning with its unit."""
    return f"{prose(meaning)} {spelt(f'[{unit}]')}"


@cache
def tokens() -> re.Pattern[str]:
    """Return the pattern of what prose holds beside plain words: code, citations, and keys of sources."""
    keys = "|".join(sorted(map(re.escape, tables.sources()), key=len, reverse=True))
    key = rf"(?:{keys})(?![\w-])"
    return re.compile(rf"``(?P<code>[^`]+)``|\[(?P<cited>{key}(?:, {key})*)\]|(?<![\w.-])(?P<key>{key})")


def prose(text: str, home: ModuleType | None = None) -> str:
    """Return a text of the code as Markdown: paragraphs kept, citations and functions linked, other signs spelt out."""
    text = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    parts: list[str] = []
    end = 0
    for found in tokens().finditer(text):
        parts += [spelt(text[end : found.start()]), linked(found, home)]
        end = found.end()
    return "".join([*parts, spelt(text[end:])])


def spelt(text: str) -> str:
    """Return plain text so that Markdown leaves it as it is."""
    return re.sub(r"([\\`*\[\]<~|$])", r"\\\1", text)


def linked(found: re.Match[str], home: ModuleType | None) -> str:
    """Return a citation as a link, and code as code, with a link where it is a function of the body."""
    if found["cited"]:
        return f"({'; '.join(map(cited, found['cited'].split(', ')))})"
    if found["key"]:
        return cited(found["key"])
    module, _, name = found["code"].rpartition(".")
    others = {each.name for each in pkgutil.iter_modules(epsom.body.__path__)}
    place = import_module(f"epsom.body.{module}") if module in others else home
    function = getattr(place, name, None)
    code = f"`{found['code']}`"
    return f"[{code}](#{anchor(function)})" if isinstance(function, FunctionType) else code


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, ["---"] * len(head), *rows))


def display(latex: str) -> str:
    """Return an equation in a block of its own, which no sign of Markdown can break."""
    return f"```math\n{latex}\n```\n"


# --- references -------------------------------------------------------------------------------------------------------


def labelled(text: str) -> str:
    """Return the page with authors and years in the place of keys, and the list of references below."""
    used = {key for key in re.findall(r"\]\(#([\w.-]+)\)", text) if key in tables.sources()}
    labels = by_author(used)
    text = re.sub(r"\[([\w.-]+)\]\(#\1\)", lambda found: f"[{labels.get(found[1], found[1])}](#{found[1]})", text)
    entries = sorted((label.casefold(), reference(key, label)) for key, label in labels.items())
    return f"{text}\n## References\n\n{''.join(entry for _, entry in entries)}"


def by_author(keys: Iterable[str]) -> dict[str, str]:
    """Return authors and year of each source, with a letter where two would read alike."""
    plain = {key: f"{authors(tables.sources()[key].author)} {tables.sources()[key].year}" for key in sorted(keys)}
    alike = {label: [key for key in plain if plain[key] == label] for label in plain.values()}
    return {
        key: label + (chr(ord("a") + alike[label].index(key)) if len(alike[label]) > 1 else "")
        for key, label in plain.items()
    }


def authors(line: str) -> str:
    """Return the authors of a source as one names them in a text; an institution by its whole name."""
    rest = re.sub(r",? and others$", "", line)
    persons = [re.fullmatch(r"(.+) [A-ZÀ-Þ]{1,4}", each) for each in rest.split(", ")]
    if not all(persons) or " and " in rest:
        return line
    names = [each[1] for each in persons if each]
    return f"{names[0]} et al." if rest != line or len(names) > 2 else " and ".join(names)


def reference(key: str, label: str) -> str:
    """Return one entry of the list of references, with a link to the paper where one is known."""
    source = tables.sources()[key]
    told = spelt(source.citation().removesuffix(source.address).rstrip(". "))
    places = {"doi:": "https://doi.org/", "PMID ": "https://pubmed.ncbi.nlm.nih.gov/"}
    address = f" <{source.address}>" if source.address else ""
    for mark, site in places.items():
        if source.address.startswith(mark):
            address = f" [{source.address}](<{site}{source.address.removeprefix(mark)}>)"
    return f'- <a id="{key}"></a>**{label}**: {told}.{address}\n'


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    print(f"written: docs/{PAGE.name}")
