"""The command ``epsom simulate``: a protocol, or a cohort larger than memory in a folder one can come back to."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from epsom.errors import InputError

if TYPE_CHECKING:
    from epsom.interfaces.files import Reading
    from epsom.simulate.partitions import Lived, Run
    from epsom.simulate.stream import Rows

STOPPED = 130

EXAMPLES = """
    epsom simulate protocol.yaml
    epsom simulate protocol.yaml --persons 200 --every 0.25 --out results
    epsom simulate ana/person.yaml --out year
    epsom simulate ana/person.yaml --persons 1000000 --then "150 mg" --out low
    epsom simulate ana.yaml ben.yaml --weight 3 --weight 1 --group sex --out both
    epsom simulate ana/person.yaml --days 60 --every 1 --parquet --out rows
    epsom simulate ana/person.yaml --persons 100000000 --out shared --shard 0/40
"""

People = Annotated[
    list[str], typer.Argument(help="A protocol, or one person file or several.", metavar="PROTOCOL.yaml|PERSON.yaml")
]
Out = Annotated[
    str, typer.Option(help="A folder for what is written; for a protocol, here where left out.", metavar="FOLDER")
]
Persons = Annotated[int, typer.Option(help="Virtual persons drawn of each person file; a protocol says how many.")]
Days = Annotated[float, typer.Option(help="How many days they live.")]
Every = Annotated[
    float | None, typer.Option(help="Days between looks; a month, or what suits a protocol.", show_default=False)
]
Intake = Annotated[
    str,
    typer.Option(
        help='Usual intake a day, such as "300 mg"; where left out, what people of that age and sex eat.',
        metavar="AMOUNT",
    ),
]
Then = Annotated[
    str, typer.Option(help="Intake in the days they live; the usual one where left out.", metavar="AMOUNT")
]
Quantities = Annotated[str, typer.Option(help="What to look at, with commas; any pool too.", metavar="NAMES")]
Group = Annotated[str, typer.Option(help="Also sum up by person, sex or age; with commas.", metavar="NAMES")]
Weight = Annotated[
    list[float] | None, typer.Option(help="How much each virtual person of a file counts; once for each file.")
]
Partition = Annotated[
    int | None, typer.Option(help="Virtual persons lived with at a time; 10000 unless there are many looks.")
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same digits.")]
Shard = Annotated[str, typer.Option(help="Do only a share, such as 0/40 to 39/40 on forty machines.", metavar="i/N")]
Parquet = Annotated[
    bool | None, typer.Option("--parquet/--no-parquet", help="Write every person and moment; a protocol does.")
]
OnlyPerson = Annotated[
    int | None, typer.Option("--only-person", help="Of a protocol, only the person of this number.", metavar="N")
]


def simulate(
    ctx: typer.Context,
    person: People,
    out: Out = "",
    persons: Persons = 100_000,
    days: Days = 365.0,
    every: Every = None,
    intake: Intake = "",
    then: Then = "",
    quantities: Quantities = "serum_magnesium,urine_magnesium,content",
    group: Group = "person",
    weight: Weight = None,
    partition: Partition = None,
    seed: Seed = 1,
    shard: Shard = "0/1",
    parquet: Parquet = None,
    only_person: OnlyPerson = None,
) -> None:
    """Let virtual persons live through a protocol, or very many of a person file through days of mixed meals.

    A protocol says who lives through what: diets, doses, infusions, isotopes, medicines, dialysis. It is written as
    Parquet, CSV and a page with figures; exits with 1 if somebody could not be carried to the end.

    Persons of a person file start in the steady state of their usual intake. What is done is kept: stopped or broken
    off at any moment, the same command goes on where it was, and the files are the same in the end, to the last digit.
    """
    from epsom.interfaces.commands import experiment

    if protocol := experiment.protocol_in(person):
        raise typer.Exit(experiment.simulate(protocol, experiment.wished(ctx, protocol)))
    if not out:
        raise typer.BadParameter("Name a folder for the parts and the summary.", param_hint="--out")
    if only_person is not None:
        raise InputError("--only-person is for protocols, whose persons are reported by number.")
    from epsom.interfaces import terminal
    from epsom.simulate.stream import stream

    run = _run(_read(person), weight or [], persons, days, every, intake, then, quantities, partition, seed)
    rows = _parquet() if parquet else None
    try:
        with terminal.counting("partitions") as say:
            summary = stream(
                run, Path(out), shard=_shard(shard), groups=_names(group), rows=rows, say=say, tell=_talk
            )  # fmt: skip
    except KeyboardInterrupt:
        _talk(f"Stopped. What is done is kept in {out}: run the same command again, and it goes on from there.")
        raise typer.Exit(STOPPED) from None
    if summary is None:
        _talk(f"This share is done. The summary is written by whoever does the last share of {out}.")
        return
    _show(summary, Path(out))


def _talk(text: str) -> None:
    from epsom.interfaces import terminal

    terminal.talk(text)


def _read(paths: Sequence[str]) -> dict[str, Reading]:
    """Return the persons by name: the file's name, or its whole path where two files have the same."""
    from epsom.interfaces.files import read

    stems = [Path(path).stem for path in paths]
    alike = len(set(stems)) < len(stems)
    names = [Path(path).with_suffix("").as_posix() if alike else stem for path, stem in zip(paths, stems, strict=True)]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"{twice[0]} is named twice. Name each person file once, and give it a --weight.")
    return dict(zip(names, map(read, paths), strict=True))


