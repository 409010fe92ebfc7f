"""The command line: ``epsom assess person.yaml`` and what goes with it.

Nothing heavy is imported before a command needs it, so that ``epsom --help`` answers at once.
"""

from __future__ import annotations

import gc
import os
import sys
import warnings
from collections.abc import Sequence
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

from epsom.errors import InputError, InputErrors
from epsom.interfaces import exporting, streaming
from epsom.interfaces.commands import (
    check,
    claims,
    evidence,
    intake,
    lab,
    mechanisms,
    outcomes,
    planning,
    plate,
    records,
)
from epsom.version import __version__

OK, FINDING, USAGE, INVALID, INFEASIBLE, BUG, INTERRUPTED = 0, 1, 2, 3, planning.INFEASIBLE, 70, 130
"""Exit codes: fine; a finding asked about; wrong words; invalid input; no plan is possible; our fault; stopped."""

MOST_FAULTS = 20
"""How many faults of one file are shown at once; the rest is counted."""


def _examples_first(command: Any, ctx: Any, formatter: Any) -> None:
    if command.epilog:
        formatter.write("Examples:\n")
        for line in command.epilog.strip().splitlines():
            formatter.write(f"  {line.strip()}\n")
        formatter.write("\n")
    command.format_usage(ctx, formatter)
    command.format_help_text(ctx, formatter)
    command.format_options(ctx, formatter)


class ExamplesFirst(TyperCommand):
    """A command whose help begins with examples."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write examples, usage, meaning and options, in this order."""
        _examples_first(self, ctx, formatter)


class PageMayFollow(ExamplesFirst):
    """A command whose ``--html`` may be followed by a file, as a word of its own or after ``=``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take ``--html=FILE`` for ``--html FILE``."""
        told = [part for word in args for part in (word.split("=", 1) if word.startswith("--html=") else [word])]
        return super().parse_args(ctx, told)


class GroupExamplesFirst(TyperGroup):
    """A group of commands, in the order of the path, whose help begins with examples."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write examples, usage, meaning, options and commands, in this order."""
        _examples_first(self, ctx, formatter)

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order they were written."""
        return list(self.commands)


app = typer.Typer(
    name="epsom",
    cls=GroupExamplesFirst,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""
    epsom demo                       a first look: Ana, 45, assessed from start to end
    epsom init ana                   write her files into the folder ana, to change them into yours
    epsom assess ana/person.yaml     assess a person and write report.html
    epsom foods search almonds       find a food and what it holds
    epsom explain deficit            what a word or a number means, and where it comes from
    """,
)
foods = typer.Typer(
    cls=GroupExamplesFirst,
    rich_markup_mode=None,
    no_args_is_help=True,
    epilog="""
    epsom foods search "whole grain bread"
    epsom foods search evian
    """,
)
app.add_typer(foods, name="foods", help="Find foods and what they hold.")
app.add_typer(lab.commands(GroupExamplesFirst, ExamplesFirst), name="lab", help="What a laboratory's numbers say.")
app.add_typer(
    exporting.commands(GroupExamplesFirst, ExamplesFirst), name="export", help="Write it for other simulators."
)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Unit = Annotated[str, typer.Option(help="Unit of amounts on screen and in the report.", metavar="mg|mmol")]
Report = Annotated[str, typer.Option("--report", help="Where to write the report.", metavar="FILE.html")]
NoReport = Annotated[bool, typer.Option("--no-report", help="Write no report.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same digits.", min=0)]
Persons = Annotated[
    int | None, typer.Option(help="How many virtual persons stand for this one; 2000 unless told.", min=100, max=20000)
]
DEFAULT_REPORT = "report.html"


def _version(value: bool) -> None:
    if value:
        typer.echo(f"epsom {__version__}")
        raise typer.Exit()


@app.callback()
def epsom(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error of Epsom's own.")] = False,
) -> None:
    """Follow a person's magnesium from the plate to the organs, and see how sure the answer is.

    For research and education. Exit codes: 0 fine, 1 a finding that was asked about, 2 wrong words, 3 invalid input,
    4 no plan is possible, 70 an error of Epsom's own, 130 stopped.
    """


@app.command(
    cls=ExamplesFirst,
    short_help="Assess a person and write the report.",
    epilog="""
    epsom assess person.yaml
    epsom assess person.yaml --report ana.html --unit mmol
    epsom assess person.yaml --json > ana.json
    epsom assess person.yaml --no-report --at-least 0.85 || echo "below"
    """,
)
def assess(
    person: Annotated[str, typer.Argument(help="The person file.", metavar="PERSON.yaml")],
    report: Report = "",
    unit: Unit = "mg",
    seed: Seed = 1,
    persons: Persons = None,
    at_least: Annotated[
        float | None,
        typer.Option(help="Exit with 1 if the probability of adequacy is below this share.", min=0, max=1),
    ] = None,
    no_report: NoReport = False,
    as_json: Json = False,
) -> None:
    """Assess a person: what was eaten, absorbed and lost, what the labs say, and which foods would change it."""
    from epsom.interfaces.commands import journey

    where = "" if no_report else report or ("" if as_json else DEFAULT_REPORT)
    raise typer.Exit(journey.assess(person, journey.Wish(where, _unit(unit), seed, persons, as_json), at_least))


@app.command(
    cls=ExamplesFirst,
    short_help="Assess Ana, the example person.",
    epilog="""
    epsom demo
    epsom demo --report ana.html
    """,
)
def demo(
    report: Report = "",
    unit: Unit = "mg",
    seed: Seed = 1,
    persons: Persons = None,
    no_report: NoReport = False,
    as_json: Json = False,
) -> None:
    """Assess Ana, the example person that comes with Epsom, and write the report."""
    from epsom.interfaces.commands import journey

    where = "" if no_report else report or ("" if as_json else DEFAULT_REPORT)
    journey.demo(journey.Wish(where, _unit(unit), seed, persons, as_json))


@app.command(
    cls=ExamplesFirst,
    short_help="Write an example to start from.",
    epilog="""
    epsom init ana
    """,
)
def init(
    folder: Annotated[str, typer.Argument(help="A folder; it is made if it is not there.", metavar="FOLDER")],
) -> None:
    """Write an example person and her diary into a folder, to be changed into yours. Nothing is overwritten."""
    from epsom.interfaces.commands import journey

    journey.init(folder)


app.command(cls=ExamplesFirst, short_help="What could change, food first.", epilog=planning.EXAMPLES)(planning.plan)
foods.command(name="search", cls=ExamplesFirst, short_help="Find foods by words.", epilog=plate.SEARCHING)(plate.search)
foods.command(name="show", cls=ExamplesFirst, short_help="What a food holds.", epilog=plate.SHOWING)(plate.show)
foods.command(name="import", cls=ExamplesFirst, short_help="Take national tables in.", epilog=plate.IMPORTING)(
    plate.take_in
)
app.command(cls=ExamplesFirst, short_help="Usual intake from a few days.", epilog=intake.EXAMPLES)(intake.intake)
app.command(cls=ExamplesFirst, short_help="Read a record from elsewhere.", epilog=records.EXAMPLES)(records.record)

app.command(cls=ExamplesFirst, short_help="What is known of each outcome.", epilog=outcomes.EXAMPLES)(outcomes.outcomes)


@app.command(
    cls=ExamplesFirst,
    short_help="What authorities say a person needs.",
    epilog="""
    epsom needs --age 45 --sex female
    epsom needs --age 30 --sex female --stage pregnancy --authority "EU EFSA 2015"
    """,
)
def needs(
    age: Annotated[float, typer.Option(help="Age in years.", min=0, max=122)],
    sex: Annotated[str, typer.Option(help="female or male.", metavar="female|male")],
    stage: Annotated[str, typer.Option(help="none, pregnancy or lactation.", metavar="STAGE")] = "none",
    authority: Annotated[str, typer.Option(help="One authority; all of them where left out.", metavar="NAME")] = "",
    as_json: Json = False,
) -> None:
    """List what authorities say a person needs, each in its own kind of value; nothing is averaged."""
    from epsom.interfaces.commands import lookup

    lookup.needs(age, sex, stage, authority, as_json)