def _run(
    readings: dict[str, Reading],
    weights: Sequence[float],
    persons: int,
    days: float,
    every: float | None,
    intake: str,
    then: str,
    quantities: str,
    partition: int | None,
    seed: int,
) -> Run:
    from dataclasses import replace

    from epsom.assessment.eating import number
    from epsom.assessment.warn import of_age
    from epsom.simulate.partitions import MONTH, MOST_VALUES, USUAL_PARTITION, Run, Stratum

    if weights and len(weights) != len(readings):
        raise InputError(f"--weight is told {len(weights)} times for {len(readings)} person files. Tell it for each.")
    strata: list[Stratum] = []
    for place, (name, reading) in enumerate(readings.items()):
        known = reading.person
        if not intake and known.age < number("intake_known_from"):
            mend = "Say what they get: --intake, such as --intake '80 mg'."
            raise InputError(f"{name}: age = {known.age:g}: what infants usually eat is not held. {mend}")
        for flag in of_age(known.age):
            _talk(f"{name}: {flag}")
        if known.record or known.supplements:
            eaten = f"{intake} a day" if intake else "what people of that age and sex eat"
            _talk(f"{name}: its record and supplements are not used here; the usual intake is {eaten}.")
        strata.append(Stratum(name, known, weights[place] if weights else 1.0))
    run = Run(
        strata=tuple(strata),
        persons=persons,
        days=days,
        every=min(MONTH, days) if every is None else every,
        meals=int(number("replete_meals")),
        usual=_amount(intake),
        then=_amount(then),
        quantities=_names(quantities),
        partition=USUAL_PARTITION if partition is None else partition,
        seed=seed,
    )
    if partition is None and 0 < run.every <= run.days < run.every * MOST_VALUES:
        run = replace(run, partition=max(1, min(USUAL_PARTITION, MOST_VALUES // len(run.times))))
    return run


def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))


def _amount(text: str) -> float | None:
    """Return an intake [mmol/day] as told per day, such as 300 mg or 300 mg/day; None where nothing was."""
    from epsom.quantities import told

    if not text:
        return None
    return told("intake", text if "/" in text or text.strip()[-1:].isdigit() else f"{text}/day").value


def _shard(text: str) -> tuple[int, int]:
    one, _, of = text.partition("/")
    if not (one.strip().isdecimal() and of.strip().isdecimal()):
        raise InputError(f"--shard {text!r}: say which share of how many, such as 0/40 for the first of forty.")
    return int(one), int(of)


def _show(summary: dict[str, Any], out: Path) -> None:
    """Print the first and the last moment of everybody, and how many did not live to the end."""
    from epsom.interfaces import terminal
    from epsom.simulate.partitions import EVERYBODY
    from epsom.simulate.stream import FAILED, SHEET, SUMMARY

    everybody = summary["groups"][EVERYBODY]
    lines: list[tuple[str, ...]] = []
    for name, course in everybody["quantities"].items():
        for at in (course[0], course[-1]):
            numbers = (at[column] for column in ("mean", "sd", "q05", "q50", "q95"))
            shown = ("-" if number is None else f"{number:.4g}" for number in numbers)
            lines.append((f"{name} [{at['unit']}]", f"{at['day']:g}", *shown))
    head = ("quantity", "day", "mean", "sd", "5 %", "50 %", "95 %")
    terminal.result(terminal.table(head, lines, right=range(1, len(head))))
    ended: dict[str, int] = everybody["ended"]
    lost = [f"{many}: {how}" for how, many in list(ended.items())[1:] if many]
    terminal.talk(f"{ended['lived']} of {sum(ended.values())} virtual persons lived to the end and count.")
    if lost:
        terminal.talk(f"The others do not count ({'; '.join(lost)}); the first are listed in {out / FAILED}.")
    terminal.talk(f"Summary: {out / SUMMARY} and {out / SHEET}")


def _parquet() -> Rows:
    """Return how every person and moment is written as Parquet; InputError where that is not installed."""
    from epsom.simulate.stream import Rows

    try:
        import pyarrow  # pyright: ignore[reportMissingTypeStubs]
    except ImportError:
        raise InputError("--parquet needs pyarrow. It comes with: pip install 'epsom[parquet]'") from None
    return Rows(f"parquet by pyarrow {pyarrow.__version__}", "parquet", _table)


def _table(part: Lived) -> bytes:
    """Return a partition as Parquet: a row for each virtual person and moment; quantities in single precision."""
    import io
    from typing import cast

    import numpy as np
    import pyarrow as pa  # pyright: ignore[reportMissingTypeStubs]
    import pyarrow.parquet as pq  # pyright: ignore[reportMissingTypeStubs]

    from epsom.simulate.partitions import ENDED

    arrow, parquet = cast(Any, pa), cast(Any, pq)
    persons, times = len(part.status), part.run.times

    def each(values: Any) -> Any:
        return np.repeat(values, len(times))

    def words(numbers: Any, known: Sequence[str]) -> Any:
        return arrow.DictionaryArray.from_arrays(numbers.astype(np.int32), list(known))

    columns: dict[str, Any] = {
        "person": words(np.zeros(persons * len(times)), [part.stratum.name]),
        "number": each(part.first + np.arange(persons)),
        "weight": each(np.where(part.status == 0, part.stratum.weight, 0.0)),
        "ended": words(each(part.status), ENDED),
        "usual_intake": each(part.usual),
        "day": np.tile(times, persons),
    }
    for name, values in zip(part.run.quantities, part.values, strict=True):
        columns[name] = values.T.astype(np.float32).reshape(-1)
    out = io.BytesIO()
    parquet.write_table(arrow.table(columns), out, compression="zstd")
    return out.getvalue()