@app.command(
    cls=ExamplesFirst,
    short_help="What a word or a number means.",
    epilog="""
    epsom explain deficit                  a word
    epsom explain carrier_capacity         a number of the body, and its source
    epsom explain gut.absorbed             a flux, with its equation
    epsom explain diet.fang2016            a row of evidence, in every outcome where it stands
    epsom explain baseline stroke US       how often it befalls people, and who counted
    epsom explain RDA NASEM                what an authority prints, for whom
    epsom explain almonds                  what a food holds, and who says so
    """,
)
def explain(
    name: Annotated[list[str], typer.Argument(help="A word, a number, a food, a source, a flux.", metavar="NAME")],
    as_json: Json = False,
) -> None:
    """Explain a word or a number: meaning, unit, value, range, equation, source, and how sure the source is."""
    from epsom.interfaces.commands import lookup

    lookup.explain(" ".join(name), as_json)


@app.command(
    cls=ExamplesFirst,
    short_help="Where the numbers come from.",
    epilog="""
    epsom sources                 every source, and how many numbers rest on it
    epsom sources --assumed       every guess, and why
    """,
)
def sources(
    assumed: Annotated[bool, typer.Option("--assumed", help="List the guesses instead.")] = False, as_json: Json = False
) -> None:
    """List where the numbers come from."""
    from epsom.interfaces.commands import lookup

    lookup.sources(assumed, as_json)


app.command(cls=ExamplesFirst, short_help="What people are told, checked.", epilog=claims.EXAMPLES)(claims.claims)
app.command(cls=PageMayFollow, short_help="Hold predictions against studies.", epilog=evidence.EXAMPLES)(
    evidence.studies
)
app.command(cls=ExamplesFirst, short_help="Chemistry that explains and forecasts nobody.", epilog=mechanisms.EXAMPLES)(
    mechanisms.mechanisms
)
app.command(cls=ExamplesFirst, short_help="Simulate very many persons.", epilog=streaming.EXAMPLES)(streaming.simulate)
checks = typer.Typer(cls=GroupExamplesFirst, rich_markup_mode=None, no_args_is_help=True, epilog=check.SHORTEST)
app.add_typer(checks, name="check", help="Check what is proposed, on persons drawn for it.")
checks.command(name="regimens", cls=ExamplesFirst, short_help="Does any regimen break a rule?", epilog=check.EXAMPLES)(
    check.regimens
)


@app.command(
    cls=ExamplesFirst,
    short_help="The JSON Schema of a person file.",
    epilog="""
    epsom schema > person.schema.json     for completion and checks in an editor
    """,
)
def schema() -> None:
    """Print the JSON Schema of a person file."""
    from epsom.interfaces.commands import lookup

    lookup.schema()


def _unit(told: str) -> str:
    if told in ("mg", "mmol"):
        return told
    raise typer.BadParameter(f"{told!r} is neither mg nor mmol.", param_hint="--unit")


def run(words: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; this is ``main`` for tests and for other programs."""
    told = list(sys.argv[1:] if words is None else words)
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    warnings.showwarning = _note
    command: Any = typer.main.get_command(app)
    try:
        command.main(args=told, prog_name="epsom")
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else OK if stop.code is None else USAGE
    except InputError as error:
        print(_faults(error), file=sys.stderr)
        return INVALID
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if "--debug" in told or os.environ.get("EPSOM_DEBUG"):
            raise
        print(f"This is an error of Epsom's own, not yours: {type(error).__name__}: {error}", file=sys.stderr)
        print("Run it again as `epsom --debug ...` and report what it prints.", file=sys.stderr)
        return BUG
    return OK


def _faults(error: InputError) -> str:
    """Return the first faults in full, and how many more there are."""
    several = error.errors if isinstance(error, InputErrors) else (error,)
    rest = len(several) - MOST_FAULTS
    more = [f"... and {rest} more like these. Mend the first ones, then run it again."] if rest > 0 else []
    return "\n".join([*(fault.message for fault in several[:MOST_FAULTS]), *more])


def _note(message: Warning | str, *_: Any, **__: Any) -> None:
    """Say what a user may want to know, such as a cache that cannot be written, without a line of code beside it."""
    print(f"Note: {message}", file=sys.stderr)


def _nowhere() -> TextIO:
    """Return a stream for a program whose own was closed before it began."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 (open for as long as the program runs)


def main() -> int:
    """Run the command line that the shell gave; the exit codes are stable."""
    gc.set_threshold(100_000, 20, 20)  # a command is short: looking for waste all the time takes a tenth of it
    return run()
